"""Positions given up, and taken up again: docs/model/engine.md, "Endings", "Positions"."""

from __future__ import annotations

import math

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin.bodies import COMPANY
from twin.fire import loads_left
from twin.morale import QUIET_BELOW, known_at, threat
from twin.view import in_view
from twin.way import between, spot
from twin.world import Fight, Unit

NEWS_S, OF_HIS_OWN, FLANK_M = 600.0, 0.5, 500.0
FROM_POSITIONS = (a.NO_ORDER, a.HOLD, a.AMBUSH, a.SUPPORT, a.BOMBARD)


Views = dict[str, list[tuple[int, int, int]]]
"""Who was in view of each unit, how far away, when all last looked round."""


def views(f: Fight) -> Views:
    return {unit.id: in_view(f, unit) for unit in f.units}


def give_up_positions(f: Fight, seen: Views | None = None, known: list[tuple[int, int]] | None = None) -> None:
    known = known_at(f) if known is None else known
    seen = views(f) if seen is None else seen
    for k, unit in enumerate(f.units):
        if unit.order == a.WITHDRAW and unit.status in (a.ACTIVE, a.BROKEN):
            hold_again(f, unit, seen)
        elif (
            unit.status == a.ACTIVE
            and unit.role != t.AIRCRAFT
            and unit.leaves == a.NO_ENDING
            and (unit.order in FROM_POSITIONS or unit.stopped)
        ):
            cause = why_it_leaves(f, unit, known, bool(seen[unit.id]))
            if cause != a.NO_ENDING:
                leave(f, k, unit, cause)


def metres(f: Fight, unit: Unit, other: Unit) -> float:
    """To an enemy where he is if he is in sight, else where he was last seen."""
    there = spot(f, other) if other.contact_age == 0 else tuple(float(x) for x in f.axial(other.contact_hex))
    return between(spot(f, unit), (there[0], there[1])) * f.hex_m


def near_him(f: Fight, unit: Unit, law: str) -> list[Unit]:
    """Enemies known within so many metres as he bears by a law."""
    return within(f, unit, unit.borne[law])


def within(f: Fight, unit: Unit, most_m: float) -> list[Unit]:
    """Enemies known within so many metres."""
    return [other for other in f.units
            if other.side != unit.side and other.status in (a.ACTIVE, a.BROKEN) and other.contact_age < a.UNSEEN
            and metres(f, unit, other) <= most_m]  # fmt: skip


def beside(f: Fight, unit: Unit) -> list[Unit]:
    """Units of its side within reach of support, itself included."""
    return [other for other in f.units
            if other.side == unit.side and other.status in (a.ACTIVE, a.BROKEN) and other.role != t.AIRCRAFT
            and f.apart(unit.hex, other.hex) * f.hex_m <= f.p["support_reach"]]  # fmt: skip


def leaves(unit: Unit) -> bool:
    return unit.leaves != a.NO_ENDING


def for_long(f: Fight, unit: Unit, clock: str, holds: bool, most: float) -> bool:
    """Whether something has been so for so many minutes; its clock goes on, or stands."""
    if not holds:
        setattr(unit, clock, t.LONG_AGO)
        return False
    if getattr(unit, clock) == t.LONG_AGO:
        setattr(unit, clock, f.step)
    return (f.step - getattr(unit, clock)) * f.step_s / 60.0 >= most


def why_it_leaves(f: Fight, unit: Unit, known: list[tuple[int, int]], in_contact: bool) -> int:
    """The first cause that holds."""
    if not in_contact and unit.suppression < QUIET_BELOW:
        for clock in ("pressed_since", "lost_since", "alone_since"):
            setattr(unit, clock, t.LONG_AGO)
        return a.NO_ENDING
    bears, near = unit.borne, near_him(f, unit, "leave_m")
    men = sum(int(other.men_0) for other in near)
    before_him = sum(int(other.men_0) for other in near_him(f, unit, "stand_m"))
    sudden = sum(int(other.men_0) for other in near if metres(f, unit, other) <= bears["surprise_m"]
                 and (f.step - other.contact_since) * f.step_s < NEWS_S)  # fmt: skip
    others = [other for other in beside(f, unit) if other is not unit]
    own = sum(one.men for one in beside(f, unit) if one.status == a.ACTIVE and not leaves(one))
    gone = any(other.status == a.BROKEN or leaves(other) for other in others)
    stays = any(other.status == a.ACTIVE and not leaves(other) for other in others)
    place = f.places[unit.order_place] if unit.order == a.HOLD and unit.order_place >= 0 else None
    lost = (
        place is not None
        and (place.known_0, place.known_1)[unit.side] == 1 - unit.side
        and place.hex != unit.hex
    )  # fmt: skip
    alone = for_long(f, unit, "alone_since", bool(near) and gone and not stays, bears["follow_minutes"])
    taken = for_long(f, unit, "lost_since", lost, bears["key_ground_minutes"])
    heavy = bool(near) and unit.suppression >= f.p["pinned"]
    pressed = for_long(f, unit, "pressed_since", heavy, bears["pinned_minutes"])
    law = "position_loss" if unit.rank >= COMPANY else "position_loss_patrol"
    causes = (
        (a.BY_LOSSES, unit.men <= unit.men_then * (1.0 - bears[law])),
        (a.BY_FLANK, threat(f, unit, known) >= bears["flank"]),
        (a.BY_NO_RESERVE, bool(near) and men >= bears["odds"] * own),
        (a.BY_FLANK, before_him >= OF_HIS_OWN * own),
        (a.BY_SURPRISE, sudden > 0 and sudden >= bears["odds"] * bears["surprised"] * own),
        (a.BY_AMMUNITION, bool(near) and loads_left(unit) < bears["ammunition"]),
        (a.BY_NEIGHBOUR, alone),
        (a.BY_KEY_GROUND, taken),
        (a.BY_FIRE, pressed),
    )
    return next((cause for cause, holds in causes if holds), a.NO_ENDING)


def leave(f: Fight, k: int, unit: Unit, cause: int) -> None:
    """It tells itself to withdraw, over the link of its own echelon."""
    unit.leaves = cause
    link = f.delays[unit.side][unit.rank] * f.p["command_delay"] * math.exp(f.p["delay_spread"] * scatter(f, unit))
    unit.next_order, unit.next_place = a.WITHDRAW, f.rear[unit.side]
    unit.next_step = f.step + max(1, math.ceil(link * 60.0 / f.step_s))
    f.events.append((f.step, a.GAVE_UP_POSITION, k, -1, unit.hex, cause))


def scatter(f: Fight, unit: Unit) -> float:
    return f.draws.normal(f.step, "delay", 0, unit.id, unit.id)


def hold_again(f: Fight, unit: Unit, seen: Views) -> None:
    """Who has left goes on until nobody in sight is near, and nobody known is nearer still."""
    near = [hexes for hexes, _, hidden in seen[unit.id] if not hidden]
    if not leaves(unit) or (near and near[0] * f.hex_m < unit.borne["clear_m"]):
        return
    if within(f, unit, max(unit.borne["leave_m"], FLANK_M)):
        return
    unit.order, unit.order_place, unit.leaves, unit.men_then = a.HOLD, -1, a.NO_ENDING, unit.men
