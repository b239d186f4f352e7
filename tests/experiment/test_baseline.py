"""A what-if is fought beside the scenario as it was; the run says what differs, and is finished whatever ends it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import khasan
from khasan.cli import main
from khasan.errors import InputError
from khasan.experiment import run as experiment
from khasan.experiment.interrupt import RunInterrupted
from khasan.results.store import RunFolder
from khasan.scenario.library import Library

KHANKA, ATTACKS = "lake-khanka-1935", "lake-khanka-1935-patrol-attacks"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("runs") / "attacks"
    khasan.run(KHANKA, seed=7, replications=12, what_if=[ATTACKS], baseline=True, record=1, out=path)
    return path


def test_the_baseline_is_the_same_replications_of_the_scenario_as_it_was(folder: Path) -> None:
    alone = khasan.run(KHANKA, seed=7, replications=12)
    baseline = RunFolder(folder).baseline()
    assert baseline is not None
    assert baseline.to_pylist() == alone.outcomes.to_pylist()
    assert RunFolder(folder).manifest["baseline"] == alone.compiled.resolved.digest


def test_the_answer_says_what_differs_with_its_interval(folder: Path) -> None:
    result = experiment.resume(folder)  # nothing is missing: the run as it stands
    found = result.comparison()
    assert found is not None
    assert found.names == ("as it was", "The patrol attacks")
    assert found.pairs == 12
    line = found.line("japan_casualties")
    baseline = RunFolder(folder).baseline()
    assert baseline is not None
    for mean, table in zip(line.means, (baseline, result.outcomes), strict=True):
        assert mean.mean == pytest.approx(sum(table["japan_casualties"].to_pylist()) / 12)
    assert baseline.to_pylist() != result.outcomes.to_pylist()
    after = result.after_action()
    assert after.what_changes[0].startswith(
        "What if: The patrol attacks. Compared with the battle as it was, over 12 pairs"
    )
    assert "90% interval" in after.what_changes[0]
    assert after.title == "Lake Khanka, June 1935 (what if: The patrol attacks)"


def test_in_memory_it_is_the_same(folder: Path) -> None:
    held = khasan.run(KHANKA, seed=7, replications=12, what_if=[ATTACKS], baseline=True)
    kept = experiment.resume(folder)
    assert held.comparison() == kept.comparison()
    assert "What if: The patrol attacks." in held._repr_html_()


def test_the_page_says_it_in_title_answer_and_table(folder: Path) -> None:
    assert main(["report", str(folder)]) == 0
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "<title>Lake Khanka, June 1935 (what if: The patrol attacks)" in page
    answer = page[page.index('class="answer">What if: The patrol attacks.') :]
    assert re.search(r'<p class="counted">Compared with the battle as it was, over \d+ pairs', answer)
    assert "What the what-if changes, measure by measure" in page


def test_a_what_if_alone_says_that_nothing_stands_beside_it() -> None:
    result = khasan.run(KHANKA, seed=7, replications=2, what_if=[ATTACKS])
    assert result.comparison() is None
    assert "has not been simulated for comparison" in result.after_action().what_changes[0]
    assert khasan.run(KHANKA, seed=7, replications=2, baseline=True).after_action().what_changes == ()


def test_a_baseline_that_is_missing_is_fought_on_resuming(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "broken"
    path.mkdir()
    for file in folder.iterdir():
        if file.name != "baseline.parquet" and file.is_file():
            (path / file.name).write_bytes(file.read_bytes())
    assert experiment.resume(path).comparison() == experiment.resume(folder).comparison()
    assert (path / "baseline.parquet").read_bytes() == (folder / "baseline.parquet").read_bytes()


def test_the_end_asked_for_during_the_baseline_keeps_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ended(*_: object) -> None:
        raise RunInterrupted

    monkeypatch.setattr("khasan.experiment.baseline.outcomes_as_it_was", ended)
    path = tmp_path / "run"
    command = ["run", KHANKA, "--what-if", ATTACKS, "-n", "2", "--out", str(path)]
    assert main(command) == 130
    assert "the battle as it was has not been simulated" in capsys.readouterr().err
    monkeypatch.undo()
    assert main(["resume", str(path)]) == 0
    assert "over 2 pairs of replications" in " ".join(capsys.readouterr().out.split())


def test_a_scenario_of_the_readers_own_gets_its_baseline_on_resuming(tmp_path: Path) -> None:
    own = tmp_path / "a-file-of-my-own.yaml"
    text = Library().find("scenarios", KHANKA).read_text("utf-8")
    own.write_text(text.replace("title: ", "title: My own ", 1), "utf-8")
    path = tmp_path / "run"
    khasan.run(own, seed=7, replications=2, what_if=[ATTACKS], baseline=True, out=path)
    whole = (path / "baseline.parquet").read_bytes()
    (path / "baseline.parquet").unlink()
    own.unlink()  # the folder holds all that it takes
    found = experiment.resume(path).comparison()
    assert found is not None
    assert found.pairs == 2
    assert (path / "baseline.parquet").read_bytes() == whole


@pytest.mark.parametrize("wrong", [["-n", "0"], ["--what-if", "no-such"], ["--record", "x"], ["--out", "."]])
def test_what_is_refused_is_not_said_to_be_fought_twice(
    wrong: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["run", KHANKA, "--what-if", ATTACKS, *wrong]) == 2
    assert "fought twice" not in capsys.readouterr().err


def test_the_folder_of_a_run_names_its_what_ifs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["run", "Khanka", "--what-if", ATTACKS, "--no-baseline"]) == 0
    told = capsys.readouterr()
    path = Path("runs") / f"{KHANKA}-with-patrol-attacks-seed0-n1"
    assert path.is_dir()
    assert not (path / "baseline.parquet").exists()
    assert f"Khanka: {KHANKA}" in told.err
    assert "fought twice" not in told.err
    assert main(["run", KHANKA, "--what-if", ATTACKS]) == 0
    told = capsys.readouterr()
    assert "fought twice" in told.err
    headline = "What if: The patrol attacks. Compared with the battle as it was, over one pair"
    assert headline in " ".join(told.out.split())


def test_force_takes_the_older_baseline_away(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "run"
    khasan.run(KHANKA, seed=7, what_if=[ATTACKS], baseline=True, out=path)
    khasan.run(KHANKA, seed=7, out=path, force=True)
    assert not (path / "baseline.parquet").exists()


def test_what_excludes_another_is_refused_before_anything_is_fought(tmp_path: Path) -> None:
    both = [ATTACKS, "lake-khanka-1935-riders-turn-back"]
    with pytest.raises(InputError, match="leave one of the two"):
        khasan.run(KHANKA, what_if=both, baseline=True, out=tmp_path / "run")
    assert not (tmp_path / "run").exists()
