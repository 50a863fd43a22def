"""Sentences about a person that sound like part of a problem and never matter for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpdd_edge.datasets.templates.people import Person

if TYPE_CHECKING:
    from kpdd_edge.datasets.templates.scene import Scene


def remark(s: Scene, person: Person) -> str:
    """One sentence with a number that has nothing to do with the counts and sums of a problem."""
    sort = s.whole(0, 13)
    who = person
    match sort:
        case 0:
            return f"{who} is {s.noise(8, 40)} years old."
        case 1:
            return f"{who} has {s.noise(2, 9)} cousins."
        case 2:
            return f"{who} lives {s.noise(2, 12)} blocks from there."
        case 3:
            return f"It was {s.noise(12, 30)} degrees outside that day."
        case 4:
            return f"{who} had to walk {s.noise(5, 40)} minutes to get there."
        case 5:
            return f"{who} has lived in that town for {s.noise(2, 12)} years."
        case 6:
            return f"It was {who}'s {s.choose('favorite', 'usual', 'first')} thing to do on a {s.choose('rainy', 'sunny', 'cold')} day."
        case 7:
            return f"{who} woke up at {s.noise(6, 9):d} o'clock that day."
        case 8:
            return f"{who} lives on the {s.choose('third', 'fourth', 'fifth', 'ninth')} floor."
        case 9:
            return f"{who} also has {s.noise(2, 4)} pets at home."
        case 10:
            return f"{who} did all of this in {s.noise(20, 55, 5)} minutes."
        case 11:
            return f"{who} has been looking forward to it for {s.noise(2, 6)} weeks."
        case 12:
            return f"{who}'s best friend lives {s.noise(3, 20)} miles away."
        case _:
            return f"{who} was wearing a {s.choose('red', 'blue', 'green', 'yellow')} {s.choose('hat', 'jacket', 'shirt')}."
