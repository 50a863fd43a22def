"""Two unknown amounts from two statements about them: sums, differences, multiples, two prices, two values."""

from __future__ import annotations

from kpdd_edge.datasets.templates.english import plural
from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "two unknowns"

_SORTS = (
    ("boys", "girls", "in a school"), ("men", "women", "on a train"), ("fiction books", "picture books", "on a shelf"),
    ("cars", "bicycles", "at a station"), ("ducks", "geese", "on a pond"), ("red tulips", "white tulips", "in a park"),
    ("adults", "children", "at a party"), ("oaks", "pines", "in a forest"), ("apples", "oranges", "in a crate"),
    ("dimes", "pennies", "in a jar"), ("sheep", "goats", "on a farm"), ("forks", "spoons", "in a drawer"),
)  # fmt: skip


#: The larger coin, its cents, the smaller one, its cents.
_COINS = (
    ("dime", 10, "nickel", 5), ("quarter", 25, "dime", 10), ("quarter", 25, "nickel", 5),
    ("half dollar", 50, "dime", 10), ("half dollar", 50, "quarter", 25), ("half dollar", 50, "nickel", 5),
)  # fmt: skip


@family("unknowns.sum_and_more", topic=TOPIC, steps=2, weight=1.5)
def sum_and_more(s: Scene) -> None:
    """A total of two sorts and by how much one is more: how many of the one that is asked?"""
    x, y, where = s.choose(*_SORTS)
    less, diff = s.whole(3, 60), s.whole(2, 40)
    total, more = s.given("total", 2 * less + diff), s.given("difference", diff)
    if s.chance(0.5):
        both = s.step(f"twice the {y}", total - more, f"Without the surplus it is #, twice the {y}")
        s.step(y, both / 2, f"Half of it: # {y}")
        ask = f"How many {y} are there?"
    else:
        both = s.step(f"twice the {x}", total + more, f"With the difference added it is #, twice the {x}")
        s.step(x, both / 2, f"Half of it: # {x}")
        ask = f"How many {x} are there?"
    s.forms(
        f"[There are {total} {x} and {y} {where}.] [There are {more} more {x} than {y}.] // {ask}",
        f"[{where} there are {total} {x} and {y} altogether.|There are {total} {x} and {y} altogether.] "
        f"[The {x} are {more} more than the {y}.] // {ask}",
        f"[There are {more} fewer {y} than {x} {where}.] // If [there are {total} of them in all|there are {total} {x} "
        f"and {y} in all], {ask[0].lower()}{ask[1:]}",
        f"[The {x} and {y} {where} number {total} together.] [{x} outnumber {y} by {more}.] // {ask}",
    )


@family("unknowns.two_prices_sum", topic=TOPIC, steps=2, weight=1.2)
def two_prices_sum(s: Scene) -> None:
    """Two things cost so much together, one so much more than the other: a price."""
    a = s.person()
    t, u = s.things(2, "goods", "stock")
    low, diff = s.whole(2, 60), s.whole(1, 30)
    total, more = s.money_of("total price", 2 * low + diff), s.money_of("price difference", diff)
    if s.chance(0.6):
        twice = s.step(f"two {u}", total - more, f"Without the surplus two {u} would cost # {s.style.currency}")
        s.step(f"{u.one} price", twice / 2, f"The {u.one} costs # {s.style.currency}")
        ask = f"How much does the {u.one} cost?"
    else:
        twice = s.step(f"two {t}", total + more, f"With the surplus two {t} would cost # {s.style.currency}")
        s.step(f"{t.one} price", twice / 2, f"The {t.one} costs # {s.style.currency}")
        ask = f"How much does the {t.one} cost?"
    s.forms(
        f"[A {t.one} and a {u.one} cost {total} together.] [The {t.one} costs {more} more than the {u.one}.] // {ask}",
        f"[{a} paid {total} for a {t.one} and a {u.one}.] [The {t.one} was {more} dearer than the {u.one}.|The "
        f"{t.one} cost {more} more than the {u.one}.] // {ask}",
        f"[The price of a {t.one} is {more} more than that of a {u.one}.] // If [{a} pays {total} for both|{a} pays "
        f"{total} for one of each], {ask[0].lower()}{ask[1:]}",
    )


@family("unknowns.tickets_two_prices", topic=TOPIC, steps=4, weight=1.2)
def tickets_two_prices(s: Scene) -> None:
    """So many tickets of two prices, so much money: how many of the dearer ones?"""
    place = s.choose("a theater", "a museum", "a pool", "a concert", "a zoo", "a school play", "a fair", "a match")
    x, y = s.choose(("adult", "child"), ("adult", "student"), ("front", "back"), ("evening", "morning"))
    many, few = s.whole(3, 80), s.whole(3, 80)
    low = s.whole(2, 8)
    high = low + s.whole(1, 7)
    n = s.given("tickets", many + few)
    p, q = s.money_of(f"{x} price", high), s.money_of(f"{y} price", low)
    total = s.money_of("total money", many * high + few * low)
    base = s.step(f"all as {y}", n * q, f"If all were {y} tickets, that would be # {s.style.currency}")
    extra = s.step("extra money", total - base, f"It is # {s.style.currency} more")
    gap = s.step("price gap", p - q, f"Each {x} ticket brings # {s.style.currency} more")
    s.step(f"{x} tickets", extra / gap, f"So there were # {x} tickets")
    ask = f"How many {x} tickets were sold?"
    s.forms(
        f"[{n} tickets for {place} were sold.|{n} tickets were sold.] [a {x} ticket costs {p}] and [a {y} ticket costs "
        f"{q}]. [The tickets brought in {total}.] // {ask}",
        f"[{x} tickets to {place} cost {p}] and [{y} tickets cost {q}]. [In all, {n} tickets were sold for {total}.] "
        f"// {ask}",
        f"[{place} sold {n} tickets and took in {total}.] [{x} tickets were {p} each,|{x} tickets were {p} each] and "
        f"[{y} tickets {q} each|{y} tickets were {q} each]. // {ask}",
        f"// How many {x} tickets were sold if [{n} tickets were sold for {total}] at [{p} for each {x} ticket|each "
        f"{x} ticket cost {p}] and [{q} for each {y} ticket|each {y} ticket cost {q}]? || {ask}",
    )


@family("unknowns.coins_two_values", topic=TOPIC, steps=4)
def coins_two_values(s: Scene) -> None:
    """So many coins of two values, so much in all: how many of the larger value?"""
    a = s.person()
    plain, p, small, q = s.choose(*_COINS)
    x, y = plural(plain), plural(small)
    many, few = s.whole(2, 30), s.whole(2, 30)
    n, total = s.given("coins", many + few), s.given("total cents", many * p + few * q)
    u, v = s.given(f"cents per {plain}", p), s.given(f"cents per {small}", q)
    base = s.step(f"cents if all {y}", n * v, f"If all were {y}, that would be # cents")
    extra = s.step("extra cents", total - base, "There are # cents more")
    gap = s.step("gap", u - v, "Each of the larger coins is # cents more")
    s.step(x, extra / gap, f"So there are # {x}")
    ask = f"How many {x} does {a} have?"
    s.forms(
        f"[{a} has {n} coins, all {x} and {y}.|{a} has {n} coins.] [They are worth {total} cents together.|The coins "
        f"are worth {total} cents together.] [A {plain} is worth {u} cents] and [a {small} {v} cents|a {small} is "
        f"worth {v} cents]. // {ask}",
        f"[{a} saved {total} cents in {x} and {y}.] [There are {n} coins in all.] [Each {plain} is {u} cents] and "
        f"[each {small} is {v} cents]. // {ask}",
        f"// How many {x} does {a} have if [{a.his} {n} coins are worth {total} cents|{a} has {n} coins worth {total} "
        f"cents] and are all {x} ([{u} cents each|each {plain} is {u} cents]) or {y} ([{v} cents each|each {small} "
        f"is {v} cents])? || {ask}",
    )


@family("unknowns.points_two_kinds", topic=TOPIC, steps=4)
def points_two_kinds(s: Scene) -> None:
    """So many throws or questions of two values, so many points: how many of the larger value?"""
    a = s.child()
    verb, what, x, p, y, q = s.choose(
        ("made", "shots", "three-pointers", 3, "two-pointers", 2),
        ("answered", "questions", "hard ones", 5, "easy ones", 2),
        ("hit", "targets", "small ones", 10, "large ones", 4), ("found", "tokens", "gold ones", 8, "silver ones", 3),
        ("caught", "rings", "red ones", 6, "blue ones", 4),
    )  # fmt: skip
    many, few = s.whole(2, 25), s.whole(2, 25)
    n, total = s.given(what, many + few), s.given("total points", many * p + few * q)
    u, v = s.given(f"points for {x}", p), s.given(f"points for {y}", q)
    base = s.step(f"points if all {y}", n * v, f"If all were {y}, that would be # points")
    extra = s.step("extra points", total - base, "There are # points more")
    gap = s.step("gap", u - v, "Each of the better ones gives # points more")
    s.step(f"number of {x}", extra / gap, f"So # of them were {x}")
    ask = f"How many of the {what} were {x}?"
    s.forms(
        f"[{a} {verb} {n} {what} for {total} points.] [{x} give {u} points each] and [{y} give {v} points each]. "
        f"// {ask}",
        f"In a game [{a} {verb} {n} {what}] and [got {total} points|{a} got {total} points]. [There are {u} points for "
        f"each of the {x}] and [{v} for each of the {y}|there are {v} points for each of the {y}]. // {ask}",
    )


@family("unknowns.seats_two_sizes", topic=TOPIC, steps=4)
def seats_two_sizes(s: Scene) -> None:
    """Tables, boats or rooms of two sizes with so many places in all: how many of the larger?"""
    noun, who, p, q = s.choose(
        ("table", "guests", 6, 4), ("boat", "people", 5, 3), ("room", "campers", 4, 2), ("van", "players", 8, 5),
        ("tent", "scouts", 6, 3), ("bench", "children", 5, 2), ("box", "cupcakes", 12, 6), ("bag", "oranges", 10, 4),
    )  # fmt: skip
    many = plural(noun)
    a, b = s.whole(2, 20), s.whole(2, 20)
    n, total = s.given(many, a + b), s.given(who, a * p + b * q)
    u, v = s.given(f"{who} per large {noun}", p), s.given(f"{who} per small {noun}", q)
    base = s.step(f"{who} if all small", n * v, f"If all were small, they would hold # {who}")
    extra = s.step(f"extra {who}", total - base, f"There are # {who} more")
    gap = s.step("gap", u - v, f"Each large {noun} holds # more")
    s.step(f"large {many}", extra / gap, f"So there are # large {many}")
    ask = f"How many large {many} are there?"
    s.forms(
        f"[{n} {many} hold {total} {who}, and all are full.|{n} {many} hold {total} {who}.] [A large {noun} holds {u}"
        f"|A large {noun} holds {u} {who}] and [a small one {v}|a small {noun} holds {v} {who}]. // {ask}",
        f"[There are {n} {many}, some large, some small,|There are {n} {many}] for [{total} {who}|there are {total} "
        f"{who}]. [Each large one takes {u}|Each large {noun} takes {u} {who}] and [each small one {v}|each small "
        f"{noun} takes {v} {who}]. No place is empty. "
        f"// {ask}",
    )


@family("unknowns.same_total_two_kinds", topic=TOPIC, steps=2)
def same_total_two_kinds(s: Scene) -> None:
    """An equal number of two kinds with a total: how many of each?"""
    a = s.person()
    plain, p, small, q = s.choose(*_COINS)
    x, y = plural(plain), plural(small)
    k = s.whole(2, 20)
    total = s.given("total cents", k * (p + q))
    u, v = s.given(f"cents per {plain}", p), s.given(f"cents per {small}", q)
    pair = s.step("cents per pair", u + v, "One of each is # cents")
    s.step(x, total / pair, f"So there are # {x}, and as many {y}")
    ask = f"How many {x} does {a} have?"
    s.forms(
        f"{a} has the same number of {x} and {y}. [They are worth {total} cents in all.|The coins are worth {total} "
        f"cents in all.] [A {plain} is {u} cents] and [a {small} is {v} cents]. // {ask}",
        f"[{a} has {total} cents in {x} and {y}], as many of one as of the other. [Each {plain} is worth {u} cents] "
        f"and [each {small} {v} cents|each {small} is worth {v} cents]. // {ask}",
    )


@family("unknowns.pair_price", topic=TOPIC, steps=2)
def pair_price(s: Scene) -> None:
    """As many of one thing as of another for so much: how many of each?"""
    a = s.person()
    t, u = s.things(2, "stationery", "kitchen", "sport", "clothing", "reading")
    p, q = s.money(f"{t.one} price", 2, 15), s.money(f"{u.one} price", 2, 15)
    total = s.money_of("total money", s.whole(2, 15) * (p.value + q.value))
    pair = s.step("price of both", p + q, f"One of each costs # {s.style.currency}")
    s.step("number of each", total / pair, "So it is # of each")
    ask = f"How many {t} did {a} buy?"
    s.forms(
        f"{a} bought as many {t} as {u}. [A {t.one} costs {p}] and [a {u.one} costs {q}]. [{a.he} spent {total} in "
        f"all.] // {ask}",
        f"[Each {t.one} is {p}] and [each {u.one} is {q}]. [{a} paid {total}] for the same number of both. // {ask}",
    )


@family("unknowns.catch_up", topic=TOPIC, steps=2)
def catch_up(s: Scene) -> None:
    """Two who save, read or collect at different speeds from different starts: when are they equal?"""
    a, b = s.child(), s.child()
    verb, noun, unit = s.choose(("saves", "dollars", "week"), ("reads", "pages", "day"), ("collects", "stamps", "week"))
    fast = s.given(f"{a} per {unit}", 4, 20)
    slow = s.given(f"{b} per {unit}", 2, fast.n - 1)
    n = s.whole(2, 12)
    lead = s.given(f"{b} lead", n * (fast.n - slow.n))
    gain = s.step("gain", fast - slow, f"{a} gains # {noun} each {unit}")
    s.step(f"{unit}s", lead / gain, f"It takes # {unit}s")
    ask = f"After how many {unit}s do both have the same?"
    s.forms(
        f"[{b} has {lead} more {noun} than {a}.] [{a} {verb} {fast} {noun} a {unit}] and [{b} {verb} {slow} {noun} a "
        f"{unit}]. // {ask}",
        f"[{a} is {lead} {noun} behind {b}.] [Each {unit} {a} {verb} {fast} {noun}] and [{b} {slow}|{b} {verb} {slow} "
        f"{noun} each {unit}]. // In how many {unit}s will {a} have caught up? || {ask}",
    )
