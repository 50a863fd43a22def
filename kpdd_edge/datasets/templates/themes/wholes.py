"""Whole numbers only: how many can be bought, filled or cut, how many are needed, what is left over."""

from __future__ import annotations

from kpdd_edge.datasets.templates.english import plural
from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "whole things"


@family("wholes.afford", topic=TOPIC, steps=1, weight=1.5)
def afford(s: Scene) -> None:
    """Money and a price: how many can be bought at most?"""
    a, t = s.person(), s.thing("goods", "cheap", "keep")
    price = s.money(f"price per {t.one}", 2, 15)
    have = s.money_of(f"{a} money", s.uneven(price, 2, 12))
    s.step(f"{t}", have // price, f"{a} can buy # {t}")
    s.aside(about=a)
    ask = f"How many {t} can {a} buy at most?"
    s.forms(
        f"[{a} has {have}.] [A {t.one} costs {price}.] // How many {t} can {a.he} buy? || {ask}",
        f"[One {t.one} costs {price}.] // How many {t} can {a} buy with [{have}|{a} has {have}]? || {ask}",
        f"[{t} are sold at {price} each.] // If [{a} has {have} to spend], what is the greatest number of {t} {a.he} "
        f"can buy? || {ask}",
        f"[The price of each {t.one} is {price}] and [{a} has {have} in {a.his} pocket]. "
        f"// How many {t} can {a.he} afford? || {ask}",
    )


@family("wholes.afford_change", topic=TOPIC, steps=1)
def afford_change(s: Scene) -> None:
    """As many as the money is enough for: what is left of it?"""
    a, t = s.person(), s.thing("goods", "cheap", "keep")
    price = s.money(f"price per {t.one}", 3, 15)
    have = s.money_of(f"{a} money", s.uneven(price, 2, 12))
    s.step("money left", have % price, f"The remainder is #, the {s.style.currency} that are left")
    ask = f"How much money does {a} have left?"
    s.forms(
        f"[{a} has {have}] and buys as many {t} as {a.he} can. [A {t.one} costs {price}.] // How much money (is/will "
        f"be) left? || {ask}",
        f"[{t} cost {price} each.] [{a}, who has {have}, buys as many as possible.|{a} has {have} and buys as many "
        f"{t} as possible.] // How much does {a.he} have left? || {ask}",
    )


@family("wholes.packs_needed", topic=TOPIC, steps=2, weight=1.2)
def packs_needed(s: Scene) -> None:
    """So many are needed, sold so many to a pack: how many packs must be bought?"""
    a, t = s.person(), s.thing("bakery", "drink", "stationery", "decoration", "kitchen", "building")
    pack = s.choose("pack", "box", "packet", "carton", "bag")
    per = s.given(f"{t} per {pack}", 4, 24)
    total = s.given(f"{t} needed", s.uneven(per, 1, 12))
    full = s.step(f"full {plural(pack)}", total // per, "Packs that are used up: #")
    s.step(f"{plural(pack)} needed", full + 1, f"The rest needs one more: # {plural(pack)}")
    ask = f"How many {plural(pack)} does {a} have to buy?"
    s.forms(
        f"[{a} needs {total(t)}.] [They are sold in {plural(pack)} of {per}.|The {t} are sold in {plural(pack)} of "
        f"{per}.] // How many {plural(pack)} (must/should) {a.he} buy? || {ask}",
        f"[There are {per(t)} in a {pack}.] // How many {plural(pack)} does {a} have to buy to get at least [{total} "
        f"{t}|{a} needs {total(t)}]? || {ask}",
        f"// How many {plural(pack)} must {a} buy if [{a.he} needs {total(t)}|{a} needs {total(t)}] and [each {pack} "
        f"has {per}|each {pack} has {per(t)}]? || {ask}",
    )


@family("wholes.containers_needed", topic=TOPIC, steps=2, weight=1.2)
def containers_needed(s: Scene) -> None:
    """Everything must be put away: how many containers are needed?"""
    a, t = s.person(), s.thing("any")
    box = s.box(t)
    per = s.given(f"{t} per {box}", 3, 20)
    total = s.given(f"{t} in all", s.uneven(per, 2, 12))
    full = s.step(f"full {plural(box)}", total // per, f"Completely filled: # {plural(box)}")
    s.step(f"{plural(box)} needed", full + 1, f"With one for the rest it is # {plural(box)}")
    s.aside(about=a)
    ask = f"How many {plural(box)} does {a} need?"
    s.forms(
        f"[{a} has {total(t)} to put away.] [Each {box} can hold {per} of them.|Each {box} can hold {per(t)}.] "
        f"// How many {plural(box)} does {a.he} need (for all of them/)? || {ask}",
        f"[A {box} holds (up to/at most/) {per(t)}.] // How many {plural(box)} does {a} need for [{total(t)}|{a} has "
        f"{total(t)}]? || {ask}",
        f"[{a} packs {total(t)} into {plural(box)}.] [No more than {per} fit into one.|No more than {per(t)} fit into "
        f"one {box}.] // What is the smallest number of {plural(box)} {a.he} needs? || {ask}",
    )


@family("wholes.trips_needed", topic=TOPIC, steps=2)
def trips_needed(s: Scene) -> None:
    """Carried a few at a time: how many trips?"""
    a = s.person()
    what, how, verb = s.choose(
        ("people", "elevator", "carries"), ("boxes", "cart", "holds"), ("bricks", "wheelbarrow", "holds"),
        ("children", "small boat", "takes"), ("chairs", "truck", "carries"), ("trays", "trolley", "holds"),
        ("sacks", "wagon", "takes"), ("passengers", "cable car", "takes"), ("crates", "van", "takes"),
    )  # fmt: skip
    per = s.given(f"{what} per trip", 3, 20)
    total = s.given(what, s.uneven(per, 2, 12))
    full = s.step("full trips", total // per, "Full trips: #")
    s.step("trips", full + 1, "The rest needs one more trip: #")
    ask = "How many trips are needed?"
    s.forms(
        f"[{total} {what} have to be moved.] [The {how} {verb} {per} at a time.|The {how} {verb} {per} {what} at a "
        f"time.] // How many trips (are needed/must it make)? || {ask}",
        f"[{a}'s {how} {verb} {per} {what} at a time.] // How many trips does it take for [{total} {what}|there are "
        f"{total} {what}]? || {ask}",
        f"// How many trips must the {how} make if [there are {total} {what}] and [it {verb} only {per} of them at "
        f"once|the {how} {verb} only {per} {what} at once]? || {ask}",
    )


@family("wholes.pieces_cut", topic=TOPIC, steps=1)
def pieces_cut(s: Scene) -> None:
    """A length cut into equal pieces with a rest: how many pieces, or how much is left?"""
    a = s.person()
    what, unit = s.choose(
        ("ribbon", "inches"), ("rope", "feet"), ("wire", "centimeters"), ("string", "inches"), ("pipe", "feet"),
        ("strip of cloth", "centimeters"), ("board", "inches"), ("hose", "meters"), ("roll of paper", "feet"),
    )  # fmt: skip
    per = s.given(f"piece {unit}", 3, 24)
    total = s.given(f"{what} {unit}", s.uneven(per, 2, 15))
    if s.chance(0.6):
        s.step("pieces", total // per, "That gives # pieces")
        ask, short = f"How many pieces can {a} cut from the {what}?", f"How many such pieces can {a.he} (cut/get)?"
    else:
        s.step(f"{unit} left", total % per, f"The remainder is #, the {unit} left over")
        ask, short = f"How many {unit} are left over?", f"How many {unit} are left over?"
    s.forms(
        f"[{a} has {total} {unit} of {what}.] [{a.he} cuts pieces of {per} {unit} from it.|{a} cuts pieces of {per} "
        f"{unit}.] // {short} || {ask}",
        f"[A {what} is {total} {unit} long.] [{a} cuts it into pieces of {per} {unit} each.] // {short} || {ask}",
        f"[Each piece must be {per} {unit} long] and [{a}'s {what} is {total} {unit} long]. // {short} || {ask}",
    )


@family("wholes.teams_of", topic=TOPIC, steps=1)
def teams_of(s: Scene) -> None:
    """So many people in teams of so many: how many teams, how many without one?"""
    who, group, verb = s.choose(
        ("players", "team", "play"), ("students", "group", "work"), ("campers", "tent group", "sleep"),
        ("singers", "choir", "sing"), ("dancers", "circle", "dance"), ("scouts", "patrol", "hike"),
        ("children", "team", "race"), ("workers", "crew", "work"),
    )  # fmt: skip
    per = s.given(f"{who} per {group}", 3, 15)
    total = s.given(who, s.uneven(per, 2, 12))
    if s.chance(0.5):
        s.step(plural(group), total // per, f"There can be # full {plural(group)}")
        ask = f"How many full {plural(group)} can there be?"
    else:
        s.step(f"{who} without {group}", total % per, f"The remainder is #, the {who} without a {group}")
        ask = f"How many {who} (are left without/do not get into) a {group}? || How many {who} are without a {group}?"
    s.forms(
        f"[There are {total} {who}] and [each {group} has {per}|each {group} has {per} {who}]. // {ask}",
        f"[{total} {who} {verb} in {plural(group)} of {per}.|There are {total} {who} in {plural(group)} of {per}.] "
        f"// {ask}",
        f"[It takes {per} {who} to make a {group}.] [{total} {who} came today.] // {ask}",
    )


@family("wholes.last_one", topic=TOPIC, steps=1)
def last_one(s: Scene) -> None:
    """Filled one after another: how many are in the last one?"""
    a, t = s.person(), s.thing("keep", "treat", "collectable")
    page = s.choose("box", "row", "bag", "crate", "drawer", "shelf")
    per = s.given(f"{t} per {page}", 4, 20)
    total = s.given(f"{t} in all", s.uneven(per, 2, 12))
    s.step(f"{t} in last {page}", total % per, f"The remainder is #, so that many {t} are in the last {page}")
    where = "on" if page == "shelf" else "in"
    ask = f"How many {t} are {where} the last {page}?"
    s.forms(
        f"[{a} puts {total(t)} into {plural(page)}, {per} to each,|{a} has {total(t)} and puts {per} to each {page}.] "
        f"and the rest goes to one more {page}. // How many {t} are {where} (the last/that last) {page}? || {ask}",
        f"[{a} has {total(t)}.] [{per} of them fill a {page}|{per(t)} fill a {page}], and {a.he} fills one {page} "
        f"after the other. // {ask}",
        f"// How many {t} are {where} the last {page} if [{a} has {total(t)}] and [{per} go {where} each full {page}"
        f"|{per(t)} go {where} each full {page}]?",
    )


@family("wholes.each_and_rest", topic=TOPIC, steps=1)
def each_and_rest(s: Scene) -> None:
    """Shared among people who must all get the same, nothing cut: how many does each get?"""
    a, t = s.person(), s.thing("treat", "keep", "decoration", "stationery")
    who = s.choose("children", "friends", "classmates", "cousins", "neighbors", "players")
    n = s.given(who, 3, 15)
    total = s.given(f"{t} in all", s.uneven(n, 2, 14))
    s.step(f"{t} each", total // n, f"Each gets # {t}")
    ask = f"How many {t} does each of the {who} get?"
    s.forms(
        f"[{a} divides {total(t)} among {n} {who} so that each gets the same number], and keeps what is left over. "
        f"// How many {t} does each of them get? || {ask}",
        f"[{total(t)} are shared by {n} {who}], and none is broken. Everyone gets as many as everyone else. // {ask}",
        f"[{a} has {total(t)} for {n} {who}.] // What is the greatest number of {t} that each of the {who} can get if "
        f"all get the same? || {ask}",
    )


@family("wholes.make_from", topic=TOPIC, steps=1)
def make_from(s: Scene) -> None:
    """So many parts for one thing: how many things from a stock?"""
    a = s.person()
    made, part = s.choose(
        ("necklace", "beads"), ("cake", "eggs"), ("shirt", "buttons"), ("table", "screws"), ("garland", "flowers"),
        ("pie", "apples"), ("bracelet", "beads"), ("toy truck", "wheels"), ("sandwich", "slices of bread"),
        ("bouquet", "roses"), ("birdhouse", "nails"), ("candle holder", "stones"), ("costume", "feathers"),
        ("jug of lemonade", "lemons"), ("scarf", "balls of yarn"),
    )  # fmt: skip
    many = plural(made)
    per = s.given(f"{part} per {made}", 3, 25)
    rest = s.whole(0, per.n - 1)
    total = s.given(part, per.n * s.whole(2, 12) + rest)
    s.step(many, total // per, f"{a} can make # {many}")
    ask = f"How many {many} can {a} make?"
    s.forms(
        f"[{a} has {total} {part}.] [It takes {per} to make a {made}.|It takes {per} {part} to make a {made}.] "
        f"// How many {many} can {a.he} make? || {ask}",
        f"[Each {made} needs {per} {part}.] // How many {many} can {a} make from [{total} {part}|{a} has {total} "
        f"{part}]? || {ask}",
        f"[{a} uses {per} {part} for every {made}.] // If [{a.he} has {total} {part}|{a} has {total} {part}], how many "
        f"{many} can {a.he} make? || {ask}",
    )


@family("wholes.nights_to_finish", topic=TOPIC, steps=2)
def nights_to_finish(s: Scene) -> None:
    """So much a day of a total: on which day is it finished?"""
    a = s.person()
    what, verb, done = s.choose(
        ("pages", "reads", "read the whole book"), ("problems", "solves", "finish all the problems"),
        ("rows", "knits", "finish the scarf"), ("letters", "writes", "write them all"),
        ("miles", "walks", "walk the whole trail"), ("windows", "washes", "wash them all"),
        ("songs", "practices", "practice them all"), ("trees", "plants", "plant them all"),
    )  # fmt: skip
    per = s.given(f"{what} per day", 3, 20)
    total = s.given(f"{what} in all", s.uneven(per, 2, 12))
    full = s.step("full days", total // per, "Full days: #")
    s.step("days", full + 1, "The rest takes one more day: #")
    ask = f"How many days does {a} need to {done}?"
    s.forms(
        f"[{a} {verb} {per} {what} a day.] [There are {total} {what} in all.] // How many days will it take to {done}? "
        f"|| {ask}",
        f"[There are {total} {what}] and [{a} {verb} at most {per} of them a day|{a} {verb} at most {per} {what} a "
        f"day]. // {ask}",
        f"// How many days does {a} need for [{total} {what}|there are {total} {what}] if [{a.he} {verb} no more than "
        f"{per} a day|{a} {verb} no more than {per} {what} a day]? || {ask}",
    )
