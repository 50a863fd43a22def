import os

while True:
    os.write(3, b"{" * 65536)
