"""What a worker does: a part of the experiment in, outcome rows out. Nothing else travels."""

from __future__ import annotations

import os
import platform
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

from khasan import __version__
from khasan.engine import run_replication
from khasan.errors import InputError
from khasan.experiment.study.bench import Bench, Benches
from khasan.kernels.cache import rules_digest
from khasan.results.outcomes import outcome_row
from khasan.results.store import processor_class

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


@dataclass(frozen=True)
class PointSheet:
    """How a point's scenario is made from its template."""

    template: str
    fields: Mapping[str, float]
    parameters: Mapping[str, float]


@dataclass(frozen=True)
class Task:
    """A part of the experiment, with all that a worker needs to know."""

    number: Number
    jobs: tuple[Job, ...]
    points: Mapping[int, PointSheet]
    templates: Mapping[str, bytes] = field(repr=False)
    columns: tuple[str, ...]
    identity: Mapping[str, str]
    any_processor: bool = False


@dataclass(frozen=True)
class Answer:
    """Outcome rows of a part, a list a column; ``errors`` holds a text for each replication that failed."""

    number: Number
    rows: Mapping[str, list[Any]] = field(default_factory=dict, repr=False)
    members: list[int | None] = field(default_factory=list, repr=False)
    errors: list[str | None] = field(default_factory=list, repr=False)
    worker: str = ""
    processor: str = ""
    seconds: float = 0.0
    refused: str = ""
    """Why this worker may not take part."""


_BENCHES = Benches()


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


def fight(task: Task) -> Answer:
    """Fight a part's replications; one that fails leaves its error in place of a row, and the rest goes on."""
    begun = time.perf_counter()
    mine = identity()
    odd = strangeness(mine, task.identity, any_processor=task.any_processor)
    if odd:
        return Answer(task.number, worker=worker_name(), processor=mine["processor"], refused=odd)
    rows: dict[str, list[Any]] = {name: [] for name in task.columns}
    members: list[int | None] = []
    errors: list[str | None] = []
    at: tuple[int, Bench, Any] | None = None
    for job in task.jobs:
        sheet = task.points[job.point]
        try:
            bench = _BENCHES.get(sheet.template, task.templates[sheet.template])
        except InputError as error:  # not the replication's fault: this machine cannot have its scenario
            return Answer(task.number, worker=worker_name(), processor=mine["processor"], refused=str(error))
        try:
            if at is None or at[0] != job.point:
                at = job.point, bench, bench.at(sheet.fields, sheet.parameters)
            rep = run_replication(at[2], job.seed, job.number)
            row = outcome_row(at[1].compiled, rep)  # the template's labels: its frame is worked out once
            found: list[Any] = [row[name] for name in task.columns]
            members.append(int(rep.member))
            errors.append(None)
        except Exception as failure:
            found = [None] * len(task.columns)
            members.append(None)
            errors.append(_said(failure))
        for name, value in zip(task.columns, found, strict=True):
            rows[name].append(value)
    seconds = time.perf_counter() - begun
    return Answer(task.number, rows, members, errors, worker_name(), mine["processor"], seconds)


def _said(failure: Exception) -> str:
    text = str(failure).strip().splitlines()
    return f"{type(failure).__name__}: {text[0]}" if text else type(failure).__name__
