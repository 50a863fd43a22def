import sqlite3

try:
    print("ESCAPED", sqlite3.connect("file:@CANARY@/secret.txt?mode=ro", uri=True).execute("select 1").fetchall())
except Exception as error:
    print(type(error).__name__)
import tarfile

try:
    tarfile.open("@CANARY@/new.tar", "w").add("@CANARY@/secret.txt")
    print("ESCAPED")
except Exception as error:
    print(type(error).__name__)
