def solution():
    while True:
        pass
