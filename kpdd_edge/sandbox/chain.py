"""The default order: Monty, then the Linux jail, then a refusal that says what was not supported.

A program goes to the jail when Monty lacks something, when Monty's result could silently differ from CPython's, or
when Monty failed in a way that need not be the program's fault. Without a jail on this machine the first kind is
refused and the others keep Monty's result. Nothing is ever run outside the two.
"""

from __future__ import annotations

from dataclasses import replace

from kpdd_edge.problem import Outcome, Status
from kpdd_edge.sandbox import lacks
from kpdd_edge.sandbox.base import RunLimits
from kpdd_edge.sandbox.jail import JailSandbox, missing_packages, unavailable
from kpdd_edge.sandbox.monty import NOT_STARTED, MontySandbox
from kpdd_edge.sandbox.precheck import Checked, check

_LEAST_SECONDS = 0.05  # with less than this left, a second sandbox is not asked


class ChainSandbox:
    """Asks Monty and the jail in turn. See :class:`kpdd_edge.sandbox.base.Sandbox`."""

    name = "auto"

    def __init__(self, monty: MontySandbox | None = None, jail: JailSandbox | None = None) -> None:
        self._monty = monty if monty is not None else MontySandbox()
        self._jail = jail if jail is not None else JailSandbox()
        self._no_jail = unavailable()

    def run(self, program: str, limits: RunLimits = RunLimits()) -> Outcome:
        """Run ``program``; never raises for anything it does."""
        checked = check(program)
        if isinstance(checked, Outcome):
            return checked
        limits = limits.clamped()
        if checked.differs is not None and self._no_jail is None:
            outcome = self._jail.run_checked(checked, limits)
            if outcome.status is not Status.REFUSED:
                return outcome
        attempt = self._monty.attempt(checked, limits)
        outcome = attempt.outcome
        if attempt.lacking is None and not _doubtful(outcome):
            return outcome
        left = limits.seconds - outcome.seconds
        if left < _LEAST_SECONDS:
            return outcome
        second = self._ask_jail(checked, replace(limits, seconds=left))
        if second.status is not Status.REFUSED:
            return replace(second, seconds=outcome.seconds + second.seconds)
        if attempt.lacking is None:
            return outcome
        missing = missing_packages(checked.imports) if self._no_jail is None else None
        if missing is not None:
            error = missing
        elif attempt.lacking == NOT_STARTED:
            error = f"{outcome.error}; {second.error}"
        else:
            error = f"needs {attempt.lacking}, which only the Linux jail can run; {second.error}"
        return replace(outcome, status=Status.REFUSED, error=error, stdout="", answer=None)

    def close(self) -> None:
        self._monty.close()
        self._jail.close()

    def __enter__(self) -> ChainSandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask_jail(self, checked: Checked, limits: RunLimits) -> Outcome:
        if self._no_jail is not None:
            return Outcome(Status.REFUSED, error=self._no_jail, engine=self._jail.name)
        return self._jail.run_checked(checked, limits)


def _doubtful(outcome: Outcome) -> bool:
    """Whether Monty failed in a way that CPython might not."""
    if outcome.status is Status.CRASHED:
        return True
    return outcome.status is Status.ERROR and not lacks.certain(outcome.error or "")
