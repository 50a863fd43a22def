import gc
import sys

for thing in gc.get_objects():
    if isinstance(thing, (dict, list)) and thing is not globals():
        try:
            text = repr(thing)
        except Exception:
            continue
        if "SECRET-" in text:
            print(text[:2000])
for name in sorted(sys.modules):
    if name.startswith("kpdd") or name == "pytest":
        print("ESCAPED host module", name)
