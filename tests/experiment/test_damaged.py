"""Folders of runs and of experiments of which a file was damaged: told of by that file, never by a traceback."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import helpers_study
from khasan.errors import InputError
from khasan.experiment.run import run
from khasan.experiment.study import Study, run_study
from khasan.present.run_report.content import content_of
from khasan.scenario.catalog import load_scenario

Damage = Callable[[bytes], bytes]


def table(change: Callable[[pa.Table], pa.Table]) -> Damage:
    """The same file with something changed in its table."""

    def damaged(content: bytes) -> bytes:
        out = io.BytesIO()
        pq.write_table(change(pq.read_table(io.BytesIO(content))), out)
        return out.getvalue()

    return damaged


def told(**changed: Any) -> Damage:
    """The same JSON with other values; a key is left out for ``...``."""

    def damaged(content: bytes) -> bytes:
        merged = {**json.loads(content), **changed}
        return json.dumps({key: value for key, value in merged.items() if value is not ...}).encode()

    return damaged


def texts(name: str) -> Callable[[pa.Table], pa.Table]:
    """A column of texts where there were numbers."""
    return lambda one: one.set_column(one.column_names.index(name), name, pa.array(["x"] * one.num_rows))


DEEP = b"[" * 100_000
BYTES: dict[str, Damage] = {
    "cut": lambda content: content[: len(content) // 2],
    "emptied": lambda content: b"",
    "in another code": lambda content: content.decode("latin-1").encode("utf-16"),
    "all noughts": lambda content: bytes(len(content)),
}
OUTCOMES: dict[str, Damage] = {
    **BYTES,
    "no rows": table(lambda one: one.slice(0, 0)),
    "a column gone": table(lambda one: one.drop_columns(["soviet_casualties"])),
    "a column twice": table(lambda one: one.append_column("soviet_casualties", one["soviet_casualties"])),
    "texts for numbers": table(texts("soviet_casualties")),
}
MANIFESTS: dict[str, Damage] = {
    **BYTES,
    "too deep": lambda content: DEEP,
    "a list": lambda content: b"[]",
    "no scenario": told(scenario=...),
    "no points": told(points="4"),
    "a list for a number": told(replications=[2]),
    "a finish that is none": told(finished={}),
    "runs of nobody": told(runs=[{}]),
    "a title of a number": told(title=1),
}
PARTS: dict[str, Damage] = {**BYTES, "a column twice": table(lambda one: one.append_column("point", one["point"]))}


@pytest.fixture(scope="module")
def a_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole") / "run"
    run(load_scenario("lake-khanka-1935"), replications=2, seed=7, workers=1, out=out)
    return out


@pytest.fixture(scope="module")
def a_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole") / "study"
    text = helpers_study.DESIGN.replace("replications: 40", "replications: 2")
    run_study(helpers_study.written(tmp_path_factory.mktemp("design"), text), out, workers=1)
    return out


def damaged(folder: Path, tmp_path: Path, name: str, damage: Damage) -> Path:
    """A copy of a folder in which a file is damaged."""
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    path = next(copy.rglob(name))
    path.write_bytes(damage(path.read_bytes()))
    return copy


def test_the_good_ones_are_read(a_run: Path, a_study: Path) -> None:
    assert content_of(a_run).outcomes.num_rows == 2
    assert Study.open(a_study).status()["replications_done"] == Study.open(a_study).table.num_rows


@pytest.mark.parametrize("damage", OUTCOMES)
def test_a_damaged_table_of_outcomes(a_run: Path, tmp_path: Path, damage: str) -> None:
    with pytest.raises(InputError, match=r"(outcomes\.parquet|no rows).*run again"):
        content_of(damaged(a_run, tmp_path, "outcomes.parquet", OUTCOMES[damage]))


@pytest.mark.parametrize("name", ["units", "events", "series"])
@pytest.mark.parametrize("damage", BYTES)
def test_a_damaged_table_of_another_kind(a_run: Path, tmp_path: Path, name: str, damage: str) -> None:
    with pytest.raises(InputError, match=rf"{name}\.parquet.*run again"):
        content_of(damaged(a_run, tmp_path, f"{name}.parquet", BYTES[damage]))


@pytest.mark.parametrize("damage", MANIFESTS)
def test_a_damaged_manifest_of_an_experiment(a_study: Path, tmp_path: Path, damage: str) -> None:
    with pytest.raises(InputError, match=r"manifest\.json"):
        Study.open(damaged(a_study, tmp_path, "manifest.json", MANIFESTS[damage])).status()


@pytest.mark.parametrize("damage", PARTS)
def test_a_damaged_part_of_an_experiment(a_study: Path, tmp_path: Path, damage: str) -> None:
    study = Study.open(damaged(a_study, tmp_path, "part-00000.parquet", PARTS[damage]))
    with pytest.raises(InputError, match=r"outcomes.*fought again"):
        assert study.table is None


def test_a_plan_too_deep_is_damaged(a_study: Path, tmp_path: Path) -> None:
    study = Study.open(damaged(a_study, tmp_path, "plan.json", lambda content: DEEP))
    with pytest.raises(InputError, match=r"plan\.json.*damaged JSON"):
        assert study.plan is None
