import sys

sys.path.insert(0, "@CANARY@")
import module_of_canary

print("ESCAPED imported", module_of_canary)
