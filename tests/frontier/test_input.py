"""Bad input: file, line and remedy, all at once; nothing written."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from khasan.cli import main
from khasan.errors import InputError
from khasan.frontier.frontier_files import FrontierLibrary
from khasan.scenario.library import SHIPPED


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Our own files, to be spoilt."""
    shutil.copytree(SHIPPED / "frontier", tmp_path / "frontier")
    return tmp_path


def spoil(root: Path, name: str, old: str, new: str) -> Path:
    path = root / "frontier" / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return path


def test_a_what_if_that_names_an_unknown_actor(copy: Path) -> None:
    path = spoil(copy, "whatifs/leave-required.yaml", "leave_required: tokyo", "leave_required: tokio")
    with pytest.raises(InputError) as found:
        FrontierLibrary([copy]).what_if("leave-required")
    [problem] = found.value.problems
    assert (problem.file, problem.line) == (str(path), 7)
    assert "did you mean tokyo?" in problem.remedy


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("priors.yaml", "low: 19", "low: -19", "give a low above 0"),
        ("priors.yaml", "low: 0.01", "low: -0.01", "give a low above 0"),
        ("priors.yaml", "high: 0.92", "high: 1.92", "give a high below 1"),
        ("priors.yaml", "high: 520", "high: 52", "the median is 100"),
        ("outside/order-1488.yaml", 'day: "1939-04-25"', 'day: "1925-04-25"', "which the data cover"),
        ("outside/order-1488.yaml", 'source: "GOLDN"', 'source: "GOLD-N"', "begin with the key of a source"),
        ("priors.yaml", "id: behaviour_1935", "id: jp_disputes", "this id is taken"),
        ("actors/kwantung-army.yaml", "decides: [3, 4, 5, 6]", "decides: [3, 4, 5, 9]", "7"),
        ("actors/kwantung-army.yaml", "leave_from: tokyo", "leave_from: kyoto", "unknown actor"),
        ("actors/tokyo.yaml", "decides: [7]", "decides: []", "let an actor of this side decide on rung 7"),
        ("outside/order-1488.yaml", "khanka", "khankaa", "unknown sector"),
        ("outside/order-1488.yaml", 'until: "1939-09-16"', 'until: "1938-09-16"', "until that is after from"),
        ("sectors/khanka.yaml", "weight: 1,", "weight: -1,", "0"),
        ("sectors/khanka.yaml", "kinds: [land, fire", "kinds: [land, shots", "agents"),
        ("sectors/khanka.yaml", "set: equal", "set: remembered", "remembered has more"),
        ("actors/tokyo.yaml", "high: 15", "high: 1.5", "above the median"),
        ("assumptions.yaml", "prior: division_rate", "prior: divsion_rate", "did you mean division_rate?"),
        ("assumptions.yaml", "episode: kanchazu-1937, rung: 3", "episode: kanchazu-1937, rung: 9", "7"),
        ("fights.yaml", "rung: 6, favour: soviet", "rung: 9, favour: soviet", "7"),
        ("fights.yaml", "id: tauran-1936", "id: olankhuduk-1936", "this id is taken"),
    ],
)
def test_each_fault_has_its_place_and_remedy(copy: Path, name: str, old: str, new: str, said: str) -> None:
    path = spoil(copy, name, old, new)
    library = FrontierLibrary([copy])
    with pytest.raises(InputError) as found:
        _ = library.assumptions, library.fights, library.sectors, library.actors, library.outside
    assert any(said in problem.remedy for problem in found.value.problems), found.value
    if "decide on rung" not in said:
        assert any(problem.file == str(path) and problem.line for problem in found.value.problems), found.value


def test_a_second_file_of_an_id_is_refused(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "mine" / "frontier" / "actors").mkdir(parents=True)
    shutil.copy(copy / "frontier" / "actors" / "tokyo.yaml", tmp_path / "mine" / "frontier" / "actors")
    with pytest.raises(InputError, match="rename one of"):
        _ = FrontierLibrary([copy, tmp_path / "mine"]).actors


def test_an_actor_a_sector_and_an_event_are_one_file_each(copy: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine" / "frontier"
    for kind in ("actors", "sectors", "outside"):
        (mine / kind).mkdir(parents=True)
    text = (copy / "frontier" / "actors" / "korea-army.yaml").read_text()
    text = text.replace("id: korea-army", "id: made-up-flotilla").replace("[posyet-khasan, hunchun]", "[amur]")
    (mine / "actors" / "made-up-flotilla.yaml").write_text(text)
    text = (copy / "frontier" / "sectors" / "khanka.yaml").read_text()
    (mine / "sectors" / "made-up-coast.yaml").write_text(text.replace("id: khanka", "id: made-up-coast"))
    text = (copy / "frontier" / "outside" / "comintern-1935.yaml").read_text()
    (mine / "outside" / "made-up-treaty.yaml").write_text(
        text.replace("id: comintern-1935", "id: made-up-treaty").replace("id: comintern,", "id: made_up_treaty,")
    )
    library = FrontierLibrary([copy, tmp_path / "mine"])
    assert library.who("japan", 5, "amur").id == "made-up-flotilla"
    assert "made-up-coast" in library.sectors
    assert "made_up_treaty" in [prior.id for prior in library.all_priors]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", "1931-09-18"], "which the data cover"),
        (["--to", "1950-01-01"], "which the data cover"),
        (["--from", "1939-05-11", "--to", "1938-01-01"], "where the histories begin"),
        (["--from", "July 1938"], "give a day such as 1938-07-06"),
        (["--given", "memory"], "give the word record"),
        (["--replications", "0"], "from 1 to"),
        (["--what-if", "no-lyushkow"], "did you mean no-lyushkov?"),
        (["--assumptions", "bass"], "base"),
        (["--seed", "-1"], "give 0 or more"),
    ],
)
def test_the_command_line_refuses_and_writes_nothing(
    tmp_path: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"
    assert main(["frontier", "run", "--replications", "1", "--out", str(out), *words]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error
    assert not out.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [(("id", "olankhuduk-1936"), "has this id"), (("rung", "9"), "0 to 7")],
    ids=["an id twice", "a rung of 9"],
)
def test_a_bad_event_of_the_reader_stops_the_run(
    tmp_path: Path,
    change: tuple[str, str],
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with (SHIPPED / "frontier" / "record" / "events.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    row = {**next(one for one in rows if one["rung"] == "1"), "id": "mine-1936", change[0]: change[1]}
    mine = tmp_path / "mine" / "frontier" / "record" / "events.csv"
    mine.parent.mkdir(parents=True)
    with mine.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(row))
        writer.writeheader()
        writer.writerow(row)
    monkeypatch.setenv("KHASAN_PATH", str(tmp_path / "mine"))
    out = tmp_path / "run"
    assert main(["frontier", "run", "--replications", "1", "--out", str(out)]) == 2
    error = capsys.readouterr().err
    assert f"{mine}:2" in error
    assert said in error
    assert not out.exists()
