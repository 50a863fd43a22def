"""Who the problems are about: first names of many cultures with their pronouns, titled people, and roles.

Invented combinations only; nobody here is meant to be a real person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Gender = Literal["she", "he"]

SHE: Final = tuple(
    """
    Abena Ada Aisha Aiko Alejandra Alma Amara Amelie Amina Ana Anika Anja Anna Aroha Asha Astrid Ava Ayesha Beatriz
    Bianca Bintou Bridget Camila Carla Carmen Celeste Chiara Chloe Clara Dalia Daniela Daphne Delia Dina Ebony Eleni
    Elif Elena Ella Emi Emma Esther Eva Fatima Fiona Freya Gabriela Grace Greta Hana Hannah Heidi Ines Ingrid Irene
    Iris Isla Ivana Jada Jasmine Jia Jill Joanna Julia June Kamala Karin Katya Kavya Keiko Kiri Lakshmi Lara Laura
    Layla Leila Lena Lina Ling Lola Lucia Lucy Maja Malia Mara Maria Marta Maya Mei Mia Mina Mira Miriam Nadia Naomi
    Nia Nina Noor Nora Olga Olivia Paloma Petra Priya Rachel Rania Rosa Ruth Sade Safiya Salma Sara Sasha Selma Signe
    Simone Sofia Sunita Suri Tala Tara Tess Thandi Uma Valeria Vera Wanda Wren Yara Yasmin Ying Yuki Zadie Zara Zola
    """.split()
)

HE: Final = tuple(
    """
    Adam Ahmed Akira Alan Alejandro Ali Amir Anders Andre Anton Arjun Arthur Bashir Ben Bilal Boris Bruno Caleb
    Carlos Cedric Chidi Cyrus Daichi Dan Dario David Dev Diego Dmitri Edgar Eduardo Eli Emeka Emil Enzo Eric Ethan
    Farid Felix Finn Francis Gabriel George Giovanni Hamid Hans Hassan Henrik Hiro Hugo Ian Idris Igor Isaac Ivan
    Jabari Jack Jakub Jamal James Javier Jin Joao Joel Jonas Jorge Joshua Juan Kai Karim Kenji Kofi Kwame Lars Leo
    Levi Liam Lin Louis Luca Lukas Mahmoud Malik Marco Mario Mateo Max Miguel Milan Mohammed Nabil Nathan Niko Noah
    Omar Oscar Otto Owen Pablo Pavel Pedro Peter Quentin Rafael Raj Ravi Reza Ricardo Robin Rohan Ruben Sam Samir
    Santiago Sanjay Sebastian Sergei Simon Sven Taro Theo Thomas Tim Tomas Tunde Umar Victor Vikram Viktor Wei William
    Xavier Yannick Yusuf Zane Zubair
    """.split()
)

_SURNAMES: Final = tuple(
    """
    Abbott Adeyemi Bianchi Castillo Chen Dubois Eriksen Farouk Fischer Garcia Gupta Haddad Ito Jensen Kim Kowalski
    Larsen Lopez Mbeki Moreau Murphy Nguyen Novak Okafor Olsen Patel Petrov Quinn Reyes Rossi Santos Schmidt Silva
    Suzuki Tanaka Torres Usman Vega Walsh Yilmaz
    """.split()
)

TITLED: Final[tuple[tuple[str, Gender], ...]] = (
    *((f"{title} {name}", gender) for title, gender in _TITLES for name in _SURNAMES)  # type: ignore[misc]
    if (_TITLES := (("Mr.", "he"), ("Mrs.", "she"), ("Ms.", "she"))) else (),
)
