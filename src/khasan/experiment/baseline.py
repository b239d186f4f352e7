"""The scenario as it was, fought beside a what-if: the same replications, so that each has its pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khasan.compiler import Compiled
from khasan.experiment.backends import Backend
from khasan.experiment.fight import Fight
from khasan.experiment.growing_tables import Growing
from khasan.experiment.interrupt import RunInterrupted
from khasan.experiment.one_point import OnePoint
from khasan.experiment.progress import Progress

if TYPE_CHECKING:
    import pyarrow as pa


def outcomes_as_it_was(
    base: Compiled, seed: int, numbers: range, backend: Backend, progress: Progress | None
) -> pa.Table:
    """Outcomes of these replications of a scenario. Raises RunInterrupted if they were not all fought."""
    with Growing(base, None) as growing:
        course = OnePoint(base, seed, numbers, numbers.start, growing)
        Fight(course, progress).go(backend)
        if course.taken_up < len(numbers):
            raise RunInterrupted
        return growing.finish()["outcomes"]
