"""``kpdd history``: what was solved on this machine. Options in, a table, text or JSON out; no work of its own."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kpdd_edge.cli.common import console, err, handle_errors, print_json, write_json
from kpdd_edge.errors import UsageError
from kpdd_edge.problem import percent

if TYPE_CHECKING:
    from kpdd_edge.history import Entry, History

app = typer.Typer(
    help="What was solved on this machine: list, search, export, clear.",
    epilog='Example:  kpdd history search "apples" --since 7d',
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, help="Most entries to show.")]
Offset = Annotated[int, typer.Option("--offset", min=0, help="Entries to pass over, from the newest.")]
Pinned = Annotated[bool, typer.Option("--pinned", help="Only pinned entries.")]
Id = Annotated[int, typer.Argument(help="The entry's number, as the list shows it.")]
Ids = Annotated[list[int], typer.Argument(help="The entries' numbers.")]


def _open() -> History:
    from kpdd_edge.history import History

    return History()


def _tell(history: History) -> None:
    """Pass on what the history has to say, a damaged database for one."""
    for warning in history.take_warnings():
        err().print(f"Note: {warning}", markup=False)


@app.command("list", epilog="Example:  kpdd history list --limit 5")
def list_entries(limit: Limit = 20, offset: Offset = 0, pinned: Pinned = False, json_output: Json = False) -> None:
    """List what was solved, newest first."""
    with handle_errors(json_output=json_output):
        history = _open()
        only = True if pinned else None
        entries, total = history.list(limit, offset, pinned=only), history.count(pinned=only)
        _print_entries(history, entries, total, json_output)


@app.command(epilog="Example:  kpdd history search apples --answer 18 --since 2025-01-31")
def search(
    text: Annotated[list[str] | None, typer.Argument(help="Words of the problem or its key points.")] = None,
    answer: Annotated[str | None, typer.Option("--answer", help="Only with this answer: $18 finds 18.")] = None,
    student: Annotated[str | None, typer.Option("--student", help="Only by students with this in their name.")] = None,
    since: Annotated[str | None, typer.Option("--since", help="A date, a date and time, or 7d, 12h, 30m ago.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="As --since; a date is included to its end.")] = None,
    limit: Limit = 20,
    offset: Offset = 0,
    pinned: Pinned = False,
    json_output: Json = False,
) -> None:
    """Find entries that fit everything that is given, newest first."""
    with handle_errors(json_output=json_output):
        history = _open()
        conditions: dict[str, Any] = {
            "text": " ".join(text or []) or None,
            "answer": answer,
            "student": student,
            "since": None if since is None else read_moment(since, "--since"),
            "until": None if until is None else read_moment(until, "--until", end=True),
            "pinned": True if pinned else None,
        }
        entries = history.search(**conditions, limit=limit, offset=offset)
        _print_entries(history, entries, history.count(**conditions), json_output)


@app.command(epilog="Example:  kpdd history show 12")
def show(id: Id, json_output: Json = False) -> None:
    """Show one entry: question, key information, program, answer."""
    with handle_errors(json_output=json_output):
        from kpdd_edge.history import no_entry

        history = _open()
        entry = history.get(id)
        _tell(history)
        if entry is None:
            raise no_entry(id)
        if json_output:
            print_json(entry.to_dict())
        else:
            _print_entry(entry)


@app.command(epilog="Example:  kpdd history export 12 13 --format markdown -o solved.md")
def export(
    ids: Annotated[list[int] | None, typer.Argument(help="The entries' numbers; without any, all entries.")] = None,
    format: Annotated[str, typer.Option("--format", "-f", help="json, jsonl or markdown.")] = "json",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there.")] = False,
) -> None:
    """Write entries as JSON, JSON lines or Markdown, to a file or to standard output."""
    with handle_errors():
        from typing import cast

        from kpdd_edge.history import ExportFormat
        from kpdd_edge.students.files import write_atomic

        history = _open()
        if output is not None and output.exists() and not force:
            raise UsageError(f"{output} is there already", hint="add --force to replace it, or give another name")
        text = history.export(ids or None, cast(ExportFormat, format))
        _tell(history)
        if output is None and format == "markdown":
            sys.stdout.write(text)
            sys.stdout.flush()
        elif output is None:
            write_json(text)
        else:
            write_atomic(output, text.encode("utf-8"))
            err().print(f"Written to {output}", markup=False)


@app.command(epilog="Example:  kpdd history pin 12")
def pin(
    ids: Ids,
    off: Annotated[bool, typer.Option("--off", help="Unpin instead.")] = False,
    json_output: Json = False,
) -> None:
    """Pin entries, so that clear --keep-pinned leaves them."""
    with handle_errors(json_output=json_output):
        from kpdd_edge.history import no_entry

        history = _open()
        _require(history, ids)
        for id in ids:
            if not history.pin(id, not off):
                raise no_entry(id)
        _tell(history)
        _done(json_output, {"ids": ids, "pinned": not off}, f"{'Unpinned' if off else 'Pinned'} {_entries(len(ids))}.")


@app.command(epilog="Example:  kpdd history rm 12 13")
def rm(ids: Ids, json_output: Json = False) -> None:
    """Delete entries, pinned ones too."""
    with handle_errors(json_output=json_output):
        history = _open()
        _require(history, ids)
        deleted = history.delete(ids)
        _tell(history)
        _done(json_output, {"deleted": deleted}, f"Deleted {_entries(deleted)}.")


@app.command(epilog="Example:  kpdd history clear --keep-pinned")
def clear(
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    keep_pinned: Annotated[bool, typer.Option("--keep-pinned", help="Leave pinned entries.")] = False,
    json_output: Json = False,
) -> None:
    """Delete the whole history."""
    with handle_errors(json_output=json_output):
        history = _open()
        count = history.count(pinned=False if keep_pinned else None)
        _tell(history)
        if count and not yes:
            if json_output or not _can_ask():
                raise UsageError(
                    f"This would delete {_entries(count)}",
                    cause="There is no terminal to ask on.",
                    hint="kpdd history clear --yes",
                )
            if not typer.confirm(f"Delete {_entries(count)} for good?", err=True):
                err().print("Nothing was deleted.")
                return
        deleted = history.clear(keep_pinned=keep_pinned)
        _tell(history)
        _done(json_output, {"deleted": deleted}, f"Deleted {_entries(deleted)}.")


@app.command(epilog="Example:  kpdd history off")
def off(json_output: Json = False) -> None:
    """Write nothing down from now on. What is there stays."""
    with handle_errors(json_output=json_output):
        _open().set_enabled(False)
        _done(json_output, {"enabled": False}, "The history is off. Delete what is there: kpdd history clear")


@app.command(epilog="Example:  kpdd history on")
def on(json_output: Json = False) -> None:
    """Write down what is solved, as it is from the start."""
    with handle_errors(json_output=json_output):
        _open().set_enabled(True)
        _done(json_output, {"enabled": True}, "The history is on.")


def read_moment(text: str, option: str, *, end: bool = False, now: datetime | None = None) -> datetime:
    """The time that ``text`` gives (:func:`kpdd_edge.moments.read_moment`), local. Raises UsageError."""
    from kpdd_edge import moments

    try:
        return moments.read_moment(text, now or datetime.now(), end=end)
    except ValueError:
        raise UsageError(
            f"{option} {text!r} is not a time",
            cause="Write a date (2025-01-31), a date and time (2025-01-31T12:30), today, or 7d, 12h, 30m ago.",
            hint=f"kpdd history search {option} 7d",
        ) from None


def _require(history: History, ids: list[int]) -> None:
    """All or nothing: raises UsageError when one is missing."""
    from kpdd_edge.history import no_entry

    for id in ids:
        if history.get(id) is None:
            raise no_entry(id)


def _can_ask() -> bool:
    return sys.stdin.isatty()


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _done(json_output: bool, value: dict[str, Any], message: str) -> None:
    if json_output:
        print_json(value)
    else:
        err().print(message, markup=False)


def _print_entries(history: History, entries: tuple[Entry, ...], total: int, json_output: bool) -> None:
    from kpdd_edge.history import plain

    _tell(history)
    if json_output:
        print_json({"entries": [entry.to_dict() for entry in entries], "total": total})
        return
    if not entries:
        off = "" if history.enabled else " The history is off: kpdd history on"
        err().print(f"Nothing found.{off}", markup=False)
        return
    if console().is_terminal:
        _print_table(entries)
        if total > len(entries):
            err().print(f"{len(entries)} of {total}. More: --limit, --offset", markup=False)
        return
    for entry in entries:
        fields = (
            str(entry.id),
            _when(entry),
            entry.answer or "",
            percent(entry.confidence),
            entry.student,
            entry.problem,
        )
        typer.echo("\t".join(" ".join(plain(field).split()) for field in fields))


def _print_table(entries: tuple[Entry, ...]) -> None:
    from rich.table import Table
    from rich.text import Text

    from kpdd_edge.history import plain

    table = Table(box=None, pad_edge=False, header_style="bold")
    answers = max(len(plain(entry.answer or "none")) for entry in entries)
    table.add_column("", no_wrap=True, min_width=1)
    table.add_column("No.", justify="right", no_wrap=True, min_width=max(3, *(len(str(e.id)) for e in entries)))
    table.add_column("When", no_wrap=True, style="dim", min_width=16)
    table.add_column("Answer", no_wrap=True, overflow="ellipsis", min_width=min(20, max(6, answers)), max_width=24)
    table.add_column("Sure", justify="right", no_wrap=True, min_width=4)
    table.add_column("Problem", no_wrap=True, overflow="ellipsis")
    for entry in entries:
        answer = Text("none", "dim") if entry.answer is None else Text(plain(entry.answer), "bold green")
        problem = Text(" ".join(plain(entry.problem).split()))
        sure = "" if entry.answer is None else percent(entry.confidence)
        table.add_row("*" if entry.pinned else "", str(entry.id), _when(entry), answer, sure, problem)
    console().print(table, soft_wrap=False)


def _print_entry(entry: Entry) -> None:
    from rich.text import Text

    from kpdd_edge.history import plain

    out = console()

    def part(title: str, *lines: str) -> None:
        out.print(Text(title, "bold cyan"))
        for line in lines:
            out.print(Text(plain(line)))
        out.print()

    points = entry.solution.get("key_points") or {}
    part("Problem", entry.problem)
    if question := points.get("core_question"):
        part("Question", str(question))
    if information := points.get("information"):
        part("Information", *(f"- {fact}" for fact in information))
    attempts = entry.solution.get("attempts") or []
    best = entry.best or {}
    rationale, outcome = best.get("rationale") or {}, best.get("outcome") or {}
    if text := str(rationale.get("text") or ""):
        part("Program" if rationale.get("kind") == "pot" else "Steps", text)
    if printed := str(outcome.get("stdout") or "").rstrip():
        part("Printed", printed)
    if error := outcome.get("error"):
        part("Run", f"{outcome.get('status')}: {error}")
    out.print(Text("Answer", "bold cyan"))
    out.print(Text("none found", "dim") if entry.answer is None else Text(plain(entry.answer), "bold green"))
    pinned = " · pinned" if entry.pinned else ""
    tries = f", {len(attempts)} attempts" if len(attempts) > 1 else ""
    sure = "" if entry.answer is None else f"confidence {percent(entry.confidence)}{tries} · "
    about = f"{sure}{entry.student} · {_when(entry)}{pinned}"
    out.print(Text(plain(about), "dim"))


def _when(entry: Entry) -> str:
    return entry.created.astimezone().strftime("%Y-%m-%d %H:%M")
