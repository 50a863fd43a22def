"""Who the problems are about: first names of many cultures with their pronouns, titled people, and roles.

Invented combinations only; nobody here is meant to be a real person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Gender = Literal["she", "he"]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SHE: Final = _words(
    """
    Abena Ada Aisha Aiko Alejandra Alma Amara Amelie Amina Ana Anika Anja Anna Aroha Asha Astrid Ava Ayesha Beatriz
    Bianca Bintou Bridget Camila Carla Carmen Celeste Chiara Chloe Clara Dalia Daniela Daphne Delia Dina Ebony Eleni
    Elif Elena Ella Emi Emma Esther Eva Fatima Fiona Freya Gabriela Grace Greta Hana Hannah Heidi Ines Ingrid Irene
    Isla Ivana Jada Jasmine Jia Jill Joanna Julia Judith Kamala Karin Katya Kavya Keiko Kiri Lakshmi Lara Laura
    Layla Leila Lena Lina Ling Lola Lucia Lucy Maja Malia Mara Maria Marta Maya Mei Mia Mina Mira Miriam Nadia Naomi
    Nia Nina Noor Nora Olga Olivia Paloma Petra Priya Rachel Rania Rosa Ruth Sade Safiya Salma Sara Sasha Selma Signe
    Simone Sofia Sunita Suri Tala Tara Tess Thandi Uma Valeria Vera Wanda Wren Yara Yasmin Ying Yuki Zadie Zara Zola
    """
)

HE: Final = _words(
    """
    Adam Ahmed Akira Alan Alejandro Ali Amir Anders Andre Anton Arjun Arthur Bashir Ben Bilal Boris Bruno Caleb
    Carlos Cedric Chidi Cyrus Daichi Dan Dario David Dev Diego Dmitri Edgar Eduardo Eli Emeka Emil Enzo Eric Ethan
    Farid Felix Finn Francis Gabriel George Giovanni Hamid Hans Hassan Henrik Hiro Hugo Ian Idris Igor Isaac Ivan
    Jabari Jack Jakub Jamal James Javier Jin Joao Joel Jonas Jorge Joshua Juan Kai Karim Kenji Kofi Kwame Lars Leo
    Levi Liam Lin Louis Luca Lukas Mahmoud Malik Marco Mario Mateo Max Miguel Milan Mohammed Nabil Nathan Niko Noah
    Omar Oscar Otto Owen Pablo Pavel Pedro Peter Quentin Rafael Raj Ravi Reza Ricardo Rohan Ruben Sam Samir
    Santiago Sanjay Sebastian Sergei Simon Sven Taro Theo Thomas Tim Tomas Tunde Umar Victor Vikram Viktor Wei William
    Xavier Yannick Yusuf Zane Zubair
    """
)

_SURNAMES: Final = _words(
    """
    Abbott Adeyemi Bianchi Castillo Chen Dubois Eriksen Farouk Fischer Garcia Gupta Haddad Ito Jensen Kim Kowalski
    Larsen Lopez Mbeki Moreau Murphy Nguyen Novak Okafor Olsen Patel Petrov Quinn Reyes Rossi Santos Schmidt Silva
    Suzuki Tanaka Torres Usman Vega Walsh Yilmaz
    """
)

_TITLES: Final[tuple[tuple[str, Gender, tuple[str, ...]], ...]] = (
    ("Mr.", "he", _SURNAMES),
    ("Mrs.", "she", _SURNAMES),
    ("Ms.", "she", _SURNAMES),
    ("Aunt", "she", SHE[::9]),
    ("Uncle", "he", HE[::9]),
)
TITLED: Final = tuple((f"{title} {name}", gender) for title, gender, names in _TITLES for name in names)

#: People known by what they do: "a baker" when first mentioned, "the baker" from then on.
ROLES: Final[dict[str, tuple[str, ...]]] = {
    "grower": ("farmer", "gardener", "grower", "fruit farmer", "vegetable farmer"),
    "baker": ("baker", "pastry cook", "cook", "chef"),
    "seller": ("shopkeeper", "street vendor", "market trader", "stall owner", "store owner", "shop assistant"),
    "maker": ("carpenter", "tailor", "potter", "toy maker", "craftsman", "weaver", "basket maker"),
    "teacher": ("teacher", "coach", "librarian", "camp leader", "scout leader", "art teacher", "music teacher"),
    "driver": ("delivery driver", "truck driver", "courier", "taxi driver", "bus driver"),
    "worker": ("painter", "plumber", "gardener", "mechanic", "electrician", "builder", "cleaner", "bricklayer"),
    "office": ("clerk", "secretary", "typist", "translator", "writer", "journalist", "editor"),
    "athlete": ("runner", "cyclist", "swimmer", "hiker", "rower", "skater"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Someone in a problem. Prints as a token: the name, or in facts the name instead of the pronoun.

    ``he``, ``his``, ``him``, ``himself`` are tokens that read as she, her, ... where that is meant.
    """

    index: int
    name: str
    gender: Gender
    is_role: bool = False

    def __str__(self) -> str:
        return f"\x02p{self.index}\x03"

    def __format__(self, spec: str) -> str:
        return str(self)

    @property
    def he(self) -> str:
        return f"\x02p{self.index}.he\x03"

    @property
    def his(self) -> str:
        return f"\x02p{self.index}.his\x03"

    @property
    def him(self) -> str:
        return f"\x02p{self.index}.him\x03"

    @property
    def himself(self) -> str:
        return f"\x02p{self.index}.himself\x03"

    @property
    def subject(self) -> str:
        """The pronoun where nobody else could be meant, the name elsewhere."""
        return f"\x02p{self.index}.subject\x03"

    @property
    def own(self) -> str:
        """``his`` that stays a pronoun in facts as well ("Mia sold her bike")."""
        return f"\x02p{self.index}.own\x03"


PRONOUNS: Final[dict[Gender, dict[str, str]]] = {
    "she": {"he": "she", "his": "her", "him": "her", "himself": "herself", "own": "her"},
    "he": {"he": "he", "his": "his", "him": "him", "himself": "himself", "own": "his"},
}
