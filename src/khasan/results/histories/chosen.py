"""The histories of a run: chosen by rule, fought again with recording on, told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from khasan.arrays import Replication
from khasan.record import Incident
from khasan.results.columns import identifier
from khasan.results.frame import frame_of
from khasan.results.histories import choice, told
from khasan.results.histories.courses import F8, Courses, courses_of
from khasan.results.histories.forecast import FEWEST, Question, forecast, question, turning_points
from khasan.results.record_comparison import Record
from khasan.results.story.whole import short
from khasan.results.story_wording import ground, number, opened, side

if TYPE_CHECKING:
    import pyarrow as pa

    from khasan.compiler import Compiled
    from khasan.results.arrow import Columns
    from khasan.results.store import RunFolder

Fought = Callable[["Compiled", int, int], Replication]
"""Fights a replication (scenario, seed, number) with recording on."""

FEWEST_RUNS = 20
"""Of fewer replications none is typical or best."""


@dataclass(frozen=True)
class Role:
    """What a history is told as: ``id`` typical, best-SIDE or nearest; why it was chosen, in a sentence."""

    id: str
    title: str
    why: str


@dataclass(frozen=True, eq=False)
class History:
    """One replication, told."""

    roles: tuple[Role, ...]
    """More than one where the rules choose the same replication."""
    rep: Replication
    """Recorded."""
    row: int
    """Where it stands in the courses."""
    course: str
    """How it went, in two or three sentences."""
    ending: str
    turns: tuple[told.TurnTold, ...]

    @property
    def number(self) -> int:
        """Of the replication."""
        return self.rep.replication


@dataclass(frozen=True, eq=False)
class Histories:
    """Those of a run. ``missing``: why there are none, in a sentence; "" if there are."""

    missing: str
    runs: int
    courses: Courses | None = None
    items: tuple[History, ...] = ()
    asked: str = ""
    """What the forecast asks, as the end of "so many of a hundred runs like it ...": "end with Japan on Zaozernaya"."""
    no_turns: str = ""
    """Why turning points are not looked for, in a sentence; "" if they are."""
    sources: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    """Side -> the range that its casualties have in the sources, where they are compared."""

    def role(self, role: str) -> History:
        """The history that is told as this. Raises KeyError if there is none."""
        for history in self.items:
            if any(one.id == role for one in history.roles):
                return history
        raise KeyError(role)

    def to_json(self) -> dict[str, Any]:
        """What is told, as plain data."""
        return {
            "missing": self.missing,
            "runs": self.runs,
            "asked": self.asked,
            "no_turns": self.no_turns,
            "histories": [
                {
                    "replication": history.number,
                    "roles": [asdict(role) for role in history.roles],
                    "course": history.course,
                    "ending": history.ending,
                    "turns": [asdict(turn) for turn in history.turns],
                }
                for history in self.items
            ],
        }


def histories_of_run(folder: RunFolder, compiled: Compiled | None = None) -> Histories:
    """The histories of a run on disk, each fought again with recording on.

    Raises InputError if the run or its scenario is damaged.
    """
    from khasan.results.reopen import compiled_of
    from khasan.scenario.library import Library

    compiled, library = compiled or compiled_of(folder), Library()
    incident = compiled.resolved.incident
    return histories_of(
        compiled,
        folder.manifest["seed"],
        folder.columns("series"),
        folder.columns("outcomes"),
        library.incident(incident) if incident in library.ids("record") else None,
    )


def histories_of(
    compiled: Compiled,
    seed: int,
    series: pa.Table | Columns,
    outcomes: pa.Table | Columns,
    incident: Incident | None,
    fought: Fought | None = None,
) -> Histories:
    """The typical history of a run, the best for either side and, where compared, the nearest to the sources.

    ``series`` and ``outcomes``: the run's tables; ``incident``: its record, if there is one. Of a scenario that
    withholds the record's outcomes, and of fewer than ``FEWEST_RUNS`` replications, there are no histories.

    >>> import khasan
    >>> run = khasan.run("lake-khanka-1935", seed=7, replications=30)
    >>> found = histories_of(run.compiled, run.seed, run.table("series"), run.outcomes, None)
    >>> [role.id for history in found.items for role in history.roles]
    ['typical', 'best-japan', 'best-soviet']
    """
    runs = outcomes.num_rows
    record = Record(compiled, incident)
    if record.withheld:
        return Histories(f"This battle's histories are withheld: {record.withheld}.", runs)
    if runs < FEWEST_RUNS:
        some = "one" if runs == 1 else number(runs)
        return Histories(
            f"Histories are chosen only from {FEWEST_RUNS} runs or more; this one has {some}.",
            runs,
        )
    courses = courses_of(compiled, series)
    asked = question(courses)
    no_turns = _no_turns(runs, asked)
    at_issue = asked.place if asked else None
    roles: dict[int, list[Role]] = {}
    for row, role in _chosen(compiled, courses, outcomes, record):
        roles.setdefault(row, []).append(role)
    items = []
    for row, some_roles in roles.items():
        rep = (fought or _fought)(compiled, seed, int(courses.numbers[row]))
        turns = [] if asked is None or no_turns else turning_points(forecast(courses, asked, row))
        items.append(
            History(
                roles=tuple(some_roles),
                rep=rep,
                row=row,
                course=told.course_told(compiled, rep, courses, at_issue),
                ending=told.ending(compiled, rep),
                turns=tuple(told.turns_told(compiled, rep, turns, at_issue)),
            )
        )
    return Histories("", runs, courses, tuple(items), _asked(compiled, asked), no_turns, _totals(compiled, record))


def _chosen(
    compiled: Compiled, courses: Courses, outcomes: pa.Table | Columns, record: Record
) -> list[tuple[int, Role]]:
    """(row, role) of all that are told, the typical one first."""
    names = [side(name) for name in compiled.labels.side_names]
    sides = compiled.labels.sides
    chosen = [(choice.typical(courses), Role("typical", "The typical run", _why_typical(courses)))]
    for s in (0, 1):
        row = choice.best(courses, s)
        chosen.append((row, Role(f"best-{sides[s]}", f"Best for {names[s]}", _why_best(courses, row, s, names[s]))))
    figures, ranges = _figures(compiled, courses, outcomes, record)
    if (found := choice.nearest(courses, figures, ranges)) is not None:
        row, within = found
        why = _why_nearest(len(ranges), within)
        chosen.append((row, Role("nearest", "Nearest to the sources", why)))
    return chosen


def _why_typical(courses: Courses) -> str:
    counts = number(len(choice.measures(courses)))
    among = "of the runs with the most common holders at the end, " if courses.contested else ""
    middle = "the one nearest to the middle of all runs" if among else "nearest to the middle of all runs"
    return opened(f"{among}{middle}, by {counts} {'measure' if counts == 'one' else 'measures'} together.")


def _why_best(courses: Courses, row: int, s: int, name: str) -> str:
    own, enemy = (int(courses.casualties[row, -1, which]) for which in (s, 1 - s))
    lost = told.exchange(own, enemy)
    if not courses.contested:
        return opened(f"{name} {lost}.")
    held = courses.held_hours(s)[row, list(courses.contested)].sum()
    of = courses.hours[-1] * len(courses.contested)
    places = "the place" if len(courses.contested) == 1 else f"the {number(len(courses.contested))} places"
    return opened(f"{name} held {places} for {held / of:.0%} of the time and {lost}.")


def _why_nearest(figures: int, within: int) -> str:
    """Why it is the nearest to the sources.

    >>> _why_nearest(1, 1)
    'The one figure that sources give agrees. Of the runs in which it does, this is the most typical.'
    >>> _why_nearest(23, 6)
    'Of the 23 figures that sources give, six agree. No run comes nearer to all of them together.'
    """
    if within == figures:
        fits = (
            "The one figure that sources give agrees."
            if figures == 1
            else f"All {number(figures)} figures that sources give agree."
        )
        return f"{fits} Of the runs in which {'it does' if figures == 1 else 'they do'}, this is the most typical."
    lie = "agrees" if within == 1 else "agree"
    told_of = f"Of the {number(figures)} figures that sources give, {number(within).replace('no', 'none')} {lie}."
    return f"{told_of if figures > 1 else 'The one figure that sources give does not agree.'} {_NEAREST}"


_NEAREST = "No run comes nearer to all of them together."


def _figures(
    compiled: Compiled, courses: Courses, outcomes: pa.Table | Columns, record: Record
) -> tuple[dict[str, F8], dict[str, tuple[float, float]]]:
    """(figures of all replications, ranges of the sources) by measure: amounts only, neither times nor holders."""
    from khasan.results.arrow import floats

    order = np.argsort(floats(outcomes["replication"]), kind="stable")
    frame = frame_of(compiled)
    columns = {column.name: column for column in frame.outcome_columns}
    figures, ranges = {}, {}
    for measure in compiled.resolved.measures:
        _, interval = record.of(measure)
        if interval is None or interval.unit == "s" or columns[measure].dtype == "text":
            continue
        reported = frame.reported.get(measure, measure)
        values = floats(outcomes[reported if reported in outcomes.column_names else measure])[order]
        if np.isfinite(values).all() and (values >= 0).all():
            figures[measure], ranges[measure] = values, (interval.low, interval.high)
    return figures, ranges


def _totals(compiled: Compiled, record: Record) -> dict[int, tuple[float, float]]:
    found = {}
    for s, name in enumerate(compiled.labels.sides):
        _, interval = record.of(f"{identifier(name)}_casualties")
        if interval is not None:
            found[s] = interval.low, interval.high
    return found


def _asked(compiled: Compiled, asked: Question | None) -> str:
    if asked is None:
        return ""
    first, second = (side(name) for name in compiled.labels.side_names)
    if asked.place is None:
        return f"end with fewer losses for {first} than for {second}"
    name = ground(short(frame_of(compiled).place_names[asked.place]))
    return f"end with {first} holding {name}"


def _no_turns(runs: int, asked: Question | None) -> str:
    if runs < FEWEST:
        return f"Turning points are sought only in {FEWEST:,} runs or more: with {runs:,}, chance would look like one."
    if asked is None:
        return "At least nineteen runs of twenty end the same way, so there is nothing that could have turned."
    return ""


def _fought(compiled: Compiled, seed: int, number: int) -> Replication:
    from khasan.engine import run_replication

    return run_replication(compiled, seed, number, record=True)
