"""Stories of several steps about school, sport, reading, collections and friends."""

from __future__ import annotations

from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "stories: school and friends"


@family("school.classes", topic=TOPIC, steps=4, weight=1.2)
def classes(s: Scene) -> None:
    """Classes, students, a fraction of girls, some absent: how many are there?"""
    n, per, f = (
        s.given("classes", 2, 9),
        s.given("students per class", 15, 32),
        s.share("1/2", "1/3", "1/4", "2/3", "3/4", "2/5", "3/5"),
    )
    s.need(n.n * per.n % f.value.denominator == 0)
    total = s.step("total students", n * per, "There are # students")
    girls = s.step("girls", f.part(total), "There are # girls")
    boys = s.step("boys", total - girls, "There are # boys")
    away = s.given("boys absent", 2, 12)
    s.step("boys present", boys - away, "# boys are present")
    s.forms(
        f"[A school has {n} classes with {per} students in each.] [{f} of the students are girls.] "
        f"[Today {away} boys are absent.] // How many boys are at school today?",
        f"[There are {n} classes of {per} students each in a school.] [{f} of all students are girls] and the "
        f"others are boys. // How many boys are present if [{away} of the boys are ill|{away} boys are ill]?",
        f"// How many boys come to school if [there are {n} classes with {per} students,|there are {n} classes with "
        f"{per} students] [{f} of them are girls|{f} of the students are girls] and [{away} boys stay at home]? "
        "|| How many boys come to school?",
    )


@family("school.test_points", topic=TOPIC, steps=4)
def test_points(s: Scene) -> None:
    """Points for right answers, fewer for wrong ones."""
    a = s.child()
    event, item = s.choose(("quiz", "questions"), ("test", "questions"), ("contest", "problems"), ("game", "rounds"))
    plus, minus = s.given("points per right one", 3, 10), s.given("points off per wrong one", 2, 4)
    right = s.given(f"right {item}", 8, 30)
    total = s.given(f"{item} in all", right.n + 2, right.n + 12)
    wrong = s.step(f"wrong {item}", total - right, f"{a} has # {item} wrong")
    good = s.step("points won", right * plus, f"{a} wins # points")
    bad = s.step("points lost", wrong * minus, f"{a} loses # points")
    s.step("score", good - bad, "The score is # points")
    s.forms(
        f"[In a {event} there are {total} {item}.] [Each right one gives {plus} points|Each right one gives {plus} "
        f"points] and [each wrong one costs {minus}|each wrong one costs {minus} points]. "
        f"[{a} had {right} right] and all the others wrong. // What was {a.his} score?",
        f"[{a} got {right} of {total} {item} right in a {event}] and the rest wrong. "
        f"[A right one counts {plus} points,|A right one counts {plus} points.] "
        f"[for a wrong one {minus} points are taken off.] // How many points did {a.he} get?",
        f"// How many points does {a} have after [{total} {item}|there are {total} {item}] of a {event} with "
        f"[{right} right|{a} has {right} right] and the others wrong if [a right one brings {plus}|a right one "
        f"brings {plus} points] and [a wrong one costs {minus}|a wrong one costs {minus} points]? "
        f"|| How many points does {a} have?",
    )


@family("school.season", topic=TOPIC, steps=4, weight=1.2)
def season(s: Scene) -> None:
    """Points from different kinds of shots, for two players."""
    a, b = s.child(), s.child()
    twos, threes, k = (
        s.given("two-point shots", 3, 12),
        s.given("three-point shots", 2, 8),
        s.factor("times as many", 2, 3),
    )
    one = s.step("points from two-point shots", twos * 2, "The two-point shots give # points")
    two = s.step("points from three-point shots", threes * 3, "The three-point shots give # points")
    first = s.step(f"{a} points", one + two, f"{a} scored # points")
    s.step(f"{b} points", first * k, f"{b} scored # points")
    s.forms(
        f"[In a basketball game {a} made {twos:d} two-point shots and {threes:d} three-point shots.] "
        f"[{b} scored {k} as many points as {a}.] // How many points did {b} score?",
        f"[{b} scored {k} as many points as {a}.] [{a} made {twos} shots worth two points each and {threes} shots "
        f"worth three points each.] // What was {b}'s score?",
        f"{a} and {b} play basketball. [{a} hits {twos:d} times for two points and {threes:d} times for three "
        f"points.] [{b}'s points are {k} as many as {a}'s.|{b} has {k} as many points as {a}.] "
        f"// How many points does {b} have?",
    )


@family("school.reading_week", topic=TOPIC, steps=5)
def reading_week(s: Scene) -> None:
    """Pages on weekdays and at the weekend: what is left of the book after a week?"""
    a = s.person()
    week, end = s.given("pages per weekday", 5, 25), s.given("pages per weekend day", 10, 50)
    one = s.step("pages on weekdays", week * 5, "On weekdays it is # pages")
    two = s.step("pages on weekend", end * 2, "On the weekend it is # pages")
    per = s.step("pages per week", one + two, "In a week it is # pages")
    n = s.given("weeks", 2, 5)
    read = s.step("pages read", per * n, f"In {n} weeks it is # pages")
    total = s.given("pages in book", int(read.value) + 10, int(read.value) + 250)
    s.step("pages left", total - read, "# pages are left")
    s.forms(
        f"[{a} reads {week} pages on each weekday] and [{end} pages on each day of the weekend|{a} reads {end} "
        f"pages on each day of the weekend]. // How many of the [{total} pages of a book|a book has {total} pages] "
        f"are left after [{n} weeks|{n} weeks go by]? || How many pages of the book are left?",
        f"[A series of stories has {total} pages.] [From Monday to Friday {a} reads {week} pages a day|From Monday "
        f"to Friday {a} reads {week} pages a day] and [on Saturday and Sunday {end} pages a day|on Saturday and "
        f"Sunday {a} reads {end} pages a day]. [{a.he} does this for {n} weeks.] // How many pages are still unread?",
        f"// How many pages of [a {total}-page book|a book has {total} pages] are left after "
        f"[{n} weeks|there are {n} weeks] if {a} reads [{week} pages on each of five weekdays|{a} reads {week} "
        f"pages on each of five weekdays] and [{end} on each of two weekend days|{a} reads {end} pages on each of "
        "two weekend days]? || How many pages of the book are left?",
    )


@family("school.collection_given", topic=TOPIC, steps=5)
def collection_given(s: Scene) -> None:
    """A collection given away in parts: a fraction, a number, then shared."""
    a, b, c = s.people(3)
    t, f = s.thing("collectable", "craft", "toy"), s.share("1/2", "1/3", "1/4", "1/5")
    boxes, per = s.given("boxes", 2, 9), s.given(f"{t} per box", 6, 24)
    s.need(boxes.n * per.n % f.value.denominator == 0)
    total = s.step(f"total {t}", boxes * per, f"{a} had # {t}")
    one = s.step(f"{t} for {b}", f.part(total), f"{b} got # {t}")
    left = s.step(f"{t} after {b}", total - one, f"Then {a} had # {t}")
    two, k = s.given(f"{t} for {c}", 2, 15), s.given("cousins", 2, 6)
    rest = s.step(f"{t} after {c}", left - two, f"After that {a} had # {t}")
    s.step(f"{t} per cousin", rest // k, f"Each cousin got # {t}")
    s.forms(
        f"[{a} had {boxes} boxes with {per(t)} each.] [{a.he} gave {f} of them to {b}|{a} gave {f} of the {t} to "
        f"{b}] and [{two} to {c}|{a} gave {two(t)} to {c}]. [The rest {a.he} divided equally among {k} cousins.|{a} "
        f"divided the rest equally among {k} cousins.] // How many {t} did each cousin get?",
        f"[{a}'s {t} were in {boxes} boxes, {per} in each.] [{b} got {f} of all the {t},|{b} got {f} of all the "
        f"{t}.] [{c} got {two}|{c} got {two(t)}] and [{k} cousins shared the others equally]. "
        f"// How many {t} were there for each cousin?",
        f"// How many {t} does each of [{k} cousins|there are {k} cousins] get if {a} has "
        f"[{boxes} boxes of {per}|{a} has {boxes} boxes of {per(t)}] and first gives "
        f"[{f} of all to {b}|{a} gives {f} of all the {t} to {b}] and [{two} to {c}|{a} gives {two(t)} to {c}]? "
        f"|| How many {t} does each cousin get?",
    )


@family("school.siblings", topic=TOPIC, steps=4, weight=1.2)
def siblings(s: Scene) -> None:
    """Four people in a chain of more, fewer and times: how many in all?"""
    a, b, c, d = s.people(4)
    t = s.thing("collectable", "craft", "sweet", "stationery")
    base, k, x, y = (
        s.given(f"{a} {t}", 4, 25),
        s.factor("times as many", 2, 3),
        s.given(f"{c} difference", 2, 8),
        s.given(f"{d} difference", 2, 9),
    )
    two = s.step(f"{b} {t}", base * k, f"{b} has # {t}")
    three = s.step(f"{c} {t}", two - x, f"{c} has # {t}")
    four = s.step(f"{d} {t}", three + y, f"{d} has # {t}")
    s.step(f"total {t}", base + two + three + four, f"Together they have # {t}")
    s.forms(
        f"[{a} has {base(t)}.] [{b} has {k} as many as {a}.|{b} has {k} as many {t} as {a}.] "
        f"[{c} has {x} fewer than {b}|{c} has {x} fewer {t} than {b}] and [{d} has {y} more than {c}|{d} has {y} "
        f"more {t} than {c}]. // How many {t} do the four have together? "
        f"|| How many {t} do {a}, {b}, {c} and {d} have together?",
        f"Four children count their {t}. [{d} has {y} more than {c},|{d} has {y} more {t} than {c}.] "
        f"[{c} has {x} fewer than {b}|{c} has {x} fewer {t} than {b}] and [{b} has {k} as many as {a}|{b} has {k} "
        f"as many {t} as {a}]. // How many {t} are there in all if [{a} has {base}|{a} has {base(t)}]? "
        f"|| How many {t} do {a}, {b}, {c} and {d} have in all?",
        f"// What is the total of {a}, {b}, {c} and {d} if [{a} owns {base(t)},|{a} owns {base(t)}] "
        f"[{b} {k} as many|{b} owns {k} as many {t} as {a}], [{c} {x} fewer than {b}|{c} owns {x} fewer {t} than "
        f"{b}] and [{d} {y} more than {c}|{d} owns {y} more {t} than {c}]? "
        f"|| How many {t} do {a}, {b}, {c} and {d} own in all?",
    )


@family("school.training_plan", topic=TOPIC, steps=4)
def training_plan(s: Scene) -> None:
    """Distance grows from week to week: the total of three weeks."""
    a = s.person()
    act, past, unit = s.choose(
        ("run", "runs", "miles"), ("cycle", "cycles", "kilometers"), ("swim", "swims", "laps"),
        ("walk", "walks", "miles"), ("row", "rows", "kilometers"),
    )  # fmt: skip
    per, days, more = (
        s.given(f"{unit} per day", 2, 9),
        s.given("days per week", 3, 6),
        s.given(f"more {unit} each week", 2, 9),
    )
    one = s.step("first week", per * days, f"In the first week it is # {unit}")
    two = s.step("second week", one + more, f"In the second week it is # {unit}")
    three = s.step("third week", two + more, f"In the third week it is # {unit}")
    s.step(f"total {unit}", one + two + three, f"In three weeks it is # {unit}")
    s.forms(
        f"[In the first week {a} {past} {per} {unit} on each of {days} days.] [In each of the next two weeks {a.he} "
        f"{past} {more} {unit} more than in the week before.|In each of the next two weeks {a} {past} {more} {unit} "
        f"more than in the week before.] // How many {unit} does {a.he} {act} in the three weeks?",
        f"[{a} {past} {days} times a week, {per} {unit} each time, in the first week.] "
        f"[Every week {a.he} adds {more} {unit} to the week's total.] // How many {unit} is that in three weeks? "
        f"|| How many {unit} does {a} {act} in three weeks?",
        f"// How many {unit} does {a} {act} in three weeks if [it is {per} {unit} on {days} days in the first "
        f"week|{a} does {per} {unit} on each of {days} days in the first week] and "
        f"[each week has {more} {unit} more than the one before]? || How many {unit} does {a} {act} in three weeks?",
    )


@family("school.steps_goal", topic=TOPIC, steps=3)
def steps_goal(s: Scene) -> None:
    """Steps in parts of a day against a goal."""
    a = s.person()
    goal = s.given("goal", 6000, 14000, 500)
    one, k = s.given("steps in the morning", 800, 3000, 100), s.factor("times as many", 2, 3)
    two = s.step("steps in the afternoon", one * k, "In the afternoon it is # steps")
    total = s.step("steps so far", one + two, "So far it is # steps")
    s.step("steps left", goal - total, "# steps are missing")
    s.forms(
        f"[{a} wants to walk {goal} steps a day.] [In the morning {a.he} walked {one}|In the morning {a} walked "
        f"{one} steps] and [in the afternoon {k} as many|in the afternoon {a} walked {k} as many steps]. "
        f"// How many steps does {a.he} still need?",
        f"[{a}'s goal is {goal} steps.] [By noon it was {one} steps,|By noon {a} had walked {one} steps.] "
        f"[after that {k} as many.|after noon {a} walked {k} as many steps.] // How many steps are missing?",
        f"// How many steps are missing to {a}'s goal of [{goal}|the goal is {goal} steps] after "
        f"[{one} steps in the morning|there were {one} steps in the morning] and "
        f"[{k} as many in the afternoon|there were {k} as many steps in the afternoon]? "
        f"|| How many steps are missing to {a}'s goal?",
    )


@family("school.views", topic=TOPIC, steps=3)
def views(s: Scene) -> None:
    """Something grows by a factor and by a number a day."""
    a = s.person()
    what, noun = s.choose(
        ("video", "views"), ("blog", "readers"), ("channel", "followers"), ("picture", "likes"), ("song", "downloads"),
    )  # fmt: skip
    first, k, per, days = (
        s.given(f"{noun} at first", 100, 2000, 50),
        s.factor("times as many", 2, 5),
        s.given(f"{noun} per day", 20, 500, 10),
        s.given("days", 3, 14),
    )
    two = s.step(f"{noun} after a week", first * k, f"After a week there were # {noun}")
    new = s.step(f"new {noun}", per * days, f"Then # {noun} came")
    s.step(f"total {noun}", two + new, f"In all there were # {noun}")
    s.forms(
        f"[{a}'s {what} had {first} {noun} on the first day.] [A week later it was {k} as many.|A week later there "
        f"were {k} as many {noun}.] [After that there were {per} more every day for {days} days.|After that there "
        f"were {per} more {noun} every day for {days} days.] // How many {noun} did it have then? "
        f"|| How many {noun} did {a}'s {what} have in the end?",
        f"[On Monday the {what} of {a} had {first} {noun}.] [By the next Monday the number was {k} as large,|By the "
        f"next Monday the number was {k} as large.] [and then {per} {noun} were added on each of {days} days.] "
        f"// What was the number of {noun} in the end?",
        f"// How many {noun} does {a}'s {what} have if [it starts with {first},|the {what} starts with {first} "
        f"{noun}] [the number becomes {k} as large|the number becomes {k} as large] and "
        f"[{per} a day are added for {days} days|{per} {noun} a day are added for {days} days]?",
    )


@family("school.supplies", topic=TOPIC, steps=4)
def supplies(s: Scene) -> None:
    """Supplies for classes, packs bought, the cost."""
    a = s.adult()
    t = s.thing("stationery")
    n, per, each = s.given("classes", 2, 6), s.given("students per class", 12, 30), s.given(f"{t} per student", 2, 4)
    pack, price = s.given(f"{t} per pack", 6, 48, 2), s.money("price per pack", 2, 12)
    students = s.step("students", n * per, "There are # students")
    need = s.step(f"{t} needed", students * each, f"They need # {t}")
    s.need(need.value % pack.n == 0, need.value // pack.n > 1)
    packs = s.step("packs", need // pack, "That is # packs")
    s.step("total cost", packs * price, f"They cost # {s.style.currency}")
    s.forms(
        f"[{a} teaches {n} classes of {per} students.] [Every student needs {each(t)}.] "
        f"[A pack of {pack} costs {price}.|A pack of {pack(t)} costs {price}.] "
        f"// How much do the {t} cost (in all/)? || How much do the {t} cost in all?",
        f"[{t} are sold in packs of {pack} for {price}.] // How much must {a} spend so that each student in "
        f"[{n} classes of {per}|there are {n} classes of {per} students] gets [{each} of them|each student gets "
        f"{each(t)}]? || How much must {a} spend on the {t}?",
        f"// What do the {t} for {a}'s students cost if [there are {n} classes with {per} students,|there are {n} "
        f"classes with {per} students] [everyone gets {each}|everyone gets {each(t)}] and "
        f"[a pack of {pack} is {price}|a pack of {pack(t)} costs {price}]?",
    )


@family("school.votes", topic=TOPIC, steps=3)
def votes(s: Scene) -> None:
    """Three candidates: who got how many?"""
    a, b, c = s.people(3)
    total, f = s.given("votes", 30, 300, 30), s.share("1/2", "1/3", "1/5", "2/5", "3/10")
    s.need(total.n % f.value.denominator == 0)
    one = s.step(f"{a} votes", f.part(total), f"{a} got # votes")
    two = s.given(f"{b} votes", 3, total.n - int(one.value) - 2)
    both = s.step(f"{a} and {b} votes", one + two, f"{a} and {b} got # votes together")
    s.step(f"{c} votes", total - both, f"{c} got # votes")
    s.forms(
        f"[{total} students voted for {a}, {b} or {c}.|{total} students voted.] "
        f"[{a} got {f} of the votes|{a} got {f} of the votes] and [{b} got {two}|{b} got {two} votes]. "
        f"// How many votes did {c} get?",
        f"[In an election {total} votes were cast.] [{f} of them went to {a},|{f} of the votes went to {a}.] "
        f"[{two} to {b}|{two} votes went to {b}] and the rest to {c}. // How many votes were for {c}?",
        f"// How many of [{total} votes|there are {total} votes] are for {c} if "
        f"[{a} gets {f} of them|{a} gets {f} of the votes], [{b} gets {two}|{b} gets {two} votes] and the others "
        f"are {c}'s? || How many votes are for {c}?",
    )


@family("school.seats_bus", topic=TOPIC, steps=4)
def seats_bus(s: Scene) -> None:
    """Students and adults in buses of so many seats: how many seats stay empty?"""
    buses, seats = s.given("buses", 2, 9), s.given("seats per bus", 20, 55)
    groups, per = s.given("groups", 2, 9), s.given("students per group", 10, 40)
    adults = s.given("adults", 4, 20)
    total = s.step("total seats", buses * seats, "There are # seats")
    students = s.step("students", groups * per, "There are # students")
    people = s.step("people", students + adults, "# people go on the trip")
    s.step("empty seats", total - people, "# seats stay empty")
    s.forms(
        f"[For a trip there are {buses} buses with {seats} seats each.] [{groups} groups of {per} students and "
        f"{adults} adults take part.] // How many seats stay empty?",
        f"[{groups} groups of {per} students go on a trip with {adults} adults.] "
        f"// How many seats will be empty in [{buses} buses|there are {buses} buses] that "
        f"[have {seats} seats each|each bus has {seats} seats]? || How many seats will be empty?",
        f"[{groups} groups with {per} students each and {adults} adults want to go on a trip.] "
        f"[There are {buses} buses.] [Each of them has {seats} seats.|Each bus has {seats} seats.] "
        "// How many seats are not needed?",
    )


@family("school.homework_time", topic=TOPIC, steps=4)
def homework_time(s: Scene) -> None:
    """Problems of different subjects at different minutes each, with a break: hours."""
    a = s.child()
    x, y = s.choose(
        ("math problems", "spelling sentences"), ("science questions", "history questions"),
        ("math problems", "grammar exercises"),
    )  # fmt: skip
    n, m, p, q = (
        s.given(x, 4, 20),
        s.given(y, 4, 20),
        s.given(f"minutes per {x[:-1]}", 2, 8),
        s.given(f"minutes per {y[:-1]}", 2, 6),
    )
    pause = s.given("minutes of break", 5, 30, 5)
    one = s.step(f"minutes for {x}", n * p, f"The {x} take # minutes")
    two = s.step(f"minutes for {y}", m * q, f"The {y} take # minutes")
    work = s.step("minutes of work", one + two, "That is # minutes of work")
    s.step("total minutes", work + pause, "With the break it is # minutes")
    s.forms(
        f"[{a} has to do {n} {x} and {m} {y}.] [A {x[:-1]} takes {a.him} {p} minutes,|A {x[:-1]} takes {p} "
        f"minutes.] [a {y[:-1]} {q} minutes.|a {y[:-1]} takes {q} minutes.] [{a.he} takes a break of {pause} "
        f"minutes.] // How many minutes does {a.he} need for everything, with the break?",
        f"[For each of {n} {x} {a} needs {p} minutes] and [for each of {m} {y} {q}|for each of {m} {y} {a} needs "
        f"{q} minutes]. [In between {a.he} rests for {pause} minutes.|{a} rests for {pause} minutes.] "
        f"// How long does {a.he} take altogether, in minutes?",
        f"// How many minutes does {a} need for [{n} {x} of {p} minutes each,|{a} needs {p} minutes for each of {n} "
        f"{x}] [{m} {y} of {q} minutes each|{a} needs {q} minutes for each of {m} {y}] and "
        f"[a break of {pause} minutes|the break takes {pause} minutes]? || How many minutes does {a} need in all?",
    )


@family("school.choir_rows", topic=TOPIC, steps=3)
def choir_rows(s: Scene) -> None:
    """Two kinds of rows of seats, some taken by guests."""
    place = s.choose("school hall", "theater", "church", "gym", "concert hall")
    n, p, m, q = (
        s.given("front rows", 3, 12),
        s.given("seats per front row", 8, 20),
        s.given("back rows", 3, 15),
        s.given("seats per back row", 6, 25),
    )
    one = s.step("front seats", n * p, "In the front there are # seats")
    two = s.step("back seats", m * q, "In the back there are # seats")
    s.step("total seats", one + two, "In all there are # seats")
    s.forms(
        f"[A {place} has {n} front rows with {p} seats each] and [{m} back rows with {q} seats each|there are {m} "
        f"back rows with {q} seats each]. // How many seats are there (in all/altogether)?",
        f"[In a {place} each of the {n} front rows has {p} seats] and [each of the {m} rows behind them has "
        f"{q}|each of the {m} back rows has {q} seats]. // How many people can sit in the {place}?",
        f"// For how many people are there seats in a {place} if [the {n} front rows have {p} each|the {n} front "
        f"rows have {p} seats each] and [the {m} back rows {q} each|the {m} back rows have {q} seats each]? "
        f"|| For how many people are there seats in the {place}?",
    )


@family("school.stickers_rewards", topic=TOPIC, steps=4)
def stickers_rewards(s: Scene) -> None:
    """Rewards earned on several days, then exchanged for prizes."""
    a = s.child()
    token, prize = s.choose(
        ("stickers", "pencil"), ("stars", "book"), ("points", "toy"), ("tokens", "ball"), ("stamps", "badge"),
    )  # fmt: skip
    per, days, bonus = s.given(f"{token} per day", 3, 12), s.given("days", 4, 20), s.given(f"bonus {token}", 2, 20)
    one = s.step(f"{token} from days", per * days, f"In that time it is # {token}")
    have = s.step(f"total {token}", one + bonus, f"With the bonus it is # {token}")
    cost, n = s.given(f"{token} per {prize}", 4, 25), s.given(f"{prize}s", 2, 6)
    spent = s.step(f"{token} spent", cost * n, f"The prizes cost # {token}")
    s.step(f"{token} left", have - spent, f"{a} has # {token} left")
    s.forms(
        f"[{a} earns {per} {token} a day for {days} days] and [gets {bonus} extra ones|{a} gets {bonus} extra "
        f"{token}]. [Then {a.he} exchanges some of them for {n} {prize}s|{a} gets {n} {prize}s] at "
        f"[{cost} {token} each|each {prize} costs {cost} {token}]. // How many {token} does {a.he} have left?",
        f"[A {prize} costs {cost} {token}.] [For {days} days {a} gets {per} {token} every day,|For {days} days {a} "
        f"gets {per} {token} every day.] [and a bonus of {bonus} at the end.|{a} gets a bonus of {bonus} {token}.] "
        f"// How many {token} are left after {a.he} takes [{n} {prize}s|{a} takes {n} {prize}s]? "
        f"|| How many {token} does {a} have left?",
        f"// How many {token} does {a} keep if [{a.he} collects {per} a day for {days} days,|{a} collects {per} "
        f"{token} a day for {days} days] [gets a bonus of {bonus}|{a} gets a bonus of {bonus} {token}] and "
        f"[pays {cost} for each of {n} {prize}s|{a} pays {cost} {token} for each of {n} {prize}s]?",
    )
