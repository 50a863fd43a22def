import ctypes

libc = ctypes.CDLL(None)
buffer = ctypes.create_string_buffer(400)
for opener in (lambda p: libc.open(p, 0), lambda p: libc.syscall(2, p, 0), lambda p: libc.syscall(257, -100, p, 0)):
    fd = opener(b"@CANARY@/secret.txt")
    if fd >= 0:
        libc.read(fd, buffer, 400)
        print("ESCAPED", buffer.value)
