import os
import sys

print(dict(os.environ), os.getenv("@ENVIRONMENT@"))
print(getattr(sys.modules.get("posix"), "environ", None))
import ctypes

ctypes.CDLL(None).getenv.restype = ctypes.c_char_p
print(ctypes.CDLL(None).getenv(b"@ENVIRONMENT@"))
