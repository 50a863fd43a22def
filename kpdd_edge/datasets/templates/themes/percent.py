"""Percentages: parts, discounts, taxes, tips, increases, and the whole from a part."""

from __future__ import annotations

from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "percent"

_GROUPS = (
    ("students", "walk to school", "in a school"), ("students", "play an instrument", "in a school"),
    ("guests", "ordered fish", "at a dinner"),
    ("employees", "work from home", "in a company"), ("members", "are women", "in a club"),
    ("trees", "are oaks", "in a park"),
    ("seats", "are taken", "in a theater"), ("books", "are novels", "in a library"),
    ("cars", "are red", "in a parking lot"),
    ("apples", "are green", "in a box"), ("voters", "voted yes", "in a village"),
    ("animals", "are sheep", "on a farm"), ("players", "are left-handed", "in a league"),
)  # fmt: skip


@family("percent.part", topic=TOPIC, steps=1, weight=1.5)
def part(s: Scene) -> None:
    """So many percent of a number."""
    what, verb, where = s.choose(*_GROUPS)
    p, total = s.percent("percent", 5, 10, 15, 20, 25, 30, 40, 45, 50, 60, 70, 75, 80, 90), s.given(what, 20, 800, 20)
    s.step(f"{what} counted", total * p / 100, f"# {what} {verb}")
    s.forms(
        f"[There are {total} {what} {where}.] [{p} of them {verb}.|{p} of the {what} {verb}.] "
        f"// How many {what} {verb}?",
        f"[{p} of the {total} {what} {where} {verb}.] // How many {what} (is that/{verb})? || How many {what} {verb}?",
        f"// If [{p} of the {what} {where} {verb}] and [there are {total} {what}], how many {what} {verb}?",
        f"[{where}, {p} of the {what} {verb}.|{p} of the {what} {verb}.] "
        f"// How many {what} {verb} if [there are {total} of them|there are {total} {what}]?",
    )


@family("percent.rest", topic=TOPIC, steps=2, weight=1.2)
def rest(s: Scene) -> None:
    """So many percent do, how many do not?"""
    what, verb, where = s.choose(*(group for group in _GROUPS if group[1] != "voted yes"))
    p, total = s.percent("percent", 10, 15, 20, 25, 30, 35, 40, 60, 65, 70, 75, 80), s.given(what, 20, 600, 20)
    counted = s.step(f"{what} counted", total * p / 100, f"# {what} {verb}")
    s.step(f"other {what}", total - counted, f"For the others it is # {what}")
    if verb.startswith("are "):
        negated = "are not " + verb[4:]
    elif verb.startswith("ordered"):
        negated = "did not order fish"
    else:
        negated = "do not " + verb
    s.forms(
        f"[There are {total} {what} {where}.] [{p} of them {verb}.|{p} of the {what} {verb}.] "
        f"// How many {what} {negated}?",
        f"[{p} of the {total} {what} {where} {verb}.] // How many of them {negated}? "
        f"|| How many of the {what} {negated}?",
        f"// How many {what} {where} {negated} if [{p} of the {total} {what} {verb}]?",
    )


@family("percent.discount", topic=TOPIC, steps=2, weight=1.5)
def discount(s: Scene) -> None:
    """A price reduced by so many percent."""
    a, t = s.person(), s.thing("clothing", "electronic", "furniture", "sport", "music")
    price, p = s.money("price", 10, 200, 5), s.percent("percent off", 5, 10, 15, 20, 25, 30, 40, 50)
    cut = s.step("discount", price * p / 100, f"The discount is # {s.style.currency}", decimals=True)
    s.step("sale price", price - cut, f"The {t.one} costs # {s.style.currency} in the sale", decimals=True)
    s.aside(about=a)
    s.forms(
        f"[A {t.one} costs {price}.] [In a sale (it is/the price is) {p} (off/cheaper/lower).|In a sale the {t.one} "
        f"is {p} off.] "
        f"// How much does the {t.one} cost (now/in the sale)?",
        f"[{a} buys a {t.one} that normally costs {price}.|A {t.one} normally costs {price}.] "
        f"[{a.he} gets {p} off.|{a} gets {p} off.] // How much does {a.he} pay?",
        f"[There is a {p} discount on a {t.one}] [priced at {price}|the {t.one} is priced at {price}]. "
        "// What is the (sale/reduced) price? "
        f"|| What is the sale price of the {t.one}?",
        f"// What does {a} pay for [a {t.one} priced at {price}|a {t.one} is priced at {price}] with "
        f"[a discount of {p}|there is a discount of {p}]?"
        f" || What does {a} pay for the {t.one}?",
    )


@family("percent.discount_amount", topic=TOPIC, steps=1)
def discount_amount(s: Scene) -> None:
    """How much is saved by so many percent off?"""
    a, t = s.person(), s.thing("electronic", "furniture", "sport")
    price, p = s.money("price", 20, 300, 10), s.percent("percent off", 5, 10, 15, 20, 25, 30, 40, 50)
    s.step("money saved", price * p / 100, f"{a} saves # {s.style.currency}", decimals=True)
    s.forms(
        f"[{a} bought a {t.one} at {p} off.] [The usual price was {price}.] // How much (money /)did {a.he} save?",
        f"[A {t.one} that costs {price} is reduced by {p}.] // How much does {a} save on it? "
        f"|| How much does {a} save on the {t.one}?",
        f"// How much cheaper is [a {t.one} of {price}|a {t.one} costs {price}] for {a} with "
        f"[{p} off|there is {p} off]? || How much cheaper is the {t.one} for {a}?",
    )


@family("percent.tax", topic=TOPIC, steps=2, weight=1.2)
def tax(s: Scene) -> None:
    """A price with so many percent of tax or service added."""
    a, t = s.person(), s.thing("electronic", "furniture", "clothing", "sport")
    price, p = s.money("price", 20, 300, 10), s.percent("tax percent", 5, 6, 7, 8, 10, 12, 15, 20)
    extra = s.step("tax", price * p / 100, f"The tax is # {s.style.currency}", decimals=True)
    s.step("total price", price + extra, f"With tax it is # {s.style.currency}", decimals=True)
    s.forms(
        f"[{a} buys a {t.one} for {price} plus {p} (sales /)tax.|A {t.one} costs {price} plus {p} tax.] "
        f"// How much does {a.he} pay (in total/altogether)?",
        f"[The price of a {t.one} is {price} before tax.] [The tax is {p}.] // What is the price with tax? "
        f"|| What is the price of the {t.one} with tax?",
        f"[A {t.one} costs {price}] and [{p} tax is added|{p} tax is added]. // How much must {a} pay?",
    )


@family("percent.tip", topic=TOPIC, steps=2, weight=1.2)
def tip(s: Scene) -> None:
    """A meal with a tip."""
    a = s.adult()
    bill, p = s.money("bill", 20, 180, 5), s.percent("tip percent", 10, 15, 20, 25)
    extra = s.step("tip", bill * p / 100, f"The tip is # {s.style.currency}", decimals=True)
    s.step("total paid", bill + extra, f"{a} pays # {s.style.currency} in all", decimals=True)
    meal = s.choose("dinner", "lunch", "a taxi ride", "a haircut", "breakfast")
    s.aside(about=a)
    s.forms(
        f"[{a} paid {bill} for {meal}.] [{a.he} left a {p} tip.] // How much did {a.he} pay (in all/altogether)?",
        f"[The bill for {meal} was {bill}.] [{a} adds a tip of {p}.] "
        f"// What is the total (amount /)(that /){a.he} pays?",
        f"// How much does {a} spend on {meal} if [the bill is {bill}] and [{a.he} gives a {p} tip|{a} gives a {p} "
        "tip]?",
    )


@family("percent.discount_then_tax", topic=TOPIC, steps=4)
def discount_then_tax(s: Scene) -> None:
    """A discount first, tax afterwards."""
    a, t = s.person(), s.thing("electronic", "furniture", "clothing", "music")
    price, p, q = (
        s.money("price", 40, 400, 20),
        s.percent("percent off", 10, 20, 25, 30, 40, 50),
        s.percent("tax percent", 5, 8, 10, 15),
    )
    cut = s.step("discount", price * p / 100, f"The discount is # {s.style.currency}")
    sale = s.step("sale price", price - cut, f"The price after the discount is # {s.style.currency}")
    extra = s.step("tax", sale * q / 100, f"The tax is # {s.style.currency}", decimals=True)
    s.step("total price", sale + extra, f"{a} pays # {s.style.currency}", decimals=True)
    s.forms(
        f"[A {t.one} costs {price}.] [{a} gets a {p} discount] and [then pays {q} tax on the reduced price|a tax of "
        f"{q} is added to the reduced price]. "
        f"// How much does {a} pay (in total/)? || How much does {a} pay in total?",
        f"[{a} buys a {t.one} in a sale at {p} off.|The {t.one} is {p} off.] [The original price was {price}.] "
        f"[A tax of {q} is added to the sale price.] // What does {a.he} pay in the end?",
        f"// What must {a} pay for [a {t.one} of {price}|a {t.one} costs {price}] if [{p} is taken off first] and "
        f"[{q} tax is added afterwards]? || What must {a} pay for the {t.one}?",
    )


@family("percent.increase", topic=TOPIC, steps=2, weight=1.2)
def increase(s: Scene) -> None:
    """Something grows by so many percent."""
    subject, unit, low, high, step = s.choose(
        ("population of a village", "people", 400, 9000, 100), ("number of club members", "members", 40, 600, 20),
        ("number of bees in a hive", "bees", 1000, 20000, 1000),
        ("production of a factory", "bicycles", 200, 4000, 100), ("number of visitors", "visitors", 100, 3000, 100),
        ("number of students at a school", "students", 200, 1200, 20),
        ("harvest of a farm", "kilograms", 300, 5000, 100), ("number of trees in a wood", "trees", 200, 5000, 100),
    )  # fmt: skip
    first, p = s.given(f"{unit} before", low, high, step), s.percent("percent", 5, 10, 15, 20, 25, 30, 40, 50)
    up = s.chance(0.6)
    change = s.step("change", first * p / 100, f"The change is # {unit}")
    s.step(f"{unit} after", first + change if up else first - change, f"Then it is # {unit}")
    verb, past = ("grows", "grew") if up else ("falls", "fell")
    when = s.choose("last year", "this year", "in one year", "during the summer")
    s.forms(
        f"[The {subject} was {first}.] [{when} it {past} by {p}.|It {past} by {p}.] "
        f"// What (is/was) it (then/after that)? || What is the {subject} after that?",
        f"[{when} the {subject} {past} by {p}.|The {subject} {past} by {p}.] [Before, it was {first}.|Before, it "
        f"was {first} {unit}.] // How many {unit} (is it/are there) now? || How many {unit} is it now?",
        f"// If [the {subject} is {first}] and [it {verb} by {p}], what will it be? || What will the {subject} be?",
    )


@family("percent.raise", topic=TOPIC, steps=2)
def raise_(s: Scene) -> None:
    """Pay or rent goes up by so many percent."""
    a = s.adult()
    what, low, high, step = s.choose(
        ("monthly salary", 1000, 5000, 100), ("rent", 400, 2000, 50), ("weekly pay", 200, 1200, 50),
        ("monthly phone bill", 20, 100, 10), ("pocket money", 10, 50, 10),
    )  # fmt: skip
    first, p = s.money(f"{what} before", low, high, step), s.percent("percent", 2, 4, 5, 6, 8, 10, 20)
    extra = s.step("increase", first * p / 100, f"The increase is # {s.style.currency}", decimals=True)
    s.step(f"{what} after", first + extra, f"The new {what} is # {s.style.currency}", decimals=True)
    s.forms(
        f"[{a}'s {what} is {first}.] [It goes up by {p}.|The {what} goes up by {p}.] // What is {a.his} new {what}?",
        f"[{a}'s {what} was {first}] and [was raised by {p}|the {what} was raised by {p}]. // How much is it now? "
        f"|| How much is {a}'s {what} now?",
        f"[The {what} of {a} increased by {p}.] [It had been {first}.|The {what} had been {first}.] "
        f"// What is the new {what}? || What is {a}'s new {what}?",
    )


@family("percent.what_percent", topic=TOPIC, steps=1, weight=1.2)
def what_percent(s: Scene) -> None:
    """One number is what percent of another?"""
    what, verb, where = s.choose(*_GROUPS)
    total = s.given(what, 20, 400, 20)
    p = s.whole(5, 90, 5)
    s.need(total.n * p % 100 == 0)
    some = s.given(f"{what} counted", total.n * p // 100)
    s.step("percent", some * 100 / total, "That is # percent")
    s.forms(
        f"[{some} of the {total} {what} {where} {verb}.] // What percent of the {what} {verb}?",
        f"[There are {total} {what} {where}.] [{some} of them {verb}.|{some} of the {what} {verb}.] "
        f"// What percentage of the {what} {verb}?",
        f"[{where}, {some} out of {total} {what} {verb}.|{some} out of {total} {what} {verb}.] "
        f"// What percent (is that/of them {verb})? || What percent of the {what} {verb}?",
    )


@family("percent.score", topic=TOPIC, steps=1)
def score(s: Scene) -> None:
    """A test: percent right, or number right."""
    a = s.child()
    total, p = s.given("questions", 20, 100, 20), s.whole(55, 95, 5)
    sort = s.choose("percent", "number")
    if sort == "percent":
        right = s.given("right answers", total.n * p // 100)
        s.step("percent right", right * 100 / total, f"{a} got # percent right")
        s.forms(
            f"[{a} answered {right} of {total} questions correctly.] // What percent of the questions did {a.he} "
            "answer correctly?",
            f"[A test had {total} questions.] [{a} got {right} (of them /)right.|{a} got {right} questions right.] "
            f"// What was {a.his} score in percent?",
            f"// What percent of the questions did {a} get right if [{right} of {total} answers were correct]?",
        )
        return
    share = s.percent("percent right", p)
    s.step("right answers", total * share / 100, f"{a} answered # questions correctly")
    s.forms(
        f"[A test had {total} questions.] [{a} got {share} of them right.|{a} got {share} of the questions right.] "
        f"// How many questions did {a.he} answer correctly?",
        f"[{a} scored {share} on a test with {total} questions.] // How many questions did {a.he} get right?",
        f"// How many right answers did {a} give if [{share} of {a.his} answers to {total} questions were "
        f"right|{share} of {a}'s answers to {total} questions were right]?",
    )


@family("percent.find_whole", topic=TOPIC, steps=1)
def find_whole(s: Scene) -> None:
    """A part and its percentage are known: how many in all?"""
    what, verb, where = s.choose(*_GROUPS)
    p = s.percent("percent", 5, 10, 20, 25, 30, 40, 50, 60, 75, 80)
    total = s.whole(20, 600, 20)
    s.need(total * p.n % 100 == 0, total * p.n > 100)
    some = s.given(f"{what} counted", total * p.n // 100)
    s.step(f"total {what}", some * 100 / p, f"There are # {what} in all")
    s.forms(
        f"[{p} of the {what} {where} {verb}.] [That is {some} {what}.|{some} {what} {verb}.] "
        f"// How many {what} are there in all?",
        f"[{some} {what} {where} {verb},|{some} {what} {where} {verb}.] [which is {p} of all {what}.|This is {p} of "
        f"all {what}.] // How many {what} are there altogether?",
        f"// If [{some} {what} {verb}] and [this is {p} of the {what} {where}], how many {what} are there?",
    )


@family("percent.original_price", topic=TOPIC, steps=2)
def original_price(s: Scene) -> None:
    """The price after a discount is known: what was it before?"""
    a, t = s.person(), s.thing("clothing", "electronic", "furniture", "sport")
    p = s.percent("percent off", 10, 20, 25, 30, 40, 50, 60, 75)
    price = s.whole(20, 300, 20)
    s.need(price * (100 - p.n) % 100 == 0)
    paid = s.money_of("price paid", price * (100 - p.n) // 100)
    rest_ = s.step("percent paid", 100 - p, "So # percent of the price were paid")
    s.step("original price", paid * 100 / rest_, f"The price before was # {s.style.currency}")
    s.forms(
        f"[{a} paid {paid} for a {t.one}] that was [{p} off|the {t.one} was {p} off]. "
        "// What was the price before the discount? "
        f"|| What was the price of the {t.one} before the discount?",
        f"[After a discount of {p},|There was a discount of {p}.] [a {t.one} costs {paid}.|after the discount a "
        f"{t.one} costs {paid}.] // What was the original price (of the {t.one}/)? "
        f"|| What was the original price of the {t.one}?",
        f"// What did a {t.one} cost before if [{a} paid {paid} for it|{a} paid {paid} for the {t.one}] with "
        f"[a discount of {p}|there was a discount of {p}]? || What did the {t.one} cost before the discount?",
    )


@family("percent.commission", topic=TOPIC, steps=2)
def commission(s: Scene) -> None:
    """Base pay and so many percent of sales."""
    a = s.adult()
    base, sales, p = (
        s.money("base pay", 200, 1500, 50),
        s.money("sales", 1000, 9000, 500),
        s.percent("commission percent", 2, 3, 4, 5, 6, 8, 10),
    )
    extra = s.step("commission", sales * p / 100, f"The commission is # {s.style.currency}")
    s.step("total pay", base + extra, f"{a} gets # {s.style.currency}")
    s.forms(
        f"[{a} is paid {base} a (week/month) plus {p} of {a.own} sales.] [This time {a.he} sold goods for "
        f"{sales}.|{a} sold goods for {sales}.] // How much is {a.he} paid (in all/altogether)?",
        f"[{a} sold goods worth {sales}] and [gets a commission of {p}|{a} gets a commission of {p}] (on top of/in "
        f"addition to) [{a.own} base pay of {base}|{a}'s base pay is {base}]. "
        f"// How much does {a.he} earn in total?",
        f"// What is {a} paid in all if [the base pay is {base},|the base pay is {base}] "
        f"[the commission is {p}|the commission is {p}] and [the sales are {sales}]?",
    )


@family("percent.interest", topic=TOPIC, steps=2)
def interest(s: Scene) -> None:
    """Simple interest over several years."""
    a = s.adult()
    capital, p, years = (
        s.money("money invested", 200, 5000, 100),
        s.percent("interest percent", 2, 3, 4, 5, 6, 8, 10),
        s.given("years", 2, 6),
    )
    per = s.step("interest per year", capital * p / 100, f"Each year brings # {s.style.currency}")
    s.step("total interest", per * years, f"In all that is # {s.style.currency}")
    s.forms(
        f"[{a} puts {capital} into a savings account] with [{p} simple interest a year|the account pays {p} simple "
        "interest a year]. "
        f"// How much interest does {a.he} get in [{years} years|{years} years go by]? "
        f"|| How much interest does {a} get?",
        f"[A bank pays {p} simple interest per year.] [{a} deposits {capital} for {years} years.] "
        f"// How much interest does {a.he} earn?",
        f"[{a} lends a friend {capital} for {years} years] at [simple interest of {p} a year|the simple interest is "
        f"{p} a year]. // How much interest is that (in all/)? || How much interest does {a} get?",
    )


@family("percent.battery", topic=TOPIC, steps=2)
def battery(s: Scene) -> None:
    """A level falls by so many percent points an hour."""
    a = s.person()
    thing = s.choose("phone", "laptop", "tablet", "camera", "e-bike")
    hours, per = s.given("hours", 2, 8), s.percent("percent per hour", 3, 4, 5, 6, 8, 9)
    first = s.percent("percent at first", 60, 70, 75, 80, 90, 95, 100)
    used = s.step("percent used", per * hours, "It uses # percent")
    s.step("percent left", first - used, "# percent are left")
    s.forms(
        f"[The battery of {a}'s {thing} is at {first}.] [It loses {per} every hour.|The battery loses {per} every "
        f"hour.] // How many percent are left after [{hours} hours|{hours} hours go by]?"
        f" || How many percent of the battery are left?",
        f"[{a}'s {thing} uses {per} of its battery per hour.] [{a.he} uses it for {hours} hours.|{a} uses the "
        f"{thing} for {hours} hours.] [At first the battery was at {first}.] "
        f"// At what percent is the battery now?",
        f"// To what percent does {a}'s {thing} fall if [it is at {first} now|the {thing} is at {first} now] and "
        f"[loses {per} an hour|it loses {per} an hour] for [{hours} hours|{hours} hours go by]? "
        f"|| To what percent does the battery of {a}'s {thing} fall?",
    )


@family("percent.compare_shops", topic=TOPIC, steps=3)
def compare_shops(s: Scene) -> None:
    """One shop gives a discount, the other a fixed price: how much cheaper?"""
    t = s.thing("electronic", "furniture", "sport", "music")
    price, p = s.money("first shop price", 40, 400, 20), s.percent("percent off", 10, 15, 20, 25, 30)
    cut = s.step("discount", price * p / 100, f"The discount in the first shop is # {s.style.currency}")
    sale = s.step("first shop final price", price - cut, f"There the {t.one} costs # {s.style.currency}")
    other = s.money("second shop price", int(sale.value) + 2, int(sale.value) + 60)
    s.step("difference", other - sale, f"The first shop is # {s.style.currency} cheaper")
    s.forms(
        f"[In one shop a {t.one} costs {price} with {p} off.] [In another shop it costs {other}.|In another shop "
        f"the {t.one} costs {other}.] // How much cheaper is the {t.one} in the first shop?",
        f"[The first shop sells a {t.one} for {price}] but [gives {p} off|the first shop gives {p} off]. "
        f"[The second shop sells the same {t.one} for {other}.] // How much does one save by going to the first "
        "shop?",
        f"[A {t.one} is on sale at {p} off,|In one shop a {t.one} is {p} off.] "
        f"[its usual price being {price}.|The usual price is {price}.] [Elsewhere it costs {other} without a "
        f"discount.|Elsewhere the {t.one} costs {other}.] // How much cheaper is it in the sale? "
        f"|| How much cheaper is the {t.one} in the sale?",
    )


@family("percent.two_groups", topic=TOPIC, steps=3)
def two_groups(s: Scene) -> None:
    """Different percentages of two groups: how many together?"""
    n, m = s.given("boys", 20, 200, 20), s.given("girls", 20, 200, 20)
    p, q = (
        s.percent("percent of boys", 5, 10, 20, 25, 30, 40, 50, 60),
        s.percent("percent of girls", 5, 10, 15, 20, 25, 35, 40, 45, 55, 75),
    )
    verb = s.choose("play soccer", "sing in the choir", "take the bus", "learn French", "wear glasses", "have a pet")
    one = s.step("boys counted", n * p / 100, f"# boys {verb}")
    two = s.step("girls counted", m * q / 100, f"# girls {verb}")
    s.step("total counted", one + two, f"Together # students {verb}")
    s.forms(
        f"[A school has {n} boys and {m} girls.] [{p} of the boys|{p} of the boys {verb}] and "
        f"[{q} of the girls {verb}]. // How many students {verb}?",
        f"[{p} of {n} boys|{p} of {n} boys {verb}] and [{q} of {m} girls at a school {verb}]. "
        f"// How many students (is that/{verb}) (altogether/in all)? || How many students {verb}?",
        f"// How many students {verb} if [it is {p} of {n} boys|{p} of {n} boys {verb}] and "
        f"[{q} of {m} girls|{q} of {m} girls {verb}]?",
    )
