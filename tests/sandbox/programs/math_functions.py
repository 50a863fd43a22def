import math

print(math.sqrt(2), math.ceil(7 / 2), math.floor(-3.5), math.gcd(84, 36, 12), math.lcm(4, 6), math.comb(10, 3))
print(math.factorial(20), math.perm(5, 2), math.isqrt(10**20), math.hypot(3, 4), math.log(8, 2), math.log10(1000))
print(math.sin(1), math.cos(1), math.tan(1), math.atan2(1, 2), math.degrees(1), math.radians(45), math.exp(1.5))
print(math.isclose(0.1 + 0.2, 0.3), math.fsum([0.1] * 10), math.prod([1, 2, 3, 4]), math.pi, math.e, math.trunc(-2.7))
answer = math.comb(49, 6)
