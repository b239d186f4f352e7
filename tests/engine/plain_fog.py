"""Run by test_twin.py with numba switched off: the hidden truth changes nothing that plans and commanders do.

Not collected by itself: it needs NUMBA_DISABLE_JIT=1, and the folder KHASAN_TWIN with the cases.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import midway
from khasan import arrays as a
from khasan.kernels.command import conditions
from khasan.kernels.state import tables as t

FOLDER = Path(os.environ.get("KHASAN_TWIN", "."))
KINDS = range(len(t.condition_kinds.names))
OF_A_PLACE = (
    t.HELD, t.LOST, t.ANY_LOST, t.ENEMY_NEAR, t.NO_ENEMY_NEAR, t.AT_PLACE, t.ODDS_ABOVE, t.SUPPORTED,
)  # fmt: skip
KNOWN_OF_THEM = (a.CONTACT_AGE, a.CONTACT_SINCE, a.CONTACT_HEX)
"""What the enemy knows of a unit; all else about it is hidden from him."""


def read(case: str) -> midway.Midway:
    return midway.read(FOLDER / f"{case}.before")


def chosen(now: midway.Midway) -> list[int]:
    """The rule that each commander would take now."""
    return [
        conditions.choose_rule(commander, now.step, now.world, now.tables, now.orders, now.state, now.scale, now.log)
        for commander in range(now.state.commanders.shape[1])
    ]


def with_every_condition(now: midway.Midway) -> midway.Midway:
    """The same with a table of conditions of every kind: some places, near and far, one unit and more, many shares."""
    rows, shares, places = [], [], now.world.place_hex.size
    for kind in KINDS:
        whats = range(0, places, max(1, places // 8)) if kind in OF_A_PLACE else (0, 1, 2, now.step, now.step + 1)
        for what in whats:
            for reach, many, share in ((1, 1, 0.001), (3, 1, 0.5), (8, 3, 0.95), (20, 1, 1.2), (20, 3, 1e3)):
                rows.append((kind, what, reach, many))
                shares.append(share)
    orders = now.orders._replace(conditions=np.array(rows, dtype=np.int32), shares=np.array(shares))
    now.orders = orders
    now.state.reals[a.SUPPRESSION] = 0.3  # else nobody of these spans is suppressed
    now.state.bodies[t.BO_STOPPED], now.state.bodies[t.BO_STOPPED_AT] = a.BY_FIRE, now.step - 1  # nor lies still
    return now


def answers(now: midway.Midway, side: int) -> dict[int, list[bool]]:
    """Kind -> what each condition of it comes to for the three commands of a side with most units in order."""
    first, there = now.orders.first, now.state.counts[a.STATUS, now.orders.members] == a.ACTIVE
    ours = np.flatnonzero(now.state.commanders[t.C_SIDE] == side)
    largest = ours[np.argsort(np.add.reduceat(there, first[:-1])[ours])[-3:]]
    found: dict[int, list[bool]] = {kind: [] for kind in KINDS}
    for commander in largest:
        members = int(first[commander]), int(first[commander + 1])
        for row, kind in enumerate(now.orders.conditions[:, t.Q_KIND].tolist()):
            said = conditions.holds(row, side, 1, *members, now.step, now.world, now.tables, now.orders, now.state)
            found[kind].append(bool(said))
    return found


def scramble(now: midway.Midway, side: int, random: np.random.Generator) -> int:
    """Give every unit of a side a false place, strength and state, but leave what the enemy knows of it; how many."""
    theirs = np.flatnonzero(now.tables.units[t.SIDE] == side)
    counts, n = now.state.counts, theirs.size
    for row in range(a.COUNTS):
        if row not in KNOWN_OF_THEM:
            counts[row, theirs] = random.integers(0, 500, n)
    counts[a.HEX, theirs] = random.integers(0, now.world.neighbours.shape[0], n)
    counts[a.STATUS, theirs] = random.integers(0, len(a.STATUS_NAMES), n)
    counts[a.ORDER, theirs] = random.integers(0, len(a.ORDER_NAMES), n)
    now.state.reals[:, theirs] = random.random((now.state.reals.shape[0], n))
    now.state.clocks[:, theirs] = random.integers(0, now.step, (t.CLOCKS, n))
    now.state.fired[theirs] = random.random(n)
    now.state.depots[:, side] = random.random(now.state.depots.shape[0])
    now.state.places[t.HOLDER] = random.integers(-1, 2, now.state.places.shape[1])
    now.state.places[t.KNOWN_0 + side] = random.integers(-1, 2, now.state.places.shape[1])
    now.state.hex_side[:] = random.integers(-1, 2, now.state.hex_side.size)
    now.state.works[:] = random.random(now.state.works.size)
    return n


@pytest.mark.parametrize("case", ["night", "august"])
def test_no_condition_of_any_kind_asks_of_the_hidden_truth(case: str) -> None:
    """Four false truths; no answer changes."""
    random = np.random.default_rng(5)
    for side in (0, 1):
        now = with_every_condition(read(case))
        before = answers(now, side)
        assert set(before) == set(KINDS)
        assert all(before.values())
        for _ in range(4):
            assert scramble(now, 1 - side, random) > 50
            after = answers(now, side)
            assert [kind for kind in KINDS if after[kind] != before[kind]] == []


def test_the_conditions_tried_come_out_either_way() -> None:
    """Else the comparison above would show little: nearly every kind is true here and false there."""
    said: dict[int, set[bool]] = {kind: set() for kind in KINDS}
    for case in ("night", "august"):
        for side in (0, 1):
            for kind, found in answers(with_every_condition(read(case)), side).items():
                said[kind] |= set(found)
    assert [kind for kind in KINDS if len(said[kind]) < 2] == []


@pytest.mark.parametrize("case", ["night", "august"])
def test_commanders_choose_the_same_whatever_the_hidden_truth(case: str) -> None:
    random = np.random.default_rng(6)
    for side in (0, 1):
        now = read(case)
        own = now.state.commanders[t.C_SIDE] == side
        before = np.array(chosen(now))[own]
        assert len(set(before)) > 3
        for _ in range(20):
            scramble(now, 1 - side, random)
            assert np.array_equal(np.array(chosen(now))[own], before)


@pytest.mark.parametrize("case", ["night", "august"])
def test_commanders_do_act_on_contacts(case: str) -> None:
    """The comparison above notices what they are meant to know."""
    now = read(case)
    before = chosen(now)
    now.state.counts[a.CONTACT_AGE] = a.UNSEEN
    now.state.places[t.KNOWN_0 :] = 1 - now.state.places[t.KNOWN_0 :]
    assert chosen(now) != before


def _where_they_are(side: int, place: int, reach: int, counts: Any, units: Any, axial: Any) -> int:
    """Counts enemies where they truly stand."""
    return sum(
        units[t.SIDE, unit] != side and conditions.distance(axial, counts[a.HEX, unit], place) <= reach
        for unit in range(counts.shape[1])
    )


def _strength_of_everybody(first: int, last: int, tables: Any, orders: Any, state: Any) -> float:
    """Men present over men that came, of both sides."""
    return float(state.counts[a.MEN].sum() / tables.unit_reals[t.MEN_0].sum())


LEAKS = [
    (conditions, "known_enemies_near", _where_they_are),
    (conditions, "share_of_men", _strength_of_everybody),
    (t, "KNOWN_0", t.HOLDER),  # who truly holds a place, to one side; what the other knows, to the other
]


@pytest.mark.parametrize(("module", "name", "leak"), LEAKS, ids=[leak[1] for leak in LEAKS])
def test_a_condition_that_reads_the_truth_is_caught(
    module: Any, name: str, leak: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = with_every_condition(read("august"))
    monkeypatch.setattr(module, name, leak)
    changed = False
    for side in (0, 1):
        before = answers(now, side)
        scramble(now, 1 - side, np.random.default_rng(5))
        changed |= answers(now, side) != before
    assert changed
