"""What fire is told in: the way between two units, the target chosen, the shot, and whom it hits.

Each is a few numbers with names. Whole ones are int64, the others float64: to numba each tuple is one type.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from khasan import arrays as a

Whole = int | np.int64
NO_UNIT = np.int64(-1)
NO_FIRE, OBSERVED, UNWATCHED = (np.int64(k) for k in range(3))
"""How a target is fired at: not at all; with somebody watching; on a place that nobody watches."""


class Way(NamedTuple):
    """One unit's chance to fire at another in a step.

    Hexes, also between whole ones, while either moved: the nearest and the farthest within reach; hexes at the end;
    shares of the step, 0 to 1, during which it can fire while either moves, and after that.
    """

    near: float
    far: float
    now: float
    moving: float
    after: float


class Target(NamedTuple):
    """Whom a weapon chose: unit, -1 for none; whole hexes to it; NO_FIRE, OBSERVED or UNWATCHED; what it promises, in
    men felled a round, by the time of fire in steps, as its distance makes it a threat."""

    unit: Whole
    hexes: Whole
    how: Whole
    promise: float


class Laid(NamedTuple):
    """What a weapon does to a target at which it is laid: the way; men or vehicles a round, 0 where it cannot fire;
    exposure in it; kind of effect, as of the causes of losses; what it promises."""

    way: Way
    effect: float
    screen: float
    cause: Whole
    promise: float


class Shot(NamedTuple):
    """Rounds at one target by the weapons of a slot: unit, its slot, row of the weapon; how many of them, or of the
    aircraft that carry them, work; rounds."""

    shooter: Whole
    slot: Whole
    weapon: Whole
    working: float
    rounds: float


class Weapons(NamedTuple):
    """The weapons of a slot: unit, its slot, row of the weapon; share of them that is fit to fire."""

    unit: Whole
    slot: Whole
    weapon: Whole
    fit: float


class Hit(NamedTuple):
    """Who costs whom what: units; row of the weapon; kind of effect, as of the causes of losses; stream and number of
    its draws."""

    shooter: Whole
    target: Whole
    weapon: Whole
    cause: Whole
    stream: Whole
    sub: Whole


AT_REST = Way(0.0, 0.0, 0.0, 0.0, 1.0)
"""The way where nobody moved and nobody is at grips, but for the hexes."""
NO_TARGET = Target(NO_UNIT, np.int64(0), NO_FIRE, 0.0)
NOT_LAID = Laid(Way(0.0, 0.0, 0.0, 0.0, 0.0), 0.0, 1.0, np.int64(a.AIMED), 0.0)
"""Laid at nobody."""
