"""What a worker does: a part of an experiment or of a run in, rows out. Nothing else travels."""

from __future__ import annotations

import os
import platform
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from khasan import __version__
from khasan.engine import run_replication
from khasan.errors import InputError, RunError
from khasan.experiment.compiled_templates import CompiledTemplate, CompiledTemplates
from khasan.kernels.compiling.cache import rules_digest
from khasan.results.outcomes import outcome_row, outcomes_table
from khasan.results.series import series_row, series_table
from khasan.results.store import processor_class
from khasan.results.tables import events_table, losses_table, units_table

if TYPE_CHECKING:
    import pyarrow as pa

    from khasan.compiler import Compiled

Identity = dict[str, str]
Number = tuple[int, int]
"""Block and part."""


@dataclass(frozen=True)
class Job:
    """One replication of one point, and its address in the engine."""

    point: int
    replication: int
    seed: int
    number: int
    recorded: bool = False
    """Are units, events and losses kept?"""


@dataclass(frozen=True)
class PointSheet:
    """How a point's scenario is made from its template."""

    template: str
    fields: Mapping[str, float]
    parameters: Mapping[str, float]


@dataclass(frozen=True)
class Task:
    """A part, with all that a worker needs to know."""

    number: Number
    jobs: tuple[Job, ...]
    points: Mapping[int, PointSheet]
    templates: Mapping[str, bytes] = field(repr=False)
    columns: tuple[str, ...]
    """Outcomes to send back, a list a column; none of a run, which sends its tables."""
    identity: Mapping[str, str]
    any_processor: bool = False
    tables: bool = False
    """Is it a part of a run? Then all its tables are made, and a replication that fails ends it."""


@dataclass(frozen=True)
class Answer:
    """Outcome rows of a part, a list a column; ``errors`` holds a text for each replication that failed.

    Of a run: its tables by name.
    """

    number: Number
    rows: Mapping[str, list[Any]] = field(default_factory=dict, repr=False)
    members: list[int | None] = field(default_factory=list, repr=False)
    errors: list[str | None] = field(default_factory=list, repr=False)
    worker: str = ""
    processor: str = ""
    seconds: float = 0.0
    """Of the processor's time: what else the machine does is not counted."""
    refused: str = ""
    """Why this worker may not take part."""
    tables: Mapping[str, pa.Table] = field(default_factory=dict, repr=False)


_TEMPLATES = CompiledTemplates()
_RECORDED = {"units": units_table, "events": events_table, "losses": losses_table}


def identity() -> Identity:
    """What must be the same on every machine that takes part; the processor's class is asked for beside it."""
    return {
        "khasan": __version__,
        "rules": rules_digest(),
        "numba": version("numba"),
        "numpy": version("numpy"),
        "processor": processor_class(),
    }


def strangeness(mine: Mapping[str, str], asked: Mapping[str, str], *, any_processor: bool) -> str:
    """How a worker differs from what the experiment is fought with; "" if it may take part.

    >>> strangeness({"khasan": "0.0.9"}, {"khasan": "0.1.0"}, any_processor=False)
    'khasan 0.0.9 in place of 0.1.0'
    """
    names = [name for name in asked if not (any_processor and name == "processor")]
    return ", ".join(
        f"{name} {mine.get(name, 'none')} in place of {asked[name]}" for name in names if mine.get(name) != asked[name]
    )


def worker_name() -> str:
    """Host and process."""
    return f"{socket.gethostname() or platform.node()}:{os.getpid()}"


def fight(task: Task, here: Compiled | None = None) -> Answer:
    """Fight a part's replications; of an experiment, one that fails leaves its error, and the rest goes on.

    ``here``: the scenario of a run, where it is at hand.
    """
    return worked(task, lambda: _tables(task, here) if task.tables else _rows(task))


def worked(task: Task, make: Callable[[], Answer]) -> Answer:
    """A part's answer as ``make`` has it, with who worked and how long; refused where this worker may not take part."""
    begun = time.thread_time()
    mine = identity()
    odd = strangeness(mine, task.identity, any_processor=task.any_processor)
    if odd:
        return Answer(task.number, worker=worker_name(), processor=mine["processor"], refused=odd)
    try:
        made = make()
    except InputError as error:  # not the replication's fault: this machine cannot have its scenario
        return Answer(task.number, worker=worker_name(), processor=mine["processor"], refused=str(error))
    seconds = time.thread_time() - begun
    return replace(made, worker=worker_name(), processor=mine["processor"], seconds=seconds)


def _rows(task: Task) -> Answer:
    rows: dict[str, list[Any]] = {name: [] for name in task.columns}
    members: list[int | None] = []
    errors: list[str | None] = []
    at: tuple[int, CompiledTemplate, Any] | None = None
    for job in task.jobs:
        sheet = task.points[job.point]
        template = _TEMPLATES.get(sheet.template, task.templates[sheet.template])
        try:
            if at is None or at[0] != job.point:
                at = job.point, template, template.at(sheet.fields, sheet.parameters)
            rep = run_replication(at[2], job.seed, job.number)
            row = outcome_row(at[1].compiled, rep, job.seed)  # the template's labels: its frame is worked out once
            found: list[Any] = [row[name] for name in task.columns]
            members.append(int(rep.member))
            errors.append(None)
        except Exception as failure:
            found = [None] * len(task.columns)
            members.append(None)
            errors.append(said(failure))
        for name, value in zip(task.columns, found, strict=True):
            rows[name].append(value)
    return Answer(task.number, rows, members, errors)


def _tables(task: Task, here: Compiled | None) -> Answer:
    if here is None:
        template = task.points[0].template
        here = _TEMPLATES.get(template, task.templates[template]).compiled
    outcomes, series, recorded = [], [], []
    for job in task.jobs:
        try:
            rep = run_replication(here, job.seed, job.number, record=job.recorded)
            outcomes.append(outcome_row(here, rep, job.seed))
            series.append(series_row(here, rep))
        except Exception as failure:
            raise RunError(f"replication {job.number} of seed {job.seed} failed: {said(failure)}") from failure
        if job.recorded:
            recorded.append(rep)
    made = {"outcomes": outcomes_table(here, outcomes), "series": series_table(here, series)}
    if recorded:
        made |= {name: make(here, recorded) for name, make in _RECORDED.items()}
    return Answer(task.number, tables=made)


def said(failure: Exception) -> str:
    """A failure in a line."""
    text = str(failure).strip().splitlines()
    return f"{type(failure).__name__}: {text[0]}" if text else type(failure).__name__
