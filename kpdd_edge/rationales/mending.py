"""Finding and mending the program in what a student wrote.

Small students wrap code in fences, put sentences around it, ramble on, are cut off by the token limit, write
``return`` outside a function, or leave the result in another name than ``answer``. What can be mended without guessing
at the arithmetic is mended here; everything else is left as it was written, so that the error is honest. The mended
text is what is shown and what runs. Programs are parsed with :mod:`ast` and never compiled or run here.
"""

from __future__ import annotations

import ast
import builtins
import keyword
import re
import textwrap
import threading
import warnings
from collections.abc import Iterator
from typing import Final

from kpdd_edge.sandbox.base import MAX_BRACKET_DEPTH, MAX_SOURCE_BYTES

RESULT: Final = "answer"
FUNCTION: Final = "solution"
_MAX_LINES: Final = 600
_MAX_MENDS: Final = 40

#: What is told of warnings belongs to the whole process, and programs are parsed in several threads.
_LOCK: Final = threading.Lock()

_FENCE = re.compile(r"[ \t]*(?:```|~~~)[ \t]*(?:python3?|py|Python)?[ \t]*\n?")
_STRING_OR_COMMENT = re.compile(r"#.*$|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_TOKEN = re.compile(r"[^\W\d]\w*(?:['’]\w+)?|\d[\w.,]*|\S")
_LABEL = re.compile(r"\W*[A-Za-z][\w ]*:\s*$")
_STATEMENT = re.compile(
    r"\s*(?:[A-Za-z_][\w.\[\]'\"]*\s*(?:,\s*[A-Za-z_]\w*\s*)*(?:[-+*/%]|//|\*\*)?=(?!=)"
    r"|(?:from\s+[\w.]+\s+import|import\s+\w+\s*(?:$|as\b|,|#)|def\s+\w+\s*\(|class\s+\w+\s*[(:]"
    r"|return\b|print\s*\(|(?:for|while|if|elif|with|except)\b.*:\s*(?:#.*)?$|(?:else|try|finally)\s*:|@\w+))"
)
_THOUSANDS = re.compile(
    r"(?m)^([ \t]*[A-Za-z_]\w*[ \t]*=[ \t]*)\$?([0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?)([ \t]*(?:#.*)?)$"
)
_DOLLARS = re.compile(r"(?m)^([ \t]*[A-Za-z_]\w*[ \t]*=[ \t]*)\$[ ]?([0-9])")
_TYPOGRAPHY: Final = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "−": "-", "×": "*", "÷": "/", "\u00a0": " "}
)
_PROMPT = re.compile(r"(?m)^(?:>>>|\.\.\.) ?")


def find_program(text: str) -> str | None:
    """The program in ``text``, mended; None when nothing in it looks like one."""
    for candidate in _candidates(text):
        program = _mended(candidate)
        for _ in range(5):  # what a mend uncovers may need mending, too
            if program is None or (again := _mended(program)) == program:
                break
            program = again
        if program is not None:
            return program
    return None


def _candidates(text: str) -> Iterator[str]:
    """What stands in fences first, then what stands outside; a lone closing fence ends a program, too."""
    parts = _FENCE.split(text)
    if len(parts) == 1:
        yield text
    elif len(parts) == 2 and _has_code(parts[0]):
        yield parts[0]
    else:
        yield from parts[1::2]
        yield from parts[0::2]


def _has_code(text: str) -> bool:
    return any(_STATEMENT.match(line) for line in text.splitlines())


def parse(source: str) -> ast.Module | None:
    """The tree, or None when it is too large or does not parse."""
    try:
        return _parse(source)
    except SyntaxError:
        return None


def _parse(source: str) -> ast.Module | None:
    """None when it is too large to be parsed; raises SyntaxError."""
    if len(source) > MAX_SOURCE_BYTES or len(source.encode("utf-8", "replace")) > MAX_SOURCE_BYTES:
        return None
    if _depth(source) > MAX_BRACKET_DEPTH:
        return None
    try:
        with _LOCK, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except SyntaxError:
        raise
    except (ValueError, RecursionError, MemoryError):
        return None


def _depth(source: str) -> int:
    """The deepest nesting of brackets, those in strings counted as well."""
    depth = deepest = 0
    for char in source:
        if char in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in ")]}":
            depth = max(0, depth - 1)
    return deepest


def _mended(text: str) -> str | None:
    source = textwrap.dedent(text.expandtabs(4)).strip("\n").rstrip()
    if not source.strip():
        return None
    if source.startswith(">>> "):
        source = _PROMPT.sub("", source)
    source = _THOUSANDS.sub(lambda m: m[1] + m[2].replace(",", "_") + m[3], source)
    source = _DOLLARS.sub(r"\1\2", source)
    source, tree = _parsing(source)
    if tree is None:
        return source.rstrip() if _has_code(source) else None
    source, tree = _without_prose(source, tree)
    if not _useful(tree):
        return None
    return _with_result(source, tree).strip("\n").rstrip()


def _parsing(source: str) -> tuple[str, ast.Module | None]:
    """The source made to parse by leaving out lines of prose and an unfinished last statement, or as it was."""
    lines = source.split("\n")
    if len(lines) > _MAX_LINES:
        return source, None
    for _ in range(_MAX_MENDS):
        joined = "\n".join(lines)
        try:
            return joined, _parse(joined)
        except SyntaxError as error:
            if isinstance(error, IndentationError) and (flat := _without_indents(lines)) != lines:
                lines = flat
                continue
            at = min((error.lineno or 1) - 1, len(lines) - 1)
            if not joined.isascii() and (tree := parse(translated := joined.translate(_TYPOGRAPHY))) is not None:
                return translated, tree
            if (
                prose := next((i for i in (at, at - 1, at + 1) if 0 <= i < len(lines) and _is_prose(lines[i])), -1)
            ) < 0:
                return _without_end(lines, at) or (joined, None)
            del lines[prose]
    return source, None


def _without_indents(lines: list[str]) -> list[str]:
    """The lines of a program without blocks all begin at the margin: a token may bring a space along."""
    if any(line.rstrip().endswith((":", "\\", "(", "[", "{", ",")) for line in lines):
        return lines
    return [line.lstrip() for line in lines]


def _without_end(lines: list[str], error_at: int) -> tuple[str, ast.Module] | None:
    """Without a last statement that was cut off, if what stands before it gives a result."""
    last = max((i for i, line in enumerate(lines) if line.strip()), default=0)
    for end in (last, error_at):
        kept = "\n".join(lines[:end])
        tree = parse(kept)
        if (
            tree is not None
            and gives_result(tree)
            and not any(_STATEMENT.match(line) for line in lines[end + 1 : last])
        ):
            return kept, tree
    return None


def _is_prose(line: str) -> bool:
    """Words side by side, as in a sentence and never in Python; a label; a rule."""
    if not line.strip():
        return False
    if not re.search(r"\w", line):
        return not re.fullmatch(r"\s*[])}]+[,:]?\s*", line)
    if _STATEMENT.match(line):
        return False
    if _LABEL.match(line) and line.strip(" :").lower() not in ("else", "try", "finally"):
        return True
    bare = _STRING_OR_COMMENT.sub(" ; ", line)
    before = False
    for token in _TOKEN.findall(bare):
        operand = (token[0].isalnum() or token[0] == "_") and not keyword.iskeyword(token)
        if before and operand:
            return True
        before = operand
    return False


def _module_scope(tree: ast.Module) -> Iterator[ast.AST]:
    """Every node that is not inside a function or a class, in no particular order."""
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            todo.extend(ast.iter_child_nodes(node))


def _assigned(tree: ast.Module) -> set[str]:
    """Names that the module's own scope binds."""
    names: set[str] = set()
    for node in _module_scope(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names.add(node.asname or node.name.partition(".")[0])
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            names.update(node.names)
    return names


def gives_result(tree: ast.Module) -> bool:
    """Whether the program binds ``answer`` or has a ``solution()`` that returns something."""
    return RESULT in _assigned(tree) or any(
        isinstance(node, ast.FunctionDef) and node.name == FUNCTION and _returns(node) for node in tree.body
    )


def _returns(function: ast.FunctionDef) -> bool:
    return any(isinstance(node, ast.Return) and node.value is not None for node in ast.walk(function))


def _prints(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
        for node in ast.walk(tree)
    )


def _useful(tree: ast.Module) -> bool:
    """Whether it does anything: a module of comments, strings and ``pass`` is no program."""
    return any(
        not isinstance(node, ast.Pass)
        and not (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        )
        for node in tree.body
    )


def _without_prose(source: str, tree: ast.Module) -> tuple[str, ast.Module]:
    """Without one-line sentences that happen to parse: ``Done``, ``Answer: 18``, ``so, finally``."""
    known = _assigned(tree) | set(dir(builtins))
    lines = source.split("\n")
    drop: set[int] = set()
    for node in tree.body:
        if node.end_lineno != node.lineno or ";" in lines[node.lineno - 1]:
            continue
        label = isinstance(node, ast.AnnAssign) and node.value is None
        words = isinstance(node, ast.Expr) and _is_words(node.value, known)
        if label or words:
            drop.add(node.lineno - 1)
    if not drop:
        return source, tree
    kept = "\n".join(line for i, line in enumerate(lines) if i not in drop)
    again = parse(kept)
    return (kept, again) if again is not None else (source, tree)


def _is_words(value: ast.expr, known: set[str]) -> bool:
    """An expression of unknown names only."""
    unknown = False
    for node in ast.walk(value):
        if isinstance(node, (ast.Call, ast.Constant)):
            return False
        if isinstance(node, ast.Name) and node.id not in known:
            unknown = True
    return unknown


def _with_result(source: str, tree: ast.Module) -> str:
    """The program so that it leaves a result: see :class:`kpdd_edge.rationales.pot.ProgramOfThought` for the rules."""
    lines = source.split("\n")
    returns = [node for node in _module_scope(tree) if isinstance(node, ast.Return)]
    if returns:
        first = next((node for node in tree.body if isinstance(node, ast.Return)), None)
        if len(returns) == 1 and first is not None and first.value is not None:
            at = first.lineno - 1
            start = len(lines[at].encode()[: first.col_offset].decode())
            lines[at] = f"{lines[at][:start]}{RESULT} ={lines[at][start + len('return') :]}"
            return "\n".join(lines[: first.end_lineno])
        return f"def {FUNCTION}():\n" + textwrap.indent(source, "    ")
    if gives_result(tree) or _prints(tree):
        return source
    last = tree.body[-1]
    if isinstance(last, ast.Expr) and not (isinstance(last.value, ast.Constant) and isinstance(last.value.value, str)):
        at = last.lineno - 1
        start = len(lines[at].encode()[: last.col_offset].decode())
        if not isinstance(last.value, ast.Call) or isinstance(last.value.func, ast.Name):
            lines[at] = f"{lines[at][:start]}{RESULT} = {lines[at][start:]}"
            return "\n".join(lines)
    name = _last_assigned(tree)
    return source if name is None else f"{source}\n{RESULT} = {name}"


def _last_assigned(tree: ast.Module) -> str | None:
    """The name that the module bound last (not a loop's own), or a call of the last function if it needs nothing."""
    name: tuple[int, str] | None = None
    for node in _module_scope(tree):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign)) and node.value is not None:
            targets = [node.target]
        for target in targets:
            for part in target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]:
                if isinstance(part, ast.Name) and (name is None or part.lineno >= name[0]):
                    name = (part.lineno, part.id)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    if functions and (name is None or name[0] < functions[-1].lineno):
        function = functions[-1]
        needed = len(function.args.posonlyargs) + len(function.args.args) - len(function.args.defaults)
        if needed == 0 and not function.args.kwonlyargs and _returns(function):
            return f"{function.name}()"
    return None if name is None else name[1]
