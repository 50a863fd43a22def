"""One change, one step, of amounts: money, water, temperature, pages, distance, size, and what is missing to a goal."""

from __future__ import annotations

from kpdd_edge.datasets.templates.english import plural
from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "change"


@family("change.money_spent", topic=TOPIC, steps=1, weight=1.5)
def money_spent(s: Scene) -> None:
    """Money before and what was spent: how much is left?"""
    a, t = s.person(), s.thing("goods", "cheap")
    spent = s.money("money spent", 2, 60, s.choose(1, 1, 0.5, 0.25))
    had = s.money("money at first", int(spent.value) + 2, 120)
    s.step("money left", had - spent, f"{a} has # {s.style.currency} left")
    left = f"How much money does {a.he} have left?"
    s.forms(
        f"[{a} had {had}.] [{a.he} spent {spent} on {t}.] // {left}",
        f"[{a} went to the (store/market) with {had}.] [{a.he} bought some {t} for {spent}.] // {left}",
        f"[{a} paid {spent} for a {t.one}.] [Before that, {a.he} had {had}.] // {left}",
        f"// How much (money /)will {a} have left if [{a.he} spends {spent} of (/{a.own} )<~{a.own} >{had}"
        f"|{a} has {had} and spends {spent}]? || How much money will {a} have left?",
        f"[{a}'s wallet held {had}.] [{a.he} took out {spent} to pay for some {t}.] // How much is left in the wallet?"
        f" || How much money is left in {a}'s wallet?",
        f"[{a} saved {had}.] [{a.he} used {spent} of it to buy {t}.|{a} used {spent} to buy {t}.] // {left}",
    )


@family("change.money_earned", topic=TOPIC, steps=1)
def money_earned(s: Scene) -> None:
    """Money before and what was earned or given: how much now?"""
    a = s.person()
    had, got = s.money("money at first", 5, 90), s.money("money earned", 3, 80, s.choose(1, 0.5))
    job = s.choose("washing cars", "mowing lawns", "babysitting", "walking dogs", "selling lemonade", "raking leaves")
    s.step("money now", had + got, f"{a} has # {s.style.currency} now")
    now = f"How much money does {a.he} have now?"
    s.aside(about=a)
    s.forms(
        f"[{a} had {had}.] [{a.he} earned {got} (by /){job}.] // {now}",
        f"[{a} had saved {had}.] [For {a.own} birthday {a.he} got {got} more.] // {now}",
        f"[{a} earned {got} {job}.] [{a.he} put it in {a.own} money box, which already held {had}."
        f"|{a}'s money box already held {had}.] // How much money is in the money box now? "
        f"|| How much money is in {a}'s money box now?",
        f"[{a} found {got} in a coat pocket.] [{a.he} had {had} before.] // {now}",
    )


@family("change.money_spent_unknown", topic=TOPIC, steps=1)
def money_spent_unknown(s: Scene) -> None:
    """Money before and after: how much was spent?"""
    a, t = s.person(), s.thing("goods", "cheap")
    left = s.money("money left", 2, 60, s.choose(1, 1, 0.5))
    had = s.money("money at first", int(left.value) + 2, 120)
    s.step("money spent", had - left, f"{a} spent # {s.style.currency}")
    ask = f"How much (money /)did {a.he} spend?"
    s.forms(
        f"[{a} had {had}.] After buying some {t}, [{a.he} had {left} left.] // {ask}",
        f"[{a} went shopping with {had}] and [came home with {left}|{a} came home with {left}]. // {ask}",
        f"{a} bought a {t.one}. [{a.he} had {had} before] and [has {left} now|{a} has {left} now]. "
        f"// How much did the {t.one} cost?",
        f"[{a} has {left} left] from [the {had} {a.he} took to the shop|{a} took {had} to the shop]. // {ask}",
    )


@family("change.temperature", topic=TOPIC, steps=1)
def temperature(s: Scene) -> None:
    """A temperature rises or falls: what is it afterwards?"""
    start, change = s.given("temperature at first", 14, 34), s.given("change", 2, 12)
    rises = s.chance(0.5)
    s.step("temperature now", start + change if rises else start - change, "The temperature is # degrees now")
    verb = s.choose("rose", "went up") if rises else s.choose("fell", "dropped", "went down")
    when = s.choose("In the morning", "At 8 o'clock", "Yesterday", "At sunrise" if rises else "At noon")
    s.forms(
        f"[{when} the temperature was {start} degrees.] [Then it {verb} by {change} degrees.|It {verb} by {change} "
        "degrees.] "
        f"// What was the temperature then? || What was the temperature after it {verb}?",
        f"[A thermometer showed {start} degrees.] [Over the next hours the temperature {verb} {change} degrees.] "
        f"// What (did the thermometer/does the thermometer) show after that?",
        f"[The temperature {verb} by {change} degrees] from [{start} degrees|it was {start} degrees at first]. "
        f"// What is the temperature now?",
    )


@family("change.tank", topic=TOPIC, steps=1)
def tank(s: Scene) -> None:
    """Water is added to or taken from a tank: how much is in it?"""
    vessel = s.choose("tank", "barrel", "pool", "water tower", "rain barrel", "aquarium")
    unit = s.choose("liters", "gallons")
    change, added = s.given(f"{unit} changed", 5, 90), s.chance(0.5)
    start = s.given(f"{unit} at first", change.n + 10, change.n + 250)
    s.step(f"{unit} now", start + change if added else start - change, f"The {vessel} holds # {unit} now")
    event = (
        s.choose("were added", "flowed in", "were poured in")
        if added
        else s.choose("leaked out", "were used", "flowed out")
    )
    s.forms(
        f"[A {vessel} held {start} {unit} of water.] [{change} {unit} {event}.] "
        f"// How much water is in the {vessel} now? "
        f"|| How many {unit} of water are in the {vessel} now?",
        f"[There were {start} {unit} of water in a {vessel}.] [Overnight {change} {unit} {event}.] "
        f"// How many {unit} of water (are/were) in the {vessel} then?",
        f"[{change} {unit} of water {event}] at a {vessel} [that had held {start} {unit}|the {vessel} had held "
        f"{start} {unit}]. "
        f"// How many {unit} does it hold now? || How many {unit} does the {vessel} hold now?",
    )


@family("change.pages_left", topic=TOPIC, steps=1)
def pages_left(s: Scene) -> None:
    """A book with so many pages, some read: how many remain?"""
    a = s.person()
    read = s.given("pages read", 12, 150)
    total = s.given("pages in book", read.n + 10, read.n + 250)
    s.step("pages left", total - read, f"{a} has # pages left to read")
    book = s.choose("book", "novel", "story", "mystery book", "biography")
    s.aside(about=a)
    ask = (
        f"How many pages (are left/does {a.he} still have to read/are left to read)? "
        f"|| How many pages does {a} still have to read?"
    )
    s.forms(
        f"[{a} is reading a {book} with {total} pages.] [{a.he} has (already /)read {read} pages.] // {ask}",
        f"[{a}'s {book} has {total} pages.] [So far {a.he} has read {read} of them.|{a} has read {read} pages.] "
        f"// {ask}",
        f"[{a} has read {read} pages of a {total}-page {book}.] // {ask}",
        f"// How many pages are left if [a {book} has {total} pages] and [{a} has read {read}|{a} has read {read} "
        "pages]? "
        f"|| How many pages does {a} still have to read?",
    )


@family("change.journey_left", topic=TOPIC, steps=1)
def journey_left(s: Scene) -> None:
    """A way so long, a part done: how far is it still?"""
    a = s.role("driver", "athlete")
    unit = s.choose("miles", "kilometers")
    done = s.given(f"{unit} done", 8, 180)
    total = s.given(f"{unit} in total", done.n + 5, done.n + 220)
    s.step(f"{unit} left", total - done, f"{a} has # {unit} to go")
    goal = s.choose("the coast", "the next city", "the lake", "the airport", "the mountains", f"{a}'s aunt")
    ask = f"How many (more /){unit} does {a.he} have to (go/travel)? || How many more {unit} does {a} have to go?"
    s.forms(
        f"[{a} is traveling {total} {unit} to {goal}.] [{a.he} has gone {done} {unit} so far.] // {ask}",
        f"[The way to {goal} is {total} {unit} long.] [{a} has (already /)covered {done} {unit}.] // {ask}",
        f"[After {done} {unit} {a} stopped for a rest.] [The whole (trip/way) is {total} {unit}.] // {ask}",
    )


@family("change.grows", topic=TOPIC, steps=1)
def grows(s: Scene) -> None:
    """Something grows: how tall, or by how much?"""
    what, unit, low, high, most = s.choose(
        ("sunflower", "centimeters", 20, 150, 60),
        ("young tree", "centimeters", 60, 220, 70),
        ("bean plant", "centimeters", 5, 60, 30),
        ("tomato plant", "inches", 6, 30, 20),
        ("puppy", "inches", 6, 15, 12),
        ("bamboo plant", "inches", 12, 90, 40),
        ("corn plant", "inches", 10, 50, 40),
    )
    time = s.choose("last month", "over the summer", "in three weeks", "last year", "since spring")
    before = s.given(f"{unit} before", low, high)
    if s.chance(0.5):
        grown = s.given(f"{unit} grown", 2, most)
        s.step(f"{unit} now", before + grown, f"The {what} is # {unit} tall now")
        s.forms(
            f"[A {what} was {before} {unit} tall.] [It grew {grown} {unit} {time}.|The {what} grew {grown} {unit}.] "
            f"// How tall is (<it~the {what}>/the {what}) now?",
            f"[A {what} grew {grown} {unit} {time}.] [Before, it was {before} {unit} tall.|It was {before} {unit} "
            "tall before.] "
            f"// What is the height of the {what} now, in {unit}?",
            f"[The height of a {what} is {before} {unit}.] // How tall will it be when "
            f"[it has grown another {grown} {unit}|the {what} grows another {grown} {unit}]? "
            f"|| How tall will the {what} be?",
        )
        return
    now = s.given(f"{unit} now", before.n + 2, before.n + most)
    s.step(f"{unit} grown", now - before, f"The {what} grew # {unit}")
    s.forms(
        f"[A {what} was {before} {unit} tall.] [Now it is {now} {unit} tall.] // How many {unit} has the {what} grown?",
        f"[A {what} is {now} {unit} tall.] [When it was measured (the first time/before), it was {before} {unit} "
        "tall.] "
        f"// By how many {unit} has the {what} grown?",
        f"[{time} a {what} grew from {before} to {now} {unit}.|A {what} grew from {before} to {now} {unit}.] "
        f"// By how many {unit} did it grow? || By how many {unit} did the {what} grow?",
    )


@family("change.moved_over", topic=TOPIC, steps=1)
def moved_over(s: Scene) -> None:
    """Things are moved from one place to another that holds some already."""
    a, t = s.person(), s.thing("collectable", "fruit", "vegetable", "sport", "toy")
    box = s.box(t)
    there, moved = s.given(f"{t} in the second {box}", 3, 40), s.given(f"{t} moved", 2, 25)
    s.step(f"{t} in total", there + moved, f"The second {box} now holds # {t}")
    s.forms(
        f"{a} has two {plural(box)} of {t}. [The second one holds {there(t)}.|The second {box} holds {there(t)}.] "
        f"[{a.he} moves {moved(t)} from the first one to the second one.|{a} moves {moved(t)} to the second {box}.] "
        f"// How many {t} are in the second {box} now?",
        f"[There are {there(t)} (on a table/in a bag).|There are {there(t)} there.] [{a} puts {moved} more with them."
        f"|{a} puts {moved} more {t} with them.] // How many {t} are there (altogether/now)?",
        f"[{moved(t)} were taken out of one {box}|{moved(t)} were taken out of one {box}] and added to "
        f"[the {there} in another {box}|there were {there(t)} in another {box}] by {a}. "
        f"// How many {t} are in that other {box} now? || How many {t} are in the other {box} now?",
    )


@family("change.goal", topic=TOPIC, steps=1, weight=1.5)
def goal(s: Scene) -> None:
    """So many are wanted, some are there: how many more are needed?"""
    a, t = s.person(), s.thing("keep", "decoration", "bakery")
    have = s.given(f"{t} so far", 4, t.top)
    want = s.given(f"{t} needed", have.n + 2, have.n + t.top)
    s.step(f"more {t}", want - have, f"{a} needs # more {t}")
    why = s.choose("for a party", "for a project", "for the school fair", "to fill a shelf", "for a show")
    more = f"How many more {t} does {a.he} (need/still need)?"
    s.aside(about=a)
    s.forms(
        f"[{a} needs {want(t)} {why}.] [{a.he} has {have} (already/so far).|{a} already has {have(t)}.] // {more}",
        f"[{a} has {have(t)}.] [{a.he} wants to have {want}.|{a} wants to have {want(t)}.] // {more}",
        f"// How many more {t} must {a} get to have [={want}|{a} wants to have {want(t)}] "
        f"if [{a.he} has {have} now|{a} has {have(t)} now]?"
        f" || How many more {t} must {a} get?",
        f"[{a} wants {want(t)} {why}] but [has only {have}|{a} has only {have(t)}]. // {more}",
    )


@family("change.savings_goal", topic=TOPIC, steps=1)
def savings_goal(s: Scene) -> None:
    """Something costs so much, so much is saved: how much more is needed?"""
    a, t = s.person(), s.thing("sport", "electronic", "toy", "music", "clothing")
    cost = s.price("price", t, whole=True)
    have = s.money("money saved", 1, cost.n - 2)
    s.step("money needed", cost - have, f"{a} needs # more {s.style.currency}")
    more = f"How much more (money /)does {a.he} need?"
    s.aside(about=a)
    s.forms(
        f"[{a} wants to buy a {t.one} that costs {cost}.|The {t.one} costs {cost}.] [{a.he} has saved {have}.] "
        f"// {more}",
        f"[A {t.one} costs {cost}.] [{a} has {have}.] // How much more money does {a} need to buy (<it~the "
        f"{t.one}>/the {t.one})?",
        f"[{a} has {have}] and wants a {t.one} [for {cost}|the {t.one} costs {cost}]. // {more}",
        f"[{a} has already saved {have}] (toward/for) a new {t.one}. [The price is {cost}.|The {t.one} costs "
        f"{cost}.] // {more}",
    )
