import statistics

marks = [61, 74, 74, 82, 90, 95]
print(statistics.mean(marks), statistics.median(marks), statistics.mode(marks), round(statistics.stdev(marks), 6))
answer = statistics.median(marks)
