"""Lines of sight, light, and who finds whom: docs/model/engine.md, "Light and spotting"."""

from __future__ import annotations

import math

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin.ground import on_map, spread
from twin.world import Fight, Unit

EYE_M, COVER_HEIGHT_M, NUDGE = 2.0, 6.0, 1e-6


def rounded(q: float, r: float) -> tuple[int, int]:
    """The hex in which a point lies, in axial coordinates."""
    s = -q - r
    a, b, c = round(q), round(r), round(s)
    if abs(a - q) > abs(b - r) and abs(a - q) > abs(c - s):
        a = -b - c
    elif abs(b - r) > abs(c - s):
        b = -a - c
    return a, b


def sees(f: Fight, here: int, there: int) -> bool:
    """Whether nothing between two hexes rises above the line between eyes over their crests."""
    hexes = f.apart(here, there)
    if hexes > f.reach:
        return False
    low, high = sorted((here, there))
    return any(_free(f, low, high, side) for side in (-NUDGE, NUDGE)) if hexes > 1 else True


def _free(f: Fight, here: int, there: int, nudge: float) -> bool:
    hexes = f.apart(here, there)
    (q, r), (p, s) = f.axial(here), f.axial(there)
    eye, other = f.hexes[here].crest_m + EYE_M, f.hexes[there].crest_m + EYE_M
    for k in range(1, hexes):
        share = k / hexes
        between = f.hex_at(*rounded(q + (p - q) * share + nudge, r + (s - r) * share + 2.0 * nudge))
        if between < 0:
            return False
        ground = f.hexes[between]
        if ground.elevation_m + ground.concealment * COVER_HEIGHT_M > eye + (other - eye) * share:
            return False
    return True


# --- who finds whom ------------------------------------------------------------------------------------------
REFERENCE_M, REFERENCE_MEN, FINDING_LEAST_M = 500.0, 150.0, 50.0


def share_within(f: Fight, apart: int) -> float:
    """Share of the distances between men of two hexes that lie within visibility."""
    near, far = spread(f, apart)
    if far <= near:
        return 1.0
    return min(1.0, max(0.0, (f.now.visibility_m - near) / (far - near)))


def signature(f: Fight, unit: Unit) -> float:
    """How conspicuous a unit is, over a company that moves in the open."""
    here = f.hexes[unit.hex]
    size = math.sqrt((unit.men + f.p["vehicle_signature"] * unit.vehicles) / REFERENCE_MEN)
    look = 1.0
    if not unit.moved:
        look = f.p["still"] * (1.0 - f.p["dug_signature"] * here.works)
    elif unit.mobility in (t.HORSE, t.MOTOR, t.TRACKED):
        look *= 1.0 + f.p["dust_gain"] * f.now.dust
    if unit.fired:
        look *= f.p["flash_gain"]
    return size * look * (1.0 - f.p["concealment"] * here.concealment)


def finding(f: Fight, unit: Unit) -> float:
    """The rate a second at which the enemies of a unit together find it."""
    total = 0.0
    for watcher in f.units:
        if watcher.side != unit.side and watcher.status == a.ACTIVE and sees(f, watcher.hex, unit.hex):
            apart = f.apart(watcher.hex, unit.hex)
            metres = max(FINDING_LEAST_M, apart * f.hex_m)
            alert = 1.0 - f.p["distracted"] * watcher.suppression
            total += f.p["spotting"] / 60.0 * (REFERENCE_M / metres) ** 2 * share_within(f, apart) * alert
    return total * signature(f, unit)


def chance_of(f: Fight, unit: Unit) -> float:
    """The chance in a step that a unit is found."""
    return 1.0 - math.exp(-finding(f, unit) * f.step_s)


def spot(f: Fight) -> None:
    """Contacts gained, kept, remembered and forgotten."""
    for k, unit in enumerate(f.units):
        if not on_map(unit):
            unit.contact_age = a.UNSEEN
            continue
        rate = finding(f, unit)
        grips = any(one.side != unit.side and one.hex == unit.hex and on_map(one) for one in f.units)
        known = unit.contact_age < a.UNSEEN
        seen = grips or (unit.contact_age <= 1 and rate * 60.0 > f.p["watch_lost"])
        if not seen:
            seen = f.draws.one(f.step, "spot", 0, unit.id) < chance_of(f, unit)
        if seen:
            if not known:
                unit.contact_since = f.step
                f.events.append((f.step, a.SPOTTED, k, -1, -1, 0))
            unit.contact_age, unit.contact_hex = 0, unit.hex
        elif known:
            unit.contact_age += 1
            if unit.contact_age * f.step_s > 60.0 * f.p["memory"]:
                unit.contact_age = a.UNSEEN
