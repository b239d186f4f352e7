"""Fire: the kernels and the twin agree on who fires at whom, how much, what it does, and who is shaken by it."""

from __future__ import annotations

import copy

import pytest

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin import fire, morale
from twin.draws import poisson
from twin.fights import Wishes, fight
from twin.harness import Kernel, agree
from twin.world import Fight

HAPPENED: list[dict[str, float]] = []
"""Losses in all fights of this file."""
CUT: list[bool] = []
"""Whether more of a unit were drawn than there are."""
ENDED: list[int] = []
"""Fights that began in a sector after six hours without fire."""
STAGES = ("look_around", "mark_known", "meet", "everybody_fires")


def play(seed: int, wishes: Wishes) -> None:
    """One step of fire by both."""
    kernel = Kernel(fight(seed, wishes))
    twin = copy.deepcopy(kernel.start)
    fire.fires(twin)
    agree(twin, kernel.run(*STAGES).fight())
    HAPPENED.extend(twin.losses)


@pytest.mark.parametrize("seed", range(20))
def test_by_day(seed: int) -> None:
    """Everybody in order, at rest and in sight, with orders of every kind."""
    play(seed, Wishes(orders=True))


@pytest.mark.parametrize("seed", [*range(100, 125), 1062, 1112, 1281])
def test_in_doubt(seed: int) -> None:
    """In every light, at who is seen and at where somebody was seen; some broken, gone or not there yet.

    In the last three all that is aimed at a sector in which there was no fire falls where nobody is left.
    """
    play(seed, Wishes(orders=True, light=True, broken=True, remembered=True))


@pytest.mark.parametrize("seed", range(200, 240))
def test_on_the_way(seed: int) -> None:
    """Some are on the move, stand between two hexes, go into wire, and are slowed by the fire on them."""
    play(seed, Wishes(orders=True, light=seed % 2 == 0, moves=True, wire=seed % 3 == 0, broken=seed % 4 == 0))


@pytest.mark.parametrize("seed", range(300, 324))
def test_more_are_struck_than_there_are(seed: int) -> None:
    """A few men each, under such fire that several shots would fell them all."""
    start = few(seed)
    kernel = Kernel(start)
    twin = copy.deepcopy(kernel.start)
    fire.fires(twin)
    agree(twin, kernel.run(*STAGES).fight())
    for k, unit in enumerate(kernel.start.units):
        rows = [row for row in twin.losses if row["target"] == k and row["cause"] != a.ARMOUR]
        drawn = [poisson(row["expected"], row["draw"], unit.men) for row in rows]
        CUT.append(sum(drawn) > unit.men)
        assert sum(unit.hits[name] for name in ("killed", "wounded", "missing")) <= unit.men


def few(seed: int) -> Fight:
    """Units of a few men, one of them in open boats, under fire that hits as none does."""
    start = fight(seed, Wishes(men=(4, 12)))
    for name in ("small_arms", "machine_guns", "indirect", "anti_armour"):
        start.p[name] *= 100.0
    start.p["suppression"] *= 0.001
    for unit in start.units:
        for slot in unit.slots:
            slot.rounds += 1000.0 + len(unit.id)
    boats = start.units[seed % 2]
    boats.armoured, boats.mobility, boats.vehicles, boats.crew, boats.crew_exposure = 1, t.WATER, 4, 3.0, 0.6
    boats.men, boats.vehicles_0, boats.armour_mm, boats.hits_to_stop = 12, 4.0, 5.0, 1.0
    return start


@pytest.mark.parametrize("seed", range(400, 408))
def test_a_fight_ends_and_another_begins(seed: int) -> None:
    """Two steps of one fight, one as long after them as just does not end it, and one as long after as does."""
    start = fight(seed, Wishes(orders=True, men=(200, 400)))
    start.step_s = 300.0
    ends = round(6 * 3600.0 / start.step_s)
    start.light = [start.light[0]] * (3 * ends)
    for unit in start.units:
        unit.last_fired, unit.stopped, unit.held_back = t.LONG_AGO, 0, 0
    for sector in start.sectors:
        sector.last_fire = t.LONG_AGO
    kernel = Kernel(start)
    twin = copy.deepcopy(kernel.start)
    numbers = []
    for wait in (0, 1, ends - 1, ends):
        kernel.step += wait
        twin.step += wait
        fire.fires(twin)
        morale.settle(twin, set())
        agree(twin, kernel.run(*STAGES, "settle").fight())
        numbers.append([sector.fight for sector in twin.sectors])
    under = [k for k in range(len(twin.sectors)) if numbers[0][k] > start.sectors[k].fight]
    lasting = [k for k in under if twin.sectors[k].last_fire == twin.step]
    ENDED.extend(numbers[3][k] - numbers[2][k] for k in lasting)
    assert all(numbers[1][k] == numbers[0][k] for k in under)


def test_enough_happens() -> None:
    """Run after the others: there were losses of every cause, and of every kind."""
    if len(HAPPENED) < 100:
        for seed in range(30):
            play(seed, Wishes(orders=True))
            test_in_doubt(100 + seed)
            test_on_the_way(200 + seed)
    if len(CUT) < 20:
        for seed in range(300, 330):
            test_more_are_struck_than_there_are(seed)
    if len(ENDED) < 4:
        for seed in range(400, 408):
            test_a_fight_ends_and_another_begins(seed)
    assert sum(CUT) > 3
    assert 1 in ENDED
    assert {row["cause"] for row in HAPPENED} == {a.AIMED, a.AREA, a.ARMOUR}
    for name in ("killed", "wounded", "vehicles_burnt", "vehicles_knocked_out", "weapons_lost"):
        assert sum(row[name] for row in HAPPENED) > 0, name
