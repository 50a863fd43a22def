"""Which text may follow in a program."""

from __future__ import annotations

import pytest

from kpdd_edge.rationales.guide import may_follow


@pytest.mark.parametrize(
    "program",
    [
        "answer = 15 + 8\n",
        "eggs_per_box = 12\nboxes = 7\nanswer = eggs_per_box * boxes\n",
        "part = 2 / 5 * (40 - 10)\nanswer = -part + 3 ** 2 // 4 % 5\n",
        "x = 1.5 # the price\nanswer = round(x * 3, 2)\n",
        "total = 0\nfor n in range(3):\n    total += n\nanswer = total\n",
        "def solution():\n    eggs = 3\n    return eggs * boxes\n",
        "import math\nanswer = math.ceil(7 / 2)\n",
        "answer = max(3, 4) if 3 > 2 else 5\n",
        "a = 3\nanswer = a if a else 4\n",
        "answer = (3 +\n    4)\n",
        "answer = max((n for n in range(1, 19) if 18 % n == 0 and 12 % n == 0))\n",
        "answer = round(3 * (n + 1))\n",
        "print('there are', 5)\n",
        "Let us see: the answer is 5.\n",
        "```python\na = 5\nanswer = a\n```",
        "x = [3, 4]\nanswer = sum(x)\n",
        "price = $1,250\nanswer = price\n",
        "answer = 5 × 3\n",
        "b = 1\na = b = 4\nanswer = a == b\n",
        "a = 4\nanswer = 1 if a == 4 else 2\n",
        "answer = int('7', base=8) if 2 <= 3 else sorted([2], key=lambda n=1: n)[0]\n",
        "n = 3\nanswer = n.real\n",
        "a = 2\nanswer = 1e3 + 2.5E-2 * a\n",
        "a = 2\nanswer = not a\n",
        "",
    ],
)
def test_good_programs_may_be_written_in_any_pieces(program: str) -> None:
    for size in (1, 2, 3, 7, len(program) + 1):
        for at in range(0, len(program), size):
            assert may_follow(program[:at], program[at : at + size]), (program[:at], program[at : at + size])


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("answer = ", "eggs"),
        ("answer = 3 * ", "e"),
        ("eggs = 3\nanswer =", " egg_boxes"),
        ("eggs = 3\nanswer = egg", " "),
        ("eggs = 3\nanswer = egg", "\n"),
        ("eggs = 3\nanswer = eggs", "_left"),
        ("answer = 5", " apples"),
        ("answer = 5", " 5"),
        ("answer = 5 +", "\n"),
        ("answer =", "\n"),
        ("answer = (3", ")) +"),
        ("answer = 3 *", " /"),
        ("answer = 3", "(4"),
        ("a = 4\nanswer = (a + 1) ", "(4"),
        ("answer = 3 * ()", " "),
        ("book_ ", "shelf"),
        ("eggs = eggs", " "),
        ("eggs = 7 + 2", " ="),
        ("answer = 7 +", " roche = 6"),
        ("answer = 7", " = 7\n"),
    ],
)
def test_certain_errors_may_not(text: str, piece: str) -> None:
    assert not may_follow(text, piece)


def test_what_stood_there_already_is_not_judged_again() -> None:
    assert may_follow("answer = eggs_left / 3\nx = ", "4")
    assert may_follow("answer = eggs_left / 3\nx = 4\ny = ", "x")
