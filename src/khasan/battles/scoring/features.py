"""What the ridge knows of a battle: the same row that the engine gets, as numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import log10

import numpy as np

from khasan.battles.row import BattleRow, SideBefore
from khasan.battles.scoring.groups import era
from khasan.battles.scoring.measures import Floats

FEWEST = 5
"""A word or a nation that stands in fewer battles than this gets no column of its own."""


def features(rows: Sequence[BattleRow]) -> Floats:
    """[battle, feature]: logarithms of strengths and arms, their ratios, and a column for each frequent word.

    Nothing here looks at an outcome, so all battles may share the list of columns.
    """
    numbers = np.array([_numbers(row) for row in rows])
    known = np.isfinite(numbers)
    filled = np.where(known, numbers, 0.0)
    counts = Counter(word for row in rows for word in _words(row))
    frequent = sorted(word for word, count in counts.items() if FEWEST <= count < len(rows))
    words = np.array([[word in _words(row) for word in frequent] for row in rows], dtype=float)
    unknown = ~known[:, (~known).any(axis=0)]
    return np.column_stack([filled, unknown, words.reshape(len(rows), -1)])


def _numbers(row: BattleRow) -> list[float]:
    attacker, defender = row.attacker, row.defender
    lasted = log10(row.duration.days) if row.duration else float("nan")
    numbers = [log10(attacker.strength), log10(defender.strength), log10(attacker.strength / defender.strength)]
    return [*numbers, *_arms(attacker), *_arms(defender), float(row.surprise), lasted]


def _arms(side: SideBefore) -> list[float]:
    """Arms a thousand men, as logarithms that bear 0; NaN is unknown."""
    men = side.strength / 1000
    counts = (side.guns, side.tanks, side.cavalry)
    arms = [float("nan") if count is None else log10(1 + count / men) for count in counts]
    return [*arms, float("nan") if side.front_km is None else log10(side.strength / side.front_km)]


_ASKED: Mapping[str, Callable[[BattleRow], str | None]] = {
    "posture": lambda row: row.posture,
    "relief": lambda row: row.ground.relief,
    "cover": lambda row: row.ground.cover,
    "wetness": lambda row: row.weather.wetness,
    "warmth": lambda row: row.weather.warmth,
    "season": lambda row: row.weather.season,
    "air": lambda row: row.air_superiority,
    "attack": lambda row: row.attacker.scheme,
    "attack beside": lambda row: row.attacker.scheme_second_arm,
    "defence": lambda row: row.defender.scheme,
    "era": lambda row: era(row),
}


def _words(row: BattleRow) -> frozenset[str]:
    words = {f"{name}: {word}" for name, ask in _ASKED.items() if (word := ask(row)) is not None}
    words |= {f"attacker: {nation}" for nation in row.attacker.actors}
    return frozenset(words | {f"defender: {nation}" for nation in row.defender.actors})
