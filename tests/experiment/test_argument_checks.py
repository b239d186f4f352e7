"""The Python API asks for kinds as well as ranges: 7.0 would be another seed than 7, and True a run of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import helpers_results
import helpers_study
from khasan.errors import InputError
from khasan.experiment import worker
from khasan.experiment.run import resume, run
from khasan.experiment.study import Study, run_study
from khasan.experiment.study.begin import start
from khasan.experiment.study.plan import Plan, make_plan

NAMES = ("seed", "replications", "first_replication", "workers", "record")
WRONG = (7.0, 7.5, float("nan"), "7", True, np.float64(7.0), np.True_, [7], slice(7))


@pytest.fixture(scope="module")
def fight() -> Any:
    return helpers_results.compiled(units=6, hours=24)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    def made_up(compiled: Any, seed: int, replication: int, *, record: bool = False) -> Any:
        assert type(seed) is type(replication) is int
        return helpers_results.replication(compiled, seed + replication, record=record)._replace(
            replication=replication
        )

    monkeypatch.setattr(worker, "run_replication", made_up)
    monkeypatch.setattr("khasan.experiment.run.is_warm", lambda compiled: True)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return make_plan(helpers_study.written(tmp_path_factory.mktemp("design")))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", WRONG, ids=repr)
def test_what_is_no_whole_number_is_refused_with_a_remedy(
    engine: None, fight: Any, tmp_path: Path, name: str, value: Any
) -> None:
    with pytest.raises(InputError, match=r"give a (whole )?number") as refused:
        run(fight, **{name: value}, out=tmp_path / "run")
    assert [problem.field for problem in refused.value.problems] == [f"--{name.replace('_', '-')}"]
    assert not (tmp_path / "run").exists()


def test_whole_numbers_of_numpy_are_numbers(engine: None, fight: Any, tmp_path: Path) -> None:
    of_numpy = run(fight, seed=np.uint64(7), replications=np.int32(3), record=np.int64(1), out=tmp_path / "run")
    assert of_numpy.outcomes.equals(run(fight, seed=7, replications=3).outcomes)
    assert of_numpy.replication


@pytest.mark.parametrize("value", [7.0, "7", True, -1, 2**31])
def test_a_replication_is_asked_for_by_its_number(engine: None, fight: Any, value: Any) -> None:
    with pytest.raises(InputError, match="--replication: got"):
        run(fight).replication(value)


@pytest.mark.parametrize("value", [2.0, "2", True, 0, 1000])
def test_workers_of_what_is_resumed(plan: Plan, tmp_path: Path, value: Any) -> None:
    with pytest.raises(InputError, match="--workers: got"):
        resume(tmp_path, workers=value)
    with pytest.raises(InputError, match="--workers: got"):
        run_study(plan, tmp_path / "study", workers=value)
    assert not (tmp_path / "study").exists()
    with pytest.raises(InputError, match="--workers: got"):
        Study.of(start(plan, tmp_path / "other"), plan).resume(workers=value)


@pytest.mark.parametrize("value", [2.0, "2", True, 0])
def test_replications_of_an_experiment(tmp_path: Path, value: Any) -> None:
    design = helpers_study.written(tmp_path)
    with pytest.raises(InputError, match="--replications: got"):
        run_study(design, tmp_path / "study", replications=value)
    assert not (tmp_path / "study").exists()


def test_a_place_that_there_is_not(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--backend: got thread; give one of threads, processes, dask"):
        run_study(plan, tmp_path / "study", backend="thread")
