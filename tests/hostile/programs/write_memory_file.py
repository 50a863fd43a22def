import os

fd = os.memfd_create("x")
os.write(fd, b"#!/bin/sh\ntouch @CANARY@/pwned\n")
print("ESCAPED memfd")
os.execve(f"/proc/self/fd/{fd}", ["x"], {})
