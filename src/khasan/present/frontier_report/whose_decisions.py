"""What the pictures of decisions are drawn from: the record's cases, what the model draws for them, and delays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from khasan.frontier.episodes import History
from khasan.frontier.frontier_files import FrontierLibrary
from khasan.frontier.sets import Draws
from khasan.record.frontier import Decision, Frontier

MODELLED = {
    "leave-asked": "field_asks", "leave-given": "leave_given", "restraint-kept": "restraint_obeyed",
    "fire-held": "soviet_holds_fire",
}  # fmt: skip
"""Ladder of the record -> the number that the model draws for it."""
LONGEST = 16
"""Days. Decisions that took longer answer no single affair and are counted beside the picture."""
MOSCOW = "Moscow"
WHO = (
    ("Japanese posts, commands", "japan", "jp", "japan", ("post", "field")),
    ("Tokyo", "japan", "jp", "japan", ("capital",)),
    (MOSCOW, "soviet", "su", "soviet", ("capital",)),
    ("Soviet posts, armies", "soviet", "su", "soviet", ("post", "field")),
)
"""Words, colour, side in the record and in the model, levels: the record's levels and the model's kinds of actor."""


@dataclass(frozen=True)
class Shares:
    """What the model draws for a share: mean and central 90% over its draws."""

    mean: float
    low: float
    high: float


def shares(draws: Draws) -> dict[str, Shares]:
    """Of each ladder that a tree shows, by the ladder's id."""
    found = {}
    for ladder, number in MODELLED.items():
        values = draws.space.value(draws.x, number)
        low, high = np.quantile(values, [0.05, 0.95])
        found[ladder] = Shares(float(values.mean()), float(low), float(high))
    return found


@dataclass(frozen=True)
class Delays:
    """Days from cause to decision of one kind of authority: those of the record, in words too, and the histories'."""

    words: str
    css: str
    days: Sequence[float]
    told: Sequence[str]
    longer: int
    """Decisions of the record that took more than `LONGEST` days."""
    model: Sequence[float]


def delays(tables: Frontier, library: FrontierLibrary, histories: Sequence[History]) -> list[Delays]:
    """A row for each side's posts with its commands, and for its capital."""
    rows = []
    for words, css, recorded, side, levels in WHO:
        known = [
            (_days(one), one) for one in tables.decisions if one.side == recorded and one.level in levels and one.delay
        ]
        near = sorted((pair for pair in known if pair[0] <= LONGEST), key=lambda pair: pair[0])
        told = [f"{one.date}, {one.actor}: {one.decision}" for _, one in near]
        who = {id_ for id_, actor in library.actors.items() if actor.side == side and actor.kind in levels}
        model = [
            one.delay for history in histories for one in history.decisions if one.episode >= 0 and one.actor in who
        ]
        rows.append(Delays(words, css, [days for days, _ in near], told, len(known) - len(near), model))
    return rows


def _days(one: Decision) -> float:
    """The middle of the band that the dates allow, or its beginning where it is open."""
    assert one.delay is not None
    return (one.delay.low + (one.delay.low if one.delay.high is None else one.delay.high)) / 2


def answered_by_capital(library: FrontierLibrary, histories: Sequence[History], side: str) -> tuple[int, int]:
    """How often a side's capital gave leave in the histories, of how many times that it was asked."""
    who = {id_ for id_, actor in library.actors.items() if actor.side == side and actor.kind == "capital"}
    answers = [
        one.leave for history in histories for one in history.decisions
        if one.actor in who and one.leave in ("given", "refused")
    ]  # fmt: skip
    return sum(answer == "given" for answer in answers), len(answers)


def unknown_whether_asked(tables: Frontier) -> int:
    """Japanese field decisions for force of which nobody says whether leave was asked."""
    return sum(one.side == "jp" and one.step == "force" and not one.leave for one in tables.decisions)
