"""What must hold of every replication: each check returns its complaints, none if all is well."""

from __future__ import annotations

import numpy as np

from khasan import arrays as a
from khasan.arrays import Replication
from khasan.compiler import Compiled
from khasan.engine import redraw
from khasan.kernels.chance.philox import S_SURRENDER, S_YIELD, poisson
from khasan.kernels.state import tables as t

WATER = (t.LAKE, t.RIVER, t.SEA)


def _complain(what: str, wrong: np.ndarray) -> list[str]:
    """A complaint with the first place (snapshot, unit) where something is wrong."""
    return [f"{what} at {np.argwhere(wrong)[0].tolist()} and {wrong.sum() - 1} more"] if wrong.any() else []


def men_are_conserved(compiled: Compiled, one: Replication) -> list[str]:
    """Men present and casualties make up those who came."""
    c = one.counts
    sums = c[:, a.MEN] + c[:, a.KILLED] + c[:, a.WOUNDED] + c[:, a.MISSING]
    return _complain("men", sums != one.initial_men)


def prisoners_are_missing(compiled: Compiled, one: Replication) -> list[str]:
    """The captured are a part of the missing."""
    return _complain("captured", one.counts[:, a.CAPTURED] > one.counts[:, a.MISSING])


def vehicles_are_conserved(compiled: Compiled, one: Replication) -> list[str]:
    """Running, burnt, abandoned, knocked out and not repaired, bogged: together those that came."""
    c = one.counts
    sums = c[:, a.VEHICLES] + c[:, a.BURNT] + c[:, a.ABANDONED] + c[:, a.BOGGED]
    sums += c[:, a.KNOCKED_OUT] - c[:, a.REPAIRED]
    return _complain("vehicles", sums != one.initial_vehicles)


def weapons_are_conserved(compiled: Compiled, one: Replication) -> list[str]:
    """Weapons in order and weapons lost make up those that came."""
    sums = one.counts[:, a.COUNT_0 : a.COUNT_0 + a.SLOTS].sum(axis=1) + one.counts[:, a.WEAPONS_LOST]
    return _complain("weapons", sums != one.initial_weapons.sum(axis=0))


def horses_and_trucks_are_conserved(compiled: Compiled, one: Replication) -> list[str]:
    """Those left and those lost make up those that came, from the first snapshot on."""
    wrong = []
    for left, lost in ((a.HORSES, a.HORSES_LOST), (a.TRUCKS, a.TRUCKS_LOST)):
        sums = one.counts[:, left] + one.counts[:, lost]
        wrong += _complain(a.COUNT_NAMES[left], sums != sums[0])
    return wrong


COUNTED = (
    a.MEN, a.KILLED, a.WOUNDED, a.MISSING, a.VEHICLES, a.BURNT, a.KNOCKED_OUT, a.REPAIRED, a.BOGGED, a.WEAPONS_LOST,
    a.ROUNDS_FIRED, a.CONTACT_AGE, *range(a.COUNT_0, a.COUNTS),
)  # fmt: skip
ONLY_GROWS = (
    a.KILLED, a.WOUNDED, a.MISSING, a.BURNT, a.KNOCKED_OUT, a.REPAIRED, a.WEAPONS_LOST, a.ROUNDS_FIRED, a.HORSES_LOST,
    a.TRUCKS_LOST, a.ROUNDS_ISSUED, a.HOURS_CUT_OFF, a.CAPTURED, a.ABANDONED,
)  # fmt: skip


def nothing_is_negative(compiled: Compiled, one: Replication) -> list[str]:
    """Counts are counts, and more are not put right than were knocked out."""
    wrong = _complain("negative", one.counts[:, COUNTED] < 0)
    return wrong + _complain("repaired", one.counts[:, a.REPAIRED] > one.counts[:, a.KNOCKED_OUT])


def totals_only_grow(compiled: Compiled, one: Replication) -> list[str]:
    """The dead stay dead; who is gone stays gone."""
    wrong = _complain("shrinks", np.diff(one.counts[:, ONLY_GROWS], axis=0) < 0)
    gone = one.counts[:, a.STATUS] == a.GONE
    back = gone[:-1] & ~gone[1:]
    return wrong + _complain("is back", back)


def units_stand_on_passable_ground(compiled: Compiled, one: Replication) -> list[str]:
    """Nobody off the map, nobody in water without a crossing."""
    world = compiled.world(one.member).arrays
    here = one.counts[:, a.HEX]
    off = (here < 0) | (here >= world.neighbours.shape[0])
    wet = np.isin(world.ground_i[t.SURFACE], WATER) & (world.ground_i[t.CROSSING] == 0)
    there = _present(one)
    return _complain("off the map", off) + _complain("in water", there & wet[np.where(off, 0, here)])


def _present(one: Replication) -> np.ndarray:
    return np.isin(one.counts[:, a.STATUS], (a.ACTIVE, a.BROKEN))


def hexes_are_not_crowded(compiled: Compiled, one: Replication) -> list[str]:
    """No more units of one side in a hex than find room there."""
    sides = np.array(compiled.labels.unit_side)
    wrong = []
    for row, there in enumerate(_present(one)):
        for side in (0, 1):
            _, crowd = np.unique(one.counts[row, a.HEX, there & (sides == side)], return_counts=True)
            if crowd.size and crowd.max() > compiled.scale.stack:
                wrong.append(f"{crowd.max()} units of side {side} in one hex at snapshot {row}")
    return wrong


def shares_are_shares(compiled: Compiled, one: Replication) -> list[str]:
    """Suppression, cohesion, fatigue and the part of the loads that is left lie between 0 and 1."""
    reals = ~((one.reals >= 0.0) & (one.reals <= 1.0))
    loads = ~((one.ammunition >= 0.0) & (one.ammunition <= 1.0 + 1e-12))
    return _complain("share", reals) + _complain("ammunition", loads)


def losses_add_up(compiled: Compiled, one: Replication) -> list[str]:
    """The rows of losses, summed by unit, are what its counters say."""
    pairs = {
        a.LO_KILLED: a.KILLED, a.LO_WOUNDED: a.WOUNDED, a.LO_MISSING: a.MISSING, a.LO_BURNT: a.BURNT,
        a.LO_KNOCKED_OUT: a.KNOCKED_OUT, a.LO_WEAPONS: a.WEAPONS_LOST, a.LO_HORSES: a.HORSES_LOST,
        a.LO_TRUCKS: a.TRUCKS_LOST, a.LO_CAPTURED: a.CAPTURED, a.LO_ABANDONED: a.ABANDONED,
    }  # fmt: skip
    wrong = []
    for row, counter in pairs.items():
        summed = np.zeros(one.counts.shape[2], dtype=np.int64)
        np.add.at(summed, one.losses[:, a.LO_TARGET], one.losses[:, row])
        wrong += _complain(a.LOSS_NAMES[row], summed != one.counts[-1, counter])
    return wrong


def expected_is_the_product(compiled: Compiled, one: Replication) -> list[str]:
    """What a loss row says was expected is the product of its factors."""
    f = one.factors
    product = f[:, a.FA_ROUNDS : a.FA_EXPECTED].prod(axis=1)
    return _complain("product", ~np.isclose(product, f[:, a.FA_EXPECTED], rtol=1e-9, atol=0.0))


def draws_can_be_drawn_again(compiled: Compiled, one: Replication, seed: int) -> list[str]:
    """The uniform of each loss row is found at its address, and gives as many fallen as the row says, or the last."""
    wrong = []
    for row, (loss, factors) in enumerate(zip(one.losses, one.factors, strict=True)):
        u, v = redraw(
            seed, one.replication, int(loss[a.LO_STEP]), int(loss[a.LO_STREAM]), int(loss[a.LO_SUB]),
            compiled.labels.units[loss[a.LO_SHOOTER]], compiled.labels.units[loss[a.LO_TARGET]],
        )  # fmt: skip
        if factors[a.FA_DRAW] not in ((u, v) if loss[a.LO_STREAM] in (S_YIELD, S_SURRENDER) else (u,)):
            wrong.append(f"draw of row {row}")
        if loss[a.LO_CAUSE] not in (a.PURSUIT, a.CARRIED):  # binomial counts
            vehicles = loss[a.LO_BURNT] + loss[a.LO_KNOCKED_OUT]
            if loss[a.LO_CAUSE] == a.SURRENDER:
                vehicles = loss[a.LO_ABANDONED]  # each with its crew
            fallen = vehicles or loss[a.LO_KILLED] + loss[a.LO_WOUNDED] + loss[a.LO_MISSING]
            if not 0 < fallen <= poisson(factors[a.FA_EXPECTED], factors[a.FA_DRAW], 1 << 20):
                wrong.append(f"fallen of row {row}")
    return wrong


CHECKS = (
    men_are_conserved, prisoners_are_missing, vehicles_are_conserved, weapons_are_conserved,
    horses_and_trucks_are_conserved,
    nothing_is_negative, totals_only_grow,
    units_stand_on_passable_ground, hexes_are_not_crowded, shares_are_shares, losses_add_up, expected_is_the_product,
)  # fmt: skip
