"""An experiment fought: part by part, in blocks where a precision is asked for, into a folder that can be resumed."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from khasan.errors import InputError, RunError, input_error
from khasan.experiment.argument_checks import MOST_WORKERS, problem, refuse, whole
from khasan.experiment.backend_by_name import OURS, backend, backend_names
from khasan.experiment.backends import Backend
from khasan.experiment.extras import need
from khasan.experiment.fight import Course, Fight, same_as_begun
from khasan.experiment.interrupt import RunInterrupted
from khasan.experiment.progress import Progress, Report
from khasan.experiment.study.dataset import MANIFEST, Folder
from khasan.experiment.study.plan import Plan
from khasan.experiment.study.precision_reached import PrecisionReached
from khasan.experiment.study.rows import schema_of, table_of
from khasan.experiment.worker import Answer, Job, Number, PointSheet, Task, identity
from khasan.output import remove_drafts
from khasan.results.lock import locked

if TYPE_CHECKING:
    import pyarrow as pa

PATIENCE_S = 60.0
"""So long a scheduler that went away is waited for, unless said otherwise."""


def check_place(
    backend_name: str, workers: int, scheduler: str | None, patience_s: float, *, knock: bool = False
) -> None:
    """Can it be fought there? InputError for what cannot be meant.

    ``knock`` at the scheduler's door as well, so that nothing is laid out for a cluster that is not there: RunError.
    """
    known = backend_names()
    refuse(
        [
            whole("workers", workers, 1, MOST_WORKERS),
            None if backend_name in known else problem("backend", backend_name, f"give one of {', '.join(known)}"),
        ]
    )
    if isinstance(patience_s, bool | str) or not patience_s >= 0:
        raise input_error("--patience", patience_s, "give a number of seconds, 0 or more")
    if scheduler is not None and backend_name in ("threads", "processes"):
        raise input_error("--scheduler", scheduler, "it goes with --backend dask")
    if scheduler is not None and backend_name == "dask" and not re.fullmatch(r"[a-z]+://\S+|[^\s:/]+:\d+", scheduler):
        raise input_error("--scheduler", scheduler, "give its address, such as tcp://host:8786")
    if backend_name == "dask":
        need("distributed", "the backend dask")
    if knock and (backend_name not in OURS or (backend_name == "dask" and scheduler is not None)):
        backend(backend_name, workers, scheduler, patience_s=patience_s).close()


def fight_on(
    plan: Plan,
    folder: Folder,
    *,
    backend_name: str = "threads",
    workers: int = 1,
    scheduler: str | None = None,
    any_processor: bool = False,
    retry_failed: bool = False,
    progress: Progress | None = None,
    patience_s: float = PATIENCE_S,
    own: Backend | None = None,
) -> Report:
    """Fight what is missing of an experiment. Same plan, same rows, whatever the backend, the order and the deaths.

    Raises Busy if somebody else is writing into the folder, RunError where the work cannot be finished (what is
    finished is kept), RunInterrupted after Ctrl-C.
    """
    check_place(backend_name, workers, scheduler, patience_s)
    with locked(folder.path):
        manifest = folder.manifest
        any_processor = any_processor or bool(manifest.get("any_processor"))
        same_as_begun(manifest, any_processor)
        remove_drafts(folder.path)
        course = ManyPoints(plan, folder, any_processor=any_processor, retry_failed=retry_failed)
        if backend_name != "dask" and not plan.subject.is_ready:
            if progress is not None:
                progress.compiling()
            plan.subject.play(plan.design.seed)
        if own is None:
            own = backend(backend_name, workers, scheduler, patience_s=patience_s)
        fight = Fight(course, progress, any_processor=any_processor)
        try:
            whole = fight.go(own)
        finally:
            own.close()
            _note_run(folder, fight, own)
        if not whole:
            raise RunInterrupted
        return fight.report()


@dataclass
class ManyPoints(Course):
    """The points of a plan, in parts of the size that its design says."""

    plan: Plan
    folder: Folder
    any_processor: bool = False
    retry_failed: bool = False

    def __post_init__(self) -> None:
        self.resume = self.folder.resume
        self.reached = PrecisionReached(self.plan)
        self.schema = schema_of(self.plan)
        self.tasks: dict[Number, Task] = {}
        ends = {one.id: one.ends for one in self.plan.factors}
        self.packed = {digest: self.plan.subject.pack(one, ends) for digest, one in self.plan.templates.items()}

    def do(self, backend: Backend) -> Callable[[Task], Answer]:
        """See :class:`Course`."""
        return self.plan.subject.work

    def blocks(self) -> Iterator[Iterable[Task]]:
        """See :class:`Course`."""
        for block, jobs in self._laid_out():
            self.block = block
            self.asked += len(jobs)
            yield self._block(block, jobs)

    def _laid_out(self) -> Iterator[tuple[int, list[tuple[int, int]]]]:
        """(block, its (point, replication)) for as long as some point is not known well enough."""
        points = range(len(self.plan.points))
        precision = self.plan.design.precision
        if precision is None:
            yield 0, [(point, r) for point in points for r in range(self.plan.most)]
            return
        wanted, begin, block = set(points), 0, 0
        while begin < precision.most and wanted:
            end = min(begin + precision.block, precision.most)
            yield block, [(point, r) for point in sorted(wanted) for r in range(begin, end)]
            begin, block = end, block + 1
            if block >= 2:
                wanted &= self.reached.open_points()

    def _block(self, block: int, jobs: list[tuple[int, int]]) -> Iterator[Task]:
        """The parts of a block that are missing; the others are taken up."""
        size = self.plan.design.part
        cut = {(block, k): jobs[k * size : (k + 1) * size] for k in range(-(-len(jobs) // size))}
        missing = []
        for number, some in cut.items():
            table = self.folder.read_part(number, some, self.schema)
            if table is None or (self.retry_failed and table["error"].null_count < table.num_rows):
                missing.append(number)
            else:
                self._take_up(table)
        return (self.tasks.setdefault(number, self.task(number, cut[number])) for number in missing)

    def keep(self, answer: Answer) -> int:
        """See :class:`Course`."""
        table = table_of(self.plan, self.tasks.pop(answer.number), answer)
        self.folder.write_part(answer.number, table)
        self._take_up(table)
        return len(answer.errors)

    def precision(self) -> tuple[float | None, float | None]:
        """See :class:`Course`."""
        wanted = self.plan.design.precision
        return self.reached.widest(), wanted.half_width if wanted else None

    def task(self, number: Number, jobs: Sequence[tuple[int, int]]) -> Task:
        """What a worker is told of a part."""
        plan = self.plan
        sheets = {}
        for index in dict.fromkeys(point for point, _ in jobs):
            fields, parameters = plan.numbers_of(plan.points[index])
            sheets[index] = PointSheet(plan.of_point[index], fields, parameters)
        addressed = tuple(Job(p, r, *plan.points[p].address(plan.design.seed, r)) for p, r in jobs)
        return Task(
            number=number,
            jobs=addressed,
            points=sheets,
            templates={sheet.template: self.packed[sheet.template] for sheet in sheets.values()},
            columns=tuple(column.name for column in plan.columns),
            identity=identity(),
            any_processor=self.any_processor,
        )

    def _take_up(self, table: pa.Table) -> None:
        self.reached.add(table)
        self.done += table.num_rows
        self.failed += table.num_rows - table["error"].null_count


def _note_run(folder: Folder, fight: Fight, own: Backend) -> None:
    """Leave in the manifest who took part. No reason to fail if the disk is full."""
    try:
        manifest = folder.manifest
        told = fight.report()
        if fight.fresh:
            manifest["runs"].append(
                {
                    "backend": own.name, "workers": own.workers, "cores_here": os.cpu_count(), "fought": fight.fresh,
                    "seconds": round(fight.seconds, 3),
                    "ended": datetime.now(UTC).isoformat("T", "seconds"), "processors": sorted(fight.processors),
                }
            )  # fmt: skip
        if told.done == told.asked and told.done:
            manifest["finished"] = told.done
            manifest["failed"] = told.failed
        folder.write_json(MANIFEST, manifest)
    except (RunError, InputError):
        return


def seconds_each(plan: Plan) -> float | None:
    """Seconds that a replication takes here, from two of them; None where the kernels are not compiled yet."""
    if not plan.subject.is_ready:
        return None
    plan.subject.play(plan.design.seed)
    begun = time.perf_counter()
    plan.subject.play(plan.design.seed)
    return time.perf_counter() - begun
