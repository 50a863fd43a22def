import re

text = "3 apples at $1.25 and 12 pears at $0.40"
numbers = [float(n) for n in re.findall(r"\d+(?:\.\d+)?", text)]
print(numbers, re.sub(r"\$(\d)", r"USD \1", text), re.split(r"\s+and\s+", text), bool(re.search("plum", text)))
answer = numbers[0] * numbers[1] + numbers[2] * numbers[3]
