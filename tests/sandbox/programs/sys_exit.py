import sys

answer = 3
sys.exit(0)
