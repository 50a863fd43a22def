"""One story with several numbers of the same look, and several different questions about it: tables and money.

Only the question tells which of the numbers matter and what is to be done with them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

from kpdd_edge.datasets.templates.people import Person
from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Quantity, Scene
from kpdd_edge.datasets.templates.things import Thing

TOPIC = "contrast: tables and money"

_DAYS: Final = (
    ("on Monday", "on Tuesday", "on Wednesday", "on Thursday"),
    ("on Thursday", "on Friday", "on Saturday", "on Sunday"),
    ("on the first day", "on the second day", "on the third day", "on the fourth day"),
)
_WEEKS: Final = (*_DAYS, ("in the first week", "in the second week", "in the third week", "in the fourth week"))
_MONTHS: Final = (
    ("in May", "in June", "in July", "in August"),
    ("in January", "in February", "in March", "in April"),
    ("in spring", "in summer", "in fall", "in winter"),
)
_ROUNDS: Final = (
    ("in the first round", "in the second round", "in the third round", "in the fourth round"),
    ("in the first game", "in the second game", "in the third game", "in the fourth game"),
)
_SIGHTS: Final = (
    ("at the zoo", "at the beach", "in the museum", "in the park"),
    ("by the river", "at the lake", "in the forest", "in the old town"),
)

_OUTDOORS: Final = (
    ("by the river", "at the lake", "in the forest", "in the park"),
    ("in the garden", "by the pond", "on the roof", "in the meadow"),
)

#: What one person does (who is None) or what goes on at a place: past, base, unit, when or where, lowest, highest.
_ACTS: Final = (
    ("", "read", "read", "pages", _DAYS, 4, 80),
    ("", "walked", "walk", "miles", _DAYS, 2, 20),
    ("", "cycled", "cycle", "kilometers", _WEEKS, 5, 70),
    ("", "drove", "drive", "miles", _DAYS, 20, 300),
    ("", "scored", "score", "points", _ROUNDS, 3, 60),
    ("", "made", "make", "phone calls", _WEEKS, 3, 40),
    ("", "sold", "sell", "tickets", _WEEKS, 5, 150),
    ("", "delivered", "deliver", "parcels", _WEEKS, 6, 90),
    ("", "planted", "plant", "trees", _MONTHS, 3, 60),
    ("", "wrote", "write", "letters", _MONTHS, 2, 25),
    ("", "learned", "learn", "new words", _WEEKS, 4, 40),
    ("", "swam", "swim", "laps", _DAYS, 4, 50),
    ("", "took", "take", "photos", _SIGHTS, 4, 70),
    ("", "counted", "count", "birds", _OUTDOORS, 3, 60),
    ("museum", "had", "have", "visitors", (*_DAYS, *_MONTHS), 20, 400),
    ("hotel", "had", "have", "guests", (*_DAYS, *_MONTHS), 10, 150),
    ("library", "lent out", "lend out", "books", (*_DAYS, *_MONTHS), 20, 250),
    ("bakery", "sold", "sell", "pies", (*_DAYS, *_WEEKS), 8, 120),
    ("bike shop", "repaired", "repair", "bikes", (*_WEEKS, *_MONTHS), 4, 60),
    ("farm", "sold", "sell", "bags of potatoes", (*_WEEKS, *_MONTHS), 6, 90),
    ("school", "collected", "collect", "cans", (*_WEEKS, *_MONTHS), 15, 200),
    ("team", "scored", "score", "points", _ROUNDS, 6, 90),
)

#: Unit, where, may one put more of them there.
_STORES: Final = (
    ("chairs", ("in the kitchen", "in the hall", "in the garden", "in the office"), True),
    ("books", ("on the top shelf", "on the middle shelf", "on the bottom shelf", "on the desk"), True),
    ("pencils", ("in the red box", "in the blue box", "in the green box", "in the drawer"), True),
    ("apples", ("in the first basket", "in the second basket", "in the third basket", "in the bowl"), True),
    ("students", ("in the music room", "in the art room", "in the gym", "in the library"), False),
    ("cows", ("in the barn", "in the field", "by the river", "on the hill"), False),
    ("fish", ("in the big tank", "in the small tank", "in the round tank", "in the pond"), False),
    ("cars", ("in the north lot", "in the south lot", "in the east lot", "in the west lot"), False),
    ("trees", ("in the front garden", "behind the house", "by the gate", "along the road"), False),
    ("people", ("in the first bus", "in the second bus", "in the third bus", "in the fourth bus"), False),
    ("plates", ("on the long table", "on the round table", "on the small table", "in the cupboard"), True),
    ("tiles", ("in the bathroom", "in the hallway", "in the kitchen", "on the balcony"), False),
)

_CONTESTS: Final = (
    ("scored", "score", "points", 4, 90),
    ("picked", "pick", "strawberries", 8, 120),
    ("collected", "collect", "shells", 5, 80),
    ("ran", "run", "laps", 3, 30),
    ("sold", "sell", "raffle tickets", 5, 120),
    ("read", "read", "books", 3, 40),
    ("folded", "fold", "napkins", 8, 90),
    ("made", "make", "paper stars", 5, 70),
    ("caught", "catch", "fish", 2, 25),
    ("solved", "solve", "puzzles", 3, 40),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: where or when, the number, whether it matters."""

    at: str
    n: Quantity
    used: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Who did what, in words: at first, again in the story, in the question, in a fact."""

    first: str
    again: str
    asked: str
    fact: str
    past: str
    base: str
    unit: str
    movable: bool = False

    @property
    def static(self) -> bool:
        return self.past == "are"


def _mark(used: bool, text: str, fact: str) -> str:
    return f"[{text}|{fact}]" if used else text


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _values(s: Scene, count: int, low: int, high: int) -> list[int]:
    """Numbers that differ by two or more from one another."""
    values = [s.whole(low, high) for _ in range(count)]
    ordered = sorted(values)
    s.need(all(b - a >= 2 for a, b in pairwise(ordered)))
    return values


def _quantity(s: Scene, name: str, value: int, used: bool) -> Quantity:
    return s.given(name, value) if used else s.noise(value, value)


def _short(unit: str, at: str) -> str:
    return re.sub(r"\b(?:on|in|at|by|the|of|out)\b", "", f"{unit} {at}")


def _at(*places: str) -> str:
    """``on Monday and Tuesday``, ``in the hall and by the gate``."""
    heads = {place.split(" ")[0] for place in places}
    if len(heads) == 1:
        return _and([places[0], *(place.split(" ", 1)[1] for place in places[1:])])
    return _and(places)


def _event(s: Scene) -> tuple[Table, tuple[str, ...], int, int]:
    """What someone did, or what went on at a place, several times."""
    place, past, base, unit, times, low, high = s.choose(*_ACTS)
    labels = s.choose(*times)
    if place:
        first, again = s.choose(f"a {place}", f"the {place}"), s.choose("it", f"the {place}")
        return Table(first, again, f"the {place}", f"the {place}", past, base, unit), labels, low, high
    a = s.person()
    return Table(f"{a}", a.he, a.he, f"{a}", past, base, unit), labels, low, high


def _store(s: Scene) -> tuple[Table, tuple[str, ...], int, int]:
    """How many there are at several places."""
    unit, labels, movable = s.choose(*_STORES)
    return Table("there", "there", "there", "there", "are", "are", unit, movable), labels, 3, s.choose(30, 60, 90)


def _rows(
    s: Scene, table: Table, labels: Sequence[str], count: int, matter: int, low: int, high: int
) -> tuple[list[Row], list[Row]]:
    """The rows in the order of the labels, and those that matter in any order."""
    start = s.whole(0, len(labels) - count)
    values = _values(s, count, low, high)
    chosen = s.rng.sample(range(count), matter)
    rows = [
        Row(at, _quantity(s, _short(table.unit, at), value, i in chosen), i in chosen)
        for i, (at, value) in enumerate(zip(labels[start : start + count], values, strict=True))
    ]
    return rows, [rows[i] for i in chosen]


def _tell(s: Scene, t: Table, rows: Sequence[Row]) -> str:
    """The table in words, in one of several ways, now and then not in its order."""
    told = list(rows)
    if s.chance(0.35):
        s.rng.shuffle(told)
    lead, last = told[0], told[-1]

    def full(row: Row, who: str, *, front: bool = False) -> str:
        fact = f"{t.fact} {t.past} {row.n} {t.unit} {row.at}"
        said = f"{who} {t.past} {row.n} {t.unit}"
        return _mark(row.used, f"{row.at} {said}" if front else f"{said} {row.at}", fact)

    def brief(row: Row, *, front: bool = False) -> str:
        fact = f"{t.fact} {t.past} {row.n} {t.unit} {row.at}"
        return _mark(row.used, f"{row.at} {row.n}" if front else f"{row.n} {row.at}", fact)

    def again(row: Row) -> str:
        fact = f"{t.fact} {t.past} {row.n} {t.unit} {row.at}"
        return _mark(row.used, f"{t.again} {t.past} {row.n} {row.at}", fact)

    match s.whole(0, 4):
        case 0:
            return f"{_and([full(lead, t.first), *map(brief, told[1:])])}."
        case 1:
            return f"{full(lead, t.first)}. {_and([again(told[1]), *map(brief, told[2:])])}."
        case 2:
            rest = [full(told[1], t.again, front=True), *(brief(row, front=True) for row in told[2:])]
            return f"{full(lead, t.first, front=True)}. {_and(rest)}."
        case 3:
            return f"{_and([full(lead, t.first), *map(brief, told[1:-1])])}. {full(last, t.again, front=True)}."
        case _:
            return " ".join(f"{full(row, t.again if i else t.first, front=i > 0)}." for i, row in enumerate(told))


def _did(t: Table, more: str = "") -> str:
    """``How many pages did she read``, ``How many more chairs are there``."""
    verb = "are there" if t.static else f"did {t.asked} {t.base}"
    return f"How many {more}{t.unit} {verb}"


def _pair(s: Scene, t: Table, one: Row, two: Row) -> str:
    """The sum or the difference of two rows: writes the step and gives the question."""
    big, small = (one, two) if one.n.value > two.n.value else (two, one)
    name = t.unit.split(" ")[-1]
    if s.chance(0.45):
        s.step(f"total {name}", one.n + two.n, f"{t.fact} {t.past} # {t.unit} {_at(one.at, two.at)} together")
        return s.choose(
            f"{_did(t)} {_at(one.at, two.at)} (together/altogether/in all/in total)?",
            f"{_did(t)} {_at(one.at, two.at)}?",
            f"What is the total number of {t.unit} {_at(one.at, two.at)}?"
            if t.static
            else f"{_did(t)} {_at(one.at, two.at)} taken together?",
        )
    words = f"{t.fact} {t.past} # more {t.unit} {big.at} than {small.at}"
    s.step("difference", big.n - small.n, words)
    asks = [
        f"{_did(t, 'more ')} {big.at} than {small.at}?",
        f"{_did(t, 'more ')} {big.at} than {small.at}?",
        f"{_did(t, 'fewer ')} {small.at} than {big.at}?",
        f"What is the difference between the numbers of {t.unit} {_at(big.at, small.at)}?",
    ]
    if t.movable:
        asks.append(f"How many more {t.unit} must be put {small.at} so that there are as many as {big.at}?")
    return s.choose(*asks)


def _three(s: Scene, t: Table, rows: Sequence[Row], count: int) -> str:
    """Three rows: all of them together, or two together against the third. Two steps."""
    one, two, three = rows
    name = t.unit.split(" ")[-1]
    both = s.step(f"{name} of two", one.n + two.n, f"{t.fact} {t.past} # {t.unit} {_at(one.at, two.at)}")
    if s.chance(0.45):
        s.step(f"total {name}", both + three.n, f"With those {three.at} that makes # {t.unit}")
        if count == 3 and s.chance(0.6):
            return f"{_did(t)} (altogether/in all/in total)?"
        return f"{_did(t)} {_at(one.at, two.at, three.at)} (together/altogether/in all/in total)?"
    s.need(abs(both.value - three.n.value) > 1)
    if both.value > three.n.value:
        s.step("difference", both - three.n, f"That is # more {t.unit} than {three.at}")
        return f"{_did(t, 'more ')} {_at(one.at, two.at)} together than {three.at}?"
    s.step("difference", three.n - both, f"That is # fewer {t.unit} than {three.at}")
    return s.choose(
        f"{_did(t, 'fewer ')} {_at(one.at, two.at)} together than {three.at}?",
        f"{_did(t, 'more ')} {three.at} than {_at(one.at, two.at)} together?",
    )


def _table(s: Scene, draw: Callable[[Scene], tuple[Table, tuple[str, ...], int, int]], matter: int) -> None:
    table, labels, low, high = draw(s)
    count = s.choose(3, 3, 4) if matter == 2 else s.choose(3, 4, 4, 4)
    rows, chosen = _rows(s, table, labels, count, matter, low, high)
    ask = _pair(s, table, chosen[0], chosen[1]) if matter == 2 else _three(s, table, chosen, count)
    s.forms(f"{_tell(s, table, rows)} // {ask}")


@family("contrastevents.days_two", topic=TOPIC, steps=1, weight=2)
def days_two(s: Scene) -> None:
    """Numbers of several days, months or rounds: two of them are added or compared."""
    _table(s, _event, 2)


@family("contrastevents.days_three", topic=TOPIC, steps=2, weight=1.5)
def days_three(s: Scene) -> None:
    """Numbers of several days, months or rounds: three of them matter."""
    _table(s, _event, 3)


@family("contrastevents.rooms_two", topic=TOPIC, steps=1, weight=1.5)
def rooms_two(s: Scene) -> None:
    """Numbers of several rooms or places: two of them are added or compared."""
    _table(s, _store, 2)


@family("contrastevents.rooms_three", topic=TOPIC, steps=2, weight=1.2)
def rooms_three(s: Scene) -> None:
    """Numbers of several rooms or places: three of them matter."""
    _table(s, _store, 3)


def _contest(s: Scene, count: int, matter: int) -> tuple[str, list[tuple[Person, Quantity]], tuple[str, str, str]]:
    """Several people did the same: the story, those who matter, and past, base and unit."""
    past, base, unit, low, high = s.choose(*_CONTESTS)
    people, values = s.people(count), _values(s, count, low, high)
    chosen = s.rng.sample(range(count), matter)
    numbers = [_quantity(s, f"{unit} {p}", v, i in chosen) for i, (p, v) in enumerate(zip(people, values, strict=True))]
    facts = [f"{p} {past} {n} {unit}" for p, n in zip(people, numbers, strict=True)]
    said = [_mark(i in chosen, fact, fact) for i, fact in enumerate(facts)]
    brief = [
        _mark(i in chosen, f"{p} {past} {n}", facts[i]) for i, (p, n) in enumerate(zip(people, numbers, strict=True))
    ]
    story = s.choose(
        f"{_and([said[0], *brief[1:]])}.",
        f"{said[0]}. {_and(brief[1:])}.",
        f"{_and(said[:-1])}. {said[-1]}.",
        f"{' '.join(f'{part}.' for part in said)}",
        f"{_and(people_names(people))} (had a contest/worked side by side/spent the day together). "
        f"{_and([said[0], *brief[1:]])}.",
    )
    return story, [(people[i], numbers[i]) for i in chosen], (past, base, unit)


def people_names(people: Sequence[Person]) -> list[str]:
    return [f"{person}" for person in people]


@family("contrastevents.contest_two", topic=TOPIC, steps=1, weight=1.5)
def contest_two(s: Scene) -> None:
    """Several people did the same: two of them are added or compared."""
    story, ((p, x), (q, y)), (past, base, unit) = _contest(s, s.choose(3, 3, 4), 2)
    if s.chance(0.45):
        s.step(f"total {unit}", x + y, f"{p} and {q} {past} # {unit}")
        ask = f"How many {unit} did {p} and {q} {base} (together/altogether/in all/in total)?"
    else:
        if x.value < y.value:
            p, q, x, y = q, p, y, x
        s.step("difference", x - y, f"{p} {past} # more {unit} than {q}")
        ask = (
            f"(How many more {unit} did {p} {base} than {q}?/How many fewer {unit} did {q} {base} than {p}?/"
            f"How many more {unit} would {q} have to {base} to have as many as {p}?)"
        )
    s.forms(f"{story} // {ask}")


@family("contrastevents.contest_three", topic=TOPIC, steps=2, weight=1.2)
def contest_three(s: Scene) -> None:
    """Several people did the same: three of them matter."""
    count = s.choose(3, 4, 4)
    story, ((p, x), (q, y), (r, z)), (past, base, unit) = _contest(s, count, 3)
    s.need(abs(x.value + y.value - z.value) > 1)
    both = s.step("both", x + y, f"{p} and {q} {past} # {unit}")
    if s.chance(0.45):
        s.step(f"total {unit}", both + z, f"With {r} that makes # {unit}")
        ask = f"How many {unit} did {p}, {q} and {r} {base} (together/altogether/in all)?"
    elif both.value > z.value:
        s.step("difference", both - z, f"That is # more {unit} than {r}")
        ask = f"How many more {unit} did {p} and {q} {base} together than {r}?"
    else:
        s.step("difference", z - both, f"{r} {past} # more {unit} than the two")
        ask = f"How many more {unit} did {r} {base} than {p} and {q} together?"
    s.forms(f"{story} // {ask}")


@family("contrastevents.route", topic=TOPIC, steps=1, weight=1.2)
def route(s: Scene) -> None:
    """Three parts of a way: two of them are added or compared."""
    a = s.person()
    unit, low, high = s.choose(("miles", 2, 60), ("kilometers", 3, 90), ("blocks", 2, 15), ("minutes", 4, 45))
    stops = s.choose(
        ("home", "the school", "the library", "the park"), ("the station", "the market", "the bridge", "the lake"),
        ("the village", "the mill", "the castle", "the beach"), ("the hotel", "the museum", "the harbor", "the zoo"),
    )  # fmt: skip
    values = _values(s, 3, low, high)
    pair = s.choose((0, 1), (1, 2))
    add = s.chance(0.5)
    if not add and s.chance(0.4):
        pair = (0, 2)
    legs = [f"from {stops[i]} to {stops[i + 1]}" for i in range(3)]
    n = [_quantity(s, f"{unit} to {stops[i + 1].removeprefix('the ')}", values[i], i in pair) for i in range(3)]
    verb, base = s.choose(("went", "go"), ("traveled", "travel"))
    fact = [f"{legs[i]} it is {n[i]} {unit}" for i in range(3)]
    done = [f"{a} {verb} {n[i]} {unit} {legs[i]}" for i in range(3)]
    i, j = pair
    if add:
        s.step(f"total {unit}", n[i] + n[j], f"From {stops[i]} to {stops[j + 1]} it is # {unit}")
    else:
        i, j = (i, j) if values[i] > values[j] else (j, i)
        s.step("difference", n[i] - n[j], f"The way {legs[i]} is # {unit} longer")
    first, second = pair
    still = (
        f"(How many {unit} is it from {stops[first]} to {stops[second + 1]} (by way of/past) {stops[second]}?/"
        f"How far is it in {unit} from {stops[first]} past {stops[second]} to {stops[second + 1]}?)"
        if add
        else f"(How many {unit} longer is the way {legs[i]} than the way {legs[j]}?/"
        f"How many more {unit} is it {legs[i]} than {legs[j]}?/"
        f"By how many {unit} is the way {legs[j]} shorter than the way {legs[i]}?)"
    )
    moved = (
        f"How many {unit} did {a.he} {base} from {stops[first]} to {stops[second + 1]}?"
        if add
        else f"(How many more {unit} did {a.he} {base} {legs[i]} than {legs[j]}?/"
        f"How many fewer {unit} did {a.he} {base} {legs[j]} than {legs[i]}?)"
    )
    facts = [_mark(k in pair, fact[k], fact[k]) for k in range(3)]
    brief = [_mark(k in pair, f"{legs[k]} {n[k]}", fact[k]) for k in range(3)]
    trips = [_mark(k in pair, f"{a.he if k else a} {verb} {n[k]} {unit} {legs[k]}", done[k]) for k in range(3)]
    short = [_mark(k in pair, f"{n[k]} {unit} {legs[k]}", done[k]) for k in range(3)]
    if unit == "minutes":
        s.forms(
            f"{a} has a map with walking times. {facts[0]}, {brief[1]} and {brief[2]}. // {still}",
            f"{facts[2]}. {facts[0]} and {brief[1]}. // {still}",
        )
        return
    s.forms(
        f"{facts[0]}, {brief[1]} and {brief[2]}. // {still}",
        f"{a} looks at a map. {facts[1]}. {facts[0]}, and {brief[2]}. // {still}",
        f"{trips[0]}. Then {trips[1]} and {short[2]}. // {moved}",
        f"{trips[0]}, {short[1]} and {short[2]}. // {moved}",
    )


def _goal(s: Scene, count: int) -> tuple[Person, tuple[str, ...], tuple[str, str, str, str], list[int], int]:
    """A task of so many pieces, done day by day."""
    a = s.person()
    past, base, unit, low, high, opening = s.choose(
        ("read", "read", "pages", 8, 70, "{a}'s book has {n} pages"),
        ("walked", "walk", "miles", 4, 25, "{a} wanted to walk {n} miles"),
        ("painted", "paint", "fence posts", 5, 40, "{a} had to paint {n} fence posts"),
        ("placed", "place", "pieces", 20, 120, "{a}'s puzzle has {n} pieces"),
        ("delivered", "deliver", "letters", 10, 90, "{a} had {n} letters to deliver"),
        ("learned", "learn", "words", 5, 30, "There are {n} words on {a}'s list"),
        ("planted", "plant", "bulbs", 8, 50, "{a} bought {n} bulbs for the garden"),
        ("corrected", "correct", "tests", 6, 40, "{a} had a pile of {n} tests to correct"),
    )
    labels = s.choose(*_DAYS)
    start = s.whole(0, 4 - count)
    values = _values(s, count, low, high)
    return a, labels[start : start + count], (past, base, unit, opening), values, sum(values) + s.whole(3, high)


def _tell_goal(
    a: Person, n: Quantity, ns: Sequence[Quantity], at: Sequence[str], used: Sequence[bool], words: Sequence[str]
) -> tuple[str, ...]:
    past, _, unit, opening = words
    whole = opening.replace("{a}", f"{a}").replace("{n}", f"{n}")
    later = opening.replace("{a}'s", a.his).replace("{a}", a.he).replace("{n}", f"{n}")
    facts = [f"{a} {past} {x} {unit} {d}" for x, d in zip(ns, at, strict=True)]
    every = list(zip(ns, at, facts, used[1:], strict=True))
    brief = [_mark(u, f"{x} {d}", f) for x, d, f, u in every]
    again = [_mark(u, f"{a.he} {past} {x} {d}", f) for x, d, f, u in every]
    full = [_mark(u, f"{a.he} {past} {x} {unit} {d}", f) for x, d, f, u in every]
    front = [_mark(u, f"{d} {a.he} {past} {x}", f) for x, d, f, u in every]
    start = _mark(used[1], facts[0], facts[0])
    goal, goal_later = _mark(used[0], whole, whole), _mark(used[0], later, whole)
    return (
        f"{goal}. {_and([full[0], *brief[1:]])}.",
        f"{goal}. {_and([again[0], *brief[1:]])}.",
        f"{goal}. {front[0]}. {_and([again[1], *brief[2:]])}.",
        f"{start}. {_and([again[1], *brief[2:]])}. {goal_later}.",
        f"{_and([start, *brief[1:]])}. {goal_later}.",
    )


@family("contrastevents.goal_one", topic=TOPIC, steps=1, weight=1.5)
def goal_one(s: Scene) -> None:
    """A task done day by day: two days together, the difference, or what is left after the first day."""
    count = s.choose(2, 2, 3)
    a, at, words, values, whole = _goal(s, count)
    past, base, unit, _ = words
    sort = s.choose("left", "left", "sum", "more", "more")
    pair = [0] if sort == "left" else s.rng.sample(range(count), 2)
    used = [sort == "left", *(i in pair for i in range(count))]
    n = _quantity(s, f"{unit} in all", whole, used[0])
    ns = [_quantity(s, _short(unit, at[i]), values[i], used[1 + i]) for i in range(count)]
    if sort == "left":
        s.step(f"{unit} left", n - ns[0], f"# {unit} were left")
        day = at[0].removeprefix("on ")
        ask = (
            f"(How many {unit} were still left (after/at the end of) {day}?/"
            f"How many {unit} did {a.he} still have to {base} after {day}?/"
            f"When {day} was over, how many {unit} were still left?)"
        )
    elif sort == "sum":
        s.step(f"{unit} of two", ns[pair[0]] + ns[pair[1]], f"{a} {past} # {unit} {_at(at[pair[0]], at[pair[1]])}")
        ask = f"How many {unit} did {a.he} {base} {_at(at[pair[0]], at[pair[1]])} (together/in all/altogether)?"
    else:
        big, small = sorted(pair, key=lambda i: -values[i])
        s.step("difference", ns[big] - ns[small], f"{a} {past} # more {unit} {at[big]} than {at[small]}")
        ask = (
            f"(How many more {unit} did {a.he} {base} {at[big]} than {at[small]}?/"
            f"How many fewer {unit} did {a.he} {base} {at[small]} than {at[big]}?)"
        )
    s.forms(*(f"{story} // {ask}" for story in _tell_goal(a, n, ns, at, used, words)))


@family("contrastevents.goal_two", topic=TOPIC, steps=2, weight=1.5)
def goal_two(s: Scene) -> None:
    """A task done day by day: what is left after two days, or what three days bring, the rest beside the point."""
    a, at, words, values, whole = _goal(s, 3)
    past, base, unit, _ = words
    sort = s.choose("left", "left", "all", "more")
    used = [True, True, True, False] if sort == "left" else [False, True, True, True]
    n = _quantity(s, f"{unit} in all", whole, used[0])
    ns = [_quantity(s, _short(unit, at[i]), values[i], used[1 + i]) for i in range(3)]
    both = s.step(f"{unit} of two", ns[0] + ns[1], f"{a} {past} # {unit} {_at(at[0], at[1])}")
    if sort == "left":
        s.step(f"{unit} left", n - both, f"# {unit} were left")
        day = at[1].removeprefix("on ")
        ask = (
            f"(How many {unit} were still left (after/at the end of) {day}?/"
            f"How many {unit} did {a.he} still have to {base} when {day} was over?)"
        )
    elif sort == "all":
        s.step(f"total {unit}", both + ns[2], f"{a} {past} # {unit} in all")
        ask = f"How many {unit} did {a.he} {base} (in the three days/in these three days/in three days)?"
    else:
        s.step("difference", both - ns[2], f"That is # more {unit} than {at[2]}")
        ask = f"How many more {unit} did {a.he} {base} {_at(at[0], at[1])} together than {at[2]}?"
    s.forms(*(f"{story} // {ask}" for story in _tell_goal(a, n, ns, at, used, words)))


@family("contrastevents.work_hours", topic=TOPIC, steps=1, weight=1.5)
def work_hours(s: Scene) -> None:
    """Work of two days, each with its hours: so many per hour, in all, or the difference."""
    a = s.person()
    past, base, unit, low, high = s.choose(
        ("typed", "type", "pages", 3, 12), ("baked", "bake", "pies", 3, 10), ("washed", "wash", "cars", 2, 6),
        ("cycled", "cycle", "miles", 8, 16), ("sewed", "sew", "buttons", 6, 20), ("wrapped", "wrap", "gifts", 5, 15),
        ("filled", "fill", "jars", 6, 20), ("packed", "pack", "boxes", 5, 18),
    )  # fmt: skip
    one, two = s.choose(
        ("on Monday", "on Tuesday"), ("on Saturday", "on Sunday"), ("in the morning", "in the afternoon")
    )
    hours, rates = _values(s, 2, 2, 8), [s.whole(low, high) for _ in range(2)]
    counts = [h * r for h, r in zip(hours, rates, strict=True)]
    s.need(abs(counts[0] - counts[1]) > 1, len({*counts, *hours}) == 4)
    sort = s.choose("per", "per", "sum", "more", "hours", "longer")
    use_n = {"per": (True, False), "sum": (True, True), "more": (True, True)}.get(sort, (False, False))
    use_h = {"per": (True, False), "hours": (True, True), "longer": (True, True)}.get(sort, (False, False))
    if sort == "per" and s.chance(0.5):
        use_n = use_h = (False, True)
    at = (one, two)
    n = [_quantity(s, _short(unit, at[i]), counts[i], use_n[i]) for i in range(2)]
    h = [_quantity(s, _short("hours", at[i]), hours[i], use_h[i]) for i in range(2)]

    def both(values: Sequence[int]) -> tuple[int, int]:
        return (0, 1) if values[0] > values[1] else (1, 0)

    if sort == "per":
        i = use_n.index(True)
        s.step(f"{unit} per hour", n[i] / h[i], f"{a} {past} # {unit} an hour {at[i]}")
        ask = f"How many {unit} did {a.he} {base} (per hour/an hour/in each hour) {at[i]}?"
    elif sort == "sum":
        s.step(f"total {unit}", n[0] + n[1], f"{a} {past} # {unit}")
        ask = f"How many {unit} did {a.he} {base} (altogether/in all/in total)?"
    elif sort == "more":
        i, j = both(counts)
        s.step("difference", n[i] - n[j], f"{a} {past} # more {unit} {at[i]}")
        ask = f"(How many more {unit} did {a.he} {base} {at[i]} than {at[j]}?/How many fewer {unit} did {a.he} {base} "
        ask += f"{at[j]} than {at[i]}?)"
    elif sort == "hours":
        s.step("total hours", h[0] + h[1], f"{a} worked # hours" if unit != "miles" else f"{a} cycled # hours")
        ask = f"How many hours did {a.he} need (altogether/in all/for the whole)?"
        ask += f" || How many hours did {a} need in all?"
    else:
        i, j = both(hours)
        s.step("hours longer", h[i] - h[j], f"{a} needed # more hours {at[i]}")
        ask = f"How many (more hours/hours more) did {a.he} need {at[i]} than {at[j]}?"

    def line(i: int, lead: str, hour: str) -> str:
        what, time = f"{a} {past} {n[i]} {unit} {at[i]}", f"{a} needed {h[i]} hours {at[i]}"
        return f"{_mark(use_n[i], lead, what)} {_mark(use_h[i], hour, time)}"

    s.forms(
        f"{line(0, f'{a} {past} {n[0]} {unit} {one}', f'in {h[0]} hours')}. "
        f"{line(1, f'{a.he} {past} {n[1]} {unit} {two}', f'in {h[1]} hours')}. // {ask}",
        f"{line(0, f'{one} {a} {past} {n[0]} {unit}', f'and needed {h[0]} hours')}. "
        f"{line(1, f'{two} {a.he} {past} {n[1]} {unit}', f'and needed {h[1]} hours')}. // {ask}",
        f"{line(1, f'{two} {a} {past} {n[1]} {unit}', f'in {h[1]} hours')}. "
        f"{line(0, f'{one} it was {n[0]} {unit}', f'in {h[0]} hours')}. // {ask}",
    )


# Money


def _sum_of(s: Scene, name: str, value: Fraction | int, used: bool) -> Quantity:
    return s.money_of(name if used else "", value)


def _apart(goods: Sequence[Thing]) -> bool:
    """Is no thing called like a part of another ("novel", "mystery novel")?"""
    return not any(t is not u and t.one in u.one for t in goods for u in goods)


def _two_goods(s: Scene, *kinds: str) -> list[Thing]:
    goods = s.alike(2, *kinds)
    s.need(_apart(goods))
    return goods


def _goods(s: Scene, count: int) -> tuple[list[Thing], list[Fraction]]:
    """Things of one kind with prices that differ."""
    goods = s.alike(count, "toy", "clothing", "kitchen", "sport", "reading")
    whole = s.chance(0.8)
    prices = [s.worth(thing, whole) for thing in goods]
    s.need(len(set(prices)) == count, _apart(goods))
    return goods, prices


def _shop(
    s: Scene, used: Sequence[bool], sums: tuple[Fraction | int, Sequence[Fraction]], goods: Sequence[Thing]
) -> tuple[Person, Quantity, list[Quantity], str]:
    """Someone with money sees three things with prices; ``used`` is for the money and then for the things."""
    a = s.person()
    money = _sum_of(s, "money at first", sums[0], used[0])
    p = [_sum_of(s, f"{t.one} price", x, u) for t, x, u in zip(goods, sums[1], used[1:], strict=True)]
    fact = [f"a {t.one} costs {x}" for t, x in zip(goods, p, strict=True)]
    said = [_mark(u, f, f) for u, f in zip(used[1:], fact, strict=True)]
    brief = [_mark(u, f"a {t.one} {x}", f) for u, t, x, f in zip(used[1:], goods, p, fact, strict=True)]
    rest = list(range(len(p)))
    s.rng.shuffle(rest)
    x, *more = rest
    has = _mark(used[0], f"{a} has {money}", f"{a} has {money}")
    with_ = _mark(used[0], f"{a} goes to a shop with {money}", f"{a} has {money}")
    listed = _and([said[x], *(brief[i] for i in more)])
    full = f"{said[x]}. {_and([said[i] for i in more])}"
    story = s.choose(
        f"{has}. In the shop {listed}.",
        f"{listed}. {has}.",
        f"{with_}. {full}.",
        f"{full}. {has} in {a.own} purse.",
        f"In a shop {listed}. {with_.replace('a shop', 'the shop')}.",
    )
    return a, money, p, story


@family("contrastevents.shop_one", topic=TOPIC, steps=1, weight=2)
def shop_one(s: Scene) -> None:
    """Money and three prices: two prices added or compared, the money left after one, the money short for one."""
    goods, prices = _goods(s, 3)
    t, u, _ = goods
    sort = s.choose("sum", "more", "left", "short")
    top, low = max(prices), min(prices)
    if sort == "short":
        s.need(prices[0] - 1 > low)
        start = low + s.whole(0, int(prices[0] - low) - 1)
    else:
        start = sum(prices, Fraction(0)) + s.whole(1, 30)
    s.need(prices[0] > prices[1] or sort != "more", start not in prices, top > low)
    used = [sort in ("left", "short"), True, sort in ("sum", "more"), False]
    a, money, p, story = _shop(s, used, (start, prices), goods)
    coins = s.style.currency
    if sort == "sum":
        s.step("total cost", p[0] + p[1], f"They cost # {coins}")
        ask = (
            f"(How much do a {t.one} and a {u.one} cost together?/How much would {a} spend on a {t.one} and a {u.one}?/"
            f"How much does {a.he} pay for a {u.one} and a {t.one}?/What is the price of a {t.one} and a {u.one} "
            "together?)"
        )
    elif sort == "more":
        s.step("difference", p[0] - p[1], f"A {t.one} costs # {coins} more")
        ask = (
            f"(How much more does a {t.one} cost than a {u.one}?/How much cheaper is a {u.one} than a {t.one}?/"
            f"How much less would {a.he} pay for a {u.one} than for a {t.one}?)"
        )
    elif sort == "left":
        s.step("money left", money - p[0], f"{a} has # {coins} left")
        ask = (
            f"(How much money will {a.he} have left if {a.he} buys only a {t.one}?/"
            f"How much is left (/of {a.his} money )after {a.he} buys a {t.one}?/"
            f"{a.he} buys a {t.one} and nothing else. How much (money /)does {a.he} have left?"
            f")"
        )
        ask = f"{ask} || How much money does {a} have left after buying a {t.one}?"
    else:
        s.step("money missing", p[0] - money, f"{a} needs # {coins} more")
        ask = (
            f"(How much more money does {a.he} need (for/to buy) a {t.one}?/"
            f"How much money is {a} short if {a.he} wants to buy a {t.one}?/"
            f"How much must {a.he} still save to buy a {t.one}?)"
        )
    s.forms(f"{story} // {ask}")


@family("contrastevents.shop_two", topic=TOPIC, steps=2, weight=1.5)
def shop_two(s: Scene) -> None:
    """Money and three prices: all together, two against the third, or the money left or short for two."""
    goods, prices = _goods(s, 3)
    t, u, v = goods
    sort = s.choose("left", "left", "short", "more", "all")
    two = prices[0] + prices[1]
    start = Fraction(two - s.whole(1, 6)) if sort == "short" else sum(prices, Fraction(0)) + s.whole(1, 30)
    s.need(start > 2, start not in prices, sort != "more" or two > prices[2])
    used = [sort in ("left", "short"), True, True, sort in ("more", "all")]
    a, money, p, story = _shop(s, used, (start, prices), goods)
    coins = s.style.currency
    both = s.step("cost of two", p[0] + p[1], f"A {t.one} and a {u.one} cost # {coins}")
    if sort == "left":
        s.step("money left", money - both, f"{a} has # {coins} left")
        ask = f"How much (money /)(will {a.he} have/does {a.he} have) left after buying a {t.one} and a {u.one}?"
    elif sort == "short":
        s.step("money missing", both - money, f"{a} needs # {coins} more")
        ask = f"How much more (money /)does {a.he} need to buy a {t.one} and a {u.one}?"
    elif sort == "more":
        s.step("difference", both - p[2], f"That is # {coins} more than a {v.one} costs")
        ask = f"How much more do a {t.one} and a {u.one} cost together than a {v.one}?"
    else:
        s.step("total cost", both + p[2], f"All three cost # {coins}")
        ask = f"How much (would {a.he} pay for/would {a.he} spend on) a {t.one}, a {u.one} and a {v.one}?"
    s.forms(f"{story} // {ask}")


@family("contrastevents.spent", topic=TOPIC, steps=1, weight=1.5)
def spent(s: Scene) -> None:
    """Three things bought one after the other: two prices added or compared, or what was left after the first."""
    goods, prices = _goods(s, 3)
    a = s.person()
    start = sum(prices, Fraction(0)) + s.whole(1, 30)
    sort = s.choose("sum", "more", "left")
    pair = [0] if sort == "left" else s.rng.sample(range(3), 2)
    money = _sum_of(s, "money at first", start, sort == "left")
    p = [_sum_of(s, f"{t.one} price", x, i in pair) for i, (t, x) in enumerate(zip(goods, prices, strict=True))]
    coins = s.style.currency
    if sort == "left":
        t = goods[0]
        s.step("money left", money - p[0], f"{a} had # {coins} left")
        ask = (
            f"(How much (money /)did {a.he} have (left /)(right /)after {a.he} had paid for the {t.one}?/"
            f"How much was left when {a.he} had bought only the {t.one}?) "
            f"|| How much money did {a} have left after paying for the {t.one}?"
        )
    elif sort == "sum":
        i, j = pair
        s.step("total spent", p[i] + p[j], f"{a} spent # {coins} on the two")
        ask = (
            f"(How much did {a.he} spend on the {goods[i].one} and the {goods[j].one} (/together/altogether)?/"
            f"How much did the {goods[i].one} and the {goods[j].one} cost together?)"
        )
    else:
        i, j = pair if prices[pair[0]] > prices[pair[1]] else pair[::-1]
        s.step("difference", p[i] - p[j], f"The {goods[i].one} cost # {coins} more")
        ask = (
            f"(How much more did the {goods[i].one} cost than the {goods[j].one}?/"
            f"How much less did {a.he} pay for the {goods[j].one} than for the {goods[i].one}?/"
            f"How much cheaper was the {goods[j].one} than the {goods[i].one}?)"
        )
    fact = [f"{a} bought a {t.one} for {x}" for t, x in zip(goods, p, strict=True)]
    items = [_mark(i in pair, f"a {goods[i].one} for {p[i]}", fact[i]) for i in range(3)]
    bought = [_mark(i in pair, f"{a.he} bought a {goods[i].one} for {p[i]}", fact[i]) for i in range(3)]
    paid = [_mark(i in pair, f"{a.he} paid {p[i]} for a {goods[i].one}", fact[i]) for i in range(3)]
    had = _mark(sort == "left", f"{a} had {money}", f"{a} had {money} at first")
    took = _mark(sort == "left", f"{a} went shopping with {money}", f"{a} had {money} at first")
    s.forms(
        f"{had}. First {bought[0]}, then {items[1]} and last {items[2]}. // {ask}",
        f"{took}. {bought[0]}. After that {bought[1]} and {items[2]}. // {ask}",
        f"{took}. First {paid[0]}. Then {paid[1]} and {paid[2]}. // {ask}",
        f"{had}. First {paid[0]}, and then {bought[1]} and {items[2]}. // {ask}",
    )


def _order(s: Scene, used: str) -> tuple[Person, list[Thing], list[Quantity], str]:
    """So many of two things at their prices, and the money at first. ``used`` holds the letters of n, m, p, q, s."""
    a = s.person()
    t, u = _two_goods(s, "bakery", "toy", "kitchen", "reading", "flower", "drink")
    n, m = _values(s, 2, 2, 12)
    p, q = s.worth(t, whole=True), s.worth(u, whole=True)
    s.need(p != q, min(p, q) > 1, p < 40, q < 40)
    start = n * p + m * q + s.whole(2, 40)
    x, y = _quantity(s, str(t), n, "n" in used), _quantity(s, str(u), m, "m" in used)
    c, d = _sum_of(s, f"{t.one} price", p, "p" in used), _sum_of(s, f"{u.one} price", q, "q" in used)
    money = _sum_of(s, "money at first", start, "s" in used)
    fact = [f"{a} bought {x(t)}", f"{a} bought {y(u)}", f"each {t.one} cost {c}", f"each {u.one} cost {d}"]
    fact.append(f"{a} had {money} at first")
    marks = dict(zip("nmpqs", fact, strict=True))

    def mark(letter: str, text: str) -> str:
        return _mark(letter in used, text, marks[letter])

    had = mark("s", f"{a} had {money}")
    story = s.choose(
        f"{had}. {mark('n', f'{a.he} bought {x(t)}')} {mark('p', f'for {c} each')} and {mark('m', f'{y(u)}')} "
        f"{mark('q', f'for {d} each')}.",
        f"{mark('s', f'{a} went to a shop with {money}')}. {mark('p', f'each {t.one} cost {c}')} and "
        f"{mark('q', f'each {u.one} cost {d}')}. {mark('n', f'{a.he} bought {x(t)}')} and {mark('m', f'{y(u)}')}.",
        f"{mark('n', f'{a} bought {x(t)}')} and {mark('m', f'{y(u)}')}. {mark('q', f'each {u.one} cost {d}')}, and "
        f"{mark('p', f'each {t.one} cost {c}')}. {mark('s', f'{a.he} had {money} at first')}.",
        f"{mark('m', f'{a} bought {y(u)}')} {mark('q', f'at {d} each')}. "
        f"{mark('n', f'{a.he} also bought {x(t)}')} {mark('p', f'at {c} each')}. "
        f"{mark('s', f'at first {a.he} had {money}')}.",
    )
    return a, [t, u], [x, y, c, d, money], story


@family("contrastevents.order_one", topic=TOPIC, steps=1, weight=1.5)
def order_one(s: Scene) -> None:
    """So many of two things at two prices: one product, one sum or one difference."""
    sort = s.choose("cost", "cost", "count", "price", "fewer", "both")
    letters = {"cost": "np", "count": "nm", "price": "pq", "fewer": "nm", "both": "pq"}[sort]
    a, (t, u), (x, y, c, d, _), story = _order(s, letters)
    coins = s.style.currency
    if sort == "cost":
        s.step(f"cost of {t}", x * c, f"The {t} cost # {coins}")
        ask = (
            f"(How much did {a.he} pay for the {t}?/How much did the {t} cost (altogether/in all/together)?/"
            f"How much money did {a.he} spend on {t}?)"
        )
    elif sort == "count":
        s.step("things", x + y, f"{a} bought # things")
        ask = f"(How many {t} and {u} did {a.he} buy (altogether/in all/in total)?/How many things did {a.he} buy?)"
    elif sort == "price":
        s.need(c.value > d.value)
        s.step("difference", c - d, f"A {t.one} cost # {coins} more")
        ask = (
            f"(How much more did one {t.one} cost than one {u.one}?/How much cheaper was one {u.one} than one {t.one}?)"
        )
    elif sort == "both":
        s.step("price of two", c + d, f"One of each cost # {coins}")
        ask = f"How much did one {t.one} and one {u.one} cost together?"
    else:
        s.need(x.value > y.value)
        s.step("difference", x - y, f"{a} bought # more {t}")
        ask = f"(How many more {t} than {u} did {a.he} buy?/How many fewer {u} than {t} did {a.he} buy?)"
    s.forms(f"{story} // {ask}")


@family("contrastevents.order_more", topic=TOPIC, steps=3, weight=1.2)
def order_more(s: Scene) -> None:
    """So many of two things at two prices: both products, added or compared; the money at first does not matter."""
    a, (t, u), (x, y, c, d, _), story = _order(s, "nmpq")
    coins = s.style.currency
    one = s.step(f"cost of {t}", x * c, f"The {t} cost # {coins}")
    two = s.step(f"cost of {u}", y * d, f"The {u} cost # {coins}")
    if s.chance(0.5):
        s.step("total cost", one + two, f"Together that is # {coins}")
        ask = f"How much (money /)did {a.he} spend (altogether/in all/in total/on the {t} and the {u})?"
    elif one.value > two.value:
        s.step("difference", one - two, f"{a} spent # {coins} more on the {t}")
        ask = f"How much more did {a.he} (pay for the {t} than for the {u}/spend on the {t} than on the {u})?"
    else:
        s.step("difference", two - one, f"{a} spent # {coins} less on the {t}")
        ask = f"How much less did {a.he} (pay for the {t} than for the {u}/spend on the {t} than on the {u})?"
    s.forms(f"{story} // {ask}")


def _pack(s: Scene, used: str) -> tuple[Person, Thing, Thing, list[Quantity], str]:
    """Several like things for one sum, another thing for its price, and money: letters n, t, p, s."""
    a = s.person()
    t, u = _two_goods(s, "toy", "kitchen", "reading", "sport", "linen")
    n, each = s.whole(2, 9), s.worth(t, whole=True)
    price = s.worth(u, whole=True)
    total = n * each
    s.need(price != each, abs(price - total) > 1, price > 1, total <= 200)
    k = _quantity(s, str(t), n, "n" in used)
    sum_, other = _sum_of(s, f"{t} cost", total, "t" in used), _sum_of(s, f"{u.one} price", price, "p" in used)
    money = _sum_of(s, "money at first", total + price + s.whole(2, 40), "s" in used)
    both = f"{a} paid {sum_} for {k(t)}"
    pack = f"[{both}]" if "t" in used and "n" in used else _mark("t" in used, both, f"{a} paid {sum_} for the {t}")
    one = _mark("p" in used, f"{a} paid {other} for a {u.one}", f"{a} paid {other} for a {u.one}")
    he_one = _mark("p" in used, f"{a.he} also paid {other} for a {u.one}", f"{a} paid {other} for a {u.one}")
    and_one = _mark("p" in used, f"{other} for a {u.one}", f"{a} paid {other} for a {u.one}")
    he_pack = pack.replace(f"{a} paid", f"{a.he} paid", 1) + ""
    if "t" in used and "n" in used:
        he_pack = f"[{a.he} paid {sum_} for {k(t)}|{both}]"
    had = _mark("s" in used, f"{a} had {money}", f"{a} had {money} at first")
    story = s.choose(
        f"{had}. {he_pack} and {and_one}.",
        f"{one}. {he_pack}, all at the same price.",
        f"{pack}, all at the same price. {he_one}.",
        f"{had}. {he_pack}, which all cost the same. {he_one}.",
    )
    if "s" in used:
        story = f"{had}. {he_pack}{s.choose('', ', all at the same price')}. {he_one}."
    return a, t, u, [k, sum_, other, money], story


@family("contrastevents.pack_one", topic=TOPIC, steps=1, weight=1.5)
def pack_one(s: Scene) -> None:
    """Several like things for one sum, another for its price: the price of one, the sum or the difference."""
    sort = s.choose("each", "each", "sum", "more", "left")
    a, t, u, (k, total, other, money), story = _pack(s, {"each": "nt", "sum": "tp", "more": "tp", "left": "st"}[sort])
    coins = s.style.currency
    if sort == "each":
        s.step(f"{t.one} price", total / k, f"One {t.one} cost # {coins}")
        ask = f"(How much did (each/one) {t.one} cost?/What was the price of one {t.one}?/"
        ask += f"How much did {a.he} pay for each {t.one}?)"
    elif sort == "sum":
        s.step("total spent", total + other, f"{a} spent # {coins}")
        ask = f"How much (money /)did {a.he} spend (altogether/in all/in total)?"
    elif sort == "left":
        s.step("money left", money - total, f"{a} had # {coins} left")
        ask = f"How much (money /)did {a.he} have left (right /)after paying for the {t}, before buying the {u.one}?"
        ask += f" || How much money did {a} have left after paying for the {t}?"
    elif total.value > other.value:
        s.step("difference", total - other, f"The {t} cost # {coins} more")
        ask = f"(How much more did {a.he} pay for the {t} than for the {u.one}?/"
        ask += f"How much less did the {u.one} cost than all the {t} together?)"
    else:
        s.step("difference", other - total, f"The {u.one} cost # {coins} more")
        ask = f"(How much more did {a.he} pay for the {u.one} than for the {t}?/"
        ask += f"How much less did all the {t} cost together than the {u.one}?)"
    s.forms(f"{story} // {ask}")


@family("contrastevents.pack_two", topic=TOPIC, steps=2, weight=1.2)
def pack_two(s: Scene) -> None:
    """Several like things for one sum, another for its price: one of each together or compared, or the money left."""
    sort = s.choose("sum", "more", "more", "left")
    a, t, u, (k, total, other, money), story = _pack(s, "tps" if sort == "left" else "ntp")
    coins = s.style.currency
    if sort == "left":
        both = s.step("total spent", total + other, f"{a} spent # {coins}")
        s.step("money left", money - both, f"{a} had # {coins} left")
        ask = f"How much (money /)did {a.he} have left (in the end/after buying all this/at the end)?"
        ask += f" || How much money did {a} have left in the end?"
    else:
        each = s.step(f"one {t.one}", total / k, f"One {t.one} cost # {coins}")
        if sort == "sum":
            s.step("price of two", each + other, f"One of each costs # {coins}")
            ask = f"How much (did/do) one {t.one} and one {u.one} cost together?"
        elif each.value > other.value:
            s.step("difference", each - other, f"The {t.one} cost # {coins} more")
            ask = f"How much more did one {t.one} cost than (the {u.one}/one {u.one})?"
        else:
            s.step("difference", other - each, f"The {u.one} cost # {coins} more")
            ask = f"(How much more did the {u.one} cost than one {t.one}?/"
            ask += f"How much cheaper was one {t.one} than the {u.one}?)"
    s.forms(f"{story} // {ask}")


@family("contrastevents.how_many", topic=TOPIC, steps=1, weight=1.5)
def how_many(s: Scene) -> None:
    """Money and two prices: how many of one thing, one price more than the other, both, or what is left."""
    a = s.person()
    t, u = _two_goods(s, "toy", "bakery", "drink", "reading", "flower")
    p, q, n = s.worth(t, whole=True), s.worth(u, whole=True), s.whole(3, 12)
    s.need(p > 1, q > 1, p != q, n * p <= 200, q < n * p)
    sort = s.choose("many", "many", "more", "sum", "left")
    letters = {"many": "sp", "more": "pq", "sum": "pq", "left": "sq"}[sort]
    money = _sum_of(s, "money", n * p, "s" in letters)
    c, d = _sum_of(s, f"{t.one} price", p, "p" in letters), _sum_of(s, f"{u.one} price", q, "q" in letters)
    coins = s.style.currency
    if sort == "many":
        s.step(str(t), money // c, f"{a} can buy # {t}")
        ask = (
            f"(How many {t} can {a.he} buy (with all {a.own} money/for that money/if {a.he} buys nothing else)?/"
            f"How many {t} does {a.he} get if {a.he} spends all the money on {t}?)"
            f" || How many {t} can {a} buy with all the money?"
        )
    elif sort == "more":
        (big, x), (small, y) = ((t, c), (u, d)) if p > q else ((u, d), (t, c))
        s.step("difference", x - y, f"A {big.one} costs # {coins} more")
        ask = (
            f"(How much more does a {big.one} cost than a {small.one}?/"
            f"How much cheaper is a {small.one} than a {big.one}?)"
        )
    elif sort == "sum":
        s.step("total cost", c + d, f"They cost # {coins}")
        ask = (
            f"(How much does {a.he} pay for one {t.one} and one {u.one}?/"
            f"How much do one {u.one} and one {t.one} cost together?)"
        )
    else:
        s.step("money left", money - d, f"{a} has # {coins} left")
        ask = f"How much (money /)does {a.he} have left after buying one {u.one}?"
    has = _mark("s" in letters, f"{a} has {money}", f"{a} has {money}")
    one = _mark("p" in letters, f"a {t.one} costs {c}", f"a {t.one} costs {c}")
    two = _mark("q" in letters, f"a {u.one} costs {d}", f"a {u.one} costs {d}")
    two_brief = _mark("q" in letters, f"a {u.one} {d}", f"a {u.one} costs {d}")
    s.forms(
        f"{has}. {one} and {two_brief}. // {ask}",
        f"{one}. {two}. {has}. // {ask}",
        f"In the shop {two} and {one}. {has}. // {ask}",
        f"{has} to spend. In the shop {one}, and {two}. // {ask}",
    )
