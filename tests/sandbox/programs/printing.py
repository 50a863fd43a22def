print(1, 2.0, "a", sep=", ", end="!\n")
print()
print([1.0, None, True], (1,), {"a": {"b": 2}}, 1e16, 1e-5, -0.0, 0.1 + 0.2, 1e22, 123456789.123)
print(float("inf"), float("nan"), 5 / 1, 2**0.5, 100.0, 1e100, 3 == 3.0, not 0, 1 < 2 < 3)
answer = "done"
