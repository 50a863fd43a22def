import socket

s = socket.socket(socket.AF_UNIX)
s.connect("@CANARY@/unix.sock")
print("ESCAPED")
