"""The solve screen: problem, key points, program, answer, votes."""
