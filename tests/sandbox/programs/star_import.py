from math import *

print(sqrt(16), floor(pi))
answer = gcd(48, 36)
