values = [0.125, 0.375, 2.675, 1.005, 2.5, 3.5, -0.5, 1.15, 2.25, 1e22, 0.285]
print([round(v) for v in values[:9]])
print([round(v, 2) for v in values])
print(round(1234.5678, -2), round(1250, -2), round(-1350, -2), round(7, 2), round(2.5, 0), round(5e-324, 3))
answer = round(2.675, 2)
