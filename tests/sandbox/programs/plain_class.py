class Account:
    def __init__(self, balance):
        self.balance = balance

    def pay(self, amount):
        self.balance -= amount
        return self

    def __repr__(self):
        return f"Account({self.balance})"


account = Account(100).pay(30).pay(12.5)
print(account, [account])
answer = account.balance
