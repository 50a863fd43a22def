"""``kpdd data``: what data sets there are, building and checking training files, looking into them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from kpdd_edge.datasets.base import Loaded
    from kpdd_edge.problem import Problem

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="Build and check training and evaluation data.",
)

_JSON = typer.Option(False, "--json", help="Print one JSON object.")
_PATH = typer.Option(None, "--path", metavar="DIR", help="The data set's file or folder; without it, the hub.")
_SPLIT = typer.Option(None, "--split", metavar="NAME", help="Which split; the data set's first one if left out.")
_COLUMN = typer.Option(
    None, "--column", metavar="OURS=THEIRS", help="For --dataset file: a column's name, as problem=text. Repeatable."
)


@app.command("list", epilog="Example:  kpdd data list --json")
def list_(json_output: bool = _JSON) -> None:
    """List the data sets that can be loaded by name."""
    from kpdd_edge import datasets
    from kpdd_edge.cli import data_views
    from kpdd_edge.cli.common import handle_errors, print_json

    with handle_errors(json_output=json_output):
        cards = [(datasets.loader_class(name).info, datasets.loader_class(name).files) for name in datasets.names()]
        if json_output:
            print_json({"datasets": [data_views.card(info, files) for info, files in cards]})
        else:
            data_views.print_cards(cards)


@app.command(epilog="Example:  kpdd data build --dataset gsm8k --path DIR --teacher gold -o train.jsonl")
def build(
    dataset: str = typer.Option(..., "--dataset", metavar="NAME", help="As in `kpdd data list`, or hub:owner/name."),
    out: Path = typer.Option(..., "-o", "--out", metavar="FILE.jsonl", help="The training file to write."),
    path: Path | None = _PATH,
    split: str | None = _SPLIT,
    teacher: str = typer.Option("gold", "--teacher", metavar="NAME", help="Who writes the rationales: gold."),
    cap: int = typer.Option(8, "--cap", min=0, metavar="N", help="Rationales of a kind a problem may keep; 0: all."),
    limit: int | None = typer.Option(None, "--limit", min=1, metavar="N", help="Only the first N problems."),
    column: list[str] | None = _COLUMN,
    questions: bool = typer.Option(
        False,
        "--sub-questions",
        help="Ask what the steps of each solution find out, instead of its own question.",
    ),
    restart: bool = typer.Option(False, "--restart", help="Begin anew, whatever an interrupted build left."),
    overwrite: bool = typer.Option(False, "--overwrite", help="Replace a file that is not this build's."),
    allow_scoring: bool = typer.Option(False, "--allow-scoring-data", help="Build from data meant only for scoring."),
    json_output: bool = _JSON,
) -> None:
    """Turn annotated problems into a verified training file: key points, a program, steps in words.

    Every program is run in the sandbox and kept only if it gives the published answer. An interrupted build goes on
    where it stopped when the same command is given again.
    """
    from kpdd_edge.cli import data_views
    from kpdd_edge.cli.common import handle_errors, print_json
    from kpdd_edge.cli.data_progress import counting
    from kpdd_edge.sandbox import open_sandbox
    from kpdd_edge.teacher import build as builder
    from kpdd_edge.teacher import by_name

    with handle_errors(json_output=json_output):
        chosen = by_name(teacher)
        loaded = _load(dataset, path, split, column)
        if not allow_scoring:
            loaded.check_training()
        if limit is not None:
            loaded = _first(loaded, limit)
        if questions:
            loaded = _asked(loaded)
        data_views.print_account(loaded)
        with counting("Building", len(loaded)) as (progress, cancel), closing(open_sandbox()) as box:
            report = builder.build(
                loaded,
                chosen,
                out,
                box,
                cap=cap,
                restart=restart,
                overwrite=overwrite,
                on_progress=progress,
                cancel=cancel,
            )
        if json_output:
            print_json(report.to_dict())
        else:
            data_views.print_report(report)


@app.command(epilog="Example:  kpdd data template -n 1000 --seed 7 -o templates.jsonl")
def template(
    out: Path | None = typer.Option(None, "-o", "--out", metavar="FILE.jsonl", help="The training file to write."),
    count: int = typer.Option(1000, "-n", "--count", min=1, metavar="N", help="How many problems."),
    seed: int = typer.Option(0, "--seed", metavar="N", help="The same seed gives the same problems."),
    family: list[str] | None = typer.Option(
        None, "--family", metavar="NAME", help="Only this family, or all as 'contrast*'. Repeatable."
    ),
    layout: str = typer.Option(
        "inline", "--layout", metavar="inline|named", help="Numbers where they are used, or named first."
    ),
    steps: str = typer.Option("", "--steps", metavar="N|N-M", help="Only families with so many steps."),
    distractors: float | None = typer.Option(
        None, "--distractors", min=0, max=1, metavar="P", help="How often a sentence is put in that does not matter."
    ),
    verify: bool = typer.Option(False, "--verify", help="Run every program in the sandbox, too."),
    families: bool = typer.Option(False, "--list", help="List the families instead."),
    json_output: bool = _JSON,
) -> None:
    """Write problems from the authored templates: any number, the same ones for the same seed."""
    from kpdd_edge.cli import data_views
    from kpdd_edge.cli.common import handle_errors, print_json
    from kpdd_edge.cli.data_progress import counting
    from kpdd_edge.errors import UsageError
    from kpdd_edge.teacher import templating

    with handle_errors(json_output=json_output):
        if families:
            found = templating.family_list()
            print_json({"families": found}) if json_output else data_views.print_families(found)
            return
        if out is None:
            raise UsageError("No file to write to", hint="kpdd data template -n 1000 -o templates.jsonl")
        with counting("Writing", count) as (progress, cancel):
            written = templating.write(
                out,
                count,
                seed,
                family or None,
                layout,
                steps=_steps(steps),
                distractors=distractors,
                verify=verify,
                on_progress=progress,
                cancel=cancel,
            )
        print_json(written) if json_output else data_views.print_written(written)


def _steps(text: str) -> tuple[int, int] | None:
    from kpdd_edge.errors import UsageError
    from kpdd_edge.options import step_range

    try:
        return step_range(text)
    except ValueError as error:
        raise UsageError(str(error), hint="kpdd data template --steps 1-2 -o templates.jsonl") from error


@app.command(epilog="Example:  kpdd data stats train.jsonl")
def stats(
    file: Path = typer.Argument(..., metavar="FILE.jsonl", help="A training file."), json_output: bool = _JSON
) -> None:
    """Say what a training file holds: how many, from where, how long, how sure."""
    from kpdd_edge.cli import data_views
    from kpdd_edge.cli.common import handle_errors, print_json
    from kpdd_edge.datasets import jsonl
    from kpdd_edge.datasets.stats import describe

    with handle_errors(json_output=json_output):
        errors: Counter[str] = Counter()
        found = describe(jsonl.read(file, errors), errors)
        print_json(found.to_dict()) if json_output else data_views.print_stats(file, found)


@app.command(epilog="Example:  kpdd data check train.jsonl --path DIR")
def check(
    file: Path = typer.Argument(..., metavar="FILE.jsonl", help="A training file."),
    path: Path | None = typer.Option(
        None, "--path", metavar="DIR", help="The folder of the evaluation sets; without it, the hub."
    ),
    against: list[str] | None = typer.Option(
        None, "--against", metavar="NAME", help="Only this evaluation set (or a file). Repeatable; all if left out."
    ),
    threshold: float = typer.Option(
        0.7, "--threshold", min=0.05, max=1.0, metavar="J", help="Similarity from which two problems are nearly one."
    ),
    allow: bool = typer.Option(False, "--allow", help="Exit with 0 in spite of hits."),
    clean: Path | None = typer.Option(None, "--clean", metavar="OUT.jsonl", help="Write the problems without a hit."),
    json_output: bool = _JSON,
) -> None:
    """Look for evaluation problems in a training file: the same text, the same but for numbers, or nearly the same.

    Exit code 1 when there is one, unless --allow or --clean is given.
    """
    from kpdd_edge.cli import data_views
    from kpdd_edge.cli.common import err, handle_errors, print_json
    from kpdd_edge.cli.data_progress import counting
    from kpdd_edge.datasets import jsonl
    from kpdd_edge.errors import DataError, ExitCode
    from kpdd_edge.teacher import contamination

    with handle_errors(json_output=json_output):
        evaluation, unchecked = contamination.evaluation_sets(path, against)
        for name, why in unchecked.items():
            err().print(f"Not checked: {name} ({why})", markup=False, style="yellow")
        errors: Counter[str] = Counter()
        with counting("Checking", None) as (progress, cancel):

            def count(done: int) -> None:
                cancel.check()
                progress(done, 0)

            found = contamination.check(jsonl.read(file, errors), evaluation, threshold=threshold, on_progress=count)
        if not found.problems:
            raise DataError(f"{file} holds no problem", cause=f"{sum(errors.values())} lines could not be read.")
        kept = None
        if clean is not None:
            kept = jsonl.write(clean, (p for at, p in enumerate(jsonl.read(file)) if at not in found.tainted))
        if json_output:
            record = {**found.to_dict(), "unchecked": unchecked, "errors": dict(errors), "clean": kept}
            print_json(record)
        else:
            data_views.print_findings(found, errors, clean, kept)
    if found.total and not allow and clean is None:
        raise typer.Exit(int(ExitCode.NO_ANSWER))


@app.command(epilog="Example:  kpdd data show train.jsonl -n 2      kpdd data show --dataset svamp --path DIR")
def show(
    file: Path | None = typer.Argument(None, metavar="[FILE.jsonl]", help="A training file."),
    dataset: str | None = typer.Option(None, "--dataset", metavar="NAME", help="A data set instead of a file."),
    path: Path | None = _PATH,
    split: str | None = _SPLIT,
    column: list[str] | None = _COLUMN,
    count: int = typer.Option(3, "-n", "--count", min=1, metavar="N", help="How many problems."),
    identifier: str | None = typer.Option(None, "--id", metavar="ID", help="The problem with this id."),
    seed: int | None = typer.Option(None, "--seed", metavar="N", help="Choose at random instead of from the start."),
    json_output: bool = _JSON,
) -> None:
    """Show problems of a training file or a data set, with everything that is known of them."""
    from kpdd_edge.cli import data_views
    from kpdd_edge.cli.common import handle_errors, print_json
    from kpdd_edge.datasets import jsonl
    from kpdd_edge.errors import UsageError

    with handle_errors(json_output=json_output):
        if (file is None) == (dataset is None):
            raise UsageError("Give a file or a data set", hint="kpdd data show train.jsonl, or --dataset NAME")
        problems: Iterator[Problem]
        if dataset is not None:
            loaded = _load(dataset, path, split, column)
            data_views.print_account(loaded)
            problems = iter(loaded)
        else:
            problems = jsonl.read(file or Path())
        chosen = _choose(problems, count, identifier, seed)
        if json_output:
            print_json({"problems": [jsonl.to_row(problem) for problem in chosen]})
        else:
            data_views.print_problems(chosen)


def _load(dataset: str, path: Path | None, split: str | None, column: list[str] | None) -> Loaded:
    """The data set, or a DataError when nothing of it can be used."""
    from kpdd_edge import datasets
    from kpdd_edge.errors import DataError, UsageError

    options: dict[str, Any] = {}
    if column:
        pairs = [entry.partition("=") for entry in column]
        if any(not sign or not ours or not theirs for ours, sign, theirs in pairs):
            raise UsageError("A column is given as OURS=THEIRS", hint="--column problem=text --column answer=label")
        options["columns"] = {ours: theirs for ours, _, theirs in pairs}
    loaded = datasets.load(dataset, path, split, **options)
    if not loaded.problems:
        raise DataError(
            f"{dataset} holds no problem that can be used",
            cause="; ".join(loaded.account()[1:]) or "It is empty.",
            hint="kpdd data list, for what each data set looks like",
        )
    return loaded


def _first(loaded: Loaded, limit: int) -> Loaded:
    import dataclasses

    return dataclasses.replace(loaded, problems=loaded.problems[:limit])


def _asked(loaded: Loaded) -> Loaded:
    """The sub-questions of the solutions as problems. Raises DataError when there are none."""
    import dataclasses

    from kpdd_edge.errors import DataError
    from kpdd_edge.teacher.gold_questions import sub_questions

    problems = tuple(sub_questions(loaded.problems))
    if not problems:
        raise DataError(
            "No solution here asks sub-questions", hint="kpdd data build --dataset gsm8k, with its socratic file"
        )
    return dataclasses.replace(loaded, problems=problems)


def _choose(problems: Iterator[Problem], count: int, identifier: str | None, seed: int | None) -> list[Problem]:
    """The problems to show. Raises DataError when there are none."""
    from itertools import islice
    from random import Random

    from kpdd_edge.errors import DataError

    if identifier is not None:
        chosen = [problem for problem in problems if problem.id == identifier]
    elif seed is not None:
        everything = list(problems)
        chosen = Random(seed).sample(everything, min(count, len(everything)))
    else:
        chosen = list(islice(problems, count))
    if not chosen:
        what = "no problem" if identifier is None else f"no problem with the id {identifier!r}"
        raise DataError(f"There is {what}", hint="kpdd data stats FILE.jsonl")
    return chosen
