"""The pieces of the gold teacher: expressions, lines, unknowns, names, wiring."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpdd_edge.teacher.gold_algebra import solve
from kpdd_edge.teacher.gold_expr import Num, ParseError, Var, clean, evaluate, parse, plain, render, tidy
from kpdd_edge.teacher.gold_names import asks, name_for, words_of
from kpdd_edge.teacher.gold_text import close, number, read_solution, text_equations
from kpdd_edge.teacher.gold_wiring import Step, stems, wire


def source(text: str) -> str:
    return render(parse(clean(text)), leaf)


def leaf(node: Num | Var) -> str:
    return node.literal if isinstance(node, Num) else node.name


@pytest.mark.parametrize(
    ("written", "shown", "value"),
    [
        ("48/2", "48 / 2", 24),
        ("(600*2)*2", "600 * 2 * 2", 2400),
        ("50*20%", "50 * 20 / 100", 10),
        ("5+2(4)", "5 + 2 * 4", 13),
        ("80(.95)", "80 * 0.95", 76),
        ("1-(2-3)", "1 - (2 - 3)", 2),
        ("100/(2/3)", "100 / (2 / 3)", 150),
        ("8*(7//2)", "8 * (7 // 2)", 24),
        ("-(3+2)", "-(3 + 2)", -5),
        ("7 x 3", "7 * 3", 21),
        ("$1,200.50 × 2", "1200.5 * 2", 2401),
        ("10−4", "10 - 4", 6),
        ("½*8", "1 / 2 * 8", 4),
    ],
)
def test_expressions_are_read_and_printed_without_needless_brackets(written: str, shown: str, value: int) -> None:
    assert source(written) == shown
    assert evaluate(parse(clean(written)), plain) == value


@pytest.mark.parametrize(
    "text", ["", "2+", "(2", "2 3", "a$b", "2**2**2**2**9", "1/0", "((" * 400, "9" * 50, "__import__"]
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(ParseError):
        evaluate(parse(clean(text)), plain)


_numbers = st.integers(1, 99).map(str)
_expressions = st.recursive(
    _numbers,
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})"),
    max_leaves=8,
)


@given(_expressions)
@settings(deadline=None, max_examples=200)
def test_printing_keeps_the_value(text: str) -> None:
    node = parse(text)
    try:
        value = evaluate(node, plain)
    except ParseError:
        return  # a division by zero
    assert evaluate(parse(render(node, leaf)), plain) == value
    assert evaluate(tidy(node), plain) == value


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=300)
def test_no_text_breaks_the_readers(text: str) -> None:
    number(text)
    list(text_equations(0, text))
    solve(read_solution(text), Fraction(1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She earned 7 coins x 4 days = 28 coins.", ["7 * 4=28"]),
        ("Isak has $120+$15 = $135", ["120 + 15=135"]),
        ("100% - 70% = 30% remain", ["100 - 70=30"]),
        ("so 50% * 20% = 10%", ["50 / 100 * 20 / 100=1/10"]),
        ("12 fish / 48 fish * 100% = 25%", ["12 / 48 * 100=25"]),
        ("30 plus 28 plus 32 equals 90", ["30 + 28 + 32=90"]),
        ("14 * 1 1/2 = 21 birds", ["14 * (1 + 1 / 2)=21"]),
        ("2 + 2 = 5", []),
        ("5x = 7200", []),
        ("at 7:30 he had 4 = four", []),
        ("10 / 3 = 3.33", ["10 / 3=333/100"]),
    ],
)
def test_equations_are_found_in_words(text: str, expected: list[str]) -> None:
    assert [f"{render(e.expression, leaf)}={e.stated}" for e in text_equations(0, text)] == expected


def test_a_line_knows_its_question_words_units_and_result() -> None:
    (line,) = read_solution("How many cups? ** She fills 7 cups/tray * 6 trays = <<7*6=42>>42 cups in all.")
    assert (line.question, line.text) == ("How many cups?", "She fills 7 cups/tray * 6 trays = 42 cups in all.")
    (equation,) = line.equations
    assert equation.stated == 42
    assert equation.units == (("cups", "tray"), ("trays",))
    assert equation.result == ("cups", "in", "all")


def test_plain_lines_have_no_question_and_powers_are_no_separator() -> None:
    lines = read_solution("The cube holds 2**3=<<2**3=8>>8 litres.\n#### 8")
    assert [(line.question, len(line.equations)) for line in lines] == [("", 1)]


@pytest.mark.parametrize(
    ("lines", "gold", "expected"),
    [
        (["Let m be the meals.", "8m + m = 27", "9m = 27", "m = <<3=3>>3"], 3, ("27 / (8 + 1)", "the meals")),
        (["Let x be the price.", "2x + 100 = 1000", "x = 450"], 450, ("(1000 - 100) / 2", "the price")),
        (["Let r represent the roses.", "5(r + 15) = 10r", "r = <<15=15>>15"], 15, ("5 * 15 / (10 - 5)", "the roses")),
        (["Let a be his age.", "a - 1/5*a = 24", "a = 30"], 30, ("24 / (1 - 1 / 5)", "his age")),
    ],
)
def test_an_unknown_becomes_arithmetic(lines: list[str], gold: int, expected: tuple[str, str]) -> None:
    found = solve(read_solution("\n".join(lines)), Fraction(gold))
    assert found is not None
    assert (render(found.expression, leaf), found.meaning) == expected
    assert found.value == gold


@pytest.mark.parametrize("lines", [["x*x = 9", "x = 3"], ["no letters here: 2 + 2 = 4"], ["x = y + 2", "x = 5"], []])
def test_what_is_not_linear_in_one_unknown_is_left_alone(lines: list[str]) -> None:
    assert solve(read_solution("\n".join(lines)), Fraction(99)) is None


def test_names() -> None:
    assert words_of("How many clips did Nora sell in May?") == ["clips", "nora", "sell", "may"]
    assert words_of("How old is Tom's dog?") == ["tom", "dog", "age"]
    taken = {"answer"}
    assert name_for(["How many red pens are there?"], taken) == "red_pens"
    assert name_for(["How many red pens are there?"], taken) == "red_pens_2"
    assert name_for(["How many 6-packs does he have?"], taken) == "n_6_packs"
    assert name_for(["What is the lambda?"], taken) == "lambda_"
    assert name_for([], taken) == "value"
    assert asks("How many are left?")
    assert not any(map(asks, ["Divide by 2", "Simplify", "Define a variable", ""]))


def _steps(solution: str) -> list[Step]:
    lines = read_solution(solution)
    return [Step(e, e.value, stems(line.question.split())) for line in lines for e in line.equations]


def _bound(text: str, solution: str) -> list[list[int | None]]:
    return [[source.step for source in step] for step in wire(text, _steps(solution)).sources]


def test_a_number_of_the_problem_is_not_a_result_that_is_used_elsewhere() -> None:
    text = "There are 3 shelves with 4 pots each. 12 pots are sold at $12 each. What do they bring?"
    assert _bound(text, "3*4=<<3*4=12>>12\n12*12=<<12*12=144>>144")[1].count(0) == 1


def test_the_words_after_a_number_decide() -> None:
    text = "A cart has 5 bags of 2 apples. It also has 10 nuts. A child eats 3 nuts, another eats 4 apples."
    solution = (
        "How many apples are there? ** 5*2=<<5*2=10>>10 apples\n"
        "How many nuts are left? ** 10 nuts - 3 nuts=<<10-3=7>>7 nuts\n"
        "How many apples are left? ** 10 apples - 4 apples=<<10-4=6>>6 apples\n"
        "How many are left? ** 7+6=<<7+6=13>>13"
    )
    assert _bound(text, solution) == [[None, None], [None, None], [0, None], [1, 2]]


def test_a_result_is_bound_where_nothing_else_says_the_number() -> None:
    assert _bound("Six rows of 7 seats, 5 taken.", "6*7=<<6*7=42>>42\n42-5=<<42-5=37>>37")[1] == [0, None]


def test_an_unsure_choice_has_rivals_and_a_sure_one_none() -> None:
    sure = wire("Six rows of 7 seats, 5 taken.", _steps("6*7=<<6*7=42>>42\n42-5=<<42-5=37>>37"))
    assert sure.rivals == ()
    unsure = wire("There are 12 and 3 and 4.", _steps("3*4=<<3*4=12>>12\n12+12-12=<<12+12-12=12>>12"))
    assert unsure.rivals


def test_numbers_from_nowhere_are_counted() -> None:
    assert wire("Two of 5.", _steps("5*71.5=<<5*71.5=357.5>>357.5")).ungrounded == 1


@given(st.fractions(min_value=-50, max_value=50), st.fractions(min_value=-50, max_value=50))
@settings(deadline=None, max_examples=200)
def test_closeness_is_the_exact_comparison(a: Fraction, b: Fraction) -> None:
    assert close(a, b) == (abs(a - b) <= Fraction(1, 10**6) * max(Fraction(1), abs(a), abs(b)))
