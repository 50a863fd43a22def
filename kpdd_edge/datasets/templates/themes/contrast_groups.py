"""Equal groups with more numbers than needed: one story, several questions, and only the question tells which matter.

Stories that are asked about in one step and in more share a helper; the caller says which numbers its question needs.
"""

from __future__ import annotations

from kpdd_edge.datasets.templates.english import plural
from kpdd_edge.datasets.templates.people import Person
from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Quantity, Scene
from kpdd_edge.datasets.templates.things import Thing

TOPIC = "contrast: groups"

_KINDS = (
    "fruit", "vegetable", "bakery", "sweet", "stationery", "toy", "collectable", "reading", "flower", "craft",
)  # fmt: skip
_ON = frozenset(("shelf", "tray", "plate", "table", "page"))
_IN_ALL = "(in all/altogether/in total/together)"


class _Tale:
    """The numbers of a story: those that the question needs become givens, the others only stand there."""

    def __init__(self, s: Scene, used: str) -> None:
        self.s, self.used = s, frozenset(used.split())

    def number(self, key: str, name: str, value: int) -> Quantity:
        return self.s.given(name, value) if key in self.used else self.s.noise(value, value)

    def mark(self, key: str, said: str, fact: str = "") -> str:
        """``said``, as a fact where the number ``key`` matters."""
        if key not in self.used:
            return said
        return f"[{said}|{fact}]" if fact else f"[{said}]"


def _at(box: str) -> str:
    return "on" if box in _ON else "in"


def _alike(s: Scene, count: int, *kinds: str) -> list[Thing]:
    """Several things of one kind, none of which is a sort of another ("book", "picture book")."""
    things = s.alike(count, *kinds)
    names = [thing.one for thing in things]
    s.need(not any(name in ("book", "novel", "candy", "comic book", "ball", "pastry") for name in names))
    s.need(not any(one != two and one in two for one in names for two in names))
    return things


def _box(s: Scene, thing: Thing) -> str:
    """A container that one may have several of, whatever is put there."""
    return s.choose(*(box for box in thing.kind.containers if box not in ("album", "drawer", "bowl")))


def _differ(s: Scene, *values: int) -> None:
    s.need(len(set(values)) == len(values))


def _shuffled(s: Scene, *parts: str) -> list[str]:
    return s.rng.sample(parts, len(parts))


def _ask_each(a: Person, t: Thing | str, box: str) -> str:
    return (
        f"(How many {t} are {_at(box)} each {box}?/How many {t} does each {box} hold?/"
        f"How many {t} did {a} put {_at(box)} each {box}?/How many {t} are there {_at(box)} one {box}?)"
    )


# Two or three kinds of things, all spread evenly over the same containers


def _spread(s: Scene, used: str, third: bool) -> tuple[Person, list[Thing], str, list[Quantity], Quantity, str]:
    """Who, the kinds (the larger lot first), the container, the lots, the number of containers, and the body."""
    tale, a = _Tale(s, used), s.person()
    things = _alike(s, 3, *_KINDS)
    box = _box(s, things[0])
    n, x, y, z = s.whole(2, 12), s.whole(3, 14), s.whole(2, 12), s.whole(2, 12)
    s.need(x > y)
    _differ(s, n, n * x, n * y, n * z)
    lots = [tale.number(key, f"total {t}", n * each) for key, t, each in zip("ABC", things, (x, y, z), strict=True)]
    boxes = tale.number("n", plural(box), n)
    keys = s.rng.sample("ABC" if third else "AB", 3 if third else 2)
    if not third:
        things, lots = things[:2], lots[:2]
    had = s.choose("bought", "had", "got")
    parts = []
    for place, key in enumerate(keys):
        lot, t = lots["ABC".index(key)], things["ABC".index(key)]
        said = f"{a} {had} {lot(t)}"
        parts.append(tale.mark(key, said) if place == 0 else tale.mark(key, f"{lot(t)}", said))
    listed = f"{parts[0]} and {parts[1]}" if len(parts) == 2 else f"{parts[0]}, {parts[1]} and {parts[2]}"

    among = tale.mark("n", str(boxes(box)), f"there are {boxes(box)}")
    body = s.choose(
        f"{listed}. {a.he} put them {_at(box)}to {among} so that all the {plural(box)} are alike.",
        f"{listed}. {a.he} divided each kind equally among {among}.",
        f"{tale.mark('n', f'There are {boxes(box)}')} to fill. {listed}. {a.he} divided each kind equally among "
        f"the {plural(box)}.",
        f"{listed}. {tale.mark('n', f'There are {boxes(box)}')}, and each kind is divided equally among them.",
    )
    return a, things, box, lots, boxes, body


@family("contrastgroups.spread_evenly", topic=TOPIC, steps=1, weight=1.5)
def spread_evenly(s: Scene) -> None:
    """Two kinds spread over containers: how many of one kind in each, how many in all, how many more of one kind?"""
    sort = s.choose("A n", "A n", "B n", "B n", "A B sum", "A B more")
    used = sort.removesuffix(" sum").removesuffix(" more")
    a, (t, u), box, (big, small), boxes, body = _spread(s, used, third=False)
    if "n" in used.split():
        kind, lot = (t, big) if "A" in used else (u, small)
        s.step(f"{kind} per {box}", lot // boxes, f"There are # {kind} {_at(box)} each {box}")
        s.forms(f"{body} // {_ask_each(a, kind, box)}")
    elif sort.endswith("sum"):
        s.step("total items", big + small, f"There are # {t} and {u} in all")
        s.forms(
            f"{body} // (How many {t} and {u} are there {_IN_ALL}?/How many {u} and {t} are there {_IN_ALL}?/"
            f"What is the total number of {t} and {u}?)"
        )
    else:
        s.step("difference", big - small, f"There are # more {t} than {u}")
        s.forms(
            f"{body} // (How many more {t} than {u} are there?/How many fewer {u} than {t} are there?/"
            f"How many more {t} than {u} are there {_IN_ALL}?)"
        )


@family("contrastgroups.spread_three_kinds", topic=TOPIC, steps=1, weight=1.5)
def spread_three_kinds(s: Scene) -> None:
    """Three kinds spread over containers: one kind is asked about, or two are put together or compared."""
    sort = s.choose("A n", "B n", "C n", "A B sum", "A C sum", "A B more")
    used = sort.removesuffix(" sum").removesuffix(" more")
    a, things, box, lots, boxes, body = _spread(s, used, third=True)
    first = "ABC".index(used[0])
    t, lot = things[first], lots[first]
    if used.endswith("n"):
        s.step(f"{t} per {box}", lot // boxes, f"There are # {t} {_at(box)} each {box}")
        s.forms(f"{body} // {_ask_each(a, t, box)}")
        return
    second = "ABC".index(used[-1])
    u, other = things[second], lots[second]
    if sort.endswith("sum"):
        s.step("total items", lot + other, f"There are # {t} and {u} together")
        s.forms(
            f"{body} // (How many {t} and {u} are there (together/altogether)?/How many {u} and {t} are there "
            f"together?/What is the total number of {t} and {u}?)"
        )
        return
    s.step("difference", lot - other, f"There are # more {t} than {u}")
    s.forms(f"{body} // (How many more {t} than {u} are there?/How many fewer {u} than {t} are there?)")


@family("contrastgroups.spread_two_of_three", topic=TOPIC, steps=2, weight=1.5)
def spread_two_of_three(s: Scene) -> None:
    """Three kinds spread over containers: how many of two kinds in each, or how many more of one in each?"""
    _, (t, u, _), box, (big, small, _), boxes, body = _spread(s, "A B n", third=True)
    if s.chance(0.5):
        total = s.step("total items", big + small, f"There are # {t} and {u} together")
        s.step(f"items per {box}", total // boxes, f"There are # of them {_at(box)} each {box}")
        s.forms(
            f"{body} // (How many {t} and {u} are {_at(box)} each {box} {_IN_ALL}?/"
            f"How many {t} and {u} together does each {box} hold?/"
            f"What is the total number of {t} and {u} {_at(box)} one {box}?)"
        )
        return
    more = s.step("difference", big - small, f"There are # more {t} than {u}")
    s.step(f"difference per {box}", more / boxes, f"Each {box} has # more {t} than {u}")
    s.forms(
        f"{body} // (How many more {t} than {u} are {_at(box)} each {box}?/"
        f"How many fewer {u} than {t} are {_at(box)} each {box}?/How many more {t} than {u} does each {box} hold?)"
    )


# Containers that each hold so many of two kinds


def _packed(s: Scene, used: str) -> tuple[Person, Thing, Thing, str, list[Quantity], str]:
    """Who, two kinds, the container; full containers, two contents (the larger first), empty ones; and the body."""
    tale, a = _Tale(s, used), s.person()
    t, u = _alike(s, 2, *_KINDS)
    box = _box(s, t)
    boxes = plural(box)
    n, y, m = s.whole(3, 20), s.whole(2, 12), s.whole(2, 20)
    x = y + s.whole(1, 10)
    _differ(s, n, x, y, m)
    full, empty = tale.number("n", f"full {boxes}", n), tale.number("m", f"empty {boxes}", m)
    big, small = tale.number("A", f"{t} per {box}", x), tale.number("B", f"{u} per {box}", y)
    one = tale.mark("A", f"each full {box} has {big(t)}")
    two = tale.mark("B", f"{small(u)}", f"each full {box} has {small(u)}")
    holds = f"{one} and {two}"
    if s.chance(0.5):
        one = tale.mark("A", f"{big(t)}", f"each full {box} has {big(t)}")
        holds = f"{tale.mark('B', f'each full {box} has {small(u)}')} and {one}"
    filled = tale.mark("n", f"{a} filled {full(box)}")
    rest = tale.mark("m", f"{empty(box)} are still empty", f"{empty(box)} are still empty")
    body = s.choose(
        f"{filled}. {holds}. {rest}.",
        f"{filled}, and {tale.mark('m', f'{empty} (are still/stayed) empty', f'{empty(box)} are still empty')}. "
        f"{holds}.",
        f"{rest}. {filled} already. {holds}.",
        f"{tale.mark('n', f'There are {full} full {boxes}')} and "
        f"{tale.mark('m', f'{empty} empty ones', f'there are {empty} empty {boxes}')} in {a}'s room. "
        f"{holds}.",
    )
    return a, t, u, box, [full, big, small, empty], body


@family("contrastgroups.packed_pairs", topic=TOPIC, steps=1, weight=1.5)
def packed_pairs(s: Scene) -> None:
    """Full containers with two kinds in each, and empty ones: one kind in all, both in one, or all containers?"""
    sort = s.choose("n A", "n A", "n B", "n B", "A B sum", "A B more", "n m")
    _, t, u, box, (full, big, small, empty), body = _packed(s, sort.removesuffix(" sum").removesuffix(" more"))
    if sort in ("n A", "n B"):
        kind, each = (t, big) if sort == "n A" else (u, small)
        s.step(f"total {kind}", full * each, f"There are # {kind} in all")
        s.forms(
            f"{body} // (How many {kind} are there {_IN_ALL}?/How many {kind} are in all the {plural(box)} together?/"
            f"What is the total number of {kind}?)"
        )
    elif sort.endswith("sum"):
        s.step(f"items per {box}", big + small, f"There are # {t} and {u} {_at(box)} each full {box}")
        s.forms(
            f"{body} // (How many {t} and {u} are {_at(box)} one full {box} {_IN_ALL}?/"
            f"How many {t} and {u} are there {_at(box)} each full {box} {_IN_ALL}?/"
            f"What is the total number of {t} and {u} {_at(box)} each full {box}?)"
        )
    elif sort.endswith("more"):
        s.step(f"difference per {box}", big - small, f"Each full {box} has # more {t} than {u}")
        s.forms(
            f"{body} // (How many more {t} than {u} are {_at(box)} each full {box}?/"
            f"How many fewer {u} than {t} are {_at(box)} one full {box}?/"
            f"How many more {t} than {u} does each full {box} hold?)"
        )
    else:
        s.step(f"total {plural(box)}", full + empty, f"There are # {plural(box)}")
        s.forms(
            f"{body} // (How many {plural(box)} are there {_IN_ALL}?/What is the total number of {plural(box)}?/"
            f"How many {plural(box)}, full and empty, are there?)"
        )


@family("contrastgroups.packed_pairs_total", topic=TOPIC, steps=2, weight=1.5)
def packed_pairs_total(s: Scene) -> None:
    """Full containers with two kinds in each, and empty ones: both kinds in all, or how many more of one in all?"""
    _, t, u, box, (full, big, small, _), body = _packed(s, "n A B")
    if s.chance(0.5):
        each = s.step(f"items per {box}", big + small, f"Each full {box} has # {t} and {u}")
        s.step("total items", full * each, f"In all there are # {t} and {u}")
        s.forms(
            f"{body} // (How many {t} and {u} are there {_IN_ALL}?/What is the total number of {t} and {u}?/"
            f"How many {u} and {t} are in all the {plural(box)} together?)"
        )
        return
    more = s.step(f"difference per {box}", big - small, f"Each full {box} has # more {t} than {u}")
    s.step("total difference", full * more, f"In all there are # more {t} than {u}")
    s.forms(
        f"{body} // (How many more {t} than {u} are there {_IN_ALL}?/How many fewer {u} than {t} are there in all?/"
        f"How many more {t} than {u} are in all the {plural(box)} together?)"
    )


# Small and big containers of the same thing


def _small_and_big(s: Scene, used: str) -> tuple[Person, Thing, str, list[Quantity], str]:
    """Who, what, the container; small ones, their content, big ones, their content; and the body."""
    tale, a, t = _Tale(s, used), s.person(), s.thing(*_KINDS)
    box = _box(s, t)
    s.need(box != "shelf")
    boxes = plural(box)
    n, m, x = s.whole(2, 15), s.whole(2, 15), s.whole(2, 12)
    y = x + s.whole(2, 15)
    _differ(s, n, m, x, y)
    few, many = tale.number("n", f"small {boxes}", n), tale.number("m", f"big {boxes}", m)
    less, more = tale.number("x", f"{t} per small {box}", x), tale.number("y", f"{t} per big {box}", y)
    got = s.choose("has", "bought", "filled", "packed")
    first = (
        f"{tale.mark('n', f'{a} {got} {few} small {plural(box) if n > 1 else box}')} with "
        f"{tale.mark('x', f'{less(t)} {_at(box)} each', f'there are {less(t)} {_at(box)} each small {box}')}"
    )
    second = (
        f"{tale.mark('m', f'{a.he} also {got} {many} big {boxes}', f'{a} {got} {many} big {boxes}')} with "
        f"{tale.mark('y', f'{more(t)} {_at(box)} each', f'there are {more(t)} {_at(box)} each big {box}')}"
    )
    apart = " ".join(
        _shuffled(
            s,
            f"{tale.mark('x', f'A small {box} holds {less(t)}')}.",
            f"{tale.mark('y', f'A big {box} holds {more(t)}')}.",
        )
    )
    both = (
        tale.mark("n", f"{a} {got} {few} small {boxes}")
        + " and "
        + (tale.mark("m", f"{many} big ones", f"{a} {got} {many} big {boxes}"))
    )
    turned = (
        tale.mark("m", f"{a} {got} {many} big {boxes}")
        + " and "
        + (tale.mark("n", f"{few} small ones", f"{a} {got} {few} small {boxes}"))
    )
    body = s.choose(f"{first}. {second}.", f"{apart} {both}.", f"{both}. {apart}", f"{turned}. {apart}")
    return a, t, box, [few, less, many, more], body


@family("contrastgroups.small_and_big", topic=TOPIC, steps=1, weight=1.5)
def small_and_big(s: Scene) -> None:
    """Small and big containers: how many things in those of one size, how many containers, how many more in one?"""
    used = s.choose("n x", "n x", "m y", "m y", "n m", "x y")
    a, t, box, (few, less, many, more), body = _small_and_big(s, used)
    boxes = plural(box)
    if used in ("n x", "m y"):
        size, n, each = ("small", few, less) if used == "n x" else ("big", many, more)
        s.step(f"{t} {_at(box)} {size} {boxes}", n * each, f"The {size} {boxes} hold # {t}")
        s.forms(
            f"{body} // (How many {t} are {_at(box)} the {size} {boxes} (in all/altogether)?/"
            f"How many {t} does {a} have {_at(box)} the {size} {boxes}?/How many {t} do the {size} {boxes} hold?)"
        )
    elif used == "n m":
        s.step(f"total {boxes}", few + many, f"{a} has # {boxes}")
        s.forms(
            f"{body} // (How many {boxes} does {a} have {_IN_ALL}?/How many {boxes}, small and big, are there?/"
            f"What is the total number of {boxes}?)"
        )
    else:
        s.step("difference", more - less, f"A big {box} holds # {t} more")
        s.forms(
            f"{body} // (How many more {t} does a big {box} hold than a small {box}?/"
            f"How many more {t} are {_at(box)} a big {box} than {_at(box)} a small one?/"
            f"How many fewer {t} does a small {box} hold than a big one?)"
        )


@family("contrastgroups.small_and_big_all", topic=TOPIC, steps=3, weight=1.5)
def small_and_big_all(s: Scene) -> None:
    """Small and big containers of a thing, another thing beside them: how many of it in all, or the difference?"""
    a, t, box, (few, less, many, more), body = _small_and_big(s, "n x m y")
    boxes = plural(box)
    u = s.thing(t.kind.name)
    s.need(t.one not in u.one, u.one not in t.one, "book" not in (t.one, u.one))
    s.aside(f"There are also {s.noise(3, 60)} {u} in the room.", f"{a} also has {s.noise(3, 60)} {u}.", chance=0.75)
    one = s.step(f"{t} {_at(box)} small {boxes}", few * less, f"The small {boxes} hold # {t}")
    two = s.step(f"{t} {_at(box)} big {boxes}", many * more, f"The big {boxes} hold # {t}")
    if s.chance(0.5):
        s.step(f"total {t}", one + two, f"In all there are # {t}")
        s.forms(
            f"{body} // (How many {t} are there {_IN_ALL}?/How many {t} does {a} have {_at(box)} the {boxes} in all?/"
            f"What is the total number of {t}?)"
        )
        return
    s.step("difference", two - one, f"The big {boxes} hold # {t} more")
    s.forms(
        f"{body} // (How many more {t} are {_at(box)} the big {boxes} than {_at(box)} the small ones?/"
        f"How many more {t} do the big {boxes} hold than the small {boxes}?/"
        f"How many fewer {t} are {_at(box)} the small {boxes} than {_at(box)} the big ones?)"
    )


# Teams


@family("contrastgroups.team_day", topic=TOPIC, steps=1, weight=1.5)
def team_day(s: Scene) -> None:
    """Players, balls and teams: so many of one to a team, or two of the numbers added or compared."""
    sort = s.choose("P n", "P n", "B n", "B n", "P B more", "P h sum")
    tale = _Tale(s, sort.removesuffix(" more").removesuffix(" sum"))
    kids = s.choose("children", "players", "students", "campers")
    gear = s.choose("balls", "hoops", "ropes", "bottles", "flags")
    helpers = s.choose("parents", "teachers", "coaches", "helpers")
    n, each, per, h = s.whole(3, 12), s.whole(4, 14), s.whole(2, 9), s.whole(2, 15)
    s.need(each > per)
    _differ(s, n, n * each, n * per, h)
    teams, people = tale.number("n", "teams", n), tale.number("P", kids, n * each)
    things, adults = tale.number("B", gear, n * per), tale.number("h", helpers, h)
    place = s.choose("sports day", "summer camp", "school games", "field day")
    came = tale.mark("P", f"{people} {kids} came to the {place}")
    too = tale.mark("h", f"{adults} {helpers} came too", f"{adults} {helpers} came")
    form = tale.mark("n", f"the {kids} form {teams} equal teams")
    share = tale.mark("B", f"the teams share {things} {gear} equally")
    body = s.choose(
        f"{came}. {too}. {form}, and {share}.",
        f"{came}, and {too}. {form}. {share}.",
        f"{tale.mark('P', f'There are {people} {kids}')} and "
        f"{tale.mark('h', f'{adults} {helpers}', f'there are {adults} {helpers}')} at the {place}. {form}. {share}.",
        f"{tale.mark('B', f'There are {things} {gear}')} at the {place} for "
        f"{tale.mark('n', f'{teams} teams', f'there are {teams} teams')}. "
        f"{tale.mark('P', f'{people} {kids}', f'there are {people} {kids}')} and "
        f"{tale.mark('h', f'{adults} {helpers}', f'there are {adults} {helpers}')} are there. All teams have the "
        f"same number of {kids} and of {gear}.",
    )
    if sort == "P n":
        s.step(f"{kids} per team", people // teams, f"Each team has # {kids}")
        ask = (
            f"(How many {kids} are on each team?/How many {kids} does each team have?/How many {kids} are there on one "
            "team?)"
        )
    elif sort == "B n":
        s.step(f"{gear} per team", things // teams, f"Each team gets # {gear}")
        ask = (
            f"(How many {gear} does each team get?/How many {gear} are there for each team?/"
            f"How many {gear} go to one team?)"
        )
    elif sort == "P B more":
        s.step("difference", people - things, f"There are # more {kids} than {gear}")
        ask = (
            f"(How many more {kids} than {gear} are there?/How many fewer {gear} than {kids} are there?/"
            f"How many more {gear} are needed so that every (one/single one) of the {kids} has one?)"
        )
    else:
        s.step("total people", people + adults, "There are # people")
        ask = (
            f"(How many {kids} and {helpers} are there {_IN_ALL}?/What is the total number of {kids} and {helpers}?/"
            f"How many people came, {kids} and {helpers} together?)"
        )
    s.forms(f"{body} // {ask}")


# A book with chapters, read at so many pages a day


def _book(s: Scene, used: str) -> tuple[Person, str, list[Quantity], str]:
    """Who, what is read; pages, chapters, pages a day, pages read on Sunday; and the body."""
    tale, a = _Tale(s, used), s.person()
    book = s.choose("book", "novel", "storybook", "mystery book")
    r, c, q = s.choose(5, 6, 8, 10, 12, 15, 20), s.choose(4, 5, 6, 8, 9, 10, 12), s.whole(4, 40)
    p = r * c * s.whole(2, 6)
    s.need(40 <= p <= 400, p // r != c, q < p)
    if {"p", "q", "r"} <= tale.used:
        q = r * s.whole(1, 4)
    _differ(s, r, c, p, q)
    pages, chapters = tale.number("p", "pages", p), tale.number("c", "chapters", c)
    daily, first = tale.number("r", "pages per day", r), tale.number("q", "pages on Sunday", q)
    has_p, has_c = (
        tale.mark("p", f"{a}'s {book} has {pages} pages"),
        tale.mark("c", f"{a}'s {book} has {chapters} chapters"),
    )
    sunday = tale.mark("q", f"on Sunday {a.he} read {first} pages", f"on Sunday {a} read {first} pages")
    plan = tale.mark(
        "r", f"from Monday on {a.he} read {daily} pages a day", f"from Monday on {a} read {daily} pages a day"
    )
    of_pages = tale.mark("p", f"{pages} pages", f"the {book} has {pages} pages")
    alike = f"the {book} has {chapters} chapters of the same length"
    body = s.choose(
        f"{has_p} and {tale.mark('c', f'{chapters} chapters of the same length', alike)}. {sunday}. {plan}.",
        f"{has_c}, all of the same length, and {of_pages}. {sunday}. {plan}.",
        f"{tale.mark('q', f'{a} read {first} pages on Sunday')}. {plan}. "
        f"The {book} has {tale.mark('c', f'{chapters} chapters of equal length', alike)} and {of_pages}.",
    )
    return a, book, [pages, chapters, daily, first], body


@family("contrastgroups.book_pages", topic=TOPIC, steps=1, weight=1.5)
def book_pages(s: Scene) -> None:
    """A book, its chapters, and pages read: pages to a chapter, pages left after one day, or two days compared?"""
    used = s.choose("p c", "p c", "p q", "p q", "q r sum", "q r more")
    a, book, (pages, chapters, daily, first), body = _book(s, used.removesuffix(" sum").removesuffix(" more"))
    if used == "p c":
        s.step("pages per chapter", pages // chapters, "Each chapter has # pages")
        ask = (
            "(How many pages does each chapter have?/How many pages are in each chapter?/"
            "How many pages are there in one chapter?)"
        )
    elif used == "p q":
        s.step("pages left", pages - first, "After Sunday # pages were left")
        ask = (
            "(How many pages were left after Sunday?/How many pages were still to be read after Sunday?/"
            f"How many pages of the {book} had {a} not read yet on Sunday evening?)"
        )
    elif used.endswith("sum"):
        s.step("pages in two days", first + daily, f"{a} read # pages on the two days")
        ask = (
            f"(How many pages did {a} read on Sunday and Monday together?/How many pages had {a} read by the end of "
            f"Monday?/What is the total number of pages that {a} read on Sunday and Monday?)"
        )
    else:
        s.need(first.n != daily.n)
        big, small = (first, daily) if first.n > daily.n else (daily, first)
        s.step("difference", big - small, "The difference is # pages")
        word = "more" if big is first else "fewer"
        ask = f"How many {word} pages did {a} read on Sunday than on (Monday/Tuesday)?"
    s.forms(f"{body} // {ask}")


@family("contrastgroups.book_days", topic=TOPIC, steps=2, weight=1.5)
def book_days(s: Scene) -> None:
    """A book partly read, then so many pages a day: how many more days does the rest take?"""
    a, book, (pages, _, daily, first), body = _book(s, "p q r")
    left = s.step("pages left", pages - first, "After Sunday # pages were left")
    s.step("days", left / daily, f"{a} needs # days for the rest")
    s.forms(
        f"{body} // (How many days did {a} need for the rest of the {book}?/"
        f"From Monday on, how many days did it take {a} to finish the {book}?/How many days did the rest take {a}?)"
    )


# Some are gone, the rest is put into containers


def _gone_and_packed(s: Scene, used: str) -> tuple[Person, Thing, Thing, str, list[Quantity], str]:
    """Who, two kinds, the container; had, gone, the other kind, containers; and the body."""
    tale, a = _Tale(s, used), s.person()
    t, u = _alike(s, 2, *_KINDS)
    box = _box(s, t)
    n, each, per, g = s.whole(2, 12), s.whole(2, 12), s.whole(2, 12), s.whole(2, 30)
    had, other = n * each + g, n * per
    _differ(s, n, had, g, other)
    h, gone = tale.number("h", f"{t} at first", had), tale.number("g", f"{t} gone", g)
    more, boxes = tale.number("o", f"total {u}", other), tale.number("n", plural(box), n)
    verb = s.choose("gave away", "sold", "gave a friend", "handed out")
    first = tale.mark("h", f"{a} had {h(t)}") + " and " + tale.mark("o", f"{more(u)}", f"{a} had {more(u)}")
    if s.chance(0.5):
        first = tale.mark("o", f"{a} had {more(u)}") + " and " + tale.mark("h", f"{h(t)}", f"{a} had {h(t)}")
    lost = tale.mark("g", f"{a.he} {verb} {gone} of the {t}", f"{a} {verb} {gone} of the {t}")
    into = tale.mark("n", f"{boxes(box)}", f"there are {boxes(box)}")
    body = s.choose(
        f"{first}. {lost}. Then {a.he} put the other {t} and all the {u} equally {_at(box)}to {into}.",
        f"{first}. {lost} and divided everything else equally among {into}.",
        f"{tale.mark('n', f'{a} had {boxes} empty {plural(box)}', f'there were {boxes} {plural(box)}')}. "
        f"{first.replace(f'{a} had', f'{a.he} had', 1)}. {lost}. "
        f"What was left of each kind was divided equally among the {plural(box)}.",
    )
    return a, t, u, box, [h, gone, more, boxes], body


@family("contrastgroups.gone_or_packed", topic=TOPIC, steps=1, weight=1.5)
def gone_or_packed(s: Scene) -> None:
    """Two kinds, some of one gone, then packed: how many are left, how many of the other in each, how many at first?"""
    used = s.choose("h g", "h g", "o n", "o n", "h o sum", "h o more")
    a, t, u, box, (h, gone, more, boxes), body = _gone_and_packed(s, used.removesuffix(" sum").removesuffix(" more"))
    if used == "h g":
        s.step(f"{t} left", h - gone, f"{a} had # {t} left")
        ask = (
            f"(How many {t} did {a} have left?/How many {t} were left to put {_at(box)}to the {plural(box)}?/"
            f"How many {t} did {a} put {_at(box)}to the {plural(box)} {_IN_ALL}?)"
        )
    elif used == "o n":
        s.step(f"{u} per {box}", more // boxes, f"There are # {u} {_at(box)} each {box}")
        ask = _ask_each(a, u, box)
    elif used.endswith("sum"):
        s.step("items at first", h + more, f"At first there were # {t} and {u}")
        ask = (
            f"(How many {t} and {u} did {a} have at first (in all/altogether)?/How many {t} and {u} were there in the "
            f"beginning?/What was the total number of {t} and {u} at first?)"
        )
    else:
        s.need(h.n != more.n)
        big, small, b, c = (h, more, t, u) if h.n > more.n else (more, h, u, t)
        s.step("difference", big - small, f"{a} had # more {b} than {c}")
        ask = f"(How many more {b} than {c} did {a} have at first?/How many fewer {c} than {b} did {a} have at first?)"
    s.forms(f"{body} // {ask}")


@family("contrastgroups.gone_then_packed", topic=TOPIC, steps=2, weight=1.5)
def gone_then_packed(s: Scene) -> None:
    """Two kinds, some of one gone, then packed: how many of it in each, or how many of both kinds are left?"""
    used = s.choose("h g n", "h g n", "h g o")
    a, t, u, box, (h, gone, more, boxes), body = _gone_and_packed(s, used)
    left = s.step(f"{t} left", h - gone, f"{a} had # {t} left")
    if used == "h g n":
        s.step(f"{t} per {box}", left // boxes, f"There are # {t} {_at(box)} each {box}")
        s.forms(f"{body} // {_ask_each(a, t, box)}")
        return
    s.step("items left", left + more, f"{a} had # {t} and {u} left")
    s.forms(
        f"{body} // (How many {t} and {u} did {a} put {_at(box)}to the {plural(box)} {_IN_ALL}?/"
        f"How many {t} and {u} did {a} have left {_IN_ALL}?/"
        f"What was the total number of {t} and {u} that {a} put {_at(box)}to the {plural(box)}?)"
    )


# Full containers and loose ones


def _full_and_loose(s: Scene, used: str) -> tuple[Person, Thing, Thing, str, list[Quantity], str]:
    """Who, two kinds, the container; containers, content, loose ones, the other kind; and the body."""
    tale, a = _Tale(s, used), s.person()
    t, u = _alike(s, 2, *_KINDS)
    box = _box(s, t)
    n, k, x, y = s.whole(2, 15), s.whole(3, 15), s.whole(2, 20), s.whole(2, 40)
    _differ(s, n, k, x, y)
    boxes, each = tale.number("n", plural(box), n), tale.number("k", f"{t} per {box}", k)
    loose, other = tale.number("x", f"loose {t}", x), tale.number("y", f"loose {u}", y)
    full = tale.mark("n", f"{a} has {boxes} {plural(box)} of {t}")
    holds = tale.mark("k", f"each {box} holds {each} (of them/{t})", f"each {box} holds {each(t)}")
    beside = (
        tale.mark("x", f"there are {loose} loose {t} on the table")
        + " and "
        + tale.mark("y", f"{other(u)}", f"there are {other(u)} on the table")
    )
    if s.chance(0.5):
        beside = (
            tale.mark("y", f"there are {other(u)} on the table")
            + " and "
            + tale.mark("x", f"{loose} loose {t}", f"there are {loose} loose {t} on the table")
        )
    with_ = tale.mark("k", f"{each} {_at(box)} each", f"there are {each(t)} {_at(box)} each {box}")
    body = s.choose(
        f"{full}. {holds}. {beside}.",
        f"{full} with {with_}. {beside}.",
        f"{beside}. {full} as well. {holds.replace('of them', str(t))}.",
    )
    return a, t, u, box, [boxes, each, loose, other], body


@family("contrastgroups.full_or_loose", topic=TOPIC, steps=1, weight=1.5)
def full_or_loose(s: Scene) -> None:
    """Full containers, loose ones, and another kind: how many in the containers, or the loose added or compared?"""
    used = s.choose("n k", "n k", "n k", "x y sum", "x y more")
    a, t, u, box, (boxes, each, loose, other), body = _full_and_loose(
        s, used.removesuffix(" sum").removesuffix(" more")
    )
    if used == "n k":
        s.step(f"{t} {_at(box)} {plural(box)}", boxes * each, f"There are # {t} {_at(box)} the {plural(box)}")
        ask = (
            f"(How many {t} are {_at(box)} the {plural(box)} {_IN_ALL}?/How many {t} do the {plural(box)} hold?/"
            f"How many {t} does {a} have {_at(box)} the {plural(box)}?)"
        )
    elif used.endswith("sum"):
        s.step("items on table", loose + other, f"There are # {t} and {u} on the table")
        ask = (
            f"(How many {t} and {u} are on the table {_IN_ALL}?/What is the total number of {t} and {u} on the table?)"
        )
    else:
        big, small, b, c = (loose, other, t, u) if loose.n > other.n else (other, loose, u, t)
        s.step("difference", big - small, f"There are # more {b} than {c} on the table")
        ask = f"(How many more {b} than {c} are on the table?/How many fewer {c} than {b} are on the table?)"
    s.forms(f"{body} // {ask}")


@family("contrastgroups.full_and_loose", topic=TOPIC, steps=2, weight=1.5)
def full_and_loose(s: Scene) -> None:
    """Full containers, loose ones, and another kind: how many of the one kind in all, or the containers against it?"""
    used = s.choose("n k x", "n k x", "n k y")
    _, t, u, box, (boxes, each, loose, other), body = _full_and_loose(s, used)
    packed = s.step(f"{t} {_at(box)} {plural(box)}", boxes * each, f"There are # {t} {_at(box)} the {plural(box)}")
    if used == "n k x":
        s.step(f"total {t}", packed + loose, f"In all there are # {t}")
        ask = (
            f"(How many {t} are there {_IN_ALL}?/What is the total number of {t}?/"
            f"How many {t}, packed and loose, are there (in all/)?)"
        )
    else:
        s.step("difference", packed - other, f"There are # more {t} {_at(box)} the {plural(box)} than {u}")
        ask = (
            f"(How many more {t} are {_at(box)} the {plural(box)} than there are {u} on the table?/"
            f"How many fewer {u} are there than {t} {_at(box)} the {plural(box)}?)"
        )
    s.forms(f"{body} // {ask}")


# Packets for children


@family("contrastgroups.packs_for_children", topic=TOPIC, steps=1, weight=1.5)
def packs_for_children(s: Scene) -> None:
    """Things, so many to a container, and children: how many containers, how many for each child, or what is left?"""
    used = s.choose("t k", "t k", "t c", "t c", "t o more", "t o sum")
    tale, a = _Tale(s, used.removesuffix(" more").removesuffix(" sum")), s.role("teacher", "seller")
    t, u = _alike(s, 2, "fruit", "bakery", "sweet", "stationery", "toy", "craft")
    box = _box(s, t)
    k, c = s.whole(3, 12), s.whole(3, 12)
    total = k * c * s.whole(1, 4)
    other = s.whole(5, 90)
    s.need(total <= 250, other != total)
    _differ(s, k, c, total, other)
    who = s.choose("children", "students", "kids")
    things, per = tale.number("t", f"total {t}", total), tale.number("k", f"{t} per {box}", k)
    kids, more = tale.number("c", who, c), tale.number("o", f"total {u}", other)
    one = {"children": "child", "students": "student", "kids": "kid"}[who]
    has = tale.mark("t", f"{a} has {things(t)}")
    also = tale.mark("o", f"{more(u)}", f"{a} has {more(u)}")
    packs = tale.mark("k", f"a {box} holds {per(t)}")
    group = tale.mark("c", f"there are {kids} {who}")
    body = s.choose(
        f"{has} and {also} for a class party. {packs}. {group} at the party.",
        f"{group} at a party. {has} and {also} for them. {packs}.",
        f"{packs}. {has} and {also} for {tale.mark('c', f'{kids} {who}', f'there are {kids} {who}')}.",
    )
    if used == "t k":
        s.step(plural(box), things // per, f"The {t} fill # {plural(box)}")
        ask = (
            f"(How many {plural(box)} does {a} need for the {t}?/How many {plural(box)} can {a} fill with the {t}?/"
            f"How many {plural(box)} do the {t} fill?)"
        )
    elif used == "t c":
        s.step(f"{t} per {one}", things // kids, f"Each {one} gets # {t}")
        ask = (
            f"(If the {t} are shared equally, how many does each {one} get? /"
            f"How many {t} are there for each {one} if all get the same number?/"
            f"How many {t} does each {one} get if they share them equally?)"
        ).replace("how many does", f"how many {t} does")
    elif used.endswith("more"):
        big, small, b, d = (things, more, t, u) if total > other else (more, things, u, t)
        s.step("difference", big - small, f"{a} has # more {b} than {d}")
        ask = f"(How many more {b} than {d} does {a} have?/How many fewer {d} than {b} does {a} have?)"
    else:
        s.step("total items", things + more, f"{a} has # {t} and {u}")
        ask = f"(How many {t} and {u} does {a} have {_IN_ALL}?/What is the total number of {t} and {u}?)"
    s.forms(f"{body} // {ask}")


@family("contrastgroups.packets_shared", topic=TOPIC, steps=2, weight=1.5)
def packets_shared(s: Scene) -> None:
    """Packets of a thing for children, and another thing beside: how many for each child, or for all but one packet?"""
    used = s.choose("p k c", "p k c", "p k o")
    tale, a = _Tale(s, used), s.role("teacher")
    t, u = _alike(s, 2, "fruit", "bakery", "sweet", "stationery", "toy", "craft")
    box = _box(s, t)
    s.need(box not in ("shelf", "bin"))
    p, k, c, o = s.whole(2, 12), s.whole(4, 20), s.whole(3, 15), s.whole(3, 60)
    s.need(p * k % c == 0, p * k > c)
    _differ(s, p, k, c, o)
    boxes, each = tale.number("p", plural(box), p), tale.number("k", f"{t} per {box}", k)
    kids, other = tale.number("c", "children", c), tale.number("o", f"total {u}", o)
    brings = tale.mark("p", f"{a} brings {boxes} {plural(box)} of {t}")
    also = tale.mark("o", f"{other(u)}", f"{a} brings {other(u)}")
    holds = tale.mark("k", f"every {box} holds {each(t)}")
    group = tale.mark("c", f"there are {kids} children in the group")
    these = tale.mark("c", f"{kids} children", f"there are {kids} children")
    body = s.choose(
        f"{brings} and {also} to a group of {these}. {holds}.",
        f"{group}. {brings} and {also}. {holds}.",
        f"{brings}. {holds}. {tale.mark('o', f'{a.he} also brings {other(u)}', f'{a} brings {other(u)}')}. {group}.",
    )
    total = s.step(f"total {t}", boxes * each, f"There are # {t} in all")
    if used == "p k c":
        s.step(f"{t} per child", total // kids, f"Each child gets # {t}")
        ask = (
            f"(How many {t} does each child get if the {t} are shared equally?/"
            f"If the {t} are shared equally, how many {t} "
            f"does each child get?/How many {t} are there for each child if all get the same number?)"
        )
    else:
        s.step("total items", total + other, f"{a} brings # {t} and {u}")
        ask = f"(How many {t} and {u} does {a} bring {_IN_ALL}?/What is the total number of {t} and {u}?)"
    s.forms(f"{body} // {ask}")


# Two lots, each with its own size of group


def _two_lots(s: Scene, used: str) -> tuple[tuple[str, str, str, str], list[Quantity], str]:
    """Two kinds, the group and its preposition; total and size of group for each kind; and the body."""
    tale, a = _Tale(s, used), s.person()
    t, u, row, at = s.choose(
        ("books", "magazines", "shelf", "on"), ("pine trees", "apple trees", "row", "in"),
        ("roses", "tulips", "row", "in"),
        ("stamps", "photos", "page", "on"), ("stickers", "postcards", "page", "on"),
        ("red chairs", "blue chairs", "row", "in"),
        ("apples", "oranges", "crate", "in"), ("cups", "plates", "tray", "on"), ("cookies", "muffins", "tray", "on"),
        ("toy cars", "dolls", "shelf", "on"), ("tomato plants", "pepper plants", "row", "in"),
        ("cans", "jars", "shelf", "on"),
    )  # fmt: skip
    k, m, p, q = s.whole(3, 15), s.whole(3, 15), s.whole(2, 12), s.whole(2, 12)
    big, small = k * p, m * q
    s.need(big > small)
    _differ(s, k, m, big, small)
    total, size = tale.number("A", f"total {t}", big), tale.number("k", f"{t} per {row}", k)
    other, per = tale.number("B", f"total {u}", small), tale.number("m", f"{u} per {row}", m)
    has, puts = s.choose(("has", "puts"), ("had", "put"))
    swap = s.chance(0.5)
    one = [("A", total, t, "k", size), ("B", other, u, "m", per)]
    (x1, n1, t1, y1, m1), (x2, n2, t2, y2, m2) = one[::-1] if swap else one
    lots = f"{tale.mark(x1, f'{a} {has} {n1} {t1}')} and {tale.mark(x2, f'{n2} {t2}', f'{a} {has} {n2} {t2}')}"
    each = (
        f"{tale.mark(y1, f'{a.he} {puts} {m1} {t1} {at} each {row}', f'{a} {puts} {m1} {t1} {at} each {row}')} or "
        f"{tale.mark(y2, f'{m2} {t2} {at} each {row}', f'{a} {puts} {m2} {t2} {at} each {row}')}"
    )
    room = (
        f"{tale.mark(y1, f'There is room for {m1} {t1} {at} a {row}')} or for "
        f"{tale.mark(y2, f'{m2} {t2}', f'there is room for {m2} {t2} {at} a {row}')}"
    )
    body = s.choose(
        f"{lots}. {each}.",
        f"{room}. {lots}.",
        f"{lots}. {room}.",
        f"{tale.mark(x1, f'{a} {has} {n1} {t1}')}, "
        f"{tale.mark(y1, f'{m1} to a {row}', f'there are {m1} {t1} {at} each {row}')}. "
        f"{tale.mark(x2, f'{a.he} also {has} {n2} {t2}', f'{a} {has} {n2} {t2}')}, "
        f"{tale.mark(y2, f'{m2} to a {row}', f'there are {m2} {t2} {at} each {row}')}.",
    )
    return (t, u, row, at), [total, size, other, per], body


@family("contrastgroups.two_lots", topic=TOPIC, steps=1, weight=1.5)
def two_lots(s: Scene) -> None:
    """Two lots in groups of two sizes: how many groups for one lot, both lots together, or how many more of one?"""
    used = s.choose("A k", "A k", "B m", "B m", "A B sum", "A B more")
    (t, u, row, _), (total, size, other, per), body = _two_lots(s, used.removesuffix(" sum").removesuffix(" more"))
    rows = plural(row)
    if used in ("A k", "B m"):
        kind, lot, each = (t, total, size) if used == "A k" else (u, other, per)
        s.step(f"{rows} of {kind}", lot // each, f"The {kind} fill # {rows}")
        ask = (
            f"(How many {rows} can be filled with the {kind}?/How many {rows} are needed for the {kind}?/"
            f"How many {rows} do the {kind} fill?)"
        )
    elif used.endswith("sum"):
        s.step("total items", total + other, f"There are # {t} and {u}")
        ask = f"(How many {t} and {u} are there {_IN_ALL}?/What is the total number of {t} and {u}?)"
    else:
        s.step("difference", total - other, f"There are # more {t} than {u}")
        ask = f"(How many more {t} than {u} are there?/How many fewer {u} than {t} are there?)"
    s.forms(f"{body} // {ask}")
