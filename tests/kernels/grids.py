"""Small grounds for the tests of the rules."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from khasan.ground.hexgrid import HexGrid
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t


class Field(NamedTuple):
    """A field of hexes as the kernels read it."""

    grid: HexGrid
    axial: Any
    neighbours: Any
    ground_i: Any
    ground_f: Any


def field(cols: int, rows: int, hex_m: float = 200.0) -> Field:
    """Level, open, dry ground."""
    grid = HexGrid(hex_m, cols, rows, 0.0, 0.0)
    axial = np.ascontiguousarray(np.stack(grid.axial(np.arange(grid.n))).astype(np.int32))
    return Field(grid, axial, grid.neighbours, np.zeros((3, grid.n), np.int32), np.zeros((4, grid.n)))


def rough(cols: int, rows: int, seed: int) -> Field:
    """Random hills with woods, marsh, water, tracks and a bridge here and there."""
    made = field(cols, rows)
    random = np.random.default_rng(seed)
    n = made.grid.n
    made.ground_i[t.SURFACE] = random.choice([t.OPEN, t.OPEN, t.MARSH, t.WOODS, t.LAKE], n)
    made.ground_i[t.CROSSING] = random.choice([0, 0, 0, 1, 2], n)
    made.ground_i[t.ROAD] = random.random(n) < 0.3
    made.ground_f[t.ELEVATION_M] = random.random(n) * 60
    made.ground_f[t.CREST_M] = made.ground_f[t.ELEVATION_M] + random.random(n) * 20
    made.ground_f[t.COVER] = random.random(n)
    made.ground_f[t.CONCEALMENT] = random.random(n)
    return made


def parameters(**changed: float) -> Any:
    """A parameter vector of plain round values."""
    values = np.ones(len(p.NAMES))
    plain = {
        "breakpoint": 0.5, "shock": 1.6, "strain": 0.1, "rest": 0.2, "break_rate": 4.0, "rally_rate": 1.0,
        "works": 0.8, "works_area": 0.8, "dig_hours": 4.0, "close_combat": 0.1, "close_works": 1.0, "uphill": 0.3,
        "yield_rate": 2.0, "tank_worth": 20.0, "tank_hunting": 2.0, "surprise": 1.5, "repair_rate": 0.2,
        "speed_foot": 4.0, "speed_horse": 8.0, "speed_pack": 3.0, "speed_motor": 15.0, "road_gain": 1.5,
        "marsh_pace": 0.4, "crossing_pace": 0.2, "memory": 30.0,
        "hull_down": 0.5, "suppressed_worth": 0.7, "dark_works": 0.5, "lasting_loss": 0.5, "rout_below": 0.15,
        "delay_spread": 0.5, "lying": 0.3, "lying_area": 0.5, "ducking": 0.4, "by_bounds": 0.6, "cover_worth": 0.5,
        "unobserved_spread": 3.0, "marsh_loads": 0.5, "woods_pace": 0.7, "still": 0.3, "dug_signature": 0.5,
        "flash_gain": 4.0, "concealment": 0.8, "vehicle_signature": 15.0,
    }  # fmt: skip
    for name, value in (plain | changed).items():
        values[p.NAMES.index(name)] = value
    return values
