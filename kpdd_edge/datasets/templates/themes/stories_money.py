"""Stories of several steps about earning, paying, saving and comparing offers."""

from __future__ import annotations

from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "stories: money"


@family("budget.two_jobs", topic=TOPIC, steps=3, weight=1.2)
def two_jobs(s: Scene) -> None:
    """Two jobs at different pay: the week's earnings."""
    a = s.adult()
    x, y = s.choose(
        ("in a cafe", "as a tutor"), ("at a library", "in a bakery"), ("as a guard", "as a driver"),
        ("in a shop", "on a farm"), ("at a hotel", "as a cleaner"),
    )  # fmt: skip
    h1, h2, p1, p2 = (
        s.given("first job hours", 5, 30),
        s.given("second job hours", 3, 20),
        s.money("first job pay", 8, 25),
        s.money("second job pay", 9, 35),
    )
    one = s.step("first job money", h1 * p1, f"The first job brings # {s.style.currency}")
    two = s.step("second job money", h2 * p2, f"The second job brings # {s.style.currency}")
    s.step("total money", one + two, f"In all {a} earns # {s.style.currency}")
    s.aside(about=a)
    s.forms(
        f"[{a} works {h1} hours a week {x} for {p1} an hour] and [{h2} hours {y} for {p2} an hour|{a} works {h2} "
        f"hours {y} for {p2} an hour]. // How much does {a.he} earn in a week?",
        f"{a} has two jobs. [{x} {a.he} gets {p1} an hour|{a} gets {p1} an hour {x}] and "
        f"[{y} {p2}|{a} gets {p2} an hour {y}]. [This week {a.he} worked {h1} hours in the first job and {h2} in "
        f"the second.|This week {a} worked {h1} hours {x} and {h2} hours {y}.] "
        f"// How much money did {a.he} earn this week?",
        f"// What does {a} earn a week with [{h1} hours {x} at {p1} an hour|{a} works {h1} hours {x} at {p1} an "
        f"hour] and [{h2} hours {y} at {p2} an hour|{a} works {h2} hours {y} at {p2} an hour]? "
        f"|| What does {a} earn a week?",
    )


@family("budget.month", topic=TOPIC, steps=2, weight=1.2)
def month(s: Scene) -> None:
    """Income less three expenses."""
    a = s.adult()
    x, y, z = s.choose(
        ("rent", "food", "transport"), ("rent", "insurance", "groceries"), ("the car", "food", "clothes"),
        ("housing", "school fees", "food"),
    )  # fmt: skip
    one, two, three = (
        s.money(f"spent on {x}", 300, 1200, 50),
        s.money(f"spent on {y}", 100, 600, 10),
        s.money(f"spent on {z}", 50, 300, 10),
    )
    total_ = one.n + two.n + three.n
    income = s.money("monthly income", total_ + 50, total_ + 900, 10)
    spent = s.step("total spent", one + two + three, f"{a} spends # {s.style.currency} a month")
    s.step("money left", income - spent, f"# {s.style.currency} are left")
    s.aside(about=a)
    s.forms(
        f"[{a} earns {income} a month.] [{a.he} pays {one} for {x},|{a} pays {one} for {x}.] "
        f"[{two} for {y}|{a} pays {two} for {y}] and [{three} for {z}|{a} pays {three} for {z}]. "
        "// How much money is left (each month/at the end of the month)? "
        f"|| How much money does {a} have left each month?",
        f"[Every month {a} spends {one} on {x},] [{two} on {y}|every month {a} spends {two} on {y}] and "
        f"[{three} on {z}|every month {a} spends {three} on {z}]. // How much can {a.he} save if "
        f"[{a.he} earns {income} a month|{a} earns {income} a month]?",
        f"// What remains of [{a}'s monthly income of {income}|{a}'s monthly income is {income}] after "
        f"[{one} for {x},|{a} pays {one} for {x}] [{two} for {y}|{a} pays {two} for {y}] and "
        f"[{three} for {z}|{a} pays {three} for {z}]? || What remains of {a}'s monthly income?",
    )


@family("budget.fundraiser", topic=TOPIC, steps=4)
def fundraiser(s: Scene) -> None:
    """Children sell things for a goal: how much is missing?"""
    who, thing = s.choose(
        ("students", "boxes of cookies"), ("scouts", "calendars"), ("players", "T-shirts"),
        ("children", "raffle tickets"), ("choir members", "CDs"), ("volunteers", "candles"),
    )  # fmt: skip
    n, each, price = s.given(who, 5, 30), s.given(f"{thing} each", 3, 15), s.money("price each", 2, 12)
    cost = s.money("cost", 20, 150, 5)
    count = s.step(f"{thing} sold", n * each, f"They sell # {thing}")
    income = s.step("money raised", count * price, f"They raise # {s.style.currency}")
    left = s.step("money after costs", income - cost, f"After costs it is # {s.style.currency}")
    goal = s.money("goal", int(left.value) + 10, int(left.value) + 900, 5)
    s.step("money missing", goal - left, f"# {s.style.currency} are still missing")
    s.forms(
        f"[{n} {who} want to raise {goal}.|{who} want to raise {goal}.] [Each of them sells {each} {thing} at "
        f"{price} each.|Each of the {n} {who} sells {each} {thing} at {price} each.] "
        f"[They have to pay {cost} for the materials.] // How much money is still missing?",
        f"[A group of {n} {who} sells {thing} for {price} each.] [Everyone sells {each} of them.|Everyone sells "
        f"{each} of the {thing}.] [The costs are {cost}] and [the goal is to raise {goal}|the goal is to raise "
        f"{goal}]. "
        f"// How much do they still need (to reach their goal/)? || How much money do the {who} still need to reach "
        "their goal?",
        f"// How much is missing to [a goal of {goal}|the goal is {goal}] if [{n} {who} sell {each} {thing} each] "
        f"at [{price}|each costs {price}] and [the costs are {cost}]? || How much is missing to the goal?",
    )


@family("budget.phone_plan", topic=TOPIC, steps=3)
def phone_plan(s: Scene) -> None:
    """A base fee and so much for everything beyond a limit."""
    a = s.adult()
    what, unit, base_low, base_high = s.choose(
        ("phone plan", "minutes", 10, 40), ("internet plan", "gigabytes", 15, 50), ("gym", "classes", 20, 60),
        ("car rental", "miles", 30, 90), ("bike rental", "hours", 8, 25),
    )  # fmt: skip
    free, over = s.given(f"free {unit}", 5, 100, 5), s.whole(2, 40)
    used = s.given(f"{unit} used", free.n + over)
    base, price = s.money("base fee", base_low, base_high), s.money(f"price per extra {unit}", 0.5, 4, 0.5)
    extra = s.step(f"extra {unit}", used - free, f"{a} uses # {unit} too many")
    fee = s.step("extra fee", extra * price, f"They cost # {s.style.currency}")
    s.step("total cost", base + fee, f"In all it is # {s.style.currency}")
    one = {"gigabytes": "gigabyte", "classes": "class", "minutes": "minute", "miles": "mile", "hours": "hour"}[unit]
    s.forms(
        f"[{a}'s {what} costs {base} and includes {free} {unit}.] [Every further {one} costs {price}.] "
        f"// How much does {a.he} pay for [{used} {unit}|{a} uses {used} {unit}]? || How much does {a} pay?",
        f"[A {what} costs {base} for the first {free} {unit}] and [{price} for each {one} beyond that|each further "
        f"{one} costs {price}]. [{a} used {used} {unit}.] // What was {a.his} bill?",
        f"{a} has a {what} [for {base}|the {what} costs {base}] with [{free} free {unit}|{free} {unit} are free]. "
        f"[{a.he} uses {used} {unit}|{a} uses {used} {unit}] and [pays {price} for each {one} above the limit|{a} "
        f"pays {price} for each {one} above the limit]. // How much does it cost in all? "
        f"|| How much does {a} pay in all?",
    )


@family("budget.taxi", topic=TOPIC, steps=3, weight=1.2)
def taxi(s: Scene) -> None:
    """A base fare, a fare per mile, and a tip."""
    a = s.adult()
    base, per, miles, tip = (
        s.money("base fare", 2, 6),
        s.money("fare per mile", 1, 4, 0.5),
        s.given("miles", 3, 25),
        s.money("tip", 1, 8),
    )
    ride = s.step("fare for miles", per * miles, f"The miles cost # {s.style.currency}")
    fare = s.step("fare", base + ride, f"The fare is # {s.style.currency}")
    s.step("total paid", fare + tip, f"With the tip it is # {s.style.currency}")
    s.forms(
        f"[A taxi charges {base} plus {per} a mile.] [{a} rides {miles} miles] and "
        f"[gives the driver a tip of {tip}|{a} gives a tip of {tip}]. "
        f"// How much does {a.he} pay (in all/altogether)?",
        f"[{a} took a taxi for {miles} miles.] [The ride costs {base} at the start] and "
        f"[{per} for every mile|it costs {per} for every mile]. // How much did {a.he} spend if "
        f"[{a.he} also gave a tip of {tip}|{a} gave a tip of {tip}]?",
        f"// What does {a} pay for a taxi [with a base fare of {base}|the base fare is {base}] and "
        f"[{per} a mile|a mile costs {per}] on [a ride of {miles} miles|the ride is {miles} miles long] with "
        f"[a tip of {tip}|the tip is {tip}]? || What does {a} pay for the taxi?",
    )


@family("budget.yearly_plan", topic=TOPIC, steps=2)
def yearly_plan(s: Scene) -> None:
    """Paying by the month or by the year: the saving."""
    a = s.adult()
    what = s.choose("magazine", "music service", "gym", "newspaper", "streaming service", "garden club", "language app")
    per = s.money("price per month", 4, 40)
    year = s.money("price per year", per.n * 8, per.n * 12 - 2)
    months = s.step("price of twelve months", per * 12, f"Twelve months cost # {s.style.currency}")
    s.step("money saved", months - year, f"{a} saves # {s.style.currency}")
    s.forms(
        f"[A {what} costs {per} a month] or [{year} for a whole year|a whole year costs {year}]. "
        f"// How much does {a} save (in a year /)by paying for the whole year?",
        f"[{a} pays {per} every month for a {what}.] [If {a.he} paid by the year, it would be {year}.|By the year "
        f"it costs {year}.] // How much would {a.he} save per year? || How much would {a} save per year by paying "
        "for the whole year?",
        f"// How much does {a} save in a year with [a yearly {what} plan of {year}|a yearly {what} plan costs "
        f"{year}] if [a month costs {per}]? || How much does {a} save in a year?",
    )


@family("budget.parking", topic=TOPIC, steps=3)
def parking(s: Scene) -> None:
    """The first hour and the others at different prices."""
    a = s.adult()
    place, unit = s.choose(
        ("parking garage", "hour"), ("boat rental", "hour"), ("bike rental", "hour"), ("storage room", "day"),
        ("campsite", "night"), ("tool rental", "day"),
    )  # fmt: skip
    n = s.given(f"{unit}s", 3, 12)
    first = s.money(f"first {unit}", 4, 20)
    more = s.money(f"each further {unit}", 1, max(2, first.n - 1))
    rest = s.step(f"further {unit}s", n - 1, f"There are # further {unit}s")
    cost = s.step("cost of the rest", rest * more, f"They cost # {s.style.currency}")
    s.step("total cost", first + cost, f"In all it is # {s.style.currency}")
    s.forms(
        f"[A {place} charges {first} for the first {unit}] and [{more} for each {unit} after that|each {unit} "
        f"after the first costs {more}]. // How much does {a} pay for [{n} {unit}s|{a} stays {n} {unit}s]? "
        f"|| How much does {a} pay?",
        f"[{a} used a {place} for {n} {unit}s.] [The first {unit} cost {first},|The first {unit} cost {first}.] "
        f"[each further {unit} {more}.|each further {unit} cost {more}.] // What did {a.he} have to pay?",
        f"// What does {a} pay for [{n} {unit}s|{a} stays {n} {unit}s] at a {place} if "
        f"[the first {unit} is {first}|the first {unit} costs {first}] and [each one after it {more}|each one after "
        f"it costs {more}]? || What does {a} pay?",
    )


@family("budget.garage_sale", topic=TOPIC, steps=4, weight=1.2)
def garage_sale(s: Scene) -> None:
    """Three kinds of things are sold: the total."""
    a = s.person()
    t, u, w = s.thing("reading"), s.thing("toy"), s.thing("kitchen", "clothing")
    n, m, k = s.given(str(t), 3, 15), s.given(str(u), 2, 12), s.given(str(w), 2, 10)
    p, q, r = (
        s.money(f"price per {t.one}", 1, 4),
        s.money(f"price per {u.one}", 2, 8),
        s.money(f"price per {w.one}", 1, 12),
    )
    one = s.step(f"money from {t}", n * p, f"The {t} bring # {s.style.currency}")
    two = s.step(f"money from {u}", m * q, f"The {u} bring # {s.style.currency}")
    three = s.step(f"money from {w}", k * r, f"The {w} bring # {s.style.currency}")
    s.step("total money", one + two + three, f"In all {a} gets # {s.style.currency}")
    s.aside(about=a)
    s.forms(
        f"At a yard sale [{a} sold {n(t)} for {p} each,] [{m(u)} for {q} each|{a} sold {m(u)} for {q} each] and "
        f"[{k(w)} for {r} each|{a} sold {k(w)} for {r} each]. // How much money did {a.he} make?",
        f"[{a} asks {p} for a {t.one},|{a} asks {p} for each {t.one}.] [{q} for a {u.one}|{a} asks {q} for each "
        f"{u.one}] and [{r} for a {w.one}|{a} asks {r} for each {w.one}]. [{a.he} sells {n(t)}, {m(u)} and {k(w)}.] "
        f"// How much does {a.he} take in?",
        f"// What are {a}'s takings from [{n(t)} at {p},|{a} sells {n(t)} at {p} each] "
        f"[{m(u)} at {q}|{a} sells {m(u)} at {q} each] and [{k(w)} at {r} each|{a} sells {k(w)} at {r} each]? "
        f"|| What are {a}'s takings?",
    )


@family("budget.installments", topic=TOPIC, steps=3)
def installments(s: Scene) -> None:
    """Down payment and monthly payments against the cash price."""
    a, item = (
        s.adult(),
        s.choose("laptop", "sofa", "piano", "bed", "guitar", "washing machine", "scooter", "camera", "fridge"),
    )
    down, per, months = (
        s.money("down payment", 20, 150, 5),
        s.money("monthly payment", 10, 60),
        s.given("months", 4, 24),
    )
    paid = s.step("paid in months", per * months, f"The monthly payments make # {s.style.currency}")
    total = s.step("total paid", down + paid, f"In all it is # {s.style.currency}")
    cash = s.money("cash price", max(30, int(total.value) - 150), int(total.value) - 5)
    s.step("extra cost", total - cash, f"That is # {s.style.currency} more")
    s.forms(
        f"[A {item} costs {cash} in cash.] [{a} pays {down} at once and then {per} a month for {months} months.] "
        f"// How much more than the cash price does {a.he} pay?",
        f"[{a} buys a {item} with a down payment of {down}|{a} makes a down payment of {down}] and "
        f"[{months} monthly payments of {per}|{a} makes {months} monthly payments of {per}]. "
        f"[The cash price is {cash}.] // How much would {a.he} have saved by paying cash?",
        f"// How much more does {a} pay for [a {item} of {cash}|a {item} costs {cash} in cash] with "
        f"[{down} down|{a} pays {down} down] and [{per} a month for {months} months|{a} pays {per} a month for "
        f"{months} months]? || How much more than the cash price does {a} pay for the {item}?",
    )


@family("budget.present_shared", topic=TOPIC, steps=4)
def present_shared(s: Scene) -> None:
    """A present is bought with a discount and shared by friends."""
    n = s.given("friends", 2, 8)
    t = s.thing("electronic")
    price, p = s.money("price", 40, 240, 10), s.percent("percent off", 10, 20, 25, 40, 50)
    card = s.money("card", 2, 8)
    cut = s.step("discount", price * p / 100, f"The discount is # {s.style.currency}")
    sale = s.step("sale price", price - cut, f"The {t.one} costs # {s.style.currency}")
    total = s.step("total cost", sale + card, f"With the card it is # {s.style.currency}")
    s.step("share of each", total / n, f"Each pays # {s.style.currency}")
    a = s.child()
    s.forms(
        f"[{n} friends buy {a} a {t.one} as a present.|{n} friends buy a {t.one} as a present.] "
        f"[It costs {price}, but they get {p} off.|The {t.one} costs {price}, but they get {p} off.] "
        f"[They also buy a card for {card}] and [share the cost equally|they share the cost equally]. "
        "// How much does each friend pay?",
        f"For {a}'s birthday [{n} friends share the cost of a {t.one} and a card equally]. "
        f"[The {t.one} is {price} with a discount of {p}] and [the card is {card}]. "
        "// What is the share of each friend?",
        f"// How much does each of [{n} friends|there are {n} friends] give for {a}'s present if "
        f"[a {t.one} of {price} is {p} off|a {t.one} costs {price} and is {p} off] and [the card costs {card}]? "
        f"|| How much does each friend give for {a}'s present?",
    )


@family("budget.movie_night", topic=TOPIC, steps=4, weight=1.2)
def movie_night(s: Scene) -> None:
    """Tickets and snacks for a group: the change."""
    a = s.adult()
    event, snack = s.choose(
        ("movies", "bag of popcorn"), ("circus", "bag of peanuts"), ("ball game", "hot dog"), ("concert", "drink"),
        ("fair", "ice cream"), ("zoo", "sandwich"),
    )  # fmt: skip
    n, ticket, price = s.given("people", 3, 8), s.money("ticket price", 5, 18), s.money(f"price per {snack}", 2, 7)
    one = s.step("cost of tickets", n * ticket, f"The tickets cost # {s.style.currency}")
    two = s.step("cost of snacks", n * price, f"The snacks cost # {s.style.currency}")
    total = s.step("total cost", one + two, f"Together it is # {s.style.currency}")
    have = s.money("money at first", int(total.value) + 2, int(total.value) + 60)
    s.step("money left", have - total, f"# {s.style.currency} are left")
    s.aside(f"The {event} is {s.noise(2, 20)} miles from {a}'s home.", about=a)
    s.forms(
        f"[{a} goes to the {event} with {a.own} family; they are {n} people.|There are {n} people.] "
        f"[A ticket costs {ticket}] and [everyone gets a {snack} for {price}]. "
        f"// How much is left of [{a.own} {have}|{a} has {have}]? || How much money does {a} have left?",
        f"[{a} has {have}] and takes a group of [{n} people (in all/)|there are {n} people] to the {event}. "
        f"[Each ticket is {ticket}.] [{a.he} also buys one {snack} for each person at {price}.|{a} buys one {snack} "
        f"for each person at {price}.] // How much money does {a.he} have left?",
        f"// How much does {a} have left of [{have}|{a} has {have}] if [{n} people go to the {event}|{n} people go "
        f"to the {event}], [a ticket costs {ticket}|a ticket costs {ticket}] and "
        f"[each person gets a {snack} for {price}]? || How much money does {a} have left?",
    )


@family("budget.savings_three_months", topic=TOPIC, steps=4)
def savings_three_months(s: Scene) -> None:
    """Saved in three months with multiples, less a purchase."""
    a, t = s.person(), s.thing("sport", "clothing", "toy")
    m1, m2, m3 = s.choose(
        ("January", "February", "March"), ("June", "July", "August"), ("September", "October", "November"),
    )  # fmt: skip
    first, k, more = s.money(f"saved in {m1}", 10, 80), s.factor("times as much", 2, 3), s.money("difference", 3, 30)
    two = s.step(f"saved in {m2}", first * k, f"In {m2}, {a} saved # {s.style.currency}")
    three = s.step(f"saved in {m3}", two + more, f"In {m3}, {a} saved # {s.style.currency}")
    total = s.step("total saved", first + two + three, f"In all it is # {s.style.currency}")
    price = s.price(f"{t.one} price", t, whole=True)
    s.step("money left", total - price, f"After the {t.one} {a} has # {s.style.currency} left")
    s.forms(
        f"[{a} saved {first} in {m1}.] [In {m2}, {a.he} saved {k} as much|In {m2}, {a} saved {k} as much as in "
        f"{m1}] and [in {m3}, {more} more than in {m2}|in {m3}, {a} saved {more} more than in {m2}]. "
        f"[Then {a.he} bought a {t.one} for {price}.] // How much money does {a.he} have left?",
        f"[In {m1}, {a} put aside {first}.] [In {m2} it was {k} that amount|In {m2} {a} put aside {k} as much] and "
        f"[in {m3} {more} more than in {m2}|in {m3} {a} put aside {more} more than in {m2}]. "
        f"// How much is left after {a.he} buys [a {t.one} for {price}|a {t.one} costs {price}]? "
        f"|| How much money does {a} have left?",
        f"{a} wants to know what is left of three months of saving after buying "
        f"[a {t.one} for {price}|a {t.one} costs {price}]. [{m1}: {first};|In {m1} {a} saved {first}] "
        f"[{m2}: {k} as much as in {m1};|in {m2} {a} saved {k} as much as in {m1}] "
        f"[{m3}: {more} more than in {m2}.|in {m3} {a} saved {more} more than in {m2}.] // How much money is left? "
        f"|| How much money does {a} have left?",
    )


@family("budget.crops", topic=TOPIC, steps=4)
def crops(s: Scene) -> None:
    """Acres, yield, price and costs of a farm."""
    a = s.role("grower")
    crop, unit = s.choose(
        ("wheat", "bushels"), ("corn", "bushels"), ("cotton", "bales"), ("rice", "sacks"), ("potatoes", "sacks"),
        ("hay", "bales"),
    )  # fmt: skip
    acres, per, price, cost = (
        s.given("acres", 5, 60),
        s.given(f"{unit} per acre", 3, 40),
        s.money(f"price per {unit[:-1]}", 2, 20),
        s.money("cost per acre", 5, 40),
    )
    total = s.step(f"total {unit}", acres * per, f"The harvest is # {unit}")
    income = s.step("income", total * price, f"It sells for # {s.style.currency}")
    costs = s.step("total cost", acres * cost, f"The costs are # {s.style.currency}")
    s.step("profit", income - costs, f"The profit is # {s.style.currency}")
    s.forms(
        f"[{a} grows {crop} on {acres} acres.] [Each acre gives {per} {unit},|Each acre gives {per} {unit}.] "
        f"[and a {unit[:-1]} sells for {price}.] [The costs are {cost} per acre.] // What is {a.his} profit?",
        f"[On each of {acres} acres {a} harvests {per} {unit} of {crop}.] [One {unit[:-1]} is worth {price}.] "
        f"[Seeds and water cost {cost} for every acre.] // How much profit does {a.he} make?",
        f"// What does {a} gain from [{acres} acres of {crop}|there are {acres} acres of {crop}] if "
        f"[an acre gives {per} {unit},|an acre gives {per} {unit}] [a {unit[:-1]} brings {price}|a {unit[:-1]} "
        f"brings {price}] and [an acre costs {cost} to farm]? || What does {a} gain from the {crop}?",
    )


@family("budget.gym_visits", topic=TOPIC, steps=3)
def gym_visits(s: Scene) -> None:
    """A monthly pass against single tickets."""
    a = s.person()
    place = s.choose("pool", "gym", "museum", "ice rink", "climbing hall")
    visits, weeks, single = s.given("visits per week", 2, 5), s.given("weeks", 3, 8), s.money("price per visit", 4, 15)
    count = s.step("visits", visits * weeks, f"{a} goes there # times")
    cost = s.step("cost of single tickets", count * single, f"Single tickets cost # {s.style.currency}")
    pass_ = s.money("price of pass", int(cost.value) // 3, int(cost.value) - 3)
    s.step("money saved", cost - pass_, f"The pass saves # {s.style.currency}")
    s.forms(
        f"[{a} goes to the {place} {visits} times a week for {weeks} weeks.] [A single ticket costs {single},|A "
        f"single ticket costs {single}.] [a pass for the whole time {pass_}.|A pass for the whole time costs "
        f"{pass_}.] // How much does {a.he} save with the pass?",
        f"[A pass for the {place} costs {pass_}] and [a single visit {single}|a single visit costs {single}]. "
        f"// How much cheaper is the pass for {a} if [{a.he} goes {visits} times a week|{a} goes {visits} times a "
        f"week] for [{weeks} weeks|this lasts {weeks} weeks]? || How much cheaper is the pass for {a}?",
        f"// How much does {a} save with [a pass for {pass_}|a pass costs {pass_}] instead of tickets "
        f"[for {single} each|a single ticket costs {single}] by going to the {place} "
        f"[{visits} times a week|{a} goes {visits} times a week] for [{weeks} weeks|this lasts {weeks} weeks]? "
        f"|| How much does {a} save with the pass?",
    )


@family("budget.allowance", topic=TOPIC, steps=4)
def allowance(s: Scene) -> None:
    """A weekly allowance with chores, less weekly spending: the savings."""
    a = s.child()
    weekly, chores, per = (
        s.money("weekly allowance", 4, 20),
        s.given("chores per week", 2, 8),
        s.money("pay per chore", 1, 4),
    )
    extra = s.step("chore money per week", chores * per, f"The chores bring # {s.style.currency} a week")
    income = s.step("income per week", weekly + extra, f"Each week {a} gets # {s.style.currency}")
    spent, weeks = s.money("spent per week", 2, int(income.value) - 2), s.given("weeks", 3, 20)
    kept = s.step("saved per week", income - spent, f"{a} saves # {s.style.currency} a week")
    s.step("total saved", kept * weeks, f"In all it is # {s.style.currency}")
    s.forms(
        f"[{a} gets an allowance of {weekly} a week.] [{a.he} also does {chores} chores a week for {per} each.] "
        f"[{a.he} spends {spent} every week] and saves the rest. // How much does {a.he} save in "
        f"[{weeks} weeks|{weeks} weeks go by]? || How much does {a} save?",
        f"[Every week {a} gets {weekly} from {a.own} parents] and [earns {per} for each of {chores} chores|every "
        f"week {a} earns {per} for each of {chores} chores]. // If [{a.he} spends {spent} a week|{a} spends {spent} "
        f"a week], how much will {a.he} have after [{weeks} weeks|{weeks} weeks go by]? "
        f"|| How much will {a} have saved?",
        f"// How much does {a} save in [{weeks} weeks|there are {weeks} weeks] with "
        f"[{weekly} a week as an allowance,|{a} gets an allowance of {weekly} a week] "
        f"[{chores} chores a week at {per} each|{a} does {chores} chores a week at {per} each] and "
        f"[{spent} a week spent|{a} spends {spent} a week]? || How much does {a} save?",
    )


@family("budget.earn_more_than", topic=TOPIC, steps=4)
def earn_more_than(s: Scene) -> None:
    """Two people's pay for different hours: the difference over weeks."""
    a, b = s.child(), s.child()
    h1, h2, p1, p2 = (
        s.given(f"{a} hours", 10, 40),
        s.given(f"{b} hours", 8, 40),
        s.money(f"{a} pay", 10, 30),
        s.money(f"{b} pay", 8, 30),
    )
    weeks = s.given("weeks", 2, 8)
    one = s.step(f"{a} money per week", h1 * p1, f"{a} earns # {s.style.currency} a week")
    two = s.step(f"{b} money per week", h2 * p2, f"{b} earns # {s.style.currency} a week")
    gap = s.step("difference per week", one - two, f"{a} earns # {s.style.currency} more a week")
    s.step("total difference", gap * weeks, f"In all it is # {s.style.currency} more")
    s.forms(
        f"[{a} works {h1} hours a week for {p1} an hour.] [{b} works {h2} hours a week for {p2} an hour.] "
        f"// How much more does {a} earn than {b} in [{weeks} weeks|{weeks} weeks go by]? "
        f"|| How much more does {a} earn than {b}?",
        f"[{b} earns {p2} an hour and works {h2} hours a week,|{b} earns {p2} an hour and works {h2} hours a week.] "
        f"[{a} earns {p1} and works {h1} hours.|{a} earns {p1} an hour and works {h1} hours a week.] "
        f"// By how much are {a}'s earnings higher after [{weeks} weeks|{weeks} weeks go by]? "
        f"|| By how much are {a}'s earnings higher than {b}'s?",
        f"// How much more than {b} does {a} earn in [{weeks} weeks|there are {weeks} weeks] if "
        f"[{a} works {h1} hours a week at {p1}|{a} works {h1} hours a week at {p1} an hour] and "
        f"[{b} {h2} hours a week at {p2}|{b} works {h2} hours a week at {p2} an hour]? "
        f"|| How much more than {b} does {a} earn?",
    )


@family("budget.school_trip", topic=TOPIC, steps=4, weight=1.2)
def school_trip(s: Scene) -> None:
    """A class trip: bus, entrance for everybody, shared by the students."""
    a = s.adult()
    n, k = s.given("students", 12, 40), s.given("adults", 2, 5)
    entry = s.money("entrance fee", 3, 15)
    share = s.whole(int(entry.value) + 3, 40)
    bus = s.money_of("cost of bus", share * n.n - (n.n + k.n) * entry.n)
    s.need(bus.n > 40)
    people = s.step("people", n + k, "# people go on the trip")
    fees = s.step("entrance fees", people * entry, f"The entrance costs # {s.style.currency}")
    total = s.step("total cost", fees + bus, f"Together with the bus it is # {s.style.currency}")
    s.step("share of each student", total / n, f"Each student pays # {s.style.currency}")
    place = s.choose("museum", "zoo", "castle", "science center", "aquarium")
    s.forms(
        f"[{a} plans a trip to a {place} for {n} students and {k} adults.] [The bus costs {bus}] and "
        f"[the entrance is {entry} per person]. [The students share the whole cost equally.] "
        "// How much does each student pay?",
        f"[{n} students and {k} adults visit a {place} with {a}.|{n} students and {k} adults visit a {place}.] "
        f"[Every person pays {entry} for the entrance|Every person pays {entry} for the entrance] and "
        f"[the bus costs {bus} (in all/)|the bus costs {bus}]. // How much must each student pay if the students "
        "share all of the costs equally?",
        f"// What must each student pay for {a}'s trip if [{n} students and {k} adults go,|{n} students and {k} "
        f"adults go] [everyone needs a ticket for {entry}|everyone needs a ticket for {entry}], "
        f"[the bus is {bus}|the bus costs {bus}] and the students pay for everything in equal parts? "
        "|| What must each student pay?",
    )
