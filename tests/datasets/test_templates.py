"""Every family, many seeds: the parts of a problem agree with one another, and the English holds."""

from __future__ import annotations

import ast
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction

import pytest

from kpdd_edge.answer import read_answer, same_answer
from kpdd_edge.datasets.templates import families, generate, registry, sample, stream
from kpdd_edge.datasets.templates.english import number_words, ordinal
from kpdd_edge.datasets.templates.scene import Scene
from kpdd_edge.datasets.templates.things import nouns
from kpdd_edge.errors import UsageError
from kpdd_edge.problem import Problem, Status
from kpdd_edge.sandbox import open_sandbox

SEEDS_PER_FAMILY = 5

#: Numbers that nobody needs to be told: halves and doubles, days, months, sides, grams, minutes, degrees, coins.
KNOWN = {0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 25, 60, 100, 180, 1000}

WORDS = {number_words(n): Fraction(n) for n in range(101)} | {ordinal(n): Fraction(n) for n in range(4, 13)}
WORDS |= {"half": Fraction(2), "twice": Fraction(2), "dozen": Fraction(12)}
for _bottom, _word in {3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 8: "eighth", 10: "tenth"}.items():
    WORDS |= {_word: Fraction(_bottom), f"{_word}s": Fraction(_bottom)}
DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")


def numbers_in(text: str) -> set[Fraction]:
    """Every number that stands in a text, in figures or in words."""
    found = {Fraction(match.replace(",", "").rstrip(".")) for match in DIGITS.findall(text)}
    words = re.findall(r"[a-z]+(?:-[a-z]+)?", text.lower())
    for word in words:
        found.update(WORDS[part] for part in (word, *word.split("-")) if part in WORDS)
    return found


@pytest.fixture(scope="module")
def problems() -> list[Problem]:
    return [sample(name, seed) for name in families() for seed in range(SEEDS_PER_FAMILY)]


# Programs, steps and gold


class Evaluator:
    """Runs the flat programs of the templates exactly: assignments, arithmetic, max, min and a search over range."""

    def run(self, program: str) -> dict[str, Fraction]:
        env: dict[str, Fraction] = {}
        for line in ast.parse(program).body:
            assert isinstance(line, ast.Assign), ast.unparse(line)
            (target,) = line.targets
            assert isinstance(target, ast.Name)
            assert target.id not in env, f"{target.id} is assigned twice"
            env[target.id] = self.value(line.value, env)
        return env

    def value(self, node: ast.expr, env: Mapping[str, Fraction]) -> Fraction:
        match node:
            case ast.Constant(value=int() | float()):
                return Fraction(str(node.value))
            case ast.Name(id=name):
                return env[name]
            case ast.BinOp(left=left, op=op, right=right):
                a, b = self.value(left, env), self.value(right, env)
                match op:
                    case ast.Add():
                        return a + b
                    case ast.Sub():
                        return a - b
                    case ast.Mult():
                        return a * b
                    case ast.Div():
                        return a / b
                    case ast.FloorDiv():
                        return Fraction(a // b)
                    case ast.Mod():
                        return a % b
            case ast.Call(func=ast.Name(id="max" | "min" as name), args=[ast.GeneratorExp() as found]):
                return (max if name == "max" else min)(self.search(found, env))
            case ast.Call(func=ast.Name(id="max" | "min" as name), args=args):
                return (max if name == "max" else min)(self.value(arg, env) for arg in args)
        raise AssertionError(f"no such thing in a template's program: {ast.unparse(node)}")

    def search(self, node: ast.GeneratorExp, env: Mapping[str, Fraction]) -> Iterator[Fraction]:
        (loop,) = node.generators
        assert isinstance(loop.iter, ast.Call)
        assert isinstance(loop.target, ast.Name)
        (condition,) = loop.ifs
        tests = condition.values if isinstance(condition, ast.BoolOp) else [condition]
        for number in range(*(int(self.value(arg, env)) for arg in loop.iter.args)):
            inner = {**env, loop.target.id: Fraction(number)}
            if all(isinstance(t, ast.Compare) and self.value(t.left, inner) == 0 for t in tests):
                yield Fraction(number)


def test_every_program_gives_the_gold_answer(problems: list[Problem]) -> None:
    for problem in problems:
        program = problem.rationales[0].text
        env = Evaluator().run(program)
        assert env["answer"] == Fraction(str(problem.gold)), f"{problem.id}\n{program}"
        assert all(value > 0 for value in env.values()), f"{problem.id}\n{program}"
        assert program.splitlines()[-1].startswith("answer = ")


def test_a_program_starts_with_its_givens_and_uses_every_name(problems: list[Problem]) -> None:
    for problem in problems:
        lines = ast.parse(problem.rationales[0].text).body
        given = [isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant) for line in lines]
        assert given == sorted(given, reverse=True), f"{problem.id}: a given after a step"
        called = {"max", "min", "range", "n", "answer"}
        stored = Counter(
            n.id for line in lines for n in ast.walk(line) if isinstance(n, ast.Name) and n.id not in called
        )
        unused = [name for name, count in stored.items() if count < 2 and name not in called]
        assert not unused, f"{problem.id}: {unused} never used"


def test_the_steps_compute_what_they_say_and_end_in_the_answer(problems: list[Problem]) -> None:
    for problem in problems:
        *steps, last = problem.rationales[1].text.splitlines()
        assert last == f"Answer: {problem.gold}"
        assert len(steps) == problem.meta["steps"] == families()[str(problem.meta["family"])].steps, problem.id
        for step in steps:
            left, right = step.rsplit(" = ", 1)
            expression = re.search(r"((?:gcd|lcm)\(.+\)|[\d.()][\d.()*/+% -]*)$", left)
            result = re.match(r"\d+(?:\.\d+)?", right)
            assert expression is not None, f"{problem.id}: {step}"
            assert result is not None, f"{problem.id}: {step}"
            assert worked_out(expression.group(1)) == Fraction(result.group(0)), f"{problem.id}: {step}"


def worked_out(expression: str) -> Fraction:
    if found := re.fullmatch(r"(gcd|lcm)\((\d+), (\d+)\)", expression):
        return Fraction(getattr(math, found.group(1))(int(found.group(2)), int(found.group(3))))
    return Evaluator().value(ast.parse(expression, mode="eval").body, {})


def test_answers_are_whole_numbers_or_short_decimals(problems: list[Problem]) -> None:
    for problem in problems:
        assert problem.gold is not None
        assert re.fullmatch(r"[1-9]\d{0,6}|\d{1,6}\.\d{1,2}", problem.gold), f"{problem.id}: {problem.gold}"
        money = re.search(r"[$£€]|dollar|pound|euro|cost|price|kilogram|battery", problem.text)
        assert "." not in problem.gold or money, f"{problem.id}: {problem.gold} for {problem.text}"


def test_the_project_reads_the_answers_as_meant(problems: list[Problem]) -> None:
    for problem in problems:
        said = read_answer(problem.rationales[1].text)
        assert same_answer(said, read_answer(str(problem.gold))), f"{problem.id}: {said}"


def test_programs_run_in_the_sandbox(problems: list[Problem]) -> None:
    box = open_sandbox()
    try:
        for problem in problems[:: SEEDS_PER_FAMILY + 1]:
            outcome = box.run(problem.rationales[0].text)
            if outcome.status is Status.REFUSED:
                pytest.skip("no sandbox runs on this machine")
            assert outcome.status is Status.OK, f"{problem.id}: {outcome.error}"
            assert outcome.answer is not None
            assert same_answer(read_answer(outcome.answer), read_answer(str(problem.gold))), problem.id
    finally:
        box.close()


# Facts and numbers


def test_the_facts_hold_the_numbers_of_the_problem(problems: list[Problem]) -> None:
    for problem in problems:
        assert problem.key_points is not None
        known = numbers_in(problem.text)
        for fact in problem.key_points.information:
            missing = numbers_in(fact) - known - {1}  # "one" is mostly no number
            assert not missing, f"{problem.id}: {missing} of {fact!r} not in {problem.text!r}"


def test_the_program_uses_numbers_of_the_facts(problems: list[Problem]) -> None:
    for problem in problems:
        assert problem.key_points is not None
        facts = numbers_in(" ".join(problem.key_points.information))
        for node in ast.walk(ast.parse(problem.rationales[0].text)):
            if isinstance(node, ast.Constant):
                value = Fraction(str(node.value))
                assert value in facts or value in KNOWN, f"{problem.id}: {value} is in no fact of {problem.text!r}"


def test_numbers_that_do_not_matter_stay_out_of_the_facts() -> None:
    for name in families():
        if not name.startswith(("surplus.", "select.")) or name == "select.left_difference":
            continue
        problem = sample(name, 5)
        assert problem.key_points is not None
        facts = numbers_in(" ".join(problem.key_points.information))
        assert numbers_in(problem.text) - facts, f"{name} has no irrelevant number: {problem.text}"


def test_a_fact_per_line_without_repeats(problems: list[Problem]) -> None:
    for problem in problems:
        assert problem.key_points is not None
        facts = problem.key_points.information
        assert 1 <= len(facts) <= 12, problem.id
        assert len(set(facts)) == len(facts), problem.id


# English

HYGIENE = {
    "markup left over": re.compile(r"[{}<>~|\[\]\x00-\x1f]|\([^)]*/[^)]*\)"),
    "spaces": re.compile(r"  |^ | $| [.,?!;]"),
    "sentence starts small": re.compile(r"^[a-z]|(?<![ap]\.m)[.?!] [a-z]"),
    "full stops": re.compile(r"\.\."),
    "a for an": re.compile(r"\b[Aa] (?=[aeioAEIO]|8\b|8\d|11\b|18\b)(?!one|eu)"),
    "an for a": re.compile(r"\b[Aa]n (?![aeiouAEIOU]|8|11|18|hour|\$8|\$11|\$18|£8|€8)"),
    "one of many": re.compile(r"(?<![\d.,/:$£€])\b1 (?!less\b|has\b|is\b|was\b)[a-z]+s (?!past)"),
    "doubled word": re.compile(r"\b([a-z]+) \1\b"),
}
#: A core question from which a fact was cut without the word before it. Some rightly end so: "start with", "think of".
OPEN_END = re.compile(
    r"\b(?:for|at|from|after|if|when|and|than|the|a|an|(?<!up )to|(?<!start )(?<!begin )(?<!part )with|(?<!think )of"
    r"|(?<!take )(?<!took )(?<!taken )(?<!came )(?<!called )(?<!drove )in)[?.]$"
)


def test_the_english_is_clean(problems: list[Problem]) -> None:
    for problem in problems:
        assert problem.key_points is not None
        steps = problem.rationales[1].text.splitlines()[:-1]
        for part in (problem.text, str(problem.key_points.core_question), *problem.key_points.information, *steps):
            for what, pattern in HYGIENE.items():
                assert not pattern.search(part), f"{problem.id}: {what}: {part!r}"
        assert not OPEN_END.search(str(problem.key_points.core_question)), problem.id


def test_questions_and_facts_are_sentences(problems: list[Problem]) -> None:
    for problem in problems:
        assert problem.key_points is not None
        core = str(problem.key_points.core_question)
        assert re.match(r"[A-Z]", core), problem.id
        assert core.endswith("?") or (core.startswith("Find ") and core.endswith(".")), f"{problem.id}: {core}"
        assert str(problem.question).endswith(("?", ".")), problem.id
        assert all(re.fullmatch(r"[A-Z0-9$£€].*\.", fact) for fact in problem.key_points.information), problem.id
        assert not problem.body or problem.body.endswith((".", "!")), f"{problem.id}: {problem.body}"


def test_text_is_body_and_question(problems: list[Problem]) -> None:
    for problem in problems:
        parts = [part for part in (problem.body, problem.question) if part]
        assert problem.text in (" ".join(parts), " ".join(reversed(parts)))


def test_facts_and_questions_name_people_rather_than_pointing(problems: list[Problem]) -> None:
    for problem in problems:
        assert problem.key_points is not None
        for part in (str(problem.key_points.core_question), *problem.key_points.information):
            assert not re.match(r"(?:She|He|Her|His|Him)\b", part), f"{problem.id}: {part}"


# The collection


def test_there_are_many_families_of_every_length() -> None:
    found = families()
    assert len(found) >= 200
    steps = Counter(family.steps for family in found.values())
    assert all(steps[n] >= 3 for n in range(1, 7)), steps
    assert len({family.topic for family in found.values()}) >= 20
    for name, family in found.items():
        assert re.fullmatch(r"[a-z0-9]+\.[a-z0-9_]+", name)
        assert family.name == name
        assert family.doc[:1].isupper(), f"{name}: {family.doc!r}"
        assert family.doc.endswith((".", "?")), f"{name}: {family.doc!r}"


def test_families_have_several_wordings() -> None:
    words = sorted(nouns() | {plural: one for one, plural in nouns().items()}, key=len, reverse=True)
    masked = re.compile(r"\d[\d.,]*|\b[A-Z][a-z]+\b|\b(?:" + "|".join(words) + r")\b")
    for name in families():
        shapes = {masked.sub("#", sample(name, seed).text) for seed in range(10)}
        assert len(shapes) >= 3, name


def test_problems_carry_their_origin() -> None:
    problem = sample("change.gains", 41)
    assert problem.id == "template:change.gains:41"
    assert (problem.dataset, problem.split) == ("templates", "train")
    assert problem.meta == {"family": "change.gains", "steps": 1, "seed": 41}
    assert [rationale.kind for rationale in problem.rationales] == ["pot", "cot"]


def test_a_seed_gives_the_same_problem_again() -> None:
    assert [generate(seed) for seed in range(60)] == [generate(seed) for seed in range(60)]
    assert list(stream(40, 7)) == list(stream(40, 7))
    assert list(stream(40, 7)) != list(stream(40, 8))


def test_any_seed_will_do() -> None:
    for seed in (-1, 0, 2**31, 2**63, 10**30):
        assert sample("money.two_kinds_change", seed).gold
        assert generate(seed).gold


def test_a_stream_has_no_two_problems_of_the_same_text() -> None:
    drawn = list(stream(1000, 3))
    assert len(drawn) == 1000
    assert len({problem.text for problem in drawn}) == 1000
    raw = [generate(seed).text for seed in range(1000)]
    assert len(set(raw)) > 0.98 * len(raw)


def test_every_family_is_reached() -> None:
    found = families()
    lightest = min(family.weight for family in found.values())
    share = lightest / sum(family.weight for family in found.values())
    assert share > 1 / 2000
    seen = {str(problem.meta["family"]) for problem in stream(3000, 11)}
    assert len(seen) > 0.97 * len(found)


def test_a_stream_of_chosen_families_and_lengths() -> None:
    names = ["ages.shift", "home.eggs"]
    assert {problem.meta["family"] for problem in stream(30, 1, names)} == set(names)
    weighted = Counter(str(p.meta["family"]) for p in stream(200, 1, {"ages.shift": 9.0, "home.eggs": 1.0}))
    assert weighted["ages.shift"] > 4 * weighted["home.eggs"] > 0
    assert {problem.meta["steps"] for problem in stream(60, 1, steps=(3, 4))} == {3, 4}
    assert list(stream(0, 1)) == []
    ages = {name for name in families() if name.startswith("ages.")}
    assert {problem.meta["family"] for problem in stream(200, 1, ["ages.*", "home.eggs"])} == ages | {"home.eggs"}


def test_distractors_are_put_in_as_often_as_asked_and_change_no_answer() -> None:
    plain = [name for name, family in families().items() if not family.topic.startswith("contrast")]

    def needless(distractors: float) -> int:
        found = 0
        for problem in stream(400, 4, plain, steps=(1, 2), distractors=distractors):
            assert problem.key_points is not None
            needed = numbers_in(" ".join((*problem.key_points.information, problem.key_points.core_question)))
            found += bool(numbers_in(problem.text) - needed - KNOWN)
            assert Evaluator().run(problem.rationales[0].text)["answer"] == Fraction(str(problem.gold))
        return found

    none, half, many = needless(0), needless(0.5), needless(1)
    assert none < half < many
    assert many > none + 60


def test_unknown_families_and_impossible_choices_are_refused() -> None:
    with pytest.raises(UsageError, match=r"change\.gains"):
        sample("change.gain", 1)
    with pytest.raises(UsageError, match="Did you mean"):
        next(stream(1, 1, ["home.egg"]))
    with pytest.raises(UsageError, match="No problem family fits"):
        next(stream(1, 1, steps=(90, 99)))


def test_a_stream_that_runs_dry_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    families()
    tiny = registry.Family("tiny.two", "test", 1, "Two problems.", 1.0, _write_tiny)
    monkeypatch.setitem(registry._FAMILIES, "tiny.two", tiny)
    with pytest.raises(UsageError, match="gave only 2 different problems of the 5"):
        list(stream(5, 1, ["tiny.two"]))


def _write_tiny(s: Scene) -> None:
    x, y = s.given("first number", s.choose(1, 2)), s.given("second number", 3)
    s.step("total", x + y, "Together it is #")
    s.forms(f"// What are [{x:d} cats|there are {x:d} cats] and [{y:d} dogs|there are {y:d} dogs]? || How many is it?")
