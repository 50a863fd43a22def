"""A scripted student for the rows of ``data_file``: what it gets wrong is fixed by the row's number."""

from __future__ import annotations

from kpdd_edge.problem import KeyPoints, Problem, Rationale
from kpdd_edge.students.scripted import scripted_student
from kpdd_edge.students.student import Student


def program(n: int, vote: int) -> str:
    filler = "".join(f"waiting{i} = {i}\n" for i in range(n % 5))
    if n % 10 == 3:
        return "answer = rows * 9"  # raises
    if n % 10 == 7:
        return f"rows = {n + 2}\nanswer = rows + 9"
    if n % 10 == 9 or (n % 4 == 1 and vote % 3 == 0):
        return f"{filler}answer = {n + 2} * 8"
    return f"{filler}rows = {n + 2}\nseats = 9\nanswer = rows * seats"


def bus_student(*, delay: float = 0.0, name: str = "bus") -> Student:
    problems = [
        Problem(
            text=f"A bus has {n + 2} rows of 9 seats. How many seats are that?",
            key_points=KeyPoints("How many seats are that?", (f"A bus has {n + 2} rows.", "A row has 9 seats.")),
            rationales=tuple(Rationale("pot", program(n, vote)) for vote in range(6)),
        )
        for n in range(30)
    ]
    return scripted_student(problems, delay=delay, name=name)
