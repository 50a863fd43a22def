class NoSolution(Exception):
    pass


def root(n):
    for i in range(n + 1):
        if i * i == n:
            return i
    raise NoSolution(f"{n} has no whole root")


try:
    print(root(81))
    print(root(80))
except NoSolution as problem:
    print("caught", problem)
finally:
    print("done")
answer = root(144)
