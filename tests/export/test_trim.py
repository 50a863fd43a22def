from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")

from hypothesis import given, settings
from hypothesis import strategies as st

from kpdd_edge.errors import UsageError
from kpdd_edge.export.checkpoint import open_checkpoint
from kpdd_edge.export.quantise import QuantRecipe
from kpdd_edge.export.runners import TorchRunner
from kpdd_edge.export.to_gguf import VerifyOptions, export_gguf
from kpdd_edge.export.trim import TrimmedTokenizer, trim_checkpoint, trim_tokenizer

CORPUS = ["Ann has 12 pens.", "How many pens does Bela have?", "answer = start + bags * per_bag"]


@pytest.fixture(scope="module", params=["llama", "qwen2"])
def pair(
    request: pytest.FixtureRequest, checkpoint: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """A checkpoint and its trimmed copy."""
    folder = tmp_path_factory.mktemp("trim")
    corpus = folder / "corpus.txt"
    corpus.write_text("\n\n\n".join(CORPUS))
    source = checkpoint(request.param)
    made = trim_checkpoint(source, folder / "small", [corpus], own_texts=False)
    assert made["vocabulary_after"] < made["vocabulary_before"]
    assert made["parameters_after"] == made["parameters_before"] - 64 * (
        made["vocabulary_before"] - made["vocabulary_after"]
    )
    return source, folder / "small"


def test_the_corpus_is_encoded_alike(pair: tuple[Path, Path]) -> None:
    big, small = (open_checkpoint(p).tokenizer() for p in pair)
    for text in CORPUS:
        assert big.encode(text).tokens == small.encode(text).tokens


def test_any_text_comes_back(pair: tuple[Path, Path]) -> None:
    small = open_checkpoint(pair[1]).tokenizer()

    @given(st.text(max_size=60))
    @settings(max_examples=150, deadline=None)
    def check(text: str) -> None:
        text = text.encode("utf-8", "replace").decode()
        assert small.decode(small.encode(text, add_special_tokens=False).ids, skip_special_tokens=False) == text

    check()


def test_kept_logits_are_unchanged(pair: tuple[Path, Path]) -> None:
    big, small = (TorchRunner(open_checkpoint(p)) for p in pair)
    kept = json.loads((pair[1] / "trim.json").read_text())["kept_ids"]
    for text in CORPUS:
        before = big.logits(big.tokens(text), [])[:, kept]
        after = small.logits(small.tokens(text), [])
        assert before.shape == after.shape
        assert abs(before - after).max() < 1e-5


def test_special_tokens_keep_their_meaning(pair: tuple[Path, Path]) -> None:
    big, small = (open_checkpoint(p) for p in pair)
    old, new = big.tokenizer(), small.tokenizer()
    assert [old.id_to_token(i) for i in big.end_tokens()] == [new.id_to_token(i) for i in small.end_tokens()]
    assert new.id_to_token(small.config["eos_token_id"]) == old.id_to_token(big.config["eos_token_id"])
    assert small.config["vocab_size"] == new.get_vocab_size()


def test_a_trimmed_checkpoint_exports(pair: tuple[Path, Path], tmp_path: Path) -> None:
    (row,) = export_gguf(
        pair[1], tmp_path / "x.gguf", [QuantRecipe("F16")], checks=VerifyOptions(threads=1, positions=200)
    )
    assert row["verification"]["tokenizer_texts"] == 11
    assert row["verification"]["passed"]


def test_filling_up_to_a_size(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    source = open_checkpoint(checkpoint("llama"))
    tokenizer = source.tokenizer()

    def encode(text: str) -> list[int]:
        return list(tokenizer.encode(text, add_special_tokens=False).ids)

    data = source.tokenizer_json()
    least = trim_tokenizer(data, CORPUS, encode=encode)
    more = trim_tokenizer(data, CORPUS, keep=least.needed + 20, encode=encode)
    assert len(least.kept) == least.needed
    assert least.needed + 15 <= len(more.kept) <= least.needed + 20
    assert set(least.kept) < set(more.kept)
    corpus = tmp_path / "corpus.txt"
    corpus.write_text(CORPUS[0])
    with pytest.raises(UsageError, match="needs"):
        trim_checkpoint(checkpoint("llama"), tmp_path / "x", [corpus], keep=258, own_texts=False)


def test_a_corpus_that_needs_too_much_is_told_the_count_that_fits(checkpoint: Callable[[str], Path]) -> None:
    source = open_checkpoint(checkpoint("llama"))
    tokenizer = source.tokenizer()
    data = source.tokenizer_json()

    def trim(keep: int, min_count: int) -> TrimmedTokenizer:
        def encode(text: str) -> list[int]:
            return list(tokenizer.encode(text, add_special_tokens=False).ids)

        return trim_tokenizer(data, CORPUS, keep=keep, min_count=min_count, encode=encode)

    keep = trim(0, 2).needed
    with pytest.raises(UsageError) as refused:
        trim(keep, 1)
    named = re.search(r"--min-count (\d+)", refused.value.hint or "")
    assert named is not None
    assert trim(keep, int(named[1])).needed <= keep < trim(0, int(named[1]) - 1).needed
    with pytest.raises(UsageError) as hopeless:
        trim(1, 1)
    assert "--min-count" not in (hopeless.value.hint or "")


def test_other_tokenizers_are_refused(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="decoder-only"):
        trim_checkpoint(checkpoint("t5"), tmp_path / "x", [tmp_path / "none"])
    with pytest.raises(UsageError, match="byte-level"):
        trim_tokenizer({"model": {"type": "Unigram"}}, [], encode=lambda _text: [])
