"""The state of units and what is recorded: each field declared once, with its unit, meaning and range.

The constants below number the rows of blocks (see :mod:`khasan.declared`): ``state.counts[MEN, unit]``. The tables that
rules read beside the state are declared in :mod:`khasan.kernels.state.tables`.

Shapes: U units, C commanders, W weapons, H hexes, L places, S steps, T snapshots (hourly, every five minutes in fights
of a day or less, and the last).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from khasan.declared import Block, Codes

F8 = NDArray[np.float64]
I4 = NDArray[np.int32]
U8 = NDArray[np.uint64]

SLOTS = 6
"""Weapon slots of a unit."""
MOST_STEPS, MOST_MEN, MOST_VEHICLES, MOST_WEAPONS = 500_000, 20_000, 2_000, 20_000
"""Of a fight, and of one unit: no scenario may have more."""
MOST_ROUNDS = 2**31 - 1
UNSEEN = 1 << 20
"""The age of a contact that was never made, or is forgotten."""

# --- what changes smoothly -----------------------------------------------------------------------------------
reals = Block("f8[field, unit]", "what changes smoothly")
SUPPRESSION = reals.field("suppression", "share", "how far fire holds it down; passes", 0, 1)
COHESION = reals.field("cohesion", "share", "how well it holds together", 0, 1, start=1)
FATIGUE = reals.field("fatigue", "share", "how tired it is", 0, 1)
PROGRESS_M = reals.field("progress_m", "m", "made good towards the next hex", 0, 20_000)
NEAR_MISS = reals.field("near_miss", "rounds a man", "near misses of the step", 0, 1e9)
AMMO_0 = reals.slots("rounds", SLOTS, "rounds", "left to the weapons of a slot", 0, MOST_ROUNDS)
FOOD_DAYS = reals.field("food_days", "days", "of food carried", 0, 1_000)
HUNGER_DAYS = reals.field("hunger_days", "days", "lived without food", 0, 366)
SUPPLY_SHARE = reals.field("supply_share", "share", "of its supply that the way lets through", 0, 1, start=1)
LIFT_KG_H = reals.field("lift_kg_h", "kg/h", "that its carriers can bring up beside the food", 0, 1e9)
ISSUED = reals.field("issued", "rounds", "issued to it since the start", 0, MOST_ROUNDS)
BARRED = reals.field("barred", "0 or 1", "1 while the enemy bars its way to the rear", 0, 1)
CUT_OFF_H = reals.field("cut_off_h", "h", "for which the enemy has barred it", 0, 8_784)
REALS = len(reals.fields)
REAL_NAMES = reals.names

# --- the codes of a unit -------------------------------------------------------------------------------------
statuses = Codes("where a unit is in its life")
EXPECTED, ACTIVE, BROKEN, GONE, ABOARD, AT_AIRFIELD = statuses.codes(
    "expected | active | broken | gone | aboard | airfield"
)
"""Not yet arrived; fighting; broken (withdrawing or routed until it rallies); dead, captured or dissolved; carried by
another unit, and nowhere on the map by itself; aviation, which is based off the map, in the air or not."""
STATUS_NAMES = statuses.names

flights = Codes("where the aircraft of a unit are")
AT_BASE, OUTWARD, OVER = flights.codes("at base | outward | over")

postures = Codes("how a unit stands")
MOVING, DEPLOYED, HASTY, PREPARED, FORTIFIED, WITHDRAWING, ROUTED = postures.codes(
    "moving | deployed | hasty | prepared | fortified | withdrawing | routed"
)
POSTURE_NAMES = postures.names

orders = Codes("what a unit is told to do")
NO_ORDER = orders.code("none")
HOLD = orders.code("hold")
MOVE = orders.code("move")
ATTACK = orders.code("attack")
WITHDRAW = orders.code("withdraw")
BOMBARD = orders.code("bombard")
SUPPORT = orders.code("support")
STRIKE = orders.code("strike")
COVER = orders.code("cover")
SCOUT = orders.code("scout")
BUILD_BRIDGE = orders.code("bridge")
DEMOLISH = orders.code("demolish")
PURSUE = orders.code("pursue")
AMBUSH = orders.code("ambush")
ORDER_NAMES = orders.names

endings = Codes("why an attack stops or a position is given up")
NO_ENDING = endings.code("none")
BY_FLANK = endings.code("flank")
BY_NEIGHBOUR = endings.code("neighbour gone")
BY_KEY_GROUND = endings.code("key ground lost")
BY_SURPRISE = endings.code("surprise")
BY_ORDERS = endings.code("orders")
BY_LIGHT = endings.code("night or day")
BY_NO_RESERVE = endings.code("no reserve")
BY_AMMUNITION = endings.code("ammunition")
BY_FIRE = endings.code("fire that did not lift")
BY_LOSSES = endings.code("losses")
ENDING_NAMES = endings.names

stops = Block("i4[field, side]", "how many attacks of a side stopped and positions it gave up, by cause")
ATTACKS_BY_0 = stops.slots("attacks", len(ENDING_NAMES), "attacks", "that stopped for a cause", 0, 1_000_000)
POSITIONS_BY_0 = stops.slots("positions", len(ENDING_NAMES), "positions", "given up for a cause", 0, 1_000_000)
STOPS = len(stops.fields)

# --- what is counted -----------------------------------------------------------------------------------------
counts = Block("i4[field, unit]", "what is counted, and where it stands")
HEX = counts.field("hex", "index", "where it stands", 0, "hex")
MEN = counts.field("men", "men", "fit to fight", 0, MOST_MEN)
KILLED = counts.field("killed", "men", "since the start", 0, MOST_MEN)
WOUNDED = counts.field("wounded", "men", "since the start", 0, MOST_MEN)
MISSING = counts.field("missing", "men", "since the start", 0, MOST_MEN)
VEHICLES = counts.field("vehicles", "vehicles", "fit to fight", 0, MOST_VEHICLES)
BURNT = counts.field("burnt", "vehicles", "burnt since the start; aircraft: lost", 0, MOST_VEHICLES)
KNOCKED_OUT = counts.field("knocked_out", "vehicles", "ever, and recoverable; aircraft: home damaged", 0, 100_000)
REPAIRED = counts.field("repaired", "vehicles", "of those knocked out, come back", 0, 100_000)
BOGGED = counts.field("bogged", "vehicles", "stuck in the ground now", 0, MOST_VEHICLES)
WEAPONS_LOST = counts.field("weapons_lost", "weapons", "since the start", 0, SLOTS * MOST_WEAPONS)
STATUS = counts.coded("status", statuses, "where it is in its life")
POSTURE = counts.coded("posture", postures, "how it stands")
ORDER = counts.coded("order", orders, "what it does")
ORDER_PLACE = counts.field("order_place", "index", "of the place its order speaks of, -1: none", -1, "place", start=-1)
NEXT_ORDER = counts.coded("next_order", orders, "what it will be told by an order that is on its way")
NEXT_PLACE = counts.field("next_place", "index", "the place that order speaks of, -1 for none", -1, "place", start=-1)
NEXT_STEP = counts.field("next_step", "step", "in which that order comes", 0, 10 * MOST_STEPS)
MOVED = counts.field("moved", "0 or 1", "1 if it was on the move in the step", 0, 1)
FIRED = counts.field("fired", "0 or 1", "1 if it fired in the step", 0, 1)
ROUNDS_FIRED = counts.field("rounds_fired", "rounds", "since the start, at snapshots only", 0, MOST_ROUNDS)
CONTACT_AGE = counts.field("contact_age", "steps", "since the enemy last saw it", 0, UNSEEN, start=UNSEEN)
CONTACT_SINCE = counts.field("contact_since", "step", "since which it is known without a break", 0, MOST_STEPS)
CONTACT_HEX = counts.field("contact_hex", "index", "where the enemy last saw it", 0, "hex")
FLIGHT = counts.coded("flight", flights, "where its aircraft are")
FLIGHT_S = counts.field("flight_s", "s", "until that changes", 0, 3_000_000)
AIRBORNE = counts.field("airborne", "aircraft", "up", 0, MOST_VEHICLES)
SORTIES = counts.field("sorties", "sorties", "flown since the start", 0, 1_000_000)
COUNT_0 = counts.slots("weapons", SLOTS, "weapons", "in working order", 0, MOST_WEAPONS)
HORSES = counts.field("horses", "horses", "left to it", 0, 20_000)
TRUCKS = counts.field("trucks", "trucks", "left to it", 0, 20_000)
HORSES_LOST = counts.field("horses_lost", "horses", "since the start", 0, 20_000)
TRUCKS_LOST = counts.field("trucks_lost", "trucks", "since the start", 0, 20_000)
ROUNDS_ISSUED = counts.field("rounds_issued", "rounds", "issued to it, at snapshots only", 0, MOST_ROUNDS)
HOURS_CUT_OFF = counts.field("hours_cut_off", "h", "barred by the enemy, at snapshots only", 0, 8_784)
CAPTURED = counts.field("captured", "men", "of the missing, prisoners", 0, MOST_MEN)
ABANDONED = counts.field("abandoned", "vehicles", "left to the enemy unburnt", 0, MOST_VEHICLES)
COUNTS = len(counts.fields)
COUNT_NAMES = counts.names

# --- what is recorded: events --------------------------------------------------------------------------------
kinds = Codes("what mattered")
ARRIVED = kinds.code("arrived")
ORDERED = kinds.code("ordered")
SPOTTED = kinds.code("spotted")
OPENED_FIRE = kinds.code("opened_fire")
ENTERED_COMBAT = kinds.code("entered_combat")
DRIVEN_OUT = kinds.code("driven_out")
BROKE = kinds.code("broke")
RALLIED = kinds.code("rallied")
DESTROYED = kinds.code("destroyed")
TOOK_PLACE = kinds.code("took_place")
TANKS_LOST = kinds.code("tanks_lost")
OUT_OF_AMMUNITION = kinds.code("out_of_ammunition")
RULE_CHOSEN = kinds.code("rule_chosen")
ALIGHTED = kinds.code("alighted")
CUT_OFF = kinds.code("cut_off")
SUPPLIED_AGAIN = kinds.code("supplied_again")
AIR_RAID = kinds.code("air_raid")
TURNED_BACK = kinds.code("turned_back")
AIRCRAFT_LOST = kinds.code("aircraft_lost")
LEAVE_ASKED = kinds.code("leave_asked")
LEAVE_GRANTED = kinds.code("leave_granted")
LEAVE_REFUSED = kinds.code("leave_refused")
WENT_WITHOUT_LEAVE = kinds.code("went_without_leave")
OWN_INITIATIVE = kinds.code("own_initiative")
CROSSING_CHANGED = kinds.code("crossing_changed")
SURRENDERED = kinds.code("surrendered")
BROKE_CONTACT = kinds.code("broke_contact")
ATTACK_MOUNTED = kinds.code("attack_mounted")
ATTACK_STOPPED = kinds.code("attack_stopped")
GAVE_UP_POSITION = kinds.code("gave_up_position")
EVENT_NAMES = kinds.names
OF_COMMANDERS = (RULE_CHOSEN, LEAVE_ASKED, LEAVE_GRANTED, LEAVE_REFUSED, WENT_WITHOUT_LEAVE)
"""Events whose unit is the index of a commander."""
AT_A_HEX = (ENTERED_COMBAT, DRIVEN_OUT, ALIGHTED, SURRENDERED, BROKE_CONTACT, GAVE_UP_POSITION)
"""Events whose place is a hex."""

events = Block("i4[event, field]", "what happened, a row an event")
EV_STEP = events.field("step", "step", "in which it happened", 0, MOST_STEPS)
EV_KIND = events.coded("kind", kinds, "what happened")
EV_UNIT = events.field("unit", "index", "who; of OF_COMMANDERS the commander; -1 for none", -1, "unit")
EV_OTHER = events.field("other", "index", "the enemy unit (ALIGHTED: the carrier), -1 for none", -1, "unit")
EV_PLACE = events.field("place", "index", "the place, or of AT_A_HEX the hex; -1 for none", -1, 200_000)
EV_VALUE = events.field("value", "by kind", "what else there is to say: khasan.arrays.EV_VALUE", -1, 200_000)
"""ORDERED the order, RULE_CHOSEN and OWN_INITIATIVE the row of the rule, LEAVE_* and WENT_WITHOUT_LEAVE the leave,
TOOK_PLACE the side, TANKS_LOST and AIRCRAFT_LOST how many, AIR_RAID and TURNED_BACK how many aircraft, CROSSING_CHANGED
its kind now, SURRENDERED how many men, BROKE the posture, ATTACK_MOUNTED which attempt of its body it is, from 1,
ATTACK_STOPPED and GAVE_UP_POSITION the cause (endings)."""
EVENT_FIELDS = len(events.fields)

# --- what is recorded: losses and why ------------------------------------------------------------------------
causes = Codes("what a loss comes from")
AIMED = causes.code("aimed_fire")
AREA = causes.code("area_fire")
ARMOUR = causes.code("anti_armour_fire")
CLOSE = causes.code("close_combat")
PURSUIT = causes.code("pursuit")
CARRIED = causes.code("carried")
BOMBING = causes.code("bombing")
STRAFING = causes.code("strafing")
ANTI_AIRCRAFT = causes.code("anti_aircraft")
AIR_COMBAT = causes.code("air_combat")
SURRENDER = causes.code("surrender")
CAUSE_NAMES = causes.names

losses = Block("i4[loss, field]", "who lost what to whom, a row a draw")
LO_STEP = losses.field("step", "step", "in which it happened", 0, MOST_STEPS)
LO_CAUSE = losses.coded("cause", causes, "what it comes from")
LO_SHOOTER = losses.field("shooter", "index", "the unit that caused it, -1 for none", -1, "unit")
LO_TARGET = losses.field("target", "index", "the unit that suffered it", 0, "unit")
LO_WEAPON = losses.field("weapon", "index", "what it was caused with, -1 for none", -1, "weapon")
LO_STREAM = losses.field("stream", "address", "of the draw: its stream", 0, 1_000)
LO_SUB = losses.field("sub", "address", "of the draw: its place in the stream", 0, MOST_ROUNDS)
LO_KILLED = losses.field("killed", "men", "killed", 0, MOST_MEN)
LO_WOUNDED = losses.field("wounded", "men", "wounded", 0, MOST_MEN)
LO_MISSING = losses.field("missing", "men", "missing", 0, MOST_MEN)
LO_BURNT = losses.field("vehicles_burnt", "vehicles", "burnt", 0, MOST_VEHICLES)
LO_KNOCKED_OUT = losses.field("vehicles_knocked_out", "vehicles", "knocked out and recoverable", 0, MOST_VEHICLES)
LO_WEAPONS = losses.field("weapons_lost", "weapons", "lost", 0, SLOTS * MOST_WEAPONS)
LO_HORSES = losses.field("horses_lost", "horses", "lost", 0, 20_000)
LO_TRUCKS = losses.field("trucks_lost", "trucks", "lost", 0, 20_000)
LO_CAPTURED = losses.field("captured", "men", "of the missing, prisoners", 0, MOST_MEN)
LO_ABANDONED = losses.field("vehicles_abandoned", "vehicles", "left to the enemy unburnt", 0, MOST_VEHICLES)
LOSS_FIELDS = len(losses.fields)
LOSS_NAMES = losses.names

factors = Block("f8[loss, field]", "why a loss was as large as it was: expected is the product of rounds to saturation")
FA_RANGE_M = factors.field("range_m", "m", "between the two", 0, 200_000)
FA_WEAPONS = factors.field("weapons", "weapons", "that fired", 0, SLOTS * MOST_WEAPONS)
FA_ROUNDS = factors.field("rounds", "rounds", "close combat: man-seconds of it; carried: men aboard", 0, 1e12)
FA_EFFECT = factors.field("effect_per_round", "losses a round", "of one round on a target in the open", 0, 1e6)
FA_EXPOSURE = factors.field("exposure", "share", "of the target", 0, 100)
FA_STEADINESS = factors.field("steadiness", "share", "of who fires", 0, 100)
FA_OBSERVATION = factors.field("observation", "share", "of the effect that observing leaves", 0, 100)
FA_QUALITY = factors.field("quality", "1", "of who fires", 0, 1_000)
FA_PARAMETER = factors.field("parameter", "1", "of the kind of fire", 0, 1e6)
FA_FIGHT = factors.field("fight", "1", "of the day: how well who fires fights in this fight", 0, 100)
FA_SATURATION = factors.field("saturation", "share", "of the hits that find somebody not hit already", 0, 1)
FA_EXPECTED = factors.field("expected", "losses", "expected", 0, 1e9)
FA_DRAW = factors.field("draw", "share", "the uniform that the count was made from", 0, 1)
FACTORS = len(factors.fields)
FACTOR_NAMES = factors.names


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
    stops: I4
    """i4[STOPS, side]: attacks that stopped and positions given up, by cause."""
    events: I4
    """i4[n, EVENT_FIELDS]; empty unless recorded."""
    losses: I4
    """i4[n, LOSS_FIELDS]; empty unless recorded."""
    factors: F8
    """f8[n, FACTORS]"""
    depots: F8
    """f8[DEPOT_FIELDS, 2] at the end: the supply of each side (khasan.kernels.state.tables names the rows)."""


def named(block: Block, array: NDArray[Any], unit: int) -> dict[str, float]:
    """One unit's column of a block, by field name.

    >>> named(reals, np.full((REALS, 2), 0.5), 1)["fatigue"]
    0.5
    """
    return dict(zip(block.names, array[:, unit].tolist(), strict=True))
