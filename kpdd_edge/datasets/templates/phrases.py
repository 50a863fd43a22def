"""Questions that many families ask, in their usual wordings (markup of :mod:`.render`)."""

from __future__ import annotations

from kpdd_edge.datasets.templates.people import Person
from kpdd_edge.datasets.templates.things import Thing


def ask_now(who: Person, thing: Thing | str) -> str:
    """How many are there now, all told?"""
    return (
        f"(How many {thing} does {who.he} have (now/altogether/in all/in total)?/"
        f"How many {thing} does {who.he} have now?/"
        f"What is the total number of {thing} {who.he} has now?/"
        f"How many {thing} has {who} got now?)"
    )


def ask_left(who: Person, thing: Thing | str) -> str:
    """How many remain?"""
    return (
        f"(How many {thing} does {who.he} have left?/How many {thing} does {who} (still have/have now)?/"
        f"How many {thing} are left<~ with {who}>?/How many {thing} remain<~ with {who}>?/"
        f"How many {thing} did {who.he} have left?)"
    )


def ask_first(who: Person, thing: Thing | str) -> str:
    """How many were there at first?"""
    return (
        f"(How many {thing} did {who.he} have (at first/in the beginning/to start with/to begin with)?/"
        f"How many {thing} did {who.he} have (originally/<before that~at first>)?/"
        f"With how many {thing} did {who} (start/begin)?)"
    )
