"""Which files a quantisation benchmark measures: given ones, or one exported for each precision of a student."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kpdd_edge.errors import StudentMissing, UsageError, did_you_mean
from kpdd_edge.export.quantise import PRECISIONS, QuantRecipe
from kpdd_edge.export.to_onnx import ONNX_PRECISIONS
from kpdd_edge.students.files import expanded, write_atomic
from kpdd_edge.students.gguf_header import NotGGUF, read_header

#: What is measured when nothing is said: both engines, from exact to coarse.
DEFAULT_PRECISIONS = (
    "F16", "Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "Q4_0", "IQ4_NL", "Q3_K_M", "Q2_K", "fp32", "int8", "int4",
)  # fmt: skip
QUICK_PRECISIONS = ("F16", "Q8_0", "Q4_K_M", "int4")

#: The most exact first: the first of these that is there is the reference.
_EXACT = ("F32", "fp32", "F16", "BF16", "fp16", "Q8_0", "int8", "Q6_K", "Q5_K_M", "Q5_0", "Q4_K_M", "Q4_1", "int4")


@dataclass(frozen=True, slots=True)
class BenchFile:
    """One file or folder. ``student`` is what it says of itself: stages, kinds, prompt."""

    engine: str
    precision: str
    path: Path
    size: int
    bits_per_weight: float | None
    student: dict[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return f"{self.engine}-{self.precision}"


def look_at(path: Path) -> BenchFile:
    """A GGUF file or an ONNX folder. Raises StudentMissing, UsageError."""
    if path.is_dir():
        return _onnx(path)
    if not path.is_file():
        raise StudentMissing(f"There is no file {path}", hint="kpdd export gguf DIR -o OUT.gguf")
    if path.name == "model.onnx":
        return _onnx(path.parent)
    try:
        header = read_header(path)
    except NotGGUF as error:
        raise UsageError(f"{path} cannot be measured", cause=str(error)) from error
    weights = header.data_bytes - header.data_start
    student = {
        "stages": header.texts("kpdd.stages"),
        "kinds": header.texts("kpdd.kinds"),
        "prompt": header.text("kpdd.prompt"),
        "name": header.text("kpdd.name") or header.name,
    }
    bits = 8 * weights / header.parameters if header.parameters else None
    return BenchFile("llama", header.precision, path, path.stat().st_size, bits, student)


def _onnx(folder: Path) -> BenchFile:
    from kpdd_edge.engines.onnx_model import read_config

    config = read_config(folder)
    receipt: dict[str, Any] = {}
    if (folder / "export.json").is_file():
        receipt = json.loads((folder / "export.json").read_text("utf-8"))
    size = sum(f.stat().st_size for f in folder.iterdir() if f.is_file() and f.name != "export.json")
    precision = str(receipt.get("recipe", {}).get("precision") or folder.name)
    return BenchFile("onnx", precision, folder, size, receipt.get("bits_per_weight"), config.student)


def reference_of(files: Sequence[BenchFile]) -> BenchFile:
    """The most exact file."""
    return min(files, key=lambda f: _EXACT.index(f.precision) if f.precision in _EXACT else len(_EXACT))


def check_precisions(names: Sequence[str]) -> list[str]:
    """The names in their usual spelling. Raises UsageError."""
    known = {name.lower(): name for name in (*PRECISIONS, *ONNX_PRECISIONS)}
    for name in names:
        if name.lower() not in known:
            raise UsageError(
                f"Unknown precision {name!r}.{did_you_mean(name, known)}",
                cause=f"Known: {', '.join(known.values())}.",
            )
    return list(dict.fromkeys(known[name.lower()] for name in names))


def export_missing(
    student: str, precisions: Sequence[str], folder: Path, *, progress: Callable[[str, float], None]
) -> list[BenchFile]:
    """One file per precision in ``folder``, exported where it is not there yet.

    ``student`` is a checkpoint directory, a GGUF file, or a name (empty: the default student); of a GGUF the weights
    are dequantised first, so no precision can be better than that file. Raises what finding and exporting raise.
    """
    from kpdd_edge.export.cards import make_card
    from kpdd_edge.export.to_gguf import VerifyOptions, export_gguf
    from kpdd_edge.export.to_onnx import export_onnx

    wanted = {p: folder / (f"student-{p}" + ("" if p in ONNX_PRECISIONS else ".gguf")) for p in precisions}
    origin, said = _origin(student)
    _claim(folder, origin)
    missing = [p for p, path in wanted.items() if not path.exists()]
    if missing:
        source = _checkpoint(origin, folder, progress)
        card = make_card(
            source,
            name=str(said.get("name") or ""),
            stages=tuple(said.get("stages") or ()),
            kinds=tuple(said.get("kinds") or ()),
            prompt=str(said.get("prompt") or ("few-shot" if said else "")),
        )
        # The benchmark itself measures how far each file is off; what fails a limit is what it is there to show.
        checks = VerifyOptions(positions=256, enforce=False)
        # One call for each format: the reference is loaded and evaluated once. A file is in its place when it is done.
        onnx = [p for p in missing if p in ONNX_PRECISIONS]
        recipes = [QuantRecipe(p) for p in missing if p not in ONNX_PRECISIONS]
        if recipes:
            target = folder / "student-{precision}.gguf"
            export_gguf(source, target, recipes, card=card, checks=checks, progress=progress)
        if onnx:
            export_onnx(source, folder / "student-{precision}", onnx, card=card, checks=checks, progress=progress)
    return [look_at(path) for path in wanted.values()]


def _origin(student: str) -> tuple[Path, dict[str, Any]]:
    """The checkpoint directory or GGUF file that is meant, and what it says of itself (a directory: in its files)."""
    path = expanded(student)
    if student and path.is_dir():
        return path, {}
    if student.lower().endswith(".gguf"):
        return path, look_at(path).student
    from kpdd_edge.students.opening import find_student
    from kpdd_edge.students.store import Store

    manifest, variant, _ = find_student(student)
    if variant.engine != "llama" or manifest.split:
        raise UsageError(
            f"The student {manifest.name} has no single GGUF file to start from", hint="give the files to be measured"
        )
    said = {"name": manifest.name, "stages": manifest.stages, "kinds": manifest.kinds, "prompt": manifest.prompt}
    return Store().ensure(manifest, variant).for_stage("solve")[0], said


def _claim(folder: Path, origin: Path) -> None:
    """Files of one student must never be measured as another's. Raises UsageError."""
    weights = origin if origin.is_file() else next(iter(sorted(origin.glob("*.safetensors"))), origin)
    stat = weights.stat()
    mine = {"student": str(origin.resolve()), "size": stat.st_size, "changed": stat.st_mtime_ns}
    marker = folder / "student.json"
    try:
        before = json.loads(marker.read_text("utf-8"))
    except (OSError, ValueError):
        before = None
    if before is not None and before != mine:
        raise UsageError(
            f"{folder} holds the files of another student, or of this one before it changed",
            cause=str(before.get("student", "")) if isinstance(before, dict) else "",
            hint="kpdd bench quant with another --output",
        )
    write_atomic(marker, json.dumps(mine).encode())


def _checkpoint(origin: Path, folder: Path, progress: Callable[[str, float], None]) -> Path:
    """A checkpoint directory: the origin itself, or what its GGUF file dequantises to."""
    if origin.is_dir():
        return origin
    from kpdd_edge.export.from_gguf import checkpoint_from_gguf

    target = folder / "checkpoint"
    if not target.exists():
        progress("dequantising the student", 0.0)
        checkpoint_from_gguf(origin, target)
    return target
