"""Leave of a higher authority, and units that act without orders, in the patrol clash."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.edited import edited
from khasan import arrays as a
from khasan.arrays import Replication
from khasan.compiler import Compiled
from khasan.compiler.addresses import hash_of, key_of
from khasan.engine import run_replication
from khasan.kernels.chance import philox
from khasan.kernels.state import parameters as p
from khasan.results.story import story

Flat = dict[str, Any]
WHY = {"derived": "made up for this test"}
RULE = "patrol in sight"


def horsemen(flat: Flat) -> list[dict[str, Any]]:
    """The rules of their plan."""
    rules: list[dict[str, Any]] = next(plan for plan in flat["plans"] if plan["id"] == "soviet-horsemen-plan")["rules"]
    return rules


def with_leave(chance: float, initiative: float, hours: float = 0.1, **command: str) -> Callable[[Flat], None]:
    """The horsemen need leave of their post to open fire."""

    def change(flat: Flat) -> None:
        leave = {"id": "open-fire", "authority": "the post", "act": "to open fire"}
        numbers = {"hours": hours, "chance": chance, "initiative": initiative}
        flat["leaves"] = [leave | {name: {"value": value, **WHY} for name, value in numbers.items()}]
        flat["command"] = command
        next(rule for rule in horsemen(flat) if rule["name"] == RULE)["leave"] = "open-fire"

    return change


def kinds(rep: Replication) -> list[str]:
    """Events of leave, in order."""
    of_leave = (a.LEAVE_ASKED, a.LEAVE_GRANTED, a.LEAVE_REFUSED, a.WENT_WITHOUT_LEAVE)
    return [a.EVENT_NAMES[kind] for kind in rep.events[:, a.EV_KIND] if kind in of_leave]


def chosen(compiled: Compiled, rep: Replication) -> set[str]:
    rows = rep.events[rep.events[:, a.EV_KIND] == a.RULE_CHOSEN]
    return {compiled.labels.rules[row[a.EV_VALUE]] for row in rows}


def seen(khanka: Compiled) -> list[int]:
    """Replications on three maps in which the horsemen see the patrol and open fire."""
    found = [k for k in range(64) if k % 16 < 3 and RULE in chosen(khanka, run_replication(khanka, 7, k, record=True))]
    assert len(found) >= 3
    return found


def test_a_leave_that_is_given_comes_after_its_hours(khanka: Compiled, tmp_path: Path) -> None:
    asking = edited("lake-khanka-1935", with_leave(chance=1.0, initiative=0.0), tmp_path)
    for k in seen(khanka):
        rep = run_replication(asking, 7, k, record=True)
        assert kinds(rep) == ["leave_asked", "leave_granted"]
        steps = {int(row[a.EV_KIND]): int(row[a.EV_STEP]) for row in rep.events}
        name = np.uint64(hash_of("leaves/open-fire"))
        z = philox.normal(key_of(7, k), philox.STEP_0, philox.S_LEAVE, philox.DRAW_1, name, np.uint64(0))
        due = steps[a.LEAVE_ASKED] + math.ceil(0.1 * 3600 / 30 * math.exp(rep.parameters[p.DELAY_SPREAD] * z))
        # commanders look at their plans, and at what has come for them, once an interval
        every = max(1, round(rep.parameters[p.DECISION_INTERVAL] / 30))
        assert steps[a.LEAVE_GRANTED] == math.ceil(due / every) * every
        before = run_replication(khanka, 7, k, record=True)
        asked_at = next(row[a.EV_STEP] for row in before.events if is_rule(khanka, row))
        assert steps[a.LEAVE_ASKED] == asked_at  # when the other conditions first hold


def is_rule(compiled: Compiled, row: Any) -> bool:
    return bool(row[a.EV_KIND] == a.RULE_CHOSEN and compiled.labels.rules[row[a.EV_VALUE]] == RULE)


def test_a_refusal_stands(khanka: Compiled, tmp_path: Path) -> None:
    asking = edited("lake-khanka-1935", with_leave(chance=0.0, initiative=0.0), tmp_path)
    for k in seen(khanka):
        rep = run_replication(asking, 7, k, record=True)
        assert kinds(rep) == ["leave_asked", "leave_refused"]
        assert RULE not in chosen(asking, rep)


def test_who_does_not_ask_acts_as_if_no_leave_were_needed(khanka: Compiled, tmp_path: Path) -> None:
    alone = edited("lake-khanka-1935", with_leave(chance=0.0, initiative=1.0), tmp_path)
    waived = edited("lake-khanka-1935", with_leave(chance=0.0, initiative=0.0, leave="waived"), tmp_path)

    def change(flat: Flat) -> None:
        with_leave(chance=0.0, initiative=1.0)(flat)
        flat["command"] = {"initiative": "none"}

    bound = edited("lake-khanka-1935", change, tmp_path)
    for k in seen(khanka):
        base = run_replication(khanka, 7, k, record=True)
        rep = run_replication(alone, 7, k, record=True)
        assert kinds(rep) == ["went_without_leave"]
        assert np.array_equal(rep.counts, base.counts)
        freed = run_replication(waived, 7, k, record=True)
        assert kinds(freed) == []
        assert np.array_equal(freed.events, base.events)
        assert kinds(run_replication(bound, 7, k, record=True)) == ["leave_asked", "leave_refused"]


def test_leave_is_given_and_taken_as_often_as_said(khanka: Compiled, tmp_path: Path) -> None:
    """Seed 7, some 200 replications; each share lies within 4 standard errors: false alarms 1 in 10,000."""
    asking = edited("lake-khanka-1935", with_leave(chance=0.3, initiative=0.4, hours=0.0), tmp_path)
    told = [kinds(run_replication(asking, 7, k, record=True)) for k in range(0, 16 * 400, 16)]
    asked = [what for what in told if "leave_asked" in what]
    without = sum("went_without_leave" in what for what in told)
    n = without + len(asked)
    assert n > 100
    assert abs(without / n - 0.4) < 4 * math.sqrt(0.24 / n)
    given = sum("leave_granted" in what for what in asked)
    assert abs(given / len(asked) - 0.3) < 4 * math.sqrt(0.21 / len(asked))


def test_the_story_tells_of_it_in_plain_words(khanka: Compiled, tmp_path: Path) -> None:
    k = seen(khanka)[0]
    asking = edited("lake-khanka-1935", with_leave(chance=1.0, initiative=0.0), tmp_path)
    told = [sentence for _, sentence in story(asking, run_replication(asking, 7, k, record=True))]
    assert "The Soviet horsemen asked the post for leave to open fire." in told
    assert "The post gave the Soviet horsemen leave to open fire." in told
    alone = edited("lake-khanka-1935", with_leave(chance=1.0, initiative=1.0), tmp_path)
    told = [sentence for _, sentence in story(alone, run_replication(alone, 7, k, record=True))]
    assert "The Soviet horsemen decided to open fire without asking the post." in told


# --- units that act on their own ---------------------------------------------------------------------------------


def on_their_own(allowed: str) -> Callable[[Flat], None]:
    """The horsemen were told to hold the hollow; whoever comes under fire attacks whoever is at the meeting place."""

    def change(flat: Flat) -> None:
        flat["command"] = {"initiative": allowed}
        horsemen(flat)[:] = [
            {
                "name": "hit back",
                "when": {"suppressed_above": 0.0},
                "do": {"attack": "meeting-point"},
                "initiative": True,
            },
            {"name": "fire from the hollow", "do": {"hold": "meeting-point"}},
        ]
        patrol = next(plan for plan in flat["plans"] if plan["id"] == "japanese-patrol-plan")["rules"]
        patrol[:] = [{"name": "fire", "do": {"attack": "meeting-point"}}]

    return change


@pytest.mark.parametrize("allowed", ["allowed", "none"])
def test_units_act_on_their_own_where_they_may(allowed: str, tmp_path: Path) -> None:
    compiled = edited("lake-khanka-1935", on_their_own(allowed), tmp_path)
    acted = 0
    for k in range(0, 128, 16):
        rep = run_replication(compiled, 7, k, record=True)
        own = rep.events[rep.events[:, a.EV_KIND] == a.OWN_INITIATIVE]
        acted += len(own)
        for row in own:
            unit, step = int(row[a.EV_UNIT]), int(row[a.EV_STEP])
            assert compiled.labels.rules[row[a.EV_VALUE]] == "hit back"
            later = [e for e in rep.events if e[a.EV_UNIT] == unit and e[a.EV_STEP] >= step]
            later = [e for e in later if e[a.EV_KIND] in (a.ORDERED, a.GAVE_UP_POSITION)]
            if later and later[0][a.EV_KIND] == a.ORDERED:  # or its commander gives up, before the order comes
                assert later[0][a.EV_VALUE] == a.ATTACK
    assert (acted > 0) == (allowed == "allowed")
