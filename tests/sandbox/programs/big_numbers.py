n = 3**200
print(n, n % 1_000_007, pow(7, 2**70, 10**9 + 7), len(str(2**3000)), sum(int(d) for d in str(2**500)))
print(10**40 // 7, -(10**40) // 7, 10**40 / 7, 2**-3, (2**100) ** 0.5, 10**22 * 1.0, int(1e25))
answer = sum(int(d) for d in str(2**500))
