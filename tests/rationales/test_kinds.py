from __future__ import annotations

import re

import pytest

from kpdd_edge import rationales
from kpdd_edge.errors import ConfigError
from kpdd_edge.keypoints import HEADERS


def test_every_kind_can_be_loaded_and_has_a_section() -> None:
    for name in rationales.kinds():
        assert rationales.get(name).name == name
        assert name in HEADERS


def test_an_unknown_kind_says_what_there_is() -> None:
    with pytest.raises(ConfigError, match=r"no kind of rationale 'poot'. Did you mean 'pot' or 'cot'\?") as caught:
        rationales.get("poot")
    assert "pot, cot" in caught.value.cause
    assert caught.value.hint


def decisive(kind: str, text: str) -> list[str]:
    """The tokens, here words with what stands before them, that decide."""
    tokens = [match.span() for match in re.finditer(r"\n|[ ]?[^\s]+", text)]
    return [text[a:b] for a, b in tokens if rationales.get(kind).decides(text, a, b)]


def test_names_and_words_decide_nothing() -> None:
    program = "boxes = 3\nanswer = boxes * 4 + 1\n"
    assert decisive("pot", program) == [" 3", "\n", " *", " 4", " +", " 1", "\n"]
    assert decisive("cot", "Ann has 3 boxes .\n3 * 4 = 12 pens\nAnswer: 12") == [
        *(" 3", "3", " *", " 4", " =", " 12", " 12"),
    ]
