"""Durations, times of day, weeks and months."""

from __future__ import annotations

from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "time"

_ACTS = (
    ("practice the piano", "practices the piano", "practiced the piano"), ("read", "reads", "read"),
    ("jog", "jogs", "jogged"), ("study", "studies", "studied"),
    ("swim", "swims", "swam"), ("paint", "paints", "painted"), ("play chess", "plays chess", "played chess"),
    ("dance", "dances", "danced"),
    ("work in the garden", "works in the garden", "worked in the garden"),
    ("ride a bike", "rides a bike", "rode a bike"), ("draw", "draws", "drew"),
    ("practice the violin", "practices the violin", "practiced the violin"), ("exercise", "exercises", "exercised"),
)  # fmt: skip


@family("time.per_day", topic=TOPIC, steps=1, weight=1.2)
def per_day(s: Scene) -> None:
    """So many minutes or hours a day for so many days."""
    a = s.person()
    base, does, _ = s.choose(*_ACTS)
    unit = s.choose("minutes", "hours")
    per = s.given(f"{unit} per day", 10, 90, 5) if unit == "minutes" else s.given(f"{unit} per day", 2, 4)
    days = s.given("days", 3, 30)
    s.step(f"total {unit}", per * days, f"In all it is # {unit}")
    s.aside(about=a)
    s.forms(
        f"[{a} {does} {per} {unit} (a/every/each) day.] // How many {unit} is that in "
        f"[{days} days|{days} days go by]? || How many {unit} does {a} {base} in all?",
        f"[Every day {a} {does} for {per} {unit}.] [{a.he} does so for {days} days.|{a} does so for {days} days.] "
        f"// How many {unit} (does {a.he} spend on it altogether/is that in total)? "
        f"|| How many {unit} does {a} {base} in total?",
        f"// How many {unit} does {a} {base} in [{days} days|{days} days go by] if "
        f"[{a.he} does it for {per} {unit} a day|{a} does it for {per} {unit} a day]? "
        f"|| How many {unit} does {a} {base} in all?",
    )


@family("time.weekly_hours", topic=TOPIC, steps=2)
def weekly_hours(s: Scene) -> None:
    """Minutes per weekday turned into hours."""
    a = s.person()
    base, does, _ = s.choose(*_ACTS)
    days, hours = s.given("days per week", 3, 6), s.whole(2, 10)
    s.need(hours * 60 % days.n == 0, 10 <= hours * 60 // days.n <= 150)
    per = s.given("minutes per day", hours * 60 // days.n)
    total = s.step("minutes per week", per * days, "In a week it is # minutes")
    s.step("hours per week", total / 60, "That is # hours")
    s.forms(
        f"[{a} {does} for {per} minutes] on [{days} days of the week|{a} does this on {days} days of the week]. "
        f"// How many hours (is that/does {a.he} {base}) per week? || How many hours per week does {a} {base}?",
        f"[{days} days a week, {a} {does} for {per} minutes.] // How many hours a week is that? "
        f"|| How many hours a week does {a} {base}?",
        f"// How many hours a week does {a} {base} if [{a.he} does it {days} times a week|{a} does it {days} times "
        f"a week] for [{per} minutes each time|it takes {per} minutes each time]? "
        f"|| How many hours a week does {a} {base}?",
    )


@family("time.weeks", topic=TOPIC, steps=2, weight=1.2)
def weeks(s: Scene) -> None:
    """So many each day of the week, for several weeks."""
    a = s.person()
    what, does, base = s.choose(
        ("eggs", "eats", "eat"), ("pages", "writes", "write"), ("miles", "runs", "run"), ("laps", "swims", "swim"),
        ("cups of tea", "drinks", "drink"), ("letters", "delivers", "deliver"), ("push-ups", "does", "do"),
        ("loaves", "bakes", "bake"), ("pills", "takes", "take"),
    )  # fmt: skip
    high = {"pills": 4, "eggs": 4, "cups of tea": 6, "miles": 9}.get(what, 25)
    per, n = s.given(f"{what} per day", 2, high), s.given("weeks", 2, 9)
    week = s.step(f"{what} per week", per * 7, f"In a week it is # {what}")
    s.step(f"total {what}", week * n, f"In all it is # {what}")
    s.aside(about=a)
    s.forms(
        f"[{a} {does} {per} {what} (every/each) day.] // How many {what} does {a.he} {base} in "
        f"[{n} weeks|{n} weeks go by]? || How many {what} does {a} {base} in all?",
        f"[{a} {does} {per} {what} a day for {n} weeks.] // How many {what} is that (altogether/in total)? "
        f"|| How many {what} does {a} {base} in total?",
        f"// If [{a} {does} {per} {what} every day], how many {what} does {a.he} {base} in "
        f"[{n} weeks|there are {n} weeks]? || How many {what} does {a} {base} in all?",
    )


@family("time.end_minutes", topic=TOPIC, steps=2)
def end_minutes(s: Scene) -> None:
    """A start and a duration: how many minutes past the hour does it end?"""
    event = s.choose("lesson", "film", "match", "bus ride", "concert", "meeting", "swim", "show")
    hour, start, length = s.whole(1, 10), s.given("start minutes", 5, 30, 5), s.given("first part minutes", 5, 15, 5)
    more = s.given("second part minutes", 4, 13)
    total = s.step("minutes in all", length + more, f"The {event} takes # minutes")
    s.step("minutes past the hour", start + total, "It ends # minutes past the hour")
    s.need(start.n + length.n + more.n < 60)
    s.forms(
        f"[A {event} starts at {start} minutes past {hour}.] [Its first part takes {length} minutes|The first part "
        f"takes {length} minutes] and [the second {more} minutes|the second part takes {more} minutes]. "
        f"// How many minutes past {hour} does the {event} end? || How many minutes past the hour does the {event} "
        "end?",
        f"// How many minutes past {hour} is [a {event} over that starts {start} minutes past {hour}|a {event} "
        f"starts {start} minutes past {hour}] if [its first part takes {length} minutes|the first part takes "
        f"{length} minutes] and [its second {more} minutes|the second part takes {more} minutes]? "
        f"|| How many minutes past the hour is the {event} over?",
        f"[It is {start} minutes past {hour} when a {event} begins.|A {event} begins {start} minutes past {hour}.] "
        f"[After {length} minutes comes the second part,|The first part takes {length} minutes.] "
        f"[which takes {more} minutes.|The second part takes {more} minutes.] "
        f"// At how many minutes past {hour} is everything over? || How many minutes past the hour is the {event} "
        "over?",
    )


@family("time.elapsed_hours", topic=TOPIC, steps=1)
def elapsed_hours(s: Scene) -> None:
    """From one full hour to another on the same half of the day."""
    a = s.person()
    start = s.given("start hour", 1, 8)
    end = s.given("end hour", start.n + 2, 12)
    base, _, past = s.choose(*_ACTS)
    half = s.choose("in the morning", "in the afternoon") if end.n < 12 else "at night"
    s.step("hours", end - start, "That is # hours")
    s.forms(
        f"[{a} began to {base} at {start:d} o'clock] and [stopped at {end:d} o'clock|{a} stopped at {end:d} "
        f"o'clock] {half}. // For how many hours did {a.he} {base}?",
        f"[{a} {past} from {start:d} to {end:d} o'clock {half}.] // How many hours (was that/did it take)? "
        f"|| For how many hours did {a} {base}?",
        f"// How many hours pass if [{a} starts to {base} at {start:d} o'clock] and "
        f"[stops at {end:d} o'clock {half}|{a} stops at {end:d} o'clock {half}]? "
        f"|| For how many hours does {a} {base}?",
    )


@family("time.elapsed_minutes", topic=TOPIC, steps=3)
def elapsed_minutes(s: Scene) -> None:
    """From one clock time to another: how many minutes?"""
    event = s.choose("lesson", "film", "match", "train ride", "concert", "meeting", "flight", "show", "class", "game")
    h1, m1 = s.given("start hour", 1, 9), s.given("start minute", 5, 55, 5)
    h2, m2 = s.given("end hour", h1.n + 1, h1.n + 3), s.given("end minute", 5, 55, 5)
    half = s.choose("a.m.", "p.m.") if h2.n < 12 else "p.m."
    s.need(h2.n < 12)
    begin = s.step("start in minutes", h1 * 60 + m1, "The start is # minutes into the half day")
    end = s.step("end in minutes", h2 * 60 + m2, "The end is # minutes into the half day")
    s.step("minutes", end - begin, f"The {event} lasts # minutes")
    s.forms(
        f"[A {event} starts at {h1:d}:{m1:02} {half}] and [ends at {h2:d}:{m2:02} {half}|the {event} ends at "
        f"{h2:d}:{m2:02} {half}]. // How many minutes does (it/the {event}) last? "
        f"|| How many minutes does the {event} last?",
        f"[The {event} began at {h1:d}:{m1:02} {half}] and [was over at {h2:d}:{m2:02} {half}|the {event} was over "
        f"at {h2:d}:{m2:02} {half}]. // How long was the {event} in minutes?",
        f"// How many minutes pass between [{h1:d}:{m1:02} {half}|a {event} starts at {h1:d}:{m1:02} {half}] and "
        f"[{h2:d}:{m2:02} {half}|the {event} ends at {h2:d}:{m2:02} {half}], the beginning and the end of a "
        f"{event}? || How many minutes does the {event} last?",
    )


@family("time.add_parts", topic=TOPIC, steps=2)
def add_parts(s: Scene) -> None:
    """Hours and minutes of two parts: minutes in all."""
    a = s.person()
    x, y = s.choose(
        ("homework", "chores"), ("cooking", "baking"), ("reading", "writing"), ("running", "stretching"),
        ("painting", "drawing"), ("driving", "walking"),
    )  # fmt: skip
    h, m = s.given(f"hours of {x}", 1, 4), s.given(f"minutes of {y}", 10, 55, 5)
    one = s.step(f"minutes of {x}", h * 60, f"{x} takes # minutes".capitalize())
    s.step("total minutes", one + m, "In all it is # minutes")
    s.aside(about=a)
    s.forms(
        f"[{a} spent {h('hour')} on {x}|{a} spent {h('hour')} on {x}] and [{m} minutes on {y}|{a} spent {m} minutes "
        f"on {y}]. // How many minutes (was that/did {a.he} spend) (altogether/in all)? "
        f"|| How many minutes did {a} spend in all?",
        f"[Yesterday {a} did {h('hour')} of {x}.] [{a.he} also did {m} minutes of {y}.] "
        f"// How many minutes did both take? || How many minutes did {x} and {y} take {a} in all?",
        f"// How many minutes does {a} need in all for [{h('hour')} of {x}|{a} needs {h('hour')} for {x}] and "
        f"[{m} minutes of {y}|{a} needs {m} minutes for {y}]? || How many minutes does {a} need in all?",
    )


@family("time.three_parts", topic=TOPIC, steps=2)
def three_parts(s: Scene) -> None:
    """Total time and two parts: how long was the third?"""
    a = s.person()
    x, y, z = s.choose(
        ("maths", "spelling", "science"), ("washing", "drying", "ironing"), ("warming up", "running", "stretching"),
        ("the bus", "the train", "walking"), ("mixing", "baking", "decorating"),
    )  # fmt: skip
    one, two = s.given(f"minutes for {x}", 5, 40), s.given(f"minutes for {y}", 5, 40)
    total = s.given("total minutes", one.n + two.n + 5, one.n + two.n + 60)
    both = s.step(f"minutes for {x} and {y}", one + two, "The two known parts take # minutes")
    s.step(f"minutes for {z}", total - both, f"For {z} there were # minutes")
    s.forms(
        f"[{a} needed {total} minutes for {x}, {y} and {z}.] [{x} took {one} minutes|{x} took {one} minutes] and "
        f"[{y} took {two} (minutes/)|{y} took {two} minutes]. // How many minutes did {z} take (/{a.him})? "
        f"|| How many minutes did {z} take?",
        f"[In all {a} spent {total} minutes:|{a} spent {total} minutes in all.] [{one} minutes on {x},] "
        f"[{two} minutes on {y}] and the rest on {z}. // How many minutes did {a.he} spend on {z}?",
        f"{a} divides the time among {x}, {y} and {z}. [The first takes {one} minutes,|{x} takes {one} minutes.] "
        f"[the second {two},|{y} takes {two} minutes.] [and everything together takes {total} minutes.|Everything "
        f"together takes {total} minutes.] // How many minutes does {z} take?",
    )


@family("time.late", topic=TOPIC, steps=2)
def late(s: Scene) -> None:
    """Time there is, time two things take: how much is left?"""
    a = s.child()
    x, y = s.choose(
        ("getting dressed", "eating breakfast"), ("packing", "walking to school"), ("showering", "making lunch"),
        ("feeding the cat", "taking the bus"),
    )  # fmt: skip
    one, two = s.given(f"minutes for {x}", 4, 25), s.given(f"minutes for {y}", 5, 30)
    have = s.given("minutes until school", one.n + two.n + 2, one.n + two.n + 40)
    need = s.step("minutes needed", one + two, f"{a} needs # minutes")
    s.step("minutes left", have - need, f"{a} has # minutes left")
    s.forms(
        f"[School starts in {have} minutes.] [{a} needs {one} minutes for {x}] and "
        f"[{two} for {y}|{a} needs {two} minutes for {y}]. // How many minutes does {a.he} have left after that? "
        f"|| How many minutes does {a} have left?",
        f"[{a} takes {one} minutes for {x}] and [{two} minutes for {y}|{a} takes {two} minutes for {y}]. "
        f"// How many minutes are left if [{a.he} has {have} minutes until school starts|{a} has {have} minutes "
        "until school starts]?",
        f"// How much time is left to {a} if [there are {have} minutes until school starts,|there are {have} "
        f"minutes until school starts] [{x} takes {one} minutes|{x} takes {one} minutes] and "
        f"[{y} {two}|{y} takes {two} minutes]? || How many minutes does {a} have left?",
    )


@family("time.laps", topic=TOPIC, steps=2)
def laps(s: Scene) -> None:
    """So many minutes per lap, with a break: how long in all?"""
    a = s.role("athlete")
    n, per, pause = s.given("laps", 3, 15), s.given("minutes per lap", 2, 9), s.given("minutes of break", 3, 20)
    run = s.step("minutes for laps", n * per, "The laps take # minutes")
    s.step("total minutes", run + pause, "With the break it is # minutes")
    s.forms(
        f"[{a} does {n} laps] at [{per} minutes each|each lap takes {per} minutes] and "
        f"[rests {pause} minutes in between|{a} rests {pause} minutes]. "
        f"// How many minutes does (it/this) take (in all/altogether)? || How many minutes does it take {a} in all?",
        f"[Each lap takes {a} {per} minutes.] [{a.he} does {n} laps and takes one break of {pause} minutes.|{a} "
        f"does {n} laps and takes one break of {pause} minutes.] // How many minutes is {a.he} busy? "
        f"|| How many minutes does it take {a} in all?",
        f"// How long is {a} busy, in minutes, with [{n} laps|{a} does {n} laps] of "
        f"[{per} minutes each|each lap takes {per} minutes] and [a break of {pause} minutes|{a} takes a break of "
        f"{pause} minutes]? || How many minutes does it take {a} in all?",
    )


@family("time.faster", topic=TOPIC, steps=2)
def faster(s: Scene) -> None:
    """Two people need different times for the same work: the difference over several pieces."""
    a, b = s.child(), s.child()
    piece = s.choose("puzzle", "drawing", "page", "bracelet", "lap", "sandwich", "model", "row")
    slow = s.given(f"{b} minutes per {piece}", 5, 25)
    fast = s.given(f"{a} minutes per {piece}", 2, slow.n - 1)
    n = s.given(f"{piece}s".replace("sandwichs", "sandwiches"), 2, 12)
    each = s.step(f"minutes saved per {piece}", slow - fast, f"For each {piece} {a} needs # minutes less")
    s.step("minutes saved", each * n, "In all the difference is # minutes")
    many = f"{piece}es" if piece == "sandwich" else f"{piece}s"
    s.forms(
        f"[{a} needs {fast} minutes for a {piece}.] [{b} needs {slow} (minutes/).|{b} needs {slow} minutes for a "
        f"{piece}.] // How many minutes sooner does {a} finish [={n} {many}|both do {n} {many}]?",
        f"[{b} takes {slow} minutes per {piece}] and [{a} takes {fast}|{a} takes {fast} minutes per {piece}]. "
        f"// How much time does {a} save compared with {b} on [={n} {many}|both do {n} {many}]? "
        f"|| How many minutes does {a} save on {n} {many}?",
        f"{a} and {b} have to finish [{n} {many}|both have to finish {n} {many}]. "
        f"[For one, {a} needs {fast} minutes|{a} needs {fast} minutes for a {piece}] and "
        f"[{b} {slow}|{b} needs {slow} minutes for a {piece}]. // How many minutes earlier is {a} done?",
    )


@family("time.calendar_weeks", topic=TOPIC, steps=1)
def calendar_weeks(s: Scene) -> None:
    """Weeks and days, hours and days, months and years."""
    big, small, size, reasons = s.choose(
        ("weeks", "days", 7, ("trip", "course", "visit", "holiday")),
        ("days", "hours", 24, ("journey", "voyage", "hike")),
        ("years", "months", 12, ("training", "project", "stay abroad")),
        ("hours", "minutes", 60, ("shift", "flight", "exam", "train ride")),
        ("minutes", "seconds", 60, ("song", "talk", "swim", "dance")),
    )
    a, what, most = s.person(), s.choose(*reasons), {"weeks": 12, "days": 10, "years": 6, "hours": 5, "minutes": 9}[big]
    if s.chance(0.6):
        n = s.given(big, 2, most)
        s.step(small, n * size, f"That is # {small}")
        s.forms(
            f"[{a}'s {what} lasts {n} {big}.] // How many {small} is that? || How many {small} does {a}'s {what} last?",
            f"// How many {small} does {a}'s {what} last if [it takes {n} {big}|the {what} takes {n} {big}]?",
            f"[The {what} {a} is on takes {n} {big}.] // What is its length in {small}? "
            f"|| How many {small} does {a}'s {what} last?",
        )
        return
    m = s.given(small, size * s.whole(2, most))
    s.step(big, m / size, f"That is # {big}")
    s.forms(
        f"[{a}'s {what} lasts {m} {small}.] // How many {big} is that? || How many {big} does {a}'s {what} last?",
        f"// How many {big} does {a}'s {what} last if [it takes {m} {small}|the {what} takes {m} {small}]?",
        f"[The {what} of {a} takes {m} {small} in all.] // What is this in {big}? "
        f"|| How many {big} does {a}'s {what} last?",
    )


@family("time.countdown", topic=TOPIC, steps=2)
def countdown(s: Scene) -> None:
    """Weeks and days until an event, with some days gone."""
    a = s.child()
    w = s.given("weeks", 2, 9)
    gone = s.given("days gone", 3, w.n * 7 - 2)
    total = s.step("days in all", w * 7, "That is # days")
    s.step("days left", total - gone, "# days are left")
    event = s.choose("birthday", "holiday", "school play", "trip", "competition")
    s.forms(
        f"[{a}'s {event} was {w} weeks away.] [{gone} days have passed since then.|Since then {gone} days have "
        f"passed.] // How many days are left (until the {event}/)? || How many days are left until {a}'s {event}?",
        f"[{a} has {w} weeks to get ready for a {event}.] [{gone} days are over already.] "
        f"// How many days does {a.he} still have?",
        f"// How many days are left to {a} if [a {event} was {w} weeks away|a {event} was {w} weeks away] and "
        f"[{gone} days have gone by]? || How many days are left to {a}?",
    )


@family("time.shifts", topic=TOPIC, steps=3)
def shifts(s: Scene) -> None:
    """Hours on weekdays and on the weekend, for several weeks."""
    a = s.adult()
    week, end, n = s.given("hours per weekday", 4, 9), s.given("hours per weekend day", 2, 6), s.given("weeks", 2, 8)
    one = s.step("hours on weekdays", week * 5, "On weekdays it is # hours a week")
    two = s.step("hours on weekends", end * 2, "On the weekend it is # hours")
    s.step("total hours", (one + two) * n, "In all it is # hours")
    s.forms(
        f"[{a} works {week} hours a day from Monday to Friday] and [{end} hours a day on Saturday and Sunday|{a} "
        f"works {end} hours a day on Saturday and Sunday]. // How many hours does {a.he} work in "
        f"[{n} weeks|{n} weeks go by]? || How many hours does {a} work in all?",
        f"[From Monday to Friday {a} trains {week} hours every day,] [on each of the two weekend days {end} "
        f"hours.|on each of the two weekend days {a} trains {end} hours.] "
        f"// How many hours of training is that in [{n} weeks|{n} weeks go by]? "
        f"|| How many hours does {a} train in all?",
        f"{a} keeps a diary of {a.own} work: [{week} hours on each day from Monday to Friday,|{a} works {week} "
        f"hours on each day from Monday to Friday] [{end} hours on Saturday and on Sunday|{a} works {end} hours on "
        f"Saturday and on Sunday], and [that for {n} weeks|{a} does this for {n} weeks]. "
        f"// How many hours are in the diary? || How many hours does {a} work in all?",
    )
