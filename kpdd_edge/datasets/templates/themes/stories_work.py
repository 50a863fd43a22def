"""Stories of several steps from work, travel and industry."""

from __future__ import annotations

from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "stories: work"


@family("work.factory_defects", topic=TOPIC, steps=4, weight=1.2)
def factory_defects(s: Scene) -> None:
    """Machines, hours, a percentage of faulty pieces: how many good ones?"""
    what = s.choose("toys", "bottles", "lamps", "chairs", "phones", "shoes", "bricks", "cups", "tires")
    n, rate, hours, p = (
        s.given("machines", 2, 12),
        s.given(f"{what} per hour", 10, 60, 5),
        s.given("hours", 4, 10),
        s.percent("percent faulty", 2, 4, 5, 10, 20),
    )
    per = s.step(f"{what} per hour in all", n * rate, f"All machines make # {what} an hour")
    total = s.step(f"total {what}", per * hours, f"In all they make # {what}")
    bad = s.step(f"faulty {what}", total * p / 100, f"# {what} are faulty")
    s.step(f"good {what}", total - bad, f"# {what} are good")
    s.forms(
        f"[A factory has {n} machines.] [Each machine makes {rate} {what} an hour.] "
        f"[They run for {hours} hours a day] and [{p} of the {what} are faulty]. "
        f"// How many good {what} are made in a day?",
        f"[In a factory {n} machines run {hours} hours a day.] [Every hour each of them makes {rate} {what}.|Every "
        f"hour each machine makes {rate} {what}.] // How many {what} can be sold each day if "
        f"[{p} of them are faulty|{p} of the {what} are faulty]?",
        f"// How many good {what} do [{n} machines|there are {n} machines] make in "
        f"[{hours} hours|they run for {hours} hours] if [each makes {rate} an hour|each machine makes {rate} {what} "
        f"an hour] and [{p} are faulty|{p} of the {what} are faulty]? || How many good {what} do the machines make?",
    )


@family("work.deliveries", topic=TOPIC, steps=4, weight=1.2)
def deliveries(s: Scene) -> None:
    """Parcels loaded, delivered in three stages: how many remain?"""
    a = s.role("driver")
    thing = s.choose("parcels", "letters", "newspapers", "boxes", "crates", "packages")
    vans, per, f = (
        s.given("loads", 2, 6),
        s.given(f"{thing} per load", 20, 80),
        s.share("1/2", "1/3", "1/4", "1/5", "2/5"),
    )
    s.need(vans.n * per.n % f.value.denominator == 0)
    total = s.step(f"total {thing}", vans * per, f"There are # {thing}")
    one = s.step(f"{thing} before noon", f.part(total), f"Before noon # {thing} are delivered")
    left = s.step(f"{thing} at noon", total - one, f"At noon # {thing} are left")
    two = s.given(f"{thing} in the afternoon", 3, int(left.value) - 2)
    s.step(f"{thing} left", left - two, f"# {thing} are left")
    s.forms(
        f"[{a} has {vans} loads of {per} {thing} each to deliver.] [Before noon {a.he} delivers {f} of them|Before "
        f"noon {a} delivers {f} of the {thing}] and [in the afternoon {two} more|in the afternoon {a} delivers "
        f"{two} more]. // How many {thing} are left to deliver?",
        f"[There are {per} {thing} in each of {vans} loads.] [{a} delivers {f} of all the {thing} in the morning] "
        f"and [{two} after lunch|{a} delivers {two} {thing} after lunch]. "
        f"// How many {thing} still have to be delivered?",
        f"// How many {thing} are left to {a} from [{vans} loads of {per}|there are {vans} loads of {per} {thing}] "
        f"after [{f} of them are brought before noon|{f} of the {thing} are brought before noon] and "
        f"[{two} after noon|{two} {thing} are brought after noon]? || How many {thing} are left to {a}?",
    )


@family("work.paint_rooms", topic=TOPIC, steps=3)
def paint_rooms(s: Scene) -> None:
    """Rooms, hours each, some done: the pay for the rest."""
    a = s.role("worker")
    rooms, act = s.choose(
        ("rooms", "painting"), ("windows", "repairing"), ("floors", "cleaning"), ("doors", "sanding"),
        ("bathrooms", "tiling"), ("gardens", "weeding"),
    )  # fmt: skip
    done = s.given(f"{rooms} done", 2, 8)
    n, hours, pay = (
        s.given(f"{rooms} in all", done.n + 2, done.n + 12),
        s.given(f"hours per {rooms[:-1]}", 2, 8),
        s.money("pay per hour", 12, 35),
    )
    left = s.step(f"{rooms} left", n - done, f"# {rooms} are left")
    time = s.step("hours left", left * hours, "They take # hours")
    s.step("pay for the rest", time * pay, f"{a} earns # {s.style.currency}")
    s.forms(
        f"[{a} is {act} {n} {rooms} of a hotel.] [Each one takes {hours} hours.|Each of the {rooms} takes {hours} "
        f"hours.] [{a.he} has finished {done}|{a} has finished {done} {rooms}] and "
        f"[gets {pay} an hour|{a} gets {pay} an hour]. // How much will {a.he} earn for the rest (of the {rooms}/)? "
        f"|| How much will {a} earn for the rest of the {rooms}?",
        f"[{done} of {n} {rooms} are done.] [{a} needs {hours} hours for each of the others] and "
        f"[is paid {pay} an hour|{a} is paid {pay} an hour]. // What does {a.he} get for finishing the work?",
        f"// How much money does {a} still get if [{n} {rooms} are to be done,|{n} {rooms} are to be done] "
        f"[{done} are finished|{done} {rooms} are finished], [one takes {hours} hours|each of the {rooms} takes "
        f"{hours} hours] and [an hour brings {pay}]?",
    )


@family("work.bricks", topic=TOPIC, steps=4)
def bricks(s: Scene) -> None:
    """Walls of rows of bricks, pallets needed, price."""
    a = s.adult()
    walls, rows, per = s.given("walls", 2, 6), s.given("rows per wall", 10, 30), s.given("bricks per row", 20, 60)
    pallet, price = s.given("bricks per pallet", 200, 600, 50), s.money("price per pallet", 90, 400, 5)
    one = s.step("bricks per wall", rows * per, "A wall takes # bricks")
    total = s.step("total bricks", one * walls, "All walls take # bricks")
    s.need(total.value % pallet.n == 0, total.value // pallet.n > 1)
    n = s.step("pallets", total // pallet, f"{a} needs # pallets")
    s.step("total cost", n * price, f"They cost # {s.style.currency}")
    s.forms(
        f"[{a} builds {walls} walls with {rows} rows of {per} bricks each.] [A pallet holds {pallet} bricks and "
        f"costs {price}.] // How much do the bricks cost?",
        f"[Each of {walls} walls has {rows} rows,|Each of {walls} walls has {rows} rows.] "
        f"[and every row has {per} bricks.] [{a} buys bricks on pallets of {pallet} for {price} a pallet.|A pallet "
        f"has {pallet} bricks and costs {price}.] // What does {a.he} pay for the bricks?",
        f"// What do the bricks for {a}'s [{walls} walls|there are {walls} walls] cost if "
        f"[a wall has {rows} rows of {per}|a wall has {rows} rows of {per} bricks] and "
        f"[{pallet} bricks on a pallet cost {price}]? || What do {a}'s bricks cost?",
    )


@family("work.hotel", topic=TOPIC, steps=4, weight=1.2)
def hotel(s: Scene) -> None:
    """Floors, rooms, a percentage taken, price: the day's takings."""
    floors, per, p, price = (
        s.given("floors", 3, 12),
        s.given("rooms per floor", 8, 30),
        s.percent("percent taken", 25, 40, 50, 60, 75, 80, 90),
        s.money("price per night", 40, 180, 5),
    )
    rooms = s.step("rooms", floors * per, "The hotel has # rooms")
    s.need(rooms.value * p.n % 100 == 0)
    taken = s.step("rooms taken", rooms * p / 100, "# rooms are taken")
    money = s.step("money per night", taken * price, f"They bring # {s.style.currency} a night")
    n = s.given("nights", 2, 7)
    s.step("total money", money * n, f"In all it is # {s.style.currency}")
    s.forms(
        f"[A hotel has {floors} floors with {per} rooms on each.] [{p} of the rooms are taken.] "
        f"[A room costs {price} a night.] // How much money does the hotel take in during "
        f"[{n} nights|{n} nights go by]? || How much money does the hotel take in?",
        f"[There are {per} rooms on each of the {floors} floors of a hotel] and [a night costs {price}]. "
        f"// What are the takings of [{n} nights|{n} nights go by] if [{p} of the rooms are taken every night]? "
        "|| What are the takings of the hotel?",
        f"// What does a hotel of [{floors} floors with {per} rooms each|there are {floors} floors with {per} rooms "
        f"each] take in during [{n} nights|there are {n} nights] if [{p} of the rooms are let|{p} of the rooms are "
        f"let] at [{price} a night|a room costs {price} a night]? || What does the hotel take in?",
    )


@family("work.train_carriages", topic=TOPIC, steps=4)
def train_carriages(s: Scene) -> None:
    """Carriages, seats, a fraction taken, people getting off and on."""
    what, car = s.choose(("train", "carriage"), ("ferry", "deck"), ("subway train", "car"), ("cable railway", "car"))
    n, seats, f = (
        s.given(f"{car}s", 3, 12),
        s.given(f"seats per {car}", 20, 80),
        s.share("1/2", "1/3", "1/4", "3/4", "2/3", "3/5", "4/5"),
    )
    s.need(n.n * seats.n % f.value.denominator == 0)
    total = s.step("total seats", n * seats, "There are # seats")
    taken = s.step("seats taken", f.part(total), "# seats are taken")
    off = s.given("people off", 5, min(80, int(taken.value) - 2))
    on = s.given("people on", 4, 60)
    after = s.step("people after getting off", taken - off, "# people stay on board")
    s.step("people now", after + on, "Then there are # people on board")
    s.forms(
        f"[A {what} has {n} {car}s with {seats} seats each.] [{f} of the seats are taken.] "
        f"[At the next stop {off} people get off and {on} get on.] // How many people are on the {what} (then/now)? "
        f"|| How many people are on the {what} after the stop?",
        f"[Each of the {n} {car}s of a {what} has {seats} seats,|Each of the {n} {car}s of a {what} has {seats} "
        f"seats.] [and {f} of all the seats are taken.] [Then {off} passengers leave|{off} passengers leave] and "
        f"[{on} new ones come|{on} new passengers come]. // How many passengers are there after that?",
        f"// How many passengers does a {what} of [{n} {car}s with {seats} seats|there are {n} {car}s with {seats} "
        f"seats each] have if [{f} of the seats are taken,|{f} of the seats are taken] and then "
        f"[{off} people leave and {on} come|{off} people leave and {on} come]? "
        f"|| How many passengers does the {what} have then?",
    )


@family("work.cleaning_windows", topic=TOPIC, steps=4)
def cleaning_windows(s: Scene) -> None:
    """Floors, windows, minutes each, several cleaners: hours."""
    n = s.given("cleaners", 2, 6)
    floors, per, minutes = (
        s.given("floors", 3, 20),
        s.given("windows per floor", 6, 24),
        s.given("minutes per window", 3, 10),
    )
    total = s.step("windows", floors * per, "There are # windows")
    time = s.step("total minutes", total * minutes, "They take # minutes of work")
    s.need(time.value % (n.n * 60) == 0)
    each = s.step("minutes for each cleaner", time / n, "Each cleaner works # minutes")
    s.step("hours", each / 60, "That is # hours")
    place = s.choose("tower", "office building", "hotel", "hospital", "school")
    s.forms(
        f"[A {place} has {floors} floors with {per} windows each.] [Cleaning a window takes {minutes} minutes.] "
        f"// How many hours do [={n} cleaners|{n} cleaners share the work equally] need if they share the work "
        "equally?",
        f"[{n} cleaners share the work in a {place} equally.] [There are {per} windows on each of {floors} floors] "
        f"and [a window takes {minutes} minutes]. // For how many hours does each of them work? "
        "|| For how many hours does each cleaner work?",
        f"// How many hours does each of [{n} cleaners|{n} cleaners share the work equally] work if "
        f"[a {place} has {floors} floors of {per} windows,|a {place} has {floors} floors of {per} windows] "
        f"[a window takes {minutes} minutes|a window takes {minutes} minutes] and everyone does the same? "
        "|| How many hours does each cleaner work?",
    )


@family("work.orchard", topic=TOPIC, steps=4, weight=1.2)
def orchard(s: Scene) -> None:
    """Trees in rows, fruit per tree, packed in crates: how many crates are left to fill?"""
    a = s.role("grower")
    fruit = s.choose("apples", "pears", "oranges", "peaches", "plums", "lemons", "cherries", "olives")
    rows, trees, each, per = (
        s.given("rows", 3, 12),
        s.given("trees per row", 4, 15),
        s.given(f"{fruit} per tree", 20, 120, 10),
        s.given(f"{fruit} per crate", 20, 100, 10),
    )
    count = s.step("trees", rows * trees, "There are # trees")
    total = s.step(f"total {fruit}", count * each, f"They give # {fruit}")
    s.need(total.value % per.n == 0)
    crates = s.step("crates", total // per, "They fill # crates")
    sold = s.given("crates sold", 2, max(3, int(crates.value) - 2))
    s.step("crates left", crates - sold, "# crates are left")
    s.forms(
        f"[In an orchard there are {rows} rows of {trees} trees.] [Each tree gives {each} {fruit},|Each tree gives "
        f"{each} {fruit}.] [and {per} of them fill a crate.|{per} {fruit} fill a crate.] [{a} sells {sold} crates.] "
        "// How many crates are left?",
        f"[{a} has {rows} rows with {trees} trees in each.] [From every tree {a.he} picks {each} {fruit}.] "
        f"[A crate holds {per} {fruit}.] // How many crates does {a.he} still have after selling "
        f"[{sold} of them|{a} sells {sold} crates]? || How many crates does {a} still have?",
        f"// How many crates are left to {a} from [{rows} rows of {trees} trees|there are {rows} rows of {trees} "
        f"trees] if [a tree bears {each} {fruit},|a tree bears {each} {fruit}] "
        f"[a crate takes {per}|a crate takes {per} {fruit}] and [{sold} crates are sold]? "
        f"|| How many crates are left to {a}?",
    )


@family("work.printing", topic=TOPIC, steps=4)
def printing(s: Scene) -> None:
    """Copies of a booklet, pages, sheets a pack: the cost of paper."""
    a = s.adult()
    what = s.choose("programs", "booklets", "newsletters", "menus", "songbooks", "reports")
    copies, pages = s.given("copies", 20, 200, 10), s.given("pages each", 4, 40, 2)
    pack, price = s.given("sheets per pack", 100, 500, 50), s.money("price per pack", 3, 12)
    sheets = s.step("sheets per copy", pages / 2, "With print on both sides a copy takes # sheets")
    total = s.step("total sheets", sheets * copies, "In all it is # sheets")
    s.need(total.value % pack.n == 0, total.value // pack.n > 1)
    n = s.step("packs", total // pack, "That is # packs")
    s.step("paper cost", n * price, f"They cost # {s.style.currency}")
    s.forms(
        f"[{a} prints {copies} {what} of {pages} pages each,|{a} prints {copies} {what} of {pages} pages each.] "
        f"with a page on both sides of each sheet. [Paper is sold in packs of {pack} sheets for {price}.] "
        "// How much does the paper cost?",
        f"[A pack of {pack} sheets of paper costs {price}.] // What does the paper for "
        f"[{copies} {what}|{a} prints {copies} {what}] cost {a} if [each has {pages} pages|each of the {what} has "
        f"{pages} pages] and every sheet is printed on both sides? || What does the paper cost {a}?",
        f"[{a} needs {copies} {what}.] [Each has {pages} pages,|Each of the {what} has {pages} pages,] two on every "
        f"sheet. [The shop sells {pack} sheets for {price}.|A pack of {pack} sheets costs {price}.] "
        f"// What does {a.he} pay for the paper?",
    )


@family("work.translator", topic=TOPIC, steps=3)
def translator(s: Scene) -> None:
    """Pages, words, pay per word or page, a fee taken off."""
    a = s.role("office")
    what = s.choose("book", "report", "manual", "contract", "play", "guide")
    pages, words, cents = (
        s.given("pages", 10, 90),
        s.given("words per page", 200, 400, 50),
        s.given("cents per word", 2, 12),
    )
    total = s.step("total words", pages * words, "There are # words")
    money = s.step("pay in cents", total * cents, "The pay is # cents")
    s.step("pay in dollars", money / 100, "That is # dollars")
    s.forms(
        f"[{a} translates a {what} of {pages} pages.] [There are {words} words on each page] and "
        f"[the pay is {cents} cents a word]. // How many dollars does {a.he} earn?",
        f"[For every word {a} writes {a.he} gets {cents} cents.|{a} gets {cents} cents per word.] "
        f"[A {what} has {pages} pages with {words} words each.] // How many dollars does {a.he} get for it? "
        f"|| How many dollars does {a} get for the {what}?",
        f"// How many dollars does {a} get for [{pages} pages|there are {pages} pages] of "
        f"[{words} words|each page has {words} words] at [{cents} cents a word|the pay is {cents} cents a word]? "
        f"|| How many dollars does {a} get?",
    )
