from fractions import Fraction

a, b = Fraction(5, 6), Fraction("0.375")
print(
    a + b, a * b, a / b, a - b, a > b, float(a), int(Fraction(9, 3)), Fraction(3, 4).limit_denominator(2), a.denominator
)
answer = a + b
