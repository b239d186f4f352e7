"""Timeline and map show every event of the frontier's tables: years that had been empty are no longer."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from khasan.present.record_pictures import incident_map, timeline
from khasan.present.record_pictures.frontier_rows import rows
from khasan.present.record_pictures.frontier_stretches import PERIODS, stretches
from khasan.record import load_incident
from khasan.record.frontier import load_frontier

FRONTIER = load_frontier()


def test_every_event_has_a_mark_in_the_row_of_its_place() -> None:
    lines = rows(FRONTIER)
    drawn = [event.id for line in lines for event in line.events]
    assert sorted(drawn) == sorted(event.id for event in FRONTIER.events)
    for line in lines:
        assert len({event.sector for event in line.events}) <= 1


def test_the_years_that_were_empty_are_filled() -> None:
    years = {event.first.year for line in rows(FRONTIER) for event in line.events}
    assert {1932, 1933, 1934, 1940, 1941, 1945} <= years
    days = {day.year for line in rows(FRONTIER) for day in line.days}
    assert {1932, 1933, 1934, 1940, 1941, 1945} <= days


def test_the_map_counts_every_event_once() -> None:
    parts = stretches(FRONTIER)
    assert sum(part.total for part in parts) == len(FRONTIER.events)
    of_period = [sum(part.events[k] for part in parts) for k in range(len(PERIODS))]
    early = sum(1 for event in FRONTIER.events if event.first.year <= 1934)
    late = sum(1 for event in FRONTIER.events if event.first.year >= 1940)
    assert of_period == [early, len(FRONTIER.events) - early - late, late]
    assert min(early, late) >= 5
    lettered = [part for part in parts if part.letter]
    assert len({part.letter for part in lettered}) == len(lettered)
    assert all(part.sector.said.flag == "guess" for part in lettered), "rough places say so"


def test_what_spans_years_is_no_dot_on_the_map(tmp_path: Path) -> None:
    both = [load_incident("border-conflicts"), load_incident("lake-khasan-1938")]
    drawn = incident_map.draw(both, tmp_path / "map.svg")
    assert drawn.shown == ("lake-khasan-1938",)
    assert "years" in drawn.left_out["border-conflicts"]


def test_pictures_with_the_tables_say_more_and_are_the_same_twice(tmp_path: Path) -> None:
    for name, draw in (("timeline", timeline.draw), ("map", incident_map.draw)):
        bare, full, again = (tmp_path / f"{word}-{name}" / "p.svg" for word in ("bare", "full", "again"))
        for path in (bare, full, again):
            path.parent.mkdir()
        draw([], bare)
        draw([], full, FRONTIER)
        draw([], again, FRONTIER)
        assert full.read_bytes() == again.read_bytes()
        marks = [len(list(ElementTree.fromstring(path.read_text()).iter())) for path in (bare, full)]
        assert marks[1] > marks[0] + 100
