import json

json.dumps = lambda *a, **k: "[" * 30000
