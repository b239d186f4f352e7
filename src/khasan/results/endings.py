"""Why attacks stopped and positions were given up: the words for each cause, and its columns among the outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from khasan import arrays as a
from khasan.results.columns import identifier

if TYPE_CHECKING:
    from khasan.arrays import Replication
    from khasan.results.frame import Frame

WORDS: Mapping[int, str] = {
    a.BY_FLANK: "the enemy stood on the flank",
    a.BY_NEIGHBOUR: "a neighbour had gone",
    a.BY_KEY_GROUND: "the place to be held was lost",
    a.BY_SURPRISE: "surprise",
    a.BY_ORDERS: "orders",
    a.BY_LIGHT: "night fell, or day broke",
    a.BY_NO_RESERVE: "too many enemies, and nobody left to put in",
    a.BY_AMMUNITION: "rounds ran out",
    a.BY_FIRE: "fire that did not lift",
    a.BY_LOSSES: "losses",
}
IDS: Mapping[int, str] = {cause: a.ENDING_NAMES[cause].replace(" ", "_") for cause in WORDS}
"""What each cause is called in names of columns."""
ENDED: Mapping[str, tuple[str, int]] = {
    "attacks_stopped": ("attacks broken off", a.ATTACKS_BY_0),
    "positions_given_up": ("positions given up", a.POSITIONS_BY_0),
}
"""What ended, as a column names it -> in words, and its first row among the stops of a replication."""


def endings(frame: Frame, rep: Replication) -> dict[str, Any]:
    """How many attacks of each side stopped, and positions it gave up, by cause and together."""
    row: dict[str, Any] = {}
    for s, side in enumerate(frame.sides):
        for what, (_, first) in ENDED.items():
            by_cause = {cause: int(rep.stops[first + cause, s]) for cause in WORDS}
            name = f"{identifier(side)}_{what}"
            row[name] = sum(by_cause.values())
            row |= {f"{name}_{IDS[cause]}": many for cause, many in by_cause.items()}
    return row
