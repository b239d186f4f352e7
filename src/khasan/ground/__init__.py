"""The ground: maps with provenance, their ensemble, and hexes.

>>> from khasan.ground import ensemble_member, load_map, rasterise
>>> ground = rasterise(ensemble_member(load_map("lake-khasan"), 0), 200.0)
>>> ground.elevation.shape == (ground.grid.n,)
True
"""

from __future__ import annotations

from khasan.ground.ensemble import MEMBERS, Member, ensemble_member
from khasan.ground.geojson import load_map, map_of_text, maps
from khasan.ground.hexgrid import HexGrid
from khasan.ground.model import Drawn, Feature, GroundMap
from khasan.ground.raster import Ground, rasterise

__all__ = [
    "MEMBERS",
    "Drawn",
    "Feature",
    "Ground",
    "GroundMap",
    "HexGrid",
    "Member",
    "ensemble_member",
    "load_map",
    "map_of_text",
    "maps",
    "rasterise",
]
