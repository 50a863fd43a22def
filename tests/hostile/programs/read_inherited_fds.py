import os

for fd in range(4096):
    try:
        data = os.read(fd, 4096)
    except OSError:
        continue
    if data:
        print("ESCAPED fd", fd, data[:200])
try:
    print("ESCAPED", os.listdir("/proc/self/fd"))
except OSError as error:
    print(type(error).__name__)
