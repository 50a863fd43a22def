"""Two or more amounts compared by "more than" and "fewer than"."""

from __future__ import annotations

from kpdd_edge.datasets.templates.phrases import ask_now
from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "comparison"


@family("compare.difference", topic=TOPIC, steps=1, weight=2)
def difference(s: Scene) -> None:
    """Two people's amounts: how many more, or how many fewer?"""
    a, b, t = s.child(), s.child(), s.thing("small", "goods", "produce", "clothing")
    less = s.given(f"{b} {t}", 2, t.top)
    more = s.given(f"{a} {t}", less.n + 2, less.n + t.top)
    s.step("difference", more - less, f"{a} has # more {t} than {b}")
    s.aside(about=a)
    verb, base = s.choose(("has", "have"), ("bought", "buy"), ("collected", "collect"), ("got", "get"))
    does = "does" if verb == "has" else "did"
    s.forms(
        f"[{a} {verb} {more(t)}] and [{b} {verb} {less}|{b} {verb} {less(t)}]. "
        f"// How many more {t} {does} {a} {base} than {b}?",
        f"[{b} {verb} {less(t)}.] [{a} {verb} {more}.|{a} {verb} {more(t)}.] "
        f"// How many fewer {t} {does} {b} {base} than {a}?",
        f"[{a} {verb} {more(t)}.] [{b} {verb} only {less}.|{b} {verb} {less(t)}.] "
        f"// What is the difference between the number of {t} of {a} and (that of {b}/of {b})?",
        f"// How many more {t} {does} {a} {base} than {b} if [{a} {verb} {more}|{a} {verb} {more(t)}] "
        f"and [{b} {verb} {less}|{b} {verb} {less(t)}]?",
        f"[{b} {verb} {less(t)}], while [{a} {verb} {more}|{a} {verb} {more(t)}]. "
        f"// By how many {t} is {a} ahead of {b}?",
    )


@family("compare.more_than", topic=TOPIC, steps=1, weight=1.5)
def more_than(s: Scene) -> None:
    """One has so many more than the other."""
    a, b, t = s.child(), s.child(), s.thing("small", "goods", "produce")
    base, more = s.given(f"{a} {t}", 3, t.top), s.given("difference", 2, 30)
    s.step(f"{b} {t}", base + more, f"{b} has # {t}")
    s.aside(about=a)
    ask = f"How many {t} does {b} have?"
    s.forms(
        f"[{a} has {base(t)}.] [{b} has {more} more (/{t} )than {a}.|{b} has {more} more {t} than {a}.] // {ask}",
        f"[{b} has {more} more {t} than {a}.] [{a} has {base}.|{a} has {base(t)}.] // {ask}",
        f"// How many {t} does {b} have if [{b.he} has {more} more than {a}|{b} has {more} more {t} than {a}] "
        f"and [{a} has {base}|{a} has {base(t)}]?",
        f"[{a} has {base(t)},|{a} has {base(t)}.] [which is {more} fewer than {b} has.|{a} has {more} fewer {t} "
        f"than {b}.] // {ask}",
        f"[{a} counted {base(t)}.] [{b} counted {more} more (than that/than {a}).|{b} counted {more} more {t} than "
        f"{a}.] "
        f"// How many {t} did {b} count?",
    )


@family("compare.fewer_than", topic=TOPIC, steps=1, weight=1.5)
def fewer_than(s: Scene) -> None:
    """One has so many fewer than the other."""
    a, b, t = s.child(), s.child(), s.thing("small", "goods", "produce")
    less = s.given("difference", 2, 25)
    base = s.given(f"{a} {t}", less.n + 2, less.n + t.top)
    s.step(f"{b} {t}", base - less, f"{b} has # {t}")
    s.aside(about=b)
    ask = f"How many {t} does {b} have?"
    s.forms(
        f"[{a} has {base(t)}.] [{b} has {less} fewer (/{t} )than {a}.|{b} has {less} fewer {t} than {a}.] // {ask}",
        f"[{b} has {less} fewer {t} than {a}.] [{a} has {base}.|{a} has {base(t)}.] // {ask}",
        f"[{a} has {base(t)},|{a} has {base(t)}.] [{less} more than {b}.|{a} has {less} more {t} than {b}.] // {ask}",
        f"// If [{a} has {base(t)}] and [{b} has {less} fewer|{b} has {less} fewer {t} than {a}], how many {t} does "
        f"{b} have?",
        f"[{a} picked up {base(t)}.] [{b} picked up {less} fewer.|{b} picked up {less} fewer {t} than {a}.] "
        f"// How many {t} did {b} pick up?",
    )


@family("compare.total_more", topic=TOPIC, steps=2, weight=1.5)
def total_more(s: Scene) -> None:
    """One has so many more (or fewer) than the other: how many together?"""
    a, b, t = s.child(), s.child(), s.thing("small", "goods", "produce")
    diff, up = s.given("difference", 2, 20), s.chance(0.6)
    base = s.given(f"{a} {t}", diff.n + 2, diff.n + t.top)
    other = s.step(f"{b} {t}", base + diff if up else base - diff, f"{b} has # {t}")
    s.step(f"total {t}", base + other, f"Together they have # {t}")
    s.aside(about=a)
    word = "more" if up else "fewer"
    ask = (
        f"How many {t} do <they~{a} and {b}> have (together/altogether/in all/in total)?/"
        f"How many {t} do {a} and {b} have together?/What is the total number of {t} of {a} and {b}?"
    )
    s.forms(
        f"[{a} has {base(t)}.] [{b} has {diff} {word} than {a}.|{b} has {diff} {word} {t} than {a}.] // ({ask})",
        f"[{b} has {diff} {word} {t} than {a}.] [{a} has {base(t)}.] // ({ask})",
        f"[{a} collected {base(t)}] and [{b} collected {diff} {word}|{b} collected {diff} {word} {t} than {a}]. "
        f"// How many {t} did they collect together? || How many {t} did {a} and {b} collect together?",
        f"// If [{a} has {base(t)}] and [{b} has {diff} {word}|{b} has {diff} {word} {t} than {a}], "
        f"how many {t} do they have together? || How many {t} do {a} and {b} have together?",
    )


@family("compare.chain_three", topic=TOPIC, steps=2)
def chain_three(s: Scene) -> None:
    """A chain of three people: the last one's amount."""
    (a, b, c), t = s.people(3), s.thing("small", "goods", "produce")
    first = s.given(f"{a} {t}", 10, max(20, t.top))
    up1, up2 = s.chance(0.5), s.chance(0.5)
    d1, d2 = s.given(f"difference {b}", 2, 9), s.given(f"difference {c}", 2, 9)
    second = s.step(f"{b} {t}", first + d1 if up1 else first - d1, f"{b} has # {t}")
    s.step(f"{c} {t}", second + d2 if up2 else second - d2, f"{c} has # {t}")
    w1, w2 = ("more" if up else "fewer" for up in (up1, up2))
    s.aside(about=a)
    s.forms(
        f"[{a} has {first(t)}.] [{b} has {d1} {w1} than {a}|{b} has {d1} {w1} {t} than {a}] "
        f"and [{c} has {d2} {w2} than {b}|{c} has {d2} {w2} {t} than {b}]. // How many {t} does {c} have?",
        f"[{c} has {d2} {w2} {t} than {b}.] [{b} has {d1} {w1} than {a}.|{b} has {d1} {w1} {t} than {a}.] "
        f"// How many {t} does {c} have if [{a} has {first}|{a} has {first(t)}]?",
        f"[{b} has {d1} {w1} {t} than {a}.] [{c} has {d2} {w2} than {b}.|{c} has {d2} {w2} {t} than {b}.] "
        f"[{a} has {first(t)}.] // How many {t} does {c} have?",
    )


@family("compare.chain_total", topic=TOPIC, steps=3)
def chain_total(s: Scene) -> None:
    """A chain of three people: how many together?"""
    (a, b, c), t = s.people(3), s.thing("small", "goods", "produce")
    first = s.given(f"{a} {t}", 10, max(20, t.top))
    up1, up2 = s.chance(0.5), s.chance(0.5)
    d1, d2 = s.given(f"difference {b}", 2, 9), s.given(f"difference {c}", 2, 9)
    second = s.step(f"{b} {t}", first + d1 if up1 else first - d1, f"{b} has # {t}")
    third = s.step(f"{c} {t}", second + d2 if up2 else second - d2, f"{c} has # {t}")
    s.step(f"total {t}", first + second + third, f"Together they have # {t}")
    w1, w2 = ("more" if up else "fewer" for up in (up1, up2))
    ask = (
        f"(How many {t} do the three (friends/children) have (together/in all)?/How many {t} do {a}, {b} and {c} "
        "have together?)"
        f" || How many {t} do {a}, {b} and {c} have together?"
    )
    s.forms(
        f"[{a} has {first(t)}.] [{b} has {d1} {w1} than {a}|{b} has {d1} {w1} {t} than {a}] "
        f"and [{c} has {d2} {w2} than {b}|{c} has {d2} {w2} {t} than {b}]. // {ask}",
        f"[{c} has {d2} {w2} {t} than {b}] and [{b} has {d1} {w1} than {a}|{b} has {d1} {w1} {t} than {a}]. "
        f"[{a} has {first(t)}.] // {ask}",
        f"Three friends collect {t}. [{a} has {first}.|{a} has {first(t)}.] [{b} has {d1} {w1} than {a}.|{b} has "
        f"{d1} {w1} {t} than {a}.] "
        f"[{c} has {d2} {w2} than {b}.|{c} has {d2} {w2} {t} than {b}.] // {ask}",
    )


@family("compare.total_given", topic=TOPIC, steps=2)
def total_given(s: Scene) -> None:
    """Total and one part are known: by how much do the parts differ?"""
    a, b, t = s.child(), s.child(), s.thing("small", "produce")
    total = s.given(f"total {t}", 20, 2 * t.top)
    part = s.given(f"{a} {t}", 3, total.n // 2 - 2)
    rest = s.step(f"{b} {t}", total - part, f"{b} has # {t}")
    s.step("difference", rest - part, f"{b} has # more {t} than {a}")
    s.forms(
        f"[{a} and {b} have {total(t)} together.] [{a} has {part} (of them/{t}).|{a} has {part(t)}.] "
        f"// How many more {t} does {b} have than {a}?",
        f"[Together, {a} and {b} found {total(t)}.] [{part} of them belong to {a}|{part(t)} belong to {a}] and the "
        f"rest to {b}. "
        f"// How many more {t} does {b} have than {a}?",
        f"// If [{a} and {b} own {total(t)} together] and [{part} of these are {a}'s|{part(t)} are {a}'s], how many "
        f"more {t} than {a} does {b} own?",
    )


_MEASURES = (
    ("tree", "tall", "taller", "feet", 10, 80, 20),
    ("tower", "tall", "taller", "meters", 40, 250, 60),
    ("rope", "long", "longer", "meters", 5, 60, 20),
    ("river", "long", "longer", "kilometers", 80, 600, 150),
    ("bridge", "long", "longer", "meters", 50, 500, 150),
    ("ribbon", "long", "longer", "inches", 8, 60, 15),
    ("mountain", "high", "higher", "meters", 800, 3000, 600),
    ("building", "tall", "taller", "feet", 60, 700, 150),
    ("ladder", "long", "longer", "feet", 6, 25, 8),
    ("fence", "long", "longer", "yards", 20, 150, 40),
)


@family("compare.measures", topic=TOPIC, steps=1)
def measures(s: Scene) -> None:
    """Lengths and heights compared: the difference, or the other one."""
    noun, adjective, comparative, unit, low, high, most = s.choose(*_MEASURES)
    one, two = s.choose(("first", "second"), ("old", "new"), ("green", "blue"), ("red", "yellow"), ("brown", "gray"))
    first = s.given(f"{one} {noun} {unit}", low, high)
    if s.chance(0.5):
        diff = s.given("difference", 2, most)
        s.step(f"{two} {noun} {unit}", first + diff, f"The {two} {noun} is # {unit} {adjective}")
        s.forms(
            f"[The {one} {noun} is {first} {unit} {adjective}.] [The {two} {noun} is {diff} {unit} {comparative}."
            f"|The {two} {noun} is {diff} {unit} {comparative} than the {one} {noun}.] "
            f"// How {adjective} is the {two} {noun}?",
            f"[The {two} {noun} is {diff} {unit} {comparative} than the {one} one.|The {two} {noun} is {diff} "
            f"{unit} {comparative} "
            f"than the {one} {noun}.] [The {one} {noun} is {first} {unit} {adjective}.] "
            f"// How many {unit} {adjective} is the {two} {noun}?",
            f"// How {adjective} is the {two} {noun} if [the {one} {noun} is {first} {unit} {adjective}] and "
            f"[the {two} one is {diff} {unit} {comparative}|the {two} {noun} is {diff} {unit} {comparative}]?",
        )
        return
    second = s.given(f"{two} {noun} {unit}", first.n + 2, first.n + most)
    s.step("difference", second - first, f"The {two} {noun} is # {unit} {comparative}")
    s.forms(
        f"[The {one} {noun} is {first} {unit} {adjective}] and [the {two} {noun} is {second} {unit} {adjective}]. "
        f"// How much {comparative} is the {two} {noun} than the {one} {noun}?",
        f"[The {two} {noun} is {second} {unit} {adjective}.] [The {one} one is {first} {unit} {adjective}."
        f"|The {one} {noun} is {first} {unit} {adjective}.] "
        f"// By how many {unit} is the {two} {noun} {comparative} than the {one} {noun}?",
        f"[One {noun} is {first} {unit} {adjective},|The {one} {noun} is {first} {unit} {adjective}.] "
        f"[another is {second} {unit} {adjective}.|The {two} {noun} is {second} {unit} {adjective}.] "
        f"// What is the difference in {unit}? || What is the difference between the two {noun}s in {unit}?",
    )


@family("compare.people_height", topic=TOPIC, steps=1)
def people_height(s: Scene) -> None:
    """Heights or weights of two people, one given by the difference."""
    a, b = s.child(), s.child()
    word, other, unit, noun, low, high, most = s.choose(
        ("taller", "shorter", "centimeters", "height", 110, 170, 20),
        ("heavier", "lighter", "pounds", "weight", 60, 120, 25),
        ("taller", "shorter", "inches", "height", 45, 65, 9),
        ("heavier", "lighter", "kilograms", "weight", 25, 60, 12),
    )
    diff = s.given("difference", 2, most)
    first = s.given(f"{a} {unit}", low, high)
    measure = "tall" if noun == "height" else "heavy"
    up = s.chance(0.5)
    s.step(f"{b} {unit}", first + diff if up else first - diff, f"{b}'s {noun} is # {unit}")
    rel, back = (word, other) if up else (other, word)
    ask = f"(What is {b}'s {noun}(/ in {unit})?/How {measure} is {b}?)"
    is_first = f"{a} is {first} {unit} tall" if noun == "height" else f"{a} weighs {first} {unit}"
    s.forms(
        f"[{is_first}.] [{b} is {diff} {unit} {rel} than {a}.] // {ask}",
        f"[{b} is {diff} {unit} {rel} than {a}.] // What is {b}'s {noun} if [{is_first}]?",
        f"[{is_first}] and [is {diff} {unit} {back} than {b}|{a} is {diff} {unit} {back} than {b}]. // {ask}",
    )


@family("compare.scores", topic=TOPIC, steps=1)
def scores(s: Scene) -> None:
    """Two scores or votes: the winner's lead."""
    a, b = s.choose(
        ("the Lions", "the Bears"), ("the red team", "the blue team"), ("the Eagles", "the Sharks"),
        ("Class A", "Class B"),
        ("the home team", "the visitors"), ("the Tigers", "the Wolves"),
    )  # fmt: skip
    what = s.choose("points", "goals", "points", "votes")
    low, high, most = (2, 6, 5) if what == "goals" else (12, 90, 40)
    less = s.given(f"{b} {what}", low, high)
    more = s.given(f"{a} {what}", less.n + 2, less.n + most)
    verb = "got" if what == "votes" else "scored"
    s.step("lead", more - less, f"{a} won by # {what}")
    s.forms(
        f"[{a} {verb} {more} {what}] and [{b} {verb} {less}|{b} {verb} {less} {what}]. "
        f"// By how many {what} did {a} win?",
        f"[{b} {verb} {less} {what}.] [{a} {verb} {more}.|{a} {verb} {more} {what}.] "
        f"// How many more {what} did {a} get than {b}?",
        f"In (a match/a game/the final), [{a} {verb} {more} {what}] (and/while) "
        f"[{b} {verb} only {less}|{b} {verb} {less} {what}]. "
        f"// What was the difference in {what}? || By how many {what} did {a} win?",
    )


@family("compare.equalise", topic=TOPIC, steps=2)
def equalise(s: Scene) -> None:
    """How many must one give so that both have the same?"""
    a, b, t = s.child(), s.child(), s.thing("small", "produce")
    less = s.given(f"{b} {t}", 2, t.top)
    more = s.given(f"{a} {t}", less.n + 4, less.n + 40)
    diff = s.step("difference", more - less, f"{a} has # more {t} than {b}")
    s.step(f"{t} to give", diff / 2, f"{a} must give {b} half of them: # {t}")
    s.forms(
        f"[{a} has {more(t)}] and [{b} has {less}|{b} has {less(t)}]. "
        f"// How many {t} must {a} give {b} so that (both/they) have the same number (/of {t})?",
        f"[{b} has {less(t)}.] [{a} has {more}.|{a} has {more(t)}.] They want to have equally many. "
        f"// How many {t} should {a} give to {b}? || How many {t} should {a} give to {b} so that both have the same "
        "number?",
        f"// How many {t} must go from {a} to {b} so that both own equally many if "
        f"[{a} has {more}|{a} has {more(t)}] and [{b} has {less}|{b} has {less(t)}]? "
        f"|| How many {t} must {a} give {b} so that both have the same number?",
    )


@family("compare.catch_up_need", topic=TOPIC, steps=1)
def catch_up_need(s: Scene) -> None:
    """How many does one need to have as many as the other?"""
    a, b, t = s.child(), s.child(), s.thing("keep", "sweet")
    less = s.given(f"{a} {t}", 2, t.top)
    more = s.given(f"{b} {t}", less.n + 2, less.n + 50)
    s.step(f"{t} needed", more - less, f"{a} needs # more {t}")
    s.aside(about=a)
    s.forms(
        f"[{a} has {less(t)}.] [{b} has {more}.|{b} has {more(t)}.] // How many more {t} does {a} need to have as "
        f"many as {b}?",
        f"[{b} has {more(t)}] and [{a} has {less}|{a} has {less(t)}]. "
        f"// How many {t} must {a} get (in order /)to have the same number as {b}?",
        f"// How many {t} is {a} short of {b}'s number if [{a} owns {less}|{a} owns {less(t)}] and "
        f"[{b} owns {more}|{b} owns {more(t)}]? || How many {t} is {a} short of {b}'s number?",
    )


@family("compare.two_days", topic=TOPIC, steps=2, weight=1.2)
def two_days(s: Scene) -> None:
    """So many on one day, so many more or fewer on the next: how many on both?"""
    a, t = s.role("seller"), s.thing("cheap", "produce")
    verb, base = s.choose(("sold", "sell"), ("packed", "pack"), ("delivered", "deliver"), ("counted", "count"))
    d1, d2 = s.choose(
        ("Monday", "Tuesday"), ("Saturday", "Sunday"), ("the first day", "the second day"), ("Friday", "Saturday"),
    )  # fmt: skip
    up = s.chance(0.6)
    diff = s.given("difference", 3, 40)
    first = s.given(f"{t} on {d1}", diff.n + 5, 150)
    second = s.step(f"{t} on {d2}", first + diff if up else first - diff, f"On {d2}, {a} {verb} # {t}")
    s.step(f"total {t}", first + second, f"On both days together it was # {t}")
    word = "more" if up else "fewer"
    s.aside(f"Each {t.one} weighs {s.noise(60, 300, 10)} grams.", about=a)
    s.forms(
        f"[On {d1}, {a} {verb} {first(t)}.] [On {d2}, {a.he} {verb} {diff} {word} than on {d1}.|On {d2}, {a} {verb} "
        f"{diff} {word} {t} "
        f"than on {d1}.] // How many {t} did {a.he} {base} (in all/on both days/on the two days together)?"
        f" || How many {t} did {a} {base} on both days?",
        f"[{a} {verb} {first(t)} on {d1}] and [{diff} {word} on {d2}|{a} {verb} {diff} {word} {t} on {d2}]. "
        f"// What is the total number of {t} {a.he} {verb}?",
        f"// How many {t} did {a} {base} on both days if [{a.he} {verb} {first} on {d1}|{a} {verb} {first(t)} on "
        f"{d1}] and [{diff} {word} on {d2}|{a} {verb} {diff} {word} {t} on {d2}]?",
    )


@family("compare.bigger_than_both", topic=TOPIC, steps=2)
def bigger_than_both(s: Scene) -> None:
    """How many more has one than two others together?"""
    (a, b, c), t = s.people(3), s.thing("small", "produce")
    one, two = s.given(f"{b} {t}", 3, 30), s.given(f"{c} {t}", 3, 30)
    big = s.given(f"{a} {t}", one.n + two.n + 2, one.n + two.n + 40)
    both = s.step(f"{b} and {c} {t}", one + two, f"{b} and {c} have # {t} together")
    s.step("difference", big - both, f"{a} has # more {t}")
    s.forms(
        f"[{a} has {big(t)},|{a} has {big(t)}.] [{b} has {one}|{b} has {one(t)}] and [{c} has {two}|{c} has {two(t)}]. "
        f"// How many more {t} does {a} have than {b} and {c} together?",
        f"[{b} found {one(t)}] and [{c} found {two}|{c} found {two(t)}]. [{a} found {big}.|{a} found {big(t)}.] "
        f"// How many more {t} did {a} find than the other two together? "
        f"|| How many more {t} did {a} find than {b} and {c} together?",
        f"[{b} and {c} own {one} and {two} {t}.] [{a} alone owns {big}.|{a} alone owns {big(t)}.] "
        f"// By how many {t} does {a} beat the two of them together? "
        f"|| How many more {t} does {a} own than {b} and {c} together?",
    )


@family("compare.years", topic=TOPIC, steps=1)
def years(s: Scene) -> None:
    """Years compared: how long ago, or in which year?"""
    what, verb = s.choose(
        ("bridge", "built"), ("school", "opened"), ("library", "founded"), ("church", "built"), ("railway", "opened"),
        ("museum", "founded"), ("town hall", "built"), ("theater", "opened"),
    )  # fmt: skip
    first = s.given(f"year {verb}", 1820, 1960)
    if s.chance(0.5):
        later = s.given("years later", 12, 60)
        s.step("year of repair", first + later, f"The {what} was repaired in #")
        s.forms(
            f"[A {what} was {verb} in {first:d}.] [It was repaired {later} years later.|The {what} was repaired "
            f"{later} years later.] "
            f"// In which year was the {what} repaired?",
            f"[The old {what} was {verb} in {first:d}] and [repaired for the first time {later} years after that"
            f"|the {what} was repaired {later} years later]. // In what year was the {what} repaired?",
            f"[It was {later} years after a {what} was {verb}|It was {later} years after the {what} was {verb}] "
            f"that it had to be repaired. [It was {verb} in {first:d}.|The {what} was {verb} in {first:d}.] "
            f"// What was the year of the repair? || In which year was the {what} repaired?",
        )
        return
    other = s.given("year now", 1965, 2025)
    s.step("age in years", other - first, f"The {what} was # years old")
    s.forms(
        f"[A {what} was {verb} in {first:d}.] // How old was the {what} in [={other:d}|the question is about the "
        f"year {other:d}]?",
        f"[The {what} in our town was {verb} in {first:d}.] [In {other:d} there was a celebration.] "
        f"// How many years after it was {verb} was the celebration? "
        f"|| How many years after the {what} was {verb} was the celebration?",
        f"[In {other:d} a {what} was repaired|In {other:d} a {what} was repaired] that had been "
        f"[{verb} in {first:d}|the {what} was {verb} in {first:d}]. // How many years lie between the two dates? "
        f"|| How many years old was the {what} when it was repaired?",
    )


@family("compare.colors", topic=TOPIC, steps=2)
def colors(s: Scene) -> None:
    """Two colours, one given by the difference: how many in all?"""
    a, t = s.person(), s.thing("craft", "toy", "flower", "collectable", "sport")
    c1, c2 = s.choose(("red", "blue"), ("green", "white"), ("yellow", "purple"), ("black", "gray"), ("pink", "orange"))
    up = s.chance(0.6)
    diff = s.given("difference", 2, 15)
    first = s.given(f"{c1} {t}", diff.n + 2, diff.n + 40)
    second = s.step(f"{c2} {t}", first + diff if up else first - diff, f"There are # {c2} {t}")
    s.step(f"total {t}", first + second, f"There are # {t} in all")
    word = "more" if up else "fewer"
    s.forms(
        f"[{a} has {first} {c1} {t}.] [{a.he} has {diff} {word} {c2} {t} than {c1} {t}.] // {ask_now(a, t)}",
        f"[In a {s.box(t)} there are {first} {c1} {t}|There are {first} {c1} {t}] and [{diff} {word} {c2} ones"
        f"|there are {diff} {word} {c2} {t} than {c1} ones]. // How many {t} are there (in all/altogether)?",
        f"[The {c1} {t} of {a} number {first}.] [The {c2} ones are {diff} {word}.|There are {diff} {word} {c2} {t} "
        f"than {c1} ones.] // How many {c1} and {c2} {t} does {a.he} have together?",
    )


@family("compare.price_gap", topic=TOPIC, steps=1)
def price_gap(s: Scene) -> None:
    """Two prices: how much dearer or cheaper?"""
    t, u = s.alike(2, "clothing", "toy", "sport", "kitchen", "electronic", "furniture")
    one = s.price(f"{t.one} price", t)
    two = s.price(f"{u.one} price", u)
    s.need(one.value > two.value)
    s.step("price difference", one - two, f"The {t.one} costs # {s.style.currency} more than the {u.one}")
    s.forms(
        f"[A {t.one} costs {one}] and [a {u.one} costs {two}]. // How much more does the {t.one} cost than the "
        f"{u.one}?",
        f"[The price of a {u.one} is {two}.] [A {t.one} costs {one}.] "
        f"// How much cheaper is the {u.one} than the {t.one}?",
        f"[In a shop a {t.one} costs {one}] while [a {u.one} is {two}|a {u.one} costs {two}]. "
        "// What is the difference between the (two prices/prices)? "
        f"|| What is the difference between the price of the {t.one} and the price of the {u.one}?",
    )


@family("compare.money_total", topic=TOPIC, steps=2)
def money_total(s: Scene) -> None:
    """Two sums of money, one by its difference: how much together?"""
    a, b = s.child(), s.child()
    up = s.chance(0.6)
    diff = s.money("difference", 2, 30)
    first = s.money(f"{a} money", diff.n + 3, 120)
    verb, base = s.choose(("saved", "save"), ("earned", "earn"), ("spent", "spend"), ("raised", "raise"))
    second = s.step(f"{b} money", first + diff if up else first - diff, f"{b} {verb} # {s.style.currency}")
    s.step("total money", first + second, f"Together they {verb} # {s.style.currency}")
    word = "more" if up else "less"
    s.aside(about=b)
    s.forms(
        f"[{a} {verb} {first}.] [{b} {verb} {diff} {word} than {a}.] "
        f"// How much (money /)did <they~{a} and {b}> {base} (together/in all)?",
        f"[{b} {verb} {diff} {word} than {a}.] [{a} {verb} {first}.] // How much did {a} and {b} {base} together?",
        f"[{a} {verb} {first}] and [{b} {verb} {diff} {word}|{b} {verb} {diff} {word} than {a}]. "
        f"// What is the total (amount /)<they~{a} and {b}> {verb}?",
    )
