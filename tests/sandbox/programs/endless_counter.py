from itertools import count

first = next(n for n in count(1) if n % 7 == 3 and n % 11 == 5)
print(first, next(zip(count(5), "ab")))
answer = first
