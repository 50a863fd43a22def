"""The answer, large and clear; while it is being worked out, how far the solve is; and what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Digits, Static

from kpdd_edge.answer import Answer
from kpdd_edge.errors import KpddError, StudentError
from kpdd_edge.problem import Status
from kpdd_edge.tui.solve.state import OwnRun, Phase, SolveState
from kpdd_edge.tui.text import one_line, percent, plural, seconds

if TYPE_CHECKING:
    from kpdd_edge.tui.app import KpddApp

_STAGES: Final[tuple[tuple[Phase, str], ...]] = (("core", "Question"), ("info", "Information"), ("solve", "Program"))
_LARGE: Final = frozenset("0123456789.,-$€£:/ ")
_MAX_LARGE: Final = 14  # characters; each is three cells wide
_METER: Final = 16

#: Rows of a terminal from which on the answer is shown in figures three rows tall.
TALL: Final = 20


class AnswerPane(Vertical):
    """Shows a :class:`SolveState`."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._shown: dict[str, Content] = {}

    @property
    def _kpdd(self) -> KpddApp:
        return cast("KpddApp", self.app)

    def compose(self) -> ComposeResult:
        yield Static(id="answer-stages")
        with Horizontal(id="answer-large"):
            yield Digits(id="answer-digits")
            yield Static(id="answer-unit")
        yield Static(id="answer-text")
        yield Static(id="answer-note")
        yield Static(id="answer-more")

    def on_mount(self) -> None:
        self.border_title = "Answer"

    def show(self, state: SolveState, *, elapsed: float, hint: str = "", waiting_for: str = "") -> None:
        """Bring everything up to date.

        ``hint`` is told while nothing has been solved, ``waiting_for`` while a solve cannot begin yet.
        """
        stages = text = note = more = Content("")
        large: Answer | None = None
        kind, go = "idle", self._kpdd.key_of("solve.go")
        if state.own_run is not None:
            kind, large = "own", state.own_run.answer
            text, note, more = _own_run(state.own_run, state)
        elif state.busy:
            kind = "busy"
            stages, note = _stages(state), _progress(state, elapsed, waiting_for)
        elif state.phase == "failed" and state.error is not None:
            kind = "failed"
            text, note, more = error_parts(state.error, go, self._kpdd.key_of("app.students"))
        elif state.phase == "cancelled":
            kind = "cancelled"
            text = Content("Stopped")
            again = "goes on from the key points" if state.key_points is not None else "solves it again"
            note = Content(f"What was written stays. {go} {again}.")
        elif state.phase == "done":
            kind, large = ("done", state.answer) if state.answer is not None else ("none", None)
            if state.answer is None:
                text, note = Content("No answer"), _why_none(state, go)
            else:
                note = agreement(state)
            more = _figures(state)
        else:
            note = Content(hint or "The answer appears here.")
        self._show_answer(large, text)
        for name, content in (("stages", stages), ("note", note), ("more", more)):
            self._put(name, content)
        for name in ("idle", "busy", "done", "none", "own", "failed", "cancelled"):
            self.set_class(kind == name, f"-{name}")

    def _put(self, name: str, content: Content, *, display: bool = True) -> None:
        """Change a line if it is another one now; the screen is only laid out anew when the line needs other room."""
        old = self._shown.get(name, Content(""))
        widget = self.query_one(f"#answer-{name}", Static)
        widget.display = display and bool(content.plain)
        if content.is_same(old):
            return
        self._shown[name] = content
        width = max(1, widget.size.width)
        rows = [-(-c.cell_length // width) for c in (old, content)]
        widget.update(content, layout=rows[0] != rows[1] or "\n" in content.plain + old.plain)

    def _show_answer(self, answer: Answer | None, text: Content) -> None:
        digits, unit, plain = "", "", text
        if answer is not None:
            shown = one_line(answer.shown)
            head, _, tail = shown.partition(" ")
            if answer.value is not None and head and set(head.rstrip("%")) <= _LARGE and len(head) <= _MAX_LARGE:
                digits, unit = head.rstrip("%"), ("%" if head.endswith("%") else "") + (f" {tail}" if tail else "")
            plain = Content(shown)
        # Figures three rows tall only where there is room for them.
        large = bool(digits) and self.app.size.height >= TALL
        self.query_one("#answer-large").display = large
        figures = self.query_one("#answer-digits", Digits)
        if figures.value != digits:
            figures.update(digits)
        self._put("unit", Content(unit.strip()))
        self._put("text", plain, display=not large)


def _stages(state: SolveState) -> Content:
    names = [phase for phase, _ in _STAGES]
    at = names.index(state.phase) if state.phase in names else -1
    parts: list[tuple[str, str]] = []
    for i, (_, title) in enumerate(_STAGES):
        if i == 2 and state.kind == "cot":
            title = "Steps"
        mark, style = ("✓", "$text-success") if i < at else ("●", "bold $text-primary") if i == at else ("○", "$muted")
        parts.append((f"{mark} {title}   ", style))
    return Content.assemble(*parts)


def _progress(state: SolveState, elapsed: float, waiting_for: str) -> Content:
    doing = {
        "waiting": waiting_for or "Reading the problem",
        "loading": f"Loading the student {state.fraction:.0%}",
        "core": "Finding what is asked",
        "info": "Finding what matters",
        "solve": "Writing the steps" if state.kind == "cot" else "Writing the program",
    }.get(state.phase, "")
    if state.phase == "solve" and state.votes > 1:
        done = sum(a.outcome is not None for a in state.attempts)
        doing = f"Voting: {done} of {state.votes} attempts have ended"
    parts = [doing]
    if state.tokens:
        parts.append(plural(state.tokens, "token"))
    parts.append(seconds(elapsed))
    return Content(" · ".join(parts))


def agreement(state: SolveState) -> Content:
    """How sure the answer is, as a row of dots and in words."""
    made, agreeing = len(state.attempts), state.agreeing
    share = state.solution.confidence if state.solution is not None else 0.0
    if made <= 1:
        ran = state.attempts and state.attempts[0].outcome is not None
        status = state.attempts[0].outcome.status if ran and state.attempts[0].outcome else Status.OK
        what, clean = ("One way in words", "read to its end") if state.kind == "cot" else ("One program", "ran cleanly")
        for attempt in state.solution.attempts if state.solution is not None and status is Status.OK else ():
            if attempt.mended:
                clean = "its last step mended"
            elif attempt.doubt:
                clean = f"doubtful: {attempt.doubt}"
        sure = f" · confidence {percent(share)}" if 0 < share < 1 else ""
        return Content(f"{what}, {clean}{sure}" if status is Status.OK else f"{what}: {status}")
    style = "$text-success" if share >= 0.6 else "$text-warning"
    dots = round(agreeing / made * min(made, _METER)) if made > _METER else agreeing
    row = min(made, _METER)
    return Content.assemble(
        ("●" * dots, style),
        ("●" * (row - dots), "$foreground 25%"),
        f"  {agreeing} of {made} agree",
        (f" · confidence {percent(share)}", "$muted"),
    )


def _figures(state: SolveState) -> Content:
    solution = state.solution
    if solution is None:
        return Content("")
    parts = []
    if solution.timings.tokens_per_second > 0:
        parts.append(f"{solution.timings.tokens_per_second:,.0f} tok/s")
    if state.seconds > 0:
        parts.append(seconds(state.seconds))
    if solution.student:
        parts.append(one_line(solution.student, 32))
    return Content(" · ".join(parts))


def _why_none(state: SolveState, go: str) -> Content:
    made = len(state.attempts)
    what = "steps" if state.kind == "cot" else "programs"
    if made > 1:
        return Content(
            f"None of {made} {what} gave one. Mend the key points and press {go}, or look into the attempts."
        )
    outcome = state.attempts[0].outcome if state.attempts else None
    why = one_line(outcome.error, 90) if outcome is not None and outcome.error else f"the {what[:-1]} left none"
    return Content(f"{why[:1].upper()}{why[1:]}. Mend the key points or the program and press {go}.")


def _own_run(run: OwnRun, state: SolveState) -> tuple[Content, Content, Content]:
    student = f" · the student's was {one_line(state.answer.shown, 40)}" if state.answer is not None else ""
    more = Content(f"{seconds(run.outcome.seconds)} · {run.outcome.engine}".rstrip(" ·"))
    if run.answer is not None:
        return Content(""), Content(f"From your program{student}"), more
    why = one_line(run.outcome.error or "the program left no answer", 90)
    return Content("No answer"), Content(f"Your program: {why}"), more


def error_parts(error: KpddError, go: str, students: str) -> tuple[Content, Content, Content]:
    """Title, cause and what to do next, of which the last is never empty; ``go`` and ``students`` are keys."""
    hint = error.hint or f"press {go} to try again, or run: kpdd doctor"
    if isinstance(error, StudentError):
        hint = f"{students} lists the students and pulls them; or {hint}"
    return Content(error.title), Content(error.cause), Content.assemble(("Next: ", "bold $text-primary"), hint)
