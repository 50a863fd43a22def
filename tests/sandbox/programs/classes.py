class Shape:
    def area(self):
        return 0


class Square(Shape):
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2

    @property
    def perimeter(self):
        return 4 * self.side

    def __lt__(self, other):
        return self.area() < other.area()


shapes = [Square(3), Square(2)]
print(sum(s.area() for s in shapes), shapes[0].perimeter, min(shapes).side, isinstance(shapes[0], Shape))
answer = min(shapes).perimeter
