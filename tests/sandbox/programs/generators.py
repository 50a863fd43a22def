def collatz(n):
    while n != 1:
        yield n
        n = n // 2 if n % 2 == 0 else 3 * n + 1
    yield 1


print(len(list(collatz(27))), max(collatz(27)))
answer = max(len(list(collatz(n))) for n in range(1, 200))
