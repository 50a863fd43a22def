import math
import os

folder = os.path.dirname(os.__file__)
for path in (os.__file__, folder + "/pwned.py", folder + "/__pycache__/pwned.pyc", folder + "/site-packages/pwned.pth"):
    for mode in ("a", "r+", "x"):
        try:
            open(path, mode)
            print("ESCAPED", path, mode)
        except OSError as error:
            print(type(error).__name__)
