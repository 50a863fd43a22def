"""Reading, showing and comparing answers."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kpdd_edge.answer import MAX_ANSWER_CHARS, Answer, has_marker, read_answer, read_result, same_answer


def read(text: str) -> Answer:
    answer = read_answer(text)
    assert answer is not None, text
    return answer


def result(text: str) -> Answer:
    answer = read_result(text)
    assert answer is not None, text
    return answer


# -- reading --------------------------------------------------------------------------------------------------------

NUMBERS = [
    # text, value, shown without the unit, unit
    ("42", 42, "42", ""),
    ("-7", -7, "-7", ""),
    ("−7", -7, "-7", ""),
    ("minus 7", -7, "-7", ""),
    ("+7", 7, "7", ""),
    ("0012", 12, "12", ""),
    ("-0", 0, "0", ""),
    ("18.0", 18, "18", ""),
    ("3.30", Fraction(33, 10), "3.3", ""),
    (".5", Fraction(1, 2), "0.5", ""),
    ("5.", 5, "5", ""),
    ("1,234,567", 1234567, "1234567", ""),
    ("1,234.50", Fraction("1234.5"), "1234.5", ""),
    ("12,34,567", 1234567, "1234567", ""),
    ("1 250 000", 1250000, "1250000", ""),
    ("1\u202f250\u202f000", 1250000, "1250000", ""),
    ("1_000", 1000, "1000", ""),
    ("$1,250.50", Fraction("1250.5"), "1250.5", "$"),
    ("-$5", -5, "-5", "$"),
    ("$-5", -5, "-5", "$"),
    ("12 dollars", 12, "12", "$"),
    ("5$", 5, "5", "$"),
    ("€12,50", Fraction("12.5"), "12.5", "€"),
    ("1.250,50 €", Fraction("1250.5"), "1250.5", "€"),
    ("£3", 3, "3", "£"),
    ("50 cents", 50, "50", "cents"),
    ("50¢", 50, "50", "cents"),
    ("12 dollars and 50 cents", Fraction("12.5"), "12.5", "$"),
    ("$2.5 million", 2500000, "2500000", "$"),
    ("3 thousand", 3000, "3000", ""),
    ("$12k", 12000, "12000", "$"),
    ("25%", 25, "25", "%"),
    ("25 percent", 25, "25", "%"),
    ("12.5 per cent", Fraction("12.5"), "12.5", "%"),
    ("3/4", Fraction(3, 4), "0.75", ""),
    ("6/8", Fraction(3, 4), "0.75", ""),
    ("1/3", Fraction(1, 3), "1/3", ""),
    ("-1/3", Fraction(-1, 3), "-1/3", ""),
    ("-(1/3)", Fraction(-1, 3), "-1/3", ""),
    ("½", Fraction(1, 2), "0.5", ""),
    ("2½", Fraction(5, 2), "2.5", ""),
    ("2 1/2", Fraction(5, 2), "2.5", ""),
    ("2 and 1/3", Fraction(7, 3), "7/3", ""),
    ("2 and a half", Fraction(5, 2), "2.5", ""),
    ("-2 1/2 cups", Fraction(-5, 2), "-2.5", "cups"),
    ("1.5e3", 1500, "1500", ""),
    ("1.5E-3", Fraction(3, 2000), "0.0015", ""),
    ("1.2 x 10^5", 120000, "120000", ""),
    ("3 × 10^{4}", 30000, "30000", ""),
    ("1e300", 10**300, "1e300", ""),
    ("6th", 6, "6", "th"),
    ("42 apples", 42, "42", "apples"),
    ("14  (seats)", 14, "14", "seats"),
    ("18 square feet", 18, "18", "square feet"),
    ("60 miles per hour", 60, "60", "miles per hour"),
    ("5 km/h", 5, "5", "km/h"),
    ("(5)", 5, "5", ""),
    ("１２", 12, "12", ""),
    ("twelve", 12, "12", ""),
    ("twenty-five apples", 25, "25", "apples"),
    ("three hundred and five", 305, "305", ""),
    ("two thousand one hundred", 2100, "2100", ""),
    ("two thirds", Fraction(2, 3), "2/3", ""),
    ("half", Fraction(1, 2), "0.5", ""),
    ("minus three", -3, "-3", ""),
]


@pytest.mark.parametrize(("text", "value", "shown", "unit"), NUMBERS)
def test_reads_numbers_exactly(text: str, value: Fraction | int, shown: str, unit: str) -> None:
    answer = read(text)
    assert answer.value == Fraction(value)
    assert (answer.text, answer.unit) == (shown, unit)


SENTENCES = [
    ("The answer is 42 apples.", "42"),
    ("#### 18", "18"),
    ("She has 16 - 3 = 13 eggs.\n#### 1,300", "1300"),
    ("so \\boxed{18} it is", "18"),
    ("\\boxed{\\frac{3}{4}}", "0.75"),
    ("$\\frac{3}{4}$", "0.75"),
    ("\\boxed{\\text{Monday}}", "Monday"),
    ("= 18", "18"),
    ("x = 3/4", "0.75"),
    ("Answer: **18** eggs", "18"),
    ("**Answer:** 18", "18"),
    ("Answer:\n42", "42"),
    ("The final answer is: $18.00", "18"),
    ("The answer to the question is 5", "5"),
    ("answer: 42. Let me check that.", "42"),
    ("The answer is 5. The answer is positive.", "5"),
    ("Answer: 3\nAnswer: 4", "4"),
    ("John has 3 + 4 = 7 apples", "7"),
    ("20 + 22 is 42 apples.", "42"),
    ("Tom has 5 apples and Jane has 7.", "7"),
    ("She has 18 apples left.", "18"),
    ("about 18 miles", "18"),
    ("42 apples in 3 boxes", "42"),
    ("18 eggs (9 * 2)", "18"),
    ("The answer is C) 42", "42"),
    ("Total cost: $50.97", "50.97"),
    ("The temperature is -3 degrees", "-3"),
    ("It takes twelve days.", "12"),
    ("The ratio is 3:2", "3:2"),
    ("She arrives at 3:45 p.m.", "3:45 PM"),
    ("Winner: Alice", "Alice"),
    ("x 35", "35"),
    ("x - 2", "x - 2"),
]


@pytest.mark.parametrize(("text", "shown"), SENTENCES)
def test_finds_the_answer_in_a_sentence(text: str, shown: str) -> None:
    assert read(text).text == shown


TEXTS = [
    ("Yes, she can.", "yes"),
    ("no", "no"),
    ("True", "yes"),
    ("3:2", "3:2"),
    ("3 : 2", "3:2"),
    ("3:45 PM", "3:45 PM"),
    ("3:45 p.m.", "3:45 PM"),
    ("3 pm", "3:00 PM"),
    ("6:01:00 p.m.", "6:01 PM"),
    ("12:50", "12:50"),
    ("Monday.", "Monday"),
    ("Mrs. Gray", "Mrs. Gray"),
    ("Rug B", "Rug B"),
    ("Vendor 2", "Vendor 2"),
    ("May 5", "May 5"),
    ("February 3rd", "February 3rd"),
    ("03/05/2015", "03/05/2015"),
    ("10-12 days", "10-12 days"),
    ("The 60th caller.", "The 60th caller"),
    ("They are equal", "They are equal"),
    ("2 hours and 30 minutes", "2 hours and 30 minutes"),
    ("5 feet 3 inches", "5 feet 3 inches"),
    ("11; 12; 13", "11, 12, 13"),
    ("5 (years old); 15 (years old)", "5, 15"),
    ("8 and 40.0", "8, 40"),
    ("[1, 2]", "1, 2"),
    ("5*sqrt(2)", "5*sqrt(2)"),
    ("3*x**2 + 2", "3*x**2 + 2"),
    ("x >= 4", "x >= 4"),
    ("2x", "2x"),
    ("10²", "10²"),
    ("1/0", "1/0"),
]


@pytest.mark.parametrize(("text", "shown"), TEXTS)
def test_leaves_what_is_no_number_as_text(text: str, shown: str) -> None:
    answer = read(text)
    assert answer.value is None
    assert answer.text == shown


@pytest.mark.parametrize("text", ["", " \n\t", "\x00", "...", "$", "%", "1e999999999", "9" * 5000, "word " * 3000])
def test_no_answer(text: str) -> None:
    assert read_answer(text) is None


def test_marker() -> None:
    assert has_marker("Answer: 5")
    assert has_marker("#### 5")
    assert not has_marker("She has 5 left.")


RESULTS = [
    ("18.0", "18", Fraction(18)),
    ("17.999999999999996", "18", Fraction(18)),
    ("-17.999999999999996", "-18", Fraction(-18)),
    ("18.0000000000000", "18", Fraction(18)),
    ("0.30000000000000004", "0.3", None),
    ("33.333333333333336", "33.33333333", None),
    ("388147.4117647059", "388147.4118", None),
    ("9284017268534.4", "9284017268534.4", None),
    ("0.0016791648", "0.0016791648", None),
    ("17.9999", "17.9999", Fraction("17.9999")),
    ("1e+16", "10000000000000000", Fraction(10**16)),
    ("12345678901234567890", "12345678901234567890", Fraction(12345678901234567890)),
    ("Fraction(3, 4)", "0.75", Fraction(3, 4)),
    ("Fraction(1, 3)", "1/3", Fraction(1, 3)),
    ("1/3", "1/3", Fraction(1, 3)),
    ("Decimal('1.65')", "1.65", Fraction("1.65")),
    ("np.float64(18.0)", "18", Fraction(18)),
    ("[18]", "18", Fraction(18)),
    ("(18,)", "18", Fraction(18)),
    ("$33.33", "33.33", Fraction("33.33")),
    ("Total: 15", "15", Fraction(15)),
    ("-0.0", "0", Fraction(0)),
]


@pytest.mark.parametrize(("text", "shown", "value"), RESULTS)
def test_reads_results_of_programs(text: str, shown: str, value: Fraction | None) -> None:
    answer = result(text)
    assert answer.text == shown
    if value is not None:
        assert answer.value == value
    else:
        assert answer.value == Fraction(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("True", "yes"),
        ("False", "no"),
        ("'Monday'", "Monday"),
        ("Monday", "Monday"),
        ("[1, 2.0]", "1, 2"),
        ("[True, False]", "[True, False]"),
        ("['a', 'b']", "a, b"),
        ("[Fraction(1, 3), 2]", "1/3, 2"),
        ("{'a': 1}", "{'a': 1}"),
    ],
)
def test_reads_other_results_as_text(text: str, shown: str) -> None:
    answer = result(text)
    assert (answer.text, answer.value) == (shown, None)


@pytest.mark.parametrize("text", ["None", "nan", "inf", "-inf", "", "''", "[]", "1e999999", "7" * 4000, "x" * 9000])
def test_results_that_are_no_answer(text: str) -> None:
    assert read_result(text) is None


# -- comparing ------------------------------------------------------------------------------------------------------

SAME = [
    ("18", "18.0"),
    ("$18", "18 apples"),
    ("25%", "25"),
    ("0.75", "3/4"),
    ("33.33", "100/3"),
    ("33.33", "33.333333333333336"),
    ("$3.30", "3.2967"),
    ("0.1", "0.1000000001"),
    ("1e6", "1000000"),
    ("6th", "6"),
    ("yes", "Yes."),
    ("the red one", "Red one"),
    ("3:45 PM", "3:45 p.m."),
    ("3:45", "3:45 PM"),
    ("15:45", "3:45 PM"),
    ("11; 12; 13", "[11, 12.0, 13]"),
    ("1/3 and 2", "[0.3333333333333333, 2]"),
]
DIFFERENT = [
    ("18", "19"),
    ("12345678", "12345679"),
    ("25%", "0.25"),
    ("50 cents", "0.5"),
    ("33.3", "100/3"),
    ("33.33", "33.34"),
    ("33", "33.33"),
    ("2", "Vendor 2"),
    ("yes", "no"),
    ("yes", "1"),
    ("3:45 AM", "3:45 PM"),
    ("3:45", "4:45"),
    ("3:2", "2:3"),
    ("11, 12", "12, 11"),
    ("11, 12", "11, 12, 13"),
    ("Monday", "Tuesday"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_same(a: str, b: str) -> None:
    assert same_answer(result(a), result(b))
    assert same_answer(result(b), result(a))


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_different(a: str, b: str) -> None:
    assert not same_answer(result(a), result(b))
    assert not same_answer(result(b), result(a))


def test_no_answer_equals_nothing() -> None:
    assert not same_answer(None, None)
    assert not same_answer(Answer("18", Fraction(18)), None)
    assert not Answer("18", Fraction(18)).same_as(None)


def test_answers_made_by_hand_compare_by_what_they_show() -> None:
    assert same_answer(Answer("33.33", Fraction("33.33")), Answer("100/3", Fraction(100, 3)))
    assert not same_answer(Answer("33", Fraction(33)), Answer("100/3", Fraction(100, 3)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("$1250.5", "$1,250.50"),
        ("-$5", "-$5"),
        ("25 percent", "25%"),
        ("6th", "6th"),
        ("42 apples", "42 apples"),
        ("Monday", "Monday"),
        ("$1/3", "$1/3"),
    ],
)
def test_shown_for_people(text: str, shown: str) -> None:
    assert read(text).shown == shown


# -- properties -----------------------------------------------------------------------------------------------------

_pieces = st.sampled_from(
    [
        "answer is ",
        "Answer: ",
        "####",
        "\\boxed{",
        "}",
        "12",
        "1,000",
        "3/4",
        "e99",
        "%",
        "$",
        " and ",
        "half",
        "\n",
        ":",
        "-",
        "(",
        ")",
        "*",
        "=",
        "x",
        " thousand",
        "one ",
        "[",
        "]",
        "'",
        "0.",
        "½",
        "\x00",
        "²",
        "3:45",
        " pm",
        "apples",
        ". ",
    ]
)
_texts = st.one_of(st.text(max_size=60), st.lists(_pieces, max_size=12).map("".join))


@settings(max_examples=400, deadline=None)
@given(_texts)
@example("1" * 100_000)
@example("1e999999999")
@example("\x00")
@example("\ud800")
def test_reading_never_raises_and_reads_back(text: str) -> None:
    for answer in (read_answer(text), read_result(text)):
        if answer is None:
            continue
        assert same_answer(answer, answer)
        again = read_answer(str(answer))
        assert again is not None
        assert same_answer(answer, again)
        assert same_answer(again, answer)
        assert answer.value is not None or len(answer.text) <= MAX_ANSWER_CHARS
        assert "\n" not in answer.text


@settings(max_examples=300, deadline=None)
@given(st.fractions(max_denominator=10**6), st.fractions(max_denominator=10**6))
def test_comparing_is_symmetric_and_integers_are_exact(a: Fraction, b: Fraction) -> None:
    x, y = result(str(a)), result(str(b))
    assert x.value == a
    assert same_answer(x, y) == same_answer(y, x)
    if a.denominator == b.denominator == 1:
        assert same_answer(x, y) == (a == b)


@settings(max_examples=300, deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_are_shown_within_one_in_a_thousand_million(number: float) -> None:
    answer = result(repr(number))
    shown = read(answer.text)
    assert shown.value is not None
    assert abs(shown.value - Fraction(repr(number))) <= abs(Fraction(repr(number))) / 10**9


@settings(max_examples=200, deadline=None)
@given(
    st.integers(-(10**30), 10**30),
    st.sampled_from(["{:,}", "{}", "${:,}", "{:,}.00", "{} apples", "The answer is {:,}."]),
)
def test_integers_in_any_dress(number: int, dress: str) -> None:
    assert read(dress.format(number)).value == number


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1 ",
        "1,",
        "1/",
        "1.",
        "1e",
        "9:",
        "(",
        "-",
        "$ ",
        "= ",
        "a. B ",
        "'a', ",
        "**a",
        "\\boxed{ ",
        "\\frac{1}{",
        "####",
        "answer is ",
        "answer to ",
        " two hundred and",
        "½",
        "\x00",
        "[",
        "e9999999",
        "1 apple ",
        "x = 1 ",
    ],
)
def test_long_texts_are_read_quickly(unit: str) -> None:
    for length in (1400, 5900, 100_000):
        text = (unit * length)[:length]
        begin = time.perf_counter()
        read_answer(text)
        read_result(text)
        assert time.perf_counter() - begin < 1.0
