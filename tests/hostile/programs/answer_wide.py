answer = [[0] * 90 for _ in range(90)]
