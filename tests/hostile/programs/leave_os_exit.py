import os

print("before", flush=True)
os._exit(0)
