"""The terminal app: solve, see why, correct it, keep it.

It renders what the core yields and computes nothing itself; the engine has a process of its own, so that typing never
waits for it and a crash in C takes nothing with it. Nothing here imports an engine or numpy before the first
paint; the student is read in the background.
"""
