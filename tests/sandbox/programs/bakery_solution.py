def solution():
    """A baker sells 14 rolls at $0.45 and pays $2.10 for flour. What is left?"""
    rolls = 14
    price = 0.45
    flour = 2.10
    left = rolls * price - flour
    return round(left, 2)


print(solution())
