"""What a program looks like, without running it: its normal form, whether it only states its answer, its layout.

Programs are parsed, never executed.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from fractions import Fraction
from math import isfinite
from typing import Final

from kpdd_edge.sandbox.base import MAX_SOURCE_BYTES
from kpdd_edge.teacher.gold_names import name_for
from kpdd_edge.teacher.quantities import mentions

#: Calls that pass a value on; with nothing else, a program has calculated nothing.
_PASSING: Final = frozenset({"print", "int", "float", "round", "str", "abs"})
_CONTROL: Final = (ast.For, ast.While, ast.If, ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp, ast.Lambda)


def parse(program: str) -> ast.Module | None:
    """The program's tree; None when it is no Python, or longer than any sandbox takes."""
    if len(program.encode(errors="replace")) > MAX_SOURCE_BYTES:
        return None
    try:
        return ast.parse(program)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def body(tree: ast.Module) -> list[ast.stmt]:
    """The statements that matter: those of ``solution()`` if that is all there is, without docstrings."""
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    rest = [
        node for node in tree.body if not isinstance(node, ast.FunctionDef | ast.Import | ast.ImportFrom | ast.Expr)
    ]
    statements = functions[0].body if len(functions) == 1 and not functions[0].args.args and not rest else tree.body
    return [s for s in statements if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]


def normal_form(program: str) -> str | None:
    """A text that is equal for programs which differ only in names, layout, comments and the writing of numbers.

    None when the program does not parse.
    """
    tree = parse(program)
    if tree is None:
        return None
    statements = body(tree)
    names: dict[str, str] = {}
    parts: list[str] = []
    try:
        for statement in statements:
            parts.append(ast.dump(_Renamed(names).visit(ast.parse(ast.unparse(statement)).body[0])))
    except (RecursionError, SyntaxError, ValueError):
        # ``return`` outside of a function does not parse by itself: compare the text instead.
        return "\n".join(ast.unparse(s) for s in statements)
    return "\n".join(parts)


class _Renamed(ast.NodeTransformer):
    """Names numbered in order of appearance, numbers in one form."""

    def __init__(self, names: dict[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        if node.id in _PASSING or node.id in ("sum", "max", "min", "len", "range", "answer"):
            return node
        return ast.Name(self.names.setdefault(node.id, f"v{len(self.names)}"), node.ctx)

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        if isinstance(node.value, float) and node.value.is_integer():
            return ast.Constant(int(node.value))
        return node


def states_answer(program: str, text: str = "") -> bool:
    """Whether the program only assigns or prints a constant: nothing that its result depends on is calculated.

    Adding zero or multiplying by one calculates nothing, unless it is done to a number that the problem's ``text``
    says ("one bag at $5"). A program with control flow is given the benefit of the doubt, unless it holds no operation
    at all.
    """
    tree = parse(program)
    if tree is None:
        return False
    statements = body(tree)
    nodes = [node for statement in statements for node in ast.walk(statement)]
    if any(isinstance(node, _CONTROL) for node in nodes) and any(map(_calculates, nodes)):
        return False
    assigned: dict[str, ast.expr] = {}
    result: ast.expr | None = None
    for statement in statements:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                assigned[name] = value
                if name == "answer":
                    result = value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                assigned[name] = value
                if name == "answer":
                    result = value
            case ast.Return(value=ast.expr() as value):
                result = value
            case ast.Assign() | ast.AugAssign() | ast.FunctionDef() | ast.ClassDef():
                return not any(map(_calculates, nodes))
            case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[value, *_])) if result is None:
                result = value
    if result is None:
        return not any(map(_calculates, nodes))
    reached = list(_reached(result, assigned, set()))
    if any(map(_calculates, reached)):
        return False
    said = {value for mention in mentions(text) for value in mention.values}
    return not any(isinstance(node, ast.BinOp) for node in reached) or not _all_said(reached, said)


def _reached(node: ast.expr, assigned: dict[str, ast.expr], seen: set[str]) -> Iterator[ast.AST]:
    """Every node that the value of ``node`` depends on."""
    for inner in ast.walk(node):
        yield inner
        if isinstance(inner, ast.Name) and inner.id in assigned and inner.id not in seen:
            seen.add(inner.id)
            yield from _reached(assigned[inner.id], assigned, seen)


def _all_said(nodes: list[ast.AST], said: Collection[Fraction]) -> bool:
    """Whether every number among ``nodes`` but 0 and 1 is one that the problem says."""
    numbers = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, int | float)]
    return all(number in (0, 1) or (isfinite(number) and Fraction(str(number)) in said) for number in numbers)


def _calculates(node: ast.AST) -> bool:
    match node:
        case (
            ast.BinOp(op=ast.Add() | ast.Sub(), right=ast.Constant(value=0))
            | ast.BinOp(op=ast.Add(), left=ast.Constant(value=0))
        ):
            return False
        case (
            ast.BinOp(op=ast.Mult() | ast.Div() | ast.FloorDiv() | ast.Pow(), right=ast.Constant(value=1))
            | ast.BinOp(op=ast.Mult(), left=ast.Constant(value=1))
        ):
            return False
        case ast.BinOp() | ast.AugAssign() | ast.Compare() | ast.BoolOp() | ast.Subscript():
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name not in _PASSING
        case ast.Call():
            return True
        case _:
            return False


def inline_givens(program: str) -> str:
    """A flat program whose named numbers stand where they are used: the layout of the gold teacher.

    ``price = 4`` / ``answer = price * 3`` becomes ``answer = 4 * 3``. Only names that are assigned once, a plain
    number, are replaced, and a last ``answer = name`` takes that name's expression. A program that is anything but
    assignments is returned as it is.
    """
    tree = parse(program)
    if tree is None or not tree.body:
        return program
    rows: list[tuple[str, ast.expr]] = []
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                rows.append((name, value))
            case _:
                return program
    names = [name for name, _ in rows]
    numbers = {name: value for name, value in rows if names.count(name) == 1 and name != "answer" and _is_number(value)}
    kept = [(name, _Inlined(numbers).visit(value)) for name, value in rows if name not in numbers]
    if (
        len(kept) > 1
        and kept[-1][0] == "answer"
        and isinstance(kept[-1][1], ast.Name)
        and kept[-1][1].id == kept[-2][0]
    ):
        kept[-2:] = [("answer", kept[-2][1])]
    if not kept or any(isinstance(node, ast.Name) and node.id in numbers for _, v in kept for node in ast.walk(v)):
        return program
    return "\n".join(f"{name} = {ast.unparse(ast.fix_missing_locations(value))}" for name, value in kept)


def name_last_step(program: str, core_question: str) -> str:
    """A program whose last step has a name, too, from the core question: ``answer = 4 * 3`` becomes two lines,
    ``pencils_bought = 4 * 3`` and ``answer = pencils_bought``.

    A student that writes programs of this shape decides after a step, with its name in sight, whether that was what is
    asked; one that writes ``answer`` before the last step has to know beforehand how many steps there are. A program
    whose last line is no assignment of a calculation to ``answer`` is returned as it is.
    """
    tree = parse(program)
    if tree is None or not tree.body:
        return program
    *before, line = program.rstrip().split("\n")
    left, _, expression = line.partition("=")
    match tree.body[-1]:
        case ast.Assign(targets=[ast.Name(id="answer")], value=value) as last:
            plain = isinstance(value, ast.Name | ast.Constant)
        case _:
            return program
    if plain or left.strip() != "answer" or last.lineno != last.end_lineno:
        return program
    taken = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    name = name_for([core_question], taken)
    return "\n".join([*before, f"{name} = {expression.strip()}", f"answer = {name}"])


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)


class _Inlined(ast.NodeTransformer):
    def __init__(self, numbers: dict[str, ast.expr]) -> None:
        self.numbers = numbers

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.numbers.get(node.id, node)
