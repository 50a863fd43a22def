from __future__ import annotations

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
