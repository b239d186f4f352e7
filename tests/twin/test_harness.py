"""What goes into the arrays comes out of them, and a difference is noticed."""

from __future__ import annotations

import copy

import pytest

from khasan import arrays as a
from khasan.kernels.state import parameters as p
from twin.bodies import find_bodies
from twin.harness import Kernel, agree, distinct, ground, standing_where, ways
from twin.world import Fight, Place, Slot, Unit, Weapon


def _fight() -> Fight:
    units = [
        Unit("a", 0, 24, 100, slots=[Slot(0, 90, 5000.5, 100, 9000.0)], contact_age=2, contact_hex=24),
        Unit(
            "b",
            1,
            26,
            120,
            quality="quality_soviet_infantry",
            cohesion=0.7,
            hits=dict.fromkeys(Unit("", 0, 0, 0).hits, 3),
        ),
    ]
    fight = Fight(7, 7, ground(7, 7), [Weapon("rifle")], units, distinct(), [Place(21), Place(27)], rear=(0, 1))
    ways(fight)
    standing_where(fight)
    return fight


def test_there_and_back() -> None:
    fight = _fight()
    found = Kernel(fight).fight()
    for unit in fight.units:
        unit.men_0, unit.vehicles_0 = unit.men, unit.vehicles
    find_bodies(fight)
    agree(fight, found)


def test_differences_are_named() -> None:
    found = Kernel(_fight()).fight()
    other = copy.deepcopy(found)
    other.units[1].slots = [Slot(0, 1, 2.0, 3, 4.0)]
    other.units[0].suppression += 1e-8
    other.hexes[5].works = 0.5
    other.events.append((0, a.BROKE, 0, 1, 0, 0))
    with pytest.raises(AssertionError) as caught:
        agree(found, other)
    for name in ("b.slots", "a.suppression", "hex[5].works", "events"):
        assert name in str(caught.value)


def test_parameters_all_differ() -> None:
    for seed in range(5):
        values = distinct(seed)
        assert tuple(values) == p.NAMES
        assert len(set(values.values())) == len(p.NAMES)
