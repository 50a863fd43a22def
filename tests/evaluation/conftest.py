from __future__ import annotations

import json
from pathlib import Path

import pytest

SEATS = 9


@pytest.fixture
def data_file(tmp_path: Path) -> Path:
    """Thirty problems with gold answers and programs, and three lines that are none."""
    path = tmp_path / "rows.jsonl"
    lines = []
    for n in range(30):
        row = {
            "id": f"row{n}",
            "problem": f"A bus has {n + 2} rows of {SEATS} seats. How many seats are that?",
            "answer": str((n + 2) * SEATS),
            "rationales": [{"kind": "pot", "text": f"rows = {n + 2}\nseats = {SEATS}\nanswer = rows * seats"}],
        }
        lines.append(json.dumps(row))
    lines += [
        "oops",
        json.dumps({"id": "x", "problem": "No answer here?"}),
        json.dumps({"id": "row3", "problem": "p", "answer": 1}),
    ]
    path.write_text("\n".join(lines) + "\n")
    return path
