"""Python code as ranges to paint. The lexer is imported on first use, after the first paint of the screen."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from textual.content import Content, Span

from kpdd_edge.tui.theme import PAINT
from kpdd_edge.tui.widgets.area import Paint

if TYPE_CHECKING:
    from pygments.lexer import Lexer

#: More than a program may have; what is longer is shown plain rather than slowly.
MAX_CHARS = 30_000


@cache
def _lexer() -> Lexer:
    from pygments.lexers.python import PythonLexer

    return PythonLexer(stripnl=False, ensurenl=False)


def python_paint(source: str) -> dict[int, list[Paint]]:
    """Ranges by line from 0. Works on code that is not finished."""
    paint: dict[int, list[Paint]] = {}
    if len(source) > MAX_CHARS:
        return paint
    line = column = 0
    for kind, text in _lexer().get_tokens(source):
        name = _class_of(str(kind))
        for n, part in enumerate(text.split("\n")):
            if n:
                line, column = line + 1, 0
            if name and part.strip():
                paint.setdefault(line, []).append((column, column + len(part), name))
            column += len(part)
    return paint


def python_content(source: str) -> Content:
    """The same as text with styles, for where nothing is edited."""
    starts = [0]
    for line in source.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    spans = [
        Span(starts[line] + begin, starts[line] + end, PAINT[name])
        for line, paints in python_paint(source).items()
        for begin, end, name in paints
    ]
    return Content(source, spans=spans)


def _class_of(kind: str) -> str:
    for beginning, name in _CLASSES:
        if kind.startswith(beginning):
            return name
    return ""


_CLASSES = (
    ("Token.Comment", "comment"),
    ("Token.Literal.String", "string"),
    ("Token.Literal.Number", "number"),
    ("Token.Operator.Word", "keyword"),
    ("Token.Keyword", "keyword"),
    ("Token.Operator", "operator"),
    ("Token.Name.Builtin", "builtin"),
    ("Token.Name.Function", "function"),
    ("Token.Name.Class", "function"),
    ("Token.Name", "name"),
)
