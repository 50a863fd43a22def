from functools import lru_cache, partial, reduce
from itertools import accumulate, chain, combinations, groupby, islice, permutations, product

print(list(combinations("abc", 2)), len(list(permutations(range(5)))), list(product([0, 1], repeat=2)))
print(list(accumulate([1, 2, 3, 4])), list(chain([1], [2, 3])), [(k, len(list(g))) for k, g in groupby("aabccc")])
print(reduce(lambda a, b: a * b, range(1, 7)), partial(pow, 2)(10), list(islice(range(100), 3, 9, 2)))


@lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


answer = fib(90)
