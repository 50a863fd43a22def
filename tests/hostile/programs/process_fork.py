import os

pid = os.fork()
if pid == 0:
    open("@CANARY@/pwned", "w")
print("ESCAPED forked")
