"""Manifests in and out of TOML. Every error names the file, the table and the key, and what the key might have meant.

Reading never guesses: an unknown key, a wrong type, a value out of range or a name that clashes is a ConfigError.
Writing goes through a temporary name in the same folder.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from kpdd_edge.errors import ConfigError, did_you_mean
from kpdd_edge.events import StageName
from kpdd_edge.keypoints import ARM_STAGES, FORMAT_VERSION, HEADERS
from kpdd_edge.students.files import write_atomic
from kpdd_edge.students.manifest import (
    ENGINES,
    NAME,
    PROMPTS,
    ROLES,
    STAGES,
    Base,
    EngineName,
    FileSpec,
    PromptStyle,
    Score,
    StudentManifest,
    Variant,
)
from kpdd_edge.students.sources import parse_source

T = TypeVar("T")

MAX_MANIFEST_BYTES: Final = 1 << 20
MAX_FILE_BYTES: Final = 1 << 40

#: The kinds of rationale that the text format has a section for.
KINDS: Final = tuple(key for key in HEADERS if key not in STAGES)

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_PRECISION: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,30}[A-Za-z0-9])?")
_FILENAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9 ._+@=-]{0,126}[A-Za-z0-9_+@=-]|[A-Za-z0-9_]")
_WINDOWS_DEVICES: Final = {"con", "prn", "aux", "nul"} | {f"{p}{n}" for p in ("com", "lpt") for n in range(1, 10)}


def read_manifest(path: Path) -> StudentManifest:
    """The student in a ``student.toml``; its relative ``file:`` sources are relative to the file's folder.

    Raises ConfigError.
    """
    return manifest_from_dict(read_toml(path), str(path)).anchored(path.absolute().parent)


def write_manifest(manifest: StudentManifest, path: Path) -> None:
    """Write ``manifest`` as TOML, atomically. Raises StorageError."""
    import tomli_w

    write_atomic(path, tomli_w.dumps(manifest.to_dict()).encode())


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file as plain data. Raises ConfigError when it is missing, too large or no TOML."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_MANIFEST_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"Cannot read {path}", cause=error.strerror or str(error)) from error
    if len(raw) > MAX_MANIFEST_BYTES:
        raise ConfigError(f"{path} is too large for a manifest", cause=f"It is over {MAX_MANIFEST_BYTES:,} bytes.")
    return parse_toml(raw, str(path))


def parse_toml(raw: bytes, where: str) -> dict[str, Any]:
    """TOML bytes as plain data. Raises ConfigError."""
    try:
        return tomllib.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"{where} is not valid TOML", cause=str(error)) from None


def manifest_from_dict(data: Mapping[str, Any], where: str) -> StudentManifest:
    """Check plain data and make a manifest of it. ``where`` opens every message. Raises ConfigError."""
    table = _Table(data, where)
    name = table.text("name", pattern=NAME, says="lower-case letters, digits, '.', '_' and '-'")
    if name.split(".")[0] in _WINDOWS_DEVICES or ".." in name:
        raise table.error("name", f"{name!r} cannot be a folder's name everywhere")
    table.where = f"{where}: student {name!r}"
    version = table.whole("format_version", low=1)
    if version > FORMAT_VERSION:
        raise ConfigError(
            f"{table.where} speaks text format {version}; this kpdd-edge knows up to {FORMAT_VERSION}",
            hint="pip install --upgrade kpdd-edge",
        )
    stages = cast("tuple[StageName, ...]", table.texts("stages", STAGES))
    if stages not in ARM_STAGES.values():
        known = "; ".join(", ".join(arm) for arm in ARM_STAGES.values())
        raise table.error("stages", f"{list(stages)} is none of: {known}")
    manifest = StudentManifest(
        name=name,
        title=table.text("title", default=name) or name,
        base=_base(table.table("base")),
        licence=table.text("licence"),
        kinds=table.texts("kinds", KINDS),
        stages=stages,
        prompt=cast(PromptStyle, table.choice("prompt", PROMPTS)),
        context=table.whole("context", low=64, high=1 << 20),
        variants=_variants(table.tables("variant", _variant), table),
        format_version=version,
        description=table.text("description", default=""),
        parameters=table.whole("parameters", low=1, high=1 << 50) if "parameters" in data else None,
        scores=tuple(table.tables("score", _score)),
    )
    table.seen.add("sampling")  # some manifests have it; nothing ever used it
    table.done()
    for variant in manifest.variants:
        _check_variant(manifest, variant, table)
    for score in manifest.scores:
        if score.variant and score.variant not in {v.id for v in manifest.variants}:
            known_ids = [v.id for v in manifest.variants]
            raise table.error("score.variant", f"no variant {score.variant!r}{did_you_mean(score.variant, known_ids)}")
        if score.rationale not in manifest.kinds:
            raise table.error("score.rationale", f"{score.rationale!r} is not among its kinds")
    return manifest


def _base(table: _Table) -> Base:
    base = Base(table.text("name"), table.text("licence"))
    table.done()
    return base


def _score(table: _Table) -> Score:
    total = table.whole("total", low=1)
    score = Score(
        dataset=table.text("dataset"),
        correct=table.whole("correct", low=0, high=total),
        total=total,
        rationale=table.text("rationale"),
        strategy=table.text("strategy"),
        commit=table.text("commit"),
        variant=table.text("variant", default=""),
    )
    table.done()
    return score


def _variant(table: _Table) -> Variant:
    variant = Variant(
        engine=cast(EngineName, table.choice("engine", ENGINES)),
        precision=table.text("precision", pattern=_PRECISION, says="a label such as Q4_1"),
        files=tuple(table.tables("file", _file)),
        default=table.flag("default"),
    )
    table.done()
    return variant


def _file(table: _Table) -> FileSpec:
    role = table.text("role")
    kind, dot, stage = role.partition(".")
    if kind not in ROLES:
        raise table.error("role", f"{role!r} is not known.{did_you_mean(kind, ROLES)}")
    if dot and stage not in STAGES:
        raise table.error("role", f"{stage!r} is no stage.{did_you_mean(stage, STAGES)}")
    filename = table.text("filename")
    parts = filename.split("/")
    if len(parts) > 2 or not all(is_file_name(part) for part in parts):
        raise table.error("filename", f"{filename!r} is not a plain file name (at most one folder before it)")
    size = table.whole("size", low=1, high=MAX_FILE_BYTES)
    sha256 = table.text("sha256", pattern=_SHA256, says="64 lower-case hexadecimal digits")
    sources = []
    for text in table.texts("sources", None) if table.data.get("sources", []) != [] else ():
        try:
            sources.append(parse_source(text))
        except ConfigError as error:
            raise table.error("sources", f"{error.title}: {error.cause}") from None
    table.seen.add("sources")
    table.done()
    return FileSpec(role, filename, size, sha256, tuple(sources))


def is_file_name(name: str) -> bool:
    """Whether ``name`` can name a student's file on every system, and is not one of the names we use ourselves."""
    if not _FILENAME.fullmatch(name) or name.split(".")[0].lower() in _WINDOWS_DEVICES:
        return False
    return not name.lower().endswith((".part", ".tmp")) and name.lower() not in ("student.toml", "verified.json")


def _variants(variants: list[Variant], table: _Table) -> tuple[Variant, ...]:
    if not variants:
        raise table.error("variant", "at least one is needed")
    ids = [variant.id.lower() for variant in variants]
    if len(set(ids)) < len(ids):
        raise table.error("variant", f"two of them are called {max(ids, key=ids.count)!r}")
    marked = sum(variant.default for variant in variants)
    if marked > 1 or (marked == 0 and len(variants) > 1):
        raise table.error("variant", f"exactly one must have default = true, not {marked}")
    return tuple(variants)


def _check_variant(manifest: StudentManifest, variant: Variant, table: _Table) -> None:
    for stage in manifest.stages:
        if variant.file("model", stage) is None:
            raise table.error("variant.file", f"variant {variant.id!r} has no model for stage {stage!r}")
    for spec in variant.files:
        if spec.stage and spec.stage not in manifest.stages:
            raise table.error("variant.file", f"role {spec.role!r} is for a stage that the student does not have")
    # A folder holds one file of a name: whoever shares the name must share the content.
    contents: dict[str, tuple[int, str]] = {}
    for spec in (spec for v in manifest.variants for spec in v.files):
        if contents.setdefault(spec.filename.lower(), (spec.size, spec.sha256)) != (spec.size, spec.sha256):
            raise table.error("variant.file", f"two different files are called {spec.filename!r}")


class _Table:
    """One TOML table being read: remembers which keys were asked for, and says where an error lies."""

    def __init__(self, data: object, where: str) -> None:
        if not isinstance(data, Mapping):
            raise ConfigError(f"{where}: a table is needed here, not {type(data).__name__}")
        self.data = data
        self.where = where
        self.seen: set[str] = set()

    def error(self, key: str, problem: str) -> ConfigError:
        return ConfigError(f"{self.where}: {key}: {problem}", hint="kpdd models show NAME --toml, for an example")

    def get(self, key: str, kind: type[T], default: T | None = None) -> T:
        self.seen.add(key)
        value = self.data.get(key, default)
        if value is None:
            near = did_you_mean(key, [k for k in self.data if k not in self.seen])
            raise self.error(key, "is missing" + near.replace(" Did you mean", "; is it written as"))
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.error(key, f"must be {_TYPE_NAMES[kind]}, not {value!r:.80}")
        return value

    def text(
        self, key: str, *, default: str | None = None, pattern: re.Pattern[str] | None = None, says: str = ""
    ) -> str:
        value = self.get(key, str, default)
        if not value and default is None:
            raise self.error(key, "must not be empty")
        if any(ord(c) < 32 and c != "\n" for c in value):
            raise self.error(key, "must not hold control characters")
        if pattern is not None and not pattern.fullmatch(value):
            raise self.error(key, f"{value!r:.80} must be {says}")
        return value

    def whole(self, key: str, *, low: int, high: int = 1 << 62, default: int | None = None) -> int:
        value = self.get(key, int, default)
        if not low <= value <= high:
            raise self.error(key, f"{value} is not from {low} to {high}")
        return value

    def flag(self, key: str) -> bool:
        return self.get(key, bool, False)

    def choice(self, key: str, known: Collection[str]) -> str:
        value = self.text(key)
        if value not in known:
            raise self.error(key, f"{value!r} is none of {', '.join(known)}.{did_you_mean(value, known)}")
        return value

    def texts(self, key: str, known: Collection[str] | None) -> tuple[str, ...]:
        values = self.get(key, list)
        if not values:
            raise self.error(key, "must not be empty")
        for value in values:
            if not isinstance(value, str):
                raise self.error(key, f"must be a list of texts, not of {value!r:.80}")
            if known is not None and value not in known:
                raise self.error(key, f"{value!r} is none of {', '.join(known)}.{did_you_mean(value, known)}")
        if len(set(values)) < len(values):
            raise self.error(key, "holds a value twice")
        return tuple(values)

    def table(self, key: str) -> _Table:
        return _Table(self.get(key, dict), f"{self.where}: {key}")

    def tables(self, key: str, read: Callable[[_Table], T]) -> list[T]:
        values = self.get(key, list, [])
        return [read(_Table(value, f"{self.where}: {key} {n}")) for n, value in enumerate(values, 1)]

    def done(self) -> None:
        """Raises ConfigError for a key that nobody asked for."""
        for key in self.data:
            if key not in self.seen:
                near = did_you_mean(str(key), self.seen)
                raise self.error(str(key), f"is not a known key.{near}")


_TYPE_NAMES: Final[dict[type, str]] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
}
