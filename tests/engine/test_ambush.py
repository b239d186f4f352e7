"""Orders to lie in wait: no shot until attacked, or until an enemy in sight has come near."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import midway
from engine.edited import edited
from khasan import arrays as a
from khasan.compiler import Compiled
from khasan.kernels.morale.cohesion import QUIET_BELOW
from khasan.kernels.state import parameters as p

MAPS = range(0, 16 * 16, 16)


def meeting(verb: str, folder: Path) -> Compiled:
    """The patrol waits at the meeting place under some order; the horsemen come and attack it."""

    def change(flat: dict[str, Any]) -> None:
        for plan, do in zip(flat["plans"], ({verb: "meeting-point"}, {"attack": "meeting-point"}), strict=True):
            plan["rules"] = [{"name": "the only one", "do": do}]

    return edited("lake-khanka-1935", change, folder)


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return meeting("ambush", tmp_path_factory.mktemp("ambush"))


def metres(now: midway.Midway, units: Any, others: Any) -> Any:
    """Least distance of each unit from the others on the map, as where they stood after the last step."""
    spot = now.scratch.spot
    dq, dr = (spot[k, units][:, None] - spot[k, others][None, :] for k in (0, 1))
    return np.maximum(np.maximum(abs(dq), abs(dr)), abs(dq + dr)).min(axis=1) * now.scale.hex_m


def test_who_lies_in_wait_fires_when_attacked_or_near_and_not_before(waiting: Compiled) -> None:
    """Step by step in sixteen replications: each unit that fired had a reason, and some waited with the enemy known."""
    side = np.array(waiting.labels.unit_side)
    ours, theirs = (np.flatnonzero(side == waiting.labels.sides.index(name)) for name in ("japan", "soviet"))
    fired = near = waited = 0
    for k in MAPS:
        now = midway.begin(waiting, 7, k)
        reach = float(now.tables.parameters[p.AMBUSH_RANGE])
        for step in range(1, waiting.steps):
            counts = now.state.counts
            before = now.state.reals[a.SUPPRESSION, ours].copy()
            there = theirs[np.isin(counts[a.STATUS, theirs], (a.ACTIVE, a.BROKEN))]
            if there.size == 0:
                break
            now.run_until(step)
            if (now.scratch.made < 1.0).any():
                continue  # where somebody stands is where fire has left him, not where he was then
            close = metres(now, ours, there) <= reach + 1e-6
            reason = close | (before >= QUIET_BELOW) | (now.scratch.fighting[ours] == 1)
            lies = counts[a.ORDER, ours] == a.AMBUSH  # who has given up its position lies in wait no more
            shot = (counts[a.FIRED, ours] == 1) & lies
            assert (reason | ~shot).all()
            fired += int(shot.sum())
            near += int((shot & close & (before < QUIET_BELOW)).sum())
            waited += int((~reason & (counts[a.CONTACT_AGE, theirs].min() == 0) & (now.state.peace[0] == 0)).sum())
    assert fired > 100
    assert near > 10
    assert waited > 100


def test_who_holds_fires_earlier(waiting: Compiled, tmp_path: Path) -> None:
    """The first shot of the patrol comes later from an ambush, in most replications and on the average."""
    first = []
    for compiled in (meeting("hold", tmp_path), waiting):
        ours = np.array(compiled.labels.unit_side) == compiled.labels.sides.index("japan")
        steps = []
        for k in MAPS:
            now = midway.begin(compiled, 7, k).run_until(compiled.steps - 1)
            opened = now.log.events[: int(now.log.used[0])]
            mine = (opened[:, a.EV_KIND] == a.OPENED_FIRE) & np.isin(opened[:, a.EV_UNIT], np.flatnonzero(ours))
            steps.append(opened[mine, a.EV_STEP].min() if mine.any() else compiled.steps)
        first.append(np.array(steps))
    assert (first[1] >= first[0]).mean() > 0.8
    assert first[1].mean() > first[0].mean() + 1  # who is fired at knows it at once, and fires back
