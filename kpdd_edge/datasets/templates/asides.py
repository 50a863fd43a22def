"""Sentences about a person that sound like part of a problem and never matter for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpdd_edge.datasets.templates.people import Person

if TYPE_CHECKING:
    from kpdd_edge.datasets.templates.scene import Scene


def remark(s: Scene, person: Person) -> str:
    """One sentence with a number that has nothing to do with the counts and sums of a problem."""
    sort = s.whole(0, 13)
    who = person.subject
    match sort:
        case 0:
            return f"{who} is {s.noise(8, 40)} years old."
        case 1:
            return f"{who} has {s.noise(2, 9)} cousins."
        case 2:
            return f"{who} lives {s.noise(2, 12)} blocks from the school."
        case 3:
            return f"It was {s.noise(12, 30)} degrees outside that day."
        case 4:
            return f"{who} went for a walk of {s.noise(15, 70, 5)} minutes that day."
        case 5:
            return f"{who} has lived in that town for {s.noise(2, 12)} years."
        case 6:
            return f"It was a {s.choose('rainy', 'sunny', 'cold', 'windy')} {s.choose('Monday', 'Friday', 'Saturday')}."
        case 7:
            return f"{who} woke up at {s.noise(6, 9):d} o'clock that day."
        case 8:
            return f"{who} lives on the {s.choose('third', 'fourth', 'fifth', 'ninth')} floor."
        case 9:
            return f"{who} also has {s.noise(2, 4)} pets at home."
        case 10:
            return f"{who} spent {s.noise(20, 55, 5)} minutes on the bus that day."
        case 11:
            return f"{who} has a birthday in {s.noise(2, 9)} weeks."
        case 12:
            return f"{person}'s best friend lives {s.noise(3, 20)} miles away."
        case _:
            return (
                f"{who} was wearing a {s.choose('red', 'blue', 'green', 'yellow')} "
                f"{s.choose('hat', 'jacket', 'shirt')}."
            )


def belongings(s: Scene, person: Person) -> str:
    """One sentence with a number of things like those of a problem, but of another sort than any that it asks for."""
    other = s.thing("small", "goods", "stationery", "toy")
    n = s.noise(2, other.top)
    who = person.subject
    return s.choose(
        f"{who} also has {n(other)}.",
        f"{who} has {n(other)} as well.",
        f"{who} bought {n(other)} the day before.",
        f"{person}'s {s.choose('brother', 'sister', 'cousin', 'neighbor', 'best friend')} has {n(other)}.",
        f"There are {n(other)} in {person}'s room.",
    )
