"""Close combat: the kernels and the twin agree on what each side is worth, who falls, who leaves when and where to,
what he leaves behind, and who gives himself up."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin import close
from twin.close_fights import Wishes, close_fight
from twin.harness import Kernel, _callable, agree
from twin.world import Fight

HAPPENED: list[dict[str, float]] = []
EVENTS: list[tuple[int, ...]] = []
VARIANTS = {
    "by day": Wishes(),
    "by night": Wishes(dark=True, guns=True),
    "for long": Wishes(long=True, guns=True),
    "tanks": Wishes(tanks=True, dark=True, guns=True, long=True),
    "surprise": Wishes(surprise=True, dark=True),
    "wire": Wishes(wire=True, tanks=True),
    "broken": Wishes(broken=True, long=True),
    "told to leave": Wishes(withdraw=True, guns=True, tanks=True, long=True),
    "shut in": Wishes(shut=True, water=True, tanks=True, guns=True, long=True),
    "newcomers": Wishes(newcomers=True, tanks=True, broken=True, surprise=True),
    "after fire": Wishes(hurt=True, tanks=True, guns=True, withdraw=True, water=True, long=True),
    "hopeless": Wishes(weak=True, shut=True, water=True, long=True, hopeless=True, transport=True, tanks=True),
    "few men": Wishes(weak=True, guns=True, shut=True, long=True, hurt=True),
}


def on_the_map(kernel: Kernel) -> Kernel:
    """Count who stands where, broken ones too: at the start of a battle nobody is."""
    counts, standing = kernel.state.counts, kernel.scratch.standing
    there = np.isin(counts[a.STATUS], (a.ACTIVE, a.BROKEN))
    standing[:] = 0
    np.add.at(standing, (kernel.tables.units[t.SIDE][there], counts[a.HEX][there]), 1)
    return kernel


def who_stands_where(twin: Fight, kernel: Kernel) -> None:
    """The count of units in each hex goes with them."""
    expected = np.zeros_like(kernel.scratch.standing)
    for unit in twin.units:
        if unit.status in (a.ACTIVE, a.BROKEN):
            expected[unit.side, unit.hex] += 1
    np.testing.assert_array_equal(kernel.scratch.standing, expected)


def returned(kernel: Kernel, stage: str) -> int:
    """Run a stage; what it returns: whether any unit stands elsewhere than before."""
    call, names = _callable(stage)
    with np.errstate(over="ignore"):
        return int(call(*(getattr(kernel, name) for name in names)))


def found_by_meet(f: Fight, kernel: Kernel, melees: list[close.Melee]) -> None:
    """What meet leaves for fire and for close combat."""
    begin, end = close.free_to_fire(f, melees)
    np.testing.assert_allclose(kernel.scratch.free_from, begin, rtol=1e-9)
    np.testing.assert_allclose(kernel.scratch.free_until, end, rtol=1e-9)
    at_grips = {k for m in melees for side in m.units for k in side}
    assert set(np.flatnonzero(kernel.scratch.fighting)) == at_grips
    for m in melees:
        assert kernel.scratch.met_at[m.hex] == pytest.approx(m.met_at, rel=1e-9)
        np.testing.assert_allclose(kernel.scratch.worth[:, m.hex], m.worth, rtol=1e-9)
        np.testing.assert_allclose(kernel.scratch.side_holds_s[:, m.hex], m.holds, rtol=1e-9)
        for k, seconds in m.gives_way.items():
            assert kernel.scratch.unit_holds_s[k] == pytest.approx(seconds, rel=1e-9)


@pytest.mark.parametrize("seed", range(14))
@pytest.mark.parametrize("variant", VARIANTS)
def test_close_combat(variant: str, seed: int) -> None:
    """One step of close combat by both."""
    kernel = on_the_map(Kernel(close_fight(1000 * list(VARIANTS).index(variant) + seed, VARIANTS[variant])))
    twin = copy.deepcopy(kernel.start)
    kernel.run("look_around", "mark_known", "meet")
    melees = close.meet(twin)
    found_by_meet(twin, kernel, melees)
    kernel.run("fight")
    close.fight(twin, melees)
    here = [unit.hex for unit in twin.units]
    close.yield_ground(twin, melees)
    assert returned(kernel, "yield_ground") == (here != [unit.hex for unit in twin.units])
    who_stands_where(twin, kernel)
    kernel.run("lay_down_arms")
    close.lay_down_arms(twin, melees)
    agree(twin, kernel.fight())
    HAPPENED.extend(twin.losses)
    EVENTS.extend(twin.events)


def test_enough_happens() -> None:
    """Run after the others: losses of every kind and cause, and everything that can be told of."""
    if len(HAPPENED) < 100:
        for variant in VARIANTS:
            for seed in range(8):
                test_close_combat(variant, seed)
    assert {row["cause"] for row in HAPPENED} == {a.CLOSE, a.PURSUIT, a.SURRENDER}
    for name in (
        "killed", "wounded", "missing", "captured", "vehicles_burnt", "vehicles_knocked_out", "vehicles_abandoned",
        "weapons_lost", "horses_lost", "trucks_lost",
    ):  # fmt: skip
        assert sum(row[name] for row in HAPPENED) > 0, name
    assert {event[1] for event in EVENTS} == {a.DRIVEN_OUT, a.BROKE_CONTACT, a.SURRENDERED}
