"""One map drawn out of all that agree with the sources: member 0 is the central map, 1..15 are drawn.

Each feature draws from its own Philox stream, keyed by the map's id and its own, so that adding a feature
leaves the others where they were. A draw that breaks a constraint is thrown away and drawn again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import numpy as np

from khasan.errors import RunError, input_error
from khasan.ground.constraints import describe, holds
from khasan.ground.model import CROSSINGS, F8, POINTS, Constraint, Drawn, Feature, GroundMap, Range, centre_of
from khasan.ground.scan import sample

MEMBERS = 16
_TRIES = 300
_RESTARTS = 60
_FAR_M = 1500.0
_RIM_M = 60.0

Window = tuple[float, float, float, float]


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
    >>> m.member, "zaozernaya" in m.places
    (3, True)
    """
    if not 0 <= member < MEMBERS:
        raise input_error("member", member, f"give a member of the map's ensemble, 0 to {MEMBERS - 1}")
    failed: Constraint | None = None
    for attempt in range(1 if member == 0 else _RESTARTS):
        hand = _Attempt(ground_map, member, attempt)
        failed = hand.failure()
        if failed is None:
            return Member(ground_map, member, hand.drawn, _draw_surfaces(ground_map, member))
    raise RunError(f"{ground_map.path}: member {member} cannot keep {describe(failed)}; widen it or the tolerances")


def rival_of(f: Feature, map_id: str, member: int) -> int:
    """Which position of a feature a member has: the members share the rivals out by their weights."""
    if member == 0 or not f.rivals:
        return 0
    weights = np.cumsum([f.weight, *(r.weight for r in f.rivals)])
    order = stream(map_id, f"{f.id}/rivals", 0).permutation(MEMBERS - 1)
    return int(np.searchsorted(weights / weights[-1], (order[member - 1] + 0.5) / (MEMBERS - 1)))


# -- drawing -------------------------------------------------------------------------------------------------


@dataclass
class _Attempt:
    """One try at a member: what is drawn so far."""

    map: GroundMap
    member: int
    attempt: int
    drawn: dict[str, Drawn] = field(default_factory=dict)

    def failure(self) -> Constraint | None:
        """Draw every feature in order; the first constraint that could not be kept, or None."""
        for f in self.map.features:
            failed = self._draw_beside(f)
            if failed is not None:
                return failed
        return None

    def _draw_beside(self, f: Feature) -> Constraint | None:
        """Draw a feature until it agrees with those already drawn; the constraint that it could not keep."""
        known = {f.id, *self.drawn}
        mine = [c for c in self.map.constraints if f.id in c.parties and known.issuperset(c.parties)]
        rng = stream(self.map.id, f.id, self.member, self.attempt)
        anchors = _anchors(self.drawn)
        for _ in range(1 if self.member == 0 else _TRIES):
            self.drawn[f.id] = self._draw(f, anchors, rng)
            failed = next((c for c in mine if not holds(c, self.drawn)), None)
            if failed is None:
                return None
        return failed

    def _draw(self, f: Feature, anchors: tuple[F8, F8], rng: np.random.Generator) -> Drawn:
        """Position, heights and numbers of one feature."""
        rival = rival_of(f, self.map.id, self.member)
        if self.member == 0:
            xy = f.xy.copy()
            heights = np.array([h.value for h in _heights(f)])
            numbers = {n: r.value for n, r in f.numbers.items()}
        else:
            xy = self._position(f, rival, anchors, rng)
            level = rng.random()  # one level for the whole ridge: its heights are doubtful together
            heights = np.array([h.low + (h.high - h.low) * level for h in _heights(f)])
            numbers = {n: _uniform(r, rng) for n, r in f.numbers.items()}
        if rival and f.rivals[rival - 1].same_as is not None:
            heights = self.drawn[str(f.rivals[rival - 1].same_as)].heights.copy()
        for vertex, other in f.pins.items():
            leader, _, at = other.partition(":")
            xy[vertex] = self.drawn[leader].xy[int(at)] if at else self.drawn[leader].centre
            if len(heights) and np.isnan(heights[vertex]):
                heights[vertex] = self.drawn[leader].heights[0]
        return Drawn(f, xy, heights, numbers, rival)

    def _position(self, f: Feature, rival: int, anchors: tuple[F8, F8], rng: np.random.Generator) -> F8:
        """Place of the rival, then the pull of what is drawn already, then the feature's own error."""
        xy = f.xy.copy()
        if rival:
            chosen = f.rivals[rival - 1]
            if chosen.same_as is not None:
                return np.array([self.drawn[chosen.same_as].centre])
            xy = np.array([chosen.xy])
        radius, angle = f.tolerance_m * np.sqrt(rng.random()), 2.0 * np.pi * rng.random()
        own = np.array([radius * np.cos(angle), radius * np.sin(angle)])
        if f.follows is not None:
            leader = self.drawn[f.follows]
            own = own + np.array(leader.centre) - np.array(leader.feature.centre)
        elif f.kind not in POINTS or f.tolerance_m == 0:
            xy = _stretch(f, xy + _pull(xy, anchors), rng)
        moved: F8 = xy + own
        if f.kind in CROSSINGS:
            moved = self._on_river(moved)
        return _on_map(moved, self.map.window) if f.kind in POINTS else moved

    def _on_river(self, xy: F8) -> F8:
        """The point of the rivers drawn so far that is nearest to a point f8[1, 2]."""
        rivers = [sample(d.xy, 20.0) for d in self.drawn.values() if d.feature.kind == "river"]
        if not rivers:
            return xy
        points = np.vstack(rivers)
        return points[[((points - xy) ** 2).sum(axis=1).argmin()]]


def _on_map(xy: F8, window: Window) -> F8:
    """A point kept on the map: an entry at its rim is not pushed over it."""
    low, high = np.array(window[:2]) + _RIM_M, np.array(window[2:]) - _RIM_M
    kept: F8 = np.clip(xy, low, high)
    return kept


def _stretch(f: Feature, xy: F8, rng: np.random.Generator) -> F8:
    """A lake made longer and narrower, or the reverse, by up to a tenth: its area stays."""
    if f.kind != "lake":
        return xy
    middle = np.array(centre_of(xy, f.kind))
    longer = 1.0 + 0.1 * (2.0 * rng.random() - 1.0)
    stretched: F8 = middle + (xy - middle) * np.array([1.0 / longer, longer])
    return stretched


def _anchors(drawn: dict[str, Drawn]) -> tuple[F8, F8]:
    """Where the points with an error of their own stand on the central map, and how far each was moved."""
    fixed = [
        d
        for d in drawn.values()
        if d.feature.kind in POINTS and d.rival == 0 and d.feature.tolerance_m > 0 and d.feature.follows is None
    ]
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
