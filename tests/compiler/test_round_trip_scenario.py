"""What a scenario says of its time, its map, its weather and its air, and the parameters that nobody knows."""

from __future__ import annotations

import dataclasses
import hashlib
import math
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from compiler import round_trip
from compiler.round_trip import (
    END,
    HEX_M,
    KEY,
    START,
    STEP_S,
    Country,
    choices,
    complete,
    drawn_of,
    exact,
    medians,
)
from khasan.compiler.light import sky
from khasan.kernels.chance.draws import weather_draws
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.scenario.numbers import Amount, Share
from khasan.scenario.schema import (
    Clock,
    DoctrineFile,
    MapUse,
    Objective,
    Parameter,
    ParameterFile,
    Phase,
    RecordOutcomes,
    ReportingFile,
    Scenario,
    Weather,
)  # fmt: skip

WORDS = {
    "format": "which form the file has",
    "id": "labels.scenario",
    "title": "for people",
    "summary": "for people",
    "incident": "whose record stands beside the results",
    "status": "for people",
    "checked": "for people",
    "record_rule": "how the record's claims become intervals: tests/scenario/test_record_choices.py",
    "record_outcomes": "what reports may show",
    "provenance": "where its numbers come from",
    "phases": "stretches that results are told by: tests/results/test_measures_again.py",
    "measures": "which of the record's quantities stands beside which column",
    "what_ifs": "which were applied",
}
MAPPED = ("time", "map", "sides", "weather", "air", "objectives", "forces", "command", "leaves", "plans")


def test_no_field_is_left_out() -> None:
    complete(Scenario, MAPPED, WORDS)
    complete(Clock, ["start", "end", "step_s", "moon"], {"long": "says that the length is meant; it is no number"})
    complete(MapUse, ["id", "hex_m", "members", "digging"], {})
    complete(Weather, ["kind", "start", "end", "probability", "visibility_m"],
             {"id": "the spell's hash", "provenance": "where its numbers come from"})  # fmt: skip
    complete(Objective, ["place"], {"name": "for people"})
    words = dict.fromkeys(("kind", "meaning", "unit"), "for people") | {"provenance": "where it comes from"}
    complete(Parameter, ["id", "median", "low", "high", "prior"], words)
    complete(ParameterFile, ["parameters"], {})
    complete(DoctrineFile, ["doctrine"], {})
    complete(ReportingFile, [], {"reporting": "results: no fight asks for it"})
    complete(Phase, [], dict.fromkeys(("id", "title", "start", "end"), "results"))
    complete(RecordOutcomes, [], {"withheld": "what reports may show"})
    assert choices(Clock, "moon") == {"computed", "full", "new"}
    assert choices(MapUse, "digging") == {"allowed", "none"}
    assert choices(Weather, "kind") == {"fog", "rain", "haze", "dust", "dry"}
    assert choices(Scenario, "air") == {"allowed", "forbidden"}
    assert choices(Parameter, "prior") == {"lognormal", "logitnormal"}


def test_time_is_steps_from_the_start(country: Country) -> None:
    compiled = country.compiled
    assert compiled.start_utc == datetime.fromisoformat(START).astimezone(UTC)
    assert compiled.steps == 480  # twelve hours of 90 s
    assert compiled.step_s == compiled.scale.step_s == STEP_S
    assert compiled.snapshot_every == 3  # five minutes are 3.3 steps
    assert compiled.labels.scenario == "all-different"


@pytest.mark.parametrize(("hours", "every"), [(24, 3), (24.5, 40), (50, 40)])
def test_a_fight_of_more_than_a_day_is_looked_at_once_an_hour(country: Country, hours: float, every: int) -> None:
    clock = country.compiled.resolved.clock
    changed = clock.model_copy(update={"end": clock.start + timedelta(hours=hours)})
    compiled = country.compiled_with(clock=changed)
    assert (compiled.snapshot_every, compiled.steps) == (every, round(hours * 40))


def test_the_map_is_as_coarse_as_it_says(country: Country) -> None:
    scale = country.compiled.scale
    assert scale.hex_m == HEX_M
    assert scale.stack == 4  # of 240 m: no fewer than of 250 m
    assert scale.reach == 17  # 4 km
    assert (scale.digging, scale.carrying, scale.air, scale.engineering, scale.wiring) == (1, 1, 2, 1, 1)
    assert [country.compiled.member_of(k) for k in range(5)] == [0, 1, 2, 0, 1]  # three drawn maps


@pytest.mark.parametrize(("hex_m", "stack", "reach"), [(520.0, 8, 8), (130.0, 4, 31), (2600.0, 41, 2)])
def test_larger_hexes_hold_more_and_reach_less(country: Country, hex_m: float, stack: int, reach: int) -> None:
    changed = country.compiled.resolved.map.model_copy(update={"hex_m": hex_m, "digging": "none"})
    compiled = country.compiled_with(map=changed)
    assert (compiled.scale.hex_m, compiled.scale.stack, compiled.scale.reach) == (hex_m, stack, reach)
    assert compiled.scale.digging == 0


def test_what_a_scenario_lacks_its_scale_leaves_out(country: Country) -> None:
    resolved = country.compiled.resolved
    units = tuple(
        unit.model_copy(update={"aboard": None, "wire": None, "commanded_by": None})
        for unit in resolved.units
        if unit.id != "a-bombers"
    )
    plans = [plan for plan in resolved.plans if plan.id == "b-plan"]
    scale = country.compiled_with(units=units, plans=tuple(plans)).scale
    assert (scale.carrying, scale.air, scale.engineering, scale.wiring) == (0, 1, 0, 0)


def test_objectives_are_places(country: Country) -> None:
    labels = country.compiled.labels
    assert [labels.places[place] for place in labels.objectives] == ["spot-20", "spot-2"]
    # those that rules, objectives and rears name; not the places where units start
    assert labels.places == tuple(sorted({"west", "east", *(f"spot-{k}" for k in range(1, 22))}))


@pytest.mark.parametrize("verdict", ["allowed", "forbidden"])
def test_who_may_not_fly_is_grounded(country: Country, verdict: str) -> None:
    units = country.compiled_with(air={"soviet": verdict}).forces.units
    for name in country.ids:
        grounded = int(verdict == "forbidden" and country.is_first_side(name))
        assert units[t.GROUNDED, country.at(name)] == grounded


# -- weather ---------------------------------------------------------------------------------------------------


def steps_of(moment: str) -> int:
    """The first step of 90 s that begins at or after a moment."""
    return math.ceil((datetime.fromisoformat(moment) - datetime.fromisoformat(START)).total_seconds() / STEP_S)


def test_a_spell_runs_from_its_first_step_to_its_last(country: Country) -> None:
    table = country.compiled.numbers.table
    assert len(country.compiled.spells) == 5
    for spell, written in zip(country.compiled.spells, round_trip.weather(exact), strict=True):
        assert (spell.id, spell.kind) == (written["id"], written["kind"])
        assert (spell.first, spell.last) == (steps_of(written["start"]), steps_of(written["end"]))
        assert table[spell.probability].tolist() == [written["probability"]] * 3
        assert table[spell.visibility].tolist() == [written["visibility_m"]] * 3


def light(country: Country, **update: Any) -> np.ndarray:
    """f8[4, S] of a scenario with the second spell alone, changed like this."""
    spell = country.compiled.resolved.weather[1].model_copy(update=update)
    return drawn_of(country.compiled_with(weather=(spell,))).tables.light


CERTAIN, NEVER = Share(value=1.0, derived="made up"), Share(value=0.0, derived="made up")


@pytest.mark.parametrize("kind", ["fog", "rain", "haze", "dust", "dry"])
def test_a_spell_hides_what_is_farther_than_its_visibility(country: Country, kind: str) -> None:
    """Day lasts from the start to the end, so that without the spell one sees farther than 500 m."""
    near = Amount(value=500.0, derived="made up")
    during = slice(steps_of("1938-07-30T06:11+09:00"), steps_of("1938-07-30T13:21+09:00"))
    clear = light(country, kind=kind, probability=NEVER, visibility_m=near)
    found = light(country, kind=kind, probability=CERTAIN, visibility_m=near)
    assert (clear[t.VISIBILITY_M] > 1000.0).all()
    expected = clear[t.VISIBILITY_M].copy()
    expected[during] = 500.0
    assert found[t.VISIBILITY_M].tolist() == expected.tolist()
    wet, dust = found[t.WET], found[t.DUST]
    assert clear[t.WET].max() == clear[t.DUST].max() == 0.0
    if kind == "rain":
        raining = during.stop - during.start
        soaked = -math.expm1(-raining * STEP_S / 3600.0 / medians()["soaking_hours"])
        assert wet[: during.start].max() == 0.0
        assert wet[during.stop - 1] == pytest.approx(soaked)
        dried = soaked * math.exp(-10 * STEP_S / 3600.0 / medians()["drying_hours"])
        assert wet[during.stop + 9] == pytest.approx(dried)
    else:
        assert wet.max() == 0.0
    daylight = country.compiled.sky[0]
    raised = np.zeros(480)
    raised[during] = daylight[during]
    assert dust.tolist() == (raised.tolist() if kind == "dry" else [0.0] * 480)


def test_wet_ground_raises_no_dust(country: Country) -> None:
    """After rain in the first hours of a dry spell there is as much less dust as the ground is wet."""
    dry, rain = country.compiled.resolved.weather[2], country.compiled.resolved.weather[0]
    both = tuple(spell.model_copy(update={"probability": CERTAIN, "start": rain.start}) for spell in (dry, rain))
    found = drawn_of(country.compiled_with(weather=both)).tables.light
    last = steps_of("1938-07-30T12:20+09:00")
    daylight = country.compiled.sky[0]
    expected = daylight[20:last] * (1.0 - found[t.WET, 20:last])
    assert found[t.DUST, 20:last].tolist() == pytest.approx(expected.tolist())
    assert 0.1 < found[t.WET, last - 1] < 0.9


def test_the_probability_of_a_spell_decides_whether_it_comes(country: Country) -> None:
    low = int.from_bytes(hashlib.sha256(b"weather/spell-1").digest()[:4], "little")
    chance = float(weather_draws(KEY, np.array([low], dtype=np.uint64))[0])
    near = Amount(value=500.0, derived="made up")
    for more, comes in ((0.001, True), (-0.001, False)):
        probability = Share(value=chance + more, derived="made up")
        found = light(country, probability=probability, visibility_m=near)
        assert (found[t.VISIBILITY_M].min() == 500.0) == comes


def test_light_is_that_of_the_parameters(country: Country) -> None:
    """By day men are made out as far as `daylight_range` says; no spell covers the start."""
    compiled = country.compiled_with(weather=())
    night = np.zeros(480)
    for daylight, moonlight, expected in ((1.0, 0.3, 4007.0), (0.0, 0.0, 61.0), (0.0, 1.0, 253.0)):
        of_sky = (night + daylight, night + moonlight, night + (1.0 - daylight))
        found = drawn_of(dataclasses.replace(compiled, sky=of_sky)).tables.light
        assert found[t.VISIBILITY_M] == pytest.approx(night + expected)
        assert (found[t.DARK] == 1.0 - daylight).all()


@pytest.mark.parametrize("moon", ["computed", "full", "new"])
def test_the_sky_is_that_of_the_middle_of_the_map(country: Country, moon: str) -> None:
    clock = country.compiled.resolved.clock.model_copy(update={"moon": moon})
    found = country.compiled_with(clock=clock).sky
    start = datetime.fromisoformat(START).astimezone(UTC)
    expected = sky(start, 480, STEP_S, 131.9, 45.0, moon)
    for one, other in zip(found, expected, strict=True):
        assert one == pytest.approx(other, abs=1e-9)
    assert datetime.fromisoformat(END).astimezone(UTC) == start + timedelta(hours=12)


# -- parameters ------------------------------------------------------------------------------------------------


def test_a_parameter_stands_in_the_row_of_its_name(country: Country) -> None:
    """However the file is ordered: it is in the order of the alphabet, the vector is not."""
    written = {one["id"]: one for one in round_trip.parameters()}
    assert sorted(p.NAMES) != list(p.NAMES)
    assert set(written) == set(p.NAMES)
    assert country.compiled.labels.parameters == p.NAMES
    parameters, priors = country.drawn.tables.parameters, country.compiled.priors
    for row, name in enumerate(p.NAMES):
        assert getattr(p, name.upper()) == row
        one = written[name]
        assert parameters[row] == pytest.approx(one["median"], rel=1e-12), name
        assert priors[row].tolist() == [one["median"], one["low"], one["high"], float(one["prior"] == "logitnormal")]
        low = int.from_bytes(hashlib.sha256(f"parameter/{name}".encode()).digest()[:4], "little")
        assert country.compiled.prior_hashes[row] == low
    assert np.unique(parameters).size == len(p.NAMES)


# -- intervals -------------------------------------------------------------------------------------------------


def test_every_number_is_drawn_from_its_own_interval(vague_country: Country) -> None:
    """Low, value and high of every number that the files hold, each once, and of nothing else."""
    written: set[tuple[float, float, float]] = set()

    def collect(part: Any) -> None:
        if isinstance(part, dict) and "low" in part:
            written.add((part["low"], part["value"], part["high"]))
        elif isinstance(part, dict | list):
            for inner in part.values() if isinstance(part, dict) else part:
                collect(inner)

    collect([vague_country.content, vague_country.scenario])
    found = {tuple(row) for row in vague_country.compiled.numbers.table.tolist()}
    aboard = {  # room aboard is checked when a scenario is read, and no number of the fight
        (one["low"], one["value"], one["high"])
        for toe in vague_country.content["toe"].values()
        for one in [toe.get("carries_men")]
        if one
    }
    assert found == written - aboard
    assert len(found) > 300


def test_every_doubt_is_drawn_apart(vague_country: Country) -> None:
    """But for the staffs of a side, which are slow or quick together."""
    numbers = vague_country.compiled.numbers
    drawn = numbers.draw(KEY)[:-1]
    low, _, high = numbers.table.T
    assert ((low <= drawn) & (drawn <= high)).all()
    shares = np.round((drawn - low) / (high - low), 6)
    staffs = 2 * (len(round_trip.DELAYS) + 1)
    assert np.unique(shares).size >= shares.size - staffs + 2 - 5  # a few may agree in six digits
