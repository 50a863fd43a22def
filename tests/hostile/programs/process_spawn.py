import os

print("ESCAPED", os.posix_spawn("/bin/touch", ["touch", "@CANARY@/pwned"], {}))
