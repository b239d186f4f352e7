"""The folder of an experiment: one row a replication, written part by part, whole or not at all.

DIR/manifest.json                         what it is, and with what it was fought
DIR/design.yaml                           the design file as it was
DIR/plan.json                             points and factors
DIR/scenarios/DIGEST.json                 the scenarios, fully explicit
DIR/outcomes/block=0000/part-00000.parquet
DIR/lock                                  who is writing, while somebody is
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from khasan.errors import InputError, Problem, input_error
from khasan.experiment.worker import Number
from khasan.output import DRAFT, CannotWrite, write_whole
from khasan.results.lock import LOCK
from khasan.results.manifest import Keys, check_manifest, is_count, is_text, read_json

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = "khasan-study/1"
MANIFEST, DESIGN, PLAN, OUTCOMES, SCENARIOS = (
    "manifest.json", "design.yaml", "plan.json", "outcomes", "scenarios",
)  # fmt: skip


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
            remedy = f"it holds an experiment: {cls(path).resume}" if is_one else "it holds other files"
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
        remedy = "the manifest is damaged: run the experiment again in another folder"
        check_manifest(folder.manifest, folder.path / MANIFEST, FORMAT, _KEYS, remedy)
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
        return read_json(self.path / name, input_error("DIR", self.path, remedy), remedy)

    def write_text(self, name: str, text: str) -> Path:
        """Write a file of the experiment, whole or not at all."""
        return self._write(self.path / name, text.encode("utf-8"))

    def write_json(self, name: str, content: Mapping[str, Any]) -> Path:
        """Write a mapping as JSON, whole or not at all."""
        return self.write_text(name, json.dumps(content, indent=1, ensure_ascii=False) + "\n")

    def _write(self, final: Path, content: bytes) -> Path:
        remedy = f"What is finished is kept: make room, then {self.resume}"
        self._not_beyond(final)
        try:
            final.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CannotWrite(f"{final}: cannot be written ({error.strerror})", remedy) from error
        return write_whole(final, content, remedy=remedy)

    def _not_beyond(self, final: Path) -> None:
        """Raises CannotWrite if a folder on the way is a link: a folder that was received could lead anywhere."""
        way = final.parent
        while way != self.path:
            if way.is_symlink():
                raise CannotWrite(f"{way}: is a link, and khasan writes through none", "Take it away")
            way = way.parent

    @property
    def resume(self) -> str:
        """The command that goes on with it."""
        return f"khasan experiment resume {shlex.quote(str(self.path))}"

    # -- parts ---------------------------------------------------------------------------------------------

    def part_path(self, number: Number) -> Path:
        """Where a part stands."""
        return self.path / OUTCOMES / f"block={number[0]:04d}" / f"part-{number[1]:05d}.parquet"

    def write_part(self, number: Number, table: pa.Table) -> Path:
        """Write one part: beside its place, then renamed."""
        import pyarrow as pa

        from khasan.results import arrow

        sink = pa.BufferOutputStream()
        arrow.write(table, sink)
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

    def parts(self) -> list[Path]:
        """The files of the dataset, in order."""
        found = (self.path / OUTCOMES).rglob("part-*.parquet")
        return sorted(path for path in found if not path.is_symlink())

    def table(self) -> pa.Table:
        """All rows, in order of point and replication. InputError if there is none yet."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        paths = self.parts()
        if not paths:
            raise input_error("DIR", self.path, f"nothing is fought yet: {self.resume}")
        tables = []
        for path in paths:
            try:
                tables.append(pq.ParquetFile(path).read())
            except (OSError, pa.ArrowException) as error:
                remedy = f"have it fought again: {self.resume}"
                raise InputError([Problem(str(path), None, None, "", "a torn file", remedy)]) from error
        try:
            whole = pa.concat_tables(tables)
            return whole.sort_by([("point", "ascending"), ("replication", "ascending")])
        except pa.ArrowException as error:
            remedy = f"have those with other columns fought again: {self.resume}"
            place = str(self.path / OUTCOMES)
            raise InputError([Problem(place, None, None, "", "parts that do not go together", remedy)]) from error


def _is_run(value: Any) -> bool:
    return isinstance(value, dict) and is_count(value.get("fought"))


def _is_count_or_none(value: Any) -> bool:
    return value is None or is_count(value)


_KEYS: Keys = {
    **dict.fromkeys(("experiment", "title", "scenario", "scenario_digest", "kind", "khasan"), is_text),
    **dict.fromkeys(("points", "seed", "part"), is_count),
    **dict.fromkeys(("replications", "finished"), _is_count_or_none),
    "runs": lambda value: isinstance(value, list) and all(map(_is_run, value)),
}


def _half_laid_out(path: Path) -> bool:
    """Was it broken off while it was laid out? The manifest, which comes last, is missing, and no part is there."""
    names = {one.name for one in path.iterdir() if not one.name.endswith(DRAFT)}
    return names <= {OUTCOMES, SCENARIOS, DESIGN, PLAN, LOCK} and not any((path / OUTCOMES).rglob("*"))
