x = list(range(3 * 10**7, 0, -1))
x.sort()
print(x[0])
