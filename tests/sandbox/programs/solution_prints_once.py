def solution():
    print("working")
    return 9


print(solution())
