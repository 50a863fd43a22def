prices = {"tea": 2.5, "cake": 3.75}
prices["pie"] = 4
prices.update(tea=2.75)
print(prices, list(prices.items()), prices.get("jam", 0), sum(prices.values()), max(prices, key=prices.get))
print({k: v * 2 for k, v in prices.items() if v > 3}, dict(zip("ab", [1, 2])), sorted(prices), "pie" in prices)
answer = sum(prices.values())
