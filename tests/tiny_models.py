"""Tiny checkpoints for the export tests: two layers, trained for a moment on our own problems."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from kpdd_edge.datasets.templates.registry import stream
from kpdd_edge.export.gguf_tokens import PRE_TOKENIZERS
from kpdd_edge.export.texts import ODD_TEXTS, VERIFICATION_SEED, Text, in_format

#: What the tiny models learn from, by name: a family that is added to the others changes no test.
FAMILIES = (
    "change.gains", "change.loses", "change.gain_unknown", "change2.trade", "ages.chain", "ages.difference",
    "everyday.spend_rest_on", "groups.full_boxes", "money.two_items", "parts.other_part", "twostep.divide_then_add",
    "select.bought_or_sold",
)  # fmt: skip
PROBLEMS = list(stream(64, VERIFICATION_SEED, FAMILIES))
TEXTS = [in_format(problem) for problem in PROBLEMS]


def _byte_level(pre: str) -> Any:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    steps: list[Any] = []
    for step in PRE_TOKENIZERS[pre]:
        if step["type"] == "Digits":
            steps.append(pre_tokenizers.Digits(individual_digits=True))
        elif step["type"] == "Split":
            from tokenizers import Regex

            steps.append(pre_tokenizers.Split(Regex(step["pattern"]["Regex"]), "isolated"))
        else:
            steps.append(pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=step["use_regex"]))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(steps) if len(steps) > 1 else steps[0]
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=448,
        special_tokens=["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([t.whole for t in TEXTS], trainer)
    return tokenizer


def _unigram() -> Any:
    """A sentencepiece model of T5's kind (its normalisation included), as transformers turns it into tokenizer.json."""
    import tempfile

    import sentencepiece
    import transformers
    from tokenizers import AddedToken, Tokenizer

    with tempfile.TemporaryDirectory() as name:
        prefix = str(Path(name) / "spiece")
        lines = [line for t in TEXTS for line in t.whole.splitlines()] + "\n".join(ODD_TEXTS).splitlines()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(lines), model_prefix=prefix, vocab_size=300, model_type="unigram", pad_id=0,
            eos_id=1,
            unk_id=2, bos_id=-1, minloglevel=2, num_threads=1, hard_vocab_limit=False,
        )  # fmt: skip
        fast = transformers.T5TokenizerFast(vocab_file=prefix + ".model", extra_ids=0, legacy=True)
        described = json.loads(fast.backend_tokenizer.to_str())
        described["pre_tokenizer"]["prepend_scheme"] = described["decoder"]["prepend_scheme"] = "always"
        tokenizer = Tokenizer.from_str(json.dumps(described))
        # T5's own vocabulary has no end of line, without which no program can be written.
        tokenizer.add_tokens([AddedToken("\n", normalized=False)])
        return tokenizer


def make(kind: str, folder: Path, *, steps: int = 60, tied: bool = True, texts: Sequence[Text] = TEXTS) -> Path:
    """A checkpoint of ``llama``, ``qwen2``, ``qwen3``, ``gemma3`` or ``t5`` in ``folder``, trained on ``texts``."""
    import torch
    import transformers

    torch.manual_seed(0)
    tokenizer = _unigram() if kind == "t5" else _byte_level("qwen2" if kind.startswith("qwen") else "smollm")
    size = tokenizer.get_vocab_size()
    common: dict[str, Any] = {
        "vocab_size": size, "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2, "max_position_embeddings": 512, "tie_word_embeddings": tied, "bos_token_id": 1,
        "eos_token_id": 2, "pad_token_id": 0,
    }  # fmt: skip
    model: Any
    if kind == "llama":
        model = transformers.LlamaForCausalLM(transformers.LlamaConfig(**common))
    elif kind == "qwen2":
        model = transformers.Qwen2ForCausalLM(transformers.Qwen2Config(**common))
    elif kind == "qwen3":
        model = transformers.Qwen3ForCausalLM(transformers.Qwen3Config(**common, head_dim=32))
    elif kind == "gemma3":
        config = transformers.Gemma3TextConfig(**common, head_dim=32, sliding_window=64, query_pre_attn_scalar=32)
        model = transformers.Gemma3ForCausalLM(config)
    else:
        model = transformers.T5ForConditionalGeneration(
            transformers.T5Config(
                vocab_size=320,
                d_model=64,
                d_kv=16,
                d_ff=96,
                num_layers=2,
                num_heads=4,
                feed_forward_proj="gated-gelu",
                tie_word_embeddings=False,
                decoder_start_token_id=0,
                dropout_rate=0.0,
            )
        )
    _train(model, tokenizer, kind, steps, texts)
    model.generation_config = transformers.GenerationConfig(eos_token_id=1 if kind == "t5" else 2)
    model.save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    names = {"eos_token": "</s>" if kind == "t5" else "<|im_end|>", "tokenizer_class": "PreTrainedTokenizerFast"}
    (folder / "tokenizer_config.json").write_text(json.dumps(names))
    return folder


def _train(model: Any, tokenizer: Any, kind: str, steps: int, texts: Sequence[Text]) -> None:
    """Long enough that the distributions have a clear top, as a real student's have."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        optimiser = torch.optim.AdamW(model.parameters(), lr=5e-3)
        model.train()
        examples = [example for text in texts for example in _examples(text, tokenizer, kind)]
        for step in range(steps):
            rows = [examples[(8 * step + i) % len(examples)] for i in range(min(8, len(examples)))]
            given = {
                name: _padded([row[name] for row in rows], -100 if name == "labels" else 0) for name in rows[0]
            } | {"attention_mask": _padded([[1] * len(row["input_ids"]) for row in rows], 0)}
            loss = model(**given).loss
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        model.eval()
    finally:
        torch.set_num_threads(threads)


def _examples(text: Text, tokenizer: Any, kind: str) -> list[dict[str, list[int]]]:
    """Pieces tokenized on their own, as students are trained."""

    def encode(piece: str) -> list[int]:
        return list(tokenizer.encode(piece, add_special_tokens=False).ids)

    if kind == "t5":
        return [
            {"input_ids": [t for piece in read for t in encode(piece)] + [1], "labels": [*encode(written), 1]}
            for read, written in text.turns()
        ]
    ids = [t for piece, _ in text.pieces for t in encode(piece)]
    return [{"input_ids": ids, "labels": ids}]


def _padded(rows: list[list[int]], value: int) -> Any:
    import torch

    width = max(map(len, rows))
    return torch.tensor([row + [value] * (width - len(row)) for row in rows])


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Makes a tiny checkpoint of an architecture, once a session."""
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    made: dict[str, Path] = {}

    def get(kind: str) -> Path:
        if kind not in made:
            made[kind] = make(kind, tmp_path_factory.mktemp(kind))
        return made[kind]

    return get
