"""Who is pursued: only enemies in flight that are in sight now, and by which way."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kernels.grids import field
from khasan import arrays as a
from khasan.kernels.movement import pursuit, travel
from khasan.kernels.state import bundles
from khasan.kernels.state import tables as t

GROUND = field(20, 20, 250.0)
HERE = 10 * 20 + 10


def plain(function: Any) -> Any:
    return getattr(function, "py_func", function)


def made(bundle: Any, **given: Any) -> Any:
    return bundle(**dict.fromkeys(bundle._fields) | given)


def along(direction: int, hexes: int) -> int:
    there = HERE
    for _ in range(hexes):
        there = int(GROUND.neighbours[there, direction])
    return there


def field_of(*enemies: tuple[int, int, int]) -> tuple[Any, ...]:
    """One pursuer at HERE, and enemies as (hex, status, steps since seen)."""
    n = 1 + len(enemies)
    counts = np.zeros((a.COUNTS, n), dtype=np.int32)
    counts[a.HEX, 0] = HERE
    units = np.zeros((t.UNIT_COUNTS, n), dtype=np.int32)
    units[t.SIDE, 1:] = 1
    contacts, known = np.zeros((2, n), dtype=np.int32), np.zeros((2, GROUND.grid.n), dtype=np.int32)
    for k, (there, status, age) in enumerate(enemies, start=1):
        counts[a.HEX, k] = counts[a.CONTACT_HEX, k] = there
        counts[a.STATUS, k], counts[a.CONTACT_AGE, k] = status, age
        contacts[0, k - 1] = k
        known[0, there] += 1
    across = np.zeros((1, GROUND.grid.n, 6))
    world = made(bundles.World, neighbours=GROUND.neighbours, axial=GROUND.axial, across=across)
    scratch = made(
        bundles.Scratch, contacts=contacts, contacts_n=np.array([len(enemies), 0]), known=known,
        standing=np.zeros((2, GROUND.grid.n), dtype=np.int32),
    )  # fmt: skip
    scale = made(bundles.Scale, hex_m=250.0, stack=4)
    return world, made(bundles.Tables, units=units), made(bundles.State, counts=counts), scratch, scale


@pytest.mark.parametrize(
    ("enemies", "expected"),
    [
        ([(along(0, 3), a.BROKEN, 0)], along(0, 3)),
        ([(along(0, 3), a.BROKEN, 0), (along(2, 2), a.BROKEN, 0)], along(2, 2)),
        ([(along(0, 3), a.ACTIVE, 0)], -1),
        ([(along(0, 3), a.BROKEN, 1)], -1),  # it has slipped out of sight
        ([(along(0, 6), a.BROKEN, 0)], along(0, 6)),
        ([(along(0, 7), a.BROKEN, 0)], -1),  # 1,750 m
        ([], -1),
    ],
)
def test_who_is_in_flight_in_sight_and_near_is_the_quarry(enemies: list[Any], expected: int) -> None:
    assert plain(pursuit.quarry_of)(0, *field_of(*enemies)) == expected


def test_the_truth_about_who_is_out_of_sight_changes_nothing() -> None:
    seen = plain(pursuit.quarry_of)(0, *field_of((along(0, 3), a.BROKEN, 5), (along(2, 4), a.BROKEN, 0)))
    told = plain(pursuit.quarry_of)(0, *field_of((along(0, 3), a.ACTIVE, 5), (along(2, 4), a.BROKEN, 0)))
    assert seen == told == along(2, 4)


def test_nobody_runs_into_other_enemies_or_water() -> None:
    quarry = along(0, 3)
    world, tables, state, scratch, scale = field_of((quarry, a.BROKEN, 0))
    step = plain(pursuit.step_after)
    assert step(0, quarry, 0, 1, world, tables, state, scratch, scale) == along(0, 1)
    scratch.known[0, along(0, 1)] = 1
    assert step(0, quarry, 0, 1, world, tables, state, scratch, scale) == HERE  # no other neighbour is nearer
    assert step(0, along(0, 1), 0, 1, world, tables, state, scratch, scale) == along(
        0, 1
    )  # but into the quarry it goes
    scratch.known[0, along(0, 1)] = 0
    world.across[0, HERE, 0] = travel.IMPASSABLE
    assert step(0, quarry, 0, 1, world, tables, state, scratch, scale) == HERE
