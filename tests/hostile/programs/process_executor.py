from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

for kind in (ThreadPoolExecutor, ProcessPoolExecutor):
    try:
        print("ESCAPED", kind(2).submit(pow, 2, 3).result(0.2))
    except Exception as error:
        print(type(error).__name__)
