"""Worked examples, written for this project, that show an instruct model the text format.

A prompted student reads them before the problem. They are few and short: their evaluation is the price of the first
answer (afterwards the saved state is used), and their tokens stay in the context.
"""

from __future__ import annotations

from functools import cache

from kpdd_edge.keypoints import segments
from kpdd_edge.problem import KeyPoints, Problem, Rationale

EXAMPLES: tuple[Problem, ...] = (
    Problem(
        text="A baker fills 6 trays with 8 rolls each. He sells 30 rolls before noon. How many rolls are left?",
        key_points=KeyPoints(
            "How many rolls are left?",
            ("The baker fills 6 trays.", "Each tray holds 8 rolls.", "He sells 30 rolls."),
        ),
        rationales=(
            Rationale(
                "pot", "trays = 6\nrolls_per_tray = 8\nsold = 30\nbaked = trays * rolls_per_tray\nanswer = baked - sold"
            ),
            Rationale(
                "cot", "The baker bakes 6 * 8 = 48 rolls.\nAfter selling 30, 48 - 30 = 18 rolls are left.\nAnswer: 18"
            ),
        ),
        gold="18",
    ),
    Problem(
        text="Lena is 9 years old and has 3 brothers. She had 15 stickers and her aunt gave her 7 more. "
        "How many stickers does Lena have now?",
        key_points=KeyPoints(
            "How many stickers does Lena have now?",
            ("Lena had 15 stickers.", "Her aunt gave her 7 more stickers."),
        ),
        rationales=(
            Rationale("pot", "stickers = 15\nmore = 7\nanswer = stickers + more"),
            Rationale("cot", "Lena has 15 + 7 = 22 stickers.\nAnswer: 22"),
        ),
        gold="22",
    ),
    Problem(
        text="If a jacket that costs $80 is sold at 25% off and Tom pays with a $100 note, "
        "how much change does he get?",
        key_points=KeyPoints(
            "How much change does Tom get?",
            ("The jacket costs $80.", "It is sold at 25% off.", "Tom pays with a $100 note."),
        ),
        rationales=(
            Rationale(
                "pot",
                "price = 80\npaid = 100\ndiscount = price * 25 / 100\nto_pay = price - discount\n"
                "answer = paid - to_pay",
            ),
            Rationale(
                "cot",
                "The discount is 80 * 25 / 100 = 20 dollars.\nThe jacket costs 80 - 20 = 60 dollars.\n"
                "The change is 100 - 60 = 40 dollars.\nAnswer: 40",
            ),
        ),
        gold="40",
    ),
    Problem(
        text="Omar has twice as many marbles as Ida. Together they have 36 marbles. How many marbles does Ida have?",
        key_points=KeyPoints(
            "How many marbles does Ida have?",
            ("Omar has twice as many marbles as Ida.", "Together they have 36 marbles."),
        ),
        rationales=(
            Rationale("pot", "together = 36\nshares = 1 + 2\nanswer = together / shares"),
            Rationale(
                "cot", "Ida has 1 share and Omar 2, which makes 1 + 2 = 3 shares.\nIda has 36 / 3 = 12.\nAnswer: 12"
            ),
        ),
        gold="12",
    ),
)

_LEAD = {
    "pot": "Problems, each solved in three parts: the question, the information that matters, a Python program.\n\n",
    "cot": "Problems, each solved in three parts: the question, the information that matters, short steps.\n\n",
}


@cache
def examples_text(kind: str) -> str:
    """All examples with rationales of ``kind``, as the text that goes before the problem."""
    parts = [_LEAD[kind]]
    for example in EXAMPLES:
        assert example.key_points is not None
        rationale = next(r for r in example.rationales if r.kind == kind)
        parts += [text for text, _ in segments(example.text, example.key_points, kind, rationale.text)]
        parts.append("\n")
    return "".join(parts)
