open("@CANARY@/pwned", "w").write("x")
print("ESCAPED")
