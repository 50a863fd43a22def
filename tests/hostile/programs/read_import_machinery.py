import importlib.machinery
import runpy

path = "@CANARY@/secret.txt"
try:
    print("ESCAPED read", importlib.machinery.SourceFileLoader("x", path).get_data(path))
except OSError as error:
    print(type(error).__name__)
try:
    runpy.run_path("@CANARY@/module_of_canary.py")
    print("ESCAPED ran a file")
except OSError as error:
    print(type(error).__name__)
