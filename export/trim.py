"""Vocabulary trimming: a checkpoint that keeps the tokens that a corpus needs, and is otherwise the same.

Kept are the bytes, the special and added tokens, every token of the corpus (or every one that is not rare in it)
with all tokens that its merges go through, and, up to a wished size, the tokens that come first in the tokenizer (the
most frequent ones). Merges are kept when both sides and the result are. The corpus is then encoded to the same
pieces; any other text still comes back unchanged, in more pieces. The logits of kept tokens do not change, since rows
are only left out.
"""

from __future__ import annotations

import json
import shutil
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kpdd_edge.errors import DataError, UsageError
from kpdd_edge.export.checkpoint import Checkpoint, open_checkpoint
from kpdd_edge.export.publishing import publishing
from kpdd_edge.export.sidecar import tool_versions
from kpdd_edge.export.texts import ODD_TEXTS, Text, texts_from_file

_COPIED = (
    "generation_config.json", "special_tokens_map.json", "tokenizer_config.json", "chat_template.jinja", "README.md",
    "kpdd.json",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TrimmedTokenizer:
    """``kept`` are old ids in ascending order; a token's new id is its place in it. The corpus needs ``needed``."""

    data: dict[str, Any]
    kept: tuple[int, ...]
    needed: int


def trim_tokenizer(
    data: dict[str, Any],
    corpus: Iterable[str],
    *,
    keep: int = 0,
    min_count: int = 1,
    always: Iterable[int] = (),
    encode: Callable[[str], Sequence[int]],
) -> TrimmedTokenizer:
    """Trim a byte-level BPE ``tokenizer.json``.

    ``keep`` is a wished size: filled up with the tokens of the earliest merges. Tokens that the corpus holds fewer than
    ``min_count`` times are not needed. ``always`` are ids kept in any case.
    Raises UsageError for another kind of tokenizer, and for a corpus that needs more than ``keep``.
    """
    model = data.get("model") or {}
    if model.get("type") != "BPE" or "ByteLevel" not in json.dumps(data.get("pre_tokenizer")):
        raise UsageError("Only byte-level BPE tokenizers can be trimmed", cause=f"This one is {model.get('type')!r}.")
    vocabulary: dict[str, int] = model["vocab"]
    name_of = {i: token for token, i in vocabulary.items()}
    merges = [tuple(m.split(" ")) if isinstance(m, str) else tuple(m) for m in model["merges"]]
    parents: dict[str, list[tuple[str, str]]] = {}
    for left, right in merges:
        parents.setdefault(left + right, []).append((left, right))
    added = {int(t["id"]) for t in data.get("added_tokens", [])}
    least = {i for i in always if i in name_of} | (added & set(name_of))
    least |= {i for token, i in vocabulary.items() if len(token) == 1}  # the bytes
    used: Counter[int] = Counter()
    for text in corpus:
        used.update(encode(text))

    def wanted_from(count: int) -> set[int]:
        wanted = least | ({i for i, times in used.items() if times >= count} & set(name_of))
        _close(wanted, name_of, vocabulary, parents)
        return wanted

    wanted = wanted_from(min_count)
    needed = len(wanted | added)
    if keep and needed > keep:
        counts = range(min_count + 1, max(used.values(), default=0) + 2)
        at = bisect_left(counts, True, key=lambda count: len(wanted_from(count) | added) <= keep)
        rarer = f", or --min-count {counts[at]} to let rare ones go" if at < len(counts) else ""
        raise UsageError(
            f"The corpus needs {needed:,} tokens, more than the {keep:,} asked for",
            hint=f"--keep {needed} or more{rarer}",
        )
    for left, right in merges:
        if len(wanted | added) >= keep:
            break
        more = {vocabulary[left + right]}
        _close(more, name_of, vocabulary, parents)
        if len(wanted | added | more) <= keep:
            wanted |= more
    kept = tuple(sorted(wanted | added))
    new_id = {old: new for new, old in enumerate(kept)}
    tokens = {token: new_id[i] for token, i in sorted(vocabulary.items(), key=lambda item: item[1]) if i in wanted}
    trimmed = json.loads(json.dumps(data))
    trimmed["model"]["vocab"] = tokens
    trimmed["model"]["merges"] = [
        [left, right] for left, right in merges if left in tokens and right in tokens and left + right in tokens
    ]
    for token in trimmed.get("added_tokens", []):
        token["id"] = new_id[int(token["id"])]
    _renumber(trimmed.get("post_processor"), new_id)
    return TrimmedTokenizer(trimmed, kept, needed)


def _close(
    wanted: set[int], name_of: dict[int, str], vocabulary: dict[str, int], parents: dict[str, list[tuple[str, str]]]
) -> None:
    """Add every token that a merge of a wanted token starts from: whichever way a text is merged, it is there."""
    queue = list(wanted)
    while queue:
        for pair in parents.get(name_of[queue.pop()], ()):
            for part in pair:
                i = vocabulary.get(part)
                if i is not None and i not in wanted:
                    wanted.add(i)
                    queue.append(i)


def _renumber(step: Any, new_id: dict[int, int]) -> None:
    """Ids inside a post-processor."""
    if isinstance(step, dict):
        if isinstance(step.get("ids"), list):
            step["ids"] = [new_id[i] for i in step["ids"]]
        if step.get("type") in ("BertProcessing", "RobertaProcessing"):
            for name in ("sep", "cls"):
                step[name] = [step[name][0], new_id[step[name][1]]]
        for value in step.values():
            _renumber(value, new_id)
    elif isinstance(step, list):
        for value in step:
            _renumber(value, new_id)


def trim_checkpoint(
    source: Path,
    target: Path,
    corpus: Sequence[Path],
    *,
    keep: int = 0,
    min_count: int = 1,
    own_texts: bool = True,
    force: bool = False,
    progress: Callable[[str, float], None] = lambda _what, _done: None,
) -> dict[str, Any]:
    """Write a trimmed copy of ``source`` to the folder ``target`` and return what changed.

    Tokens that are rarer in the corpus than ``min_count`` may go: the texts that hold one are then encoded in more
    pieces. ``own_texts`` adds what every student reads and writes: the format's headers and some problems of our own.
    Raises UsageError (not a byte-level tokenizer), DataError (the corpus; or the trimmed tokenizer failed its check),
    StudentError for a bad source, StorageError.
    """
    from tokenizers import Tokenizer

    checkpoint = open_checkpoint(source)
    if checkpoint.adapter is not None or checkpoint.encoder_decoder:
        raise UsageError("Only whole decoder-only checkpoints can be trimmed", hint="merge the adapter first")
    data = checkpoint.tokenizer_json()
    before = checkpoint.tokenizer()
    texts = [text.whole for path in corpus for text in texts_from_file(path)]
    texts += _own_texts() if own_texts else []

    def encode(text: str) -> list[int]:
        return list(before.encode(text, add_special_tokens=False).ids)

    always = [*checkpoint.begin_tokens(), *checkpoint.end_tokens(), *_configured(checkpoint)]
    progress("reading the corpus", 0.0)
    made = trim_tokenizer(data, texts, keep=keep, min_count=min_count, always=always, encode=encode)
    after = Tokenizer.from_str(json.dumps(made.data))
    after.encode_special_tokens = True
    changed = _check(before, after, texts, set(made.kept))
    shape_before = checkpoint.shapes()
    with publishing(target, needed=checkpoint.parameters() * 4, force=force, folder=True) as folder:
        config = _config(checkpoint, made)
        (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", "utf-8")
        (folder / "tokenizer.json").write_text(json.dumps(made.data, ensure_ascii=False), "utf-8")
        _copy_settings(checkpoint, folder, made)
        progress("writing the weights", 0.3)
        _write_weights(checkpoint, folder, made)
        receipt = {
            "kpdd_trim": 1,
            "source": {"name": source.name, "sha256": checkpoint.sha256()},
            "corpus": [path.name for path in corpus],
            "texts": len(texts),
            "texts_in_more_pieces": changed,
            "vocabulary_before": int(checkpoint.config["vocab_size"]),
            "vocabulary_after": len(made.kept),
            "needed_by_corpus": made.needed,
            "parameters_before": sum(_size(s) for s in shape_before.values()),
            "parameters_after": open_checkpoint(folder).parameters(),
            "kept_ids": list(made.kept),
            "tools": tool_versions(),
        }
        (folder / "trim.json").write_text(json.dumps(receipt) + "\n", "utf-8")
    progress("writing the weights", 1.0)
    return {**{k: v for k, v in receipt.items() if k != "kept_ids"}, "path": str(target)}


def _size(shape: list[int]) -> int:
    total = 1
    for n in shape:
        total *= n
    return total


def _own_texts() -> list[str]:
    """What every student reads and writes whatever its corpus: the format's headers, numbers, plain operators."""
    from itertools import islice

    from kpdd_edge import keypoints
    from kpdd_edge.export.texts import verification_texts

    texts: list[Text] = list(islice(verification_texts(), 40))
    fixed = [
        keypoints.PROBLEM,
        *keypoints.HEADERS.values(),
        keypoints.END,
        keypoints.STOP,
        "".join(map(str, range(200))),
    ]
    return [t.whole for t in texts] + fixed


def _configured(checkpoint: Checkpoint) -> list[int]:
    found: list[int] = []
    for settings in (checkpoint.config, checkpoint.settings("generation_config.json")):
        for key in ("bos_token_id", "eos_token_id", "pad_token_id", "unk_token_id", "decoder_start_token_id"):
            value = settings.get(key)
            found += value if isinstance(value, list) else [value] if isinstance(value, int) else []
    return [int(i) for i in found]


def _check(before: Any, after: Any, texts: Sequence[str], kept: set[int]) -> int:
    """Texts of kept tokens are encoded to the same pieces, and any text comes back. Raises DataError.

    Returns how many texts hold a token that was not kept.
    """
    changed = 0
    for text in texts:
        old, new = before.encode(text, add_special_tokens=False), after.encode(text, add_special_tokens=False)
        if kept.issuperset(old.ids):
            same = old.tokens == new.tokens
        else:
            changed += 1
            same = after.decode(new.ids, skip_special_tokens=False) == before.decode(old.ids, skip_special_tokens=False)
        if not same:
            raise DataError("The trimmed tokenizer encodes the corpus differently", cause=f"For example: {text[:80]!r}")
    for text in ODD_TEXTS:
        ids = after.encode(text, add_special_tokens=False).ids
        if after.decode(ids, skip_special_tokens=False) != before.decode(
            before.encode(text, add_special_tokens=False).ids, skip_special_tokens=False
        ):
            raise DataError("The trimmed tokenizer does not give a text back", cause=f"For example: {text[:80]!r}")
    return changed


def _remap(settings: dict[str, Any], made: TrimmedTokenizer) -> dict[str, Any]:
    new_id = {old: new for new, old in enumerate(made.kept)}
    changed = dict(settings)
    for key, value in settings.items():
        if key.endswith("_token_id"):
            if isinstance(value, int):
                changed[key] = new_id.get(value)
            elif isinstance(value, list):
                changed[key] = [new_id[i] for i in value if i in new_id]
    return changed


def _config(checkpoint: Checkpoint, made: TrimmedTokenizer) -> dict[str, Any]:
    return {**_remap(checkpoint.config, made), "vocab_size": len(made.kept)}


def _copy_settings(checkpoint: Checkpoint, folder: Path, made: TrimmedTokenizer) -> None:
    for name in _COPIED:
        path = checkpoint.folder / name
        if not path.is_file():
            continue
        if name == "generation_config.json":
            (folder / name).write_text(json.dumps(_remap(checkpoint.settings(name), made), indent=2) + "\n", "utf-8")
        elif name == "tokenizer_config.json":
            settings = checkpoint.settings(name)
            new_id = {old: new for new, old in enumerate(made.kept)}
            if isinstance(settings.get("added_tokens_decoder"), dict):
                settings["added_tokens_decoder"] = {
                    str(new_id[int(i)]): token
                    for i, token in settings["added_tokens_decoder"].items()
                    if int(i) in new_id
                }
            # A class of its own would read vocab.json and merges.txt, which are not there any more.
            settings["tokenizer_class"] = "PreTrainedTokenizerFast"
            (folder / name).write_text(json.dumps(settings, indent=1, ensure_ascii=False) + "\n", "utf-8")
        else:
            shutil.copyfile(path, folder / name)


def _write_weights(checkpoint: Checkpoint, folder: Path, made: TrimmedTokenizer) -> None:
    import torch
    from safetensors.torch import save_file

    rows = torch.tensor(made.kept)
    weights = {}
    for name in checkpoint.names():
        value = checkpoint.tensor(name)
        if name in ("model.embed_tokens.weight", "lm_head.weight"):
            if int(rows[-1]) >= value.shape[0]:
                raise UsageError(f"The tokenizer has a token {int(rows[-1])}, but {name} only {value.shape[0]} rows")
            value = value[rows]
        weights[name] = value.contiguous()
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
