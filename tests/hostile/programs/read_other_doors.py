import codecs, io, linecache, tokenize

path = "@CANARY@/secret.txt"
for reader in (
    lambda: io.FileIO(path).read(),
    lambda: io.open_code(path).read(),
    lambda: codecs.open(path).read(),
    lambda: tokenize.open(path).read(),
    lambda: "".join(linecache.getlines(path)) or 1 / 0,
):
    try:
        print("ESCAPED read", reader())
    except Exception as error:
        print(type(error).__name__)
