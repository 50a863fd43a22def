"""The terminal app: solve, see why, correct it, keep it.

It renders what the core yields and computes nothing itself. Nothing here imports an engine or numpy before the first
paint; the student is read in the background.
"""
