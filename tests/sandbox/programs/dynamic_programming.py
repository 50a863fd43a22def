coins = [1, 5, 10, 25, 50]
ways = [1] + [0] * 100
for coin in coins:
    for amount in range(coin, 101):
        ways[amount] += ways[amount - coin]
answer = ways[100]
