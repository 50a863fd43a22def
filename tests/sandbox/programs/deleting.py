xs = list(range(6))
del xs[0]
d = {"a": 1, "b": 2}
del d["a"]
print(xs, d)
answer = len(xs)
