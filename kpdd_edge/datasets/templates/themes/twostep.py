"""Two operations of different sorts: add or take away, then multiply or share; or the other way round."""

from __future__ import annotations

from kpdd_edge.datasets.templates.english import plural
from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "two operations"


@family("twostep.sum_then_divide", topic=TOPIC, steps=2, weight=2)
def sum_then_divide(s: Scene) -> None:
    """Two lots are put together and packed so many to a container: how many containers?"""
    a, t = s.person(), s.thing("small", "decoration", "flower", "bakery")
    box = s.box(t)
    per, n = s.given(f"{t} per {box}", 2, 12), s.whole(2, 12)
    c1, c2 = s.choose(("red", "blue"), ("big", "small"), ("old", "new"), ("green", "yellow"), ("plain", "striped"))
    one = s.given(f"{c1} {t}", 2, per.n * n - 2)
    two = s.given(f"{c2} {t}", per.n * n - one.n)
    total = s.step(f"total {t}", one + two, f"{a} has # {t}")
    s.step(plural(box), total // per, f"They fill # {plural(box)}")
    s.aside(about=a)
    s.forms(
        f"[{a} has {one} {c1} {t} and {two} {c2} (ones/{t}).] [Each {box} holds {per(t)}.] "
        f"// How many {plural(box)} does {a.he} need?",
        f"[{a} is putting {t} into {plural(box)} with {per} in each.|Each {box} holds {per(t)}.] "
        f"[{a.he} has {one} {c1} {t} and {two} {c2} {t}.] "
        f"// How many {plural(box)} (can {a.he} fill/will {a.he} fill)?",
        f"// If [{a} has {one} {c1} and {two} {c2} {t}] and [puts {per} in each {box}|{a} puts {per(t)} in each "
        f"{box}], "
        f"how many {plural(box)} does {a.he} need?",
        f"[A {box} can hold {per(t)}.] [{a} bought {one} {c1} {t}] and [{two} {c2} ones|{a} bought {two} {c2} {t}]. "
        f"// How many {plural(box)} will {a.he} use?",
    )


@family("twostep.difference_then_divide", topic=TOPIC, steps=2, weight=2)
def difference_then_divide(s: Scene) -> None:
    """Some are taken away, the rest is packed: how many containers, or how many in each?"""
    a, t = s.person(), s.thing("small", "decoration", "flower", "produce")
    box = s.box(t)
    gone = s.given(f"{t} gone", 2, 30)
    n, per = s.whole(2, 12), s.whole(2, 12)
    s.need(n != per)
    had = s.given(f"{t} at first", n * per + gone.n)
    verb = s.choose("gave away", "sold", "used", "handed out", "set aside")
    left = s.step(f"{t} left", had - gone, f"{a} had # {t} left")
    s.aside(about=a)
    if s.chance(0.5):
        each = s.given(f"{t} per {box}", per)
        s.step(plural(box), left // each, f"They fill # {plural(box)}")
        s.forms(
            f"[{a} had {had(t)}.] [{a.he} {verb} {gone} (of them /)|{a} {verb} {gone(t)}] and put the rest into "
            f"{plural(box)} "
            f"with [{each} in each|there are {each(t)} in each {box}]. // How many {plural(box)} did {a.he} fill?",
            f"[{a} {verb} {gone} of {a.own} {had(t)}.|{a} had {had(t)} and {verb} {gone} of them.] "
            f"[Each {box} holds {each}.|Each {box} holds {each(t)}.] "
            f"// How many {plural(box)} does {a.he} need for the rest?",
            f"[{a} picked up {had(t)}.] After [{gone} of them were gone,|{gone(t)} were gone.] {a.he} packed the "
            "others, "
            f"[{each} to a {box}|{each(t)} go into each {box}]. // How many {plural(box)} were filled? "
            f"|| How many {plural(box)} did {a} fill?",
        )
        return
    boxes = s.given(plural(box), n)
    s.step(f"{t} per {box}", left // boxes, f"Each {box} holds # {t}")
    s.forms(
        f"[{a} had {had(t)}.] [{a.he} {verb} {gone}|{a} {verb} {gone(t)}] and put the rest equally into "
        f"[{boxes} {plural(box)}"
        f"|there are {boxes} {plural(box)}]. // How many {t} are in each {box}?",
        f"[Of {had(t)}, {a} {verb} {gone}.|{a} had {had(t)} and {verb} {gone} of them.] The others fill "
        f"[{boxes} {plural(box)} equally"
        f"|the rest fill {boxes} {plural(box)} equally]. // How many {t} does each {box} hold?",
        f"[{a} {verb} {gone(t)}.] [{a.he} had {had} before.|{a} had {had(t)} before.] "
        f"[The remaining ones were split equally among {boxes} {plural(box)}."
        f"|The remaining {t} were split equally among {boxes} {plural(box)}.] // How many {t} went into each {box}?",
    )


@family("twostep.difference_then_multiply", topic=TOPIC, steps=2, weight=1.5)
def difference_then_multiply(s: Scene) -> None:
    """Some of the things are sold at a price each; the rest is kept: how much money?"""
    a, t = s.role("seller"), s.thing("cheap", "toy", "linen")
    kept = s.given(f"{t} not sold", 2, 20)
    n = s.given(f"{t} in all", kept.n + 2, kept.n + 20)
    price = s.price(f"price per {t.one}", t)
    sold = s.step(f"{t} sold", n - kept, f"{a} sold # {t}")
    s.step("money earned", sold * price, f"{a} earned # {s.style.currency}")
    s.aside(about=a)
    ask = f"How much money did {a.he} (make/earn/get)? || How much money did {a} earn?"
    s.forms(
        f"[{a} had {n(t)} to sell (for {price} each/at {price} each).|{a} had {n(t)} to sell for {price} each.] "
        f"[At the end of the day {kept} were not sold.|{kept(t)} were not sold.] // {ask}",
        f"[A {t.one} costs {price}.] [{a} had {n}|{a} had {n(t)}] and [sold all but {kept} of them|{a} sold all but "
        f"{kept} of them]. // {ask}",
        f"[{a} sold {a.own} {t} for {price} each.] [{a.he} started with {n}|{a} started with {n(t)}] and "
        f"[had {kept} left|{kept(t)} were left]. // {ask}",
    )


@family("twostep.sum_then_multiply", topic=TOPIC, steps=2, weight=1.5)
def sum_then_multiply(s: Scene) -> None:
    """Two lots of containers or people with so many each: how many in all?"""
    a, t = s.person(), s.thing("any")
    box = s.box(t)
    one, two, each = (
        s.given(f"{plural(box)} first", 2, 9),
        s.given(f"{plural(box)} later", 2, 9),
        s.given(f"{t} per {box}", 3, 15),
    )
    boxes = s.step(f"total {plural(box)}", one + two, f"There are # {plural(box)}")
    s.step(f"total {t}", boxes * each, f"They hold # {t}")
    s.aside(about=a)
    ask = f"How many {t} (did {a.he} buy/did {a.he} get) (in all/altogether)? || How many {t} did {a} get in all?"
    d1, d2 = s.choose(("Monday", "Tuesday"), ("Saturday", "Sunday"), ("one day", "the next day"))
    s.forms(
        f"[On {d1}, {a} bought {one} {plural(box)} of {t}] and [on {d2} {two} more|on {d2} {a} bought {two} more]. "
        f"[Each {box} holds {each(t)}.] // {ask}",
        f"[{a} got {one} {plural(box)} of {t} from an aunt] and [{two} from a friend|{a} got {two} {plural(box)} "
        "from a friend]. "
        f"[There are {each(t)} in every {box}.] // {ask}",
        f"[{t} come in {plural(box)} of {each}.] [{a} bought {one} {plural(box)} of red {t}] and "
        f"[{two} {plural(box)} of blue ones"
        f"|{a} bought {two} {plural(box)} of blue {t}]. // How many {t} did {a.he} buy?",
    )


@family("twostep.sum_then_multiply_money", topic=TOPIC, steps=2, weight=1.2)
def sum_then_multiply_money(s: Scene) -> None:
    """So many of one and so many of another at the same price: how much in all?"""
    a = s.person()
    t, u = s.alike(2, "fruit", "bakery", "stationery", "flower", "drink", "reading")
    one, two = s.given(str(t), 2, 12), s.given(str(u), 2, 12)
    price = s.price("price each", t)
    n = s.step("total items", one + two, "That is # things")
    s.step("total cost", n * price, f"They cost # {s.style.currency}")
    s.aside(about=a)
    s.forms(
        f"[{a} buys {one(t)} and {two(u)}.] [Each of them costs {price}.] "
        f"// How much does {a.he} pay (in all/altogether)?",
        f"[At a stall everything costs {price}.] [{a} takes {one(t)}] and [{two(u)}|{a} takes {two(u)}]. "
        f"// How much must {a.he} pay?",
        f"[A {t.one} costs {price}] and [a {u.one} costs the same]. // How much do "
        f"[={one(t)}|there are {one(t)}] and [={two(u)}|there are {two(u)}] cost together?",
    )


@family("twostep.multiply_then_add", topic=TOPIC, steps=2, weight=1.2)
def multiply_then_add(s: Scene) -> None:
    """So many each day for so many days, on top of what was there: how many now?"""
    a = s.child()
    base, act, done, noun, low, high = s.choose(
        ("save", "saves", "saved", "coins", 2, 12), ("read", "reads", "read", "pages", 5, 25),
        ("draw", "draws", "drawn", "pictures", 2, 6), ("learn", "learns", "learned", "words", 3, 12),
        ("fold", "folds", "folded", "paper cranes", 3, 15), ("write", "writes", "written", "lines", 5, 20),
        ("collect", "collects", "collected", "shells", 3, 15), ("paint", "paints", "painted", "tiles", 2, 9),
        ("knit", "knits", "knitted", "rows", 5, 30), ("solve", "solves", "solved", "puzzles", 2, 6),
    )  # fmt: skip
    per, days, had = s.given(f"{noun} per day", low, high), s.given("days", 3, 14), s.given(f"{noun} so far", 4, 60)
    new = s.step(f"new {noun}", per * days, f"In that time it is # {noun}")
    s.step(f"total {noun}", had + new, f"In all it is # {noun}")
    s.aside(about=a)
    s.forms(
        f"[{a} has {done} {had} {noun} so far.] [From now on {a.he} {act} {per} {noun} (every/a/each) day.] "
        f"// How many {noun} will {a.he} have {done} after [{days} more days|{days} more days go by]?",
        f"[Every day {a} {act} {per} {noun}.] [{a.he} has {had} already.|{a} has {done} {had} {noun} already.] "
        f"// How many will it be in all [{days} days later|{days} days go by]? "
        f"|| How many {noun} will {a} have {done} in all?",
        f"[{a} {act} {per} {noun} a day for {days} days.] [Before that {a.he} had {done} {had}.|Before that {a} had "
        f"{done} {had} {noun}.] "
        f"// How many {noun} is that (altogether/in total)? || How many {noun} did {a} {base} in total?",
    )


@family("twostep.divide_then_subtract", topic=TOPIC, steps=2)
def divide_then_subtract(s: Scene) -> None:
    """An equal share, of which some is used up: how many are left to one?"""
    a, t = s.child(), s.thing("treat", "keep")
    k, share = s.given("children", 2, 9), s.whole(5, 20)
    total = s.given(f"{t} in all", k.n * share)
    used = s.given(f"{t} used", 2, share - 2)
    each = s.step(f"{t} per child", total // k, f"Each child gets # {t}")
    verb = (
        s.choose("ate", "gave away") if t.kind.name in ("fruit", "bakery", "sweet") else s.choose("lost", "gave away")
    )
    s.step(f"{t} left", each - used, f"{a} has # {t} left")
    s.forms(
        f"[{k} children share {total(t)} equally.] {a} is one of them. [{a.he} {verb} {used} of {a.own} {t}.|{a} "
        f"{verb} {used(t)}.] "
        f"// How many {t} does {a.he} have left?",
        f"[{total(t)} were shared equally among {k} children.] [{a}, one of the children, {verb} {used}.|{a} {verb} "
        f"{used(t)}.] "
        f"// How many {t} were left for {a.him}? || How many {t} were left for {a}?",
        f"// If [{total(t)} are divided equally among {k} children] and [{a}, one of them, {verb} {used} of {a.own} "
        f"share|{a} {verb} {used(t)}], how many {t} does {a.he} still have?",
    )


@family("twostep.divide_then_add", topic=TOPIC, steps=2)
def divide_then_add(s: Scene) -> None:
    """An equal share on top of what one had."""
    a, t = s.child(), s.thing("treat", "keep")
    k, share, had = s.given("friends", 2, 9), s.whole(3, 15), s.given(f"{a} {t}", 2, 30)
    total = s.given(f"{t} in all", k.n * share)
    each = s.step(f"{t} per friend", total // k, f"Each friend gets # {t}")
    s.step(f"{a} {t} now", had + each, f"{a} has # {t} now")
    s.forms(
        f"[{a} had {had(t)}.] [Then {a.he} and {a.own} friends, {k} in all, shared {total} more equally.|{a} and "
        f"friends, {k} in all, shared {total} "
        f"more {t} equally.] // How many {t} does {a} have now?",
        f"[{k} friends share {total(t)} equally.] {a} is one of the friends and "
        f"[already had {had}|{a} already had {had(t)}]. "
        f"// How many {t} does {a.he} have now?",
        f"{a} and some friends, [{k} children in all,|there are {k} children in all] find "
        f"[{total(t)}|they find {total(t)}] and share them equally. [{a} had {had} before.|{a} had {had(t)} "
        f"before.] // How many {t} does {a} have after that?",
    )


@family("twostep.per_item_minus_cost", topic=TOPIC, steps=2)
def per_item_minus_cost(s: Scene) -> None:
    """So many jobs at so much each, minus an expense: how much remains?"""
    a = s.child()
    act, one, many = s.choose(
        ("mow", "lawn", "lawns"), ("wash", "car", "cars"), ("walk", "dog", "dogs"), ("clean", "window", "windows"),
        ("shovel", "driveway", "driveways"),
        ("paint", "fence", "fences"), ("water", "garden", "gardens"), ("repair", "bike", "bikes"),
        ("tutor", "student", "students"),
    )  # fmt: skip
    pay, n = s.money(f"pay per {one}", 3, 25), s.given(many, 3, 15)
    t = s.thing("toy", "reading", "sport", "stationery")
    cost = s.money("money spent", 2, min(60, pay.n * n.n - 1))
    earned = s.step("money earned", pay * n, f"{a} earns # {s.style.currency}")
    s.step("money left", earned - cost, f"{a} has # {s.style.currency} left")
    s.aside(about=a)
    s.forms(
        f"[{a} {plural(act)} {many} for {pay} each.|{a} gets {pay} per {one}.] "
        f"[Last week {a.he} {act}ed {n} {many}|{a} {act}ed {n} {many}] "
        f"and [spent {cost} (of the money /)on {t}|{a} spent {cost} on {t}]. // How much money does {a.he} have left?",
        f"[{a} earned {pay} for each {one}.] [{a.he} {act}ed {n} {many}.] [Then {a.he} bought some {t} for "
        f"{cost}.|{a} spent {cost} on {t}.] "
        f"// How much of the money is left? || How much money does {a} have left?",
        f"// How much is left for {a} if [{a.he} gets {pay} for each {one},|{a} gets {pay} for each {one}] "
        f"[is paid for {n} {many}|{a} is paid for {n} {many}] and [spends {cost}|{a} spends {cost}]? "
        f"|| How much money is left for {a}?",
    )


@family("twostep.lawns_forgotten", topic=TOPIC, steps=2, weight=1.2)
def jobs_forgotten(s: Scene) -> None:
    """Paid for each job, but some of the jobs were not done: how much is earned?"""
    a = s.child()
    one, act = s.choose(
        ("lawn", "mow"), ("car", "wash"), ("window", "clean"), ("room", "sweep"), ("plant", "water"),
        ("basket", "weave"), ("page", "type"),
    )  # fmt: skip
    pay = s.money(f"pay per {one}", 1, 12)
    missed = s.given(f"{one}s missed", 2, 9)
    n = s.given(f"{one}s planned", missed.n + 2, missed.n + 12)
    done = s.step(f"{one}s done", n - missed, f"{a} did # {one}s")
    s.step("money earned", done * pay, f"{a} earned # {s.style.currency}")
    why = s.choose("forgot", "skipped", "had no time for")
    s.forms(
        f"[{a} gets {pay} for every {one}.] [{a.he} was asked to {act} {n}|{a} was asked to {act} {n} {one}s] but "
        f"[{why} {missed} of them"
        f"|{a} {why} {missed} of them]. // How much money did {a.he} earn?",
        f"[{a} earns {pay} for each {one} {a.he}| {a} earns {pay} for each {one}] manages to {act}. "
        f"[{a.he} had {n} to do|{a} had {n} {one}s to do] "
        f"but [{why} {missed}|{a} {why} {missed} of them]. // How much did {a.he} earn?",
        f"[Out of {n} {one}s,|{a} was to {act} {n} {one}s.] [{a} {why} {missed}.|{a} {why} {missed} of the {one}s.] "
        f"[{a.he} was paid {pay} for each of the others."
        f"|{a} was paid {pay} per {one}.] // How much was {a.he} paid? || How much was {a} paid in all?",
    )


@family("twostep.tickets_for_ride", topic=TOPIC, steps=2, weight=1.2)
def tickets_for_ride(s: Scene) -> None:
    """Tickets bought and partly used; rides cost so many tickets: how many rides?"""
    a = s.child()
    per, rides = s.given("tickets per ride", 2, 6), s.whole(2, 8)
    used = s.given("tickets used", 2, 15)
    had = s.given("tickets bought", used.n + per.n * rides)
    left = s.step("tickets left", had - used, f"{a} has # tickets left")
    s.step("rides", left // per, "That is enough for # rides")
    ride = s.choose("roller coaster", "Ferris wheel", "bumper cars", "carousel", "water slide")
    game = s.choose("ring toss", "dart game", "duck pond", "face painting", "cotton candy")
    s.forms(
        f"[At the fair {a} bought {had} tickets.] [{a.he} used {used} at the {game}.|{a} used {used} tickets at the "
        f"{game}.] "
        f"[A ride on the {ride} costs {per} tickets.] // How many times can {a.he} ride the {ride}?",
        f"[{a} had {had} tickets] and [spent {used} of them on the {game}|{a} spent {used} tickets on the {game}]. "
        f"// How many rides on the {ride} can {a.he} take if [each costs {per} tickets|each ride costs {per} tickets]?",
        f"[Every ride on the {ride} takes {per} tickets.] [{a} used {used} of {a.own} {had} tickets at the "
        f"{game}.|{a} had {had} tickets and used {used} of them at the {game}.] "
        f"// For how many rides are the rest enough? || For how many rides are {a}'s other tickets enough?",
    )


@family("twostep.photos_in_albums", topic=TOPIC, steps=2, weight=1.2)
def photos_in_albums(s: Scene) -> None:
    """One album takes so many, the rest is spread equally over others."""
    a = s.person()
    t, album = s.choose(
        ("photos", "album"), ("songs", "playlist"), ("files", "folder"), ("pictures", "album"), ("stamps", "page"),
        ("recipes", "notebook"),
    )  # fmt: skip
    n, per = s.given(f"other {album}s", 2, 9), s.whole(2, 12)
    first = s.given(f"{t} in the first {album}", 3, 30)
    total = s.given(f"total {t}", first.n + n.n * per)
    rest = s.step(f"other {t}", total - first, f"# {t} are left for the other {album}s")
    s.step(f"{t} per {album}", rest // n, f"Each of the other {album}s gets # {t}")
    s.aside(about=a)
    s.forms(
        f"[{a} has {total} {t}.] [{a.he} puts {first} into one {album}|{a} puts {first} {t} into one {album}] and "
        f"[the rest equally into {n} other {album}s"
        f"|{a} puts the rest equally into {n} other {album}s]. // How many {t} are in each of the other {album}s?",
        f"[{a} sorted {total} {t} into {album}s.] [One {album} got {first}|One {album} got {first} {t}] and "
        f"[the others were split evenly over {n} {album}s"
        f"|the other {t} were split evenly over {n} {album}s]. // How many {t} did each of the {n:d} {album}s get?"
        f" || How many {t} did each of the other {album}s get?",
        f"// If [{a} has {total} {t},|{a} has {total} {t}] [puts {first} of them in one {album}|{a} puts {first} "
        f"{t} in one {album}] and [spreads the others evenly over {n} more|{a} spreads the other {t} evenly over "
        f"{n} more {album}s], how many {t} go into each of those {album}s?",
    )


@family("twostep.teams", topic=TOPIC, steps=2, weight=1.2)
def teams(s: Scene) -> None:
    """Players of two sorts in equal teams: how many teams, or how many players each?"""
    k1, k2 = s.choose(
        ("boys", "girls"), ("new players", "returning players"), ("third graders", "fourth graders"),
        ("adults", "children"), ("beginners", "advanced players"),
    )  # fmt: skip
    n, per = s.whole(2, 9), s.whole(3, 11)
    s.need(n != per)
    one = s.given(k1, 2, n * per - 2)
    two = s.given(k2, n * per - one.n)
    total = s.step("total players", one + two, "There are # players")
    if s.chance(0.5):
        size = s.given("players per team", per)
        s.step("teams", total // size, "That makes # teams")
        s.forms(
            f"[There are {one} {k1} and {two} {k2} in a club.] [Each team needs {size} players.] "
            "// How many teams can (the club/they) make?"
            f" || How many teams can the club make?",
            f"[{one} {k1} and {two} {k2} want to play in teams.] [A team has {size} players.] "
            "// How many teams are there?",
            f"// If [a coach has {one} {k1}] and [{two} {k2}|the coach has {two} {k2}] and "
            f"[puts {size} players in every team|there are {size} players in every team],"
            f" how many teams are there?",
        )
        return
    k = s.given("teams", n)
    s.step("players per team", total // k, "Each team has # players")
    s.forms(
        f"[There are {one} {k1} and {two} {k2} in a club.] [They form {k} equal teams.] "
        "// How many players are in each team?",
        f"[{one} {k1}|there are {one} {k1}] and [{two} {k2}|there are {two} {k2}] are divided into "
        f"[{k} teams of the same size|they form {k} teams of the same size]. // How many are in each team?"
        f" || How many players are in each team?",
    )


@family("twostep.cook_tables", topic=TOPIC, steps=2)
def cook_tables(s: Scene) -> None:
    """Guests who left, the rest sat at tables: how many tables?"""
    per, tables = s.given("people per table", 2, 8), s.whole(2, 12)
    gone = s.given("guests who left", 2, 20)
    had = s.given("guests", gone.n + per.n * tables)
    left = s.step("guests left", had - gone, "# guests stayed")
    s.step("tables", left // per, "They need # tables")
    place = s.choose("restaurant", "cafe", "canteen", "party", "wedding hall")
    s.forms(
        f"[{had} guests came to a {place}.] [{gone} of them left early.|{gone} guests left early.] "
        f"[The others sat down, {per} at each table.|{per} guests sat at each table.] "
        f"// How many tables did they need?",
        f"[There were {had} people at a {place}] and [{gone} left|{gone} people left]. "
        f"[Each table seats {per}.|Each table seats {per} people.] "
        f"// How many tables are needed for those who stayed?",
        f"// How many tables are taken if [{had} guests come to a {place},|{had} guests come to a {place}] "
        f"[{gone} go home|{gone} guests go home] and [the others sit down in groups of {per}]? "
        "|| How many tables are taken?",
    )


@family("twostep.two_products_sum", topic=TOPIC, steps=3, weight=1.2)
def two_products_sum(s: Scene) -> None:
    """So many of one kind and so many of another, with different sizes: the total."""
    a, t = s.person(), s.thing("collectable", "stationery", "sweet", "bakery", "reading")
    b1, b2 = s.choose(("box", "bag"), ("crate", "box"), ("pack", "bag"), ("big bag", "small bag"))
    n1, e1, n2, e2 = (
        s.given(plural(b1), 2, 9),
        s.given(f"{t} per {b1}", 3, 15),
        s.given(plural(b2), 2, 9),
        s.given(f"{t} per {b2}", 3, 15),
    )
    one = s.step(f"{t} in {plural(b1)}", n1 * e1, f"There are # {t} in the {plural(b1)}")
    two = s.step(f"{t} in {plural(b2)}", n2 * e2, f"There are # {t} in the {plural(b2)}")
    s.step(f"total {t}", one + two, f"In all there are # {t}")
    s.aside(about=a)
    s.forms(
        f"[{a} has {n1} {plural(b1)} with {e1(t)} each] and [{n2} {plural(b2)} with {e2(t)} each|{a} has {n2} "
        f"{plural(b2)} with {e2(t)} each]. "
        f"// How many {t} does {a.he} have (in all/altogether)?",
        f"[There are {n1} {plural(b1)} and {n2} {plural(b2)} of {t}.] [Each {b1} has {e1(t)}] and "
        f"[each {b2} has {e2}|each {b2} has {e2(t)}]. "
        f"// How many {t} are there?",
        f"// How many {t} does {a} have if [{a.he} owns {n1} {plural(b1)} of {e1}|{a} owns {n1} {plural(b1)} of "
        f"{e1(t)}] and [{n2} {plural(b2)} of {e2}|{a} owns {n2} {plural(b2)} of {e2(t)}]?",
    )


@family("twostep.two_products_difference", topic=TOPIC, steps=3)
def two_products_difference(s: Scene) -> None:
    """Two people with different groups: who has more, and by how much?"""
    a, b, t = s.child(), s.child(), s.thing("collectable", "stationery", "sweet", "craft")
    box = s.box(t)
    n1, e1, n2, e2 = (
        s.given(f"{a} {plural(box)}", 3, 9),
        s.given(f"{a} {t} per {box}", 6, 15),
        s.given(f"{b} {plural(box)}", 2, 9),
        s.given(f"{b} {t} per {box}", 3, 15),
    )
    one = s.step(f"{a} {t}", n1 * e1, f"{a} has # {t}")
    two = s.step(f"{b} {t}", n2 * e2, f"{b} has # {t}")
    s.step("difference", one - two, f"{a} has # more {t} than {b}")
    s.forms(
        f"[{a} has {n1} {plural(box)} with {e1(t)} each.] [{b} has {n2} {plural(box)} with {e2} each.|{b} has {n2} "
        f"{plural(box)} with {e2(t)} each.] "
        f"// How many more {t} does {a} have than {b}?",
        f"[{b} filled {n2} {plural(box)} with {e2(t)} each] and [{a} filled {n1} with {e1} each|{a} filled {n1} "
        f"{plural(box)} with {e1(t)} each]. "
        f"// By how many {t} does {a} have more (than {b}/)? || How many more {t} does {a} have than {b}?",
        f"// How many more {t} than {b} does {a} have if [{b} has {n2} {plural(box)} of {e2}|{b} has {n2} "
        f"{plural(box)} of {e2(t)}] and [{a} has {n1} {plural(box)} of {e1}|{a} has {n1} {plural(box)} of {e1(t)}]? "
        f"|| How many more {t} than {b} does {a} have?",
    )
