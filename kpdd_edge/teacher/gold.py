"""The gold teacher: an annotated solution becomes a flat program, the same steps in words, and key points.

The program assigns each intermediate result to a name and the last one to ``answer``; the problem's numbers stand
where they are used::

    clips_sold_may = 48 / 2
    answer = 48 + clips_sold_may

That is the shortest form that still names every thought, so a small student has the fewest tokens to get wrong; the
numbers themselves stand once already, as information, right before the program. Nothing here runs a program: the
caller verifies what is built (:mod:`kpdd_edge.teacher.filter`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from kpdd_edge.problem import Problem, Rationale
from kpdd_edge.teacher.agreement import NotArithmetic, compare
from kpdd_edge.teacher.gold_algebra import Solved, expressions_in, reindex, solve, substitute
from kpdd_edge.teacher.gold_expr import Bin, Neg, Num, ParseError, Var, evaluate, render, tidy
from kpdd_edge.teacher.gold_names import asks, name_for
from kpdd_edge.teacher.gold_text import Equation, Line, close, number, read_solution
from kpdd_edge.teacher.gold_wiring import Source, Sources, Step, Wiring, stems, wire
from kpdd_edge.teacher.keypoints_facts import key_points

#: Changes whenever the same solution may give another program; it is part of a build's fingerprint.
VERSION: Final = 1

MAX_STEPS: Final = 24


class Untaught(ValueError):
    """The solution gives no program. ``reason`` is short and counted."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Taught:
    """A program built from a solution. ``sure`` says that its wiring leaves no doubt; ``doubts`` say why not."""

    program: str
    steps: str
    literals: frozenset[Fraction]
    doubts: tuple[str, ...]
    count: int

    @property
    def sure(self) -> bool:
        return not self.doubts


class GoldTeacher:
    """:func:`annotate` as a teacher of :mod:`kpdd_edge.teacher.build`."""

    name = "gold"
    version = VERSION

    def __call__(self, problem: Problem) -> Problem:
        return annotate(problem)


def annotate(problem: Problem) -> Problem:
    """``problem`` with key points, a program and steps in words. Raises Untaught.

    The solution is read from ``meta["solution"]``, where the GSM8K loader leaves it; the result's ``meta`` holds
    ``wiring`` (``sure`` or ``unsure``), the ``doubts`` when it is unsure, and the number of ``steps``.
    """
    solution = problem.meta.get("solution")
    if not isinstance(solution, str) or not solution.strip():
        raise Untaught("no annotated solution")
    gold = number(problem.gold or "")
    if gold is None:
        raise Untaught("gold answer is not a number")
    taught = teach(problem.text, solution, gold)
    meta = {key: value for key, value in problem.meta.items() if key != "solution"}
    meta |= {"teacher": f"gold-{VERSION}", "steps": taught.count, "wiring": "sure" if taught.sure else "unsure"}
    if taught.doubts:
        meta["doubts"] = list(taught.doubts)
    return replace(
        problem,
        key_points=key_points(problem.text, taught.literals, all_numbers="number from nowhere" in taught.doubts),
        rationales=(Rationale("pot", taught.program), Rationale("cot", taught.steps)),
        meta=meta,
    )


def teach(text: str, solution: str, gold: Fraction) -> Taught:
    """The program of one solution. Raises Untaught when its equations do not lead to ``gold``."""
    lines = read_solution(solution)
    steps = _steps(lines, gold)
    if not steps:
        raise Untaught("no equation in the solution")
    reasons: list[str] = []
    for ended in _endings(steps, gold):
        wiring = wire(text, [_as_step(step, lines) for step in ended])
        for rounded in (False, True):
            built = _Program(ended, wiring, lines, rounded)
            if close(built.value, gold):
                return built.taught(gold)
        reasons.append("the program gives another value")
    raise Untaught(reasons[0] if reasons else "no equation gives the answer")


# ------------------------------------------------------------------------------------------------------- the steps


@dataclass(frozen=True, slots=True)
class _Raw:
    """An equation of the solution, and what its unknown means if it is a solved one."""

    equation: Equation
    meaning: str = ""
    letter: str = ""
    firm: bool = True
    guessed: bool = False


def _steps(lines: list[Line], gold: Fraction) -> list[_Raw]:
    """Every equation that calculates something, in order, with an unknown solved where it is first known."""
    found = [_Raw(equation, firm=equation.annotated) for line in lines for equation in line.equations]
    solved = solve(lines, gold)
    if solved is not None:
        found = _with_unknown(found, lines, solved, gold)
    return found[:MAX_STEPS]


def _with_unknown(steps: list[_Raw], lines: list[Line], solved: Solved, gold: Fraction) -> list[_Raw]:
    """The steps with that which gives the unknown, in the place of equations that only restate it."""
    own = _Raw(Equation(solved.line, solved.expression, solved.value), solved.meaning, solved.name)
    before = [step for step in steps if step.equation.line < solved.line]
    after = [
        step for step in steps if step.equation.line >= solved.line and not close(step.equation.stated, solved.value)
    ]
    found = [*before, own, *after]
    if close(solved.value, gold) or any(close(step.equation.stated, gold) for step in after):
        return found
    # "Felicity used 4A - 5": the answer is stated in terms of the unknown.
    for line, expression in reversed(list(expressions_in(lines, solved.name))):
        node = reindex(substitute(expression, solved.name, Num(solved.value, literal(solved.value), 0)))
        try:
            value = evaluate(node, _plain)
        except ParseError:
            continue
        if close(value, gold):
            return [*found, _Raw(Equation(max(line, solved.line), node, value))]
    return found


#: What turns a last value into the unit that is asked for, when the solution does it without saying how.
_CONVERSIONS: Final = tuple(
    (op, Fraction(factor)) for factor in (100, 60, 12, 1000, 7, 2, 24, 4, 16, 3) for op in ("*", "/")
)


def _endings(steps: list[_Raw], gold: Fraction) -> Iterator[list[_Raw]]:
    """The steps up to one that gives the answer; the likeliest ending first."""
    exact = [at for at, step in enumerate(steps) if close(step.equation.stated, gold)]
    for at in reversed(exact):
        yield steps[: at + 1]
    for at in range(len(steps) - 1, -1, -1):
        if at not in exact and close(steps[at].equation.value, gold):
            yield steps[: at + 1]
    last = steps[-1].equation
    for op, factor in _CONVERSIONS:
        value = last.value * factor if op == "*" else last.value / factor
        if close(value, gold):
            node = Bin(op, Num(last.stated, literal(last.stated), 0), Num(factor, literal(factor), 1))
            yield [*steps, _Raw(Equation(last.line, node, gold, annotated=False), guessed=True)]
            break
    # The answer is a whole number of things, the last step a fraction of one.
    if gold.denominator == 1 and last.value.denominator != 1 and abs(last.value - gold) < 1:
        yield [*steps[:-1], replace(steps[-1], equation=replace(last, stated=gold), guessed=True)]


def _as_step(raw: _Raw, lines: list[Line]) -> Step:
    equation = raw.equation
    line = lines[equation.line]
    said = [*line.question.split(), *raw.meaning.split(), *equation.result]
    words = stems(tuple(word.strip("?.,!;:'\"()").lower() for word in said))
    return Step(equation, equation.value, words, raw.firm)


def _plain(leaf: Num | Var) -> Fraction:
    if isinstance(leaf, Var):
        raise ParseError(f"{leaf.name} is unknown")
    return leaf.value


def literal(value: Fraction) -> str:
    """A number as a Python literal (or a quotient, where it has no short decimal form)."""
    if value.denominator == 1:
        return str(value.numerator)
    for places in range(1, 7):
        if (value * 10**places).denominator == 1:
            return f"{float(value):.{places}f}"
    return f"({value.numerator} / {value.denominator})"


# ----------------------------------------------------------------------------------------------------- the program


class _Program:
    """The steps with their wiring as source: dead steps left out, names given, values computed exactly."""

    def __init__(self, steps: list[_Raw], wiring: Wiring, lines: list[Line], rounded: bool) -> None:
        self.steps, self.wiring, self.lines, self.rounded = steps, wiring, lines, rounded
        self.values: list[Fraction] = []
        for at in range(len(steps)):
            self.values.append(self._value(at))
        self.value = self.values[-1]

    def _value(self, at: int) -> Fraction:
        equation = self.steps[at].equation

        def leaf(node: Num | Var) -> Fraction:
            if isinstance(node, Num) and node.index >= 0:
                source = self.wiring.sources[at][node.index]
                if source.step is not None:
                    return _round(self.values[source.step], source.rounding)
            return _plain(node)

        try:
            value = evaluate(equation.expression, leaf)
        except ParseError as error:
            raise Untaught("the program cannot be evaluated") from error
        return _round(value, self._rounding(at, value))

    def _rounding(self, at: int, value: Fraction) -> str:
        """How a step's value was rounded by the author, where that has to be followed."""
        stated = self.steps[at].equation.stated
        if not self.rounded or close(value, stated) or value.denominator == 1:
            return ""
        if stated.denominator == 1:
            for how in ("floor", "ceil"):
                if _round(value, how) == stated:
                    return how
        for places in range(4):
            if _round(value, f"round{places}") == stated:
                return f"round{places}"
        return ""

    def taught(self, gold: Fraction) -> Taught:
        """Everything about the program, with how sure it is."""
        alive = self._alive()
        program, literals = self.source()
        return Taught(
            program=program,
            steps=in_words(self.lines, gold),
            literals=literals,
            doubts=self._doubts(alive, program),
            count=len(alive),
        )

    def source(self) -> tuple[str, frozenset[Fraction]]:
        """The program, and the numbers that it holds."""
        alive = self._alive()
        names: dict[int, str] = {}
        taken = {"answer"}
        rows: list[str] = []
        literals: set[Fraction] = set()
        for at in alive[:-1]:
            source = self._source(at, names, literals)
            names[at] = self._name(at, taken)
            rows.append(f"{names[at]} = {source}")
        rows.append(f"answer = {self._source(alive[-1], names, literals)}")
        return "\n".join(rows), frozenset(literals)

    def _alive(self) -> list[int]:
        """The steps that the answer depends on."""
        wanted = {len(self.steps) - 1}
        for at in range(len(self.steps) - 1, -1, -1):
            if at in wanted:
                wanted |= {source.step for source in self.wiring.sources[at] if source.step is not None}
        return sorted(wanted)

    def _source(self, at: int, names: dict[int, str], literals: set[Fraction]) -> str:
        def leaf(node: Num | Var) -> str:
            if isinstance(node, Var):
                return node.name
            source = self.wiring.sources[at][node.index] if node.index >= 0 else Source()
            if source.step is None:
                literals.add(node.value)
                return node.literal
            return _rounded_source(names[source.step], source.rounding)

        expression = tidy(self.steps[at].equation.expression)
        how = self._rounding(at, self._unrounded(at))
        if isinstance(expression, Bin) and expression.op == "/":
            if how == "floor":
                return render(replace(expression, op="//"), leaf)
            if how == "ceil":
                return render(Neg(Bin("//", Neg(expression.left), expression.right)), leaf)
        return _rounded_source(render(expression, leaf), how)

    def _unrounded(self, at: int) -> Fraction:
        kept, self.rounded = self.rounded, False
        try:
            return self._value(at)
        finally:
            self.rounded = kept

    def _name(self, at: int, taken: set[str]) -> str:
        step = self.steps[at]
        line = self.lines[step.equation.line]
        after = " ".join(step.equation.result)
        alone = [s for s in self.steps if s.equation.line == step.equation.line][-1] is step
        texts = [step.meaning]
        if asks(line.question) and alone:
            texts.append(line.question)
        if step.letter:
            texts.append(step.letter)
        else:
            texts += [after, _before_number(line.text), line.question if asks(line.question) else "", line.text]
        return name_for([text for text in texts if text], taken)

    def _doubts(self, alive: list[int], program: str) -> tuple[str, ...]:
        found = []
        if any(not self._amounts_to(program, rival) for rival in self.wiring.rivals):
            found.append("ambiguous operand")
        if self.wiring.ungrounded:
            found.append("number from nowhere")
        if any(self.steps[at].firm for at in range(len(self.steps)) if at not in alive):
            found.append("unused step")
        if self.rounded or any(source.rounding for at in alive for source in self.wiring.sources[at]):
            found.append("rounded")
        if self.steps[-1].guessed:
            found.append("guessed ending")
        return tuple(found)

    def _amounts_to(self, program: str, rival: Sources) -> bool:
        """Whether another wiring of the same steps gives the same program but for names and order."""
        try:
            other = _Program(self.steps, Wiring(rival), self.lines, self.rounded)
            return compare(program, other.source()[0]).same
        except (Untaught, NotArithmetic):
            return False


def _round(value: Fraction, how: str) -> Fraction:
    match how:
        case "floor":
            return Fraction(value.__floor__())
        case "ceil":
            return Fraction(value.__ceil__())
        case "":
            return value
    places = int(how.removeprefix("round") or 0)
    # Half away from zero, as people round; the sandbox's round() does the same (not half to even).
    scaled = abs(value) * 10**places
    rounded = Fraction((scaled + Fraction(1, 2)).__floor__(), 10**places)
    return rounded if value >= 0 else -rounded


def _rounded_source(source: str, how: str) -> str:
    match how:
        case "":
            return source
        case "floor":
            return f"int({source})"
        case "ceil":
            return f"-(-({source}) // 1)"
    places = how.removeprefix("round") or "0"
    return f"round({source})" if places == "0" else f"round({source}, {places})"


def _before_number(text: str) -> str:
    """The words before a line's first figure: "Natalia sold 48/2 ..." gives "Natalia sold"."""
    for at, character in enumerate(text):
        if character.isdigit() or character == "$":
            return text[:at]
    return ""


def in_words(lines: list[Line], gold: Fraction) -> str:
    """The solution as steps in words, ending in ``Answer: N``."""
    return "\n".join([*(line.text for line in lines if line.text), f"Answer: {literal(gold)}"])
