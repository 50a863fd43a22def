from sympy import Rational, diff, integrate, limit, oo, sin, sqrt, symbols

x = symbols("x")
print(diff(x**3 + 2 * x, x), integrate(x**2, (x, 0, 3)), limit(sin(x) / x, x, 0), Rational(3, 4) + Rational(1, 6))
print(sqrt(50), limit(1 / x, x, oo))
answer = Rational(3, 4) + Rational(1, 6)
