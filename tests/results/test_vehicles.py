"""Boats, trains and armoured cars are not called tanks where a person reads of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from helpers_results import compiled, replication
from khasan import arrays as a
from khasan.compiler.compile import _vehicles_of
from khasan.results.aar import after_action
from khasan.results.outcomes import outcome_row, outcomes_table
from khasan.results.run_summary import in_short
from khasan.results.story import story
from khasan.scenario.equipment import Toe
from khasan.scenario.library import Library


@pytest.mark.parametrize(
    ("toe", "word"),
    [
        ("su-t26-company", "tanks"),
        ("jp-tankette-company", "tanks"),
        ("su-ba10-company", "armoured cars"),
        ("su-armoured-cutter", "boats"),
        ("jp-armoured-train", "wagons"),
        ("su-rifle-company", ""),
    ],
)
def test_the_arm_and_the_way_it_goes_name_a_units_vehicles(toe: str, word: str) -> None:
    found = Library().written("toe", toe).model
    assert isinstance(found, Toe)
    assert _vehicles_of(found) == word


def test_boats_are_told_of_as_boats() -> None:
    made = compiled()
    boats = tuple("boats" if word else "" for word in made.labels.unit_vehicles)
    afloat = replace(made, labels=replace(made.labels, unit_vehicles=boats))
    rep = replication(afloat, 1, record=True)
    lost = rep.losses.copy()
    lost[0, [a.LO_TARGET, a.LO_BURNT]] = 4, 2
    rep = rep._replace(losses=lost)
    told = " ".join(sentence for _, sentence in story(afloat, rep))
    assert " and two boats" in told
    assert "tank" not in told
    after = after_action(afloat, outcomes_table(afloat, [outcome_row(afloat, rep, 7)]), None)
    rows = [row for section in after.sections for row in section.rows]
    assert {row.quantity for row in rows if row.measure == "soviet_tanks_lost"} == {"boats lost"}
    assert not [row.quantity for row in rows if "tank" in row.quantity]
    assert any("boats lost: " in sentence and "in the model" in sentence for sentence in in_short(after))
