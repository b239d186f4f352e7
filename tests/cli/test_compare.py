"""khasan compare on the smallest fight: what it takes, what it answers, what it refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from khasan.cli import main

KHANKA, ATTACKS = "lake-khanka-1935", "lake-khanka-1935-patrol-attacks"


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The fight as it was, and another with the patrol attacking: eight replications of seed 7 each."""
    folder = tmp_path_factory.mktemp("runs")
    for name, more in (("was", []), ("attacks", ["--what-if", ATTACKS, "--no-baseline"])):
        out = ["--out", str(folder / name)]
        assert main(["run", KHANKA, "--seed", "7", "-n", "8", "--record", "0", *more, *out]) == 0
    return folder / "was", folder / "attacks"


def ask(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    capsys.readouterr()
    assert main(["compare", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_folders_and_what_is_fought_now_come_to_the_same(
    runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    was, attacks = map(str, runs)
    kept, fought = ask(capsys, was, attacks), ask(capsys, was, f"{KHANKA}+{ATTACKS}")
    assert kept["pairs"] == fought["pairs"] == 8
    assert kept["seeds"] == fought["seeds"] == [7, 7]
    assert kept["lines"] == fought["lines"]
    assert kept["names"] == ["as it was", "The patrol attacks"]


def test_a_what_if_alone_belongs_to_the_scenario_before_it(capsys: pytest.CaptureFixture[str]) -> None:
    found = ask(capsys, KHANKA, f"+{ATTACKS}", "-n", "3", "--seed", "4")
    assert found["counts"] == [3, 3]
    assert found["seeds"] == [4, 4]


def test_the_answer_in_words(runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["compare", *map(str, runs)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Lake Khanka, June 1935: The patrol attacks against as it was" in said
    assert "Compared pair by pair over 8 replications" in said
    assert "Japan: about" in said
    assert "90% interval" in said


def test_the_page_stands_alone(runs: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["compare", *map(str, runs), "--measure", "japan_tanks_lost"]
    assert main([*arguments, "--out", str(tmp_path / "new" / "folder")]) == 0
    assert main([*arguments, "--out", str(tmp_path / "page.html")]) == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert len(list((tmp_path / "new" / "folder").iterdir())) == 1
    assert not re.search(r'(src|href)="?https?:', page)
    assert "The patrol attacks" in page
    row = page.partition('title="japan_tanks_lost"')[2].partition("</tr>")[0]
    assert "<b>" not in row  # nothing differs: nothing is marked
    held = page.partition('title="holder_meeting_point_end"')[2].partition("</tr>")[0]
    assert "<b>" in held
    assert main([*arguments, "--out", str(tmp_path / "page.html")]) == 2
    assert "say --force" in capsys.readouterr().err
    assert main([*arguments, "--out", str(tmp_path / "page.html"), "--force"]) == 0
    assert main([*arguments, "--out", str(tmp_path / "page.html" / "under")]) == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["{was}"], "name at least two"),
        (["{was}", "{was}"], "it is named twice"),
        (["{was}", KHANKA], "the same replications"),
        (["{was}", "suifenho-1936"], "compare runs of one scenario"),
        (["no/such/run", "{was}"], "no/such/run"),
        ([f"+{ATTACKS}", "{was}"], "name the scenario first"),
        ([KHANKA, f"{KHANKA}+"], "a plus stands before the name of a what-if"),
        ([KHANKA, f"{KHANKA}+no-such"], "no-such"),
        (["{was}", "{attacks}", "--measure", "japan_kiled"], "did you mean japan_killed"),
        ([KHANKA, f"+{ATTACKS}", "-n", "0"], "--replications: got 0"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    runs: tuple[Path, Path], arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    was, attacks = map(str, runs)
    capsys.readouterr()
    few = [] if "-n" in arguments else ["-n", "2"] if any(KHANKA in one for one in arguments[1:2]) else []
    few = [] if "{was}" in arguments else few
    assert main(["compare", *(one.format(was=was, attacks=attacks) for one in arguments), *few]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert "to be fought" not in said


def test_what_is_refused_is_refused_before_anything_is_fought(
    runs: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fought(*_: object, **__: object) -> None:
        raise AssertionError("fought for nothing")

    monkeypatch.setattr("khasan.experiment.run.run", fought)
    assert main(["compare", str(runs[0]), KHANKA]) == 2
    assert main(["compare", str(runs[0]), "suifenho-1936"]) == 2
    assert main(["compare", KHANKA, f"+{ATTACKS}", "--measure", "no_such"]) == 2
    with pytest.raises(AssertionError, match="fought for nothing"):
        main(["compare", KHANKA, f"+{ATTACKS}"])


def test_all_that_is_wrong_is_told_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", f"{KHANKA}+no-such", f"{KHANKA}+neither"]) == 2
    said = capsys.readouterr().err
    assert "no-such" in said
    assert "neither" in said


def test_units_are_found_by_a_part_of_their_name(capsys: pytest.CaptureFixture[str], runs: tuple[Path, Path]) -> None:
    assert main(["show", "khasan", "--unit", "makhalin"]) == 0
    assert "Makhalin, eleven men (bezymyannaya-group)" in capsys.readouterr().out
    assert main(["show", "khasan", "--unit", "nobody at all"]) == 2
    capsys.readouterr()
    assert main(["explain", str(runs[0]), "-r", "0", "--unit", "pair 1"]) == 0
    assert "Pair 1" in capsys.readouterr().out
    assert main(["explain", str(runs[0]), "-r", "0", "--unit", "pair"]) == 2
    assert "several units have this name" in capsys.readouterr().err
    assert main(["explain", str(runs[0])]) == 2
    assert "--replication: missing; this run has replications 0 to 7" in capsys.readouterr().err


def test_the_record_finds_men(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["record", "search", "Makhalin"]) == 0
    said = capsys.readouterr().out
    assert "Makhalin, eleven men" in said
    assert "Sakhalin" not in said
