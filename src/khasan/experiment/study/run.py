"""An experiment fought: part by part, in blocks where a precision is asked for, into a folder that can be resumed."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from khasan.engine import run_replication
from khasan.engine.ahead import is_warm
from khasan.errors import InputError, RunError, input_error
from khasan.experiment.interrupt import orderly_end
from khasan.experiment.run import MOST_WORKERS
from khasan.experiment.study.backends import Backend, backend
from khasan.experiment.study.begin import same_as_begun
from khasan.experiment.study.bench import packed
from khasan.experiment.study.dataset import MANIFEST, Folder, locked
from khasan.experiment.study.extras import need
from khasan.experiment.study.gauge import Gauge
from khasan.experiment.study.plan import Plan
from khasan.experiment.study.progress import Progress, Report, StudyInterrupted
from khasan.experiment.study.rows import schema_of, table_of
from khasan.experiment.study.work import Job, Number, PointSheet, Task, fight, identity

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
    if not 1 <= workers <= MOST_WORKERS:
        raise input_error("--workers", workers, f"give a whole number from 1 to {MOST_WORKERS}")
    if not patience_s >= 0:
        raise input_error("--patience", patience_s, "give a number of seconds, 0 or more")
    if scheduler is not None and backend_name != "dask":
        raise input_error("--scheduler", scheduler, "it goes with --backend dask")
    if scheduler is not None and not re.fullmatch(r"[a-z]+://\S+|[^\s:/]+:\d+", scheduler):
        raise input_error("--scheduler", scheduler, "give its address, such as tcp://host:8786")
    if backend_name == "dask":
        need("distributed", "the backend dask")
        if knock and scheduler is not None:
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
    finished is kept), StudyInterrupted after Ctrl-C.
    """
    check_place(backend_name, workers, scheduler, patience_s)
    with locked(folder):
        manifest = folder.manifest
        any_processor = any_processor or bool(manifest.get("any_processor"))
        same_as_begun(manifest, any_processor)
        folder.remove_leftovers()
        run = _Run(plan, folder, progress, any_processor=any_processor, retry_failed=retry_failed)
        if backend_name != "dask" and not is_warm(plan.base):
            if progress is not None:
                progress.compiling()
            run_replication(plan.base, plan.design.seed, 0)
        if own is None:
            own = backend(backend_name, workers, scheduler, patience_s=patience_s)
        try:
            if hasattr(own, "check_workers"):
                own.check_workers(any_processor=any_processor)
            with orderly_end() as stop:
                whole = run.go(own, stop)
        finally:
            own.close()
            _note_run(folder, run, own)
        if not whole:
            raise StudyInterrupted
        return run.report()


@dataclass
class _Run:
    plan: Plan
    folder: Folder
    progress: Progress | None
    any_processor: bool
    retry_failed: bool
    done: int = 0
    """Rows on disk: those of before, and"""
    fresh: int = 0
    failed: int = 0
    asked: int = 0
    block: int = 0
    begun: float = field(default_factory=time.monotonic)
    processors: set[str] = field(default_factory=set)
    workers: int = 1
    parts: int = 0
    """Finished since this run of it began."""
    warm: tuple[int, float] | None = None
    """Replications and time when so many parts were finished as there are workers."""

    def __post_init__(self) -> None:
        self.gauge = Gauge(self.plan)
        self.schema = schema_of(self.plan)
        ends = {one.id: one.ends for one in self.plan.factors}
        self.packed = {digest: packed(one, ends) for digest, one in self.plan.templates.items()}

    def go(self, own: Backend, stop: Callable[[], bool]) -> bool:
        """Block after block; was it fought to its end?"""
        self.workers = max(1, own.workers)
        for block, jobs in self.blocks():
            self.block = block
            self.asked += len(jobs)
            if not self._block(own, block, jobs, stop):
                return False
        return True

    def blocks(self) -> Iterator[tuple[int, list[tuple[int, int]]]]:
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
                wanted &= self.gauge.open_points()

    def _block(self, own: Backend, block: int, jobs: list[tuple[int, int]], stop: Callable[[], bool]) -> bool:
        size = self.plan.design.part
        cut = {(block, k): jobs[k * size : (k + 1) * size] for k in range(-(-len(jobs) // size))}
        missing = []
        for number, some in cut.items():
            table = self.folder.read_part(number, some, self.schema)
            if table is None or (self.retry_failed and table["error"].null_count < table.num_rows):
                missing.append(number)
            else:
                self._take_up(table)
        self._tell()
        told = False
        tasks: dict[Number, Task] = {}
        handed = (tasks.setdefault(number, self.task(number, cut[number])) for number in missing)
        left = set(missing)
        for answer in own.work(fight, handed, stop):
            if answer.refused:
                raise RunError(
                    f"refused: worker {answer.worker} has {answer.refused}. Install there what is here, or stop "
                    f"it; then khasan experiment resume {self.folder.path}"
                )
            table = table_of(self.plan, tasks.pop(answer.number), answer)
            self.folder.write_part(answer.number, table)
            self.processors.add(answer.processor)
            left.discard(answer.number)
            self.fresh += table.num_rows
            self.parts += 1
            if self.parts == self.workers:
                self.warm = self.fresh, time.monotonic()
            self._take_up(table)
            self._tell()
            if stop() and not told and self.progress is not None:
                self.progress.stopping()
                told = True
        return not left

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
        self.gauge.add(table)
        self.done += table.num_rows
        self.failed += table.num_rows - table["error"].null_count

    def _tell(self) -> None:
        if self.progress is not None:
            self.progress.advanced(self.report())

    def _rate(self) -> float:
        """Replications a second; once there is enough to go by, without the start of workers and their first maps."""
        now = time.monotonic()
        if self.warm is not None and self.parts >= 3 * self.workers:
            fresh, since = self.warm
            return (self.fresh - fresh) / max(now - since, 1e-9)
        return self.fresh / max(now - self.begun, 1e-9)

    def report(self) -> Report:
        """How far it has come."""
        precision = self.plan.design.precision
        rate = self._rate()
        left = (self.asked - self.done) / rate if rate > 0 else None
        wanted = precision.half_width if precision else None
        return Report(self.done, self.asked, self.failed, rate, left, self.gauge.widest(), wanted, self.block)


def _note_run(folder: Folder, run: _Run, own: Backend) -> None:
    """Leave in the manifest who took part. No reason to fail if the disk is full."""
    try:
        manifest = folder.manifest
        told = run.report()
        if run.fresh:
            manifest["runs"].append(
                {
                    "backend": own.name, "workers": own.workers, "cores_here": os.cpu_count(), "fought": run.fresh,
                    "seconds": round(time.monotonic() - run.begun, 3),
                    "ended": datetime.now(UTC).isoformat("T", "seconds"), "processors": sorted(run.processors),
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
    if not is_warm(plan.base):
        return None
    run_replication(plan.base, plan.design.seed, 0)
    begun = time.perf_counter()
    run_replication(plan.base, plan.design.seed, 0)
    return time.perf_counter() - begun
