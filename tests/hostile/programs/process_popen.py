import os

print("ESCAPED" if os.popen("cat @CANARY@/secret.txt").read() else "no")
