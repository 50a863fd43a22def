def is_prime(n):
    return n > 1 and all(n % d for d in range(2, int(n**0.5) + 1))


print([n for n in range(60) if is_prime(n)], next(n for n in range(1000, 2000) if is_prime(n)))
answer = sum(1 for n in range(500) if is_prime(n))
