import ctypes

libc = ctypes.CDLL(None)
for number, arguments in (
    (41, (1, 1, 0)),
    (41, (2, 1, 0)),
    (41, (16, 3, 0)),
    (53, (1, 1, 0, ctypes.create_string_buffer(8))),
):
    if libc.syscall(number, *arguments) >= 0:
        print("ESCAPED socket")
