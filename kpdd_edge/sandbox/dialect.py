"""What a program's syntax tree tells: what it imports, whether ``solution()`` can be called, and where Monty's
Python is silently not CPython's.

Monty says by itself when it lacks something, and then another sandbox takes over. This module is about the rest: the
constructs that Monty runs to the end with a result of its own. They were found by running the same programs in both.

- A set is iterated in insertion order, not in hash order.
- ``map``, ``filter``, ``zip``, ``enumerate``, ``reversed`` and generator expressions give lists: what is made lazily,
  used twice or stopped early behaves differently.
- Of a class's special methods some are passed over: ``__bool__`` and ``__len__`` in a condition, ``__format__``,
  ``__new__``, ``__del__``, ``__slots__``.
- ``math.gamma`` and a few others differ in the last digits; ``hash`` and ``id`` give other numbers.

Known and left alone, since no sum depends on them: the wording of some error messages, the repr of a sliced range, the
last digit of one float power in some thousand, which of two equally short texts of a very large float is shown, and
that a dict given the keys 1 and then True keeps the latter.

The judgement is conservative: a program that might differ is reported, since the jail is only milliseconds away.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

#: Calls whose result does not depend on the order of what they are given, nor on when it is made.
_ORDER_FREE = frozenset({"len", "sorted", "sum", "min", "max", "set", "frozenset", "any", "all", "isinstance", "bool"})
#: Calls that use up an iterable at once, so that a list in its place makes no difference.
_CONSUMERS = frozenset(
    {"list", "tuple", "set", "frozenset", "dict", "sorted", "sum", "min", "max", "Counter", "deque", "fsum", "prod",
     "reduce"}
)  # fmt: skip
_CONSUMER_METHODS = frozenset({"join", "extend", "update", "fsum", "prod"})
_LAZY = frozenset({"map", "filter", "zip", "enumerate", "reversed"})
#: Of these, the ones that call nothing of the program's own: looping over them shows no difference.
_PLAIN_LAZY = frozenset({"zip", "enumerate", "reversed"})
_ENDLESS = frozenset({"count", "cycle", "repeat", "iter"})
_OTHER_DIGITS = frozenset({"gamma", "lgamma", "erf", "erfc", "cbrt", "atanh"})
_OTHER_NUMBERS = frozenset({"hash", "id"})
#: Special methods that Monty calls as CPython does.
_SPECIAL_METHODS = frozenset(
    {"__init__", "__repr__", "__str__", "__eq__", "__hash__", "__add__", "__radd__", "__sub__", "__mul__",
     "__truediv__", "__floordiv__", "__mod__", "__pow__", "__neg__", "__abs__", "__round__", "__call__",
     "__getitem__", "__setitem__", "__contains__", "__iter__"}
)  # fmt: skip
_SET_MAKERS = frozenset({"set", "frozenset"})


@dataclass(frozen=True, slots=True)
class Facts:
    """See :class:`kpdd_edge.sandbox.precheck.Checked`."""

    imports: frozenset[str]
    call_solution: bool
    solution_called: bool
    differs: str | None


def read(tree: ast.Module) -> Facts:
    """Read the facts off ``tree``, without recursion (a tree may be deep)."""
    reader = _Reader()
    for node in ast.walk(tree):  # breadth first: a parent marks its children before they are seen
        reader.see(node)
    solution = next(
        (s for s in reversed(tree.body) if isinstance(s, ast.FunctionDef) and s.name == "solution"),
        None,
    )
    return Facts(
        imports=frozenset(reader.imports),
        call_solution=solution is not None and not _needs_arguments(solution.args),
        solution_called=reader.solution_called,
        differs=reader.differs(),
    )


def _needs_arguments(args: ast.arguments) -> bool:
    required = len(args.posonlyargs) + len(args.args) - len(args.defaults)
    return required > 0 or any(default is None for default in args.kw_defaults)


def _is_name(function: ast.expr, *modules: str) -> bool:
    return isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id in modules


class _Reader:
    def __init__(self) -> None:
        self.imports: set[str] = set()
        self.solution_called = False
        self._reason: str | None = None
        self._order_free: set[int] = set()  # ids of nodes whose order does not matter
        self._consumed: set[int] = set()  # ids of nodes that are used up where they stand
        self._looped: set[int] = set()  # ids of nodes that a for loop runs over
        self._lazy = self._endless = False

    def differs(self) -> str | None:
        if self._reason is None and self._lazy and self._endless:
            return "an iterator without end together with lazy ones"
        return self._reason

    def see(self, node: ast.AST) -> None:
        see = _SEE.get(type(node))
        if see is not None:
            see(self, node)

    def _differs(self, reason: str) -> None:
        self._reason = self._reason or reason

    def _set(self, node: ast.AST) -> None:
        if id(node) not in self._order_free:
            self._differs("the order of a set")

    def _lazily(self, node: ast.AST, plain: bool) -> None:
        self._lazy = True
        if id(node) not in self._consumed and not (plain and id(node) in self._looped):
            self._differs("a lazy iterator")

    # One method per kind of node; each marks what its children may do.

    def _import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.imports.add(alias.name.partition(".")[0])

    def _import_from(self, node: ast.ImportFrom) -> None:
        if node.module and not node.level:
            self.imports.add(node.module.partition(".")[0])
        for alias in node.names:
            if alias.name in _OTHER_DIGITS and node.module == "math":
                self._differs(f"the last digits of math.{alias.name}")

    def _name(self, node: ast.Name) -> None:
        if node.id in _OTHER_NUMBERS and isinstance(node.ctx, ast.Load):
            self._differs(f"the numbers of {node.id}()")

    def _attribute(self, node: ast.Attribute) -> None:
        if node.attr in _OTHER_DIGITS and isinstance(node.value, ast.Name):
            self._differs(f"the last digits of math.{node.attr}")

    def _call(self, node: ast.Call) -> None:
        function = node.func
        name = function.id if isinstance(function, ast.Name) else ""
        method = function.attr if isinstance(function, ast.Attribute) else ""
        if name == "solution":
            self.solution_called = True
        if name in _ENDLESS or (method in _ENDLESS and _is_name(function, "itertools", "it")):
            self._endless = True
        if name in _ORDER_FREE:
            self._order_free.update(map(id, node.args))
        if name in _CONSUMERS or method in _CONSUMER_METHODS:
            self._consumed.update(map(id, node.args))
        if name in _LAZY:
            self._lazily(node, plain=name in _PLAIN_LAZY)
            if id(node) in self._consumed:  # list(map(f, filter(g, xs))): used up all the way down
                self._consumed.update(map(id, node.args))
            elif name in _PLAIN_LAZY and id(node) in self._looped:
                self._looped.update(map(id, node.args))
        elif name in _SET_MAKERS:
            self._set(node)

    def _class(self, node: ast.ClassDef) -> None:
        for statement in node.body:
            names = [statement.name] if isinstance(statement, ast.FunctionDef) else []
            if isinstance(statement, ast.Assign):
                names = [target.id for target in statement.targets if isinstance(target, ast.Name)]
            for name in names:
                if name.startswith("__") and name.endswith("__") and name not in _SPECIAL_METHODS:
                    self._differs(f"the special method {name}")

    def _generator(self, node: ast.GeneratorExp) -> None:
        self._lazily(node, plain=False)
        self._comprehension(node)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> None:
        self._looped.update(id(part.iter) for part in node.generators)

    def _set_comprehension(self, node: ast.SetComp) -> None:
        self._set(node)
        self._comprehension(node)

    def _for(self, node: ast.For) -> None:
        self._looped.add(id(node.iter))

    def _starred(self, node: ast.Starred) -> None:
        self._consumed.add(id(node.value))

    def _assign(self, node: ast.Assign) -> None:
        if isinstance(node.targets[0], ast.Tuple | ast.List):  # a, b = map(int, text.split())
            self._consumed.add(id(node.value))

    def _compare(self, node: ast.Compare) -> None:
        self._order_free.add(id(node.left))
        self._order_free.update(map(id, node.comparators))

    def _binary(self, node: ast.BinOp) -> None:
        if id(node) in self._order_free:  # len(set(a) & set(b))
            self._order_free.update((id(node.left), id(node.right)))


_SEE: dict[type[ast.AST], Callable[[_Reader, Any], None]] = {
    ast.Import: _Reader._import,
    ast.ImportFrom: _Reader._import_from,
    ast.Name: _Reader._name,
    ast.Attribute: _Reader._attribute,
    ast.Call: _Reader._call,
    ast.ClassDef: _Reader._class,
    ast.GeneratorExp: _Reader._generator,
    ast.ListComp: _Reader._comprehension,
    ast.DictComp: _Reader._comprehension,
    ast.SetComp: _Reader._set_comprehension,
    ast.Set: _Reader._set,
    ast.For: _Reader._for,
    ast.Starred: _Reader._starred,
    ast.Assign: _Reader._assign,
    ast.Compare: _Reader._compare,
    ast.BinOp: _Reader._binary,
}
