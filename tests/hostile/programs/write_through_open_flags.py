import ctypes

libc = ctypes.CDLL(None)
for flags in (1, 2, 64, 65, 66, 512, 1025, 0o20200001):
    for opener in (
        lambda f: libc.syscall(2, b"@CANARY@/pwned", f, 0o600),
        lambda f: libc.syscall(257, -100, b"@CANARY@/pwned", f, 0o600),
        lambda f: libc.syscall(437, -100, b"@CANARY@/pwned", bytes([f & 255]) + bytes(23), 24),
    ):
        if opener(flags) >= 0:
            print("ESCAPED opened with", flags)
