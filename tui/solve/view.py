"""What the solve screen looks like and how it shows a :class:`SolveState`; ``screen.py`` is what can be done there."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.css.query import NoMatches
from textual.screen import Screen

from kpdd_edge.keypoints import read_information
from kpdd_edge.problem import KeyPoints
from kpdd_edge.tui.evidence import find_evidence
from kpdd_edge.tui.solve.answer import AnswerPane
from kpdd_edge.tui.solve.points import InformationArea, QuestionArea
from kpdd_edge.tui.solve.problem import ProblemEditor
from kpdd_edge.tui.solve.program import ProgramArea, ProgramPane
from kpdd_edge.tui.solve.state import SolveState, edited_points
from kpdd_edge.tui.solve.votes import VotesPane
from kpdd_edge.tui.text import clean, one_line
from kpdd_edge.tui.widgets.bars import KeyBar, TopBar

if TYPE_CHECKING:
    from kpdd_edge.tui.app import KpddApp

#: As many characters as a problem may have; what is longer is refused when it is to be solved.
MAX_PROBLEM = 20_000

#: In a longer text nobody looks for where a fact comes from, and the search would be felt.
MAX_PAINTED = 6_000


def titled(title: str, hint: str, style: str) -> str:
    """A title, as markup, with what can be done there now."""
    return f"{title} [{style}]· {hint}[/]" if hint else title


class Pane(Vertical):
    """A titled box around one area."""


class SolveView(Screen[None]):
    """Left what is given and understood, right what is worked out; one below the other where it is narrow."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (10, "-low"), (30, "-tall")]  # noqa: RUF012

    editor = getters.query_one(ProblemEditor)
    question = getters.query_one(QuestionArea)
    information = getters.query_one(InformationArea)
    program = getters.query_one(ProgramPane)
    votes = getters.query_one(VotesPane)
    answer = getters.query_one(AnswerPane)

    def __init__(self) -> None:
        super().__init__()
        self.state = SolveState()
        self.put_points = KeyPoints()  # what the app, and not the user, put into the fields
        self._titles: dict[str, tuple[str, bool]] = {}
        self.selected = 0  # the attempt whose program is shown
        self.following = True  # until the user chooses an attempt

    @property
    def kpdd(self) -> KpddApp:
        return cast("KpddApp", self.app)

    def compose(self) -> ComposeResult:
        blink = self.kpdd.services.blink
        yield TopBar("solve")
        with Vertical(id="solve-body"), VerticalScroll(id="columns", can_focus=False):
            with Vertical(id="left"):
                with Pane(id="problem-pane"):
                    yield ProblemEditor(placeholder=self._invitation, blink=blink)
                with Pane(id="question-pane"):
                    yield QuestionArea(blink=blink)
                with Pane(id="information-pane"):
                    yield InformationArea(blink=blink)
            with Vertical(id="right"):
                yield AnswerPane(id="answer")
                yield VotesPane(id="votes-pane")
                yield ProgramPane(blink=blink)
        yield KeyBar()

    @property
    def _invitation(self) -> str:
        go, commands = self.kpdd.key_of("solve.go"), self.kpdd.key_of("app.palette")
        return (
            f"Type or paste a word problem, then press {go}.\n\n"
            f"Up recalls earlier ones. {commands} lists what can be done: “Try an example”, for one."
        )

    def on_mount(self) -> None:
        self._ticker = self.set_interval(0.1, self.show_answer, pause=True)
        self.editor.focus()
        self.show_hints()
        self.show_answer()

    def on_resize(self) -> None:
        self.show_answer()

    @property
    def there(self) -> bool:
        """Whether its widgets are there: they go before the screen does."""
        try:
            return self.program.is_attached and self.editor.is_attached
        except NoMatches:
            return False

    # -- how it stands ------------------------------------------------------------------------------------------

    @property
    def points(self) -> KeyPoints:
        """The key points as they stand in the fields."""
        return edited_points(self.question.text, self.information.facts)

    @property
    def same_problem(self) -> bool:
        return self.editor.text.strip() == self.state.problem.strip()

    @property
    def corrected(self) -> bool:
        """Whether a solve would go on from the key points in the fields instead of finding them."""
        if not self.points:
            return False
        if self.points != self.put_points:
            return True
        stopped = self.same_problem and self.state.phase in ("cancelled", "failed")
        return stopped and self.points == self.state.key_points

    @property
    def in_program(self) -> bool:
        return isinstance(self.focused, ProgramArea) and bool(self.program.area.text.strip())

    @property
    def program_text(self) -> str:
        if self.program.area.display:
            return self.program.area.text
        return self.state.attempts[self.selected].text if self.selected < len(self.state.attempts) else ""

    @property
    def solved_as_it_stands(self) -> bool:
        return self.state.phase == "done" and self.same_problem

    # -- showing it ---------------------------------------------------------------------------------------------

    def show_answer(self) -> None:
        elapsed = self.kpdd.services.clock() - self.state.began if self.state.busy else 0.0
        self.answer.show(self.state, elapsed=elapsed, hint=self.kpdd.hint, waiting_for=self.kpdd.waiting_for)

    def show_hints(self) -> None:
        """What can be done with the key points, the attempts and the program, in the titles above them."""
        go, busy = self.kpdd.key_of("solve.go"), self.state.busy
        correcting = self.corrected and not busy
        mend = "Tab here to mend it" if self.state.phase == "done" else ""
        self._mark("#question-pane", "Core question", "-corrected", correcting)
        self._mark("#information-pane", "Key information", "-corrected", correcting, f"{go} goes on from here", mend)
        differ = f"{self.kpdd.key_of('solve.compare')} shows where they differ"
        self._mark(
            "#votes-pane", "Attempts", "-marked", False, quiet="" if busy or not self.state.disagreeing else differ
        )
        attempt = self.state.attempts[self.selected] if self.selected < len(self.state.attempts) else None
        text = self.program.area.text if self.program.area.display else ""
        edited = bool(text.strip()) and not busy and (attempt is None or clean(attempt.text) != text)
        self._mark("#program-pane", self.program.title, "-corrected", edited, f"edited, {go} runs it")
        length = len(self.editor.text)
        hint = f"{length:,} of {MAX_PROBLEM:,} characters" if length > MAX_PROBLEM * 0.8 else ""
        self._mark("#problem-pane", "Problem", "-too-long", length > MAX_PROBLEM, hint, hint)

    def _mark(self, pane: str, title: str, mark: str, marked: bool, hint: str = "", quiet: str = "") -> None:
        """A pane's title with a hint, and its mark; ``quiet`` is the hint while it is not marked.

        What is so already is left as it is: every change draws the pane anew.
        """
        text = titled(title, hint, "$accent") if marked else titled(title, quiet, "$muted not bold")
        if self._titles.get(pane) != (text, marked):
            self._titles[pane] = (text, marked)
            widget = self.query_one(pane)
            widget.border_title = text
            widget.set_class(marked, mark)

    def show_evidence(self) -> None:
        """Paint in the problem where each fact comes from."""
        text, facts = self.editor.text, self.information.facts
        evidence = find_evidence(text, facts) if len(text) <= MAX_PAINTED else tuple(() for _ in facts)
        self.editor.show_evidence(evidence, self.information.active)
        self.information.show_found([bool(spans) for spans in evidence])

    async def show_attempt(self) -> None:
        attempts = self.state.attempts
        self.selected = min(self.selected, max(0, len(attempts) - 1))
        attempt = attempts[self.selected] if attempts else None
        title = f" · attempt {self.selected + 1} of {max(len(attempts), self.state.votes)}" if len(attempts) > 1 else ""
        await self.program.show_attempt(attempt, streaming=self.state.busy, title=title)
        self.show_hints()

    async def show_changes(self) -> set[str]:
        """Bring the widgets up to date with the state; returns what had changed."""
        state, changed = self.state, self.state.take_changed()
        if not changed:
            return changed
        if changed & {"core", "info", "points"}:
            self._put_points(state, changed)
        if "end" in changed and self.following:
            self.selected = state.best
        if changed & {"attempts", "end"}:
            await self.show_attempt()
            self.votes.show(state, cursor=self.selected if "end" in changed else None)
        if changed & {"phase", "end"}:
            for area in (self.question, self.information):
                area.read_only = state.busy
            (self._ticker.resume if state.busy else self._ticker.pause)()
            self.show_hints()
            self.refresh_bindings()
            if "phase" in changed and state.phase == "solve" and self.has_class("-narrow"):
                # In one column the program would be written out of sight.
                self.answer.scroll_visible(top=True, animate=False)
        self.show_answer()
        return changed

    def _put_points(self, state: SolveState, changed: set[str]) -> None:
        points = state.key_points
        if points is None:
            if "core" in changed:
                self.question.load_text(one_line(state.core_text))
            if "info" in changed:
                self.information.load_text("\n".join(read_information(state.info_text)))
        elif self.points != points:
            self.question.put(points.core_question or "")
            self.information.put("\n".join(points.information))
            self.information.move_cursor((0, 0))
        self.put_points = self.points
