"""The frontier's tables as one: read from our folder, with a reader's own rows laid over them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from khasan.errors import InputError, Problem
from khasan.record.frontier import columns, rows
from khasan.record.frontier.kinds import Count, Decision, Event, Force, Report, Sector
from khasan.record.source import Source, load_sources
from khasan.record.table import DATA, Row, read_table

OURS = DATA / "frontier" / "record"
TABLES: Mapping[str, tuple[str, ...]] = {
    "sectors": columns.SECTOR_COLUMNS,
    "events": columns.EVENT_COLUMNS,
    "reports": columns.REPORT_COLUMNS,
    "series": columns.SERIES_COLUMNS,
    "forces": columns.FORCE_COLUMNS,
    "decisions": columns.DECISION_COLUMNS,
}
"""Files of the folder, each ``NAME.csv``, in the order in which they are read."""

T = TypeVar("T")


@dataclass(frozen=True)
class Frontier:
    """What the record has of the frontier 1931 to 1945, by the row."""

    sectors: tuple[Sector, ...]
    events: tuple[Event, ...]
    reports: tuple[Report, ...]
    series: tuple[Count, ...]
    forces: tuple[Force, ...]
    decisions: tuple[Decision, ...]
    files: tuple[Path, ...] = ()
    """Every file that was read."""

    def sources(self) -> list[Source]:
        """Every source that a row names, each once."""
        every = [one.said for one in self.sectors] + [one.said for one in self.events]
        every += [one.said for one in self.reports] + [one.said for one in self.series]
        every += [one.said for one in self.forces] + [one.said for one in self.decisions]
        return list({source.key: source for said in every for source in said.sources}.values())

    def episodes(self) -> dict[str, tuple[Event, ...]]:
        """Events by episode, both in the order of the file."""
        found: dict[str, list[Event]] = {}
        for event in self.events:
            found.setdefault(event.episode, []).append(event)
        return {episode: tuple(events) for episode, events in found.items()}


def load_frontier(folders: Sequence[Path] = (OURS,), sources: Mapping[str, Source] | None = None) -> Frontier:
    """Read the tables of the first folder, and of the others what they have of them. InputError with every bad row.

    >>> frontier = load_frontier()
    >>> len(frontier.events), len(frontier.decisions), frontier.events[0].id
    (100, 71, 'clash-1932-first')
    """
    known = load_sources() if sources is None else sources
    reader = _TableReader(tuple(folders), [], [])
    sectors = reader.read("sectors", partial(rows.read_sector, seen={}, sources=known))
    places = {sector.id: sector for sector in sectors}
    events = reader.read("events", partial(rows.read_event, seen={}, sources=known, sectors=places))
    by_id = {event.id: event for event in events}
    reports = reader.read("reports", partial(rows.read_report, seen={}, sources=known, events=by_id))
    series = reader.read("series", partial(rows.read_count, seen={}, sources=known))
    forces = reader.read("forces", partial(rows.read_force, seen={}, sources=known))
    decisions = reader.read("decisions", partial(rows.read_decision, seen={}, sources=known))
    if reader.problems:
        raise InputError(reader.problems)
    return Frontier(sectors, events, reports, series, forces, decisions, tuple(reader.files))


@dataclass(frozen=True)
class _TableReader:
    folders: tuple[Path, ...]
    files: list[Path]
    problems: list[Problem]

    def read(self, name: str, one_row: Callable[[Row], T | None]) -> tuple[T, ...]:
        """All rows of a table; the first folder must have it, the others may."""
        found: list[T] = []
        for folder in self.folders:
            path = folder / f"{name}.csv"
            if folder != self.folders[0] and not path.is_file():
                continue
            self.files.append(path)
            for row in read_table(path, TABLES[name], self.problems):
                one = one_row(row)
                if one is not None:
                    found.append(one)
        return tuple(found)
