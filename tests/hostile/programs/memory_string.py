x = "a" * 10**11
print(len(x))
