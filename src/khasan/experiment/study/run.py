"""An experiment fought: part by part, in blocks where a precision is asked for, into a folder that can be resumed."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from khasan import __version__
from khasan.arrays import F8
from khasan.engine import run_replication
from khasan.engine.ahead import is_warm
from khasan.errors import InputError, Problem, RunError, input_error
from khasan.experiment.interrupt import orderly_end
from khasan.experiment.run import MOST_WORKERS
from khasan.experiment.study.backends import Backend, backend
from khasan.experiment.study.bench import packed
from khasan.experiment.study.dataset import DESIGN, FORMAT, MANIFEST, PLAN, SCENARIOS, Folder, locked
from khasan.experiment.study.extras import MissingExtra
from khasan.experiment.study.plan import Plan
from khasan.experiment.study.precision import difference_of, mean_of, not_yet, share_of
from khasan.experiment.study.rows import schema_of, table_of
from khasan.experiment.study.work import Job, Number, PointSheet, Task, fight, identity, strangeness

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["MissingExtra", "Progress", "Report", "StudyInterrupted", "fight_on", "seconds_each", "start"]
BACKENDS = ("threads", "processes", "dask")


@dataclass(frozen=True)
class Report:
    """How far an experiment has come."""

    done: int
    """Replications on disk."""
    asked: int
    """Those laid out so far: with a precision to reach more may follow."""
    failed: int = 0
    rate: float = 0.0
    """Replications a second since this run of it began."""
    left_s: float | None = None
    precision: float | None = None
    """Widest half-width of the outcome that a precision is asked of; None if none is."""
    wanted: float | None = None
    block: int = 0


class Progress(Protocol):
    """Is told how far an experiment has come; all calls come from the thread that runs it."""

    def compiling(self) -> None:
        """The kernels were never compiled here."""

    def advanced(self, report: Report) -> None:
        """A part was finished; the first call comes before any work."""

    def stopping(self) -> None:
        """Ctrl-C was pressed."""


class StudyInterrupted(KeyboardInterrupt):
    """Ctrl-C: what is finished is on disk, and can be resumed."""


@dataclass
class Gauge:
    """Values of the outcome that the precision is asked of, by point; flat memory: a number a replication."""

    plan: Plan
    values: dict[int, dict[int, float]] = field(default_factory=dict)

    def add(self, table: pa.Table) -> None:
        """Take up a part."""
        if self.plan.design.precision is None:
            return
        column = table[self.plan.design.precision.outcome].to_pylist()
        keys = zip(table["point"].to_pylist(), table["replication"].to_pylist(), column, strict=True)
        for point, replication, value in keys:
            self.values.setdefault(point, {})[replication] = np.nan if value is None else float(value)

    def arrays(self) -> dict[int, F8]:
        """f8[replications] of each point, in their order."""
        return {
            point: np.array([found[r] for r in sorted(found)], dtype=np.float64)
            for point, found in sorted(self.values.items())
        }

    @property
    def is_share(self) -> bool:
        """Is it a share that is asked for?"""
        precision = self.plan.design.precision
        return precision is not None and any(
            one.is_share for one in self.plan.design.outcomes if one.name == precision.outcome
        )

    def open_points(self) -> set[int]:
        """Points that are not yet known well enough."""
        precision = self.plan.design.precision
        assert precision is not None
        return not_yet(
            self.arrays(), precision.half_width, precision.confidence, against=self.plan.compared,
            paired=self.plan.design.common_random_numbers, share=self.is_share,
        )  # fmt: skip

    def widest(self) -> float | None:
        """The widest half-width now; None if none is asked for or nothing is known."""
        precision = self.plan.design.precision
        if precision is None:
            return None
        found = self.arrays()
        reached = []
        for point, values in found.items():
            if self.plan.compared and point:
                shared = self.plan.design.common_random_numbers
                reached.append(difference_of(values, found[0], precision.confidence, paired=shared).half_width)
            elif not self.plan.compared:
                reached.append((share_of if self.is_share else mean_of)(values, precision.confidence).half_width)
        known = [one for one in reached if not np.isnan(one)]
        return max(known) if known else None


def start(plan: Plan, out: str | Path, *, command: Sequence[str] = (), any_processor: bool = False) -> Folder:
    """Lay an experiment's folder out: design, points, scenarios, and the manifest last. Nothing is fought yet."""
    folder = Folder.create(Path(out))
    folder.write_text(DESIGN, plan.text)
    for digest, template in plan.templates.items():
        folder.write_text(f"{SCENARIOS}/{digest}.json", template.text + "\n")
    folder.write_json(PLAN, laid_out(plan))
    folder.write_json(MANIFEST, _manifest(plan, command, any_processor))
    return folder


def laid_out(plan: Plan) -> dict[str, Any]:
    """The points as ``plan.json`` has them."""
    points = []
    for point, template in zip(plan.points, plan.of_point, strict=True):
        points.append([point.index, list(point.settings), point.stream, point.first, template])
    factors = [
        {"id": one.id, "law": one.law, "low": one.low, "high": one.high, "labels": one.labels} for one in plan.factors
    ]
    return {"factors": factors, "columns": ["index", "settings", "stream", "first", "scenario"], "points": points}


def _manifest(plan: Plan, command: Sequence[str], any_processor: bool) -> dict[str, Any]:
    from importlib.metadata import version

    scenario = plan.base.resolved
    return {
        "format": FORMAT,
        "experiment": plan.design.id,
        "title": plan.design.title,
        "scenario": scenario.id,
        "scenario_digest": scenario.digest,
        "map_digest": scenario.map_digest,
        "kind": plan.design.design.kind,
        "replications": plan.design.replications,
        "seed": plan.design.seed,
        "part": plan.design.part,
        "points": len(plan.points),
        **identity(),
        "pyarrow": version("pyarrow"),
        "any_processor": any_processor,
        "command": list(command),
        "runs": [],
        "finished": None,
    }


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
    patience_s: float = 60.0,
    own: Backend | None = None,
) -> Report:
    """Fight what is missing of an experiment. Same plan, same rows, whatever the backend, the order and the deaths.

    Raises Busy if somebody else is writing into the folder, RunError where the work cannot be finished (what is
    finished is kept), StudyInterrupted after Ctrl-C.
    """
    if not 1 <= workers <= MOST_WORKERS:
        raise input_error("--workers", workers, f"give a whole number from 1 to {MOST_WORKERS}")
    if scheduler is not None and backend_name != "dask":
        raise input_error("--scheduler", scheduler, "it goes with --backend dask")
    with locked(folder):
        manifest = folder.manifest
        any_processor = any_processor or bool(manifest.get("any_processor"))
        _same_as_begun(manifest, any_processor)
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

    def __post_init__(self) -> None:
        self.gauge = Gauge(self.plan)
        self.schema = schema_of(self.plan)
        ends = {one.id: one.ends for one in self.plan.factors}
        self.packed = {digest: packed(one, ends) for digest, one in self.plan.templates.items()}

    def go(self, own: Backend, stop: Callable[[], bool]) -> bool:
        """Block after block; was it fought to its end?"""
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

    def report(self) -> Report:
        """How far it has come."""
        precision = self.plan.design.precision
        rate = self.fresh / max(time.monotonic() - self.begun, 1e-9)
        left = (self.asked - self.done) / rate if rate > 0 else None
        wanted = precision.half_width if precision else None
        return Report(self.done, self.asked, self.failed, rate, left, self.gauge.widest(), wanted, self.block)


def _same_as_begun(manifest: Mapping[str, Any], any_processor: bool) -> None:
    """An experiment is finished with what it was begun with: else its rows would not be of one kind."""
    asked = {name: str(manifest.get(name)) for name in identity()}
    odd = strangeness(identity(), asked, any_processor=any_processor)
    if odd:
        raise RunError(
            f"refused: this is {odd}, and the experiment was begun with the latter. Finish it there, or run it anew"
        )


def _note_run(folder: Folder, run: _Run, own: Backend) -> None:
    """Leave in the manifest who took part. No reason to fail if the disk is full."""
    try:
        manifest = folder.manifest
        told = run.report()
        manifest["runs"].append(
            {
                "backend": own.name, "workers": own.workers, "cores_here": os.cpu_count(), "fought": run.fresh,
                "seconds": round(time.monotonic() - run.begun, 3), "ended": datetime.now(UTC).isoformat("T", "seconds"),
                "processors": sorted(run.processors),
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


def same_plan(plan: Plan, folder: Folder) -> None:
    """Raises InputError if the data have changed since the experiment was laid out."""
    now = json.loads(json.dumps(laid_out(plan)))
    if folder.plan != now:
        file = str(folder.path / PLAN)
        remedy = f"the scenario's data or the makers of designs have changed (khasan {__version__}): run it anew"
        raise InputError([Problem(file, None, None, "points", "another plan than the design makes now", remedy)])
