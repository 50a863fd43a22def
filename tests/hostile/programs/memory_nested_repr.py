x = []
for _ in range(100_000):
    x = [x]
print(len(repr(x)))
