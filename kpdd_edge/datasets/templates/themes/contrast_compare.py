"""One story of two or three who are compared, many questions: only the question tells which numbers matter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Quantity, Scene

TOPIC = "contrast: comparing"

#: A number with the sentence that states it: whole, and short after another one of the same sort.
Item = tuple[Quantity, str, str]

_GROUPS = (
    (("the red team", "the blue team", "the green team"), "point", "scored", "score", 5, 90),
    (("the bakery", "the cafe", "the supermarket"), "cake", "sold", "sell", 8, 120),
    (("the first class", "the second class", "the third class"), "can", "collected", "collect", 12, 200),
    (("the oak tree", "the apple tree", "the pine tree"), "nest", "has", "have", 2, 25),
    (("the toy shop", "the bookstore", "the shoe store"), "customer", "had", "have", 10, 150),
    (("the zoo", "the farm", "the museum"), "visitor", "had", "have", 40, 500),
    (("the brown hen", "the white hen", "the black hen"), "egg", "laid", "lay", 3, 40),
    (("the school", "the library", "the town hall"), "computer", "has", "have", 5, 90),
    (("the morning train", "the noon train", "the evening train"), "passenger", "carried", "carry", 20, 300),
    (("the elephant", "the bear", "the monkey"), "apple", "ate", "eat", 4, 60),
    (("the big town", "the small town", "the village"), "shop", "has", "have", 4, 90),
)  # fmt: skip
_MEASURES = (
    ("red ribbon/blue ribbon/green ribbon", "is", "long", "longer", "shorter", "length", "inches/centimeters", 8, 90),
    ("first rope/second rope/third rope", "is", "long", "longer", "shorter", "length", "feet/meters", 4, 60),
    ("old bridge/new bridge/stone bridge", "is", "long", "longer", "shorter", "length", "meters/feet", 20, 300),
    ("brown snake/green snake/black snake", "is", "long", "longer", "shorter", "length", "inches/centimeters", 15, 120),
    ("oak tree/pine tree/apple tree", "is", "tall", "taller", "shorter", "height", "feet/meters", 6, 60),
    ("red tower/white tower/gray tower", "is", "tall", "taller", "shorter", "height", "meters/feet", 20, 250),
    ("brown dog/white dog/black dog", "weighs", "", "heavier", "lighter", "weight", "pounds/kilograms", 8, 60),
    ("pumpkin/melon/cabbage", "weighs", "", "heavier", "lighter", "weight", "ounces/pounds", 6, 40),
    ("blue bag/red bag/yellow bag", "weighs", "", "heavier", "lighter", "weight", "pounds/kilograms", 5, 50),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Talk:
    """How the things of one story are spoken of: statements, relations and questions."""

    who: Sequence[str]
    low: int
    high: int
    what: str
    state: Callable[[str, Quantity], tuple[str, str]]
    relate: Callable[[str, str, Quantity, bool], tuple[str, str]]
    ask: Callable[[str], tuple[str, ...]]
    ask_more: Callable[[str, str], tuple[str, ...]]
    ask_sum: Callable[[Sequence[str]], tuple[str, ...]]
    is_: Callable[[str], str]
    is_more: Callable[[str, str], str]
    is_sum: Callable[[Sequence[str]], str]

    def name(self, who: str) -> str:
        return f"{who.removeprefix('the ')} {self.what}"


def _and(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _counts(who: Sequence[str], one: str, many: str, verb: str, base: str, low: int, high: int) -> Talk:
    does, do = ("does", "do") if verb == "has" else ("did", "did")
    all_verb = "have" if verb == "has" else verb

    def ask_more(x: str, y: str) -> tuple[str, ...]:
        found: tuple[str, ...] = (
            f"How many more {many} {does} {x} {base} than {y}?",
            f"How many more {many} {does} {x} {base} than {y}?",
            f"How many fewer {many} {does} {y} {base} than {x}?",
            f"What is the difference between the number of {many} {x} {verb} and the number {y} {verb}?",
        )
        if verb == "has" and not x.startswith("the "):
            found += (f"How many more {many} does {y} need to have as many as {x}?",)
        return found

    return Talk(
        who,
        low,
        high,
        many,
        lambda x, n: (f"{x} {verb} {n} {one if n.n == 1 else many}", f"{x} {verb} {n}"),
        lambda x, y, d, up: (
            f"{x} {verb} {d} {'more' if up else 'fewer'} {many} than {y}",
            f"{d} {'more' if up else 'fewer'} than {y}",
        ),
        lambda x: (
            f"How many {many} {does} {x} {base}?",
            f"How many {many} {does} {x} {base}?",
            f"What is the number of {many} {x} {verb}?",
        ),
        ask_more,
        lambda xs: (
            f"How many {many} {do} {_and(xs)} {base} together?",
            f"How many {many} {do} {_and(xs)} {base} in all?",
            f"How many {many} {do} {_and(xs)} {base} altogether?",
            f"What is the total number of {many} {_and(xs)} {all_verb}?",
        ),
        lambda x: f"{x} {verb} # {many}",
        lambda x, y: f"{x} {verb} # more {many} than {y}",
        lambda xs: f"Together {_and(xs)} {all_verb} # {many}",
    )


def _people(s: Scene) -> Talk:
    t = s.thing("keep", "fruit", "sweet")
    verb, base = s.choose(("has", "have"), ("has", "have"), ("bought", "buy"), ("got", "get"), ("counted", "count"))
    who = [str(person) for person in s.people(3)]
    return _counts(who, t.one, t.many, verb, base, 2, s.choose(20, t.top, t.top, 100))


def _groups(s: Scene) -> Talk:
    who, one, verb, base, low, high = s.choose(*_GROUPS)
    return _counts(s.rng.sample(who, 3), one, one + "s", verb, base, low, high)


def _measures(s: Scene) -> Talk:
    names, verb, tall, up_word, down_word, noun, units, low, high = s.choose(*_MEASURES)
    unit = s.choose(*units.split("/"))
    who = [f"the {name}" for name in s.rng.sample(names.split("/"), 3)]
    tail = f" {tall}" if tall else ""

    def word(up: bool) -> str:
        return up_word if up else down_word

    def ask(x: str) -> tuple[str, ...]:
        if tall:
            return (f"How {tall} is {x}?", f"What is the {noun} of {x} in {unit}?", f"How many {unit} {tall} is {x}?")
        return (
            f"How much does {x} weigh?",
            f"How many {unit} does {x} weigh?",
            f"What is the weight of {x} in {unit}?",
        )

    def ask_sum(xs: Sequence[str]) -> tuple[str, ...]:
        if noun == "weight":
            return (
                f"How many {unit} do {_and(xs)} weigh together?",
                f"How much do {_and(xs)} weigh in all?",
                f"What is the total weight of {_and(xs)}?",
            )
        if noun == "length":
            return (
                f"How many {unit} long are {_and(xs)} together?",
                f"What is the total length of {_and(xs)}?",
                f"How long are {_and(xs)} altogether?",
            )
        return (
            f"What is the total height of {_and(xs)}?",
            f"What is the height of {_and(xs)} together?",
            f"How many {unit} do the heights of {_and(xs)} make together?",
        )

    return Talk(
        who,
        low,
        high,
        noun,
        lambda x, n: (f"{x} {verb} {n} {unit}{tail}", f"{x} {verb} {n} {unit}"),
        lambda x, y, d, up: (f"{x} is {d} {unit} {word(up)} than {y}", f"{d} {unit} {word(up)} than {y}"),
        ask,
        lambda x, y: (
            f"How much {up_word} is {x} than {y}?",
            f"How many {unit} {up_word} is {x} than {y}?",
            f"How many {unit} {down_word} is {y} than {x}?",
            f"What is the difference between the {noun} of {x} and that of {y}?",
        ),
        ask_sum,
        lambda x: f"{x} {verb} # {unit}{tail}",
        lambda x, y: f"{x} is # {unit} {up_word} than {y}",
        lambda xs: f"Together it is # {unit}",
    )


def _ages(s: Scene) -> Talk:
    who = [str(person) for person in s.people(3)]
    return Talk(
        who,
        4,
        s.choose(20, 40, 70),
        "age",
        lambda x, n: (f"{x} is {n} years old", f"{x} is {n}"),
        lambda x, y, d, up: (
            f"{x} is {d} years {'older' if up else 'younger'} than {y}",
            f"{d} years {'older' if up else 'younger'} than {y}",
        ),
        lambda x: (f"How old is {x}?", f"How old is {x} now?", f"What is the age of {x}?"),
        lambda x, y: (
            f"How many years older is {x} than {y}?",
            f"How many years younger is {y} than {x}?",
            f"How much older is {x} than {y}?",
            f"What is the difference between the ages of {x} and {y}?",
        ),
        lambda xs: (
            f"What is the sum of the ages of {_and(xs)}?",
            f"How old are {_and(xs)} together?",
            f"How many years old are {_and(xs)} altogether?",
        ),
        lambda x: f"{x} is # years old",
        lambda x, y: f"{x} is # years older than {y}",
        lambda xs: f"The ages of {_and(xs)} make # years",
    )


def _distances(s: Scene) -> Talk:
    who = [str(person) for person in s.people(3)]
    unit, high = s.choose(("miles", 40), ("blocks", 25), ("kilometers", 60), ("miles", 90))
    walk, go = s.choose(("walked", "walk"), ("rode", "ride"), ("ran", "run"), ("cycled", "cycle"))
    return Talk(
        who,
        3,
        high,
        unit,
        lambda x, n: (f"{x} {walk} {n} {unit}", f"{x} {walk} {n}"),
        lambda x, y, d, up: (
            f"{x} {walk} {d} {unit} {'further' if up else 'less'} than {y}",
            f"{d} {unit} {'further' if up else 'less'} than {y}",
        ),
        lambda x: (f"How far did {x} {go}?", f"How many {unit} did {x} {go}?", f"What distance did {x} {go}?"),
        lambda x, y: (
            f"How many more {unit} did {x} {go} than {y}?",
            f"How much further did {x} {go} than {y}?",
            f"How many fewer {unit} did {y} {go} than {x}?",
            f"How many {unit} further did {x} {go} than {y}?",
        ),
        lambda xs: (
            f"How many {unit} did {_and(xs)} {go} together?",
            f"How far did {_and(xs)} {go} in all?",
            f"What is the total distance that {_and(xs)} {walk}?",
        ),
        lambda x: f"{x} {walk} # {unit}",
        lambda x, y: f"{x} {walk} # {unit} further than {y}",
        lambda xs: f"Together {_and(xs)} {walk} # {unit}",
    )


def _apart(s: Scene, count: int, low: int, high: int) -> list[int]:
    """Different values, no two of them neighbours."""
    values = [s.whole(low, high) for _ in range(count)]
    s.need(all(abs(x - y) > 1 for i, x in enumerate(values) for y in values[:i]))
    return values


def _number(s: Scene, name: str, value: int, matters: bool) -> Quantity:
    return s.given(name, value) if matters else s.noise(value, value)


def _fact(number: Quantity, said: str, fact: str) -> str:
    return f"[{said}|{fact}]" if number.name else said


def _clauses(s: Scene, items: Sequence[Item]) -> list[str]:
    """The statements in any order."""
    brief = s.chance(0.5)
    shuffled = s.rng.sample(items, len(items))
    return [_fact(n, short if brief and i else full, full) for i, (n, full, short) in enumerate(shuffled)]


def _linked(s: Scene, one: Item, two: Item) -> str:
    """Two statements about the same one in one sentence."""
    first, second = (one, two) if s.chance(0.5) else (two, one)
    return f"{_fact(first[0], first[1], first[1])} and {_fact(second[0], second[2], second[1])}"


def _listed(clauses: Sequence[str]) -> str:
    if len(clauses) == 1:
        return clauses[0]
    *rest, last = clauses
    return f"{', '.join(rest)}{', and' if any(' and ' in c for c in clauses) else ' and'} {last}"


def _same_again(clauses: Sequence[str], who: Sequence[str]) -> list[str]:
    """A pronoun where a statement begins with the only one whom the statement before it names."""
    found, before = list[str](), ""
    for clause in clauses:
        bare = clause.removeprefix("[")
        subject = next((x for x in who if bare.startswith(f"{x} ")), "")
        if subject and subject == before:
            pronoun = "it" if subject.startswith("the ") else f"{subject[:-1]}.he\x03"
            clause = clause.replace(subject, pronoun, 1)
            bare = bare.replace(subject, pronoun, 1)
        said = bare.split("|")[0]
        before = subject if sum(x in said for x in who) <= 1 else ""
        found.append(clause)
    return found


def _tell(s: Scene, clauses: Sequence[str], question: str, who: Sequence[str] = ()) -> None:
    """The statements as one or several sentences, with the question behind them or around them."""
    cut = s.whole(1, len(clauses) - 1)
    clauses = _same_again(clauses, who)
    parts = ". ".join(clauses)
    s.forms(
        f"{parts}. // {question}",
        f"{parts}. // {question}",
        f"{_listed(clauses)}. // {question}",
        f"{_listed(clauses[:cut])}. {_listed(clauses[cut:])}. // {question}",
        f"{_listed(clauses[:cut])}. {_listed(clauses[cut:])}. // {question}",
        f"// If {_listed(clauses)}, {question[0].lower()}{question[1:]} || {question}",
        f"// {question[:-1]} if {_listed(clauses)}? || {question}",
    )


def _three(s: Scene, talk: Talk, every: bool = True) -> None:
    """Three amounts: two are compared, two are added, or all are added."""
    values = _apart(s, 3, talk.low, talk.high)
    i, j = s.rng.sample(range(3), 2)
    i, j = (i, j) if values[i] > values[j] else (j, i)
    sort = s.choose("more", "more", "more", "both", "both", *(["all"] if every else []))
    numbers = [
        _number(s, talk.name(x), v, sort == "all" or k in (i, j))
        for k, (x, v) in enumerate(zip(talk.who, values, strict=True))
    ]
    x, y = talk.who[i], talk.who[j]
    if sort == "more":
        s.step("difference", numbers[i] - numbers[j], talk.is_more(x, y))
        question = s.choose(*talk.ask_more(x, y))
    elif sort == "both":
        x, y, i, j = s.choose((x, y, i, j), (y, x, j, i))
        s.step("total", numbers[i] + numbers[j], talk.is_sum((x, y)))
        question = s.choose(*talk.ask_sum((x, y)))
    else:
        s.step("total", numbers[0] + numbers[1] + numbers[2], talk.is_sum(talk.who))
        question = s.choose(*talk.ask_sum(talk.who))
    items = [(n, *talk.state(x, n)) for x, n in zip(talk.who, numbers, strict=True)]
    _tell(s, _clauses(s, items), question)


@family("contrastcompare.three_people", topic=TOPIC, steps=1, weight=1.5)
def three_people(s: Scene) -> None:
    """Three people's amounts: how many more, or how many together?"""
    _three(s, _people(s))


@family("contrastcompare.three_groups", topic=TOPIC, steps=1, weight=1.5)
def three_groups(s: Scene) -> None:
    """Amounts of three teams, shops, classes or animals: how many more, or how many together?"""
    _three(s, _groups(s))


@family("contrastcompare.three_measures", topic=TOPIC, steps=1, weight=1.5)
def three_measures(s: Scene) -> None:
    """Three lengths, heights or weights: how much more, or how much together?"""
    _three(s, _measures(s))


@family("contrastcompare.three_walks", topic=TOPIC, steps=1, weight=1.5)
def three_walks(s: Scene) -> None:
    """Three ages or distances: how much older or further, or how much together?"""
    _three(s, s.choose(_ages, _distances)(s))


@family("contrastcompare.two_beat_one", topic=TOPIC, steps=2, weight=1.5)
def two_beat_one(s: Scene) -> None:
    """Two together against a third one, with a fourth number beside them or without."""
    talk = s.choose(_people, _people, _groups)(s)
    t, extra = talk.what, s.chance(0.85)
    who = [*talk.who, str(s.child())] if not talk.who[0].startswith("the ") and extra else list(talk.who)
    values = _apart(s, len(who), talk.low, talk.high)
    numbers = [_number(s, talk.name(x), v, k < 3) for k, (x, v) in enumerate(zip(who, values, strict=True))]
    (a, b, c), (x, y, z) = numbers[:3], who[:3]
    both = s.step(f"{t} together", a + b, talk.is_sum((x, y)))
    verb = talk.is_(x).removeprefix(f"{x} ").split(" #")[0]
    does = "do" if verb == "has" else "did"
    base = talk.ask(x)[0].removesuffix("?").rsplit(" ", 1)[1]
    if both.value > c.value:
        s.step("difference", both - c, f"That is # more {t} than {z} {verb}")
        question = s.choose(
            f"How many more {t} {does} {x} and {y} {base} together than {z}?",
            f"How many more {t} {does} {x} and {y} together {base} than {z}?",
        )
    else:
        s.step("difference", c - both, f"That is # fewer {t} than {z} {verb}")
        question = s.choose(
            f"How many fewer {t} {does} {x} and {y} {base} together than {z}?",
            f"How many more {t} {'does' if does == 'do' else does} {z} {base} than {x} and {y} together?",
        )
    _tell(s, _clauses(s, [(n, *talk.state(w, n)) for w, n in zip(who, numbers, strict=True)]), question)


def _relation(s: Scene, talk: Talk, sort: str) -> None:
    """One amount, and how it differs from two others."""
    a, b, c = talk.who
    va, vb, vc = _apart(s, 3, talk.low, talk.high)
    d1, d2 = abs(va - vb), abs(va - vc)
    s.need(len({va, d1, d2}) == 3)
    n = _number(s, talk.name(a), va, sort != "difference")
    one = _number(s, "difference to " + b.removeprefix("the "), d1, sort != "third")
    two = _number(s, "difference to " + c.removeprefix("the "), d2, sort not in ("second", "second sum"))
    if sort == "difference":
        up, down = (b, c) if vb > vc else (c, b)
        gap = one - two if d1 > d2 else two - one
        expr = one + two if (vb > va) != (vc > va) else gap
        s.step("difference", expr, talk.is_more(up, down))
        question = s.choose(*talk.ask_more(up, down))
    elif sort in ("second", "second sum"):
        second = s.step(talk.name(b), n + one if vb > va else n - one, talk.is_(b))
        question = s.choose(*talk.ask(b))
        if sort == "second sum":
            s.step("total", n + second, talk.is_sum((a, b)))
            question = s.choose(*talk.ask_sum(s.choose((a, b), (b, a))))
    else:
        second = s.step(talk.name(b), n + one if vb > va else n - one, talk.is_(b))
        third = s.step(talk.name(c), n + two if vc > va else n - two, talk.is_(c))
        if sort == "others":
            s.step("total", second + third, talk.is_sum((b, c)))
            question = s.choose(*talk.ask_sum(s.choose((b, c), (c, b))))
        else:
            s.step("total", n + second + third, talk.is_sum((a, b, c)))
            question = s.choose(*talk.ask_sum((a, b, c)))
    state = _fact(n, talk.state(a, n)[0], talk.state(a, n)[0])
    if s.chance(0.5):
        linked = _linked(s, (one, *talk.relate(a, b, one, va > vb)), (two, *talk.relate(a, c, two, va > vc)))
        clauses = [state, linked]
    else:
        first = talk.relate(a, b, one, va > vb) if s.chance(0.5) else talk.relate(b, a, one, vb > va)
        other = talk.relate(a, c, two, va > vc) if s.chance(0.5) else talk.relate(c, a, two, vc > va)
        clauses = [state, _fact(one, first[0], first[0]), _fact(two, other[0], other[0])]
    _tell(s, s.rng.sample(clauses, len(clauses)), question, talk.who)


@family("contrastcompare.relation_people", topic=TOPIC, steps=1, weight=1.5)
def relation_people(s: Scene) -> None:
    """Someone has more than one and fewer than another: what has one of them, or how do the two differ?"""
    _relation(s, _people(s), s.choose("second", "second", "difference"))


@family("contrastcompare.relation_groups", topic=TOPIC, steps=1, weight=1.5)
def relation_groups(s: Scene) -> None:
    """A team, shop or animal has more than one and fewer than another: one of the others, or how do they differ?"""
    _relation(s, _groups(s), s.choose("second", "second", "difference"))


@family("contrastcompare.relation_measures", topic=TOPIC, steps=1, weight=1.5)
def relation_measures(s: Scene) -> None:
    """Taller, older, further than two others: what about one of them, or how do the two differ?"""
    _relation(s, s.choose(_measures, _ages, _distances)(s), s.choose("second", "second", "difference"))


@family("contrastcompare.relation_pair", topic=TOPIC, steps=2, weight=1.5)
def relation_pair(s: Scene) -> None:
    """One amount and its difference to two others: how many has it together with one of them?"""
    _relation(s, s.choose(_people, _people, _groups, _measures, _ages, _distances)(s), "second sum")


@family("contrastcompare.relation_all", topic=TOPIC, steps=3, weight=0.7)
def relation_all(s: Scene) -> None:
    """One amount and its difference to two others: how many have all, or the two others, together?"""
    _relation(s, s.choose(_people, _people, _groups, _distances)(s), s.choose("others", "all"))


def _chain(s: Scene, sort: str) -> None:
    """A second one against the first, a third one against the second."""
    talk = s.choose(_people, _people, _groups, _measures, _ages, _distances)(s)
    a, b, c = talk.who
    va, vb, vc = _apart(s, 3, talk.low, talk.high)
    d1, d2 = abs(va - vb), abs(vb - vc)
    s.need(len({va, d1, d2}) == 3)
    n = _number(s, talk.name(a), va, sort != "ends")
    one = _number(s, "difference to " + a.removeprefix("the "), d1, True)
    two = _number(s, "difference to " + b.removeprefix("the "), d2, sort in ("ends", "third", "sum", "all"))
    if sort == "ends":
        up, down = (a, c) if va > vc else (c, a)
        same = (vb > va) == (vc > vb)
        s.step("difference", one + two if same else one - two if d1 > d2 else two - one, talk.is_more(up, down))
        question = s.choose(*talk.ask_more(up, down))
    else:
        second = s.step(talk.name(b), n + one if vb > va else n - one, talk.is_(b))
        question = s.choose(*talk.ask(b))
        if sort == "pair":
            s.step("total", n + second, talk.is_sum((a, b)))
            question = s.choose(*talk.ask_sum((a, b)))
        elif sort in ("third", "sum", "all"):
            third = s.step(talk.name(c), second + two if vc > vb else second - two, talk.is_(c))
            question = s.choose(*talk.ask(c))
            if sort == "sum":
                x, first = s.choose((a, n), (b, second))
                s.step("total", first + third, talk.is_sum((x, c)))
                question = s.choose(*talk.ask_sum((x, c)))
            elif sort == "all":
                s.step("total", n + second + third, talk.is_sum((a, b, c)))
                question = s.choose(*talk.ask_sum((a, b, c)))
    said = talk.state(a, n)[0]
    first_said = (talk.relate(b, a, one, vb > va) if s.chance(0.6) else talk.relate(a, b, one, va > vb))[0]
    second_said = (talk.relate(c, b, two, vc > vb) if s.chance(0.6) else talk.relate(b, c, two, vb > vc))[0]
    clauses = [_fact(n, said, said), _fact(one, first_said, first_said), _fact(two, second_said, second_said)]
    _tell(s, clauses if s.chance(0.5) else s.rng.sample(clauses, 3), question, talk.who)


@family("contrastcompare.chain_one", topic=TOPIC, steps=1, weight=1.5)
def chain_one(s: Scene) -> None:
    """The second against the first, the third against the second: the second one, or first and last compared?"""
    _chain(s, s.choose("second", "second", "ends"))


@family("contrastcompare.chain_two", topic=TOPIC, steps=2, weight=1.5)
def chain_two(s: Scene) -> None:
    """The second against the first, the third against the second: the third one, or the first two together?"""
    _chain(s, s.choose("third", "pair", "pair"))


@family("contrastcompare.chain_three", topic=TOPIC, steps=3, weight=0.7)
def chain_three(s: Scene) -> None:
    """The second against the first, the third against the second: two of them or all together?"""
    _chain(s, s.choose("sum", "sum", "all"))


_PAIRS = (
    (("the first class", "the second class"), "boys", "girls", "has", "have", 6, 20),
    (("the old farm", "the new farm"), "cows", "goats", "has", "have", 5, 90),
    (("the big park", "the small park"), "oak trees", "maple trees", "has", "have", 8, 90),
    (("the bakery", "the cafe"), "muffins", "pies", "sold", "sell", 6, 80),
    (("the north pond", "the south pond"), "ducks", "swans", "has", "have", 4, 50),
    (("the red bus", "the blue bus"), "adults", "children", "carried", "carry", 5, 45),
    (("the corner shop", "the market stall"), "melons", "pineapples", "sold", "sell", 5, 70),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Square:
    """Two who have two kinds of things each; ``values`` by owner and kind."""

    who: tuple[str, str]
    kinds: tuple[str, str]
    verb: str
    base: str
    values: list[int]

    @property
    def does(self) -> str:
        return "does" if self.verb == "has" else "did"

    @property
    def do(self) -> str:
        return "do" if self.verb == "has" else "did"

    def name(self, k: int) -> str:
        return f"{self.who[k // 2].removeprefix('the ')} {self.kinds[k % 2]}"

    def clauses(self, s: Scene, numbers: Sequence[Quantity]) -> list[str]:
        items: list[Item] = [
            (n, f"{self.who[k // 2]} {self.verb} {n} {self.kinds[k % 2]}", f"{n} {self.kinds[k % 2]}")
            for k, n in enumerate(numbers)
        ]
        found = [_linked(s, items[0], items[1]), _linked(s, items[2], items[3])]
        return s.rng.sample(found, 2)


def _square(s: Scene) -> Square:
    if s.chance(0.6):
        a, b = s.people(2)
        t, u = s.alike(2, "keep", "fruit", "bakery")
        verb, base = s.choose(("has", "have"), ("has", "have"), ("bought", "buy"), ("got", "get"))
        return Square((str(a), str(b)), (t.many, u.many), verb, base, _apart(s, 4, 2, s.choose(30, t.top, 80)))
    who, t_, u_, verb, base, low, high = s.choose(*_PAIRS)
    x, y = s.rng.sample(who, 2)
    t_, u_ = s.choose((t_, u_), (u_, t_))
    return Square((x, y), (t_, u_), verb, base, _apart(s, 4, low, high))


@family("contrastcompare.square_one", topic=TOPIC, steps=1, weight=2)
def square_one(s: Scene) -> None:
    """Two owners with two kinds each: compare owners, compare kinds, or add along either way."""
    q = _square(s)
    sort = s.choose("owners", "owners", "kinds", "one kind", "one owner")
    i, j = (0, 2) if sort in ("owners", "one kind") else (0, 1)
    k = s.choose(0, 1) if j == 2 else s.choose(0, 2)
    i, j = i + k, j + k
    if q.values[i] < q.values[j]:
        i, j = j, i
    numbers = [_number(s, q.name(m), v, m in (i, j)) for m, v in enumerate(q.values)]
    x, y, t, u = q.who[i // 2], q.who[j // 2], q.kinds[i % 2], q.kinds[j % 2]
    all_verb = "have" if q.verb == "has" else q.verb
    if sort == "owners":
        s.step("difference", numbers[i] - numbers[j], f"{x} {q.verb} # more {t} than {y}")
        question = s.choose(
            f"How many more {t} {q.does} {x} {q.base} than {y}?",
            f"How many more {t} {q.does} {x} {q.base} than {y}?",
            f"How many fewer {t} {q.does} {y} {q.base} than {x}?",
            f"What is the difference between the number of {t} {x} {q.verb} and the number of {t} {y} {q.verb}?",
        )
    elif sort == "kinds":
        s.step("difference", numbers[i] - numbers[j], f"{x} {q.verb} # more {t} than {u}")
        question = s.choose(
            f"How many more {t} than {u} {q.does} {x} {q.base}?",
            f"How many more {t} than {u} {q.does} {x} {q.base}?",
            f"How many fewer {u} than {t} {q.does} {x} {q.base}?",
        )
    elif sort == "one kind":
        s.step(f"total {t}", numbers[i] + numbers[j], f"Together {x} and {y} {all_verb} # {t}")
        question = s.choose(
            f"How many {t} {q.do} {x} and {y} {q.base} together?",
            f"How many {t} {q.do} {y} and {x} {q.base} in all?",
            f"What is the total number of {t} {x} and {y} {all_verb}?",
        )
    else:
        s.step("total", numbers[i] + numbers[j], f"In all {x} {q.verb} # {t} and {u}")
        question = s.choose(
            f"How many {t} and {u} {q.does} {x} {q.base} altogether?",
            f"How many {u} and {t} {q.does} {x} {q.base} in all?",
            f"What is the total number of {t} and {u} {x} {q.verb}?",
        )
    _tell(s, q.clauses(s, numbers), question)


@family("contrastcompare.square_three", topic=TOPIC, steps=3, weight=0.7)
def square_three(s: Scene) -> None:
    """Two owners with two kinds each: the sums of owners or of kinds are compared, or all is added."""
    q = _square(s)
    numbers = [_number(s, q.name(m), v, True) for m, v in enumerate(q.values)]
    a, b, c, d = numbers
    (x, y), (t, u) = q.who, q.kinds
    all_verb = "have" if q.verb == "has" else q.verb
    sort = s.choose("owners", "kinds", "all")
    if sort == "owners":
        one = s.step(f"{x.removeprefix('the ')} total", a + b, f"In all {x} {q.verb} # {t} and {u}")
        two = s.step(f"{y.removeprefix('the ')} total", c + d, f"In all {y} {q.verb} # {t} and {u}")
        s.need(abs(one.value - two.value) > 1)
        up, down = (x, y) if one.value > two.value else (y, x)
        expr = one - two if one.value > two.value else two - one
        s.step("difference", expr, f"{up} {q.verb} # more than {down}")
        question = s.choose(
            f"How many more {t} and {u} in all {q.does} {up} {q.base} than {down}?",
            f"Counting {t} and {u} together, how many more {q.does} {up} {q.base} than {down}?",
            f"Counting {t} and {u} together, how many fewer {q.does} {down} {q.base} than {up}?",
        )
    else:
        one = s.step(f"total {t}", a + c, f"Together {x} and {y} {all_verb} # {t}")
        two = s.step(f"total {u}", b + d, f"Together {x} and {y} {all_verb} # {u}")
        if sort == "all":
            s.step("total", one + two, f"In all it is # {t} and {u}")
            question = s.choose(
                f"How many {t} and {u} {q.do} {x} and {y} {q.base} in all?",
                f"What is the total number of {t} and {u} {x} and {y} {all_verb}?",
            )
        else:
            s.need(abs(one.value - two.value) > 1)
            up, down = (t, u) if one.value > two.value else (u, t)
            expr = one - two if one.value > two.value else two - one
            s.step("difference", expr, f"There are # more {up} than {down}")
            question = s.choose(
                f"How many more {up} than {down} {q.do} {x} and {y} {q.base} together?",
                f"How many fewer {down} than {up} {q.do} {x} and {y} {q.base} together?",
            )
    _tell(s, q.clauses(s, numbers), question)


def _times(s: Scene, sort: str) -> None:
    """One has some times as many as the second, a third one has more or fewer than the second."""
    talk = s.choose(_people, _people, _groups)(s)
    a, b, c = talk.who
    t = talk.what
    verb = talk.is_(a).removeprefix(f"{a} ").split(" #")[0]
    k = s.factor("times" if sort != "third" else "", 2, 5)
    n = s.given(talk.name(b), max(3, talk.low), max(12, min(talk.high, 60)))
    up = s.chance(0.5)
    d = _number(s, "difference", s.whole(2, n.n), sort in ("third", "all"))
    s.need(d.n < n.n - 1, d.n != k.n, n.n != k.n)
    if sort != "third":
        first = s.step(talk.name(a), n * k, talk.is_(a))
        question = s.choose(*talk.ask(a))
        if sort == "pair":
            s.step("total", first + n, talk.is_sum((a, b)))
            question = s.choose(*talk.ask_sum(s.choose((a, b), (b, a))))
        elif sort == "more":
            s.step("difference", first - n, talk.is_more(a, b))
            question = s.choose(*talk.ask_more(a, b))
        elif sort == "all":
            third = s.step(talk.name(c), n + d if up else n - d, talk.is_(c))
            s.step("total", first + third, talk.is_sum((a, c)))
            question = s.choose(*talk.ask_sum((a, c)))
    else:
        s.step(talk.name(c), n + d if up else n - d, talk.is_(c))
        question = s.choose(*talk.ask(c))
    said = talk.state(b, n)[0]
    many = f"{a} {verb} {k} as many {t} as {b}"
    other = (talk.relate(c, b, d, up) if s.chance(0.6) else talk.relate(b, c, d, not up))[0]
    clauses = [_fact(n, said, said), _fact(k, many, many), _fact(d, other, other)]
    _tell(s, s.rng.sample(clauses, 3), question, talk.who)


@family("contrastcompare.times_one", topic=TOPIC, steps=1, weight=1.5)
def times_one(s: Scene) -> None:
    """Times as many as one, and so many more or fewer than one or another: how many has the one asked about?"""
    if s.chance(0.6):
        _times(s, s.choose("first", "third"))
        return
    talk = s.choose(_people, _people, _groups)(s)
    a, b, c = talk.who
    verb = talk.is_(a).removeprefix(f"{a} ").split(" #")[0]
    by_times = s.chance(0.5)
    k, small = s.factor("times" if by_times else "", 2, 6), s.whole(2, 25)
    n = s.given(talk.name(a), k.n * small)
    up = s.chance(0.5)
    d = _number(s, "difference", s.whole(2, 30), not by_times)
    s.need(d.n < n.n - 1, len({d.n, k.n, n.n, small}) == 4)
    if by_times:
        s.step(talk.name(b), n / k, talk.is_(b))
    else:
        s.step(talk.name(c), n - d if up else n + d, talk.is_(c))
    question = s.choose(*talk.ask(b if by_times else c))
    said, many = talk.state(a, n)[0], f"{a} {verb} {k} as many {talk.what} as {b}"
    other = talk.relate(a, c, d, up)[0]
    clauses = [_fact(n, said, said), _fact(k, many, many), _fact(d, other, other)]
    _tell(s, s.rng.sample(clauses, 3), question, talk.who)


@family("contrastcompare.times_two", topic=TOPIC, steps=2, weight=1.5)
def times_two(s: Scene) -> None:
    """Times as many as another, and a third one: how many more than, or together with, the other?"""
    _times(s, s.choose("pair", "more"))


@family("contrastcompare.times_three", topic=TOPIC, steps=3, weight=0.7)
def times_three(s: Scene) -> None:
    """One has times as many as the second, the third one some more or fewer: how many have first and third together?"""
    _times(s, "all")


@family("contrastcompare.now_one", topic=TOPIC, steps=1, weight=1.5)
def now_one(s: Scene) -> None:
    """Two have some, one gets or loses some: how many now, how many more at first, how many together at first?"""
    _now(s, s.choose("now", "more at first", "both at first"))


@family("contrastcompare.now_two", topic=TOPIC, steps=2, weight=1.5)
def now_two(s: Scene) -> None:
    """Two or three have some, one gets or loses some: who has how many more now, or how many together now?"""
    _now(s, s.choose("more now", "both now"))


def _now(s: Scene, sort: str) -> None:
    t = s.thing("keep", "fruit", "sweet")
    people = s.people(3 if sort.endswith("now") and sort != "now" and s.chance(0.75) else s.choose(2, 3))
    a, b = people[:2]
    va, vb, *rest = _apart(s, len(people), 3, s.choose(20, t.top, 90))
    gain = s.chance(0.5)
    vk = s.whole(2, 30 if gain else va - 2)
    s.need(vk not in (va, vb, *rest))
    n = _number(s, f"{a} {t}", va, True)
    m = _number(s, f"{b} {t}", vb, sort != "now")
    k = _number(s, f"{t} {'more' if gain else 'gone'}", vk, sort.endswith("now"))
    others = [(x, s.noise(v, v)) for x, v in zip(people[2:], rest, strict=True)]
    if sort.endswith("first"):
        if sort == "both at first":
            s.step(f"total {t}", n + m, f"At first {a} and {b} had # {t}")
            question = s.choose(
                f"How many {t} did {a} and {b} have together at first?",
                f"How many {t} did {a} and {b} have in all at the start?",
                f"At first, how many {t} did {a} and {b} have altogether?",
            )
        else:
            x, y, expr = (a, b, n - m) if va > vb else (b, a, m - n)
            s.step("difference", expr, f"At first {x} had # more {t} than {y}")
            question = s.choose(
                f"How many more {t} did {x} have than {y} at first?",
                f"How many fewer {t} did {y} have than {x} at first?",
                f"At the start, how many more {t} did {x} have than {y}?",
            )
    else:
        now = s.step(f"{a} {t} now", n + k if gain else n - k, f"{a} has # {t} now")
        question = s.choose(
            f"How many {t} does {a} have now?",
            f"How many {t} did {a} have in the end?",
            f"How many {t} does {a} have after that?" if gain else f"How many {t} does {a} have left?",
        )
        if sort == "both now":
            s.step(f"total {t}", now + m, f"Together {a} and {b} have # {t} now")
            question = s.choose(
                f"How many {t} do {a} and {b} have together now?",
                f"How many {t} do {a} and {b} now have in all?",
                f"What is the total number of {t} {a} and {b} have now?",
            )
        elif sort == "more now":
            s.need(abs(now.value - vb) > 1)
            x, y, expr = (a, b, now - m) if now.value > vb else (b, a, m - now)
            s.step("difference", expr, f"Now {x} has # more {t} than {y}")
            question = s.choose(
                f"How many more {t} does {x} have now than {y}?",
                f"How many fewer {t} does {y} have now than {x}?",
                f"How many more {t} than {y} does {x} have now?",
            )
    verb = s.choose("bought", "got", "found") if gain else s.choose("lost", "gave away", "sold")
    items = [(q, f"{x} had {q(t)}", f"{x} had {q}") for x, q in ((a, n), (b, m), *others)]
    had = _clauses(s, items)
    full = f"{a} {verb} {k} more {t}" if gain else f"{a} {verb} {k(t)}"
    short = f"{a} {verb} {k} more" if gain else f"{a} {verb} {k} of them"
    change = _fact(k, f"{s.choose('then', 'later', 'after that')} {s.choose(full, short if gain else full)}", full)
    s.forms(
        f"{_listed(had)}. {change}. // {question}",
        f"{'. '.join(had)}. {change}. // {question}",
        f"{_listed(had[:1])}. {_listed(had[1:])}. {change}. // {question}",
    )


_SHOP = (
    ("hat", "scarf", "shirt", 6, 45),
    ("book", "puzzle", "board game", 5, 40),
    ("pen", "notebook", "folder", 2, 12),
    ("lamp", "chair", "mirror", 15, 120),
    ("ball", "bat", "helmet", 8, 60),
    ("pizza", "salad", "soup", 4, 20),
    ("drum", "flute", "guitar", 30, 250),
    ("toy car", "doll", "kite", 4, 30),
    ("mug", "plate", "teapot", 3, 35),
)  # fmt: skip


def _prices(s: Scene, sort: str) -> None:
    """Three prices and the money someone has."""
    a = s.person()
    *nouns, low, high = s.choose(*_SHOP)
    x, y, z = s.rng.sample(nouns, 3)
    vx, vy, vz = _apart(s, 3, low, high)
    s.need(vx > vy or sort not in ("more", "needs"))
    if sort in ("left", "left one"):
        spent = vx + vy if sort == "left" else vx
        money = spent + s.whole(2, high)
    elif sort == "short":
        money = s.whole(max(2, (vx + vy) // 3), vx + vy - 2)
    else:
        money = s.whole(vx + 2, vx + vy + vz + 20)
    s.need(money not in (vx, vy, vz))

    def price(noun: str, value: int, matters: bool) -> Quantity:
        return s.money_of(f"{noun} price" if matters else "", value)

    p = price(x, vx, True)
    q = price(y, vy, sort != "left one")
    r = price(z, vz, sort == "against")
    has_money = sort in ("left", "left one", "short")
    m = s.money_of(f"{a} money" if has_money else "", money)
    s.need(len({vx, vy, vz, money}) == 4)
    unit = s.style.currency
    if sort == "more":
        s.step("difference", p - q, f"The {x} costs # {unit} more than the {y}")
        question = s.choose(
            f"How much more does the {x} cost than the {y}?",
            f"How much less does the {y} cost than the {x}?",
            f"How much cheaper is the {y} than the {x}?",
        )
    elif sort == "both":
        s.step("total price", p + q, f"Together the {x} and the {y} cost # {unit}")
        question = s.choose(
            f"How much do the {x} and the {y} cost together?",
            f"What is the total price of the {x} and the {y}?",
            f"How much does {a} pay for the {x} and the {y}?",
        )
    elif sort == "left one":
        s.step("money left", m - p, f"{a} has # {unit} left")
        question = s.choose(
            f"How much money does {a} have left after buying the {x}?",
            f"How much is left of {a}'s money after buying the {x}?",
        )
    else:
        total = s.step("total price", p + q, f"Together the {x} and the {y} cost # {unit}")
        if sort == "left":
            s.step("money left", m - total, f"{a} has # {unit} left")
            question = s.choose(
                f"How much money does {a} have left after buying the {x} and the {y}?",
                f"How much money will {a} have left after paying for the {x} and the {y}?",
            )
        elif sort == "short":
            s.step("money missing", total - m, f"{a} needs # {unit} more")
            question = s.choose(
                f"How much more money does {a} need to buy the {x} and the {y}?",
                f"How much more money must {a} have to buy both the {x} and the {y}?",
            )
        else:
            s.step("difference", total - r, f"That is # {unit} more than the {z}")
            question = s.choose(
                f"How much more do the {x} and the {y} cost together than the {z}?",
                f"How much more do the {x} and the {y} together cost than the {z}?",
            )
    items = [(n, f"the {w} costs {n}", f"the {w} {n}") for w, n in ((x, p), (y, q), (z, r))]
    shuffled = s.rng.sample(items, 3)
    full = [_fact(n, said, said) for n, said, _ in shuffled]
    brief = [_fact(n, short if i else said, said) for i, (n, said, short) in enumerate(shuffled)]
    money_said = _fact(m, f"{a} has {m}", f"{a} has {m}")
    in_shop = f"In a (shop/store), {_listed(brief)}. {money_said}. // {question}"
    s.forms(
        in_shop,
        in_shop,
        f"{money_said}. {'. '.join(full)}. // {question}",
        f"{money_said}. {_listed(brief)}. // {question}",
        f"{'. '.join(full)}. {money_said}. // {question}",
        f"{money_said}. // If {_listed(full)}, {question[0].lower()}{question[1:]} || {question}",
    )


@family("contrastcompare.prices_one", topic=TOPIC, steps=1, weight=1.5)
def prices_one(s: Scene) -> None:
    """Three prices and some money: how much more, how much together, or how much is left?"""
    _prices(s, s.choose("more", "more", "both", "left one"))


@family("contrastcompare.prices_two", topic=TOPIC, steps=2, weight=1.5)
def prices_two(s: Scene) -> None:
    """Three prices and some money: two are bought, or two are compared with the third."""
    _prices(s, s.choose("left", "short", "against"))
