import ctypes

libc = ctypes.CDLL(None)
# unshare setns mount umount pivot_root bpf userfaultfd perf_event_open io_uring_setup keyctl add_key init_module kexec
# reboot personality prctl seccomp landlock_create_ruleset ioctl fcntl pipe eventfd epoll_create1 inotify_init timer_create
for number in (
    272,
    308,
    165,
    166,
    155,
    321,
    323,
    298,
    425,
    250,
    248,
    175,
    246,
    169,
    135,
    157,
    317,
    444,
    16,
    72,
    22,
    290,
    291,
    253,
    222,
):
    if libc.syscall(number, 0, 0, 0, 0, 0, 0) >= 0:
        print("ESCAPED system call", number)
