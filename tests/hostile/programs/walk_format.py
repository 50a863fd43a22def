class U:
    pass


def f():
    pass


print("{0.__class__.__init__.__globals__}".format(U())[:100])
print("{0.__globals__[__builtins__]}".format(f)[:200])
