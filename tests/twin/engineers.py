"""Bridges built and blown, and the ways anew, as engine.md tells it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin.movement import pace_kmh, tobler
from twin.plain import Told

PARTY = 100.0
CLOSED_S = 1e12


def party_seconds(hours: float) -> float:
    return hours * 3600.0 * PARTY


def engineers_work(told: Told, fighting: set[int]) -> bool:
    """Engineers at rest beside the site or at it; true if a crossing has changed."""
    changed = False
    sites = [k for k, place in enumerate(told.places) if place.site == k]
    for number in sites:
        site = told.places[number]
        for unit in told.units:
            if works_at(told, unit, number, fighting):
                done = round(unit.men * told.scale.step_s * (1.0 - unit.suppression))
                if unit.order == a.BUILD_BRIDGE and site.crossing_now != t.BRIDGE:
                    site.built += done
                if unit.order == a.DEMOLISH and site.crossing_now in (t.BRIDGE, t.FERRY, t.FOOTBRIDGE):
                    site.mined += done
        if site.crossing_now == t.FOOTBRIDGE:  # what stands counts towards the bridge
            site.built = max(site.built, round(party_seconds(told.p.footbridge_hours)))
        kind = after_work(told, site)
        if kind != site.crossing_now:
            site.built = site.mined = 0
            site.crossing_now = kind
            told.hexes[site.site_hex].crossing = kind
            told.tell(a.CROSSING_CHANGED, -1, -1, number, kind)
            changed = True
    return changed


def works_at(told: Told, unit: Any, number: int, fighting: set[int]) -> bool:
    if unit.status != a.ACTIVE or not unit.engineers or unit.moved or unit.index in fighting or unit.order_place < 0:
        return False
    if unit.order not in (a.BUILD_BRIDGE, a.DEMOLISH) or told.places[unit.order_place].site != number:
        return False
    return told.apart(unit.hex, told.places[number].site_hex) <= 1


def after_work(told: Told, site: Any) -> int:
    """What stands there now."""
    if site.crossing_now in (t.BRIDGE, t.FERRY, t.FOOTBRIDGE) and site.mined >= party_seconds(told.p.demolition_hours):
        return int(t.NO_CROSSING)
    if site.crossing_now != t.BRIDGE and site.built >= party_seconds(told.p.bridge_hours):
        return int(t.BRIDGE)
    if site.crossing_now == t.NO_CROSSING and site.built >= party_seconds(told.p.footbridge_hours):
        return int(t.FOOTBRIDGE)
    return int(site.crossing_now)


def seconds_across(told: Told, medians: Any, kmh: Any, mobility: int, here: Any, there: Any) -> float:
    """By median parameters, fresh and unharmed, by day on dry ground."""
    typical = SimpleNamespace(
        mobility=mobility, cross_kmh=kmh[mobility][0], road_kmh=kmh[mobility][1], marsh_kmh=kmh[mobility][2]
    )
    pace = pace_kmh(SimpleNamespace(p=medians), typical, mobility, here, there)
    if mobility not in (t.WATER, t.RAIL):
        pace *= tobler(there.elevation_m - here.elevation_m, told.scale.hex_m)
    return told.scale.hex_m / (pace / 3.6) if pace > 0.0 else CLOSED_S
