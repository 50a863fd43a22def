def counter():
    n = 0

    def step(by=1):
        nonlocal n
        n += by
        return n

    return step


step = counter()
step()
print(step(5), [f() for f in [lambda: i for i in range(3)]], (lambda a, *b, c=3, **d: (a, b, c, d))(1, 2, c=4, e=5))
answer = step()
