"""The folders that a run and an experiment leave, made once, with one file in them changed."""

from __future__ import annotations

import io
import json
import random
import shutil
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from verification.file_fuzz.hostile import ALL
from verification.file_fuzz.kinds import _DESIGN_HEAD, _DESIGNS, Kind, Subject

SCENARIO = "lake-khanka-1935"


@cache
def _run() -> Sequence[Subject]:
    """The files of a run of two replications, tables among them."""
    from khasan.cli import main

    home = Path(tempfile.mkdtemp(prefix="khasan-fuzz-"))
    try:
        with _quiet():
            code = main(["run", SCENARIO, "--seed", "7", "--replications", "2", "--out", str(home / "run")])
        if code != 0:
            raise RuntimeError(f"no run to change: exit code {code}")
        return _files(home / "run")
    finally:
        shutil.rmtree(home)


@cache
def _experiment() -> Sequence[Subject]:
    """The files of an experiment of few points."""
    from khasan.experiment.study.study import run_study

    home = Path(tempfile.mkdtemp(prefix="khasan-fuzz-"))
    try:
        design = home / "design.yaml"
        design.write_text(_DESIGN_HEAD + _DESIGNS[0].replace("replications: 4", "replications: 2"), encoding="utf-8")
        run_study(design, home / "study", workers=1)
        return _files(home / "study")
    finally:
        shutil.rmtree(home)


def _quiet() -> Any:
    import contextlib

    return contextlib.redirect_stdout(io.StringIO())


def _files(folder: Path) -> Sequence[Subject]:
    """A subject for every file, the others beside it; tables twice."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix not in (".html", ".svg")]
    held = [(path.relative_to(folder).as_posix(), path.read_bytes()) for path in paths]
    found = []
    for name, content in held:
        if name != "lock":
            tree = json.dumps(json.loads(content)) if name.endswith(".json") else ""
            beside = tuple(one for one in held if one[0] != name)
            found.append(Subject(name, content, tree, beside=beside))
    return found


def parquet(content: bytes, dice: random.Random) -> tuple[bytes, str]:
    """A table with a column gone, renamed, of another kind, moved, or with values that no run has; or with no rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(io.BytesIO(content))
    at = dice.randrange(table.num_columns)
    name = table.column_names[at]
    what = dice.choice(
        ("gone", "renamed", "kind", "moved", "value", "value", "nulls", "no rows", "twice", "rows again")
    )
    if what == "gone":
        table = table.drop_columns([name])
    elif what == "renamed":
        table = table.rename_columns([f"{n}x" if n == name else n for n in table.column_names])
    elif what == "twice":
        table = table.append_column(name, table[at])
    elif what == "moved":
        table = table.select([*table.column_names[:at], *table.column_names[at + 1 :], name])
    elif what == "no rows":
        table = table.slice(0, 0)
    elif what == "rows again":
        table = pa.concat_tables([table, table])
    elif what == "nulls":
        table = table.set_column(at, name, pa.nulls(table.num_rows, table.schema.field(at).type))
    elif what == "kind":
        values = [dice.choice(("x", "-1", "1e9")) for _ in range(table.num_rows)]
        table = table.set_column(at, name, pa.array(values))
    else:
        column = table[at].to_pylist()
        for k in range(len(column)):
            column[k] = dice.choice(dice.choice(ALL)) if dice.random() < 0.3 else column[k]
        try:
            table = table.set_column(at, name, pa.array(column, type=table.schema.field(at).type))
        except (pa.ArrowException, TypeError, ValueError, OverflowError):
            table = table.set_column(at, name, pa.array([str(v).encode("utf-8", "replace").decode() for v in column]))
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue(), f"{what} {name}"


def _open_run(path: Path, subject: Subject, dice: random.Random) -> None:
    """All that a report is made of."""
    from khasan.present.run_report.content import content_of
    from khasan.results.store import RunFolder

    folder = path.parents[len(Path(subject.name).parts) - 1]
    RunFolder.open(folder)
    content_of(folder)


def _open_experiment(path: Path, subject: Subject, dice: random.Random) -> None:
    """How far it has come, its rows, and now and then its plan again."""
    from khasan.experiment.study.study import Study

    study = Study.open(path.parents[len(Path(subject.name).parts) - 1])
    study.status()
    assert study.table.num_rows >= 0
    if dice.random() < 0.5:
        assert study.plan.points


KINDS = (Kind("run", 2, _run, _open_run), Kind("experiment", 2, _experiment, _open_experiment))
