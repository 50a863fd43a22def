import itertools

print(sum(1 for _ in itertools.permutations(range(13))))
