"""A made-up scenario and made-up replications of it, to test tables and reports with. Nothing in it is a result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np

from khasan import arrays as a
from khasan.arrays import Labels, Replication
from khasan.ground.hexgrid import HexGrid
from khasan.ground.model import Projection
from khasan.kernels.state import tables as t
from khasan.scenario.resolved import Resolved

START = datetime.fromisoformat("1938-07-30T20:00:00+09:00")
SIDES = ("soviet", "japanese")
PLACES = ("zaozernaya", "bezymyannaya", "rear-area")
PARAMETERS = ("small_arms", "spotting")
GUESS = {"guess": "made up"}
BRANCHES = ("infantry", "infantry", "machine_gun", "artillery", "tank")
FORMATIONS = (  # id, name, side, echelon, parent
    ("39-corps", "39th Corps", 0, "corps", -1),
    ("118-rifle", "118th Rifle Regiment", 0, "regiment", 0),
    ("118-rifle-1", "1st Battalion", 0, "battalion", 1),
    ("2-mech", "2nd Mechanised Brigade", 0, "brigade", 0),
    ("75-infantry", "75th Infantry Regiment", 1, "regiment", -1),
    ("border-group", "Border group", 1, "detachment", -1),
)
STANDS_IN = (2, 3, 4, 5)
"""Formations that have units of their own."""


@dataclass(frozen=True, eq=False)
class MadeUp:
    """What results need of a compiled scenario, with a bare grid for ground."""

    resolved: Resolved
    labels: Labels
    start_utc: datetime
    steps: int
    step_s: float
    snapshot_every: int
    sky: tuple[Any, Any, Any]

    def world(self, member: int) -> Any:
        projection = Projection(130.59534, 42.44611)
        grid = HexGrid(250.0, 48, 48, -6000.0, -5000.0)
        rear = SimpleNamespace(id="rear-area", name="The rear")
        ground_map = SimpleNamespace(xy_to_lonlat=projection.xy_to_lonlat, features=(rear,))
        ground = SimpleNamespace(grid=grid, places={"zaozernaya": grid.centre(100), "bezymyannaya": grid.centre(2000)})
        return SimpleNamespace(ground=ground, member=SimpleNamespace(map=ground_map))


def compiled(units: int = 12, hours: int = 72, step_s: int = 300, measures: dict[str, str] | None = None) -> MadeUp:
    every = 3600 // step_s
    formation = tuple(STANDS_IN[u % len(STANDS_IN)] for u in range(units))
    return MadeUp(
        resolved=resolved(hours, step_s, {} if measures is None else measures),
        labels=Labels(
            scenario="made-up",
            units=tuple(f"unit-{u}" for u in range(units)),
            unit_names=tuple(f"Company {u}" for u in range(units)),
            formations=tuple(f[0] for f in FORMATIONS),
            formation_names=tuple(f[1] for f in FORMATIONS),
            unit_formation=formation,
            formation_parent=tuple(f[4] for f in FORMATIONS),
            sides=SIDES,
            side_names=("Soviet Union", "Japan"),
            weapons=("rifle", "gun"),
            weapon_names=("Rifle", "Gun"),
            places=PLACES,
            objectives=(0, 1),
            commanders=("118-rifle", "75-infantry"),
            rules=("hold the crest", "attack by night"),
            parameters=PARAMETERS,
            unit_side=tuple(FORMATIONS[f][2] for f in formation),
            unit_branch=tuple(BRANCHES[u % len(BRANCHES)] for u in range(units)),
            unit_vehicles=tuple("tanks" * (BRANCHES[u % len(BRANCHES)] == "tank") for u in range(units)),
        ),
        start_utc=START.astimezone(UTC),
        steps=hours * every,
        step_s=float(step_s),
        snapshot_every=every,
        sky=(None, None, _dark(hours * every, every)),
    )


def _dark(steps: int, every: int) -> Any:
    """Dark from ten in the evening to four in the morning: from the second hour to the eighth, and so on."""
    hour = np.arange(steps) // every % 24
    return ((hour >= 2) & (hour < 8)).astype(np.float64)


def resolved(hours: int, step_s: int, measures: dict[str, str]) -> Resolved:
    delay = {"company": {"value": 20, **GUESS}}
    phase_end = START + timedelta(hours=12, minutes=30)
    return Resolved.model_validate(
        {
            "id": "made-up",
            "title": "A made-up fight",
            "summary": "Made up, to test with.",
            "incident": "lake-khasan-1938",
            "status": "provisional",
            "provenance": None,
            "clock": {"start": START, "end": START + timedelta(hours=hours), "step_s": step_s},
            "map": {"id": "lake-khasan", "hex_m": 250.0, "members": 4},
            "map_digest": "0" * 64,
            "sides": tuple(
                {"id": side, "name": name, "colour": "#123456", "rear": "rear-area", "command": delay}
                for side, name in zip(SIDES, ("Soviet Union", "Japan"), strict=True)
            ),
            "phases": (
                {"id": "night-attack", "title": "Night attack", "start": START, "end": phase_end},
                {"id": "crest", "title": "The crest", "start": phase_end, "end": START + timedelta(hours=hours)},
            ),
            "weather": (
                {
                    "id": "mist",
                    "kind": "fog",
                    "start": START + timedelta(hours=30),
                    "end": START + timedelta(hours=36),
                    "probability": {"value": 0.5, **GUESS},
                    "visibility_m": {"value": 300, **GUESS},
                },
            ),
            "objectives": (
                {"place": "zaozernaya", "name": "Zaozernaya (Changkufeng)"},
                {"place": "bezymyannaya", "name": "Bezymyannaya (Shachaofeng)"},
            ),
            "formations": tuple(
                {
                    "id": name,
                    "name": title,
                    "side": SIDES[side],
                    "echelon": echelon,
                    "parent": None if parent < 0 else FORMATIONS[parent][0],
                    "commander": None,
                    "plan": None,
                }
                for name, title, side, echelon, parent in FORMATIONS
            ),
            "units": (),
            "plans": (
                {
                    "id": "attack",
                    "title": "Attack by night",
                    "formations": ["75-infantry"],
                    "rules": [
                        {"name": "attack by night", "do": {"attack": "zaozernaya"}},
                        {"name": "hold the crest", "do": {"hold": "zaozernaya"}},
                    ],
                },
            ),
            "weapons": {},
            "vehicles": {},
            "toes": {},
            "parameters": tuple(
                {"id": p, "meaning": p, "unit": "1", "median": 1.0, "low": 0.5, "high": 2.0, "provenance": GUESS}
                for p in PARAMETERS
            ),
            "doctrine": (),
            "measures": measures,
            "what_ifs": (),
        }
    ).with_digest()


def replication(scenario: MadeUp, number: int = 0, *, record: bool = False) -> Replication:
    """Losses pile up at random; every third unit arrives a day late; the heights change hands once or twice."""
    rng = np.random.default_rng([7, number])
    units, slots = len(scenario.labels.units), a.SLOTS
    steps = np.append(np.arange(0, scenario.steps, scenario.snapshot_every), scenario.steps).astype(np.int32)
    shots = len(steps)
    counts = np.zeros((shots, a.COUNTS, units), dtype=np.int32)
    tanks = np.array([branch == "tank" for branch in scenario.labels.unit_branch])
    for row, rate in (
        (a.KILLED, 0.2),
        (a.WOUNDED, 0.5),
        (a.MISSING, 0.02),
        (a.ROUNDS_FIRED, 40.0),
        (a.WEAPONS_LOST, 0.05),
    ):
        counts[1:, row] = rng.poisson(rate, (shots - 1, units)).cumsum(axis=0)
    for row, rate in ((a.BURNT, 0.01), (a.KNOCKED_OUT, 0.03)):
        counts[1:, row] = (rng.poisson(rate, (shots - 1, units)) * tanks).cumsum(axis=0)
    counts[:, a.REPAIRED] = counts[:, a.KNOCKED_OUT] // 2
    counts[:, a.MEN] = 180 - counts[:, a.KILLED] - counts[:, a.WOUNDED] - counts[:, a.MISSING]
    counts[:, a.HEX] = rng.integers(0, 48 * 48, (shots, units))
    counts[:, a.STATUS] = a.ACTIVE
    counts[:, a.ORDER] = a.HOLD
    counts[:, a.ORDER_PLACE] = 0
    counts[:, a.POSTURE] = a.HASTY
    counts[:, a.CONTACT_AGE] = a.UNSEEN
    counts[:, a.COUNT_0] = 100
    late = np.arange(units) % 3 == 2
    before = steps < 24 * scenario.snapshot_every
    waiting = np.ix_(before, late)
    counts[:, a.STATUS][waiting] = a.EXPECTED
    counts[:, a.HEX][waiting] = -1
    counts[:, a.ORDER][waiting] = a.NO_ORDER
    counts[:, a.ORDER_PLACE][waiting] = -1
    holders = np.full((shots, len(PLACES)), -1, dtype=np.int32)
    holders[:, :2] = 0
    taken = int(rng.integers(4, 12))
    holders[taken:, 0] = 1
    holders[taken + 20 :, 0] = 0
    holders[taken + 1 :, 1] = 1
    events = np.zeros((0, a.EVENT_FIELDS), dtype=np.int32)
    losses = np.zeros((0, a.LOSS_FIELDS), dtype=np.int32)
    if record:
        events = np.array(
            [
                [0, a.RULE_CHOSEN, 1, -1, 0, 1],
                [3, a.ORDERED, 0, -1, 0, a.ATTACK],
                [7, a.ENTERED_COMBAT, 0, -1, 102, 0],
                [8, a.ENTERED_COMBAT, 4, -1, 102, 0],
                [9, a.DRIVEN_OUT, 5, 2, 100, 0],
                [9, a.BROKE, 1, -1, -1, a.ROUTED],
                [taken * scenario.snapshot_every - 1, a.TOOK_PLACE, -1, -1, 0, 1],
                [90, a.TANKS_LOST, 4, -1, -1, 2],
            ],
            dtype=np.int32,
        )
        losses = np.array(
            [
                [5, a.AIMED, 2, 0, 0, 3, 0, 2, 5, 0, 0, 0, 0, 3, 1, 0, 0],
                [8, a.CLOSE, 2, 0, -1, 4, 1, 1, 1, 1, 0, 0, 1, 0, 0, 1, 0],
            ],
            dtype=np.int32,
        )
    return Replication(
        replication=number,
        member=number % 4,
        parameters=np.exp(rng.normal(size=len(PARAMETERS))),
        snapshot_steps=steps,
        counts=counts,
        reals=rng.random((shots, 3, units)),
        ammunition=np.linspace(1.0, 0.2, shots)[:, None] * np.ones(units),
        holders=holders,
        initial_men=np.full(units, 180, dtype=np.int32),
        initial_vehicles=np.where(tanks, 10, 0).astype(np.int32),
        initial_weapons=np.full((slots, units), 5, dtype=np.int32),
        visibility_m=np.full(scenario.steps, 4000.0),
        stops=np.zeros((a.STOPS, 2), dtype=np.int32),
        events=events,
        losses=losses,
        factors=np.full((len(losses), a.FACTORS), 0.5),
        depots=np.zeros((t.DEPOT_FIELDS, 2)),
    )
