for act in (lambda: 1 / 0, lambda: [][1], lambda: {}["k"], lambda: int("x"), lambda: None + 1):
    try:
        act()
    except (ArithmeticError, LookupError) as error:
        print(type(error).__name__)
    except Exception as error:
        print("other", type(error).__name__)
answer = 5
