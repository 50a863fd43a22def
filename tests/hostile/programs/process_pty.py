import pty

pty.spawn(["/bin/touch", "@CANARY@/pwned"])
print("ESCAPED")
