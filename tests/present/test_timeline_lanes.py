"""Two lanes of days: every label has its room, no stem cuts another's label, and a simulated stretch is marked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import combinations
from typing import Any

import pytest

from khasan.present.story import story_html
from khasan.present.story.timeline_lanes import LEVEL, WIDTH, timeline
from khasan.record import load_incident
from khasan.scenario.library import SHIPPED, Library
from khasan.scenario.stories import load_story, story_ids
from khasan.scenario.stories.story_file import Moment

_OTHER = {"soviet": "japanese", "japanese": "soviet"}
OURS = Library((SHIPPED,))
DRAWN = [one for one in story_ids(OURS) if load_story(one, OURS).file.timeline]


def moment(day: str, text: str = "Something is done", lane: str = "done") -> Moment:
    return Moment.model_validate({"date": day, "lane": lane, "text": text, "claims": ["a@B"]})


def reach(one: dict[str, Any]) -> tuple[float, float]:
    """From where to where a label reaches, in pixels of the line of days."""
    at = one["at"] * WIDTH / 100
    return (at - one["width"], at) if one["left"] else (at, at + one["width"])


def cut(lane: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    """Pairs of labels that overlap, or of which one's stem goes through the other."""
    found = []
    for one, other in combinations(lane, 2):
        low, high = sorted((one, other), key=lambda o: o["inset"])
        (begin, end), (start, stop) = reach(low), reach(high)
        at = high["at"] * WIDTH / 100
        same = low["inset"] == high["inset"] and begin < stop and start < end
        through = low["inset"] < high["inset"] and low["at"] != high["at"] and begin < at < end
        if same or through:
            found.append((low["text"], high["text"]))
    return found


def test_most_fights_have_a_picture() -> None:
    assert len(DRAWN) >= 12


@pytest.mark.parametrize("story_id", DRAWN)
def test_no_label_of_a_shipped_story_meets_another(story_id: str) -> None:
    found = timeline(load_story(story_id, OURS).file.timeline)
    assert found is not None
    for lane in found["lanes"]:
        labels = [one for one in found["moments"] if one["lane"] == lane]
        assert cut(labels) == []
        assert all(reach(one)[1] <= WIDTH + 20 for one in labels)


def test_the_check_sees_labels_that_meet() -> None:
    found = timeline(load_story("lake-khasan-1938", OURS).file.timeline)
    assert found is not None
    flat = [{**one, "inset": 0, "left": False} for one in found["moments"]]
    assert cut(flat)


def test_few_moments_are_no_picture_and_neither_is_a_crowd() -> None:
    assert timeline([moment(f"1938-07-{day:02d}") for day in (1, 9, 20)]) is None
    crowd = [moment("1938-07-01", f"Deed number {k} of a very long day") for k in range(9)]
    assert timeline([*crowd, moment("1938-08-01")]) is None


def test_days_keep_their_distances_but_long_empty_stretches_are_cut() -> None:
    near = timeline([moment(f"1938-07-{day:02d}") for day in (1, 11, 21, 31)])
    assert near is not None
    at = [one["at"] for one in near["moments"]]
    assert at[1] - at[0] == pytest.approx(at[3] - at[2], abs=0.02)
    assert near["cuts"] == []
    far = timeline([moment(day) for day in ("1938-07-01", "1938-07-06", "1939-05-01", "1939-05-06")])
    assert far is not None
    assert len(far["cuts"]) == 1
    assert [one["days"] for one in far["moments"]] == ["1 July", "6 July", "1 May 1939", "6 May"]


def test_levels_and_heights_agree() -> None:
    found = timeline(load_story("lake-khasan-1938", OURS).file.timeline)
    assert found is not None
    assert found["above"] == max(one["height"] for one in found["moments"] if one["lane"] == "decided")
    assert all(one["height"] == one["inset"] + LEVEL for one in found["moments"])


def test_the_key_names_each_mark_that_stands_on_the_line() -> None:
    sides = {"ussr": "Soviet Union", "mongolia": "Mongolia", "japan": "Japan"}
    moments = [moment(f"1938-07-{7 * k + 1:02d}").model_copy(update={"side": side}) for k, side in enumerate(sides)]
    found = timeline([*moments, moment("1938-07-30")])
    assert found is not None
    assert [key["name"] for key in found["keys"]] == ["Japan", "Mongolia and Soviet Union", "both sides"]
    assert [key["side"] for key in found["keys"]] == [0, 1, -1]
    alone = timeline([one.model_copy(update={"side": "japan"}) for one in (*moments, moment("1938-07-30"))])
    assert alone is not None
    assert [key["name"] for key in alone["keys"]] == ["Japan"]


@pytest.mark.parametrize("story_id", story_ids(OURS))
def test_a_day_that_tells_the_strength_of_one_side_tells_the_other_s(story_id: str) -> None:
    """Where the record has both from the same source."""
    story = load_story(story_id, OURS)
    known = {(claim.quantity, claim.source.key) for claim in load_incident(story.id).claims}
    for one in story.file.timeline:
        told = {(claim.quantity, claim.source.key) for claim in story.of(one.claims)}
        for quantity, source in told:
            side, _, rest = quantity.partition("-")
            other = (f"{_OTHER[side]}-{rest}", source) if side in _OTHER and rest.startswith("strength") else None
            assert other is None or other not in known or other in told, (one.text, quantity)


def test_what_is_simulated_is_a_band_only_where_something_is() -> None:
    assert "day-simulated" not in story_html("lake-khasan-1938", OURS)
    marked = story_html("lake-khasan-1938", OURS, (date(1938, 7, 29), date(1938, 8, 11)))
    assert "simulated: 29 July to 11 August" in marked
