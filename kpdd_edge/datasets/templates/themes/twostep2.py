"""Two operations on three numbers: stories that begin alike and go on in different ways."""

from __future__ import annotations

import re
from typing import NamedTuple

from kpdd_edge.datasets.templates.people import Person
from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Quantity, Scene

TOPIC = "two steps"


class Tail(NamedTuple):
    """How a story goes on: the third number, the result, the words of the second step, forms with ``{o}``."""

    given: str
    result: str
    words: str
    forms: tuple[str, ...]


class Story(NamedTuple):
    """A beginning in several wordings, with the words of the first step and the ways to go on.

    ``extra`` is a sentence with a number ``{k}`` that does not matter. Each of ``swaps`` lists nouns ("one/many") that
    may stand for the first of them all through the story; ``@kind`` draws a thing of the kind.
    """

    first: str
    second: str
    middle: str
    words: str
    openings: tuple[str, ...]
    extra: str
    swaps: tuple[tuple[str, ...], ...]
    tails: dict[str, Tail]


def _pick(s: Scene, stories: tuple[Story, ...], sort: str) -> tuple[Story, Tail, Person]:
    story = s.choose(*(story for story in stories if sort in story.tails))
    nouns: dict[str, str] = {}
    for group in story.swaps:
        noun = s.choose(*group)
        if noun.startswith("@"):
            thing = s.thing(noun[1:])
            noun = f"{thing.one}/{thing.many}"
        nouns |= zip(group[0].split("/"), noun.split("/"), strict=True)
    known = re.compile(r"\b(?:" + "|".join(nouns) + r")\b") if nouns else None

    def swap(text: str) -> str:
        return known.sub(lambda match: nouns[match.group()], text) if known else text

    tail = story.tails[sort]
    story = story._replace(
        first=swap(story.first),
        second=swap(story.second),
        middle=swap(story.middle),
        words=swap(story.words),
        openings=tuple(map(swap, story.openings)),
        extra=swap(story.extra),
    )
    tail = Tail(swap(tail.given), swap(tail.result), swap(tail.words), tuple(map(swap, tail.forms)))
    return story, tail, s.child()


def _tell(
    s: Scene, story: Story, tail: Tail, a: Person, x: Quantity, y: Quantity, z: Quantity, *, extra: bool = False
) -> None:
    opening = s.choose(*story.openings)
    words = {"a": a, "he": a.he, "his": a.his, "own": a.own, "x": x, "y": y, "z": z}
    if extra and s.chance(0.6):
        words["k"] = s.noise(3, 40)
        opening = f"{story.extra} {opening}"
    s.forms(*(form.replace("{o}", opening).format(**words) for form in tail.forms))


# So many, of which some are gone

GONE = (
    Story(
        "sandwiches made", "sandwiches eaten", "sandwiches left", "# sandwiches were left",
        (
            "[The school kitchen made {x} sandwiches for a trip.] [{y} of them were eaten on the bus."
            "|{y} sandwiches were eaten on the bus.]",
            "[On a school trip the children ate {y} sandwiches in the morning.] [The kitchen had made {x} for them."
            "|The kitchen had made {x} sandwiches.]",
            "[Of the {x} sandwiches for the school trip, {y} were eaten before noon."
            "|There were {x} sandwiches, and {y} of them were eaten before noon.]",
        ),
        "",
        (("sandwich/sandwiches", "muffin/muffins", "bun/buns", "pancake/pancakes", "bread roll/bread rolls"),),
        {
            "pack": Tail("sandwiches per bag", "bags", "They fill # bags", (
                "{o} [The rest were packed in bags of {z}.|Each bag holds {z} sandwiches.] "
                "// How many bags were there?",
                "{o} [Each bag holds {z} sandwiches.] // How many bags are needed for the (rest/others)? "
                "|| How many bags are needed for the other sandwiches?",
                "[The cook puts {z} sandwiches into a bag.] {o} // How many bags can be filled with the rest? "
                "|| How many bags can be filled with the rest of the sandwiches?",
            )),
            "share": Tail("classes", "sandwiches per class", "Each class gets # sandwiches", (
                "{o} [The rest were shared equally by {z} classes.|{z} classes shared the other sandwiches equally.] "
                "// How many sandwiches did each class get?",
                "{o} // If [{z} classes share the rest equally|{z} classes share the rest equally], "
                "how many sandwiches does each class get?",
            )),
            "less": Tail("sandwiches given to drivers", "sandwiches in the end", "In the end there were # "
            "sandwiches", (
                "{o} [{z} more went to the bus drivers.|{z} sandwiches went to the bus drivers.] "
                "// How many sandwiches were left (in the end/after that/)? |"
                "| How many sandwiches were left in the end?",
                "{o} [The teachers then ate {z} sandwiches.] // How many sandwiches were not eaten?",
            )),
            "more": Tail("new sandwiches", "sandwiches in the end", "In the end there were # sandwiches", (
                "{o} [Then the kitchen sent {z} more.|Then the kitchen sent {z} more sandwiches.] "
                "// How many sandwiches were there (then/after that)?",
                "{o} [A baker brought {z} more sandwiches at noon.] // How many sandwiches did they have then?",
            )),
        },
    ),
    Story(
        "pies baked", "pies burned", "good pies", "There were # good pies",
        (
            "[{a} baked {x} pies.] [{y} of them got burned.|{y} pies got burned.]",
            "[{a} burned {y} pies] and had to throw them out. [{he} had baked {x}.|{a} had baked {x} pies.]",
            "[{a} made {x} pies for the school fair,|{a} made {x} pies.] but [{y} were burned|{y} pies were burned].",
        ),
        "",
        (("pie/pies", "@bakery", "@cake"),),
        {
            "pack": Tail("pies per shelf", "shelves", "They fill # shelves", (
                "{o} [{he} put the good ones on shelves, {z} on each.|{a} put {z} pies on each shelf.] "
                "// How many shelves did {he} fill?",
                "{o} [A shelf has room for {z} pies.] // How many shelves does {a} need for the good ones? "
                "|| How many shelves does {a} need for the good pies?",
            )),
            "share": Tail("stalls", "pies per stall", "Each stall gets # pies", (
                "{o} [{he} took the same number of good pies to each of {z} stalls."
                "|{a} took the good pies to {z} stalls.] "
                "// How many pies did each stall get?",
                "[There were {z} stalls, and each got the same number of good pies.] {o} "
                "// How many pies did each stall get?",
            )),
            "sell": Tail("price per pie", "money earned", "{a} got # for the pies", (
                "{o} [The good ones were sold for {z} each.|The good pies were sold for {z} each.] "
                "// How much money did {he} (get/make)? || How much money did {a} make?",
                "[A pie costs {z} at the fair.] {o} // How much money did {he} get for the good ones? "
                "|| How much money did {a} get for the good pies?",
                "{o} // How much will {he} earn if [{he} sells the others at {z} each"
                "|{a} sells the good pies at {z} each]? "
                "|| How much money will {a} earn?",
            )),
            "less": Tail("pies sold", "pies left", "{a} has # pies left", (
                "{o} [{he} sold {z} of the good ones.|{a} sold {z} of the good pies.] "
                "// How many good pies (were left/did {he} have left)? || How many good pies were left?",
                "{o} [By evening {z} good pies were sold.] // How many good pies did {a} still have?",
            )),
            "more": Tail("pies baked later", "good pies in all", "{a} has # good pies in all", (
                "{o} [{he} baked {z} more, and those were fine.|{a} baked {z} more good pies.] "
                "// How many good pies did {he} have?",
                "{o} [A friend brought {z} good pies.] // How many good pies did {a} have then?",
            )),
        },
    ),
    Story(
        "photos taken", "photos deleted", "photos kept", "{a} kept # photos",
        (
            "[{a} took {x} photos on vacation.] [{he} deleted {y} of them.|{a} deleted {y} photos.]",
            "[{a} deleted {y} photos] because they were dark. [There had been {x} on {his} phone."
            "|There had been {x} photos on {a}'s phone.]",
            "[There were {x} photos on {a}'s camera] but [{he} erased {y}|{a} erased {y} photos].",
        ),
        "",
        (("photo/photos", "picture/pictures"),),
        {
            "pack": Tail("photos per page", "pages", "They fill # pages", (
                "{o} [{he} put the others in an album with {z} on each page.|{a} put {z} photos on each page.] "
                "// How many pages did {he} use?",
                "[A page of {a}'s album holds {z} photos.] {o} // How many pages can {a} fill with the rest? "
                "|| How many pages can {a} fill with the other photos?",
                "{o} // How many album pages are needed if [{z} photos fit on a page]? "
                "|| How many album pages are needed?",
            )),
            "share": Tail("albums", "photos per album", "Each album has # photos", (
                "{o} [{he} spread the rest evenly over {z} albums.|{a} spread the rest evenly over {z} albums.] "
                "// How many photos are in each album?",
                "{o} [{a} has {z} albums and puts the same number of photos into each.] "
                "// How many photos go into an album?",
            )),
            "sell": Tail("price per print", "cost", "{a} pays # for the prints", (
                "{o} [{he} had the rest printed at {z} each.|{a} had the rest printed at {z} each.] "
                "// How much did {he} pay? || How much did {a} pay?",
                "[It costs {z} to print a photo.] {o} // How much does it cost to print the rest? "
                "|| How much does it cost to print the other photos?",
            )),
            "less": Tail("photos lost", "photos in the end", "{a} has # photos in the end", (
                "{o} [Later {z} more were lost.|Later {z} more photos were lost.] "
                "// How many photos does {he} have now?",
                "{o} [The next day {he} deleted another {z}.|The next day {a} deleted another {z} photos.] "
                "// How many photos are left? || How many photos does {a} have left?",
            )),
            "more": Tail("new photos", "photos in the end", "{a} has # photos in the end", (
                "{o} [The next day {he} took {z} new ones.|The next day {a} took {z} new photos.] "
                "// How many photos does {he} have now?",
                "{o} [A friend sent {a} {z} more photos.] // How many photos does {a} have after that?",
            )),
        },
    ),
)  # fmt: skip


def _gone(s: Scene, sort: str) -> None:
    story, tail, a = _pick(s, GONE, sort)
    y = s.given(story.second, 2, 12 if "burned" in story.second else 30)
    if sort in ("pack", "share"):
        z = s.given(tail.given, 2, 9)
        x = s.given(story.first, y.n + z.n * s.whole(2, 12))
    elif sort == "sell":
        x, z = s.given(story.first, y.n + 3, y.n + 40), s.money(tail.given, 2, 3 if "print" in tail.given else 12)
    elif sort == "less":
        z = s.given(tail.given, 2, 25)
        x = s.given(story.first, y.n + z.n + 2, y.n + z.n + 50)
    else:
        x, z = s.given(story.first, y.n + 3, y.n + 60), s.given(tail.given, 2, 30)
    left = s.step(story.middle, x - y, story.words.format(a=a))
    if sort in ("pack", "share"):
        end = left / z
    elif sort == "sell":
        end = left * z
    else:
        end = left - z if sort == "less" else left + z
    s.step(tail.result, end, tail.words.format(a=a))
    _tell(s, story, tail, a, x, y, z)


@family("twostep2.gone_pack", topic=TOPIC, steps=2, weight=1.5)
def gone_pack(s: Scene) -> None:
    """Some are gone and the rest is packed so many together: how many packs?"""
    _gone(s, "pack")


@family("twostep2.gone_share", topic=TOPIC, steps=2, weight=1.5)
def gone_share(s: Scene) -> None:
    """Some are gone and the rest is shared: how many for each?"""
    _gone(s, "share")


@family("twostep2.gone_price", topic=TOPIC, steps=2, weight=1.5)
def gone_price(s: Scene) -> None:
    """Some are gone and the rest has a price: how much money?"""
    _gone(s, "sell")


@family("twostep2.gone_less", topic=TOPIC, steps=2, weight=1.5)
def gone_less(s: Scene) -> None:
    """Some are gone and then more: how many are left?"""
    _gone(s, "less")


@family("twostep2.gone_more", topic=TOPIC, steps=2, weight=1.5)
def gone_more(s: Scene) -> None:
    """Some are gone and others come: how many then?"""
    _gone(s, "more")


# So many of one sort and so many of another

KINDS = (
    Story(
        "big apples", "small apples", "apples", "There are # apples",
        (
            "[{a} picked {x} big apples] and [{y} small apples|{a} picked {y} small apples].",
            "[{a} picked {y} small apples in the morning.] [After lunch {he} picked {x} big ones."
            "|After lunch {a} picked {x} big apples.]",
            "[There are {x} big apples in {a}'s cart.] [There are also {y} small ones."
            "|There are also {y} small apples.]",
        ),
        "A neighbor picked {k} apples.",
        (("apple/apples", "@fruit", "@fruit", "@vegetable"),),
        {
            "pack": Tail("apples per bag", "bags", "They fill # bags", (
                "{o} [{he} puts {z} apples in a bag.] // How many bags can {he} fill?",
                "[A bag holds {z} apples.] {o} // How many bags does {a} need for all of them? "
                "|| How many bags does {a} need for all the apples?",
            )),
            "each": Tail("price per apple", "money", "The apples bring in #", (
                "{o} [{he} sells them all for {z} each.|{a} sells all the apples for {z} each.] "
                "// How much money does {he} get?",
                "[An apple costs {z}, big or small.|An apple costs {z}.] {o} // How much are all of them worth? "
                "|| How much are all the apples worth?",
            )),
            "more": Tail("middle-sized apples", "apples in all", "In all there are # apples", (
                "{o} [There are {z} middle-sized apples as well.] // How many apples are there (in all/altogether)?",
                "{o} [{a}'s sister added {z} middle-sized ones.|{a}'s sister added {z} middle-sized apples.] "
                "// What is the total number of apples?",
            )),
            "less": Tail("rotten apples", "good apples", "There are # good apples", (
                "{o} [{z} of all these apples are rotten.|{z} apples are rotten.] // How many good apples are there?",
                "{o} [{he} gives {z} apples to a neighbor.] // How many apples does {he} have left?",
            )),
        },
    ),
    Story(
        "children", "grown-ups", "people", "There are # people",
        (
            "[{x} children|{x} children came to a puppet show] and "
            "[{y} grown-ups|{y} grown-ups came to a puppet show] came to a puppet show.",
            "[A puppet show was watched by {y} grown-ups] and [{x} children|{x} children watched the show].",
            "[{y} grown-ups brought their children to a puppet show.] [There were {x} children.]",
        ),
        "Last week {k} people came to a circus.",
        (("puppet show/puppet show", "magic show/magic show", "light show/light show", "dog show/dog show"),),
        {
            "pack": Tail("people per bench", "benches", "They fill # benches", (
                "{o} [{z} people sat on each bench.] // How many benches were full?",
                "[Each bench seats {z} people.] {o} // How many benches were needed?",
            )),
            "each": Tail("price per ticket", "ticket money", "The tickets cost # in all", (
                "{o} [Every ticket cost {z}.] // How much did all the tickets cost?",
                "[A ticket for the show costs {z} for everyone.|A ticket for the show costs {z}.] {o} "
                "// How much money was taken in?",
            )),
            "more": Tail("helpers", "people in all", "In all there were # people", (
                "{o} [{z} helpers were there too.] // How many people were there (in all/altogether)?",
                "[{z} helpers work at a theater.] {o} // How many people is that with the helpers? "
                "|| How many people were there with the helpers?",
            )),
            "less": Tail("people who went home", "people who stayed", "# people stayed", (
                "{o} [{z} people went home in the break.] // How many people stayed?",
                "{o} // How many people were left after [{z} people went home|{z} people went home]? "
                "|| How many people were left?",
            )),
        },
    ),
    Story(
        "shirts", "towels", "pieces", "There are # pieces",
        (
            "[There are {x} shirts] and [{y} towels|there are {y} towels] in {a}'s laundry basket.",
            "[{a} has {y} towels to wash.] [{he} also has {x} shirts to wash.|{a} also has {x} shirts to wash.]",
            "[{a} collected {x} shirts] and [{y} towels|{a} collected {y} towels] for the laundry.",
        ),
        "A neighbor washed {k} pieces yesterday.",
        (("shirts", "sweaters", "aprons", "blouses"), ("towels", "sheets", "tablecloths", "blankets")),
        {
            "pack": Tail("pieces per load", "loads", "That makes # loads", (
                "{o} [The machine takes {z} pieces at a time.] // How many loads (must {a} wash/will it be)? "
                "|| How many loads must {a} wash?",
                "[A washing machine can hold {z} pieces.] {o} // How many loads does {a} need to wash?",
            )),
            "each": Tail("minutes per piece", "minutes", "It takes # minutes", (
                "{o} [Ironing takes {z} minutes for each piece.] "
                "// How many minutes does it take to iron everything?",
                "[{a} needs {z} minutes to fold a piece.] {o} // How many minutes does {a} need to fold everything?",
            )),
            "more": Tail("pairs of socks", "things to wash", "There are # things to wash", (
                "{o} [{z} pillowcases are added.] // How many pieces are there to wash (in all/altogether)?",
                "{o} [{his} brother brings {z} pillowcases.|{a}'s brother brings {z} pillowcases.] "
                "// How many pieces does {a} wash in all?",
            )),
            "less": Tail("dry pieces", "wet pieces", "# pieces are still wet", (
                "{o} [After an hour on the line {z} pieces are dry.|{z} pieces are dry.] // How many are still wet? "
                "|| How many pieces are still wet?",
                "{o} [{a} has already washed {z} pieces.] // How many pieces are left to wash?",
            )),
        },
    ),
)  # fmt: skip


def _kinds(s: Scene, sort: str, *, extra: bool = False) -> None:
    story, tail, a = _pick(s, KINDS, sort)
    if sort == "pack":
        z, n = s.given(tail.given, 3, 9), s.whole(3, 12)
        least = max(2, z.n * n // 5)
        x = s.given(story.first, least, z.n * n - least)
        y = s.given(story.second, z.n * n - x.n)
    else:
        x, y = s.given(story.first, 4, 50), s.given(story.second, 4, 50)
        if sort == "each":
            z = (
                s.given(tail.given, 2, 9)
                if "minutes" in tail.given
                else s.money(tail.given, 2, 9 if "ticket" in tail.given else 4)
            )
        else:
            z = s.given(tail.given, 2, 30 if sort == "more" else min(30, x.n + y.n - 3))
    total = s.step(story.middle, x + y, story.words.format(a=a))
    if sort == "pack":
        end = total / z
    elif sort == "each":
        end = total * z
    else:
        end = total + z if sort == "more" else total - z
    s.step(tail.result, end, tail.words.format(a=a))
    _tell(s, story, tail, a, x, y, z, extra=extra)


@family("twostep2.kinds_pack", topic=TOPIC, steps=2, weight=1.5)
def kinds_pack(s: Scene) -> None:
    """Two sorts are put together and packed: how many packs?"""
    _kinds(s, "pack")


@family("twostep2.kinds_each", topic=TOPIC, steps=2, weight=1.5)
def kinds_each(s: Scene) -> None:
    """Two sorts with the same price or time for each piece: how much in all?"""
    _kinds(s, "each")


@family("twostep2.kinds_more", topic=TOPIC, steps=2, weight=1.5)
def kinds_more(s: Scene) -> None:
    """Two sorts and a third one: how many in all?"""
    _kinds(s, "more")


@family("twostep2.kinds_less", topic=TOPIC, steps=2, weight=1.5)
def kinds_less(s: Scene) -> None:
    """Two sorts, of which some go: how many are left?"""
    _kinds(s, "less", extra=True)


# So many groups of so many

GROUPS = (
    Story(
        "levels", "coins per level", "coins won", "{a} won # coins",
        (
            "[{a} finished {x} levels of a game.] [In each level {he} won {y} coins."
            "|In each level {a} won {y} coins.]",
            "[Every level of a game gives {y} coins.] [{a} finished {x} levels.]",
            "[In a video game {a} got {y} coins per level] and [played {x} levels|{a} played {x} levels].",
        ),
        "A friend got {k} coins in another game.",
        (("coin/coins", "gem/gems", "ring/rings", "crystal/crystals"),),
        {
            "less": Tail("coins spent", "coins left", "{a} has # coins left", (
                "{o} [Then {he} spent {z} coins on a shield.] // How many coins does {he} have left?",
                "{o} [{he} lost {z} coins in a trap.] // How many coins does {a} still have?",
            )),
            "more": Tail("coins at first", "coins now", "{a} has # coins now", (
                "{o} [{he} had {z} coins from before.|{a} had {z} coins before.] "
                "// How many coins does {he} have now?",
                "[{a} had {z} coins at the start of the day.] {o} // How many coins does {a} have now?",
            )),
            "regroup": Tail("coins per life", "extra lives", "That buys # extra lives", (
                "{o} [An extra life costs {z} coins.] // How many extra lives can {he} buy?",
                "[It takes {z} coins to buy an extra life.] {o} "
                "// How many extra lives can {a} get with these coins? "
                "|| How many extra lives can {a} get?",
            )),
            "times": Tail("points per coin", "points", "The coins are worth # points", (
                "{o} [Each coin is worth {z} points.] // How many points did {he} get for the coins?",
                "[A coin counts {z} points.] {o} // How many points are the coins worth?",
            )),
        },
    ),
    Story(
        "rows", "tulips per row", "tulips planted", "There are # tulips",
        (
            "[{a} planted {x} rows of tulips] with [{y} in each row|there are {y} tulips in each row].",
            "[{a}'s garden has {x} rows of tulips.] [Each row has {y}.|Each row has {y} tulips.]",
            "[There are {y} tulips in every row of a flower bed.] [{a} counts {x} rows.]",
        ),
        "A neighbor has {k} tulips.",
        (("tulip/tulips", "@flower", "@flower", "@flower"),),
        {
            "less": Tail("tulips picked", "tulips left", "# tulips are left", (
                "{o} [{he} picked {z} of the tulips for {own} aunt.|{a} picked {z} tulips.] "
                "// How many tulips are left in the garden?",
                "{o} [Rabbits ate {z} tulips.] // How many tulips are left?",
            )),
            "more": Tail("tulips in pots", "tulips in all", "In all there are # tulips", (
                "{o} [{he} also has {z} tulips in pots.] // How many tulips does {he} have in all?",
                "[There are {z} tulips in pots by {a}'s door.] {o} // How many tulips are there altogether?",
            )),
            "regroup": Tail("tulips per bunch", "bunches", "That makes # bunches", (
                "{o} [{he} cuts all the tulips and ties them in bunches of {z}."
                "|{a} ties the tulips in bunches of {z}.] "
                "// How many bunches does {he} make?",
                "[A bunch has {z} tulips.] {o} // How many bunches can be made from all of them? "
                "|| How many bunches can be made from all the tulips?",
            )),
            "times": Tail("price per tulip", "money", "The tulips bring in #", (
                "{o} [All the tulips are sold for {z} each.] // How much money is that? "
                "|| How much are all the tulips worth?",
                "[A tulip costs {z} at the market.] {o} // How much are all the tulips worth?",
            )),
        },
    ),
    Story(
        "notebooks", "pages per notebook", "pages", "There are # pages",
        (
            "[{a} has {x} new notebooks] with [{y} pages each|each notebook has {y} pages].",
            "[A notebook has {y} pages.] [{a} bought {x} notebooks.]",
            "[{a} got {x} notebooks for school.] [There are {y} pages in each."
            "|There are {y} pages in each notebook.]",
        ),
        "A friend has {k} notebooks.",
        (("notebook/notebooks", "exercise book/exercise books", "writing pad/writing pads"),),
        {
            "less": Tail("pages used", "empty pages", "# pages are empty", (
                "{o} [{he} has used {z} pages for homework.] // How many pages are still empty?",
                "{o} [{he} tore out {z} pages.] // How many pages are left?",
            )),
            "more": Tail("loose pages", "pages in all", "In all there are # pages", (
                "{o} [{he} also has {z} loose pages.] // How many pages does {he} have in all?",
                "{o} [In {his} old notebook {z} pages are empty.|In {a}'s old notebook {z} pages are empty.] "
                "// How many empty pages does {a} have altogether?",
            )),
            "regroup": Tail("pages per week", "weeks", "They last # weeks", (
                "{o} [{he} fills {z} pages a week.] // For how many weeks are the notebooks enough?",
                "{o} // How many weeks will they last if [{a} uses {z} pages every week]? "
                "|| How many weeks will the notebooks last?",
            )),
            "times": Tail("lines per page", "lines", "There are # lines", (
                "{o} [Every page has {z} lines.] // How many lines are there in all the notebooks?",
                "[There are {z} lines on a page.] {o} // How many lines can {a} write in all?",
            )),
        },
    ),
)  # fmt: skip


def _groups(s: Scene, sort: str, *, extra: bool = False) -> None:
    story, tail, a = _pick(s, GROUPS, sort)
    x, y = s.given(story.first, 2, 9), s.given(story.second, *((12, 48) if "pages" in story.second else (4, 24)))
    total = s.step(story.middle, x * y, story.words.format(a=a))
    if sort == "less":
        z = s.given(tail.given, 2, min(40, x.n * y.n - 2))
        end = total - z
    elif sort == "more":
        z = s.given(tail.given, 2, 60)
        end = total + z
    elif sort == "regroup":
        z = s.given(tail.given, 2, 12)
        s.need(x.n * y.n % z.n == 0, x.n * y.n > z.n)
        end = total / z
    else:
        z = (
            s.money(tail.given, 2, 6)
            if "price" in tail.given
            else s.given(tail.given, 8 if "lines" in tail.given else 2, 20)
        )
        end = total * z
    s.step(tail.result, end, tail.words.format(a=a))
    _tell(s, story, tail, a, x, y, z, extra=extra)


@family("twostep2.groups_less", topic=TOPIC, steps=2, weight=1.5)
def groups_less(s: Scene) -> None:
    """So many groups of so many, some go: how many are left?"""
    _groups(s, "less", extra=True)


@family("twostep2.groups_more", topic=TOPIC, steps=2, weight=1.5)
def groups_more(s: Scene) -> None:
    """So many groups of so many and some more: how many in all?"""
    _groups(s, "more")


@family("twostep2.groups_regrouped", topic=TOPIC, steps=2, weight=1.5)
def groups_regrouped(s: Scene) -> None:
    """So many groups of so many, put into other groups: how many of those?"""
    _groups(s, "regroup")


@family("twostep2.groups_times", topic=TOPIC, steps=2, weight=1.5)
def groups_times(s: Scene) -> None:
    """So many groups of so many, each with so much: how much in all?"""
    _groups(s, "times")


# So many shared out equally

SHARED = (
    Story(
        "files", "drives", "files per drive", "Each drive holds # files",
        (
            "[{a} copied {x} files in equal parts onto {y} drives."
            "|{a} copied {x} files equally onto {y} drives.]",
            "[{y} drives hold the same number of files.] [Together they hold {x} files."
            "|Together the drives hold {x} files.]",
        ),
        "",
        (("files", "songs", "videos", "photos"),),
        {
            "less": Tail("files deleted", "files left", "# files are left on the first drive", (
                "{o} [{z} files on the first drive were deleted.] // How many files are left on the first drive?",
                "{o} [Then {z} files were removed from one drive.] // How many files are on that drive now? "
                "|| How many files are now on the drive from which files were removed?",
            )),
            "more": Tail("files added", "files on the first drive", "The first drive has # files", (
                "{o} [Then {z} more files were saved on the first drive.] "
                "// How many files are on the first drive now?",
                "{o} [The first drive held {z} other files as well.] // How many files are there on the first drive?",
            )),
        },
    ),
    Story(
        "students", "buses", "students per bus", "There are # students on each bus",
        (
            "[{x} students ride in {y} buses, with the same number in each.|{x} students ride equally in {y} buses.]",
            "[{y} buses take a school to the zoo.] [The {x} students are split equally among them."
            "|{x} students are split equally among the buses.]",
            "[A school with {x} students goes to the sea in {y} buses.] Every bus has the same number of students.",
        ),
        "",
        (("students", "pupils", "campers"),),
        {
            "less": Tail("students off", "students left", "# students are left on the first bus", (
                "{o} [{z} students get off the first bus.] // How many students are left on the first bus?",
                "{o} [On the first bus {z} students are asleep.] // How many students on the first bus are awake?",
            )),
            "more": Tail("teachers", "people on the first bus", "There are # people on the first bus", (
                "{o} [{z} teachers ride in the first bus too.] // How many people ride in the first bus?",
                "[{z} teachers sit in the first bus.] {o} // How many students and teachers are in the first bus?",
            )),
        },
    ),
    Story(
        "problems", "days", "problems per day", "It is # problems a day",
        (
            "[{a} has {x} math problems for {y} days and does the same number each day."
            "|{a} has {x} math problems to do equally in {y} days.]",
            "[{a}'s homework is {x} problems.] [{he} plans to do equal parts on {y} days."
            "|{a} plans to do equal parts on {y} days.]",
        ),
        "",
        (("problems", "exercises", "tasks"),),
        {
            "less": Tail("problems done today", "problems left today", "# problems are left for today", (
                "{o} [On the first day {he} has done {z} problems so far.] "
                "// How many problems does {he} still have to do that day? "
                "|| How many problems does {a} still have to do on the first day?",
                "{o} [On the first day {he} finished {z} before lunch."
                "|On the first day {a} finished {z} problems before lunch.] "
                "// How many are left for that day? || How many problems are left for the first day?",
            )),
            "more": Tail("extra problems", "problems on the first day", "On the first day it is # problems", (
                "{o} [On the first day {he} did {z} extra problems too.] "
                "// How many problems did {he} do on the first day?",
                "{o} [On the first day {he} did {z} more than planned."
                "|On the first day {a} did {z} more problems than planned.] "
                "// How many problems did {a} do on the first day?",
            )),
        },
    ),
)  # fmt: skip


def _shared(s: Scene, sort: str) -> None:
    story, tail, a = _pick(s, SHARED, sort)
    y, each = s.given(story.second, 2, 8), s.whole(6, 30)
    x = s.given(story.first, y.n * each)
    z = s.given(tail.given, 2, each - 2 if sort == "less" else 15)
    part = s.step(story.middle, x / y, story.words.format(a=a))
    s.step(tail.result, part - z if sort == "less" else part + z, tail.words.format(a=a))
    _tell(s, story, tail, a, x, y, z)


@family("twostep2.shared_less", topic=TOPIC, steps=2, weight=1.5)
def shared_less(s: Scene) -> None:
    """An equal part, of which some go: how many are left in it?"""
    _shared(s, "less")


@family("twostep2.shared_more", topic=TOPIC, steps=2, weight=1.5)
def shared_more(s: Scene) -> None:
    """An equal part to which some come: how many then?"""
    _shared(s, "more")


@family("twostep2.shared_among_both", topic=TOPIC, steps=2, weight=1.5)
def shared_among_both(s: Scene) -> None:
    """Things are shared equally among two sorts of people or places: how many for each?"""
    a = s.adult()
    kind, k1, k2, one, verb = s.choose(
        ("keep", "girls", "boys", "child", "gives"), ("treat", "adults", "children", "person", "gives"),
        ("stationery", "new desks", "old desks", "desk", "puts"),
        ("treat", "big plates", "small plates", "plate", "puts"),
    )  # fmt: skip
    t = s.thing(kind)
    y, z = s.given(k1, 2, 9), s.given(k2, 2, 9)
    x = s.given(str(t), (y.n + z.n) * s.whole(2, 12))
    into = "on" if verb == "puts" else "to"
    both = s.step("number of parts", y + z, "That is # in all")
    s.step(f"{t} for each", x // both, f"Each {one} gets # {t}")
    s.forms(
        f"[{a} has {x} {t}.] [{a.he} {verb} the same number {into} each of {y} {k1} and {z} {k2}."
        f"|{a} {verb} the same number of {t} {into} each of {y} {k1} and {z} {k2}.] "
        f"// How many {t} does each {one} get?",
        f"[There are {y} {k1} and {z} {k2}.] [{a} {verb} {x} {t} {into} them, with the same number for each."
        f"|{a} {verb} {x} {t} {into} them equally.] // How many {t} are there for each {one}?",
        f"// If [{a} {verb} {x} {t} equally {into} {y} {k1} and {z} {k2}], how many {t} does each {one} get?",
        f"[{a}'s {x} {t} are divided equally among {z} {k2} and {y} {k1}.] // How many {t} does each {one} get?",
    )


# So much for each, and the number of those changes

EACH = (
    Story(
        "meatballs per child", "children in class", "children", "There are # children",
        (
            "[At lunch each child gets {x} meatballs.] [A class has {y} children.]",
            "[There are {y} children in a class.] [The cook gives {x} meatballs to each child.]",
        ),
        "",
        (("meatballs", "dumplings", "crackers", "strawberries"),),
        {
            "missing": Tail("children absent", "meatballs", "The cook needs # meatballs", (
                "{o} [Today {z} of them are absent.|Today {z} children are absent.] "
                "// How many meatballs are needed today?",
                "{o} [{z} children are ill and at home.] // How many meatballs does the cook need?",
            )),
            "joined": Tail("children who join", "meatballs", "The cook needs # meatballs", (
                "{o} [Today {z} children from another class join them.] // How many meatballs are needed today?",
                "{o} [{z} new children come to the class.] // How many meatballs does the cook need now?",
            )),
        },
    ),
    Story(
        "pay per hour", "hours planned", "hours worked", "{a} works # hours",
        (
            "[{a} gets {x} an hour for helping in a garden.] [{he} planned to work {y} hours.]",
            "[{a} planned to help a neighbor for {y} hours.] [The pay is {x} an hour.]",
        ),
        "",
        (),
        {
            "missing": Tail("hours less", "money earned", "{a} earns #", (
                "{o} [Because of rain {he} worked {z} hours less than that.|{a} worked {z} hours less than planned.] "
                "// How much money did {he} earn?",
                "{o} [{he} stopped {z} hours early.] // How much did {a} earn?",
            )),
            "joined": Tail("extra hours", "money earned", "{a} earns #", (
                "{o} [In the end {he} worked {z} hours more than that.|{a} worked {z} hours more than planned.] "
                "// How much money did {he} earn?",
                "{o} [{he} stayed {z} hours longer.] // How much did {a} earn?",
            )),
        },
    ),
    Story(
        "points per life", "lives at first", "lives at the end", "{a} has # lives at the end",
        (
            "[In a game each life at the end is worth {x} points.] [{a} started with {y} lives.]",
            "[{a} had {y} lives at the start of a game.] [At the end a player gets {x} points for each life.]",
        ),
        "",
        (),
        {
            "missing": Tail("lives lost", "points", "{a} gets # points", (
                "{o} [{he} lost {z} lives.] // How many points did {he} get for {his} lives at the end? "
                "|| How many points did {a} get for the lives at the end?",
                "{o} [{z} lives were lost on the way.] // How many points did {a} get for the rest? "
                "|| How many points did {a} get for the remaining lives?",
            )),
            "joined": Tail("lives won", "points", "{a} gets # points", (
                "{o} [{he} won {z} more lives and lost none.|{a} won {z} more lives.] "
                "// How many points did {he} get for {his} lives at the end? "
                "|| How many points did {a} get for the lives at the end?",
                "{o} [{he} found {z} extra lives and kept all of them.|{a} found {z} extra lives.] "
                "// How many points did {a} get for all the lives?",
            )),
        },
    ),
)  # fmt: skip


def _each(s: Scene, sort: str) -> None:
    story, tail, a = _pick(s, EACH, sort)
    x = s.money(story.first, 4, 15) if "pay" in story.first else s.given(story.first, 2, 12)
    z = s.given(tail.given, 2, 6)
    low, high = (10, 24) if "class" in story.second else (2, 9)
    y = s.given(story.second, z.n + low, z.n + high)
    number = s.step(story.middle, y - z if sort == "missing" else y + z, story.words.format(a=a))
    s.step(tail.result, x * number, tail.words.format(a=a))
    _tell(s, story, tail, a, x, y, z)


@family("twostep2.each_missing", topic=TOPIC, steps=2, weight=1.5)
def each_missing(s: Scene) -> None:
    """So much for each, but some are missing: how much in all?"""
    _each(s, "missing")


@family("twostep2.each_joined", topic=TOPIC, steps=2, weight=1.5)
def each_joined(s: Scene) -> None:
    """So much for each, and some join: how much in all?"""
    _each(s, "joined")


# So many are used every day


def _daily(s: Scene, *, ask_days: bool) -> None:
    a = s.child()
    kind, past = s.choose(
        ("sweet", "ate"), ("treat", "gave away"), ("treat", "sold"), ("decoration", "used"), ("stationery", "gave away")
    )  # fmt: skip
    t = s.thing(kind)
    who = f"a {s.box(t)}"
    s.need(who not in ("a plate", "a tray"))
    y, days = s.given(f"{t} per day", 2, 12), s.whole(2, 12)
    forms: tuple[str, ...]
    start = f"[{a} had {{x}} {t} in {who}.]"
    use = f"[Every day {a.he} {past} {y} of them.|Every day {a} {past} {y} {t}.]"
    if ask_days:
        z = s.given(f"{t} left", 2, 20)
        x = s.given(f"{t} at first", z.n + y.n * days)
        gone = s.step(f"{t} used", x - z, f"{a} {past} # {t}")
        s.step("days", gone / y, "That took # days")
        end = f"[Now {{z}} are left.|Now {{z}} {t} are left.]"
        ask = f"(How many days has it been?/For how many days did {a} do this?) || How many days did that take?"
        forms = (
            f"{start} {use} {end} // {ask}",
            f"{end.replace('Now', 'Today').replace('{z} are left.|', f'{{z}} {t} are left in {who}.|')} "
            f"[{a} started with {{x}}|{a} started with {{x}} {t}] and [{past} {y} a day|{a} {past} {y} {t} a day]. "
            f"// How many days have gone by?",
            f"{start} // After how many days were [only {{z}} left|only {{z}} {t} were left] if "
            f"[{a.he} {past} {y} a day|{a} {past} {y} {t} a day]? || How many days did that take?",
            f"{start} {end} // How many days have gone by if [{a} {past} {y} each day|{a} {past} {y} {t} each day]? "
            f"|| How many days did that take?",
        )
    else:
        z = s.given("days", days)
        x = s.given(f"{t} at first", y.n * z.n + 2, y.n * z.n + 40)
        gone = s.step(f"{t} used", y * z, f"{a} {past} # {t}")
        s.step(f"{t} left", x - gone, f"# {t} are left")
        noise = f"A friend had {s.noise(10, 90)} {t}. " if s.chance(0.5) else ""
        forms = (
            f"{noise}{start} {use} // How many {t} were left after [{{z}} days|this went on for {{z}} days]? "
            f"|| How many {t} were left?",
            f"{noise}{start} [{a} {past} {y} a day|{a} {past} {y} {t} a day] for [{{z}} days"
            f"|this went on for {{z}} days]. "
            f"// How many {t} does {a} still have?",
            f"{noise}[For {{z}} days {a} {past} {y} {t} a day.] [At first there were {{x}} in {a}'s {who[2:]}."
            f"|At first there were {{x}} {t} in {a}'s {who[2:]}.] // How many {t} are left?",
        )
    s.forms(*(form.format(x=x, z=z) for form in forms))


@family("twostep2.days_asked", topic=TOPIC, steps=2, weight=1.5)
def days_asked(s: Scene) -> None:
    """So many at first, so many used each day, so many left: how many days?"""
    _daily(s, ask_days=True)


@family("twostep2.days_given", topic=TOPIC, steps=2, weight=1.5)
def days_given(s: Scene) -> None:
    """So many at first, so many used each day for so many days: how many are left?"""
    _daily(s, ask_days=False)
