"""A table whose columns are as wide as what is in them, except for one that takes the room that is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widgets import DataTable

Row = tuple[str, Sequence[Content]]

_LEAST = 12  # cells of the column that takes the rest


class ListTable(DataTable[Content]):
    """``labels`` of the columns; ``stretched`` is the number of the one that takes the rest."""

    def __init__(self, labels: Sequence[str], *, stretched: int | None = None, id: str | None = None) -> None:
        super().__init__(id=id, cursor_type="row", zebra_stripes=False)
        self._labels = labels
        self._stretched = stretched
        self._rows: dict[str, Sequence[Content]] = {}
        self._widths: list[int] = []

    def fill(self, rows: Iterable[Row], *, at: str | None = None) -> None:
        """List these rows, by key; the cursor goes to the row ``at``, else stays where it is."""
        self._rows = dict(rows)
        self._draw(at)

    def put(self, rows: Iterable[Row], *, most: int) -> None:
        """Put rows at the end, or in the place of those with the same key; of more than ``most`` the first go."""
        for key, cells in rows:
            known = key in self._rows
            self._rows[key] = cells
            if self._measure() != self._widths or known:
                self._draw(None)
            else:
                self.add_row(*self._cut(cells), key=key)
        while len(self._rows) > most:
            oldest = next(iter(self._rows))
            del self._rows[oldest]
            self.remove_row(oldest)

    @property
    def key_at_cursor(self) -> str | None:
        """The key of the row at the cursor."""
        if not self.is_valid_row_index(self.cursor_row):
            return None
        return list(self._rows)[self.cursor_row]

    def on_resize(self) -> None:
        if self._stretched is not None and self._rows and self._measure() != self._widths:
            self._draw(None)

    def _measure(self) -> list[int]:
        widths = [len(label) for label in self._labels]
        for cells in self._rows.values():
            for i, cell in enumerate(cells):
                if i != self._stretched:
                    widths[i] = max(widths[i], cell.cell_length)
        if self._stretched is not None:
            taken = sum(w for i, w in enumerate(widths) if i != self._stretched)
            padding = 2 * self.cell_padding * len(widths)
            widths[self._stretched] = max(_LEAST, self.size.width - taken - padding - 1)
        return widths

    def _cut(self, cells: Sequence[Content]) -> list[Content]:
        return [
            cell if i != self._stretched else cell.truncate(self._widths[i], ellipsis=True)
            for i, cell in enumerate(cells)
        ]

    def _draw(self, at: str | None) -> None:
        row, column = self.cursor_row, self.scroll_offset
        self.clear(columns=True)
        self._widths = self._measure()
        for label, width in zip(self._labels, self._widths, strict=True):
            self.add_column(label, width=width)
        for key, cells in self._rows.items():
            self.add_row(*self._cut(cells), key=key)
        if self._rows:
            keys = list(self._rows)
            self.move_cursor(row=keys.index(at) if at in self._rows else min(row, len(keys) - 1))
            self.scroll_to(y=column.y, animate=False)
