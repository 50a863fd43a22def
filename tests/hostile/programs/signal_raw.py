import ctypes

libc = ctypes.CDLL(None)
for call in (
    (62, int("@VICTIM@"), 9),
    (200, int("@VICTIM@"), 9),
    (234, int("@VICTIM@"), int("@VICTIM@"), 9),
    (129, int("@VICTIM@"), 9, 0),
    (424, 0, 9, 0, 0),
):
    if libc.syscall(*call) == 0:
        print("ESCAPED signalled by", call[0])
