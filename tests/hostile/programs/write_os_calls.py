import os

here = "@CANARY@/"
for act in (
    lambda: os.mkdir(here + "pwned"),
    lambda: os.open(here + "pwned", os.O_CREAT | os.O_RDWR),
    lambda: os.open(here, os.O_TMPFILE | os.O_RDWR),
    lambda: os.unlink(here + "secret.txt"),
    lambda: os.rename(here + "secret.txt", here + "pwned"),
    lambda: os.replace(here + "secret.txt", here + "pwned"),
    lambda: os.symlink(here + "secret.txt", here + "pwned"),
    lambda: os.link(here + "secret.txt", here + "pwned"),
    lambda: os.truncate(here + "secret.txt", 0),
    lambda: os.chmod(here + "secret.txt", 0o777),
    lambda: os.chown(here + "secret.txt", 1, 1),
    lambda: os.utime(here + "secret.txt", (0, 0)),
    lambda: os.mkfifo(here + "pwned"),
    lambda: os.mknod(here + "pwned"),
    lambda: os.setxattr(here + "secret.txt", "user.x", b"y"),
    lambda: os.rmdir(here),
    lambda: os.chroot(here),
    lambda: os.chdir(here),
):
    try:
        act()
        print("ESCAPED")
    except OSError as error:
        print(type(error).__name__)
