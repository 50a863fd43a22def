import random

answer = random.randint(1, 10**12)
print(answer)
