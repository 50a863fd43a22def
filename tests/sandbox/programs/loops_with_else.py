for n in range(2, 30):
    for d in range(2, n):
        if n % d == 0:
            break
    else:
        print(n, end=" ")
print()
total = 0
while True:
    total += 7
    if total % 5 == 0:
        break
answer = total
