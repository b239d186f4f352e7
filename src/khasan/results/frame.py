"""What the tables need to know of a compiled scenario, worked out once: who belongs where, when a day ends."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from khasan.arrays import ENDING_NAMES, Replication
from khasan.results.columns import OUTCOMES, REPORTED, Column, expand, identifier
from khasan.results.reporting import Reporting, reporting_of
from khasan.results.table_columns import SERIES

if TYPE_CHECKING:
    from khasan.compiler import Compiled

I8 = NDArray[np.int64]
F8 = NDArray[np.float64]

HELD_BY_NOBODY = "nobody"
GUN_BRANCHES = frozenset({"artillery", "infantry_gun", "anti_tank"})
REPORTED_ECHELONS = frozenset({"regiment", "brigade", "division", "corps", "army"})


@dataclass(frozen=True)
class Window:
    """A stretch of the scenario that losses are counted over: the whole (id "") or a phase."""

    id: str
    title: str
    first: int
    """Snapshot at its start, and at its end: the last one not later than the moment."""
    last: int


@dataclass(frozen=True)
class Look:
    """A moment at which the holders of the objectives are reported: a midnight, the end of a phase or of all."""

    id: str
    moment: datetime
    snapshot: int
    titles: tuple[str, ...]
    """Titles of the phases that end then; empty for a mere midnight."""

    @property
    def midnight(self) -> bool:
        """Does a day end then, on the scenario's own clock?"""
        return self.moment.time() == time(0)


@dataclass(frozen=True, eq=False)
class Frame:
    """The scenario as its tables see it. S sides, G groups (the sides, then the reporting formations), T snapshots."""

    zone: tzinfo
    snapshot_steps: I8
    """i8[T]"""
    hours: F8
    """f8[T]: hours since the start."""
    times: tuple[str, ...]
    """Local ISO 8601, one a snapshot."""
    windows: tuple[Window, ...]
    """The whole first, then the phases in order."""
    looks: tuple[Look, ...]
    sides: tuple[str, ...]
    formations: tuple[int, ...]
    """Indices of the reporting formations, parents before their parts."""
    groups: F8
    """f8[U, G]: 1 where the unit counts towards the group."""
    guns: F8
    """f8[U]: 1 for units of the gun branches."""
    aircraft: F8
    """f8[U]: 1 for aviation."""
    places: tuple[str, ...]
    """Objectives: ids."""
    place_names: tuple[str, ...]
    reporting: Reporting
    """By what laws each side reports its losses."""
    reported: Mapping[str, str]
    """Column of outcomes that counts what happened -> the column that counts it as a report would."""
    outcome_columns: tuple[Column, ...]
    series_columns: tuple[Column, ...]

    def check(self, rep: Replication) -> None:
        """Raises ValueError if the replication's snapshots are not those of the scenario."""
        if not np.array_equal(rep.snapshot_steps, self.snapshot_steps):
            raise ValueError(f"replication {rep.replication} was not taken from this scenario: snapshots differ")


_FRAMES: dict[int, tuple[weakref.ref[Compiled], Frame]] = {}


def frame_of(compiled: Compiled) -> Frame:
    """The frame of a compiled scenario; the same object for the same scenario while it lives."""
    key = id(compiled)
    kept = _FRAMES.get(key)
    if kept is not None and kept[0]() is compiled:
        return kept[1]
    frame = _build(compiled)
    _FRAMES[key] = (weakref.ref(compiled, lambda _: _FRAMES.pop(key, None)), frame)
    return frame


def local_iso(compiled: Compiled, zone: tzinfo, step: int) -> str:
    """Start of a step on the scenario's own clock, ISO 8601 to the second."""
    moment: datetime = compiled.start_utc + timedelta(seconds=step * compiled.step_s)
    return moment.astimezone(zone).isoformat(timespec="seconds")


def _build(compiled: Compiled) -> Frame:
    labels, resolved = compiled.labels, compiled.resolved
    zone = resolved.clock.start.tzinfo or UTC
    steps = np.unique(np.append(np.arange(0, compiled.steps, compiled.snapshot_every), compiled.steps))
    windows = [Window("", "whole", 0, len(steps) - 1)]
    for phase in resolved.phases:
        first, last = (_snapshot_at(compiled, steps, moment) for moment in (phase.start, phase.end))
        windows.append(Window(identifier(phase.id), phase.title, first, last))
    looks = _looks(compiled, steps, zone)
    formations = _reporting_formations(compiled)
    names = {objective.place: objective.name for objective in resolved.objectives}
    places = tuple(labels.places[place] for place in labels.objectives)
    fillings = {
        "side": [identifier(side) for side in labels.sides],
        "phase": [window.id for window in windows[1:]],
        "formation": [identifier(labels.formations[f]) for f in formations],
        "place": [identifier(place) for place in places],
        "when": [look.id for look in looks],
        "parameter": [identifier(parameter) for parameter in labels.parameters],
        "ending": [name.replace(" ", "_") for name in ENDING_NAMES[1:]],
    }
    return Frame(
        zone=zone,
        snapshot_steps=steps,
        hours=steps * compiled.step_s / 3600.0,
        times=tuple(local_iso(compiled, zone, int(step)) for step in steps),
        windows=tuple(windows),
        looks=looks,
        sides=labels.sides,
        formations=formations,
        groups=_groups(compiled, formations),
        guns=np.array([branch in GUN_BRANCHES for branch in labels.unit_branch], dtype=np.float64),
        aircraft=np.array([branch == "aviation" for branch in labels.unit_branch], dtype=np.float64),
        places=places,
        place_names=tuple(names.get(place, place) for place in places),
        reporting=reporting_of(labels.sides),
        reported=_reported(fillings["side"], windows),
        outcome_columns=_distinct([c for column in OUTCOMES for c in expand(column, fillings)]),
        series_columns=_distinct([c for column in SERIES for c in expand(column, fillings)]),
    )


def _reported(sides: list[str], windows: list[Window]) -> Mapping[str, str]:
    suffixes = [f"_{window.id}" if window.id else "" for window in windows]
    return {
        f"{side}_{measure.id}{suffix}": f"{side}_reported_{measure.id}{suffix}"
        for side in sides
        for measure in REPORTED
        for suffix in suffixes
    }


def _snapshot_at(compiled: Compiled, steps: I8, moment: datetime) -> int:
    """The last snapshot not later than a moment; a moment off the scenario counts as its start or end."""
    step = (moment - compiled.start_utc).total_seconds() / compiled.step_s
    return int(np.clip(np.searchsorted(steps, step, side="right") - 1, 0, len(steps) - 1))


def _looks(compiled: Compiled, steps: I8, zone: tzinfo) -> tuple[Look, ...]:
    start = compiled.start_utc.astimezone(zone)
    end = start + timedelta(seconds=compiled.steps * compiled.step_s)
    moments: dict[datetime, list[str]] = {}
    midnight = datetime.combine(start.date() + timedelta(days=1), time(0), zone)
    while midnight <= end:
        moments[midnight] = []
        midnight += timedelta(days=1)
    moments.setdefault(end, [])
    for phase in compiled.resolved.phases:
        if start < phase.end <= end:
            moments.setdefault(phase.end.astimezone(zone), []).append(phase.title)
    return tuple(
        Look(moment.strftime("%Y%m%d_%H%M"), moment, _snapshot_at(compiled, steps, moment), tuple(titles))
        for moment, titles in sorted(moments.items())
    )


def _reporting_formations(compiled: Compiled) -> tuple[int, ...]:
    """Formations at the top, and all from regiment up, that have units: parents first, in the order of battle."""
    labels = compiled.labels
    echelon = {formation.id: formation.echelon for formation in compiled.resolved.formations}
    peopled = set()
    for formation in labels.unit_formation:
        peopled.update(line_of(labels.formation_parent, formation))
    return tuple(
        f
        for f, parent in enumerate(labels.formation_parent)
        if f in peopled and (parent < 0 or echelon.get(labels.formations[f]) in REPORTED_ECHELONS)
    )


def line_of(parents: tuple[int, ...], formation: int) -> list[int]:
    """A formation and those above it, the nearest first; none for -1."""
    line = []
    while formation >= 0:
        line.append(formation)
        formation = parents[formation]
    return line


def _groups(compiled: Compiled, formations: tuple[int, ...]) -> F8:
    labels = compiled.labels
    column = {f: len(labels.sides) + k for k, f in enumerate(formations)}
    groups = np.zeros((len(labels.units), len(labels.sides) + len(formations)))
    for unit, (side, formation) in enumerate(zip(labels.unit_side, labels.unit_formation, strict=True)):
        groups[unit, side] = 1.0
        for above in line_of(labels.formation_parent, formation):
            if above in column:
                groups[unit, column[above]] = 1.0
    return groups


def _distinct(columns: list[Column]) -> tuple[Column, ...]:
    """The columns as they are; raises ValueError if two have one name (ids that differ by a hyphen only)."""
    names = [column.name for column in columns]
    twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    if twice:
        raise ValueError(f"ids make the same column twice: {', '.join(twice)}")
    return tuple(columns)
