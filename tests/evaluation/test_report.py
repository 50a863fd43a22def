from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from rich.console import Console

from kpdd_edge.evaluation.compare import compare
from kpdd_edge.evaluation.report import Sheet, comparison_sheets, markdown, p_value, result_sheets, show
from kpdd_edge.evaluation.results import Result
from kpdd_edge.evaluation.summary import summarise


def result(marks: str, name: str = "s") -> Result:
    """One item for each letter: ``+`` right, ``-`` wrong, ``0`` no answer."""
    items = []
    for i, mark in enumerate(marks):
        right = mark == "+"
        item: dict[str, Any] = {
            "id": f"p{i}",
            "problem": f"Problem {i} | with a bar\nand a line?",
            "gold": "4",
            "answer": None if mark == "0" else "4" if right else "\x1b[2J5",
            "correct": right,
            "confidence": 0.0 if mark == "0" else 1.0 if right else 0.5,
            "error": None if right else "no_answer" if mark == "0" else "wrong_operation",
            "tokens": {"prompt": 10, "completion": 20 + i},
            "seconds": 0.5,
        }
        items.append(item)
    header = {
        "data": {"name": "own", "split": "test", "problems": len(marks) + 1},
        "student": {"name": name},
        "options": {"rationale": "pot", "votes": 1},
    }
    return Result(Path("r.jsonl"), header, tuple(items), None)


def text_of(sheets: list[Sheet]) -> str:
    stream = io.StringIO()
    show(sheets, Console(file=stream, width=110, color_system=None))
    return stream.getvalue()


def test_an_incomplete_result_says_so() -> None:
    text = text_of(result_sheets(result("++-0")))
    assert "s · own test · pot · greedy" in text
    assert "4 of 5 solved so far" in text
    assert "2 of 4" in text
    assert "50.0 %" in text
    lines = [line.split() for line in text.splitlines()]
    assert any(line[:1] == ["no_answer"] and line[-3:] == ["1", "25.0", "%"] for line in lines)
    assert any(line[:3] == ["0.50", "0", "1"] for line in lines)


def test_nothing_that_was_written_drives_the_terminal() -> None:
    text = text_of(comparison_sheets(compare(result("+-"), result("-+", "t"))))
    assert "\x1b" not in text
    assert "�[2J5 (wrong_operation)" in text


def test_markdown_keeps_its_tables_whole() -> None:
    shown = markdown(comparison_sheets(compare(result("+-+"), result("-++", "t"))))
    assert "Problem 0 \\| with a bar and a line?" in shown
    assert "### A: s · own test · pot · greedy; B: t · own test · pot · greedy" in shown
    tables = [part for part in shown.split("\n\n") if part.startswith("|")]
    for table in tables:
        bars = {line.replace("\\|", "").count("|") for line in table.strip().splitlines()}
        assert len(bars) == 1
    assert "| student.name | s | t |" in shown


def test_no_difference_and_a_clear_one() -> None:
    same = text_of(comparison_sheets(compare(result("++-"), result("++-"))))
    assert "+0.00 points" in same
    assert "Only B solved" not in same
    clear = text_of(comparison_sheets(compare(result("-" * 30), result("+" * 30)), examples=2))
    assert "+100.00 points" in clear
    assert "< 0.0001" in clear
    assert "Only B solved (2 of 30)" in clear


def test_p_values() -> None:
    assert (p_value(0.04139), p_value(1.0), p_value(1e-9)) == ("0.0414", "1.0000", "< 0.0001")


def test_many_levels_of_confidence_are_put_into_tenths() -> None:
    items = [
        {"correct": i % 3 > 0, "error": "wrong_answer", "answer": "1", "tokens": {}, "confidence": i / 240}
        for i in range(241)
    ]
    confidence = summarise(items)["confidence"]
    assert [level["confidence"] for level in confidence["levels"]] == [i / 10 for i in range(9, -1, -1)]
    assert sum(level["total"] for level in confidence["levels"]) == 241
    assert sum(level["correct"] for level in confidence["levels"]) == sum(item["correct"] for item in items)
    assert confidence["levels"][0]["total"] == 25  # certainty is in the highest of them
    assert len(confidence["curve"]) == 100
    assert confidence["curve"][0][2] == 1.0
    assert confidence["curve"][-1][0] == 1.0
    few = summarise(items[:12])["confidence"]
    assert len(few["levels"]) == len(few["curve"]) == 12
