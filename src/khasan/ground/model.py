"""What a map says: features with provenance, the constraints they obey, and the local projection.

Coordinates are metres east and north of the map's origin. The file itself is in WGS84 degrees.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import cos, degrees, radians, sin, sqrt, tan
from typing import Any

import numpy as np
from numpy.typing import NDArray

F8 = NDArray[np.float64]

POINTS = frozenset({"spot_height", "ford", "bridge", "footbridge", "ferry", "place", "village", "works"})
CROSSINGS = frozenset({"ford", "bridge", "footbridge", "ferry"})
LINES = frozenset({"ridge", "river", "track", "road", "railway", "border_line"})
AREAS = frozenset({"lake", "marsh", "woods", "sea", "relief_zone"})
KINDS = POINTS | LINES | AREAS

CLAIMS = frozenset({"soviet", "japanese"})
DIRECTIONS = {"N": 0, "NE": 45, "E": 90, "SE": 135, "S": 180, "SW": 225, "W": 270, "NW": 315}
"""Bearing in degrees clockwise from north of each direction word."""

_A = 6378137.0
_E2 = 0.00669437999014


@dataclass(frozen=True)
class Projection:
    """Local projection on the WGS84 ellipsoid: metres east along the parallel, and north.

    Within 10 km of the origin it differs from the azimuthal equidistant projection by less than 0.1 m.

    >>> at = Projection(130.59534, 42.44611)
    >>> x, y = at.lonlat_to_xy(130.60, 42.45)
    >>> round(x), round(y), [round(v, 5) for v in at.xy_to_lonlat(x, y)]
    (383, 432, [130.6, 42.45])
    """

    lon0: float
    lat0: float

    def _radii(self) -> tuple[float, float]:
        """Radii of curvature at the origin in metres: along the meridian, and across it."""
        w = sqrt(1.0 - _E2 * sin(radians(self.lat0)) ** 2)
        return _A * (1.0 - _E2) / w**3, _A / w

    def lonlat_to_xy(self, lon: float, lat: float) -> tuple[float, float]:
        """Metres east and north of the origin, from degrees."""
        along, across = self._radii()
        east = across * cos(radians(lat)) * radians(lon - self.lon0)
        return east, along * radians(lat - self.lat0) + self._sag(east)

    def xy_to_lonlat(self, x: float, y: float) -> tuple[float, float]:
        """Degrees (longitude, latitude), from metres east and north of the origin."""
        along, across = self._radii()
        lat = self.lat0 + degrees((y - self._sag(x)) / along)
        return self.lon0 + degrees(x / (across * cos(radians(lat)))), lat

    def _sag(self, east: float) -> float:
        """Metres by which a parallel bends to the north at a distance east or west of the origin."""
        return east**2 * tan(radians(self.lat0)) / (2.0 * self._radii()[1])

    @property
    def statement(self) -> str:
        """One line that says what the projection is."""
        return f"local metres about {self.lon0:.5f} E {self.lat0:.5f} N (WGS84)"


@dataclass(frozen=True)
class Range:
    """A number and the interval it is drawn from; low = high where it is not in doubt."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Rival:
    """Another place a source gives for a feature: at ``xy``, or the same as another feature."""

    xy: tuple[float, float] | None
    same_as: str | None
    weight: float
    provenance: dict[str, str]


@dataclass(frozen=True)
class Feature:
    """One thing on the map: ``xy`` f8[m, 2] metres (a point, a line, or the ring of an area)."""

    id: str
    kind: str
    name: str
    names: dict[str, str]
    xy: F8
    tolerance_m: float
    provenance: dict[str, str]
    height: Range | None = None
    heights: tuple[Range, ...] = ()
    pins: dict[int, str] = field(default_factory=dict)
    rivals: tuple[Rival, ...] = ()
    weight: float = 1.0
    follows: str | None = None
    claim: str | None = None
    numbers: dict[str, Range] = field(default_factory=dict)
    flags: dict[str, Any] = field(default_factory=dict)

    @property
    def centre(self) -> tuple[float, float]:
        """The point itself, or the middle of a line's or ring's vertices weighted as an area."""
        return centre_of(self.xy, self.kind)

    @property
    def sourced(self) -> bool:
        """True where a source or a derivation stands behind the position."""
        return "guess" not in self.provenance


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
class Constraint:
    """A sourced distance, direction, side, area or order of heights that every member keeps."""

    start: str
    to: str | None
    direction: str | None
    direction_tolerance_deg: float
    distance_m: tuple[float, float] | None
    side: str | None
    at_least_m: float | None
    area_m2: tuple[float, float] | None
    when: dict[str, int]
    provenance: dict[str, str]

    @property
    def parties(self) -> tuple[str, ...]:
        """The features it speaks of."""
        return (self.start,) if self.to is None else (self.start, self.to)


@dataclass(frozen=True)
class GroundMap:
    """A vector map: what the file says, checked, in local metres."""

    id: str
    title: str
    quality: str
    statement: str
    projection: Projection
    window: tuple[float, float, float, float]
    features: tuple[Feature, ...]
    constraints: tuple[Constraint, ...]
    surfaces: dict[str, dict[str, Range]]
    digest: str
    path: str

    def of_kind(self, *kinds: str) -> list[Feature]:
        """Features of these kinds, in the order of the file."""
        return [f for f in self.features if f.kind in kinds]

    def xy_to_lonlat(self, x: float, y: float) -> tuple[float, float]:
        """Degrees, from metres on the map's projection."""
        return self.projection.xy_to_lonlat(x, y)


def centre_of(xy: F8, kind: str) -> tuple[float, float]:
    """Centre of a geometry f8[m, 2]: centroid of an area, mean of the vertices of anything else.

    >>> centre_of(np.array([[0., 0.], [2., 0.], [2., 2.], [0., 2.]]), "lake")
    (1.0, 1.0)
    """
    if kind not in AREAS:
        return float(xy[:, 0].mean()), float(xy[:, 1].mean())
    x, y = xy[:, 0], xy[:, 1]
    x2, y2 = np.roll(x, -1), np.roll(y, -1)
    cross = x * y2 - x2 * y
    area6 = 3.0 * cross.sum()
    return float(((x + x2) * cross).sum() / area6), float(((y + y2) * cross).sum() / area6)


def area_of(xy: F8) -> float:
    """Area in square metres of a ring f8[m, 2].

    >>> area_of(np.array([[0., 0.], [2., 0.], [2., 2.], [0., 2.]]))
    4.0
    """
    x, y = xy[:, 0], xy[:, 1]
    return float(abs(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) / 2.0)
