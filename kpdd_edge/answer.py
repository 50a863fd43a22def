"""Reading, showing and comparing answers. (contract; see the docstrings)"""
from __future__ import annotations
from dataclasses import dataclass
from fractions import Fraction

@dataclass(frozen=True, slots=True)
class Answer:
    text: str
    value: Fraction | None = None
    unit: str = ""
    def __str__(self) -> str:
        return self.text
    def same_as(self, other: "Answer") -> bool:
        return same_answer(self, other)

def read_answer(text: str) -> Answer | None: ...
def same_answer(a: Answer | None, b: Answer | None) -> bool: ...
