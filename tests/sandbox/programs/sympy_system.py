import sympy as sp

x, y = sp.symbols("x y")
found = sp.solve([sp.Eq(x + y, 35), sp.Eq(2 * x + 4 * y, 94)], (x, y))
print(found[x], found[y])
answer = found[y]
