import shutil

shutil.copy("@CANARY@/secret.txt", "@CANARY@/pwned")
print("ESCAPED")
