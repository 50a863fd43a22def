"""What a problem asks and what it tells."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpdd_edge.teacher.keypoints import as_statement, split_problem
from kpdd_edge.teacher.keypoints_facts import key_points
from kpdd_edge.teacher.quantities import mentions
from kpdd_edge.teacher.sentences import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana has 3. Ben has 4. How many?", ["Ana has 3.", "Ben has 4.", "How many?"]),
        ("Mrs. Lund and Dr. Ek met J.T. Ray at 5 p.m. They had 2.5 kg.", None),
        ("Each costs $3.How many are there?", ["Each costs $3.", "How many are there?"]),
        ("In the barn . she gave 3 .", ["In the barn .", "she gave 3 ."]),
        ("Stop! Then go.", ["Stop!", "Then go."]),
        (
            "Class 1 got 20 A's and 16 B's. In class 2 it was 10.",
            ["Class 1 got 20 A's and 16 B's.", "In class 2 it was 10."],
        ),
        ("", []),
        ("   no end", ["no end"]),
    ],
)
def test_sentences(text: str, expected: list[str] | None) -> None:
    found = sentences(text)
    if expected is None:
        assert found == ["Mrs. Lund and Dr. Ek met J.T. Ray at 5 p.m.", "They had 2.5 kg."]
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("text", "question", "carried"),
    [
        ("Hens lay 9 eggs. How many are left?", "How many are left?", ()),
        (
            "Hens lay 9 eggs. If she sells the rest for $2 each, how much does she make?",
            "How much does she make?",
            ("She sells the rest for $2 each.",),
        ),
        (
            "A box costs 5. How many can you buy if you have 40 dollars?",
            "How many can you buy?",
            ("You have 40 dollars.",),
        ),
        (
            "He had 9. How many does each get if they share equally?",
            "How many does each get if they share equally?",
            (),
        ),
        (
            "One pack costs 7 dollars. If there is a discount of 2 How much is it?",
            "How much is it?",
            ("There is a discount of 2.",),
        ),
        ("It is late. In total, how many cars came?", "In total, how many cars came?", ()),
        (
            "He reads daily. After 3 weeks, how many pages has he read?",
            "After 3 weeks, how many pages has he read?",
            (),
        ),
        ("Then he bought 37 more, how many has he now?", "How many has he now?", ("Then he bought 37 more.",)),
        ("A wall is 9 m long. If it is 2 m high, find its area.", "Find its area.", ("It is 2 m high.",)),
        ("There are 5 cats and, what is more, 3 dogs. What's the total?", "What's the total?", ()),
        ("Two teams met. At what time did they meet?", "At what time did they meet?", ()),
        (
            "If mom buys 28 packs which hold 56 shirts How many shirts are in a pack?",
            "How many shirts are in a pack?",
            ("Mom buys 28 packs which hold 56 shirts.",),
        ),
        ("He has 4. About how many is that? (Use 3 for pi.)", "About how many is that?", ()),
        ("Ada has 5 and Bo has 7. Does Bo have enough?", "Does Bo have enough?", ()),
        ("Considering the discounts, how much is it?", "Considering the discounts, how much is it?", ()),
        ("A says 3. Calculate the sum of all", "Calculate the sum of all.", ()),
        ("just words", "Just words.", ()),
        ("", "", ()),
    ],
)
def test_the_question_is_split_from_what_it_carries(text: str, question: str, carried: tuple[str, ...]) -> None:
    found = split_problem(text)
    assert found.core_question == question
    assert found.carried == carried


@given(st.text(max_size=120))
@settings(deadline=None, max_examples=300)
def test_any_text_can_be_split(text: str) -> None:
    found = split_problem(text)
    assert all(isinstance(statement, str) for statement in found.statements)
    key_points(text, {Fraction(3)})


@given(
    st.lists(
        st.sampled_from(["Ada has 3 cups.", "If 5 break, how many are left?", "How many?", "So what."]), max_size=5
    )
)
@settings(deadline=None, max_examples=100)
def test_no_word_gets_lost(parts: list[str]) -> None:
    found = split_problem(" ".join(parts))
    told = " ".join([found.core_question, *found.statements]).lower()
    for word in ("ada", "cups", "break", "left", "what"):
        assert told.count(word) == " ".join(parts).lower().count(word)


def test_statements_are_sentences() -> None:
    assert as_statement("and each box holds 6, and") == "And each box holds 6."
    assert as_statement("  ,; ") == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("16 eggs", {"16"}),
        ("twenty-five of two hundred and six", {"25", "206"}),
        ("3/4 of it", {"3/4"}),
        ("2 1/2 cups", {"5/2"}),
        ("three-fourths", {"3/4"}),
        ("$1,250.50", {"2501/2"}),
        ("½ a cake", {"1/2"}),
        ("half of them", {"1/2"}),
        ("one hundred thousand", {"100000"}),
        ("nothing", set()),
        ("1/0", set()),
    ],
)
def test_quantities(text: str, expected: set[str]) -> None:
    assert {str(mention.value) for mention in mentions(text) if not mention.implied} == expected


def test_what_words_stand_for() -> None:
    def values(text: str) -> set[Fraction]:
        return {value for mention in mentions(text) for value in mention.values}

    assert Fraction(2) in values("twice as many")
    assert Fraction(12) in values("a dozen eggs")
    assert Fraction(7) in values("every week")
    assert {Fraction(1, 5), Fraction(4, 5), Fraction(80)} <= values("20% off")
    assert Fraction(36) in values("3 dozen")
    assert Fraction(1, 2) in values("50 cents")


def test_facts_keep_what_is_used_and_what_relates() -> None:
    text = (
        "Ida is 9 years old. She has 40 stamps and 6 coins. A quarter of the stamps are red. The rest are blue. "
        "Her brother collects leaves. How many stamps are blue?"
    )
    found = key_points(text, {Fraction(40), Fraction(4)})
    assert found.core_question == "How many stamps are blue?"
    assert found.information == (
        "She has 40 stamps and 6 coins.",
        "A quarter of the stamps are red.",
        "The rest are blue.",
    )


def test_a_clause_that_is_not_used_is_cut_off() -> None:
    text = "Ida has 40 stamps, and she has 6 coins. How many stamps are left if 5 are lost?"
    assert key_points(text, {Fraction(40), Fraction(5)}).information == ("Ida has 40 stamps.", "5 are lost.")


def test_every_number_is_kept_when_a_number_came_from_nowhere() -> None:
    text = "Ida has 40 stamps. She is 9. How many are there?"
    assert len(key_points(text, {Fraction(77)}, all_numbers=True).information) == 2
    assert key_points(text, {Fraction(40)}).information == ("Ida has 40 stamps.",)


def test_without_any_match_nothing_is_hidden() -> None:
    assert key_points("Ida has 40 stamps. How many are there?", {Fraction(77)}).information == ("Ida has 40 stamps.",)
