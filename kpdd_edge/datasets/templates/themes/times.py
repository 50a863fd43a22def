"""Amounts compared by "times as many"."""

from __future__ import annotations

from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "times as many"


@family("times.as_many", topic=TOPIC, steps=1, weight=1.5)
def as_many(s: Scene) -> None:
    """One has so many times as many as the other."""
    a, b, t = s.child(), s.child(), s.thing("small", "goods", "produce")
    base, k = s.given(f"{a} {t}", 3, max(8, t.top // 2)), s.factor("times as many", 2, 6)
    s.step(f"{b} {t}", base * k, f"{b} has # {t}")
    s.aside(about=a)
    ask = f"How many {t} does {b} have?"
    s.forms(
        f"[{a} has {base(t)}.] [{b} has {k} as many (/{t} )(as {a}/).|{b} has {k} as many {t} as {a}.] // {ask}",
        f"[{b} has {k} as many {t} as {a}.] [{a} has {base}.|{a} has {base(t)}.] // {ask}",
        f"// How many {t} does {b} have if [{b.he} has {k} as many as {a}|{b} has {k} as many {t} as {a}] "
        f"and [{a} has {base}|{a} has {base(t)}]?",
        f"[{a} found {base(t)}.] [{b} found {k} that number.|{b} found {k} as many {t} as {a}.] "
        f"// How many {t} did {b} find?",
        f"[The number of {t} {b} has is {k} the number {a} has.|{b} has {k} as many {t} as {a}.] "
        f"[{a} has {base(t)}.] // {ask}",
    )


@family("times.reversed", topic=TOPIC, steps=1, weight=1.2)
def reversed_(s: Scene) -> None:
    """One has so many times as many as the other, whose amount is asked."""
    a, b, t = s.child(), s.child(), s.thing("small", "goods", "produce")
    k = s.factor("times as many", 2, 8)
    total = s.given(f"{a} {t}", 3 * k.n, max(8, t.top // 2) * k.n, k.n)
    s.step(f"{b} {t}", total / k, f"{b} has # {t}")
    s.aside(about=b)
    ask = f"How many {t} does {b} have?"
    s.forms(
        f"[{a} has {total(t)}.] [(That is/This is) {k} as many as {b} has.|{a} has {k} as many {t} as {b}.] // {ask}",
        f"[{a} has {k} as many {t} as {b}.] [{a} has {total}.|{a} has {total(t)}.] // {ask}",
        f"// If [{a} has {total(t)}] and [{a.he} has {k} as many as {b}|{a} has {k} as many {t} as {b}], how many "
        f"{t} does {b} have?",
        f"[{a}'s {total(t)} are|{a} has {total(t)}.] [{k} as many as {b}'s.|{a} has {k} as many {t} as {b}.] // {ask}",
    )


@family("times.how_many_times", topic=TOPIC, steps=1)
def how_many_times(s: Scene) -> None:
    """How many times as many has one as the other?"""
    a, b, t = s.child(), s.child(), s.thing("small", "goods", "produce")
    small, k = s.given(f"{b} {t}", 2, max(6, t.top // 3)), s.whole(2, 9)
    big = s.given(f"{a} {t}", small.n * k)
    s.step("times as many", big / small, f"{a} has # times as many {t} as {b}")
    s.forms(
        f"[{a} has {big(t)}] and [{b} has {small}|{b} has {small(t)}]. "
        f"// How many times as many {t} does {a} have as {b}?",
        f"[{b} has {small(t)}.] [{a} has {big}.|{a} has {big(t)}.] // {a}'s {t} are how many times as many as {b}'s?",
        f"// If [{a} owns {big(t)}] and [{b} owns {small}|{b} owns {small(t)}], how many times as many {t} does {a} "
        f"own? || How many times as many {t} does {a} own as {b}?",
    )


@family("times.total", topic=TOPIC, steps=2, weight=1.5)
def total(s: Scene) -> None:
    """One has so many times as many: how many together?"""
    a, b, t = s.child(), s.child(), s.thing("small", "goods", "produce")
    base, k = s.given(f"{a} {t}", 3, max(8, t.top // 2)), s.factor("times as many", 2, 6)
    other = s.step(f"{b} {t}", base * k, f"{b} has # {t}")
    s.step(f"total {t}", base + other, f"Together they have # {t}")
    s.aside(about=a)
    ask = f"How many {t} do <they~{a} and {b}> have (together/altogether/in all/in total)?"
    s.forms(
        f"[{a} has {base(t)}.] [{b} has {k} as many(/ as {a}).|{b} has {k} as many {t} as {a}.] // {ask}",
        f"[{b} has {k} as many {t} as {a}.] // {ask.replace('?', '')} if [{a} has {base}|{a} has {base(t)}]?",
        f"[{a} picked {base(t)}] and [{b} picked {k} as many|{b} picked {k} as many {t} as {a}]. "
        f"// How many {t} did they pick (together/in all)? || How many {t} did {a} and {b} pick together?",
        f"[{a} has {base(t)}] and [{b} {k} as many|{b} has {k} as many {t} as {a}]. "
        f"// What is the total number of {t}?",
    )


@family("times.difference", topic=TOPIC, steps=2)
def difference(s: Scene) -> None:
    """One has so many times as many: how many more is that?"""
    a, b, t = s.child(), s.child(), s.thing("small", "goods", "produce")
    base, k = s.given(f"{a} {t}", 3, max(8, t.top // 2)), s.factor("times as many", 3, 7)
    other = s.step(f"{b} {t}", base * k, f"{b} has # {t}")
    s.step("difference", other - base, f"{b} has # more {t} than {a}")
    s.forms(
        f"[{a} has {base(t)}.] [{b} has {k} as many.|{b} has {k} as many {t} as {a}.] "
        f"// How many more {t} does {b} have than {a}?",
        f"[{b} has {k} as many {t} as {a},|{b} has {k} as many {t} as {a}.] [who has {base}.|{a} has {base(t)}.] "
        f"// How many fewer {t} does {a} have than {b}?",
        f"// If [{a} owns {base(t)}] and [{b} {k} as many|{b} owns {k} as many {t} as {a}], how many more {t} does "
        f"{b} own?",
    )


@family("times.chain", topic=TOPIC, steps=2)
def chain(s: Scene) -> None:
    """Three people, each a multiple of the one before."""
    (a, b, c), t = s.people(3), s.thing("collectable", "craft", "sweet", "stationery")
    base, k, m = s.given(f"{a} {t}", 2, 20), s.factor(f"{b} times", 2, 4), s.factor(f"{c} times", 2, 4)
    second = s.step(f"{b} {t}", base * k, f"{b} has # {t}")
    s.step(f"{c} {t}", second * m, f"{c} has # {t}")
    s.forms(
        f"[{a} has {base(t)}.] [{b} has {k} as many as {a},|{b} has {k} as many {t} as {a}.] "
        f"[and {c} has {m} as many as {b}.|{c} has {m} as many {t} as {b}.] // How many {t} does {c} have?",
        f"[{c} has {m} as many {t} as {b},|{c} has {m} as many {t} as {b}.] [and {b} has {k} as many as {a}.|{b} "
        f"has {k} as many {t} as {a}.] "
        f"// How many {t} does {c} have if [{a} has {base}|{a} has {base(t)}]?",
        f"{a}, {b} and {c} collect {t}. [{a} has {base}.|{a} has {base(t)}.] [{b} has {k} that many|{b} has {k} as "
        f"many {t} as {a}] and [{c} {m} as many as {b}|{c} has {m} as many {t} as {b}]. "
        f"// How large is {c}'s collection? || How many {t} does {c} have?",
    )


@family("times.chain_total", topic=TOPIC, steps=3)
def chain_total(s: Scene) -> None:
    """Three people, one a multiple, one by difference: how many together?"""
    (a, b, c), t = s.people(3), s.thing("small", "produce")
    base, k, d = s.given(f"{a} {t}", 4, 30), s.factor("times as many", 2, 4), s.given("difference", 2, 9)
    up = s.chance(0.5)
    second = s.step(f"{b} {t}", base * k, f"{b} has # {t}")
    third = s.step(f"{c} {t}", second + d if up else second - d, f"{c} has # {t}")
    s.step(f"total {t}", base + second + third, f"Together they have # {t}")
    w = "more" if up else "fewer"
    ask = (
        f"How many {t} do (they/the three of them/{a}, {b} and {c}) have (altogether/in all/together)? "
        f"|| How many {t} do {a}, {b} and {c} have together?"
    )
    s.forms(
        f"[{a} has {base(t)}.] [{b} has {k} as many as {a}.|{b} has {k} as many {t} as {a}.] "
        f"[{c} has {d} {w} than {b}.|{c} has {d} {w} {t} than {b}.] // {ask}",
        f"[{c} has {d} {w} {t} than {b}.] [{b} has {k} as many {t} as {a}.] [{a} has {base(t)}.] // {ask}",
        f"{a}, {b} and {c} compare their {t}. [{a} has {base},|{a} has {base(t)}.] "
        f"[{b} has {k} that number|{b} has {k} as many {t} as {a}] "
        f"and [{c} has {d} {w} than {b}|{c} has {d} {w} {t} than {b}]. // {ask}",
    )


@family("times.more_than_times", topic=TOPIC, steps=2)
def more_than_times(s: Scene) -> None:
    """So many more (or fewer) than so many times as many."""
    a, b, t = s.child(), s.child(), s.thing("small", "goods", "produce")
    k, d, up = s.factor("times as many", 2, 5), s.given("difference", 2, 9), s.chance(0.6)
    base = s.given(f"{a} {t}", 4, max(9, t.top // 2))
    many = s.step(f"multiple of {a} {t}", base * k, f"{k} as many as {a} has is #")
    s.step(f"{b} {t}", many + d if up else many - d, f"{b} has # {t}")
    w = "more" if up else "fewer"
    s.forms(
        f"[{a} has {base(t)}.] [{b} has {d} {w} than {k} as many as {a}.|{b} has {d} {w} than {k} as many {t} as {a}.] "
        f"// How many {t} does {b} have?",
        f"[{b} has {d} {w} than {k} the number of {t} that {a} has.] [{a} has {base(t)}.] "
        f"// How many {t} does {b} have?",
        f"// How many {t} does {b} have if [{a} has {base}|{a} has {base(t)}] and [{b} has {d} {w} than {k} as many"
        f"|{b} has {d} {w} than {k} as many {t} as {a}]?",
    )


@family("times.sum_and_multiple", topic=TOPIC, steps=2)
def sum_and_multiple(s: Scene) -> None:
    """Total and multiple are known: how many has the smaller one?"""
    a, b, t = s.child(), s.child(), s.thing("small", "produce")
    k = s.factor("times as many", 2, 6)
    all_ = s.given(f"total {t}", (k.n + 1) * 3, (k.n + 1) * 30, k.n + 1)
    parts = s.step("parts", k + 1, "Together they have # equal parts")
    s.step(f"{b} {t}", all_ / parts, f"{b} has one part, # {t}")
    s.forms(
        f"[{a} and {b} have {all_(t)} together.] [{a} has {k} as many as {b}.|{a} has {k} as many {t} as {b}.] "
        f"// How many {t} does {b} have?",
        f"[{a} has {k} as many {t} as {b}.] [Together they have {all_}.|Together they have {all_(t)}.] "
        f"// How many {t} does {b} have?",
        f"[{a} and {b} share {all_(t)}] so that [{a} gets {k} as many as {b}|{a} gets {k} as many {t} as {b}]. "
        f"// How many {t} does {b} get?",
    )


@family("times.sum_and_multiple_larger", topic=TOPIC, steps=3)
def sum_and_multiple_larger(s: Scene) -> None:
    """Total and multiple are known: how many has the larger one?"""
    a, b, t = s.child(), s.child(), s.thing("small", "produce")
    k = s.factor("times as many", 2, 5)
    all_ = s.given(f"total {t}", (k.n + 1) * 3, (k.n + 1) * 25, k.n + 1)
    parts = s.step("parts", k + 1, "Together they have # equal parts")
    small = s.step(f"{b} {t}", all_ / parts, f"{b} has one part, # {t}")
    s.step(f"{a} {t}", small * k, f"{a} has # {t}")
    s.forms(
        f"[{a} and {b} have {all_(t)} together.] [{a} has {k} as many as {b}.|{a} has {k} as many {t} as {b}.] "
        f"// How many {t} does {a} have?",
        f"[{a} has {k} as many {t} as {b}] and [they have {all_} in all|{a} and {b} have {all_(t)} in all]. "
        f"// How many {t} belong to {a}?",
        f"[{a} and {b} share {all_(t)}] so that [{a} gets {k} as many as {b}|{a} gets {k} as many {t} as {b}]. "
        f"// How large is {a}'s share? || How many {t} does {a} get?",
    )


@family("times.difference_and_multiple", topic=TOPIC, steps=2)
def difference_and_multiple(s: Scene) -> None:
    """Difference and multiple are known: how many has the smaller one?"""
    a, b, t = s.child(), s.child(), s.thing("small", "produce")
    k = s.factor("times as many", 3, 6)
    diff = s.given("difference", (k.n - 1) * 3, (k.n - 1) * 20, k.n - 1)
    parts = s.step("extra parts", k - 1, f"{a} has # parts more than {b}")
    s.step(f"{b} {t}", diff / parts, f"{b} has one part, # {t}")
    s.forms(
        f"[{a} has {k} as many {t} as {b}.] [{a} has {diff} more (/{t} )than {b}.|{a} has {diff} more {t} than "
        f"{b}.] // How many {t} does {b} have?",
        f"[{a} has {diff} more {t} than {b},|{a} has {diff} more {t} than {b}.] "
        f"[which makes it {k} as many.|{a} has {k} as many {t} as {b}.] "
        f"// How many {t} does {b} have?",
        f"[{a}'s {t} are {k} as many as {b}'s|{a} has {k} as many {t} as {b}] and "
        f"[that is {diff} more|{a} has {diff} more {t} than {b}]. // How many {t} belong to {b}?",
    )


_SIZES = (
    ("rope", "length", "long", "meters", 3, 30), ("tower", "height", "tall", "meters", 10, 60),
    ("tree", "height", "tall", "feet", 5, 30),
    ("pond", "depth", "deep", "feet", 2, 12), ("road", "length", "long", "kilometers", 4, 60),
    ("fence", "length", "long", "yards", 8, 60),
    ("tunnel", "length", "long", "meters", 50, 400), ("snake", "length", "long", "inches", 10, 40),
)  # fmt: skip


@family("times.sizes", topic=TOPIC, steps=1)
def sizes(s: Scene) -> None:
    """A size that is a multiple of another."""
    noun, quality, adjective, unit, low, high = s.choose(*_SIZES)
    one, two = s.choose(("first", "second"), ("old", "new"), ("small", "big"), ("brown", "gray"))
    base, k = s.given(f"{one} {noun} {unit}", low, high), s.factor("times", 2, 6)
    s.step(f"{two} {noun} {unit}", base * k, f"The {two} {noun} is # {unit} {adjective}")
    s.forms(
        f"[The {one} {noun} is {base} {unit} {adjective}.] [The {two} {noun} is {k} as {adjective}.|The {two} "
        f"{noun} is {k} as {adjective} as "
        f"the {one} {noun}.] // How {adjective} is the {two} {noun}?",
        f"[The {quality} of the {two} {noun} is {k} the {quality} of the {one} {noun}.] "
        f"[The {one} {noun} is {base} {unit} {adjective}.] "
        f"// What is the {quality} of the {two} {noun}?",
        f"// How {adjective} is the {two} {noun} if [it is {k} as {adjective} as the {one} one|the {two} {noun} is "
        f"{k} as {adjective} as the {one} {noun}], and [that is {base} {unit} {adjective}|the {one} {noun} is "
        f"{base} {unit} {adjective}]?",
    )


@family("times.money", topic=TOPIC, steps=2)
def money(s: Scene) -> None:
    """One price is a multiple of another: what do both cost together?"""
    t, u = s.alike(2, "clothing", "toy", "sport", "kitchen", "electronic")
    base, k = s.price(f"{t.one} price", t, whole=True), s.factor("times", 2, 4)
    other = s.step(f"{u.one} price", base * k, f"The {u.one} costs # {s.style.currency}")
    s.step("total price", base + other, f"Together they cost # {s.style.currency}")
    a = s.person()
    s.aside(about=a)
    s.forms(
        f"[A {t.one} costs {base}.] [A {u.one} costs {k} as much.|A {u.one} costs {k} as much as a {t.one}.] "
        f"// How much does {a} pay for (a {t.one} and a {u.one}/both)? "
        f"|| How much does {a} pay for a {t.one} and a {u.one}?",
        f"{a} buys a {t.one} and a {u.one}. [The {t.one} costs {base}|The {t.one} costs {base}] and "
        f"[the {u.one} {k} as much"
        f"|the {u.one} costs {k} as much as the {t.one}]. // How much does {a.he} pay (in all/altogether)?",
        f"[The price of a {u.one} is {k} that of a {t.one},|A {u.one} costs {k} as much as a {t.one}.] "
        f"[and a {t.one} costs {base}.|A {t.one} costs {base}.] // What must {a} pay for one of each? "
        f"|| What must {a} pay for a {t.one} and a {u.one}?",
    )


@family("times.each_day_double", topic=TOPIC, steps=2)
def each_day_double(s: Scene) -> None:
    """A number that grows by the same factor twice."""
    a, t = s.child(), s.thing("collectable", "craft", "sweet")
    what, act = s.choose(
        ("push-ups", "did"), ("pages", "read"), ("words", "learned"), (str(t), "collected"), ("laps", "ran"),
    )  # fmt: skip
    base, k = s.given(f"{what} on day one", 3, 8), s.factor("times", 2, 3)
    two = s.step(f"{what} on day two", base * k, f"On the second day it was # {what}")
    s.step(f"{what} on day three", two * k, f"On the third day it was # {what}")
    s.forms(
        f"[On the first day {a} {act} {base} {what}.] [Every following day it was {k} as many as on the day before.] "
        f"// How many {what} was it on the third day? || How many {what} was it for {a} on the third day?",
        f"[{a} {act} {base} {what} on Monday.] [On Tuesday and again on Wednesday {a.he} {act} {k} as many as on "
        "the day before.] "
        f"// How many {what} was that on Wednesday? || How many {what} was it for {a} on Wednesday?",
        f"// If [{a} {act} {base} {what} on one day] and [on each of the next two days {k} as many as the day "
        f"before|on each of the next two days it was {k} as many as the day before], how many {what} is that on the "
        f"third day? || How many {what} is it for {a} on the third day?",
    )
