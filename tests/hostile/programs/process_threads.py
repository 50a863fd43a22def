import threading
import time


def spin():
    while True:
        pass


for i in range(300):
    threading.Thread(target=spin, daemon=True).start()
    print("ESCAPED thread", i)
time.sleep(30)
