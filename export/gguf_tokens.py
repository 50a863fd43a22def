"""A tokenizer in GGUF's terms: tokens, scores, types, merges, and which rule splits a text into words first.

Three families can be written: byte-level BPE (``gpt2``), sentencepiece BPE (``llama``; needs tokenizer.model) and
sentencepiece unigram (``t5``). Anything else is refused: a file that tokenizes differently is worse than none.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any

from kpdd_edge.errors import StudentDamaged, UsageError
from kpdd_edge.export.checkpoint import Checkpoint

NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE = 1, 2, 3, 4, 5, 6

_QWEN2 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_LLAMA3 = _QWEN2.replace(r"|\p{N}|", r"|\p{N}{1,3}|")

#: How llama.cpp calls a way to split texts → the ``pre_tokenizers`` of tokenizer.json that do the same.
PRE_TOKENIZERS: dict[str, list[dict[str, Any]]] = {
    "gpt-2": [{"type": "ByteLevel", "use_regex": True}],
    "smollm": [{"type": "Digits", "individual_digits": True}, {"type": "ByteLevel", "use_regex": True}],
    "qwen2": [{"type": "Split", "pattern": {"Regex": _QWEN2}}, {"type": "ByteLevel", "use_regex": False}],
    "llama-bpe": [{"type": "Split", "pattern": {"Regex": _LLAMA3}}, {"type": "ByteLevel", "use_regex": False}],
}


@dataclass(slots=True)
class GGUFTokenizer:
    """What is written under ``tokenizer.ggml``. ``model`` is ``gpt2``, ``llama`` or ``t5``."""

    model: str
    tokens: list[bytes]
    types: list[int]
    scores: list[float] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    pre: str = ""
    add_begin: bool = False
    add_end: bool = False
    begin: int | None = None
    end: int | None = None
    pad: int | None = None
    unknown: int | None = None
    charsmap: bytes = b""
    space_prefix: bool | None = None
    squeeze_spaces: bool | None = None
    chat_template: str = ""

    def write(self, writer: Any) -> None:
        writer.add_tokenizer_model(self.model)
        if self.pre:
            writer.add_tokenizer_pre(self.pre)
        writer.add_token_list(self.tokens)
        if self.scores:
            writer.add_token_scores(self.scores)
        writer.add_token_types(self.types)
        if self.merges:
            writer.add_token_merges(self.merges)
        if self.space_prefix is not None:
            writer.add_add_space_prefix(self.space_prefix)
        if self.squeeze_spaces is not None:
            writer.add_remove_extra_whitespaces(self.squeeze_spaces)
        if self.charsmap:
            writer.add_precompiled_charsmap(self.charsmap)
        for token, add in (
            (self.begin, writer.add_bos_token_id),
            (self.end, writer.add_eos_token_id),
            (self.pad, writer.add_pad_token_id),
            (self.unknown, writer.add_unk_token_id),
        ):
            if token is not None:
                add(token)
        writer.add_add_bos_token(self.add_begin)
        writer.add_add_eos_token(self.add_end)
        if self.chat_template:
            writer.add_chat_template(self.chat_template)


def read_tokenizer(checkpoint: Checkpoint) -> GGUFTokenizer:
    """The checkpoint's tokenizer. Raises UsageError for one that GGUF cannot represent, StudentDamaged."""
    data = checkpoint.tokenizer_json()
    model = data.get("model") or {}
    size = int(checkpoint.config["vocab_size"])
    try:
        if model.get("type") == "Unigram":
            made = _unigram(data, size)
        elif model.get("type") == "BPE" and "ByteLevel" in json.dumps(data.get("pre_tokenizer")):
            made = _byte_level(data, size)
        elif model.get("type") == "BPE" and (checkpoint.folder / "tokenizer.model").is_file():
            made = _sentencepiece(checkpoint, data, size)
        else:
            raise UsageError(
                f"The tokenizer in {checkpoint.folder} cannot be written to GGUF",
                cause=f"It is of type {model.get('type')!r}, not byte-level BPE, unigram or sentencepiece BPE.",
            )
    except (KeyError, TypeError, IndexError) as error:
        raise StudentDamaged(f"The tokenizer in {checkpoint.folder} is not sound", cause=repr(error)) from error
    _special(checkpoint, made)
    return made


def pre_tokenizer_name(description: dict[str, Any] | None) -> str | None:
    """llama.cpp's name of a tokenizer.json's ``pre_tokenizer``; None when it has none for it."""
    steps = description or {}
    steps = steps.get("pretokenizers", [steps])
    for name, wanted in PRE_TOKENIZERS.items():
        if len(steps) == len(wanted) and all(w.items() <= s.items() for w, s in zip(wanted, steps, strict=True)):
            last = steps[-1]
            if not last.get("add_prefix_space") and all(s.get("behavior", "Isolated") == "Isolated" for s in steps):
                return name
    return None


def _lay_out(data: dict[str, Any], vocabulary: dict[str, int], size: int) -> tuple[list[bytes], list[int]]:
    """Tokens and types by id; ids that no token has are filled up."""
    by_id = {i: token for token, i in vocabulary.items()}
    added = {int(t["id"]): t for t in data.get("added_tokens", [])}
    if (top := max([*by_id, *added], default=-1)) >= size:
        raise UsageError(f"The tokenizer has a token {top}, but the model only {size} of them")
    tokens, types = [], []
    for i in range(size):
        if i in added:
            tokens.append(str(added[i]["content"]).encode())
            types.append(CONTROL if added[i].get("special") else USER_DEFINED)
        elif i in by_id:
            tokens.append(by_id[i].encode())
            types.append(NORMAL)
        else:
            tokens.append(f"[PAD{i}]".encode())
            types.append(UNUSED)
    return tokens, types


def _byte_level(data: dict[str, Any], size: int) -> GGUFTokenizer:
    pre = pre_tokenizer_name(data.get("pre_tokenizer"))
    if pre is None:
        raise UsageError(
            "The tokenizer splits texts in a way that llama.cpp has no name for",
            cause=json.dumps(data.get("pre_tokenizer"))[:300],
        )
    model = data["model"]
    tokens, types = _lay_out(data, model["vocab"], size)
    pairs = [m.split(" ") if isinstance(m, str) else m for m in model["merges"]]
    return GGUFTokenizer("gpt2", tokens, types, merges=[" ".join(pair) for pair in pairs], pre=pre)


def _unigram(data: dict[str, Any], size: int) -> GGUFTokenizer:
    model = data["model"]
    pieces = [(str(piece), float(score)) for piece, score in model["vocab"]]
    tokens, types = _lay_out(data, {}, size)
    scores = [0.0] * size
    for i, (piece, score) in enumerate(pieces):
        tokens[i], scores[i] = piece.encode(), score
        if types[i] == UNUSED:
            types[i] = NORMAL
    unknown = model.get("unk_id")
    if unknown is not None:
        types[unknown] = UNKNOWN
    charsmap = b""
    squeeze = False
    steps = data.get("normalizer") or {}
    for step in steps.get("normalizers", [steps] if steps else []):
        if step.get("type") == "Precompiled":
            charsmap = base64.b64decode(step["precompiled_charsmap"] or "")
        elif step.get("type") == "Replace" and step.get("content") in (" ", "▁"):
            squeeze = True
        elif step.get("type") not in ("Strip", "Nmt"):
            raise UsageError(f"The tokenizer normalises texts by {step.get('type')!r}, which GGUF cannot say")
    return GGUFTokenizer(
        "t5", tokens, types, scores, pre="default", unknown=unknown, charsmap=charsmap, space_prefix=_prefixed(data),
        squeeze_spaces=squeeze or _strips(data), add_end=True,
    )  # fmt: skip


def _prefixed(data: dict[str, Any]) -> bool:
    """Whether a text begins with the mark of a new word even where it has no space."""
    found = json.dumps(data.get("pre_tokenizer"))
    return "Metaspace" in found and '"prepend_scheme": "never"' not in found


def _strips(data: dict[str, Any]) -> bool:
    """Whether runs of spaces become one, as T5's pre-tokenizer does by splitting at white space."""
    return "WhitespaceSplit" in json.dumps(data.get("pre_tokenizer"))


def _sentencepiece(checkpoint: Checkpoint, data: dict[str, Any], size: int) -> GGUFTokenizer:
    from sentencepiece import SentencePieceProcessor

    path = checkpoint.folder / "tokenizer.model"
    try:
        pieces = SentencePieceProcessor(model_file=str(path))
    except (OSError, RuntimeError) as error:
        raise StudentDamaged(f"{path} is no sentencepiece model", cause=str(error)) from error
    tokens, types = _lay_out(data, {}, size)
    scores = [-10000.0] * size
    for i in range(min(pieces.get_piece_size(), size)):
        scores[i] = float(pieces.get_score(i))
        if types[i] != UNUSED:
            continue  # an added token says more of itself
        tokens[i] = pieces.id_to_piece(i).encode()
        types[i] = (
            UNKNOWN if pieces.is_unknown(i)
            else CONTROL if pieces.is_control(i)
            else UNUSED if pieces.is_unused(i)
            else BYTE if pieces.is_byte(i)
            else NORMAL
        )  # fmt: skip
    prefix = "Prepend" in json.dumps(data.get("normalizer")) or '"prepend_scheme": "first"' in json.dumps(
        data.get("pre_tokenizer")
    )
    return GGUFTokenizer(
        "llama", tokens, types, scores, pre="default", unknown=int(pieces.unk_id()), space_prefix=prefix
    )


def _special(checkpoint: Checkpoint, made: GGUFTokenizer) -> None:
    config = {**checkpoint.config, **checkpoint.settings("generation_config.json")}
    names = checkpoint.settings("tokenizer_config.json")
    tokenizer = checkpoint.tokenizer()

    def find(key: str, name: str) -> int | None:
        value = config.get(key)
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, int) and 0 <= value < len(made.tokens):
            return value
        called = names.get(name)
        called = called.get("content") if isinstance(called, dict) else called
        return tokenizer.token_to_id(called) if isinstance(called, str) else None

    made.begin = find("bos_token_id", "bos_token")
    made.end = find("eos_token_id", "eos_token")
    made.pad = find("pad_token_id", "pad_token")
    if made.unknown is None:
        made.unknown = find("unk_token_id", "unk_token")
    begin = checkpoint.begin_tokens()
    made.add_begin = bool(begin)
    if begin:
        made.begin = begin[0]
    made.chat_template = str(names.get("chat_template") or "") if isinstance(names.get("chat_template"), str) else ""
