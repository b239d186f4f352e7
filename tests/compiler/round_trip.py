"""A made-up country in which no two numbers are alike, to see where in the arrays each of them goes.

Everything an author can write is written once, in plain values. The same content is compiled twice: as exact numbers,
so that what is drawn is what was written, and as intervals, so that low, value and high can be told apart.
"""

from __future__ import annotations

import dataclasses
import json
import typing
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel

from compiler.round_trip_equipment import WHY, Content, Write, scaled, toes, vehicles, weapons
from engine.waters import area, line, point, the_map
from khasan.compiler import Compiled, compile_scenario
from khasan.compiler.addresses import key_of
from khasan.engine.setup import Drawn, draw, first_state
from khasan.kernels.state import bundles
from khasan.kernels.state import doctrine_rows as d
from khasan.kernels.state import parameters as p
from khasan.scenario.catalog import load_scenario
from khasan.scenario.library import Library
from khasan.scenario.resolved import Resolved

KEY = key_of(7, 0)

UNIT = {"strength": 0.61, "works": 0.31, "wire": 0.23, "ammunition": 0.53}
CARRIERS = {"number": 51, "payload_t": 1.4, "kmh": 11, "hours_a_day": 8, "serviceable": 0.67}

START, END, STEP_S = "1938-07-30T06:00+09:00", "1938-07-30T18:00+09:00", 90
HEX_M = 240.0
XY = {
    "west": (-1400.0, 30.0), "east": (1500.0, -20.0), "staff-tent": (-1510.0, 1310.0), "pier": (-350.0, 1390.0),
    "halt": (1290.0, -1110.0), **{f"spot-{k}": (-1490.0 + 140.0 * k, 90.0 * k - 1290.0) for k in range(1, 22)},
}  # fmt: skip
"""Places, metres east and north of the map's origin."""


def country_map() -> Content:
    features = [point(name, *xy) for name, xy in XY.items()]
    features.append(area("lake", "lake", -500, 1500, 900, 2100, level_m=50))
    features.append(line("line", "railway", (-2400, -1200), (2400, -1200)))
    features.append(line("brook", "river", (-540, -790), (-540, -670), width_m=60))  # one hex, by spots 6, 7 and 8
    return the_map(features)


FORCES = (  # id, toe, what it says of where and when it is, of whose men; numbers it has
    ("u-riflemen", "company", {"at": {"place": "spot-1", "bearing_deg": 40.0, "distance_m": 700.0}}),
    ("t-guns", "battery", {"at": {"place": "spot-3", "bearing_deg": 310.0, "distance_m": 420.0}}),
    ("s-maxims", "maxims", {"at": "spot-5", "arrives": "1938-07-30T06:31+09:00"}),
    ("r-tanks", "tanks", {"at": "spot-2"}),
    ("q-boats", "boats", {"at": "pier"}),
    ("p-sappers", "sappers", {"at": "spot-4"}),
    ("o-staff", "staff", {"at": "staff-tent"}),
    ("n-fighters", "fighters", {}),
    ("m-lift", "company", {"aboard": "p-sappers"}),
    ("z-riders", "riders", {"at": "spot-15", "army": "manchukuo"}),
    ("y-garrison", "garrison", {"at": "spot-17", "arrives": "1938-07-30T08:07+09:00"}),
    ("x-cars", "cars", {"at": {"place": "spot-13", "bearing_deg": 200.0, "distance_m": 510.0}, "army": "mongolia"}),
    ("w-train", "train", {"at": "halt"}),
    ("v-chiefs", "chiefs", {"at": "spot-19"}),
    ("a-bombers", "bombers", {}),
)
WESTERN = 9
"""So many of them are of the first side."""
WIRED = {"u-riflemen", "s-maxims", "z-riders", "y-garrison"}


def force(k: int, write: Write) -> Content:
    name, toe, said = FORCES[k]
    numbers = {key: value for key, value in UNIT.items() if key != "wire" or name in WIRED}
    written = {"id": name, "name": f"Unit {name}", "toe": toe} | dict(said)
    for n, (key, value) in enumerate(numbers.items()):
        more = 0.9 if key == "ammunition" and k % 2 else 0.0  # every other unit has more than its basic load
        written[key] = write(round(value + more + 0.0217 * k + 0.0011 * n, 6))
    if toe in ("fighters", "bombers"):
        written["airfield_km"] = write(90.0 + 3.0 * k)
    return written


def supply(k: int, write: Write) -> Content:
    def carriers(n: int, means: str) -> Content:
        return {"means": means} | scaled(CARRIERS, 4 * k + n, write)

    return {
        "legs": [
            {"name": "by road", "distance_km": write(61.0 + k),
             "carriers": [carriers(0, "truck"), carriers(1, "cart")]},
            {"name": "by water", "distance_km": write(23.5 + k), "carriers": [carriers(2, "boat")]},
        ],
        "depot_ammunition_t": write(340.0 + k), "depot_food_t": write(270.0 + k), "food_share": write(0.59 + 0.03 * k),
    }  # fmt: skip


ECHELONS = {
    "section": 0, "platoon": 1, "company": 2, "battery": 2, "squadron": 2, "battalion": 3, "detachment": 3,
    "regiment": 4, "brigade": 5, "division": 6, "corps": 7, "army": 8,
}  # fmt: skip
"""Rank of each echelon; those of one size have one."""
DELAYS = ("section", "platoon", "company", "battalion", "regiment", "brigade", "division", "corps")


def side(k: int, write: Write) -> Content:
    said: Content = {
        "id": ("soviet", "japan")[k], "name": ("The West", "The East")[k], "colour": "#b23a2e",
        "rear": ("west", "east")[k], "supply": supply(k, write),
        "command": {echelon: write(1.5 + k / 3 + 4.0 * n) for n, echelon in enumerate(DELAYS)},
    }  # fmt: skip
    if k == 0:
        said["supply"]["railhead_t"] = write(1900.0)
    return said


CONDITIONS: tuple[Content, ...] = (
    {"after": "1938-07-30T06:50+09:00"}, {"before": "1938-07-30T10:10+09:00"}, {"dark": True}, {"dark": False},
    {"visibility_below_m": 910.0}, {"visibility_above_m": 1310.0}, {"stage": 3}, {"stage_at_least": 2},
    {"held": ["spot-6", "spot-7"]}, {"lost": ["spot-8"]}, {"any_lost": ["spot-9", "spot-10"]},
    {"enemy_near": {"place": "spot-11", "within_m": 1010.0, "at_least": 3}},
    {"no_enemy_near": {"place": "spot-12", "within_m": 730.0, "at_least": 2}}, {"strength_below": 0.41},
    {"strength_above": 0.83}, {"arrived": 0.62}, {"at": "spot-14"}, {"suppressed_above": 0.37},
    {"vehicles_below": 0.53}, {"ammunition_below": 0.29}, {"spent": True}, {"stopped": False},
    {"stopped_hours": 3.5}, {"lost_lately_above": 0.23}, {"neighbour_gone": True},
    {"odds_above": {"place": "spot-9", "times": 2.5}}, {"supported": "spot-10"},
)  # fmt: skip
VERBS = ("hold", "move", "attack", "withdraw", "bombard", "support", "bridge", "demolish", "pursue", "ambush")
AIR_VERBS = ("strike", "cover", "scout")


def verb_of(n: int) -> str:
    """What the n-th rule of the guards orders: each verb twice, then to hold."""
    return VERBS[n % len(VERBS)] if n < 2 * len(VERBS) else "hold"


def plans() -> list[Content]:
    by_condition = [
        {"name": f"condition {n}", "when": when, "do": {verb_of(n): f"spot-{n % 20 + 1}"}}
        for n, when in enumerate(CONDITIONS)
    ]
    orders = [
        {"name": "with leave", "do": {"attack": "spot-21"}, "leave": "second", "set_stage": 4},
        {"name": "alone", "do": {"pursue": "spot-20"}, "initiative": True},
        {"name": "stage only", "do": {"hold": "spot-18"}, "set_stage": 1},
        {"name": "first leave", "do": {"move": "spot-16"}, "leave": "first"},
    ]
    in_the_air = [{"name": verb, "do": {verb: f"spot-{n + 1}"}} for n, verb in enumerate(AIR_VERBS)]
    return [
        {"id": "b-plan", "title": "The east", "provenance": WHY, "formations": ["easterners"], "rules": orders},
        {"id": "a-plan", "title": "The west", "provenance": WHY, "formations": ["guards"], "rules": by_condition},
        {"id": "c-plan", "title": "In the air", "provenance": WHY, "formations": ["n-fighters", "a-bombers"],
         "rules": in_the_air},
    ]  # fmt: skip


def leaves(write: Write) -> list[Content]:
    return [
        {"id": name, "authority": "Tokyo", "act": "to attack", "hours": write(2.5 + 7 * k),
         "chance": write(0.33 + 0.14 * k), "initiative": write(0.19 + 0.07 * k)}
        for k, name in enumerate(("first", "second"))
    ]  # fmt: skip


def weather(write: Write) -> list[Content]:
    kinds = ("rain", "fog", "dry", "haze", "dust")
    return [
        {"id": f"spell-{k}", "kind": kind, "start": f"1938-07-30T0{6 + k // 2}:{10 + k}+09:00",
         "end": f"1938-07-30T1{2 + k}:{20 + k}+09:00", "probability": write(round(0.31 + 0.11 * k, 6)),
         "visibility_m": write(210.0 + 97 * k)}
        for k, kind in enumerate(kinds)
    ]  # fmt: skip


def scenario(write: Write) -> Content:
    forces = [force(k, write) for k in range(len(FORCES))]
    west, east = forces[:WESTERN], forces[WESTERN:]
    guards = {"id": "guards", "name": "Guards", "echelon": "regiment", "parts": west[:4], "commander": "Ivanov"}
    flat = west[4] | {"parent": "westerners"}
    return {
        "format": "khasan-scenario/1", "id": "all-different", "title": "All different", "summary": "Made up for tests.",
        "incident": "none", "provenance": WHY, "time": {"start": START, "end": END, "step_s": STEP_S},
        "map": {"id": "waters", "hex_m": HEX_M, "members": 3}, "sides": [side(0, write), side(1, write)],
        "phases": [{"id": "morning", "title": "Morning", "start": START, "end": "1938-07-30T11:00+09:00"}],
        "weather": weather(write), "air": {"japan": "forbidden"},
        "objectives": [{"place": "spot-20", "name": "Twenty"}, {"place": "spot-2", "name": "Two"}],
        "forces": [
            {"id": "westerners", "name": "West", "side": "soviet", "echelon": "division",
             "parts": [guards, *west[5:]]},
            {"id": "easterners", "name": "East", "side": "japan", "echelon": "brigade", "parts": east[:-1]},
            {"id": "wing", "name": "Wing", "side": "japan", "echelon": "army", "parts": east[-1:]},
            {"side": "soviet"} | flat,
        ],
        "leaves": leaves(write), "plans": plans(),
    }  # fmt: skip


METRES = {"darkness": 61.0, "moonlight": 253.0, "daylight_range": 4007.0, "soaking_hours": 11.1, "drying_hours": 13.1}
"""How far one sees must be so by night and by day, and how fast rain soaks the ground: an invented number would hide
everybody, or leave nothing dry."""


def laws() -> list[Content]:
    """A law of doctrine for each row of the kernels, no two alike."""
    return [
        {
            "id": name, "meaning": "made up", "median": 0.31 + n / 197, "low": 0.11 + n / 201, "high": 0.61 + n / 189,
            "prior": "logitnormal" if n % 2 else "lognormal", "provenance": WHY,
        }
        for n, name in enumerate(d.NAMES)
    ]  # fmt: skip


def parameters() -> list[Content]:
    """Every parameter with a median of its own, in the order of the alphabet, which is not that of the vector."""
    made = []
    for k, name in enumerate(sorted(p.NAMES)):
        share = k % 3 == 0
        median = 0.2 + 0.0035 * k if share else 1.0 + 0.25 * k
        median, share = (METRES[name], False) if name in METRES else (median, share)
        made.append(
            {"id": name, "meaning": name, "median": median, "low": median * 0.9, "high": median * 1.07,
             "prior": "logitnormal" if share else "lognormal", "provenance": WHY}
        )  # fmt: skip
    return made


def exact(value: float) -> Any:
    return value


def vague(value: float) -> Any:
    """Value, low and high apart; a share stays one."""
    return {"value": value, "low": round(value * 0.973, 9), "high": round(value * 1.011, 9), **WHY}


class Country:
    """The content as files, compiled, with the tables and the state of one replication."""

    def __init__(self, folder: Path, write: Write = exact, change: Callable[[Content], object] | None = None) -> None:
        self.content = {kind: {one["id"]: one for one in made(write)} for kind, made in _MADE.items()}
        self.scenario = scenario(write)
        if change is not None:
            change(self.scenario)
        for kind, files in self.content.items():
            (folder / kind).mkdir()
            for name, one in files.items():
                _dump(folder / kind / f"{name}.yaml", one)
        for kind in ("parameters", "doctrine", "maps", "scenarios"):
            (folder / kind).mkdir()
        _dump(folder / "parameters" / "global.yaml", {"parameters": parameters()})
        _dump(folder / "doctrine" / "common.yaml", {"doctrine": laws()})
        (folder / "maps" / "waters.geojson").write_text(json.dumps(country_map()), "utf-8")
        _dump(folder / "scenarios" / "all-different.yaml", self.scenario)
        self.library = Library((folder,))
        self._folder = folder
        self.compiled: Compiled = self._compile(load_scenario("all-different", library=self.library))
        self.ids = [unit.id for unit in self.compiled.resolved.units]
        self.units = {one["id"]: one for one in (force(k, write) for k in range(len(FORCES)))}

    def _compile(self, resolved: Resolved) -> Compiled:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("KHASAN_PATH", str(self._folder))  # where the compiler looks for the map
            return compile_scenario(resolved)

    def compiled_with(self, **update: Any) -> Compiled:
        """The same with other parts of the resolved scenario."""
        return self._compile(self.compiled.resolved.model_copy(update=update))

    @cached_property
    def drawn(self) -> Drawn:
        return drawn_of(self.compiled)

    @cached_property
    def state(self) -> bundles.State:
        return first_state(self.drawn, self.compiled.world(0).arrays)

    def at(self, unit: str) -> int:
        """Index of a unit: they stand in the order of their ids."""
        return sorted(self.units).index(unit)

    def is_first_side(self, unit: str) -> bool:
        return unit in {name for name, _, _ in FORCES[:WESTERN]}

    def formation_of(self, unit: str) -> str:
        """Where the scenario above puts it."""
        k = [name for name, _, _ in FORCES].index(unit)
        if unit == "a-bombers":
            return "wing"
        return "guards" if k < 4 else "westerners" if k < WESTERN else "easterners"

    def toe_of(self, unit: str) -> Content:
        found: Content = self.content["toe"][self.units[unit]["toe"]]
        return found

    def vehicle_of(self, unit: str) -> Content | None:
        name = self.toe_of(unit).get("vehicle")
        return None if name is None else self.content["vehicles"][name]

    def arms_of(self, unit: str) -> list[Content]:
        arms: list[Content] = (self.vehicle_of(unit) or self.toe_of(unit))["weapons"]
        return arms


def drawn_of(compiled: Compiled) -> Drawn:
    """What a replication draws, its parameters at their medians."""
    medians = np.array([[row[0]] * 3 + [row[3]] for row in compiled.priors])
    return draw(dataclasses.replace(compiled, priors=medians), KEY)


_MADE: dict[str, Callable[[Write], list[Content]]] = {"weapons": weapons, "vehicles": vehicles, "toe": toes}


def _dump(path: Path, content: Content) -> None:
    path.write_text(json.dumps(content), "utf-8")  # JSON is YAML too, and has no aliases


@cache
def medians() -> dict[str, float]:
    return {one["id"]: one["median"] for one in parameters()}


def complete(model: type[BaseModel], mapped: Iterable[str], words: Mapping[str, str]) -> None:
    """Each field of a model goes to a place in the arrays, or is a word for people and says why it is no number there.

    A new field fails here until somebody has said where it goes.
    """
    mapped = set(mapped)
    assert not mapped & set(words)
    assert mapped | set(words) == set(model.model_fields), model.__name__


def choices(model: type[BaseModel], field: str) -> set[Any]:
    """The words that a field may hold."""

    def inside(annotation: Any) -> Iterable[Any]:
        if typing.get_origin(annotation) is typing.Literal:
            yield from typing.get_args(annotation)
        else:
            for inner in typing.get_args(annotation):
                yield from inside(inner)

    return set(inside(model.model_fields[field].annotation))
