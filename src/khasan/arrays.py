"""The state blocks and tables: field names, shapes, dtypes, units.

State is blocks, not bags: one C-contiguous array a dtype, ``f8[field, unit]`` and ``i4[field, unit]``, whose rows
are named by the constants below. People read them through :func:`named`.

Shapes: U units, C commanders, W weapons, H hexes, L places, S steps, T snapshots (hourly, every five minutes in fights
of a day or less, and the last).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

F8 = NDArray[np.float64]
I4 = NDArray[np.int32]
U8 = NDArray[np.uint64]

SLOTS = 6
"""Weapon slots of a unit."""

# --- f8[field, unit]: what changes smoothly ------------------------------------------------------------------
SUPPRESSION, COHESION, FATIGUE, PROGRESS_M, NEAR_MISS, AMMO_0 = range(6)
"""Suppression, cohesion and fatigue run 0..1; metres made good towards the next hex; near misses of the step."""
AFTER_AMMO = AMMO_0 + SLOTS
FOOD_DAYS, HUNGER_DAYS, SUPPLY_SHARE, LIFT_KG_H, ISSUED, BARRED, CUT_OFF_H = range(AFTER_AMMO, AFTER_AMMO + 7)
REALS = CUT_OFF_H + 1
"""AMMO_0.. : rounds left, a row a weapon slot. FOOD_DAYS: days of food carried. HUNGER_DAYS: days lived without.
SUPPLY_SHARE: how much of what could come up the way to the rear lets through, 0 to 1. LIFT_KG_H: kilograms an hour
that its carriers can bring up beside the food. ISSUED: rounds issued to it. BARRED: 1 while the enemy bars its way to
the rear. CUT_OFF_H: hours he did."""
REAL_NAMES = (
    "suppression",
    "cohesion",
    "fatigue",
    "progress_m",
    "near_miss",
    *(f"rounds_{slot}" for slot in range(SLOTS)),
    "food_days",
    "hunger_days",
    "supply_share",
    "lift_kg_h",
    "issued",
    "barred",
    "cut_off_h",
)

# --- i4[field, unit]: what is counted ------------------------------------------------------------------------
(
    HEX,
    MEN,
    KILLED,
    WOUNDED,
    MISSING,
    VEHICLES,
    BURNT,
    KNOCKED_OUT,
    REPAIRED,
    BOGGED,
    WEAPONS_LOST,
    STATUS,
    POSTURE,
    ORDER,
    ORDER_PLACE,
    NEXT_ORDER,
    NEXT_PLACE,
    NEXT_STEP,
    MOVED,
    FIRED,
    ROUNDS_FIRED,
    CONTACT_AGE,
    CONTACT_SINCE,
    CONTACT_HEX,
    FLIGHT,
    FLIGHT_S,
    AIRBORNE,
    SORTIES,
    COUNT_0,
) = range(29)
HORSES, TRUCKS, HORSES_LOST, TRUCKS_LOST, ROUNDS_ISSUED, HOURS_CUT_OFF = range(COUNT_0 + SLOTS, COUNT_0 + SLOTS + 6)
CAPTURED, ABANDONED = range(HOURS_CUT_OFF + 1, HOURS_CUT_OFF + 3)
COUNTS = ABANDONED + 1
"""COUNT_0.. : weapons in working order, a row a slot. HORSES, TRUCKS: those it has left. ROUNDS_ISSUED,
HOURS_CUT_OFF: whole numbers of its supply, at snapshots only. CAPTURED: those of the missing that are prisoners.
ABANDONED: vehicles left to the enemy unburnt. KNOCKED_OUT counts every vehicle ever knocked out and
recoverable, REPAIRED those of them that came back. CONTACT_*: what the enemy knows of the unit: steps since it was
last seen (UNSEEN if never or forgotten), step since when it has been known without a break, hex where last seen.
Aircraft: FLIGHT where they are, FLIGHT_S seconds until that changes, AIRBORNE aircraft up, SORTIES flown since the
start; BURNT are those lost, KNOCKED_OUT those that came home damaged."""
COUNT_NAMES = (
    "hex",
    "men",
    "killed",
    "wounded",
    "missing",
    "vehicles",
    "burnt",
    "knocked_out",
    "repaired",
    "bogged",
    "weapons_lost",
    "status",
    "posture",
    "order",
    "order_place",
    "next_order",
    "next_place",
    "next_step",
    "moved",
    "fired",
    "rounds_fired",
    "contact_age",
    "contact_since",
    "contact_hex",
    "flight",
    "flight_s",
    "airborne",
    "sorties",
    *(f"weapons_{slot}" for slot in range(SLOTS)),
    "horses",
    "trucks",
    "horses_lost",
    "trucks_lost",
    "rounds_issued",
    "hours_cut_off",
    "captured",
    "abandoned",
)
UNSEEN = 1 << 20

# STATUS
EXPECTED, ACTIVE, BROKEN, GONE, ABOARD, AT_AIRFIELD = range(6)
STATUS_NAMES = ("expected", "active", "broken", "gone", "aboard", "airfield")
"""Not yet arrived; fighting; broken (withdrawing or routed until it rallies); dead, captured or dissolved; carried by
another unit, and nowhere on the map by itself; aviation, which is based off the map, in the air or not."""
# FLIGHT
AT_BASE, OUTWARD, OVER = range(3)
# POSTURE
MOVING, DEPLOYED, HASTY, PREPARED, FORTIFIED, WITHDRAWING, ROUTED = range(7)
POSTURE_NAMES = ("moving", "deployed", "hasty", "prepared", "fortified", "withdrawing", "routed")
# ORDER
(
    NO_ORDER,
    HOLD,
    MOVE,
    ATTACK,
    WITHDRAW,
    BOMBARD,
    SUPPORT,
    STRIKE,
    COVER,
    SCOUT,
    BUILD_BRIDGE,
    DEMOLISH,
    PURSUE,
    AMBUSH,
) = range(14)
ORDER_NAMES = (
    "none",
    "hold",
    "move",
    "attack",
    "withdraw",
    "bombard",
    "support",
    "strike",
    "cover",
    "scout",
    "bridge",
    "demolish",
    "pursue",
    "ambush",
)

# --- events i4[n, EVENT_FIELDS] ------------------------------------------------------------------------------
EV_STEP, EV_KIND, EV_UNIT, EV_OTHER, EV_PLACE, EV_VALUE = range(6)
EVENT_FIELDS = 6
(
    ARRIVED,
    ORDERED,
    SPOTTED,
    OPENED_FIRE,
    ENTERED_COMBAT,
    DRIVEN_OUT,
    BROKE,
    RALLIED,
    DESTROYED,
    TOOK_PLACE,
    TANKS_LOST,
    OUT_OF_AMMUNITION,
    RULE_CHOSEN,
    ALIGHTED,
    CUT_OFF,
    SUPPLIED_AGAIN,
    AIR_RAID,
    TURNED_BACK,
    AIRCRAFT_LOST,
    LEAVE_ASKED,
    LEAVE_GRANTED,
    LEAVE_REFUSED,
    WENT_WITHOUT_LEAVE,
    OWN_INITIATIVE,
    CROSSING_CHANGED,
    SURRENDERED,
    BROKE_CONTACT,
) = range(27)
EVENT_NAMES = (
    "arrived",
    "ordered",
    "spotted",
    "opened_fire",
    "entered_combat",
    "driven_out",
    "broke",
    "rallied",
    "destroyed",
    "took_place",
    "tanks_lost",
    "out_of_ammunition",
    "rule_chosen",
    "alighted",
    "cut_off",
    "supplied_again",
    "air_raid",
    "turned_back",
    "aircraft_lost",
    "leave_asked",
    "leave_granted",
    "leave_refused",
    "went_without_leave",
    "own_initiative",
    "crossing_changed",
    "surrendered",
    "broke_contact",
)
OF_COMMANDERS = (RULE_CHOSEN, LEAVE_ASKED, LEAVE_GRANTED, LEAVE_REFUSED, WENT_WITHOUT_LEAVE)
"""Events whose unit is the index of a commander."""
"""unit: who (OF_COMMANDERS: commander index). other: enemy unit (ALIGHTED: the carrier), or -1. place: place index, or
-1 (a hex for those of AT_A_HEX). value: ORDERED the order, RULE_CHOSEN and OWN_INITIATIVE the
rule's row, LEAVE_* and WENT_WITHOUT_LEAVE the leave, TOOK_PLACE the side, TANKS_LOST and AIRCRAFT_LOST how many,
AIR_RAID and TURNED_BACK how many aircraft, CROSSING_CHANGED its kind now, SURRENDERED how many men,
ROUTED/WITHDRAWING for BROKE."""
AT_A_HEX = (ENTERED_COMBAT, DRIVEN_OUT, ALIGHTED, SURRENDERED, BROKE_CONTACT)

CROSSING_NAMES = ("gone", "ford", "bridge", "ferry", "foot bridge")
"""Kinds of crossing, as the kernels number them."""

# --- losses i4[n, LOSS_FIELDS] and f8[n, FACTORS] ------------------------------------------------------------
(
    LO_STEP,
    LO_CAUSE,
    LO_SHOOTER,
    LO_TARGET,
    LO_WEAPON,
    LO_STREAM,
    LO_SUB,
    LO_KILLED,
    LO_WOUNDED,
    LO_MISSING,
    LO_BURNT,
    LO_KNOCKED_OUT,
    LO_WEAPONS,
    LO_HORSES,
    LO_TRUCKS,
    LO_CAPTURED,
    LO_ABANDONED,
) = range(17)
LOSS_FIELDS = 17
LOSS_NAMES = (
    "step",
    "cause",
    "shooter",
    "target",
    "weapon",
    "stream",
    "sub",
    "killed",
    "wounded",
    "missing",
    "vehicles_burnt",
    "vehicles_knocked_out",
    "weapons_lost",
    "horses_lost",
    "trucks_lost",
    "captured",
    "vehicles_abandoned",
)
# LO_CAUSE
AIMED, AREA, ARMOUR, CLOSE, PURSUIT, CARRIED, BOMBING, STRAFING, ANTI_AIRCRAFT, AIR_COMBAT, SURRENDER = range(11)
CAUSE_NAMES = (
    "aimed_fire",
    "area_fire",
    "anti_armour_fire",
    "close_combat",
    "pursuit",
    "carried",
    "bombing",
    "strafing",
    "anti_aircraft",
    "air_combat",
    "surrender",
)
(
    FA_RANGE_M,
    FA_WEAPONS,
    FA_ROUNDS,
    FA_EFFECT,
    FA_EXPOSURE,
    FA_STEADINESS,
    FA_OBSERVATION,
    FA_QUALITY,
    FA_PARAMETER,
    FA_EXPECTED,
    FA_DRAW,
) = range(11)
FACTORS = 11
FACTOR_NAMES = (
    "range_m",
    "weapons",
    "rounds",
    "effect_per_round",
    "exposure",
    "steadiness",
    "observation",
    "quality",
    "parameter",
    "expected",
    "draw",
)
"""expected = rounds x effect_per_round x exposure x steadiness x observation x quality x parameter, always
(close combat: rounds is man-seconds of fighting; carried, where the shooter is the carrier: men aboard). draw is
the uniform that the count was made from."""


@dataclass(frozen=True)
class Labels:
    """What the indices of a compiled scenario mean; everything a person reads comes from here."""

    scenario: str
    units: tuple[str, ...]
    unit_names: tuple[str, ...]
    formations: tuple[str, ...]
    formation_names: tuple[str, ...]
    unit_formation: tuple[int, ...]
    """Formation index of each unit."""
    formation_parent: tuple[int, ...]
    """Formation above, or -1."""
    sides: tuple[str, ...]
    side_names: tuple[str, ...]
    weapons: tuple[str, ...]
    weapon_names: tuple[str, ...]
    places: tuple[str, ...]
    objectives: tuple[int, ...]
    """Place indices whose holders are reported."""
    commanders: tuple[str, ...]
    rules: tuple[str, ...]
    """Name of each row of the command tables."""
    parameters: tuple[str, ...]
    unit_side: tuple[int, ...]
    unit_branch: tuple[str, ...]
    unit_slots: tuple[tuple[int, ...], ...] = ()
    """Weapon index of each slot of each unit."""
    leaves: tuple[str, ...] = ()
    """Ids of the leaves that rules need."""
    unit_vehicles: tuple[str, ...] = ()
    """What the fighting vehicles of each unit are called: tanks, armoured cars, boats, wagons; "" where it has none."""


class Replication(NamedTuple):
    """What one replication leaves; arrays of counts are cumulative since the start."""

    replication: int
    member: int
    """Which drawn map."""
    parameters: F8
    """f8[P]: the parameters drawn."""
    snapshot_steps: I4
    """i4[T]: the steps at which snapshots were taken (start of step; the last is the end)."""
    counts: I4
    """i4[T, COUNTS, U]"""
    reals: F8
    """f8[T, 3, U]: suppression, cohesion, fatigue."""
    ammunition: F8
    """f8[T, U]: share of the basic loads left, weapon by weapon averaged."""
    holders: I4
    """i4[T, L]: side index that holds each place, -1 if nobody yet."""
    initial_men: I4
    """i4[U]: men that each unit had on arrival (drawn)."""
    initial_vehicles: I4
    initial_weapons: I4
    """i4[SLOTS, U]"""
    visibility_m: F8
    """f8[S]"""
    events: I4
    """i4[n, EVENT_FIELDS]; empty unless recorded."""
    losses: I4
    """i4[n, LOSS_FIELDS]; empty unless recorded."""
    factors: F8
    """f8[n, FACTORS]"""
    depots: F8
    """f8[DEPOT_FIELDS, 2] at the end: the supply of each side (khasan.kernels.state.tables names the rows)."""


def named(block: NDArray[Any], names: tuple[str, ...], unit: int) -> dict[str, float]:
    """One unit's column of a block, by field name.

    >>> named(np.arange(6.0).reshape(3, 2), ("a", "b", "c"), 1)
    {'a': 1.0, 'b': 3.0, 'c': 5.0}
    """
    return {name: block[row, unit].item() for row, name in enumerate(names)}
