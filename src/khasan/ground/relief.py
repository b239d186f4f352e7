"""Elevation of a drawn map: sourced summits exactly, a plausible surface between them.

Crests fall away on both sides at stated slopes, low ground comes from the relief zones, and a smooth random
field stands for the relief that no source gives. The field is silent on sourced heights and on water.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from khasan.ground.ensemble import Member
from khasan.ground.model import F8, Drawn
from khasan.ground.scan import fill, smooth

_FOOT_M = 4.0
"""How softly a slope runs out into the low ground, in metres of height."""
_HUSH_M = 330.0
_WAVES = 20
_TILE = (32, 48)
"""Rows and columns of a tile of the random field. A product of 20 waves by more than 1,638 points OpenBLAS shares out
among threads, and on a busy machine waits for them hundreds of milliseconds, for what takes one or two."""
_DEFAULTS = {"top_m": 20.0, "cap_m": 20.0, "cap_deg": 30.0, "east_deg": 10.0, "west_deg": 12.0}


def elevation(member: Member, xs: F8, ys: F8) -> F8:
    """Metres above the sea, f8[len(ys), len(xs)], at the points of a raster."""
    low, rough = _low_ground(member, xs, ys)
    crests = np.full(low.shape, -1e4)
    quiet = np.ones(low.shape)
    for d in member.of_kind("ridge", "spot_height"):
        _raise_crest(crests, d, xs, ys)
        if d.feature.kind == "spot_height":
            _hush(quiet, d, xs, ys)
    rough = rough * (1.0 + np.clip((crests - low) / 40.0, 0.0, 1.0))
    surface = low + _FOOT_M * np.logaddexp(0.0, np.clip((crests - low) / _FOOT_M, -50.0, 200.0))
    surface = surface + rough * quiet * _noise(member, xs, ys)
    surface = np.maximum(_under(surface, member, quiet), 0.2)
    for d in member.of_kind("lake", "sea"):
        surface[fill(d.xy, xs, ys)] = d.numbers.get("level_m", 0.0)
    return surface


def _under(surface: F8, member: Member, quiet: F8) -> F8:
    """Ground away from the stated heights, held below the highest of them: no source knows a higher one.

    Held to nine tenths of its rise above the lowest plain of the map, softly from seven tenths on.
    """
    stated = [float(d.heights[0]) for d in member.of_kind("spot_height")]
    if not stated:
        return surface
    plain = min((d.numbers["base_m"] for d in member.of_kind("relief_zone")), default=0.0)
    rise = max(max(stated) - plain, 1.0)
    shoulder, ceiling = plain + 0.7 * rise, plain + 0.9 * rise
    over = np.maximum(surface - shoulder, 0.0)
    held = np.minimum(surface, shoulder) + (ceiling - shoulder) * np.tanh(over / (ceiling - shoulder))
    return quiet * held + (1.0 - quiet) * surface


def _low_ground(member: Member, xs: F8, ys: F8) -> tuple[F8, F8]:
    """Base height and roughness (metres) from the relief zones, blurred where they meet."""
    base, rough = np.full((len(ys), len(xs)), 5.0), np.full((len(ys), len(xs)), 1.0)
    for d in member.of_kind("relief_zone"):
        inside = fill(d.xy, xs, ys)
        base[inside] = d.numbers["base_m"]
        rough[inside] = d.numbers.get("noise_m", 1.0)
    cells = max(1, round(200.0 / (xs[1] - xs[0])))
    return smooth(base, cells), smooth(rough, cells)


def _raise_crest(crests: F8, d: Drawn, xs: F8, ys: F8) -> None:
    """Lift the surface to a summit or ridge line and its slopes, where it reaches."""
    n = {**_DEFAULTS, **d.numbers}
    line = d.xy if len(d.xy) > 1 else np.vstack([d.xy, d.xy])
    heights = d.heights if len(d.heights) > 1 else np.repeat(d.heights, 2)
    gentlest = min(n["east_deg"], n["west_deg"])
    reach = n["cap_m"] + heights.max() / np.tan(np.radians(gentlest))
    for k in range(len(line) - 1):
        a, b = line[k], line[k + 1]
        columns = slice(*np.searchsorted(xs, [min(a[0], b[0]) - reach, max(a[0], b[0]) + reach]))
        rows = slice(*np.searchsorted(ys, [min(a[1], b[1]) - reach, max(a[1], b[1]) + reach]))
        block = _segment(a, b, float(heights[k]), float(heights[k + 1]), n, xs[columns], ys[rows])
        np.maximum(crests[rows, columns], block, out=crests[rows, columns])


def _segment(a: F8, b: F8, start_m: float, end_m: float, n: dict[str, float], xs: F8, ys: F8) -> F8:
    """Height f8[len(ys), len(xs)] of the ground that falls away from one stretch of a crest."""
    d = b - a
    px, py = xs[None, :] - a[0], ys[:, None] - a[1]
    along = np.clip((px * d[0] + py * d[1]) / max(float(d @ d), 1e-9), 0.0, 1.0)
    off_x, off_y = px - along * d[0], py - along * d[1]
    away = np.hypot(off_x, off_y)
    eastness = 0.5 + 0.5 * off_x / np.maximum(away, 1.0)
    east, west = np.tan(np.radians(n["east_deg"])), np.tan(np.radians(n["west_deg"]))
    foot = west + (east - west) * eastness
    cap_m = max(n["cap_m"], n["top_m"])
    cap = np.clip(away - n["top_m"], 0.0, cap_m - n["top_m"]) * np.tan(np.radians(n["cap_deg"]))
    height: F8 = start_m + along * (end_m - start_m) - cap - np.maximum(away - cap_m, 0.0) * foot
    return height


def _hush(quiet: F8, d: Drawn, xs: F8, ys: F8) -> None:
    """No random relief on a summit and its upper slopes: their shape is stated."""
    x, y = d.xy[0]
    columns = slice(*np.searchsorted(xs, [x - 3 * _HUSH_M, x + 3 * _HUSH_M]))
    rows = slice(*np.searchsorted(ys, [y - 3 * _HUSH_M, y + 3 * _HUSH_M]))
    away2 = (xs[None, columns] - x) ** 2 + (ys[rows, None] - y) ** 2
    quiet[rows, columns] *= 1.0 - np.exp(-away2 / _HUSH_M**2)


def _noise(member: Member, xs: F8, ys: F8) -> F8:
    """A smooth random field of unit variance: waves of 0.4 to 2.5 km in random directions."""
    rng = member.stream("relief")
    length = 400.0 * (2500.0 / 400.0) ** rng.random(_WAVES)
    heading, phase = 2.0 * np.pi * rng.random(_WAVES), 2.0 * np.pi * rng.random(_WAVES)
    size = np.sqrt(length / length.sum() * 2.0)
    kx, ky = 2.0 * np.pi / length * np.cos(heading), 2.0 * np.pi / length * np.sin(heading)
    east, north = (
        np.exp(1j * np.outer(kx, xs)),
        size[:, None] * np.exp(1j * (np.outer(ky, ys) + phase[:, None])),
    )
    down, across = _tiles(len(ys), _TILE[0]), _tiles(len(xs), _TILE[1])
    field = np.empty((len(ys), len(xs)))
    for rows in down:
        for columns in across:
            field[rows, columns] = np.real(north[:, rows].T @ east[:, columns])
    return field


def _tiles(points: int, most: int) -> list[slice]:
    """Stretches of `most` points, the last of two at least: one alone would be summed in another order."""
    edges = [*range(0, points - 1, most), points]
    return [slice(*pair) for pair in pairwise(edges)]
