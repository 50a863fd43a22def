xs = list(range(10))
xs[2:5] = [20]
xs += [7, 7]
ys = xs[::2]
zs = xs[-3:]
xs.insert(1, 99)
xs.remove(7)
xs.reverse()
print(xs, ys, zs, xs.index(99), sorted(xs, reverse=True), [x for row in [[1, 2], [3]] for x in row])
first, *rest = ys
print(first, rest, sum(xs) / len(xs), max(xs), list(zip(xs, ys)), list(enumerate("ab", 1)), list(reversed(ys)))
answer = xs
