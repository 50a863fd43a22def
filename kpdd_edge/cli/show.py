"""Showing a solve as it happens: with colours on a terminal, plain and line by line elsewhere, or not at all.

Text goes to standard output, the loading line to standard error. What a student writes is data: control characters
are spelt out, and nothing of it is read as markup.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from kpdd_edge.cli.common import console, err, visible
from kpdd_edge.events import (
    Answered,
    Event,
    KeyPointsFound,
    Loading,
    RationaleRan,
    RationaleWritten,
    StageStarted,
    Token,
)
from kpdd_edge.problem import Attempt, Outcome, Rationale, Solution, Status, percent

if TYPE_CHECKING:
    from rich.status import Status as Status_
    from rich.text import Text

_TITLES = {"core": "Question", "info": "Information", "pot": "Program", "cot": "Steps"}


class View(Protocol):
    def show(self, event: Event) -> None: ...


@contextmanager
def make_view(*, quiet: bool = False, trace: bool = False, votes: int = 1) -> Iterator[View]:
    """The view that suits where the output goes."""
    if quiet:
        yield _Quiet()
        return
    view = _Stream(trace=trace, votes=votes) if console().is_terminal else _Plain(trace=trace, votes=votes)
    try:
        yield view
    finally:
        view.close()


class _Quiet:
    def show(self, event: Event) -> None:
        pass


class _Plain:
    """Whole sections, each printed when it is complete."""

    def __init__(self, *, trace: bool, votes: int) -> None:
        self.trace = trace
        self.votes = votes

    def show(self, event: Event) -> None:
        match event:
            case KeyPointsFound():
                self._section("Question", event.key_points.core_question or "(none found)")
                facts = "\n".join(f"- {fact}" for fact in event.key_points.information)
                self._section("Information", facts or "(none found)")
            case RationaleWritten(attempt=0) if self.votes == 1:
                self._rationale(event.rationale)
                if not event.complete:
                    self._note("(cut off: it did not end by itself)")
            case RationaleRan(attempt=0) if self.votes == 1:
                self._run(event.outcome)
                if event.doubt:
                    self._note(f"(doubtful: {event.doubt})")
            case Answered():
                self._end(event.solution)
            case _:
                pass

    def close(self) -> None:
        pass

    def _print(self, text: str | Text) -> None:
        console().print(visible(text) if isinstance(text, str) else text, markup=False)

    def _section(self, title: str, body: str) -> None:
        self._heading(title)
        self._print(body)

    def _heading(self, title: str) -> None:
        from rich.text import Text

        self._print(Text(f"\n{title}", style="bold cyan"))

    def _note(self, text: str) -> None:
        from rich.text import Text

        self._print(Text(visible(text), style="dim"))

    def _rationale(self, rationale: Rationale) -> None:
        self._heading(_TITLES.get(rationale.kind, rationale.kind))
        self._body(rationale)

    def _body(self, rationale: Rationale) -> None:
        text = visible(rationale.text)
        if rationale.kind == "pot" and console().is_terminal:
            from rich.syntax import Syntax

            console().print(Syntax(text, "python", theme="ansi_dark", background_color="default", word_wrap=True))
        else:
            self._print(text or "(nothing)")

    def _run(self, outcome: Outcome) -> None:
        if outcome.stdout:
            self._section("Output", outcome.stdout.rstrip("\n") + (" …" if outcome.truncated else ""))
        if outcome.status is not Status.OK:
            line = f" (line {outcome.line})" if outcome.line else ""
            self._section("Run", f"{outcome.status}: {outcome.error or 'no reason given'}{line}")
        elif outcome.engine not in ("", "text"):
            self._section("Run", f"ok in {outcome.seconds * 1000:.1f} ms, sandbox: {outcome.engine}")

    def _end(self, solution: Solution) -> None:
        from rich.text import Text

        if self.votes > 1 or len(solution.attempts) > 1:
            best = solution.best
            if best is not None and (self.votes > 1 or best is not solution.attempts[0]):
                if best.added:
                    self._section("Information that was left out", "\n".join(f"- {fact}" for fact in best.added))
                self._rationale(best.rationale)
                self._run(best.outcome)
            self._votes(solution)
        if self.trace:
            self._attempts(solution.attempts)
            self._timings(solution)
        self._heading("Answer")
        if solution.answer is None:
            self._print(Text("no answer", style="bold red"))
            self._note("Try: kpdd solve --votes 8, --rationale cot, or correct the key points with --key-points FILE")
        else:
            share = ""
            if len(solution.attempts) > 1 or solution.confidence < 1:
                votes = f", {len(solution.attempts)} votes" if len(solution.attempts) > 1 else ""
                share = f"   (confidence {percent(solution.confidence)}{votes})"
            self._print(Text.assemble((visible(str(solution.answer)), "bold green"), (share, "dim")))

    def _votes(self, solution: Solution) -> None:
        from kpdd_edge.strategies.base import tally

        groups = tally(solution.attempts)
        lines = [f"{group.count} × {group.answer}" for group in groups]
        none = sum(attempt.answer is None for attempt in solution.attempts)
        self._section("Votes", "\n".join([*lines, *([f"{none} × no answer"] if none else [])]))

    def _attempts(self, attempts: tuple[Attempt, ...]) -> None:
        if len(attempts) < 2:
            return
        for i, attempt in enumerate(attempts, 1):
            self._heading(f"Attempt {i}: {attempt.answer if attempt.answer is not None else 'no answer'}")
            self._body(attempt.rationale)
            if attempt.outcome.status is not Status.OK:
                self._note(f"{attempt.outcome.status}: {attempt.outcome.error}")

    def _timings(self, solution: Solution) -> None:
        t = solution.timings
        self._section(
            "Timings",
            f"student {solution.student}\nload {t.load_s:.2f} s, prefill {t.prefill_s:.2f} s, "
            f"decode {t.decode_s:.2f} s, programs {t.run_s * 1000:.1f} ms\n"
            f"{t.prompt_tokens} tokens read, {t.completion_tokens} written ({t.tokens_per_second:.0f} tokens/s)",
        )


class _Stream(_Plain):
    """As plain, but text appears as it is written; with votes only the key points stream."""

    def __init__(self, *, trace: bool, votes: int) -> None:
        super().__init__(trace=trace, votes=votes)
        self._status: Status_ | None = None
        self._live = ""

    def show(self, event: Event) -> None:
        match event:
            case Loading():
                self._wait(f"Reading {event.student} … {event.fraction:.0%}")
            case StageStarted(stage="solve") if self.votes > 1:
                self._wait(f"Writing {self.votes} rationales …")
            case StageStarted():
                self._wait("Reading the problem …" if event.stage == "core" else "…")
            case Token() if event.stage != "solve":
                self._token(event.stage, event.text)
            case KeyPointsFound(given=False):
                self._end_line()
            case RationaleWritten(attempt=0) if self.votes == 1:
                self._stop_waiting()
                self._end_line()
                super().show(event)
            case Token() | RationaleRan() if self.votes > 1:
                pass
            case Token():
                self._wait("Writing the " + ("program …" if event.stage == "solve" else "…"))
            case KeyPointsFound() | Answered() | RationaleRan():
                self._stop_waiting()
                super().show(event)
            case _:
                pass

    def close(self) -> None:
        self._stop_waiting()
        self._end_line()

    def _token(self, stage: str, text: str) -> None:
        self._stop_waiting()
        if self._live != stage:
            self._end_line()
            self._heading(_TITLES[stage])
            self._live = stage
            text = text.lstrip("\n")
        console().print(visible(text), end="", markup=False)

    def _end_line(self) -> None:
        if self._live:
            console().print()
            self._live = ""

    def _wait(self, message: str) -> None:
        if self._live:
            return
        if self._status is None:
            self._status = err().status(message)
            self._status.start()
        else:
            self._status.update(message)

    def _stop_waiting(self) -> None:
        if self._status is not None:
            self._status.stop()
            self._status = None
