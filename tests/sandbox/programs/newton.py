def f(x):
    return x**3 - 2 * x - 5


x = 2.0
for _ in range(40):
    x -= f(x) / (3 * x * x - 2)
print(f"{x:.10f}", x)
answer = round(x, 6)
