"""Stylised fights of shipped units on made-up ground, at any step and any size of hex."""

from __future__ import annotations

import math
from collections.abc import Callable

from khasan.compiler import Compiled
from khasan.scenario.catalog import read
from khasan.scenario.schema import ParameterFile
from verification import made

BARE = {"open": (0.05, 0.15), "relief": (0.25, 0.2)}
"""Cover and concealment of summer grass, as on the map of Lake Khasan."""


def _medians() -> dict[str, float]:
    file = read("parameters", "global")
    assert isinstance(file, ParameterFile)
    return {parameter.id: parameter.median for parameter in file.parameters}


MEDIAN = _medians()
"""Where all parameters stand in these fights."""


def fire_fight(step_s: int, hex_m: float) -> Compiled:
    """A rifle and a machine-gun company a side, 500 m apart, lying in the open; an hour's fire and no movement."""
    world = made.World((made.Spot("west", 0, 0), made.Spot("east", 500, 0)), shelter=BARE)
    forces = [
        made.formation("jf", "japan", [
            {"id": "j-rifles", "toe": "jp-rifle-company", "at": "west"},
            {"id": "j-guns", "toe": "jp-mg-company", "at": "west"},
        ]),
        made.formation("sf", "soviet", [
            {"id": "s-rifles", "toe": "su-rifle-company", "at": "east"},
            {"id": "s-guns", "toe": "su-mg-company", "at": "east"},
        ]),
    ]  # fmt: skip
    plans = [made.plan("jf", {"do": {"support": "west"}}), made.plan("sf", {"do": {"support": "east"}})]
    content = made.scenario(forces, plans, ("west", "east"), step_s=step_s, hex_m=hex_m, hours=1)
    return made.compiled(world, content, parameters=MEDIAN)


def attack(step_s: int, hex_m: float) -> Compiled:
    """Two Soviet rifle companies attack a dug-in Japanese one over 1 km of level grass; four hours."""
    spots = (made.Spot("post", 0, 0), made.Spot("start", 1000, 0), made.Spot("west", -1500, 0))
    world = made.World((*spots, made.Spot("east", 1500, 0)), shelter=BARE)
    forces = [
        made.formation("jf", "japan", [{"id": "j-1", "toe": "jp-rifle-company", "at": "post", "works": 0.5}]),
        made.formation("sf", "soviet", [
            {"id": "s-1", "toe": "su-rifle-company", "at": "start"},
            {"id": "s-2", "toe": "su-rifle-company", "at": "start"},
        ]),
    ]  # fmt: skip
    plans = [made.plan("jf", {"do": {"hold": "post"}}), made.plan("sf", {"do": {"attack": "post"}})]
    content = made.scenario(forces, plans, ("west", "east"), step_s=step_s, hex_m=hex_m, hours=4)
    return made.compiled(world, content, parameters=MEDIAN)


def tank_attack(step_s: int, hex_m: float) -> Compiled:
    """A T-26 company and two rifle companies attack a dug-in company with anti-tank guns over 1 km; four hours."""
    spots = (made.Spot("post", 0, 0), made.Spot("start", 1000, 0), made.Spot("west", -1500, 0))
    world = made.World((*spots, made.Spot("east", 1500, 0)), shelter=BARE)
    forces = [
        made.formation("jf", "japan", [
            {"id": "j-1", "toe": "jp-rifle-company", "at": "post", "works": 0.5},
            {"id": "j-2", "toe": "jp-anti-tank-company", "at": "post", "works": 0.5},
        ]),
        made.formation("sf", "soviet", [
            {"id": "s-1", "toe": "su-rifle-company", "at": "start"},
            {"id": "s-2", "toe": "su-rifle-company", "at": "start"},
            {"id": "s-3", "toe": "su-t26-brigade-company", "at": "start"},
        ]),
    ]  # fmt: skip
    plans = [made.plan("jf", {"do": {"hold": "post"}}), made.plan("sf", {"do": {"attack": "post"}})]
    content = made.scenario(forces, plans, ("west", "east"), step_s=step_s, hex_m=hex_m, hours=4)
    return made.compiled(world, content, parameters=MEDIAN)


def march(step_s: int, hex_m: float) -> Compiled:
    """A crowd without weapons walks from 2 km to 500 m before two thousand rifles, and halts; forty minutes.

    Nobody is suppressed, breaks or holds his fire, so that the losses, some 630, are the integral of p over the
    way, and chance moves them by a twenty-fifth.
    """
    spots = (made.Spot("post", 0, 0), made.Spot("goal", 500, 0), made.Spot("start", 2000, 0))
    world = made.World(spots, half_m=2500.0)
    weapons = [
        made.weapon("rifle", hit_probability=0.03, half_range_m=400),
        made.weapon("stick", max_range_m=1, hit_probability=0.001, half_range_m=1),
    ]
    toes = [
        made.toe("line", "japan", 2000, {"rifle": 2000}),
        made.toe("crowd", "soviet", 20_000, {"stick": 1}),
    ]
    forces = [
        made.formation("jf", "japan", [{"id": "j", "toe": "line", "at": "post"}]),
        made.formation("sf", "soviet", [{"id": "s", "toe": "crowd", "at": "start"}]),
    ]
    plans = [made.plan("jf", {"do": {"support": "post"}}), made.plan("sf", {"do": {"move": "goal"}})]
    content = made.scenario(forces, plans, ("post", "start"), step_s=step_s, hex_m=hex_m, hours=2 / 3)
    still = {
        "fight_spread": made.TINY,
        "suppression": made.TINY,
        "fire_discipline": made.TINY,
        "spotting": 1e9,
        "shock": made.TINY,
    }
    tireless = {"tiring": made.TINY, "strain": made.TINY, "fatigue_pace": made.TINY}
    return made.compiled(world, content, weapons, toes, {**MEDIAN, **still, **tireless})


def march_losses() -> float:
    """What the march must cost by the equation: p(r) over the way at a walk, and then at 500 m for the rest."""
    half_m, pace = 400.0, MEDIAN["speed_foot"] / 3.6
    on_the_way = 0.03 * half_m * (math.atan(2000.0 / half_m) - math.atan(500.0 / half_m)) / pace
    halted = (2400.0 - 1500.0 / pace) * 0.03 / (1.0 + (500.0 / half_m) ** 2)
    rounds_a_second = 2000 * 6.0 / 60.0 * MEDIAN["bearing"]
    effect = rounds_a_second * MEDIAN["small_arms"] * MEDIAN["quality_japan_infantry"]
    return effect * (MEDIAN["by_bounds"] * on_the_way + MEDIAN["lying"] * halted)


FIGHTS: dict[str, Callable[[int, float], Compiled]] = {
    "fire fight": fire_fight,
    "attack": attack,
    "tank attack": tank_attack,
}
