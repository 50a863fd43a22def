import atexit


def again():
    while True:
        pass


atexit.register(again)


class Last:
    def __del__(self):
        again()


last = Last()
answer = 1
