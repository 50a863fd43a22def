"""From what a user asked for to a student that can solve: find it, verify its files, say how its engines are made.

Nothing is loaded here: the engines open when the solver first needs them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from kpdd_edge.engines import engine_class
from kpdd_edge.engines.base import Cancel, Engine, Progress
from kpdd_edge.engines.threads import physical_cores
from kpdd_edge.errors import StudentMissing
from kpdd_edge.events import StageName
from kpdd_edge.fewshot import examples_text
from kpdd_edge.options import SolverOptions
from kpdd_edge.students.files import expanded, home
from kpdd_edge.students.manifest import StudentManifest, Variant
from kpdd_edge.students.progress import ProgressCallback, ignore
from kpdd_edge.students.registry import Registry
from kpdd_edge.students.store import Store, StudentFiles
from kpdd_edge.students.student import EngineMaker, Student

#: Tokens that one more problem beside the first is given: the problem, its key points and a usual rationale.
_ROOM_PER_PROBLEM = 768
#: Fewer problems at a time than this are not worth a lane of their own: reading the weights is what a step costs then.
_LANE: Final = 8


def find_student(name: str) -> tuple[StudentManifest, Variant, bool]:
    """The manifest and variant meant by ``name`` (empty: the default), and whether its files have known hashes.

    A path of a GGUF file that is not registered is taken as it is. Raises UnknownStudent, ConfigError, StudentDamaged.
    """
    registry = Registry.load()
    if name.lower().endswith(".gguf") and not registry.is_registered(name):
        from kpdd_edge.students.importing import manifest_of

        path = expanded(name)
        if not path.is_file():
            raise StudentMissing(f"There is no file {name}", hint="kpdd models list")
        manifest = manifest_of(path.absolute())
        return manifest, manifest.default_variant, False
    manifest, variant = registry.find(name or None)
    return manifest, variant, True


def open_student(
    options: SolverOptions = SolverOptions(),
    *,
    parallel: int = 1,
    progress: ProgressCallback = ignore,
    cancel: Cancel | None = None,
) -> Student:
    """The student that ``options`` name, its files verified and, where they are missing, pulled.

    ``parallel`` is how many problems will be solved at a time; when they are many, in lanes with cores of their own,
    which share the weights. Raises StudentError (unknown, missing, damaged, not pulled), ConfigError,
    Cancelled.
    """
    manifest, variant, known = find_student(options.student)
    store = Store()
    if known:
        files = store.ensure(manifest, variant, progress, cancel)
    else:
        files = StudentFiles(manifest, variant, store.path(manifest, variant))
    separate = _separate(files, options, parallel)
    cores = (options.threads or physical_cores()) if separate else 1
    lanes = max(1, min(cores, parallel // _LANE))
    in_lane = replace(options, threads=cores // lanes) if lanes > 1 else options

    def opened(beside: Sequence[Callable[[], Student]] = ()) -> Student:
        return Student(
            manifest.name,
            _makers(files, in_lane, parallel // lanes),
            stages=manifest.stages,
            kinds=manifest.kinds,
            examples=examples_text if manifest.prompt == "few-shot" else None,
            states=home() / "states",
            roomy=(lambda: open_student(options)) if separate else None,
            beside=beside,
        )

    return opened([opened] * (lanes - 1))


def default_model_path() -> Path:
    """The default student's model file, pulled when it is missing."""
    manifest, variant, _ = find_student("")
    return Store().ensure(manifest, variant).for_stage("solve")[0]


def _makers(files: StudentFiles, options: SolverOptions, parallel: int) -> dict[StageName, EngineMaker]:
    """An engine maker for each stage; stages of the same model and adapter share one."""
    made: dict[tuple[Path, Path | None], EngineMaker] = {}
    makers: dict[StageName, EngineMaker] = {}
    for stage in files.manifest.stages:
        key = files.for_stage(stage)
        if key not in made:
            model, _ = files.manifest.files_for_stage(files.variant, stage)
            made[key] = _maker(files, key, model.sha256, options, parallel)
        makers[stage] = made[key]
    return makers


def _maker(
    files: StudentFiles, paths: tuple[Path, Path | None], sha256: str, options: SolverOptions, parallel: int
) -> EngineMaker:
    model, adapter = paths
    sessions = parallel * (1 if options.votes == 1 else 1 + options.votes)
    sessions += 1  # the examples have one of their own
    separate = _separate(files, options, parallel)
    together = options.context or _context(files.manifest, options, parallel)
    settings: dict[str, Any] = {
        "context": sessions * _ROOM_PER_PROBLEM if separate else together,
        "parallel": sessions,
        "threads": options.threads or None,
    }
    if files.variant.engine == "llama":
        settings |= {"adapter": adapter, "separate": separate, "fingerprint": sha256 if sha256.strip("0") else ""}
    target = model if files.variant.engine == "llama" else model.parent

    def make(progress: Progress | None, cancel: Cancel | None) -> Engine:
        engine: Engine = engine_class(files.variant.engine)(target, **settings, progress=progress, cancel=cancel)
        return engine

    return make


def _separate(files: StudentFiles, options: SolverOptions, parallel: int) -> bool:
    """Whether each problem gets a cache of its own: many at a time, and none that forks (from examples, into votes)."""
    alone = options.votes == 1 and not options.context and files.manifest.prompt != "few-shot"
    return files.variant.engine == "llama" and parallel > 2 and alone


def _context(manifest: StudentManifest, options: SolverOptions, parallel: int) -> int:
    """Tokens for all sessions together: the examples once, every problem and every vote beside them."""
    more_problems = (parallel - 1) * _ROOM_PER_PROBLEM
    more_votes = parallel * (options.votes - 1) * options.max_tokens
    return -(-(manifest.context + more_problems + more_votes) // 256) * 256
