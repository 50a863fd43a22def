class Endless:
    def __str__(self):
        while True:
            pass

    __repr__ = __str__


answer = [Endless()]
print("%s" % answer[0])
