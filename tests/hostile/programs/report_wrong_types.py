import json

json.dumps = lambda *a, **k: '{"status": ["ok"], "answer": {"a": 1}, "error": 5, "line": "x", "extra": [[[]]]}'
