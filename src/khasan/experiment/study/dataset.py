"""The folder of an experiment: one row a replication, written part by part, whole or not at all.

DIR/manifest.json                         what it is, and with what it was fought
DIR/design.yaml                           the design file as it was
DIR/plan.json                             points and factors
DIR/scenarios/DIGEST.json                 the scenarios, fully explicit
DIR/outcomes/block=0000/part-00000.parquet
DIR/lock                                  who is writing, while somebody is
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from khasan.errors import InputError, Problem, RunError, input_error
from khasan.experiment.study.work import Number

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = "khasan-study/1"
MANIFEST, DESIGN, PLAN, LOCK, OUTCOMES, SCENARIOS = (
    "manifest.json", "design.yaml", "plan.json", "lock", "outcomes", "scenarios",
)  # fmt: skip
_TEMPORARY = ".part"
_OPTIONS: dict[str, Any] = {
    "compression": "zstd",
    "compression_level": 3,
    "version": "2.6",
    "write_page_checksum": True,
}


class Busy(RunError):
    """Somebody else is writing into the folder."""


class CannotWrite(RunError):
    """A file cannot be written: a full disk, most likely. ``what`` says which and why."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}. {remedy}")
        self.what = what


@dataclass(frozen=True)
class Folder:
    """The folder of one experiment."""

    path: Path

    @classmethod
    def create(cls, path: Path) -> Folder:
        """Make it; InputError if anything but an empty folder is there, or one that was never laid out to its end."""
        if path.is_symlink() or (path.exists() and not path.is_dir()):
            raise input_error("--out", path, "it is no folder: choose another name")
        if path.exists() and any(path.iterdir()) and not _half_laid_out(path):
            is_one = (path / MANIFEST).exists()
            remedy = f"it holds an experiment: khasan experiment resume {path}" if is_one else "it holds other files"
            raise input_error("--out", path, f"{remedy}, or choose another folder")
        try:
            (path / OUTCOMES).mkdir(parents=True, exist_ok=True)
            (path / SCENARIOS).mkdir(exist_ok=True)
        except OSError as error:
            raise input_error("--out", path, f"name a folder that can be made ({error.strerror})") from error
        return cls(path)

    @classmethod
    def open(cls, path: Path | str) -> Folder:
        """An existing one; InputError if there is none."""
        folder = cls(Path(path))
        told = folder.manifest
        if told.get("format") != FORMAT:
            file = str(folder.path / MANIFEST)
            raise InputError([Problem(file, None, None, "format", repr(told.get("format")), f"expected {FORMAT}")])
        return folder

    @property
    def manifest(self) -> dict[str, Any]:
        """What the manifest says."""
        remedy = "name the folder of an experiment: it holds a manifest.json that khasan experiment run wrote"
        return self._json(MANIFEST, remedy)

    @property
    def plan(self) -> dict[str, Any]:
        """Points and factors, as they were laid out."""
        return self._json(PLAN, "run the experiment again in another folder")

    def _json(self, name: str, remedy: str) -> dict[str, Any]:
        path = self.path / name
        try:
            read = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise input_error("DIR", self.path, remedy) from error
        except ValueError as error:
            raise InputError([Problem(str(path), None, None, "", "damaged JSON", remedy)]) from error
        return read if isinstance(read, dict) else {}

    def write_text(self, name: str, text: str) -> Path:
        """Write a file of the experiment, whole or not at all."""
        return self._write(self.path / name, text.encode("utf-8"))

    def write_json(self, name: str, content: Mapping[str, Any]) -> Path:
        """Write a mapping as JSON, whole or not at all."""
        return self.write_text(name, json.dumps(content, indent=1, ensure_ascii=False) + "\n")

    def _write(self, final: Path, content: bytes) -> Path:
        part = final.with_name(final.name + _TEMPORARY)
        try:
            final.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(part, final)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink()
            why = error.strerror or str(error)
            remedy = f"What is finished is kept: make room, then khasan experiment resume {self.path}"
            raise CannotWrite(f"{final}: cannot be written ({why})", remedy) from error
        return final

    # -- parts ---------------------------------------------------------------------------------------------

    def part_path(self, number: Number) -> Path:
        """Where a part stands."""
        return self.path / OUTCOMES / f"block={number[0]:04d}" / f"part-{number[1]:05d}.parquet"

    def write_part(self, number: Number, table: pa.Table) -> Path:
        """Write one part: beside its place, then renamed."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        sink = pa.BufferOutputStream()
        pq.write_table(table, sink, **_OPTIONS)
        return self._write(self.part_path(number), sink.getvalue().to_pybytes())

    def read_part(self, number: Number, jobs: Sequence[tuple[int, int]], schema: pa.Schema) -> pa.Table | None:
        """A part if it is there, whole, and holds these (point, replication); else None, and it is to be done again."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = self.part_path(number)
        if not path.is_file():
            return None
        try:
            table = pq.ParquetFile(path, page_checksum_verification=True).read()
        except (OSError, pa.ArrowException):
            return None
        if not table.schema.equals(schema):
            return None
        keys = list(zip(table["point"].to_pylist(), table["replication"].to_pylist(), strict=True))
        return table if keys == list(jobs) else None

    def remove_leftovers(self) -> None:
        """Take away what a killed run left half written."""
        for path in self.path.rglob("*" + _TEMPORARY):
            with contextlib.suppress(OSError):
                path.unlink()

    def parts(self) -> list[Path]:
        """The files of the dataset, in order."""
        return sorted((self.path / OUTCOMES).rglob("part-*.parquet"))

    def table(self) -> pa.Table:
        """All rows, in order of point and replication. InputError if there is none yet."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        paths = self.parts()
        if not paths:
            raise input_error("DIR", self.path, f"nothing is fought yet: khasan experiment resume {self.path}")
        tables = []
        for path in paths:
            try:
                tables.append(pq.ParquetFile(path).read())
            except (OSError, pa.ArrowException) as error:
                remedy = f"have it fought again: khasan experiment resume {self.path}"
                raise InputError([Problem(str(path), None, None, "", "a torn file", remedy)]) from error
        whole = pa.concat_tables(tables)
        return whole.sort_by([("point", "ascending"), ("replication", "ascending")])


def _half_laid_out(path: Path) -> bool:
    """Was it broken off while it was laid out? The manifest, which comes last, is missing, and no part is there."""
    names = {one.name for one in path.iterdir()}
    ours = {OUTCOMES, SCENARIOS, DESIGN, PLAN} | {f"{name}{_TEMPORARY}" for name in (DESIGN, PLAN, MANIFEST)}
    return names <= ours and not any((path / OUTCOMES).rglob("*"))


# -- one writer at a time --------------------------------------------------------------------------------------


@contextlib.contextmanager
def locked(folder: Folder) -> Iterator[None]:
    """Hold the folder; Busy if somebody else does. The lock of a process that is no more is taken over."""
    path = folder.path / LOCK
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _hold(handle):
            holder = os.read(handle, 200).decode(errors="replace").strip() or "somebody else"
            raise Busy(f"{folder.path}: {holder} is writing into it: wait for its end, or choose another folder")
        with contextlib.suppress(OSError):  # a full disk: the lock holds, it only says not who
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"process {os.getpid()} on {socket.gethostname()}\n".encode(), 0)
        try:
            yield
        finally:
            # the file stays: to remove it would let two hold the lock, one of them on a file that is no more
            with contextlib.suppress(OSError):
                os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def is_held(folder: Folder) -> str:
    """Who is writing into the folder; "" if nobody is."""
    path = folder.path / LOCK
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return ""
    try:
        return "" if _hold(handle) else os.read(handle, 200).decode(errors="replace").strip() or "somebody"
    finally:
        os.close(handle)


def _hold(handle: int) -> bool:
    """Take the lock of an open file, without waiting; the system lets go of it when its process ends, however."""
    try:
        import fcntl
    except ModuleNotFoundError:
        return _hold_on_windows(handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _hold_on_windows(handle: int) -> bool:
    import msvcrt

    lock: Any = vars(msvcrt)
    os.lseek(handle, 1 << 20, os.SEEK_SET)  # beyond the text, which others may read
    try:
        lock["locking"](handle, lock["LK_NBLCK"], 1)
    except OSError:
        return False
    finally:
        os.lseek(handle, 0, os.SEEK_SET)
    return True
