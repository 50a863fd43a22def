import os

for pid in ("self", os.getppid(), 1, "@HOST@"):
    for name in ("environ", "cmdline", "maps", "mem", "status", "fd", "task"):
        path = f"/proc/{pid}/{name}"
        try:
            print("ESCAPED", path, open(path, "rb").read(300))
        except Exception as error:
            print(type(error).__name__, end=" ")
        try:
            print("ESCAPED", path, os.listdir(path))
        except Exception as error:
            print(type(error).__name__)
