"""The run folder: tables and a manifest from which every replication can be played again, bit for bit."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from khasan import __version__
from khasan.errors import InputError, Problem, input_error
from khasan.results.columns import TABLES

if TYPE_CHECKING:
    import pyarrow as pa

    from khasan.compiler import Compiled

FORMAT = "khasan-run/1"
MANIFEST = "manifest.json"
REPORT = "report.html"
SCENARIO = "scenario.json"
_OURS = frozenset({MANIFEST, REPORT, SCENARIO, *(f"{name}.parquet" for name in TABLES)})
_SUFFIX = ".part"


def manifest_of(
    compiled: Compiled,
    *,
    seed: int,
    first_replication: int,
    asked: int,
    finished: int,
    recorded: Sequence[int],
    command: Sequence[str] = (),
    what_ifs: Sequence[str] = (),
    interrupted: bool = False,
) -> dict[str, Any]:
    """What ``manifest.json`` says of a run. No clock and no path in it: the same run writes the same manifest."""
    resolved = compiled.resolved
    return {
        "format": FORMAT,
        "scenario": resolved.id,
        "title": resolved.title,
        "scenario_digest": resolved.digest,
        "map_digest": resolved.map_digest,
        "incident": resolved.incident,
        "record_rule": resolved.record_rule,
        "what_ifs": list(what_ifs),
        "seed": seed,
        "first_replication": first_replication,
        "replications_asked": asked,
        "replications_finished": finished,
        "interrupted": interrupted,
        "recorded": list(recorded),
        "parameters": [
            {"id": p.id, "prior": p.prior, "median": p.median, "low": p.low, "high": p.high}
            for p in resolved.parameters
        ],
        "command": list(command),
        "khasan": __version__,
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
    def create(cls, path: Path | str, *, force: bool = False) -> RunFolder:
        """Make the folder. Raises InputError if it exists, unless ``force``: then an older run in it is removed.

        ``force`` removes files that a run writes and nothing else; a folder that holds others is refused even so.
        """
        path = Path(path)
        if path.exists() or path.is_symlink():
            _clear(path, force=force)
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise input_error("--out", path, f"name a folder that can be made ({error.strerror})") from error
        return cls(path)

    @classmethod
    def open(cls, path: Path | str) -> RunFolder:
        """An existing run's folder. Raises InputError if there is no manifest in it that khasan can read."""
        folder = cls(Path(path))
        if folder.manifest.get("format") != FORMAT:
            raise InputError(
                [
                    Problem(
                        str(folder.path / MANIFEST),
                        None,
                        None,
                        "format",
                        repr(folder.manifest.get("format")),
                        f"expected {FORMAT}",
                    )
                ]
            )
        return folder

    @property
    def manifest(self) -> dict[str, Any]:
        """What the manifest says. Raises InputError if it is missing or damaged."""
        path = self.path / MANIFEST
        try:
            read = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise input_error("RUN", self.path, "name the folder of a run: it holds a manifest.json") from error
        except ValueError as error:
            raise InputError([Problem(str(path), None, None, "", "damaged JSON", "run again")]) from error
        return read if isinstance(read, dict) else {}

    def write_manifest(self, manifest: Mapping[str, Any]) -> Path:
        """Write ``manifest.json``: last of all, since it says that the rest is there."""
        return self.write_text(MANIFEST, json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")

    def write_table(self, name: str, table: pa.Table) -> Path:
        """Write ``NAME.parquet``; the name is one of ``columns.TABLES``."""
        from khasan.results import arrow

        if name not in TABLES:
            raise ValueError(f"no table {name!r}: {', '.join(TABLES)}")
        final = self.path / f"{name}.parquet"
        part = final.with_name(final.name + _SUFFIX)
        arrow.write(table, part)
        os.replace(part, final)
        return final

    def write_text(self, name: str, content: str) -> Path:
        """Write a text file of the run, such as ``report.html``, in UTF-8 with line ends as they are."""
        if name not in _OURS:
            raise ValueError(f"not a file of a run: {name!r}")
        final = self.path / name
        part = final.with_name(final.name + _SUFFIX)
        part.write_text(content, encoding="utf-8", newline="")
        os.replace(part, final)
        return final

    def table(self, name: str) -> pa.Table:
        """Read ``NAME.parquet``. Raises InputError if the run has none."""
        from khasan.results import arrow

        path = self.path / f"{name}.parquet"
        if not path.is_file():
            raise InputError([Problem(str(path), None, None, "", "no such table", f"runs hold {', '.join(TABLES)}")])
        return arrow.read(path)


def _clear(path: Path, *, force: bool) -> None:
    """Empty a folder that is in the way, if that was asked for and nothing in it is somebody else's."""
    if not force:
        raise input_error("--out", path, "it exists: choose another folder, or say --force to replace it")
    if path.is_symlink() or not path.is_dir():
        raise input_error("--out", path, "it is no folder: choose another name")
    inside = sorted(entry.name for entry in path.iterdir())
    others = [n for n in inside if n.removesuffix(_SUFFIX) not in _OURS or (path / n).is_dir()]
    if others:
        raise input_error("--out", path, f"it holds other files ({', '.join(others[:3])}): choose another folder")
    for name in inside:
        (path / name).unlink()
