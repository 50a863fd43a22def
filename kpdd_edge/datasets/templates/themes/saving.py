"""Saving, offers, earnings and profit."""

from __future__ import annotations

from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "saving and earning"


@family("money.weeks_saving", topic=TOPIC, steps=2, weight=1.2)
def weeks_saving(s: Scene) -> None:
    """So much there, so much a week: how many weeks until the price is reached?"""
    a, t = s.child(), s.thing("electronic", "music", "furniture")
    per, weeks = s.money("saved per week", 3, 20), s.whole(2, 15)
    have = s.money("money so far", 5, 60)
    cost = s.money_of(f"{t.one} price", have.n + per.n * weeks)
    need = s.step("money needed", cost - have, f"{a} still needs # {s.style.currency}")
    s.step("weeks", need / per, "That takes # weeks")
    s.aside(about=a)
    ask = (
        f"(How many weeks does {a.he} need to save (for it/)?/In how many weeks can {a.he} buy the {t.one}?) "
        f"|| How many weeks does {a} need to save?"
    )
    s.forms(
        f"[{a} wants to buy a {t.one} that costs {cost}.|A {t.one} costs {cost}.] [{a.he} already has {have}] and "
        f"[saves {per} (a/every) week|{a} saves {per} a week]. // {ask}",
        f"[{a} saves {per} every week.] [{a.he} has {have} now.] [A {t.one} costs {cost}.] // {ask}",
        f"// In how many weeks will {a} have enough for [a {t.one} of {cost}|a {t.one} costs {cost}] if "
        f"[{a.he} has {have}|{a} has {have}] and [adds {per} every week|{a} adds {per} every week]? "
        f"|| In how many weeks will {a} have enough for the {t.one}?",
    )


@family("money.saving_rate", topic=TOPIC, steps=1)
def saving_rate(s: Scene) -> None:
    """Saving so much a week: how much after so many weeks, or how many weeks?"""
    a = s.child()
    per, weeks = s.money("saved per week", 2, 25, s.choose(1, 1, 0.5)), s.whole(3, 30)
    unit = s.choose("week", "month", "day")
    if s.chance(0.5):
        n = s.given(f"{unit}s", weeks)
        s.step("money saved", per * n, f"{a} saves # {s.style.currency}")
        s.forms(
            f"[{a} saves {per} (every/a/each) {unit}.] // How much will {a.he} have saved after "
            f"[{n} {unit}s|{n} {unit}s go by]?"
            f" || How much will {a} have saved?",
            f"[Every {unit} {a} puts {per} into a money box.] // How much is in the box after "
            f"[={n} {unit}s|{n} {unit}s go by]?",
            f"// How much does {a} save in [{n} {unit}s|there are {n} {unit}s] if "
            f"[{a.he} saves {per} a {unit}|{a} saves {per} a {unit}]? || How much does {a} save?",
        )
        return
    total = s.money_of("money wanted", per.value * weeks)
    s.step(f"{unit}s", total / per, f"It takes # {unit}s")
    s.forms(
        f"[{a} saves {per} (every/a/each) {unit}.] // How many {unit}s does {a.he} need to save "
        f"[={total}|{a} wants to save {total}]?",
        f"[{a} wants to save {total}.] [{a.he} puts aside {per} every {unit}.] // How many {unit}s will that take? "
        f"|| How many {unit}s will it take {a}?",
        f"// After how many {unit}s has {a} saved [={total}|{a} wants {total}] if "
        f"[{a.he} saves {per} a {unit}|{a} saves {per} a {unit}]?",
    )


@family("money.bulk_saving", topic=TOPIC, steps=3)
def bulk_saving(s: Scene) -> None:
    """A pack is cheaper than single items: how much is saved?"""
    a, t = s.person(), s.thing("stationery", "drink", "bakery", "tool", "kitchen")
    n, price = s.given(f"{t} per pack", 4, 12), s.price(f"price per {t.one}", t)
    single = s.step("price when bought singly", n * price, f"Bought singly they cost # {s.style.currency}")
    cut = s.whole(1, max(1, int(single.value) // 4))
    pack = s.money_of("price per pack", single.value - cut)
    packs = s.given("packs", 2, 6)
    saved = s.step("saved per pack", single - pack, f"A pack saves # {s.style.currency}")
    s.step("money saved", saved * packs, f"In all {a} saves # {s.style.currency}")
    s.forms(
        f"[A pack of {n(t)} costs {pack}.] [A single {t.one} costs {price}.] [{a} buys {packs} packs.] "
        f"// How much does {a.he} save (by buying packs/compared with buying single "
        f"{t})? || How much does {a} save by buying packs?",
        f"[One {t.one} costs {price},|One {t.one} costs {price}.] but [a pack of {n} costs only {pack}|a pack of "
        f"{n(t)} costs only {pack}]. "
        f"// How much does {a} save if {a.he} buys [{packs} packs|{a} buys {packs} packs]? "
        f"|| How much does {a} save by buying packs?",
        f"Instead of single {t} [at {price} each|a single {t.one} costs {price}], {a} buys "
        f"[{packs} packs|{a} buys {packs} packs] of [{n} for {pack} a pack|a pack of {n(t)} costs {pack}]. "
        f"// How much does {a.he} save? || How much does {a} save by buying packs?",
    )


@family("money.cost_per_pack_offer", topic=TOPIC, steps=2)
def cost_per_pack_offer(s: Scene) -> None:
    """So many for so much: what do many more cost?"""
    a, t = s.person(), s.thing("fruit", "vegetable", "stationery", "sweet", "bakery")
    k, sets = s.given(f"{t} per offer", 2, 6), s.whole(2, 9)
    n = s.given(f"{t} wanted", k.n * sets)
    price = s.money("price per offer", 1, 9)
    offers = s.step("offers", n / k, "The offer is needed # times")
    s.step("total price", offers * price, f"The price is # {s.style.currency}")
    s.forms(
        f"[{t} are sold at {k} for {price}.] // How much does {a} pay for [={n(t)}|{a} wants {n(t)}]?",
        f"[At the store you get {k(t)} for {price}.] [{a} needs {n} (of them/{t}).|{a} needs {n(t)}.] "
        f"// How much (will {a.he} pay/do they cost)?"
        f" || How much will {a} pay?",
        f"// If [{k(t)} cost {price}], how much do [={n(t)}|there are {n(t)}] cost?",
    )


@family("money.proportion", topic=TOPIC, steps=2, weight=1.2)
def proportion(s: Scene) -> None:
    """So many cost so much: what do so many others cost?"""
    a, t = s.person(), s.thing("cheap", "reading", "tool")
    n, m, price = s.given(f"{t} first", 2, 9), s.given(f"{t} wanted", 2, 15), s.whole(1, 9)
    total = s.money_of(f"price of {t} first", price * n.n)
    one = s.step(f"price per {t.one}", total / n, f"One {t.one} costs # {s.style.currency}")
    s.step("total price", one * m, f"So {m} cost # {s.style.currency}")
    s.aside(about=a)
    s.forms(
        f"[{n(t)} cost {total}.] // How much do [={m(t)}|the number wanted is {m(t)}] cost?",
        f"[{a} paid {total} for {n(t)}.] // How much would {a.he} pay for [={m(t)}|{a} wants {m(t)}]?",
        f"// If [{n(t)} cost {total}], what is the price of [={m(t)}|the number wanted is {m(t)}]?",
    )


@family("money.earn_spend_left", topic=TOPIC, steps=3)
def earn_spend_left(s: Scene) -> None:
    """Earnings for hours worked, less two expenses."""
    a = s.adult()
    pay, hours = s.money("pay per hour", 9, 30), s.given("hours", 4, 40)
    earned = s.step("money earned", pay * hours, f"{a} earns # {s.style.currency}")
    s.need(earned.value > 60)
    x, y = s.choose(("food", "gas"), ("rent", "books"), ("clothes", "a bus pass"), ("groceries", "medicine"))
    one, two = s.money(f"spent on {x}", 10, int(earned.value) // 3), s.money(f"spent on {y}", 5, int(earned.value) // 3)
    left = s.step(f"left after {x}", earned - one, f"After {x}, {a} has # {s.style.currency}")
    s.step("money left", left - two, f"After {y}, {a} has # {s.style.currency} left")
    s.aside(about=a)
    s.forms(
        f"[{a} earns {pay} an hour.] [This week {a.he} worked {hours} hours.] [{a.he} spent {one} on {x}] and "
        f"[{two} on {y}|{a} spent {two} on {y}]. "
        f"// How much (money /)does {a.he} have left?",
        f"[{a} works {hours} hours a week] for [{pay} an hour|{a} earns {pay} an hour]. "
        f"[From this {a.he} pays {one} for {x}|{a} pays {one} for {x}] "
        f"and [{two} for {y}|{a} pays {two} for {y}]. // How much does {a.he} have left?",
        f"// What remains for {a} if [{a.he} works {hours} hours|{a} works {hours} hours] at "
        f"[{pay} an hour|{a} earns {pay} an hour] and [pays {one} for {x}|{a} pays {one} for {x}] and "
        f"[{two} for {y}|{a} pays {two} for {y}]? || How much money remains for {a}?",
    )


@family("money.profit", topic=TOPIC, steps=2, weight=1.2)
def profit(s: Scene) -> None:
    """Bought for so much, sold at so much each: the profit."""
    a, t = s.role("seller"), s.thing("bakery", "craft", "decoration")
    n, price = s.given(f"{t} sold", 5, 40), s.money(f"price per {t.one}", 2, 12)
    income = s.step("income", n * price, f"{a} took in # {s.style.currency}")
    cost = s.money("cost of materials", 3, int(income.value) - 2)
    s.step("profit", income - cost, f"The profit was # {s.style.currency}")
    s.aside(about=a)
    s.forms(
        f"[{a} spent {cost} on (materials/supplies) for {t}.|{a} spent {cost} on materials.] "
        f"[{a.he} sold {n(t)} for {price} each.] // (What was {a.his} profit?/How much profit "
        f"did {a.he} make?)",
        f"[{a} sold {n(t)} at {price} each.] [Making them had cost {cost}.|Making the {t} had cost {cost}.] "
        f"// How much profit did {a.he} make?",
        f"[It cost {a} {cost} to make {n(t)}.] [{a.he} sold (all of them/every one) for {price} each.|{a} sold the "
        f"{t} for {price} each.] // How much did {a.he} gain? || How much profit did {a} make?",
    )


@family("money.profit_each", topic=TOPIC, steps=2)
def profit_each(s: Scene) -> None:
    """Bought and sold at different unit prices: the profit on so many."""
    a, t = s.role("seller"), s.thing("goods", "flower", "fruit")
    buy = s.money("buying price", 1, 20)
    sell = s.money("selling price", buy.n + 1, buy.n + 15)
    n = s.given(f"{t} sold", 4, 50)
    each = s.step(f"profit per {t.one}", sell - buy, f"On each {t.one} {a} makes # {s.style.currency}")
    s.step("total profit", each * n, f"In all {a} makes # {s.style.currency}")
    s.forms(
        f"[{a} buys {t} for {buy} each] and [sells them for {sell} each|{a} sells the {t} for {sell} each]. "
        f"// How much profit does {a.he} make on [={n(t)}|{a} sells {n(t)}]?",
        f"[A {t.one} costs {a} {buy}.] [{a.he} sells it for {sell}.|{a} sells each {t.one} for {sell}.] "
        f"[Last week {a.he} sold {n}.|{a} sold {n(t)}.] // What was {a.his} profit?",
        f"// What does {a} gain on [={n(t)}|{a} sells {n(t)}] if [one costs {a.him} {buy}|one {t.one} costs {a} "
        f"{buy}] and [is sold for {sell}|one {t.one} is sold for {sell}]?",
    )
