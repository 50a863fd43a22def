"""What a family writes with: a scene draws people, things and numbers, and collects steps and wordings.

Program, steps in words and gold answer come from the one list of steps; facts and givens are ordered by their first
use in it. A scene must never take anything at random but from its own ``rng``.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from random import Random
from typing import Final, TypeVar

from kpdd_edge.datasets.templates import asides
from kpdd_edge.datasets.templates.english import number_words, ordinal, plural
from kpdd_edge.datasets.templates.expr import Const, Expr, Leaf, Op, Operand, Reject, decimal, wrap
from kpdd_edge.datasets.templates.people import HE, ROLES, SHE, TITLED, Gender, Person
from kpdd_edge.datasets.templates.render import (
    AuthorError,
    Number,
    Rendered,
    Style,
    read,
    render,
    resolve_choices,
    slug,
)
from kpdd_edge.datasets.templates.things import GROUPS, THINGS, Thing, nouns
from kpdd_edge.problem import KeyPoints, Problem, Rationale

T = TypeVar("T")

_FRACTION_WORDS: Final = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 8: "eighth", 10: "tenth"}
_SINGULAR: Final = {
    "children": "child",
    "people": "person",
    "feet": "foot",
    "men": "man",
    "women": "woman",
    "leaves": "leaf",
    "loaves": "loaf",
    "shelves": "shelf",
} | nouns()
_NOT_PLURAL: Final = frozenset(("less", "was", "has", "is", "this", "as", "plus", "times", "always", "across"))
_ONE_OF: Final = re.compile(r"= 1 ((?:[a-zA-Z-]+ ?){1,3})")


class Quantity(Number):
    """A number of the scene. ``n(thing)`` says it with a noun that agrees with it."""

    __slots__ = ()

    def __call__(self, noun: Thing | str) -> str:
        return f"{self} {self.noun(noun)}"

    def noun(self, noun: Thing | str) -> str:
        """The noun alone, singular or plural as the number wants; a string is given in the singular."""
        one, many = (noun.one, noun.many) if isinstance(noun, Thing) else (noun, plural(noun))
        return one if self.value == 1 else many

    def of(self, noun: Thing | str) -> str:
        """``5 of the apples``, ``5 of them`` or ``5 apples``: a part of what was mentioned before."""
        many = self.noun(noun)
        return f"{self} (of the {_many(noun)}/<of them~{many}>/{many})"

    def more(self, noun: Thing | str) -> str:
        """``5 more apples``, or ``5 more`` in the problem where the thing was mentioned before."""
        many = self.noun(noun)
        return f"{self} (more {many}/more<~ {many}>)"

    @property
    def n(self) -> int:
        """The value of a whole number."""
        return int(self.value)


class Share(Quantity):
    """A fraction in the text ("a third", "2/5"): stands in the expressions with its own numbers."""

    __slots__ = ()

    def part(self, whole: Operand) -> Op:
        """``whole * 2 / 5``, or ``whole / 3``."""
        return wrap(whole) / self.bottom if self.value.numerator == 1 else wrap(whole) * self.top / self.bottom

    @property
    def top(self) -> Const:
        return Const(self.value.numerator, self)

    @property
    def bottom(self) -> Const:
        return Const(self.value.denominator, self)

    def whole_of(self, part: Operand) -> Op:
        """The whole of which ``part`` is this fraction: ``part * 5 / 2``, or ``part * 3``."""
        return wrap(part) * self.bottom if self.value.numerator == 1 else wrap(part) * self.bottom / self.top


@dataclass(frozen=True, slots=True)
class Step:
    result: Leaf
    expr: Expr
    words: str


class Scene:
    """One draw of a family. The methods that draw may raise :class:`Reject`; the caller then starts a new scene."""

    def __init__(self, rng: Random, distractors: float | None = None) -> None:
        """``distractors`` is the chance of a sentence that does not matter, instead of every family's own."""
        self.rng = rng
        self._distractors = distractors
        self.style = _draw_style(rng)
        self._people: list[Person] = []
        self._numbers: list[Number] = []
        self._things: set[str] = set()
        self._names: set[str] = {"answer", "max", "min", "range", "n"}
        self._steps: list[Step] = []
        self._form = ""
        self._aside = ""

    # Drawing

    def choose(self, *options: T) -> T:
        return self.rng.choice(options)

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def whole(self, low: int, high: int, step: int = 1) -> int:
        """A whole number from ``low`` to ``high``, both included, in steps of ``step`` from ``low``."""
        if high < low:
            raise Reject
        return low + step * self.rng.randint(0, (high - low) // step)

    def uneven(self, per: Quantity, low: int, high: int) -> int:
        """From ``low`` to ``high`` times the whole number ``per``, and a rest that is smaller than it."""
        return per.n * self.whole(low, high) + self.whole(1, per.n - 1)

    def sharing(self, low: int, high: int) -> tuple[int, int]:
        """Two numbers, neither of which divides the other, with a greatest common divisor from ``low`` to ``high``."""
        divisor, first, second = self.whole(low, high), self.whole(2, 9), self.whole(2, 9)
        self.need(gcd(first, second) == 1)
        return divisor * first, divisor * second

    def need(self, *conditions: bool) -> None:
        """Reject the draw unless every condition holds."""
        if not all(conditions):
            raise Reject

    # People and things

    def child(self, gender: Gender | None = None) -> Person:
        """Someone called by the first name."""
        names = SHE if (drawn := gender or self._gender()) == "she" else HE
        return self._add_person(lambda: self.rng.choice(names), drawn)

    def person(self) -> Person:
        """Anyone with a name, now and then with a title."""
        if self.chance(0.85):
            return self.child()
        name, gender = self.rng.choice(TITLED)
        return self._add_person(lambda: name, gender)

    def adult(self) -> Person:
        if self.chance(0.6):
            return self.child()
        name, gender = self.rng.choice(TITLED)
        return self._add_person(lambda: name, gender)

    def people(self, count: int) -> list[Person]:
        return [self.child() for _ in range(count)]

    def couple(self) -> tuple[Person, Person]:
        """Two people whose pronouns differ."""
        first = self._gender()
        return self.child(first), self.child("he" if first == "she" else "she")

    def role(self, *sorts: str) -> Person:
        """Someone by trade ("a baker", then "the baker"), or in one case out of two by name."""
        if self.chance(0.5):
            return self.adult()
        noun = self.rng.choice(ROLES[self.choose(*sorts)])
        return self._add_person(lambda: noun, self._gender(), is_role=True)

    def _gender(self) -> Gender:
        return "she" if self.chance(0.5) else "he"

    def _add_person(self, draw: Callable[[], str], gender: Gender, is_role: bool = False) -> Person:
        for _ in range(20):
            name = draw()
            if all(name != other.name for other in self._people):
                person = Person(len(self._people), name, gender, is_role)
                self._people.append(person)
                return person
        raise Reject

    def thing(self, *kinds: str) -> Thing:
        """A thing of one of the kinds or groups that was not drawn before in this scene."""
        for _ in range(20):
            group = GROUPS.get(kind := self.choose(*kinds)) or (kind,)
            thing = self.rng.choice(THINGS[self.choose(*group)])
            if thing.one not in self._things:
                self._things.add(thing.one)
                return thing
        raise Reject

    def things(self, count: int, *kinds: str) -> list[Thing]:
        return [self.thing(*kinds) for _ in range(count)]

    def alike(self, count: int, *kinds: str) -> list[Thing]:
        """Several things of one and the same kind."""
        first = self.thing(*kinds)
        return [first, *(self.thing(first.kind.name) for _ in range(count - 1))]

    def box(self, thing: Thing) -> str:
        """A container for the thing, in the singular."""
        return self.rng.choice(thing.kind.containers)

    # Numbers

    def given(self, name: str, low: int, high: int | None = None, step: int = 1) -> Quantity:
        """A whole number that the problem states and the program starts from."""
        return self._draw(name, "count", lambda: Fraction(low if high is None else self.whole(low, high, step)))

    def decimal(self, name: str, low: float, high: float, step: float = 0.5) -> Quantity:
        """A measure with a fraction, such as 2.5 km."""
        a, b, unit = Fraction(str(low)), Fraction(str(high)), Fraction(str(step))
        return self._draw(name, "count", lambda: a + unit * self.whole(0, int((b - a) / unit)))

    def money(self, name: str, low: float, high: float, step: float = 1) -> Quantity:
        """A sum of money from ``low`` to ``high`` in steps of ``step`` units of the scene's currency."""
        a, b, unit = Fraction(str(low)), Fraction(str(high)), Fraction(str(step))
        return self._draw(name, "money", lambda: a + unit * self.whole(0, int((b - a) / unit)))

    def price(self, name: str, thing: Thing, whole: bool = False) -> Quantity:
        """What one such thing may cost."""
        return self._draw(name, "money", self._price_draw(thing, whole))

    def worth(self, thing: Thing, whole: bool = False) -> Fraction:
        """The same as :meth:`price`, but as a bare value that the problem does not state."""
        return self._price_draw(thing, whole)()

    def money_of(self, name: str, value: Fraction | int) -> Quantity:
        """A sum of money of this value."""
        return self._draw(name, "money", lambda: Fraction(value))

    def _price_draw(self, thing: Thing, whole: bool) -> Callable[[], Fraction]:
        low, high = thing.kind.price
        unit = Fraction(1) if whole or high > 30 else Fraction(self.choose("1", "0.5", "0.5", "0.25", "0.05"))
        low = max(unit, -(-low // unit) * unit)
        return lambda: low + unit * self.whole(0, max(1, int((high - low) / unit)))

    def percent(self, name: str, *values: int) -> Quantity:
        return self._draw(name, "percent", lambda: Fraction(self.choose(*values)))

    def factor(self, name: str, low: int = 2, high: int = 5) -> Quantity:
        """``twice``, ``3 times``, ``four times`` (to be followed by "as many as" and the like)."""
        value = self.whole(low, high)
        if value == 2:
            surface = self.choose("twice", "twice", "2 times")
        else:
            surface = f"{self.choose(str(value), number_words(value))} times"
        return self._add(name, "factor", Fraction(value), surface)

    def ordinal(self, name: str, low: int, high: int) -> Quantity:
        """``fourth``, ``12th``: a place in an order."""
        value = self.whole(low, high)
        return self._add(name, "ordinal", Fraction(value), ordinal(value))

    def share(self, *choices: str) -> Share:
        """A fraction such as ``1/3``, in figures or in words ("a third", "two fifths", "half")."""
        value = Fraction(self.choose(*(choices or ("1/2", "1/3", "1/4", "2/3", "3/4", "1/5", "2/5"))))
        top, bottom = value.numerator, value.denominator
        word = _FRACTION_WORDS.get(bottom)
        surface = f"{top}/{bottom}"
        if value == Fraction(1, 2):
            surface = self.choose("half", "half", "1/2")
        elif word and self.chance(0.6):
            lead = self.choose("a", "one") if top == 1 else number_words(top)
            surface = f"{lead} {word if top == 1 else plural(word)}"
        number = Share(Leaf("", value, surface), len(self._numbers), "share", surface)
        self._numbers.append(number)
        return number

    def noise(self, low: int, high: int, step: int = 1) -> Quantity:
        """A number that does not matter."""
        return self._draw("", "count", lambda: Fraction(self.whole(low, high, step)))

    def noise_money(self, low: float, high: float, step: float = 1) -> Quantity:
        return self.money("", low, high, step)

    def _draw(self, name: str, kind: str, draw: Callable[[], Fraction]) -> Quantity:
        taken = {number.value for number in self._numbers if number.kind == kind}
        value = draw()
        for _ in range(8):
            if value not in taken:
                break
            value = draw()
        else:
            if not name:
                raise Reject
        return self._add(name, kind, value)

    def _add(self, name: str, kind: str, value: Fraction, surface: str | None = None) -> Quantity:
        literal = decimal(value)
        if kind == "money" and value.denominator != 1:
            literal = f"{literal}0" if len(literal.split(".")[1]) == 1 else literal
        leaf = Leaf(self._name(name) if name else "", value, literal)
        number = Quantity(leaf, len(self._numbers), kind, surface)
        self._numbers.append(number)
        return number

    def _name(self, phrase: str) -> str:
        name = slug(phrase, self._people)
        if keyword.iskeyword(name):
            name += "_"
        if name in self._names:
            raise AuthorError(f"the name {name!r} is used twice")
        self._names.add(name)
        return name

    # Writing

    def step(self, name: str, expr: Expr, words: str, *, decimals: bool = False) -> Leaf:
        """One step: ``words`` is a sentence in which ``#`` stands for the working ("12 - 5 = 7").

        Rejects results that are not positive, and results with decimals from whole numbers unless ``decimals``.
        """
        value = expr.value
        if value <= 0:
            raise Reject
        if value.denominator != 1 and not decimals and all(leaf.value.denominator == 1 for leaf in expr.leaves()):
            raise Reject
        literal = decimal(value, 2)
        result = Leaf(self._name(name), value, literal)
        working = words.replace("#", f"{expr.worked()} = {literal}")
        self._steps.append(Step(result, expr, working))
        return result

    def forms(self, *forms: str) -> None:
        """The wordings of the whole problem, one of which is drawn; see :mod:`.render` for the markup."""
        self._form = self.rng.choice(forms)

    def aside(self, *sentences: str, about: Person | None = None, chance: float = 0.25) -> None:
        """Now and then, a sentence that does not matter: one of ``sentences``, or a remark about a person."""
        if not self.chance(chance if self._distractors is None else self._distractors):
            return
        pool: list[str] = list(sentences)
        if about is not None:
            near = self._distractors is not None and self.chance(0.6)
            pool.append(asides.belongings(self, about) if near else asides.remark(self, about))
        self._aside = self.rng.choice(pool)

    def distract(self) -> None:
        """Where distractors are wanted and the family has none: a person's other things, as if they counted."""
        if self._distractors is None or self._aside or any(not number.name for number in self._numbers):
            return
        if self._people and self._things and self.chance(self._distractors):
            self._aside = asides.belongings(self, self._people[0])

    # Reading

    def problem(self, family: str, seed: int) -> Problem:
        """Everything drawn so far as a problem. Raises AuthorError when the family does not hold together."""
        if not self._steps or not self._form:
            raise AuthorError("a family needs steps and forms")
        order = self._order()
        rendered = render(self._form, self._aside, self.rng, self._numbers, self._people, self.style)
        self._check(rendered, order)
        gold = decimal(self._steps[-1].result.value, 2)
        program = [f"{self._numbers[i].name} = {self._numbers[i].literal}" for i in order if self._numbers[i].name]
        program += [f"{step.result.name} = {step.expr.named()}" for step in self._steps]
        program.append(f"answer = {self._steps[-1].result.name}")
        words = [self._read_step(step) for step in self._steps]
        self._check_names(rendered, words)
        words.append(f"Answer: {gold}")
        return Problem(
            text=rendered.text,
            id=f"template:{family}:{seed}",
            gold=gold,
            dataset="templates",
            split="train",
            body=rendered.body,
            question=rendered.question,
            key_points=KeyPoints(rendered.core, _sorted_facts(rendered, order)),
            rationales=(Rationale("pot", "\n".join(program)), Rationale("cot", "\n".join(words))),
            meta={"family": family, "steps": len(self._steps), "seed": seed},
        )

    def _order(self) -> list[int]:
        """The indices of the numbers that matter, by their first use."""
        order: dict[int, None] = {}
        for step in self._steps:
            for leaf in step.expr.leaves():
                if isinstance(leaf, Number):
                    order.setdefault(leaf.index)
        return list(order)

    def _check(self, rendered: Rendered, order: Sequence[int]) -> None:
        stated = frozenset[int]().union(*(states for _, states in rendered.facts))
        used = frozenset(order)
        if used - stated:
            raise AuthorError(
                f"no fact states {[self._numbers[i].name or str(i) for i in used - stated]}: {rendered.text}"
            )
        if stated - used:
            raise AuthorError(f"a fact states a number that is not used: {rendered.text}")
        if unused := [n.name for n in self._numbers if n.name and n.index not in used]:
            raise AuthorError(f"given but not used: {unused}")

    def _check_names(self, rendered: Rendered, words: Sequence[str]) -> None:
        """Nobody may turn up in the facts or in the steps who is not in the problem."""
        derived = " ".join((rendered.core, *(fact for fact, _ in rendered.facts), *words))
        for person in self._people:
            if person.name in derived and person.name not in rendered.text:
                raise AuthorError(f"{person.name} is not in the problem: {rendered.text}")

    def _read_step(self, step: Step) -> str:
        raw = resolve_choices(step.words, self.rng)
        text = read(raw if raw.endswith(".") else raw + ".", "fact", self._numbers, self._people, self.style)
        return _ONE_OF.sub(_singular, text) if "= 1 " in text else text


def _sorted_facts(rendered: Rendered, order: Sequence[int]) -> tuple[str, ...]:
    """The facts by the first use of their numbers; one without numbers stays behind the one before it."""
    rank = {index: place for place, index in enumerate(order)}
    keyed, last = [], -1
    for fact, states in rendered.facts:
        last = min((rank[index] for index in states), default=last)
        keyed.append((last, fact))
    return tuple(dict.fromkeys(fact for _, fact in sorted(keyed, key=lambda item: item[0])))


def _singular(match: re.Match[str]) -> str:
    words = match.group(1).rstrip(" ").split(" ")
    trailing = match.group(1)[len(match.group(1).rstrip(" ")) :]
    for count in (3, 2, 1):
        if (one := _SINGULAR.get(" ".join(words[:count]))) is not None:
            return "= 1 " + " ".join([one, *words[count:]]) + trailing
    first = words[0]
    if first.endswith("s") and not first.endswith("ss") and first not in _NOT_PLURAL:
        words[0] = re.sub(r"ies$", "y", first) if first.endswith("ies") else re.sub(r"(?<=x|h)es$|s$", "", first)
    return "= 1 " + " ".join(words) + trailing


def _many(noun: Thing | str) -> str:
    return noun.many if isinstance(noun, Thing) else plural(noun)


def _draw_style(rng: Random) -> Style:
    sign, currency, coin, note = rng.choices(
        (("$", "dollars", "dollar", "bill"), ("£", "pounds", "pound", "note"), ("€", "euros", "euro", "note")),
        (90, 5, 5),
    )[0]
    return Style(
        sign=sign,
        currency=currency,
        coin=coin,
        note=note,
        money_words=rng.random() < 0.2,
        percent_word=rng.random() < 0.2,
        commas=rng.random() < 0.6,
        words_up_to=rng.choices((0, 10, 20, 100), (74, 12, 8, 6))[0],
    )
