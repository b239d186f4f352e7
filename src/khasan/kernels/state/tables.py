"""Columns of the static tables that the rules read beside the state (khasan.arrays names the state)."""

from __future__ import annotations

# Units, i4[field, unit]
SIDE, ROLE, MOBILITY, COMMANDER, ARRIVES, QUALITY, ARMOURED, CARRIER, ENGINEERS, WEAPON_0 = range(10)
"""WEAPON_0.. : weapon index of each slot, -1 if empty. QUALITY: row of the parameter vector. ARRIVES: step.
ARMOURED: 1 where the men ride in fighting vehicles. CARRIER: the unit that carries it at first, or -1. ENGINEERS: 1 if
they build and blow bridges."""
AIR_ROLE, GROUNDED = WEAPON_0 + 6, WEAPON_0 + 7
"""AIR_ROLE: what kind of aircraft; GROUNDED: 1 where the scenario forbids its side to fly."""
SURRENDER, HEADQUARTERS = range(WEAPON_0 + 8, WEAPON_0 + 10)
"""SURRENDER: row of the parameter vector. HEADQUARTERS: the unit from which it is led, -1 if none."""
UNIT_COUNTS = WEAPON_0 + 10
# AIR_ROLE
NO_AIRCRAFT, FIGHTER, BOMBER, GROUND_ATTACK, RECONNAISSANCE = range(5)
# ROLE
ASSAULT, FIRE_SUPPORT, GUNS, AIRCRAFT = range(4)
"""Closes with the enemy; supports by direct fire; artillery; flies, and has no place on the map."""
# MOBILITY
FOOT, HORSE, PACK, WHEELED, MOTOR, TRACKED, STATIC, WATER, RAIL, AIR = range(10)
MOBILITY_CLASSES = 9
"""Those that go over the map; AIR does not."""

# Units, f8[field, unit]
(
    FRONTAGE_M,
    DEPTH_M,
    ARMOUR_MM,
    CREW,
    CROSS_KMH,
    ROAD_KMH,
    MARSH_KMH,
    BOG_PER_HOUR,
    MEN_0,
    VEHICLES_0,
    HITS_TO_STOP,
    CREW_EXPOSURE,
    LOAD_0,
) = range(13)
"""CREW: men to a vehicle. *_KMH: vehicles only; CROSS_KMH of boats on water, of trains on rails. MEN_0, VEHICLES_0: on
arrival. HITS_TO_STOP: through the hull of one vehicle. CREW_EXPOSURE: to bullets. LOAD_0.. : rounds when full."""
HORSES_0, TRUCKS_0 = range(LOAD_0 + 6, LOAD_0 + 8)
"""Horses and trucks on arrival."""
AIRFIELD_KM, SPEED_KMH, SERVICEABLE, TURNAROUND_H, PATROL_H, AIR_WORTH = range(TRUCKS_0 + 1, TRUCKS_0 + 7)
"""Aircraft: the way from the airfield, cruising speed, share fit to fly, time on the ground and over a place."""
WIRE = AIR_WORTH + 1
"""Wire before its works at the start, 0..1 of a full belt."""
UNIT_REALS = WIRE + 1

# Weapons, f8[field, weapon]
(
    W_CREW,
    W_RATE,
    W_MAX_M,
    W_MIN_M,
    W_EFFECTIVE_M,
    W_HIT,
    W_HALF_M,
    W_LETHAL_M2,
    W_DISPERSION_M,
    W_PEN_MM,
    W_PEN_LOSS,
    W_LOAD,
    W_DAILY,
    W_GROUP,
    W_INDIRECT,
    W_ROUND_KG,
    W_CEILING_M,
    W_AIRCRAFT_HIT,
) = range(18)
"""W_RATE rounds a second. W_PEN_LOSS mm a metre. W_GROUP: row of the parameter vector. W_INDIRECT 0 or 1.
W_ROUND_KG: weight of one round, unpacked. W_CEILING_M 0: it does not engage aircraft."""
WEAPON_FIELDS = 18

# Weapons, i4[field, weapon]: hexes within which they serve, and whether they are short (khasan.kernels.fire.ranges)
LEAST_HEXES, MOST_HEXES, EFFECTIVE_HEXES, IS_SHORT = range(4)

# Hexes, i4[field, hex] and f8[field, hex]
SURFACE, CROSSING, ROAD = range(3)
ELEVATION_M, CREST_M, COVER, CONCEALMENT = range(4)
OPEN, MARSH, LAKE, RIVER, WOODS, VILLAGE, SEA = range(7)
# CROSSING
NO_CROSSING, FORD, BRIDGE, FERRY, FOOTBRIDGE = range(5)
# ROAD
NO_ROAD, TRACK, HIGHWAY, RAILWAY = range(4)

# Steps, f8[field, step]
VISIBILITY_M, DARK, WET, DUST = range(4)
"""WET: how far rain has softened the ground, 0..1. DUST: how much of it vehicles on the move raise, 0..1."""

# Rules of plans, i4[rule, field]
R_COMMANDER, R_FIRST, R_COUNT, R_ORDER, R_PLACE, R_STAGE, R_LEAVE, R_INITIATIVE = range(8)
RULE_FIELDS = 8
"""R_FIRST, R_COUNT: its conditions. R_STAGE: the stage it sets, -1 to leave it. R_LEAVE: the leave it needs, or -1.
R_INITIATIVE: 1 where each unit reads it for itself."""
# Conditions, i4[condition, field]; f8[condition] holds the share that some compare with
Q_KIND, Q_A, Q_B, Q_N = range(4)
(
    AFTER,
    BEFORE,
    IS_DARK,
    VISIBILITY_BELOW,
    VISIBILITY_ABOVE,
    STAGE_IS,
    STAGE_AT_LEAST,
    HELD,
    LOST,
    ANY_LOST,
    ENEMY_NEAR,
    NO_ENEMY_NEAR,
    STRENGTH_BELOW,
    STRENGTH_ABOVE,
    ARRIVED_SHARE,
    AT_PLACE,
    SUPPRESSED_ABOVE,
    VEHICLES_BELOW,
    AMMUNITION_BELOW,
) = range(19)

# Leaves, f8[field, leave] as drawn and i4[field, leave] as they stand
V_HOURS, V_CHANCE, V_INITIATIVE = range(3)
V_STANDING, V_DUE, V_COMMANDER = range(3)
"""V_DUE: step at which the answer comes. V_COMMANDER: who asked."""
LEAVE_FIELDS = 3
# V_STANDING
NOT_ASKED, ASKED, GRANTED, REFUSED, TAKEN = range(5)

# Commanders, i4[field, commander]
C_STAGE, C_RULE, C_SIDE, C_ORDER, C_PLACE, C_OUTSIDE, C_INITIATIVE = range(7)
COMMANDER_FIELDS = 7
"""C_OUTSIDE: 1 where an outside player commands: the plan gives the orders of the beginning only. C_INITIATIVE: 1 if
rules of the plan are read by each unit for itself."""

# Nodes of the order of battle, formations first and units after them, i4[field, node]
N_ABOVE, N_ECHELON = range(2)
"""N_ABOVE: the node it stands under, -1 at the top. N_ECHELON: its rank, a column of Orders.delays."""
ECHELONS = 9

# Places, i4[field, place]
HOLDER, KNOWN_0, KNOWN_1, CROSSING_NOW, BUILT, MINED = range(6)
PLACE_FIELDS = 6
"""HOLDER: the side that truly holds it; KNOWN_s: who holds it as far as side s knows; -1 nobody.
CROSSING_NOW: what stands at a site of engineers; BUILT, MINED: engineer-seconds of work there."""
# Sites, i4[field, place]
SITE, SITE_HEX = range(2)

# Clocks, i4[field, unit]: steps
LAST_FIRED, NO_ASSAULT_BEFORE, ALIGHTS, OWN_RULE, HEADING = range(5)
CLOCKS = 5
LONG_AGO = -(1 << 20)
"""LAST_FIRED; NO_ASSAULT_BEFORE; ALIGHTS: when a unit aboard stands outside, LONG_AGO while its carrier goes on.
No clocks but of units too: OWN_RULE, the rule that a unit follows on its own initiative, -1 for none; HEADING, the
hex that its metres made good count towards."""

# The way of the last step, f8[field, unit]
THEN_Q, THEN_R, MOVING = range(3)
WAY_FIELDS = 3
"""THEN_Q, THEN_R: axial coordinates, also between centres, where a unit stood before it last moved. MOVING: share of
the step that it was on the move, 0 if it was not."""

# Depots, f8[field, side]: what stands at a side's rear, and the chain from its railhead
(
    D_DECLARED,
    D_RAILHEAD_T,
    D_AMMUNITION_T,
    D_FOOD_T,
    D_BROUGHT_T,
    D_ISSUED_AMMUNITION_T,
    D_ISSUED_FOOD_T,
    D_LOST_T,
    D_FOOD_SHARE,
    D_WANTED_T,
    D_MET,
    D_LEGS,
    D_CARRIER_0,
) = range(13)
"""D_DECLARED 1 or 0: a side that declares no supply has all it asks for. D_RAILHEAD_T, D_AMMUNITION_T, D_FOOD_T: tonnes
at the railhead and at the depot. D_BROUGHT_T, D_ISSUED_*, D_LOST_T: tonnes brought to the depot, issued, and taken with
it by the enemy, since the start. D_FOOD_SHARE: of each load. D_WANTED_T, D_MET: asked of the depot in one issue, and
how much of that it has (0..1)."""
# Carriers of the chain, CARRIER_FIELDS rows each from D_CARRIER_0 on
CA_LEG, CA_FIT, CA_BROKEN, CA_TONNES_A_DAY, CA_BREAKS = range(5)
"""CA_LEG: which leg of the chain. CA_TONNES_A_DAY: of one that runs. CA_BREAKS 1 or 0: trucks wear out."""
CARRIER_FIELDS = 5
MOST_CARRIERS = 6
DEPOT_FIELDS = D_CARRIER_0 + MOST_CARRIERS * CARRIER_FIELDS
