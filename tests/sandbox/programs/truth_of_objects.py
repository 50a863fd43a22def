class Purse:
    def __init__(self, coins):
        self.coins = coins

    def __len__(self):
        return len(self.coins)

    def __bool__(self):
        return sum(self.coins) > 5


print([bool(Purse(c)) for c in ([], [1, 2], [10])], "full" if Purse([10]) else "empty", not Purse([1]))
answer = sum(1 for c in ([], [1], [10], [3, 3]) if Purse(c))
