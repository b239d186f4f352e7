"""The frontier's trees and its staircase show what the record's tables hold, and follow them."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from khasan.frontier.many_histories import Asked, Frontier
from khasan.present.frontier_report.decision_trees import japanese_tree, soviet_tree
from khasan.present.frontier_report.delay_dots import delay_dots
from khasan.present.frontier_report.staircase import staircase
from khasan.present.frontier_report.told_affair import Affair, affair
from khasan.present.frontier_report.whose_decisions import (
    LONGEST,
    Delays,
    delays,
    shares,
    unknown_whether_asked,
)
from khasan.record.frontier.ladders import ladders
from khasan.record.frontier.tables import Frontier as Tables


@pytest.fixture(scope="module")
def frontier() -> Frontier:
    return Frontier()


def lines(picture: str) -> list[str]:
    """The words of a picture, tooltips left out."""
    return [one.text or "" for one in ElementTree.fromstring(picture).iter() if one.tag == "text"]


def trees(frontier: Frontier, tables: Tables) -> list[str]:
    steps = {one.id: one for one in ladders(tables)}
    drawn = shares(frontier.world(Asked())[0])
    moscow = Delays("Moscow", "soviet", [0.0, 2.0, 9.0], ["", "", ""], 0, [])
    japan = japanese_tree(steps, drawn, unknown_whether_asked(tables))
    return lines(japan) + lines(soviet_tree(steps, drawn, moscow, (1, 4)))


def test_the_trees_say_the_cases_of_the_record_and_follow_them(frontier: Frontier) -> None:
    said = trees(frontier, frontier.tables)
    steps = {one.id: one for one in ladders(frontier.tables)}
    for name in ("leave-asked", "leave-given", "restraint-kept", "fire-held", "rung-5-to-6-episode"):
        assert f"{len(steps[name].taken)} of {len(steps[name].cases)}" in said
    assert "25 in 100" in said
    assert "75 in 100" in said
    one = next(one for one in frontier.tables.decisions if one.step == "force" and one.leave == "sought")
    more = replace(frontier.tables, decisions=(*frontier.tables.decisions, replace(one, id="d99")))
    asked = steps["leave-asked"]
    assert f"{len(asked.taken) + 1} of {len(asked.cases) + 1}" in trees(frontier, more)


def test_every_dated_decision_is_a_dot_or_told_as_longer(frontier: Frontier) -> None:
    rows = delays(frontier.tables, frontier.library, [])
    dated = [one for one in frontier.tables.decisions if one.delay is not None and one.side != "both"]
    assert sum(len(row.days) + row.longer for row in rows) == len(dated)
    assert all(0 <= days <= LONGEST for row in rows for days in row.days)
    picture = delay_dots(rows)
    assert picture.count('class="dot"') == sum(len(row.days) for row in rows)
    spots = re.findall(r'class="dot" cx="([^"]*)" cy="([^"]*)"', picture)
    assert len(set(spots)) == len(spots), "no dot hides another"


def heights(told: Affair) -> list[float]:
    """Of the staircase, from its first day on."""
    way = ElementTree.fromstring(staircase(told)).find("path[@class='stairs']")
    assert way is not None
    return [float(one) for one in re.findall(r"V([\d.]+)", way.get("d", ""))]


def test_the_staircase_is_the_affair_of_the_record(frontier: Frontier) -> None:
    told = affair(frontier.tables, frontier.library, [])
    assert told is not None
    events = [one for one in frontier.tables.events if one.episode == "lake-khasan-1938"]
    decisions = [one for one in frontier.tables.decisions if told.first <= one.first and one.last <= told.last]
    assert sum(step.rung is not None for step in told.steps) == len(events)
    assert sum(bool(step.lanes) for step in told.steps) == len(decisions)
    assert [step.number for step in told.steps] == list(range(1, len(told.steps) + 1))
    assert all(one.first <= two.first for one, two in pairwise(told.steps))
    ignored = next(step for step in told.steps if "Suetaka" in step.title)
    assert {"leave not asked", "ban ignored"} <= set(ignored.chips)
    assert all(step.rests_on for step in told.steps)
    assert ignored.rests_on == "KAS; grade A"
    *climbed, ended = heights(told)
    assert climbed == sorted(climbed, reverse=True), "up the page"
    rungs = sorted({one.rung for one in events if one.rung})
    assert len(climbed) == len(rungs)
    assert ended > climbed[0], "talks end it"
    spots = re.findall(r'class="badge [a-z]*" cx="([^"]*)" cy="([^"]*)"', staircase(told))
    assert len(set(spots)) == len(spots) > len(told.steps)


def test_the_staircase_follows_the_record(frontier: Frontier) -> None:
    told = affair(frontier.tables, frontier.library, [])
    assert told is not None
    lower = tuple(replace(one, rung=min(one.rung, 2)) for one in frontier.tables.events)
    less = affair(replace(frontier.tables, events=lower), frontier.library, [])
    assert less is not None
    assert len(heights(less)) == 3 < len(heights(told))
    assert affair(frontier.tables, frontier.library, [], "no-such-fight") is None
