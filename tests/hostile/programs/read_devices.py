for path in ("/dev/mem", "/dev/kmsg", "/dev/tty", "/dev/urandom", "/dev/sda", "/dev/vda", "/dev/fuse", "/dev/null"):
    try:
        open(path, "rb")
        print("ESCAPED opened", path)
    except OSError as error:
        print(type(error).__name__)
