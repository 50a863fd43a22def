answer = 7 ** (10**5)
