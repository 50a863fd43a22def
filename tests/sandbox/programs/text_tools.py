words = "the cat sat on the mat".split()
print(
    sorted(words, key=len), " ".join(w.capitalize() for w in words), words.count("the"), "banana".replace("a", "o", 2)
)
print(
    "abc"[::-1], "a,b,,c".split(","), "  x ".strip(), "abc".zfill(6), "-5".zfill(4), "hello".find("l"), "42".isdigit()
)
print("tea for two".title(), "x".join("abc"), "abc" < "abd", "it's", 'say "hi"', repr("a'b\n"), "%s" % [1, "a"])
answer = "".join(w[0] for w in words).upper()
