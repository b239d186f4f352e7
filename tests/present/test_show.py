from __future__ import annotations

import re

import pytest

from khasan.present.run_report.inputs import account
from khasan.present.scenario_page import short_overview
from khasan.present.scenario_page.overview import overview
from khasan.present.scenario_page.overview_text import text
from khasan.scenario.catalog import list_what_ifs, load_scenario


@pytest.fixture(scope="module")
def shown() -> dict:
    return overview(load_scenario("lake-khasan-1938"))


def units_of(parts):
    for part in parts:
        if "parts" in part:
            yield from units_of(part["parts"])
        else:
            yield part


def test_every_unit_and_every_plan_is_told_and_nothing_is_wider_than_the_terminal(shown: dict) -> None:
    told = text(shown, 100)
    assert max(len(line) for line in told.splitlines()) <= 100
    flat = re.sub(r"[\s│├└─]+", " ", told)
    for side in shown["order_of_battle"]:
        assert sum(unit["units"] for unit in units_of(side["parts"])) == side["units"]
    for plan in shown["plans"]:
        assert f"Plan {plan['id']}: {plan['title']}" in flat
    numbered = [u["name"] for side in shown["order_of_battle"] for u in units_of(side["parts"])]
    alone = [name for name in numbered if not re.search(r" \d+$", name)]  # the numbered ones share a line
    assert [name for name in alone if name not in flat] == []


def test_what_most_units_have_of_ammunition_is_said_once(shown: dict) -> None:
    told = text(shown, 4000)
    units = [unit for side in shown["order_of_battle"] for unit in units_of(side["parts"])]
    usual = max({unit["ammunition"] for unit in units}, key=[unit["ammunition"] for unit in units].count)
    assert told.count(f"ammunition {usual}") == 1
    others = {unit["ammunition"] for unit in units} - {usual}
    assert all(f"ammunition {other}" in told for other in others)


def test_the_page_and_the_command_line_count_the_same_numbers(shown: dict) -> None:
    told = account(load_scenario("lake-khasan-1938"), None, {}, Zeros())
    counted = dict(
        zip([kind["kind"] for kind in told["provenance"]], told["provenance_rows"][-1]["counts"], strict=True)
    )
    assert {kind: count for kind, count in counted.items() if count} == shown["numbers"]


def test_the_brief_form_keeps_formations_plans_and_questions_on_two_screens() -> None:
    entries = list_what_ifs(scenario="lake-khasan-1938")
    shown = overview(load_scenario("lake-khasan-1938"), what_ifs=entries)
    short = short_overview.brief(shown)
    told = short_overview.text(short, 100)
    flat = re.sub(r"\s+", " ", told)
    assert len(told.splitlines()) < len(text(shown, 100).splitlines()) / 5
    assert max(len(line) for line in told.splitlines()) <= 100
    assert "118th Rifle Regiment: 18 units, 1,313 men" in flat
    assert "I/75: " not in flat  # a battalion: below what is told
    assert all(plan["title"] in flat for plan in shown["plans"])
    assert sorted(i for plan in short["plans"] for i in plan["ids"]) == sorted(plan["id"] for plan in shown["plans"])
    assert all(entry.question and re.sub(r"\s+", " ", entry.question) in flat for entry in entries)
    south = [plan for plan in short["plans"] if plan["title"] == "Staffs of the regiments, south"]
    assert [plan["side"] for plan in south] == ["japan", "soviet"]  # of one name, and still two sides' plans


class Zeros(dict):
    """Symbol numbers, which the page needs and this test does not."""

    def __missing__(self, key: str) -> int:
        return 0
