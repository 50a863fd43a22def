while True:
    print("x")
