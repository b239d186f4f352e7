"""What a worker does on the frontier: a part of an experiment or of a run in, rows out. Nothing else travels."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from khasan.experiment.histories.worlds import LivingWorld, LivingWorlds
from khasan.experiment.template import Template
from khasan.experiment.worker import Answer, Job, PointSheet, Task, said, worked
from khasan.frontier.declarations import RUNGS, TOP
from khasan.frontier.history_tables import COLUMNS, outcome_row
from khasan.frontier.process import FIGHT
from khasan.results.columns import Column

CHANCE = {f"chance_{rung}": rung for rung in range(FIGHT, TOP + 1)}
"""Columns that no history has: the chance of its draw, by the forward equations."""
OUTCOMES = (
    *(column for column in COLUMNS["outcomes"] if column.name != "replication"),
    *(
        Column(name, "chance", f"chance of {RUNGS[rung]} or more by the last day, given this draw", "float64")
        for name, rung in CHANCE.items()
    ),
)  # fmt: skip
"""What a row of an experiment on the frontier can hold."""
_WORLDS = LivingWorlds()


def packed_world(template: Template, ends: Mapping[str, tuple[float, float]]) -> bytes:
    """A world as it travels."""
    return zlib.compress(template.text.encode(), 6)


def live(task: Task) -> Answer:
    """Play a part's histories; one that fails leaves its error, and the rest goes on."""
    return worked(task, lambda: _rows(task))


def _rows(task: Task) -> Answer:
    rows: dict[str, list[Any]] = {name: [] for name in task.columns}
    members: list[int | None] = []
    errors: list[str | None] = []
    for point, some in groupby(task.jobs, lambda job: job.point):
        sheet = task.points[point]
        world = _WORLDS.get(zlib.decompress(task.templates[sheet.template]).decode())
        for found, member, error in _of_point(world, sheet, list(some), task.columns):
            members.append(member)
            errors.append(error)
            for name, values in rows.items():
                values.append(found.get(name))
    return Answer(task.number, rows, members, errors)


def _of_point(
    world: LivingWorld, sheet: PointSheet, jobs: list[Job], columns: tuple[str, ...]
) -> list[tuple[dict[str, Any], int | None, str | None]]:
    """Of each history its row, its draw, and what went wrong."""
    try:
        moved = world.moved(sheet.parameters, [(job.seed, job.number) for job in jobs])
        chances = {name: world.chances(moved, rung) for name, rung in CHANCE.items() if name in columns}
    except Exception as failure:
        return [({}, None, said(failure)) for _ in jobs]
    found: list[tuple[dict[str, Any], int | None, str | None]] = []
    for job in jobs:
        try:
            draw = world.draw(job.seed, job.number)
            row = {name: chance[draw] for name, chance in chances.items()}
            if not CHANCE.keys() >= set(columns):  # chances need no history
                row |= outcome_row(world.history(moved, job.seed, job.number))
            found.append((row, draw, None))
        except Exception as failure:
            found.append(({}, None, said(failure)))
    return found
