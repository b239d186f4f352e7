"""A run's scenario is read again from its folder, or it is said what stands in the way."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import khasan
from khasan.errors import InputError
from khasan.results.reopen import compiled_of, differences
from khasan.results.store import RunFolder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reopen") / "run"
    khasan.run("lake-khanka-1935", seed=7, replications=1, record=0, out=folder)
    return folder


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "run"))


def changed(file: Path, **words: object) -> None:
    content = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps(content | words), "utf-8")


def refused(run: Path) -> list[tuple[str, str, str, str]]:
    with pytest.raises(InputError) as caught:
        compiled_of(RunFolder.open(run))
    return [(one.file, one.field, one.value, one.remedy) for one in caught.value.problems]


def test_the_scenario_is_the_one_that_was_fought(run: Path) -> None:
    compiled = compiled_of(RunFolder.open(run))
    told = json.loads((run / "manifest.json").read_text("utf-8"))
    assert compiled.resolved.digest == told["scenario_digest"]
    assert compiled.resolved.map_digest == told["map_digest"]


def test_another_scenario_than_the_manifest_has_is_told_by_both_digests(run: Path) -> None:
    now = compiled_of(RunFolder.open(run)).resolved.digest
    changed(run / "manifest.json", scenario_digest="0123456789abcdef" * 4)
    assert refused(run) == [
        (str(run / "scenario.json"), "digest", now[:12], "the manifest has 0123456789ab: run again")
    ]


def test_a_map_that_has_changed_since_is_told(run: Path) -> None:
    changed(run / "scenario.json", map_digest="fedcba98" * 8)
    file = str(run / "scenario.json")
    assert (file, "map_digest", "fedcba98fedc", "the map has changed since the run: run again") in refused(run)


@pytest.mark.parametrize(("content", "value"), [("{", "damaged scenario"), ("[1]", "damaged scenario")])
def test_a_damaged_scenario_is_told_with_its_file(run: Path, content: str, value: str) -> None:
    (run / "scenario.json").write_text(content, "utf-8")
    assert refused(run) == [(str(run / "scenario.json"), "", value, "run again")]


def test_a_folder_without_its_scenario_is_told(run: Path) -> None:
    (run / "scenario.json").unlink()
    assert refused(run) == [("command line", "RUN", str(run / "scenario.json"), "no scenario in the folder: run again")]


def test_what_has_changed_since_is_named_and_nothing_else(run: Path) -> None:
    assert differences(RunFolder.open(run)) == []
    changed(run / "manifest.json", numba="0.1", processor="a lesser one")
    told = differences(RunFolder.open(run))
    assert [line.split(", is ")[0] for line in told] == ["numba was 0.1", "processor was a lesser one"]
