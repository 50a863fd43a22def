"""Shopping: prices, totals, change, unit prices, what can be bought."""

from __future__ import annotations

from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "shopping"


@family("money.total_price", topic=TOPIC, steps=1, weight=1.5)
def total_price(s: Scene) -> None:
    """So many things at so much each."""
    a, t = s.person(), s.thing("cheap", "goods", "collectable")
    n, price = s.given(str(t), 2, 15), s.price(f"price per {t.one}", t)
    s.step("total price", n * price, f"That is # {s.style.currency}")
    s.aside(about=a)
    pay = f"How much (money /)did {a.he} (spend/pay) (in all/altogether/in total)?"
    s.forms(
        f"[{a} bought {n(t)}.] [Each {t.one} cost {price}.] // {pay}",
        f"[{a} bought {n(t)}] for [{price} each|each {t.one} cost {price}]. // {pay}",
        f"[A {t.one} costs {price}.] // How much do [={n(t)}|there are {n(t)}] cost?",
        f"[{t} cost {price} each.] // How much must {a} pay for [={n} of them|{a} buys {n(t)}]? "
        f"|| How much must {a} pay for {n(t)}?",
        f"// What is the (total price/cost) of [={n(t)}|there are {n(t)}] if [one {t.one} costs {price}]?",
        f"[{a} sells {t} for {price} each.] [Today {a.he} sold {n}.|Today {a} sold {n(t)}.] "
        f"// How much money did {a.he} make?",
    )


@family("money.unit_price", topic=TOPIC, steps=1, weight=1.5)
def unit_price(s: Scene) -> None:
    """So much for so many: how much for one?"""
    a, t = s.person(), s.thing("cheap", "goods")
    n = s.given(str(t), 2, 12)
    total = s.money_of("total price", s.worth(t) * n.n)
    s.step(f"price per {t.one}", total / n, f"One {t.one} costs # {s.style.currency}", decimals=True)
    s.aside(about=a)
    s.forms(
        f"[{a} paid {total} for {n(t)}.] All of them cost the same. // How much did (each {t.one}/one {t.one}) cost?",
        f"[{n(t)} cost {total}.] // (What is the price of one {t.one}?/How much does one {t.one} cost?)",
        f"[{a} bought {n} (equally expensive /){t}|{a} bought {n(t)}] and [paid {total} in all|{a} paid {total} in "
        f"all]. // How much did {a.he} pay per {t.one}?",
        f"// If [{n(t)} cost {total}], what does one {t.one} cost?",
    )


@family("money.how_many_can_buy", topic=TOPIC, steps=1, weight=1.5)
def how_many_can_buy(s: Scene) -> None:
    """So much money, so much each: how many can be bought?"""
    a, t = s.person(), s.thing("cheap", "toy", "reading", "linen")
    price = s.price(f"price per {t.one}", t)
    n = s.whole(2, 15)
    had = s.money_of("money", price.value * n)
    # cents make floats of the program's numbers, and 0.9 // 0.3 is 2
    s.step(str(t), had // price if price.value.denominator == 1 else had / price, f"{a} can buy # {t}")
    s.aside(about=a)
    s.forms(
        f"[{a} has {had}.] [A {t.one} costs {price}.] // How many {t} can {a.he} buy?",
        f"[One {t.one} costs {price}.] // How many {t} can {a} buy [(with/for) {had}|{a} has {had}]?",
        f"[{a} spent {had} on {t}.] [Each {t.one} cost {price}.] // How many {t} did {a.he} buy?",
        f"[{t} cost {price} each] and [{a} paid {had}]. // How many {t} did {a.he} get?",
    )


@family("money.change", topic=TOPIC, steps=1, weight=1.5)
def change(s: Scene) -> None:
    """Change from a note."""
    a, t = s.person(), s.thing("cheap", "toy", "reading", "kitchen")
    cost = s.price(f"{t.one} price", t)
    notes = [note for note in (5, 10, 20, 50, 100) if note > cost.value]
    s.need(bool(notes))
    paid = s.money_of("money paid", s.choose(*notes[:2]))
    s.step("change", paid - cost, f"{a} gets # {s.style.currency} back")
    s.aside(about=a)
    bill = s.style.note
    ask = f"How much change (does/did) {a.he} get? || How much change does {a} get?"
    s.forms(
        f"[{a} buys a {t.one} for {cost}.] [{a.he} pays with a {paid:adj} {bill}.] // {ask}",
        f"[A {t.one} costs {cost}.] [{a} gives the (cashier/clerk/seller) {paid}.] // {ask}",
        f"[{a} paid with a {paid:adj} {bill}] for [a {t.one} that cost {cost}|the {t.one} cost {cost}]. "
        f"// How much money did {a.he} get back?",
        f"// How much change does {a} get from [{paid}|{a} pays with {paid}] for "
        f"[a {t.one} that costs {cost}|the {t.one} costs {cost}]?"
        f" || How much change does {a} get?",
    )


@family("money.change_several", topic=TOPIC, steps=2, weight=1.5)
def change_several(s: Scene) -> None:
    """Several things at one price, paid with a note: the change."""
    a, t = s.person(), s.thing("cheap")
    n, price = s.given(str(t), 2, 9), s.price(f"price per {t.one}", t)
    cost = s.step("total cost", n * price, f"The {t} cost # {s.style.currency}")
    notes = [note for note in (5, 10, 20, 50, 100) if note > cost.value]
    s.need(bool(notes))
    paid = s.money_of("money paid", s.choose(*notes[:2]))
    s.step("change", paid - cost, f"{a} gets # {s.style.currency} back")
    s.aside(about=a)
    bill = s.style.note
    s.forms(
        f"[{a} bought {n(t)} for {price} each.] [{a.he} paid with a {paid:adj} {bill}.] "
        f"// How much change did {a.he} get?",
        f"[A {t.one} costs {price}.] [{a} buys {n} of them|{a} buys {n(t)}] and "
        f"[pays with {paid}|{a} pays with {paid}]. // How much (money /)does {a.he} get back?",
        f"[{a} has {paid}] and [buys {n(t)}|{a} buys {n(t)}] at [{price} each|each {t.one} costs {price}]. "
        f"// How much money does {a.he} have left?",
        f"// How much is left of [{paid}|{a} has {paid}] after {a} buys [{n(t)}|{a} buys {n(t)}] for "
        f"[{price} each|each {t.one} costs {price}]?"
        f" || How much money does {a} have left?",
    )


@family("money.two_items", topic=TOPIC, steps=1)
def two_items(s: Scene) -> None:
    """Two different things: how much together?"""
    a = s.person()
    t, u = s.alike(2, "clothing", "toy", "stationery", "kitchen", "sport", "fruit", "furniture", "electronic", "bakery")
    one, two = s.price(f"{t.one} price", t), s.price(f"{u.one} price", u)
    s.step("total price", one + two, f"Together they cost # {s.style.currency}")
    s.aside(about=a)
    pay = f"How much did {a.he} (spend/pay) (in all/altogether)?"
    s.forms(
        f"[{a} bought a {t.one} for {one}] and [a {u.one} for {two}|{a} bought a {u.one} for {two}]. // {pay}",
        f"[A {t.one} costs {one}] and [a {u.one} costs {two}]. // How much do a {t.one} and a {u.one} cost together?",
        f"[{a} paid {one} for a {t.one}.] [Then {a.he} paid {two} for a {u.one}.] // {pay}",
        f"// How much does {a} need to buy both a {t.one} [for {one}|the {t.one} costs {one}] and a {u.one} "
        f"[for {two}|the {u.one} costs {two}]?"
        f" || How much does {a} need to buy both a {t.one} and a {u.one}?",
    )


@family("money.two_items_left", topic=TOPIC, steps=2, weight=1.2)
def two_items_left(s: Scene) -> None:
    """Two things bought: how much money is left?"""
    a = s.person()
    t, u = s.alike(2, "clothing", "toy", "stationery", "kitchen", "sport", "reading")
    one, two = s.price(f"{t.one} price", t), s.price(f"{u.one} price", u)
    spent = s.step("money spent", one + two, f"{a} spent # {s.style.currency}")
    had = s.money("money at first", int(spent.value) + 2, int(spent.value) + 80)
    s.step("money left", had - spent, f"{a} has # {s.style.currency} left")
    s.aside(about=a)
    left = f"How much money does {a.he} have left?"
    s.forms(
        f"[{a} had {had}.] [{a.he} bought a {t.one} for {one}|{a} bought a {t.one} for {one}] and "
        f"[a {u.one} for {two}|{a} bought a {u.one} for {two}]. // {left}",
        f"[{a} went shopping with {had}.] [{a.he} spent {one} on a {t.one}.] [A {u.one} cost {a.him} {two}.|A "
        f"{u.one} cost {a} {two}.] // {left}",
        f"[A {t.one} costs {one}] and [a {u.one} costs {two}]. [{a} has {had}.] "
        f"// How much will {a.he} have left after buying (both/the two)?"
        f" || How much money will {a} have left after buying a {t.one} and a {u.one}?",
    )


@family("money.two_kinds", topic=TOPIC, steps=3, weight=1.5)
def two_kinds(s: Scene) -> None:
    """So many of one thing and so many of another: the whole price."""
    a = s.person()
    t, u = s.alike(2, "fruit", "bakery", "stationery", "toy", "drink", "flower", "reading", "vegetable")
    n, m = s.given(str(t), 2, 9), s.given(str(u), 2, 9)
    p, q = s.price(f"price per {t.one}", t), s.price(f"price per {u.one}", u)
    one = s.step(f"cost of {t}", n * p, f"The {t} cost # {s.style.currency}")
    two = s.step(f"cost of {u}", m * q, f"The {u} cost # {s.style.currency}")
    s.step("total cost", one + two, f"In all it is # {s.style.currency}")
    s.aside(about=a)
    pay = (
        f"How much (did {a.he} spend in all/did {a.he} pay altogether/was the total)? || How much did {a} spend in all?"
    )
    s.forms(
        f"[{a} bought {n(t)} for {p} each] and [{m(u)} for {q} each|{a} bought {m(u)} for {q} each]. // {pay}",
        f"[A {t.one} costs {p}] and [a {u.one} costs {q}]. // How much do [={n(t)}|there are {n(t)}] and "
        f"[={m(u)}|there are {m(u)}] cost together?",
        f"[At the market {t} cost {p} each] and [{u} cost {q} each]. [{a} bought {n(t)}] and "
        f"[{m(u)}|{a} bought {m(u)}]. // {pay}",
        f"[{a} needs {n(t)} and {m(u)}.] [One {t.one} costs {p},|One {t.one} costs {p}.] "
        f"[one {u.one} {q}.|one {u.one} costs {q}.] // How much will {a.he} pay?",
    )


@family("money.two_kinds_change", topic=TOPIC, steps=4)
def two_kinds_change(s: Scene) -> None:
    """Two kinds bought and paid with a note: the change."""
    a = s.person()
    t, u = s.alike(2, "fruit", "bakery", "stationery", "drink", "vegetable")
    n, m = s.given(str(t), 2, 6), s.given(str(u), 2, 6)
    p, q = s.price(f"price per {t.one}", t), s.price(f"price per {u.one}", u)
    one = s.step(f"cost of {t}", n * p, f"The {t} cost # {s.style.currency}")
    two = s.step(f"cost of {u}", m * q, f"The {u} cost # {s.style.currency}")
    cost = s.step("total cost", one + two, f"Together that is # {s.style.currency}")
    notes = [note for note in (10, 20, 50, 100) if note > cost.value]
    s.need(bool(notes))
    paid = s.money_of("money paid", notes[0])
    s.step("change", paid - cost, f"{a} gets # {s.style.currency} back")
    bill = s.style.note
    s.forms(
        f"[{a} buys {n(t)} at {p} each] and [{m(u)} at {q} each|{a} buys {m(u)} at {q} each]. "
        f"[{a.he} pays with a {paid:adj} {bill}.] "
        f"// How much change (does/should) {a.he} get? || How much change does {a} get?",
        f"[{t} cost {p} each] and [{u} {q} each|{u} cost {q} each]. [{a} has {paid}.] "
        f"// How much money will {a.he} have left after buying [={n(t)}|{a} buys {n(t)}] "
        f"and [={m(u)}|{a} buys {m(u)}]?",
        f"// How much of [{paid}|{a} has {paid}] does {a} keep after buying [{n(t)} at {p} each|{a} buys {n(t)} at "
        f"{p} each] and [{m(u)} at {q} each|{a} buys {m(u)} at {q} each]? || How much money does {a} keep?",
    )


@family("money.second_price", topic=TOPIC, steps=2)
def second_price(s: Scene) -> None:
    """The total and one price are known: what did the other kind cost each?"""
    a = s.person()
    t, u = s.alike(2, "clothing", "toy", "stationery", "kitchen", "sport", "reading", "furniture")
    m, q = s.given(str(u), 2, 6), s.whole(2, 15)
    p = s.money(f"{t.one} price", 5, 40)
    total = s.money_of("total paid", p.n + q * m.n)
    rest = s.step(f"cost of {u}", total - p, f"The {u} cost # {s.style.currency}")
    s.step(f"price per {u.one}", rest / m, f"One {u.one} costs # {s.style.currency}")
    s.forms(
        f"[{a} bought a {t.one} and {m(u)} for {total} (in all/altogether).|{a} bought a {t.one} and {m(u)} for "
        f"{total}.] [The {t.one} cost {p}.] "
        f"// How much did each {u.one} cost?",
        f"[{a} paid {total} for {m(u)} and a {t.one}.] // What was the price of one {u.one} if [the {t.one} cost {p}]?",
        f"[{m(u)} and a {t.one} cost {total} together.] [The {t.one} alone costs {p}.] {a} wants to know the price "
        f"of one {u.one}. // What does one {u.one} cost?",
        f"[The bill for a {t.one} and {m(u)} is {total}.] [{a} knows that the {t.one} was {p}.|The {t.one} was "
        f"{p}.] // How much was each {u.one}?",
    )


@family("money.tickets", topic=TOPIC, steps=3, weight=1.2)
def tickets(s: Scene) -> None:
    """Tickets for adults and children."""
    place = s.choose("zoo", "museum", "circus", "cinema", "water park", "theater", "fair", "aquarium")
    adult, child = (
        s.money("adult ticket", 8, 25, s.choose(1, 1, 0.5)),
        s.money("child ticket", 3, 12, s.choose(1, 1, 0.5)),
    )
    s.need(adult.value > child.value)
    n, m = s.given("adults", 2, 6), s.given("children", 2, 9)
    one = s.step("adults cost", n * adult, f"The adults pay # {s.style.currency}")
    two = s.step("children cost", m * child, f"The children pay # {s.style.currency}")
    s.step("total cost", one + two, f"Together they pay # {s.style.currency}")
    ask = "How much do they pay (altogether/in all/for all the tickets)? || How much do the tickets cost in all?"
    s.aside(
        f"The {place} opens at {s.noise(8, 10):d} o'clock.", f"It takes them {s.noise(15, 50, 5)} minutes to get there."
    )
    s.forms(
        f"[At the {place} a ticket costs {adult} for adults and {child} for children.] "
        f"[{n} adults and {m} children go in.] // {ask}",
        f"[A group of {n} adults and {m} children visits a {place}.] [An adult's ticket costs {adult}] and "
        f"[a child's ticket costs {child}]. // {ask}",
        f"[Adults pay {adult}] and [children pay {child}] to get into the {place}. "
        f"// How much do [={n} adults|there are {n} adults] and "
        f"[={m} children|there are {m} children] pay in all?",
    )


@family("money.tickets_takings", topic=TOPIC, steps=4)
def tickets_takings(s: Scene) -> None:
    """Takings from two kinds of tickets, less an expense."""
    adult, child = s.money("adult ticket", 6, 15), s.money("child ticket", 2, 5)
    n, m = s.given("adults", 20, 90), s.given("children", 20, 120)
    rent = s.money("rent of hall", 50, 300, 10)
    one = s.step("money from adults", n * adult, f"The adults brought # {s.style.currency}")
    two = s.step("money from children", m * child, f"The children brought # {s.style.currency}")
    total = s.step("total takings", one + two, f"In all that is # {s.style.currency}")
    s.step("profit", total - rent, f"# {s.style.currency} are left")
    event = s.choose("a school play", "a concert", "a puppet show", "a dance show", "a magic show")
    s.forms(
        f"[Tickets for {event} cost {adult} for adults and {child} for children.] "
        f"[{n} adults and {m} children came.] [The hall cost {rent}.] "
        f"// How much money was left after paying for the hall?",
        f"[{n} adults and {m} children came to {event}.] [Adults paid {adult} and children {child}.|Adults paid "
        f"{adult} and children paid {child}.] "
        f"[Renting the hall cost {rent}.] // What was the profit?",
        f"// How much is left of the takings of {event} after paying [{rent} for the hall|the hall costs {rent}] if "
        f"[{n} adults pay {adult} each] and [{m} children pay {child} each]? || How much is left of the takings?",
    )


@family("money.coins", topic=TOPIC, steps=3)
def coins(s: Scene) -> None:
    """Coins of two values: how many cents?"""
    a = s.child()
    (c1, v1), (c2, v2) = s.choose(
        (("quarters", 25), ("dimes", 10)), (("dimes", 10), ("nickels", 5)), (("quarters", 25), ("nickels", 5)),
    )  # fmt: skip
    n, m = s.given(c1, 2, 15), s.given(c2, 2, 15)
    one = s.step(f"cents in {c1}", n * v1, f"The {c1} are worth # cents")
    two = s.step(f"cents in {c2}", m * v2, f"The {c2} are worth # cents")
    s.step("total cents", one + two, "Together they are worth # cents")
    s.aside(about=a)
    s.forms(
        f"[{a} has {n} {c1} and {m} {c2}.] // How many cents is that? || How many cents does {a} have?",
        f"[There are {n} {c1} and {m} {c2} in {a}'s purse.] // How much money is that in cents? "
        f"|| How many cents are in {a}'s purse?",
        f"[{a} found {n} {c1}] and [{m} {c2}|{a} found {m} {c2}]. // How many cents did {a.he} find (altogether/in "
        "all)?",
    )


@family("money.split_bill", topic=TOPIC, steps=2)
def split_bill(s: Scene) -> None:
    """A bill of two parts is split equally."""
    n = s.given("friends", 2, 8)
    each = s.whole(6, 30)
    x, y = s.choose(
        ("food", "drinks"), ("pizza", "salad"), ("the boat", "life jackets"), ("the room", "breakfast"),
        ("a present", "a card"), ("gas", "tolls"),
    )  # fmt: skip
    two = s.money(f"cost of {y}", 4, min(40, each * n.n - 3))
    one = s.money_of(f"cost of {x}", each * n.n - two.n)
    total = s.step("total cost", one + two, f"Together it costs # {s.style.currency}")
    s.step("share of each", total / n, f"Each pays # {s.style.currency}")
    who = s.choose("friends", "sisters", "roommates", "colleagues", "cousins")
    s.forms(
        f"[{n} {who} spent {one} on {x} and {two} on {y}.] They split the (cost/bill) equally. "
        "// How much (does/did) each (of them /)pay? "
        f"|| How much did each of the {who} pay?",
        f"[{x} cost {one}] and [{y} cost {two}]. [{n} {who} share the cost equally.] "
        f"// How much must each of them pay? || How much must each of the {who} pay?",
        f"// How much does each of [{n} {who}|there are {n} {who}] pay if [they spend {one} on {x}] and "
        f"[{two} on {y}|they spend {two} on {y}] and share the cost equally? || How much does each of the {who} pay?",
    )


@family("money.more_needed", topic=TOPIC, steps=2, weight=1.2)
def more_needed(s: Scene) -> None:
    """Two sums saved towards a price: how much is missing?"""
    a, t = s.person(), s.thing("electronic", "music", "furniture")
    one, two = s.money("money saved", 5, 60), s.money("money from others", 3, 40)
    cost = s.money(f"{t.one} price", one.n + two.n + 3, one.n + two.n + 150)
    have = s.step("money in all", one + two, f"{a} has # {s.style.currency}")
    s.step("money needed", cost - have, f"{a} needs # more {s.style.currency}")
    s.aside(about=a)
    giver = s.choose("grandmother", "uncle", "aunt", "father", "mother")
    s.forms(
        f"[A {t.one} costs {cost}.] [{a} has saved {one}] and [{a.own} {giver} gives {a.him} {two}|{a}'s {giver} "
        f"gives {a} {two}]. "
        f"// How much more money does {a.he} need (to buy it/)? || How much more money does {a} need?",
        f"[{a} wants a {t.one} for {cost}.|A {t.one} costs {cost}.] [{a.he} has {one}] and "
        f"[got {two} for {a.own} birthday|{a} got {two} for {a.own} birthday]. "
        f"// How much is {a.he} still missing? || How much money is {a} still missing?",
        f"// How much more does {a} need for [a {t.one} that costs {cost}|a {t.one} costs {cost}] if "
        f"[{a.he} has saved {one}|{a} has saved {one}] and [{a.own} {giver} adds {two}|{a}'s {giver} adds {two}]? "
        f"|| How much more money does {a} need?",
    )
