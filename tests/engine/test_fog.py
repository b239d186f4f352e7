"""Fog of war: until somebody is seen, where the enemy truly stands changes nothing that a side does.

What commanders may know in the middle of a battle is tested with the twin (engine/plain_fog.py).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import midway
from engine.edited import edited
from khasan import arrays as a
from khasan.compiler import Compiled


def doings(compiled: Compiled, replication: int, side: str, steps: int) -> list[tuple[Any, ...]]:
    """What a side's units are and do, step by step, until anybody of either side is seen."""
    own = np.array(compiled.labels.unit_side) == compiled.labels.sides.index(side)
    now = midway.begin(compiled, 7, replication)
    found = []
    for step in range(1, steps):
        now.run_until(step)
        if (now.state.counts[a.CONTACT_AGE] < a.UNSEEN).any():
            break
        state = now.state
        what = (state.counts[: a.CONTACT_AGE][:, own], state.reals[:, own], state.commanders[:, own[:2].argmax()])
        found.append(tuple(block.tobytes() for block in what))
    return found


def move(side: str, place: str, bearing: float, metres: float, flat: dict[str, Any]) -> None:
    for part in flat["forces"]:
        if part["side"] == side and "at" in part:
            part["at"] = {"place": place, "bearing_deg": bearing, "distance_m": metres}


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    """The horsemen start half a kilometre from where they did."""
    folder = tmp_path_factory.mktemp("elsewhere")
    return edited("lake-khanka-1935", lambda flat: move("soviet", "horse-start", 90.0, 500.0, flat), folder)


def test_unseen_enemies_change_nothing(khanka: Compiled, elsewhere: Compiled) -> None:
    steps = 0
    for replication in range(0, 320, 16):
        here, there = (doings(one, replication, "japan", 200) for one in (khanka, elsewhere))
        shared = min(len(here), len(there))
        assert here[:shared] == there[:shared]
        steps += shared
    assert steps > 200  # ten steps or five minutes a replication: they do march unseen


def test_the_comparison_notices(khanka: Compiled, elsewhere: Compiled) -> None:
    """The side that was moved does something else from the first step."""
    assert doings(khanka, 0, "soviet", 5)[:1] != doings(elsewhere, 0, "soviet", 5)[:1]
