"""Two or three changes one after another."""

from __future__ import annotations

from kpdd_edge.datasets.templates.phrases import ask_first, ask_left, ask_now
from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene
from kpdd_edge.datasets.templates.verbs import gain, loss

TOPIC = "several changes"


@family("change2.gain_then_loss", topic=TOPIC, steps=2, weight=1.5)
def gain_then_loss(s: Scene) -> None:
    """Some come, then some go: how many are left?"""
    a, b, t = s.person(), s.child(), s.thing("small", "goods", "treat")
    v, w = gain(s, a, t), loss(s, a, t, b)
    had, got = s.given(f"{t} at first", 3, t.top), s.given(f"{t} {v.done}", 2, min(t.top, v.most))
    gone = s.given(f"{t} {w.done} later", 2, min(had.n + got.n - 2, w.most))
    total = s.step(f"total {t}", had + got, f"{a} had # {t} in all")
    s.step(f"{t} left", total - gone, f"{a} has # {t} left")
    s.aside(about=a)
    s.forms(
        f"[{a} had {had(t)}.] [{a.he} {v.past} {got.more(t)}{v.tail}.] [Then {a.he} {w.past} {gone.of(t)}{w.tail}.] "
        f"// {ask_left(a, t)}",
        f"[{a} {v.past} {got(t)}{v.tail}.] [{a.he} already had {had}.|{a} already had {had(t)}.] "
        f"[(Later/After that) {a.he} {w.past} {gone}{w.tail}.|{a} {w.past} {gone(t)}{w.tail}.] // {ask_left(a, t)}",
        f"[{a} has {had(t)}.] [{a.he} (gets/buys) {got} more|{a} gets {got} more {t}] "
        f"and [gives {gone} (away/to a friend)|{a} gives {gone(t)} away]. // {ask_left(a, t)}",
        f"// If [{a} had {had(t)}|{a} had {had(t)}], [{v.past} {got} more|{a} {v.past} {got} more {t}] "
        f"and then [{w.past} {gone}{w.tail}|{a} {w.past} {gone(t)}{w.tail}], how many {t} are left?"
        f" || How many {t} does {a} have left?",
        f"[{a} (started/began) with {had(t)}.] [On Monday {a.he} {v.past} {got} more.|{a} {v.past} {got} more {t}.] "
        f"[On Tuesday {a.he} {w.past} {gone}{w.tail}.|{a} {w.past} {gone(t)}{w.tail}.] // {ask_left(a, t)}",
    )


@family("change2.loss_then_gain", topic=TOPIC, steps=2, weight=1.5)
def loss_then_gain(s: Scene) -> None:
    """Some go, then others come: how many now?"""
    a, b, t = s.person(), s.child(), s.thing("small", "goods", "treat")
    v, w = gain(s, a, t), loss(s, a, t, b)
    gone = s.given(f"{t} {w.done}", 2, min(t.top - 4, w.most))
    had = s.given(f"{t} at first", gone.n + 2, t.top)
    got = s.given(f"{t} {v.done} later", 2, min(t.top, v.most))
    left = s.step(f"{t} left", had - gone, f"{a} had # {t} left")
    s.step(f"{t} now", left + got, f"{a} has # {t} now")
    s.aside(about=a)
    s.forms(
        f"[{a} had {had(t)}.] [{a.he} {w.past} {gone.of(t)}{w.tail}.] [Then {a.he} {v.past} {got.more(t)}{v.tail}.] "
        f"// {ask_now(a, t)}",
        f"[{a} had {had(t)}] and [{w.past} {gone} (/of them){w.tail}|{a} {w.past} {gone(t)}{w.tail}]. "
        f"[A week later {a.he} {v.past} {got} new ones.|{a} {v.past} {got} new {t}.] // {ask_now(a, t)}",
        f"[{a} {w.past} {gone} of {a.own} {had(t)}{w.tail}|{a} had {had(t)} and {w.past} {gone} of them{w.tail}]. "
        f"[After that {a.he} {v.past} {got} more.|{a} {v.past} {got} more {t}.] // {ask_now(a, t)}",
        f"// How many {t} does {a} have now if [{a.he} had {had} at first|{a} had {had(t)} at first], "
        f"[{w.past} {gone}{w.tail}|{a} {w.past} {gone(t)}{w.tail}] and [got {got} more|{a} got {got} more {t}]?",
    )


@family("change2.two_gains", topic=TOPIC, steps=2)
def two_gains(s: Scene) -> None:
    """Some come, and then more: how many now?"""
    a, b, c, t = s.person(), s.child(), s.child(), s.thing("keep", "treat")
    had = s.given(f"{t} at first", 3, t.top)
    one, two = s.given(f"{t} from {b}", 2, 25), s.given(f"{t} from {c}", 2, 25)
    total = s.step(f"{t} received", one + two, f"{a} got # {t} from {b} and {c}")
    s.step(f"{t} now", had + total, f"{a} has # {t} now")
    s.aside(about=a)
    s.forms(
        f"[{a} had {had(t)}.] [{b} gave {a.him} {one} more,|{b} gave {a} {one} more {t}.] "
        f"[and {c} gave {a.him} {two}.|{c} gave {a} {two(t)}.] // {ask_now(a, t)}",
        f"[{a} got {one(t)} from {b}] and [{two} from {c}|{a} got {two(t)} from {c}]. "
        f"[{a.he} already had {had} at home.|{a} already had {had(t)}.] // {ask_now(a, t)}",
        f"[{b} handed {one(t)} to {a}] and [{c} handed {a.him} {two}|{c} handed {a} {two(t)}]. "
        f"[Before that, {a} had {had}.|{a} had {had(t)} before.] // {ask_now(a, t)}",
    )


@family("change2.two_losses", topic=TOPIC, steps=2, weight=1.5)
def two_losses(s: Scene) -> None:
    """Two parts go: how many are left?"""
    a, b, t = s.person(), s.child(), s.thing("keep", "treat", "goods")
    w = loss(s, a, t)
    one = s.given(f"{t} given to {b}", 2, 20)
    two = s.given(f"{t} {w.done} later", 2, min(20, w.most))
    had = s.given(f"{t} at first", one.n + two.n + 2, one.n + two.n + t.top)
    gone = s.step(f"{t} gone", one + two, f"# {t} are gone")
    s.step(f"{t} left", had - gone, f"{a} has # {t} left")
    s.aside(about=a)
    s.forms(
        f"[{a} had {had(t)}.] [{a.he} gave {one} (of them /)to {b}|{a} gave {one(t)} to {b}] "
        f"and [{w.past} {two} more{w.tail}|{a} {w.past} {two(t)}{w.tail}]. // {ask_left(a, t)}",
        f"[{a} gave {one(t)} to {b}.] [{a.he} also {w.past} {two}{w.tail}.|{a} {w.past} {two(t)}.] "
        f"[At first {a.he} had {had}.|{a} had {had(t)} at first.] // {ask_left(a, t)}",
        f"[Of {a.own} {had(t)},|{a} had {had(t)}.] {a} [gave {one} to {b}|{a} gave {one(t)} to {b}] "
        f"and [{w.past} {two}{w.tail}|{a} {w.past} {two(t)}{w.tail}]. // {ask_left(a, t)}",
        f"[{a} has {had(t)}.] // How many will be left if [{b} gets {one}|{b} gets {one(t)}] "
        f"and [{a.his} sister gets {two}|{a}'s sister gets {two(t)}]? || How many {t} will {a} have left?",
    )


@family("change2.bus", topic=TOPIC, steps=2, weight=1.5)
def bus(s: Scene) -> None:
    """People get off and on at a stop: how many are on board?"""
    what = s.choose("bus", "train", "tram", "ferry", "subway car", "boat")
    off = s.given("passengers off", 2, 20)
    first = s.given("passengers at first", off.n + 3, off.n + 40)
    on = s.given("passengers on", 2, 25)
    left = s.step("passengers left", first - off, f"# passengers stayed on the {what}")
    s.step("passengers now", left + on, f"There are # passengers on the {what} now")
    ask = (
        f"How many (passengers/people) are on the {what} (now/after that)? "
        f"|| How many passengers are on the {what} now?"
    )
    s.forms(
        f"[A {what} carried {first} passengers.] [At the next stop {off} got off|{off} passengers got off] "
        f"and [{on} got on|{on} passengers got on]. // {ask}",
        f"[There were {first('person')} on a {what}.] [{off} of them got off at the first stop.|{off('person')} got "
        "off.] "
        f"[Then {on} new passengers got on.|{on} new passengers got on.] // {ask}",
        f"[{off('passenger')} got off a {what}] and [{on} got on|{on} passengers got on]. "
        f"[Before the stop, there had been {first('passenger')}.] // {ask}",
        f"// If [a {what} has {first('passenger')}], [{off} get off|{off('passenger')} get off] "
        f"and [{on} get on|{on('passenger')} get on], how many passengers are on the {what} then?",
    )


@family("change2.bus_two_stops", topic=TOPIC, steps=4)
def bus_two_stops(s: Scene) -> None:
    """Two stops with people getting off and on."""
    what = s.choose("bus", "train", "tram", "ferry")
    first = s.given("passengers at first", 15, 50)
    off1, on1 = s.given("off at first stop", 2, 10), s.given("on at first stop", 2, 15)
    off2, on2 = s.given("off at second stop", 2, 12), s.given("on at second stop", 2, 15)
    one = s.step("after first getting off", first - off1, "# passengers stayed at the first stop")
    two = s.step("after first stop", one + on1, f"After the first stop there were # passengers on the {what}")
    three = s.step("after second getting off", two - off2, "# passengers stayed at the second stop")
    s.step("passengers now", three + on2, f"Now there are # passengers on the {what}")
    s.forms(
        f"[A {what} left the station with {first} passengers.] [At the first stop, {off1} passengers got off "
        f"and {on1} got on.] [At the second stop, {off2} got off and {on2} got on.|At the second stop, {off2} "
        "passengers "
        f"got off and {on2} got on.] // How many passengers are on the {what} now?",
        f"[{first} people were on a {what}.] [{off1} got off and {on1} got on at Park Street.|At the first stop "
        f"{off1} people got off and {on1} got on.] [{off2} got off and {on2} got on at Main Street.|At the second stop "
        f"{off2} people got off and {on2} got on.] // How many people were on the {what} after Main Street?"
        f" || How many people were on the {what} after the second stop?",
        f"// How many passengers are on a {what} after two stops if [it starts with {first},|the {what} starts with "
        f"{first} passengers] [{off1} get off and {on1} get on at the first stop|{off1} passengers get off and "
        f"{on1} get on at the first stop] and [{off2} get off and {on2} get on at the second|{off2} passengers get "
        f"off and {on2} get on at the second stop]? || How many passengers are on the {what} after two stops?",
    )


@family("change2.start_unknown", topic=TOPIC, steps=2)
def start_unknown(s: Scene) -> None:
    """A gain, a loss, and the end are known: what was the start?"""
    a, b, t = s.person(), s.child(), s.thing("keep", "treat")
    v = gain(s, a, t)
    got, gone = s.given(f"{t} {v.done}", 2, min(v.most, 30)), s.given(f"{t} given away", 2, 20)
    now = s.given(f"{t} now", max(2, got.n - gone.n + 2), got.n + 60)
    before = s.step(f"{t} before giving", now + gone, f"Before giving some away, {a} had # {t}")
    s.step(f"{t} at first", before - got, f"At first {a} had # {t}")
    s.forms(
        f"{a} had some {t}. [{a.he} {v.past} {got} more{v.tail}|{a} {v.past} {got} more {t}] "
        f"and [gave {gone} to {b}|{a} gave {gone(t)} to {b}]. [Now {a.he} has {now(t)}.] // {ask_first(a, t)}",
        f"[{a} {v.past} {got(t)}{v.tail}.] [Then {a.he} gave {b} {gone} of {a.own} {t}.|{a} gave {gone(t)} to {b}.] "
        f"[After that {a.he} had {now} left.|{a} has {now(t)} left.] // {ask_first(a, t)}",
        f"[{a} has {now(t)}] after [getting {got} more|{a} got {got} more {t}] "
        f"and [giving {gone} to {b}|{a} gave {gone(t)} to {b}]. // {ask_first(a, t)}",
    )


@family("change2.second_gain_unknown", topic=TOPIC, steps=2)
def second_gain_unknown(s: Scene) -> None:
    """Start, one gain and the end are known: how many came from the other source?"""
    a, b, c, t = s.person(), s.child(), s.child(), s.thing("keep", "treat")
    had, one = s.given(f"{t} at first", 3, 40), s.given(f"{t} from {b}", 2, 25)
    now = s.given(f"{t} now", had.n + one.n + 2, had.n + one.n + 30)
    two = s.step(f"{t} with those from {b}", had + one, f"With the {t} from {b}, {a} had # {t}")
    s.step(f"{t} from {c}", now - two, f"{c} gave {a} # {t}")
    s.forms(
        f"[{a} had {had(t)}.] [{b} gave {a.him} {one} more,|{b} gave {a} {one} more {t}.] and {c} gave {a.him} some "
        "too. "
        f"[Now {a} has {now(t)}.] // How many {t} did {c} give {a.him}?",
        f"{b} and {c} gave {a} some of their {t}. [{b} gave {a.him} {one}.|{b} gave {a} {one(t)}.] "
        f"[{a} had {had} before|{a} had {had(t)} before] and [has {now} now|{a} has {now(t)} now]. "
        f"// How many {t} did {a.he} get from {c}?",
        f"[{a} now owns {now(t)}.] [{had} of them were {a.his} own from the start,|{a} had {had(t)} from the "
        f"start.] [{one} are a gift from {b}|{one(t)} are a gift from {b}] and the others come from {c}. "
        f"// How many {t} come from {c}?",
    )


@family("change2.bank", topic=TOPIC, steps=2)
def bank(s: Scene) -> None:
    """Money is put in and taken out of an account."""
    a = s.adult()
    out = s.money("money taken out", 20, 300, 5)
    first = s.money("money at first", out.n + 50, out.n + 900, 10)
    paid = s.money("money paid in", 30, 500, 5)
    money = s.style.currency
    if s.chance(0.5):
        more = s.step("money after paying in", first + paid, f"After paying in, {a} has # {money}")
        s.step("money left", more - out, f"In the end {a} has # {money}")
        order = (
            f"[{a.he} paid in {paid}|{a} paid in {paid}] and (then /later /)[took out {out}|{a} took out {out}].",
            f"[{a.he} put {paid} into the account.|{a} put {paid} into the account.] "
            f"[A week later {a.he} took out {out}.|{a} took out {out}.]",
        )
    else:
        less = s.step("money after taking out", first - out, f"After taking out, {a} has # {money}")
        s.step("money left", less + paid, f"In the end {a} has # {money}")
        order = (
            f"[{a.he} took out {out}|{a} took out {out}] and (then /later /)[paid in {paid}|{a} paid in {paid}].",
            f"[{a.he} spent {out} of it on rent.|{a} spent {out}.] [At the end of the month {a.he} was paid "
            f"{paid}.|{a} was paid {paid}.]",
        )
    s.aside(about=a)
    s.forms(
        *(
            f"[{a} had {first} (in the bank/in {a.own} savings account/in an account).] {change} "
            f"// How much money (is in the account now/does {a.he} have now)? "
            f"|| How much money does {a} have in the account now?"
            for change in order
        ),
        f"[There were {first} in {a}'s account.] {order[0]} // What is the balance now? "
        f"|| How much money does {a} have in the account now?",
    )


@family("change2.game_score", topic=TOPIC, steps=2)
def game_score(s: Scene) -> None:
    """Points are won and lost in a game."""
    a = s.child()
    lost = s.given("points lost", 2, 40)
    first, won = s.given("points in round one", lost.n, lost.n + 80), s.given("points in round two", 5, 80)
    total = s.step("points won", first + won, f"{a} won # points in the first two rounds")
    s.step("points in the end", total - lost, f"{a} has # points in the end")
    game = s.choose("video game", "board game", "quiz", "card game", "trivia game", "dart game")
    s.forms(
        f"[In the first round of a {game}, {a} scored {first} points.] [In the second round {a.he} scored {won} "
        "points.] "
        f"[In the last round {a.he} lost {lost} points.] // How many points did {a.he} have at the end?",
        f"[{a} had {first} points in a {game}.] [{a.he} won {won} more|{a} won {won} more points] but "
        f"[lost {lost} for a mistake|{a} lost {lost} points]. // How many points does {a} have now?",
        f"{a} is playing a {game}. [{a.he} gets {first} points (first/at first),] "
        f"[then {won} points,|{a.he} then gets {won} points.] "
        f"[and then a penalty of {lost} points.|{a} gets a penalty of {lost} points.] // What is {a}'s score?",
    )


@family("change2.library", topic=TOPIC, steps=2)
def library(s: Scene) -> None:
    """Books are lent and returned."""
    lent = s.given("books lent", 15, 150)
    first = s.given("books at first", lent.n + 50, lent.n + 600)
    back = s.given("books returned", 5, 120)
    place = s.choose("library", "school library", "class library", "town library", "reading room")
    left = s.step("books left", first - lent, f"# books were left in the {place}")
    s.step("books now", left + back, f"There are # books in the {place} now")
    ask = (
        f"How many books are in the {place} (now/at the end of the day)? "
        f"|| How many books are in the {place} in the end?"
    )
    s.forms(
        f"[A {place} has {first} books.] [On Monday {lent} books were borrowed.] "
        f"[On Tuesday {back} (books /)were returned.|On Tuesday {back} books were returned.] // {ask}",
        f"[In the morning there were {first} books in the {place}.] [During the day {lent} were lent out|{lent} "
        "books were lent out] "
        f"and [{back} were brought back|{back} books were brought back]. // {ask}",
        f"[{lent} of the {first} books of a {place} were lent out,|A {place} had {first} books and lent out {lent} "
        "of them.] "
        f"[and {back} came back later.|{back} books came back later.] // {ask}",
    )


@family("change2.stock", topic=TOPIC, steps=2)
def stock(s: Scene) -> None:
    """A shop sells some of its stock and gets new goods."""
    t = s.thing("stock")
    shop = s.choose("shop", "store", "warehouse", "company")
    sold = s.given(f"{t} sold", 8, 90)
    first = s.given(f"{t} at first", sold.n + 10, sold.n + 200)
    new = s.given(f"new {t}", 10, 150)
    left = s.step(f"{t} left", first - sold, f"# {t} were left")
    s.step(f"{t} now", left + new, f"The {shop} has # {t} now")
    s.aside(f"A {t.one} costs {s.noise_money(5, 90)} there.", f"The {shop} has {s.noise(3, 30)} workers.")
    ask = f"How many {t} (does the {shop} have/are in the {shop}) now? || How many {t} does the {shop} have now?"
    s.forms(
        f"[A {shop} had {first(t)}.] [It sold {sold}|It sold {sold(t)}] and [received {new} new ones|it received "
        f"{new} new {t}]. // {ask}",
        f"[There were {first(t)} in a {shop}.] [After {sold} were sold, |{sold(t)} were sold.]"
        f"[{new} more were delivered.|{new} more {t} were delivered.] // {ask}",
        f"[A {shop} sold {sold(t)} last week.] [Before that it had {first}.|It had {first(t)} before.] "
        f"[This week {new} new {t} came in.] // {ask}",
    )


@family("change2.baker", topic=TOPIC, steps=2)
def baker(s: Scene) -> None:
    """Baked in the morning and in the afternoon, sold during the day: how many are left?"""
    a, t = s.role("baker"), s.thing("bakery", "cake")
    one, two = s.given(f"{t} in the morning", 20, 120), s.given(f"{t} in the afternoon", 10, 90)
    sold = s.given(f"{t} sold", 15, one.n + two.n - 3)
    made = s.step(f"{t} made", one + two, f"{a} made # {t}")
    s.step(f"{t} left", made - sold, f"# {t} are left")
    s.aside(f"Each {t.one} costs {s.noise_money(1, 9, 0.5)}.", about=a)
    ask = f"How many {t} (are left/were left/were not sold)? || How many {t} are left?"
    s.forms(
        f"[{a} made {one(t)} in the morning] and [{two} in the afternoon|{a} made {two(t)} in the afternoon]. "
        f"[By the evening {a.he} had sold {sold} (/of them).|{a} sold {sold(t)}.] // {ask}",
        f"[{a} sold {sold(t)} today.] [{a.he} had baked {one} before noon|{a} baked {one(t)} before noon] "
        f"and [{two} after noon|{a} baked {two(t)} after noon]. // {ask}",
        f"[In the morning {a} baked {one(t)}.] [In the afternoon {a.he} baked {two} more.|{a} baked {two} more {t}.] "
        f"// How many {t} are left if [{a.he} sold {sold}|{a} sold {sold(t)}]?",
    )


@family("change2.trade", topic=TOPIC, steps=2)
def trade(s: Scene) -> None:
    """A swap: so many given for so many others."""
    a, b, t = s.child(), s.child(), s.thing("collectable", "toy", "reading")
    gave = s.given(f"{t} given", 2, 12)
    first, got = s.given(f"{t} at first", gave.n + 4, gave.n + 90), s.given(f"{t} received", 2, 12)
    left = s.step(f"{t} left", first - gave, f"After giving some away, {a} had # {t}")
    s.step(f"{t} now", left + got, f"{a} has # {t} now")
    s.aside(about=a)
    s.forms(
        f"[{a} had {first(t)}.] [{a.he} traded {gave} of them for {got} of {b}'s.|{a} gave {gave(t)} to {b} and got "
        f"{got(t)} for them.] "
        f"// {ask_now(a, t)}",
        f"[{a} has {first(t)}.] [{a.he} swaps {gave(t)} with {b} for {got} others.|{a} gives {gave(t)} to {b} and "
        f"gets {got} others.] "
        f"// {ask_now(a, t)}",
        f"[{b} gave {a} {got(t)}] and [got {gave} in return|{b} got {gave(t)} from {a}]. "
        f"[Before the trade {a} had {first}.|{a} had {first(t)} before.] "
        f"// How many {t} does {a} have after the trade?",
    )


@family("change2.three_losses", topic=TOPIC, steps=2)
def three_losses(s: Scene) -> None:
    """Gifts to three people: how many are left?"""
    a, t = s.child(), s.thing("collectable", "treat", "craft")
    b, c, d = s.people(3)
    one, two, three = (s.given(f"{t} for {p}", 2, 15) for p in (b, c, d))
    total = one.n + two.n + three.n
    first = s.given(f"{t} at first", total + 2, total + t.top)
    gone = s.step(f"{t} given away", one + two + three, f"{a} gave away # {t}")
    s.step(f"{t} left", first - gone, f"{a} has # {t} left")
    s.forms(
        f"[{a} had {first(t)}.] [{a.he} gave {one} to {b},|{a} gave {one(t)} to {b}.] "
        f"[{two} to {c}|{a} gave {two(t)} to {c}] "
        f"and [{three} to {d}|{a} gave {three(t)} to {d}]. // {ask_left(a, t)}",
        f"{a} shared some {t} with {a.own} friends: [{b} got {one},|{b} got {one(t)}.] "
        f"[{c} got {two}|{c} got {two(t)}] "
        f"and [{d} got {three}|{d} got {three(t)}]. [{a} had {first(t)} at first.] // {ask_left(a, t)}",
        f"[{b}, {c} and {d} got {one}, {two} and {three} {t} from {a}.] [{a} had owned {first} before that.|{a} had "
        f"owned {first(t)}.] // How many {t} are left for {a}? || How many {t} does {a} have left?",
    )


@family("change2.shelf_capacity", topic=TOPIC, steps=2)
def shelf_capacity(s: Scene) -> None:
    """Something holds so many; two lots are in already: how much room is left?"""
    a, t = s.person(), s.thing("reading", "collectable", "toy", "kitchen")
    box = (
        s.choose("box", "shelf", "case", "chest")
        if t.kind.name != "collectable"
        else s.choose("album", "box", "display case")
    )
    one, two = s.given(f"{t} first", 4, 40), s.given(f"{t} second", 3, 40)
    room = s.given("capacity", one.n + two.n + 2, one.n + two.n + 60)
    there = s.step(f"{t} in the {box}", one + two, f"There are # {t} in the {box}")
    s.step(f"more {t}", room - there, f"# more {t} fit")
    s.forms(
        f"[{a} has a {box} that holds {room(t)}.] [{a.he} put {one} in it yesterday|{a} put {one(t)} in it] "
        f"and [{two} today|{a} put {two} more {t} in it]. // How many more {t} fit in the {box}?",
        f"[A {box} has room for {room(t)}.] [{a} puts in {one(t)}] and [then {two} more|{a} puts in {two} more {t}]. "
        f"// How many more {t} can go into the {box}?",
        f"[{a} filled a {box} with {one} old|{a} put {one} old {t} into a {box}] and "
        f"[{two} new {t}|{a} put {two} new {t} in it]. "
        f"[The {box} can hold {room(t)}.] // How many more {t} fit in the {box}?",
    )


@family("change2.weight", topic=TOPIC, steps=2)
def weight(s: Scene) -> None:
    """A weight goes up and down."""
    what, unit, low, high, most = s.choose(
        ("dog", "pounds", 20, 70, 9), ("horse", "kilograms", 350, 550, 40), ("pig", "kilograms", 80, 200, 25),
        ("parcel", "kilograms", 5, 30, 4), ("backpack", "pounds", 8, 25, 6), ("truck load", "tons", 12, 40, 9),
    )  # fmt: skip
    living = what in ("dog", "horse", "pig")
    first, up, down = (
        s.given(f"{unit} at first", low, high),
        s.given(f"{unit} up", 2, most),
        s.given(f"{unit} down", 2, most),
    )
    more = s.step(f"{unit} after going up", first + up, f"Then the {what} weighed # {unit}")
    s.step(f"{unit} now", more - down, f"Now the {what} weighs # {unit}")
    gains, loses = ("gained", "lost") if living else ("became heavier by", "became lighter by")
    s.forms(
        f"[A {what} weighed {first} {unit}.] [First it {gains} {up} {unit},|It {gains} {up} {unit}.] "
        f"[then it {loses} {down} {unit}.] // How much does the {what} weigh now?",
        f"[The weight of a {what} was {first} {unit}.] [It {gains} {up} {unit}] and [later {loses} {down} {unit}"
        f"|it later {loses} {down} {unit}]. // What is the weight of the {what} now, in {unit}?",
        f"// If [a {what} weighed {first} {unit},|a {what} weighed {first} {unit}] "
        f"[{gains} {up} {unit}|it {gains} {up} {unit}] and then [{loses} {down} {unit}|it {loses} {down} {unit}], "
        f"what did it weigh in the end? || What did the {what} weigh in the end?",
    )


@family("change2.elevator", topic=TOPIC, steps=2)
def elevator(s: Scene) -> None:
    """An elevator goes up and down: on which floor is it?"""
    a = s.person()
    start = s.given("start floor", 2, 12)
    up = s.given("floors up", 3, 20)
    down = s.given("floors down", 2, start.n + up.n - 1)
    high = s.step("floor after going up", start + up, "The elevator goes up to floor #")
    s.step("floor now", high - down, "Then it goes down to floor #")
    s.forms(
        f"[{a} gets into an elevator on floor {start:d}.] [It goes up {up} floors|The elevator goes up {up} floors] "
        f"and [then down {down} floors|the elevator goes down {down} floors]. // On which floor is {a} now?",
        f"[An elevator is on floor {start:d}.] [It rises {up} floors.] [After that it goes down {down} floors.] "
        f"// On which floor is the elevator now?",
        f"// To which floor does an elevator come if [it starts on floor {start:d},|the elevator starts on floor "
        f"{start:d}] [goes up {up} floors|the elevator goes up {up} floors] and "
        f"[down {down} floors|the elevator goes down {down} floors]? || To which floor does the elevator come?",
    )


@family("change2.party_food", topic=TOPIC, steps=2)
def party_food(s: Scene) -> None:
    """Food for a party, eaten by children and by grown-ups: how much is left?"""
    a, t = s.adult(), s.thing("bakery")
    one, two = s.given(f"{t} eaten by children", 6, 40), s.given(f"{t} eaten by adults", 5, 35)
    first = s.given(f"{t} at first", one.n + two.n + 2, one.n + two.n + 40)
    eaten = s.step(f"{t} eaten", one + two, f"# {t} were eaten")
    s.step(f"{t} left", first - eaten, f"# {t} are left")
    s.aside(f"{s.noise(8, 30)} guests came to the party.", f"The party lasted {s.noise(2, 5)} hours.")
    s.forms(
        f"[{a} prepared {first(t)} for a party.] [The children ate {one}|The children ate {one(t)}] "
        f"and [the adults ate {two}|the adults ate {two(t)}]. // How many {t} were left?",
        f"[At a party the children ate {one(t)}] and [the grown-ups {two}|the grown-ups ate {two(t)}]. "
        f"[{a} had made {first} (of them/in all).|{a} had made {first(t)}.] // How many {t} were left over?",
        f"[{one(t)} were eaten by children] and [{two} by adults|{two(t)} were eaten by adults] at {a}'s party. "
        f"// How many of the [{first(t)}|there were {first(t)} at first] on the table are left? "
        f"|| How many {t} are left?",
    )


@family("change2.morning_noon_night", topic=TOPIC, steps=2)
def morning_noon_night(s: Scene) -> None:
    """Three counts over a day are added up."""
    what, verb = s.choose(
        ("customers", "came to a shop"), ("visitors", "came to a museum"), ("cars", "crossed a bridge"),
        ("tickets", "were sold"), ("letters", "were sorted"), ("swimmers", "came to the pool"),
        ("trucks", "stopped at a gas station"), ("patients", "came to a clinic"), ("pizzas", "were delivered"),
    )  # fmt: skip
    one, two, three = (s.given(f"{what} in the {part}", 8, 150) for part in ("morning", "afternoon", "evening"))
    both = s.step(f"{what} until evening", one + two, f"By the evening it was # {what}")
    s.step(f"total {what}", both + three, f"In all it was # {what}")
    s.forms(
        f"[In the morning {one} {what} {verb}.] [In the afternoon it was {two}|In the afternoon it was {two} {what}] "
        f"and [in the evening {three}|in the evening it was {three} {what}]. // How many {what} {verb} that day?",
        f"[{one} {what} {verb} in the morning,] [{two} in the afternoon|{two} {what} {verb} in the afternoon] "
        f"and [{three} in the evening|{three} {what} {verb} in the evening]. "
        f"// How many {what} was that (altogether/in all)?"
        f" || How many {what} {verb} in all?",
        f"A list shows the {what} of a day: [{one} in the morning,|in the morning {one} {what} {verb}] "
        f"[{two} in the afternoon|in the afternoon {two} {what} {verb}] and [{three} in the evening|in the evening "
        f"{three} {what} {verb}]. // What is the total number of {what} on the list? "
        f"|| How many {what} {verb} that day?",
    )
