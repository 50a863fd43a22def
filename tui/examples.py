"""Problems for someone who has none at hand, written for this."""

from __future__ import annotations

from typing import Final

EXAMPLES: Final = (
    "A box holds 12 eggs. How many eggs are in 7 boxes?",
    "Lena reads 18 pages a day. Her book has 250 pages, and she has read 88 of them. How many more days does she need "
    "to finish it?",
    "A café sells coffee at $3 and cake at $4.50 a piece. On Saturday it sold 64 coffees and half as many pieces of "
    "cake. How much money did it take?",
    "A train leaves with 240 passengers. At the first stop 36 get off and 18 get on; at the second a third of those on "
    "board get off. How many passengers are left?",
)
