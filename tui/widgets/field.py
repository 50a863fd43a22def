"""A line of input whose cursor blinks or not like every other one in the app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from textual.suggester import Suggester
from textual.widgets import Input

if TYPE_CHECKING:
    from kpdd_edge.tui.app import KpddApp


class Field(Input):
    """One row high, without a frame."""

    def __init__(
        self,
        value: str = "",
        *,
        id: str | None = None,
        placeholder: str = "",
        type: Literal["integer", "number", "text"] = "text",
        suggester: Suggester | None = None,
    ) -> None:
        super().__init__(value, id=id, placeholder=placeholder, type=type, suggester=suggester, compact=True)

    def on_mount(self) -> None:
        self.cursor_blink = cast("KpddApp", self.app).services.blink
