"""What a scenario says of its record: by which rule rivals become numbers, when it was checked, what is withheld."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from khasan.cli import main
from khasan.errors import InputError
from khasan.record.claim import COLUMNS
from khasan.scenario.catalog import list_scenarios, load_scenario
from khasan.scenario.library import SHIPPED, Library
from khasan.scenario.loader import load_model
from khasan.scenario.schema import Scenario
from scenario.worlds import WORLD, resolve_flat, world

SKIRMISH = (WORLD / "scenarios" / "skirmish.yaml").read_text("utf-8")


def changed(folder: Path, *lines: str) -> Path:
    path = folder / "changed.yaml"
    path.write_text(SKIRMISH + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def rivals(folder: Path) -> Library:
    """The made-up world, where the enemy too has a word on the strength of red."""
    (folder / "record").mkdir()
    with (WORLD / "record" / "skirmish.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    mine = next(row for row in rows if row["quantity"] == "red-strength")
    enemy = {
        **mine,
        "id": "red-strength@ENW",
        "source": "ENW",
        "stance": "other",
        "value": "0.9",
        "low": "",
        "high": "",
    }
    enemy |= {"anchor": "", "position": "", "flag": "", "formula": ""}
    with (folder / "record" / "skirmish.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerow(enemy)
    return Library((WORLD, folder))


def strength(resolved: Any) -> tuple[float, float, float]:
    number = next(unit.strength for unit in resolved.units if unit.id == "red-1")
    return number.low, number.value, number.high


def test_the_rule_decides_what_the_engine_draws_from(tmp_path: Path) -> None:
    library = rivals(tmp_path)
    graded = load_scenario("skirmish", library=library)
    every = load_scenario("skirmish", library=library, record_rule="all")
    guess = load_scenario("skirmish", library=library, record_rule="source:EST")
    assert strength(graded) == (0.9, 0.9, 0.9), "the enemy's word goes before a guess"
    assert strength(every) == (0.6, 0.9, 0.9)
    assert strength(guess) == (0.6, 0.8, 0.9)
    assert len({graded.digest, every.digest, guess.digest}) == 3


def test_the_scenario_s_own_rule_holds_unless_a_run_chooses_another(tmp_path: Path) -> None:
    library = rivals(tmp_path)
    path = changed(tmp_path, 'record_rule: "source:ENW"')
    assert load_scenario(path, library=library).record_rule == "source:ENW"
    assert strength(load_scenario(path, library=library)) == (0.9, 0.9, 0.9)
    assert load_scenario(path, library=library, record_rule="graded").record_rule == "graded"


def test_a_flat_scenario_keeps_rule_status_and_veil(tmp_path: Path) -> None:
    path = changed(
        tmp_path,
        "record_rule: all",
        "status: checked",
        "checked: 2026-11-27",
        'record_outcomes: {withheld: "not yet registered"}',
    )
    resolved = load_scenario(path, library=world())
    again = resolve_flat(resolved, world())
    assert again.digest == resolved.digest
    assert (again.record_rule, again.checked) == ("all", "2026-11-27")


@pytest.mark.parametrize(
    ("lines", "field", "remedy"),
    [
        (("record_rule: grade",), "record_rule", "did you mean graded"),
        (("record_rule: source:WELL",), "record_rule", "skirmish has no claim of WELL"),
        (("status: checked",), "", "go together"),
        (("checked: 2026-11-27",), "", "go together"),
        (("status: checked", "checked: 2026-02-30"), "checked", "give the day"),
        (("status: checked", "checked: yesterday"), "checked", "give the day"),
        (("record_outcomes: withheld",), "record_outcomes", ""),
        (("record_outcomes: {withheld: no}",), "record_outcomes.withheld", ""),
        (("record_outcomes: {}",), "record_outcomes", "withheld"),
    ],
)
def test_what_cannot_be_is_told_with_its_line(tmp_path: Path, lines: tuple[str, ...], field: str, remedy: str) -> None:
    with pytest.raises(InputError) as refused:
        load_scenario(changed(tmp_path, *lines), library=world())
    told = [(p.field, p.remedy) for p in refused.value.problems]
    assert any(name.startswith(field) and remedy in text for name, text in told), told
    assert all(problem.line for problem in refused.value.problems)


def test_a_run_that_chooses_a_rule_nobody_knows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "lake-khanka-1935", "--record-rule", "gradd"]) == 2
    assert "did you mean graded" in capsys.readouterr().err


def test_list_shows_every_scenario_with_status_title_and_incident(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "scenarios").mkdir()
    text = (SHIPPED / "scenarios" / "lake-khanka-1935.yaml").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^(status|checked):.*\n", "", text)
    for name, status in (("mine", "status: checked\nchecked: 2026-11-27"), ("unread", "status: provisional")):
        copy = text.replace("id: lake-khanka-1935\ntitle", f"id: {name}\n{status}\ntitle", 1)
        (tmp_path / "scenarios" / f"{name}.yaml").write_text(copy, encoding="utf-8")
    monkeypatch.setenv("KHASAN_PATH", str(tmp_path))
    assert main(["list", "--json"]) == 0
    entries = {entry["id"]: entry for entry in json.loads(capsys.readouterr().out)}
    assert set(entries) == {entry.id for entry in list_scenarios()}
    mine, unread, ours = entries["mine"], entries["unread"], entries["lake-khasan-1938"]
    assert (mine["status"], mine["checked"]) == ("checked", "2026-11-27")
    assert (unread["status"], unread["checked"]) == ("provisional", None)
    assert (ours["title"], ours["incident"]) == ("Lake Khasan, 29 July–11 August 1938", "lake-khasan-1938")
    assert main(["list"]) == 0
    told = capsys.readouterr().out
    assert "mine: Lake Khanka, June 1935 (checked 2026-11-27 by a second reading; record lake-khanka-1935)" in told


def test_a_scenario_that_says_nothing_is_provisional_graded_and_open() -> None:
    model = load_model(WORLD / "scenarios" / "skirmish.yaml", Scenario)
    assert (model.status, model.record_rule, model.record_outcomes) == ("provisional", "graded", None)
