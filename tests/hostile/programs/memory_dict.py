d = {}
i = 0
while True:
    d[i] = [i] * 1000
    i += 1
