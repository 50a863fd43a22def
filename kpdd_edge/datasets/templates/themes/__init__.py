"""The families, a module per theme. Importing a module registers its families.

The package is not called "families": importing it would hide the function of that name beside it.
"""

from __future__ import annotations

from typing import Final

MODULES: Final = (
    "change",
    "amounts",
    "change2",
    "compare",
    "times",
    "groups",
    "contrast_groups",
    "twostep",
    "twostep2",
    "parts",
    "selection",
    "everyday",
    "money",
    "saving",
    "percent",
    "fractions",
    "ages",
    "timing",
    "motion",
    "geometry",
    "rates",
    "averages",
    "ratios",
    "numbers",
    "units",
    "stories_home",
    "stories_money",
    "stories_school",
    "stories_work",
    "stories_projects",
    "stories_long",
    "contrast_change",
    "contrast_compare",
    "contrast_events",
    "divisors",
    "wholes",
    "unknowns",
)
