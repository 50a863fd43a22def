"""Ages now, before and later, and of several people."""

from __future__ import annotations

from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "ages"


@family("ages.shift", topic=TOPIC, steps=1)
def shift(s: Scene) -> None:
    """An age in so many years, or so many years ago."""
    a = s.person()
    years, later = s.given("years", 2, 15), s.chance(0.5)
    age = s.given(f"{a} age", years.n + 3, years.n + 60)
    s.step("age asked", age + years if later else age - years, f"{a} {'will be' if later else 'was'} # years old")
    if later:
        s.forms(
            f"[{a} is {age} years old.] // How old will {a.he} be in [{years} years|{years} years go by]? "
            f"|| How old will {a} be then?",
            f"[{a} is {age} now.|{a} is {age} years old now.] // What will be {a.his} age "
            f"[{years} years from now|{years} years go by]? || What will be {a}'s age then?",
        )
        return
    s.forms(
        f"[{a} is {age} years old.] // How old was {a.he} [{years} years ago|the time in question was {years} years "
        f"ago]? || How old was {a} then?",
        f"[{a} is {age}|{a} is {age} years old] and [moved to this town {years} years ago|{a} moved to this town "
        f"{years} years ago]. // How old was {a.he} (then/at that time)? "
        f"|| How old was {a} when moving to this town?",
        f"[{a} has been playing the flute for {years} years.] [{a.he} is {age} now.|{a} is {age} years old now.] "
        f"// At what age did {a.he} start?",
    )


@family("ages.difference", topic=TOPIC, steps=1)
def difference(s: Scene) -> None:
    """One is so many years older or younger than the other."""
    a, b = s.child(), s.child()
    diff, older = s.given("difference", 2, 20), s.chance(0.5)
    age = s.given(f"{a} age", diff.n + 3, diff.n + 50)
    s.step(f"{b} age", age + diff if older else age - diff, f"{b} is # years old")
    word, back = ("older", "younger") if older else ("younger", "older")
    s.forms(
        f"[{a} is {age} years old.] [{b} is {diff} years {word} than {a}.] // How old is {b}?",
        f"[{b} is {diff} years {word} than {a}.] // How old is {b} if [{a} is {age}|{a} is {age} years old]?",
        f"[{a}, who is {age}, is {diff} years {back} than {b}.|{a} is {age} years old and {diff} years {back} than "
        f"{b}.] // What is {b}'s age?",
    )


@family("ages.sum_later", topic=TOPIC, steps=3)
def sum_later(s: Scene) -> None:
    """The sum of two ages in so many years."""
    a, b = s.child(), s.child()
    x, y, years = s.given(f"{a} age", 4, 40), s.given(f"{b} age", 4, 40), s.given("years", 2, 12)
    one = s.step(f"{a} age then", x + years, f"{a} will be #")
    two = s.step(f"{b} age then", y + years, f"{b} will be #")
    s.step("sum of ages", one + two, "Together they will be # years old")
    s.forms(
        f"[{a} is {x} years old] and [{b} is {y}|{b} is {y} years old]. "
        f"// What will be the sum of their ages in [{years} years|{years} years go by]? "
        f"|| What will be the sum of the ages of {a} and {b}?",
        f"[{a} is {x}|{a} is {x} years old] and [{b} is {y}|{b} is {y} years old] (now/today). "
        f"// How old will they be together in [{years} years|{years} years go by]? "
        f"|| How old will {a} and {b} be together?",
        f"// If [{a} is {x}|{a} is {x} years old] and [{b} is {y}|{b} is {y} years old], what do their ages add up "
        f"to in [{years} years|{years} years go by]? || What do the ages of {a} and {b} add up to?",
    )


@family("ages.times", topic=TOPIC, steps=1)
def times(s: Scene) -> None:
    """One is so many times as old as the other."""
    a, b = s.child(), s.child()
    k = s.factor("times as old", 2, 6)
    kin = s.choose("mother", "father", "aunt", "uncle", "grandfather")
    if s.chance(0.5):
        young = s.given(f"{a} age", 6, 15)
        s.step(f"{kin} age", young * k, f"The {kin} is # years old")
        s.forms(
            f"[{a} is {young} years old.] [{a.his} {kin} is {k} as old.|{a}'s {kin} is {k} as old.] "
            f"// How old is {a.his} {kin}?",
            f"[{a}'s {kin} is {k} as old as {a}.] [{a} is {young}.|{a} is {young} years old.] "
            f"// How old is the {kin}? || How old is {a}'s {kin}?",
            f"// If [{a} is {young}|{a} is {young} years old] and [{a.his} {kin} is {k} as old|{a}'s {kin} is {k} "
            f"as old], how old is the {kin}? || How old is {a}'s {kin}?",
        )
        return
    old = s.given(f"{b} age", 4 * k.n, 15 * k.n, k.n)
    s.step(f"{a} age", old / k, f"{a} is # years old")
    s.forms(
        f"[{b} is {k} as old as {a}.] [{b} is {old} years old.] // How old is {a}?",
        f"[{b} is {old},|{b} is {old} years old.] [{k} as old as {a}.|{b} is {k} as old as {a}.] // What is {a}'s age?",
        f"// How old is {a} if [{b} is {old}|{b} is {old} years old] and [{k} as old as {a}|{b} is {k} as old as {a}]?",
    )


@family("ages.chain", topic=TOPIC, steps=2, weight=1.2)
def chain(s: Scene) -> None:
    """Three ages: a multiple and a difference."""
    a, b, c = s.people(3)
    x, k, d = s.given(f"{a} age", 4, 20), s.factor("times as old", 2, 4), s.given("difference", 2, 9)
    older = s.chance(0.5)
    second = s.step(f"{b} age", x * k, f"{b} is # years old")
    s.step(f"{c} age", second + d if older else second - d, f"{c} is # years old")
    word = "older" if older else "younger"
    s.forms(
        f"[{a} is {x} years old.] [{b} is {k} as old as {a}] and [{c} is {d} years {word} than {b}]. "
        f"// How old is {c}?",
        f"[{c} is {d} years {word} than {b}.] [{b} is {k} as old as {a}.] "
        f"// How old is {c} if [{a} is {x}|{a} is {x} years old]?",
        f"[{b} is {k} as old as {a}.] [{c} is {d} years {word} than {b}.] [{a} is {x}.|{a} is {x} years old.] "
        f"// What is {c}'s age?",
    )


@family("ages.chain_total", topic=TOPIC, steps=3)
def chain_total(s: Scene) -> None:
    """Three ages by differences: their sum."""
    a, b, c = s.people(3)
    x, d, e = s.given(f"{a} age", 10, 40), s.given(f"{b} difference", 2, 8), s.given(f"{c} difference", 2, 8)
    up1, up2 = s.chance(0.5), s.chance(0.5)
    second = s.step(f"{b} age", x + d if up1 else x - d, f"{b} is # years old")
    third = s.step(f"{c} age", second + e if up2 else second - e, f"{c} is # years old")
    s.step("sum of ages", x + second + third, "Together they are # years old")
    w1, w2 = ("older" if up else "younger" for up in (up1, up2))
    s.forms(
        f"[{a} is {x} years old.] [{b} is {d} years {w1} than {a}.] [{c} is {e} years {w2} than {b}.] "
        f"// What is the sum of their ages? || What is the sum of the ages of {a}, {b} and {c}?",
        f"[{c} is {e} years {w2} than {b},|{c} is {e} years {w2} than {b}.] [and {b} is {d} years {w1} than {a}.] "
        f"[{a} is {x}.|{a} is {x} years old.] // How old are the three together? "
        f"|| How old are {a}, {b} and {c} together?",
        f"// What do the ages of {a}, {b} and {c} add up to if [{a} is {x},|{a} is {x} years old] "
        f"[{b} {d} years {w1} than {a}|{b} is {d} years {w1} than {a}] and [{c} {e} years {w2} than {b}|{c} is {e} "
        f"years {w2} than {b}]?",
    )


@family("ages.later_multiple", topic=TOPIC, steps=2)
def later_multiple(s: Scene) -> None:
    """In so many years one will be a multiple of another's age now."""
    a, b = s.child(), s.child()
    years, k = s.given("years", 2, 9), s.factor("times as old", 2, 3)
    now = s.given(f"{b} age", 5, 15)
    then = s.step(f"{a} age then", now * k, f"{a} will be # years old then")
    s.step(f"{a} age", then - years, f"{a} is # years old now")
    s.forms(
        f"[In {years} years {a} will be {k} as old as {b} is now.] [{b} is {now} years old.] // How old is {a} now?",
        f"[{b} is {now}.|{b} is {now} years old.] [In {years} years, {a}'s age will be {k} {b}'s present age.] "
        f"// How old is {a}? || How old is {a} now?",
        f"// How old is {a} now if [{b} is {now}|{b} is {now} years old] and [{a} will be {k} that old in {years} "
        f"years|{a} will be {k} as old as {b} is now in {years} years]?",
    )


@family("ages.birth_year", topic=TOPIC, steps=1)
def birth_year(s: Scene) -> None:
    """An age in a year: the year of birth, or the age in another year."""
    a = s.person()
    born, years = s.given("year of birth", 1930, 2000), s.whole(18, 30)
    s.need(born.n + years < 2030)
    if s.chance(0.5):
        age = s.given("age", years)
        s.step("year", born + age, f"{a} turned that age in #")
        s.forms(
            f"[{a} was born in {born:d}.] // In which year (did {a.he} turn/was {a.he}) [={age}|{a} turned {age}]? "
            f"|| In which year did {a} turn {age}?",
            f"[{a} was born in {born:d}] and [left home at the age of {age}|{a} left home at the age of {age}]. "
            f"// In which year was that? || In which year did {a} leave home?",
            f"// If [{a} was born in {born:d}], in what year was {a.he} [={age} years old|{a} was {age} years old]?",
        )
        return
    year = s.given("year", born.n + years)
    s.step("age", year - born, f"{a} was # years old")
    s.forms(
        f"[{a} was born in {born:d}.] // How old was {a.he} in [={year:d}|the question is about the year {year:d}]?",
        f"[{a} was born in {born:d}] and [got married in {year:d}|{a} got married in {year:d}]. "
        f"// How old was {a.he} (then/at that time)? || How old was {a} at that time?",
        f"// How many years old was {a} in [={year:d}|the question is about the year {year:d}] if "
        f"[{a.he} was born in {born:d}|{a} was born in {born:d}]?",
    )


@family("ages.parent_when", topic=TOPIC, steps=2)
def parent_when(s: Scene) -> None:
    """A parent's age at a birth, a child's age: how old is the parent in so many years?"""
    a, b = s.child(), s.child()
    birth, age, years = s.given("age at birth", 20, 38), s.given(f"{b} age", 2, 15), s.given("years", 2, 12)
    now = s.step(f"{a} age", birth + age, f"{a} is # years old now")
    s.step(f"{a} age then", now + years, f"{a} will be # years old then")
    kin = "mother" if a.gender == "she" else "father"
    s.forms(
        f"[{a} was {birth} years old when {a.his} child {b} was born.|{a} was {birth} years old when {b} was born.] "
        f"[{b} is {age} now.|{b} is {age} years old now.] // How old will {a} be "
        f"[in {years} years|{years} years go by]?",
        f"[{b} is {age} years old.] [{b.his} {kin} {a} was {birth} when {b} was born.|{a} was {birth} years old "
        f"when {b} was born.] // How old will {a} be [{years} years from now|{years} years go by]?",
        f"// If [{a} was {birth} at the birth of {b}|{a} was {birth} years old at the birth of {b}] and "
        f"[{b} is {age} now|{b} is {age} years old now], how old will {a} be [in {years} years|{years} years go "
        f"by]? || How old will {a} be?",
    )


@family("ages.average_three", topic=TOPIC, steps=2)
def average_three(s: Scene) -> None:
    """The average of three ages."""
    a, b, c = s.people(3)
    x, y = s.given(f"{a} age", 5, 40), s.given(f"{b} age", 5, 40)
    z = s.given(f"{c} age", 5, 40)
    total = s.step("sum of ages", x + y + z, "The ages add up to #")
    s.step("average age", total / 3, "The average is # years")
    s.forms(
        f"[{a} is {x},|{a} is {x} years old.] [{b} is {y}|{b} is {y} years old] and [{c} is {z} years old]. "
        f"// What is their average age? || What is the average age of {a}, {b} and {c}?",
        f"Three cousins compare their ages. [{a} is {x},|{a} is {x} years old.] [{b} {y}|{b} is {y} years old] and "
        f"[{c} {z}|{c} is {z} years old]. // What is the average of their ages? "
        f"|| What is the average age of {a}, {b} and {c}?",
        f"// What is the average age of {a}, {b} and {c} if [they are {x}, {y} and {z} years old|{a}, {b} and {c} "
        f"are {x}, {y} and {z} years old]?",
    )
