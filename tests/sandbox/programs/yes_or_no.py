answer = 17 % 2 == 1
