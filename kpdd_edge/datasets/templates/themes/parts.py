"""Parts and wholes, and problems in which a number close by does not matter."""

from __future__ import annotations

from kpdd_edge.datasets.templates.phrases import ask_left
from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene
from kpdd_edge.datasets.templates.verbs import gain, loss

TOPIC = "parts and wholes"
SURPLUS = "irrelevant numbers"

_CROWDS = (
    ("students", "boys", "girls", "in a class"), ("people", "adults", "children", "at a concert"),
    ("animals", "cows", "sheep", "on a farm"),
    ("books", "novels", "textbooks", "on a shelf"), ("cars", "red cars", "white cars", "in a parking lot"),
    ("players", "boys", "girls", "in a club"),
    ("flowers", "roses", "tulips", "in a garden"), ("birds", "sparrows", "pigeons", "in a park"),
    ("visitors", "adults", "children", "at a zoo"),
    ("fish", "guppies", "tetras", "in a tank"), ("vehicles", "cars", "trucks", "on a ferry"),
    ("trees", "oaks", "maples", "in a park"),
    ("marbles", "blue marbles", "green marbles", "in a jar"),
    ("musicians", "violinists", "drummers", "in an orchestra"),
)  # fmt: skip


@family("parts.other_part", topic=TOPIC, steps=1, weight=2)
def other_part(s: Scene) -> None:
    """The whole and one part are known: how many are in the other part?"""
    whole, p1, p2, where = s.choose(*_CROWDS)
    there = where.replace(" a ", " the ").replace(" an ", " the ")
    one = s.given(p1, 3, 60)
    total = s.given(whole, one.n + 2, one.n + 70)
    s.step(p2, total - one, f"There are # {p2}")
    s.forms(
        f"[There are {total} {whole} {where}.] [{one} of them are {p1}|{one} {whole} are {p1}] and the rest are "
        f"{p2}. // How many {p2} are there {there}?",
        f"[There are {total} {whole} {where},] [of which {one} are {p1}|{one} of the {whole} are {p1}]. The others "
        f"are {p2}. // How many {p2} are there?",
        f"All the {whole} {where} are {p1} or {p2}. [{one} are {p1}|There are {one} {p1}] and "
        f"[there are {total} {whole} in all]. // How many {p2} are there?",
        f"// If [{one} of the {total} {whole} {where} are {p1}|{one} of the {total} {whole} {where} are {p1}], how "
        f"many are {p2}? || How many {p2} are there?",
        f"[{one} {p1}|there are {one} {p1}] and some {p2} make up [the {total} {whole} {where}|there are {total} "
        f"{whole} {where}]. // How many {p2} are there?",
    )


@family("parts.sum_of_parts", topic=TOPIC, steps=1, weight=1.5)
def sum_of_parts(s: Scene) -> None:
    """Two parts are known: how many are there in all?"""
    whole, p1, p2, where = s.choose(*_CROWDS)
    there = where.replace(" a ", " the ").replace(" an ", " the ")
    one, two = s.given(p1, 3, 90), s.given(p2, 3, 90)
    s.step(f"total {whole}", one + two, f"There are # {whole}")
    s.forms(
        f"[There are {one} {p1} and {two} {p2} {where}.] // How many {whole} are there (in all/altogether/in total)?",
        f"[{where}, there are {one} {p1}|There are {one} {p1}] and [{two} {p2}|there are {two} {p2}]. "
        f"// What is the total number of {whole}?",
        f"[{one} of the {whole} {where} are {p1}] and [{two} are {p2}|{two} of the {whole} are {p2}]. There are no "
        f"others. // How many {whole} are there {there}?",
        f"// How many {whole} are there {where} if [{one} are {p1}|there are {one} {p1}] and "
        f"[{two} are {p2}|there are {two} {p2}]?",
    )


@family("parts.three_parts", topic=TOPIC, steps=2, weight=1.2)
def three_parts(s: Scene) -> None:
    """The whole and two of three parts are known."""
    a, t = s.person(), s.thing("collectable", "toy", "flower", "craft", "clothing", "sweet")
    c1, c2, c3 = s.choose(
        ("red", "blue", "green"), ("white", "black", "gray"), ("big", "medium", "small"), ("yellow", "pink", "purple"),
    )  # fmt: skip
    one, two = s.given(f"{c1} {t}", 2, 30), s.given(f"{c2} {t}", 2, 30)
    total = s.given(f"total {t}", one.n + two.n + 2, one.n + two.n + 40)
    both = s.step(f"{c1} and {c2} {t}", one + two, f"# {t} are {c1} or {c2}")
    s.step(f"{c3} {t}", total - both, f"# {t} are {c3}")
    s.aside(about=a)
    s.forms(
        f"[{a} has {total(t)}.] [{one} are {c1},|{one(t)} are {c1}.] [{two} are {c2}|{two(t)} are {c2}] and the "
        f"rest are {c3}. // How many {c3} {t} does {a.he} have?",
        f"[Of {a}'s {total(t)},|{a} has {total(t)}.] [{one} are {c1}|{one(t)} are {c1}] and "
        f"[{two} are {c2}|{two(t)} are {c2}]. The others are {c3}. "
        f"// How many {t} are {c3}?",
        f"[{a} has {one} {c1} {t},] [{two} {c2} {t}|{a} has {two} {c2} {t}] and some {c3} ones. "
        f"[In all {a.he} has {total(t)}.] // How many {c3} {t} are there?",
    )


@family("parts.three_sum", topic=TOPIC, steps=2)
def three_sum(s: Scene) -> None:
    """Three counts of different things: how many in all?"""
    a = s.person()
    (t, u, v), sort = s.alike(3, "fruit", "vegetable", "stationery", "clothing", "toy", "bakery", "flower"), "things"
    kind = {
        "fruit": "pieces of fruit",
        "vegetable": "vegetables",
        "flower": "flowers",
        "toy": "toys",
        "clothing": "pieces of clothing",
    }
    sort = kind.get(t.kind.name, "things")
    one, two, three = s.given(str(t), 2, 25), s.given(str(u), 2, 25), s.given(str(v), 2, 25)
    both = s.step(f"{t} and {u}", one + two, f"The {t} and {u} make # {sort}")
    s.step(f"total {sort}", both + three, f"In all there are # {sort}")
    s.aside(about=a)
    s.forms(
        f"[{a} bought {one(t)},] [{two(u)}|{a} bought {two(u)}] and [{three(v)}|{a} bought {three(v)}]. "
        f"// How many {sort} did {a.he} buy (in all/altogether)?",
        f"[In {a}'s bag there are {one(t)}, {two(u)} and {three(v)}.] // How many {sort} are in the bag?",
        f"[{a} has {one(t)}, {two(u)} and {three(v)}.] // How many {sort} is that (in all/altogether)? "
        f"|| How many {sort} does {a} have?",
    )


@family("parts.both_groups", topic=TOPIC, steps=2)
def both_groups(s: Scene) -> None:
    """Two overlapping groups: how many belong to at least one?"""
    x, y, verb = s.choose(
        ("soccer", "tennis", "play"), ("piano", "guitar", "play"), ("tea", "coffee", "drink"),
        ("French", "Spanish", "speak"), ("cats", "dogs", "like"),
    )  # fmt: skip
    both = s.given("both", 2, 12)
    one, two = s.given(f"{x}", both.n + 2, both.n + 25), s.given(f"{y}", both.n + 2, both.n + 25)
    raw = s.step("sum", one + two, "Counting both lists gives #")
    s.step("at least one", raw - both, f"Those who {verb} both were counted twice, so it is #")
    who = s.choose("students", "people", "members of a club", "neighbors")
    s.forms(
        f"[Among some {who}, {one} {verb} {x}|{one} {who} {verb} {x}] and [{two} {verb} {y}|{two} {who} {verb} "
        f"{y}]. [{both} of them {verb} both.|{both} {who} {verb} both.] "
        f"// How many {who} {verb} at least one of the two? || How many {who} {verb} {x} or {y}?",
        f"[{one} {who} {verb} {x},] [{two} {verb} {y}|{two} {who} {verb} {y}] and "
        f"[{both} {verb} {x} and {y}|{both} {who} {verb} {x} and {y}]. // How many {who} {verb} {x} or {y}?",
        f"// How many {who} {verb} {x} or {y} if [{one} {verb} {x},|{one} {who} {verb} {x}] "
        f"[{two} {verb} {y}|{two} {who} {verb} {y}] and [{both} {verb} both|{both} {who} {verb} both]?",
    )


@family("parts.neither", topic=TOPIC, steps=3)
def neither(s: Scene) -> None:
    """Two overlapping groups in a whole: how many belong to neither?"""
    x, y, verb = s.choose(
        ("soccer", "tennis", "play"), ("piano", "guitar", "play"), ("tea", "coffee", "drink"),
        ("French", "Spanish", "speak"),
    )  # fmt: skip
    both = s.given("both", 2, 9)
    one, two = s.given(f"{x}", both.n + 2, both.n + 15), s.given(f"{y}", both.n + 2, both.n + 15)
    total = s.given("students in all", one.n + two.n - both.n + 2, one.n + two.n + 15)
    raw = s.step("sum", one + two, "Counting both lists gives #")
    any_ = s.step("at least one", raw - both, f"# students {verb} {x} or {y}")
    s.step("neither", total - any_, f"# students {verb} neither")
    s.forms(
        f"[There are {total} students in a class.] [{one} {verb} {x},|{one} students {verb} {x}.] "
        f"[{two} {verb} {y}|{two} students {verb} {y}] "
        f"and [{both} {verb} both|{both} students {verb} both]. // How many (<of them~students>/students) {verb} "
        f"neither {x} nor {y}?",
        f"// How many of [{total} students|there are {total} students] {verb} neither {x} nor {y} if "
        f"[{one} {verb} {x},|{one} students {verb} {x}] [{two} {verb} {y}|{two} students {verb} {y}] and "
        f"[{both} {verb} both|{both} students {verb} both]? || How many students {verb} neither {x} nor {y}?",
        f"[In a class {one} students {verb} {x}] and [{two} {verb} {y}|{two} students {verb} {y}]; "
        f"[{both} of them {verb} both|{both} students {verb} both]. [The class has {total} students.] "
        f"// How many students {verb} neither of the two? || How many students {verb} neither {x} nor {y}?",
    )


@family("parts.only_one", topic=TOPIC, steps=1)
def only_one(s: Scene) -> None:
    """A group and those in both: how many are in the one only?"""
    x, y, verb = s.choose(
        ("soccer", "tennis", "play"), ("piano", "guitar", "play"), ("tea", "coffee", "drink"),
        ("French", "Spanish", "speak"),
    )  # fmt: skip
    both = s.given("both", 2, 15)
    one = s.given(f"{x}", both.n + 2, both.n + 30)
    s.step(f"only {x}", one - both, f"# students {verb} only {x}")
    s.forms(
        f"[{one} students {verb} {x}.] [{both} of them also {verb} {y}.|{both} of the students also {verb} {y}.] "
        f"// How many students {verb} {x} but not {y}?",
        f"[Of the {one} students who {verb} {x}, {both} also {verb} {y}.|{one} students {verb} {x} and {both} of "
        f"them also {verb} {y}.] // How many students {verb} only {x}?",
        f"// If [{one} students {verb} {x}] and [{both} of these {verb} {y} as well|{both} of these students {verb} "
        f"{y} as well], how many {verb} {x} only? || How many students {verb} {x} only?",
    )


@family("surplus.two_things", topic=SURPLUS, steps=1, weight=2)
def two_things(s: Scene) -> None:
    """Two sorts of things, one of which changes: how many of that one are left?"""
    a = s.person()
    t, u = s.alike(
        2, "fruit", "bakery", "stationery", "toy", "collectable", "sweet", "reading", "sport", "clothing", "vegetable"
    )
    v = loss(s, a, t)
    gone = s.given(f"{t} {v.done}", 2, min(20, v.most))
    had, other = s.given(f"{t} at first", gone.n + 2, gone.n + t.top), s.noise(3, t.top)
    s.step(f"{t} left", had - gone, f"{a} has # {t} left")
    s.forms(
        f"[{a} had {had(t)}|{a} had {had(t)}] and {other(u)}. [{a.he} {v.past} {gone} of the {t}{v.tail}.|{a} "
        f"{v.past} {gone(t)}{v.tail}.] // {ask_left(a, t)}",
        f"{a} had {other(u)} and [{had(t)}|{a} had {had(t)}]. [{a.he} {v.past} {gone(t)}{v.tail}.] // {ask_left(a, t)}",
        f"There were {other(u)} and [{had(t)}|there were {had(t)}] in {a}'s {s.box(t)}. "
        f"[{a} {v.past} {gone} of the {t}{v.tail}.|{a} {v.past} {gone(t)}{v.tail}.] // {ask_left(a, t)}",
        f"[{a} {v.past} {gone(t)}{v.tail}.] Before that {a.he} had [{had(t)}|{a} had {had(t)}] and {other(u)}. "
        f"// {ask_left(a, t)}",
    )


@family("surplus.two_changes", topic=SURPLUS, steps=1, weight=2)
def two_changes(s: Scene) -> None:
    """Two sorts of things both change, and only one is asked about."""
    a = s.person()
    t, u = s.alike(2, "fruit", "bakery", "stationery", "toy", "collectable", "sweet", "reading", "vegetable")
    gone, other_gone = s.given(f"{t} used", 2, 15), s.noise(2, 15)
    had = s.given(f"{t} at first", gone.n + 2, gone.n + t.top)
    other = s.noise(int(other_gone.value) + 2, int(other_gone.value) + t.top)
    edible = t.kind.name in ("fruit", "bakery", "sweet") and gone.n < 12
    verb = "ate" if edible else s.choose("sold", "gave away")
    s.step(f"{t} left", had - gone, f"{a} has # {t} left")
    s.forms(
        f"{a} had {other(u)} and [{had(t)}|{a} had {had(t)}]. {a.he} {verb} {other_gone} of the {u} and "
        f"[{gone} of the {t}|{a} {verb} {gone(t)}]. // {ask_left(a, t)}",
        f"[{a} had {had(t)}] and {other(u)}. [{a.he} {verb} {gone(t)}] and {other_gone(u)}. // {ask_left(a, t)}",
        f"Of {other(u)} and [{had(t)}|{a} had {had(t)}], {a} {verb} {other_gone} and "
        f"[{gone}|{a} {verb} {gone(t)}] respectively. // How many {t} remain? || How many {t} does {a} have left?",
    )


@family("surplus.change_unknown_from_two", topic=SURPLUS, steps=1, weight=1.5)
def change_unknown_from_two(s: Scene) -> None:
    """Two sorts before and after: how many of the one went away?"""
    a = s.person()
    t, u = s.alike(2, "fruit", "bakery", "sweet", "vegetable", "stationery")
    left, other_left = s.given(f"{t} left", 2, 25), s.noise(2, 25)
    had, other = s.given(f"{t} at first", left.n + 2, left.n + 25), s.noise(28, 50)
    verb, base = s.choose(
        ("sold", "sell"), ("gave away", "give away"),
        ("used", "use")) if t.kind.name == "stationery" else s.choose(("ate", "eat"), ("sold", "sell"),
    )  # fmt: skip
    s.step(f"{t} gone", had - left, f"{a} {verb} # {t}")
    s.forms(
        f"[{a} had {had(t)}] and {other(u)}. {a.he} {verb} some of both. [Now {a.he} has {left(t)}] and "
        f"{other_left(u)}. // How many {t} did {a.he} {base}?",
        f"{a} had {other(u)} and [{had(t)}|{a} had {had(t)}]. After {a.he} {verb} some, {a.he} had {other_left(u)} "
        f"and [{left(t)} left|{a} had {left(t)} left]. "
        f"// How many {t} did {a.he} {base}?",
        f"[Now {a} has {left(t)}] and {other_left(u)}. Before {a.he} {verb} some of both, {a.he} had "
        f"[{had(t)}|{a} had {had(t)} before] and {other(u)}. // How many {t} did {a.he} {base}?",
    )


@family("surplus.difference_with_third", topic=SURPLUS, steps=1, weight=1.5)
def difference_with_third(s: Scene) -> None:
    """Three counts, two of which are compared."""
    a = s.person()
    t, u, w = s.alike(3, "fruit", "stationery", "toy", "clothing", "animal", "flower", "vegetable", "kitchen")
    small, third = s.given(str(u), 2, 40), s.noise(2, 60)
    big = s.given(str(t), small.n + 2, small.n + 40)
    s.step("difference", big - small, f"There are # more {t} than {u}")
    where = s.choose("in a shop", "on a farm" if t.kind.name in ("farm",) else "at a market", "in a picture")
    s.forms(
        f"[There are {big(t)},|There are {big(t)}.] {third(w)} and [{small(u)}|there are {small(u)}] {where}. "
        f"// How many more {t} than {u} are there?",
        f"{a} has {third(w)}, [{small(u)}|{a} has {small(u)}] and [{big(t)}|{a} has {big(t)}]. "
        f"// How many more {t} than {u} does {a.he} have?",
        f"[{a} counted {small(u)},] {third(w)} and [{big(t)}|{a} counted {big(t)}]. "
        f"// How many fewer {u} than {t} did {a.he} count?",
    )


@family("surplus.sum_with_third", topic=SURPLUS, steps=1, weight=1.2)
def sum_with_third(s: Scene) -> None:
    """Three counts, two of which are added."""
    a = s.person()
    t, u, w = s.alike(3, "fruit", "stationery", "toy", "clothing", "flower", "vegetable", "bakery", "reading")
    one, two, third = s.given(str(t), 2, 40), s.given(str(u), 2, 40), s.noise(2, 60)
    s.step(f"{t} and {u}", one + two, f"There are # {t} and {u}")
    s.forms(
        f"{a} has [{one(t)}|{a} has {one(t)}], {third(w)} and [{two(u)}|{a} has {two(u)}]. "
        f"// How many {t} and {u} does {a.he} have (in all/altogether)?",
        f"{a} bought {third(w)}, [{two(u)}|{a} bought {two(u)}] and [{one(t)}|{a} bought {one(t)}]. "
        f"// What is the total number of {t} and {u} {a.he} bought?",
        f"At {a}'s place there are [{one(t)},|there are {one(t)}] {third(w)} and [{two(u)}|there are {two(u)}]. "
        f"// How many {t} and {u} is that together? || How many {t} and {u} are there together?",
    )


@family("surplus.price_of_other", topic=SURPLUS, steps=1, weight=1.2)
def price_of_other(s: Scene) -> None:
    """Two prices, but only one sort is bought."""
    a = s.person()
    t, u = s.alike(2, "fruit", "stationery", "toy", "clothing", "flower", "bakery", "reading", "drink")
    price, n = s.price(f"price per {t.one}", t), s.given(str(t), 2, 12)
    lo, hi = t.kind.price
    other = s.noise_money(float(max(1, int(lo))), float(int(hi) + 2))
    s.step("total cost", price * n, f"{a} pays # {s.style.currency}")
    s.forms(
        f"[A {t.one} costs {price}] and a {u.one} costs {other}. // How much does {a} pay for "
        f"[={n(t)}|{a} buys {n(t)}]?",
        f"In a shop a {u.one} costs {other} and [a {t.one} {price}|a {t.one} costs {price}]. [{a} buys {n(t)}.] "
        f"// How much does {a.he} have to pay?",
        f"[{a} bought {n(t)} for {price} each.] {a.he} did not buy a {u.one} for {other}. "
        f"// How much did {a.he} pay (in all/)?",
    )


@family("surplus.pages_and_books", topic=SURPLUS, steps=1, weight=1.2)
def pages_and_books(s: Scene) -> None:
    """Pages per day, with the number of books or chapters as noise."""
    a = s.person()
    per, days, noise = s.given("pages per day", 8, 50), s.given("days", 2, 20), s.noise(3, 40)
    s.step("total pages", per * days, f"{a} read # pages")
    s.forms(
        f"{a} has {noise} books. [{a.he} reads {per} pages a day.] // How many pages does {a.he} read in "
        f"[{days} days|{a} does this for {days} days]?"
        f" || How many pages does {a} read in all?",
        f"[{a} read a book in {days} days.] The book had {noise} chapters. [{a.he} read {per} pages every day.] "
        "// How many pages did the book have?",
        f"[Every day {a} reads {per} pages] before bed at {s.noise(7, 9):d} o'clock. "
        f"[{a.he} does this for {days} days.] // How many pages does {a.he} read (altogether/in that time)?"
        f" || How many pages does {a} read in that time?",
    )


@family("surplus.book_finished", topic=SURPLUS, steps=1)
def book_finished(s: Scene) -> None:
    """Pages and chapters shared equally over days: how many pages a day?"""
    a = s.person()
    days, per, noise = s.given("days", 3, 20), s.whole(6, 40), s.noise(4, 30)
    pages = s.given("pages", days.n * per)
    s.step("pages per day", pages / days, f"{a} read # pages a day")
    s.forms(
        f"[{a} read a book with {pages} pages|{a} read a book with {pages} pages] and {noise} chapters in "
        f"[{days} days|the book took {days} days]. "
        f"// How many pages did {a.he} read per day (on average/)?",
        f"[A book has {pages} pages] in {noise} chapters. [{a} finished it in {days} days.|{a} finished the book in "
        f"{days} days.] {a.he} read the same number of pages each day. "
        f"// How many pages did {a.he} read each day?",
        f"// How many pages a day did {a} read if [{a.he} needed {days} days|{a} needed {days} days] for "
        f"[{pages} pages|the book has {pages} pages] in {noise} chapters and always read the same number? "
        f"|| How many pages a day did {a} read?",
    )


@family("surplus.weight_and_count", topic=SURPLUS, steps=1)
def weight_and_count(s: Scene) -> None:
    """A count, a price and a weight: only two of them matter."""
    a, t = s.role("seller", "grower"), s.thing("produce", "bakery")
    n, grams = s.given(str(t), 5, 60), s.noise(80, 400, 10)
    price = s.money(f"price per {t.one}", 1, 5, 0.5)
    s.step("money", n * price, f"{a} gets # {s.style.currency}")
    s.forms(
        f"Each {t.one} weighs {grams} grams. [{a} sells {n} of them for {price} each.|{a} sells {n(t)} for {price} "
        f"each.] // How much money does {a.he} get?",
        f"[{a} sold {n(t)}.] A {t.one} weighs {grams} grams and [costs {price}|a {t.one} costs {price}]. "
        f"// How much money did {a.he} take in?",
        f"// How much money does {a} get for [={n(t)}|{a} sells {n(t)}] of {grams} grams each if "
        f"[one costs {price}|one {t.one} costs {price}]? || How much money does {a} get for {n(t)}?",
    )


@family("surplus.days_and_visitors", topic=SURPLUS, steps=1)
def days_and_visitors(s: Scene) -> None:
    """Counts for several days, two of which are compared."""
    what, verb = s.choose(
        ("visitors", "came to the museum"), ("children", "went on the slide"), ("cars", "passed the gate"),
        ("customers", "came to the shop"), ("ice creams", "were sold"), ("tickets", "were sold"),
    )  # fmt: skip
    d1, d2, d3 = s.choose(
        ("Monday", "Tuesday", "Wednesday"), ("Friday", "Saturday", "Sunday"), ("Tuesday", "Thursday", "Friday"),
    )  # fmt: skip
    small, other = s.given(f"{what} on {d1}", 12, 80), s.noise(10, 150)
    big = s.given(f"{what} on {d3}", small.n + 3, small.n + 80)
    s.step("difference", big - small, f"On {d3} it was # more {what}")
    s.forms(
        f"[On {d1}, {small} {what} {verb}.] On {d2} it was {other}, and [on {d3} {big}|on {d3} {big} {what} {verb}]. "
        f"// How many more {what} {verb} on {d3} than on {d1}?",
        f"[{small} {what} {verb} on {d1},] {other} on {d2} and [{big} on {d3}|{big} {what} {verb} on {d3}]. "
        f"// How many fewer {what} {verb} on {d1} than on {d3}?",
        f"There was a count on three days: [{d1} {small},|on {d1} {small} {what} {verb}] {d2} {other} and "
        f"[{d3} {big}|on {d3} {big} {what} {verb}]. // By how many was the number of {what} on {d3} larger than on "
        f"{d1}?",
    )


@family("surplus.gain_both_ask_one", topic=SURPLUS, steps=1, weight=1.2)
def gain_both_ask_one(s: Scene) -> None:
    """Two people come by things; only one of them is asked about."""
    a, b, t = s.child(), s.child(), s.thing("keep", "treat", "sport")
    v = gain(s, a, t)
    had, got, n1, n2 = s.given(f"{a} {t}", 3, 40), s.given(f"{a} {t} {v.done}", 2, 25), s.noise(3, 40), s.noise(2, 25)
    s.step(f"{a} {t} now", had + got, f"{a} has # {t} now")
    s.forms(
        f"[{a} has {had(t)}] and {b} has {n1}. [{a} {v.past} {got} more|{a} {v.past} {got} more {t}] and {b} "
        f"{v.past} {n2} more. // How many {t} does {a} have now?",
        f"{b} had {n1(t)} and [{a} had {had}|{a} had {had(t)}]. [Then {a} {v.past} {got} more.|{a} {v.past} {got} "
        f"more {t}.] {b} {v.past} {n2} more. "
        f"// How many {t} does {a} have now?",
        f"// How many {t} does {a} have now if [{a.he} had {had}|{a} had {had(t)}] and "
        f"[{v.past} {got} more|{a} {v.past} {got} more {t}], while {b} had {n1} and {v.past} {n2} more? "
        f"|| How many {t} does {a} have now?",
    )


@family("surplus.groups_extra_number", topic=SURPLUS, steps=1, weight=1.2)
def groups_extra_number(s: Scene) -> None:
    """Two sorts of groups; how many in each group of one sort?"""
    a = s.person()
    t, u = s.alike(2, "reading", "toy", "fruit", "stationery", "collectable", "sweet")
    box = s.box(t)
    n, each = s.given(f"{box} groups", 2, 12), s.whole(2, 15)
    total, other = s.given(f"{t} in all", n.n * each), s.noise(10, 90)
    s.step(f"{t} per {box}", total // n, f"Each {box} holds # {t}")
    from_box = f"{n} {box}" if n.n == 1 else n(box)
    s.forms(
        f"[{a} has {total(t)}] and {other(u)}. [{a.he} puts the {t} equally into {from_box}.] "
        f"// How many {t} are in each {box}?",
        f"{a} sorted {other(u)} and [{total(t)}|{a} sorted {total(t)}]. [The {t} fill {from_box} equally.] "
        f"// How many {t} does each {box} hold?",
        f"There are {other(u)} and [{total(t)}|there are {total(t)}]. [{a} divides the {t} equally among "
        f"{from_box}.] // How many {t} does {a} put into each {box}?",
    )
