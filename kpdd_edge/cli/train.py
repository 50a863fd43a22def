"""``kpdd train``: make a student by distillation, or new training data from a student's own attempts."""

from __future__ import annotations

import os
import shlex
import signal
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from kpdd_edge.cli.common import console, err, handle_errors, on_signal, print_json
from kpdd_edge.errors import Cancelled, KpddError, UsageError, did_you_mean

if TYPE_CHECKING:
    from kpdd_edge.training.config import TrainConfig
    from kpdd_edge.training.run import Estimate, Outcome


class _ConfigFirst(TyperGroup):
    """``kpdd train FILE`` is ``kpdd train run FILE``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["run", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_ConfigFirst,
    help="Train students. `kpdd train CONFIG.toml` is short for `kpdd train run CONFIG.toml`.",
    epilog="Example:  kpdd train smollm2-135m-pot --dry-run",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command(
    epilog="""\b
Examples:
  kpdd train --list
  kpdd train smollm2-135m-pot --set student.base=runs/smollm2 --dry-run
  kpdd train my.toml --max-minutes 90
  accelerate launch --multi_gpu -m kpdd_edge.cli.main train my.toml
\b
A run that was stopped, however abruptly, goes on from its last checkpoint when
the same command is given again, and ends with the same weights."""
)
def run(
    config: str | None = typer.Argument(
        None, metavar="CONFIG.toml", help="A configuration, or the name of one of the package's.", show_default=False
    ),
    resume: bool = typer.Option(False, "--resume", help="Only go on with a run that was begun; an error without one."),
    restart: bool = typer.Option(False, "--restart", help="Begin again; what the run left so far is deleted."),
    max_minutes: float | None = typer.Option(
        None, "--max-minutes", min=0, metavar="N", help="End after so long, the learning rate annealed by then."
    ),
    change: list[str] | None = typer.Option(
        None, "--set", metavar="KEY=VALUE", help="Change a key, as optim.epochs=2 or data.0.limit=500. Repeatable."
    ),
    dry_run: bool = typer.Option(False, "--dry-run", help="Only say what it would take: tokens, steps, memory, FLOPs."),
    list_: bool = typer.Option(False, "--list", help="List the package's configurations."),
    json_output: bool = typer.Option(False, "--json", help="Print one JSON object and nothing else."),
) -> None:
    """Train a student as a configuration says."""
    with _training(json_output):
        if list_:
            _list(json_output)
            return
        if config is None:
            raise UsageError("No configuration is given", hint="kpdd train --list, or kpdd train CONFIG.toml")
        if resume and restart:
            raise UsageError("--resume and --restart contradict each other")
        path = _find(config)
        changes = dict(_change(pair) for pair in change or ())
        if max_minutes is not None:
            changes["run.max_minutes"] = max_minutes
        from kpdd_edge.training.config import load_config

        chosen = load_config(path, changes)
        if dry_run:
            from kpdd_edge.training.run import estimate

            found = estimate(chosen)
            print_json({"students": [e.to_dict() for e in found]}) if json_output else _show_estimates(found)
            return
        if _first_process():
            _show_settings(path, chosen, changes)
        outcome = _run(chosen, resume=resume, restart=restart)
        if _first_process():
            print_json(outcome.to_dict()) if json_output else _show_outcome(outcome)


@app.command(
    "round",
    epilog="""\b
Examples:
  kpdd train round train.jsonl -s runs/my/student -o round1.jsonl
  kpdd train round train.jsonl -s my.gguf -o round1.jsonl --samples 16
\b
A round that was stopped goes on when the same command is given again. Then put
the new file into a configuration, and train the student on it.""",
)
def round_(
    data: Path = typer.Argument(
        metavar="TRAIN.jsonl", help="Training file to try the problems of.", show_default=False
    ),
    student: str = typer.Option(..., "--student", "-s", help="A checkpoint folder, a GGUF file, or a student's name."),
    out: Path = typer.Option(..., "-o", "--out", metavar="FILE.jsonl", help="The training file to write."),
    samples: int = typer.Option(8, "--samples", "-k", min=1, max=64, help="Rationales sampled for each problem."),
    temperature: float = typer.Option(0.8, min=0.01, max=2.0, help="Sampling temperature."),
    kind: str = typer.Option("", "--rationale", "-r", help="pot or cot; the student's own if left out."),
    similar: int = typer.Option(2, min=0, help="Template problems added for each problem that no sample solves."),
    easy: float = typer.Option(1.0, min=0.0, max=1.0, help="Share of right samples from which a problem is easy."),
    keep_easy: float = typer.Option(0.5, min=0.0, max=1.0, help="Share of the easy problems that stays."),
    cap: int = typer.Option(8, min=1, help="Rationales of a kind that a problem may have."),
    max_tokens: int = typer.Option(320, min=1, help="Longest rationale, in tokens."),
    parallel: int = typer.Option(4, min=1, max=64, help="Problems solved at a time, in one batch."),
    seed: int = typer.Option(0, min=0, help="The same seed samples the same."),
    restart: bool = typer.Option(False, "--restart", help="Begin anew, whatever an interrupted round left."),
    overwrite: bool = typer.Option(False, "--overwrite", help="Replace the file if it is there."),
    json_output: bool = typer.Option(False, "--json", help="Print one JSON object and nothing else."),
) -> None:
    """Make new training data from a student's own attempts.

    Right samples that are new join, problems that none solves bring similar ones, easy ones are thinned.
    """
    with _training(json_output):
        from kpdd_edge.cli.bars import work_bar
        from kpdd_edge.training.rounds import RoundOptions, open_solver, run_round

        options = RoundOptions(
            samples=samples, temperature=temperature, similar=similar, easy=easy, keep_easy=keep_easy, cap=cap,
            seed=seed, kind=kind, max_tokens=max_tokens, parallel=parallel,
        )  # fmt: skip
        with open_solver(student, options, out) as solver, work_bar("Sampling") as (bar, cancel):
            report = run_round(
                data, out, solver, options, student=student, restart=restart, overwrite=overwrite, progress=bar,
                cancel=cancel,
            )  # fmt: skip
        if json_output:
            print_json(report.to_dict())
            return
        r = report
        console().print(
            f"{r.right:,} of {r.attempts:,} samples right; {r.solved:,} of {r.problems - r.unanswered:,} problems "
            f"solved by one of them at least, {r.failed:,} by none\n"
            f"{r.new_rationales:,} new rationales, {r.similar:,} similar problems added, {r.thinned:,} of {r.easy:,} "
            f"easy problems left out\n{r.written:,} problems: {r.out}",
            markup=False,
        )


def _run(config: TrainConfig, *, resume: bool, restart: bool) -> Outcome:
    from kpdd_edge.cli.bars import work_bar
    from kpdd_edge.training.loop import StepReport
    from kpdd_edge.training.run import Hooks, run

    # SIGTERM saves as Ctrl-C does: that is what schedulers send before they end a job.
    with work_bar("Training") as (bar, cancel), on_signal(signal.SIGTERM, cancel.set):

        def step(name: str, now: StepReport) -> None:
            note = f"loss {now.loss:.4f}  {now.tokens_per_second:,.0f} tokens/s"
            if now.mfu is not None:
                note += f"  {now.mfu:.0%} of peak"
            bar(now.step, now.steps, note if name == "joint" else f"{name}: {note}", now.remaining)

        try:
            return run(config, Hooks(_tell, step, cancel), resume=resume, restart=restart)
        except Cancelled as stopped:
            raise Cancelled(
                "Training was stopped",
                cause=f"Its state is saved in {config.output}.",
                hint=_again() + "  goes on from there",
            ) from stopped


def _tell(line: str) -> None:
    err().print(line, markup=False)


def _again() -> str:
    """The command that was given, without what would begin anew."""
    given = [word for word in sys.argv[1:] if word != "--restart"]
    return shlex.join(["kpdd", *given]) if given[:1] == ["train"] else "kpdd train CONFIG.toml"


@contextmanager
def _training(json_output: bool) -> Iterator[None]:
    with handle_errors(json_output=json_output):
        try:
            yield
        except ModuleNotFoundError as error:
            raise KpddError(
                f"Training needs {error.name}, which is not installed", hint="pip install 'kpdd-edge[train]'"
            ) from error


def _first_process() -> bool:
    """Whether this is the process that speaks, of those that ``accelerate launch`` started."""
    return os.environ.get("RANK", "0") == "0"


def _find(config: str) -> Path:
    from kpdd_edge.training.configs import configs

    path = Path(config)
    known = configs()
    if path.suffix == ".toml" or path.is_file():
        return path
    if config not in known:
        raise UsageError(
            f"There is no configuration {config!r}.{did_you_mean(config, known)}", hint="kpdd train --list"
        )
    return known[config]


def _change(pair: str) -> tuple[str, Any]:
    key, mark, value = pair.partition("=")
    if not mark or not key.strip():
        raise UsageError(f"{pair!r} is no KEY=VALUE", hint="--set optim.epochs=2")
    try:
        return key.strip(), tomllib.loads(f"x = {value}")["x"]
    except tomllib.TOMLDecodeError:
        return key.strip(), value.strip()  # texts need no quotes


def _list(json_output: bool) -> None:
    from kpdd_edge.training.configs import about, configs

    found = {name: about(path) for name, path in configs().items()}
    if json_output:
        print_json({"configurations": [{"name": n, "about": a, "path": str(configs()[n])} for n, a in found.items()]})
        return
    width = max(map(len, found))
    for name, line in found.items():
        console().print(f"{name:{width}}  {line}", markup=False)


def _show_settings(path: Path, config: TrainConfig, changes: dict[str, Any]) -> None:
    """What the file and the command set, and what is left at its default."""
    from kpdd_edge.training.config import settings

    given, left = settings(path, config)
    _tell("Configuration " + path.name + ": " + ", ".join(k for k in given if k not in changes))
    if changes:
        _tell("Overridden: " + ", ".join(f"{key} = {value!r}" for key, value in changes.items()))
    idle = {"lora": not config.lora.rank, "distil": not config.distil.teacher}
    used = {k: v for k, v in left.items() if k not in changes and not idle.get(k.split(".")[0])}
    _tell("Inherited: " + ", ".join(f"{key} = {value!r}" for key, value in used.items()))


def _show_estimates(found: list[Estimate]) -> None:
    from kpdd_edge.students.files import format_bytes

    for e in found:
        out = console()
        out.print(f"Student {e.name}", markup=False)
        rows = (
            ("parameters", f"{e.parameters:,}" + (f" ({e.trained:,} trained)" if e.trained < e.parameters else "")),
            ("examples", f"{e.examples:,} ({e.held_out} problems held out)"),
            ("tokens", f"{e.tokens:,} ({e.learned:,} learned), all epochs"),
            ("steps", f"{e.steps:,}"),
            ("memory", f"about {format_bytes(e.memory)}"),
            ("arithmetic", f"{e.flops:.3g} FLOPs: 6 N per token and attention (arXiv 2204.02311, appendix B)"),
            ("left out", "; ".join(f"{n:,} {reason}" for reason, n in e.dropped.items() if n) or "nothing"),
        )
        for name, text in rows:
            out.print(f"  {name:11} {text}", markup=False)


def _show_outcome(outcome: Outcome) -> None:
    out = console()
    for t in outcome.students:
        p = t.progress
        line = f"{p.step:,} steps, {p.tokens:,} tokens, {p.elapsed / 60:.1f} min"
        if p.best >= 0:
            line += f", validated {p.best:.1%}"
        out.print(f"{t.folder}: {line}" + ("" if t.fresh else " (was finished already)"), markup=False)
        for path in t.plot:
            _tell(f"Plot: {path}")
    if outcome.manifest is not None:
        out.print(f"Next:  kpdd models import {shlex.quote(str(outcome.manifest))}", markup=False)
    elif len(outcome.students) == 1:
        folder = shlex.quote(str(outcome.students[0].folder))
        out.print(f"Next:  kpdd export gguf {folder} -o student-{{precision}}.gguf -p F16,Q8_0", markup=False)
