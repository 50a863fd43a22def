x = []
while True:
    try:
        x.append(bytearray(50_000_000))
    except MemoryError:
        pass
