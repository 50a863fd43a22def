"""Stories of several steps from home: food, pets, gardens, parties."""

from __future__ import annotations

from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "stories: home"


@family("home.eggs", topic=TOPIC, steps=4, weight=1.5)
def eggs(s: Scene) -> None:
    """Eggs a day, some eaten, the rest sold: money in a week."""
    a = s.role("grower")
    laid, price = s.given("eggs per day", 12, 60), s.money("price per egg", 0.25, 3, 0.25)
    x, y = s.choose(("for breakfast", "for baking"), ("for lunch", "to a neighbor"), ("for cakes", "for breakfast"))
    one, two = s.given(f"eggs {x}", 2, 5), s.given(f"eggs {y}", 2, 5)
    used = s.step("eggs used", one + two, f"{a} uses # eggs a day")
    left = s.step("eggs sold per day", laid - used, f"{a} sells # eggs a day")
    money = s.step("money per day", left * price, f"That brings # {s.style.currency} a day")
    s.step("money per week", money * 7, f"In a week it is # {s.style.currency}")
    verb = "gives" if "neighbor" in y else "uses"
    s.aside(f"The farm is {s.noise(10, 90)} acres large.", about=a)
    s.forms(
        f"[{a}'s hens lay {laid} eggs a day.] [{a.he} uses {one} eggs {x} every day|{a} uses {one} eggs {x} every "
        f"day] and [{verb} {two} {y}|{a} {verb} {two} eggs {y} every day]. "
        f"[The rest are sold at the market for {price} each.|The rest are sold for {price} each.] "
        f"// How much money does {a.he} (make/earn) in a week?",
        f"[Every day {a} collects {laid} eggs.] [Each day {one} of them are used {x}|Each day {one} eggs are used "
        f"{x}] and [{two} {'go' if verb == 'gives' else 'are used'} {y}|each day {two} eggs "
        f"{'go' if verb == 'gives' else 'are used'} {y}]. [{a.he} sells the others at {price} apiece.|{a} sells the "
        f"others at {price} each.] "
        f"// How many {s.style.currency} does {a.he} take in every week?",
        f"// How much does {a} earn a week by selling eggs at [{price} each|each egg is sold for {price}] if "
        f"[there are {laid} eggs a day,|there are {laid} eggs a day] of which [{one} are used {x}|{one} eggs are "
        f"used {x} every day] and [{two} {'go' if verb == 'gives' else 'are used'} {y}|{two} eggs "
        f"{'go' if verb == 'gives' else 'are used'} {y} every day]? || How much does {a} earn a week?",
    )


@family("home.cookies_trays", topic=TOPIC, steps=4)
def cookies_trays(s: Scene) -> None:
    """Trays of baked things, a fraction given away, some eaten: how many are left?"""
    a, t, f = s.role("baker"), s.thing("bakery"), s.share("1/2", "1/3", "1/4", "2/3")
    trays, per = s.given("trays", 2, 8), s.given(f"{t} per tray", 6, 24)
    s.need(trays.n * per.n % f.value.denominator == 0)
    total = s.step(f"total {t}", trays * per, f"{a} baked # {t}")
    gone = s.step(f"{t} given away", f.part(total), f"{a} gave away # {t}")
    left = s.step(f"{t} kept", total - gone, f"Then {a} had # {t}")
    s.need(left.value > 4)
    ate = s.given(f"{t} eaten", 2, min(15, int(left.value) - 2))
    s.step(f"{t} left", left - ate, f"# {t} are left")
    who = s.choose("the children", "the guests", "the neighbors", "the family")
    s.forms(
        f"[{a} baked {trays} trays of {t} with {per} on each tray.] [{a.he} gave {f} of them to a school sale.|{a} "
        f"gave {f} of the {t} to a school sale.] [Then {who} ate {ate}.|{who} ate {ate} of the {t}.] "
        f"// How many {t} are left?",
        f"[There were {per(t)} on each of the {trays} trays that {a} baked.] [{f} of all the {t} went to "
        f"friends,|{f} of all the {t} went to friends.] [and {who} ate {ate} (more/).|{who} ate {ate} of the {t}.] "
        f"// How many {t} does {a} have now?",
        f"[{a} took {trays} trays out of the oven,|{a} took {trays} trays out of the oven.] "
        f"[each with {per(t)}.|Each tray held {per(t)}.] [{f} of the {t} were given away|{f} of the {t} were given "
        f"away] and [{ate} were eaten by {who}|{ate} {t} were eaten by {who}]. // How many {t} were left over?",
    )


@family("home.pizza_party", topic=TOPIC, steps=4, weight=1.2)
def pizza_party(s: Scene) -> None:
    """Guests, slices each, slices per pizza: what do the pizzas cost?"""
    a = s.adult()
    food, piece = s.choose(
        ("pizza", "slices"), ("cake", "pieces"), ("pie", "slices"), ("watermelon", "slices"),
        ("tray of lasagna", "portions"),
    )  # fmt: skip
    foods = food.replace("tray of", "trays of") if food.startswith("tray") else f"{food}s"
    adults, kids = s.given("adults", 2, 12), s.given("children", 3, 15)
    each, per, price = (
        s.given(f"{piece} each", 2, 4),
        s.given(f"{piece} per {food}", 6, 12, 2),
        s.money(f"price per {food}", 8, 25),
    )
    people = s.step("people", adults + kids, "There are # people")
    s.need(people.value * each.n % per.n == 0, people.value * each.n // per.n > 1)
    need = s.step(f"{piece} needed", people * each, f"They eat # {piece}")
    n = s.step(f"{foods} needed", need // per, f"That is # {foods}")
    s.step("total cost", n * price, f"They cost # {s.style.currency}")
    s.forms(
        f"[{a} invites {adults} adults and {kids} children to a party.] [Everyone will eat {each} {piece} of "
        f"{food.split(' of ')[-1]}.|Everyone eats {each} {piece}.] [A {food} has {per} {piece} and costs {price}.] "
        f"// How much does {a} spend on the {foods}?",
        f"[{adults} adults and {kids} children come to {a}'s party.] [There should be {each} {piece} for each "
        f"person.] [A {food} is cut into {per} {piece}|A {food} is cut into {per} {piece}] and "
        f"[one {food} costs {price}]. // How much do the {foods} cost (in all/)? "
        f"|| How much do the {foods} cost in all?",
        f"// What do the {foods} for {a}'s party cost if [there are {adults} adults and {kids} children,|there are "
        f"{adults} adults and {kids} children] [each eats {each} {piece}|each person eats {each} {piece}] and "
        f"[a {food} with {per} {piece} is {price}|a {food} has {per} {piece} and costs {price}]?",
    )


@family("home.pet_food", topic=TOPIC, steps=4, weight=1.2)
def pet_food(s: Scene) -> None:
    """Pets, food a day, days, bags: the cost."""
    a = s.adult()
    pet, unit = s.choose(
        ("dogs", "cups"), ("cats", "cups"), ("rabbits", "cups"), ("horses", "buckets"), ("parrots", "spoons"),
        ("goats", "scoops"), ("guinea pigs", "spoons"),
    )  # fmt: skip
    n, each, days = s.given(pet, 2, 6), s.given(f"{unit} per day", 2, 5), s.given("days", 5, 30)
    per, price = s.given(f"{unit} per bag", 10, 60, 5), s.money("price per bag", 5, 30)
    s.need(n.n * each.n * days.n % per.n == 0, n.n * each.n * days.n // per.n > 1)
    day = s.step(f"{unit} per day in all", n * each, f"The {pet} eat # {unit} a day")
    total = s.step(f"total {unit}", day * days, f"In that time they eat # {unit}")
    bags = s.step("bags", total // per, f"{a} needs # bags")
    s.step("total cost", bags * price, f"They cost # {s.style.currency}")
    s.forms(
        f"[{a} has {n} {pet}.] [Each of them eats {each} {unit} of food a day.|Each of the {pet} eats {each} {unit} "
        f"of food a day.] [A bag holds {per} {unit} and costs {price}.] "
        f"// How much does the food for [{days} days|the food must last {days} days] cost? "
        "|| How much does the food cost?",
        f"[A bag of food costs {price}] and [holds {per} {unit}|a bag holds {per} {unit}]. "
        f"[{a}'s {n} {pet} get {each} {unit} each every day.] // What does {a.he} pay to feed them for "
        f"[{days} days|the food must last {days} days]? || How much does {a} pay to feed the {pet}?",
        f"[{a} needs food for {days} days|{a} needs food for {days} days] for [{n} {pet}|there are {n} {pet}] that "
        f"eat [{each} {unit} each a day|each of the {pet} eats {each} {unit} a day]. "
        f"[It comes in bags of {per} {unit} for {price} a bag.|A bag holds {per} {unit} and costs {price}.] "
        f"// How much does {a.he} have to pay? || How much does {a} have to pay?",
    )


@family("home.harvest", topic=TOPIC, steps=4, weight=1.2)
def harvest(s: Scene) -> None:
    """Plants, fruit each, spoiled ones, bags sold: the money."""
    a, t = s.role("grower"), s.thing("produce")
    rows, plants, each = s.given("rows", 3, 10), s.given("plants per row", 4, 12), s.given(f"{t} per plant", 4, 15)
    count = s.step("plants", rows * plants, "There are # plants")
    total = s.step(f"total {t}", count * each, f"They give # {t}")
    bad, price = s.given(f"spoiled {t}", 5, 60), s.money(f"price per {t.one}", 1, 4, 0.5)
    good = s.step(f"good {t}", total - bad, f"# {t} can be sold")
    s.step("money", good * price, f"{a} gets # {s.style.currency}")
    s.aside(about=a)
    s.forms(
        f"[{a} planted {rows} rows of {plants} plants each.] [Every plant gave {each(t)}.] "
        f"[{bad} of them were spoiled.|{bad(t)} were spoiled.] [The rest were sold for {price} each.] "
        f"// How much money did {a.he} get?",
        f"[In {a}'s garden there are {rows} rows with {plants} plants in each.] "
        f"[From each plant {a.he} picks {each(t)}.] [{a.he} keeps {bad(t)}|{a} keeps {bad(t)}] and "
        f"[sells the others at {price} each|{a} sells the others at {price} each]. // How much does {a.he} earn?",
        f"// How much money does {a} get for the {t} of [{rows} rows of {plants} plants|there are {rows} rows of "
        f"{plants} plants] if [each plant bears {each},|each plant bears {each(t)}] "
        f"[{bad} cannot be used|{bad(t)} cannot be used] and [the price is {price} each]? "
        f"|| How much money does {a} get for the {t}?",
    )


@family("home.lemonade", topic=TOPIC, steps=4, weight=1.2)
def lemonade(s: Scene) -> None:
    """A stand: costs of two ingredients, cups sold: the profit."""
    a = s.child()
    what, x, y = s.choose(
        ("lemonade", "lemons", "sugar"), ("hot chocolate", "milk", "cocoa"), ("smoothies", "fruit", "yogurt"),
        ("popcorn", "corn", "oil"), ("snow cones", "ice", "syrup"),
    )  # fmt: skip
    one, two = s.money(f"cost of {x}", 3, 15), s.money(f"cost of {y}", 2, 9)
    price, days = s.money("price per cup", 1, 4, 0.5), s.given("days", 2, 6)
    cups = s.given("cups per day", 8, 30)
    cost = s.step("total cost", one + two, f"The ingredients cost # {s.style.currency}")
    sold = s.step("cups sold", cups * days, f"{a} sells # cups")
    income = s.step("income", sold * price, f"That brings # {s.style.currency}")
    s.step("profit", income - cost, f"The profit is # {s.style.currency}")
    s.aside(about=a)
    s.forms(
        f"[{a} sells {what} for {price} a cup.] [{a.he} spent {one} on {x} and {two} on {y}.] "
        f"[For {days} days {a.he} sold {cups} cups a day.] // What was {a.his} profit?",
        f"[For a stand with {what}, {a} buys {x} for {one} and {y} for {two}.] "
        f"[{a.he} sells {cups} cups on each of {days} days] at [{price} a cup|each cup costs {price}]. "
        f"// How much money does {a.he} make after paying for the {x} and the {y}?",
        f"// What is {a}'s profit if [{a.he} pays {one} for {x} and {two} for {y}|{a} pays {one} for {x} and {two} "
        f"for {y}] and [sells {cups} cups of {what} a day for {days} days|{a} sells {cups} cups of {what} a day for "
        f"{days} days] at [{price} each|a cup costs {price}]? || What is {a}'s profit?",
    )


@family("home.bread_slices", topic=TOPIC, steps=4)
def bread_slices(s: Scene) -> None:
    """Slices eaten a day by a family: how many loaves for several weeks?"""
    a = s.adult()
    people, each = s.given("family members", 2, 6), s.given("slices each per day", 2, 6)
    per, weeks = s.given("slices per loaf", 12, 24, 2), s.given("weeks", 2, 8)
    s.need(people.n * each.n * 7 * weeks.n % per.n == 0)
    day = s.step("slices per day", people * each, "They eat # slices a day")
    week = s.step("slices per week", day * 7, "In a week that is # slices")
    total = s.step("total slices", week * weeks, "In all they eat # slices")
    s.step("loaves", total // per, "That takes # loaves")
    s.forms(
        f"[There are {people} people in {a}'s family,|There are {people} people in {a}'s family.] "
        f"[and each of them eats {each} slices of bread a day.|Each person eats {each} slices of bread a day.] "
        f"[A loaf has {per} slices.] // How many loaves does the family eat in [{weeks} weeks|{weeks} weeks go by]? "
        "|| How many loaves does the family eat?",
        f"[A loaf of bread has {per} slices.] [In {a}'s family, {people} people eat {each} slices each every day.] "
        f"// How many loaves will they need for [{weeks} weeks|the bread must last {weeks} weeks]? "
        "|| How many loaves will the family need?",
        f"// How many loaves of [{per} slices|a loaf has {per} slices] does {a}'s family of "
        f"[{people}|there are {people} people] need for [{weeks} weeks|the bread must last {weeks} weeks] if "
        f"[everyone eats {each} slices a day]? || How many loaves does {a}'s family need?",
    )


@family("home.groceries_coupon", topic=TOPIC, steps=4)
def groceries_coupon(s: Scene) -> None:
    """Three items of groceries and a coupon: how much is left of the money?"""
    a = s.adult()
    (t, u), w = s.alike(2, "fruit", "vegetable", "drink"), s.choose("milk", "cheese", "rice", "coffee", "meat", "fish")
    n, price, one, two = (
        s.given(str(t), 3, 9),
        s.price(f"price per {t.one}", t),
        s.money(f"cost of {u}", 2, 12),
        s.money(f"cost of {w}", 3, 20),
    )
    coupon = s.money("coupon", 1, 5)
    first = s.step(f"cost of {t}", n * price, f"The {t} cost # {s.style.currency}")
    total = s.step("total cost", first + one + two, f"Together it is # {s.style.currency}")
    pay = s.step("cost after coupon", total - coupon, f"With the coupon it is # {s.style.currency}")
    have = s.money("money at first", int(pay.value) + 2, int(pay.value) + 50)
    s.step("money left", have - pay, f"{a} has # {s.style.currency} left")
    s.forms(
        f"[{a} goes shopping with {have}.] [{a.he} buys {n(t)} at {price} each,|{a} buys {n(t)} at {price} each.] "
        f"[{u} for {one}|{a} buys {u} for {one}] and [{w} for {two}|{a} buys {w} for {two}]. "
        f"[A coupon takes {coupon} off the bill.] // How much money does {a.he} have left?",
        f"[{a} bought {n(t)} for {price} each,] [some {u} for {one}|{a} bought {u} for {one}] and "
        f"[{w} for {two}|{a} bought {w} for {two}]. [{a.he} had {have}|{a} had {have}] and "
        f"[a coupon worth {coupon}|a coupon took {coupon} off]. // How much did {a.he} have left after paying? "
        f"|| How much money did {a} have left?",
        f"[{n(t)} at {price} each,|{a} buys {n(t)} at {price} each] [{u} for {one}|{a} buys {u} for {one}] and "
        f"[{w} for {two}|{a} buys {w} for {two}] are in {a}'s cart. [{a.he} has {have}|{a} has {have}] and "
        f"[a coupon for {coupon}|a coupon takes {coupon} off]. // How much money will be left? "
        f"|| How much money will {a} have left?",
    )


@family("home.sandwiches", topic=TOPIC, steps=3)
def sandwiches(s: Scene) -> None:
    """Sandwiches a day for several people and weeks of school."""
    a = s.adult()
    food = s.choose("sandwiches", "apples", "juice boxes", "granola bars", "boiled eggs")
    kids, each, weeks = s.given("children", 2, 5), s.given(f"{food} each per day", 2, 4), s.given("weeks", 2, 30)
    day = s.step(f"{food} per day", kids * each, f"{a} packs # {food} a day")
    week = s.step(f"{food} per week", day * 5, f"In a school week of 5 days it is # {food}")
    s.step(f"total {food}", week * weeks, f"In all it is # {food}")
    s.forms(
        f"[{a} packs school lunches for {kids} children.] [Each lunch has {each} {food}.] School is from Monday to "
        f"Friday. // How many {food} does {a.he} pack in [{weeks} weeks|{weeks} weeks go by]? "
        f"|| How many {food} does {a} pack in all?",
        f"[On each of the 5 school days of a week, {a} gives each of {a.own} {kids} children {each} {food}.] "
        f"// How many {food} is that in [{weeks} school weeks|{weeks} school weeks go by]? "
        f"|| How many {food} does {a} give in all?",
        f"// How many {food} go into school lunches in [{weeks} weeks|there are {weeks} weeks] of 5 days if {a} "
        f"gives [each of {kids} children {each} a day|each of {kids} children gets {each} {food} a day]? "
        f"|| How many {food} does {a} give in all?",
    )


@family("home.flower_beds", topic=TOPIC, steps=4)
def flower_beds(s: Scene) -> None:
    """Flowers of two colours in beds: how many bouquets?"""
    a, t = s.role("grower"), s.thing("flower")
    c1, c2 = s.choose(("red", "white"), ("pink", "yellow"), ("purple", "orange"))
    beds, n, m = s.given("flower beds", 2, 8), s.given(f"{c1} {t} per bed", 6, 30), s.given(f"{c2} {t} per bed", 6, 30)
    per = s.given(f"{t} per bouquet", 4, 12)
    both = s.step(f"{t} per bed", n + m, f"Each bed has # {t}")
    total = s.step(f"total {t}", both * beds, f"In all there are # {t}")
    price = s.money("price per bouquet", 4, 15)
    s.need(total.value % per.n == 0)
    made = s.step("bouquets", total // per, "They make # bouquets")
    s.step("money", made * price, f"They bring # {s.style.currency}")
    s.forms(
        f"[{a} has {beds} flower beds.] [In each bed there are {n} {c1} and {m} {c2} {t}.] "
        f"[{a.he} picks all of them and ties them into bouquets of {per}.|All of them are tied into bouquets of "
        f"{per}.] [A bouquet sells for {price}.] // How much money do the bouquets bring?",
        f"[Each of {a}'s {beds} flower beds has {n} {c1} {t} and {m} {c2} ones.|Each of {a}'s {beds} flower beds "
        f"has {n} {c1} {t} and {m} {c2} {t}.] [It takes {per(t)} to make a bouquet,|It takes {per(t)} to make a "
        f"bouquet.] [and a bouquet costs {price}.] // How much does {a} earn by selling bouquets made of all the "
        f"{t}?",
        f"// What can {a} earn with bouquets of [{per(t)}|a bouquet has {per(t)}] at "
        f"[{price} each|a bouquet costs {price}] from [{beds} flower beds|there are {beds} flower beds] with "
        f"[{n} {c1} and {m} {c2} {t} in each|each bed has {n} {c1} and {m} {c2} {t}]? "
        f"|| What can {a} earn with the bouquets?",
    )


@family("home.weekly_drinks", topic=TOPIC, steps=3)
def weekly_drinks(s: Scene) -> None:
    """Different amounts on weekdays and on the weekend: the week's total in money."""
    a = s.adult()
    drink = s.choose("cups of coffee", "cups of tea", "bottles of juice", "cans of soda", "buns", "newspapers")
    week, end, price = (
        s.given(f"{drink} on weekdays", 2, 5),
        s.given(f"{drink} on weekend", 2, 6),
        s.money("price each", 1, 5, 0.5),
    )
    s.need(week.n != end.n)
    one = s.step(f"weekday {drink}", week * 5, f"From Monday to Friday it is # {drink}")
    both = s.step(f"total {drink}", one + end, f"With the weekend it is # {drink}")
    s.step("weekly cost", both * price, f"That costs # {s.style.currency} a week")
    s.forms(
        f"[{a} buys {week} {drink} on every day from Monday to Friday] and [{end} on the whole weekend|{a} buys "
        f"{end} {drink} on the whole weekend]. [They cost {price} each.|The {drink} cost {price} each.] "
        f"// How much does {a.he} spend on them in a week? || How much does {a} spend on {drink} in a week?",
        f"[On weekdays {a} has {week} {drink} a day,] [over the weekend {end} in all.|over the weekend {a} has "
        f"{end} {drink} in all.] // What does {a.he} pay in a week if [one costs {price}|each costs {price}]? "
        f"|| How much does {a} pay in a week?",
        f"// How much money does {a} need in a week if [{a.he} has {week} {drink} a day from Monday to Friday|{a} "
        f"has {week} {drink} a day from Monday to Friday] and [{end} on the weekend|{a} has {end} {drink} on the "
        f"weekend], and [each costs {price}]? || How much money does {a} need in a week?",
    )


@family("home.wood_pile", topic=TOPIC, steps=4)
def wood_pile(s: Scene) -> None:
    """Trees cut into logs, logs split, some burnt each day: how many days does it last?"""
    a = s.adult()
    trees, logs, pieces = s.given("trees", 2, 8), s.given("logs per tree", 4, 12), s.given("pieces per log", 2, 6)
    gone = s.given("pieces sold", 5, 40)
    one = s.step("logs", trees * logs, "There are # logs")
    two = s.step("pieces", one * pieces, "They give # pieces")
    left = s.step("pieces left", two - gone, "# pieces are left")
    per = s.given("pieces per day", 3, 12)
    s.need(left.value % per.n == 0)
    s.step("days", left / per, "They last # days")
    s.forms(
        f"[{a} cut down {trees} trees and got {logs} logs from each.] [Each log was split into {pieces} pieces of "
        f"firewood.] [{a.he} sold {gone} pieces] and [burns {per} a day|{a} burns {per} pieces a day]. "
        "// For how many days will the wood last?",
        f"[From each of {trees} trees {a} makes {logs} logs] and [from each log {pieces} pieces of firewood]. "
        f"[A neighbor gets {gone} pieces.] [{per} pieces are burned every day.] "
        "// How many days does the rest last? || How many days does the rest of the wood last?",
        f"// How many days does {a}'s firewood last if [{trees} trees give {logs} logs each,|{trees} trees give "
        f"{logs} logs each] [each log gives {pieces} pieces,|each log gives {pieces} pieces] "
        f"[{gone} pieces are given away|{gone} pieces are given away] and [{per} are used a day|{per} pieces are "
        "used a day]?",
    )


@family("home.quilt", topic=TOPIC, steps=3)
def quilt(s: Scene) -> None:
    """A quilt of squares, so many a day: how many days are left?"""
    a = s.role("maker")
    what, piece = s.choose(
        ("quilt", "squares"), ("mosaic", "tiles"), ("puzzle", "pieces"), ("wall hanging", "knots"),
        ("model castle", "blocks"), ("blanket", "patches"),
    )  # fmt: skip
    rows, cols, per = s.given("rows", 6, 25), s.given(f"{piece} per row", 6, 30), s.given(f"{piece} per day", 4, 30)
    total = s.step(f"total {piece}", rows * cols, f"The {what} has # {piece}")
    done = s.given(f"{piece} done", 10, rows.n * cols.n - 2)
    left = s.step(f"{piece} left", total - done, f"# {piece} are left")
    s.need(left.value % per.n == 0, left.value // per.n > 1)
    s.step("days", left / per, f"{a} needs # more days")
    s.forms(
        f"[{a} is making a {what} of {rows} rows with {cols} {piece} each.] [So far {a.he} has finished {done} "
        f"{piece}.] // How many more days does {a.he} need if [{a.he} does {per} a day|{a} does {per} {piece} a "
        "day]?",
        f"[A {what} has {rows} rows of {cols} {piece}.] [{a} has done {done} of them|{a} has done {done} {piece}] "
        f"and [can do {per} a day|{a} can do {per} {piece} a day]. // In how many days will it be finished? "
        f"|| In how many days will {a} finish the {what}?",
        f"[{a} has placed {done} {piece}|{a} has placed {done} {piece}] of [a {what} with {rows} rows of {cols}|the "
        f"{what} has {rows} rows of {cols} {piece}]. [{a.he} places {per} every day.|{a} places {per} {piece} every "
        f"day.] // How many days are needed for the rest? || How many days does {a} need for the rest of the {what}?",
    )


@family("home.jars_of_jam", topic=TOPIC, steps=4)
def jars_of_jam(s: Scene) -> None:
    """Fruit picked by two people, jars made, some kept, the rest sold."""
    a, b = s.couple()
    fruit, jar = s.choose(
        ("strawberries", "jars of jam"), ("plums", "jars of jam"), ("tomatoes", "jars of sauce"),
        ("peaches", "jars of jam"), ("apples", "bottles of cider"), ("cucumbers", "jars of pickles"),
    )  # fmt: skip
    one, two, per = (
        s.given(f"{a} {fruit}", 30, 150),
        s.given(f"{b} {fruit}", 30, 150),
        s.given(f"{fruit} per jar", 8, 20),
    )
    s.need((one.n + two.n) % per.n == 0)
    keep, price = s.given("jars kept", 2, 6), s.money("price per jar", 2, 9)
    total = s.step(f"total {fruit}", one + two, f"Together they picked # {fruit}")
    jars = s.step("jars", total // per, f"They make # {jar}")
    sold = s.step("jars sold", jars - keep, "They sell # of them")
    s.step("money", sold * price, f"They earn # {s.style.currency}")
    s.forms(
        f"[{a} picked {one} {fruit}] and [{b} picked {two}|{b} picked {two} {fruit}]. "
        f"[They need {per} {fruit} for each of their {jar}.|They need {per} {fruit} for each of the {jar}.] "
        f"[They keep {keep} for themselves|They keep {keep} of the {jar}] and [sell the rest for {price} each|they "
        f"sell the rest for {price} each]. // How much money do they earn? || How much money do {a} and {b} earn?",
        f"[{a} and {b} picked {one} and {two} {fruit}.] [It takes {per} {fruit} to make one of the {jar}.] "
        f"[They gave away {keep} of the {jar}] and [sold the others at {price} each|they sold the others at {price} "
        f"each]. // How much did they take in? || How much did {a} and {b} take in?",
        f"// What do {a} and {b} earn if [they have {one} and {two} {fruit},|{a} and {b} have {one} and {two} "
        f"{fruit}] [use {per} for each of their {jar},|they use {per} {fruit} for each of their {jar}] "
        f"[keep {keep} of these|they keep {keep} of the {jar}] and [get {price} for each of the others|they get "
        f"{price} for each of the others]?",
    )
