"""Columns of the static tables that the rules read beside the state (khasan.arrays names the state)."""

from __future__ import annotations

# Units, i4[field, unit]
SIDE, ROLE, MOBILITY, COMMANDER, ARRIVES, QUALITY, ARMOURED, CARRIER, WEAPON_0 = range(9)
"""WEAPON_0.. : weapon index of each slot, -1 if empty. QUALITY: row of the parameter vector. ARRIVES: step.
ARMOURED: 1 where the men ride in fighting vehicles. CARRIER: the unit that carries it at first, or -1."""
UNIT_COUNTS = WEAPON_0 + 6
# ROLE
ASSAULT, FIRE_SUPPORT, GUNS = range(3)
"""Closes with the enemy; supports by direct fire; artillery."""
# MOBILITY
FOOT, HORSE, PACK, WHEELED, MOTOR, TRACKED, STATIC, WATER, RAIL = range(9)
MOBILITY_CLASSES = 9

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
UNIT_REALS = LOAD_0 + 6

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
) = range(15)
"""W_RATE rounds a second. W_PEN_LOSS mm a metre. W_GROUP: row of the parameter vector. W_INDIRECT 0 or 1."""
WEAPON_FIELDS = 15

# Weapons, i4[field, weapon]: hexes within which they serve, and whether they are short (khasan.kernels.ranges)
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
VISIBILITY_M, DARK = range(2)

# Rules of plans, i4[rule, field]
R_COMMANDER, R_FIRST, R_COUNT, R_ORDER, R_PLACE, R_STAGE = range(6)
"""R_FIRST, R_COUNT: its conditions. R_STAGE: the stage it sets, -1 to leave it."""
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
    AMMUNITION_BELOW,
) = range(18)

# Commanders, i4[field, commander]
C_STAGE, C_RULE, C_SIDE, C_ORDER, C_PLACE = range(5)
COMMANDER_FIELDS = 5

# Places, i4[field, place]
HOLDER, KNOWN_0, KNOWN_1 = range(3)
"""HOLDER: the side that truly holds it; KNOWN_s: who holds it as far as side s knows; -1 nobody."""

# Clocks, i4[field, unit]: steps
LAST_FIRED, NO_ASSAULT_BEFORE, ALIGHTS = range(3)
CLOCKS = 3
LONG_AGO = -(1 << 20)
"""LAST_FIRED; NO_ASSAULT_BEFORE; ALIGHTS: when a unit aboard stands outside, LONG_AGO while its carrier goes on."""
