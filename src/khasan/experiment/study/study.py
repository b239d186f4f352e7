"""The Python face of ``khasan experiment``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from khasan.errors import input_error
from khasan.experiment.backends import Backend, cores
from khasan.experiment.progress import Progress, Report
from khasan.experiment.study.begin import same_plan, start
from khasan.experiment.study.dataset import DESIGN, Folder
from khasan.experiment.study.many_points import PATIENCE_S, check_place, fight_on
from khasan.experiment.study.plan import Plan, make_plan
from khasan.experiment.study.row_queries import ask
from khasan.results.lock import is_held

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


@dataclass(frozen=True)
class Study:
    """An experiment's folder."""

    folder: Folder

    @classmethod
    def open(cls, path: str | Path) -> Study:
        """InputError if no experiment is there."""
        return cls(Folder.open(path))

    @classmethod
    def of(cls, folder: Folder, plan: Plan) -> Study:
        """One whose plan is at hand: no need to make it again."""
        study = cls(folder)
        study.__dict__["plan"] = plan
        return study

    @cached_property
    def plan(self) -> Plan:
        """The plan again, from the folder's copy of the design. InputError if the data have changed since."""
        plan = make_plan(self.folder.path / DESIGN, self.folder.manifest["replications"])
        same_plan(plan, self.folder)
        return plan

    def resume(
        self,
        *,
        backend: str = "threads",
        workers: int | None = None,
        scheduler: str | None = None,
        any_processor: bool = False,
        retry_failed: bool = False,
        progress: Progress | None = None,
        patience_s: float = PATIENCE_S,
        own: Backend | None = None,
    ) -> Report:
        """Fight what is missing. ``own``: a backend of your own in place of one by name."""
        hands = cores() if workers is None else workers
        return fight_on(
            self.plan, self.folder, backend_name=backend, workers=hands, scheduler=scheduler,
            any_processor=any_processor, retry_failed=retry_failed, progress=progress, patience_s=patience_s, own=own,
        )  # fmt: skip

    @property
    def table(self) -> pa.Table:
        """One row a replication, in order of point and replication."""
        return self.folder.table()

    def to_pandas(self) -> pd.DataFrame:
        """The same as a data frame of pandas."""
        return self.table.to_pandas()

    def sql(self, query: str) -> pa.Table:
        """What DuckDB answers; the table is called ``outcomes``, and nothing else can be seen or written.

        The files are read as they are asked for: a dataset larger than memory is no trouble. InputError if the query
        is no good, or is more or other than one question.
        """
        paths = self.folder.parts()
        if not paths:
            raise input_error("DIR", self.folder.path, f"nothing is fought yet: {self.folder.resume}")
        return ask(paths, query)

    def status(self) -> dict[str, Any]:
        """How far it has come, without a look at the data it was made from."""
        import pyarrow.parquet as pq

        manifest = self.folder.manifest
        rows = failed = torn = 0
        for path in self.folder.parts():
            try:
                errors = pq.read_table(path, columns=["error"])["error"]
            except (OSError, ValueError):
                torn += 1
                continue
            rows += len(errors)
            failed += len(errors) - errors.null_count
        each = manifest["replications"]
        return {
            "folder": self.folder.path,
            **{name: manifest[name] for name in ("experiment", "title", "scenario", "kind", "points")},
            "replications_done": rows,
            "replications_asked": None if each is None else each * manifest["points"],
            "failed": failed,
            "torn_parts": torn,
            "finished": manifest["finished"] is not None and manifest["finished"] == rows,
            "written_by": is_held(self.folder.path),
            "runs": manifest["runs"],
        }


def run_study(
    design: str | Path | Plan,
    out: str | Path,
    *,
    replications: int | None = None,
    backend: str = "threads",
    workers: int | None = None,
    scheduler: str | None = None,
    any_processor: bool = False,
    command: Sequence[str] = (),
    progress: Progress | None = None,
) -> Study:
    """Lay an experiment out and fight it.

    Raises InputError with all that is wrong before anything is written, RunError where it cannot be finished,
    KeyboardInterrupt after Ctrl-C; the last two leave a folder that ``Study.open(out).resume()`` finishes.
    """
    plan = design if isinstance(design, Plan) else make_plan(design, replications)
    check_place(backend, cores() if workers is None else workers, scheduler, PATIENCE_S, knock=True)
    study = Study.of(start(plan, out, command=command, any_processor=any_processor), plan)
    study.resume(backend=backend, workers=workers, scheduler=scheduler, any_processor=any_processor, progress=progress)
    return study
