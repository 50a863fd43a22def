"""Units: lengths, weights, volumes, dozens and pairs, money in cents."""

from __future__ import annotations

from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "units"

_UNITS = (
    ("meters", "centimeters", 100, ("rope", "board", "ribbon", "hose")),
    ("feet", "inches", 12, ("rope", "board", "shelf", "snake")),
    ("yards", "feet", 3, ("fence", "rope", "carpet", "field")),
    ("kilometers", "meters", 1000, ("path", "road", "river", "trail")),
    ("kilograms", "grams", 1000, ("bag of flour", "melon", "parcel", "bag of rice")),
    ("liters", "milliliters", 1000, ("bottle", "jug", "tank", "bucket")),
    ("gallons", "quarts", 4, ("tank", "bucket", "pot", "jug")),
    ("pounds", "ounces", 16, ("parcel", "cat", "bag of nuts", "cake")),
)  # fmt: skip


def _is(big: str) -> str:
    return {"kilograms": "weighs", "pounds": "weighs", "liters": "holds", "gallons": "holds"}.get(big, "is")


@family("units.convert", topic=TOPIC, steps=1)
def convert(s: Scene) -> None:
    """From the larger to the smaller unit or back."""
    big, small, size, nouns = s.choose(*_UNITS)
    noun, verb = s.choose(*nouns), _is(big)
    tail = " long" if verb == "is" else ""
    if s.chance(0.6):
        n = s.given(big, 2, 15)
        s.step(small, n * size, f"That is # {small}")
        s.forms(
            f"[A {noun} {verb} {n} {big}{tail}.] // How many {small} is that? || How many {small} are {n} {big}?",
            f"[A {noun} {verb} {n} {big}{tail}.] // What is this in {small}? || How many {small} are {n} {big}?",
            f"// How many {small} are there in [={n} {big}|a {noun} {verb} {n} {big}{tail}]?",
        )
        return
    m = s.given(small, size * s.whole(2, 12))
    s.step(big, m / size, f"That is # {big}")
    s.forms(
        f"[A {noun} {verb} {m} {small}{tail}.] // How many {big} is that? || How many {big} are {m} {small}?",
        f"[A {noun} {verb} {m} {small}{tail}.] // What is this in {big}? || How many {big} are {m} {small}?",
        f"// How many {big} are there in [={m} {small}|a {noun} {verb} {m} {small}{tail}]?",
    )


@family("units.convert_and_cut", topic=TOPIC, steps=2)
def convert_and_cut(s: Scene) -> None:
    """A length in the larger unit cut into pieces of the smaller one."""
    a = s.person()
    big, small, size, noun = s.choose(
        ("meters", "centimeters", 100, "ribbon"), ("feet", "inches", 12, "rope"),
        ("meters", "centimeters", 100, "board"), ("yards", "feet", 3, "carpet"),
        ("kilometers", "meters", 1000, "cable"),
    )  # fmt: skip
    n = s.given(f"{big} of {noun}", 2, 12)
    total = s.step(f"{small} of {noun}", n * size, f"The {noun} is # {small} long")
    per = s.given(f"{small} per piece", 2 if size < 20 else 5, 40 if size < 1000 else 250)
    s.need(total.value % per.n == 0, 1 < total.value // per.n < 100)
    s.step("pieces", total // per, f"{a} gets # pieces")
    s.forms(
        f"[{a} has {n} {big} of {noun}.] [{a.he} cuts it into pieces of {per} {small}.|{a} cuts the {noun} into "
        f"pieces of {per} {small}.] // How many pieces does {a.he} get?",
        f"// How many pieces of [={per} {small}|each piece is {per} {small} long] can {a} cut from "
        f"[{n} {big} of {noun}|there are {n} {big} of {noun}]? || How many pieces can {a} cut?",
        f"[{per} {small} of {noun} are needed for one piece.|One piece is {per} {small} long.] "
        f"[{a} bought {n} {big} of it.|{a} bought {n} {big} of {noun}.] // For how many pieces is that enough? "
        f"|| For how many pieces is {a}'s {noun} enough?",
    )


@family("units.mixed_sum", topic=TOPIC, steps=3)
def mixed_sum(s: Scene) -> None:
    """One length in the larger, one in the smaller unit: the sum in the smaller."""
    a = s.person()
    big, small, size, what = s.choose(
        ("meters", "centimeters", 100, "cloth"), ("feet", "inches", 12, "wood"), ("kilograms", "grams", 1000, "sugar"),
        ("liters", "milliliters", 1000, "juice"), ("pounds", "ounces", 16, "nuts"),
        ("kilometers", "meters", 1000, "road"),
    )  # fmt: skip
    n, m = s.given(big, 2, 9), s.given(small, size // 10 + 2, size * 3)
    used = s.given(f"{small} used", 2, size)
    one = s.step(f"{big} in {small}", n * size, f"{n} {big} are # {small}")
    total = s.step(f"total {small}", one + m, f"In all there are # {small}")
    s.step(f"{small} left", total - used, f"# {small} are left")
    s.forms(
        f"[{a} has one {'stretch' if what == 'road' else 'portion'} of {what} of {n} {big} and one of {m} "
        f"{small}.|There are {n} {big} and {m} {small} of {what}.] [{a.he} uses {used} {small}.|{a} uses {used} "
        f"{small}.] // How many {small} are left?",
        f"[There are {n} {big} of {what}] and [another {m} {small}|there are another {m} {small}]. "
        f"[{a} needs {used} {small}.] // How many {small} of {what} will be left over?",
        f"// How many {small} of {what} does {a} have left if [{a.he} takes {used} {small}|{a} takes {used} "
        f"{small}] from [{n} {big} and {m} {small}|there are {n} {big} and {m} {small} of {what}]? "
        f"|| How many {small} of {what} does {a} have left?",
    )


@family("units.dozens", topic=TOPIC, steps=1, weight=1.2)
def dozens(s: Scene) -> None:
    """Dozens and single things."""
    a, t = s.role("baker", "seller"), s.thing("bakery", "flower", "stationery", "fruit")
    if s.chance(0.5):
        n = s.given(f"dozens of {t}", 2, 15)
        s.step(str(t), n * 12, f"That is # {t}")
        s.forms(
            f"[{a} has {n} dozen {t}.] // How many {t} (is that/does {a.he} have)? || How many {t} does {a} have?",
            f"[{a} sold {n} dozen {t}.] // How many {t} did {a.he} sell?",
            f"// How many {t} does {a} need for [{n} dozen|{a} needs {n} dozen {t}]? || How many {t} does {a} need?",
        )
        return
    total = s.given(str(t), 24, 240, 12)
    s.step("dozens", total / 12, "That is # dozen")
    s.forms(
        f"[{a} has {total(t)}.] // How many dozen is that? || How many dozen {t} does {a} have?",
        f"[{a} packs {total(t)} by the dozen.] // How many dozen does {a.he} pack?",
    )


@family("units.dozens_cost", topic=TOPIC, steps=2, weight=1.2)
def dozens_cost(s: Scene) -> None:
    """Dozens at a price each."""
    a, t = s.person(), s.thing("bakery", "flower", "fruit", "stationery")
    n, price = s.given(f"dozens of {t}", 2, 9), s.price(f"price per {t.one}", t)
    count = s.step(str(t), n * 12, f"{a} buys # {t}")
    s.step("total cost", count * price, f"They cost # {s.style.currency}")
    s.aside(about=a)
    s.forms(
        f"[{a} buys {n} dozen {t}.] [Each {t.one} costs {price}.] // How much does {a.he} pay?",
        f"[One {t.one} costs {price}.] // How much must {a} pay for [={n} dozen<~ {t}>|{a} buys {n} dozen {t}]?",
        f"// What is the price of [={n} dozen {t}|{a} buys {n} dozen {t}] for {a} if "
        f"[one costs {price}|one {t.one} costs {price}]? || What is the price of {n} dozen {t} for {a}?",
    )


@family("units.dozens_left", topic=TOPIC, steps=2)
def dozens_left(s: Scene) -> None:
    """Dozens, some of them gone."""
    a, t = s.person(), s.thing("bakery", "fruit", "flower")
    n = s.given(f"dozens of {t}", 2, 9)
    gone = s.given(f"{t} gone", 3, n.n * 12 - 2)
    total = s.step(f"total {t}", n * 12, f"{a} had # {t}")
    s.step(f"{t} left", total - gone, f"{a} has # {t} left")
    verb = s.choose("gave away", "sold", "used", "handed out")
    s.aside(about=a)
    s.forms(
        f"[{a} had {n} dozen {t}.] [{a.he} {verb} {gone} (of them/{t}).|{a} {verb} {gone(t)}.] "
        f"// How many {t} does {a.he} have left?",
        f"[{a} bought {n} dozen {t}] and [{verb} {gone}|{a} {verb} {gone(t)}]. // How many {t} are left? "
        f"|| How many {t} does {a} have left?",
        f"// If [{a} has {n} dozen {t}] and [{verb} {gone} of them|{a} {verb} {gone(t)}], how many are left? "
        f"|| How many {t} does {a} have left?",
    )


@family("units.pairs", topic=TOPIC, steps=2)
def pairs(s: Scene) -> None:
    """Pairs: single things, or their price."""
    a = s.person()
    t = s.choose("socks", "gloves", "shoes", "mittens", "earrings", "skates", "boots")
    n, lost = s.given(f"pairs of {t}", 3, 15), s.given(f"{t} lost", 2, 5)
    total = s.step(f"total {t}", n * 2, f"{a} had # {t}")
    s.step(f"{t} left", total - lost, f"{a} has # {t} left")
    s.aside(about=a)
    s.forms(
        f"[{a} had {n} pairs of {t}.] [{a.he} lost {lost} single {t}.] // How many {t} does {a.he} have left?",
        f"[There were {n} pairs of {t} in {a}'s closet.] [{lost} of the {t} got lost.|{lost} {t} got lost.] "
        f"// How many single {t} are left?",
        f"// If [{a} owns {n} pairs of {t}] and [{lost} {t} get lost], how many {t} are left? "
        f"|| How many {t} does {a} have left?",
    )


@family("units.weights_total", topic=TOPIC, steps=3)
def weights_total(s: Scene) -> None:
    """So many packs of so many grams, in kilograms or against a limit."""
    a = s.adult()
    t, grams = s.choose(
        ("books", (200, 900)), ("cans", (250, 850)), ("apples", (100, 300)), ("bricks", (1500, 3000)),
        ("boxes of cereal", (300, 750)), ("bottles", (500, 1500)),
    )  # fmt: skip
    n, each = s.given(t, 4, 40), s.given(f"grams per {t}", *grams, 50)
    total = s.step("total grams", n * each, "Together they weigh # grams")
    empty = s.given("grams of the box", 100, 900, 50)
    full = s.step("grams with box", total + empty, "With the box it is # grams")
    s.need(full.value % 500 == 0)
    s.step("kilograms", full / 1000, "That is # kilograms", decimals=True)
    s.forms(
        f"[{a} packs {n} {t} of {each} grams each into a box.|There are {n} {t} of {each} grams each.] "
        f"[The empty box weighs {empty} grams.] // How many kilograms does the full box weigh?",
        f"[A box weighs {empty} grams.] [{a} puts {n} {t} into it,|{a} puts {n} {t} into the box.] "
        f"[each weighing {each} grams.|Each of the {t} weighs {each} grams.] "
        "// What is the weight of the full box in kilograms?",
        f"// How many kilograms does {a} lift with a box [of {empty} grams|the box weighs {empty} grams] that holds "
        f"[{n} {t}|the box holds {n} {t}] of [{each} grams each|each of the {t} weighs {each} grams]? "
        f"|| How many kilograms does {a} lift?",
    )


@family("units.pour_glasses", topic=TOPIC, steps=2)
def pour_glasses(s: Scene) -> None:
    """Liters poured into glasses of so many milliliters."""
    a = s.person()
    n, per = s.given("liters", 2, 9), s.given("milliliters per glass", 100, 500, 50)
    s.need(n.n * 1000 % per.n == 0)
    drink = s.choose("lemonade", "juice", "water", "tea", "milk")
    total = s.step("milliliters", n * 1000, f"There are # milliliters of {drink}")
    s.step("glasses", total // per, "That fills # glasses")
    s.forms(
        f"[{a} made {n} liters of {drink}.] [One glass holds {per} milliliters.] // How many glasses can {a.he} fill?",
        f"[A glass holds {per} milliliters.] // How many glasses can {a} fill with "
        f"[{n} liters of {drink}|there are {n} liters of {drink}]? || How many glasses can {a} fill?",
        f"[{a} pours {n} liters of {drink} into glasses] of [{per} milliliters|each glass holds {per} milliliters]. "
        f"// How many glasses does that fill? || How many glasses can {a} fill?",
    )


@family("units.cents_change", topic=TOPIC, steps=3)
def cents_change(s: Scene) -> None:
    """Prices in cents, paid with dollars: the change in cents."""
    a, t = s.child(), s.choose("stickers", "pencils", "buttons", "candies", "balloons", "postcards", "marbles")
    one = t[:-3] + "y" if t.endswith("ies") else t[:-1]
    n, price, paid = s.given(t, 2, 9), s.given(f"cents per {one}", 5, 95, 5), s.given("dollars paid", 1, 9)
    cost = s.step("cost in cents", n * price, f"The {t} cost # cents")
    s.need(cost.value < paid.n * 100, paid.n * 100 - cost.value < 100 or paid.n < 3)
    have = s.step("cents paid", paid * 100, f"{a} pays # cents")
    s.step("change in cents", have - cost, f"{a} gets # cents back")
    s.forms(
        f"[{a} buys {n} {t} for {price} cents each.] [{a.he} pays with {paid('dollar')}.] "
        f"// How many cents does {a.he} get back?",
        f"[One {one} costs {price} cents.] [{a} gives the seller {paid('dollar')}] for [{n} {t}|{a} buys {n} {t}]. "
        f"// What is the change in cents? || How many cents of change does {a} get?",
        f"// How many cents are left of [{paid('dollar')}|{a} has {paid('dollar')}] after {a} buys "
        f"[{n} {t}|{a} buys {n} {t}] at [{price} cents each|one {one} costs {price} cents]? "
        f"|| How many cents does {a} have left?",
    )


@family("units.per_minute", topic=TOPIC, steps=2)
def per_minute(s: Scene) -> None:
    """So many a minute: how many in so many hours?"""
    what, verb, unit = s.choose(
        ("heart", "beats", "beats"), ("faucet", "drips", "drops"), ("sprinkler", "turns", "turns"),
        ("machine", "stamps", "stamps"), ("windmill", "turns", "turns"),
    )  # fmt: skip
    per, hours = s.given(f"{unit} per minute", 3, 80), s.given("hours", 2, 8)
    minutes = s.step("minutes", hours * 60, "That is # minutes")
    s.step(f"total {unit}", per * minutes, f"In that time it is # {unit}")
    said = f"{verb} {per} times" if verb != "drips" else f"loses {per} drops"
    s.forms(
        f"[A {what} {said} a minute.] // How many {unit} is that in [{hours} hours|{hours} hours go by]? "
        f"|| How many {unit} is that in all?",
        f"[Every minute a {what} {said}.] // How many {unit} are there in [={hours} hours|{hours} hours go by]?",
        f"// If [a {what} {said} a minute], how many {unit} is that in [={hours} hours|{hours} hours go by]?",
    )
