from sympy import Float, sqrt

print(sqrt(8))
answer = sqrt(8)
