"""The page of reductions against the engine: the factors of losses in a fight laid out as the page has it.

Both companies lie 200 m apart, all parameters at their medians and all weapons at their best values. Chance is in who
is hit, not in the factors that are compared. The engine has men spread over hexes of 50 m, where the page has one
distance: that is within a hundredth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from verification.fights import MEDIAN
from verification.lethality import values as v
from verification.lethality.chain import Row, bullet_row, bullets, burst_row, shot_row

from khasan import arrays as a
from khasan.arrays import F8
from khasan.compiler import Compiled
from khasan.engine import run_replication
from verification import made

APART_M, HEX_M, STEP_S = 200.0, 50.0, 60
STEADY_FROM, STEADY_TO = 6, 10
"""Steps in which men are as far down as the fire keeps them, and few have fallen."""
SHARP = {"spotting": 1e9, "stand_to": made.TINY, "delay_registered": made.TINY}
FIRM = {"fight_spread": made.TINY, "shock": made.TINY, "strain": made.TINY, "gun_loss": made.TINY}
STICK = made.weapon("stick", max_range_m=1, hit_probability=0.001, half_range_m=1)


def at_best(weapon_id: str) -> dict[str, Any]:
    """The file of a shipped weapon without its doubt: every number at its best value."""
    content = v.weapon(weapon_id).model_dump(exclude_none=True, exclude_defaults=True, mode="json")
    plain = {name: one["value"] if isinstance(one, Mapping) else one for name, one in content.items()}
    return {**plain, "id": f"{weapon_id}-best", "basic_load": 1e5, "daily_supply": 0, "provenance": made.MADE_UP}


def company(name: str, side: str, men: int, weapons: Sequence[tuple[str, float]], **more: Any) -> dict[str, Any]:
    """A type with the ground that the page gives a company of so many men."""
    counts = {f"{weapon}-best" if weapon != "stick" else weapon: count for weapon, count in weapons}
    return made.toe(name, side, men, counts, **{**v.type_ground(men), **more})


def fought(fires: dict[str, Any], target: dict[str, Any], used: Sequence[str]) -> Compiled:
    """One unit in half-dug works fires at another, which lies in the open; both hold.

    A third, out of everybody's reach, has the order that ends the peace.
    """
    spots = (made.Spot("post", 0, 0), made.Spot("field", APART_M, 0), made.Spot("west", -1800, 0))
    world = made.World((*spots, made.Spot("east", 1800, 0)), half_m=2000.0)
    weapons = [STICK, *map(at_best, dict.fromkeys(used))]
    forces = [
        made.formation("jf", "japan", [{"id": "fires", "toe": fires["id"], "at": "post", "works": 0.5}]),
        made.formation("sf", "soviet", [{"id": "target", "toe": target["id"], "at": "field"}]),
        made.formation("kf", "japan", [{"id": "watches", "toe": "watch", "at": "west"}]),
    ]
    plans = [
        made.plan("kf", {"do": {"support": "west"}}),
        made.plan("jf", {"do": {"hold": "post"}}),
        made.plan("sf", {"do": {"hold": "field"}}),
    ]
    content = made.scenario(forces, plans, ("west", "east"), step_s=STEP_S, hex_m=HEX_M, hours=0.25)
    return made.compiled(
        world,
        content,
        weapons,
        [fires, target, made.toe("watch", "japan", 2, {"stick": 1})],
        {**MEDIAN, **SHARP, **FIRM},
    )


def factors_of(compiled: Compiled, weapon_id: str, replications: int = 8) -> tuple[F8, F8]:
    """(mean factors of the losses that a weapon of the unit that fires causes in steady fire, how many men it has)."""
    rows = []
    weapon = compiled.labels.weapons.index(f"{weapon_id}-best")
    for number in range(replications):
        one = run_replication(compiled, 7, number, record=True)
        step, who = one.losses[:, a.LO_STEP], one.losses[:, a.LO_WEAPON]
        rows.append(one.factors[(who == weapon) & (step >= STEADY_FROM) & (step < STEADY_TO)])
    found = np.concatenate(rows)
    assert len(found) >= 4, "too few losses to compare"
    return found.mean(axis=0), found


def assert_same(found: F8, row: Row, *, exposure: float, share: float = 1.0) -> None:
    """The factors of a loss are the columns of the page."""
    one, minute = row.a_round, row.a_minute
    assert found[a.FA_PARAMETER] == pytest.approx(one["combat factor"])
    assert found[a.FA_EXPOSURE] == pytest.approx(exposure, rel=0.04)
    assert found[a.FA_STEADINESS] == pytest.approx(one["steadiness"], rel=0.02)
    assert found[a.FA_OBSERVATION] == pytest.approx(share, rel=0.01)
    asked = minute["weapons"] * minute["rounds each"] * minute["bearing"] * minute["discipline"]
    assert found[a.FA_ROUNDS] == pytest.approx(asked, rel=0.03)
    assert found[a.FA_SATURATION] == pytest.approx(minute["saturation"], rel=0.01)
    assert found[a.FA_EXPECTED] == pytest.approx(row.hits_a_minute, rel=0.08)


def test_rifles_and_machine_guns_fire_as_the_page_says() -> None:
    line = company("line", "japan", v.DEFENDERS, v.FIRING)
    crowd = company("crowd", "soviet", v.ATTACKERS, v.FIRING_BACK)
    compiled = fought(line, crowd, [one for one, _ in (*v.FIRING, *v.FIRING_BACK)])
    par = v.medians()
    fight = bullets(APART_M, v.LYING, par)
    for weapon in ("type-38-rifle", "dp-27", "type-92-hmg"):
        found, _ = factors_of(compiled, weapon)
        row = bullet_row(weapon, fight, par)
        assert found[a.FA_EFFECT] == pytest.approx(row.a_round["table"], rel=0.01)
        assert_same(found, row, exposure=row.a_round["exposure"] * row.a_round["left by going down"])


def test_mortars_fire_as_the_page_says() -> None:
    tubes = company("tubes", "japan", 16, [("82mm-m1937-mortar", 4)])
    crowd = company("crowd", "soviet", v.ATTACKERS, [("stick", 1)])
    compiled = fought(tubes, crowd, ["82mm-m1937-mortar"])
    row = burst_row("82mm-m1937-mortar", 4, APART_M, v.LYING, v.medians(), by_call=False)
    found, _ = factors_of(compiled, "82mm-m1937-mortar")
    exposure = row.a_round["exposure"] * row.a_round["left by going down"]
    assert_same(found, row, exposure=exposure, share=row.a_round["on the ground"])


def test_anti_tank_guns_fire_as_the_page_says() -> None:
    guns = company("guns", "japan", 80, [("45mm-at", 6)], branch="anti_tank")
    tanks = made.toe(
        "tanks", "soviet", 62, {}, branch="tank", mobility="tracked", vehicle="t-26", vehicles=16,
    )  # fmt: skip
    compiled = fought(guns, tanks, ["45mm-at"])
    row = shot_row("45mm-at", 6, APART_M, False, v.medians())
    _, losses = factors_of(compiled, "45mm-at")
    effect = row.a_round["table"] * row.a_round["exposure"] * row.a_round["pierced"]
    assert losses[:, a.FA_EFFECT].mean() == pytest.approx(effect, rel=0.01)
    assert losses[:, a.FA_PARAMETER].mean() == pytest.approx(row.a_round["combat factor"])
    asked = row.a_minute["weapons"] * row.a_minute["rounds each"] * row.a_minute["bearing"]
    assert losses[:, a.FA_ROUNDS].max() == pytest.approx(asked * row.a_minute["discipline"], rel=0.01)
