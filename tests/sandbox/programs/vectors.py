class Vector:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y)

    def __mul__(self, k):
        return Vector(self.x * k, self.y * k)

    def __neg__(self):
        return self * -1

    def __eq__(self, other):
        return (self.x, self.y) == (other.x, other.y)

    def __iter__(self):
        return iter([self.x, self.y])

    def __repr__(self):
        return f"Vector({self.x}, {self.y})"

    def __abs__(self):
        return (self.x**2 + self.y**2) ** 0.5


a, b = Vector(3, 4), Vector(1, -2)
print(a + b, a - b, a * 2, -a, a == Vector(3, 4), a != b, abs(a), list(a), [a, b], f"{a}", a in [Vector(3, 4)])
x, y = a
answer = abs(a + b * 2)
