"""Numbers in words, written in digits before a student sees them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpdd_edge.keypoints import clean_problem
from kpdd_edge.numerals import in_digits

ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def spell(n: int, hyphen: str, join: str) -> str:
    if n < 20:
        return ONES[n]
    if n < 100:
        return TENS[n // 10] + (hyphen + ONES[n % 10] if n % 10 else "")
    size, word = (100, "hundred") if n < 1000 else (1000, "thousand") if n < 10**6 else (10**6, "million")
    rest = f"{join if n % size < 100 else ' '}{spell(n % size, hyphen, join)}" if n % size else ""
    return f"{spell(n // size, hyphen, join)} {word}{rest}"


@given(st.integers(13, 999_999_999), st.sampled_from("- "), st.sampled_from([" ", " and "]))
def test_a_number_in_words_becomes_that_number(n: int, hyphen: str, join: str) -> None:
    assert in_digits(f"He has {spell(n, hyphen, join)} pens.") == f"He has {n} pens."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sixty-one people; twenty-two more.", "61 people; 22 more."),
        ("a hundred twenty-five", "125"),
        ("one thousand, two hundred and five", "1205"),
        ("fourteen hundred", "1400"),
        ("a seventeen-year-old with two twenty-dollar bills", "a 17-year-old with two 20-dollar bills"),
        ("one hundred percent", "100 percent"),
        ("twenty two liters", "22 liters"),
    ],
)
def test_numbers_from_thirteen_on_are_written_in_digits(text: str, expected: str) -> None:
    assert in_digits(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "One of the twelve ate two or three.",
        "a few hundred twenty",
        "half a million",
        "the thirty-first day of the twenty-first century",
        "twenty two-liter bottles",
        "twenty-three fifths and twenty-two-thirds",
        "fifty-fifty",
        "hundreds of thousands in the nineteen forties",
        "nineteen forty-five",
        "weightyone twentysomething",
        "61 people, 1,205 pens",
        "\u017fixty-one people",
    ],
)
def test_what_is_small_or_only_a_part_stays(text: str) -> None:
    assert in_digits(text) == text


@given(st.text())
def test_any_text_can_be_read_and_is_done_after_once(text: str) -> None:
    assert in_digits(in_digits(text)) == in_digits(text)


def test_a_student_sees_digits() -> None:
    assert clean_problem("A company had\neight hundred twenty-eight grams.") == "A company had 828 grams."
