"""Every loader on a small file of its own format, and what it does with bad rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kpdd_edge import datasets
from kpdd_edge.datasets.base import gold_text, join_question
from kpdd_edge.errors import DataError


def lines(path: Path, *rows: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in rows), encoding="utf-8")
    return path


def array(path: Path, rows: list[Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(rows), encoding="utf-8")
    return path


QUESTION = {"question": "Six mugs at $3. What do they cost?", "answer": "6*3=<<6*3=18>>18\n#### 18"}
SOCRATIC = {**QUESTION, "answer": "What do they cost? ** 6*3=<<6*3=18>>18\n#### 1,018"}


def test_gsm8k_takes_the_socratic_solutions_where_they_are(tmp_path: Path) -> None:
    lines(tmp_path / "gsm8k" / "train.jsonl", QUESTION)
    lines(tmp_path / "gsm8k" / "train_socratic.jsonl", SOCRATIC)
    auto, plain = datasets.load("gsm8k", tmp_path), datasets.load("gsm8k", tmp_path, solutions="plain")
    assert auto.problems[0].meta["solution"].startswith("What do they cost? **")
    assert auto.problems[0].gold == "1018"
    assert (plain.problems[0].meta["solution"], plain.problems[0].gold) == ("6*3=<<6*3=18>>18", "18")
    assert (auto.problems[0].id, auto.problems[0].split, auto.split) == ("gsm8k-train-0", "train", "train")
    assert auto.as_published is False
    assert "holds 1 rows, but 7,473 were published" in " ".join(auto.account())


def test_gsm8k_test_is_only_for_scoring(tmp_path: Path) -> None:
    lines(tmp_path / "test.jsonl", QUESTION)
    loaded = datasets.load("gsm8k", tmp_path, "test")
    assert loaded.problems[0].id == "gsm8k-test-0"
    assert not loaded.info.may_train_on("test")
    assert loaded.info.may_train_on("train")


def test_gsm8k_rows_that_cannot_be_used_are_counted(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "train.jsonl",
        QUESTION,
        "{not json",
        {"question": "no answer"},
        {"question": "", "answer": "#### 3"},
        {"question": "no mark", "answer": "3"},
        {"question": "nothing after", "answer": "2+1=3 ####"},
        {"question": 7, "answer": "#### 3"},
        [1, 2],
        "",
        QUESTION,
    )
    loaded = datasets.load("gsm8k", path)
    assert len(loaded) == 2
    assert loaded.dropped == {
        "malformed line": 1,
        "missing answer": 2,
        "missing question": 1,
        "solution without ####": 1,
        "question is not text": 1,
        "not an object": 1,
    }
    assert loaded.rows == len(loaded) + sum(loaded.dropped.values())
    assert str(loaded.examples[0]).startswith("line 2: malformed line")


def test_svamp(tmp_path: Path) -> None:
    row = {
        "ID": "s1",
        "Body": "A pack costs 76 dollars. If 25 are taken off",
        "Question": "How much is it?",
        "Answer": 51.0,
    }
    array(tmp_path / "svamp" / "SVAMP.json", [row, {**row, "Body": "Ad.", "Answer": True}, row, "text"])
    loaded = datasets.load("svamp", tmp_path)
    (problem,) = loaded.problems
    assert problem.text == "A pack costs 76 dollars. If 25 are taken off, how much is it?"
    assert (problem.body, problem.question, problem.gold) == (row["Body"], "How much is it?", "51")
    assert loaded.dropped == {"answer of a wrong type": 1, "duplicate id": 1, "not an object": 1}


ASDIV = """<?xml version="1.0"?><Machine-Reading-Corpus-File><ProblemSet>
<Problem ID="n1" Grade="1"><Body>A hen has 7 chicks.</Body><Question>How many legs have they?</Question>
 <Solution-Type>M</Solution-Type><Answer>14 (legs)</Answer><Formula>7*2=14</Formula></Problem>
<Problem ID="n2"><Body>Who is older?</Body><Question>Who?</Question><Answer>Ada</Answer><Formula/></Problem>
<Problem ID="n3"><Body>A ratio.</Body><Question>What is it?</Question><Answer>3:2</Answer></Problem>
<Problem ID="n4"><Body>A part.</Body><Question>What is it?</Question><Answer>5/13</Answer></Problem>
<Problem ID="n5"><Body>Money.</Body><Question>What is it?</Question><Answer>1,200.50 (dollars)</Answer></Problem>
</ProblemSet></Machine-Reading-Corpus-File>"""


def test_asdiv_keeps_single_numbers_or_everything(tmp_path: Path) -> None:
    (tmp_path / "ASDiv.xml").write_text(ASDIV, encoding="utf-8")
    loaded = datasets.load("asdiv", tmp_path)
    assert [(p.id, p.gold, p.meta.get("unit")) for p in loaded] == [
        ("n1", "14", "legs"),
        ("n4", "5/13", None),
        ("n5", "1200.50", "dollars"),
    ]
    assert loaded.problems[0].text == "A hen has 7 chicks. How many legs have they?"
    assert loaded.dropped == {"answer is not one number": 2}
    assert [p.gold for p in datasets.load("asdiv", tmp_path, answers="all")][1:3] == ["Ada", "3:2"]


@pytest.mark.parametrize("text", ["<a><b></a>", "", '<!DOCTYPE x [<!ENTITY e "ha">]><x>&e;</x>'])
def test_asdiv_refuses_what_is_no_such_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "ASDiv.xml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError):
        datasets.load("asdiv", tmp_path)


def test_multiarith(tmp_path: Path) -> None:
    row = {"iIndex": 4, "sQuestion": " Two and two? ", "lSolutions": [4.0], "lEquations": ["X=2+2"]}
    array(tmp_path / "MultiArith.json", [row, {**row, "iIndex": 5, "lSolutions": [1.0, 2.0]}, {"iIndex": 6}])
    loaded = datasets.load("multiarith", tmp_path)
    assert [(p.id, p.text, p.gold) for p in loaded] == [("multiarith-4", "Two and two?", "4")]
    assert loaded.dropped == {"answer is not one number": 1, "missing sQuestion": 1}


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("addsub", "mawps/mawpsaddsub.jsonl"),
        ("singleeq", "mawps/mawpssingleeq.jsonl"),
        ("singleop", "mawps/mawpssingleop.jsonl"),
        ("gsm_hard", "gsm_hard/gsmhardv2.jsonl"),
    ],
)
def test_input_and_target(tmp_path: Path, name: str, file: str) -> None:
    lines(tmp_path / file, {"input": "One and two?", "target": 3.0}, {"input": "x", "target": None}, {"target": 1})
    loaded = datasets.load(name, tmp_path)
    assert [(p.id, p.gold, p.dataset) for p in loaded] == [(f"{name}-0", "3", name)]
    assert loaded.dropped == {"missing answer": 1, "missing input": 1}


def test_unknown_names_splits_and_options_are_explained(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"Did you mean 'svamp'"):
        datasets.load("svam", tmp_path)
    with pytest.raises(DataError, match="no split 'dev'") as caught:
        datasets.load("gsm8k", tmp_path, "dev")
    assert "train, test" in caught.value.cause
    with pytest.raises(DataError, match="no option 'solution'"):
        datasets.load("gsm8k", tmp_path, solution="plain")
    with pytest.raises(DataError, match="No file of svamp") as caught:
        datasets.load("svamp", tmp_path)
    assert "SVAMP.json" in caught.value.cause
    with pytest.raises(DataError, match="does not exist"):
        datasets.load("svamp", tmp_path / "nowhere")
    with pytest.raises(DataError, match="not on the hub"):
        datasets.load("addsub")


def test_every_name_has_a_card() -> None:
    for name in datasets.names():
        card = datasets.info(name)
        assert (card.name, bool(card.title), bool(card.licence)) == (name, True, True)
        assert set(card.counts) <= set(card.splits)
        assert set(datasets.loader_class(name).files) <= set(card.splits)


def test_importing_the_package_imports_no_loader_and_no_library() -> None:
    import subprocess
    import sys

    code = (
        "import sys, kpdd_edge.datasets as d; d.names();"
        "bad = [m for m in ('datasets', 'torch', 'numpy', 'kpdd_edge.datasets.gsm8k') if m in sys.modules];"
        "print(bad); sys.exit(bool(bad))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (72, "72"),
        (72.0, "72"),
        (0.5, "0.5"),
        (" 7 dollars ", "7 dollars"),
        (1e16, "10000000000000000"),
        (1e-7, "0.0000001"),
    ],
)
def test_gold_answers_as_text(value: Any, text: str) -> None:
    assert gold_text(value) == text


@pytest.mark.parametrize("value", [None, True, "", float("nan"), float("inf"), [1], {"a": 1}])
def test_gold_answers_of_wrong_types(value: Any) -> None:
    with pytest.raises(ValueError, match="answer"):
        gold_text(value)


@pytest.mark.parametrize(
    ("body", "question", "text"),
    [
        ("He has 3.", "How many?", "He has 3. How many?"),
        ("If he has 3", "How many?", "If he has 3, how many?"),
        ("If he has 3,", "how many?", "If he has 3, how many?"),
        ("", "How many?", "How many?"),
        ("If he has 3", "Janet asks: how many?", "If he has 3, Janet asks: how many?"),
    ],
)
def test_body_and_question_are_joined_as_people_write(body: str, question: str, text: str) -> None:
    assert join_question(body, question) == text
