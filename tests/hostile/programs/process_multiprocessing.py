import multiprocessing

context = multiprocessing.get_context("fork")
process = context.Process(target=print, args=("ESCAPED child",))
process.start()
print("ESCAPED started")
process.join()
