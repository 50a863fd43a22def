"""Reads from an error of Monty whether the program was wrong, or Monty lacked something that CPython has.

The text of the error comes from a worker and may be a program's own (``raise NotImplementedError(...)``): whatever it
says, the only thing that follows is whether another sandbox is asked as well.
"""

from __future__ import annotations

import builtins
import importlib
import re

_MODULE = re.compile(r"^ModuleNotFoundError: No module named '([\w.]+)'")
_IMPORT = re.compile(r"^ImportError: cannot import name '(\w+)' from '([\w.]+)'")
_SYNTAX = re.compile(r"does not yet support (?:the )?(.+)$")
_UNSUPPORTED = re.compile(r"not (?:yet )?(?:supported|implemented)|not support|too deeply nested")
_NAME = re.compile(r"^NameError: name '(\w+)' is not defined")
_MEMBER = re.compile(r"^AttributeError: '([\w.]+)' object has no attribute '(\w+)'")
_TYPE_MEMBER = re.compile(r"^AttributeError: type object '([\w.]+)' has no attribute '(\w+)'")
_MODULE_MEMBER = re.compile(r"^AttributeError: module '([\w.]+)' has no attribute '(\w+)'")
_NOT_ITERATOR = re.compile(r"^TypeError: '(?:list|tuple)' object is not an iterator")

#: Modules of the standard library that may be imported here just to ask what they have: pure, and small.
_KNOWN_MODULES = frozenset(
    {"bisect", "collections", "copy", "dataclasses", "datetime", "decimal", "functools", "itertools", "json", "math",
     "random", "re", "sys", "time", "typing"}
)  # fmt: skip

#: Errors that a program makes by itself and that Monty reports as CPython would. Anything else gets a second opinion.
_CERTAIN = ("ZeroDivisionError", "IndexError", "KeyError", "AssertionError", "UnboundLocalError", "PermissionError",
            "FileNotFoundError", "RuntimeError: suspension limit")  # fmt: skip


def lacking(error: str) -> str | None:
    """What Monty lacked, as a phrase for a sentence ("the module 'sympy'"), or None if the program was wrong."""
    if match := _MODULE.match(error):
        return f"the module '{match[1]}'"
    if match := _IMPORT.match(error):
        return f"{match[2]}.{match[1]}" if _has(match[2], match[1]) else None
    if match := _NAME.match(error):
        return f"the function {match[1]}()" if hasattr(builtins, match[1]) or match[1] in ("exit", "quit") else None
    if match := _MODULE_MEMBER.match(error):
        return f"{match[1]}.{match[2]}" if _has(match[1], match[2]) else None
    if match := _MEMBER.match(error) or _TYPE_MEMBER.match(error):
        return f"{match[1]}.{match[2]}" if _type_has(match[1], match[2]) else None
    if _NOT_ITERATOR.match(error):
        return "lazy iterators"
    if error.startswith("SystemExit"):
        return "leaving a program by SystemExit"
    if error.startswith(("NotImplementedError", "SyntaxError")) and (match := _SYNTAX.search(error)):
        return match[1]
    if _UNSUPPORTED.search(error):
        return error.partition(": ")[2] or error
    return None


def certain(error: str) -> bool:
    """Whether an error is surely the program's own, so that asking CPython as well would be a waste."""
    return error.startswith(_CERTAIN) or bool(_NAME.match(error))


def _has(module: str, name: str) -> bool:
    if module.startswith("_") or module not in _KNOWN_MODULES:
        return True  # not ours to import: let the other sandbox say
    return hasattr(importlib.import_module(module), name)


def _type_has(name: str, member: str) -> bool:
    kind = getattr(builtins, name, None)
    if isinstance(kind, type):
        return hasattr(kind, member)
    if name == "function":
        return hasattr(_type_has, member)
    module, _, attribute = name.rpartition(".")
    if module in _KNOWN_MODULES:
        kind = getattr(importlib.import_module(module), attribute, None)
        return kind is not None and hasattr(kind, member)
    return False
