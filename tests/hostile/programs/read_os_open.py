import os

for path in ("@CANARY@/secret.txt", "/etc/passwd", "/etc/shadow"):
    try:
        print("ESCAPED read", path, os.read(os.open(path, os.O_RDONLY), 400))
    except OSError as error:
        print(type(error).__name__)
