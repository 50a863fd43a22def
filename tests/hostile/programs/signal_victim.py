import os
import signal

for target in (int("@HOST@"), os.getppid(), 1):
    try:
        os.kill(target, 0)  # signal 0 only asks whether it could
        print("ESCAPED could signal", target)
    except OSError as error:
        print(type(error).__name__)
for number in (0, signal.SIGTERM, signal.SIGKILL):
    try:
        os.kill(int("@VICTIM@"), number)
        print("ESCAPED signalled the victim", number)
    except OSError as error:
        print(type(error).__name__)
