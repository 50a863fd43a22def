"""Stories of several changes, and one of many questions about them: only the question tells which numbers matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Final

from kpdd_edge.datasets.templates.expr import Expr
from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.render import resolve_choices
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "contrast: changes"

IN_ALL: Final = "(in all/altogether/in total)"


@dataclass(frozen=True, slots=True)
class Ask:
    """A question; ``formula`` ("had + got - lost") is worked from left to right, with name and words of each step."""

    formula: str
    question: str
    steps: tuple[tuple[str, str], ...]

    def keys(self) -> list[str]:
        return self.formula.split()[::2]

    def works(self, values: Mapping[str, int]) -> bool:
        """Whether every step of it gives at least two."""
        first, *rest = self.formula.split()
        result = values[first]
        for op, key in zip(rest[::2], rest[1::2], strict=True):
            result += values[key] if op == "+" else -values[key]
            if result < 2:
                return False
        return True


def _ask(formula: str, question: str, *steps: str) -> Ask:
    """``steps`` are given as "name: words"."""
    parts = [step.partition(": ") for step in steps]
    return Ask(formula, question, tuple((name, words) for name, _, words in parts))


class Tale:
    """The numbers of a story and the question drawn about it."""

    def __init__(
        self, s: Scene, steps: int, values: Mapping[str, int], names: Mapping[str, str], asks: Sequence[Ask],
        money: bool = False,
    ) -> None:  # fmt: skip
        fitting = [ask for ask in asks if len(ask.steps) == steps and ask.works(values)]
        s.need(len(set(values.values())) == len(values), len(fitting) > 1 or (steps > 2 and bool(fitting)))
        self.ask = s.choose(*fitting)
        self._s, self._used = s, self.ask.keys()
        make = s.money_of if money else s.given
        self.numbers = {key: make(names[key] if key in self._used else "", value) for key, value in values.items()}
        self.n = SimpleNamespace(**self.numbers)
        self.facts: dict[str, str] = {}
        self._work()

    def _work(self) -> None:
        first, *rest = self.ask.formula.split()
        result: Expr = self.numbers[first]
        for op, key, (name, words) in zip(rest[::2], rest[1::2], self.ask.steps, strict=True):
            result = self._s.step(name, result + self.numbers[key] if op == "+" else result - self.numbers[key], words)

    def say(self, key: str, text: str) -> str:
        """The text, marked as a fact where its number matters."""
        return f"[{text}|{self.facts[key]}]" if key in self._used else text

    def tell(self, *bodies: str, question_first: float = 0.0) -> None:
        body, ask = self._s.choose(*bodies), self.ask.question
        if self._s.chance(question_first):
            ask = resolve_choices(ask, self._s.rng)
            self._s.forms(f"// {ask} {body} || {ask}")
        else:
            self._s.forms(f"{body} // {ask}")


# A bus with people getting on and off


def _bus(s: Scene, steps: int) -> None:
    bus, stop = s.choose(("bus", "stop"), ("train", "station"), ("tram", "stop"), ("school bus", "stop"))
    p = "children" if bus == "school bus" else s.choose("people", "passengers", "people")
    values = {"had": s.whole(8, 70), "on1": s.whole(2, 25), "off1": s.whole(2, 20), "on2": s.whole(2, 25)}
    names = {"had": f"{p} at first", "on1": f"{p} on first", "off1": f"{p} off first", "on2": f"{p} on second"}
    s.need(values["off1"] < values["had"])
    asks = [
        _ask(
            "on1 + on2",
            f"How many {p} got on (at the two {stop}s/in all/altogether)?",
            f"{p} got on: In all # {p} got on",
        ),
        _ask(
            "on1 + on2",
            f"(How many {p} got on at the first and the second {stop} together?/What is the total number of {p} who "
            f"got on at the two {stop}s?)",
            f"{p} got on: At both {stop}s # {p} got on",
        ),
        _ask(
            "on1 - off1",
            f"How many more {p} got on than (/got )off at the first {stop}?",
            f"more on: At the first {stop} # more {p} got on",
        ),
        _ask(
            "off1 - on1",
            f"How many more {p} got off than (/got )on at the first {stop}?",
            f"more off: At the first {stop} # more {p} got off",
        ),
        _ask(
            "had + on1 - off1",
            f"How many {p} were on the {bus} (after the first {stop}/when it left the first {stop})?",
            f"with new {p}: With the new {p} it is #",
            f"{p} after first: After the first {stop} # {p} were on the {bus}",
        ),
        _ask(
            "on1 + on2 - off1",
            f"(In all/Altogether/In total), how many more {p} got on than (/got )off?",
            f"{p} got on: In all # {p} got on",
            f"more on: That is # more {p} getting on than off",
        ),
        _ask(
            "had + on1 + on2",
            f"How many different {p} (rode on/were on/traveled on) the {bus} {IN_ALL}?",
            f"{p} up to first: With those of the first {stop} it is # {p}",
            f"all {p}: In all # {p} were on the {bus}",
        ),
        _ask(
            "on2 - on1",
            f"How many more {p} got on at the second {stop} than at the first?",
            f"more at second: At the second {stop} # more {p} got on",
        ),
        _ask(
            "on1 - on2",
            f"How many fewer {p} got on at the second {stop} than at the first?",
            f"fewer at second: At the second {stop} # fewer {p} got on",
        ),
        _ask(
            "had - off1",
            f"How many of the {p} who were on the {bus} at first stayed on after the first {stop}?",
            f"{p} who stayed: Of the first {p}, # stayed on",
        ),
        _ask(
            "had + on1 - off1 + on2",
            f"How many {p} were on the {bus} (in the end/after the second {stop}/when it left the second {stop})?",
            f"with new {p}: With the new {p} it is #",
            f"{p} after first: After the first {stop} # {p} were on the {bus}",
            f"{p} after second: After the second {stop} # {p} were on the {bus}",
        ),
    ]
    t = Tale(s, steps, values, names, asks)
    n = t.n
    t.facts = {
        "had": f"{n.had} {p} were on the {bus} at first",
        "on1": f"{n.on1} {p} got on at the first {stop}",
        "off1": f"{n.off1} {p} who were on the {bus} got off at the first {stop}",
        "on2": f"{n.on2} {p} got on at the second {stop}",
    }
    had = t.say("had", f"(A {bus} left with {n.had} {p}/There were {n.had} {p} on a {bus})")
    off1 = t.say("off1", f"{n.off1} of them got off")
    t.tell(
        f"{had}. At the first {stop}, {off1} and {t.say('on1', f'{n.on1} new {p} got on')}. "
        f"{t.say('on2', f'At the second {stop}, {n.on2} {p} got on')}.",
        f"{had}. At the first {stop}, {off1} and {t.say('on1', f'{n.on1} others got on')}. "
        f"{t.say('on2', f'{n.on2} more {p} got on at the second {stop}')}, where nobody got off.",
        f"{t.say('had', f'A {bus} had {n.had} {p} on it')}. "
        f"{t.say('on1', f'At the first {stop}, {n.on1} {p} got on')} and "
        f"{t.say('off1', f'{n.off1} of the others got off')}. "
        f"{t.say('on2', f'At the second {stop}, {n.on2} {p} got on')}.",
        question_first=0.08,
    )


@family("contrastchange.bus", topic=TOPIC, steps=1, weight=1.5)
def bus(s: Scene) -> None:
    """People get on and off: one sum or one comparison is asked."""
    _bus(s, 1)


@family("contrastchange.bus_two", topic=TOPIC, steps=2, weight=1.5)
def bus_two(s: Scene) -> None:
    """People get on and off: three of the four numbers matter."""
    _bus(s, 2)


# Someone gets things and gives some to two friends


def _gifts(s: Scene, steps: int) -> None:
    a, b, c = s.people(3)
    t = s.thing("keep", "treat")
    got_past, got_base, tail = s.choose(
        ("bought", "buy", "at the store"), ("got", "get", "from a friend"), ("got", "get", "for a birthday"),
        ("bought", "buy", "the next day"), ("found", "find", "in an old box"),
    )  # fmt: skip
    if t.kind.name in ("fruit", "bakery", "sweet") and got_past == "found":
        got_past, got_base, tail = "bought", "buy", "at the market"
    values = {"had": s.whole(6, 60), "got": s.whole(3, 50), "gave1": s.whole(2, 25), "gave2": s.whole(2, 25)}
    names = {
        "had": f"{t} at first", "got": f"{t} {got_past}", "gave1": f"{t} to {b}", "gave2": f"{t} to {c}",
    }  # fmt: skip
    s.need(values["had"] + values["got"] > values["gave1"] + values["gave2"] + 1)
    he = f"({a}/{a.he})"
    asks = [
        *(
            _ask(
                "gave1 + gave2",
                f"(How many {t} did {he} give away {IN_ALL}?/"
                f"How many {t} did {he} give to {b} and {c} together?/How many {t} did {b} and {c} get altogether?)",
                f"{t} given away: {a} gave away # {t}",
            )
            for _ in range(2)
        ),
        _ask(
            "gave1 - gave2",
            f"(How many more {t} did {he} give to {b} than to {c}?/How many more {t} did {b} get than {c}?)",
            f"more to {b}: {b} got # more {t} than {c}",
        ),
        _ask(
            "gave2 - gave1",
            f"(How many fewer {t} did {he} give to {b} than to {c}?/How many more {t} did {c} get than {b}?)",
            f"more to {c}: {c} got # more {t} than {b}",
        ),
        *(
            _ask(
                "had + got",
                f"(How many {t} did {he} have before giving any away?/"
                f"How many {t} would {he} have if {a.he} had not given any away?)",
                f"{t} before giving: {a} had # {t} before giving any away",
            )
            for _ in range(2)
        ),
        _ask(
            "got - gave1",
            f"How many more {t} did {he} {got_base} than {a.he} gave to {b}?",
            f"more {got_past}: {a} {got_past} # more {t}",
        ),
        _ask(
            "had + got - gave1",
            f"How many {t} did {he} have (after giving some to {b}, but before giving any to {c}/just before "
            f"{a.he} gave some to {c})?",
            f"total {t}: {a} had # {t}",
            f"{t} after {b}: After {b} got some, {a} had # {t}",
        ),
        _ask(
            "gave1 + gave2 - got",
            f"How many more {t} did {he} give away {IN_ALL} than {a.he} {got_past}?",
            f"{t} given away: {a} gave away # {t}",
            f"more given: That is # more {t} than {a} {got_past}",
        ),
        _ask(
            "gave1 + gave2 - got",
            f"How many fewer {t} does {he} have now than at first?",
            f"{t} given away: {a} gave away # {t}",
            f"fewer {t}: {a} has # fewer {t} than at first",
        ),
        _ask(
            "got - gave1 - gave2",
            f"How many more {t} does {he} have now than (at first/in the beginning)?",
            f"more after {b}: After {b} got some, {a} had # more than at first",
            f"more {t}: Now {a} has # more {t} than at first",
        ),
        _ask(
            "had + got - gave2",
            f"How many {t} would {he} have now if {a.he} had not given any to {b}?",
            f"total {t}: {a} had # {t}",
            f"{t} without {b}: With only the gift to {c} that leaves # {t}",
        ),
        _ask(
            "had + got - gave1 - gave2",
            f"(How many {t} does {he} have (now/left/in the end)?/How many {t} are left<~ with {a}> now?)",
            f"total {t}: {a} had # {t}",
            f"{t} after {b}: After {b} got some, {a} had # {t}",
            f"{t} left: After {c} got some, {a} has # {t} left",
        ),
    ]
    tale = Tale(s, steps, values, names, asks)
    n, say = tale.n, tale.say
    tale.facts = {
        "had": f"{a} had {n.had} {t} at first",
        "got": f"{a} {got_past} {n.got} {t}",
        "gave1": f"{a} gave {n.gave1} {t} to {b}",
        "gave2": f"{a} gave {n.gave2} {t} to {c}",
    }
    had = say("had", f"{a} had {n.had} {t}")
    got = say("got", f"{a.he} {got_past} {n.got} more {tail}")
    tale.tell(
        f"{had}. {got}. Then {say('gave1', f'{a.he} gave {n.gave1} (of them /)to {b}')} and "
        f"{say('gave2', f'{n.gave2} to {c}')}.",
        f"{had} and {say('got', f'{got_past} {n.got} more {tail}')}. "
        f"{say('gave2', f'Later {a.he} gave {c} {n.gave2} {t}')}, after "
        f"{say('gave1', f'{a.he} had given {n.gave1} to {b}')}.",
        f"{say('got', f'{a} {got_past} {n.got} {t} {tail}')}. "
        f"{say('had', f'Before that {a.he} already had {n.had}')}. "
        f"{say('gave1', f'{a.he} gave {n.gave1} {t} to {b}')} and then {say('gave2', f'{n.gave2} to {c}')}.",
        f"{had}. {say('got', f'After {a.he} {got_past} {n.got} more {tail}')}, "
        f"{say('gave1', f'{b} got {n.gave1} from {a.him}')}. "
        f"{say('gave2', f'The next day {a.he} gave {n.gave2} to {c}')}.",
    )


@family("contrastchange.gifts", topic=TOPIC, steps=1, weight=1.5)
def gifts(s: Scene) -> None:
    """Someone gets things and gives some to two friends: two of four numbers matter."""
    _gifts(s, 1)


@family("contrastchange.gifts_two", topic=TOPIC, steps=2, weight=1.5)
def gifts_two(s: Scene) -> None:
    """Someone gets things and gives some to two friends: three of four numbers matter."""
    _gifts(s, 2)


# A shop sells, gets a delivery, sells again


def _shop(s: Scene, steps: int) -> None:
    t = s.thing("toy", "reading", "kitchen", "sport", "fruit", "bakery", "stationery")
    shop = s.choose("shop", "store", "small store", "market stall")
    shop_the = shop.replace("small ", "")
    values = {"had": s.whole(20, 150), "sold1": s.whole(3, 60), "came": s.whole(5, 90), "sold2": s.whole(3, 60)}
    names = {
        "had": f"{t} at first", "sold1": f"{t} sold in morning", "came": f"{t} delivered",
        "sold2": f"{t} sold in afternoon",
    }  # fmt: skip
    s.need(values["sold1"] + 1 < values["had"], values["sold2"] + 1 < values["had"] - values["sold1"] + values["came"])
    sold_all = f"total {t} sold: In all # {t} were sold"
    asks = [
        *(
            _ask(
                "sold1 + sold2",
                f"(How many {t} were sold (that day/on that day/in all/altogether)?/"
                f"How many {t} did the {shop_the} sell (in all/that day/altogether)?)",
                sold_all,
            )
            for _ in range(2)
        ),
        _ask(
            "sold1 - sold2",
            f"How many more {t} (were sold/did the {shop_the} sell) in the morning than in the afternoon?",
            f"more in morning: In the morning # more {t} were sold",
        ),
        _ask(
            "sold2 - sold1",
            f"(How many more {t} were sold in the afternoon than in the morning?/"
            f"How many fewer {t} were sold in the morning than in the afternoon?)",
            f"more in afternoon: In the afternoon # more {t} were sold",
        ),
        _ask(
            "had - sold1",
            f"How many {t} were left (just before the delivery/before the new ones came/at the end of the morning)?",
            f"{t} left at noon: # {t} were left",
        ),
        _ask(
            "had + came",
            f"(How many {t} did the {shop_the} have for sale that day {IN_ALL}?/"
            f"How many {t} would the {shop_the} have if it had not sold any?)",
            f"total {t}: In all there were # {t}",
        ),
        _ask(
            "came - sold2",
            f"How many more {t} were delivered than (/were )sold in the afternoon?",
            f"more delivered: # more {t} were delivered",
        ),
        _ask(
            "had - sold1 + came",
            f"How many {t} did the {shop_the} have (right after the delivery/when the afternoon began/once the new "
            "ones had come)?",
            f"{t} left at noon: After the morning # {t} were left",
            f"{t} after delivery: With the delivery there were # {t}",
        ),
        _ask(
            "sold1 + sold2 - came",
            f"(How many more {t} were sold {IN_ALL} than were delivered?/"
            f"How many fewer {t} did the {shop_the} have in the evening than in the morning?)",
            sold_all,
            f"more sold: That is # more {t} than were delivered",
        ),
        _ask(
            "had - sold1 - sold2",
            f"How many {t} would be left in the evening if the delivery had not come?",
            f"{t} left at noon: After the morning # {t} were left",
            f"{t} left: Without the delivery # {t} would be left",
        ),
        _ask(
            "had + came - sold2",
            f"How many {t} would be left in the evening if none had been sold in the morning?",
            f"total {t}: With the delivery there were # {t}",
            f"{t} left: Then # {t} would be left",
        ),
        _ask(
            "had - sold1 + came - sold2",
            f"How many {t} (were left/did the {shop_the} have) (in the evening/at the end of the day)?",
            f"{t} left at noon: After the morning # {t} were left",
            f"{t} after delivery: With the delivery there were # {t}",
            f"{t} left: In the evening # {t} were left",
        ),
    ]
    tale = Tale(s, steps, values, names, asks)
    n, say = tale.n, tale.say
    tale.facts = {
        "had": f"The {shop_the} had {n.had} {t} at first",
        "sold1": f"{n.sold1} {t} were sold in the morning",
        "came": f"{n.came} {t} were delivered",
        "sold2": f"{n.sold2} {t} were sold in the afternoon",
    }
    had = say("had", f"(A {shop} had {n.had} {t}/A {shop} opened with {n.had} {t})")
    tale.tell(
        f"{had}. {say('sold1', f'In the morning {n.sold1} (of them /)were sold')}. "
        f"{say('came', f'At noon {n.came} new ones were delivered')}, and "
        f"{say('sold2', f'in the afternoon {n.sold2} were sold')}.",
        f"{had}. It sold {say('sold1', f'{n.sold1} in the morning')} and "
        f"{say('sold2', f'{n.sold2} in the afternoon')}. "
        f"{say('came', f'Between the two, a truck brought {n.came} more {t}')}.",
        f"{say('sold1', f'A {shop} sold {n.sold1} of its {t} in the morning')}. "
        f"{say('came', f'After that it got a delivery of {n.came} {t}')}. "
        f"{say('sold2', f'It sold {n.sold2} {t} in the afternoon')}. "
        f"{say('had', f'It had opened with {n.had} {t}')}.",
        question_first=0.08,
    )


@family("contrastchange.shop", topic=TOPIC, steps=1, weight=1.5)
def shop(s: Scene) -> None:
    """A shop sells, gets a delivery and sells again: two of four numbers matter."""
    _shop(s, 1)


@family("contrastchange.shop_two", topic=TOPIC, steps=2, weight=1.5)
def shop_two(s: Scene) -> None:
    """A shop sells, gets a delivery and sells again: three of four numbers matter."""
    _shop(s, 2)


# Animals come to a place and go


def _pond(s: Scene, steps: int) -> None:
    p, place, came, went = s.choose(
        ("ducks", "on a pond", "came", "flew away"),
        ("swans", "on a lake", "came", "flew away"),
        ("sparrows", "in a tree", "came", "flew away"),
        ("pigeons", "on a roof", "landed there", "flew off"),
        ("children", "in a park", "came", "went home"),
        ("cows", "in a meadow", "came", "walked away"),
        ("people", "at a swimming pool", "came", "went home"),
        ("fans", "in a hall", "arrived", "left"),
        ("frogs", "in a pond", "came", "hopped away"),
    )
    here = place.replace(" a ", " the ")
    values = {"had": s.whole(5, 80), "came1": s.whole(2, 40), "left": s.whole(2, 40), "came2": s.whole(2, 40)}
    names = {"had": f"{p} at first", "came1": f"{p} first", "left": f"{p} gone", "came2": f"{p} later"}
    s.need(values["left"] + 1 < values["had"] + values["came1"])
    asks = [
        *(
            _ask(
                "came1 + came2",
                f"(How many {p} {came} {IN_ALL}?/"
                f"How many {p} {came} in the morning and in the evening together?/"
                f"What is the total number of {p} that {came}?)".replace(
                    "that", "who" if p in ("children", "people", "fans") else "that"
                ),
                f"{p} that came: In all # {p} {came}",
            )
            for _ in range(2)
        ),
        _ask(
            "came1 - came2",
            f"How many more {p} {came} in the morning than in the evening?",
            f"more in morning: In the morning it was # more {p}",
        ),
        _ask(
            "came2 - came1",
            f"How many more {p} {came} in the evening than in the morning?",
            f"more in evening: In the evening it was # more {p}",
        ),
        *(
            _ask(
                "had + came1",
                f"How many {p} were {here} (just before noon/before any {went}/at the end of the morning)?",
                f"{p} before noon: Before noon there were # {p}",
            )
            for _ in range(2)
        ),
        _ask(
            "left - came2",
            f"How many more {p} {went} at noon than {came} in the evening?",
            f"more gone: At noon # more {p} {went}",
        ),
        _ask(
            "had + came1 - left",
            f"How many {p} were {here} (in the afternoon/just before the evening/after some {went})?",
            f"{p} before noon: Before noon there were # {p}",
            f"{p} after noon: After noon there were # {p}",
        ),
        _ask(
            "came1 + came2 - left",
            f"(How many more {p} {came} {IN_ALL} than {went}?/By how many did the number of {p} {here} grow that day?)",
            f"{p} that came: In all # {p} {came}",
            f"more {p}: That is # more {p} than {went}",
        ),
        _ask(
            "had + came1 + came2",
            f"How many {p} would there be {here} in the evening if (none/not one) of them had gone at noon?",
            f"{p} before noon: Before noon there were # {p}",
            f"all {p}: With those of the evening there would be # {p}",
        ),
        _ask(
            "had + came1 - left + came2",
            f"How many {p} were {here} (in the end/at the end of the day/after the last ones came)?",
            f"{p} before noon: Before noon there were # {p}",
            f"{p} after noon: After noon there were # {p}",
            f"{p} in the end: In the end there were # {p}",
        ),
    ]
    tale = Tale(s, steps, values, names, asks)
    n, say = tale.n, tale.say
    tale.facts = {
        "had": f"{n.had} {p} were {here} at first",
        "came1": f"{n.came1} {p} {came} in the morning",
        "left": f"{n.left} {p} {went} at noon",
        "came2": f"{n.came2} {p} {came} in the evening",
    }
    had = say("had", f"There were {n.had} {p} {place}")
    tale.tell(
        f"{had}. {say('came1', f'In the morning {n.came1} more {came}')}. "
        f"{say('left', f'At noon {n.left} {p} {went}')}, and "
        f"{say('came2', f'in the evening {n.came2} others {came}')}.",
        f"{say('had', f'Early in the day {n.had} {p} were {place}')}. "
        f"{say('came1', f'{n.came1} more {came} in the morning')} and "
        f"{say('left', f'{n.left} {went} at noon')}. {say('came2', f'In the evening {n.came2} {p} {came}')}.",
        f"{had} early in the day. {say('left', f'{n.left} {p} {went} at noon')}. Others came: "
        f"{say('came1', f'{n.came1} {came} in the morning')} and {say('came2', f'{n.came2} in the evening')}.",
        question_first=0.08,
    )


@family("contrastchange.pond", topic=TOPIC, steps=1, weight=1.5)
def pond(s: Scene) -> None:
    """Animals or people come and go at a place: two of four numbers matter."""
    _pond(s, 1)


@family("contrastchange.pond_two", topic=TOPIC, steps=2, weight=1.5)
def pond_two(s: Scene) -> None:
    """Animals or people come and go at a place: three of four numbers matter."""
    _pond(s, 2)


# Things lent out and brought back on two days


@family("contrastchange.library", topic=TOPIC, steps=1, weight=1.5)
def library(s: Scene) -> None:
    """Things are lent and brought back on two days: a sum or a comparison of two of the four numbers."""
    place, t = s.choose(
        ("library", "books"), ("school library", "books"), ("toy library", "games"), ("bike shop", "bikes"),
        ("ski shop", "pairs of skis"), ("boat house", "boats"),
    )  # fmt: skip
    d1, d2 = s.choose(("Monday", "Tuesday"), ("Saturday", "Sunday"), ("Thursday", "Friday"))
    values = {"out1": s.whole(4, 80), "back1": s.whole(3, 70), "out2": s.whole(4, 80), "back2": s.whole(3, 70)}
    names = {"out1": f"{t} lent {d1}", "back1": f"{t} back {d1}", "out2": f"{t} lent {d2}", "back2": f"{t} back {d2}"}
    both = f"(on the two days/on {d1} and {d2} together/in all/altogether)"
    asks = [
        *(
            ask
            for _ in range(2)
            for ask in (
                _ask("out1 + out2", f"How many {t} were lent out {both}?", f"total {t} lent: # {t} were lent out"),
                _ask("back1 + back2", f"How many {t} were brought back {both}?", f"total {t} back: # {t} came back"),
            )
        ),
        *(
            _ask(
                f"out{i} - back{i}",
                f"How many more {t} were lent out than brought back on {day}?",
                f"more lent: On {day}, # more {t} were lent out",
            )
            for i, day in ((1, d1), (2, d2))
        ),
        *(
            _ask(
                f"back{i} - out{i}",
                f"On {day}, how many more {t} were brought back than lent out?",
                f"more back: On {day}, # more {t} came back",
            )
            for i, day in ((1, d1), (2, d2))
        ),
        _ask(
            "out2 - out1",
            f"(How many more {t} were lent out on {d2} than on {d1}?/How many fewer {t} were lent out on {d1} than "
            f"on {d2}?)",
            f"more on {d2}: On {d2}, # more {t} were lent out",
        ),
        _ask(
            "back1 - back2",
            f"(How many more {t} were brought back on {d1} than on {d2}?/How many fewer {t} came back on {d2} than "
            f"on {d1}?)",
            f"more on {d1}: On {d1}, # more {t} came back",
        ),
    ]
    tale = Tale(s, 1, values, names, asks)
    n, say = tale.n, tale.say
    tale.facts = {
        "out1": f"{n.out1} {t} were lent out on {d1}",
        "back1": f"{n.back1} {t} were brought back on {d1}",
        "out2": f"{n.out2} {t} were lent out on {d2}",
        "back2": f"{n.back2} {t} were brought back on {d2}",
    }
    tale.tell(
        f"On {d1}, {say('out1', f'a {place} lent out {n.out1} {t}')} and "
        f"{say('back1', f'{n.back1} were brought back')}. "
        f"On {d2}, {say('out2', f'it lent out {n.out2} {t}')} and {say('back2', f'{n.back2} were brought back')}.",
        f"{say('out1', f'A {place} lent out {n.out1} {t} on {d1}')} and {say('out2', f'{n.out2} on {d2}')}. "
        f"{say('back1', f'{n.back1} {t} were brought back on {d1}')} and "
        f"{say('back2', f'{n.back2} on {d2}')}.",
        f"{say('back1', f'On {d1}, {n.back1} {t} came back to a {place}')}, and "
        f"{say('out1', f'{n.out1} were lent out')}. {say('back2', f'On {d2}, {n.back2} {t} came back')}, and "
        f"{say('out2', f'{n.out2} were lent out')}.",
        question_first=0.08,
    )


# The number now is known


@family("contrastchange.place_now", topic=TOPIC, steps=1, weight=1.5)
def place_now(s: Scene) -> None:
    """Some came, some went, some came again, and so many are there now: two of the four numbers matter."""
    place, p, came, went, t1, t2, t3 = s.choose(
        ("a parking lot", "cars", "arrived", "drove away", "in the morning", "at noon", "in the afternoon"),
        ("a hotel", "guests", "arrived", "left", "on Friday", "on Saturday", "on Sunday"),
        ("a sports club", "members", "joined", "left", "in spring", "in summer", "in the fall"),
        ("a choir", "singers", "joined", "left", "in March", "in April", "in May"),
        ("a school", "students", "came", "left", "in the first year", "in the second year", "in the third year"),
        ("a harbor", "boats", "arrived", "sailed away", "in the morning", "at noon", "in the evening"),
        ("an animal shelter", "dogs", "arrived", "left for a new home", "in May", "in June", "in July"),
    )
    the = "the " + place.split(" ", 1)[1]
    start = s.whole(5, 120)
    values = {"came1": s.whole(3, 50), "went": s.whole(3, 50), "came2": s.whole(3, 50)}
    values["now"] = start + values["came1"] - values["went"] + values["came2"]
    s.need(start + values["came1"] - values["went"] > 1)
    names = {"came1": f"{p} first", "went": f"{p} gone", "came2": f"{p} later", "now": f"{p} now"}
    asks = [
        *(
            _ask(
                "came1 + came2",
                f"(How many new {p} {came} {IN_ALL}?/How many {p} {came} {t1} and {t3} together?)",
                f"new {p}: In all # {p} {came}",
            )
            for _ in range(2)
        ),
        *(
            _ask(
                "now - came2",
                f"How many {p} (were there/did {the} have) (just before the last {p} {came}/before any {p} {came} "
                f"{t3})?",
                f"{p} before: Before that there were # {p}",
            )
            for _ in range(2)
        ),
        _ask(
            "now + went",
            f"How many {p} would {the} have now if (nobody had left/none of them had left)?".replace(
                "nobody", "nobody" if p in ("guests", "members", "singers", "students") else f"none of the {p}"
            ),
            f"{p} if none had left: Then there would be # {p}",
        ),
        _ask("came1 - went", f"How many more {p} {came} {t1} than {went} {t2}?", f"more {p} came: # more {p} {came}"),
        _ask("went - came1", f"How many more {p} {went} {t2} than {came} {t1}?", f"more {p} gone: # more {p} {went}"),
        _ask("came2 - came1", f"How many more {p} {came} {t3} than {t1}?", f"more later: {t3}, # more {p} {came}"),
        _ask("came1 - came2", f"How many fewer {p} {came} {t3} than {t1}?", f"fewer later: {t3}, # fewer {p} {came}"),
    ]
    tale = Tale(s, 1, values, names, asks)
    n, say = tale.n, tale.say
    tale.facts = {
        "came1": f"{n.came1} {p} {came} {t1}",
        "went": f"{n.went} {p} {went} {t2}",
        "came2": f"{n.came2} {p} {came} {t3}",
        "now": f"{the} has {n.now} {p} now",
    }
    tale.tell(
        f"{say('now', f'{place} has {n.now} {p} now')}. {say('came1', f'{t1}, {n.came1} new {p} {came}')}. "
        f"{say('went', f'{t2}, {n.went} {p} {went}')}, and {say('came2', f'{t3} {n.came2} new ones {came}')}.",
        f"There were some {p} in {place}. "
        f"{say('came1', f'{n.came1} more {p} {came} {t1}')} and {say('went', f'{n.went} {went} {t2}')}. "
        f"{say('came2', f'{n.came2} new {p} {came} {t3}')}, and {say('now', f'now {the} has {n.now} {p}')}.",
        f"These are the numbers for {place}: {say('came1', f'{n.came1} {p} {came} {t1}')} and "
        f"{say('came2', f'{n.came2} {t3}')}, and {say('went', f'{n.went} {went} {t2}')}. "
        f"{say('now', f'Now {the} has {n.now} {p}')}.",
        question_first=0.08,
    )


# Found, lost, bought, and so many now


def _back(s: Scene, steps: int) -> None:
    a, t = s.child(), s.thing("collectable", "toy", "stationery")
    start = s.whole(4, 70)
    values = {"found": s.whole(2, 30), "lost": s.whole(2, 30), "bought": s.whole(2, 40)}
    values["now"] = start + values["found"] - values["lost"] + values["bought"]
    s.need(start + values["found"] - values["lost"] > 1)
    got, get, gotten = s.choose(("found", "find", "found"), ("got", "get", "gotten"), ("won", "win", "won"))
    names = {"found": f"{t} {got}", "lost": f"{t} lost", "bought": f"{t} bought", "now": f"{t} now"}
    he = f"({a}/{a.he})"
    asks = [
        *(
            _ask(
                "now - bought",
                f"(How many {t} did {he} have just before {a.he} bought some?/"
                f"How many {t} would {he} have now if {a.he} had not bought any?)",
                f"{t} before buying: Without the bought ones {a} has # {t}",
            )
            for _ in range(2)
        ),
        *(
            _ask(
                "found + bought",
                f"(How many new {t} did {he} {get} and buy {IN_ALL}?/How many {t} did {he} {get} and buy altogether?)",
                f"new {t}: {a} {got} and bought # {t}",
            )
            for _ in range(2)
        ),
        _ask(
            "now + lost",
            f"How many {t} would {he} have now if {a.he} had not lost any?",
            f"{t} without loss: {a} would have # {t}",
        ),
        _ask("bought - lost", f"How many more {t} did {he} buy than {a.he} lost?", f"more bought: That is # more {t}"),
        _ask("lost - found", f"How many more {t} did {he} lose than {a.he} {got}?", f"more lost: That is # more {t}"),
        _ask(
            "bought - found", f"How many more {t} did {he} buy than {a.he} {got}?", f"more bought: That is # more {t}"
        ),
        _ask(
            "found - bought",
            f"How many fewer {t} did {he} buy than {a.he} {got}?",
            f"fewer bought: That is # fewer {t}",
        ),
        _ask(
            "now - bought + lost",
            f"How many {t} did {he} have (just before {a.he} lost some/before {a.he} lost any)?",
            f"{t} before buying: Before buying {a} had # {t}",
            f"{t} before losing: Before losing some {a} had # {t}",
        ),
        _ask(
            "found + bought - lost",
            f"(How many more {t} does {he} have now than at first?/By how many did the number of {a}'s {t} grow?)",
            f"new {t}: {a} {got} and bought # {t}",
            f"more {t}: Now {a} has # more {t} than at first",
        ),
        _ask(
            "now - found - bought",
            f"How many {t} would {he} have now if {a.he} had not {gotten} or bought any?",
            f"{t} without {got}: Without the ones {a} {got} it is # {t}",
            f"{t} without both: Without the bought ones too it is # {t}",
        ),
        _ask(
            "now - bought + lost - found",
            f"How many {t} did {he} have (at first/in the beginning/before all this)?",
            f"{t} before buying: Before buying {a} had # {t}",
            f"{t} before losing: Before losing some {a} had # {t}",
            f"{t} at first: At first {a} had # {t}",
        ),
    ]
    tale = Tale(s, steps, values, names, asks)
    n, say = tale.n, tale.say
    tale.facts = {
        "found": f"{a} {got} {n.found} {t}",
        "lost": f"{a} lost {n.lost} {t}",
        "bought": f"{a} bought {n.bought} {t}",
        "now": f"{a} has {n.now} {t} now",
    }
    d1, d2, d3 = s.choose(
        ("On Monday", "on Tuesday", "on Friday"), ("In May", "in June", "in July"),
        ("Last week", "on the weekend", "yesterday"),
    )  # fmt: skip
    tale.tell(
        f"{a} collects {t}. {say('found', f'{d1} {a.he} {got} {n.found}')}, but "
        f"{say('lost', f'{d2} {a.he} lost {n.lost}')}. "
        f"Then {say('bought', f'{a.he} bought {n.bought} {d3}')} and {say('now', f'now {a.he} has {n.now} {t}')}."
        if t.kind.name == "collectable"
        else f"{a} had some {t}. {say('found', f'{a.he} {got} {n.found} more')}, "
        f"{say('lost', f'lost {n.lost} at school')} and {say('bought', f'then bought {n.bought}')}. "
        f"{say('now', f'Now {a.he} has {n.now} {t}')}.",
        f"{say('now', f'{a} has {n.now} {t} now')}. {say('found', f'{d1} {a.he} {got} {n.found}')}, "
        f"{say('lost', f'{d2} {a.he} lost {n.lost}')}, and {say('bought', f'{d3} {a.he} bought {n.bought}')}.",
        f"{say('found', f'{d1} {a} {got} {n.found} {t} to go with the ones {a.he} had')}. "
        f"{say('lost', f'Later {a.he} lost {n.lost}')}. "
        f"{say('now', f'Now {a.he} has {n.now} {t}')}, because "
        f"{say('bought', f'{a.he} also bought {n.bought} {d3}')}.",
    )


@family("contrastchange.back", topic=TOPIC, steps=1, weight=1.5)
def back(s: Scene) -> None:
    """Found, lost and bought, and so many now: two of four numbers matter."""
    _back(s, 1)


@family("contrastchange.back_two", topic=TOPIC, steps=2, weight=1.5)
def back_two(s: Scene) -> None:
    """Found, lost and bought, and so many now: three of four numbers matter."""
    _back(s, 2)


# Money saved and spent


def _savings(s: Scene, steps: int) -> None:
    a = s.child()
    jar = s.choose("piggy bank", "money box", "savings jar", "wallet")
    what = s.choose("a gift", "a book", "a game", "a shirt", "a ticket", "new shoes")
    the_what = "the " + what.removeprefix("a ")
    job = s.choose("washing cars", "walking dogs", "raking leaves", "helping a neighbor", "mowing lawns")
    values = {"had": s.whole(5, 90), "put1": s.whole(3, 60), "spent": s.whole(3, 60), "put2": s.whole(3, 60)}
    s.need(values["spent"] + 1 < values["had"] + values["put1"])
    names = {"had": "money at first", "put1": "money from job", "spent": "money spent", "put2": "money from aunt"}
    money = s.style.currency
    he = f"({a}/{a.he})"
    sum_in = f"money put in: {a} put in # {money}"
    asks = [
        *(
            _ask(
                "put1 + put2",
                f"(How much money did {he} put into the {jar} {IN_ALL}?/"
                f"How much did {he} get for {job} and from {a.his} aunt together?)",
                sum_in,
            )
            for _ in range(2)
        ),
        *(
            _ask(
                "had + put1",
                f"(How much money was in the {jar} just before {a} bought {the_what}?/"
                f"How much money did {he} have before {a.he} spent any?)",
                f"money before spending: {a} had # {money}",
            )
            for _ in range(2)
        ),
        _ask(
            "put2 - put1",
            f"How much more did {he} get from {a.his} aunt than for {job}?",
            f"more from aunt: That is # {money} more",
        ),
        _ask(
            "put1 - put2",
            f"How much more did {he} get for {job} than from {a.his} aunt?",
            f"more from job: That is # {money} more",
        ),
        _ask(
            "spent - put1",
            f"How much more did {he} spend on {the_what} than {a.he} got for {job}?",
            f"more spent: That is # {money} more",
        ),
        _ask(
            "put1 - spent",
            f"How much more did {he} get for {job} than {a.he} spent on {the_what}?",
            f"more from job: That is # {money} more",
        ),
        _ask(
            "had + put1 - spent",
            f"(How much money was left in the {jar} right after {a} bought {the_what}?/"
            f"How much money did {he} have before {a.his} aunt gave {a.him} some?)",
            f"money before spending: {a} had # {money}",
            f"money after spending: Then {a} had # {money}",
        ),
        _ask(
            "put1 + put2 - spent",
            f"(How much more money does {he} have now than at first?/How much more did {he} put in than {a.he} took "
            "out?)",
            sum_in,
            f"more money: That is # {money} more",
        ),
        _ask(
            "had + put1 + put2",
            f"How much money would {he} have now if {a.he} had not bought {the_what}?",
            f"money before spending: {a} had # {money}",
            f"all money: With the money from the aunt it is # {money}",
        ),
        _ask(
            "had + put1 - spent + put2",
            f"How much money (does {he} have now/is in the {jar} now/does {he} have in the end)?",
            f"money before spending: {a} had # {money}",
            f"money after spending: Then {a} had # {money}",
            f"money now: With the money from the aunt it is # {money}",
        ),
    ]
    tale = Tale(s, steps, values, names, asks, money=True)
    n, say = tale.n, tale.say
    tale.facts = {
        "had": f"{a} had {n.had} at first",
        "put1": f"{a} got {n.put1} for {job} and put it into the {jar}",
        "spent": f"{a} took out {n.spent} to buy {what}",
        "put2": f"{a} got {n.put2} from {a.own} aunt and put it into the {jar}",
    }
    had = say("had", f"{a} had {n.had} in {a.own} {jar}")
    tale.tell(
        f"{had}. {say('put1', f'{a.he} got {n.put1} for {job} and put it in too')}. "
        f"Then {say('spent', f'{a.he} took out {n.spent} to buy {what}')}. "
        f"{say('put2', f'Later {a.own} aunt gave {a.him} {n.put2}, which {a.he} put in')}.",
        f"{had}. {say('put1', f'{a.he} put in {n.put1} from {job}')}, "
        f"{say('spent', f'took out {n.spent} for {what}')} and then "
        f"{say('put2', f'put in {n.put2} that {a.own} aunt gave {a.him}')}.",
        f"{say('put1', f'{a} got {n.put1} for {job} and put it into {a.own} {jar}')}. "
        f"{say('had', f'The {jar} already held {n.had}')}. "
        f"{say('spent', f'{a.he} then spent {n.spent} of the money on {what}')}. "
        f"{say('put2', f'After that {a.he} put in {n.put2} from {a.own} aunt')}.",
    )


@family("contrastchange.savings", topic=TOPIC, steps=1, weight=1.5)
def savings(s: Scene) -> None:
    """Money is put in, taken out, put in again: two of four sums matter."""
    _savings(s, 1)


@family("contrastchange.savings_two", topic=TOPIC, steps=2, weight=1.5)
def savings_two(s: Scene) -> None:
    """Money is put in, taken out, put in again: three of four sums matter."""
    _savings(s, 2)


@family("contrastchange.batches", topic=TOPIC, steps=1, weight=1.5)
def batches(s: Scene) -> None:
    """Two lots are made and a part of each goes: two of the four numbers matter."""
    t = s.thing("bakery", "craft")
    a = s.role("baker" if t.kind.name == "bakery" else "maker")
    made, make = s.choose(("baked", "bake"), ("made", "make")) if t.kind.name == "bakery" else ("made", "make")
    d1, d2 = s.choose(("in the morning", "in the afternoon"), ("on Saturday", "on Sunday"), ("on Monday", "on Tuesday"))
    values = {"made1": s.whole(8, 90), "made2": s.whole(8, 90), "gone1": s.whole(3, 60), "gone2": s.whole(3, 60)}
    s.need(values["gone1"] < values["made1"] - 1, values["gone2"] < values["made2"] - 1)
    names = {
        "made1": f"{t} {d1}", "made2": f"{t} {d2}", "gone1": f"{t} given away", "gone2": f"{t} sold",
    }  # fmt: skip
    he = f"({a}/{a.he})"
    asks = [
        _ask(
            "made1 + made2",
            f"How many {t} did {he} {make} {IN_ALL}?",
            f"total {t}: {a} {made} # {t}",
        ),
        _ask(
            "gone1 + gone2",
            f"(How many {t} did {he} give away and sell {IN_ALL}?/How many of {a}'s {t} are gone altogether?)",
            f"{t} gone: In all # {t} are gone",
        ),
        _ask(
            "made1 - gone1",
            f"How many of the {t} that {a} {made} {d1} are left?",
            f"{t} left from first: # {t} are left",
        ),
        _ask(
            "made2 - gone2",
            f"How many of the {t} that {a} {made} {d2} are left?",
            f"{t} left from second: # {t} are left",
        ),
        _ask(
            "made2 - made1",
            f"How many more {t} did {he} {make} {d2} than {d1}?",
            f"more later: {a} {made} # more {t} {d2}",
        ),
        _ask(
            "made1 - made2",
            f"How many fewer {t} did {he} {make} {d2} than {d1}?",
            f"fewer later: {a} {made} # fewer {t} {d2}",
        ),
        _ask(
            "gone2 - gone1",
            f"How many more {t} did {he} sell than (give away/{a.he} gave away)?",
            f"more sold: {a} sold # more {t}",
        ),
        _ask(
            "gone1 - gone2",
            f"How many more {t} did {he} give away than (sell/{a.he} sold)?",
            f"more given: {a} gave away # more {t}",
        ),
    ]
    tale = Tale(s, 1, values, names, asks)
    n, say = tale.n, tale.say
    tale.facts = {
        "made1": f"{a} {made} {n.made1} {t} {d1}",
        "made2": f"{a} {made} {n.made2} {t} {d2}",
        "gone1": f"{a} gave away {n.gone1} of the {t} {made} {d1}",
        "gone2": f"{a} sold {n.gone2} of the {t} {made} {d2}",
    }
    first = say("made1", f"{a} {made} {n.made1} {t} {d1}")
    tale.tell(
        f"{first} and {say('gone1', f'gave away {n.gone1} of those')}. "
        f"{say('made2', f'{a.he} {made} {n.made2} {t} {d2}')} and {say('gone2', f'sold {n.gone2} of those')}.",
        f"{first} and {say('made2', f'{n.made2} {d2}')}. "
        f"{say('gone2', f'{a.he} sold {n.gone2} of the {t} {made} {d2}')} and "
        f"{say('gone1', f'gave away {n.gone1} of the others')}.",
        f"{say('made2', f'{d2}, {a} {made} {n.made2} {t}')} and {say('gone2', f'sold {n.gone2} of them')}. "
        f"{say('made1', f'{a.he} had {made} {n.made1} {t} {d1}')} and "
        f"{say('gone1', f'had given away {n.gone1} of those')}.",
    )


@family("contrastchange.counts", topic=TOPIC, steps=1, weight=1.5)
def counts(s: Scene) -> None:
    """The number at three times: one of the changes between two of them is asked."""
    t, where, more, fewer = s.choose(
        ("books", "on the shelf", "were put there", "were taken away"),
        ("fish", "in the tank", "were put in", "were taken out"),
        ("apples", "in the basket", "were put in", "were taken out"),
        ("chairs", "in the hall", "were brought in", "were taken out"),
        ("boxes", "in the garage", "were brought in", "were taken out"),
        ("cans", "in the cupboard", "were put in", "were taken out"),
        ("marbles", "in the jar", "were put in", "were taken out"),
        ("bottles", "in the crate", "were put in", "were taken out"),
    )
    a = s.child()
    d1, d2, d3 = s.choose(
        ("Monday", "Wednesday", "Friday"), ("Tuesday", "Thursday", "Saturday"), ("Friday", "Saturday", "Sunday")
    )
    values = {"c1": s.whole(6, 120), "c2": s.whole(6, 120), "c3": s.whole(6, 120)}
    names = {"c1": f"{t} {d1}", "c2": f"{t} {d2}", "c3": f"{t} {d3}"}
    asks = []
    for (x, day_x), (y, day_y) in (
        (("c1", d1), ("c2", d2)), (("c2", d2), ("c3", d3)), (("c1", d1), ("c3", d3)),
    ):  # fmt: skip
        net = (x, y) == ("c1", "c3")
        up = f"How many {t} {more} between {day_x} and {day_y}?/" if not net else ""
        down = f"How many {t} {fewer} between {day_x} and {day_y}?/" if not net else ""
        asks += [
            _ask(
                f"{y} - {x}",
                f"({up}How many more {t} were {where} on {day_y} than on {day_x}?/"
                f"By how many did the number of {t} grow from {day_x} to {day_y}?)",
                f"more {t}: # more {t}",
            ),
            _ask(
                f"{x} - {y}",
                f"({down}How many fewer {t} were {where} on {day_y} than on {day_x}?/"
                f"By how many did the number of {t} fall from {day_x} to {day_y}?)",
                f"fewer {t}: # fewer {t}",
            ),
        ]
    tale = Tale(s, 1, values, names, asks)
    n, say = tale.n, tale.say
    tale.facts = {
        key: f"There were {tale.numbers[key]} {t} {where} on {day}" for key, day in (("c1", d1), ("c2", d2), ("c3", d3))
    }
    tale.tell(
        f"{a} counted the {t} {where}. {say('c1', f'There were {n.c1} on {d1}')}, {say('c2', f'{n.c2} on {d2}')} "
        f"and {say('c3', f'{n.c3} on {d3}')}.",
        f"{say('c1', f'On {d1} there were {n.c1} {t} {where}')}. "
        f"{say('c2', f'On {d2} {a} counted {n.c2}')}, and {say('c3', f'on {d3} there were {n.c3}')}.",
        f"{say('c3', f'{a} found {n.c3} {t} {where} on {d3}')}. "
        f"{say('c2', f'On {d2} it had been {n.c2}')}, and {say('c1', f'on {d1} it had been {n.c1}')}.",
        question_first=0.08,
    )


# Supplies used up


def _used(s: Scene, steps: int) -> None:
    a, t = s.role("teacher"), s.thing("stationery", "decoration", "craft")
    s.need(
        t.one
        not in (
            "painting",
            "drawing",
            "necklace",
            "bracelet",
            "binder",
            "pencil case",
            "sharpener",
            "ruler",
            "paintbrush",
        )
    )
    w1, w2 = s.choose(
        ("for a school play", "for a party"), ("for the first class", "for the second class"),
        ("for a game", "for a show"), ("on Monday", "on Tuesday"), ("in the first week", "in the second week"),
    )  # fmt: skip
    values = {"used1": s.whole(3, 60), "used2": s.whole(3, 60), "lost": s.whole(2, 30)}
    values["had"] = sum(values.values()) + s.whole(2, 80)
    names = {"had": f"{t} at first", "used1": f"{t} used first", "used2": f"{t} used then", "lost": f"{t} lost"}
    he = f"({a}/{a.he})"
    sum_used = f"total {t} used: {a} used # {t}"
    asks = [
        *(_ask("used1 + used2", f"How many {t} did {he} use {IN_ALL}?", sum_used) for _ in range(2)),
        _ask(
            "used1 - used2",
            f"How many more {t} did {he} use {w1} than {w2}?",
            f"more {t} first: {a} used # more {t} {w1}",
        ),
        _ask(
            "used2 - used1",
            f"(How many more {t} did {he} use {w2} than {w1}?/How many fewer {t} did {he} use {w1} than {w2}?)",
            f"more {t} then: {a} used # more {t} {w2}",
        ),
        _ask(
            "had - used1",
            f"How many {t} did {he} have (just after using some {w1}/before {a.he} used any {w2})?",
            f"{t} left first: {a} had # {t}",
        ),
        _ask(
            "had - lost",
            f"How many {t} would {he} have if {a.he} had only lost some and not used any?",
            f"{t} without lost: {a} would have # {t}",
        ),
        _ask(
            "had - used1 - used2 - lost",
            f"How many {t} does {he} have (now/left)?",
            f"{t} after first: After the first use {a} had # {t}",
            f"{t} after second: After the second use {a} had # {t}",
            f"{t} left: Without the lost ones {a} has # {t}",
        ),
    ]
    tale = Tale(s, steps, values, names, asks)
    n, say = tale.n, tale.say
    tale.facts = {
        "had": f"{a} had {n.had} {t} at first",
        "used1": f"{a} used {n.used1} {t} {w1}",
        "used2": f"{a} used {n.used2} {t} {w2}",
        "lost": f"{a} lost {n.lost} {t}",
    }
    had = say("had", f"{a} had {n.had} {t}")
    tale.tell(
        f"{had}. {say('used1', f'{a.he} used {n.used1} (of them /){w1}')} and {say('used2', f'{n.used2} {w2}')}. "
        f"{say('lost', f'After that {a.he} lost {n.lost}')}.",
        f"{say('used1', f'{a} used {n.used1} {t} {w1}')}, {say('used2', f'then {n.used2} {w2}')}, and "
        f"{say('lost', f'then lost {n.lost} on the way home')}. {say('had', f'{a.he} had started with {n.had}')}.",
        f"{had} in a {s.box(t)}. {say('used1', f'First {a.he} used {n.used1} {w1}')}, and "
        f"{say('used2', f'then {a.he} used {n.used2} {w2}')}. {say('lost', f'In the end {n.lost} {t} got lost')}.",
    )


@family("contrastchange.used", topic=TOPIC, steps=1, weight=1.5)
def used(s: Scene) -> None:
    """Supplies are used twice and some get lost: two of four numbers matter."""
    _used(s, 1)


@family("contrastchange.all_needed", topic=TOPIC, steps=3, weight=1.5)
def all_needed(s: Scene) -> None:
    """One of the same stories, and a question that needs all four numbers."""
    story = s.choose(_bus, _gifts, _shop, _pond, _back, _savings, _used)
    story(s, 3)
