import cmath

z = complex(1, -2)
print(z * z, abs(3 + 4j), z.conjugate(), cmath.sqrt(-4), (-8) ** (1 / 3), round(cmath.phase(1j), 6))
answer = abs(3 + 4j)
