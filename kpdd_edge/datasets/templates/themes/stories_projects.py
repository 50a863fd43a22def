"""Stories of several steps about projects, stocks and places: what lasts, what is left, what is still to do."""

from __future__ import annotations

from kpdd_edge.datasets.templates.english import plural
from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "stories: projects"


@family("work.feed_animals", topic=TOPIC, steps=4)
def feed_animals(s: Scene) -> None:
    """Two kinds of animals, food each: how long does the stock last?"""
    a = s.role("grower")
    x, y, unit = s.choose(
        ("cows", "goats", "kilograms of hay"), ("horses", "ponies", "kilograms of oats"),
        ("hens", "geese", "cups of corn"), ("dogs", "cats", "cans of food"), ("pigs", "sheep", "buckets of feed"),
    )  # fmt: skip
    one_x, one_y = x[:-1], {"sheep": "sheep", "geese": "goose", "ponies": "pony"}.get(y, y[:-1])
    n, m, p, q = (
        s.given(x, 3, 20),
        s.given(y, 3, 20),
        s.given(f"{unit} per {one_x}", 2, 12),
        s.given(f"{unit} per {one_y}", 2, 9),
    )
    days = s.whole(3, 20)
    one = s.step(f"{unit} for {x}", n * p, f"The {x} eat # {unit} a day")
    two = s.step(f"{unit} for {y}", m * q, f"The {y} eat # {unit} a day")
    both = s.step(f"{unit} per day", one + two, f"Together that is # {unit} a day")
    stock = s.given(f"{unit} in stock", int(both.value) * days)
    s.step("days", stock / both, "It lasts # days")
    s.forms(
        f"[{a} has {n} {x} and {m} {y}.] [A {one_x} needs {p} {unit} a day,|A {one_x} needs {p} {unit} a day.] "
        f"[a {one_y} {q}.|a {one_y} needs {q} {unit} a day.] // For how many days will "
        f"[{stock} {unit}|there are {stock} {unit}] last? || For how many days will the food last?",
        f"[There are {stock} {unit} in {a}'s barn.] [Each of the {n} {x} gets {p} {unit} a day] and "
        f"[each of the {m} {y} gets {q}|each of the {m} {y} gets {q} {unit} a day]. "
        "// How many days does the food last?",
        f"// How long do [{stock} {unit}|there are {stock} {unit}] last {a} if "
        f"[{n} {x} get {p} each|each of {n} {x} gets {p} {unit} a day] and [{m} {y} {q} each|each of {m} {y} gets "
        f"{q} {unit} a day] every day? || For how many days does the food last?",
    )


@family("work.road", topic=TOPIC, steps=4)
def road(s: Scene) -> None:
    """A road built at two speeds: how many more days?"""
    what, unit = s.choose(
        ("road", "meters"), ("fence", "meters"), ("tunnel", "feet"), ("wall", "feet"), ("railway line", "meters"),
        ("canal", "yards"),
    )  # fmt: skip
    p, days = s.given(f"{unit} per day at first", 10, 60), s.given("days so far", 4, 20)
    more, left_days = s.given(f"{unit} more per day", 2, 20), s.whole(3, 20)
    total = s.given(f"total {unit}", p.n * days.n + (p.n + more.n) * left_days)
    done = s.step(f"{unit} done", p * days, f"So far # {unit} are done")
    left = s.step(f"{unit} left", total - done, f"# {unit} are left")
    speed = s.step(f"{unit} per day now", p + more, f"Now it is # {unit} a day")
    s.step("days left", left / speed, "That takes # days")
    s.forms(
        f"[A {what} of {total} {unit} is being built.] [For {days} days the workers did {p} {unit} a day.] "
        f"[From now on they do {more} {unit} more each day.] // How many more days do they need?",
        f"[Workers build a {what} that will be {total} {unit} long.] [They have worked for {days} days at {p} "
        f"{unit} a day.] // How many days are needed for the rest if [they now do {more} {unit} more per day than "
        "before]?",
        f"// In how many days will a {what} of [{total} {unit}|the {what} is {total} {unit} long] be ready if "
        f"[{p} {unit} a day were built for {days} days] and [now it is {more} {unit} a day more]? "
        f"|| In how many days will the {what} be ready?",
    )


@family("work.download", topic=TOPIC, steps=4)
def download(s: Scene) -> None:
    """Files loaded at a rate, with an interruption: minutes in all."""
    a = s.person()
    files, size, speed = (
        s.given("files", 3, 20),
        s.given("megabytes per file", 20, 200, 10),
        s.given("megabytes per minute", 10, 80, 5),
    )
    pause = s.given("minutes of interruption", 3, 30)
    total = s.step("total megabytes", files * size, "In all it is # megabytes")
    s.need(total.value % speed.n == 0, total.value // speed.n > 1)
    time = s.step("minutes of loading", total / speed, "Loading takes # minutes")
    once = s.step("minutes with interruption", time + pause, "With the interruption it is # minutes")
    rest = s.given("minutes for a restart", 2, 10)
    s.step("total minutes", once + rest, "With the restart it is # minutes")
    s.forms(
        f"[{a} downloads {files} files of {size} megabytes each] at [{speed} megabytes a minute|the speed is "
        f"{speed} megabytes a minute]. [The connection is interrupted for {pause} minutes|The connection is "
        f"interrupted for {pause} minutes] and [the computer needs {rest} minutes to restart|the computer needs "
        f"{rest} minutes to restart]. // How many minutes does it take until everything is loaded?",
        f"[{a}'s computer loads {speed} megabytes a minute.] // How long does it take in minutes to load "
        f"[{files} files of {size} megabytes|there are {files} files of {size} megabytes] if "
        f"[there is an interruption of {pause} minutes] and [a restart of {rest} minutes|there is a restart of "
        f"{rest} minutes]? || How many minutes does the download take in all?",
        f"// How many minutes pass until {a} has [{files} files of {size} megabytes|there are {files} files of "
        f"{size} megabytes] at [{speed} megabytes a minute|the speed is {speed} megabytes a minute], with "
        f"[an interruption of {pause} minutes|there is an interruption of {pause} minutes] and "
        f"[a restart of {rest} minutes|there is a restart of {rest} minutes]? "
        f"|| How many minutes pass until {a} has all the files?",
    )


@family("work.series", topic=TOPIC, steps=4)
def series(s: Scene) -> None:
    """Seasons, episodes, minutes: hours of watching, at so many hours a day."""
    a = s.person()
    what, part = s.choose(
        ("TV series", "episodes"), ("course", "lessons"), ("audio book", "chapters"), ("podcast", "episodes"),
    )  # fmt: skip
    seasons, per, minutes = (
        s.given("seasons", 2, 8),
        s.given(f"{part} per season", 6, 24),
        s.given(f"minutes per {part[:-1]}", 15, 60, 5),
    )
    day = s.given("hours per day", 2, 4)
    total = s.step(f"total {part}", seasons * per, f"There are # {part}")
    time = s.step("total minutes", total * minutes, "They take # minutes")
    s.need(time.value % 60 == 0, time.value // 60 % day.n == 0)
    hours = s.step("total hours", time / 60, "That is # hours")
    s.step("days", hours / day, f"{a} needs # days")
    season = {"TV series": "season", "course": "unit", "audio book": "volume", "podcast": "season"}[what]
    s.forms(
        f"[A {what} has {seasons} {season}s with {per} {part} each.] [One of the {part} takes {minutes} minutes.] "
        f"// In how many days will {a} finish it at [{day} hours a day|{a} spends {day} hours a day]? "
        f"|| In how many days will {a} finish the {what}?",
        f"[{a} spends {day} hours a day on a {what}.] [It has {seasons} {season}s of {per} {part}|The {what} has "
        f"{seasons} {season}s of {per} {part}] and [each of the {part} lasts {minutes} minutes]. "
        f"// How many days does {a.he} need for all of it? || How many days does {a} need for the whole {what}?",
        f"// How many days does {a} need for a {what} of [{seasons} {season}s with {per} {part}|there are {seasons} "
        f"{season}s with {per} {part} each] if [one of the {part} takes {minutes} minutes] and "
        f"[a day leaves {day} hours for it|a day leaves {day} hours for the {what}]? "
        f"|| How many days does {a} need for the {what}?",
    )


@family("work.ship_containers", topic=TOPIC, steps=4)
def ship_containers(s: Scene) -> None:
    """Containers loaded and unloaded at two harbors."""
    ship = s.choose("ship", "cargo train", "barge", "freighter")
    rows, per = s.given("rows", 4, 15), s.given("containers per row", 5, 20)
    off, on, off2 = (
        s.given("unloaded at first harbor", 8, 40),
        s.given("loaded at first harbor", 5, 40),
        s.given("unloaded at second harbor", 6, 40),
    )
    stop = "station" if ship == "cargo train" else "harbor"
    total = s.step("containers at first", rows * per, "At first there are # containers")
    one = s.step("containers after unloading", total - off, "After unloading there are # containers")
    two = s.step(f"containers after first {stop}", one + on, f"After the first {stop} there are # containers")
    s.step("containers now", two - off2, f"After the second {stop} there are # containers")
    s.forms(
        f"[A {ship} carries {rows} rows of {per} containers.] [At the first {stop} {off} containers are taken off "
        f"and {on} are put on.] [At the second {stop} {off2} are taken off.|At the second {stop} {off2} containers "
        "are taken off.] // How many containers are on board then? || How many containers are on board after the "
        f"second {stop}?",
        f"[There are {per} containers in each of the {rows} rows of a {ship}.] "
        f"[It unloads {off} at one {stop}|It unloads {off} containers at one {stop}] and "
        f"[takes on {on} there|it takes on {on} containers there]. [At another {stop} it unloads {off2} more.|At "
        f"another {stop} it unloads {off2} more containers.] // How many containers does it still carry? "
        f"|| How many containers does the {ship} still carry?",
        f"// How many containers does a {ship} carry after two stops if [it has {rows} rows of {per} at first,|the "
        f"{ship} has {rows} rows of {per} containers at first] [loses {off} and takes {on} at the first|it loses "
        f"{off} and takes {on} at the first {stop}] and [loses {off2} at the second|it loses {off2} at the second "
        f"{stop}]? || How many containers does the {ship} carry after two stops?",
    )


@family("work.bakery_day", topic=TOPIC, steps=5)
def bakery_day(s: Scene) -> None:
    """Two kinds of goods baked, sold in part, the rest at half price: the takings."""
    a, t = s.role("baker"), s.thing("bakery", "cake")
    n, price = s.given(f"{t} made", 30, 150, 2), s.money("price each", 2, 12, 2)
    sold = s.given(f"{t} sold before evening", 10, n.n - 4)
    full = s.step("money before evening", sold * price, f"Until the evening {a} takes in # {s.style.currency}")
    left = s.step(f"{t} left", n - sold, f"# {t} are left")
    half = s.step("half price", price / 2, f"Half the price is # {s.style.currency}")
    rest = s.step("money in the evening", left * half, f"In the evening {a} takes in # {s.style.currency}")
    s.step("total money", full + rest, f"In all it is # {s.style.currency}")
    s.forms(
        f"[{a} made {n(t)} to sell at {price} each.] [By the evening {a.he} had sold {sold}.|By the evening {a} had "
        f"sold {sold(t)}.] The rest were sold at half price. // How much money did {a.he} take in?",
        f"[A {t.one} costs {price}.] [{a} sells {sold} of {a.own} {n(t)} at this price|{a} sells {sold} of {a.own} "
        f"{n(t)} at the full price] and the others for half of it. // What are the takings (of the day/)? "
        f"|| How much money does {a} take in?",
        f"// How much money does {a} take in with [{n(t)}|{a} has {n(t)}] if [{sold} are sold for {price} "
        f"each|{sold(t)} are sold for {price} each] and the others at half price? "
        f"|| How much money does {a} take in?",
    )


@family("work.cafe_tables", topic=TOPIC, steps=4)
def cafe_tables(s: Scene) -> None:
    """Tables of two sizes, a number of seats free: how many guests are there?"""
    place = s.choose("cafe", "restaurant", "canteen", "library", "beer garden")
    n, p, m, q = (
        s.given("big tables", 3, 15),
        s.given("seats per big table", 5, 10),
        s.given("small tables", 4, 20),
        s.given("seats per small table", 2, 4),
    )
    one = s.step("seats at big tables", n * p, "At the big tables there are # seats")
    two = s.step("seats at small tables", m * q, "At the small tables there are # seats")
    total = s.step("total seats", one + two, "In all there are # seats")
    free = s.given("free seats", 3, int(total.value) - 5)
    s.step("guests", total - free, "There are # guests")
    s.forms(
        f"[A {place} has {n} big tables with {p} seats each] and [{m} small tables with {q} seats each|there are "
        f"{m} small tables with {q} seats each]. [{free} seats are free.] "
        f"// How many guests are sitting (there/in the {place})? || How many guests are sitting in the {place}?",
        f"[In a {place} there are {n} tables for {p} people and {m} tables for {q}.|In a {place} there are {n} "
        f"tables for {p} people and {m} tables for {q} people.] // How many guests are there if "
        f"[{free} seats are empty]?",
        f"// How many guests does a {place} have if [it has {n} tables with {p} seats|there are {n} tables with {p} "
        f"seats] and [{m} with {q}|there are {m} tables with {q} seats] and [{free} seats are not taken]? "
        f"|| How many guests does the {place} have?",
    )


@family("work.sewing", topic=TOPIC, steps=4)
def sewing(s: Scene) -> None:
    """Cloth for two kinds of clothes: how much is left of a roll?"""
    a = s.adult()
    x, y = s.choose(
        ("shirt", "skirt"), ("dress", "scarf"), ("curtain", "pillow"), ("coat", "vest"), ("apron", "bag"),
        ("blanket", "hat"),
    )  # fmt: skip
    unit = s.choose("yards", "meters")
    n, m, p, q = (
        s.given(plural(x), 2, 12),
        s.given(plural(y), 2, 12),
        s.given(f"{unit} per {x}", 2, 6),
        s.given(f"{unit} per {y}", 2, 4),
    )
    one = s.step(f"{unit} for {plural(x)}", n * p, f"The {plural(x)} take # {unit}")
    two = s.step(f"{unit} for {plural(y)}", m * q, f"The {plural(y)} take # {unit}")
    used = s.step(f"{unit} used", one + two, f"In all {a} uses # {unit}")
    roll = s.given(f"{unit} on roll", int(used.value) + 2, int(used.value) + 60)
    s.step(f"{unit} left", roll - used, f"# {unit} are left")
    s.forms(
        f"[{a} has a roll of {roll} {unit} of cloth.] [{a.he} makes {n} {plural(x)} and {m} {plural(y)}.] "
        f"[A {x} takes {p} {unit}|A {x} takes {p} {unit}] and [a {y} {q}|a {y} takes {q} {unit}]. "
        f"// How many {unit} of cloth are left?",
        f"[{p} {unit} of cloth are needed for a {x}] and [{q} {unit} for a {y}|{q} {unit} of cloth are needed for a "
        f"{y}]. [{a} sews {n} {plural(x)} and {m} {plural(y)}] from [a roll of {roll} {unit}|{a} has a roll of "
        f"{roll} {unit}]. // How much cloth is left on the roll? || How many {unit} of cloth are left on the roll?",
        f"// How much cloth, in {unit}, is left to {a} from [{roll} {unit}|{a} has {roll} {unit}] after sewing "
        f"[{n} {plural(x)} of {p} {unit} each|{a} sews {n} {plural(x)} of {p} {unit} each] and "
        f"[{m} {plural(y)} of {q} {unit} each|{a} sews {m} {plural(y)} of {q} {unit} each]? "
        f"|| How many {unit} of cloth are left to {a}?",
    )
