import glob
import os

for folder in ("/", "/etc", "/root", "/home", "/tmp", "/proc", "/sys", "/dev", "/var", "@CANARY@"):
    try:
        print("ESCAPED", os.listdir(folder))
    except OSError as error:
        print(type(error).__name__)
if list(os.walk("/")) or glob.glob("/*") or glob.glob("@CANARY@/*"):
    print("ESCAPED walked")
