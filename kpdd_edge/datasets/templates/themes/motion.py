"""Distance, speed and time; fuel and mileage."""

from __future__ import annotations

from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "distance and speed"

_MOVERS = (
    ("car", "drives", 30, 75, "miles", "miles per hour"),
    ("train", "travels", 50, 140, "kilometers", "kilometers per hour"),
    ("horse", "trots", 6, 14, "miles", "miles per hour"),
    ("bus", "travels", 25, 60, "miles", "miles per hour"),
    ("truck", "drives", 40, 90, "kilometers", "kilometers per hour"),
    ("ship", "sails", 15, 40, "kilometers", "kilometers per hour"),
    ("plane", "flies", 300, 600, "miles", "miles per hour"), ("camel", "walks", 2, 5, "miles", "miles per hour"),
    ("boat", "travels", 8, 30, "kilometers", "kilometers per hour"),
    ("motorcycle", "drives", 35, 80, "kilometers", "kilometers per hour"),
)  # fmt: skip


@family("motion.distance", topic=TOPIC, steps=1, weight=1.2)
def distance(s: Scene) -> None:
    """Speed times time."""
    what, goes, low, high, unit, per = s.choose(*_MOVERS)
    speed, hours = s.given("speed", low, high), s.given("hours", 2, 9)
    go = goes[:-3] + "y" if goes.endswith("ies") else goes[:-1]
    s.step(unit, speed * hours, f"In that time it is # {unit}")
    s.forms(
        f"[A {what} {goes} at {speed} {per}.] // How (far does it go/many {unit} does it cover) in "
        f"[{hours} hours|the {what} {goes} for {hours} hours]? || How many {unit} does the {what} cover?",
        f"[A {what} {goes} for {hours} hours] at [a speed of {speed} {per}|the speed is {speed} {per}]. "
        f"// How far does it go? || How far does the {what} go?",
        f"// How many {unit} does a {what} cover in [{hours} hours|the {what} {goes} for {hours} hours] if "
        f"[it {goes} at {speed} {per}|the {what} {goes} at {speed} {per}]? || How many {unit} does the {what} cover?",
        f"[Every hour a {what} covers {speed} {unit}.] // How many {unit} will it {go} in "
        f"[{hours} hours|{hours} hours go by]? || How many {unit} will the {what} {go}?",
    )


@family("motion.time", topic=TOPIC, steps=1)
def time(s: Scene) -> None:
    """Distance divided by speed."""
    what, goes, low, high, unit, per = s.choose(*_MOVERS)
    speed = s.given("speed", low, high)
    far = s.given(unit, speed.n * s.whole(2, 9))
    s.step("hours", far / speed, "That takes # hours")
    s.forms(
        f"[A {what} {goes} {far} {unit}] at [{speed} {per}|the speed is {speed} {per}]. "
        "// How many hours does (it/the trip) take? || How many hours does the trip take?",
        f"[A {what} has to cover {far} {unit}.] [It {goes} at {speed} {per}.|The {what} {goes} at {speed} {per}.] "
        "// How long will (the trip/it) take in hours? || How many hours will the trip take?",
        f"// How many hours does a {what} need for [{far} {unit}|the way is {far} {unit}] at "
        f"[a speed of {speed} {per}|the speed is {speed} {per}]? || How many hours does the {what} need?",
    )


@family("motion.speed", topic=TOPIC, steps=1)
def speed(s: Scene) -> None:
    """Distance divided by time."""
    what, goes, low, high, unit, per = s.choose(*_MOVERS)
    hours = s.given("hours", 2, 9)
    far = s.given(unit, hours.n * s.whole(low, high))
    s.step("speed", far / hours, f"The speed is # {per}")
    s.forms(
        f"[A {what} covers {far} {unit} in {hours} hours.] // What is its (average /)speed in {per}? "
        f"|| What is the speed of the {what} in {per}?",
        f"[In {hours} hours a {what} {goes} {far} {unit}.] // How many {unit} (is that per hour/does it go each "
        f"hour)? || How many {unit} per hour does the {what} go?",
        f"[A {what} needed {hours} hours] for [{far} {unit}|the way was {far} {unit}]. "
        f"// At what speed did it travel? || At what speed did the {what} travel?",
    )


@family("motion.two_legs", topic=TOPIC, steps=3, weight=1.2)
def two_legs(s: Scene) -> None:
    """Two parts of a trip at different speeds: the whole distance."""
    a = s.adult()
    verb, past, low, high, unit, per = s.choose(
        ("drive", "drove", 40, 80, "miles", "miles per hour"),
        ("ride", "rode", 9, 22, "miles", "miles per hour"),
        ("drive", "drove", 50, 110, "kilometers", "kilometers per hour"),
    )
    v1, t1, v2, t2 = (
        s.given("first speed", low, high),
        s.given("first hours", 2, 5),
        s.given("second speed", low, high),
        s.given("second hours", 2, 5),
    )
    one = s.step(f"first {unit}", v1 * t1, f"The first part is # {unit}")
    two = s.step(f"second {unit}", v2 * t2, f"The second part is # {unit}")
    s.step(f"total {unit}", one + two, f"In all it is # {unit}")
    s.forms(
        f"[{a} {past} for {t1} hours at {v1} {per}] and [then for {t2} hours at {v2} {per}|then {a} {past} for {t2} "
        f"hours at {v2} {per}]. // How (far/many {unit}) did {a.he} {verb} (in all/altogether)?",
        f"[On the first day {a} {past} {t1} hours at {v1} {per}.] [On the second day it was {t2} hours at {v2} "
        f"{per}.|On the second day {a} {past} {t2} hours at {v2} {per}.] // What distance did {a.he} cover in total?",
        f"// How many {unit} does {a} cover by going [{v1} {per} for {t1} hours|{a} goes {v1} {per} for {t1} hours] "
        f"and [{v2} {per} for {t2} hours|{a} goes {v2} {per} for {t2} hours]? || How many {unit} does {a} cover?",
    )


@family("motion.apart", topic=TOPIC, steps=2)
def apart(s: Scene) -> None:
    """Two that start together in opposite directions: how far apart?"""
    a, b = s.people(2)
    past, low, high, unit, per = s.choose(
        ("drove", 40, 75, "miles", "miles per hour"), ("cycled", 8, 20, "miles", "miles per hour"),
        ("walked", 3, 6, "kilometers", "kilometers per hour"),
    )  # fmt: skip
    v1, v2, t = s.given(f"{a} speed", low, high), s.given(f"{b} speed", low, high), s.given("hours", 2, 6)
    both = s.step("speed together", v1 + v2, f"Each hour they move # {unit} apart")
    s.step(f"{unit} apart", both * t, f"After that time they are # {unit} apart")
    s.forms(
        f"{a} and {b} start at the same place and go in opposite directions. [{a} {past} at {v1} {per}] and "
        f"[{b} at {v2} {per}|{b} {past} at {v2} {per}]. // How far apart are they after "
        f"[{t} hours|{t} hours go by]? || How far apart are {a} and {b}?",
        f"From the same town [{a} {past} north at {v1} {per}] and [{b} {past} south at {v2} {per}]. "
        f"// How many {unit} lie between them after [{t} hours|{t} hours go by]? "
        f"|| How many {unit} lie between {a} and {b}?",
        f"// How many {unit} apart are {a} and {b} if [one {past} east at {v1} {per}|{a} {past} east at {v1} {per}] "
        f"and [the other west at {v2} {per}|{b} {past} west at {v2} {per}] for [{t} hours|{t} hours go by]? "
        f"|| How many {unit} apart are {a} and {b}?",
    )


@family("motion.towards", topic=TOPIC, steps=2)
def towards(s: Scene) -> None:
    """Two that move towards each other: when do they meet?"""
    a, b = s.people(2)
    low, high, unit, per = s.choose(
        (30, 70, "miles", "miles per hour"), (8, 20, "kilometers", "kilometers per hour"),
        (3, 6, "kilometers", "kilometers per hour"),
    )  # fmt: skip
    v1, v2 = s.given(f"{a} speed", low, high), s.given(f"{b} speed", low, high)
    far = s.given(f"{unit} between", (v1.n + v2.n) * s.whole(2, 6))
    both = s.step("speed together", v1 + v2, f"Each hour they come # {unit} closer")
    s.step("hours", far / both, "They meet after # hours")
    s.forms(
        f"[{a} and {b} are {far} {unit} apart] and start towards each other at the same time. "
        f"[{a} goes {v1} {per}] and [{b} {v2} {per}|{b} goes {v2} {per}]. // After how many hours do they meet?",
        f"[Two towns are {far} {unit} apart.] {a} leaves the one and {b} the other, to meet on the way. "
        f"[{a} travels at {v1} {per}] and [{b} at {v2} {per}|{b} travels at {v2} {per}]. "
        f"// How many hours pass until they meet? || After how many hours do {a} and {b} meet?",
        f"// When do {a} and {b} meet if [they are {far} {unit} apart|{a} and {b} are {far} {unit} apart] and come "
        f"towards each other, [{a} at {v1} {per}|{a} goes {v1} {per}] and [{b} at {v2} {per}|{b} goes {v2} {per}]? "
        f"|| After how many hours do {a} and {b} meet?",
    )


@family("motion.lead", topic=TOPIC, steps=2)
def lead(s: Scene) -> None:
    """Two that go the same way at different speeds: the lead."""
    a, b = s.people(2)
    act, base, low, high, unit, per = s.choose(
        ("runs", "run", 6, 12, "kilometers", "kilometers per hour"),
        ("rides", "ride", 10, 25, "miles", "miles per hour"), ("drives", "drive", 40, 80, "miles", "miles per hour"),
    )  # fmt: skip
    slow = s.given(f"{b} speed", low, high)
    fast = s.given(f"{a} speed", slow.n + 2, slow.n + 15)
    t = s.given("hours", 2, 6)
    gap = s.step("difference per hour", fast - slow, f"Each hour {a} gains # {unit}")
    s.step(f"{unit} ahead", gap * t, f"{a} is # {unit} ahead")
    s.forms(
        f"[{a} {act} at {fast} {per}] and [{b} at {slow} {per}|{b} {act} at {slow} {per}]. "
        f"// How many more {unit} does {a} {base} than {b} in [{t} hours|both {base} for {t} hours]? "
        f"|| How many more {unit} does {a} {base} than {b}?",
        f"{a} and {b} start together. [{a} {act} at {fast} {per},|{a} {act} at {fast} {per}.] "
        f"[{b} at {slow}.|{b} {act} at {slow} {per}.] // How far ahead is {a} after [{t} hours|{t} hours go by]? "
        f"|| How far ahead is {a}?",
        f"// By how many {unit} is {a} ahead of {b} if [{a} {act} at {fast} {per}|{a} {act} at {fast} {per}] and "
        f"[{b} at {slow} {per}|{b} {act} at {slow} {per}] for [{t} hours|{t} hours go by]? "
        f"|| By how many {unit} is {a} ahead of {b}?",
    )


@family("motion.catch_up", topic=TOPIC, steps=2)
def catch_up(s: Scene) -> None:
    """A head start is caught up: after how long?"""
    a, b = s.people(2)
    act, low, high, unit, per = s.choose(
        ("runs", 3, 8, "meters", "meters per second"), ("rides", 10, 20, "kilometers", "kilometers per hour"),
        ("drives", 40, 70, "miles", "miles per hour"),
    )  # fmt: skip
    clock = "seconds" if unit == "meters" else "hours"
    slow = s.given(f"{b} speed", low, high)
    fast = s.given(f"{a} speed", slow.n + 2, slow.n + 12)
    ahead = s.given(f"{unit} ahead", (fast.n - slow.n) * s.whole(2, 8))
    gap = s.step("gain", fast - slow, f"{a} gains # {unit} per {clock[:-1]}")
    s.step(clock, ahead / gap, f"{a} catches up after # {clock}")
    s.forms(
        f"[{b} is {ahead} {unit} ahead of {a}.] [{a} {act} at {fast} {per}] and "
        f"[{b} at {slow} {per}|{b} {act} at {slow} {per}]. // After how many {clock} does {a} catch up with {b}?",
        f"[{a} {act} at {fast} {per}|{a} {act} at {fast} {per}] behind {b}, [who {act} at {slow} {per}|{b} {act} at "
        f"{slow} {per}] and [has a lead of {ahead} {unit}|{b} has a lead of {ahead} {unit}]. "
        f"// How many {clock} does it take {a} to catch up?",
        f"{a} wants to catch up with {b}. [{b} is {ahead} {unit} in front|{b} is {ahead} {unit} in front] and "
        f"[moves at {slow} {per}|{b} moves at {slow} {per}]; [{a} moves at {fast} {per}|{a} moves at {fast} {per}]. "
        f"// How many {clock} does that take? || How many {clock} does it take {a} to catch up with {b}?",
    )


@family("motion.round_trip", topic=TOPIC, steps=2, weight=1.2)
def round_trip(s: Scene) -> None:
    """There and back on so many days."""
    a = s.person()
    unit, where = s.choose(
        ("miles", "work"), ("kilometers", "school"), ("blocks", "the library"), ("kilometers", "the swimming pool"),
        ("miles", "the office"), ("blocks", "the park"),
    )  # fmt: skip
    one, days = s.given(f"{unit} one way", 2, 25), s.given("days", 3, 20)
    both = s.step(f"{unit} per day", one * 2, f"There and back it is # {unit}")
    s.step(f"total {unit}", both * days, f"In all it is # {unit}")
    s.aside(about=a)
    s.forms(
        f"[{a} lives {one} {unit} from {where}.] [{a.he} goes there and back on {days} days.|{a} goes there and "
        f"back on {days} days.] // How many {unit} is that (in all/altogether)? "
        f"|| How many {unit} does {a} go in all?",
        f"[It is {one} {unit} to {where}.] // How many {unit} does {a} travel if "
        f"[{a.he} goes there and back {days} times|{a} goes there and back {days} times]?",
        f"[Every day {a} travels {one} {unit} to {where}] and the same way back. "
        f"[{a.he} did this on {days} days last month.] // How many {unit} did {a.he} travel?",
    )


@family("motion.fuel_range", topic=TOPIC, steps=1)
def fuel_range(s: Scene) -> None:
    """Miles per gallon: how far, or how much fuel?"""
    what = s.choose("car", "van", "truck", "motorcycle", "jeep")
    dist, fuel = s.choose(("miles", "gallons"), ("kilometers", "liters"))
    per, n = s.given(f"{dist} per {fuel[:-1]}", 8, 30), s.whole(3, 25)
    if s.chance(0.5):
        tank = s.given(fuel, n)
        s.step(dist, per * tank, f"The {what} can go # {dist}")
        s.forms(
            f"[A {what} goes {per} {dist} on one {fuel[:-1]} of fuel.] "
            f"// How far can it go on [{tank} {fuel}|the {what} has {tank} {fuel}]? "
            f"|| How many {dist} can the {what} go?",
            f"[A {what} has {tank} {fuel} of gas in its tank.] [It gets {per} {dist} per {fuel[:-1]}.|The {what} "
            f"gets {per} {dist} per {fuel[:-1]}.] // How many {dist} can it (go/drive)? "
            f"|| How many {dist} can the {what} go?",
            f"// How many {dist} can a {what} go if [it has {tank} {fuel} left|the {what} has {tank} {fuel} left] "
            f"and [goes {per} {dist} on each|it goes {per} {dist} on each {fuel[:-1]}]? "
            f"|| How many {dist} can the {what} go?",
        )
        return
    far = s.given(dist, per.n * n)
    s.step(fuel, far / per, f"That takes # {fuel}")
    s.forms(
        f"[A {what} goes {per} {dist} per {fuel[:-1]}.] // How many {fuel} does it need for "
        f"[{far} {dist}|the way is {far} {dist}]? || How many {fuel} does the {what} need?",
        f"[The trip is {far} {dist} long] and [the {what} gets {per} {dist} to the {fuel[:-1]}]. "
        f"// How many {fuel} of fuel will be used?",
        f"// How much fuel, in {fuel}, does a {what} use for [{far} {dist}|the way is {far} {dist}] if "
        f"[one {fuel[:-1]} is enough for {per} {dist}]? || How many {fuel} does the {what} use?",
    )


@family("motion.fuel_cost", topic=TOPIC, steps=2, weight=1.2)
def fuel_cost(s: Scene) -> None:
    """The cost of the fuel for a trip."""
    a = s.adult()
    per, n = s.given("miles per gallon", 15, 45), s.whole(3, 20)
    far = s.given("miles", per.n * n)
    price = s.money("price per gallon", 2, 5, 0.5)
    fuel = s.step("gallons", far / per, f"{a} needs # gallons")
    s.step("fuel cost", fuel * price, f"That costs # {s.style.currency}")
    s.forms(
        f"[{a} drives {far} miles.] [{a.his} car gets {per} miles per gallon|{a}'s car gets {per} miles per gallon] "
        f"and [gas costs {price} a gallon]. // How much does {a.he} spend on gas (for this trip/)? "
        f"|| How much does {a} spend on gas?",
        f"[A gallon of gas costs {price}.] [{a}'s car needs one gallon for every {per} miles.] "
        f"// How much does the gas for [a trip of {far} miles|the trip is {far} miles] cost? "
        "|| How much does the gas for the trip cost?",
        f"// What does {a} pay for the gas of [a {far}-mile trip|the trip is {far} miles] if "
        f"[the car gets {per} miles per gallon] and [a gallon costs {price}]? || What does {a} pay for the gas?",
    )


@family("motion.average_speed", topic=TOPIC, steps=3)
def average_speed(s: Scene) -> None:
    """Two parts of a trip with their times: the average speed."""
    a = s.adult()
    d1, t1, t2 = s.given("first miles", 20, 150, 5), s.given("first hours", 1, 4), s.given("second hours", 1, 4)
    speed_ = s.whole(20, 60)
    d2 = s.given("second miles", speed_ * (t1.n + t2.n) - d1.n)
    s.need(d2.n > 10, d2.n / t2.n < 75, d1.n / t1.n < 75)
    far = s.step("total miles", d1 + d2, "In all it is # miles")
    long = s.step("total hours", t1 + t2, "It takes # hours")
    s.step("average speed", far / long, "The average speed is # miles per hour")
    s.forms(
        f"[{a} traveled {d1} miles in {t1('hour')}] and [then {d2} miles in {t2('hour')}|then {a} traveled {d2} "
        f"miles in {t2('hour')}]. // What was {a.his} average speed (for the whole trip/)? "
        f"|| What was {a}'s average speed for the whole trip?",
        f"[The first {d1} miles took {a} {t1('hour')},] [the next {d2} miles {t2('hour')}.|the next {d2} miles took "
        f"{t2('hour')}.] // How many miles per hour is that on average? "
        f"|| How many miles per hour did {a} travel on average?",
        f"// What is {a}'s average speed if [{t1('hour')} were needed for the first {d1} miles] and "
        f"[{t2('hour')} for the other {d2}|{t2('hour')} were needed for the other {d2} miles]?",
    )


@family("motion.three_days", topic=TOPIC, steps=2, weight=1.2)
def three_days(s: Scene) -> None:
    """A hike over three days: the whole way, or what is left."""
    a = s.person()
    unit = s.choose("miles", "kilometers")
    one, two = s.given(f"{unit} on day one", 5, 30), s.given(f"{unit} on day two", 5, 30)
    total = s.given(f"total {unit}", one.n + two.n + 4, one.n + two.n + 40)
    done = s.step(f"{unit} done", one + two, f"On two days {a} does # {unit}")
    s.step(f"{unit} left", total - done, f"# {unit} are left")
    s.forms(
        f"[{a} wants to cover {total} {unit} in three days.] [{a.he} does {one} {unit} on the first day] and "
        f"[{two} on the second|{a} does {two} {unit} on the second day]. "
        f"// How many {unit} are left for the third day?",
        f"[A trail is {total} {unit} long.] [On Monday {a} walked {one} {unit},] "
        f"[on Tuesday {two}.|on Tuesday {a} walked {two} {unit}.] // How far does {a.he} still have to go? "
        f"|| How many {unit} does {a} still have to go?",
        f"[{one} {unit} on the first day|{a} did {one} {unit} on the first day] and "
        f"[{two} on the second:|{a} did {two} {unit} on the second day] so far {a} has walked. "
        f"[The whole way is {total} {unit} long.] // How many {unit} are still ahead of {a.him}? "
        f"|| How many {unit} does {a} still have to go?",
    )


@family("motion.walk_and_ride", topic=TOPIC, steps=3)
def walk_and_ride(s: Scene) -> None:
    """Part on foot, part by vehicle: the time in all."""
    a = s.person()
    ride = s.choose("bus", "train", "subway", "tram")
    walk, pace = s.given("blocks on foot", 3, 12), s.given("minutes per block", 2, 5)
    stops, per = s.given("stops", 4, 12), s.given("minutes per stop", 2, 6)
    one = s.step("minutes walking", walk * pace, "The walk takes # minutes")
    two = s.step("minutes riding", stops * per, "The ride takes # minutes")
    s.step("total minutes", one + two, f"In all {a} needs # minutes")
    s.aside(about=a)
    s.forms(
        f"[{a} walks {walk} blocks to the {ride} and needs {pace} minutes per block.|{a} walks {walk} blocks and "
        f"needs {pace} minutes per block.] [Then {a.he} rides {stops} stops,|{a} rides {stops} stops.] "
        f"[{per} minutes each.|Each stop takes {per} minutes.] // How many minutes is {a.he} on the way? "
        f"|| How many minutes is {a} on the way?",
        f"[The {ride} takes {per} minutes from stop to stop] and [{a} rides {stops} stops]. "
        f"[From the last stop {a.he} walks {walk} blocks] at [{pace} minutes a block|each block takes {pace} "
        f"minutes]. // How many minutes does {a.he} need in all?",
        f"[It is {walk} blocks on foot|{a} walks {walk} blocks on foot] and [{stops} stops by {ride}|{a} rides "
        f"{stops} stops by {ride}] to {a}'s office. [A block takes {pace} minutes|A block takes {pace} minutes] and "
        f"[a stop {per}|a stop takes {per} minutes]. // How long is the way to the office in minutes?",
    )
