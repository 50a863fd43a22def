"""The solve screen: what can be done there. How it looks is in ``view.py``, what it shows in ``state.py``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widgets import TextArea

from kpdd_edge.problem import Outcome, Status
from kpdd_edge.tui.draft import Draft
from kpdd_edge.tui.engine_room import as_kpdd_error
from kpdd_edge.tui.feed import PACE
from kpdd_edge.tui.solve.copying import What, text_to_copy
from kpdd_edge.tui.solve.points import FieldLeft
from kpdd_edge.tui.solve.problem import ProblemEditor
from kpdd_edge.tui.solve.run import Ended, Noted, ProgramRan, Run, RunWoke
from kpdd_edge.tui.solve.state import OwnRun, SolveState
from kpdd_edge.tui.solve.view import SolveView
from kpdd_edge.tui.solve.votes import VotesPane


class SolveScreen(SolveView):
    BINDING_GROUP_TITLE = "Solve"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5,ctrl+enter", "go", "Solve", id="solve.go", priority=True,
                tooltip="Solve the problem; after a correction go on from it; in the program run it"),
        Binding("escape", "stop", "Stop", id="solve.stop", priority=True, tooltip="Stop the solve at once"),
        Binding("f8", "anew", "From scratch", id="solve.anew", priority=True,
                tooltip="Solve again and let the student find the key points anew"),
        Binding("f9", "compare", "Compare", id="solve.compare", priority=True,
                tooltip="Attempts that disagree, side by side"),
        Binding("ctrl+n", "new", "New", id="solve.new", priority=True, tooltip="Begin with an empty problem"),
        Binding("alt+c", "copy('answer')", "Copy answer", id="solve.copy-answer", show=False, priority=True,
                tooltip="Put the answer on the clipboard"),
        Binding("alt+p", "copy('program')", "Copy program", id="solve.copy-program", show=False, priority=True,
                tooltip="Put the program or the steps on the clipboard"),
        Binding("alt+a", "copy('all')", "Copy all", id="solve.copy-all", show=False, priority=True,
                tooltip="Put problem, key points, program and answer on the clipboard, as Markdown"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.current: Run | None = None
        self._keys_shown: tuple[bool, ...] = ()

    # -- what can be done now -----------------------------------------------------------------------------------

    def draft(self) -> Draft:
        """What would be lost if the app went away now."""
        if self.solved_as_it_stands and not self.corrected:
            return Draft()
        # Key points that the student has only begun to write are written again anyway.
        whole = self.corrected or self.state.key_points is not None
        return Draft(self.editor.text, *((self.question.text, self.information.text) if whole else ()))

    def key_label(self, binding: Binding) -> str:
        if binding.id != "solve.go":
            return ""
        if self.in_program:
            return "Run program"
        return "Go on from here" if self.corrected else "Solve again" if self.solved_as_it_stands else "Solve"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        busy = self.state.busy
        match action:
            case "stop":
                return busy
            case "go":
                return not busy
            case "anew":
                return not busy and self.corrected and bool(self.editor.text.strip())
            case "compare":
                return not busy and len(self.state.attempts) > 1 and bool(self.state.disagreeing)
            case "new":
                return not busy and bool(self.editor.text or self.points)
            case _:
                return True

    @on(TextArea.Changed)
    def _edited(self, event: TextArea.Changed) -> None:
        if event.text_area in (self.editor, self.information):
            self.show_evidence()
        self.show_hints()
        self.refresh_keys()
        self.kpdd.keep_draft()

    @on(TextArea.SelectionChanged, "#information")
    def _moved(self) -> None:
        self.show_evidence()

    def refresh_keys(self) -> None:
        """Show the keys anew if what they would do is something else now."""
        state = (self.corrected, self.in_program, self.solved_as_it_stands, bool(self.editor.text), bool(self.points))
        if state != self._keys_shown:
            self._keys_shown = state
            self.refresh_bindings()

    def on_descendant_focus(self) -> None:
        self.call_after_refresh(self.show_evidence)
        self.refresh_bindings()

    @on(ProblemEditor.Left)
    def _down_to_points(self) -> None:
        self.question.focus()

    @on(FieldLeft)
    def _leave(self, event: FieldLeft) -> None:
        order = [self.editor, self.question, self.information, self.program.area]
        at = ("problem", "question", "information", "program").index(event.field) + event.step
        if at < len(order) and order[at].display:
            order[at].focus()

    # -- solving ------------------------------------------------------------------------------------------------

    def action_go(self) -> None:
        self._after_typing(self._go)

    def action_anew(self) -> None:
        self._after_typing(partial(self.start, anew=True))

    def _after_typing(self, do: Callable[[], Awaitable[None]]) -> None:
        """A key with priority overtakes what was typed just before it; do this once that has been taken in."""
        (self.focused or self).call_later(do)

    async def _go(self) -> None:
        if self.in_program:
            self._run_program(self.program.area.text)
        else:
            await self.start()

    async def start(self, *, anew: bool = False) -> None:
        """Solve what stands in the editor, from the key points in the fields if the user changed them."""
        if self.state.busy:
            return
        problem, points = self.editor.text, None if anew or not self.corrected else self.points
        known = self.same_problem and self.state.key_points is not None
        options = self.kpdd.settings.options
        state = SolveState(problem=problem, phase="waiting", votes=options.votes, kind=options.rationale or "pot")
        state.began = self.kpdd.services.clock()
        if points is None:
            self._clear_points()
        run = Run(problem, options, points, points is None or not known, state, self.post_message)
        self.state, self.current = state, run
        self.selected, self.following = 0, True
        await self.show_attempt()
        state.changed |= {"phase", "attempts"}
        await self.show_changes()
        self._work(run)

    @work(thread=True, exit_on_error=False, group="solve")
    def _work(self, run: Run) -> None:
        run.work(self.kpdd.room, self.kpdd.services, self.kpdd.tell_student)

    def action_stop(self) -> None:
        self.stop()

    def stop(self) -> None:
        """Ask the engine to stop, and show at once that it was asked. What it still says is not listened to."""
        run, self.current = self.current, None
        if run is not None and self.state.busy:
            run.cancel.set()
            self.state.ended = self.kpdd.services.clock()
            self.state.stop()
            self.call_later(self.show_changes)

    @on(RunWoke)
    async def _take(self, event: RunWoke) -> None:
        run = event.run
        items = run.feed.take()
        if not self.there:
            return
        for item in items:
            if isinstance(item, Noted):
                self.kpdd.notify(item.text, title="History", severity="warning", timeout=10)
            elif run is not self.current:
                continue
            elif isinstance(item, Ended):
                self.current = None
                if self.state.busy:
                    self.state.ended = self.kpdd.services.clock()
                    self.state.stop(item.error)
            else:
                self.state.apply(item)
        if run.state is self.state and "end" in await self.show_changes():
            self.kpdd.solve_ended(self.state)
        if items:
            self.set_timer(PACE, lambda: self.post_message(RunWoke(run)))

    # -- after it -----------------------------------------------------------------------------------------------

    def _run_program(self, program: str) -> None:
        self._work_program(program, self.state)

    @work(thread=True, exclusive=True, exit_on_error=False, group="program")
    def _work_program(self, program: str, state: SolveState) -> None:
        try:
            outcome, answer = self.kpdd.room.run_program(program, self.kpdd.settings.options)
        except Exception as error:
            told = as_kpdd_error(error)
            outcome, answer = Outcome(Status.REFUSED, error=told.title), None
        self.post_message(ProgramRan(state, OwnRun(program, outcome, answer)))

    @on(ProgramRan)
    def _program_ran(self, event: ProgramRan) -> None:
        if event.state is self.state:
            self.state.own_run = event.run
            self.program.area.show_code(self.program.area.text, streaming=False, error_line=event.run.outcome.line)
            self.program.show_outcome(event.run.outcome, own=True)
            self.show_answer()

    @on(VotesPane.Chosen)
    async def _choose(self, event: VotesPane.Chosen) -> None:
        self.selected, self.following = event.index, False
        await self.show_attempt()
        self.show_hints()
        if event.opened and self.program.area.display:
            self.program.area.focus()

    def action_compare(self) -> None:
        from kpdd_edge.tui.solve.compare import CompareScreen

        self.app.push_screen(CompareScreen(self.state), self._compared)

    async def _compared(self, index: int | None) -> None:
        if index is not None:
            self.selected, self.following = index, False
            self.votes.show(self.state, cursor=index)
            await self.show_attempt()

    def action_new(self) -> None:
        self._after_typing(self._new)

    async def _new(self) -> None:
        await self.open(SolveState())
        self.editor.focus()

    async def open(self, state: SolveState) -> None:
        """Show a finished solve, or an empty one."""
        self.stop()
        self.state = state
        self.selected, self.following = 0, True
        self.editor.put(state.problem)
        self.editor.move_cursor((0, 0))
        self._clear_points()
        state.changed |= {"phase", "end", "attempts", "points"}
        await self.show_changes()

    def _clear_points(self) -> None:
        self.question.load_text("")
        self.information.load_text("")
        self.put_points = self.points

    def restore(self, draft: Draft) -> None:
        """Put back what was there when the app was left."""
        self.editor.put(draft.problem)
        self.editor.move_cursor(self.editor.document.end)
        self.question.put(draft.question)
        self.information.put(draft.information)

    def action_copy(self, what: What) -> None:
        text = text_to_copy(what, self.state, self.editor.text, self.points, self.program_text)
        self.kpdd.copy(text, what)
