"""Rendering :class:`kpdd_edge.options.SolverOptions` as options of a command, so that each is declared once."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

import typer

from kpdd_edge.options import SolverOptions, options_from


def _complete_student(incomplete: str) -> list[str]:
    from kpdd_edge.students.registry import complete_student

    return complete_student(incomplete)


def with_solver_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give ``command`` one option for each field of SolverOptions; it gets them as its parameter ``options``.

    What is not typed comes from the settings file, where there is one, else from the field's default.
    """
    # The annotations are texts; the type of ``options`` itself may be known to type checkers only.
    signature = inspect.signature(command, eval_str=True, locals={"SolverOptions": SolverOptions})
    fields = dataclasses.fields(SolverOptions)
    parameters = [p for p in signature.parameters.values() if p.name != "options"]
    parameters += [_parameter(f) for f in fields]

    @wraps(command)
    def run(**values: Any) -> Any:
        typed = {f.name: values.pop(f.name) for f in fields}
        from kpdd_edge.cli.common import handle_errors

        with handle_errors(json_output=bool(values.get("json_output"))):
            options = options_from({k: v for k, v in typed.items() if v is not None}, _settings())
        return command(**values, options=options)

    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    return run


def _parameter(f: dataclasses.Field[Any]) -> inspect.Parameter:
    names = ["--" + f.name.replace("_", "-")]
    if f.metadata["short"]:
        names.append(f.metadata["short"])
    low, high, choices = f.metadata["min"], f.metadata["max"], f.metadata["choices"]
    notes = [f"{low:g} to {high:g}"] if low is not None and high is not None and high < 10**5 else []
    notes += [f"default: {f.default}"] if f.default != "" else []
    info = typer.Option(
        *names,
        help=f.metadata["help"] + (f"  [{'; '.join(notes)}]" if notes else ""),
        show_default=False,
        metavar="|".join(choices) if choices else None,
        autocompletion=_complete_student if f.name == "student" else None,
    )
    kind = type(f.default)
    return inspect.Parameter(f.name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=_annotated(kind, info))


def _annotated(kind: type, info: Any) -> Any:
    from typing import Annotated, Optional

    return Annotated[Optional[kind], info]  # noqa: UP045 -- the type is a variable


def _settings() -> SolverOptions:
    """What the settings file says; the defaults without one. Raises ConfigError for a broken file."""
    from kpdd_edge.settings import load_settings

    return load_settings().options
