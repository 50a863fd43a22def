import sys


class Hook:
    def find_spec(self, *a):
        raise SystemError("no more imports")


sys.meta_path.insert(0, Hook())
sys.excepthook = sys.unraisablehook = None
sys.settrace(lambda *a: 1 / 0)
sys.addaudithook(lambda *a: None)
import colorsys
