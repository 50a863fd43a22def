"""Fractions of a number, of what is left, and the whole from a part."""

from __future__ import annotations

from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "fractions"


def _multiple(s: Scene, low: int, high: int, *denominators: int) -> int:
    """A whole number that the denominators divide."""
    step = 1
    for denominator in denominators:
        step *= denominator
    first = -(-low // step) * step
    return s.whole(first, max(first, high), step)


@family("fractions.part_of", topic=TOPIC, steps=1, weight=1.5)
def part_of(s: Scene) -> None:
    """A fraction of a number of things."""
    a, t, f = s.person(), s.thing("small", "produce"), s.share()
    total = s.given(f"total {t}", _multiple(s, 6, 120, f.value.denominator))
    verb, base = s.choose(("gave away", "give away"), ("sold", "sell"), ("used", "use"), ("kept", "keep"))
    s.step(f"{t} {'given away' if verb == 'gave away' else verb}", f.part(total), f"{a} {verb} # {t}")
    s.aside(about=a)
    ask = f"How many {t} did {a.he} {base}?"
    s.forms(
        f"[{a} had {total(t)}.] [{a.he} {verb} {f} of them.|{a} {verb} {f} of the {t}.] // {ask}",
        f"[{a} {verb} {f} of {a.own} {total(t)}.] // {ask}",
        f"[{f} of {a}'s {t} were {'given away' if verb == 'gave away' else verb}.|{a} {verb} {f} of the {t}.] "
        f"[{a.he} had {total} (at first/before).|{a} had {total(t)}.] // {ask}",
        f"// How many {t} did {a} {base} if [{a.he} had {total}|{a} had {total(t)}] and "
        f"[{verb} {f} of them|{a} {verb} {f} of the {t}]?",
    )


@family("fractions.remaining", topic=TOPIC, steps=2, weight=1.5)
def remaining(s: Scene) -> None:
    """A fraction goes: how many are left?"""
    a, t, f = s.person(), s.thing("small", "produce"), s.share()
    total = s.given(f"total {t}", _multiple(s, 6, 120, f.value.denominator))
    verb = s.choose("gave away", "sold", "used", "handed out")
    gone = s.step(f"{t} {'given away' if verb == 'gave away' else verb}", f.part(total), f"{a} {verb} # {t}")
    s.step(f"{t} left", total - gone, f"{a} has # {t} left")
    s.aside(about=a)
    left = f"How many {t} (does {a.he} have left/are left)? || How many {t} does {a} have left?"
    s.forms(
        f"[{a} had {total(t)}.] [{a.he} {verb} {f} of them.|{a} {verb} {f} of the {t}.] // {left}",
        f"[{a} {verb} {f} of {a.own} {total(t)}.] // {left}",
        f"[{a} had {total(t)}] and [{verb} {f} of them|{a} {verb} {f} of the {t}]. {a.he} kept the rest. "
        f"// How many {t} did {a.he} keep?",
        f"// If [{a} has {total(t)}] and [{f} of them are gone|{f} of the {t} are gone], how many {t} does {a} have "
        "left?",
    )


@family("fractions.then_fixed", topic=TOPIC, steps=3, weight=1.2)
def then_fixed(s: Scene) -> None:
    """A fraction goes, and then so many more: how many are left?"""
    a, t, f = s.person(), s.thing("small", "produce"), s.share()
    total = s.given(f"total {t}", _multiple(s, 12, 120, f.value.denominator))
    gone = s.step(f"{t} given away", f.part(total), f"{a} gave away # {t}")
    left = s.step(f"{t} after giving", total - gone, f"Then {a} had # {t}")
    s.need(left.value > 4)
    more = s.given(f"{t} lost", 2, int(left.value) - 2)
    s.step(f"{t} left", left - more, f"{a} has # {t} left")
    verb = s.choose("lost", "used", "sold")
    s.forms(
        f"[{a} had {total(t)}.] [{a.he} gave {f} of them to a friend|{a} gave {f} of the {t} to a friend] and "
        f"[{verb} {more}|{a} {verb} {more(t)}]. // How many {t} does {a.he} have left?",
        f"[{a} gave away {f} of {a.own} {total(t)}.] [Later {a.he} {verb} {more} (more/of the rest).|Later {a} "
        f"{verb} {more} more {t}.] // How many {t} are left? || How many {t} does {a} have left?",
        f"// How many {t} remain if [{a} has {total(t)},|{a} has {total(t)}] [gives {f} of them away|{a} gives {f} "
        f"of the {t} away] and [then uses {more}|{a} then uses {more(t)}]? || How many {t} does {a} have left?",
    )


@family("fractions.fraction_of_rest", topic=TOPIC, steps=4)
def fraction_of_rest(s: Scene) -> None:
    """A fraction goes, then a fraction of what is left."""
    a, t = s.person(), s.thing("small", "produce")
    f, g = s.share("1/2", "1/3", "1/4", "2/5", "1/5", "2/3"), s.share("1/2", "1/3", "1/4", "2/3", "3/4")
    s.need(f.value != g.value)
    total = s.given(f"total {t}", _multiple(s, 12, 180, f.value.denominator, g.value.denominator))
    first = s.step(f"{t} given away", f.part(total), f"{a} gave away # {t}")
    left = s.step(f"{t} after giving", total - first, f"Then {a} had # {t}")
    second = s.step(f"{t} sold", g.part(left), f"{a} sold # {t}")
    s.step(f"{t} left", left - second, f"{a} has # {t} left")
    s.aside(about=a)
    s.forms(
        f"[{a} had {total(t)}.] [{a.he} gave away {f} of them|{a} gave away {f} of the {t}] and "
        f"[sold {g} of the rest|{a} sold {g} of the rest]. // How many {t} does {a.he} have left?",
        f"[{a} gave away {f} of {a.own} {total(t)}.] [Then {a.he} sold {g} of what was left.|Then {a} sold {g} of "
        f"the remaining {t}.] // How many {t} (are left/remain)? || How many {t} does {a} have left?",
        f"First [{a} gave {f} of {a.own} {total(t)} away,|{a} gave {f} of {a.own} {total(t)} away] and then "
        f"[{g} of the remaining ones were sold|{g} of the remaining {t} were sold]. "
        f"// How many {t} did {a.he} keep? || How many {t} did {a} keep?",
    )


@family("fractions.half_then_half", topic=TOPIC, steps=2)
def half_then_half(s: Scene) -> None:
    """Halved twice."""
    a, t, f = s.person(), s.thing("treat", "keep"), s.share("1/2")
    total = s.given(f"total {t}", 8, 120, 4)
    one = s.step(f"{t} after the first day", f.part(total), f"After the first day {a} has # {t}")
    s.step(f"{t} left", one / 2, f"After the second day {a} has # {t}")
    s.forms(
        f"[{a} had {total(t)}.] [On Monday {a.he} used {f} of them|On Monday {a} used {f} of the {t}] and "
        f"[on Tuesday half of what was left|on Tuesday {a} used half of the rest]. "
        f"// How many {t} does {a.he} have left?",
        f"[Every day {a} uses {f} of the {t} that are left.] [{a.he} starts with {total(t)}.] "
        f"// How many {t} does {a.he} have after [two days|two days go by]? || How many {t} does {a} have left?",
        f"// How many {t} are left to {a} if [{a.he} has {total}|{a} has {total(t)}] and "
        f"[loses {f} of them|{a} loses {f} of the {t}] and [then half of the rest|then {a} loses half of the rest]? "
        f"|| How many {t} does {a} have left?",
    )


@family("fractions.two_fractions", topic=TOPIC, steps=3, weight=1.2)
def two_fractions(s: Scene) -> None:
    """Two fractions of the same whole go to two people: how many are left, or how many for both?"""
    (a, b, c), t = s.people(3), s.thing("treat", "keep", "produce")
    f, g = s.share("1/2", "1/3", "1/4", "1/5", "2/5"), s.share("1/3", "1/4", "1/5", "1/6", "1/10")
    s.need(f.value != g.value, f.value + g.value < 1)
    total = s.given(f"total {t}", _multiple(s, 12, 180, f.value.denominator, g.value.denominator))
    one = s.step(f"{t} for {b}", f.part(total), f"{b} gets # {t}")
    two = s.step(f"{t} for {c}", g.part(total), f"{c} gets # {t}")
    s.step(f"{t} left", total - one - two, f"{a} has # {t} left")
    s.forms(
        f"[{a} had {total(t)}.] [{a.he} gave {f} of them to {b}|{a} gave {f} of the {t} to {b}] and "
        f"[{g} (of them /)to {c}|{a} gave {g} of all the {t} to {c}]. // How many {t} were left for {a}? "
        f"|| How many {t} did {a} have left?",
        f"[Of {a}'s {total(t)}, {f} went to {b}|{a} had {total(t)} and gave {f} of them to {b}] and "
        f"[{g} went to {c}|{g} of all the {t} went to {c}]. // How many {t} does {a} still have?",
        f"// If [{a} gives {b} {f} of {a.own} {total(t)}] and [{c} {g} of all of them|{a} gives {c} {g} of all the "
        f"{t}], how many {t} does {a.he} keep? || How many {t} does {a} keep?",
    )


@family("fractions.find_whole", topic=TOPIC, steps=1, weight=1.2)
def find_whole(s: Scene) -> None:
    """A fraction of the whole is known: what is the whole?"""
    a, t, f = (
        s.person(),
        s.thing("small", "produce"),
        s.share("1/2", "1/3", "1/4", "2/3", "3/4", "1/5", "2/5", "3/5", "1/6", "3/8"),
    )
    verb = s.choose("gave away", "sold", "used", "sorted")
    part = s.given(f"{t} {'given away' if verb == 'gave away' else verb}", f.value.numerator * s.whole(2, 20))
    s.step(f"total {t}", f.whole_of(part), f"{a} had # {t}")
    s.forms(
        f"[{a} {verb} {f} of {a.own} {t}.] [That was {part(t)}.|{a} {verb} {part(t)}.] "
        f"// How many {t} did {a.he} have (at first/in all)? || How many {t} did {a} have at first?",
        f"[{a} {verb} {part(t)},|{a} {verb} {part(t)}.] [which was {f} of all {a.he} had.|This was {f} of all the "
        f"{t}.] // How many {t} did {a.he} have at first?",
        f"// If [{part(t)} are {f} of {a}'s {t}], how many {t} does {a} have?",
    )


@family("fractions.whole_from_rest", topic=TOPIC, steps=3)
def whole_from_rest(s: Scene) -> None:
    """A fraction is gone and the rest is known: what was the whole?"""
    a, t, f = s.person(), s.thing("small", "produce"), s.share("1/3", "1/4", "2/3", "3/4", "2/5", "3/5", "1/5", "4/5")
    left = s.given(f"{t} left", (f.value.denominator - f.value.numerator) * s.whole(2, 20))
    parts = s.step("parts left", f.bottom - f.top, "The rest makes # parts")
    part = s.step(f"{t} per part", left / parts, f"One part is # {t}")
    s.step(f"{t} at first", part * f.bottom, f"At first {a} had # {t}")
    ask = f"How many {t} did {a.he} have (at first/at the beginning/in the beginning)?"
    s.forms(
        f"[{a} gave away {f} of {a.own} {t}.] [Now {a.he} has {left} left.|{a} has {left(t)} left.] // {ask}",
        f"[{a} sold {f} of {a.own} {t}] and [has {left} left|{a} has {left(t)} left]. // {ask}",
        f"[{a} has {left(t)} left] after [using {f} of them|{a} used {f} of the {t}]. // {ask}",
    )


@family("fractions.other_share", topic=TOPIC, steps=2)
def other_share(s: Scene) -> None:
    """A group with a fraction of one sort: how many of the other sort?"""
    whole, one, two, where = s.choose(
        ("students", "boys", "girls", "in a class"), ("passengers", "children", "adults", "on a bus"),
        ("flowers", "roses", "lilies", "in a garden"),
        ("animals", "cows", "goats", "on a farm"), ("books", "novels", "atlases", "on a shelf"),
        ("marbles", "red marbles", "blue marbles", "in a bag"),
        ("fish", "guppies", "tetras", "in a tank"), ("players", "beginners", "experts", "in a club"),
    )  # fmt: skip
    f = s.share()
    total = s.given(whole, _multiple(s, 8, 90, f.value.denominator))
    first = s.step(one, f.part(total), f"There are # {one}")
    s.step(two, total - first, f"There are # {two}")
    s.forms(
        f"[There are {total} {whole} {where}.] [{f} of them are {one}|{f} of the {whole} are {one}] and the rest "
        f"are {two}. // How many {two} are there?",
        f"[{f} of the {total} {whole} {where} are {one}.] The others are {two}. // How many {two} are there?",
        f"All the {whole} {where} are {one} or {two}. [{f} are {one}.|{f} of the {whole} are {one}.] "
        f"// How many {two} are there if [there are {total} {whole} in all]?",
    )


@family("fractions.money", topic=TOPIC, steps=2, weight=1.2)
def money(s: Scene) -> None:
    """A fraction of the money is spent: how much is left?"""
    a, f = s.person(), s.share()
    total = s.money_of("money at first", _multiple(s, 12, 240, f.value.denominator))
    gone = s.step("part of money", f.part(total), f"{f} of the money is # {s.style.currency}")
    s.step("money left", total - gone, f"{a} has # {s.style.currency} left")
    t = s.choose("food", "books", "a present", "clothes", "a ticket", "shoes")
    s.aside(about=a)
    s.forms(
        f"[{a} had {total}.] [{a.he} spent {f} of it on {t}.|{a} spent {f} of the money on {t}.] "
        f"// How much money does {a.he} have left?",
        f"[{a} spent {f} of {a.own} {total} on {t}.|{a} had {total} and spent {f} of it on {t}.] "
        f"// How much is left? || How much money does {a} have left?",
        f"[{a} earned {total}] and [put {f} of it into the bank|{a} put {f} of the money into the bank]. "
        f"// How much did {a.he} keep? || How much money did {a} keep?",
    )


@family("fractions.money_two_parts", topic=TOPIC, steps=3)
def money_two_parts(s: Scene) -> None:
    """A fraction for one thing, a sum for another: how much is left?"""
    a, f = s.person(), s.share("1/2", "1/3", "1/4", "1/5", "2/5", "3/8")
    total = s.money_of("money at first", _multiple(s, 30, 400, f.value.denominator))
    x, y = s.choose(
        ("rent", "food"), ("books", "lunch"), ("a jacket", "a hat"), ("a train ticket", "a map"), ("seeds", "tools"),
    )  # fmt: skip
    one = s.step(
        f"spent on {x}",
        f.part(total),
        f"{x} cost # {s.style.currency}".capitalize() if x[0] != "a" else f"{a} spent # {s.style.currency} on {x}",
    )
    two = s.money(f"spent on {y}", 2, max(3, int(total.value - one.value) - 3))
    rest = s.step(f"left after {x}", total - one, f"Then {a} had # {s.style.currency}")
    s.step("money left", rest - two, f"{a} has # {s.style.currency} left")
    s.forms(
        f"[{a} had {total}.] [{a.he} spent {f} of it on {x}|{a} spent {f} of the money on {x}] and "
        f"[{two} on {y}|{a} spent {two} on {y}]. // How much (money /)does {a.he} have left?",
        f"[{a} started with {total}.] [{x} took {f} of it.|{a} spent {f} of the money on {x}.] "
        f"[Then {a.he} paid {two} for {y}.] // How much is left? || How much money does {a} have left?",
        f"// How much is left of [{total}|{a} has {total}] if {a} spends [{f} of it on {x}|{a} spends {f} of the "
        f"money on {x}] and [{two} on {y}|{a} spends {two} on {y}]? || How much money does {a} have left?",
    )


@family("fractions.pizza_slices", topic=TOPIC, steps=3)
def pizza_slices(s: Scene) -> None:
    """Pizzas cut into slices, eaten in part: how many slices are left?"""
    a, b = s.couple()
    noun = s.choose("pizza", "pie", "cake", "quiche", "watermelon")
    n, per = s.given(f"{noun}s", 2, 6), s.given(f"slices per {noun}", 4, 12, 2)
    total = s.step("total slices", n * per, "There are # slices")
    f = s.share("1/2", "1/4", "1/3", "3/4", "2/3")
    s.need(total.value % f.value.denominator == 0)
    eaten = s.step("slices eaten", f.part(total), "# slices were eaten")
    s.step("slices left", total - eaten, "# slices are left")
    s.forms(
        f"[{a} and {b} cut {n} {noun}s into {per} slices each.] [Their friends ate {f} of the slices.] "
        "// How many slices (are left/were left)?",
        f"[There were {n} {noun}s at a party, each cut into {per} slices.] [{f} of the slices were eaten.] "
        "// How many slices were left?",
        f"[{a} baked {n} {noun}s and cut each of them into {per} slices.] [{b} and the other guests ate {f} of all "
        f"the slices.|The guests ate {f} of all the slices.] // How many slices did they leave? "
        "|| How many slices were left?",
    )


@family("fractions.recipe_scale", topic=TOPIC, steps=2)
def recipe_scale(s: Scene) -> None:
    """A recipe for so many, scaled to others."""
    a = s.role("baker")
    what, unit = s.choose(
        ("flour", "cups"), ("sugar", "grams"), ("rice", "cups"), ("milk", "cups"), ("butter", "grams"),
        ("water", "cups"),
    )  # fmt: skip
    dish = s.choose("muffins", "pancakes", "cookies", "people", "dumplings")
    base, k = s.given(f"{dish} in recipe", 4, 24, 2), s.whole(2, 6)
    amount = s.given(f"{unit} of {what}", 2, 9) if unit == "cups" else s.given(f"{unit} of {what}", 50, 300, 25)
    want = s.given(f"{dish} wanted", base.n * k)
    times = s.step("batches", want / base, "The recipe is needed # times")
    s.step(f"{unit} needed", amount * times, f"That takes # {unit} of {what}")
    s.forms(
        f"[A recipe for {base} {dish} needs {amount} {unit} of {what}.] "
        f"// How many {unit} of {what} does {a} need for [={want} {dish}|{a} needs enough for {want} {dish}]?",
        f"[{a} uses {amount} {unit} of {what} for {base} {dish}.] // How much {what} is needed for "
        f"[={want} {dish}|{a} wants enough for {want} {dish}]? "
        f"|| How many {unit} of {what} are needed for {want} {dish}?",
        f"[For {base} {dish}, {a} needs {amount} {unit} of {what}.] // How many {unit} (of {what} /)will "
        f"[={want} {dish}|{a} wants enough for {want} {dish}] take? "
        f"|| How many {unit} of {what} will {want} {dish} take?",
    )


@family("fractions.tank_gauge", topic=TOPIC, steps=2)
def tank_gauge(s: Scene) -> None:
    """A tank that is a fraction full: how much is needed to fill it?"""
    vessel, unit, low, high = s.choose(
        ("tank", "liters", 60, 400), ("barrel", "gallons", 24, 80), ("pool", "liters", 600, 6000),
        ("fuel tank", "liters", 36, 90),
        ("aquarium", "liters", 40, 300), ("bucket", "liters", 8, 16), ("water tank", "gallons", 60, 600),
    )  # fmt: skip
    f = s.share("1/2", "1/3", "1/4", "2/3", "3/4", "2/5", "3/8")
    full = s.given(f"{unit} when full", _multiple(s, low, high, f.value.denominator))
    there = s.step(f"{unit} there", f.part(full), f"There are # {unit} in it")
    s.step(f"{unit} needed", full - there, f"It takes # {unit} to fill it")
    s.forms(
        f"[A {vessel} holds {full} {unit}.] [It is {f} full.|The {vessel} is {f} full.] "
        f"// How many {unit} are needed to fill it (up/completely)? || How many {unit} are needed to fill the "
        f"{vessel}?",
        f"[A {full}-{unit[:-1]} {vessel} is {f} full.] // How many more {unit} (fit in/can be poured in)? "
        f"|| How many more {unit} fit in the {vessel}?",
        f"// How many {unit} are missing in [a {vessel} of {full} {unit}|a {vessel} holds {full} {unit}] that is "
        f"[{f} full|the {vessel} is {f} full]? || How many {unit} are missing in the {vessel}?",
    )


@family("fractions.of_day", topic=TOPIC, steps=1)
def of_day(s: Scene) -> None:
    """A fraction of an hour or a day, in minutes or hours."""
    a = s.person()
    unit, small, size, acts = s.choose(
        ("hour", "minutes", 60, ("practiced the piano", "talked on the phone", "swam", "waited for the bus", "drew")),
        ("day", "hours", 24, ("slept", "worked", "traveled", "was at the hospital")),
    )
    f = (
        s.share("1/2", "1/3", "1/4", "2/3", "3/4", "1/6", "1/8", "3/8")
        if unit == "day"
        else s.share("1/2", "1/3", "1/4", "2/3", "3/4", "1/5", "2/5", "1/6", "3/5")
    )
    act = s.choose(*acts)
    s.step(small, f.part(size), f"That is # {small}")
    s.forms(
        f"[{a} {act} for {f} of a {unit}.] // How many {small} is that? || How many {small} is {f} of a {unit}?",
        f"[Yesterday {a} {act} for {f} of a {unit}.] // For how many {small} was that? "
        f"|| How many {small} is {f} of a {unit}?",
        f"// If [{a} {act} for {f} of a {unit}], how many {small} was that? || How many {small} is {f} of a {unit}?",
    )


@family("fractions.compare_shares", topic=TOPIC, steps=3)
def compare_shares(s: Scene) -> None:
    """Fractions of two different numbers: by how much do they differ?"""
    a, b, t = s.child(), s.child(), s.thing("small", "produce")
    f, g = s.share("1/2", "2/3", "3/4", "3/5"), s.share("1/3", "1/4", "1/5", "1/6")
    one_total, two_total = (
        s.given(f"{a} {t}", _multiple(s, 12, 90, f.value.denominator)),
        s.given(f"{b} {t}", _multiple(s, 12, 90, g.value.denominator)),
    )
    one = s.step(f"{a} {t} sold", f.part(one_total), f"{a} sold # {t}")
    two = s.step(f"{b} {t} sold", g.part(two_total), f"{b} sold # {t}")
    s.step("difference", one - two, f"{a} sold # more {t} than {b}")
    s.forms(
        f"[{a} had {one_total(t)}] and [sold {f} of them|{a} sold {f} of the {t}]. "
        f"[{b} had {two_total}|{b} had {two_total(t)}] and [sold {g} of them|{b} sold {g} of the {t}]. "
        f"// How many more {t} did {a} sell than {b}?",
        f"[{a} sold {f} of {a.own} {one_total(t)}] and [{b} sold {g} of {b.own} {two_total}|{b} sold {g} of {b.own} "
        f"{two_total(t)}]. // How many fewer {t} did {b} sell than {a}?",
        f"// By how many is the number of {t} sold by {a} larger if [{a} sells {f} of {one_total} {t}] and "
        f"[{b} sells {g} of {two_total}|{b} sells {g} of {two_total} {t}]? "
        f"|| How many more {t} does {a} sell than {b}?",
    )
