"""``kpdd models``: list, show, pull, import and remove students. Options in, text or JSON out; no work of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kpdd_edge.cli.common import console, err, handle_errors, print_json

if TYPE_CHECKING:
    from kpdd_edge.students.manifest import FileSpec, Score, StudentManifest, Variant
    from kpdd_edge.students.registry import Registry
    from kpdd_edge.students.store import Store

app = typer.Typer(
    help="List, pull, import and remove students.",
    epilog="Example:  kpdd models pull smollm2-135m-instruct",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _complete(incomplete: str) -> list[str]:
    from kpdd_edge.students.registry import complete_student

    return complete_student(incomplete)


Name = Annotated[
    str | None, typer.Argument(help="NAME or NAME:VARIANT; without it the default student.", autocompletion=_complete)
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")]


def _open() -> tuple[Registry, Store]:
    from kpdd_edge.students.registry import Registry
    from kpdd_edge.students.store import Store

    store = Store()
    return Registry.load(store.root), store


@app.command("list", epilog="Example:  kpdd models list --json")
def list_students(json_output: Json = False) -> None:
    """List students: precision, size, here or not, accuracy."""
    with handle_errors(json_output=json_output):
        registry, store = _open()
        if json_output:
            students = [_summary(registry, store, manifest) for manifest in registry]
            broken = {name: error.title for name, error in registry.broken.items()}
            print_json({"default": registry.default, "students": students, "broken": broken})
            return
        _print_table(registry, store)
        for name, error in registry.broken.items():
            err().print(f"{name} cannot be used: {error.title}. Next: {error.hint}", markup=False)


@app.command(epilog="Example:  kpdd models show smollm2-135m-instruct")
def show(
    name: Name = None,
    toml: Annotated[bool, typer.Option("--toml", help="Print the manifest as TOML.")] = False,
    card: Annotated[bool, typer.Option("--card", help="Print the student's card (Markdown).")] = False,
    json_output: Json = False,
) -> None:
    """Show licence, format, files, sources and scores of one."""
    with handle_errors(json_output=json_output):
        from kpdd_edge.errors import UsageError

        registry, store = _open()
        manifest, _variant = registry.find(name)
        if json_output:
            print_json(_summary(registry, store, manifest) | {"manifest": manifest.to_dict()})
        elif toml:
            import tomli_w

            typer.echo(tomli_w.dumps(manifest.to_dict()).rstrip())
        elif card:
            path = store.models / f"{manifest.name}.md"
            if not path.is_file():
                raise UsageError(f"Student {manifest.name!r} has no card", hint=f"kpdd models show {manifest.name}")
            typer.echo(path.read_text("utf-8").rstrip())
        else:
            _print_student(registry, store, manifest)


@app.command(epilog="Example:  kpdd models pull smollm2-135m-instruct")
def pull(
    name: Name = None,
    force: Annotated[bool, typer.Option("--force", help="Fetch the files even if they are there.")] = False,
    given: Annotated[
        Path | None,
        typer.Option("--from", help="Take the file from this copy (the file itself, or the wheel it is in)."),
    ] = None,
    json_output: Json = False,
) -> None:
    """Bring a student's files here and verify them.

    An interrupted pull continues where it stopped.
    """
    with handle_errors(json_output=json_output):
        from kpdd_edge.cli.pulling import file_progress
        from kpdd_edge.students.pull import pull as pull_student

        registry, store = _open()
        manifest, variant = registry.find(name)
        before = store.state(manifest, variant)
        with file_progress(quiet=json_output) as (progress, cancel):
            files = pull_student(store, manifest, variant, force=force, given=given, progress=progress, cancel=cancel)
        if json_output:
            entries = [_file(spec, files.paths[spec.filename]) for spec in variant.distinct]
            print_json({"name": manifest.name, "variant": variant.id, "was": before, "files": entries})
            return
        err().print(f"{manifest.name} ({variant.precision}) is ready; every file is verified.", markup=False)
        for path in files.paths.values():
            typer.echo(str(path))


@app.command(epilog="Example:  kpdd models path smollm2-135m-instruct")
def path(name: Name = None, json_output: Json = False) -> None:
    """Print where its files lie, one path a line.

    Fails if they are not on this machine.
    """
    with handle_errors(json_output=json_output):
        from kpdd_edge.errors import StudentMissing

        registry, store = _open()
        manifest, variant = registry.find(name)
        paths = store.path(manifest, variant)
        if store.state(manifest, variant) == "missing" or not all(p.is_file() for p in paths.values()):
            raise StudentMissing(
                f"Student {manifest.name!r} is not on this machine", hint=f"kpdd models pull {name or manifest.name}"
            )
        if json_output:
            entries = [_file(spec, paths[spec.filename]) for spec in variant.distinct]
            print_json({"name": manifest.name, "variant": variant.id, "files": entries})
            return
        for place in paths.values():
            typer.echo(str(place))


@app.command("import", epilog="Example:  kpdd models import ~/models/my-student.gguf --name mine")
def import_file(
    file: Annotated[Path, typer.Argument(help="A GGUF file, a student.toml, or the folder that holds one.")],
    name: Annotated[str | None, typer.Option(help="Its name here; else what the file calls itself.")] = None,
    copy: Annotated[bool, typer.Option("--copy", help="Copy the file instead of using it where it is.")] = False,
    prompt: Annotated[str | None, typer.Option(help="trained, or few-shot for a general instruct model.")] = None,
    kinds: Annotated[str | None, typer.Option(help="The rationale kinds it writes, such as pot,cot.")] = None,
    stages: Annotated[str | None, typer.Option(help="The stages it writes, such as core,info,solve.")] = None,
    context: Annotated[int | None, typer.Option(help="Tokens its context is opened with.")] = None,
    title: Annotated[str | None, typer.Option(help="A title for lists.")] = None,
    licence: Annotated[str | None, typer.Option("--licence", "--license", help="Its licence.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a student registered under this name.")] = False,
    json_output: Json = False,
) -> None:
    """Register a GGUF file that you have; it stays in place."""
    with handle_errors(json_output=json_output):
        from kpdd_edge.cli.pulling import file_progress
        from kpdd_edge.students.importing import Wishes, import_student

        registry, store = _open()
        wishes = Wishes(name, title, prompt, _listed(kinds), _listed(stages), context, licence)
        with file_progress(quiet=json_output) as (progress, cancel):
            manifest = import_student(
                store, registry, file, wishes, copy=copy, force=force, progress=progress, cancel=cancel
            )
        registry = type(registry).load(store.root)
        if json_output:
            print_json(_summary(registry, store, manifest) | {"manifest": manifest.to_dict()})
            return
        err().print(f"{manifest.name} is registered. Next: kpdd solve --student {manifest.name} ...", markup=False)
        typer.echo(manifest.name)


@app.command(epilog="Example:  kpdd models rm smollm2-135m-instruct")
def rm(
    name: Annotated[str, typer.Argument(help="The student's name.", autocompletion=_complete)],
    json_output: Json = False,
) -> None:
    """Delete a pulled student, forget an imported one.

    A file that was imported in place stays where it is.
    """
    with handle_errors(json_output=json_output):
        from kpdd_edge.cli.pulling import file_progress
        from kpdd_edge.students.files import format_bytes
        from kpdd_edge.students.removing import remove_student

        registry, store = _open()
        registered = registry.is_registered(name)
        with file_progress(quiet=json_output) as (progress, cancel):
            removed = remove_student(store, registry, name, progress=progress, cancel=cancel)
        if json_output:
            print_json(
                {
                    "name": name,
                    "unregistered": registered,
                    "removed": [str(path) for path in removed.paths],
                    "freed": removed.size,
                }
            )
            return
        done = f"Removed {name}: {format_bytes(removed.size)} freed."
        err().print(f"{done} It is no longer registered." if registered else done, markup=False)


def _listed(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(part.strip() for part in text.split(",") if part.strip())


def _summary(registry: Registry, store: Store, manifest: StudentManifest) -> dict[str, Any]:
    """A student as ``kpdd models list --json`` shows it."""
    return {
        "name": manifest.name,
        "title": manifest.title,
        "default": manifest.name == registry.default,
        "origin": "package" if manifest.name in registry.builtin else "user",
        "embedded": manifest.embedded,
        "installed": store.state(manifest) == "installed",
        "licence": manifest.licence,
        "kinds": list(manifest.kinds),
        "variants": [
            {
                "id": variant.id,
                "engine": variant.engine,
                "precision": variant.precision,
                "size": variant.size,
                "default": variant == manifest.default_variant,
                "state": store.state(manifest, variant),
            }
            for variant in manifest.variants
        ],
        "scores": [score.to_dict() for score in manifest.scores],
    }


def _file(spec: FileSpec, place: Path) -> dict[str, Any]:
    return {"role": spec.role, "path": str(place), "size": spec.size, "sha256": spec.sha256}


def _state(store: Store, manifest: StudentManifest, variant: Variant) -> str:
    state = store.state(manifest, variant)
    return {"installed": "yes", "partial": "in part", "missing": "no"}[state]


def _score(score: Score) -> str:
    return f"{score.dataset} {score.accuracy:.1%} ({score.correct}/{score.total}, {score.rationale}, {score.strategy})"


def _print_table(registry: Registry, store: Store) -> None:
    from rich.text import Text

    from kpdd_edge.students.files import format_bytes

    rows = [("", "NAME", "PRECISION", "SIZE", "INSTALLED", "ACCURACY")]
    for manifest in registry:
        for variant in manifest.variants:
            scores = [s for s in manifest.scores if s.variant in ("", variant.id)]
            scores = [s for s in scores if s.variant or variant == manifest.default_variant]
            rows.append(
                (
                    "*" if manifest.name == registry.default and variant == manifest.default_variant else "",
                    manifest.name,
                    variant.precision if variant.engine == "llama" else f"{variant.engine} {variant.precision}",
                    format_bytes(variant.size),
                    _state(store, manifest, variant),
                    ", ".join(f"{s.dataset} {s.accuracy:.1%} {s.rationale}" for s in scores) or "not measured",
                )
            )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number, row in enumerate(rows):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        console().print(Text(line, style="bold" if number == 0 else ""))
    console().print(Text("\n* the default student. Pull one with: kpdd models pull NAME", style="dim"))


def _print_student(registry: Registry, store: Store, manifest: StudentManifest) -> None:
    from rich.text import Text

    from kpdd_edge.students.files import format_bytes

    def line(label: str, value: str) -> None:
        if value:
            console().print(Text.assemble((f"{label:<12}", "bold"), value))

    default = " (the default student)" if manifest.name == registry.default else ""
    line("Name", manifest.name + default)
    line("Title", manifest.title)
    line("About", manifest.description)
    line("Licence", manifest.licence)
    line("Base", f"{manifest.base.name} ({manifest.base.licence})")
    line("Parameters", f"{manifest.parameters:,}" if manifest.parameters else "")
    line("Writes", f"{', '.join(manifest.stages)}; as {', '.join(manifest.kinds)}")
    line("Prompt", f"{manifest.prompt}, text format {manifest.format_version}")
    line("Context", f"{manifest.context:,} tokens")
    for score in manifest.scores:
        where = f" {score.variant}" if score.variant else ""
        line("Score", f"{_score(score)}{where}, measured at {score.commit}")
    if not manifest.scores:
        line("Score", "not measured")
    for variant in manifest.variants:
        line("Variant", f"{variant.id}, {format_bytes(variant.size)}, installed: {_state(store, manifest, variant)}")
        for spec in variant.files:
            place = store.locate(manifest, spec)
            line("", f"  {spec.role}: {spec.filename}, {spec.size:,} bytes")
            line("", f"    sha256 {spec.sha256}")
            line("", f"    at {place}" if place else "    not on this machine")
            for source in spec.sources:
                line("", f"    from {source}")
