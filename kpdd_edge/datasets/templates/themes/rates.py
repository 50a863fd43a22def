"""Work done at a rate: machines, people, taps, pages, work together."""

from __future__ import annotations

from kpdd_edge.datasets.templates.english import plural
from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "rates and work"

_JOBS = (
    ("machine", "makes", "make", "toys", "hour", 20, 90), ("baker", "bakes", "bake", "rolls", "hour", 20, 80),
    ("printer", "prints", "print", "pages", "minute", 8, 40),
    ("worker", "packs", "pack", "boxes", "hour", 8, 40), ("robot", "paints", "paint", "doors", "day", 10, 50),
    ("tailor", "sews", "sew", "shirts", "day", 2, 9),
    ("typist", "types", "type", "words", "minute", 30, 70), ("picker", "picks", "pick", "apples", "hour", 60, 200),
    ("potter", "makes", "make", "bowls", "day", 4, 15),
    ("cook", "makes", "make", "dumplings", "hour", 40, 120), ("bee farm", "fills", "fill", "jars", "day", 20, 90),
    ("press", "folds", "fold", "letters", "minute", 15, 60),
)  # fmt: skip


@family("rates.output", topic=TOPIC, steps=1, weight=1.2)
def output(s: Scene) -> None:
    """Rate times time."""
    who, does, do, what, unit, low, high = s.choose(*_JOBS)
    rate, time = s.given(f"{what} per {unit}", low, high), s.given(f"{unit}s", 2, 12)
    s.step(f"total {what}", rate * time, f"In that time it is # {what}")
    s.forms(
        f"[A {who} {does} {rate} {what} (per {unit}/every {unit}/in one {unit}).] "
        f"// How many {what} does the {who} {do} in [{time} {unit}s|{time} {unit}s go by]? "
        f"|| How many {what} does the {who} {do}?",
        f"[In one {unit}, a {who} {does} {rate} {what}.] // How many {what} is that in "
        f"[{time} {unit}s|{time} {unit}s go by]? || How many {what} does the {who} {do}?",
        f"// If [a {who} {does} {rate} {what} an {unit}] for [{time} {unit}s|the {who} works {time} {unit}s], how "
        f"many {what} is that? || How many {what} does the {who} {do}?",
    )


@family("rates.time_needed", topic=TOPIC, steps=1, weight=1.2)
def time_needed(s: Scene) -> None:
    """Amount divided by rate."""
    who, does, do, what, unit, low, high = s.choose(*_JOBS)
    rate = s.given(f"{what} per {unit}", low, high)
    total = s.given(f"total {what}", rate.n * s.whole(2, 12))
    s.step(f"{unit}s", total / rate, f"That takes # {unit}s")
    s.forms(
        f"[A {who} {does} {rate} {what} (per/every) {unit}.] // How many {unit}s does it take to {do} "
        f"[={total} {what}|{total} {what} are wanted]?",
        f"[{total} {what} are needed.] [A {who} {does} {rate} an {unit}.|A {who} {does} {rate} {what} an {unit}.] "
        f"// How many {unit}s (will that take/does the {who} need)? || How many {unit}s does the {who} need?",
        f"[In one {unit} a {who} {does} {rate} {what}.] // In how many {unit}s will there be "
        f"[={total} {what}|{total} {what} are wanted]?",
    )


@family("rates.rate_unknown", topic=TOPIC, steps=1)
def rate_unknown(s: Scene) -> None:
    """Amount divided by time."""
    who, does, do, what, unit, low, high = s.choose(*_JOBS)
    time = s.given(f"{unit}s", 2, 12)
    total = s.given(f"total {what}", time.n * s.whole(low, high))
    s.step(f"{what} per {unit}", total / time, f"In one {unit} it is # {what}")
    s.forms(
        f"[A {who} {does} {total} {what} in {time} {unit}s.] // How many {what} is that per {unit}? "
        f"|| How many {what} per {unit} does the {who} {do}?",
        f"[In {time} {unit}s a {who} {does} {total} {what},|In {time} {unit}s a {who} {does} {total} {what}.] "
        f"always at the same speed. // How many {what} does the {who} {do} in one {unit}?",
        f"// If [a {who} {does} {total} {what} in {time} {unit}s], how many is that in one {unit}? "
        f"|| How many {what} does the {who} {do} in one {unit}?",
    )


@family("rates.scale_time", topic=TOPIC, steps=2, weight=1.2)
def scale_time(s: Scene) -> None:
    """So many in so much time: how many in another time?"""
    who, does, do, what, unit, low, high = s.choose(*_JOBS)
    t1, t2 = s.given(f"first {unit}s", 2, 6), s.given(f"second {unit}s", 3, 15)
    total = s.given(f"first {what}", t1.n * s.whole(low, high))
    rate = s.step(f"{what} per {unit}", total / t1, f"In one {unit} it is # {what}")
    s.step(f"second {what}", rate * t2, f"In {t2} {unit}s it is # {what}")
    s.forms(
        f"[A {who} {does} {total} {what} in {t1} {unit}s.] // How many {what} does the {who} {do} in "
        f"[={t2} {unit}s|the {who} works for {t2} {unit}s]?",
        f"// If [a {who} {does} {total} {what} in {t1} {unit}s], how many {what} will there be after "
        f"[={t2} {unit}s|the {who} works for {t2} {unit}s]?",
        f"[It takes a {who} {t1} {unit}s to {do} {total} {what}.] // At this speed, how many {what} are finished in "
        f"[={t2} {unit}s|the {who} works for {t2} {unit}s]?",
    )


@family("rates.several_workers", topic=TOPIC, steps=2, weight=1.2)
def several_workers(s: Scene) -> None:
    """So many machines or people at a rate each for so long."""
    who, does, do, what, unit, low, high = s.choose(*_JOBS)
    n, rate, time = s.given(plural(who), 2, 9), s.given(f"{what} per {unit}", low, high), s.given(f"{unit}s", 2, 8)
    all_ = s.step(f"{what} per {unit} in all", n * rate, f"All {plural(who)} together {do} # {what} per {unit}")
    s.step(f"total {what}", all_ * time, f"In all that is # {what}")
    s.forms(
        f"[There are {n} {plural(who)}.] [Each of them {does} {rate} {what} an {unit}.|Each {who} {does} {rate} "
        f"{what} an {unit}.] // How many {what} do they {do} in [{time} {unit}s|{time} {unit}s go by]? "
        f"|| How many {what} do they {do} in all?",
        f"[One {who} {does} {rate} {what} per {unit}.] // How many {what} can [={n} {plural(who)}|there are {n} "
        f"{plural(who)}] {do} in [={time} {unit}s|they work for {time} {unit}s]?",
        f"// If [each of {n} {plural(who)} {does} {rate} {what} an {unit}], how many {what} is that in "
        f"[{time} {unit}s|they work for {time} {unit}s]? || How many {what} do the {plural(who)} {do} in all?",
    )


@family("rates.two_rates", topic=TOPIC, steps=2)
def two_rates(s: Scene) -> None:
    """Two people at different rates: how many together?"""
    a, b = s.child(), s.child()
    does, do, what, unit, low, high = s.choose(
        ("types", "type", "words", "minute", 20, 60), ("picks", "pick", "strawberries", "minute", 10, 30),
        ("folds", "fold", "napkins", "minute", 5, 15), ("paints", "paint", "boards", "hour", 3, 12),
        ("stuffs", "stuff", "envelopes", "minute", 4, 12), ("plants", "plant", "bulbs", "hour", 20, 60),
    )  # fmt: skip
    r1, r2, time = (
        s.given(f"{a} {what} per {unit}", low, high),
        s.given(f"{b} {what} per {unit}", low, high),
        s.given(f"{unit}s", 3, 20),
    )
    both = s.step(f"{what} per {unit} together", r1 + r2, f"Together they {do} # {what} per {unit}")
    s.step(f"total {what}", both * time, f"In all that is # {what}")
    s.forms(
        f"[{a} {does} {r1} {what} per {unit}] and [{b} {does} {r2}|{b} {does} {r2} {what} per {unit}]. "
        f"// How many {what} do they {do} together in [{time} {unit}s|they work for {time} {unit}s]? "
        f"|| How many {what} do {a} and {b} {do} together?",
        f"[Every {unit} {a} {does} {r1} {what}] and [{b} {r2}|every {unit} {b} {does} {r2} {what}]. "
        f"[They work for {time} {unit}s.] // How many {what} is that in all? "
        f"|| How many {what} do {a} and {b} {do} in all?",
        f"// How many {what} do {a} and {b} {do} if [{a} manages {r1} per {unit},|{a} manages {r1} {what} per "
        f"{unit}] [{b} {r2} per {unit}|{b} manages {r2} {what} per {unit}] and [they work {time} {unit}s]? "
        f"|| How many {what} do {a} and {b} {do} together?",
    )


@family("rates.rate_difference", topic=TOPIC, steps=2)
def rate_difference(s: Scene) -> None:
    """Two people at different rates: how many more by one of them?"""
    a, b = s.child(), s.child()
    does, do, what, unit, low, high = s.choose(
        ("reads", "read", "pages", "day", 10, 40), ("picks", "pick", "pears", "hour", 20, 60),
        ("makes", "make", "bracelets", "hour", 2, 9), ("swims", "swim", "laps", "day", 8, 40),
        ("solves", "solve", "problems", "hour", 5, 20), ("sells", "sell", "tickets", "day", 5, 30),
    )  # fmt: skip
    slow = s.given(f"{b} {what} per {unit}", low, high)
    fast, time = s.given(f"{a} {what} per {unit}", slow.n + 2, slow.n + 15), s.given(f"{unit}s", 3, 14)
    gap = s.step(f"more {what} per {unit}", fast - slow, f"Each {unit} {a} {does} # more {what}")
    s.step(f"more {what}", gap * time, f"In all it is # more {what}")
    s.forms(
        f"[{a} {does} {fast} {what} a {unit}] and [{b} {does} {slow}|{b} {does} {slow} {what} a {unit}]. "
        f"// How many more {what} does {a} {do} than {b} in [{time} {unit}s|they go on for {time} {unit}s]? "
        f"|| How many more {what} does {a} {do} than {b}?",
        f"[{b} {does} {slow} {what} per {unit},|{b} {does} {slow} {what} per {unit}.] "
        f"[{a} {does} {fast}.|{a} {does} {fast} {what} per {unit}.] // After [{time} {unit}s|{time} {unit}s go by], "
        f"by how many {what} is {a} ahead of {b}? || By how many {what} is {a} ahead of {b}?",
        f"// How many more {what} is it for {a} than for {b} after [{time} {unit}s|{time} {unit}s go by] if "
        f"[{a} {does} {fast} per {unit}|{a} {does} {fast} {what} per {unit}] and "
        f"[{b} {slow}|{b} {does} {slow} {what} per {unit}]? || How many more {what} is it for {a} than for {b}?",
    )


@family("rates.man_days", topic=TOPIC, steps=2)
def man_days(s: Scene) -> None:
    """So many workers need so many days: how long do others need?"""
    who, job = s.choose(
        ("workers", "build a wall"), ("painters", "paint a house"), ("gardeners", "plant a park"),
        ("farmers", "harvest a field"), ("cleaners", "clean a hall"), ("builders", "lay a road"),
        ("students", "paint a mural"),
    )  # fmt: skip
    n, days, m = s.given(f"first {who}", 2, 12), s.given("first days", 3, 20), s.given(f"second {who}", 2, 15)
    s.need(n.n * days.n % m.n == 0, n.n * days.n // m.n > 1)
    work = s.step("days for one", n * days, "One alone would need # days")
    s.step("second days", work / m, f"{m} {who} need # days")
    s.forms(
        f"[{n} {who} need {days} days to {job}.] // How many days do [={m} {who}|there are {m} {who} now] need (for "
        "the same work/)?",
        f"// If [{n} {who} can {job} in {days} days], in how many days can [={m} {who}|there are {m} {who}] do it? "
        f"|| In how many days can {m} {who} {job}?",
        f"[To {job}, {n} {who} need {days} days.] Now [{m} {who} are there|there are {m} {who} now]. "
        f"// How many days will it take them? || How many days will {m} {who} need?",
    )


@family("rates.days_left_pages", topic=TOPIC, steps=2, weight=1.2)
def days_left_pages(s: Scene) -> None:
    """Pages read, pages left, pages a day: how many days more?"""
    a = s.person()
    per, days = s.given("pages per day", 6, 40), s.whole(2, 15)
    read = s.given("pages read", 10, 150)
    total = s.given("pages in all", read.n + per.n * days)
    left = s.step("pages left", total - read, "# pages are left")
    s.step("days", left / per, f"{a} needs # days")
    s.aside(about=a)
    s.forms(
        f"[{a} is reading a book of {total} pages.] [{a.he} has read {read} pages] and "
        f"[reads {per} pages a day from now on|{a} reads {per} pages a day]. "
        f"// In how many days will {a.he} finish the book?",
        f"[{a} has read {read} of the {total} pages of a book.] // How many more days does {a.he} need if "
        f"[{a.he} reads {per} pages a day|{a} reads {per} pages a day]?",
        f"[A book has {total} pages.] [{a} read {read} pages last week.] [Now {a.he} reads {per} pages every day.] "
        f"// How many days will it take {a.him} to finish? || How many days will it take {a} to finish the book?",
    )


@family("rates.fill_and_leak", topic=TOPIC, steps=2)
def fill_and_leak(s: Scene) -> None:
    """Water comes in and goes out: when is it full?"""
    vessel = s.choose("tank", "pool", "pond", "barrel", "basin")
    unit, clock = s.choose(("liters", "minute"), ("gallons", "hour"), ("liters", "hour"))
    out = s.given(f"{unit} out per {clock}", 2, 20)
    into = s.given(f"{unit} in per {clock}", out.n + 3, out.n + 40)
    full = s.given(f"{unit} when full", (into.n - out.n) * s.whole(4, 30))
    net = s.step(f"net {unit} per {clock}", into - out, f"Each {clock} there are # {unit} more")
    s.step(f"{clock}s", full / net, f"It is full after # {clock}s")
    s.forms(
        f"[A {vessel} holds {full} {unit}.] [A tap lets in {into} {unit} per {clock}] but "
        f"[{out} {unit} leak out every {clock}]. // After how many {clock}s is the empty {vessel} full?",
        f"[Water flows into an empty {vessel} at {into} {unit} per {clock}] and "
        f"[out of it at {out} {unit} per {clock}|water flows out at {out} {unit} per {clock}]. "
        f"// How many {clock}s does it take to fill [the {vessel} of {full} {unit}|the {vessel} holds {full} "
        f"{unit}]? || How many {clock}s does it take to fill the {vessel}?",
        f"// When is an empty {vessel} full if [it holds {full} {unit},|the {vessel} holds {full} {unit}] "
        f"[{into} {unit} flow in per {clock}|{into} {unit} flow in per {clock}] and "
        f"[{out} {unit} flow out|{out} {unit} flow out per {clock}]? "
        f"|| After how many {clock}s is the {vessel} full?",
    )


@family("rates.two_taps", topic=TOPIC, steps=2)
def two_taps(s: Scene) -> None:
    """Two taps fill a tank together."""
    vessel = s.choose("tank", "pool", "trough", "water tower")
    r1, r2 = s.given("first tap liters per minute", 5, 30), s.given("second tap liters per minute", 5, 30)
    full = s.given("liters", (r1.n + r2.n) * s.whole(3, 25))
    both = s.step("liters per minute", r1 + r2, "Together they give # liters per minute")
    s.step("minutes", full / both, "That takes # minutes")
    s.forms(
        f"[One tap gives {r1} liters a minute] and [another {r2} liters a minute|another tap gives {r2} liters a "
        f"minute]. // How many minutes do both together need to fill [a {vessel} of {full} liters|the {vessel} "
        f"holds {full} liters]? || How many minutes do both taps need to fill the {vessel}?",
        f"[A {vessel} holds {full} liters.] [It is filled by two pipes, one with {r1} and one with {r2} liters per "
        f"minute.|Two pipes fill it, one with {r1} and one with {r2} liters per minute.] "
        f"// How long does it take in minutes? || How many minutes does it take to fill the {vessel}?",
        f"// How many minutes does it take to fill [a {vessel} of {full} liters|a {vessel} holds {full} liters] "
        f"with [one pipe of {r1}|one pipe gives {r1} liters per minute] and [one of {r2} liters a minute|another "
        f"pipe gives {r2} liters per minute]? || How many minutes does it take to fill the {vessel}?",
    )


@family("rates.orders_left", topic=TOPIC, steps=2)
def orders_left(s: Scene) -> None:
    """An order, a rate and some time: how many are still missing?"""
    who, does, do, what, unit, low, high = s.choose(*_JOBS)
    rate, time = s.given(f"{what} per {unit}", low, high), s.given(f"{unit}s", 2, 9)
    total = s.given(f"{what} ordered", rate.n * time.n + 5, rate.n * time.n + 300)
    done = s.step(f"{what} done", rate * time, f"# {what} are done")
    s.step(f"{what} left", total - done, f"# {what} are still missing")
    s.forms(
        f"[An order asks for {total} {what}.] [A {who} {does} {rate} per {unit}|A {who} {does} {rate} {what} per "
        f"{unit}] and [has worked for {time} {unit}s|the {who} has worked for {time} {unit}s]. "
        f"// How many {what} are still missing?",
        f"[A {who} has to {do} {total} {what}.] [In every {unit} it is {rate}.|The {who} {does} {rate} {what} per "
        f"{unit}.] // How many are left to do after [{time} {unit}s|{time} {unit}s go by]? "
        f"|| How many {what} are left to do?",
        f"// How many of [{total} {what}|{total} {what} are ordered] are not done yet if "
        f"[a {who} {does} {rate} an {unit}|a {who} {does} {rate} {what} an {unit}] and [{time} {unit}s are over]? "
        f"|| How many {what} are not done yet?",
    )


@family("rates.weekly_wage", topic=TOPIC, steps=2, weight=1.2)
def weekly_wage(s: Scene) -> None:
    """Hours a day, days a week, pay an hour."""
    a = s.adult()
    hours, days, pay = (
        s.given("hours per day", 3, 10),
        s.given("days per week", 3, 6),
        s.money("pay per hour", 8, 35, s.choose(1, 1, 0.5)),
    )
    total = s.step("hours per week", hours * days, f"{a} works # hours a week")
    s.step("weekly pay", total * pay, f"{a} earns # {s.style.currency} a week")
    job = s.choose("waiter", "gardener", "driver", "nurse", "cashier", "cook", "guard", "tutor", "mechanic")
    s.aside(about=a)
    s.forms(
        f"[{a} works as a {job} for {hours} hours a day,|{a} works {hours} hours a day.] "
        f"[{days} days a week.|{a} works {days} days a week.] [{a.he} gets {pay} an hour.] "
        f"// How much does {a.he} earn in a week?",
        f"[{a} earns {pay} per hour.] [{a.he} works {hours} hours on each of {days} days a week.|{a} works {hours} "
        f"hours on each of {days} days.] // What is {a.his} weekly pay?",
        f"// What does {a} earn in a week of [{days} days|{a} works {days} days a week] if "
        f"[{a.he} works {hours} hours a day|{a} works {hours} hours a day] at [{pay} an hour|{a} gets {pay} an "
        f"hour]? || What does {a} earn in a week?",
    )


@family("rates.overtime", topic=TOPIC, steps=4)
def overtime(s: Scene) -> None:
    """Hours beyond a limit are paid better."""
    a = s.adult()
    limit, pay = s.given("normal hours", 30, 40, 5), s.money("pay per hour", 10, 30)
    hours, more = (
        s.given("hours worked", limit.n + 2, limit.n + 15),
        s.money("overtime pay per hour", pay.n + 2, pay.n + 15),
    )
    one = s.step("normal pay", limit * pay, f"The normal hours bring # {s.style.currency}")
    extra = s.step("overtime hours", hours - limit, f"{a} works # hours overtime")
    two = s.step("overtime pay", extra * more, f"They bring # {s.style.currency}")
    s.step("total pay", one + two, f"In all {a} gets # {s.style.currency}")
    s.forms(
        f"[{a} gets {pay} an hour for the first {limit} hours of a week|{a} gets {pay} an hour for the first "
        f"{limit} hours] and [{more} for every hour beyond that|{a} gets {more} for every hour beyond that]. "
        f"[Last week {a.he} worked {hours} hours.] // How much did {a.he} earn?",
        f"[{a} worked {hours} hours this week.] [The first {limit} hours are paid at {pay} an hour,|The first "
        f"{limit} hours are paid at {pay} an hour.] [each further hour at {more}.|each further hour is paid at "
        f"{more}.] // How much is {a.he} paid? || How much is {a} paid this week?",
        f"// How much does {a} get for [{hours} hours of work|{a} works {hours} hours] if "
        f"[the first {limit} hours bring {pay} each] and [all others {more} each|all other hours bring {more} "
        f"each]? || How much does {a} get?",
    )


@family("rates.stock_lasts", topic=TOPIC, steps=3)
def stock_lasts(s: Scene) -> None:
    """Two uses a day from one stock: how much is left after several days?"""
    a = s.adult()
    x, y, unit = s.choose(
        ("showering", "cooking", "liters of water"), ("the horses", "the goats", "kilograms of hay"),
        ("the cats", "the dogs", "cans of food"),
        ("heating", "cooking", "kilograms of wood"), ("breakfast", "dinner", "eggs"),
        ("the hens", "the ducks", "cups of grain"),
    )  # fmt: skip
    one, two, days = s.given(f"{unit} for {x}", 3, 25), s.given(f"{unit} for {y}", 2, 20), s.given("days", 3, 14)
    need = (one.n + two.n) * days.n
    have = s.given(f"{unit} at first", need + 3, need + 120)
    both = s.step(f"{unit} per day", one + two, f"Each day {a} uses # {unit}")
    used = s.step(f"{unit} used", both * days, f"In that time {a} uses # {unit}")
    s.step(f"{unit} left", have - used, f"# {unit} are left")
    s.forms(
        f"[{a} has {have} {unit}.] [Every day {a.he} uses {one} for {x}|Every day {a} uses {one} {unit} for {x}] "
        f"and [{two} for {y}|every day {a} uses {two} {unit} for {y}]. "
        f"// How many {unit} are left after [{days} days|{days} days go by]? || How many {unit} are left?",
        f"[{a} uses {one} {unit} a day for {x}] and [{two} for {y}|{a} uses {two} {unit} a day for {y}]. "
        f"[At first there were {have} {unit}.] // How much is left after [{days} days|{days} days go by]? "
        f"|| How many {unit} are left?",
        f"// How many {unit} remain from [{have}|{a} has {have} {unit}] if {a} uses "
        f"[{one} for {x}|{a} uses {one} {unit} for {x} each day] and [{two} for {y}|{a} uses {two} {unit} for {y} "
        f"each day] on each of [{days} days|there are {days} days]? || How many {unit} remain?",
    )
