import os
import tempfile

for folder in ("/tmp", "/var/tmp", "/dev/shm", ".", "/", "@CANARY@"):
    try:
        open(os.path.join(folder, "kpdd_pwned"), "w")
        print("ESCAPED", folder)
    except OSError as error:
        print(type(error).__name__)
try:
    tempfile.TemporaryFile()
    print("ESCAPED tempfile")
except OSError as error:
    print(type(error).__name__)
