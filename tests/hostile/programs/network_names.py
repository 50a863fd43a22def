import socket

for name in ("localhost", "example.org"):
    try:
        print("ESCAPED", socket.getaddrinfo(name, 80))
    except OSError as error:
        print(type(error).__name__)
