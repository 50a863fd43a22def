import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for pid in (os.getppid(), int("@VICTIM@"), int("@HOST@")):
    for request in (16, 0x4206, 0):
        if libc.ptrace(request, pid, 0, 0) == 0:
            print("ESCAPED traced", pid)
    local = ctypes.create_string_buffer(64)
    vector = (ctypes.c_size_t * 2)(ctypes.addressof(local), 64)
    remote = (ctypes.c_size_t * 2)(0x400000, 64)
    if libc.syscall(310, pid, vector, 1, remote, 1, 0) > 0:
        print("ESCAPED read memory of", pid)
    if libc.syscall(434, pid, 0) >= 0:
        print("ESCAPED pidfd of", pid)
