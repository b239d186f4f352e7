"""How a site is made: broken off and taken up again, refused with one clear message, nobody's files taken away."""

from __future__ import annotations

import inspect
import json
import shutil
from collections import namedtuple
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from khasan.cli import main
from khasan.cli.site import site
from khasan.errors import RunError
from khasan.experiment.run import run
from khasan.site import making, shipped_runs, site_folder
from khasan.site.contents import Contents
from khasan.site.making import Wanted, make_site

QUICK = Wanted(replications=2, histories=0)


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A site in which nothing is drawn or fought; gives the ids of what would have been fought."""
    fought: list[str] = []

    def ship(site: Path, battle: Any, scenario: Any, asked: Any, progress: Any) -> None:
        fought.append(battle.id)
        folder = site / battle.folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.html").write_text("<html><body>run</body></html>", "utf-8")
        (folder / "manifest.json").write_text("{}", "utf-8")

    monkeypatch.setattr(making, "ship", ship)
    monkeypatch.setattr(making, "svg_map", lambda scenario: "<svg/>")
    for picture in (making.incident_map, making.timeline):
        monkeypatch.setattr(picture, "draw", lambda incidents, path, frontier: path.write_text("<svg/>", "utf-8"))
    monkeypatch.setattr(making, "documents_folder", lambda: None)
    for room, name in (
        (making.record_pages, "incident_page"), (making.record_pages, "sources_page"),
        (making.record_search, "search_data"), (making.story_pages, "fight_page"),
    ):  # fmt: skip
        monkeypatch.setattr(room, name, lambda *_: "<html></html>")
    return fought


def told(out: Path) -> dict[str, Any]:
    return dict(json.loads((out / "site.json").read_text("utf-8")))


def test_every_battle_is_fought_but_those_kept_as_a_test(
    light: list[str], tmp_path: Path, contents: Contents, quiet: Any
) -> None:
    made = make_site(tmp_path / "site", QUICK, quiet, contents)
    assert len(light) == 13
    assert not [one for one in light if one.startswith(("khalkhin", "bain"))]
    assert set(made.fought) == set(light)
    assert len(made.kept_back) == 5
    assert "not made yet" not in made.index.read_text("utf-8").partition('id="rest"')[0]
    assert told(tmp_path / "site")["finished"] is True


def test_a_fight_kept_as_a_test_is_never_fought(tmp_path: Path, contents: Contents) -> None:
    battle = next(one for fight in contents.fights for one in fight.battles if one.withheld)
    scenario = contents.scenarios[battle.id]
    with pytest.raises(RunError, match="kept as a test"):
        shipped_runs.ship(tmp_path, battle, scenario, shipped_runs.Fought(1, 7), None)
    assert list(tmp_path.iterdir()) == []


def test_broken_off_it_can_be_read_and_goes_on(
    light: list[str], tmp_path: Path, contents: Contents, quiet: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, whole_ship = tmp_path / "site", making.ship

    def broken(*arguments: Any) -> None:
        if len(light) == 2:
            raise KeyboardInterrupt
        whole_ship(*arguments)

    monkeypatch.setattr(making, "ship", broken)
    with pytest.raises(KeyboardInterrupt):
        make_site(out, QUICK, quiet, contents)
    first = list(light)
    text = (out / "index.html").read_text("utf-8")
    assert text.count("/report.html") >= 2
    assert "not made yet" in text
    assert told(out)["finished"] is False
    assert not (out / "lock").exists()
    (out / "stories" / ".half.0123.part").write_text("half", "utf-8")
    monkeypatch.setattr(making, "ship", whole_ship)
    make_site(out, QUICK, quiet, contents)
    assert light[:2] == first
    assert sorted(light) == sorted(set(light)), "what was finished is not fought again"
    assert list(out.rglob("*.part")) == []
    make_site(out, QUICK, quiet, contents)
    assert len(light) == 13
    make_site(out, Wanted(replications=3, histories=0), quiet, contents)
    assert len(light) == 26, "with other numbers all of it is fought anew"


class FrontierMadeUp:
    """Plays nothing; leaves the files of a run."""

    def run(self, asked: Any, folder: Path, *, force: bool, command: list[str], tell: Any) -> Any:
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text(json.dumps({"command": command}), "utf-8")
        (folder / "fights.parquet").write_bytes(b"rows")
        return SimpleNamespace(folder=folder, interrupted=asked.seed == 13)


def test_the_page_of_the_frontier_is_made_and_linked_and_its_tables_left_out(
    light: list[str], tmp_path: Path, contents: Contents, quiet: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_page(frontier: Any, played: Any) -> None:
        (played.folder / "report.html").write_text("<html><body>histories</body></html>", "utf-8")

    monkeypatch.setattr(making, "Frontier", FrontierMadeUp)
    monkeypatch.setattr(making, "write_page", write_page)
    for out, wanted in (("without", Wanted(2)), ("with", Wanted(2, tables=True))):
        made = make_site(tmp_path / out, wanted, quiet, contents)
        folder = tmp_path / out / "frontier" / "process"
        assert (folder / "fights.parquet").is_file() is wanted.tables
        assert "khasan-site-bar" in (folder / "report.html").read_text("utf-8")
        assert 'href="process/report.html"' in (folder.parent / "index.html").read_text("utf-8")
        assert 'href="frontier/process/report.html"' in made.index.read_text("utf-8")
        command = json.loads((folder / "manifest.json").read_text("utf-8"))["command"]
        assert command == ["khasan", "frontier", "run", "--replications", "1000", "--seed", "7"]
    with pytest.raises(KeyboardInterrupt):
        make_site(tmp_path / "broken", Wanted(2, seed=13), quiet, contents)
    assert "process/report.html" not in (tmp_path / "broken" / "index.html").read_text("utf-8")


def test_what_is_no_more_goes_and_what_is_not_ours_stays(
    light: list[str], tmp_path: Path, contents: Contents, quiet: Any
) -> None:
    out = tmp_path / "site"
    make_site(out, QUICK, quiet, contents)
    (out / "my-notes.txt").write_text("mine", "utf-8")
    (out / "stories" / "gone.html").write_text("of an older site", "utf-8")
    (tmp_path / "outside.txt").write_text("mine", "utf-8")
    state = told(out)
    state["files"] += ["stories/gone.html", "../outside.txt", "stories/../../outside.txt"]
    (out / "site.json").write_text(json.dumps(state), "utf-8")
    make_site(out, QUICK, quiet, contents)
    assert (out / "my-notes.txt").read_text("utf-8") == "mine"
    assert (tmp_path / "outside.txt").is_file()
    assert not (out / "stories" / "gone.html").exists()


def test_one_battle_leaves_the_others_as_they_are(
    light: list[str], tmp_path: Path, contents: Contents, quiet: Any
) -> None:
    out = tmp_path / "site"
    make_site(out, QUICK, quiet, contents)
    made = make_site(out, Wanted(5, histories=0, battles=("suifenho-1936",)), quiet, contents)
    assert light[13:] == ["suifenho-1936"]
    assert len(made.fought) == 13
    assert (out / "battles" / "lake-khasan-1938" / "report.html").is_file()


def test_a_run_is_taken_up_where_it_is(tmp_path: Path, contents: Contents, monkeypatch: pytest.MonkeyPatch) -> None:
    battle = next(one for one in contents.battles if one.id == "suifenho-1936")
    scenario = contents.scenarios[battle.id]
    runs: list[int] = []

    def counted(*arguments: Any, **named: Any) -> Any:
        runs.append(named["replications"])
        return run(*arguments, **named)

    monkeypatch.setattr(shipped_runs, "run", counted)
    for replications, seed in ((2, 7), (2, 7), (3, 7), (3, 8)):
        asked = shipped_runs.Fought(replications, seed)
        result = shipped_runs.ship(tmp_path, battle, scenario, asked, None)
        assert (result.finished, result.seed) == (replications, seed)
    assert runs == [2, 3, 3], "the same run is not fought again, another one is"
    shipped_runs.leave_tables_out(tmp_path / battle.folder)
    assert not list(tmp_path.rglob("*.parquet"))
    shipped_runs.ship(tmp_path, battle, scenario, asked, None)
    assert runs == [2, 3, 3, 3], "without its tables a page cannot be made again"
    page = (tmp_path / battle.page).read_text("utf-8")
    assert page.count('<nav class="khasan-site-bar"') == 1
    command = json.loads((tmp_path / battle.folder / "manifest.json").read_text("utf-8"))["command"]
    assert command == ["khasan", "run", "suifenho-1936", "--seed", "8", "--replications", "3"]


def test_histories_lie_beside_the_page_under_the_bar_of_the_site(tmp_path: Path, contents: Contents) -> None:
    battle = next(one for one in contents.battles if one.id == "suifenho-1936")
    shipped_runs.ship(tmp_path, battle, contents.scenarios[battle.id], shipped_runs.Fought(20, 7), None)
    folder = tmp_path / battle.folder
    page = (folder / "report.html").read_text("utf-8")
    beside = sorted(file.name for file in folder.glob("history-*.html"))
    assert beside
    for name in beside:
        assert f'href="{name}#replay-r' in page
        assert '<nav class="khasan-site-bar"' in (folder / name).read_text("utf-8")


def test_the_command_asks_for_what_python_does() -> None:
    told = {name: one.default for name, one in inspect.signature(site).parameters.items()}
    wanted = Wanted()
    for name in ("replications", "seed", "histories", "tables", "workers"):
        assert told[name] == getattr(wanted, name)


Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize(
    ("there", "remedy"),
    [
        ("file", "it is no folder"),
        ("others", "other files (a.txt)"),
        ("broken", "it holds no site of khasan"),
        ("full", "5 MB are free there"),
        ("under a file", "name a folder that can be made"),
    ],
)
def test_a_place_that_will_not_do_is_refused_with_one_message(
    there: str, remedy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"
    if there == "file":
        out.write_text("mine", "utf-8")
    elif there == "others":
        out.mkdir()
        (out / "a.txt").write_text("mine", "utf-8")
    elif there == "broken":
        out.mkdir()
        (out / "site.json").write_text("{", "utf-8")
    elif there == "full":
        monkeypatch.setattr(site_folder.shutil, "disk_usage", lambda where: Usage(100, 95, 5_000_000))
    else:
        (tmp_path / "site").write_text("mine", "utf-8")
        out = tmp_path / "site" / "below"
    before = sorted(tmp_path.rglob("*"))
    assert main(["site", str(out)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert remedy in line
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("option", "value", "remedy"),
    [
        ("--replications", "0", "give a whole number from 1"),
        ("--histories", "-1", "give a whole number from 0"),
        ("--battle", "nomonhan", "choose of"),
        ("--battle", "bain-tsagan-1939", "this battle is kept as a test"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(
    option: str, value: str, remedy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["site", str(tmp_path / "site"), option, value]) == 2
    assert remedy in capsys.readouterr().err
    assert not (tmp_path / "site").exists()


def test_the_command_says_where_to_look_and_how_to_go_on(
    light: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"
    assert main(["site", str(out), "--histories", "0", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["index"] == str(out / "index.html")
    assert answer["files"] > 50
    assert answer["documents"] is False

    def broken(*arguments: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(making, "ship", broken)
    shutil.rmtree(out)
    assert main(["site", str(out), "--histories", "0"]) == 130
    assert "the same command continues" in capsys.readouterr().err
