def solution():
    print("working")
    speed, hours = 60, 2.5
    return speed * hours
