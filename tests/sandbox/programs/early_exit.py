print("before")
answer = 12
exit()
print("after")
