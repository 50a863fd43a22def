"""Common divisors and common multiples: equal sets, longest rows, packs that come out even, events that meet again."""

from __future__ import annotations

from math import lcm

from kpdd_edge.datasets.templates.english import plural
from kpdd_edge.datasets.templates.expr import Call
from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Quantity, Scene

TOPIC = "divisors and multiples"


def _sharing(s: Scene, first: str, second: str, most: int = 12) -> tuple[Quantity, Quantity]:
    """Two given counts with a common divisor, neither of which divides the other."""
    x, y = s.sharing(2, most)
    return s.given(first, x), s.given(second, y)


def _multiple(s: Scene, low: int, high: int, most: int) -> tuple[int, int]:
    """Two numbers, neither of which divides the other, with a common multiple of ``most`` at most."""
    x, y = s.whole(low, high), s.whole(low, high)
    s.need(lcm(x, y) not in (x, y), lcm(x, y) <= most)
    return x, y


def _periods(s: Scene, first: str, second: str, low: int, high: int, most: int) -> tuple[Quantity, Quantity]:
    """The same as given counts."""
    x, y = _multiple(s, low, high, most)
    return s.given(first, x), s.given(second, y)


@family("divisors.teams", topic=TOPIC, steps=1)
def teams(s: Scene) -> None:
    """Two sorts of people in groups that are all alike: how many groups at most?"""
    x, y, where = s.choose(
        ("boys", "girls", "in the sports club"), ("children", "adults", "at the picnic"),
        ("singers", "dancers", "in the show"), ("nurses", "doctors", "at the clinic"),
        ("violin players", "flute players", "in the orchestra"), ("teachers", "students", "on the trip"),
        ("runners", "swimmers", "at the camp"), ("cooks", "waiters", "at the feast"),
    )  # fmt: skip
    group = s.choose("team", "group", "crew", "squad")
    many = plural(group)
    n, m = _sharing(s, x, y)
    s.step(many, Call("gcd", n, m), f"The greatest common divisor is #, so there can be that many {many}")
    ask = f"What is the greatest number of {many} there can be?"
    s.forms(
        f"[There are {n} {x} and {m} {y} {where}.] They form {many} with the same number of {x} and the same number "
        f"of {y} in each, and everyone takes part. // What is the greatest number of {many} (possible/there can be)? "
        f"|| {ask}",
        f"[{n} {x} and {m} {y} take part.] All {many} must be alike and nobody may be left out. "
        f"// How many {many} can be formed at most? || {ask}",
        f"// Into how many {many} of the same make-up can [{n} {x}|there are {n} {x}] and "
        f"[{m} {y}|there are {m} {y}] be split at most? || {ask}",
        f"[{m} {y} and {n} {x} {where} will be split into {many}.|There are {m} {y} and {n} {x} to be split into "
        f"{many}.] Each {group} gets the same number of {x} and the same number of {y}. "
        f"// How many {many} can there be at most? || {ask}",
    )


@family("divisors.kits", topic=TOPIC, steps=1)
def kits(s: Scene) -> None:
    """Two supplies packed into equal sets without a rest: how many sets at most?"""
    a = s.role("baker", "seller")
    sort, x, y = s.choose(
        ("first aid kit", "bandages", "gloves"), ("snack pack", "granola bars", "juice boxes"),
        ("gift bag", "stickers", "balloons"), ("plate", "sandwiches", "pickles"), ("goody bag", "whistles", "candies"),
        ("bouquet", "roses", "tulips"), ("sewing kit", "needles", "buttons"), ("welcome basket", "mugs", "tea bags"),
        ("platter", "crackers", "slices of cheese"), ("art set", "brushes", "crayons"),
        ("fruit tray", "plums", "apricots"), ("flower arrangement", "lilies", "carnations"),
    )  # fmt: skip
    many = plural(sort)
    n, m = _sharing(s, x, y)
    s.step(many, Call("gcd", n, m), f"The greatest common divisor is #, so {a} can make that many {many}")
    ask = f"What is the greatest number of {many} {a} can make?"
    s.forms(
        f"[{a} has {n} {x} and {m} {y}.] {a.he} makes identical {many} and uses everything up. "
        f"// What is the greatest number of {many} {a.he} can make? || {ask}",
        f"[{a} has {n} {x}] and [{m} {y}|{a} has {m} {y}]. If all {many} are to be the same and nothing is to be "
        f"left, // how many {many} can {a.he} make at most? || {ask}",
        f"[{n} {x} and {m} {y} lie in front of {a}.] Each {sort} must be the same, and there must not be any left "
        f"over. // How many {many} can {a} put together at most? || {ask}",
        f"// What is the greatest number of identical {many} {a} can make from [{n} {x}|{a} has {n} {x}] and "
        f"[{m} {y}|{a} has {m} {y}] if nothing is left over? || {ask}",
    )


@family("divisors.in_each_row", topic=TOPIC, steps=1)
def in_each_row(s: Scene) -> None:
    """Rows of one sort each, all of the same length: how long at most?"""
    a = s.person()
    x, y, verb, row = s.choose(
        ("tomato plants", "bean plants", "plants", "row"), ("oak saplings", "pine saplings", "plants", "row"),
        ("cans of soup", "cans of beans", "stacks", "stack"), ("novels", "comics", "stacks", "pile"),
        ("red chairs", "blue chairs", "sets up", "row"), ("tulip bulbs", "iris bulbs", "plants", "row"),
        ("small boxes", "large boxes", "stacks", "stack"), ("cups", "glasses", "lines up", "row"),
        ("soldiers on foot", "soldiers on horseback", "lines up", "row"),
    )  # fmt: skip
    n, m = _sharing(s, x, y, 15)
    s.step(f"number per {row}", Call("gcd", n, m), f"The greatest common divisor is #, so that many fit in a {row}")
    ask = f"What is the greatest number that can be in each {row}?"
    s.forms(
        f"[{a} {verb} {n} {x} and {m} {y}.] Every {row} has the same number, and no {row} has both sorts. "
        f"// What is the greatest number {a} can have in each {row}? || {ask}",
        f"[{a} has {n} {x} and {m} {y}.] {a.he} wants {plural(row)} of equal size, each with one sort only. "
        f"// How many can be in each {row} at most? || {ask}",
        f"[There are {n} {x} and {m} {y}.] They go into {plural(row)} with the same number in each, without mixing "
        f"them. // What is the greatest number in a {row}? || {ask}",
        f"// How many can {a} have at most in each {row} if [{a.he} {verb} {n} {x}|{a} {verb} {n} {x}] and "
        f"[{m} {y}|{a} {verb} {m} {y}] in equal {plural(row)} of one sort each? || {ask}",
    )


@family("divisors.square_tiles", topic=TOPIC, steps=1)
def square_tiles(s: Scene) -> None:
    """The largest square that covers a rectangle without cutting."""
    place, piece, unit = s.choose(
        ("floor", "tiles", "centimeters"), ("wall", "panels", "inches"), ("sheet of cloth", "patches", "inches"),
        ("board", "stickers", "centimeters"), ("lawn", "pieces of turf", "feet"), ("quilt", "patches", "inches"),
    )  # fmt: skip
    x, y = _sharing(s, "length", "width", 20)
    s.step("side", Call("gcd", x, y), f"The greatest common divisor is #, the side in {unit}")
    ask = f"What is the greatest possible side of the {piece} in {unit}?"
    s.forms(
        f"[A {place} is {x} {unit} long and {y} {unit} wide.] It is covered with equal square {piece}, none of them "
        f"cut. // How long can the side of the {piece} be at most? || {ask}",
        f"[A {place} measures {x} {unit} by {y} {unit}.] // What is the side of the largest equal square {piece} that "
        f"cover it exactly? || {ask}",
        f"// What is the largest size of square {piece} that exactly cover a {place} of [{x} by {y} {unit}|the {place} "
        f"measures {x} by {y} {unit}]? || {ask}",
    )


@family("divisors.common_note", topic=TOPIC, steps=1)
def common_note(s: Scene) -> None:
    """Two sums made of equal amounts: how large can the amount be?"""
    a, b = s.child(), s.child()
    p, q = s.sharing(2, 15)
    x, y = s.money_of(f"{a} money", p), s.money_of(f"{b} money", q)
    thing = s.thing("reading", "toy", "stationery")
    s.step("price", Call("gcd", x, y), f"The greatest common divisor is #, the price in {s.style.currency}")
    ask = f"What is the greatest possible price of one of the {thing}?"
    s.forms(
        f"[{a} spent {x} on {thing}] and [{b} spent {y}|{b} spent {y} on {thing}]. All the {thing} had the same price "
        f"in whole {s.style.currency}. // What is the highest price that one can have had? || {ask}",
        f"[{a} pays {x}] and [{b} pays {y}] for {thing} that all cost the same, a whole number of {s.style.currency}. "
        f"// How much can one cost at most? || {ask}",
        f"{a} and {b} buy {thing} at one and the same price. [{a} spends {x}] and [{b} spends {y}]. "
        f"// What is the greatest price possible? || {ask}",
    )


@family("divisors.packs_even", topic=TOPIC, steps=1)
def packs_even(s: Scene) -> None:
    """Two things sold in packs of different sizes, the same number of both: how many at least?"""
    a = s.person()
    x, y = s.choose(
        ("hot dogs", "buns"), ("plates", "cups"), ("pencils", "erasers"), ("forks", "spoons"), ("patties", "rolls"),
        ("candles", "candle holders"), ("invitations", "stamps"), ("nuts", "bolts"), ("batteries", "flashlights"),
        ("burgers", "slices of cheese"), ("pots", "plants"), ("notebooks", "pens"),
    )  # fmt: skip
    pack = s.choose("pack", "box", "bag")
    p, q = _periods(s, f"{x} per {pack}", f"{y} per {pack}", 3, 20, 180)
    s.step(f"number of {x}", Call("lcm", p, q), "The least common multiple is #")
    ask = f"What is the smallest number of {x} {a} can buy to have as many {y}?"
    s.forms(
        f"[{x} come in {plural(pack)} of {p}] and [{y} come in {plural(pack)} of {q}]. {a} wants the same number of "
        f"both. // What is the smallest number of {x} {a.he} can buy? || {ask}",
        f"[There are {p} {x} in a {pack}] and [{q} {y} in a {pack}|there are {q} {y} in a {pack}]. {a} buys as many "
        f"{x} as {y}. // How many {x} does {a.he} buy at least? || {ask}",
        f"{a} bought an equal number of {x} and {y}. [The {x} are sold in {plural(pack)} of {p}] and [the {y} in "
        f"{plural(pack)} of {q}|the {y} are sold in {plural(pack)} of {q}]. // What is the least number of {x} {a.he} "
        f"can have bought? || {ask}",
        f"// What is the smallest number of each that {a} can have if [{x} are sold {p} to a {pack}] and [{y} {q} to a "
        f"{pack}|{y} are sold {q} to a {pack}], and {a.he} has the same number of both? || {ask}",
    )


@family("divisors.smallest_group", topic=TOPIC, steps=1)
def smallest_group(s: Scene) -> None:
    """A number of things that can be grouped in two ways: the smallest one."""
    a = s.person()
    t, group = s.choose(
        ("seats", "row"), ("cards", "pile"), ("marbles", "bag"), ("cookies", "tray"), ("players", "team"),
        ("photos", "page"), ("eggs", "carton"), ("stickers", "sheet"), ("beads", "string"), ("dancers", "row"),
    )  # fmt: skip
    p, q = _periods(s, f"first {group} size", f"second {group} size", 3, 18, 180)
    many = plural(group)
    s.step(t, Call("lcm", p, q), f"The least common multiple is #, the smallest number of {t}")
    ask = f"What is the smallest number of {t} there can be?"
    s.forms(
        f"{a} can arrange some {t} in [{many} of {p}|the {t} can be arranged in {many} of {p}] or in [{many} of "
        f"{q}|the {t} can be arranged in {many} of {q}], and nothing is left over. // What is the smallest number of "
        f"{t} {a} can have? || {ask}",
        f"[Some {t} can be put into {many} of {p} without a remainder,|Some {t} can be put into {many} of {p}.] [and "
        f"also into {many} of {q}.|The {t} can be put into {many} of {q}.] // How many {t} are there at least? "
        f"|| {ask}",
        f"// What is the least number of {t} that can be split evenly into [{many} of {p}|the {t} can be split into "
        f"{many} of {p}] and also into [{many} of {q}|the {t} can be split into {many} of {q}]? || {ask}",
    )


@family("divisors.prizes", topic=TOPIC, steps=1)
def prizes(s: Scene) -> None:
    """Every so-manieth gets one thing, every so-manieth another: who is the first to get both?"""
    a = s.role("seller", "baker")
    who, x, y = s.choose(
        ("customer", "a mug", "a cap"), ("visitor", "a balloon", "a flag"), ("guest", "a cookie", "a drink"),
        ("runner", "a towel", "a bottle of water"), ("caller", "a ticket", "a T-shirt"),
        ("shopper", "a coupon", "a bag"), ("child", "a sticker", "a whistle"),
    )  # fmt: skip
    p = s.ordinal(f"{x} interval", 3, 15)
    q = s.ordinal(f"{y} interval", 3, 15)
    u, v = int(p.value), int(q.value)
    s.need(lcm(u, v) not in (u, v))
    s.step(f"first {who} with both", Call("lcm", p, q), f"The least common multiple is #, so it is that {who}")
    ask = f"Which {who} is the first to get both {x} and {y}?"
    s.forms(
        f"[{a} gives {x} to every {p} {who}] and [{y} to every {q} {who}|{a} gives {y} to every {q} {who}]. "
        f"// Which {who} is the first to get both? || {ask}",
        f"[Every {p} {who} gets {x},|Every {p} {who} gets {x}.] [and every {q} {who} gets {y}.|Every {q} {who} gets "
        f"{y}.] // What number is the first {who} who gets both? || {ask}",
        f"// Which {who} will be the first to get both if [every {p} {who} gets {x}] and "
        f"[every {q} one gets {y}|every {q} {who} gets {y}]? || {ask}",
    )


@family("divisors.laps_together", topic=TOPIC, steps=1)
def laps_together(s: Scene) -> None:
    """Two who go round at different speeds: when do they meet at the start again?"""
    a, b = s.child(), s.child()
    act, unit, place = s.choose(
        ("run around a track", "minutes", "at the start"), ("ride around a lake", "minutes", "at the pier"),
        ("swim laps", "seconds", "at the wall"), ("drive toy cars in circles", "seconds", "at the finish line"),
        ("skate around a rink", "seconds", "at the gate"), ("walk around a park", "minutes", "at the bench"),
    )  # fmt: skip
    p, q = _periods(s, f"{a} {unit}", f"{b} {unit}", 3, 20, 180)
    s.step(unit, Call("lcm", p, q), f"The least common multiple is #, so it takes that many {unit}")
    ask = f"After how many {unit} are {a} and {b} {place} together again?"
    s.forms(
        f"{a} and {b} {act}. [{a} needs {p} {unit} for a round] and [{b} needs {q}|{b} needs {q} {unit} for a round]. "
        f"They begin together {place}. // In how many {unit} will they be {place} together again? || {ask}",
        f"[It takes {a} {p} {unit} and {b} {q} {unit} to go around once.] Both start now. // After how many {unit} do "
        f"they meet {place} for the first time? || {ask}",
        f"// If [{a} takes {p} {unit} for each round] and [{b} takes {q} {unit}|{b} takes {q} {unit} for each round], "
        f"how many {unit} after a common start are both {place} again? || {ask}",
    )


@family("divisors.towers", topic=TOPIC, steps=1)
def towers(s: Scene) -> None:
    """Two towers of blocks of different heights: the smallest height at which they are equal."""
    a, b = s.child(), s.child()
    what, unit = s.choose(("blocks", "centimeters"), ("boxes", "inches"), ("bricks", "centimeters"), ("cans", "inches"))
    p, q = _periods(s, f"{a} {what} height", f"{b} {what} height", 3, 18, 150)
    s.step("height", Call("lcm", p, q), f"The least common multiple is #, the height in {unit}")
    ask = f"What is the smallest height in {unit} at which both towers are equally high?"
    s.forms(
        f"[{a} stacks {what} that are {p} {unit} high] and [{b} stacks {what} that are {q} {unit} high]. Their towers "
        f"end up equally high. // How high are they at least? || {ask}",
        f"[{a}'s {what} are each {p} {unit} high.] [{b}'s are each {q} {unit} high.|{b}'s {what} are each {q} {unit} "
        f"high.] Both build a tower. // What is the smallest height at which the towers are equal? || {ask}",
        f"// At what height (in {unit} /)are two towers equal for the first time if [one is built of {what} of {p} "
        f"{unit}] and [the other of {what} of {q} {unit}|the other is built of {what} of {q} {unit}]? || {ask}",
    )


@family("divisors.same_earnings", topic=TOPIC, steps=1)
def same_earnings(s: Scene) -> None:
    """Two who earn the same at different rates: the smallest sum."""
    a, b = s.child(), s.child()
    x, y = _multiple(s, 3, 20, 200)
    verb, each = s.choose(("earns", "hour"), ("saves", "week"), ("gets", "lawn"), ("puts aside", "month"))
    p, q = s.money_of(f"{a} per {each}", x), s.money_of(f"{b} per {each}", y)
    s.step("smallest sum", Call("lcm", p, q), f"The least common multiple is #, the sum in {s.style.currency}")
    ask = f"What is the smallest sum that {a} and {b} can both have?"
    s.forms(
        f"[{a} {verb} {p} each {each}] and [{b} {verb} {q} each {each}]. In the end they have the same sum. "
        f"// What is the smallest sum that can be? || {ask}",
        f"[For each {each} {a} {verb} {p}] and [{b} {verb} {q}|for each {each} {b} {verb} {q}]. "
        f"// What is the least sum that both can have reached? || {ask}",
        f"// What is the smallest amount that both can have if [{a} {verb} {p} per {each}] and "
        f"[{b} {verb} {q} per {each}]? || {ask}",
    )


@family("divisors.number_gcd", topic=TOPIC, steps=1)
def number_gcd(s: Scene) -> None:
    """The greatest common divisor or the least common multiple of two numbers, asked as such."""
    if s.chance(0.5):
        x, y = _sharing(s, "first number", "second number", 20)
        s.step("greatest common divisor", Call("gcd", x, y), "The greatest common divisor is #")
        name = s.choose("greatest common divisor", "greatest common factor", "largest common factor")
        s.forms(
            f"// What is the {name} of [{x} and {y}|the numbers are {x} and {y}]? || What is the {name}?",
            f"[Two numbers are {x} and {y}.] // What is the {name} of the two numbers?",
            f"// What is the largest number that divides both [{x}|one number is {x}] and [{y}|the other number is "
            f"{y}]? || What is the largest number that divides both?",
        )
        return
    p, q = _periods(s, "first number", "second number", 3, 24, 240)
    s.step("least common multiple", Call("lcm", p, q), "The least common multiple is #")
    s.forms(
        f"// What is the least common multiple of [{p} and {q}|the numbers are {p} and {q}]? || What is the least "
        "common multiple?",
        f"[Two numbers are {p} and {q}.] // What is the smallest number that both of them divide?",
        f"// What is the smallest number that can be divided by both [{p}|one number is {p}] and [{q}|the other "
        f"number is {q}]? || What is the smallest number that both divide?",
    )
