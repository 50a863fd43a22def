import random

random.seed(20)
print(random.randint(1, 6), random.choice("abc"), random.sample(range(50), 4), round(random.random(), 12))
hits = sum(1 for _ in range(2000) if random.random() ** 2 + random.random() ** 2 <= 1)
answer = 4 * hits / 2000
