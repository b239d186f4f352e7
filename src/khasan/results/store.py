"""The run folder: tables and a manifest from which every replication can be played again, bit for bit."""

from __future__ import annotations

import io
import json
import platform
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from khasan import __version__
from khasan.errors import InputError, Problem, input_error
from khasan.kernels.compiling.cache import rules_digest
from khasan.output import DRAFT, write_whole
from khasan.results.lock import LOCK, Busy, is_held, locked
from khasan.results.manifest import Keys, check_manifest, is_count, is_text, read_json
from khasan.results.table_columns import TABLES
from khasan.scenario.reporting_laws import load_reporting

if TYPE_CHECKING:
    import pyarrow as pa

    from khasan.compiler import Compiled
    from khasan.results.arrow import Columns

FORMAT = "khasan-run/1"
MANIFEST = "manifest.json"
REPORT = "report.html"
SCENARIO = "scenario.json"
BASE_SCENARIO = "baseline.json"
"""The scenario as it was, of a what-if that it is fought beside."""
PARTS = "parts"
"""Folder of what a run has finished, until all of it is (see ``khasan.experiment.parts``)."""
BASELINE = "baseline"
"""Name of the table that holds the outcomes of the scenario as it was, beside those of a what-if."""
HISTORY = re.compile(r"history-(best-[a-z0-9-]+|nearest)\.html")
"""Files beside the report, each with the replay of one replication (see ``khasan.present.histories.files``)."""
_OURS = frozenset(
    {MANIFEST, REPORT, SCENARIO, BASE_SCENARIO, f"{BASELINE}.parquet", *(f"{name}.parquet" for name in TABLES)}
)


def manifest_of(
    compiled: Compiled,
    *,
    seed: int,
    first_replication: int,
    asked: int,
    finished: int,
    record: int | Literal["all"],
    command: Sequence[str] = (),
    what_ifs: Sequence[str] = (),
    interrupted: bool = False,
    baseline: str = "",
) -> dict[str, Any]:
    """What ``manifest.json`` says of a run, at its beginning as at its end.

    No clock and no path in it: the same run writes the same manifest.
    """
    resolved = compiled.resolved
    recorded = finished if record == "all" else min(record, finished)
    return {
        "format": FORMAT,
        "scenario": resolved.id,
        "title": resolved.title,
        "scenario_digest": resolved.digest,
        "map_digest": resolved.map_digest,
        "incident": resolved.incident,
        "record_rule": resolved.record_rule,
        "what_ifs": list(what_ifs),
        "baseline": baseline,
        "seed": seed,
        "first_replication": first_replication,
        "replications_asked": asked,
        "replications_finished": finished,
        "finished": finished == asked,
        "interrupted": interrupted,
        "record": record,
        "recorded": list(range(first_replication, first_replication + recorded)),
        "parameters": [
            {"id": p.id, "prior": p.prior, "median": p.median, "low": p.low, "high": p.high}
            for p in resolved.parameters
        ],
        "reporting": [
            {"id": p.id, "prior": p.prior, "median": p.median, "low": p.low, "high": p.high}
            for p in load_reporting().values()
        ],
        "command": list(command),
        "khasan": __version__,
        "rules": rules_digest(),
        "numba": version("numba"),
        "numpy": version("numpy"),
        "pyarrow": version("pyarrow"),
        "python": platform.python_version(),
        "processor": processor_class(),
    }


def processor_class() -> str:
    """What numba compiles for here, such as ``x86_64-linux znver4``: other classes may round otherwise."""
    from llvmlite import binding

    return f"{platform.machine()}-{platform.system().lower()} {binding.get_host_cpu_name()}"


@dataclass(frozen=True)
class RunFolder:
    """A run's folder. Files appear whole or not at all: each is written beside its place, then renamed."""

    path: Path

    @classmethod
    @contextmanager
    def begun(cls, path: Path | str, *, force: bool = False) -> Iterator[RunFolder]:
        """Make the folder and hold it for one writer while the block lasts.

        Raises InputError if it exists, unless ``force``: then an older run in it is removed. ``force`` removes files
        that a run writes and nothing else; a folder that holds others is refused even so. Raises Busy if somebody is
        writing into it.
        """
        folder = cls(Path(path))
        _check_place(folder.path, force=force)
        try:
            folder.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise input_error("--out", path, f"name a folder that can be made ({error.strerror})") from error
        with folder.held():
            _clear(folder.path)
            yield folder

    def held(self) -> AbstractContextManager[None]:
        """Hold the folder for one writer. Raises Busy if somebody else does."""
        return locked(self.path)

    @classmethod
    def open(cls, path: Path | str, *, unfinished: bool = False) -> RunFolder:
        """An existing run's folder.

        Raises InputError if there is no manifest in it that khasan can read or, unless ``unfinished``, if the run was
        broken off without an end in good order: then its tables are not there yet.
        """
        folder = cls(Path(path))
        told, file = folder.manifest, folder.path / MANIFEST
        check_manifest(told, file, FORMAT, _KEYS, "the manifest is damaged: run again")
        if not (unfinished or told.get("finished", True) is True or told["interrupted"]):
            holder = is_held(folder.path)
            remedy = f"wait for its end: {holder} is at it" if holder else f"finish it: {folder.resume}"
            raise InputError([Problem(str(file), None, None, "finished", "a run without its tables", remedy)])
        return folder

    def forget(self) -> bool:
        """Take away what was laid out, if nothing is finished of it; was that so?"""
        if any(not part.name.endswith(DRAFT) for part in (self.path / PARTS).glob("*")):
            return False
        if (self.path / MANIFEST).is_file() and self.manifest.get("replications_finished"):
            return False
        _clear(self.path)
        return True

    @property
    def resume(self) -> str:
        """The command that finishes it."""
        return f"khasan resume {shlex.quote(str(self.path))}"

    @property
    def manifest(self) -> dict[str, Any]:
        """What the manifest says. Raises InputError if it is missing or damaged."""
        missing = input_error("RUN", self.path, "name the folder of a run: it holds a manifest.json")
        return read_json(self.path / MANIFEST, missing, "run again")

    def write_manifest(self, manifest: Mapping[str, Any]) -> Path:
        """Write ``manifest.json``: last of all, since it says that the rest is there."""
        return self.write_text(MANIFEST, json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")

    def write_baseline(self, table: pa.Table) -> Path:
        """Write ``baseline.parquet``: outcomes of the same replications of the scenario without its what-ifs."""
        from khasan.results import arrow

        sink = io.BytesIO()
        arrow.write(table, sink)
        return write_whole(self.path / f"{BASELINE}.parquet", sink.getvalue())

    def baseline(self) -> pa.Table | None:
        """Read ``baseline.parquet``; None if the run has none. Raises InputError if it is damaged."""
        from khasan.results import arrow

        path = self.path / f"{BASELINE}.parquet"
        return arrow.read(path) if path.is_file() else None

    def write_text(self, name: str, content: str) -> Path:
        """Write a text file of the run, such as ``report.html``, in UTF-8 with line ends as they are."""
        if name not in _OURS:
            raise ValueError(f"not a file of a run: {name!r}")
        return write_whole(self.path / name, content)

    def table(self, name: str) -> pa.Table:
        """Read ``NAME.parquet``. Raises InputError if the run has none."""
        from khasan.results import arrow

        return arrow.read(self._table_file(name))

    def columns(self, name: str) -> Columns:
        """The same table, read a column at a time where it is large. Raises InputError if the run has none."""
        from khasan.results import arrow

        return arrow.Columns(self._table_file(name))

    def _table_file(self, name: str) -> Path:
        path = self.path / f"{name}.parquet"
        if not path.is_file():
            raise InputError([Problem(str(path), None, None, "", "no such table", f"runs hold {', '.join(TABLES)}")])
        return path


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


_KEYS: Keys = {
    **dict.fromkeys(("seed", "first_replication", "replications_asked", "replications_finished"), is_count),
    **dict.fromkeys(("scenario_digest", "map_digest"), is_text),
    "interrupted": lambda value: isinstance(value, bool),
    "recorded": lambda value: isinstance(value, list) and all(map(is_count, value)),
    "command": _is_texts,
}


def _check_place(path: Path, *, force: bool) -> None:
    """Is the place free, or may what is in it be replaced?"""
    if not path.exists() and not path.is_symlink():
        return
    if path.is_symlink() or not path.is_dir():
        if not force:
            raise input_error("--out", path, "it exists: choose another folder, or say --force to replace it")
        raise input_error("--out", path, "it is no folder: choose another name")
    if holder := is_held(path):
        raise Busy(f"{path}: {holder} is writing into it: wait for its end, or choose another folder")
    if not force:
        remedy = "it exists: choose another folder, or say --force to replace it"
        if (path / PARTS).is_dir():
            remedy = f"it holds a run that was broken off: {RunFolder(path).resume}; or say --force to replace it"
        raise input_error("--out", path, remedy)
    inside = (entry for entry in path.iterdir() if not _is_ours(entry))
    others = sorted(entry.name for entry in inside)
    if others:
        raise input_error("--out", path, f"it holds other files ({', '.join(others[:3])}): choose another folder")


def _is_ours(entry: Path) -> bool:
    """Does a run write it? A link of such a name is taken away as the file would be; what it leads to is not."""
    if entry.name == PARTS and entry.is_dir() and not entry.is_symlink():
        return all(part.name.endswith(DRAFT) or part.name.replace("-", "").isdigit() for part in entry.iterdir())
    is_file = entry.is_symlink() or not entry.is_dir()
    known = entry.name in _OURS or entry.name in (LOCK, PARTS) or HISTORY.fullmatch(entry.name)
    return is_file and (bool(known) or entry.name.endswith(DRAFT))


def _clear(path: Path) -> None:
    """Empty a folder of what a run writes, but for the lock that is held."""
    for entry in path.iterdir():
        if entry.name == LOCK:
            continue
        if entry.is_dir() and not entry.is_symlink():
            for part in entry.iterdir():
                part.unlink()
            entry.rmdir()
        else:
            entry.unlink()
