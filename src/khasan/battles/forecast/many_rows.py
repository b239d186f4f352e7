"""The battles of a table, fought as one experiment of a point a row: workers, progress and interruption are its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from khasan.battles.forecast.figures import figures
from khasan.battles.forecast.finished import Finished
from khasan.battles.forecast.fought import Made, endings
from khasan.battles.row import BattleRow
from khasan.errors import InputError, RunError
from khasan.experiment.backends import Backend
from khasan.experiment.fight import Course
from khasan.experiment.worker import Answer, Task, identity, worked


@dataclass(frozen=True)
class RowTask(Task):
    """One battle of a table."""

    row: BattleRow | None = None
    seed: int = 0
    replications: int = 0


def forecast_row(task: Task) -> Answer:
    """What a worker does: make the battle of a row, fight it, and tell its figures."""
    assert isinstance(task, RowTask)
    return worked(task, lambda: _fought(task))


def _fought(task: RowTask) -> Answer:
    assert task.row is not None
    try:
        made = Made.of(task.row)
    except InputError as error:
        raise RunError(f"battle {task.row.isqno} could not be made: {error}. The generator has erred") from error
    cells = figures(list(endings(made, task.seed, task.replications)))
    return Answer(task.number, rows={name: [value] for name, value in cells.items()})


class ManyRows(Course):
    """The battles that are still to be fought; figures are kept as they come."""

    def __init__(self, rows: Sequence[BattleRow], seed: int, replications: int, finished: Finished) -> None:
        self.rows, self.seed, self.replications, self.finished = rows, seed, replications, finished

    def do(self, backend: Backend) -> Callable[[Task], Answer]:
        """See :class:`Course`."""
        return forecast_row

    def blocks(self) -> Iterator[Iterable[Task]]:
        """See :class:`Course`."""
        self.asked = len(self.rows) * self.replications
        missing = [k for k, row in enumerate(self.rows) if row.isqno not in self.finished.cells]
        self.done = self.asked - len(missing) * self.replications
        if missing:
            yield map(self._task, missing)

    def keep(self, answer: Answer) -> int:
        """See :class:`Course`."""
        cells = {name: values[0] for name, values in answer.rows.items()}
        self.finished.keep(self.rows[answer.number[1]].isqno, cells)
        self.done += self.replications
        return self.replications

    def _task(self, k: int) -> RowTask:
        return RowTask(
            (0, k), (), {}, {}, (), self._identity, row=self.rows[k], seed=self.seed, replications=self.replications
        )

    @cached_property
    def _identity(self) -> dict[str, str]:
        return identity()
