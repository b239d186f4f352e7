"""A drawn map laid on hexes: the arrays that the engine reads."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from khasan.errors import input_error, nearest
from khasan.ground.ensemble import Member
from khasan.ground.hexgrid import F8, I4, ROW_STEP, HexGrid, grid_over
from khasan.ground.relief import elevation
from khasan.ground.scan import fill, sample

OPEN, MARSH, LAKE, RIVER, WOODS, VILLAGE, SEA = range(7)
SURFACES = ("open", "marsh", "lake", "river", "woods", "village", "sea")
"""Names of the surface codes, in order."""
NO_CROSSING, FORD, BRIDGE, FERRY, FOOTBRIDGE = range(5)
CROSSINGS = {"ford": FORD, "bridge": BRIDGE, "ferry": FERRY, "footbridge": FOOTBRIDGE}
NO_ROAD, TRACK, ROAD, RAILWAY = range(4)
ROADS = {"track": TRACK, "road": ROAD, "railway": RAILWAY}
WATER = (LAKE, RIVER, SEA)

_AREA_CODES = {"marsh": MARSH, "woods": WOODS, "lake": LAKE, "sea": SEA}
BESIDE = 1.6
"""Hexes from a point within which the middles of its hex and of those beside it lie."""
MAX_HEXES = 500_000
"""More than any machine lays out in a minute."""
_CELLS = 5
"""Raster cells across a hex: elevation and cover are means of about 22 of them."""


@dataclass(frozen=True)
class Ground:
    """Ground on hexes. Arrays are C-contiguous, one entry a hex: see docs/model/ground.md for each.

    elevation, crest f8[n] m: mean and highest ground in the hex; cover f8[n] 0..1 stops fire; concealment
    f8[n] 0..1 hides; surface, crossing, road i4[n] codes of this module; slope f8[n] m per m, the steepest to
    a neighbour; relief f8[n] m: standard deviation of the ground within the hex.
    """

    grid: HexGrid
    elevation: F8
    crest: F8
    cover: F8
    concealment: F8
    surface: I4
    crossing: I4
    road: I4
    slope: F8
    relief: F8
    places: dict[str, tuple[float, float]]
    digest: str
    member: int
    _hexes: dict[str, int] = field(repr=False, compare=False, default_factory=dict)

    @property
    def passable(self) -> NDArray[np.bool_]:
        """bool[n]: dry ground, and water where there is a ford, bridge or ferry."""
        dry: NDArray[np.bool_] = ~np.isin(self.surface, WATER) | (self.crossing != NO_CROSSING)
        return dry

    @property
    def navigable(self) -> NDArray[np.bool_]:
        """bool[n]: water that a boat can lie in; a ford is too shallow."""
        afloat: NDArray[np.bool_] = np.isin(self.surface, WATER) & (self.crossing != FORD)
        return afloat

    @property
    def railed(self) -> NDArray[np.bool_]:
        """bool[n]: hexes that a railway runs through."""
        along: NDArray[np.bool_] = self.road == RAILWAY
        return along

    def reached(self, start: int) -> NDArray[np.bool_]:
        """bool[n]: hexes that a man on foot can come to from one, or come from: over dry ground and crossings."""
        passable, found = self.passable, np.zeros(self.grid.n, dtype=np.bool_)
        found[start] = True
        edge = np.array([start])
        while edge.size:
            around = np.unique(self.grid.neighbours[edge])
            edge = around[(around >= 0) & passable[around] & ~found[around]]
            found[edge] = True
        return found

    def off_by(self, x: float, y: float, takes: NDArray[np.bool_]) -> float:
        """Metres from a point to the nearest hex that takes a unit; 0 for the hex of the point and those beside it."""
        xs, ys = self.grid.centres
        away = float(np.sqrt(((xs[takes] - x) ** 2 + (ys[takes] - y) ** 2).min(initial=np.inf)))
        return away if away >= BESIDE * self.grid.hex_m else 0.0

    def place_hex(self, name: str) -> int:
        """Hex of a named place: the one it lies in, or the nearest passable one if that is water.

        InputError names the nearest known place if there is none of that name.
        """
        if name not in self._hexes:
            raise input_error("place", name, nearest(name, self.places), file="map")
        return self._hexes[name]


def rasterise(member: Member, hex_m: float) -> Ground:
    """Lay a drawn map on hexes of ``hex_m`` metres from centre to centre.

    >>> from khasan.ground import ensemble_member, load_map
    >>> ground = rasterise(ensemble_member(load_map("lake-khasan"), 0), 250.0)
    >>> bool(ground.surface[ground.place_hex("zaozernaya")] == OPEN)
    True
    """
    window = member.map.window
    across, along = window[2] - window[0], window[3] - window[1]
    least = max(10.0, float(np.sqrt(across * along / (ROW_STEP * MAX_HEXES))))
    if not least <= hex_m <= min(across, along) / 4:
        remedy = f"give {np.ceil(least):.0f} to {min(across, along) / 4:.0f} metres for this map"
        raise input_error("hex_m", hex_m, remedy)
    grid = grid_over(window, hex_m)
    cell = hex_m / _CELLS
    xs = np.arange(grid.origin_x - hex_m / 2, grid.origin_x + hex_m * (grid.cols + 0.5), cell)
    ys = np.arange(grid.origin_y - 0.6 * hex_m, grid.origin_y + hex_m * (ROW_STEP * grid.rows + 0.1), cell)
    height = elevation(member, xs, ys)
    which = grid.index_of(np.broadcast_to(xs, height.shape).ravel(), np.repeat(ys, len(xs)))
    inside = which >= 0
    hexes = which[inside]
    mean, crest, relief = _heights(grid, hexes, height.ravel()[inside])
    crest = _summits(member, grid, crest)
    surface = _surface(member, grid, hexes, inside, xs, ys)
    crossing = _crossings(member, grid, surface)
    road = _roads(member, grid)
    cover, concealment = _shelter(member, surface, relief)
    arrays = (mean, crest, cover, concealment, surface, crossing, road, _slope(grid, mean), relief)
    places = member.places
    if np.isin(surface, WATER).all():
        raise input_error("surface", "water everywhere", "leave dry ground between the lakes", file=member.map.path)
    ground = Ground(grid, *arrays, places, _digest(grid, arrays), member.member)
    ground._hexes.update(_place_hexes(ground))
    return ground


def _heights(grid: HexGrid, hexes: I4, height: F8) -> tuple[F8, F8, F8]:
    """Mean, highest and standard deviation of the ground in each hex, f8[n] each."""
    count = np.maximum(np.bincount(hexes, minlength=grid.n), 1)
    mean = np.bincount(hexes, height, grid.n) / count
    spread = np.bincount(hexes, (height - mean[hexes]) ** 2, grid.n) / count
    crest = mean.copy()
    np.maximum.at(crest, hexes, height)
    return mean, crest, np.sqrt(spread)


def _summits(member: Member, grid: HexGrid, crest: F8) -> F8:
    """A stated summit is the crest of its hex even if it falls between the raster's points."""
    for d in member.of_kind("spot_height"):
        h = grid.index_of(float(d.xy[0, 0]), float(d.xy[0, 1]))
        if h >= 0:
            crest[h] = max(crest[h], float(d.heights[0]))
    return crest


def _surface(member: Member, grid: HexGrid, hexes: I4, inside: NDArray[np.bool_], xs: F8, ys: F8) -> I4:
    """What covers at least half of each hex; a river takes every hex that its line runs through."""
    codes = np.full((len(ys), len(xs)), OPEN, dtype=np.int64)
    for kind, code in _AREA_CODES.items():
        for d in member.of_kind(kind):
            codes[fill(d.xy, xs, ys)] = code
    votes = np.bincount(hexes * len(SURFACES) + codes.ravel()[inside], minlength=grid.n * len(SURFACES))
    surface: I4 = votes.reshape(grid.n, len(SURFACES)).argmax(axis=1).astype(np.int32)
    for d in member.of_kind("village"):
        h = grid.index_of(float(d.xy[0, 0]), float(d.xy[0, 1]))
        if h >= 0 and surface[h] in (OPEN, MARSH, WOODS):
            surface[h] = VILLAGE
    for d in member.of_kind("river"):
        surface[_along(grid, d.xy)] = RIVER
    return surface


def _along(grid: HexGrid, line: F8) -> I4:
    """Hexes that a line runs through: an unbroken chain of neighbours, without those off the map."""
    points = sample(line, grid.hex_m / 20.0)
    hexes = np.unique(grid.index_of(points[:, 0].copy(), points[:, 1].copy()))
    on_map: I4 = hexes[hexes >= 0]
    return on_map


def _crossings(member: Member, grid: HexGrid, surface: I4) -> I4:
    """Each crossing stands on the water hex nearest to it that joins two banks."""
    crossing = np.zeros(grid.n, dtype=np.int32)
    for d in member.of_kind(*CROSSINGS):
        here = nearest_narrow(grid, surface, float(d.centre[0]), float(d.centre[1]))
        if here >= 0:
            crossing[here] = CROSSINGS[d.feature.kind]
    return crossing


def nearest_narrow(grid: HexGrid, surface: I4, x: float, y: float) -> int:
    """The hex of river nearest to a point from which one can step onto two banks; -1 if there is no river.

    Where the line of a river bends between rows it takes two hexes side by side, and a bridge on one of them would lead
    from a bank into the water. So of the river's hexes within two of the nearest, the nearest counts that has dry
    ground on more than one side, parted by water; if none has, the nearest itself. So does one that runs through a
    lake or the sea: no hex joins both banks there, and a line of ferries is to stay whole.
    """
    water = np.flatnonzero(surface == RIVER)
    if not water.size:
        return -1
    xs, ys = grid.centres
    away = (xs - x) ** 2 + (ys - y) ** 2
    nearest = int(water[np.argmin(away[water])])
    beside = grid.neighbours[nearest]
    if np.isin(surface[beside[beside >= 0]], (LAKE, SEA)).any():
        return nearest
    around = grid.neighbours[water]
    dry = (around >= 0) & ~np.isin(surface[around], WATER)
    banks = (dry & ~np.roll(dry, 1, axis=1)).sum(axis=1)
    narrow = water[(banks >= 2) & (grid.distance(water, nearest) <= 2)]
    return int(narrow[np.argmin(away[narrow])]) if narrow.size else nearest


def _roads(member: Member, grid: HexGrid) -> I4:
    road = np.zeros(grid.n, dtype=np.int32)
    for kind, code in ROADS.items():
        for d in member.of_kind(kind):
            hexes = _along(grid, d.xy)
            road[hexes] = np.maximum(road[hexes], code)
    return road


def _shelter(member: Member, surface: I4, relief: F8) -> tuple[F8, F8]:
    """Cover and concealment: what grows or stands there, and the folds of the ground."""
    table = member.surfaces
    folds = np.clip(relief / 10.0, 0.0, 1.0)
    dry = ~np.isin(surface, WATER)
    found = []
    for what in ("cover", "concealment"):
        plain = np.array([table[name][what] for name in SURFACES])[surface]
        found.append(np.clip(plain + dry * folds * table["relief"][what], 0.0, 0.95))
    return found[0], found[1]


def _slope(grid: HexGrid, mean: F8) -> F8:
    near = grid.neighbours
    rise = np.abs(mean[near] - mean[:, None]) / grid.hex_m
    slope: F8 = np.where(near >= 0, rise, 0.0).max(axis=1)
    return slope


def _place_hexes(ground: Ground) -> dict[str, int]:
    """Hex of each place that stands on the map, moved to the nearest passable one from water."""
    passable = ground.passable
    dry = np.flatnonzero(passable)
    found = {}
    for name, (x, y) in ground.places.items():
        h = ground.grid.index_of(x, y)
        found[name] = h if h >= 0 and passable[h] else _nearest(ground.grid, dry, (x, y))
    return found


def _nearest(grid: HexGrid, among: NDArray[np.integer], at: tuple[float, float]) -> int:
    x, y = grid.centres
    return int(among[np.argmin((x[among] - at[0]) ** 2 + (y[among] - at[1]) ** 2)])


def _digest(grid: HexGrid, arrays: tuple[NDArray[np.generic], ...]) -> str:
    said = hashlib.sha256(repr((grid.hex_m, grid.cols, grid.rows, grid.origin_x, grid.origin_y)).encode())
    for array in arrays:
        said.update(np.ascontiguousarray(array).tobytes())
    return said.hexdigest()
