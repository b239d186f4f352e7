"""What a run has finished while it goes on: a file a part, with the rows of some replications that follow each other.

RUN/parts/FIRST-COUNT holds all tables of replications FIRST to FIRST + COUNT - 1, and a checksum over them. The folder
is gone when the run is finished: its rows are in the tables then.
"""

from __future__ import annotations

import contextlib
import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from khasan.output import CannotWrite, write_whole
from khasan.results.store import PARTS, RunFolder

MAGIC = b"khasan-part/2"
_NAME = re.compile(r"([0-9]{10})-([0-9]{1,6})")
Span = tuple[int, int]
"""First replication of a part, and the one after its last."""


@dataclass(frozen=True)
class Parts:
    """The parts of a run. ``remedy`` is what to do when one cannot be written."""

    path: Path
    remedy: str

    @classmethod
    def of(cls, folder: RunFolder, remedy: str) -> Parts:
        """Those in a run's folder, which is made unless it is there. CannotWrite if a link stands in its place."""
        path = folder.path / PARTS
        if path.is_symlink() or (path.exists() and not path.is_dir()):
            raise CannotWrite(f"{path}: is no folder of khasan's", "Take it away, or run into another folder")
        try:
            path.mkdir(exist_ok=True)
        except OSError as error:
            raise CannotWrite(f"{path}: cannot be made ({error.strerror})", remedy) from error
        return cls(path, remedy)

    def write(self, span: Span, tables: Mapping[str, pa.Table]) -> None:
        """Write a part, whole or not at all."""
        write_whole(self._file(span), encode(tables), remedy=self.remedy)

    def read(self, span: Span) -> dict[str, pa.Table] | None:
        """The tables of a part; None if it is torn."""
        try:
            return decode(self._file(span).read_bytes())
        except OSError:
            return None

    def whole(self, is_right: Callable[[Span, Mapping[str, pa.Table]], bool]) -> list[Span]:
        """Parts that are there, not torn and right, in order; of two with the same replication the first."""
        found: list[Span] = []
        for span in sorted(self._spans()):
            if found and span[0] < found[-1][1]:
                continue
            tables = self.read(span)
            if tables is not None and is_right(span, tables):
                found.append(span)
        return found

    def remove(self) -> None:
        """Take the folder away: the parts and nothing else in it."""
        with contextlib.suppress(OSError):
            for span in self._spans():
                self._file(span).unlink()
            self.path.rmdir()

    def _spans(self) -> Iterator[Span]:
        for path in self.path.iterdir():
            if (told := _NAME.fullmatch(path.name)) and int(told[2]):
                yield int(told[1]), int(told[1]) + int(told[2])

    def _file(self, span: Span) -> Path:
        return self.path / f"{span[0]:010d}-{span[1] - span[0]}"


def encode(tables: Mapping[str, pa.Table]) -> bytes:
    """Tables as bytes with a checksum; made and read ten times as fast as Parquet of a thousand columns.

    >>> decode(encode({"held": pa.table({"hour": [1, 2]})}))["held"].num_rows
    2
    """
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as packed:  # as it comes: to join first costs ten times as much
        for table in tables.values():
            with pa.ipc.new_stream(packed, table.schema) as writer:
                writer.write_table(table)
    body = json.dumps(list(tables)).encode() + b"\n" + sink.getvalue().to_pybytes()
    return b"\n".join((MAGIC, b"%08x" % zlib.crc32(body), body))


def decode(content: bytes) -> dict[str, pa.Table] | None:
    """The tables again; None if a bit of it has changed.

    >>> decode(encode({"held": pa.table({"hour": [1, 2]})})[:-1])
    """
    try:
        magic, check, body = content.split(b"\n", 2)
        if magic != MAGIC or check != b"%08x" % zlib.crc32(body):
            return None
        head, packed = body.split(b"\n", 1)
        names: list[str] = json.loads(head)
        tables = {}
        with pa.CompressedInputStream(pa.BufferReader(packed), "zstd") as streams:
            for name in names:
                with pa.ipc.open_stream(streams) as stream:
                    tables[name] = stream.read_all()
                tables[name].validate(full=True)
    except (ValueError, KeyError, TypeError, AttributeError, OSError, MemoryError, pa.ArrowException):
        return None
    return tables
