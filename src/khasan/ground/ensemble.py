"""One map drawn out of all that agree with the sources: member 0 is the central map, 1..15 are drawn.

Each feature draws from its own Philox stream, keyed by the map's id and its own, so that adding a feature
leaves the others where they were. A draw that breaks a constraint is thrown away and drawn again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from math import atan2, degrees, hypot

import numpy as np

from khasan.errors import RunError, input_error
from khasan.ground.model import AREAS, DIRECTIONS, F8, POINTS, Constraint, Feature, GroundMap, Range, area_of, centre_of
from khasan.ground.scan import signed_distance

MEMBERS = 16
_TRIES = 300
_RESTARTS = 60
_FAR_M = 1500.0


@dataclass(frozen=True)
class Drawn:
    """A feature as this member has it: ``xy`` f8[m, 2], ``heights`` f8[m] (empty where it has none)."""

    feature: Feature
    xy: F8
    heights: F8
    numbers: dict[str, float]
    rival: int
    """0 for the position of the feature itself, k for its k-th rival."""

    @property
    def centre(self) -> tuple[float, float]:
        """As of Feature.centre."""
        return centre_of(self.xy, self.feature.kind)


@dataclass(frozen=True)
class Member:
    """A drawn map."""

    map: GroundMap
    member: int
    drawn: dict[str, Drawn]
    surfaces: dict[str, dict[str, float]]

    @property
    def places(self) -> dict[str, tuple[float, float]]:
        """Name -> (x, y) in metres, of every point feature and lake."""
        kinds = POINTS | {"lake"}
        return {name: d.centre for name, d in self.drawn.items() if d.feature.kind in kinds}

    def of_kind(self, *kinds: str) -> list[Drawn]:
        """Drawn features of these kinds, in the order of the file."""
        return [d for d in self.drawn.values() if d.feature.kind in kinds]

    def stream(self, name: str) -> np.random.Generator:
        """The generator of a name in this member: same map, name and member, same numbers."""
        return stream(self.map.id, name, self.member)


def stream(map_id: str, name: str, member: int, attempt: int = 0) -> np.random.Generator:
    """A Philox generator keyed by (map id, name); member and attempt set its counter."""
    key = int.from_bytes(hashlib.sha256(f"{map_id}/{name}".encode()).digest()[:16], "little")
    return np.random.Generator(np.random.Philox(key=key, counter=[0, 0, attempt, member]))


def ensemble_member(ground_map: GroundMap, member: int) -> Member:
    """Member 0..15 of the map's ensemble; it keeps every constraint, or RunError says which it could not.

    >>> from khasan.ground import load_map
    >>> m = ensemble_member(load_map("lake-khasan"), 3)
    >>> m.member, broken(m)
    (3, [])
    """
    if not 0 <= member < MEMBERS:
        raise input_error("member", member, f"give a member of the map's ensemble, 0 to {MEMBERS - 1}")
    failed: Constraint | None = None
    for attempt in range(1 if member == 0 else _RESTARTS):
        drawn: dict[str, Drawn] = {}
        for f in ground_map.features:
            failed = _draw_into(drawn, f, ground_map, member, attempt)
            if failed is not None:
                break
        else:
            return Member(ground_map, member, drawn, _draw_surfaces(ground_map, member))
    raise RunError(f"{ground_map.path}: member {member} cannot keep {describe(failed)}; widen it or the tolerances")


def broken(member: Member) -> list[str]:
    """The constraints that a member breaks, in words: none, unless the map was tampered with."""
    return [describe(c) for c in member.map.constraints if not _holds(c, member.drawn)]


def describe(constraint: Constraint | None) -> str:
    """A constraint in words."""
    if constraint is None:
        return "nothing"
    said = [constraint.start, constraint.side or "", constraint.direction or "", "of" if constraint.to else "",
            constraint.to or "", f"{constraint.distance_m} m" if constraint.distance_m else "",
            f"area {constraint.area_m2}" if constraint.area_m2 else ""]
    return " ".join(word for word in said if word)


def rival_of(f: Feature, map_id: str, member: int) -> int:
    """Which position of a feature a member has: the members share the rivals out in proportion to their weights."""
    if member == 0 or not f.rivals:
        return 0
    weights = np.cumsum([f.weight, *(r.weight for r in f.rivals)])
    order = stream(map_id, f"{f.id}/rivals", 0).permutation(MEMBERS - 1)
    return int(np.searchsorted(weights / weights[-1], (order[member - 1] + 0.5) / (MEMBERS - 1)))


# -- drawing -------------------------------------------------------------------------------------------------


def _draw_into(drawn: dict[str, Drawn], f: Feature, ground_map: GroundMap, member: int, attempt: int) -> Constraint | None:
    """Draw one feature beside those already drawn; the constraint that could not be kept, or None."""
    mine = [c for c in ground_map.constraints if f.id in c.parties and all(p == f.id or p in drawn for p in c.parties)]
    rng = stream(ground_map.id, f.id, member, attempt)
    anchors = _anchors(drawn)
    rival = rival_of(f, ground_map.id, member)
    for _ in range(1 if member == 0 else _TRIES):
        drawn[f.id] = _draw(f, rival, drawn, anchors, rng, central=member == 0)
        failed = next((c for c in mine if not _holds(c, drawn)), None)
        if failed is None:
            return None
    del drawn[f.id]
    return failed


def _draw(f: Feature, rival: int, drawn: dict[str, Drawn], anchors: tuple[F8, F8], rng: np.random.Generator, *, central: bool) -> Drawn:
    """Position, heights and numbers of one feature."""
    if central:
        xy = f.xy.copy()
        heights = np.array([h.value for h in _heights(f)])
        numbers = {n: r.value for n, r in f.numbers.items()}
    else:
        xy = _position(f, rival, drawn, anchors, rng)
        level = rng.random()  # one level for the whole ridge: its heights are doubtful together
        heights = np.array([h.low + (h.high - h.low) * level for h in _heights(f)])
        numbers = {n: _uniform(r, rng) for n, r in f.numbers.items()}
    for vertex, other in f.pins.items():
        xy[vertex] = drawn[other].centre
        if len(heights) and len(drawn[other].heights):
            heights[vertex] = drawn[other].heights[0]
    return Drawn(f, xy, heights, numbers, rival)


def _position(f: Feature, rival: int, drawn: dict[str, Drawn], anchors: tuple[F8, F8], rng: np.random.Generator) -> F8:
    """Place of the rival, then the pull of what is drawn already, then the feature's own error."""
    xy = f.xy.copy()
    if rival:
        chosen = f.rivals[rival - 1]
        if chosen.same_as is not None:
            return np.array([drawn[chosen.same_as].centre])
        xy = np.array([chosen.xy])
    radius, angle = f.tolerance_m * np.sqrt(rng.random()), 2.0 * np.pi * rng.random()
    own = np.array([radius * np.cos(angle), radius * np.sin(angle)])
    if f.follows is not None:
        leader = drawn[f.follows]
        return xy + own + np.array(leader.centre) - np.array(leader.feature.centre)
    if f.kind in POINTS and f.tolerance_m > 0:
        return xy + own
    moved = xy + _pull(xy, anchors)
    if f.kind == "lake":
        middle = np.array(centre_of(moved, f.kind))
        stretch = 1.0 + 0.1 * (2.0 * rng.random() - 1.0)  # longer and narrower, or the reverse: the area stays
        moved = middle + (moved - middle) * np.array([1.0 / stretch, stretch])
    return moved + own


def _anchors(drawn: dict[str, Drawn]) -> tuple[F8, F8]:
    """Where the points with an error of their own stand on the central map, and how far each was moved."""
    fixed = [d for d in drawn.values() if d.feature.kind in POINTS and d.rival == 0 and d.feature.tolerance_m > 0
             and d.feature.follows is None]
    at = np.array([d.feature.xy[0] for d in fixed]).reshape(-1, 2)
    moved = np.array([d.xy[0] - d.feature.xy[0] for d in fixed]).reshape(-1, 2)
    return at, moved


def _pull(xy: F8, anchors: tuple[F8, F8]) -> F8:
    """Shift of each vertex f8[m, 2]: inverse-distance mean of the anchors' shifts, dying out far from all."""
    at, moved = anchors
    if not len(at):
        return np.zeros_like(xy)
    apart = xy[:, None, :] - at[None, :, :]
    weight = ((apart**2).sum(axis=2) + 100.0**2) ** -1.5
    shift: F8 = weight @ moved / (weight.sum(axis=1) + _FAR_M**-3.0)[:, None]
    return shift


def _heights(f: Feature) -> tuple[Range, ...]:
    return f.heights if f.height is None else (f.height,)


def _uniform(r: Range, rng: np.random.Generator) -> float:
    return r.low + (r.high - r.low) * float(rng.random())


def _draw_surfaces(ground_map: GroundMap, member: int) -> dict[str, dict[str, float]]:
    rng = stream(ground_map.id, "surfaces", member)
    return {
        name: {k: r.value if member == 0 else _uniform(r, rng) for k, r in ranges.items()}
        for name, ranges in ground_map.surfaces.items()
    }


# -- constraints ---------------------------------------------------------------------------------------------


def _holds(c: Constraint, drawn: dict[str, Drawn]) -> bool:
    """Whether the drawn map keeps a constraint; one that belongs to another rival position says nothing."""
    if any(drawn[f].rival != rival for f, rival in c.when.items() if f in drawn):
        return True
    start = drawn[c.start]
    if c.area_m2 is not None and not c.area_m2[0] <= area_of(start.xy) <= c.area_m2[1]:
        return False
    if c.to is None:
        return True
    (x, y), to = start.centre, drawn[c.to]
    if c.side is not None:
        return _keeps_side(c, x, y, to)
    dx, dy = to.centre[0] - x, to.centre[1] - y
    if c.distance_m is not None and not c.distance_m[0] <= hypot(dx, dy) <= c.distance_m[1]:
        return False
    if c.direction is None:
        return True
    off = degrees(atan2(dx, dy)) - DIRECTIONS[c.direction]
    return abs((off + 180.0) % 360.0 - 180.0) <= c.direction_tolerance_deg


def _keeps_side(c: Constraint, x: float, y: float, to: Drawn) -> bool:
    """left, right: of a line as it runs; outside: of an area; each by at_least_m metres."""
    ring = to.feature.kind in AREAS
    apart = signed_distance(x, y, to.xy, closed=ring)
    sign = -1.0 if c.side == "right" else 1.0
    return sign * apart >= (c.at_least_m or 0.0)
