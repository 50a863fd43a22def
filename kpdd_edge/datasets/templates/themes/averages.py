"""Averages: of several numbers, and what is missing for one."""

from __future__ import annotations

from kpdd_edge.datasets.templates.english import listing
from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "averages"

_SERIES = (
    ("points", "scored", "score", 4, 30, "game"), ("pages", "read", "read", 8, 60, "day"),
    ("cars", "washed", "wash", 3, 20, "day"), ("miles", "ran", "run", 2, 15, "day"),
    ("visitors", "counted", "count", 20, 200, "day"), ("cups of lemonade", "sold", "sell", 10, 60, "day"),
    ("fish", "caught", "catch", 2, 15, "day"), ("letters", "wrote", "write", 2, 12, "week"),
    ("eggs", "collected", "collect", 8, 50, "day"), ("minutes", "practiced", "practice", 15, 90, "day"),
    ("tickets", "sold", "sell", 10, 90, "day"),
)  # fmt: skip


@family("averages.mean", topic=TOPIC, steps=2, weight=1.2)
def mean(s: Scene) -> None:
    """The average of three to five numbers."""
    a = s.person()
    what, past, base, low, high, unit = s.choose(*_SERIES)
    count = s.whole(3, 5)
    days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"][:count]
    values = [s.given(f"{what} on {day}", low, high) for day in days]
    expr = values[0] + values[1]
    for value in values[2:]:
        expr = expr + value
    total = s.step(f"total {what}", expr, f"In all it is # {what}")
    s.need(total.value % count == 0)
    s.step("average", total / count, f"The average is # {what}")
    said = listing([str(value) for value in values])
    by_day = listing([f"{value} on {day}" for value, day in zip(values, days, strict=True)])
    number = {3: "three", 4: "four", 5: "five"}[count]
    s.forms(
        f"[In {number} {unit}s {a} {past} {said} {what}.] // What is the average number of {what} per {unit}?",
        f"{a} keeps a list of the {what} {a.he} {past}: [{by_day}.|{a} {past} {what} as follows: {by_day}.] "
        f"// How many {what} did {a.he} {base} on average?",
        f"[The number of {what} that {a} {past} in {number} {unit}s was {said}.] // Find the average. "
        f"|| Find the average number of {what} per {unit}.",
    )


@family("averages.missing_value", topic=TOPIC, steps=3)
def missing_value(s: Scene) -> None:
    """The average of three and two of the values are known."""
    a = s.person()
    what, past, base, low, high, unit = s.choose(*_SERIES)
    one, two, third = s.given(f"first {what}", low, high), s.given(f"second {what}", low, high), s.whole(low, high)
    s.need((one.n + two.n + third) % 3 == 0)
    mean_ = s.given("average", (one.n + two.n + third) // 3)
    total = s.step(f"total {what}", mean_ * 3, f"Three {unit}s make # {what}")
    both = s.step(f"{what} so far", one + two, f"The first two {unit}s make # {what}")
    s.step(f"third {what}", total - both, f"On the third {unit} it was # {what}")
    s.forms(
        f"[On average {a} {past} {mean_} {what} per {unit} over three {unit}s.] "
        f"[In the first two it was {one} and {two}.|In the first two {unit}s it was {one} and {two} {what}.] "
        f"// How many {what} did {a.he} {base} on the third {unit}?",
        f"[{a} {past} {one} {what} on the first {unit}] and [{two} on the second|{a} {past} {two} {what} on the "
        f"second {unit}]. [The average of three {unit}s was {mean_}.|The average of three {unit}s was {mean_} "
        f"{what}.] // How many {what} was it on the third {unit}? || How many {what} did {a} {base} on the third "
        f"{unit}?",
        f"// How many {what} did {a} {base} on the third {unit} if [it was {one} on the first|{a} {past} {one} "
        f"{what} on the first {unit}] and [{two} on the second|{a} {past} {two} {what} on the second {unit}] and "
        f"[the average of the three {unit}s is {mean_}|the average of the three {unit}s is {mean_} {what}]?",
    )


@family("averages.total_from_mean", topic=TOPIC, steps=1)
def total_from_mean(s: Scene) -> None:
    """Average times number."""
    a = s.person()
    what, past, base, low, high, unit = s.choose(*_SERIES)
    mean_, n = s.given("average", low, high), s.given(f"{unit}s", 3, 20)
    s.step(f"total {what}", mean_ * n, f"In all it is # {what}")
    s.forms(
        f"[{a} {past} an average of {mean_} {what} per {unit}] for [{n} {unit}s|there were {n} {unit}s]. "
        f"// How many {what} did {a.he} {base} in all?",
        f"[Over {n} {unit}s, the average was {mean_} {what} a {unit}.|Over {n} {unit}s, the average was {mean_} "
        f"{what} per {unit}.] // How many {what} did {a} {base} altogether?",
        f"// How many {what} did {a} {base} in [{n} {unit}s|there were {n} {unit}s] if "
        f"[the average was {mean_} a {unit}|the average was {mean_} {what} a {unit}]? "
        f"|| How many {what} did {a} {base} in all?",
    )


@family("averages.next_score", topic=TOPIC, steps=3)
def next_score(s: Scene) -> None:
    """What is needed in the next test for a wanted average?"""
    a = s.child()
    n, mean_, want = s.given("tests", 3, 6), s.given("average so far", 70, 88), s.given("average wanted", 72, 92)
    s.need(want.n > mean_.n, want.n * (n.n + 1) - n.n * mean_.n <= 100)
    have = s.step("points so far", n * mean_, f"{a} has # points so far")
    need = s.step("points needed", want * (n + 1), "With the next test # points are needed")
    s.step("next score", need - have, f"{a} needs # points")
    s.forms(
        f"[{a} has an average of {mean_} points after {n} tests.] // How many points does {a.he} need in the next "
        f"test to have [an average of {want}|{a} wants an average of {want} points after the next test]? "
        f"|| How many points does {a} need in the next test?",
        f"[After {n} tests {a}'s average is {mean_}.] [{a.he} wants it to be {want} after one more test.|{a} wants "
        f"an average of {want} after one more test.] // What must {a.he} score in that test? "
        f"|| What must {a} score in the next test?",
        f"[The average of {a}'s {n} tests is {mean_} points.] With the next one {a.he} wants "
        f"[an average of {want}|{a} wants an average of {want} points with the next test]. "
        f"// How many points must {a.he} get? || How many points must {a} get in the next test?",
    )


@family("averages.add_one", topic=TOPIC, steps=4)
def add_one(s: Scene) -> None:
    """The average of a group changes when one more joins."""
    unit, thing, verb, tail = s.choose(
        ("kilograms", "weight", "weighs", ""), ("years", "age", "is", " old"),
        ("centimeters", "height", "is", " tall"), ("points", "score", "has", ""),
    )  # fmt: skip
    low, high = {"kilograms": (40, 80), "years": (10, 40), "centimeters": (140, 180), "points": (50, 95)}[unit]
    n, mean_ = s.given("people", 3, 9), s.given(f"average {thing}", low, high)
    new = s.whole(low, high)
    s.need((n.n * mean_.n + new) % (n.n + 1) == 0, new != mean_.n)
    extra = s.given(f"{thing} of new person", new)
    total = s.step(f"total {thing}", n * mean_, f"The group has # {unit} in all")
    after = s.step(f"total {thing} after", total + extra, f"With the new one it is # {unit}")
    people = s.step("people after", n + 1, "There are # people then")
    s.step(f"new average {thing}", after / people, f"The new average is # {unit}")
    s.forms(
        f"[The average {thing} of {n} people is {mean_} {unit}.] [Another person joins who {verb} {extra} "
        f"{unit}{tail}.|Another person {verb} {extra} {unit}{tail}.] // What is the average {thing} (now/then)? "
        f"|| What is the average {thing} after that?",
        f"[{n} members of a team have an average {thing} of {mean_} {unit}.] [A new member {verb} {extra} "
        f"{unit}{tail}.] // What is the new average {thing} (of the team/)? "
        f"|| What is the new average {thing} of the team?",
        f"// What is the average {thing} of a group if [{n} people with an average of {mean_} {unit}|{n} people "
        f"have an average {thing} of {mean_} {unit}] are joined by [someone who {verb} {extra} {unit}{tail}|someone "
        f"joins who {verb} {extra} {unit}{tail}]? || What is the average {thing} of the group after that?",
    )


@family("averages.two_groups", topic=TOPIC, steps=4)
def two_groups(s: Scene) -> None:
    """The average of two groups with known averages."""
    n, m = s.given("boys", 3, 15), s.given("girls", 3, 15)
    x, y = s.given("average of boys", 6, 40), s.given("average of girls", 6, 40)
    what = s.choose("points", "books", "stickers", "cards", "minutes")
    s.need((n.n * x.n + m.n * y.n) % (n.n + m.n) == 0)
    one = s.step(f"{what} of boys", n * x, f"The boys have # {what}")
    two = s.step(f"{what} of girls", m * y, f"The girls have # {what}")
    people = s.step("children", n + m, "There are # children")
    s.step("average of all", (one + two) / people, f"The average of all is # {what}")
    s.forms(
        f"[{n} boys have {x} {what} on average] and [{m} girls have {y} {what} on average]. "
        f"// What is the average number of {what} of all the children?",
        f"[In a group of {n} boys the average is {x} {what},|In a group of {n} boys the average is {x} {what}.] "
        f"[in a group of {m} girls it is {y}.|in a group of {m} girls the average is {y} {what}.] "
        "// What is the average for boys and girls together?",
        f"// What is the overall average if [{n} boys have {x} {what} each on average] and "
        f"[{m} girls {y}|{m} girls have {y} {what} each on average]? "
        f"|| What is the average number of {what} of all the children?",
    )


@family("averages.temperature", topic=TOPIC, steps=2)
def temperature(s: Scene) -> None:
    """The average of temperatures or rainfall."""
    what, unit, low, high = s.choose(
        ("temperature", "degrees", 12, 34), ("rainfall", "millimeters", 3, 60), ("snowfall", "inches", 2, 20),
    )  # fmt: skip
    p1, p2, p3 = s.choose(
        ("June", "July", "August"), ("Monday", "Tuesday", "Wednesday"),
        ("the first week", "the second week", "the third week"), ("the morning", "the afternoon", "the evening"),
    )  # fmt: skip
    one, two, three = (
        s.given(f"{what} {p1}", low, high),
        s.given(f"{what} {p2}", low, high),
        s.given(f"{what} {p3}", low, high),
    )
    at = "on" if "day" in p1 else "in"
    total = s.step("sum", one + two + three, "The sum is #")
    s.step("average", total / 3, f"The average is # {unit}")
    s.forms(
        f"[The {what} was {one} {unit} {at} {p1},|The {what} was {one} {unit} {at} {p1}.] "
        f"[{two} {at} {p2}|the {what} was {two} {unit} {at} {p2}] and [{three} {at} {p3}|the {what} was {three} "
        f"{unit} {at} {p3}]. // What was the average {what}?",
        f"[{at} {p1} the {what} was {one} {unit},|{at} {p1} the {what} was {one} {unit}.] "
        f"[{at} {p2} {two}|{at} {p2} the {what} was {two} {unit}] "
        f"and [{at} {p3} {three}|{at} {p3} the {what} was {three} {unit}]. // Find the average {what}.",
        f"// What is the average {what} if [it was {one} {unit} {at} {p1},|the {what} was {one} {unit} {at} {p1}] "
        f"[{two} {at} {p2}|the {what} was {two} {unit} {at} {p2}] and [{three} {at} {p3}|the {what} was {three} "
        f"{unit} {at} {p3}]?",
    )
