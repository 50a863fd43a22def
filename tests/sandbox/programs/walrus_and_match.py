values = [3, 8, 15]
if (n := len(values)) > 2:
    print(n)


def kind(v):
    match v:
        case 0:
            return "zero"
        case int() if v > 5:
            return "large"
        case [a, *rest]:
            return (a, rest)
        case _:
            return "other"


print(kind(0), kind(9), kind([1, 2, 3]), kind("x"))
answer = n
