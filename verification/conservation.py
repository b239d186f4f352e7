"""Men, vehicles, weapons and rounds are conserved exactly, step by step; nobody leaves the map or crowds it, nothing is
no number.

Whoever arrived is present, killed, wounded or missing. A vehicle that arrived runs, is burnt, knocked out and not yet
repaired, bogged or abandoned; an aircraft that flies is one of those that run. A weapon is in order or lost. Rounds
left are those before less those fired, plus what came up; stores of a side are there, issued or lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings

from khasan import arrays as a
from khasan.arrays import F8, I4
from khasan.compiler import Compiled
from khasan.engine.battle import Battle, begin, fight_on
from khasan.kernels.state import tables as t
from verification import fuzz
from verification.figures import Figure, Size, none

ROUNDS = slice(a.AMMO_0, a.AMMO_0 + a.SLOTS)
WEAPONS = slice(a.COUNT_0, a.COUNT_0 + a.SLOTS)
COUNTED = (
    a.MEN, a.KILLED, a.WOUNDED, a.MISSING, a.VEHICLES, a.BURNT, a.KNOCKED_OUT, a.REPAIRED, a.BOGGED, a.WEAPONS_LOST,
    a.ABANDONED, a.HORSES, a.TRUCKS, a.AIRBORNE,
    *range(a.COUNT_0, a.COUNT_0 + a.SLOTS),
)  # fmt: skip
SHARES = (a.SUPPRESSION, a.COHESION, a.FATIGUE)


@dataclass(frozen=True)
class Held:
    """Copies of what a step may change."""

    counts: I4
    reals: F8
    fired: F8
    depots: F8


def held(battle: Battle) -> Held:
    """The state as it is now."""
    state = battle.state
    return Held(state.counts.copy(), state.reals.copy(), state.fired.copy(), state.depots.copy())


def faults(battle: Battle, before: Held, after: Held) -> list[str]:
    """What is wrong after a step, in words; none if all is well."""
    c, r = after.counts, after.reals
    units, hexes = battle.tables, battle.world.neighbours.shape[0]
    first = units.unit_reals
    men = c[a.MEN] + c[a.KILLED] + c[a.WOUNDED] + c[a.MISSING]
    vehicles = c[a.VEHICLES] + c[a.BURNT] + c[a.KNOCKED_OUT] - c[a.REPAIRED] + c[a.BOGGED] + c[a.ABANDONED]
    weapons = c[WEAPONS].sum(axis=0) + c[a.WEAPONS_LOST]
    wrong = {
        "men": men != first[t.MEN_0],
        "vehicles": vehicles != first[t.VEHICLES_0],
        "weapons": weapons != units.weapon_counts.sum(axis=0),
        "a negative count": (c[COUNTED, :] < 0).any(axis=0),
        "more repaired than knocked out": c[a.REPAIRED] > c[a.KNOCKED_OUT],
        "off the map": (c[a.HEX] < 0) | (c[a.HEX] >= hexes),
        "no number": ~np.isfinite(r).all(axis=0),
        "no share": ((r[SHARES, :] < 0.0) | (r[SHARES, :] > 1.0)).any(axis=0),
        "rounds": _rounds_wrong(battle, before, after),
        "more in the air than fit": c[a.AIRBORNE] > np.maximum(0, c[a.VEHICLES]),
        "no room in its hex": _crowded(battle, after),
        "stores of a side": _stores_wrong(before, after),
    }
    return [f"{what} of {np.flatnonzero(bad).tolist()}" for what, bad in wrong.items() if bad.any()]


def _crowded(battle: Battle, after: Held) -> np.ndarray:
    """Units that stand in a hex with more of their side than find room: views are laid out by that."""
    side, here = battle.tables.units[t.SIDE], after.counts[a.HEX]
    there = np.isin(after.counts[a.STATUS], (a.ACTIVE, a.BROKEN))
    crowd = np.zeros((2, battle.world.neighbours.shape[0]), dtype=np.int64)
    np.add.at(crowd, (side[there], here[there]), 1)
    return there & (crowd[side, here] > battle.compiled.scale.stack)


def _rounds_wrong(battle: Battle, before: Held, after: Held) -> np.ndarray:
    """Units whose rounds do not add up: they only leave by being fired, and come up no faster than the day's supply."""
    tables = battle.tables
    left, had = after.reals[ROUNDS], before.reals[ROUNDS]
    fired = after.fired - before.fired
    came = left.sum(axis=0) - had.sum(axis=0) + fired
    slot = tables.units[t.WEAPON_0 : t.WEAPON_0 + a.SLOTS]
    daily = np.where(slot >= 0, tables.weapons[t.W_DAILY][slot], 0.0)
    step_s = battle.compiled.step_s
    issued_s = max(1, round(3600.0 / step_s)) * step_s  # once an hour
    most = (before.counts[WEAPONS] * daily).sum(axis=0) * issued_s / 86400.0
    slack = 1e-9 * (1.0 + had.sum(axis=0))
    wrong: np.ndarray = (left < 0.0).any(axis=0) | (came < -slack) | (came > most + slack)
    return wrong


def _stores_wrong(before: Held, after: Held) -> np.ndarray:
    """Sides that declare a chain and whose stores do not add up: what was there and came is there, issued or lost."""
    rows = [t.D_AMMUNITION_T, t.D_FOOD_T, t.D_ISSUED_AMMUNITION_T, t.D_ISSUED_FOOD_T, t.D_LOST_T]
    had, have = (one.depots[rows].sum(axis=0) - one.depots[t.D_BROUGHT_T] for one in (before, after))
    less_than_none = after.depots[[t.D_RAILHEAD_T, t.D_AMMUNITION_T, t.D_FOOD_T]].min(axis=0) < 0.0
    wrong: np.ndarray = (after.depots[t.D_DECLARED] > 0.0) & ((np.abs(have - had) > 1e-6) | less_than_none)
    return wrong


def step_by_step(compiled: Compiled, seed: int, steps: int) -> Iterator[list[str]]:
    """The faults of each step in turn."""
    battle = begin(compiled, seed, 0)
    before = held(battle)
    for step in range(1, min(steps, compiled.steps) + 1):
        fight_on(battle, step)
        after = held(battle)
        yield faults(battle, before, after)
        before = after


SIZES: dict[Size, tuple[int, int]] = {"tiny": (8, 20), "quick": (15, 60), "full": (250, 400)}
"""Scenarios, and steps in each."""


def fuzzed(size: Size) -> list[Figure]:
    """Scenarios made by Hypothesis, every step of them checked."""
    scenarios, steps = SIZES[size]
    seen = {"steps": 0, "wrong": 0, "unit-steps": 0, "fallen": 0}
    said: list[str] = []

    @settings(
        max_examples=scenarios, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(fuzz.battles(steps, small=size == "tiny"))
    def fight(made_up: tuple[Compiled, int]) -> None:
        compiled, seed = made_up
        for found in step_by_step(compiled, seed, steps):
            seen["steps"] += 1
            seen["unit-steps"] += len(compiled.labels.units)
            seen["wrong"] += bool(found)
            said.extend(found)

    fight()
    what = f"{scenarios} scenarios, {seen['steps']} steps, {seen['unit-steps']} unit-steps: steps at fault"
    return [none(what + (f" ({said[0]})" if said else ""), seen["wrong"])]
