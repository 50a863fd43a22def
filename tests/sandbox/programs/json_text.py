import json

record = json.loads('{"a": [1, 2.5, null, true], "b": "x"}')
print(record, json.dumps({"k": [1, 2]}), json.dumps(record, sort_keys=True, indent=1))
answer = record["a"][1]
