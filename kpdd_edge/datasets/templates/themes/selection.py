"""Short problems with several numbers close together, of which only some answer the question."""

from __future__ import annotations

from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "irrelevant numbers"


@family("select.more_sold_than", topic=TOPIC, steps=1, weight=1.5)
def more_sold_than(s: Scene) -> None:
    """Two kinds made and sold: how many more of the one were sold (or made)?"""
    a = s.role("baker")
    t, u = s.alike(2, "bakery", "cake")
    base, past = s.choose(("sell", "sold"), ("make", "made"))
    small = s.given(f"{u} {past}", 5, 90)
    big = s.given(f"{t} {past}", small.n + 2, small.n + 70)
    n1, n2 = (
        (s.noise(big.n + 1, big.n + 80), s.noise(big.n + 1, big.n + 80))
        if past == "sold"
        else (s.noise(2, big.n - 1), s.noise(2, small.n - 1))
    )
    s.step("difference", big - small, f"{a} {past} # more {t} than {u}")
    ask = f"How many more {t} than {u} did {a.he} {base}?"
    if past == "sold":
        s.forms(
            f"{a} made {n1(t)} and {n2(u)}. [{a.he} sold {big(t)}] and [{small(u)}|{a} sold {small(u)}]. // {ask}",
            f"{a} baked {n2(u)} and {n1(t)}. // If [{a.he} sold {big(t)}|{a} sold {big(t)}] and "
            f"[{small(u)}|{a} sold {small(u)}], how many more {t} than {u} did {a.he} sell?",
            f"[{a} sold {small(u)}] and [{big(t)}|{a} sold {big(t)}]. {a.he} had made {n1(t)} and {n2(u)}. // {ask}",
        )
        return
    s.forms(
        f"[{a} made {big(t)}] and [{small(u)}|{a} made {small(u)}]. {a.he} sold {n1(t)} and {n2(u)}. // {ask}",
        f"[{a} made {small(u)}] and [{big(t)}|{a} made {big(t)}]. By noon {a.he} had sold {n2(u)} and {n1(t)}. "
        f"// {ask}",
    )


@family("select.bought_or_sold", topic=TOPIC, steps=1, weight=1.5)
def bought_or_sold(s: Scene) -> None:
    """Made, bought and sold: two of the three are compared."""
    a, t = s.role("baker"), s.thing("bakery", "cake")
    made, bought, sold = s.whole(30, 150), s.whole(40, 160), s.whole(50, 170)
    sort = s.choose("sold than made", "sold than bought", "made than bought")
    first, second = sort.split(" than ")
    values = {"made": made, "bought": bought, "sold": sold}
    s.need(values[first] > values[second] + 1, len(set(values.values())) == 3)
    big, small = s.given(f"{t} {first}", values[first]), s.given(f"{t} {second}", values[second])
    other = ({"made", "bought", "sold"} - {first, second}).pop()
    noise = s.noise(values[other], values[other])
    s.step("difference", big - small, f"{a} {first} # more {t} than {a.he} {second}")
    said = {first: f"[{a} {first} {big(t)}.]", second: f"[{a} {second} {small(t)}.]", other: f"{a} {other} {noise(t)}."}
    he = {key: value.replace(f"{a} {key}", f"{a.he} {key}") for key, value in said.items()}
    base = {"made": "make", "bought": "buy", "sold": "sell"}[first]
    ask = f"How many more {t} did {a} {base} than {a.he} {second}?"
    s.forms(
        f"{said['made']} {he['bought']} {he['sold']} // {ask}",
        f"{said['sold']} {he['made']} {he['bought']} // {ask}",
        f"{said['bought']} {he['made']} {he['sold']} // {ask}",
    )


@family("select.left_difference", topic=TOPIC, steps=3)
def left_difference(s: Scene) -> None:
    """Two kinds, both partly gone: how many more of the one are left?"""
    a = s.person()
    t, u = s.alike(2, "fruit", "bakery", "sweet", "stationery", "toy", "collectable")
    g1, g2 = s.given(f"{t} gone", 2, 15), s.given(f"{u} gone", 2, 15)
    h1, h2 = s.given(f"{t} at first", g1.n + 5, g1.n + 50), s.given(f"{u} at first", g2.n + 2, g2.n + 40)
    verb = s.choose("gave away", "sold", "used")
    one = s.step(f"{t} left", h1 - g1, f"{a} has # {t} left")
    two = s.step(f"{u} left", h2 - g2, f"{a} has # {u} left")
    s.step("difference", one - two, f"That is # more {t}")
    s.forms(
        f"[{a} had {h1(t)} and {h2(u)}.] [{a.he} {verb} {g1} of the {t} and {g2} of the {u}.|{a} {verb} {g1(t)} and "
        f"{g2(u)}.] // How many more {t} than {u} does {a.he} have now?",
        f"[{a} had {h2(u)}] and [{h1(t)}|{a} had {h1(t)}]. [{a.he} {verb} {g2(u)}|{a} {verb} {g2(u)}] and "
        f"[{g1(t)}|{a} {verb} {g1(t)}]. // How many more {t} than {u} are left? "
        f"|| How many more {t} than {u} does {a} have left?",
        f"// If [{a} has {h1(t)} and {h2(u)}] and [{verb} {g1(t)} and {g2(u)}|{a} {verb} {g1(t)} and {g2(u)}], how "
        f"many more {t} than {u} remain? || How many more {t} than {u} does {a} have left?",
    )


@family("select.eaten_and_given", topic=TOPIC, steps=1, weight=1.2)
def eaten_and_given(s: Scene) -> None:
    """Some eaten, some given away, the start stated too: one comparison is asked."""
    a, b, t = s.person(), s.child(), s.thing("treat")
    ate = s.given(f"{t} eaten", 2, 10)
    gave = s.given(f"{t} given", ate.n + 2, ate.n + 25)
    had = s.noise(ate.n + gave.n + 3, ate.n + gave.n + 60)
    if s.chance(0.5):
        s.step("difference", gave - ate, f"{a} gave away # more {t} than {a.he} ate")
        ask = (
            f"How many more {t} did {a.he} give away than (eat/{a.he} ate)? "
            f"|| How many more {t} did {a} give away than eat?"
        )
    else:
        s.step(f"{t} gone", gave + ate, f"In all # {t} are gone")
        ask = f"How many {t} did {a.he} eat and give away in all?"
    s.forms(
        f"{a} had {had(t)}. [{a.he} gave {gave} to {b}|{a} gave {gave(t)} to {b}] and [ate {ate}|{a} ate {ate(t)}]. "
        f"// {ask}",
        f"[{a} ate {ate} of {a.own} {t}|{a} ate {ate(t)}] and [gave {gave} to {b}|{a} gave {gave(t)} to {b}]. "
        f"Before that {a.he} had {had}. // {ask}",
        f"[{b} got {gave(t)} from {a},|{b} got {gave(t)} from {a}.] [who ate {ate} as well.|{a} ate {ate(t)}.] {a} "
        f"had {had} in the beginning. // {ask}",
    )


@family("select.two_trips", topic=TOPIC, steps=1)
def two_trips(s: Scene) -> None:
    """Distances of several days or ways: two of them are compared or added."""
    a = s.person()
    unit = s.choose("miles", "kilometers", "blocks", "minutes")
    d1, d2, d3 = s.choose(
        ("Monday", "Tuesday", "Wednesday"), ("Friday", "Saturday", "Sunday"),
        ("the first day", "the second day", "the third day"),
    )  # fmt: skip
    act, base = s.choose(("walked", "walk"), ("jogged", "jog"), ("cycled", "cycle"))
    small, noise = s.given(f"{unit} on {d1}", 2, 25), s.noise(2, 60)
    big = s.given(f"{unit} on {d2}", small.n + 2, small.n + 25)
    if s.chance(0.5):
        s.step("difference", big - small, f"On {d2} it was # {unit} more")
        ask = f"How many more {unit} did {a.he} {base} on {d2} than on {d1}?"
    else:
        s.step(f"total {unit}", small + big, f"On both days it was # {unit}")
        ask = f"How many {unit} did {a.he} {base} on {d1} and {d2} together?"
    s.forms(
        f"[{a} {act} {small} {unit} on {d1},] [{big} {unit} on {d2}|{a} {act} {big} {unit} on {d2}] and {noise} "
        f"{unit} on {d3}. // {ask}",
        f"On {d3}, {a} {act} {noise} {unit}. [On {d1} it was {small} {unit}|On {d1}, {a} {act} {small} {unit}] and "
        f"[on {d2} {big}|on {d2}, {a} {act} {big} {unit}]. // {ask}",
        f"{a} kept a list: [{d1} {small} {unit},|On {d1} {a} {act} {small} {unit}] "
        f"[{d2} {big} {unit}|on {d2} {a} {act} {big} {unit}] and {d3} {noise} {unit}. // {ask}",
    )


@family("select.recipe_more", topic=TOPIC, steps=1, weight=1.2)
def recipe_more(s: Scene) -> None:
    """Cups of two ingredients, one partly in already: how many more cups of it?"""
    a = s.role("baker")
    x, y = s.choose(
        ("flour", "sugar"), ("sugar", "flour"), ("milk", "butter"), ("rice", "beans"), ("oats", "honey"),
        ("water", "flour"),
    )  # fmt: skip
    dish = s.choose("a cake", "a pie", "bread", "soup", "muffins", "pancakes")
    have = s.given(f"cups of {x} so far", 2, 6)
    want, noise = s.given(f"cups of {x} needed", have.n + 2, have.n + 7), s.noise(2, 12)
    s.step(f"more cups of {x}", want - have, f"{a} needs # more cups of {x}")
    ask = (
        f"How many more cups of {x} (does {a.he} need (to add/)/must {a.he} add)? "
        f"|| How many more cups of {x} does {a} need?"
    )
    s.forms(
        f"[A recipe for {dish} needs {want} cups of {x}|A recipe for {dish} needs {want} cups of {x}] and {noise} "
        f"cups of {y}. [{a} has already put in {have} cups of {x}.] // {ask}",
        f"{a} is making {dish} with {noise} cups of {y} and [{want} cups of {x}|{a} needs {want} cups of {x}]. "
        f"[So far {a.he} has added {have} cups of {x}.] // {ask}",
        f"[{a} has {have} cups of {x} in the bowl|{a} has {have} cups of {x} in the bowl] already. The recipe asks "
        f"for {noise} cups of {y} and [{want} cups of {x}|the recipe asks for {want} cups of {x}]. // {ask}",
    )


@family("select.earn_weeks", topic=TOPIC, steps=1, weight=1.2)
def earn_weeks(s: Scene) -> None:
    """Weekly pay and weekly rent for a season: only one of them is asked about."""
    a = s.adult()
    season = s.choose("the harvest", "the summer", "the holiday season", "the fair", "the winter")
    weeks, pay, rent = s.given("weeks", 3, 40), s.money("pay per week", 60, 900, 5), s.noise_money(20, 300, 5)
    s.need(rent.n < pay.n)
    s.step("total earned", pay * weeks, f"{a} earns # {s.style.currency}")
    s.forms(
        f"[{a} earns {pay} every week during {season}.] {a.he} pays {rent} rent a week. "
        f"// How much does {a.he} earn if {season} lasts [{weeks} weeks|{season} lasts {weeks} weeks]? "
        f"|| How much does {a} earn?",
        f"[{season} lasts {weeks} weeks.] [Each week {a} is paid {pay}|Each week {a} is paid {pay}] and spends "
        f"{rent}. // How much money does {a.he} earn in that time?",
        f"{a}'s rent is {rent} a week. [{a.he} earns {pay} a week|{a} earns {pay} a week] for "
        f"[{weeks} weeks|{a} works for {weeks} weeks]. // What are {a.his} earnings (in all/altogether)?",
    )


@family("select.teams_noise", topic=TOPIC, steps=1)
def teams_noise(s: Scene) -> None:
    """Players, balls and teams: how many players to a team?"""
    n, each = s.given("teams", 2, 12), s.whole(3, 12)
    players, balls = s.given("players", n.n * each), s.noise(2, 30)
    coach = s.person()
    s.step("players per team", players // n, "Each team has # players")
    s.forms(
        f"[{coach} divides {players} players into {n} equal teams] and hands out {balls} balls. "
        "// How many players are on each team?",
        f"There are {balls} balls and [{players} players|there are {players} players]. "
        f"[{coach} makes {n} teams of the same size.] // How many players does a team have?",
        f"[{players} children form {n} teams of equal size.] They share {balls} balls. "
        "// How many children are on a team? || How many children are on each team?",
    )


@family("select.two_groups_per", topic=TOPIC, steps=1, weight=1.2)
def two_groups_per(s: Scene) -> None:
    """Things of two sorts shared out: only one sort is asked about."""
    a = s.role("teacher")
    t, u = s.alike(2, "stationery", "toy", "craft", "fruit")
    n, each = s.given("children", 3, 25), s.whole(2, 9)
    total, other = s.given(f"{t} in all", n.n * each), s.noise(20, 200)
    s.step(f"{t} per child", total // n, f"Each child gets # {t}")
    who = s.choose("children", "students", "kids")
    s.forms(
        f"[{a} has {total(t)}|{a} has {total(t)}] and {other(u)} for [{n} {who}|there are {n} {who}]. All is shared "
        f"equally. // How many {t} does each (of the {who}/child) get? || How many {t} does each of the {who} get?",
        f"{a} hands out {other(u)} and [{total(t)}|{a} hands out {total(t)}] equally to "
        f"[{n} {who}|there are {n} {who}]. // How many {t} are there for each of them? "
        f"|| How many {t} are there for each of the {who}?",
        f"[{n} {who} share {total(t)}|{n} {who} share {total(t)}] and {other(u)} that {a} brought. "
        f"// How many {t} are there for each of the {who}?",
    )


@family("select.floors_and_rooms", topic=TOPIC, steps=1)
def floors_and_rooms(s: Scene) -> None:
    """Shelves, books and chapters; houses, rooms and windows: one product is asked."""
    x, y, z, place = s.choose(
        ("floors", "rooms", "windows", "building"), ("shelves", "books", "magazines", "library"),
        ("rows", "seats", "lamps", "theater"), ("boxes", "pencils", "erasers", "shop"),
        ("cages", "rabbits", "hamsters", "pet shop"), ("tables", "chairs", "vases", "restaurant"),
        ("cars", "passengers", "suitcases", "train"), ("classes", "students", "computers", "school"),
    )  # fmt: skip
    one_x = {"shelves": "shelf", "classes": "class", "boxes": "box"}.get(x, x[:-1])
    n, each, noise = s.given(x, 2, 20), s.given(f"{y} per {one_x}", 3, 12), s.noise(2, 15)
    s.step(f"total {y}", n * each, f"There are # {y}")
    s.forms(
        f"[A {place} has {n} {x}.] [Each of them has {each} {y}|Each {one_x} has {each} {y}] and {noise} {z}. "
        f"// How many {y} are there in the {place}?",
        f"[There are {n} {x} in a {place}.] [Each {one_x} has {each} {y}|Each {one_x} has {each} {y}] and {noise} "
        f"{z}. // How many {y} (are there/does the {place} have) (in all/altogether)? "
        f"|| How many {y} are there in the {place}?",
        f"In a {place} there are {noise} {z} to each {one_x} and [{each} {y}|there are {each} {y} to each {one_x}]. "
        f"[The {place} has {n} {x}.] // What is the total number of {y}?",
    )


@family("select.weight_loss", topic=TOPIC, steps=1)
def weight_loss(s: Scene) -> None:
    """A number before, changes in two months: only the changes are asked about."""
    a = s.adult()
    what, unit, verb, base, low, high = s.choose(
        ("weighed", "pounds", "lost", "lose", 150, 260), ("had", "followers", "gained", "gain", 200, 900),
        ("weighed", "kilograms", "lost", "lose", 70, 120), ("had", "points", "won", "win", 20, 200),
    )  # fmt: skip
    one, two, before = (
        s.given(f"{unit} in first month", 2, 15),
        s.given(f"{unit} in second month", 2, 15),
        s.noise(low, high),
    )
    s.step(f"{unit} {verb}", one + two, f"{a} {verb} # {unit}")
    s.forms(
        f"{a} {what} {before} {unit}. [In the first month {a.he} {verb} {one} {unit}|In the first month {a} {verb} "
        f"{one} {unit}] and [in the second {two}|in the second month {a} {verb} {two} {unit}]. "
        f"// How many {unit} did {a.he} {base} (in all/in the two months)?",
        f"[In May {a} {verb} {one} {unit},] [in June {two}.|in June {a} {verb} {two} {unit}.] Before that {a.he} "
        f"{what} {before} {unit}. // How many {unit} did {a.he} {base} altogether?",
        f"// How many {unit} did {a} {base} in two months if [{a.he} {verb} {one} {unit} in the first|{a} {verb} "
        f"{one} {unit} in the first month] and [{two} in the second|{a} {verb} {two} {unit} in the second month], "
        f"and {what} {before} {unit} before? || How many {unit} did {a} {base} in two months?",
    )


@family("select.animals_join", topic=TOPIC, steps=1)
def animals_join(s: Scene) -> None:
    """Two kinds of animals, another lot joins: how many of one kind, or the difference afterwards?"""
    t, u = s.alike(2, "bird", "farm", "wild", "sea")
    place = (
        s.choose("by the lake", "in the valley", "at the park")
        if t.kind.name in ("bird", "wild")
        else s.choose("on the farm", "in the yard")
        if t.kind.name == "farm"
        else "in the tank"
    )
    had, came, noise = s.given(f"{t} at first", 3, 40), s.given(f"more {t}", 2, 25), s.noise(3, 50)
    s.step(f"{t} now", had + came, f"There are # {t} now")
    verb = s.choose("come", "join them") if t.kind.name != "sea" else "are put in"
    s.forms(
        f"There are {noise(u)} and [{had(t)} {place}|there are {had(t)} {place}]. [{came} more {t} {verb}.] "
        f"// How many {t} are there {place} (now/then)?",
        f"[{had(t)}|There are {had(t)}] and {noise(u)} are {place}. Then [{came} more {t} {verb}]. "
        f"// How many {t} will be there (in all/)? || How many {t} will there be?",
        f"// If there are {noise(u)} and [{had(t)}|there are {had(t)}] {place} and "
        f"[{came} more {t} {verb}], how many {t} are there then? || How many {t} are there then?",
    )


@family("select.two_purchases", topic=TOPIC, steps=2)
def two_purchases(s: Scene) -> None:
    """Money before, two purchases: how much was there at first?"""
    a = s.person()
    t, u = s.alike(2, "clothing", "toy", "sport", "reading", "kitchen")
    one, two = s.price(f"{t.one} price", t), s.price(f"{u.one} price", u)
    s.need(one.value != two.value)
    spent = s.step("money spent", one + two, f"{a} spent # {s.style.currency}")
    left = s.money("money left", 2, 60)
    noise = s.noise(2, 9)
    s.step("money at first", spent + left, f"At first {a} had # {s.style.currency}")
    s.forms(
        f"[{a} bought a {t.one} for {one} and a {u.one} for {two}] in {noise} minutes. "
        f"[Now {a.he} has {left} left.] // How much money did {a.he} have (at first/before)? "
        f"|| How much money did {a} have at first?",
        f"[After buying a {t.one} for {one} and a {u.one} for {two},|{a} bought a {t.one} for {one} and a {u.one} "
        f"for {two}.] [{a} has {left} left.] {a.he} is {s.noise(10, 40)} years old. "
        f"// How much did {a.he} have to begin with? || How much money did {a} have to begin with?",
        f"[A {t.one} cost {a} {one}|A {t.one} cost {a} {one}] and [a {u.one} {two}|a {u.one} cost {two}]. It took "
        f"{noise} minutes to pay. [{a.he} left the shop with {left}.|{a} left the shop with {left}.] "
        f"// With how much money did {a.he} come? || With how much money did {a} come?",
    )
