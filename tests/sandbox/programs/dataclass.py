from dataclasses import dataclass


@dataclass
class Item:
    name: str
    price: float
    count: int = 1

    def total(self):
        return self.price * self.count


items = [Item("pen", 1.25, 4), Item("book", 7.5)]
print(items, sum(item.total() for item in items))
answer = sum(item.total() for item in items)
