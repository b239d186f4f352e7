"""Every column of outcomes.parquet beside an independent computation (measures_again.py)."""

from __future__ import annotations

import string
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import khasan
from khasan import arrays as a
from khasan.arrays import Replication
from khasan.compiler import Compiled
from khasan.engine import run_replication
from khasan.results.columns import LOSSES_COUNTED, OUTCOMES
from khasan.results.outcomes import outcome_columns, outcome_row, outcomes_table
from khasan.results.series import series_row, series_table
from results import measures_made_up
from results.measures_again import MEN, Again, column, holders_by_events, holders_by_snapshots

BATTLES = {"lake-khanka-1935": 200.0, "kanchazu-1937": 300.0, "halhamiao-1935": 300.0}
"""Small fights of horsemen; of boats and guns; of trucks and armour, with men taken. On hexes of so many metres: larger
than the scenario's own, so that the ground is soon prepared without numba too."""


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> tuple[Compiled, Replication]:
    compiled = measures_made_up.compiled(tmp_path_factory.mktemp("country"))
    return compiled, measures_made_up.replication(compiled)


@pytest.fixture(scope="module", params=[*BATTLES, "made-up"])
def fought(request: pytest.FixtureRequest) -> tuple[Compiled, Replication]:
    if request.param == "made-up":
        made: tuple[Compiled, Replication] = request.getfixturevalue("made_up")
        return made
    resolved = khasan.load_scenario(request.param)
    coarse = resolved.map.model_copy(update={"hex_m": BATTLES[request.param]})
    compiled = khasan.compile_scenario(resolved.model_copy(update={"map": coarse}))
    return compiled, run_replication(compiled, 7, 1, record=True)


def again(compiled: Compiled, rep: Replication) -> Again:
    return Again(compiled, rep, holders_by_snapshots(compiled, rep))


def near(value: Any) -> Any:
    """Shares lie in the table of units to seven digits."""
    return pytest.approx(value, rel=2e-7) if isinstance(value, float) else value


def test_every_column_comes_out_again(fought: tuple[Compiled, Replication]) -> None:
    compiled, rep = fought
    expected = again(compiled, rep).columns()
    table = outcomes_table(compiled, [outcome_row(compiled, rep, 7)])
    assert set(table.column_names) == set(expected)
    assert table.column_names == [one.name for one in outcome_columns(compiled)]
    (row,) = table.to_pylist()
    assert {name: row[name] for name in expected} == {name: near(value) for name, value in expected.items()}


def test_holders_are_those_who_took_places(fought: tuple[Compiled, Replication]) -> None:
    """Of fights: whoever took a place last before a look holds it then."""
    compiled, rep = fought
    if compiled.resolved.id != "all-different":
        assert holders_by_events(compiled, rep) == holders_by_snapshots(compiled, rep)


def test_men_on_arrival_are_those_there_at_first_and_go_one_way(fought: tuple[Compiled, Replication]) -> None:
    """Of fights: whoever is not fit any more is killed, wounded or missing."""
    compiled, rep = fought
    if compiled.resolved.id == "all-different":
        return
    rows = again(compiled, rep).rows
    last = len(rep.snapshot_steps) - 1
    for k, unit in enumerate(compiled.labels.units):
        assert rows[0, unit]["men"] == rep.initial_men[k]
        assert rows[last, unit]["men"] + sum(rows[last, unit][what] for what in MEN) == rep.initial_men[k]


def test_stops_are_those_that_the_events_tell(fought: tuple[Compiled, Replication]) -> None:
    """Of fights: as many attacks broken off and positions given up, by side and cause, as were told."""
    compiled, rep = fought
    if compiled.resolved.id == "all-different":
        return
    told = np.zeros_like(rep.stops)
    for event in rep.events.tolist():
        first = {a.ATTACK_STOPPED: a.ATTACKS_BY_0, a.GAVE_UP_POSITION: a.POSITIONS_BY_0}.get(event[a.EV_KIND])
        if first is not None:
            told[first + event[a.EV_VALUE], compiled.labels.unit_side[event[a.EV_UNIT]]] += 1
    assert told.sum() > 0
    assert (told == rep.stops).all()


def fillings(pattern: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(pattern) if field}


def values_of_family(made_up: tuple[Compiled, Replication], pattern: str) -> Iterator[Any]:
    compiled, rep = made_up
    known = again(compiled, rep)
    choices = {
        "side": [column(side.id) for side in compiled.resolved.sides],
        "phase": [suffix.strip("_") for suffix in known.windows if suffix],
        "formation": [name.removeprefix("formation_") for name in known.groups if name.startswith("formation_")],
        "place": [column(objective.place) for objective in compiled.resolved.objectives],
        "when": [f"{moment:%Y%m%d_%H%M}" for moment in known.moments],
        "parameter": list(compiled.labels.parameters),
        "ending": [cause.replace(" ", "_") for cause in a.ENDING_NAMES[1:]],
    }
    row = outcome_row(compiled, rep, 7)

    def fill(text: str) -> Iterator[str]:
        places = fillings(text)
        if not places:
            yield text
            return
        place = sorted(places)[0]
        for choice in choices[place]:
            yield from fill(text.replace(f"{{{place}}}", choice))

    for name in fill(pattern):
        yield row[name]


@pytest.mark.parametrize("pattern", [one.name for one in OUTCOMES])
def test_each_family_of_columns_tells_its_members_apart(made_up: tuple[Compiled, Replication], pattern: str) -> None:
    """Else one could stand for another in the comparison above."""
    values = list(values_of_family(made_up, pattern))
    if pattern in ("replication", "member"):
        return
    if pattern == "{side}_aircraft_arrived_{phase}":  # one unit a side, there from the first phase on
        assert len(set(values)) == 2
        return
    if pattern.startswith("formation_"):  # those without aircraft, vehicles or guns have none
        values = [value for value in values if value]
        assert len(set(values)) >= min(2, len(values))  # a division may have all its guns in one regiment
        return
    if "tonnes" in pattern:
        assert values[0] > 0.0
        assert values[1] is None  # the east declares no supply
        return
    if pattern.startswith("holder_"):
        assert len(set(values)) >= 2
        return
    values = [value for value in values if value is not None]
    assert values
    assert len(set(values)) == len(values)
    assert all(value != 0 for value in values)


def test_the_measures_of_losses_differ_from_each_other(made_up: tuple[Compiled, Replication]) -> None:
    row = outcome_row(*made_up, 7)
    for side in ("soviet", "japan"):
        values = [row[f"{side}_{measure.id}"] for measure in LOSSES_COUNTED]
        assert len(set(values)) == len(values)


def test_a_scenario_has_a_column_for_each_midnight_phase_and_end(made_up: tuple[Compiled, Replication]) -> None:
    """From 06:00 on for two days and a half: two midnights, three ends of phases, the last of them the end of all."""
    names = [one.name for one in outcome_columns(made_up[0]) if one.name.startswith("holder_spot_2_")]
    assert names == [
        f"holder_spot_2_{when}"
        for when in (
            "end", "19380730_1718", "19380731_0000", "19380731_0403", "19380801_0000", "19380801_2042",
        )
    ]  # fmt: skip


def test_only_whole_formations_report(made_up: tuple[Compiled, Replication]) -> None:
    """Those at the top, and from regiment up: the battalion within the regiment does not."""
    names = {one.name for one in outcome_columns(made_up[0])}
    told = {name.removeprefix("formation_") for name in names if name.startswith("formation_")}
    reporting = ("westerners", "guards", "easterners", "wing")
    assert {name.removesuffix("_killed") for name in told if name.endswith("_killed")} == set(reporting)


def test_the_series_is_the_same_at_every_look(fought: tuple[Compiled, Replication]) -> None:
    compiled, rep = fought
    known = again(compiled, rep)
    rows = series_table(compiled, [series_row(compiled, rep)]).to_pylist()
    assert len(rows) == len(known.looks)
    for look, row in enumerate(rows):
        expected = {
            "replication": rep.replication,
            "member": rep.member,
            "hour": known.hours(look),
            "time": known.looks[look].isoformat(timespec="seconds"),
        }
        for side in compiled.resolved.sides:
            units = [known.counted(look, unit) for unit in known.groups[column(side.id)]]
            for what in ("killed", "casualties", "tanks_lost"):
                expected[f"{column(side.id)}_{what}"] = sum(unit[what] for unit in units)
        for place, held in known.holders.items():
            expected[f"holder_{column(place)}"] = held[look] or "nobody"
        assert row == expected


def test_rows_stand_in_the_order_of_their_numbers(made_up: tuple[Compiled, Replication]) -> None:
    compiled, _ = made_up
    reps = [measures_made_up.replication(compiled, number) for number in (4, 2, 3)]
    table = outcomes_table(compiled, [outcome_row(compiled, rep, 7) for rep in reps])
    assert table["replication"].to_pylist() == [2, 3, 4]
    for row in table.to_pylist():
        rep = next(rep for rep in reps if rep.replication == row["replication"])
        assert row == outcome_row(compiled, rep, 7)
    series = series_table(compiled, [series_row(compiled, rep) for rep in reps])
    looks = len(reps[0].snapshot_steps)
    assert series["replication"].to_pylist() == [2] * looks + [3] * looks + [4] * looks
    assert series["member"].to_pylist() == [2] * looks + [0] * looks + [1] * looks
    for k, rep in enumerate(sorted(reps, key=lambda rep: rep.replication)):
        one = series_table(compiled, [series_row(compiled, rep)]).to_pylist()
        assert series.slice(k * looks, looks).to_pylist() == one
