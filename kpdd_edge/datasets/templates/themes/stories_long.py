"""Stories of five and more steps."""

from __future__ import annotations

from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "stories: long"


@family("long.week_of_sales", topic=TOPIC, steps=6)
def week_of_sales(s: Scene) -> None:
    """Goods from two sources a day, some kept, the rest sold: a week's takings."""
    a = s.adult()
    x, y, what, unit = s.choose(
        ("cows", "goats", "milk", "liters"), ("ovens", "grills", "bread", "trays"),
        ("big hives", "small hives", "honey", "jars"), ("large ponds", "small ponds", "fish", "baskets"),
        ("big trees", "small trees", "fruit", "crates"), ("large presses", "small presses", "juice", "bottles"),
    )  # fmt: skip
    one_x, one_y, one_unit = x.removesuffix("s"), y.removesuffix("s"), unit.removesuffix("s")
    one_x, one_y = one_x.replace("presse", "press"), one_y.replace("presse", "press")
    n, m, p, q = (
        s.given(x, 3, 15),
        s.given(y, 2, 12),
        s.given(f"{unit} per {one_x}", 3, 12),
        s.given(f"{unit} per {one_y}", 2, 6),
    )
    used, price = s.given(f"{unit} kept", 2, 12), s.money(f"price per {one_unit}", 1, 5)
    measure = f"{unit} of {what}"
    one = s.step(f"{unit} from {x}", n * p, f"The {x} give # {measure} a day")
    two = s.step(f"{unit} from {y}", m * q, f"The {y} give # {measure} a day")
    both = s.step(f"{unit} per day", one + two, f"Together that is # {measure} a day")
    sold = s.step(f"{unit} sold per day", both - used, f"{a} sells # {measure} a day")
    money = s.step("money per day", sold * price, f"That brings # {s.style.currency} a day")
    s.step("money per week", money * 7, f"In a week it is # {s.style.currency}")
    s.forms(
        f"[{a} has {n} {x} and {m} {y}.] [Each {one_x} gives {p} {measure} a day] and "
        f"[each {one_y} gives {q}|each {one_y} gives {q} {measure} a day]. [{a.he} keeps {used} {measure} a day for "
        f"the family|{a} keeps {used} {measure} a day] and [sells the rest for {price} per {one_unit}|the rest is "
        f"sold for {price} per {one_unit}]. // How much money does {a.he} earn in a week?",
        f"[From each of {n} {x} {a} gets {p} {measure} a day,|From each of {n} {x} {a} gets {p} {measure} a day.] "
        f"[from each of {m} {y} {q}.|from each of {m} {y} {a} gets {q} {measure} a day.] "
        f"[The family uses {used} {measure} every day.] [One {one_unit} is sold for {price}.] "
        f"// What does {a} take in every week?",
        f"// What does {a} earn in a week with [{n} {x} that give {p} {measure} each a day|each of {n} {x} gives "
        f"{p} {measure} a day] and [{m} {y} that give {q}|each of {m} {y} gives {q} {measure} a day] if "
        f"[{used} a day are kept|{used} {measure} a day are kept] and [the rest brings {price} per {one_unit}]? "
        f"|| What does {a} earn in a week?",
    )


@family("long.party_budget", topic=TOPIC, steps=7)
def party_budget(s: Scene) -> None:
    """Guests, food and drinks each, decoration, and what is left of the budget."""
    a = s.adult()
    kids, adults = s.given("children", 5, 20), s.given("adults", 2, 12)
    x, y = s.choose(
        ("sandwich", "drink"), ("burger", "juice"), ("piece of cake", "milkshake"), ("taco", "soda"),
        ("slice of pizza", "lemonade"),
    )  # fmt: skip
    p, q, each = s.money(f"price per {x}", 2, 6), s.money(f"price per {y}", 1, 4), s.given(f"{x} each", 2, 3)
    deco = s.money("decoration", 5, 40)
    guests = s.step("guests", kids + adults, "There are # guests")
    n = s.step("food pieces", guests * each, f"They eat # times a {x}")
    one = s.step("cost of food", n * p, f"The food costs # {s.style.currency}")
    two = s.step("cost of drinks", guests * q, f"The drinks cost # {s.style.currency}")
    both = s.step("cost of food and drinks", one + two, f"Together that is # {s.style.currency}")
    total = s.step("total cost", both + deco, f"With the decoration it is # {s.style.currency}")
    have = s.money("budget", int(total.value) + 5, int(total.value) + 200)
    s.step("money left", have - total, f"# {s.style.currency} are left")
    many = {"piece of cake": "pieces of cake", "slice of pizza": "slices of pizza"}.get(
        x, f"{x}es" if x == "sandwich" else f"{x}s"
    )
    s.forms(
        f"[{a} has {have} for a party.|{a} has {have}.] [There will be {kids} children and {adults} adults.] "
        f"[Every guest gets {each} {many} at {p} each|Every guest gets {each} {many} at {p} each] and "
        f"[one {y} at {q}|every guest gets one {y} at {q}]. [The decoration costs {deco}.] "
        "// How much money is left?",
        f"[{kids} children and {adults} adults are coming to {a}'s party.] [For each person {a.he} plans {each} "
        f"{many}, which cost {p} each,|For each person {a} plans {each} {many}, which cost {p} each.] "
        f"[and one {y} for {q}.|For each person there is one {y} for {q}.] [Balloons and lamps cost {deco}.] "
        f"// How much of [{a.own} {have}|{a} has {have}] will be left? || How much of {a}'s money will be left?",
        f"{a} plans a party: [{kids} children, {adults} adults,|{kids} children and {adults} adults come] "
        f"[{each} {many} at {p} for everybody|everybody gets {each} {many} at {p} each] and "
        f"[a {y} at {q} for everybody|everybody gets a {y} at {q}], plus [{deco} for decoration|the decoration "
        f"costs {deco}]. [{a.he} has {have}.] // How much money will {a.he} have left?",
    )


@family("long.shop_day", topic=TOPIC, steps=6)
def shop_day(s: Scene) -> None:
    """Sales of two goods over hours, less wages and rent: the day's profit."""
    a = s.role("seller")
    t, u = s.alike(2, "bakery", "drink", "flower", "sweet")
    n, m, hours = s.given(f"{t} per hour", 3, 15), s.given(f"{u} per hour", 2, 12), s.given("hours", 4, 10)
    p, q, wage = (
        s.money(f"price per {t.one}", 2, 6),
        s.money(f"price per {u.one}", 1, 6),
        s.money("wage per hour", 8, 15),
    )
    one = s.step(f"hourly money from {t}", n * p, f"Every hour the {t} bring # {s.style.currency}")
    two = s.step(f"hourly money from {u}", m * q, f"Every hour the {u} bring # {s.style.currency}")
    per = s.step("hourly income", one + two, f"That is # {s.style.currency} an hour")
    income = s.step("income", per * hours, f"In the day it is # {s.style.currency}")
    pay = s.step("wages", wage * hours, f"The helper gets # {s.style.currency}")
    s.step("money left", income - pay, f"{a} keeps # {s.style.currency}")
    s.forms(
        f"[In {a}'s shop {n(t)} and {m(u)} are sold every hour.] [A {t.one} costs {p}|A {t.one} costs {p}] and "
        f"[a {u.one} {q}|a {u.one} costs {q}]. [The shop is open for {hours} hours a day.] "
        f"[A helper gets {wage} an hour.] // How much money does {a.he} keep at the end of a day?",
        f"[{a} sells {t} for {p} and {u} for {q}.] [Each hour {n(t)} and {m(u)} are sold.] "
        f"// How much is left of the money of [a day of {hours} hours|a day has {hours} hours] after paying "
        f"[a helper {wage} an hour|a helper gets {wage} an hour]? || How much money is left for {a}?",
        f"// What is left to {a} after [a day of {hours} hours|a day has {hours} hours] if "
        f"[{n(t)} at {p} and {m(u)} at {q} are sold an hour] and [a helper costs {wage} an hour]? "
        f"|| How much money is left to {a}?",
    )


@family("long.collection_year", topic=TOPIC, steps=5)
def collection_year(s: Scene) -> None:
    """A collection changes in the course of a year: gain, multiple, loss, gift."""
    a, b, t = s.child(), s.child(), s.thing("collectable", "reading", "toy")
    first, k = s.given(f"{t} at first", 5, 40), s.factor("times as many", 2, 3)
    more = s.given(f"{t} bought", 3, 30)
    lost, gift = s.given(f"{t} lost", 2, 9), s.given(f"{t} given away", 2, 15)
    one = s.step(f"{t} after spring", first + more, f"After spring {a} had # {t}")
    two = s.step(f"{t} after summer", one * k, f"After summer {a} had # {t}")
    three = s.step(f"{t} after the loss", two - lost, f"After the loss {a} had # {t}")
    four = s.step(f"{t} after the gift", three - gift, f"After the gift {a} had # {t}")
    got = s.given(f"{t} for birthday", 2, 20)
    s.step(f"{t} at the end", four + got, f"At the end {a} had # {t}")
    s.forms(
        f"[At the start of the year {a} had {first(t)}.] [In spring {a.he} bought {more} more.|In spring {a} bought "
        f"{more} more {t}.] [In summer the number became {k} as large.] [In fall {a.he} lost {lost} and gave {gift} "
        f"to {b}.|In fall {a} lost {lost(t)} and gave {gift} to {b}.] [For {a.own} birthday {a.he} got {got} new "
        f"ones.|For the birthday {a} got {got} new {t}.] // How many {t} does {a.he} have at the end of the year?",
        f"[{a} had {first(t)} in January.] [By April {a.he} had {more} more,|By April {a} had {more} more {t}.] "
        f"[and by August {k} as many as in April.|by August {a} had {k} as many {t} as in April.] "
        f"[Then {lost} got lost|Then {lost(t)} got lost] and [{b} received {gift}|{b} received {gift(t)}]. "
        f"[In December {a} got {got} more.|In December {a} got {got} more {t}.] "
        f"// How many {t} was that in the end? || How many {t} did {a} have in the end?",
        f"// How many {t} does {a} have after a year if [{a.he} starts with {first},|{a} starts with {first(t)}] "
        f"[buys {more},|{a} buys {more} {t}] [then reaches {k} that number,|{a} then reaches {k} that number] "
        f"[loses {lost}, gives {gift} to {b}|{a} loses {lost(t)} and gives {gift} to {b}] and "
        f"[gets {got} for {a.own} birthday|{a} gets {got(t)} for the birthday]? "
        f"|| How many {t} does {a} have after a year?",
    )


@family("long.road_trip", topic=TOPIC, steps=6)
def road_trip(s: Scene) -> None:
    """A trip over days: distance, fuel, cost, hotel, share of each."""
    n = s.given("friends", 2, 5)
    per, days, mileage = (
        s.given("miles per day", 100, 400, 10),
        s.given("days", 2, 6),
        s.given("miles per gallon", 20, 40, 5),
    )
    price, room = s.money("price per gallon", 2, 5), s.money("hotel per night", 40, 150, 5)
    far = s.step("total miles", per * days, "The trip is # miles long")
    s.need(far.value % mileage.n == 0)
    fuel = s.step("gallons", far / mileage, "It takes # gallons")
    gas = s.step("cost of gas", fuel * price, f"The gas costs # {s.style.currency}")
    nights = s.step("cost of hotel", room * days, f"The hotel costs # {s.style.currency}")
    total = s.step("total cost", gas + nights, f"Together it is # {s.style.currency}")
    s.need(total.value % n.n == 0)
    s.step("share of each", total / n, f"Each pays # {s.style.currency}")
    s.forms(
        f"[{n} friends go on a road trip of {days} days.] [<They~the friends> drive {per} miles a day] in "
        f"[a car that gets {mileage} miles per gallon|the car gets {mileage} miles per gallon]. "
        f"[Gas costs {price} a gallon] and [each night in a hotel costs {room}|each of the {days} nights in a hotel "
        f"costs {room}]. They stay one night for every day and share the costs equally. "
        "// How much does each of them pay? || How much does each of the friends pay?",
        f"[On a trip of {days} days and as many nights, {n} friends cover {per} miles every day.] "
        f"[Their car needs a gallon of gas for {mileage} miles,|Their car needs a gallon of gas for {mileage} "
        f"miles.] [at {price} a gallon.|Gas costs {price} a gallon.] [Hotels cost {room} a night for all of them.] "
        "// What is the share of each friend?",
        f"// What does each of [{n} friends|there are {n} friends] pay for [a trip of {days} days and nights|the "
        f"trip takes {days} days and nights] if [they drive {per} miles a day,|they drive {per} miles a day] "
        f"[need a gallon for {mileage} miles|they need a gallon for {mileage} miles], "
        f"[a gallon costs {price}|a gallon costs {price}] and [a night in a hotel {room}|a night in a hotel costs "
        f"{room}]? || What does each friend pay?",
    )


@family("long.school_fair", topic=TOPIC, steps=6)
def school_fair(s: Scene) -> None:
    """Three stalls with different takings, less costs, split between two causes."""
    x, y = s.choose(
        ("library", "playground"), ("choir", "garden"), ("sports club", "theater group"), ("shelter", "school band"),
    )  # fmt: skip
    n, p = s.given("cakes", 10, 60), s.money("price per cake", 2, 8)
    m, q = s.given("tickets", 30, 150), s.money("price per ticket", 1, 4)
    k = s.money("money from games", 30, 200, 5)
    cost, f = s.money("costs", 10, 90, 5), s.share("1/2", "1/3", "1/4", "2/5")
    one = s.step("money from cakes", n * p, f"The cakes bring # {s.style.currency}")
    two = s.step("money from tickets", m * q, f"The tickets bring # {s.style.currency}")
    both = s.step("total money", one + two + k, f"In all it is # {s.style.currency}")
    left = s.step("money after costs", both - cost, f"After costs it is # {s.style.currency}")
    s.need(left.value % f.value.denominator == 0)
    part = s.step(f"money for {x}", f.part(left), f"The {x} gets # {s.style.currency}")
    s.step(f"money for {y}", left - part, f"The {y} gets # {s.style.currency}")
    s.forms(
        f"[At a school fair {n} cakes are sold for {p} each] and [{m} raffle tickets for {q} each|{m} raffle "
        f"tickets are sold for {q} each]. [The games bring {k}.] [The costs are {cost}.] "
        f"[The {x} gets {f} of what is left|The {x} gets {f} of what is left] and the {y} gets the rest. "
        f"// How much money does the {y} get?",
        f"[A fair sells {n} cakes at {p} and {m} raffle tickets at {q}.] [Games bring another {k}|Games bring "
        f"another {k}] and [{cost} have to be paid for materials]. The remaining money goes to two causes: "
        f"[{f} to the {x}|{f} of the rest goes to the {x}] and the other part to the {y}. "
        f"// How much is there for the {y}?",
        f"// How much money does the {y} get from a fair if [{n} cakes bring {p} each,|{n} cakes bring {p} each] "
        f"[{m} tickets {q} each|{m} tickets bring {q} each] and [games {k}|games bring {k}], "
        f"[{cost} are spent|{cost} are spent], and the {y} gets what remains after "
        f"[{f} of the rest went to the {x}|{f} of the rest went to the {x}]? || How much money does the {y} get?",
    )


@family("long.construction", topic=TOPIC, steps=6)
def construction(s: Scene) -> None:
    """Workers, hours, days, materials and an offer: the profit of the builder."""
    a = s.adult()
    job = s.choose("a garage", "a shed", "a terrace", "a roof", "a kitchen", "a playground")
    n, hours, days, wage = (
        s.given("workers", 2, 6),
        s.given("hours per day", 5, 9),
        s.given("days", 3, 15),
        s.money("wage per hour", 12, 30),
    )
    m, price = s.given("loads", 2, 9), s.money("price per load", 50, 300, 10)
    all_hours = s.step("hours per day in all", n * hours, "Together they work # hours a day")
    total_hours = s.step("total hours", all_hours * days, "In all they work # hours")
    wages = s.step("wages", total_hours * wage, f"The wages are # {s.style.currency}")
    stuff = s.step("cost of materials", m * price, f"The materials cost # {s.style.currency}")
    cost = s.step("total cost", wages + stuff, f"Together that is # {s.style.currency}")
    paid = s.money("money received", int(cost.value) + 100, int(cost.value) + 3000, 10)
    s.step("profit", paid - cost, f"{a}'s profit is # {s.style.currency}")
    s.forms(
        f"[{a} gets {paid} for building {job}.] [{n} workers need {days} days for it and work {hours} hours a "
        f"day.|{n} workers work {hours} hours a day for {days} days.] [Each of them is paid {wage} an hour.|Each "
        f"worker is paid {wage} an hour.] [{m} loads of material cost {price} each.] "
        f"// How much profit does {a} make?",
        f"[To build {job}, {a} employs {n} workers for {days} days at {hours} hours a day.] "
        f"[An hour costs {wage} per worker] and [{a.he} needs {m} loads of material at {price}|{a} needs {m} loads "
        f"of material at {price} each]. [The customer pays {paid}.] // What is left for {a}?",
        f"// What does {a} earn by building {job} if [the customer pays {paid},|the customer pays {paid}] "
        f"[{n} workers get {wage} an hour|{n} workers get {wage} an hour] for [{days} days of {hours} hours|the "
        f"work takes {days} days of {hours} hours], and [{m} loads of material cost {price} each]? "
        f"|| What does {a} earn?",
    )


@family("long.bookshop_sale", topic=TOPIC, steps=5)
def bookshop_sale(s: Scene) -> None:
    """Items at full price and at a discount: the whole bill and the change."""
    a, t = s.person(), s.thing("reading", "toy", "clothing", "kitchen")
    n, m, price, p = (
        s.given(f"{t} at full price", 2, 6),
        s.given(f"{t} on sale", 2, 6),
        s.money("full price", 4, 40, 2),
        s.percent("percent off", 10, 20, 25, 50),
    )
    full = s.step("cost at full price", n * price, f"At full price it is # {s.style.currency}")
    cut = s.step("discount each", price * p / 100, f"The discount for one is # {s.style.currency}")
    sale = s.step("sale price", price - cut, f"On sale one costs # {s.style.currency}")
    rest = s.step("cost on sale", m * sale, f"Those on sale cost # {s.style.currency}")
    s.step("total cost", full + rest, f"In all {a} pays # {s.style.currency}")
    s.forms(
        f"[{a} buys {n} {t} at the full price of {price}] and [{m} more at {p} off|{a} buys {m} more {t} at {p} "
        f"off]. // How much does {a.he} pay (in all/altogether)?",
        f"[A {t.one} costs {price}.] [{a} takes {n} at this price|{a} takes {n} {t} at this price] and "
        f"[{m} others that are reduced by {p}|{a} takes {m} {t} that are reduced by {p}]. "
        f"// What does {a.he} have to pay?",
        f"// How much does {a} pay for [{n} {t} at {price}|{a} buys {n} {t} at {price} each] and "
        f"[{m} more with {p} off that price|{a} buys {m} more {t} with {p} off that price]? "
        f"|| How much does {a} pay in all?",
    )


@family("long.reservoir", topic=TOPIC, steps=5)
def reservoir(s: Scene) -> None:
    """Water in and out over days, with rain: how much is left?"""
    what = s.choose("reservoir", "water tank", "lake", "cistern", "pond")
    days, out, into, rain = (
        s.given("days", 3, 14),
        s.given("liters out per day", 40, 200, 10),
        s.given("liters in per day", 10, 120, 10),
        s.given("liters of rain", 50, 400, 10),
    )
    used = s.step("liters out", out * days, "In that time # liters flow out")
    came = s.step("liters in", into * days, "In that time # liters flow in")
    first = s.given("liters at first", out.n * days.n + 50, out.n * days.n + 2000, 10)
    one = s.step("liters after outflow", first - used, "Without inflow there would be # liters")
    two = s.step("liters after inflow", one + came, "With the inflow there are # liters")
    s.step("liters at the end", two + rain, "With the rain there are # liters")
    s.forms(
        f"[A {what} holds {first} liters of water.] [Every day {out} liters are used|Every day {out} liters are "
        f"used] and [{into} liters flow in|every day {into} liters flow in]. [On one day rain adds {rain} "
        f"liters.|Rain adds {rain} liters.] // How many liters are there after [{days} days|{days} days go by]? "
        f"|| How many liters are in the {what} at the end?",
        f"[For {days} days {out} liters a day are taken from a {what}] while [{into} liters a day flow into "
        f"it|{into} liters a day flow into it]. [In the beginning there were {first} liters] and "
        f"[rain brought another {rain}|rain brought another {rain} liters]. "
        f"// How many liters are in the {what} at the end?",
        f"// How much water, in liters, is in a {what} after [{days} days|{days} days go by] if "
        f"[it starts with {first},|the {what} starts with {first} liters] [loses {out} a day,|the {what} loses "
        f"{out} liters a day] [gets {into} a day|the {what} gets {into} liters a day] and "
        f"[{rain} from rain|the {what} gets {rain} liters from rain]? "
        f"|| How many liters of water are in the {what} at the end?",
    )


@family("long.workout", topic=TOPIC, steps=5)
def workout(s: Scene) -> None:
    """Sets and repetitions of two exercises a day for several days: the difference to a goal."""
    a = s.person()
    x, y = s.choose(("push-ups", "sit-ups"), ("squats", "lunges"), ("jumps", "stretches"), ("laps", "sprints"))
    n, p, m, q = (
        s.given(f"sets of {x}", 2, 6),
        s.given(f"{x} per set", 5, 20),
        s.given(f"sets of {y}", 2, 6),
        s.given(f"{y} per set", 5, 20),
    )
    days = s.given("days", 3, 14)
    one = s.step(f"{x} per day", n * p, f"Each day it is # {x}")
    two = s.step(f"{y} per day", m * q, f"Each day it is # {y}")
    both = s.step("exercises per day", one + two, "Together that is # a day")
    total = s.step("exercises in all", both * days, "In all it is #")
    goal = s.given("goal", int(total.value) + 10, int(total.value) + 500)
    s.step("exercises missing", goal - total, "# are still missing")
    s.forms(
        f"[Every day {a} does {n} sets of {p} {x}] and [{m} sets of {q} {y}|every day {a} does {m} sets of {q} "
        f"{y}]. [{a.his} goal is to do {goal} exercises in all.|{a}'s goal is to do {goal} exercises in all.] "
        f"// How many are still missing after [{days} days|{days} days go by]? "
        "|| How many exercises are still missing?",
        f"[{a} wants to reach {goal} exercises with {x} and {y}.|{a} wants to reach {goal} exercises.] "
        f"[A day's training is {n} sets of {p} {x} and {m} sets of {q} {y}.] "
        f"// How many exercises does {a.he} still have to do after [{days} days of training|there are {days} days "
        f"of training]? || How many exercises does {a} still have to do?",
        f"// How far is {a} from [a goal of {goal} exercises|the goal is {goal} exercises] after "
        f"[{days} days|{days} days go by] with [{n} sets of {p} {x}|each day there are {n} sets of {p} {x}] and "
        f"[{m} sets of {q} {y} a day|each day there are {m} sets of {q} {y}]? "
        f"|| How many exercises is {a} from the goal?",
    )


@family("long.greenhouse", topic=TOPIC, steps=5)
def greenhouse(s: Scene) -> None:
    """Seeds, a percentage that sprouts, some lost, packed in trays and sold."""
    a = s.role("grower")
    t = s.thing("flower", "vegetable")
    beds, per, p = (
        s.given("beds", 2, 10),
        s.given("seeds per bed", 20, 100, 10),
        s.percent("percent sprouted", 50, 60, 75, 80, 90),
    )
    lost, tray, price = (
        s.given("plants lost", 3, 40),
        s.given("plants per tray", 4, 12),
        s.money("price per tray", 5, 20),
    )
    seeds = s.step("seeds", beds * per, "There are # seeds")
    up = s.step("plants", seeds * p / 100, "# plants come up")
    left = s.step("plants left", up - lost, "# plants are left")
    s.need(left.value % tray.n == 0)
    trays = s.step("trays", left // tray, "They fill # trays")
    s.step("money", trays * price, f"{a} gets # {s.style.currency}")
    s.forms(
        f"[{a} sows {beds} beds with {per} seeds of {t} each.|{a} sows {beds} beds with {per} seeds each.] "
        f"[{p} of the seeds come up,|{p} of the seeds come up.] [but {lost} plants are eaten by snails.] "
        f"[The others are sold in trays of {tray} for {price} a tray.|The others are sold in trays of {tray} plants "
        f"for {price} a tray.] // How much money does {a.he} get?",
        f"[In each of {beds} beds {a} plants {per} seeds.] [{p} of them sprout|{p} of the seeds sprout] and "
        f"[{lost} of the young plants die|{lost} of the young plants die]. [A tray of {tray} plants sells for "
        f"{price}.] // How much does {a.he} earn if all the plants are sold? || How much does {a} earn?",
        f"// What does {a} get for plants from [{beds} beds with {per} seeds|there are {beds} beds with {per} seeds "
        f"each] if [{p} of the seeds grow,|{p} of the seeds grow] [{lost} plants are lost|{lost} plants are lost] "
        f"and [trays of {tray} plants bring {price} each]? || What does {a} get for the plants?",
    )


@family("long.orders_two_machines", topic=TOPIC, steps=6)
def orders_two_machines(s: Scene) -> None:
    """Two machines of different speed, one starts later: how many are missing?"""
    what = s.choose("bottles", "toys", "screws", "cups", "bags", "cards", "tiles")
    p, q = s.given(f"{what} per hour by the first", 20, 90, 5), s.given(f"{what} per hour by the second", 20, 90, 5)
    h, later, bad = s.given("hours of the first", 4, 10), s.given("hours later", 1, 3), s.given(f"faulty {what}", 5, 40)
    one = s.step(f"{what} by the first", p * h, f"The first machine makes # {what}")
    time = s.step("hours of the second", h - later, "The second machine runs # hours")
    two = s.step(f"{what} by the second", q * time, f"The second machine makes # {what}")
    both = s.step(f"{what} in all", one + two, f"Together they make # {what}")
    good = s.step(f"good {what}", both - bad, f"# {what} are good")
    order = s.given(f"{what} ordered", int(good.value) + 10, int(good.value) + 400)
    s.step(f"{what} missing", order - good, f"# {what} are missing")
    s.forms(
        f"[One machine makes {p} {what} an hour,|One machine makes {p} {what} an hour.] "
        f"[a second one {q}.|a second machine makes {q} {what} an hour.] [The first runs for {h} hours;|The first "
        f"machine runs for {h} hours.] [the second starts {later('hour')} later and stops at the same time.|the "
        f"second machine starts {later('hour')} later.] [{bad} of the {what} are faulty.|{bad} {what} are faulty.] "
        f"// How many good {what} are missing for [an order of {order}|{order} {what} are ordered]? "
        f"|| How many good {what} are missing for the order?",
        f"[An order asks for {order} {what}.] [A machine that makes {p} an hour runs for {h} hours.|The first "
        f"machine makes {p} {what} an hour and runs for {h} hours.] [Another one with {q} an hour is switched on "
        f"{later('hour')} later than the first|The second machine makes {q} {what} an hour and is switched on "
        f"{later('hour')} later] and both stop together. [{bad} {what} have to be thrown away.] "
        f"// How many {what} are still needed?",
        f"// How many {what} are missing for [an order of {order}|{order} {what} are ordered] if "
        f"[a machine makes {p} an hour for {h} hours,|the first machine makes {p} {what} an hour for {h} hours] "
        f"[another, which starts {later('hour')} later, {q} an hour|the second machine starts {later('hour')} later "
        f"and makes {q} {what} an hour], and [{bad} are faulty|{bad} {what} are faulty]? "
        f"|| How many {what} are missing for the order?",
    )
