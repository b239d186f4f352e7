"""Families of battles, by which a score is told: era, size, nation, posture, arms, odds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from khasan.battles.row import PRIMARY_SINCE, BattleRow, SideBefore

Labels = tuple[str, ...]
ERAS = ((1800, "before 1800"), (1900, "1800-1899"), (1919, "1900-1918"), (1946, "1919-1945"), (9999, "since 1946"))
SIZES = (0, 10_000, 30_000, 80_000, float("inf"))
OWN = (0, 3_000, 8_000, 20_000, 60_000, float("inf"))
ODDS = (0, 1, 1.5, 2.5, 4, float("inf"))
GUNS = (0, 2, 4, 8, float("inf"))


def era(row: BattleRow) -> str:
    """The stretch of years that a battle falls in."""
    return next(name for until, name in ERAS if row.year < until)


def size_of(men: float) -> str:
    """The class of a side by its men, as the baseline of loss shares has it."""
    return _band(men, OWN)


def _since(row: BattleRow, side: int | None) -> Labels:
    return (f"since {PRIMARY_SINCE}" if row.is_primary else f"before {PRIMARY_SINCE} (extrapolation)", "all")


def _size(row: BattleRow, side: int | None) -> Labels:
    return (_band(row.attacker.strength + row.defender.strength, SIZES, " men in all"),)


def _own(row: BattleRow, side: int | None) -> Labels:
    return () if side is None else (_band(sides(row)[side].strength, OWN, f" {_NAMES[side]}s"),)


def _role(row: BattleRow, side: int | None) -> Labels:
    return () if side is None else (f"{_NAMES[side]}s",)


def _nation(row: BattleRow, side: int | None) -> Labels:
    """Nations that fought; of casualties, the nation's own only."""
    asked = sides(row) if side is None else (sides(row)[side],)
    return tuple(sorted({nation for one in asked for nation in one.actors}))


def _posture(row: BattleRow, side: int | None) -> Labels:
    return (row.posture or "unknown",)


def _odds(row: BattleRow, side: int | None) -> Labels:
    return (f"{_band(row.attacker.strength / row.defender.strength, ODDS)} attackers a defender",)


def _tanks(row: BattleRow, side: int | None) -> Labels:
    attacker, defender = row.attacker.tanks, row.defender.tanks
    if attacker is None or defender is None:
        return ("tanks unknown",)
    words = {(0, 0): "neither side", (1, 0): "the attacker alone", (0, 1): "the defender alone", (1, 1): "both sides"}
    return (f"{words[bool(attacker), bool(defender)]} with tanks",)


def _guns(row: BattleRow, side: int | None) -> Labels:
    """Guns of the attacker a thousand of his men: what prepares the attack."""
    guns = row.attacker.guns
    return ("guns unknown" if guns is None else f"{_band(1000 * guns / row.attacker.strength, GUNS)} guns a thousand",)


def _scheme(row: BattleRow, side: int | None) -> Labels:
    words = {row.attacker.scheme, row.attacker.scheme_second_arm}
    around = words & {"single-envelopment", "double-envelopment", "left-flank", "right-flank"}
    return ("an envelopment" if around else "a river crossing" if "river-crossing" in words else "a frontal attack",)


def _air(row: BattleRow, side: int | None) -> Labels:
    return (f"air superiority: {row.air_superiority or 'unknown'}",)


FAMILIES: Mapping[str, Callable[[BattleRow, int | None], Labels]] = {
    "years": _since,
    "era": lambda row, side: (era(row),),
    "size": _size,
    "own strength": _own,
    "role": _role,
    "nation": _nation,
    "posture": _posture,
    "odds": _odds,
    "tanks": _tanks,
    "guns": _guns,
    "scheme": _scheme,
    "air": _air,
}
"""What a battle (side: None) or one side of it (0 the attacker, 1 the defender) is counted under."""
OF_ALL_YEARS = ("years", "era")
"""Families over all battles; the others are told of the engine's era."""


def sides(row: BattleRow) -> tuple[SideBefore, SideBefore]:
    """The attacker and the defender."""
    return row.attacker, row.defender


_NAMES = ("attacker", "defender")


def _band(value: float, bounds: tuple[float, ...], unit: str = "") -> str:
    """The stretch between two bounds that a value falls in, in words."""
    low, high = next((low, high) for low, high in pairwise(bounds) if value < high)
    if low == 0:
        return f"under {high:,g}{unit}"
    return f"over {low:,g}{unit}" if high == float("inf") else f"{low:,g} to {high:,g}{unit}"
