limit = 5000
sieve = [True] * (limit + 1)
sieve[0] = sieve[1] = False
for i in range(2, int(limit**0.5) + 1):
    if sieve[i]:
        sieve[i * i :: i] = [False] * len(sieve[i * i :: i])
primes = [i for i, is_prime in enumerate(sieve) if is_prime]
print(len(primes), primes[-3:], sum(primes))
answer = sum(primes)
