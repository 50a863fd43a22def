"""The look at a program before any sandbox sees it: is it text, small, and shallow enough to be parsed here?

The program is parsed and its tree is read; it is never compiled, evaluated or executed in this process. Parsing is
itself an attack surface (deep nesting has crashed CPython's parser), so the depth is bounded from the token stream
first. Nothing in this module raises for anything a program may contain.
"""

from __future__ import annotations

import ast
import io
import re
import threading
import tokenize
import warnings
from dataclasses import dataclass

from kpdd_edge.problem import Outcome, Status
from kpdd_edge.sandbox import dialect
from kpdd_edge.sandbox.base import MAX_BRACKET_DEPTH, MAX_SOURCE_BYTES

#: The name that stands in ``Outcome.engine`` when a program never reached a sandbox.
ENGINE = "precheck"

#: Operators and nesting keywords that may be open at once; CPython's own parser gives up between 1,000 and 6,000.
MAX_NESTING = 500
MAX_CHAIN = 200  # ``elif`` in a program, ``lambda`` in a statement: they nest whatever separates them

_NESTING_WORDS = frozenset({"not", "lambda", "if", "else", "await", "yield", "in", "is", "and", "or", "for"})
_SEPARATORS = frozenset({",", ";"})
_FSTRING_PREFIX = re.compile(r"[rR]?[fF]")
_NESTING = re.compile(r"[-+*/%~<>=!&|^@.:(\[{]|\b(?:not|lambda|if|elif|else|await|yield|in|is|and|or|for)\b")
_OPENING = re.compile(r"[(\[{]")
#: What can make the parser warn: an invalid escape, or a number glued to a word.
_MAY_WARN = re.compile(r"\\|[0-9][A-Za-z_]")
_warnings_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Checked:
    """A program that may be handed to a sandbox, and what its tree told.

    ``source`` is the text with ``\\n`` line ends. ``call_solution``: the sandbox calls ``solution()`` if ``answer`` is
    not set. ``solution_called``: the program calls it itself, so that what a second call prints is not shown.
    ``imports`` are top-level module names. ``differs`` says what Monty would run with a result that may not be
    CPython's, and is None when the two agree.
    """

    source: str
    imports: frozenset[str]
    call_solution: bool
    solution_called: bool
    differs: str | None


def check(program: str) -> Checked | Outcome:
    """Check ``program``; an :class:`Outcome` (refused, or error for a syntax error) means that it must not be run."""
    try:
        size = len(program.encode("utf-8"))
    except UnicodeEncodeError:
        return _refused("the program is not text (it has lone surrogates)")
    if size > MAX_SOURCE_BYTES:
        return _refused(f"the program has {size:,} bytes; at most {MAX_SOURCE_BYTES:,} are run")
    source = program.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in source:
        return _refused(
            "the program is not text (it has NUL characters)", line=source[: source.index("\0")].count("\n") + 1
        )
    too_deep = _nesting_problem(source)
    if too_deep is not None:
        return too_deep
    try:
        tree = _parse(source)
    except SyntaxError as error:
        return _syntax_error(error, source)
    except (ValueError, RecursionError, MemoryError) as error:
        return _refused(f"the program cannot be parsed ({type(error).__name__})")
    facts = dialect.read(tree)
    return Checked(
        source=source,
        imports=facts.imports,
        call_solution=facts.call_solution,
        solution_called=facts.solution_called,
        differs=facts.differs,
    )


def _refused(reason: str, line: int | None = None) -> Outcome:
    return Outcome(Status.REFUSED, error=reason, engine=ENGINE, line=line)


def _syntax_error(error: SyntaxError, source: str) -> Outcome:
    last = source.count("\n") + 1
    line = min(max(error.lineno, 1), last) if error.lineno else None
    return Outcome(Status.ERROR, error=f"{type(error).__name__}: {error.msg}", engine=ENGINE, line=line)


def _parse(source: str) -> ast.Module:
    if not _MAY_WARN.search(source):
        return ast.parse(source)
    # A program's odd escapes are no business of our stderr; the filters are global, hence the lock.
    with _warnings_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def _nesting_problem(source: str) -> Outcome | None:
    """An outcome if the program nests too deeply.

    Every level of the syntax tree costs an opening bracket, an operator, or one of a few keywords since the last
    separator of each open bracket, so the sum of those counts bounds the depth from above.
    """
    # So does the count of all of them, wherever they stand: enough for most programs, and ten times as quick.
    if len(_NESTING.findall(source)) <= MAX_CHAIN and len(_OPENING.findall(source)) <= MAX_BRACKET_DEPTH:
        return None
    open_counts = [0]  # per open bracket: operators since its last separator
    total = elifs = lambdas = 0
    line = 1
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            kind, text = token.type, token.string
            line = token.start[0]
            if kind == tokenize.OP:
                if text in "([{":
                    open_counts[-1] += 1
                    open_counts.append(0)
                    total += 1
                    if len(open_counts) > MAX_BRACKET_DEPTH + 1:
                        return _refused(f"the program nests brackets more than {MAX_BRACKET_DEPTH} deep", line)
                elif text in ")]}":
                    if len(open_counts) > 1:
                        total -= open_counts.pop()
                elif text in _SEPARATORS:
                    total -= open_counts[-1]
                    open_counts[-1] = 0
                else:
                    open_counts[-1] += 1
                    total += 1
            elif kind == tokenize.NAME:
                if text in _NESTING_WORDS:
                    open_counts[-1] += 1
                    total += 1
                    lambdas += text == "lambda"
                elif text == "elif":
                    elifs += 1
            elif kind == tokenize.STRING:
                # Before 3.12 an f-string is one token, its expressions unseen: count all that could nest in it.
                if _FSTRING_PREFIX.match(text):
                    inside = len(_NESTING.findall(text))
                    if total + inside > MAX_NESTING:
                        return _refused("the program nests expressions too deeply", line)
            elif kind == tokenize.NEWLINE:
                total, lambdas, open_counts = 0, 0, [0]
            if total > MAX_NESTING or elifs > MAX_CHAIN or lambdas > MAX_CHAIN:
                return _refused("the program nests expressions too deeply", line)
    except (tokenize.TokenError, SyntaxError):
        return None  # the parser stops at the same place, with a better message
    except (RecursionError, MemoryError, ValueError):
        return _refused("the program cannot be read", line)
    return None
