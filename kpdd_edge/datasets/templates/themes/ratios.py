"""Ratios, shares in a ratio, scales, mixtures and blends."""

from __future__ import annotations

from math import gcd

from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "ratios and mixtures"

_PAIRS = (
    ("boys", "girls", "in a club"), ("red beads", "blue beads", "in a box"), ("apples", "pears", "in a basket"),
    ("cats", "dogs", "in a shelter"), ("roses", "tulips", "in a garden"),
    ("adults", "children", "on a trip"), ("trucks", "cars", "in a parking lot"), ("novels", "comics", "on a shelf"),
    ("cows", "sheep", "on a farm"), ("pens", "pencils", "in a drawer"),
)  # fmt: skip


@family("ratios.other_from_one", topic=TOPIC, steps=2, weight=1.2)
def other_from_one(s: Scene) -> None:
    """A ratio and one amount: the other amount."""
    x, y, where = s.choose(*_PAIRS)
    p, q = s.given(f"parts of {x}", 2, 9), s.given(f"parts of {y}", 2, 9)
    s.need(gcd(p.n, q.n) == 1)
    n = s.given(x, p.n * s.whole(2, 12))
    part = s.step("one part", n / p, "One part is #")
    s.step(y, part * q, f"There are # {y}")
    s.forms(
        f"[The ratio of {x} to {y} {where} is {p:d} to {q:d}.] [There are {n} {x}.] // How many {y} are there?",
        f"[For every {p} {x} {where} there are {q} {y}.] // How many {y} are there if [there are {n} {x}]?",
        f"[{where} there are {n} {x}|There are {n} {x}] and some {y}. [The ratio of {x} to {y} is {p:d}:{q:d}.] "
        f"// How many {y} are there?",
    )


@family("ratios.split_total", topic=TOPIC, steps=3, weight=1.2)
def split_total(s: Scene) -> None:
    """A total in a ratio: one of the parts."""
    x, y, where = s.choose(*_PAIRS)
    p, q = s.given(f"parts of {x}", 2, 7), s.given(f"parts of {y}", 2, 7)
    s.need(gcd(p.n, q.n) == 1)
    total = s.given("total", (p.n + q.n) * s.whole(2, 12))
    parts = s.step("parts", p + q, "There are # parts")
    part = s.step("one part", total / parts, "One part is #")
    s.step(x, part * p, f"There are # {x}")
    s.forms(
        f"[The ratio of {x} to {y} {where} is {p:d} to {q:d}.] [There are {total} in all.|There are {total} {x} and "
        f"{y} in all.] // How many {x} are there?",
        f"[{x} and {y} {where} are in the ratio {p:d}:{q:d}.] // How many {x} are there if "
        f"[there are {total} altogether|there are {total} {x} and {y} altogether]?",
        f"{where}, [{x} and {y} are in the ratio {p:d} to {q:d}|{x} and {y} are in the ratio {p:d} to {q:d}] and "
        f"[make {total} together|{x} and {y} make {total} together]. // How many of them are {x}? "
        f"|| How many {x} are there?",
    )


@family("ratios.share_money", topic=TOPIC, steps=3, weight=1.2)
def share_money(s: Scene) -> None:
    """A sum shared in a ratio."""
    a, b = s.child(), s.child()
    p, q = s.given(f"{a} parts", 2, 7), s.given(f"{b} parts", 2, 7)
    s.need(gcd(p.n, q.n) == 1)
    total = s.money_of("total money", (p.n + q.n) * s.whole(2, 25))
    parts = s.step("parts", p + q, "There are # parts")
    part = s.step("one part", total / parts, f"One part is # {s.style.currency}")
    who, mine = s.choose((a, p), (b, q))
    s.step(f"{who} money", part * mine, f"{who} gets # {s.style.currency}")
    s.forms(
        f"[{a} and {b} share {total} in the ratio {p:d} to {q:d}.] // How much does {who} get?",
        f"[{a} and {b} earned {total} together.] [They split it in the ratio {p:d}:{q:d}.|{a} and {b} split it in "
        f"the ratio {p:d}:{q:d}.] // What is {who}'s share?",
        f"[For every {p} {s.style.currency} that {a} gets, {b} gets {q} {s.style.currency}.] "
        f"// How much does {who} get if [they share {total}|{a} and {b} share {total}]?",
    )


@family("ratios.difference", topic=TOPIC, steps=3)
def difference(s: Scene) -> None:
    """A ratio and one amount: the difference."""
    x, y, where = s.choose(*_PAIRS)
    p = s.given(f"parts of {x}", 2, 6)
    q = s.given(f"parts of {y}", p.n + 1, p.n + 5)
    s.need(gcd(p.n, q.n) == 1)
    n = s.given(x, p.n * s.whole(2, 12))
    part = s.step("one part", n / p, "One part is #")
    other = s.step(y, part * q, f"There are # {y}")
    s.step("difference", other - n, f"There are # more {y} than {x}")
    s.forms(
        f"[The ratio of {x} to {y} {where} is {p:d} to {q:d}.] [There are {n} {x}.] "
        f"// How many more {y} than {x} are there?",
        f"[For every {p} {x} there are {q} {y} {where}.] [The number of {x} is {n}.] "
        f"// By how many do the {y} outnumber the {x}? || How many more {y} than {x} are there?",
        f"// If [there are {n} {x}] {where} and [the ratio of {x} to {y} is {p:d}:{q:d}], how many more {y} are "
        f"there? || How many more {y} than {x} are there?",
    )


@family("ratios.recipe", topic=TOPIC, steps=2)
def recipe(s: Scene) -> None:
    """Parts of a mixture: how much of the other ingredient?"""
    a = s.role("baker", "worker")
    x, y, unit = s.choose(
        ("water", "rice", "cups"), ("flour", "sugar", "cups"), ("sand", "cement", "buckets"),
        ("juice", "soda", "cups"), ("red paint", "white paint", "cans"), ("oil", "vinegar", "spoons"),
        ("milk", "cocoa", "spoons"),
    )  # fmt: skip
    p, q = s.given(f"{unit} of {x} per batch", 2, 6), s.given(f"{unit} of {y} per batch", 2, 5)
    s.need(p.n > q.n, gcd(p.n, q.n) == 1)
    n = s.given(f"{unit} of {x}", p.n * s.whole(2, 9))
    batches = s.step("batches", n / p, "That is # times the amount")
    s.step(f"{unit} of {y}", batches * q, f"{a} needs # {unit} of {y}")
    s.forms(
        f"[{a} mixes {p} {unit} of {x} with {q} {unit} of {y}.] // How many {unit} of {y} does {a.he} need for "
        f"[={n} {unit} of {x}|{a} uses {n} {unit} of {x}]?",
        f"[A mixture takes {q} {unit} of {y} for every {p} {unit} of {x}.] [{a} has {n} {unit} of {x}.] "
        f"// How much {y} does {a.he} need? || How many {unit} of {y} does {a} need?",
        f"// How many {unit} of {y} go with [={n} {unit} of {x}|{a} has {n} {unit} of {x}] if "
        f"[{a} takes {q} {unit} of {y} for {p} {unit} of {x}]?",
    )


@family("ratios.map_scale", topic=TOPIC, steps=1)
def map_scale(s: Scene) -> None:
    """A map: distance on paper and in reality."""
    small, big = s.choose(("centimeters", "kilometers"), ("inches", "miles"))
    one = small[:-2] if small == "inches" else small[:-1]
    scale, n = s.given(f"{big} per {one}", 2, 60), s.whole(2, 15)
    if s.chance(0.5):
        paper = s.given(small, n)
        s.step(big, paper * scale, f"In reality it is # {big}")
        s.forms(
            f"[On a map one {one} stands for {scale} {big}.] [Two towns are {paper} {small} apart on the map.] "
            f"// How many {big} apart are they really? || How many {big} apart are the two towns really?",
            f"[A map has the scale 1 {one} to {scale} {big}.|On the map 1 {one} stands for {scale} {big}.] "
            f"// How long is a road that measures [{paper} {small} on the map|the road measures {paper} {small} on "
            f"the map]? || How long is the road in {big}?",
            f"// How many {big} are [{paper} {small} on a map|the way is {paper} {small} on the map] if "
            f"[one {one} stands for {scale} {big}]? || How many {big} long is the way?",
        )
        return
    real = s.given(big, scale.n * n)
    s.step(small, real / scale, f"On the map it is # {small}")
    s.forms(
        f"[On a map one {one} stands for {scale} {big}.] [Two towns are {real} {big} apart.] "
        f"// How many {small} apart are they on the map? || How many {small} apart are the two towns on the map?",
        f"[A river is {real} {big} long.] // How many {small} is it on a map [where one {one} means {scale} "
        f"{big}|on the map one {one} means {scale} {big}]? || How many {small} long is the river on the map?",
        f"// How many {small} on a map are [{real} {big}|the way is {real} {big}] if "
        f"[one {one} stands for {scale} {big}]? || How many {small} long is the way on the map?",
    )


@family("ratios.blend_cost", topic=TOPIC, steps=4)
def blend_cost(s: Scene) -> None:
    """Two kinds mixed: the price of a pound of the blend."""
    a = s.role("seller")
    k1, k2 = s.choose(
        ("mild coffee", "strong coffee"), ("green tea", "black tea"), ("peanuts", "almonds"),
        ("white rice", "brown rice"), ("caramels", "mints"),
    )  # fmt: skip
    n, m, p, q = (
        s.given(f"pounds of {k1}", 2, 12),
        s.given(f"pounds of {k2}", 2, 12),
        s.money(f"price of {k1}", 2, 12),
        s.money(f"price of {k2}", 2, 15),
    )
    s.need((n.n * p.n + m.n * q.n) % (n.n + m.n) == 0)
    one = s.step(f"cost of {k1}", n * p, f"The {k1} cost{'s' if k1[-1] != 's' else ''} # {s.style.currency}")
    two = s.step(f"cost of {k2}", m * q, f"The {k2} cost{'s' if k2[-1] != 's' else ''} # {s.style.currency}")
    pounds = s.step("pounds", n + m, "The blend weighs # pounds")
    s.step("price per pound", (one + two) / pounds, f"A pound of it costs # {s.style.currency}")
    s.forms(
        f"[{a} mixes {n} pounds of {k1} at {p} a pound] with [{m} pounds of {k2} at {q} a pound|there are {m} "
        f"pounds of {k2} at {q} a pound]. // What does a pound of the mixture cost?",
        f"[{k1} cost{'s' if k1[-1] != 's' else ''} {p} a pound] and [{k2} {q}|{k2} "
        f"cost{'s' if k2[-1] != 's' else ''} {q} a pound]. [{a} blends {n} pounds of the first with {m} pounds of "
        "the second.] // What is a pound of the blend worth?",
        f"// What is the price of a pound if {a} mixes [{n} pounds of {k1} for {p} a pound|there are {n} pounds of "
        f"{k1} for {p} a pound] with [{m} pounds of {k2} for {q} a pound|there are {m} pounds of {k2} for {q} a "
        "pound]? || What is the price of a pound of the mixture?",
    )


@family("ratios.concentration", topic=TOPIC, steps=3)
def concentration(s: Scene) -> None:
    """Two solutions mixed: how much of the substance?"""
    what, unit = s.choose(("salt", "grams"), ("sugar", "grams"), ("juice", "milliliters"), ("acid", "milliliters"))
    n, m = s.given(f"{unit} of first", 100, 900, 100), s.given(f"{unit} of second", 100, 900, 100)
    p, q = s.percent("percent of first", 5, 10, 15, 20, 25, 30), s.percent("percent of second", 5, 10, 20, 30, 40, 50)
    one = s.step(f"{what} in first", n * p / 100, f"The first has # {unit} of {what}")
    two = s.step(f"{what} in second", m * q / 100, f"The second has # {unit} of {what}")
    s.step(f"total {what}", one + two, f"Together it is # {unit} of {what}")
    s.forms(
        f"[{n} {unit} of a solution with {p} {what}|{n} {unit} have {p} {what}] are mixed with "
        f"[{m} {unit} with {q} {what}|{m} {unit} have {q} {what}]. // How many {unit} of {what} are in the mixture?",
        f"[A bottle holds {n} {unit} of a solution with {p} {what}] and [another {m} {unit} with {q} {what}|another "
        f"bottle holds {m} {unit} with {q} {what}]. // How many {unit} of {what} do they contain together?",
        f"// How many {unit} of {what} do you get by mixing [{n} {unit} that are {p} {what}|{n} {unit} are {p} "
        f"{what}] and [{m} {unit} that are {q} {what}|{m} {unit} are {q} {what}]? "
        f"|| How many {unit} of {what} are in the mixture?",
    )


@family("ratios.paint_batches", topic=TOPIC, steps=3)
def paint_batches(s: Scene) -> None:
    """A mixture in parts: how much of each for a total amount?"""
    a = s.role("worker")
    x, y = s.choose(("red", "yellow"), ("blue", "white"), ("black", "green"), ("white", "red"), ("blue", "yellow"))
    p, q = s.given(f"parts of {x}", 1, 5), s.given(f"parts of {y}", 2, 7)
    s.need(gcd(p.n, q.n) == 1)
    total = s.given("liters in all", (p.n + q.n) * s.whole(2, 9))
    parts = s.step("parts", p + q, "There are # parts")
    part = s.step("liters per part", total / parts, "One part is # liters")
    s.step(f"liters of {y}", part * q, f"{a} needs # liters of {y} paint")
    s.forms(
        f"[{a} mixes {p('part')} of {x} paint with {q('part')} of {y} paint.] "
        f"// How many liters of {y} paint are needed for [={total} liters of the mixture|{a} needs {total} liters "
        "of the mixture]?",
        f"[A color is made from {x} and {y} paint in the ratio {p:d} to {q:d}.] "
        f"[{a} needs {total} liters of it.|{a} needs {total} liters of the color.] "
        f"// How many liters of {y} paint must {a.he} take?",
        f"// How many liters of {y} paint are in [{total} liters of a mixture|there are {total} liters of a "
        f"mixture] that {a} made from [{p('part')} {x}|the mixture has {p('part')} {x}] and "
        f"[{q('part')} {y}|the mixture has {q('part')} {y}]? || How many liters of {y} paint are in {a}'s mixture?",
    )


@family("ratios.shadow", topic=TOPIC, steps=2)
def shadow(s: Scene) -> None:
    """Heights and shadows in proportion."""
    x, y = s.choose(("pole", "tree"), ("fence post", "tower"), ("child", "flagpole"), ("stick", "building"))
    unit = "feet"
    h, k = s.given(f"{x} height", 2, 5), s.whole(2, 4)
    sh = s.given(f"{x} shadow", h.n * k)
    far = s.given(f"{y} shadow", k * s.whole(10, 40))
    times = s.step("shadow times height", sh / h, "The shadow is # times as long as the height")
    s.step(f"{y} height", far / times, f"The {y} is # {unit} tall")
    s.forms(
        f"[A {x} {h} {unit} tall casts a shadow of {sh} {unit}.] [At the same time a {y} casts a shadow of {far} "
        f"{unit}.] // How tall is the {y}?",
        f"[The shadow of a {h}-foot {x} is {sh} {unit} long.] // How tall is a {y} "
        f"[whose shadow is {far} {unit} long|the shadow of the {y} is {far} {unit} long] at that moment? "
        f"|| How tall is the {y}?",
        f"// How tall is a {y} with [a shadow of {far} {unit}|the shadow of the {y} is {far} {unit} long] if "
        f"[a {x} of {h} {unit} has a shadow of {sh} {unit}]? || How tall is the {y}?",
    )
