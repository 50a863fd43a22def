print(eval("__import__('os').system('touch @CANARY@/pwned')"))
exec("open('@CANARY@/pwned', 'w')")
print("ESCAPED")
