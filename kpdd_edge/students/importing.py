"""Making a student of a model that the user already has: a GGUF file, or a ``student.toml`` with its files.

The file stays where it is unless a copy is asked for. Of a GGUF file only the header is read and the whole is hashed;
nothing in it is run. What the header says of the student (``kpdd.*`` keys, written by our own export) is taken over,
and what the user says wins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kpdd_edge.engines.base import Cancel
from kpdd_edge.errors import StorageError, StudentDamaged, UsageError
from kpdd_edge.keypoints import ARM_STAGES, FORMAT_VERSION
from kpdd_edge.students.files import check_space, expanded
from kpdd_edge.students.gguf_header import GGUFHeader, NotGGUF, read_header
from kpdd_edge.students.manifest import StudentManifest
from kpdd_edge.students.part import Part, SourceFailed
from kpdd_edge.students.progress import FileProgress, Phase, ProgressCallback, ignore
from kpdd_edge.students.reading import is_file_name, manifest_from_dict, read_manifest
from kpdd_edge.students.registry import Registry
from kpdd_edge.students.store import Store, part_path
from kpdd_edge.students.verify import Damaged, hash_file, read_chunks

DEFAULT_CONTEXT: Final = 2048
DEFAULT_KINDS: Final = ("pot", "cot")

#: Architectures that read text but write none.
_MUTE: Final = {"bert", "nomic-bert", "nomic-bert-moe", "jina-bert-v2", "modern-bert", "clip", "t5encoder"}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user says of the student; None: what the file says, else the usual."""

    name: str | None = None
    title: str | None = None
    prompt: str | None = None
    kinds: Sequence[str] | None = None
    stages: Sequence[str] | None = None
    context: int | None = None
    licence: str | None = None


def import_student(
    store: Store,
    registry: Registry,
    path: Path,
    wishes: Wishes = Wishes(),
    *,
    copy: bool = False,
    force: bool = False,
    progress: ProgressCallback = ignore,
    cancel: Cancel | None = None,
) -> StudentManifest:
    """Register the student in ``path`` and return its manifest. ``force`` replaces a registration of the same name.

    Raises UsageError (no such file, not a model that writes text, a name that is taken), StudentDamaged (not a sound
    GGUF file), ConfigError (a wish that cannot be), StorageError, Cancelled.
    """
    path = expanded(path).absolute()
    if path.is_dir():
        path = path / "student.toml"
    if not path.is_file():
        raise UsageError(f"There is no file {path}")
    if path.suffix.lower() == ".toml":
        if copy or wishes != Wishes(name=wishes.name):
            raise UsageError("A student.toml is registered as it is", cause="It takes no option but --force.")
        return _import_manifest(store, registry, path, wishes.name, force, progress, cancel)
    return _import_gguf(store, registry, path, wishes, copy, force, progress, cancel)


def _import_manifest(
    store: Store,
    registry: Registry,
    path: Path,
    name: str | None,
    force: bool,
    progress: ProgressCallback,
    cancel: Cancel | None,
) -> StudentManifest:
    manifest = read_manifest(path)
    if name is not None and name != manifest.name:
        raise UsageError(f"The student in {path} is called {manifest.name!r}", cause="Its name is in the file.")
    registry.check_free(manifest.name, force=force)
    places: set[Path] = set()
    with store.lock(manifest.name, progress, cancel):
        for variant in manifest.variants:
            for spec in variant.distinct:
                place = store.locate(manifest, spec)
                if place is None and spec.remote:
                    continue  # to be pulled
                if place is None:
                    raise UsageError(
                        f"{spec.filename} of student {manifest.name!r} is missing",
                        cause=f"Not at {', '.join(map(str, store.candidates(manifest, spec)[:-1])) or 'any place'}.",
                    )
                try:
                    store.verified(manifest, spec, place, progress=progress, cancel=cancel)
                except Damaged as damage:
                    raise StudentDamaged(f"{place} is not the file that {path.name} names", cause=f"{damage}") from None
                except OSError as error:
                    raise StorageError(f"Cannot read {place}", cause=error.strerror or str(error)) from error
                places.add(place)
        registered = registry.register(manifest, force=force)
        _clear(store, registry, manifest.name, places)
    return registered


def _import_gguf(
    store: Store,
    registry: Registry,
    path: Path,
    wishes: Wishes,
    copy: bool,
    force: bool,
    progress: ProgressCallback,
    cancel: Cancel | None,
) -> StudentManifest:
    header = _sound_header(path)
    name = wishes.name or _name(header, path)
    registry.check_free(name, force=force)
    filename = path.name if is_file_name(path.name) else f"{name}.gguf"
    # Checked before a large file is hashed: all but the hash is known here.
    plan = _plan(header, name, filename, path, wishes, copy, "0" * 64)
    manifest_from_dict(plan, str(path))

    def advance(phase: Phase) -> Any:
        return lambda done: progress(FileProgress(name, filename, phase, done, header.size, str(path)))

    with store.lock(name, progress, cancel):
        target = store.folder(name) / filename
        try:
            if copy:
                check_space(store.root if store.root.is_dir() else path.parent, header.size)
                sha256 = _copy(path, target, header.size, advance("fetching"), cancel)
            else:
                sha256 = hash_file(path, advance("verifying"), cancel)
        except OSError as error:
            raise StorageError(f"Cannot read {path}", cause=error.strerror or str(error)) from error
        plan = _plan(header, name, filename, path, wishes, copy, sha256)
        manifest = registry.register(manifest_from_dict(plan, str(path)), force=force)
        store.record(name).add(target if copy else path, sha256)
        _clear(store, registry, name, {target if copy else path})
    return manifest


def _sound_header(path: Path) -> GGUFHeader:
    """The header of a model that can be a student. Raises StudentDamaged, UsageError, StorageError."""
    try:
        header = read_header(path)
    except NotGGUF as error:
        raise StudentDamaged(f"{path} is no usable GGUF file", cause=f"As for the file, {error}.") from error
    except OSError as error:
        raise StorageError(f"Cannot read {path}", cause=error.strerror or str(error)) from error
    if header.truncated:
        raise StudentDamaged(
            f"{path} is cut short",
            cause=f"Its tensors need {header.data_bytes:,} bytes; it has {header.size:,}.",
            hint="bring the file again",
        )
    if header.parts > 1:
        raise UsageError(
            f"{path} is one of {header.parts} parts of a model", hint="join them first: llama-gguf-split --merge"
        )
    if header.type != "model" or not header.tensors or header.architecture in _MUTE:
        what = header.architecture if header.type == "model" else header.type
        raise UsageError(
            f"{path} holds no model that writes text",
            cause=f"It says it is: {what or 'nothing'}."
            + (" An adapter is registered with its model, in a student.toml." if header.type == "adapter" else ""),
        )
    if not header.text("tokenizer.ggml.model"):
        raise UsageError(f"{path} has no tokenizer", cause="A student must read and write text.")
    version = header.number("kpdd.format_version", FORMAT_VERSION)
    if version > FORMAT_VERSION:
        raise UsageError(
            f"{path} speaks text format {version}; this kpdd-edge knows up to {FORMAT_VERSION}",
            hint="pip install --upgrade kpdd-edge",
        )
    return header


def _plan(
    header: GGUFHeader, name: str, filename: str, path: Path, wishes: Wishes, copied: bool, sha256: str
) -> dict[str, Any]:
    """The manifest as plain data, to be checked by :func:`manifest_from_dict`."""
    licence = wishes.licence or header.licence or "unknown"
    trained = header.context_length
    if wishes.context and trained and wishes.context > trained:
        raise UsageError(
            f"A context of {wishes.context:,} tokens is too long", cause=f"The model was trained with {trained:,}."
        )
    usual = min(header.number("kpdd.context", DEFAULT_CONTEXT), trained or DEFAULT_CONTEXT)
    title = wishes.title or header.name or name
    return {
        "name": name,
        "title": " ".join(title.split())[:120] or name,
        "licence": licence,
        "format_version": header.number("kpdd.format_version", FORMAT_VERSION),
        "kinds": list(wishes.kinds or header.texts("kpdd.kinds") or DEFAULT_KINDS),
        "stages": list(wishes.stages or header.texts("kpdd.stages") or ARM_STAGES["both"]),
        "prompt": wishes.prompt or header.text("kpdd.prompt") or "few-shot",
        "context": wishes.context or usual,
        **({"parameters": header.parameters} if header.parameters else {}),
        "base": {"name": header.text("general.base_model.0.name") or header.name or "unknown", "licence": licence},
        "variant": [
            {
                "engine": "llama",
                "precision": header.precision,
                "default": True,
                "file": [
                    {
                        "role": "model",
                        "filename": filename,
                        "size": header.size,
                        "sha256": sha256,
                        **({} if copied else {"sources": [f"file:{path}"]}),
                    }
                ],
            }
        ],
    }


def _name(header: GGUFHeader, path: Path) -> str:
    """A student's name from what the file calls itself, else from the file's own name. Raises UsageError."""
    for text in (header.text("kpdd.name"), header.name, path.stem):
        name = re.sub(r"[^a-z0-9._]+", "-", text.lower())
        name = re.sub(r"\.{2,}", ".", name)[:64].strip("-._")
        if name:
            return name
    raise UsageError("The file does not say what it is called", hint="give a name with --name")


def _copy(path: Path, target: Path, size: int, advance: Any, cancel: Cancel | None) -> str:
    with Part(part_path(target), size, None, cancel) as part:
        part.restart()
        try:
            for chunk in read_chunks(path, cancel):
                part.write(chunk)
                advance(part.done)
        except SourceFailed as error:
            raise StorageError(f"{path} grew while it was read", cause=str(error)) from error
        if part.done != size:
            raise StorageError(f"{path} shrank while it was read")
        sha256 = part.digest()
        part.finish(target)
    return sha256


def _clear(store: Store, registry: Registry, name: str, keep: set[Path]) -> None:
    """Delete what a replaced registration of the same name had copied or pulled, except ``keep``."""
    old = registry.registered.get(name)
    if old is not None:
        for path in {store.target(old, spec) for variant in old.variants for spec in variant.files} - keep:
            path.unlink(missing_ok=True)


def manifest_of(path: Path) -> StudentManifest:
    """A GGUF file as a student of its own, used in place and not registered; its hash is left unknown (zeros).

    Raises StudentDamaged, UsageError, StorageError, ConfigError.
    """
    header = _sound_header(path)
    name = _name(header, path)
    filename = path.name if is_file_name(path.name) else f"{name}.gguf"
    return manifest_from_dict(_plan(header, name, filename, path, Wishes(), False, "0" * 64), str(path))
