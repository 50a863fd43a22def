"""Everyday one- and two-step problems that do not fit the other themes."""

from __future__ import annotations

from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "everyday"


@family("everyday.rest_of_work", topic=TOPIC, steps=2, weight=1.5)
def rest_of_work(s: Scene) -> None:
    """So many to do, some done, so many minutes each: the time for the rest."""
    a = s.role("baker", "worker", "office")
    what, act, base, low, high = s.choose(
        ("potatoes", "peels", "peel", 2, 5), ("letters", "types", "type", 4, 12), ("shirts", "irons", "iron", 3, 9),
        ("windows", "washes", "wash", 4, 15), ("pages", "reads", "read", 2, 6),
        ("plates", "dries", "dry", 2, 4), ("bikes", "repairs", "repair", 15, 45),
        ("cakes", "decorates", "decorate", 10, 30), ("plants", "waters", "water", 2, 5),
        ("forms", "checks", "check", 3, 12),
    )  # fmt: skip
    done_word = {
        "peels": "peeled",
        "types": "typed",
        "irons": "ironed",
        "washes": "washed",
        "reads": "read",
        "dries": "dried",
        "repairs": "repaired",
        "decorates": "decorated",
        "waters": "watered",
        "checks": "checked",
    }[act]
    done = s.given(f"{what} done", 2, 15)
    n, per = s.given(f"{what} in all", done.n + 2, done.n + 20), s.given("minutes each", low, high)
    left = s.step(f"{what} left", n - done, f"# {what} are left")
    s.step("minutes", left * per, "They take # minutes")
    ask = (
        f"How (many minutes/long) (will the rest take/does {a.he} need for the rest)? "
        f"|| How many minutes does {a} need for the rest of the {what}?"
    )
    s.forms(
        f"[{a} has to {base} {n} {what}.] [{a.he} has (already /){done_word} {done} (of them/).|{a} has {done_word} "
        f"{done} {what}.] [Each one takes {per} minutes.] // {ask}",
        f"[It takes {a} {per} minutes to {base} one of {n} {what}.|It takes {a} {per} minutes for each of {n} "
        f"{what}.] [{done} are done.|{done} {what} are done.] // {ask}",
        f"[{a} {act} {n} {what}, {per} minutes for each.] // How many minutes are left if "
        f"[{done} are finished already|{done} {what} are finished already]? "
        f"|| How many minutes does {a} need for the rest of the {what}?",
    )


@family("everyday.spend_rest_on", topic=TOPIC, steps=2, weight=1.5)
def spend_rest_on(s: Scene) -> None:
    """Money, one purchase, and as many as possible of another thing for the rest."""
    a, t, u = s.person(), s.thing("clothing", "reading", "sport"), s.thing("toy", "stationery", "sweet", "drink")
    price, n = s.money(f"price per {u.one}", 2, 5), s.whole(2, 12)
    spent = s.price(f"{t.one} price", t, whole=True)
    had = s.money_of("money at first", spent.n + price.n * n)
    left = s.step("money left", had - spent, f"{a} has # {s.style.currency} left")
    s.step(str(u), left // price, f"That is enough for # {u}")
    s.aside(about=a)
    s.forms(
        f"[{a} had {had}.] [{a.he} spent {spent} on a {t.one}.] [{u} cost {price} each.] "
        f"// How many {u} can {a.he} buy with the rest (of the money/)? "
        f"|| How many {u} can {a} buy with the rest of the money?",
        f"[{a} has {had} and buys a {t.one} for {spent}.] // How many {u} can {a.he} get for the rest if "
        f"[each costs {price}|each {u.one} costs {price}]?",
        f"[After paying {spent} for a {t.one} from {a.own} {had},|{a} had {had} and paid {spent} for a {t.one}.] "
        f"{a} wants to buy {u} [at {price} each|each {u.one} costs {price}]. // How many can {a.he} afford? "
        f"|| How many {u} can {a} afford?",
    )


@family("everyday.earn_and_buy", topic=TOPIC, steps=2, weight=1.5)
def earn_and_buy(s: Scene) -> None:
    """Two sums of money together buy how many?"""
    a, t = s.child(), s.thing("toy", "reading", "stationery", "sweet")
    price, n = s.money(f"price per {t.one}", 2, 12), s.whole(2, 12)
    one = s.money("first money", 2, price.n * n - 2)
    two = s.money_of("second money", price.n * n - one.n)
    total = s.step("total money", one + two, f"{a} has # {s.style.currency}")
    s.step(str(t), total // price, f"That buys # {t}")
    x, y = s.choose(
        ("washing cars", "walking dogs"), ("an aunt", "a grandfather"), ("last week", "this week"),
        ("Saturday", "Sunday"),
    )  # fmt: skip
    if x.startswith(("an", "a ")):
        got = f"[{a} got {one} from {x}|{a} got {one} from {x}] and [{two} from {y}|{a} got {two} from {y}]."
    elif x == "last week":
        got = f"[{a} saved {one} last week|{a} saved {one} last week] and [{two} this week|{a} saved {two} this week]."
    elif x == "Saturday":
        got = (
            f"[On Saturday {a} earned {one}|On Saturday {a} earned {one}] and [on Sunday {two}|on Sunday {a} earned "
            f"{two}]."
        )
    else:
        got = f"[{a} earned {one} {x}] and [{two} {y}|{a} earned {two} {y}]."
    s.forms(
        f"{got} [{t} cost {price} each.] // How many {t} can {a.he} buy?",
        f"{got} // How many {t} can {a.he} buy if [one costs {price}|one {t.one} costs {price}]?",
        f"[A {t.one} costs {price}.] {got} // How many {t} can {a.he} afford with all of the money?",
    )


@family("everyday.files_deleted", topic=TOPIC, steps=2, weight=1.2)
def files_deleted(s: Scene) -> None:
    """Two kinds together, some deleted: how many are left?"""
    a = s.person()
    whole, x, y, device, verb = s.choose(
        ("files", "music files", "video files", "computer", "deleted"),
        ("photos", "vacation photos", "family photos", "camera", "deleted"),
        ("apps", "games", "other apps", "phone", "removed"),
        ("messages", "old messages", "new messages", "phone", "deleted"),
        ("plants", "roses", "lilies", "balcony", "gave away"),
        ("songs", "slow songs", "fast songs", "player", "erased"),
    )  # fmt: skip
    one, two = s.given(x, 4, 60), s.given(y, 4, 60)
    gone = s.given(f"{whole} gone", 3, one.n + two.n - 2)
    total = s.step(f"total {whole}", one + two, f"{a} had # {whole}")
    s.step(f"{whole} left", total - gone, f"# {whole} are left")
    where = "on"
    s.forms(
        f"[{a} had {one} {x} and {two} {y} {where} {a.own} {device}.] [{a.he} {verb} {gone} of them.|{a} {verb} "
        f"{gone} {whole}.] // How many {whole} are (still/left) {where} the {device}?",
        f"[{a} {verb} {gone} of the {whole} {where} {a.own} {device}.] [Before, there were {one} {x} and {two} "
        f"{y}.] // How many {whole} are left (now/)? || How many {whole} are left {where} {a}'s {device}?",
        f"[{where} {a}'s {device} there were {one} {x}|There were {one} {x}] and [{two} {y}|there were {two} {y}]. "
        f"// How many {whole} remain after {a.he} {verb} [{gone} (of them/)|{a} {verb} {gone} {whole}]? "
        f"|| How many {whole} remain {where} {a}'s {device}?",
    )


@family("everyday.chain_reversed", topic=TOPIC, steps=2)
def chain_reversed(s: Scene) -> None:
    """The last one's amount is known: what has the first?"""
    (a, b, c), t = s.people(3), s.thing("small", "produce")
    d1, d2 = s.given(f"{b} difference", 2, 12), s.given(f"{c} difference", 2, 12)
    last = s.given(f"{c} {t}", d1.n + d2.n + 3, d1.n + d2.n + 60)
    two = s.step(f"{b} {t}", last - d2, f"{b} has # {t}")
    s.step(f"{a} {t}", two - d1, f"{a} has # {t}")
    s.forms(
        f"[{b} has {d1} more {t} than {a},|{b} has {d1} more {t} than {a}.] [and {c} has {d2} more than {b}.|{c} "
        f"has {d2} more {t} than {b}.] [{c} has {last(t)}.] // How many {t} does {a} have?",
        f"[{c} has {last(t)},|{c} has {last(t)}.] [{d2} more than {b}.|{c} has {d2} more {t} than {b}.] "
        f"[{b} has {d1} more than {a}.|{b} has {d1} more {t} than {a}.] // How many {t} does {a} have?",
        f"// If [{c} owns {last(t)},|{c} owns {last(t)}] [which is {d2} more than {b} owns,|{c} owns {d2} more {t} "
        f"than {b}] and [{b} owns {d1} more than {a}|{b} owns {d1} more {t} than {a}], how many {t} does {a} own?",
    )


@family("everyday.two_totals", topic=TOPIC, steps=3)
def two_totals(s: Scene) -> None:
    """Two people over two days: who has more, and by how much?"""
    a, b = s.child(), s.child()
    what, past, base = s.choose(
        ("fish", "caught", "catch"), ("pages", "read", "read"), ("miles", "ran", "run"), ("tickets", "sold", "sell"),
        ("points", "scored", "score"), ("shells", "found", "find"), ("cookies", "baked", "bake"),
    )  # fmt: skip
    a1, a2, b1, b2 = (
        s.given(f"{a} {what} on first day", 5, 40),
        s.given(f"{a} {what} on second day", 5, 40),
        s.given(f"{b} {what} on first day", 3, 40),
        s.given(f"{b} {what} on second day", 3, 40),
    )
    one = s.step(f"{a} {what}", a1 + a2, f"{a} {past} # {what}")
    two = s.step(f"{b} {what}", b1 + b2, f"{b} {past} # {what}")
    s.step("difference", one - two, f"{a} {past} # more {what}")
    d1, d2 = s.choose(("Monday", "Tuesday"), ("Saturday", "Sunday"), ("the first day", "the second day"))
    s.forms(
        f"[{a} {past} {a1} {what} on {d1} and {a2} on {d2}.] [{b} {past} {b1} on {d1} and {b2} on {d2}.|{b} {past} "
        f"{b1} {what} on {d1} and {b2} on {d2}.] // How many more {what} did {a} {base} than {b} (in all/)? "
        f"|| How many more {what} did {a} {base} than {b}?",
        f"[On {d1}, {a} {past} {a1} {what} and {b} {past} {b1}.] [On {d2}, {a} {past} {a2} and {b} {past} {b2}.|On "
        f"{d2}, {a} {past} {a2} {what} and {b} {past} {b2}.] // By how many {what} is {a} ahead (of {b}/)? "
        f"|| By how many {what} is {a} ahead of {b}?",
        f"// How many more {what} is it for {a} than for {b} if [{a} {past} {a1} and {a2} on two days|{a} {past} "
        f"{a1} and {a2} {what} on two days] and [{b} {past} {b1} and {b2}|{b} {past} {b1} and {b2} {what} on two "
        f"days]? || How many more {what} is it for {a} than for {b}?",
    )


@family("everyday.notes", topic=TOPIC, steps=3)
def notes(s: Scene) -> None:
    """Notes of two values: how much money?"""
    a = s.person()
    v1, v2 = s.choose((10, 5), (20, 5), (20, 10), (50, 20), (100, 50), (50, 10))
    n, m = s.given(f"notes of {v1}", 2, 9), s.given(f"notes of {v2}", 2, 9)
    s.need(n.n not in (v1, v2), m.n not in (v1, v2))
    p, q = s.money("value of large note", v1, v1), s.money("value of small note", v2, v2)
    one = s.step("money in large notes", n * p, f"The large {s.style.note}s are worth # {s.style.currency}")
    two = s.step("money in small notes", m * q, f"The small {s.style.note}s are worth # {s.style.currency}")
    s.step("total money", one + two, f"In all it is # {s.style.currency}")
    bills = f"{s.style.note}s"
    s.forms(
        f"[{a} has {n} {p:adj} {bills} and {m} {q:adj} {bills}.] // How much money is that (in all/altogether)? "
        f"|| How much money does {a} have?",
        f"[In {a}'s wallet there are {n} {p:adj} {bills}|In {a}'s wallet there are {n} {p:adj} {bills}] and "
        f"[{m} {q:adj} {bills}|there are {m} {q:adj} {bills}]. // How much money is in the wallet? "
        f"|| How much money is in {a}'s wallet?",
        f"[{a} pays with {n} {p:adj} {bills}] and [{m} {q:adj} {bills}|{a} pays with {m} {q:adj} {bills}]. "
        f"// How much does {a.he} pay? || How much does {a} pay?",
    )


@family("everyday.jumps", topic=TOPIC, steps=2)
def jumps(s: Scene) -> None:
    """Jumps or throws given by differences: the last one."""
    a, b, c = s.people(3)
    act, unit = s.choose(
        ("jumped", "inches"), ("jumped", "centimeters"), ("threw a ball", "feet"), ("swam", "meters"),
        ("threw a stone", "yards"),
    )  # fmt: skip
    low, high = {
        "inches": (20, 70),
        "centimeters": (150, 400),
        "feet": (30, 120),
        "meters": (50, 400),
        "yards": (15, 60),
    }[unit]
    first, d1, d2 = (
        s.given(f"{a} {unit}", low, high),
        s.given(f"{b} difference", 2, 15),
        s.given(f"{c} difference", 2, 14),
    )
    two = s.step(f"{b} {unit}", first + d1, f"{b} {act} # {unit}")
    s.step(f"{c} {unit}", two - d2, f"{c} {act} # {unit}")
    s.forms(
        f"[{a} {act} {first} {unit}.] [{b} {act} {d1} {unit} farther than {a},|{b} {act} {d1} {unit} farther than "
        f"{a}.] [and {c} {d2} {unit} less than {b}.|{c} {act} {d2} {unit} less far than {b}.] "
        f"// How far was it for {c}? || How many {unit} was it for {c}?",
        f"In a contest [{a} {act} {first} {unit}.] [{b} beat {a.him} by {d1} {unit}.|{b} beat {a} by {d1} {unit}.] "
        f"[{c} came {d2} {unit} short of {b}.] // How many {unit} was it for {c}?",
        f"// How many {unit} was it for {c} if [{a} {act} {first} {unit},|{a} {act} {first} {unit}] "
        f"[{b} {d1} {unit} farther|{b} {act} {d1} {unit} farther than {a}] and "
        f"[{c} {d2} {unit} less than {b}|{c} {act} {d2} {unit} less far than {b}]?",
    )


@family("everyday.area_from_perimeter", topic=TOPIC, steps=2)
def area_from_perimeter(s: Scene) -> None:
    """The area of a square from its perimeter, or a square's side to a perimeter's use."""
    noun, unit, low, high = s.choose(
        ("garden", "meters", 4, 30), ("room", "feet", 8, 25), ("field", "yards", 20, 90),
        ("tablecloth", "inches", 20, 70), ("sandbox", "feet", 4, 15), ("park", "meters", 30, 200),
    )  # fmt: skip
    side = s.whole(low, high)
    around = s.given("perimeter", 4 * side)
    one = s.step("side", around / 4, f"One side is # {unit}")
    s.step("area", one * one, f"The area is # square {unit}")
    s.forms(
        f"[A square {noun} has a perimeter of {around} {unit}.] // What is its area? "
        f"|| What is the area of the {noun} in square {unit}?",
        f"[It is {around} {unit} around a square {noun}.] // How many square {unit} does it cover? "
        f"|| How many square {unit} does the {noun} cover?",
        f"// What is the area of a square {noun} if [its perimeter is {around} {unit}|the perimeter is {around} "
        f"{unit}]? || What is the area of the {noun} in square {unit}?",
    )


@family("everyday.percent_change", topic=TOPIC, steps=2)
def percent_change(s: Scene) -> None:
    """A number before and after: the change in percent."""
    what, noun = s.choose(
        ("price of a ticket", ""), ("number of members of a club", "members"), ("rent of a shop", ""),
        ("number of students at a school", "students"), ("price of a book", ""),
    )  # fmt: skip
    before, p, up = s.whole(20, 400, 20), s.whole(5, 60, 5), s.chance(0.6)
    s.need(before * p % 100 == 0)
    change = before * p // 100
    after = before + change if up else before - change
    first = s.given("before", before) if noun else s.money_of("before", before)
    second = s.given("after", after) if noun else s.money_of("after", after)
    diff = s.step("change", second - first if up else first - second, "The change is #")
    s.step("percent change", diff * 100 / first, "That is # percent")
    verb, past = ("rise", "rose") if up else ("fall", "fell")
    s.forms(
        f"[The {what} {past} from {first} to {second}.] // By what percent did it {verb}? "
        f"|| By what percent did the {what} {verb}?",
        f"[Last year the {what} was {first}.] [Now it is {second}.] // By how many percent did it {verb}? "
        f"|| By how many percent did the {what} {verb}?",
        f"[It was {first} before|The {what} was {first} before.] and [it is {second} today:|the {what} is {second} "
        f"today] the {what} {past}. // What is the change in percent? "
        f"|| What is the change of the {what} in percent?",
    )


@family("everyday.standing", topic=TOPIC, steps=2)
def standing(s: Scene) -> None:
    """More people than seats: how many must stand?"""
    where, unit = s.choose(
        ("bus", "bench"), ("hall", "row"), ("train car", "row"), ("boat", "bench"), ("classroom", "table"),
    )  # fmt: skip
    n, per = s.given(f"{unit}es" if unit == "bench" else f"{unit}s", 4, 15), s.given(f"seats per {unit}", 2, 8)
    people = s.given("people", n.n * per.n + 2, n.n * per.n + 40)
    many = "benches" if unit == "bench" else f"{unit}s"
    seats = s.step("seats", n * per, "There are # seats")
    s.step("people standing", people - seats, "# people must stand")
    s.forms(
        f"[A {where} has {n} {many} for {per} people each.] [{people} people get in.|There are {people} people.] "
        "// How many of them (have to/must) stand? || How many people have to stand?",
        f"[{people} people are in a {where}] with [{n} {many}|there are {n} {many}]. [Each {unit} has {per} seats.] "
        "// How many people have no seat?",
        f"// How many of [{people} people|there are {people} people] find no seat in a {where} with "
        f"[{n} {many}|there are {n} {many}] of [{per} seats each|each {unit} has {per} seats]? "
        "|| How many people find no seat?",
    )


@family("everyday.double_then_add", topic=TOPIC, steps=2)
def double_then_add(s: Scene) -> None:
    """A collection doubles (or triples) and then gets a few more."""
    a, t = s.child(), s.thing("collectable", "reading", "toy")
    had, k, more = s.given(f"{t} at first", 4, 50), s.factor("times as many", 2, 3), s.given(f"{t} bought", 2, 20)
    grown = s.step(f"{t} after a year", had * k, f"After a year {a} had # {t}")
    s.step(f"{t} now", grown + more, f"Now {a} has # {t}")
    s.aside(about=a)
    s.forms(
        f"[{a} had {had(t)} last year.] [This year {a.he} has {k} as many,|This year {a} has {k} as many {t}.] and "
        f"today [{a.he} buys {more} more|{a} buys {more} more {t}]. // How many {t} does {a.he} have now?",
        f"[At the start {a} owned {had(t)}.] [After a year it was {k} that number.|After a year {a} had {k} as many "
        f"{t}.] [Then {a.he} got {more} more.|{a} got {more} more {t}.] // How many {t} is that (now/in all)? "
        f"|| How many {t} does {a} have now?",
        f"// If [{a} had {had(t)},|{a} had {had(t)}] [the number became {k} as large|{a} then had {k} as many {t}] "
        f"and [{more} more were added|{more} more {t} were added], how many {t} does {a} have now?",
    )


@family("everyday.fares", topic=TOPIC, steps=2)
def fares(s: Scene) -> None:
    """Passengers on two trips at one fare: the takings."""
    ride, unit = s.choose(
        ("ferry", "trips"), ("bus", "trips"), ("boat", "tours"), ("carousel", "rounds"), ("cable car", "rides"),
        ("sightseeing train", "tours"),
    )  # fmt: skip
    one, two, fare = (
        s.given("passengers on first trip", 8, 60),
        s.given("passengers on second trip", 8, 60),
        s.money("fare", 2, 12, s.choose(1, 0.5)),
    )
    total = s.step("total passengers", one + two, "Together there are # passengers")
    s.step("takings", total * fare, f"They pay # {s.style.currency}")
    s.forms(
        f"[A {ride} carried {one} passengers in the morning and {two} in the afternoon.] "
        f"[Each passenger paid {fare}.] // How much money was taken in?",
        f"[The fare for a {ride} is {fare}.] [On two {unit} there were {one} and {two} passengers.] "
        "// How much did they pay in all? || How much did the passengers pay in all?",
        f"// What are the takings of a {ride} if [{one} passengers ride on the first trip|{one} passengers ride on "
        f"the first trip], [{two} on the second|{two} passengers ride on the second trip] and "
        f"[each pays {fare}|each passenger pays {fare}]? || What are the takings of the {ride}?",
    )


@family("everyday.material_left", topic=TOPIC, steps=2)
def material_left(s: Scene) -> None:
    """So much for each piece, so many pieces, from a stock: how much is left?"""
    a = s.person()
    material, unit, piece = s.choose(
        ("ribbon", "feet", "bow"), ("string", "inches", "bracelet"), ("clay", "ounces", "pot"),
        ("yarn", "yards", "hat"), ("dough", "grams", "roll"), ("paint", "cups", "picture"), ("wire", "inches", "ring"),
        ("paper", "sheets", "lantern"),
    )  # fmt: skip
    per, n = s.given(f"{unit} per {piece}", 2, 15), s.given(f"{piece}s", 3, 20)
    have = s.given(f"{unit} of {material}", per.n * n.n + 2, per.n * n.n + 90)
    used = s.step(f"{unit} used", per * n, f"The {piece}s take # {unit}")
    s.step(f"{unit} left", have - used, f"# {unit} are left")
    s.forms(
        f"[{a} has {have} {unit} of {material}.] [{a.he} makes {n} {piece}s] with "
        f"[{per} {unit} each|each {piece} takes {per} {unit}]. "
        f"// How much {material} is left? || How many {unit} of {material} does {a} have left?",
        f"[One {piece} takes {per} {unit} of {material}.] // How many {unit} are left of "
        f"[{have} {unit}|{a} has {have} {unit} of {material}] after {a} has made "
        f"[{n} {piece}s|{a} has made {n} {piece}s]? || How many {unit} of {material} does {a} have left?",
        f"[{a} makes {n} {piece}s,|{a} makes {n} {piece}s.] [and every {piece} takes {per} {unit} of {material}.] "
        f"[At first {a.he} had {have} {unit}.|At first {a} had {have} {unit} of {material}.] "
        f"// How many {unit} of {material} does {a.he} have after that? "
        f"|| How many {unit} of {material} does {a} have left?",
    )
