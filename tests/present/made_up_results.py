"""Made-up outcomes of a real scenario: random numbers in every column, so that a page can be laid out without a fight.

Nothing in them is a result: no rule of a fight is asked, and every quantity is drawn alike for either side.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from khasan.present.run_report.content import Content
from khasan.record import load_sources
from khasan.results.aar import after_action
from khasan.results.columns import Column
from khasan.results.frame import HELD_BY_NOBODY, frame_of
from khasan.results.record_comparison import Record
from khasan.scenario.library import Library

_HIGHEST = 900


def made_up_content(compiled: Any, runs: int = 30, seed: int = 1) -> Content:
    """What a page needs of a run of so many replications; no units and no events are recorded."""
    rng = np.random.default_rng(seed)
    frame, scenario, library = frame_of(compiled), compiled.resolved, Library()
    outcomes = pa.table({column.name: _outcome(column, runs, rng, frame.sides) for column in frame.outcome_columns})
    incident = library.incident(scenario.incident) if scenario.incident in library.ids("record") else None
    return Content(
        compiled=compiled,
        manifest={"seed": seed, "khasan": "0.1.0", "command": ["khasan"], "replications_asked": runs, "recorded": []},
        series=_series(frame, runs, rng),
        outcomes=outcomes,
        units=None,
        events=None,
        after=after_action(compiled, outcomes, incident),
        incident=Record(compiled, incident).shown,
        sources=load_sources(),
    )


def _outcome(column: Column, runs: int, rng: np.random.Generator, sides: tuple[str, ...]) -> pa.Array:
    if column.name in ("replication", "member"):
        numbers = np.arange(runs) % (runs if column.name == "replication" else 16)
        return pa.array(numbers, pa.int32())
    if column.dtype == "text":
        return pa.array(rng.choice([*sides, HELD_BY_NOBODY], runs)).dictionary_encode()
    if column.dtype.startswith("float"):
        return pa.array(rng.uniform(0, 1, runs))
    return pa.array(rng.integers(0, _HIGHEST, runs), pa.int64())


def _series(frame: Any, runs: int, rng: np.random.Generator) -> pa.Table:
    hours = len(frame.hours)
    rows: dict[str, Any] = {}
    for column in frame.series_columns:
        if column.name == "replication":
            rows[column.name] = pa.array(np.repeat(np.arange(runs), hours), pa.int32())
        elif column.name == "member":
            rows[column.name] = pa.array(np.repeat(np.arange(runs) % 16, hours), pa.int32())
        elif column.name == "hour":
            rows[column.name] = pa.array(np.tile(frame.hours, runs))
        elif column.name == "time":
            rows[column.name] = pa.array(list(frame.times) * runs).dictionary_encode()
        elif column.dtype == "text":
            rows[column.name] = pa.array(rng.choice([*frame.sides, HELD_BY_NOBODY], runs * hours)).dictionary_encode()
        else:
            steps = rng.integers(0, 3, (runs, hours)).cumsum(axis=1)
            rows[column.name] = pa.array(steps.ravel(), pa.int64())
    return pa.table(rows)
