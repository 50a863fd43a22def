"""The parts that the template families are written with: expressions, markup, people, words, reshaping."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpdd_edge.datasets.templates import registry, reshape
from kpdd_edge.datasets.templates.english import (
    fix_articles,
    listing,
    number_words,
    ordinal,
    plural,
    sentence_case,
)
from kpdd_edge.datasets.templates.expr import Call, Const, Expr, Leaf, Op, Operator, Reject, decimal
from kpdd_edge.datasets.templates.render import AuthorError, insert_aside, resolve_choices
from kpdd_edge.datasets.templates.reshape import Form, sentences
from kpdd_edge.datasets.templates.scene import Scene
from kpdd_edge.datasets.templates.things import GROUPS, THINGS
from kpdd_edge.problem import Problem

# Expressions


def trees() -> st.SearchStrategy[Expr]:
    leaves = st.integers(1, 60).map(lambda n: Leaf(f"x{n}", Fraction(n), str(n)))
    constants = st.integers(1, 12).map(Const)

    def grow(children: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
        operators: st.SearchStrategy[Operator] = st.sampled_from(["+", "-", "*", "/"])
        return st.builds(_op, operators, children, children)

    return st.recursive(leaves | constants, grow, max_leaves=8)


def _op(operator: Operator, left: Expr, right: Expr) -> Expr:
    try:
        return Op(operator, left, right)
    except Reject:
        return Op("+", left, right)


@settings(max_examples=300, deadline=None)
@given(trees())
def test_what_is_written_has_the_value_that_was_computed(expression: Expr) -> None:
    env = {leaf.name: leaf.value for leaf in expression.leaves()}
    assert _value(expression.named(), env) == expression.value
    assert _value(expression.worked(), {}) == expression.value


def _value(source: str, env: dict[str, Fraction]) -> Fraction:
    def value(node: ast.expr) -> Fraction:
        match node:
            case ast.Constant(value=int() as number):
                return Fraction(number)
            case ast.Name(id=name):
                return env[name]
            case ast.BinOp(left=left, op=op, right=right):
                a, b = value(left), value(right)
                operations: dict[type[ast.operator], Callable[[], Fraction]] = {
                    ast.Add: lambda: a + b,
                    ast.Sub: lambda: a - b,
                    ast.Mult: lambda: a * b,
                    ast.Div: lambda: a / b,
                }
                return operations[type(op)]()
        raise AssertionError(ast.dump(node))

    return value(ast.parse(source, mode="eval").body)


def test_parentheses_stand_where_they_are_needed_and_nowhere_else() -> None:
    a, b, c = (Leaf(name, Fraction(n), str(n)) for name, n in (("a", 12), ("b", 3), ("c", 2)))
    assert (a - (b + c)).named() == "a - (b + c)"
    assert (a / (b * c)).named() == "a / (b * c)"
    assert ((a + b) * c).named() == "(a + b) * c"
    assert (a + (b + c)).named() == "a + b + c"
    assert (a - b - c).worked() == "12 - 3 - 2"
    assert (100 - a).named() == "100 - a"


def test_a_division_by_nothing_is_no_problem_to_give() -> None:
    a = Leaf("a", Fraction(4), "4")
    with pytest.raises(Reject):
        _ = a / (a - 4)


def test_common_divisors_and_multiples_need_no_import() -> None:
    a, b = Leaf("a", Fraction(12), "12"), Leaf("b", Fraction(18), "18")
    assert Call("gcd", a, b).value == 6
    assert Call("lcm", a, b).value == 36
    assert Call("gcd", a, b).named() == "max(n for n in range(1, a + 1) if a % n == 0 and b % n == 0)"
    assert Call("lcm", a, b).worked() == "lcm(12, 18)"
    assert Call("min", a, b).value == 12


@pytest.mark.parametrize(
    ("value", "written"),
    [(Fraction(7), "7"), (Fraction(7, 2), "3.5"), (Fraction(1, 20), "0.05"), (Fraction(-9, 4), "-2.25")],
)
def test_decimals_are_short_and_exact(value: Fraction, written: str) -> None:
    assert decimal(value) == written


def test_a_number_without_end_is_rejected() -> None:
    with pytest.raises(Reject):
        decimal(Fraction(1, 3))


# English


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("box", "boxes"), ("berry", "berries"), ("toy", "toys"), ("bookshelf", "bookshelves"), ("bunch", "bunches"),
        ("loaf of bread", "loaves of bread"), ("piece of chalk", "pieces of chalk"), ("glass", "glasses"),
        ("sweet potato", "sweet potatoes"), ("sheep", "sheep"), ("person", "people"), ("knife", "knives"),
        ("photo", "photos"), ("potato", "potatoes"),
    ],
)  # fmt: skip
def test_plurals(one: str, many: str) -> None:
    assert plural(one) == many


def test_number_words() -> None:
    assert [number_words(n) for n in (0, 13, 20, 42, 100, 415)] == [
        "zero", "thirteen", "twenty", "forty-two", "one hundred", "four hundred fifteen",
    ]  # fmt: skip
    assert [ordinal(n) for n in (1, 9, 11, 12, 22, 103)] == ["first", "ninth", "11th", "12th", "22nd", "103rd"]
    with pytest.raises(ValueError, match="no words"):
        number_words(1000)


def test_articles_follow_the_sound() -> None:
    assert fix_articles("a apple, an unit, a hour, an one-way ticket") == "an apple, a unit, an hour, a one-way ticket"
    assert fix_articles("a $8 ticket, a 80-page book, an 12-page book, a 11th") == (
        "an $8 ticket, an 80-page book, a 12-page book, an 11th"
    )
    assert fix_articles("Vitamin A in an used box") == "Vitamin A in a used box"


def test_sentences_start_with_a_capital_but_not_after_a_clock_time() -> None:
    assert sentence_case("it is 3 p.m. and late. go home.") == "It is 3 p.m. and late. Go home."
    assert listing(["a", "b", "c"]) == "a, b and c"


def test_the_word_bank_is_large_and_without_slips() -> None:
    ones = [thing.one for things in THINGS.values() for thing in things]
    assert len(set(ones)) >= 300
    for things in THINGS.values():
        low, high = things[0].kind.price
        assert 0 < low < high
        assert all(thing.one == thing.one.strip() and thing.one and thing.many for thing in things)
    assert all(kind in THINGS for kinds in GROUPS.values() for kind in kinds)


# Markup and scenes


def written(write: Callable[[Scene], None], seed: int = 1) -> Problem:
    """The problem that a family body writes, without any reshaping."""
    scene = Scene(Random(seed))
    write(scene)
    return scene.problem("test.test", seed)


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reshape, "SHARE", 0.0)


@pytest.mark.usefixtures("plain")
def test_pronouns_become_names_in_facts_and_in_the_core_question() -> None:
    def write(s: Scene) -> None:
        a = s.child("she")
        x, y = s.given("apples at first", 12), s.given("apples eaten", 5)
        s.step("apples left", x - y, f"{a} has # apples left")
        s.forms(
            f"[{a} had {x:d} apples.] [{a.he} ate {y:d} of {a.his} apples.|{a.he} ate {y:d} of {a.own} apples.] "
            f"// How many <of them~apples> does {a.he} have left?"
        )

    for seed in range(20):
        problem = written(write, seed)
        assert problem.key_points is not None
        first, second = problem.key_points.information
        name = first.split(" had ")[0]
        assert str(problem.body).endswith("She ate 5 of her apples.")
        assert str(problem.question) == "How many of them does she have left?"
        assert (first, second) == (f"{name} had 12 apples.", f"{name} ate 5 of her apples.")
        assert problem.key_points.core_question == f"How many apples does {name} have left?"
        assert problem.rationales[1].text == f"{name} has 12 - 5 = 7 apples left.\nAnswer: 7"
        assert problem.rationales[0].text == (
            "apples_at_first = 12\napples_eaten = 5\napples_left = apples_at_first - apples_eaten\nanswer = apples_left"
        )


@pytest.mark.usefixtures("plain")
def test_facts_follow_the_order_of_use_and_numbers_in_them_are_figures() -> None:
    def write(s: Scene) -> None:
        s.style = type(s.style)(words_up_to=20)
        gone, had = s.given("gone", 4), s.given("had", 9)
        s.step("left", had - gone, "# are left")
        s.forms(
            f"[{gone} birds flew off.] [There had been {had}.|There had been {had} birds.] // How many birds are left?"
        )

    problem = written(write)
    assert problem.key_points is not None
    assert problem.body == "Four birds flew off. There had been nine."
    assert problem.key_points.information == ("There had been 9 birds.", "4 birds flew off.")
    assert problem.rationales[0].text.startswith("had = 9\ngone = 4\n")


@pytest.mark.usefixtures("plain")
def test_somebody_by_trade_is_a_baker_first_and_the_baker_then() -> None:
    def write(s: Scene) -> None:
        a = s._add_person(lambda: "baker", "he", is_role=True)
        x = s.given("rolls", 8)
        s.step("double", x * 2, f"{a} needs # rolls")
        s.forms(f"[{a} makes {x:d} rolls.] Then {a} makes as many again. // How many rolls does {a.he} make?")

    problem = written(write)
    assert problem.key_points is not None
    assert problem.text == "A baker makes 8 rolls. Then the baker makes as many again. How many rolls does he make?"
    assert problem.key_points.core_question == "How many rolls does the baker make?"
    assert problem.key_points.information == ("The baker makes 8 rolls.",)


@pytest.mark.usefixtures("plain")
def test_facts_are_cut_out_of_the_question() -> None:
    def write(s: Scene) -> None:
        x, y = s.given("boxes", 3), s.given("pens per box", 6)
        s.step("pens", x * y, "There are # pens")
        s.forms(
            f"// If [there are {x:d} boxes] and [each has {y:d} pens|each box has {y:d} pens], how many pens is that?"
        )

    problem = written(write)
    assert problem.key_points is not None
    assert problem.text == "If there are 3 boxes and each has 6 pens, how many pens is that?"
    assert problem.key_points.core_question == "How many pens is that?"
    assert problem.key_points.information == ("There are 3 boxes.", "Each box has 6 pens.")


def test_one_of_a_thing_is_singular_in_the_steps() -> None:
    def write(s: Scene) -> None:
        x, y = s.given("toy cars", 5), s.given("toy cars lost", 4)
        s.step("toy cars left", x - y, "# toy cars are left")
        s.forms(f"[There were {x:d} toy cars.] [{y:d} got lost.] // How many toy cars are left?")

    assert written(write).rationales[1].text.startswith("5 - 4 = 1 toy car ")


@pytest.mark.parametrize(
    ("form", "complaint"),
    [
        ("There are {x} pens. // How many pens?", "no fact states"),
        ("[There are {x} pens.] [It is {y} o'clock.] // How many pens?", "a fact states a number that is not used"),
        ("[There are {x} pens.]", "a form without a question"),
        ("// How many pens [are there|there are {x} pens] in two boxes?", "must be spelled out"),
    ],
)
def test_a_family_that_does_not_hold_together_is_refused(form: str, complaint: str) -> None:
    def write(s: Scene) -> None:
        x, y = s.given("pens", 7), s.noise(20, 30)
        s.step("double", x * 2, "#")
        s.forms(form.replace("{x}", str(x)).replace("{y}", str(y)))

    with pytest.raises(AuthorError, match=complaint):
        written(write)


def test_names_are_used_once_and_every_given_is_used() -> None:
    def twice(s: Scene) -> None:
        s.given("pens", 1)
        s.given("Pens", 2)

    def idle(s: Scene) -> None:
        x = s.given("pens", 3)
        s.given("caps", 4)
        s.step("double", x * 2, "#")
        s.forms(f"[There are {x} pens.] // How many?")

    with pytest.raises(AuthorError, match="used twice"):
        written(twice)
    with pytest.raises(AuthorError, match="given but not used"):
        written(idle)


def test_a_step_rejects_what_is_not_sensible() -> None:
    scene = Scene(Random(1))
    x, y = scene.given("x", 3), scene.given("y", 7)
    with pytest.raises(Reject):
        scene.step("negative", x - y, "#")
    with pytest.raises(Reject):
        scene.step("ragged", y / x, "#")
    with pytest.raises(Reject):
        scene.step("broken", y / 2, "#")
    assert scene.step("half", y / 2, "#", decimals=True).literal == "3.5"


def test_a_family_that_can_never_succeed_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    registry.families()

    def never(s: Scene) -> None:
        s.need(False)

    monkeypatch.setitem(registry._FAMILIES, "test.never", registry.Family("test.never", "t", 1, "Never.", 1.0, never))
    with pytest.raises(AuthorError, match="no valid problem"):
        registry.sample("test.never", 1)


def test_choices_are_drawn_from_the_innermost_out() -> None:
    seen = {resolve_choices("a (b/c (d/e)) (/f)", Random(seed)).replace("  ", " ").strip() for seed in range(60)}
    assert seen == {"a b", "a c d", "a c e", "a b f", "a c d f", "a c e f"}


def test_asides_stand_between_sentences() -> None:
    body = "[Ann has 3 pens.] [She gave 1. Not more.|Ann gave 1 pen.] It was 3 p.m. then."
    assert sentences(body) == ["[Ann has 3 pens.]", "[She gave 1. Not more.|Ann gave 1 pen.]", "It was 3 p.m. then."]
    found = {insert_aside(body, "It rained.", Random(seed)) for seed in range(40)}
    assert found == {
        "[Ann has 3 pens.] It rained. [She gave 1. Not more.|Ann gave 1 pen.] It was 3 p.m. then.",
        "[Ann has 3 pens.] [She gave 1. Not more.|Ann gave 1 pen.] It rained. It was 3 p.m. then.",
        body + " It rained.",
    }
    assert insert_aside("", "It rained.", Random(1)) == "It rained."


# Reshaping

WHO = "\x02p0.he\x03"


def test_two_statements_become_a_condition() -> None:
    form = Form("[There are 3 boxes.] [On Monday 6 pens came.|6 pens came.]", "How many pens are there?", "")
    found = [new for seed in range(30) if (new := reshape._as_condition(form, Random(seed))) is not None]
    assert {(reshape._said(new.body), reshape._said(new.question)) for new in found} == {
        ("", "If there are 3 boxes and on Monday 6 pens came, how many pens are there?"),
        ("Suppose there are 3 boxes and on Monday 6 pens came.", "How many pens are there?"),
    }
    assert {new.core for new in found} == {"How many pens are there?", ""}
    assert all("|6 pens came.]" in new.body + new.question for new in found)


def test_a_statement_with_a_name_keeps_its_capital() -> None:
    assert reshape._small("[Monday was wet.]") == "[Monday was wet.]"
    assert reshape._small("[\x02p0\x03 ran.]") == "[\x02p0\x03 ran.]"
    assert reshape._small("The sun shone.") == "the sun shone."


def test_neighbours_are_joined() -> None:
    form = Form(
        "[On Monday Ann ran 3 miles.] [On Friday she ran 4.|On Friday Ann ran 4 miles.]", "How far was that?", ""
    )
    joined = reshape._joined(form, Random(1))
    assert joined is not None
    assert joined.body == (
        "[On Monday Ann ran 3 miles|On Monday Ann ran 3 miles.], and [on Friday she ran 4.|On Friday Ann ran 4 miles.]"
    )
    long = Form(f"[There are {'very ' * 40}many.] [And more.]", "How many?", "")
    assert reshape._joined(long, Random(1)) is None


@pytest.mark.parametrize(
    ("question", "order"),
    [
        (f"How many pens does {WHO} have left?", f"how many pens {WHO} has left."),
        (f"How much does {WHO} still pay?", f"how much {WHO} still pays."),
        (f"How many shirts does {WHO} wash?", f"how many shirts {WHO} washes."),
        (f"How many kites does {WHO} fly?", f"how many kites {WHO} flies."),
        ("How many boys are there in all?", "how many boys there are in all."),
    ],
)
def test_a_question_becomes_an_order(question: str, order: str) -> None:
    changed = reshape._as_order(Form("B.", question, ""), Random(3))
    assert changed is not None
    assert changed.core == question
    assert re.sub("^(Find out|Find|Work out|Calculate) ", "", changed.question) == order


def test_what_cannot_be_reshaped_is_left_alone() -> None:
    form = Form("[Ann has 3 pens.]", "How old did he get?", "")
    assert all(reshape.reshape(form, Random(seed)) == form for seed in range(20))
