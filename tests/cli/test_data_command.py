"""``kpdd data`` from the outside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from kpdd_edge.cli.data import app
from kpdd_edge.datasets import jsonl

ROWS = [
    {
        "question": f"A box holds {n} cups. How many cups do 4 boxes hold?",
        "answer": f"How many? ** {n}*4=<<{n}*4={n * 4}>>{n * 4}\n#### {n * 4}",
    }
    for n in (6, 7, 8)
]


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """GSM8K's two files and SVAMP's, with our own problems."""
    (tmp_path / "gsm8k").mkdir()
    (tmp_path / "gsm8k" / "train.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS) + "{broken\n")
    other = {"question": "Ten crows meet 5 owls. How many birds are that?", "answer": "10+5=<<10+5=15>>15\n#### 15"}
    (tmp_path / "gsm8k" / "test.jsonl").write_text(json.dumps(other) + "\n")
    return tmp_path


def run(*arguments: str | Path, code: int = 0) -> Result:
    from kpdd_edge.cli import common

    common.console.cache_clear()
    common.err.cache_clear()
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    return result


def one_object(result: Result) -> dict[str, Any]:
    assert result.stdout.count("\n") == 1
    value: dict[str, Any] = json.loads(result.stdout)
    return value


def test_list(folder: Path) -> None:
    text = run("list").stdout
    assert "gsm8k" in text
    assert "ASDiv.xml" in text
    cards = one_object(run("list", "--json"))["datasets"]
    assert cards[0]["splits"]["test"] == {"use": "scoring", "rows": 1319}
    assert {card["name"] for card in cards} >= {"svamp", "asdiv", "multiarith", "gsm_hard", "file"}


def test_build_ends_with_one_object(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "t.jsonl"
    result = run("build", "--dataset", "gsm8k", "--path", folder, "--teacher", "gold", "-o", out, "--json")
    record = one_object(result)
    assert (record["problems"], record["verified"], record["rate"], record["dropped"]) == (3, 3, 1.0, {})
    assert record["loading"]["dropped"] == {"malformed line": 1}
    assert "malformed line" in result.stderr
    assert [p.rationales[0].text for p in jsonl.read(out)] == [f"answer = {n} * 4" for n in (6, 7, 8)]
    text = run("build", "--dataset", "gsm8k", "--path", folder, "-o", out, "--limit", "2", "--overwrite").stdout
    assert "2 of 2 problems verified (100.00%)" in text


def test_build_of_sub_questions(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "q.jsonl"
    build = ("build", "--dataset", "gsm8k", "--path", folder, "--sub-questions", "-o", out)
    assert "asks sub-questions" in run(*build, code=2).stderr
    steps = "How many onions were there? ** 4*6 = <<4*6=24>>24\nHow many are left? ** 24-5 = <<24-5=19>>19"
    question = "Ben has 4 nets with 6 onions each. He uses 5 onions. How many onions are left?"
    row = {"question": question, "answer": f"{steps}\n#### 19"}
    (folder / "gsm8k" / "train_socratic.jsonl").write_text(json.dumps(row) + "\n")
    run(*build)
    (problem,) = jsonl.read(out)
    assert problem.text == "Ben has 4 nets with 6 onions each. He uses 5 onions. How many onions were there?"
    assert problem.rationales[0].text == "answer = 4 * 6"


def test_data_for_scoring_is_not_trained_on(folder: Path, tmp_path: Path) -> None:
    arguments = ("build", "--dataset", "gsm8k", "--path", folder, "--split", "test", "-o", tmp_path / "t.jsonl")
    assert "only for scoring" in run(*arguments, code=2).stderr
    assert not (tmp_path / "t.jsonl").exists()
    run(*arguments, "--allow-scoring-data")
    assert (tmp_path / "t.jsonl").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build", "--dataset", "gsm9k", "-o", "x.jsonl"], "Did you mean 'gsm8k'"),
        (["build", "--dataset", "gsm8k", "--path", "/nowhere", "-o", "x.jsonl"], "does not exist"),
        (
            ["build", "--dataset", "file", "--path", "/nowhere", "--teacher", "silver", "-o", "x.jsonl"],
            "no teacher 'silver'",
        ),
        (["build", "--dataset", "file", "--path", "/nowhere", "--column", "oops", "-o", "x.jsonl"], "OURS=THEIRS"),
        (["show"], "a file or a data set"),
        (["show", "/nowhere.jsonl"], "is not a file"),
        (["stats", "/nowhere.jsonl"], "is not a file"),
        (["template"], "No file to write to"),
        (["template", "-o", "x.jsonl", "--layout", "sideways"], "no layout 'sideways'"),
    ],
)
def test_mistakes_are_explained(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert message in " ".join(run(*arguments, code=2).stderr.split())
    record = json.loads(run(*arguments, "--json", code=2).stdout)
    assert message in " ".join(f"{record['error']['title']} {record['error']['cause']}".split())


def test_an_empty_set_is_an_error(tmp_path: Path) -> None:
    empty = tmp_path / "e.jsonl"
    empty.write_text('{"problem": "no answer"}\n')
    result = run("show", "--dataset", "file", "--path", empty, code=2)
    assert "holds no problem that can be used" in result.stderr
    assert "missing answer" in result.stderr


def test_stats_and_show(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "t.jsonl"
    run("build", "--dataset", "gsm8k", "--path", folder, "-o", out)
    with out.open("a") as stream:
        stream.write("{broken\n")
    record = one_object(run("stats", out, "--json"))
    assert (record["problems"], record["rationales"], record["steps"]) == (3, {"pot": 3, "cot": 3}, {"1": 3})
    assert record["errors"] == {"malformed line": 1}
    text = run("stats", out).stdout
    assert "3 problems" in text
    assert "bad lines: 1 malformed line" in text
    shown = run("show", out, "--id", "gsm8k-train-1").stdout
    assert "A box holds 7 cups." in shown
    assert "answer = 7 * 4" in shown
    assert "How many cups do 4 boxes hold?" in shown
    assert len(one_object(run("show", out, "-n", "2", "--seed", "3", "--json"))["problems"]) == 2
    assert "no problem with the id" in run("show", out, "--id", "zzz", code=2).stderr
    assert "Ten crows" in run("show", "--dataset", "gsm8k", "--path", folder, "--split", "test").stdout


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text(json.dumps({"problem": "red \x1b[31m text?", "answer": 1}) + "\n")
    assert "\x1b" not in run("show", "--dataset", "file", "--path", path).stdout
    odd = "\x1b[31m[b]"
    row = {"id": odd, "problem": "Two and 3?", "answer": odd, "dataset": odd, "split": odd, "meta": {"wiring": odd}}
    path.write_text(json.dumps(row | {"rationales": [{"kind": odd, "text": odd}]}) + "\n")
    for verb in ("show", "stats"):
        shown = run(verb, path).stdout
        assert "\x1b" not in shown
        assert shown.count("\\x1b[31m[b]") == (7 if verb == "show" else 6)


def test_check_passes_what_is_clean_and_fails_on_a_hit(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "t.jsonl"
    run("build", "--dataset", "gsm8k", "--path", folder, "-o", out)
    result = run("check", out, "--path", folder)
    assert "Clean: none of 3 problems" in result.stdout
    assert "Not checked: svamp:all" in result.stderr
    tainted = list(jsonl.read(out))
    with out.open("a") as stream:
        row = jsonl.to_row(tainted[0]) | {"id": "copied", "problem": "Ten crows meet 7 owls. How many birds are that?"}
        stream.write(json.dumps(row) + "\n")
    result = run("check", out, "--path", folder, code=1)
    assert "copied is gsm8k-test-0 of gsm8k:test" in result.stdout
    run("check", out, "--path", folder, "--allow")
    record = one_object(run("check", out, "--path", folder, "--against", "gsm8k", "--json", code=1))
    assert record["sets"] == {"gsm8k:test": {"problems": 1, "exact": 0, "masked": 1, "near": 0}}
    clean = tmp_path / "clean.jsonl"
    run("check", out, "--path", folder, "--clean", clean)
    assert [p.id for p in jsonl.read(clean)] == [p.id for p in tainted]
    assert "No file of asdiv" in run("check", out, "--path", folder, "--against", "asdiv", code=2).stderr


def test_check_needs_problems(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text("{broken\n")
    assert "holds no problem" in run("check", path, "--path", folder, code=2).stderr


def test_templates_of_so_many_steps_with_so_many_distractors(tmp_path: Path) -> None:
    plain, mixed = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    run("template", "-n", "60", "--steps", "1-2", "-o", plain)
    run("template", "-n", "60", "--steps", "2", "--distractors", "1", "-o", mixed)
    assert {problem.meta["steps"] for problem in jsonl.read(plain)} == {1, 2}
    assert {problem.meta["steps"] for problem in jsonl.read(mixed)} == {2}
    for wrong in ("two", "1-", "3-1", "-2"):
        assert "no number of steps" in run("template", f"--steps={wrong}", "-o", tmp_path / "c.jsonl", code=2).stderr


def test_templates_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    first, again, other = tmp_path / "a.jsonl", tmp_path / "b.jsonl", tmp_path / "c.jsonl"
    family = one_object(run("template", "--list", "--json"))["families"][0]["name"]
    base = ("template", "-n", "12", "--family", family)
    record = one_object(run(*base, "--seed", "5", "-o", first, "--json"))
    assert (record["problems"], record["families"], record["layout"]) == (12, 1, "inline")
    run(*base, "--seed", "5", "-o", again, "--verify")
    run(*base, "--seed", "6", "-o", other)
    assert first.read_bytes() == again.read_bytes() != other.read_bytes()
    named = tmp_path / "d.jsonl"
    run(*base, "--seed", "5", "-o", named, "--layout", "named")
    pairs = zip(jsonl.read(first), jsonl.read(named), strict=True)
    assert all(len(a.rationales[0].text) < len(b.rationales[0].text) and a.text == b.text for a, b in pairs)
    assert "no family" in run("template", "--family", "nope", "-o", other, code=2).stderr.lower().replace(
        "problem ", ""
    )
