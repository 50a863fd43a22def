from collections import Counter, defaultdict, deque, namedtuple

letters = Counter("mississippi")
print(letters.most_common(2), letters["z"], sum(letters.values()))
groups = defaultdict(list)
for n in range(7):
    groups[n % 3].append(n)
print(dict(groups))
queue = deque([1, 2, 3], maxlen=3)
queue.append(4)
print(list(queue), queue.popleft())
Point = namedtuple("Point", "x y")
print(Point(1, y=2), Point(3, 4).x)
answer = letters["s"]
