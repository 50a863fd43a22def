import numpy as np

data = np.array([2, 4, 4, 5])
print(data.mean(), data.sum(), np.linalg.det(np.array([[1.0, 2.0], [3.0, 4.0]])).round(6))
answer = data.mean()
