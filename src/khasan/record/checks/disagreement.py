"""What a check finds: one quantity on which sources part, or a text with itself."""

from __future__ import annotations

from dataclasses import dataclass

from khasan.record.claim import Claim

KINDS = {
    "rivals": "sources give different answers",
    "texts": "texts count or place one thing differently",
    "itself": "one text gives different answers",
    "parts": "the parts do not add up to the whole",
    "ratio": "a ratio in words does not follow from the figures",
    "order": "dates stand in an impossible order",
    "mirror": "mirror images: one account names one side, another the other",
    "periods": "one figure stands for several periods",
    "rest": "a part of a period leaves too little or too much for the rest of it",
    "pace": "one counter's pace changes more than threefold: did the frontier change, or what is counted?",
}
"""What was found, in words."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One quantity on which claims differ.

    ``spread``: for numbers, highest over lowest less one (0.5: half as much again; inf: some against none); for
    texts the same, or eighths of the compass; for times, days apart; for degrees, hundredths apart; for outcomes,
    rival answers less one; for a ratio that does not follow, the claimed over the computed (or the reverse) less one;
    for parts, the whole over their sum (or the reverse) less one; for dates out of order, days; for a figure of several
    periods, their number less one; for paces, the faster over the slower less one. ``computed``: low, best and high of
    what the figures give, where a check computes it. ``note`` says in words what was computed, or found besides.
    """

    quantity: str
    kind: str
    spread: float
    claims: tuple[Claim, ...]
    computed: tuple[float, float, float] | None = None
    note: str = ""

    @property
    def words(self) -> str:
        """What kind of contradiction it is."""
        return KINDS[self.kind]
