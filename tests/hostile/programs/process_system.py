import os

print("ESCAPED" if os.system("touch @CANARY@/pwned") == 0 else "no")
