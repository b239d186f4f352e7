"""Where the frontier's series and reports contradict each other is computed: change a figure, and it goes or comes."""

from __future__ import annotations

from pathlib import Path

import pytest

from khasan.record import Disagreement, load_sources
from khasan.record.frontier.frontier_incident import frontier_incident
from khasan.record.frontier.ladders import ladders
from record.test_frontier import FRONTIER, INCIDENT, changed

SOURCES = load_sources()
FOUND = INCIDENT.disagreements()


def of(kind: str, holds: str, found: tuple[Disagreement, ...] = FOUND) -> list[Disagreement]:
    return [one for one in found if one.kind == kind and holds in one.quantity]


def after(folder: Path, table: str, row_id: str, **cells: str) -> tuple[Disagreement, ...]:
    return frontier_incident(SOURCES, (changed(folder, table, row_id, **cells),)).disagreements()


def test_152_stands_for_three_periods(tmp_path: Path) -> None:
    (one,) = of("periods", "japanese-army-disputes")
    assert one.note == "152 stands for 1932-03/1934-12, for 1933/1934, for 1936"
    assert {claim.source.key for claim in one.claims} == {"KHG-S86", "KHG-S87", "KHG-S89"}
    now = after(tmp_path / "t", "series", "jp-count-disputes-1936", value="153", note="")
    (one,) = of("periods", "japanese-army-disputes", now)
    assert one.note == "152 stands for 1932-03/1934-12, for 1933/1934"


def test_231_on_land_leaves_too_little_beside_124_in_eight_months(tmp_path: Path) -> None:
    (one,) = of("rest", "soviet-land")
    assert {claim.point for claim in one.claims} == {124.0, 231.0}
    assert "186 a year" in one.note
    assert "107, or 46 a year" in one.note
    assert of("rest", "soviet-land", after(tmp_path / "t", "series", "su-count-land-1936-to-1938", value="431")) == []


def test_152_in_two_years_leaves_nothing_for_the_third() -> None:
    (one,) = of("rest", "japanese-army-disputes")
    assert one.spread == float("inf")


@pytest.mark.parametrize(
    ("series", "slow", "fast"), [("soviet-sea", 54, 120), ("soviet-air", 6, 40), ("soviet-land", 15, 64)]
)
def test_a_pace_that_changes_threefold(series: str, slow: float, fast: float) -> None:
    (one,) = of("pace", series)
    assert [claim.point for claim in one.claims] == [slow, fast]


def test_agents_come_at_a_pace_that_may_be_true(tmp_path: Path) -> None:
    assert of("pace", "soviet-agents") == []
    assert len(of("pace", "soviet-agents", after(tmp_path / "t", "series", "su-count-agents-1933", value="10"))) == 1


def test_years_remembered_do_not_add_up_to_the_sum_that_was_read() -> None:
    (one,) = of("parts", "japanese-army-disputes-1935-to-1936")
    assert one.note == "136 + 203 are 339, not 328"


def test_losses_of_which_two_sides_tell() -> None:
    assert {claim.point for claim in of("rivals", "grodekovo-1936-01-30-killed-japanese")[0].claims} == {
        9.0,
        31.0,
        50.0,
    }
    assert {claim.highest for claim in of("rivals", "kanchazu-1937-06-30-killed-soviet")[0].claims} == {2.0, 6.0, 37.0}
    assert {claim.point for claim in of("rivals", "mongolian-men-lost-1939-05")[0].claims} == {556.0, 990.0, 1131.0}


def test_estimates_of_one_army_at_the_turn_of_a_year() -> None:
    (one,) = of("rivals", "force-okdva-tanks-new-year-1933")
    assert {(claim.point, claim.source.key) for claim in one.claims} == {(250.0, "BK"), (800.0, "GORB")}
    (one,) = of("rivals", "force-soviet-far-east-tanks-new-year-1944")
    assert {claim.stance for claim in one.claims} == {"own", "other"}


def test_each_side_names_the_other_as_often_as_the_ladder_says() -> None:
    mirrored = {one.quantity.removeprefix("event-").removesuffix("-first-mover") for one in of("mirror", "first-mover")}
    ladder = next(one for one in ladders(FRONTIER) if one.id == "each-names-the-other")
    assert mirrored == set(ladder.taken)


def test_days_on_which_accounts_differ() -> None:
    (one,) = of("rivals", "tamsag-1939-06-27-day")
    assert {claim.text for claim in one.claims} == {"1939-06-22", "1939-06-27"}


def test_men_lost_and_militarised_disputes_have_no_pace() -> None:
    assert not of("pace", "men-lost") + of("rest", "men-lost")
    assert not of("pace", "militarised") + of("rest", "militarised") + of("periods", "militarised")
