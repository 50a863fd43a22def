seats = 48
buses = 3
children = 131
free = seats * buses - children
print("free seats:", free)
answer = free
