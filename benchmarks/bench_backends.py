"""An experiment on threads, processes and Dask, in turns in one run; and the driver's memory over 10,000 replications.

python benchmarks/bench_backends.py [--quick]
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench_workers import by_the_machine
from harness import SEED, Row, at_least, at_most, cores, number, resident_mb, script, skipped

SCENARIO, CHEAP = "lake-khasan-1938", "lake-khanka-1935"
PART = 16
"""Replications a part: one on each drawn map, so that a worker that has worked a part has drawn them all."""
GOAL_TIMES, GOAL_MINUTES, GROWTH_MB = 1.9, 60.0, 100.0
MANY, ALL = 10_000, 100_000
FORMS = (("threads", 1), ("threads", 2), ("processes", 2), ("dask", 2))
DESIGN = """\
format: khasan-experiment/1
id: backends
title: How fast
question: How many replications a second?
scenario: {scenario}
design: {{kind: paired}}
factors: [{{id: rifles, parameter: small_arms, levels: [0.9, 1.1], why: none}}]
replications: {each}
part: {part}
seed: {seed}
budget: 1000000
outcomes: [soviet_casualties, japan_casualties]
"""
POINTS = 3
"""The baseline and two settings."""


class Watch:
    """Notes time and memory as parts are finished; says nothing."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, float, float]] = []

    def told(self, text: str) -> None:
        """Nothing."""

    def compiling(self) -> None:
        """Nothing to say."""

    def stopping(self) -> None:
        """Nothing to say."""

    def advanced(self, report: Any) -> None:
        """Note it."""
        self.seen.append((report.done, time.perf_counter(), resident_mb()))

    def rate(self, workers: int) -> float:
        """Replications a second, from when every worker has worked a part to when one runs out of them.

        Workers may go in step: so many answers as there are workers are counted together.
        """
        answers = self.seen[1:]
        first = workers - 1
        last = first + (len(answers) - 1 - first) // workers * workers
        (begun, since, _), (done, until, _) = answers[first], answers[last]
        return (done - begun) / max(until - since, 1e-9)


@contextmanager
def fought(scenario: str, each: int, part: int, backend: str, workers: int) -> Iterator[tuple[Any, Watch]]:
    """The rows of an experiment, and what was seen while it went on."""
    from khasan.experiment.study import run_study

    watch = Watch()
    with tempfile.TemporaryDirectory() as folder:
        design = Path(folder) / "design.yaml"
        design.write_text(DESIGN.format(scenario=scenario, each=each, part=part, seed=SEED), "utf-8")
        study = run_study(design, Path(folder) / "study", backend=backend, workers=workers, progress=watch)
        yield study, watch


def throughput(scenario: str, each: int, rounds: int) -> list[Row]:
    """Replications a second of each form, the best of the rounds, and whether all came to the same rows."""
    best = dict.fromkeys(FORMS, 0.0)
    tables = []
    for _ in range(rounds):
        for form in FORMS:
            with fought(scenario, each, PART, *form) as (study, watch):
                best[form] = max(best[form], watch.rate(form[1]))
                tables.append(study.table)
    same = all(table.equals(tables[0]) for table in tables)
    one, two = best[FORMS[0]], best[FORMS[1]]
    how = f"{POINTS * each} replications in parts of {PART}, {rounds} rounds in turns, starts left out; rows equal; "
    how += f"bare arithmetic on two threads: {number(by_the_machine())} times as fast"
    rows = [
        at_least(f"experiment on {scenario}: two threads against one", GOAL_TIMES, two / one, "times as fast", how),
        *(
            Row(f"the same on {name}, {workers}", "-", f"{number(best[name, workers])} replications/s", None)
            for name, workers in FORMS
        ),
        at_most(
            f"{number(ALL)} replications of it on two cores", GOAL_MINUTES, ALL / max(best.values()) / 60.0, "minutes",
            "reckoned from the fastest of these",
        ),
    ]  # fmt: skip
    return rows if same else [Row(r.what, r.goal, f"{r.measured}, but other results", False, how) for r in rows]


def memory(scenario: str, replications: int) -> Row:
    """How much the process that drives and fights an experiment grows after the first quarter of it."""
    with fought(scenario, -(-replications // POINTS), 50, "threads", min(2, cores())) as (_, watch):
        seen = watch.seen
    asked = seen[-1][0]
    early = max(mb for done, _, mb in seen if done <= asked // 4)
    growth = max(mb for _, _, mb in seen) - early
    later = growth / (0.75 * asked) * (ALL - asked)
    took = seen[-1][1] - seen[0][1]
    how = (
        f"{scenario} on threads, {early:.0f} MB after the first quarter; growing on so, {number(ALL)} would take "
        f"{max(0.0, later):.0f} MB more and {took / asked * ALL / 60.0:.0f} minutes"
    )
    what = f"memory over an experiment of {number(asked)} replications"
    return at_most(what, GROWTH_MB, growth, "MB more after the first quarter", how)


def rows(quick: bool, scenario: str = SCENARIO, each: int = 64, many: int = MANY) -> list[Row]:
    """The table; in the quick form only on a scenario that is quickly fought."""
    what = f"experiment on {scenario}: threads, processes, Dask"
    if quick and scenario == SCENARIO:
        return [skipped(what, "left to the full form")]
    if cores() < 2:
        return [skipped(what, "one core")]
    try:
        import distributed  # noqa: F401
    except ModuleNotFoundError:
        return [skipped(what, "no distributed: pip install 'khasan[dask]'")]
    return [*throughput(scenario, each, 1 if quick else 3), memory(CHEAP, many)]


if __name__ == "__main__":
    script(rows)
