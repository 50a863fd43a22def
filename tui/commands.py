"""The command palette: everything that can be done now, computed from the bindings that are active and the state."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from kpdd_edge.errors import KpddError
from kpdd_edge.settings import Settings

if TYPE_CHECKING:
    from kpdd_edge.tui.app import KpddApp

Command = tuple[str, str, Callable[[], Any]]

_VOTES = (1, 4, 8, 16)
_KINDS = (("pot", "a program that is run"), ("cot", "steps in words"))


class KpddCommands(Provider):
    """The one provider of the app."""

    async def startup(self) -> None:
        try:
            rows, _ = await asyncio.to_thread(self._kpdd.services.shelf.rows)
        except KpddError:
            rows = []
        self._students = [row.spec for row in rows if row.state == "installed"]

    @property
    def _kpdd(self) -> KpddApp:
        return cast("KpddApp", self.app)

    async def discover(self) -> Hits:
        for title, text, command in self._commands():
            yield DiscoveryHit(title, command, help=text)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for title, text, command in self._commands():
            if (score := matcher.match(title)) > 0:
                yield Hit(score, matcher.highlight(title), command, help=text)

    def _commands(self) -> Iterator[Command]:
        yield from self._bound()
        yield from self._chosen()

    def _bound(self) -> Iterator[Command]:
        """What has a key now."""
        label_of = getattr(self.screen, "key_label", None)
        found: dict[str, Command] = {}
        for node, binding, enabled, _ in self.screen.active_bindings.values():
            id = binding.id or ""
            if not enabled or not id or id in found or id == "app.palette" or id.startswith("problem."):
                continue
            title = (label_of(binding) if label_of is not None else "") or binding.description
            key = self.app.get_key_display(binding)
            found[id] = (title, f"{key} · {binding.tooltip}", partial(self.app.run_action, binding.action, node))
        # What the screen can do before what can be done everywhere.
        yield from (found[id] for id in sorted(found, key=lambda id: id.startswith("app.")))

    def _chosen(self) -> Iterator[Command]:
        """What changes a setting, or fills the editor."""
        app, options = self._kpdd, self._kpdd.settings.options
        yield "Try an example", "Put a problem into the editor that was written for this", app.show_example
        for n in _VOTES:
            if n != options.votes:
                text = "One greedy program" if n == 1 else f"{n} programs are sampled and vote, the likelier ones more"
                yield f"Votes: {n}", text, partial(self._set, votes=n)
        for kind, what in _KINDS:
            if kind != options.rationale:
                yield f"Rationale: {kind}", f"Solve by {what}", partial(self._set, rationale=kind)
        for spec in self._students:
            if spec != options.student:
                yield f"Student: {spec}", "Solve with this student from now on", partial(self._set, student=spec)
        for theme in sorted(app.available_themes):
            if theme != app.settings.theme:
                yield f"Theme: {theme}", "Use these colours", partial(self._look, theme)

    def _set(self, **values: Any) -> None:
        self._kpdd.change_settings(self._kpdd.settings.with_options(**values))

    def _look(self, theme: str) -> None:
        settings = self._kpdd.settings
        self._kpdd.change_settings(Settings(settings.options, theme, settings.keys))
