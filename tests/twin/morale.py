"""What a step leaves of a unit, from the equations of docs/model/engine.md under "Suppression" and "Cohesion".

Losses applied, suppression, cohesion, breaks and rallies, fatigue; whose headquarters is lost.
"""

from __future__ import annotations

import math

from khasan import arrays as a
from twin.world import Fight, Unit

QUIET_BELOW, FLANK_M, CALM = 0.1, 500.0, 1e-6


def on_map(unit: Unit) -> bool:
    return unit.status in (a.ACTIVE, a.BROKEN)


def known_at(f: Fight) -> list[tuple[int, int]]:
    """(side, hex) of every unit on the map that the enemy knows of, as they stand before anybody gives way."""
    return [(unit.side, unit.contact_hex) for unit in f.units if on_map(unit) and unit.contact_age < a.UNSEEN]


def settle(f: Fight, at_grips: set[int], known: list[tuple[int, int]] | None = None) -> None:
    """Unit by unit: losses, suppression and fatigue, cohesion, who breaks and who rallies; then headquarters lost.

    Pinned: what one unit suffers in the step the next in the order of ids sees at once: whether others near it, or its
    headquarters, have broken or been destroyed hangs on whose id comes first.
    """
    hours = f.step_s / 3600.0
    known = known_at(f) if known is None else known
    gone = set()
    for k, unit in enumerate(f.units):
        if not on_map(unit) and unit.status != a.ABOARD:
            continue
        share = apply(f, k)
        if unit.status == a.GONE:
            gone.add(k)
            unit.near_miss = 0.0
            continue
        unit.suppression = under_fire(f, unit)
        tire(f, unit, hours, k in at_grips)
        hold_together(f, k, share, hours, k in at_grips, threat(f, unit, known))
    for unit in f.units:
        if unit.headquarters in gone:
            unit.cohesion = max(0.0, unit.cohesion - f.p["commander_loss"])


# --- losses --------------------------------------------------------------------------------------------------
def apply(f: Fight, k: int) -> float:
    """Take what was hit from what there was; the share of the men that fell."""
    unit, hits = f.units[k], f.units[k].hits
    lost = hits["killed"] + hits["wounded"] + hits["missing"]
    share = lost / unit.men if unit.men else 0.0
    unit.men -= lost
    for name in ("killed", "wounded", "missing", "burnt", "knocked_out", "captured", "abandoned"):
        setattr(unit, name, getattr(unit, name) + hits[name])
    stopped = hits["burnt"] + hits["knocked_out"] + hits["abandoned"]
    unit.vehicles -= stopped
    if stopped:
        unit.wrecks_at = unit.hex
    for name in ("horses", "trucks"):
        setattr(unit, name, getattr(unit, name) - hits[name])
        setattr(unit, f"{name}_lost", getattr(unit, f"{name}_lost") + hits[name])
    for number, slot in enumerate(unit.slots):
        slot.working -= unit.weapons_hit[number]
        unit.weapons_lost += unit.weapons_hit[number]
    unit.hits, unit.weapons_hit = dict.fromkeys(hits, 0), [0] * a.SLOTS
    if stopped:
        f.events.append((f.step, a.TANKS_LOST, k, -1, -1, stopped))
    none_to_mend = unit.vehicles + unit.knocked_out - unit.repaired - unit.wrecks_lost + unit.bogged <= 0
    if unit.men <= 0 or (unit.armoured and none_to_mend):
        unit.status = a.GONE
        f.events.append((f.step, a.DESTROYED, k, -1, -1, 0))
    return share


# --- suppression and fatigue ---------------------------------------------------------------------------------
def under_fire(f: Fight, unit: Unit) -> float:
    """ds/dt = rise (1 - s) - fade s, exactly over the step."""
    rise = f.p["suppression"] * unit.near_miss
    fade = math.log(2.0) * f.step_s / (60.0 * f.p["recovery"])
    limit = rise / (rise + fade)
    unit.near_miss = 0.0
    after = limit + (unit.suppression - limit) * math.exp(-rise - fade)
    return after if after >= CALM else 0.0


def tire(f: Fight, unit: Unit, hours: float, at_grips: bool) -> None:
    rate = f.p["tiring"] if unit.moved or at_grips else -f.p["resting"]
    unit.fatigue = min(1.0, max(0.0, unit.fatigue + rate * hours))


# --- cohesion ------------------------------------------------------------------------------------------------
def within(f: Fight, here: int, there: int, metres: float) -> bool:
    """Whether two hexes are so near, to the nearest hex, and one at least."""
    return f.apart(here, there) <= max(1, math.floor(metres / f.hex_m + 0.5))


def alone(f: Fight, k: int) -> bool:
    """Whether nobody of its side is near, or the enemy bars its way to the rear.

    Pinned: a broken unit keeps others from feeling alone in its own hex, but not in others near by.
    """
    unit = f.units[k]
    reach = math.floor(f.p["support_reach"] / f.hex_m + 0.5)
    for j, one in enumerate(f.units):
        if j != k and one.side == unit.side and on_map(one):
            far = f.apart(unit.hex, one.hex)
            if far == 0 or (far <= reach and one.status == a.ACTIVE):
                return unit.barred > 0.0
    return True


def direction(f: Fight, here: int, there: int) -> float | None:
    """Of another hex, in radians, counted in equal steps round the ring of hexes so far off.

    Pinned: None where the way to it, straight out and then round the ring against the clock, leaves the map: near the
    map's edge enemies on the flanks are overlooked.
    """
    far = f.apart(here, there)
    for k in range(6):
        corner = here
        for _ in range(far):
            corner = f.neighbours(corner)[k] if corner >= 0 else -1
        for along in range(far):
            if corner == there:
                return math.pi / 3.0 * (k + along / far)
            corner = f.neighbours(corner)[(k + 2) % 6] if corner >= 0 else -1
    return None


def threat(f: Fight, unit: Unit, known: list[tuple[int, int]]) -> float:
    """1 - |mean direction| of the enemies that it knows of nearby: 0 from one side, 1 from all round."""
    enemies = [there for side, there in known if side != unit.side and there != unit.hex]
    round_about = [direction(f, unit.hex, there) for there in enemies if within(f, unit.hex, there, FLANK_M)]
    found = [angle for angle in round_about if angle is not None]
    if not found:
        return 0.0
    return 1.0 - math.hypot(sum(map(math.cos, found)), sum(map(math.sin, found))) / len(found)


def led(f: Fight, unit: Unit) -> bool:
    if unit.headquarters < 0:
        return False
    head = f.units[unit.headquarters]
    return head.status == a.ACTIVE and within(f, unit.hex, head.hex, f.p["leader_reach"])


def ceiling(f: Fight, unit: Unit) -> float:
    return 1.0 - f.p["lasting_loss"] * (1.0 - unit.men / unit.men_0)


def hold_together(f: Fight, k: int, share: float, hours: float, at_grips: bool, around: float) -> None:
    """Cohesion over the step, and whether the unit breaks or rallies."""
    unit = f.units[k]
    near_head = 1.0 if led(f, unit) else 0.0
    quiet = unit.suppression < QUIET_BELOW and not at_grips
    c = unit.cohesion - f.p["shock"] * share / f.p[unit.quality]
    strain = f.p["strain"] * unit.suppression
    if not quiet and unit.status != a.ABOARD:  # who is aboard stands in no contact
        strain += f.p["isolation"] * alone(f, k) + f.p["flanks"] * around
    c -= strain * (1.0 - f.p["leadership"] * near_head) * hours
    if quiet:
        top = ceiling(f, unit)
        if c < top:
            c += (top - c) * (1.0 - math.exp(-f.p["rest"] * (1.0 + f.p["leadership"] * near_head) * hours))
    unit.cohesion = c = min(1.0, max(0.0, c))
    if unit.status == a.ACTIVE and c < f.p["breakpoint"]:
        hazard = f.p["break_rate"] * ((f.p["breakpoint"] - c) / f.p["breakpoint"]) ** 2
        if f.draws.one(f.step, "break", 0, unit.id) < 1.0 - math.exp(-hazard * hours):
            unit.status = a.BROKEN
            f.events.append((f.step, a.BROKE, k, -1, -1, a.ROUTED if c < f.p["rout_below"] else a.WITHDRAWING))
    elif unit.status == a.BROKEN and c >= f.p["breakpoint"] and unit.suppression < QUIET_BELOW:
        hazard = f.p["rally_rate"] * (1.0 + f.p["leadership"] * near_head)
        if f.draws.one(f.step, "rally", 0, unit.id) < 1.0 - math.exp(-hazard * hours):
            unit.status = a.ACTIVE
            f.events.append((f.step, a.RALLIED, k, -1, -1, 0))
