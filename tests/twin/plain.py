"""A moment as plain Python objects, and two of them compared.

:func:`read` turns the arrays of a moment (twin.moments) into a :class:`Told`, the state as a reader of
docs/model/engine.md would speak of it. A twin of a stage changes a Told, the stage of the kernels changes the arrays,
and :func:`differences` says in which field of which unit, hex, place, commander or depot the two are not the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import isclose, isnan
from types import SimpleNamespace
from typing import Any

from khasan import arrays as a
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from twin.draws import STREAMS, between, philox

CLOSED = 1e30
"""More seconds than this and a way is closed."""
OF_UNITS = (
    "side", "role", "mobility", "commander", "arrives", "quality", "armoured", "carrier", "engineers", "air_role",
    "grounded", "surrender", "sector", "headquarters",
)  # fmt: skip
OF_UNITS_REAL = (
    "frontage_m", "depth_m", "armour_mm", "crew", "cross_kmh", "road_kmh", "marsh_kmh", "bog_per_hour", "men_0",
    "vehicles_0", "hits_to_stop", "crew_exposure", "horses_0", "trucks_0", "airfield_km", "speed_kmh", "serviceable",
    "turnaround_h", "patrol_h", "air_worth", "wire",
)  # fmt: skip
OF_WEAPONS = (
    "crew", "rate", "max_m", "min_m", "effective_m", "hit", "half_m", "lethal_m2", "dispersion_m", "pen_mm",
    "pen_loss", "load", "daily", "group", "killed", "indirect", "round_kg", "ceiling_m", "aircraft_hit",
)  # fmt: skip
OF_COMMANDERS = ("stage", "rule", "side", "order", "place", "outside", "initiative")
OF_PLACES = ("holder", "known_0", "known_1", "crossing_now", "built", "mined")
OF_DEPOTS = (
    "declared", "railhead_t", "ammunition_t", "food_t", "brought_t", "issued_ammunition_t", "issued_food_t", "lost_t",
    "food_share", "wanted_t", "met", "legs",
)  # fmt: skip
OF_CARRIERS = ("leg", "fit", "broken", "tonnes_a_day", "breaks")
OF_SECTORS = ("last_fire", "fight")
CLOCKS = (
    "last_fired", "no_assault_before", "alights", "own_rule", "heading", "alert_since", "last_alert", "regrouped",
    "wrecks_at", "wrecks_lost", "stopped", "held_back", "men_then", "leaves", "pressed_since", "lost_since",
    "alone_since",
)  # fmt: skip
WAY = ("then_q", "then_r", "moving")


class Blocks(SimpleNamespace):
    """The arrays of one moment: world, tables, orders, state, scratch, scale, log, and the step."""


@dataclass
class Told:
    """A moment in plain Python: lists of units, hexes, places, commanders and depots whose fields have names."""

    step: int
    units: list[Any]
    hexes: list[Any]
    places: list[Any]
    commanders: list[Any]
    leaves: list[Any]
    depots: list[Any]
    sectors: list[Any]
    peace: int
    standing: list[list[int]]
    p: Any
    weapons: list[Any]
    visibility: float
    dark: float
    wet: float
    dust: float
    scale: Any
    key: Any
    rear: list[int]
    way: Any
    way_of: Any
    start_hex: list[int]
    events: list[tuple[int, ...]] = field(default_factory=list)
    losses: list[dict[str, float]] = field(default_factory=list)
    known: list[tuple[int, int]] | None = None
    """(side, hex) of whom the enemy knew when all last looked round; None: of those that he knows of now."""

    @property
    def hours(self) -> float:
        return float(self.scale.step_s) / 3600.0

    def draw(
        self, stream: str, sub: int, unit: Any = None, other: Any = None, step: int | None = None
    ) -> tuple[float, float]:
        """The two uniforms at an address; units by themselves or by their hashes."""
        mine, his = (0 if one is None else int(getattr(one, "hash", one)) for one in (unit, other))
        a_, b_, c_, d_ = philox(
            (int(self.key[0]), int(self.key[1])),
            (self.step if step is None else step, STREAMS.index(stream) << 16 | sub, mine, his),
        )
        return between(a_, b_), between(c_, d_)

    def apart(self, one: int, other: int) -> int:
        """Hexes between two hexes."""
        dq = self.hexes[one].q - self.hexes[other].q
        dr = self.hexes[one].r - self.hexes[other].r
        return max(abs(dq), abs(dr), abs(dq + dr))

    @property
    def reach(self) -> int:
        return int(self.scale.reach)

    def axial(self, here: int) -> tuple[int, int]:
        return self.hexes[here].q, self.hexes[here].r

    def hex_at(self, q: int, r: int) -> int:
        """The hex of axial coordinates, -1 off the map."""
        return next((one.index for one in self.hexes if (one.q, one.r) == (q, r)), -1)

    def here(self, where: int, side: int) -> list[Any]:
        """Units of a side that stand in a hex."""
        return [unit for unit in self.units if unit.on_map and unit.hex == where and unit.side == side]

    def count_standing(self) -> None:
        """Reckon anew how many of each side stand where."""
        self.standing = [[len(self.here(where, side)) for where in range(len(self.hexes))] for side in (0, 1)]

    def tell(self, kind: int, unit: int, other: int = -1, place: int = -1, value: int = 0) -> None:
        self.events.append((self.step, kind, unit, other, place, value))


class Unit(SimpleNamespace):
    """A unit: what it is, and how it stands."""

    @property
    def on_map(self) -> bool:
        return self.status in (a.ACTIVE, a.BROKEN)


def read(b: Blocks) -> Told:
    """The arrays as plain objects."""
    s, w, tb = b.state, b.world, b.tables
    units = []
    for k in range(tb.hashes.size):
        unit = Unit(index=k, hash=tb.hashes[k])
        for name, row in zip(a.COUNT_NAMES, s.counts[:, k].tolist(), strict=True):
            if name[-1] not in "012345":
                setattr(unit, name, row)
        for name, value in zip(a.REAL_NAMES, s.reals[:, k].tolist(), strict=True):
            if name[-1] not in "012345":
                setattr(unit, name, value)
        for name in OF_UNITS:
            setattr(unit, name, int(tb.units[getattr(t, name.upper()), k]))
        for name in OF_UNITS_REAL:
            setattr(unit, name, float(tb.unit_reals[getattr(t, name.upper()), k]))
        for name in CLOCKS:
            setattr(unit, name, int(s.clocks[getattr(t, name.upper()), k]))
        for name in WAY:
            setattr(unit, name, float(s.way[getattr(t, name.upper()), k]))
        unit.shots = float(s.fired[k])
        unit.weapons = s.counts[a.COUNT_0 : a.COUNT_0 + a.SLOTS, k].tolist()
        unit.rounds = s.reals[a.AMMO_0 : a.AMMO_0 + a.SLOTS, k].tolist()
        unit.arms = tb.units[t.WEAPON_0 : t.WEAPON_0 + a.SLOTS, k].tolist()
        unit.loads = tb.unit_reals[t.LOAD_0 : t.LOAD_0 + a.SLOTS, k].tolist()
        units.append(unit)
    hexes = []
    for h in range(w.neighbours.shape[0]):
        hexes.append(
            SimpleNamespace(
                index=h, q=int(w.axial[0, h]), r=int(w.axial[1, h]), next=w.neighbours[h].tolist(),
                surface=int(w.ground_i[t.SURFACE, h]), crossing=int(w.ground_i[t.CROSSING, h]),
                road=int(w.ground_i[t.ROAD, h]), elevation_m=float(w.ground_f[t.ELEVATION_M, h]),
                crest_m=float(w.ground_f[t.CREST_M, h]), cover=float(w.ground_f[t.COVER, h]),
                concealment=float(w.ground_f[t.CONCEALMENT, h]), works=float(s.works[h]), wire=float(s.wire[h]),
                held_by=int(s.hex_side[h]), across=w.across[:, h].tolist(),
            )
        )  # fmt: skip
    places = []
    for k in range(w.place_hex.size):
        place = SimpleNamespace(
            hex=int(w.place_hex[k]), site=int(w.sites[t.SITE, k]), site_hex=int(w.sites[t.SITE_HEX, k])
        )
        for name in OF_PLACES:
            setattr(place, name, int(s.places[getattr(t, name.upper()), k]))
        places.append(place)
    commanders = [
        SimpleNamespace(**{name: int(s.commanders[getattr(t, "C_" + name.upper()), k]) for name in OF_COMMANDERS})
        for k in range(s.commanders.shape[1])
    ]
    leaves = [
        SimpleNamespace(
            standing=int(s.leaves[t.V_STANDING, k]),
            due=int(s.leaves[t.V_DUE, k]),
            commander=int(s.leaves[t.V_COMMANDER, k]),
        )
        for k in range(s.leaves.shape[1])
    ]
    depots = []
    for side in (0, 1):
        depot = SimpleNamespace(**{name: float(s.depots[getattr(t, "D_" + name.upper()), side]) for name in OF_DEPOTS})
        depot.carriers = [
            SimpleNamespace(
                **{
                    name: float(s.depots[t.D_CARRIER_0 + k * t.CARRIER_FIELDS + getattr(t, "CA_" + name.upper()), side])
                    for name in OF_CARRIERS
                }
            )
            for k in range(t.MOST_CARRIERS)
        ]
        depots.append(depot)
    sectors = [
        SimpleNamespace(**{name: int(s.sectors[getattr(t, "SE_" + name.upper()), k]) for name in OF_SECTORS})
        for k in range(s.sectors.shape[1])
    ]
    arms = [
        SimpleNamespace(**{name: float(tb.weapons[getattr(t, "W_" + name.upper()), k]) for name in OF_WEAPONS})
        for k in range(tb.weapons.shape[1])
    ]
    parameters = SimpleNamespace(**{name: float(tb.parameters[k]) for k, name in enumerate(p.NAMES)})
    parameters.row = tb.parameters.tolist()
    told = Told(
        step=b.step, units=units, hexes=hexes, places=places, commanders=commanders, leaves=leaves, depots=depots,
        sectors=sectors,
        peace=int(s.peace[0]), standing=b.scratch.standing.tolist() if b.scratch else [], p=parameters, weapons=arms,
        visibility=float(tb.light[t.VISIBILITY_M, b.step]), dark=float(tb.light[t.DARK, b.step]),
        wet=float(tb.light[t.WET, b.step]), dust=float(tb.light[t.DUST, b.step]), scale=b.scale, key=tb.key,
        rear=b.world.rear.tolist(), way=b.world.way.tolist(), way_of=b.world.way_of.tolist(),
        start_hex=b.world.start_hex.tolist(),
    )  # fmt: skip
    events, losses = (int(n) for n in b.log.used)
    told.events = [tuple(row) for row in b.log.events[:events].tolist()]
    for row, factors in zip(b.log.losses[:losses].tolist(), b.log.factors[:losses].tolist(), strict=True):
        told.losses.append(dict(zip(a.LOSS_NAMES, row, strict=True)) | dict(zip(a.FACTOR_NAMES, factors, strict=True)))
    return told


def same(one: Any, other: Any) -> bool:
    if isinstance(one, float) or isinstance(other, float):
        return isclose(one, other, rel_tol=1e-9, abs_tol=1e-12) or (isnan(one) and isnan(other)) or one == other
    return bool(one == other)


def differences(expected: Told, found: Told, ignored: Iterable[str] = ()) -> list[str]:
    """Where the kernels have left something else than the twin, in words."""
    said: list[str] = []

    def compare(what: str, one: Any, other: Any) -> None:
        if isinstance(one, SimpleNamespace):
            for name, value in vars(one).items():
                if name not in ignored:
                    compare(f"{what}.{name}", value, vars(other)[name])
        elif isinstance(one, dict):
            for name in one.keys() | other.keys():
                if name not in ignored:
                    compare(f"{what}[{name}]", one.get(name), other.get(name))
        elif isinstance(one, list | tuple):
            if len(one) != len(other):
                said.append(f"{what}: twin has {len(one)}, kernels {len(other)}: {one} | {other}")
                return
            for k, (mine, his) in enumerate(zip(one, other, strict=True)):
                compare(f"{what}[{k}]", mine, his)
        elif one is None or other is None or not same(one, other):
            said.append(f"{what}: twin {one!r}, kernels {other!r}")

    for name in (
        "units", "hexes", "places", "commanders", "leaves", "depots", "sectors", "peace", "standing", "events",
        "losses",
    ):  # fmt: skip
        if name not in ignored:
            compare(name, getattr(expected, name), getattr(found, name))
    return said


def in_any_order(told: Told) -> Told:
    """Losses sorted by whom they befell, for stages whose order of noting says nothing."""
    told.losses.sort(key=lambda loss: tuple(loss[name] for name in a.LOSS_NAMES))
    return told


def agree(expected: Told, b: Blocks, ignored: Iterable[str] = ()) -> None:
    """AssertionError with every difference between a twin and what the kernels have left."""
    found = differences(expected, read(b), ignored)
    if found:
        raise AssertionError("\n".join(found))
