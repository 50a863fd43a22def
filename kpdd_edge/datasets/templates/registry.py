"""The problem families by name, and problems drawn from them.

Any seed gives a valid problem, and always the same one. Nothing here may use the global random state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib import import_module
from random import Random
from types import MappingProxyType
from typing import Final

from kpdd_edge.datasets.templates.expr import Reject
from kpdd_edge.datasets.templates.render import AuthorError
from kpdd_edge.datasets.templates.scene import Scene
from kpdd_edge.errors import UsageError, did_you_mean
from kpdd_edge.problem import Problem

Writer = Callable[[Scene], None]

#: A family whose constraints are met more rarely than this is written wrongly.
MAX_TRIES: Final = 1000
#: So many problems in a row that were all seen before mean that the chosen families have no new ones.
MAX_REPEATS: Final = 2000


@dataclass(frozen=True, slots=True)
class Family:
    """A family of problems with one structure. ``steps`` is the number of steps of its program."""

    name: str
    topic: str
    steps: int
    doc: str
    weight: float
    write: Writer


_FAMILIES: dict[str, Family] = {}


def family(name: str, *, topic: str, steps: int, weight: float = 1.0) -> Callable[[Writer], Writer]:
    """Register the decorated function as a family; its docstring describes it."""

    def register(write: Writer) -> Writer:
        if name in _FAMILIES:
            raise AuthorError(f"two families are called {name!r}")
        doc = " ".join((write.__doc__ or "").split())
        _FAMILIES[name] = Family(name, topic, steps, doc, weight, write)
        return write

    return register


@lru_cache(maxsize=1)
def families() -> Mapping[str, Family]:
    """Every family by name, in order of declaration."""
    from kpdd_edge.datasets.templates.themes import MODULES

    for module in MODULES:
        import_module(f"kpdd_edge.datasets.templates.themes.{module}")
    return MappingProxyType(_FAMILIES)


def sample(family_name: str, seed: int) -> Problem:
    """The problem of a family for a seed. Raises UsageError for an unknown family."""
    known = families()
    if family_name not in known:
        raise UsageError(
            f"No problem family is called {family_name!r}.",
            cause="Families are named topic.name." + did_you_mean(family_name, known),
            hint="kpdd data template --list",
        )
    return _draw(known[family_name], seed)


def generate(seed: int) -> Problem:
    """The problem of a family drawn by weight, for a seed."""
    rng = Random(seed)
    chosen = rng.choices(*_weighted(tuple(families().values())))[0]
    return _draw(chosen, rng.getrandbits(48))


def stream(
    count: int,
    seed: int,
    families_: Sequence[str] | Mapping[str, float] | None = None,
    *,
    steps: tuple[int, int] | None = None,
    distractors: float | None = None,
) -> Iterator[Problem]:
    """``count`` problems without two of the same text.

    ``families_`` names the families to draw from (``contrast*``: all that begin so), or gives each its weight;
    ``steps`` keeps those whose number of steps lies between the two, both included; ``distractors`` is the chance of a
    sentence that does not matter (0 to 1; every family's own if left out). Raises UsageError for an unknown family, for
    a choice without any family, and when the chosen families run out of new problems.
    """
    population, cumulative = _choose(families_, steps)
    rng, seen, repeats, given = Random(seed), set[str](), 0, 0
    while given < count:
        chosen = rng.choices(population, cum_weights=cumulative)[0]
        problem = _draw(chosen, rng.getrandbits(48), distractors)
        if problem.text in seen:
            repeats += 1
            if repeats >= MAX_REPEATS:
                raise UsageError(
                    f"The chosen families gave only {given} different problems of the {count} asked for.",
                    hint="choose more families, or ask for fewer problems",
                )
            continue
        repeats = 0
        seen.add(problem.text)
        given += 1
        yield problem


def _expanded(wanted: Sequence[str], known: Mapping[str, Family]) -> Sequence[str]:
    """Names for patterns, in the families' own order; names that are none stay, to be refused."""
    if not any("*" in name for name in wanted):
        return wanted
    chosen = [name for name in known if any(fnmatchcase(name, pattern) for pattern in wanted)]
    return [*chosen, *(name for name in wanted if "*" not in name and name not in known)]


def _choose(
    wanted: Sequence[str] | Mapping[str, float] | None, steps: tuple[int, int] | None
) -> tuple[list[Family], list[float]]:
    known = families()
    if wanted is None:
        weights = {name: found.weight for name, found in known.items()}
    elif isinstance(wanted, Mapping):
        weights = dict(wanted)
    else:
        weights = dict.fromkeys(_expanded(wanted, known), 1.0)
    for name in weights:
        if name not in known:
            raise UsageError(
                f"No problem family is called {name!r}.",
                cause="Families are named topic.name." + did_you_mean(name, known),
                hint="kpdd data template --list",
            )
    low, high = steps or (0, 10**6)
    population = [known[name] for name, weight in weights.items() if weight > 0 and low <= known[name].steps <= high]
    if not population:
        raise UsageError(
            "No problem family fits the choice.", cause=f"steps: {steps}", hint="kpdd data template --list"
        )
    total, cumulative = 0.0, []
    for found in population:
        total += weights[found.name]
        cumulative.append(total)
    return population, cumulative


def _weighted(population: Sequence[Family]) -> tuple[Sequence[Family], list[float]]:
    return population, [found.weight for found in population]


def _draw(chosen: Family, seed: int, distractors: float | None = None) -> Problem:
    rng = Random(f"{chosen.name}:{seed}")
    for _ in range(MAX_TRIES):
        scene = Scene(rng, distractors)
        try:
            chosen.write(scene)
            scene.distract()
            return scene.problem(chosen.name, seed)
        except Reject:
            continue
        except AuthorError as error:
            raise AuthorError(f"{chosen.name}: {error}") from error
    raise AuthorError(f"{chosen.name}: no valid problem in {MAX_TRIES} draws for seed {seed}")
