import os
import resource

for act in (
    lambda: resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)),
    lambda: resource.setrlimit(resource.RLIMIT_CPU, (10**6, 10**6)),
    lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10**6, 10**6)),
    lambda: os.nice(-5),
    lambda: os.setsid(),
    lambda: os.setuid(0),
    lambda: os.setgroups([0]),
    lambda: os.sched_setaffinity(0, {0}),
    lambda: os.setpriority(os.PRIO_PROCESS, 0, -5),
):
    try:
        act()
        print("ESCAPED")
    except OSError as error:
        print(type(error).__name__)
    except ValueError as error:
        print(type(error).__name__)
