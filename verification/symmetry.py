"""What must not matter: which side is which, how the map lies, the order of the file, who stands idle elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from khasan import arrays as a
from khasan.arrays import Replication
from khasan.compiler import Compiled
from khasan.engine import run_replication
from verification import made
from verification.fights import MEDIAN
from verification.figures import F8, Figure, Size, chance, none

LEVEL = 1e-3
SHELTER = {"open": (0.05, 0.15), "woods": (0.2, 0.6), "marsh": (0.0, 0.4), "relief": (0.25, 0.2)}
ATTACKER, DEFENDER = "attacker", "defender"
HEX_M = 250.0
SIDES = ("japan", "soviet")


def _weapons() -> list[dict[str, Any]]:
    rifle = made.weapon(
        "rifle", rate_rpm=5, max_range_m=1200, effective_range_m=400, hit_probability=0.03, half_range_m=150,
        basic_load=120, daily_supply=60,
    )  # fmt: skip
    gun = made.weapon(
        "gun", group="machine_gun", crew=4, rate_rpm=150, max_range_m=2000, effective_range_m=1000,
        hit_probability=0.012, half_range_m=400, basic_load=5000, daily_supply=2000,
    )  # fmt: skip
    mortar = made.weapon(
        "mortar", group="indirect", indirect=True, crew=5, rate_rpm=6, max_range_m=3000, min_range_m=100,
        lethal_area_m2=150, dispersion_m=40, basic_load=80, daily_supply=40,
    )  # fmt: skip
    return [rifle, gun, mortar]


def _toes(quality: dict[str, str]) -> list[dict[str, Any]]:
    """The same types of unit for either side, named after what the side does."""
    found = []
    for role, side in quality.items():
        found.append(made.toe(f"company-{role}", side, 150, {"rifle": 120, "gun": 4}))
        found.append(made.toe(f"horse-{role}", side, 80, {"rifle": 70}, mobility="horse", branch="cavalry"))
        found.append(
            made.toe(f"mortars-{role}", side, 60, {"mortar": 6}, branch="artillery", mobility="pack", frontage_m=100)
        )
    return found


def battle(
    attacker: str = "japan",
    *,
    degrees: float = 0.0,
    mirrored: bool = False,
    order: Sequence[int] = tuple(range(7)),
    idle: bool = False,
    small: bool = False,
) -> Compiled:
    """Four units attack three through a wood, on level ground; the attacker is of the side given.

    Ids say what a unit does and not whose it is, so that exchanging the sides exchanges nothing but the sides. A small
    battle lasts forty minutes in haze, on less ground.
    """
    defender = SIDES[1 - SIDES.index(attacker)]
    sides = {ATTACKER: attacker, DEFENDER: defender}
    spots = (
        made.Spot("hill", 0, 0), made.Spot("knoll", 250, 866.0254), made.Spot("start", -1250, 0),
        made.Spot("flank", -625, -649.519), made.Spot("rear-d", 1500, 0), made.Spot("rear-a", -1750, 0),
        made.Spot("far", 750, -1299.038),
        made.Spot("corner", *(2000, 1732.051) if small else (3500, 2598.076)),
    )  # fmt: skip
    woods = ((-500, 0), (-375, 216.506), (-625, 216.506))
    patches = [made.Patch(f"wood-{k}", "woods", x, y, 170) for k, (x, y) in enumerate(woods)]
    patches.append(made.Patch("bog", "marsh", -375, -649.519, 170))
    ground = made.World(spots, tuple(patches), 2700.0 if small else 4500.0, SHELTER).turned(degrees, mirrored)
    rows = [
        (ATTACKER, "a-1", "company", "start", 0.0), (ATTACKER, "a-2", "company", "start", 0.0),
        (ATTACKER, "a-3", "horse", "flank", 0.0), (ATTACKER, "a-4", "mortars", "start", 0.0),
        (DEFENDER, "d-1", "company", "hill", 0.5), (DEFENDER, "d-2", "company", "knoll", 0.3),
        (DEFENDER, "d-3", "mortars", "far", 0.0),
    ]  # fmt: skip
    rows = [rows[k] for k in order]
    forces = []
    for role in sorted(sides, key=lambda r: order[0] % 2 == (r == ATTACKER)):
        units = [
            {"id": who, "toe": f"{kind}-{role}", "at": at, "works": works}
            for whose, who, kind, at, works in rows
            if whose == role
        ]
        forces.append(made.formation(f"f-{role}", sides[role], units, echelon="brigade"))
    if idle:
        alone = [{"id": "b-idle", "toe": f"horse-{DEFENDER}", "at": "corner"}]
        forces.insert(1, made.formation("f-idle", defender, alone))
    plans = [
        made.plan(f"f-{ATTACKER}", {"when": {"held": ["hill"]}, "do": {"attack": "knoll"}}, {"do": {"attack": "hill"}}),
        made.plan(
            f"f-{DEFENDER}", {"when": {"lost": ["hill"], "strength_above": 0.6}, "do": {"attack": "hill"}},
            {"do": {"hold": "hill"}},
        ),
    ]  # fmt: skip
    rear = {attacker: "rear-a", defender: "rear-d"}
    content = made.scenario(
        forces,
        plans,
        (rear[SIDES[0]], rear[SIDES[1]]),
        step_s=120,
        hex_m=HEX_M,
        hours=2 / 3 if small else 2.5,
        digging="allowed",
    )
    plain = {"daylight_range": 1200.0, "fight_spread": made.TINY} if small else {}  # few replications: less scatter
    return made.compiled(ground, content, _weapons(), _toes(sides), {**ALIKE, **plain})


ALIKE = {**MEDIAN, **{name: 1.0 for name in MEDIAN if name.startswith(("quality_", "surrender_"))}}
"""Every parameter at its median, both sides of one quality."""


def casualties(one: Replication, units: Sequence[int]) -> int:
    """Men that these units lost in all."""
    return int(one.counts[-1, a.KILLED : a.MISSING + 1, list(units)].sum())


def of_role(compiled: Compiled, letter: str) -> list[int]:
    """Indices of the units of the attacker (a) or the defender (d); an idle unit's name stands between theirs."""
    return [k for k, name in enumerate(compiled.labels.units) if name.startswith(f"{letter}-")]


def different(one: Compiled, two: Compiled, replications: int, *, exchanged: bool = False) -> tuple[int, int]:
    """Replications that are not the same, bit for bit, in the units that both have; and losses seen."""
    shared = [name for name in one.labels.units if name in two.labels.units]
    here, there = ([c.labels.units.index(name) for name in shared] for c in (one, two))
    wrong = losses = 0
    for k in range(replications):
        first, second = (run_replication(c, 21, k, record=True) for c in (one, two))
        holders = np.where(second.holders < 0, -1, 1 - second.holders) if exchanged else second.holders
        same = np.array_equal(first.counts[:, :, here], second.counts[:, :, there])
        same = same and np.array_equal(first.reals[:, :, here], second.reals[:, :, there])
        same = same and np.array_equal(first.factors, second.factors) and np.array_equal(first.holders, holders)
        wrong += not same
        losses += len(first.losses)
    return wrong, losses


def _exact(what: str, wrong: int, losses: int, replications: int) -> list[Figure]:
    seen = Figure(f"{what}: losses seen", losses, "more than 10", losses > 10)
    return [none(f"{what}: histories changed, of {replications}", wrong), seen]


def sides_exchanged(size: Size) -> list[Figure]:
    """The same battle with the sides' names exchanged, ids kept: bit for bit the same, holders exchanged."""
    many = {"tiny": 1, "quick": 10, "full": 200}[size]
    small = size == "tiny"
    wrong, losses = different(battle(small=small), battle("soviet", small=small), many, exchanged=True)
    return _exact("sides exchanged", wrong, losses, many)


def units_permuted(size: Size) -> list[Figure]:
    """The same battle with units and formations in another order of the file: bit for bit the same."""
    many, small = {"tiny": 1, "quick": 10, "full": 200}[size], size == "tiny"
    wrong, losses = different(battle(small=small), battle(order=(4, 6, 2, 1, 5, 0, 3), small=small), many)
    return _exact("order of the file", wrong, losses, many)


def idle_unit_added(size: Size) -> list[Figure]:
    """One more squadron out of everybody's sight, without orders: nobody else's history changes by a bit."""
    many, small = {"tiny": 1, "quick": 10, "full": 200}[size], size == "tiny"
    wrong, losses = different(battle(small=small), battle(idle=True, small=small), many)
    return _exact("an idle unit more", wrong, losses, many)


def lost(compiled: Compiled, replications: int, seed: int) -> F8:
    """f8[2, replication]: casualties of attacker and defender."""
    roles = [of_role(compiled, letter) for letter in "ad"]
    histories = [run_replication(compiled, seed, k) for k in range(replications)]
    return np.array([[casualties(one, units) for one in histories] for units in roles], dtype=np.float64)


def map_turned(size: Size) -> list[Figure]:
    """The map turned, and in a mirror: casualties of both sides alike, by the test of Kolmogorov and Smirnov."""
    from scipy import stats

    many, small = {"tiny": 30, "quick": 150, "full": 1500}[size], size == "tiny"
    before = lost(battle(small=small), many, 22)
    found = []
    for number, (what, degrees, mirrored) in enumerate(TURNS):
        after = lost(battle(degrees=degrees, mirrored=mirrored, small=small), many, 23 + number)
        for role, one, two in zip((ATTACKER, DEFENDER), before, after, strict=True):
            p_value = float(stats.ks_2samp(one, two).pvalue)
            found.append(chance(f"map {what}: casualties of the {role}", p_value, LEVEL))
    return found


TURNS = (("turned by 60 degrees", 60.0, False), ("turned by 180 degrees", 180.0, False), ("in a mirror", 0.0, True))
