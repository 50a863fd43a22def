print((255).bit_length(), bin(10), hex(255), oct(8), int("ff", 16), int("1010", 2), ~5, 6 & 3, 6 | 3, 6 ^ 3, 1 << 10)
print(pow(3, -1, 7), pow(2, 10, 1000), abs(-3), (7).__add__(3), int(True) + True)
answer = pow(3, -1, 11)
