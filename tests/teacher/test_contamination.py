"""Finding evaluation problems in a training file."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpdd_edge import datasets
from kpdd_edge.datasets.base import Loaded
from kpdd_edge.errors import DataError
from kpdd_edge.problem import Problem
from kpdd_edge.teacher.contamination import (
    _Index,
    _rows,
    check,
    evaluation_sets,
    jaccard,
    mask,
    minhash,
    shingles_of,
    story_of,
    words_of,
)

TRAM = (
    "A tram makes 3 stops on its way to the harbour. At each stop nine people get on. How many people are on it then?"
)
GARDEN = (
    "In her garden Ulla grows 14 rows of beans with 8 plants in each row and loses a quarter of them to snails. "
    "How many are left?"
)


def evaluation(tmp_path: Path, *texts: str) -> list[Loaded]:
    path = tmp_path / "eval.jsonl"
    path.write_text("".join(json.dumps({"id": f"e{n}", "problem": t, "answer": 1}) + "\n" for n, t in enumerate(texts)))
    return [datasets.load("file", path)]


def kinds(tmp_path: Path, text: str, threshold: float = 0.7) -> list[str]:
    found = check([Problem(text, "t")], evaluation(tmp_path, GARDEN, TRAM), threshold=threshold)
    return [hit.kind for hit in found.hits]


def test_the_same_text_in_another_dress_is_exact(tmp_path: Path) -> None:
    assert kinds(tmp_path, TRAM.upper().replace(".", " . ") + "\n") == ["exact"]


def test_other_numbers_are_masked(tmp_path: Path) -> None:
    assert kinds(tmp_path, TRAM.replace("3", "1,250").replace("nine", "twenty-two")) == ["masked"]


def test_other_people_and_a_changed_word_are_near(tmp_path: Path) -> None:
    text = GARDEN.replace("Ulla", "Boris").replace("her", "his").replace("14", "40").replace("snails", "frost")
    found = check([Problem(text, "t7")], evaluation(tmp_path, TRAM, GARDEN))
    (hit,) = found.hits
    assert (hit.kind, hit.train_id, hit.eval_id, hit.eval_set) == ("near", "t7", "e1", "file:all")
    assert 0.7 <= hit.similarity < 1
    assert kinds(tmp_path, text, threshold=0.99) == []


def test_another_story_is_no_hit(tmp_path: Path) -> None:
    assert kinds(tmp_path, "Otto paints 6 doors a day. How many doors does he paint in 9 days?") == []


def test_counts_and_what_to_leave_out(tmp_path: Path) -> None:
    training = [
        Problem("Quite another thing with 4 ducks?", "a"),
        Problem(TRAM, "b"),
        Problem(GARDEN.replace("8", "9"), "c"),
    ]
    found = check(training, evaluation(tmp_path, TRAM, GARDEN))
    assert (found.problems, found.total, found.tainted) == (3, 2, {1, 2})
    record = found.to_dict()
    assert record["sets"] == {"file:all": {"problems": 2, "exact": 1, "masked": 1, "near": 0}}
    assert (record["hits"], record["tainted"]) == (2, 2)


@pytest.mark.parametrize("threshold", [0.0, -1.0, 1.5])
def test_a_threshold_has_bounds(threshold: float) -> None:
    with pytest.raises(DataError):
        check([], [], threshold=threshold)


def test_a_low_threshold_misses_hardly_anything() -> None:
    """Pairs of shingle sets of a given similarity, looked for as :func:`check` does."""
    rng = random.Random(3)
    for similarity in (0.7, 0.5, 0.3, 0.1):
        found = 0
        for _ in range(60):
            shared = round(100 * 2 * similarity / (1 + similarity))
            values = rng.sample(range(1 << 32), 200 - shared)
            a, b = frozenset(values[:100]), frozenset(values[100 - shared :])
            assert abs(jaccard(a, b) - similarity) < 0.02
            index = _Index([], _rows(similarity))
            index.ids, index.shingles = ["a"], [a]
            index.add(0, minhash(a))
            found += index.near(b, minhash(b), similarity - 0.02) is not None
        assert found >= 56, similarity


def test_normal_texts() -> None:
    assert words_of("Ann’s 1,200 Cats—and “3.5” dogs!") == ("ann's", "1200", "cats", "and", "3.5", "dogs")
    assert mask(("two", "hundred", "cats", "and", "3", "dogs")) == ("#", "cats", "and", "#", "dogs")
    assert story_of("Ann has 3 cats. How many has Ann?") == ("@", "has", "#", "cats", "how", "many", "has", "@")
    assert story_of("One day Ann gave her cat 2 fish.") == story_of("One day Bo gave his cat 70 fish.")


@given(st.text(max_size=80), st.text(max_size=80))
@settings(deadline=None, max_examples=150)
def test_any_text_can_be_compared(a: str, b: str) -> None:
    first, second = shingles_of(story_of(a)), shingles_of(story_of(b))
    assert 0.0 <= jaccard(first, second) <= 1.0
    assert minhash(first).shape == (128,)
    assert np.array_equal(minhash(first), minhash(frozenset(first)))


def test_signatures_estimate_the_similarity() -> None:
    words = [f"w{n}" for n in range(400)]
    a, b = shingles_of(words[:300]), shingles_of(words[100:])
    estimate = float(np.mean(minhash(a) == minhash(b)))
    assert abs(estimate - jaccard(a, b)) < 0.15


def test_evaluation_sets_are_those_for_scoring(tmp_path: Path) -> None:
    row = {"question": "1+1?", "answer": "#### 2"}
    (tmp_path / "test.jsonl").write_text(json.dumps(row) + "\n")
    (tmp_path / "train.jsonl").write_text(json.dumps(row) + "\n")
    found, missing = evaluation_sets(tmp_path)
    assert [(loaded.info.name, loaded.split) for loaded in found] == [("gsm8k", "test")]
    assert "svamp:all" in missing
    with pytest.raises(DataError, match="No file of svamp"):
        evaluation_sets(tmp_path, ["svamp"])
    with pytest.raises(DataError, match="no data set 'svmp'"):
        evaluation_sets(tmp_path, ["svmp"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="no evaluation set"):
        evaluation_sets(tmp_path / "empty")
    own = tmp_path / "own.jsonl"
    own.write_text(json.dumps({"problem": "2+2?"}) + "\n")
    ((loaded,), _) = evaluation_sets(None, [str(own)])
    assert len(loaded) == 1
