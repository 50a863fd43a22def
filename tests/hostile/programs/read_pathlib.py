from pathlib import Path

print(Path("@CANARY@/secret.txt").read_text())
