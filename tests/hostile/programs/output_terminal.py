print("\x1b[2J\x1b]0;pwned\x07\x9b31m" + "\b" * 100)
answer = "\x1b[31m"
