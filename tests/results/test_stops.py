"""Why attacks stopped and positions were given up: what is counted, and how a story tells it."""

from __future__ import annotations

import numpy as np
import pytest

import helpers_results as made_up
from khasan import arrays as a
from khasan.results.endings import ENDED, IDS, WORDS, endings
from khasan.results.frame import frame_of
from khasan.results.story.scene import Scene
from khasan.results.story.stops import stops

SCENARIO = made_up.compiled()
ATTACK, STAND = a.ATTACK_STOPPED, a.GAVE_UP_POSITION


def test_every_cause_has_words_and_a_name() -> None:
    assert list(WORDS) == list(IDS)
    assert sorted(WORDS) == list(range(1, len(a.ENDING_NAMES)))
    assert len(set(IDS.values())) == len(IDS)


def test_what_ended_is_counted_by_side_and_cause() -> None:
    counted = np.arange(a.STOPS * 2, dtype=np.int32).reshape(a.STOPS, 2)
    row = endings(frame_of(SCENARIO), made_up.replication(SCENARIO)._replace(stops=counted))
    first_side = frame_of(SCENARIO).sides[0].replace("-", "_")
    assert row[f"{first_side}_attacks_stopped_losses"] == counted[a.ATTACKS_BY_0 + a.BY_LOSSES, 0]
    assert row[f"{first_side}_positions_given_up_flank"] == counted[a.POSITIONS_BY_0 + a.BY_FLANK, 0]
    for side in (0, 1):
        name = frame_of(SCENARIO).sides[side].replace("-", "_")
        for what, (_, first) in ENDED.items():
            parts = [row[f"{name}_{what}_{one}"] for one in IDS.values()]
            assert row[f"{name}_{what}"] == sum(parts) == counted[first + 1 : first + len(a.ENDING_NAMES), side].sum()


def told(*events: tuple[int, int, int, int, int]) -> list[str]:
    """The sentences for events (step, kind, unit, place, cause)."""
    rows = np.zeros((len(events), a.EVENT_FIELDS), dtype=np.int32)
    for row, (step, kind, unit, place, cause) in zip(rows, events, strict=True):
        row[[a.EV_STEP, a.EV_KIND, a.EV_UNIT, a.EV_OTHER, a.EV_PLACE, a.EV_VALUE]] = step, kind, unit, -1, place, cause
    scene = Scene(SCENARIO, made_up.replication(SCENARIO)._replace(events=rows))
    return [beat.text for beat in stops(scene)]


def test_an_attack_is_told_with_its_goal_and_its_chief_cause() -> None:
    attack = (5, ATTACK, 0, 0, a.BY_FIRE)
    assert len(told(attack)) == 1
    assert told(attack)[0].endswith("was broken off, under fire that did not lift.")
    assert told(attack, (6, ATTACK, 0, 0, a.BY_LOSSES), (7, ATTACK, 0, 0, a.BY_LOSSES))[0].endswith("for their losses.")


def test_who_falls_back_is_told_once_until_a_lull() -> None:
    first, soon, late = ((step, STAND, 0, 3, a.BY_SURPRISE) for step in (5, 6, SCENARIO.steps - 1))
    assert len(told(first, soon)) == 1
    assert told(first)[0].endswith("fell back, taken by surprise.")
    assert len(told(first, soon, late)) == 2


@pytest.mark.parametrize("kind", [ATTACK, STAND])
def test_what_orders_end_is_told_with_the_orders(kind: int) -> None:
    assert told((5, kind, 0, -1, a.BY_ORDERS)) == []
