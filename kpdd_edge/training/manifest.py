"""The manifest of a trained student that is more than one file: a split student, or an adapter for a GGUF file.

Each part is exported to GGUF (F16, verified against its checkpoint); ``kpdd models import FOLDER`` registers the whole.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kpdd_edge.export.cards import make_card
from kpdd_edge.export.checkpoint import Card
from kpdd_edge.export.quantise import QuantRecipe
from kpdd_edge.export.to_gguf import VerifyOptions, export_gguf
from kpdd_edge.keypoints import FORMAT_VERSION
from kpdd_edge.students.importing import DEFAULT_CONTEXT
from kpdd_edge.students.reading import manifest_from_dict, write_manifest
from kpdd_edge.training.config import TrainConfig
from kpdd_edge.training.examples import student_stages
from kpdd_edge.training.loading import find_base

CHECKS = VerifyOptions(positions=512)


def write_student(
    config: TrainConfig,
    folders: Mapping[str, Path],
    output: Path,
    tell: Callable[[str], None] = lambda _: None,
) -> Path:
    """Export the students in ``folders`` (by name) into ``output/gguf`` and write ``output/student.toml``.

    With adapters the base is the model of all stages: the GGUF file itself where the run began with one. Raises
    StudentError (an export that differs from its checkpoint), StorageError, ConfigError.
    """
    plan = student_stages(config.student.students, config.stages)
    target = output / "gguf"
    files: list[dict[str, Any]] = []
    if config.lora.rank:
        files.append(_file("model", *_base(config, output, target, tell)))
    what = "adapter" if config.lora.rank else "model"
    for name, folder in folders.items():
        path = target / f"{name}-{what}-F16.gguf"
        tell(f"Exporting {path.name}")
        export_gguf(
            folder, path, [QuantRecipe("F16")], separate=bool(config.lora.rank), card=make_card(folder), checks=CHECKS,
            force=True,
        )  # fmt: skip
        roles = [what] if name == "joint" else [f"{what}.{stage}" for stage in plan[name][1]]
        files += [_file(role, path, f"file:gguf/{path.name}") for role in roles]
    manifest = manifest_from_dict(_manifest(config, files, output), str(output / "student.toml"))
    write_manifest(manifest, output / "student.toml")
    return output / "student.toml"


def _base(config: TrainConfig, output: Path, target: Path, tell: Callable[[str], None]) -> tuple[Path, str]:
    """The base as a GGUF file, and as the source of a manifest."""
    given = Path(config.student.base)
    if given.suffix == ".gguf":
        return given, f"file:{given.absolute()}"
    path = target / "base-F16.gguf"
    tell(f"Exporting {path.name}")
    folder = find_base(config.student.base, output)
    export_gguf(folder, path, [QuantRecipe("F16")], card=Card(), checks=CHECKS, force=True)
    return path, f"file:gguf/{path.name}"


def _manifest(config: TrainConfig, files: list[dict[str, Any]], output: Path) -> dict[str, Any]:
    title = config.student.name or output.name
    licence = config.student.licence or "unknown"
    name = re.sub(r"\.{2,}", ".", re.sub(r"[^a-z0-9._]+", "-", title.lower()))[:64].strip("-._")
    return {
        "name": name,
        "title": title,
        "licence": licence,
        "format_version": FORMAT_VERSION,
        "kinds": list(config.kinds),
        "stages": list(config.stages),
        "prompt": "trained",
        "context": DEFAULT_CONTEXT,
        "base": {"name": Path(config.student.base).name, "licence": licence},
        "variant": [{"engine": "llama", "precision": "F16", "default": True, "file": files}],
    }


def _file(role: str, path: Path, source: str) -> dict[str, Any]:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    size = path.stat().st_size
    return {"role": role, "filename": path.name, "size": size, "sha256": sha256, "sources": [source]}
