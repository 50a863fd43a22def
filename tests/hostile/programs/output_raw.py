import os

block = b"B" * (1 << 20)
while True:
    os.write(1, block)
