"""What is known of a student before its files are opened: where it comes from, how it is asked, which files it has.

A manifest is data. Reading one (:func:`read_manifest`) checks every key; nothing here opens a model, a network
connection or a file other than the manifest itself. It is kept as TOML: one student per ``student.toml``, or many as
``[[student]]`` in the registry. In TOML the tuples of tables are ``[[variant]]``, ``[[variant.file]]`` and
``[[score]]``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal, get_args

from kpdd_edge.errors import ConfigError, did_you_mean
from kpdd_edge.events import StageName
from kpdd_edge.keypoints import FORMAT_VERSION
from kpdd_edge.students.sources import FileSource, Source

EngineName = Literal["llama", "onnx"]
PromptStyle = Literal["trained", "few-shot"]

ENGINES: Final[tuple[EngineName, ...]] = get_args(EngineName)
PROMPTS: Final[tuple[PromptStyle, ...]] = get_args(PromptStyle)
STAGES: Final[tuple[StageName, ...]] = get_args(StageName)

#: What a file can be. Any of them may be given for one stage only, as in ``model.solve``. ``model`` is what writes the
#: tokens (of an ONNX encoder–decoder: the decoder), ``data`` weights beside an ONNX graph, ``graph`` any other graph.
ROLES: Final = ("model", "adapter", "encoder", "graph", "data", "tokenizer", "config")

NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class FileSpec:
    """One file: what it is for, and exactly which bytes it must hold.

    ``role`` is one of :data:`ROLES`, with ``.core``, ``.info`` or ``.solve`` behind it when it serves one stage.
    ``filename`` is relative to the student's folder, ``size`` in bytes, ``sha256`` lower-case hexadecimal.
    ``sources`` are tried in order; a ``file:`` source is used in place.
    """

    role: str
    filename: str
    size: int
    sha256: str
    sources: tuple[Source, ...] = ()

    @property
    def kind(self) -> str:
        return self.role.partition(".")[0]

    @property
    def stage(self) -> str:
        """The stage it is for; empty: for all of them."""
        return self.role.partition(".")[2]

    @property
    def remote(self) -> tuple[Source, ...]:
        """The sources that must be fetched."""
        return tuple(source for source in self.sources if not isinstance(source, FileSource))

    @property
    def local(self) -> tuple[FileSource, ...]:
        """The sources that are used in place."""
        return tuple(source for source in self.sources if isinstance(source, FileSource))

    def to_dict(self) -> dict[str, Any]:
        kept: dict[str, Any] = {
            "role": self.role,
            "filename": self.filename,
            "size": self.size,
            "sha256": self.sha256,
        }
        return kept | ({"sources": [str(source) for source in self.sources]} if self.sources else {})


@dataclass(frozen=True, slots=True)
class Variant:
    """The files of a student for one engine at one precision."""

    engine: EngineName
    precision: str
    files: tuple[FileSpec, ...]
    default: bool = False

    @property
    def id(self) -> str:
        """``engine-precision``, such as ``llama-Q4_1``; unique within a student."""
        return f"{self.engine}-{self.precision}"

    @property
    def distinct(self) -> tuple[FileSpec, ...]:
        """Its files without repeats: one file may serve in two roles."""
        return tuple({file.filename: file for file in self.files}.values())

    @property
    def size(self) -> int:
        """Bytes of all its files together."""
        return sum(file.size for file in self.distinct)

    def file(self, kind: str, stage: StageName | None = None) -> FileSpec | None:
        """The file of ``kind`` for ``stage``: the stage's own, else the one for all stages, else None."""
        own = f"{kind}.{stage}" if stage else kind
        for role in (own, kind):
            for spec in self.files:
                if spec.role == role:
                    return spec
        return None

    def to_dict(self) -> dict[str, Any]:
        return {
            "engine": self.engine,
            "precision": self.precision,
            "default": self.default,
            "file": [file.to_dict() for file in self.files],
        }


@dataclass(frozen=True, slots=True)
class Base:
    """The model that a student was made from."""

    name: str
    licence: str

    def to_dict(self) -> dict[str, Any]:
        return {"name": self.name, "licence": self.licence}


@dataclass(frozen=True, slots=True)
class Score:
    """One measurement: ``correct`` of ``total`` problems, by which rationale, strategy and variant, at which commit."""

    dataset: str
    correct: int
    total: int
    rationale: str
    strategy: str
    commit: str
    variant: str = ""  # empty: the default variant

    @property
    def accuracy(self) -> float:
        return self.correct / self.total

    def to_dict(self) -> dict[str, Any]:
        kept: dict[str, Any] = {
            "dataset": self.dataset,
            "correct": self.correct,
            "total": self.total,
            "rationale": self.rationale,
            "strategy": self.strategy,
            "commit": self.commit,
        }
        return kept | ({"variant": self.variant} if self.variant else {})


@dataclass(frozen=True, slots=True)
class StudentManifest:
    """A student. ``context`` is the number of tokens its engine is opened with, ``parameters`` a plain count.

    ``kinds`` are the rationale kinds it writes, the default first; ``stages`` those it writes, in order.
    """

    name: str
    title: str
    base: Base
    licence: str
    kinds: tuple[str, ...]
    stages: tuple[StageName, ...]
    prompt: PromptStyle
    context: int
    variants: tuple[Variant, ...]
    format_version: int = FORMAT_VERSION
    description: str = ""
    parameters: int | None = None
    scores: tuple[Score, ...] = ()

    @property
    def default_variant(self) -> Variant:
        return next((variant for variant in self.variants if variant.default), self.variants[0])

    @property
    def embedded(self) -> bool:
        """Whether every file of the default variant comes with the package and nothing is ever pulled."""
        return all(any(s.relative for s in spec.local) for spec in self.default_variant.files)

    @property
    def split(self) -> bool:
        """Whether some stage has a model or an adapter of its own."""
        return any(spec.stage and spec.kind in ("model", "adapter") for v in self.variants for spec in v.files)

    def variant(self, name: str | None = None) -> Variant:
        """The variant called ``name``: its id, its precision or its engine, in any case; None: the default.

        Where an engine or a precision fits several, the default variant wins, then the first.
        Raises ConfigError for a name that fits none.
        """
        if not name:
            return self.default_variant
        wanted = name.lower()
        fitting = [v for v in self.variants if wanted == v.id.lower()]
        fitting = fitting or [v for v in self.variants if wanted in (v.precision.lower(), v.engine)]
        if not fitting:
            known = [v.id for v in self.variants]
            raise ConfigError(
                f"Student {self.name!r} has no variant {name!r}."
                + did_you_mean(name, [*known, *(v.precision for v in self.variants)]),
                cause=f"Its variants: {', '.join(known)}.",
                hint=f"kpdd models show {self.name}",
            )
        return next((v for v in fitting if v.default), fitting[0])

    def files_for_stage(self, variant: Variant, stage: StageName) -> tuple[FileSpec, FileSpec | None]:
        """The model and the adapter (None: there is none) that write ``stage``.

        Raises ConfigError for a stage the student was not made for.
        """
        model = variant.file("model", stage)
        if stage not in self.stages or model is None:
            raise ConfigError(
                f"Student {self.name!r} has no stage {stage!r}", cause=f"Its stages: {', '.join(self.stages)}."
            )
        return model, variant.file("adapter", stage)

    def anchored(self, folder: Path) -> StudentManifest:
        """The same student with every relative ``file:`` source made absolute below ``folder``."""
        return replace(
            self,
            variants=tuple(
                replace(variant, files=tuple(_anchor_file(spec, folder) for spec in variant.files))
                for variant in self.variants
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain data with the keys of the TOML form; what is not known is left out."""
        data: dict[str, Any] = {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "licence": self.licence,
            "format_version": self.format_version,
            "kinds": list(self.kinds),
            "stages": list(self.stages),
            "prompt": self.prompt,
            "context": self.context,
            "parameters": self.parameters,
            "base": self.base.to_dict(),
            "variant": [variant.to_dict() for variant in self.variants],
            "score": [score.to_dict() for score in self.scores],
        }
        return {key: value for key, value in data.items() if value not in (None, "", [])}


def _anchor_file(spec: FileSpec, folder: Path) -> FileSpec:
    def anchor(source: Source) -> Source:
        if isinstance(source, FileSource) and source.relative:
            return FileSource(str(folder.absolute() / source.path))
        return source

    return replace(spec, sources=tuple(anchor(source) for source in spec.sources))
