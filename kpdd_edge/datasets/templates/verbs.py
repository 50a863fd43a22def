"""How people come by things and part with them: verbs that suit the kind of thing, with a place or an occasion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kpdd_edge.datasets.templates.expr import Reject
from kpdd_edge.datasets.templates.people import Person
from kpdd_edge.datasets.templates.things import Thing

if TYPE_CHECKING:
    from kpdd_edge.datasets.templates.scene import Scene


@dataclass(frozen=True, slots=True)
class Verb:
    """``past`` and ``base`` stand before the quantity, ``tail`` (empty or with its leading blank) behind it.

    ``most`` is the largest number that one would believe.
    """

    past: str
    base: str
    tail: str
    most: int = 10_000

    @property
    def done(self) -> str:
        """The participle: eaten, given, bought."""
        return _PARTICIPLES.get(self.past, self.past)


_PARTICIPLES: Final = {
    "ate": "eaten",
    "gave": "given",
    "broke": "broken",
    "threw away": "thrown away",
    "got": "gotten",
}

_OWNED: Final = "toy stationery reading clothing linen kitchen sport decoration craft tool electronic music furniture"

_GAIN: Final = (
    ("fruit vegetable", "picked", "pick", "in the garden;this morning;at the farm;after lunch;", 60),
    ("flower", "picked", "pick", "in the garden;in the meadow;this morning;", 60),
    ("fruit bakery vegetable drink cake", "bought", "buy", "at the market;from a street stall;at the corner shop;", 60),
    (_OWNED, "bought", "buy", "at the store;at a yard sale;online;yesterday;on Saturday;", 90),
    ("collectable", "found", "find", "in an old drawer;in the attic;on the way home;", 60),
    ("collectable", "collected", "collect", "during the summer;over the weekend;this week;", 120),
    ("toy sweet", "won", "win", "at the fair;in a game;at a party;", 30),
    ("bakery cake", "baked", "bake", "in the afternoon;for a party;in the morning;", 60),
    ("craft", "made", "make", "over the weekend;after school;last night;", 90),
    ("toy sweet collectable reading clothing sport", "got", "get", "from {own} uncle;from {own} aunt;as a gift;", 60),
    ("sweet collectable toy stationery reading", "received", "receive", "from a friend;from {own} grandmother;", 60),
    ("collectable toy", "bought", "buy", "at a flea market;from a friend;at the museum shop;", 90),
    ("bird pet sea", "bought", "buy", "at the pet shop;from a neighbor;", 30),
    ("farm", "bought", "buy", "at an auction;from a neighbor;at the spring market;", 60),
)

_LOSS: Final = (
    ("fruit bakery sweet", "ate", "eat", ";after dinner;during the day;", 12),
    ("fruit vegetable bakery cake sweet flower", "gave", "give", "to {other};to a neighbor;to {own} aunt;", 60),
    (f"{_OWNED} collectable", "gave", "give", "to {other};to a friend;to {own} cousin;", 90),
    ("fruit vegetable bakery cake flower craft drink", "sold", "sell", "at the fair;to a neighbor;by noon;", 200),
    ("toy reading collectable clothing sport electronic music", "sold", "sell", "at a yard sale;;to a friend;", 90),
    ("furniture farm bird pet sea", "sold", "sell", ";to a neighbor;to a friend;", 90),
    ("collectable toy stationery", "lost", "lose", "on the way home;at school;during a trip;", 40),
    ("stationery decoration craft", "used", "use", "for a project;last week;for a school play;", 90),
    ("kitchen toy decoration", "broke", "break", "by accident;while cleaning;", 15),
    ("reading clothing linen toy kitchen furniture", "donated", "donate", "to charity;to a shelter;to the school;", 60),
    ("fruit vegetable", "threw away", "throw away", "because they were spoiled;", 25),
    ("sweet bakery fruit drink stationery", "handed out", "hand out", "to {own} classmates;to some friends;", 60),
)  # fmt: skip


def gain(s: Scene, who: Person, thing: Thing) -> Verb:
    """A way for ``who`` to come by such things."""
    return _draw(s, _GAIN, who, None, thing)


def loss(s: Scene, who: Person, thing: Thing, other: Person | None = None) -> Verb:
    """A way for ``who`` to part with such things, perhaps in favour of ``other``."""
    return _draw(s, _LOSS, who, other, thing)


def _draw(
    s: Scene, table: tuple[tuple[str, str, str, str, int], ...], who: Person, other: Person | None, thing: Thing
) -> Verb:
    fitting = [row for row in table if thing.kind.name in row[0].split()]
    if not fitting:
        raise Reject
    _, past, base, tails, most = s.rng.choice(fitting)
    tail = s.rng.choice([tail for tail in tails.split(";") if other is not None or "{other}" not in tail])
    if past == "gave" and other is not None:
        tail = "to {other}"
    tail = tail.replace("{own}", who.own).replace("{other}", str(other))
    return Verb(past, base, f" {tail}" if tail else "", most)
