import bisect
import heapq

heap = []
for value in [5, 1, 8, 3]:
    heapq.heappush(heap, value)
print(heapq.heappop(heap), heapq.nlargest(2, heap), bisect.bisect_left([1, 3, 5, 7], 4))
answer = heap[0]
