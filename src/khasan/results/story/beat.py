"""What a story is made of: beats, each a thing worth telling with the time it took."""

from __future__ import annotations

from dataclasses import dataclass

Entry = tuple[str, str]
"""(local time as ISO 8601, what is told)"""

OPENING, WEATHER, ARRIVAL, DECISION, FIGHT, GROUND, FIRE, AIR, OTHER, DAY, ENDING = range(11)
"""Kinds of beats, in the order in which those of one step are told."""


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing told."""

    step: int
    last: int
    """Steps in which it began and ended."""
    kind: int
    text: str
    cost: int = 0
    """Casualties of both sides in it, and vehicles lost."""
    place: int = -1
    """Index of the place that it was about, -1 for none."""
    took: bool = False
    """Did the place change hands by it?"""
    brief: str = ""
    """Its first sentence, where the text has more of them."""
