"""How large a battle is drawn: sectors of a long front, the kind of unit, hex and step, and how long it is fought."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, sqrt
from typing import Literal

from khasan.battles.generator.assumptions import ScaleOfUnits, assumptions
from khasan.battles.row import BattleRow

Size = Literal["small", "middle", "large", "army"]
SIZES: tuple[tuple[float, Size], ...] = ((2_000, "small"), (12_000, "middle"), (60_000, "large"))
LENGTHENED_S = (60, 120, 150, 300, 450, 600, 900, 1200, 1800)
"""Lengths that a step may have."""
LEAST_HOURS = 1.0
MARGIN_M = 1000.0
"""Ground behind the rearmost units, for who falls back."""
LEAST_FRONT_M, WIDEST_FRONT_M = 150.0, 40_000.0


@dataclass(frozen=True)
class Extent:
    """How far a map reaches from the middle of the defenders' first line: behind it, before it, and to a side."""

    west_m: float
    east_m: float
    half_m: float


@dataclass(frozen=True)
class Scale:
    """How a battle is drawn. Lengths in metres, men of a whole side or of a sector as said."""

    units: ScaleOfUnits
    size: Size
    sectors: int
    """Equal sectors of the front, of which one is simulated."""
    front_m: float
    """Of the sector."""
    hex_m: float
    step_s: int
    hours: float
    """Simulated, at most."""
    known_hours: float | None
    """How long the battle lasted, if that is known."""

    @property
    def extent(self) -> Extent:
        """How far the map reaches."""
        return extent_of(self.units, self.front_m)

    def halved(self) -> Scale:
        """The same battle at half the hex and half the step."""
        return replace(self, hex_m=self.hex_m / 2, step_s=self.step_s // 2)


def size_of(row: BattleRow) -> Size:
    """The size of a battle by the men of its larger side."""
    men = max(row.attacker.strength, row.defender.strength)
    return next((name for most, name in SIZES if men < most), "army")


def scale_of(row: BattleRow) -> Scale:
    """The scale at which a battle is drawn."""
    given = assumptions()
    larger = max(row.attacker.strength, row.defender.strength)
    sectors = max(1, round(larger / given.scales[-1].most_men))
    units = next(one for one in given.scales if larger / sectors <= one.most_men or one is given.scales[-1])
    known = hours_known(row)
    longest = known if known is not None else given.law(f"hours_{size_of(row)}").high
    hours = min(given.longest_hours, max(LEAST_HOURS, longest))
    front_m = min(WIDEST_FRONT_M, max(LEAST_FRONT_M, front_of(row) / sectors))
    return Scale(
        units=units,
        size=size_of(row),
        sectors=sectors,
        front_m=front_m,
        hex_m=hex_of(units.hex_m, extent_of(units, front_m)),
        step_s=step_of(units.step_s, hours),
        hours=hours,
        known_hours=known,
    )


def hours_known(row: BattleRow) -> float | None:
    """How long a battle lasted, of its active hours where they are given; None where it is not known."""
    if row.duration is None:
        return None
    hours = row.duration.active_hours or 24.0 * (row.duration.active_days or row.duration.days)
    return max(LEAST_HOURS, hours)


def front_of(row: BattleRow) -> float:
    """Metres of front: the mean of both sides' where both are given, and by its men where neither is."""
    given = [side.front_km for side in (row.attacker, row.defender) if side.front_km is not None]
    if given:
        return 1000.0 * sum(given) / len(given)
    return float(assumptions().front_m_a_man) * max(row.attacker.strength, row.defender.strength)


def extent_of(units: ScaleOfUnits, front_m: float) -> Extent:
    """The ground behind both sides' guns, and beyond who goes round a flank."""
    return Extent(
        west_m=units.line_m + units.guns_back_m + MARGIN_M,
        east_m=units.start_m + max(units.line_m, units.guns_back_m) + MARGIN_M,
        half_m=front_m / 2 + units.flank_m + MARGIN_M / 2,
    )


def hex_of(least_m: float, extent: Extent) -> float:
    """The smallest hex, from that of the scale on in tens of metres, of which a map has few enough.

    >>> hex_of(125.0, Extent(4500.0, 4500.0, 2500.0)), hex_of(125.0, Extent(4500.0, 4500.0, 9000.0))
    (125.0, 220.0)
    """
    area = (extent.west_m + extent.east_m) * 2 * extent.half_m
    wanted = sqrt(area / (sqrt(0.75) * assumptions().most_hexes))
    return least_m if wanted <= least_m else 10.0 * ceil(wanted / 10.0)


def step_of(least_s: int, hours: float) -> int:
    """The shortest step, from that of the scale on, by which a battle has few steps enough.

    >>> step_of(300, 10.0), step_of(300, 72.0)
    (300, 450)
    """
    longer = [step for step in LENGTHENED_S if step >= least_s]
    return next((step for step in longer if hours * 3600 / step <= assumptions().most_steps), longer[-1])
