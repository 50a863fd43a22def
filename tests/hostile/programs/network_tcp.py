import socket

socket.create_connection(("127.0.0.1", int("@PORT@")), 2).sendall(b"x")
print("ESCAPED")
