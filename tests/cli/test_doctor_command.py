"""``kpdd doctor``: what it says of things that are broken, and its exit code then."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kpdd_edge.cli.doctor import app


def findings(home: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> dict[str, list[tuple[str, str]]]:
    """Level and detail of every finding, by the name of its check."""
    monkeypatch.setenv("KPDD_HOME", str(home))
    result = CliRunner().invoke(app, ["--json"])
    assert result.exit_code == code, result.output
    found: dict[str, list[tuple[str, str]]] = {}
    for check in json.loads(result.stdout)["checks"]:
        found.setdefault(check["name"], []).append((check["level"], check["detail"]))
    return found


def test_a_damaged_history_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "history.db").write_bytes(b"ruined" * 2000)
    (begun, (level, detail)) = findings(tmp_path, monkeypatch, 0)["history"]
    assert begun == ("ok", "0 solved problems")
    assert level == "note"
    assert detail.startswith("The history was damaged")


def test_broken_settings_are_no_trouble_of_the_student(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.toml").write_text("[solve]\nvotes = 'many'\n")
    found = findings(tmp_path, monkeypatch, 4)
    assert found["settings"][0][0] == "problem"
    assert found["student"] == [("note", "not checked, since the settings cannot be used")]
