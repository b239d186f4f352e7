"""A made-up fight on the real map of Lake Khasan, and made-up replications of it: something to look at.

Nothing in it is a result. Units walk at random, lose men at random, and places change hands at random.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from khasan.arrays import Labels
from khasan.ground import Ground, ensemble_member, load_map, rasterise
from khasan.results.columns import Column
from khasan.results.explain import poisson_below
from khasan.results.table_columns import EVENTS, LOSSES, SERIES, UNITS
from khasan.scenario.resolved import Resolved

SIDES = ("soviet", "japan")
PLACES = ("zaozernaya", "bezymyannaya")
GUESS = {"guess": "made up"}


def _toe(name: str, side: str, branch: str, echelon: str, men: int, sidc: str) -> dict[str, Any]:
    return {
        "id": name,
        "name": name.replace("-", " "),
        "side": side,
        "branch": branch,
        "echelon": echelon,
        "mobility": "foot",
        "men": {"value": men, "source": "S000 infobox"},
        "weapons": [{"weapon": "rifle", "count": {"value": men // 2, "derived": "half of the men"}}],
        "frontage_m": {"value": 200, **GUESS},
        "depth_m": {"value": 200, **GUESS},
        "sidc": sidc,
    }


TOES = {
    "soviet-rifle-company": _toe("soviet-rifle-company", "soviet", "infantry", "company", 160, "10041000151211000000"),
    "soviet-battery": _toe("soviet-battery", "soviet", "artillery", "battery", 60, "10041000151303000000"),
    "soviet-tank-company": _toe("soviet-tank-company", "soviet", "tank", "company", 50, "10041000151205000000"),
    "japan-infantry-company": _toe(
        "japan-infantry-company", "japan", "infantry", "company", 190, "10041000151211000000"
    ),
    "japan-machine-guns": _toe("japan-machine-guns", "japan", "machine_gun", "company", 120, "10041000151211008500"),
}
ORDER_OF_BATTLE = [
    ("118-regiment", "118th Rifle Regiment", "soviet", None, ["soviet-rifle-company"] * 6 + ["soviet-battery"] * 2),
    ("2-brigade", "2nd Mechanised Brigade <b>&", "soviet", None, ["soviet-tank-company"] * 3),
    ("75-regiment", "75th Regiment", "japan", None, ["japan-infantry-company"] * 5 + ["japan-machine-guns"] * 2),
]


def resolved(hours: int = 72, order: Sequence[Any] = ORDER_OF_BATTLE) -> Resolved:
    start = datetime.fromisoformat("1938-07-30T18:00:00+09:00")
    delay = {"company": {"value": 20, **GUESS}}
    units = [
        {
            "id": f"{formation}-{number}",
            "name": f"{toe.split('-', 1)[1].replace('-', ' ').capitalize()} {number}",
            "side": side,
            "formation": formation,
            "commander": None,
            "plan": None,
            "commanded_by": formation,
            "toe": toe,
            "at": {"place": "zaozernaya", "bearing_deg": 90.0, "distance_m": 800.0},
            "arrives": start + timedelta(hours=12 * (number > 5)),
            "strength": {"value": 1, **GUESS},
            "works": {"value": 0, "derived": "just arrived"},
            "ammunition": {"value": 1, **GUESS},
        }
        for formation, _, side, _, toes in order
        for number, toe in enumerate(toes, 1)
    ]
    scenario = Resolved.model_validate(
        {
            "id": "made-up",
            "title": "A made-up fight at Lake Khasan",
            "summary": "Made up, to look at a report with.",
            "incident": "lake-khasan-1938",
            "status": "provisional",
            "provenance": None,
            "clock": {"start": start, "end": start + timedelta(hours=hours), "step_s": 600},
            "map": {"id": "lake-khasan", "hex_m": 250.0, "members": 4},
            "map_digest": "0" * 64,
            "sides": (
                {"id": "soviet", "name": "Soviet Union", "colour": "#b3202a", "rear": "zaozernaya", "command": delay},
                {"id": "japan", "name": "Japan", "colour": "#2b3a8c", "rear": "zaozernaya", "command": delay},
            ),
            "phases": ({"id": "night", "title": "The night", "start": start, "end": start + timedelta(hours=12)},),
            "weather": (
                {
                    "id": "mist",
                    "kind": "fog",
                    "start": start + timedelta(hours=30),
                    "end": start + timedelta(hours=36),
                    "probability": {"value": 0.5, **GUESS},
                    "visibility_m": {"value": 300, **GUESS},
                },
            ),
            "objectives": tuple({"place": place, "name": place.capitalize()} for place in PLACES),
            "formations": tuple(
                {
                    "id": name,
                    "name": title,
                    "side": side,
                    "echelon": "regiment",
                    "parent": None,
                    "commander": None,
                    "plan": None,
                }
                for name, title, side, _, _ in order
            ),
            "units": tuple(units),
            "plans": (),
            "weapons": {
                "rifle": {
                    "id": "rifle",
                    "name": "rifle",
                    "group": "small_arms",
                    "crew": 1,
                    "rate_rpm": {"value": 8, **GUESS},
                    "max_range_m": 2000,
                    "hit_probability": {"value": 0.5, **GUESS},
                    "half_range_m": {"value": 200, **GUESS},
                    "basic_load": {"value": 100, **GUESS},
                    "daily_supply": {"value": 20, **GUESS},
                },
            },
            "vehicles": {},
            "toes": TOES,
            "parameters": (
                {
                    "id": "small_arms",
                    "meaning": "how far small-arms fire falls short of the range",
                    "median": 0.05,
                    "low": 0.01,
                    "high": 0.2,
                    "provenance": {"guess": "made up"},
                },
            ),
            "doctrine": (),
            "measures": {"soviet_killed": "soviet-killed", "japan_killed": "japanese-killed"},
            "what_ifs": (),
        }
    )
    return scenario.with_digest()


@dataclass(frozen=True)
class World:
    ground: Ground
    member: Any


@dataclass(frozen=True)
class MadeUp:
    """A compiled scenario that was never compiled: labels and ground are real, the rest is missing."""

    resolved: Resolved
    labels: Labels
    start_utc: datetime
    steps: int
    step_s: float = 600.0
    snapshot_every: int = 6

    def world(self, member: int) -> World:
        drawn = ensemble_member(load_map("lake-khasan"), member)
        return World(rasterise(drawn, 250.0), drawn)


def compiled(hours: int = 72, order: Sequence[Any] = ORDER_OF_BATTLE) -> MadeUp:
    scenario = resolved(hours, order)
    index = {formation.id: number for number, formation in enumerate(scenario.formations)}
    labels = Labels(
        scenario="made-up",
        units=tuple(unit.id for unit in scenario.units),
        unit_names=tuple(unit.name for unit in scenario.units),
        formations=tuple(index),
        formation_names=tuple(formation.name for formation in scenario.formations),
        unit_formation=tuple(index[unit.formation] for unit in scenario.units),
        formation_parent=(-1,) * len(index),
        sides=SIDES,
        side_names=("Soviet Union", "Japan"),
        weapons=("rifle",),
        weapon_names=("rifle",),
        places=PLACES,
        objectives=(0, 1),
        commanders=tuple(index),
        rules=(),
        parameters=("small_arms",),
        unit_side=tuple(SIDES.index(unit.side) for unit in scenario.units),
        unit_branch=tuple(scenario.toes[unit.toe].branch for unit in scenario.units),
        unit_vehicles=tuple("tanks" * (scenario.toes[unit.toe].branch == "tank") for unit in scenario.units),
    )
    return MadeUp(scenario, labels, scenario.clock.start, hours * 6)


def _moment(scenario: Resolved, hour: float) -> str:
    return (scenario.clock.start + timedelta(hours=hour)).isoformat(timespec="seconds")


_TYPES = {
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float32": pa.float32(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
}


def _column(column: Column, values: Any) -> pa.Array:
    if column.dtype == "text":
        words = [None if value is None else str(value) for value in values]
        return pa.array(words, pa.string()).dictionary_encode()
    if isinstance(values, np.ndarray):
        values = values.astype(_TYPES[column.dtype].to_pandas_dtype())
    return pa.array(values, _TYPES[column.dtype], from_pandas=True)


def _table(columns: tuple[Column, ...], content: dict[str, Any]) -> pa.Table:
    return pa.table({column.name: _column(column, content[column.name]) for column in columns})


def units_table(fight: MadeUp, replications: list[int], seed: int = 1) -> pa.Table:
    parts = [_units(fight, replication, np.random.default_rng([seed, replication])) for replication in replications]
    return pa.concat_tables(parts).unify_dictionaries()


def _units(fight: MadeUp, replication: int, rng: np.random.Generator) -> pa.Table:
    scenario, labels = fight.resolved, fight.labels
    hours, count = fight.steps // 6 + 1, len(labels.units)
    grid = fight.world(replication % 4).ground.grid
    x, y = grid.centres
    start = np.where(np.array(labels.unit_side) == 0, 2000.0, -1000.0)
    steps = rng.normal(0, 120, size=(2, hours, count)).cumsum(axis=1)
    east = start + steps[0] - np.linspace(0, 1500, hours)[:, None] * (np.array(labels.unit_side) == 0)
    north = steps[1] + 400 * (np.arange(count) % 18) - 1500
    hexes = np.array([np.argmin((x - e) ** 2 + (y - n) ** 2) for e, n in zip(east.ravel(), north.ravel(), strict=True)])
    dead, hurt = (rng.poisson(rate, size=(hours, count)).cumsum(axis=0).ravel() for rate in (0.15, 0.4))
    men0 = np.tile([int(float(scenario.toes[unit.toe].men)) for unit in scenario.units], hours)
    dead, hurt = np.minimum(dead, men0 // 3), np.minimum(hurt, men0 // 3)
    arrives = np.array([(unit.arrives - scenario.clock.start).total_seconds() / 3600 for unit in scenario.units])
    hour = np.repeat(np.arange(hours, dtype=float), count)
    here = hour >= np.tile(arrives, hours)
    rows = hours * count
    text = np.array
    zeros = np.zeros(rows, dtype=int)
    content = {column.name: zeros for column in UNITS} | {
        "replication": np.full(rows, replication),
        "hour": hour,
        "time": np.repeat([_moment(scenario, h) for h in range(hours)], count),
        "unit": np.tile(text(labels.units), hours),
        "unit_name": np.tile(text(labels.unit_names), hours),
        "formation": np.tile(text([labels.formations[f] for f in labels.unit_formation]), hours),
        "side": np.tile(text([SIDES[s] for s in labels.unit_side]), hours),
        "status": np.where(here, np.where(rng.random(rows) < 0.03, "broken", "active"), "expected"),
        "x_m": np.where(here, x[hexes], np.nan),
        "y_m": np.where(here, y[hexes], np.nan),
        "men": men0 - dead - hurt,
        "killed": dead,
        "wounded": hurt,
        "ammunition": rng.uniform(0.3, 1, rows),
        "suppression": rng.beta(1, 6, rows),
        "cohesion": rng.beta(8, 2, rows),
        "posture": rng.choice(["moving", "deployed", "hasty"], rows),
        "order": rng.choice(["hold", "attack"], rows),
        "order_place": rng.choice(PLACES, rows),
        "known_to_enemy": rng.random(rows) < 0.5,
    }
    return _table(UNITS, content)


def events_table(fight: MadeUp, replications: list[int], seed: int = 1) -> pa.Table:
    parts = []
    for replication in replications:
        rng = np.random.default_rng([seed, replication, 2])
        kinds = ["arrived", "spotted", "took_place", "broke", "rallied", "opened_fire", "driven_out", "tanks_lost"]
        hours = np.sort(rng.uniform(0, fight.steps / 6, 60))
        unit = rng.integers(0, len(fight.labels.units), 60)
        kind = rng.choice(kinds, 60)
        rows: dict[str, Any] = {column.name: [None if column.nullable else 0] * 60 for column in EVENTS}
        rows |= {
            "replication": [replication] * 60,
            "hour": hours,
            "time": [_moment(fight.resolved, float(hour)) for hour in hours],
            "kind": kind,
            "unit": [fight.labels.units[u] for u in unit],
            "side": [SIDES[fight.labels.unit_side[u]] for u in unit],
            "other": [fight.labels.units[(u + 9) % len(fight.labels.units)] for u in unit],
            "place": [PLACES[n % 2] if k == "took_place" else None for n, k in enumerate(kind)],
            "value": [2] * 60,
        }
        parts.append(_table(EVENTS, rows))
    return pa.concat_tables(parts).unify_dictionaries()


def losses_table(fight: MadeUp, units: pa.Table) -> pa.Table:
    """A loss for every unit and hour in which the table of units has it lose men, each of one burst of rifle fire."""
    labels = fight.labels
    before: dict[tuple[int, str], tuple[int, int]] = {}
    rows: dict[str, list[Any]] = {column.name: [] for column in LOSSES}
    for row in units.select(["replication", "hour", "unit", "side", "killed", "wounded"]).to_pylist():
        key = (row["replication"], row["unit"])
        dead, hurt = before.get(key, (row["killed"], row["wounded"]))
        before[key] = (row["killed"], row["wounded"])
        killed, wounded = row["killed"] - dead, row["wounded"] - hurt
        if killed + wounded == 0:
            continue
        of_run = sum(number == row["replication"] for number in rows["replication"])
        other = labels.units[(labels.units.index(row["unit"]) + 9) % len(labels.units)]
        factors = {"rounds": 500.0, "effect_per_round": 0.01, "exposure": 0.5, "parameter": 1.2, "expected": 3.0}
        entry = {column.name: None if column.nullable else 0 for column in LOSSES}
        entry |= dict.fromkeys(("steadiness", "observation", "quality", "fight", "saturation"), 1.0) | factors
        entry |= {"replication": row["replication"], "event": of_run, "step": int(row["hour"]) * 6 - 3}
        entry["draw"] = (poisson_below(3.0, killed + wounded) + poisson_below(3.0, killed + wounded + 1)) / 2
        entry |= {"time": "", "cause": "aimed_fire", "shooter": other, "target": row["unit"], "side": row["side"]}
        entry |= {"weapon": "rifle", "killed": killed, "wounded": wounded, "range_m": 321.0, "weapons": 40.0}
        for name, value in entry.items():
            rows[name].append(value)
    return _table(LOSSES, rows)


def series_table(fight: MadeUp, replications: list[int], seed: int = 1) -> pa.Table:
    hours = fight.steps // 6 + 1
    rows: dict[str, list[Any]] = {name: [] for name in _series_names()}
    for replication in replications:
        rng = np.random.default_rng([seed, replication, 3])
        scale = rng.lognormal(0, 0.4)
        dead = {side: rng.poisson(4 * scale, hours).cumsum() for side in SIDES}
        rows["replication"] += [replication] * hours
        rows["member"] += [replication % 4] * hours
        rows["hour"] += list(range(hours))
        rows["time"] += [_moment(fight.resolved, hour) for hour in range(hours)]
        for side in SIDES:
            rows[f"{side}_killed"] += dead[side].tolist()
            rows[f"{side}_casualties"] += (4 * dead[side]).tolist()
            rows[f"{side}_tanks_lost"] += [0] * hours
        for place in PLACES:
            taken = int(rng.uniform(5, hours))
            rows[f"holder_{place}"] += ["nobody"] * (taken // 2) + ["soviet"] * (taken - taken // 2)
            rows[f"holder_{place}"] += ["japan"] * (hours - taken)
    kinds = {column.name: column for column in SERIES}
    return pa.table({name: _column(kinds.get(name, _kind(name)), values) for name, values in rows.items()})


def _series_names() -> list[str]:
    losses = [f"{side}_{measure}" for side in SIDES for measure in ("killed", "casualties", "tanks_lost")]
    return ["replication", "member", "hour", "time", *losses, *(f"holder_{place}" for place in PLACES)]


def _kind(name: str) -> Column:
    return Column(name, "", "", "text" if name.startswith("holder") else "int32")


def outcomes_table(fight: MadeUp, replications: list[int], seed: int = 1) -> pa.Table:
    series = series_table(fight, replications, seed)
    last = series.filter(pa.compute.equal(series["hour"], fight.steps // 6))
    return last.drop_columns(["hour", "time"])


__all__ = [
    "MadeUp",
    "compiled",
    "events_table",
    "losses_table",
    "outcomes_table",
    "resolved",
    "series_table",
    "units_table",
]
