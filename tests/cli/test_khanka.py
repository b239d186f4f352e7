"""The commands on a real scenario, the smallest: Lake Khanka, 11 men and 6 horsemen."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest

from khasan.cli import main

KHANKA = "lake-khanka-1935"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of four replications, two of them recorded."""
    path = tmp_path_factory.mktemp("runs") / "khanka"
    assert main(["run", KHANKA, "--seed", "7", "--replications", "4", "--record", "2", "--out", str(path)]) == 0
    return path


def ask(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """What a command answers as JSON."""
    capsys.readouterr()
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_list_names_the_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    assert KHANKA in [entry["id"] for entry in ask(capsys, "list")]
    assert main(["list"]) == 0
    assert f"{KHANKA}: Lake Khanka" in capsys.readouterr().out


def test_show_tells_forces_plans_and_sources(capsys: pytest.CaptureFixture[str]) -> None:
    shown = ask(capsys, "show", KHANKA)
    men = {side["id"]: side["men"] for side in shown["order_of_battle"]}
    assert sorted(men.values()) == [6, 11]
    assert shown["sources"]
    assert main(["show", KHANKA]) == 0
    said = capsys.readouterr().out
    for word in ("Order of battle", "└─", "Weather that may come", "Sources"):
        assert word in said
    rules = [rule for plan in shown["plans"] for rule in plan["words"]]
    assert len(rules) == sum(len(plan["rules"]) for plan in shown["plans"]) > 5
    flat = " ".join(said.split())
    assert all(rule in flat for rule in rules)


def test_show_draws_the_map_with_every_unit(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    drawn = tmp_path / "map.svg"
    assert main(["show", KHANKA, "--map", str(drawn)]) == 0
    capsys.readouterr()
    root = ElementTree.parse(drawn).getroot()
    text = " ".join(root.itertext())
    assert root.tag.endswith("svg")
    for unit in ("Larger half", "Leader's half", "Pair 1", "Pair 2", "Pair 3"):
        assert unit in text
    assert "chematic" in text
    assert "href" not in {key for e in root.iter() for key, value in e.attrib.items() if value.startswith("http")}
    assert main(["show", KHANKA, "--map", str(drawn)]) == 2
    assert "--force" in capsys.readouterr().err


def test_a_run_leaves_its_folder(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}
    tables = {"outcomes.parquet", "series.parquet", "units.parquet", "events.parquet", "losses.parquet"}
    assert names == tables | {"manifest.json", "scenario.json", "report.html"}
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["seed"] == 7
    assert manifest["recorded"] == [0, 1]
    assert manifest["command"][:3] == ["khasan", "run", KHANKA]
    assert pq.read_table(folder / "outcomes.parquet").num_rows == 4


def test_the_same_run_again_has_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    arguments = ["run", KHANKA, "--seed", "7", "--replications", "4", "--record", "2", "--workers", "1"]
    assert main([*arguments, "--out", str(again)]) == 0
    for path in folder.glob("*.parquet"):
        assert (again / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_run_as_json_carries_the_after_action_report(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = ask(capsys, "run", KHANKA, "--seed", "7", "--replications", "2")
    assert told["finished"] == 2
    assert told["folder"] == str(Path("runs") / f"{KHANKA}-seed7-n2")
    assert (tmp_path / told["folder"] / "report.html").is_file()
    assert told["after_action"]["sections"]
    second = ask(capsys, "run", KHANKA, "--seed", "7")
    assert second["story"]
    assert set(second["story"][0]) == {"time", "text"}
    third = ask(capsys, "run", KHANKA, "--seed", "7")
    assert third["folder"] == second["folder"] + "-2"
    assert third["story"] == second["story"]


def test_an_existing_folder_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "manifest.json").stat().st_mtime_ns
    assert main(["run", KHANKA, "--out", str(folder)]) == 2
    assert "--force" in capsys.readouterr().err
    assert (folder / "manifest.json").stat().st_mtime_ns == before


def test_explain_multiplies_to_what_was_recorded_and_draws_the_same_number(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded = pq.read_table(folder / "losses.parquet").to_pylist()
    assert recorded
    cut = 0
    for row in recorded:
        number = ("--replication", str(row["replication"]))
        found = ask(capsys, "explain", str(folder), *number, "--event", str(row["event"]))
        assert found["shooter"] == row["shooter"]
        assert found["target"] == row["target"]
        assert found["range_m"] == row["range_m"]
        assert found["product"] == pytest.approx(row["expected"], rel=1e-12)
        assert found["draw"] == row["draw"]
        assert found["drawn_again"] is True
        low, high = found["draws_that_mean_it"] or (0.0, 1.0)
        assert low <= row["draw"] or found["fallen"] > 1
        cut += row["draw"] > high and found["fallen"] <= 1
    assert cut <= len(recorded) // 4  # more were drawn to fall than were left of a handful
    events = [row["event"] for row in recorded if row["replication"] == 0]
    listed = ask(capsys, "explain", str(folder), "--replication", "0")
    assert [entry["event"] for entry in listed] == events


def test_the_ledger_of_a_unit_holds_what_was_recorded_of_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recorded = [row for row in pq.read_table(folder / "losses.parquet").to_pylist() if row["replication"] == 0]
    unit = recorded[0]["target"]
    kept = ask(capsys, "explain", str(folder), "-r", "0", "--unit", unit)
    for what in ("killed", "wounded"):
        fallen = sum(line["lost"].get(what, 0) for line in kept["suffered"])
        assert fallen == sum(row[what] for row in recorded if row["target"] == unit)
    assert main(["explain", str(folder), "-r", "0", "--unit", unit + "x"]) == 2
    assert f"did you mean {unit}" in capsys.readouterr().err
    assert main(["explain", str(folder), "-r", "0", "--unit", unit, "--event", "0"]) == 2


def test_explain_knows_replications_that_were_not_recorded(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hurt = ("killed", "wounded")
    for row in pq.read_table(folder / "outcomes.parquet").to_pylist()[2:]:
        entries = ask(capsys, "explain", str(folder), "--replication", str(row["replication"]))
        fallen = sum(entry["lost"].get(what, 0) for entry in entries for what in hurt)
        assert fallen == sum(row[f"{side}_{what}"] for side in ("japan", "soviet") for what in hurt)
    assert main(["explain", str(folder), "--replication", "4"]) == 2
    assert main(["explain", str(folder), "--replication", "0", "--event", "9999"]) == 2
    assert "--event" in capsys.readouterr().err


def test_report_makes_the_page_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = folder / "report.html"
    before = page.read_bytes()
    page.unlink()
    assert ask(capsys, "report", str(folder))["report"] == str(page)
    assert page.read_bytes() == before


def test_lint_finds_nothing_and_counts_provenance(capsys: pytest.CaptureFixture[str]) -> None:
    said = ask(capsys, "lint", KHANKA, "--provenance")
    assert said["problems"] == []
    counts = said["provenance"][KHANKA]
    assert counts["all"]["bare"] == 0
    assert sum(counts["all"].values()) == sum(sum(c.values()) for g, c in counts.items() if g != "all")


def test_lint_of_a_bad_file_fails_with_lines(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("format: khasan-scenario/1\nid: bad\n", encoding="utf-8")
    assert main(["lint", str(file), "--json"]) == 2
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert len(problems) > 3
    assert {problem["file"] for problem in problems} == {str(file)}


def test_warmup_says_where_the_cache_is(capsys: pytest.CaptureFixture[str]) -> None:
    ask(capsys, "warmup")
    assert ask(capsys, "warmup")["was_compiled"] is True


@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT to another process")
def test_ctrl_c_from_outside_leaves_a_valid_folder_and_says_so(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    command = [sys.executable, "-m", "khasan", "run", KHANKA, "--replications", "100000", "--record", "0"]
    process = subprocess.Popen([*command, "--out", str(out)], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 120
    while not out.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(3)  # some replications are finished; if not yet, the first still will be
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 130
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    finished = manifest["replications_finished"]
    assert f"interrupted: {finished} of 100000 replications are finished and kept" in said
    assert manifest["interrupted"] is True
    outcomes = pq.read_table(out / "outcomes.parquet")
    assert outcomes["replication"].to_pylist() == list(range(finished))


def test_a_run_of_one_is_explained_without_its_number_and_one_of_several_asks_for_it(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", KHANKA, "--seed", "7", "--first-replication", "5", "--out", str(tmp_path / "one")]) == 0
    assert ask(capsys, "explain", str(tmp_path / "one")) == ask(capsys, "explain", str(tmp_path / "one"), "-r", "5")
    assert main(["explain", str(folder)]) == 2
    assert "this run has replications 0 to 3" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["fight"], ["run", KHANKA, "--replications", "x"], ["run"], ["run", "--nonsense"]])
def test_a_command_line_that_cannot_be_read_is_bad_input_in_both_forms(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "Error: " in told.err
    assert main([*words, "--json"]) == 2
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert problem["file"] == "command line"
    assert problem["remedy"] in told.err.replace("\n", " ")


def test_what_is_no_number_is_told_in_words_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["run", KHANKA, "--seed", "x"]) == 2
    told = capsys.readouterr().err
    assert "--seed" in told
    assert "give a whole number, such as 7" in told
    assert "parse" not in told
