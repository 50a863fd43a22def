import math

print(round(math.gamma(4.5), 6), round(math.erf(0.3), 6), round(math.cbrt(27.0), 6))
answer = round(math.gamma(5))
