"""A scenario may withhold what the record has: then nothing that a run shows or writes says it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import helpers_results as made_up
from khasan.present.run_report.after_action_tables import parts
from khasan.present.scenario_page.overview import overview
from khasan.record import Incident, load_incident
from khasan.results.aar import after_action
from khasan.results.aar_text import aar_text
from khasan.results.outcomes import outcome_row, outcomes_table
from khasan.results.record_comparison import Record
from khasan.scenario.catalog import list_scenarios, load_scenario
from khasan.scenario.library import SHIPPED, Library
from khasan.scenario.schema import RecordOutcomes

MEASURES = {
    "soviet_killed": "soviet-killed",
    "taken_zaozernaya_japanese": "time-zaozernaya-taken",
    "holder_zaozernaya_19380801_0000": "holder-zaozernaya-1938-07-31",
}
WHY = "the comparison is not registered yet"
OPEN = made_up.compiled(measures=MEASURES)
ROWS = [outcome_row(OPEN, made_up.replication(OPEN, k), 7) for k in range(30)]
REGISTERED = Path(__file__).parents[2] / "docs" / "validation" / "registered.yaml"


def scenario(*, withheld: bool, rule: str = "graded") -> Any:
    outcomes = RecordOutcomes(withheld=WHY) if withheld else None
    changed = OPEN.resolved.model_copy(update={"record_outcomes": outcomes, "record_rule": rule})
    return replace(OPEN, resolved=changed)


def record(**texts: str) -> Incident:
    """Lake Khasan, but what followed is told by these alone: one claim copied under other quantities."""
    khasan = load_incident("lake-khasan-1938")
    pattern = khasan.by_quantity()["aftermath-bodies"][0]
    more = [
        replace(pattern, id=f"{quantity}@VOR", quantity=quantity.replace("_", "-"), text=text)
        for quantity, text in texts.items()
    ]
    others = (claim for claim in khasan.claims if not claim.quantity.startswith("aftermath-"))
    return replace(khasan, claims=(*others, *more))


def report(*, withheld: bool, rule: str = "graded") -> tuple[str, str, str]:
    """As text, as JSON, and as the tables of the page."""
    compiled = scenario(withheld=withheld, rule=rule)
    after = after_action(compiled, outcomes_table(compiled, ROWS), record(aftermath_inquiry="asked for, refused"))
    pages = "".join(str(part["table"]) + str(part["note"]) for part in parts(after, ("Soviet Union", "Japan"), {}))
    return aar_text(after, 120), json.dumps(after.to_json()), pages


@pytest.mark.parametrize("form", range(3), ids=["printed", "JSON", "page"])
def test_nothing_of_the_record_is_told(form: int) -> None:
    told = report(withheld=True)[form]
    assert "withheld" in told
    for secret in ("408", "SHI KHN", "infobox", "05:15", "refused", "percentile of the"):
        assert secret not in told, secret


@pytest.mark.parametrize("form", range(3), ids=["printed", "JSON", "page"])
def test_the_twin_that_withholds_nothing_tells_it_all(form: int) -> None:
    """So that the test above can fail."""
    told = report(withheld=False)[form]
    for secret in ("408", "SHI KHN", "infobox", "05:15", "refused"):
        assert secret in told, secret


def test_why_it_is_withheld_is_said_and_every_measure_has_the_verdict() -> None:
    compiled = scenario(withheld=True)
    after = after_action(compiled, outcomes_table(compiled, ROWS), record())
    assert after.withheld == WHY
    assert any(WHY in note for note in after.notes)
    rows = after.section("record").rows
    assert [row.verdict for row in rows] == ["withheld"] * len(MEASURES)
    assert all(row.record is None and not row.claims and row.record_percentile is None for row in rows)
    assert {row.verdict for row in after.section("sides").rows if row.measure not in MEASURES} == {"no claim"}


def test_charts_and_the_account_of_inputs_get_no_record() -> None:
    assert Record(scenario(withheld=True), record()).shown is None
    assert Record(scenario(withheld=False), record()).shown is not None


def test_what_followed_is_told_with_who_says_so() -> None:
    text, data, page = report(withheld=False)
    assert "What followed, by the sources" in text
    assert "Inquiry. 1938-08-13: asked for, refused (VOR KHN 1.1)" in text
    assert json.loads(data)["aftermath"][0]["claims"][0]["source"] == "VOR"
    assert 'href="#source-VOR"' in page


def test_a_number_of_the_aftermath_has_its_unit() -> None:
    khasan = record(aftermath_occupation="")
    days = replace(khasan.claims[-1], kind="count", value=21.0, unit="days", text="")
    compiled = scenario(withheld=False)
    after = after_action(compiled, outcomes_table(compiled, ROWS), replace(khasan, claims=(*khasan.claims[:-1], days)))
    assert [line.text for line in after.aftermath[0].claims] == ["21 days"]


def test_words_and_dates_of_the_aftermath_are_told_as_they_stand() -> None:
    khasan = record(aftermath_area="the Soviets re-occupy it", aftermath_gone="1938-08-13")
    day = replace(khasan.claims[-1], kind="outcome")
    compiled = scenario(withheld=False)
    text = aar_text(
        after_action(compiled, outcomes_table(compiled, ROWS), replace(khasan, claims=(*khasan.claims[:-1], day))), 120
    )
    assert "Area. 1938-08-13: the Soviets re-occupy it (VOR KHN 1.1)" in text
    assert "Gone. 1938-08-13 (VOR KHN 1.1)" in text, "the day once, with its hyphens"


def test_a_record_without_an_aftermath_has_no_such_part() -> None:
    compiled = scenario(withheld=False)
    after = after_action(compiled, outcomes_table(compiled, ROWS), record())
    assert after.aftermath == ()
    assert "What followed" not in aar_text(after)


def test_the_rule_of_the_scenario_makes_the_record_s_interval_and_is_said() -> None:
    text, data, _ = report(withheld=False, rule="own-side")
    row = next(r for s in json.loads(data)["sections"] for r in s["rows"] if r["measure"] == "soviet_killed")
    assert (row["record"]["low"], row["record"]["high"]) == (236, 408)
    assert json.loads(data)["record_rule"] == "own-side"
    assert "by the rule own-side" in text


def test_a_what_if_cannot_lift_the_veil(tmp_path: Path) -> None:
    what_if = tmp_path / "peek.yaml"
    what_if.write_text(
        "id: peek\nscenario: lake-khanka-1935\ntitle: Peek\nquestion: What does it say?\nprovenance: {guess: none}\n"
        "changes:\n  - {set: record_outcomes, to: null}\n",
        encoding="utf-8",
    )
    from khasan.errors import InputError

    with pytest.raises(InputError, match="record_outcomes"):
        load_scenario("lake-khanka-1935", [what_if])


def test_withheld_and_rule_stand_in_the_resolved_scenario_and_in_show(tmp_path: Path) -> None:
    text = (SHIPPED / "scenarios" / "lake-khanka-1935.yaml").read_text(encoding="utf-8")
    path = tmp_path / "veiled.yaml"
    path.write_text(f'{text}record_outcomes: {{withheld: "{WHY}"}}\nrecord_rule: all\n', encoding="utf-8")
    resolved = load_scenario(path)
    assert resolved.record_outcomes == RecordOutcomes(withheld=WHY)
    assert resolved.flat()["record_outcomes"] == {"withheld": WHY}
    shown = overview(resolved)
    assert (shown["record_withheld"], shown["record_rule"]) == (WHY, "all")


@pytest.mark.skipif(REGISTERED.exists(), reason="the comparison is registered: the record may be shown")
def test_the_khalkhin_gol_scenarios_withhold_the_record_until_the_comparison_is_registered() -> None:
    """What is compared, and what counts as right, is written down before anybody compares."""
    library = Library((SHIPPED,))
    ids = [entry.id for entry in list_scenarios(library) if entry.id.startswith(("khalkhin-gol-", "bain-tsagan-"))]
    told = {one: load_scenario(one, library=library).record_outcomes for one in ids}
    assert [one for one, outcomes in told.items() if outcomes is None] == []
