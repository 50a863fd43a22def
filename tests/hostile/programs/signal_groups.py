import os

for act in (lambda: os.killpg(0, 0), lambda: os.kill(-1, 0), lambda: os.kill(0, 0)):
    try:
        act()
        print("ESCAPED")
    except OSError as error:
        print(type(error).__name__)
os.abort()
