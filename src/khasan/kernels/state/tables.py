"""The tables that rules read beside the state of units: each column declared once (khasan.arrays has the state).

What is said there of a number of a data file: its name in the file and, where that has another unit, how many of the
file's unit make one of the array's.
"""

from __future__ import annotations

from math import inf

from khasan.arrays import MOST_MEN, MOST_ROUNDS, MOST_STEPS, MOST_VEHICLES, SLOTS, endings, orders
from khasan.declared import Block, Codes

LONG_AGO = -(1 << 20)
WHENEVER = (LONG_AGO, 2 * MOST_STEPS)

# --- units: what they are ------------------------------------------------------------------------------------
roles = Codes("what a unit is for")
ASSAULT, FIRE_SUPPORT, GUNS, AIRCRAFT = roles.codes("assault | fire support | guns | aircraft")
"""Closes with the enemy; supports by direct fire; artillery; flies, and has no place on the map."""

air_roles = Codes("what a unit's aircraft are for")
NO_AIRCRAFT, FIGHTER, BOMBER, GROUND_ATTACK, RECONNAISSANCE = air_roles.codes(
    "none | fighter | bomber | ground_attack | reconnaissance"
)

mobilities = Codes("how a unit moves")
FOOT, HORSE, PACK, WHEELED, MOTOR = mobilities.codes("foot | horse | pack | wheeled | motor")
TRACKED, STATIC, WATER, RAIL = mobilities.codes("tracked | static | water | rail")
MOBILITY_CLASSES = len(mobilities.names)
"""Those that go over the map; those of the air do not."""
AIR = mobilities.code("air")

units = Block("i4[field, unit]", "what units are")
SIDE = units.field("side", "index", "its side", 0, 1)
ROLE = units.coded("role", roles, "what it is for")
MOBILITY = units.coded("mobility", mobilities, "how it moves")
COMMANDER = units.field("commander", "index", "whose plan it follows, -1 for nobody's", -1, "commander")
ARRIVES = units.field("arrives", "step", "in which it comes in", 0, MOST_STEPS)
QUALITY = units.field("quality", "index", "row of the parameter vector for its worth", 0, "parameter")
ARMOURED = units.field("armoured", "0 or 1", "1 where the men ride in fighting vehicles", 0, 1)
CARRIER = units.field("carrier", "index", "the unit that carries it at first, -1 for none", -1, "unit")
ENGINEERS = units.field("engineers", "0 or 1", "1 if they build and blow bridges", 0, 1)
WEAPON_0 = units.slots("weapon", SLOTS, "index", "the weapon of a slot, -1 if empty", -1, "weapon")
AIR_ROLE = units.coded("air_role", air_roles, "what its aircraft are for")
GROUNDED = units.field("grounded", "0 or 1", "1 where the scenario forbids its side to fly", 0, 1)
SURRENDER = units.field("surrender", "index", "row of the parameter vector for how readily it gives up", 0, "parameter")
SECTOR = units.field("sector", "index", "the brigade, division or side with which it fights", 0, "sector")
HEADQUARTERS = units.field("headquarters", "index", "the unit from which it is led, -1 if none", -1, "unit")
UNIT_COUNTS = len(units.fields)

unit_reals = Block("f8[field, unit]", "what units have on arrival")
FRONTAGE_M = unit_reals.field("frontage", "m", "of front", 0, 20_000, file="toe.frontage_m")
DEPTH_M = unit_reals.field("depth", "m", "of depth", 0, 20_000, file="toe.depth_m")
ARMOUR_MM = unit_reals.field("armour", "mm", "of a vehicle", 0, 1_000, file="vehicle.armour_mm")
CREW = unit_reals.field("crew", "men", "to a vehicle", 0, 500, file="vehicle.crew")
CROSS_KMH = unit_reals.field("cross", "km/h", "off roads; boats on water, trains on rails", 0, 200)
ROAD_KMH = unit_reals.field("road", "km/h", "of vehicles on roads", 0, 200, file="vehicle.road_kmh")
MARSH_KMH = unit_reals.field("marsh", "km/h", "of vehicles in marsh", 0, 200, file="vehicle.marsh_kmh")
BOG_PER_HOUR = unit_reals.field("bog", "1/h", "how often a vehicle sticks in marsh", 0, 60, file="vehicle.bog_per_hour")
MEN_0 = unit_reals.field("men", "men", "on arrival", 0, MOST_MEN, file="toe.men")
VEHICLES_0 = unit_reals.field("vehicles", "vehicles", "on arrival", 0, MOST_VEHICLES, file="toe.vehicles")
HITS_TO_STOP = unit_reals.field("hits", "hits", "through its hull that stop one", 1, 1_000, file="vehicle.hits_to_stop")
CREW_EXPOSURE = unit_reals.field("exposure", "share", "of crews, to bullets", 0, 1, file="vehicle.crew_exposure")
LOAD_0 = unit_reals.slots("load", SLOTS, "rounds", "of the weapons of a slot when full", 0, MOST_ROUNDS)
HORSES_0 = unit_reals.field("horses", "horses", "on arrival", 0, 20_000, file="toe.horses")
TRUCKS_0 = unit_reals.field("trucks", "trucks", "on arrival", 0, 20_000, file="toe.trucks")
AIRFIELD_KM = unit_reals.field("airfield", "km", "from its airfield", 0, 5_000, file="unit.airfield_km")
SPEED_KMH = unit_reals.field("speed", "km/h", "of its aircraft", 0, 1_000, file="flight.speed_kmh")
SERVICEABLE = unit_reals.field("serviceable", "share", "of its aircraft fit to fly", 0, 1, file="flight.serviceable")
TURNAROUND_H = unit_reals.field("turnaround", "h", "between two flights", 0, 240, file="flight.turnaround_h")
PATROL_H = unit_reals.field("patrol", "h", "over a place", 0, 240, file="flight.patrol_h")
AIR_WORTH = unit_reals.field("air_worth", "times an I-15", "of an aircraft", 0, 100, file="flight.air_combat")
WIRE = unit_reals.field("wire", "share of a belt", "before its works at the start", 0, 1)
UNIT_REALS = len(unit_reals.fields)

# --- weapons -------------------------------------------------------------------------------------------------
weapons = Block("f8[field, weapon]", "what weapons do")
W_CREW = weapons.field("crew", "men", "who serve it", 0, 500, file="weapon.crew")
W_RATE = weapons.field("rate", "rounds/s", "of fire", 0, 400, file="weapon.rate_rpm", per=60)
W_MAX_M = weapons.field("max", "m", "farthest range", 0, 60_000, file="weapon.max_range_m")
W_MIN_M = weapons.field("min", "m", "nearest range", 0, 60_000, file="weapon.min_range_m")
W_EFFECTIVE_M = weapons.field("effective", "m", "range to open fire at", 0, 60_000, file="weapon.effective_range_m")
"""The farthest, if none is given."""
W_HIT = weapons.field("hit", "share", "of aimed rounds that hit at no distance", 0, 1, file="weapon.hit_probability")
W_HALF_M = weapons.field("half", "m", "at which half as many do", 0, 100_000, file="weapon.half_range_m")
W_LETHAL_M2 = weapons.field("lethal", "m2", "where a round kills or wounds", 0, 1e5, file="weapon.lethal_area_m2")
W_DISPERSION_M = weapons.field("dispersion", "m", "between aim and fall", 0, 10_000, file="weapon.dispersion_m")
W_PEN_MM = weapons.field("penetration", "mm", "of steel at no distance", 0, 1_000, file="weapon.penetration_mm")
W_PEN_LOSS = weapons.field("pen_loss", "mm/m", "of it", 0, 1, file="weapon.penetration_loss_mm_per_km", per=1000)
W_LOAD = weapons.field("load", "rounds", "that one weapon has at hand", 0, 100_000, file="weapon.basic_load")
W_DAILY = weapons.field("daily", "rounds", "that one gets in a day", 0, 100_000, file="weapon.daily_supply")
W_GROUP = weapons.field("group", "index", "row of the parameter vector for its kind of fire", 0, "parameter")
W_KILLED = weapons.field("killed", "index", "row of the parameter vector for deaths among the hit", 0, "parameter")
W_INDIRECT = weapons.field("indirect", "0 or 1", "1 if it fires at what it does not see", 0, 1)
W_ROUND_KG = weapons.field("round", "kg", "one round, unpacked", 0, 3_000, file="weapon.round_kg")
W_CEILING_M = weapons.field("ceiling", "m", "to which it engages aircraft", 0, 60_000, file="weapon.ceiling_m")
"""0: it does not."""
W_AIRCRAFT_HIT = weapons.field("flak", "share", "of rounds at aircraft that hit", 0, 1, file="weapon.aircraft_hit")
WEAPON_FIELDS = len(weapons.fields)

limits = Block("i4[field, weapon]", "hexes within which weapons serve (khasan.kernels.fire.ranges)")
LEAST_HEXES = limits.field("least", "hexes", "nearest", 0, 10_000)
MOST_HEXES = limits.field("most", "hexes", "farthest", 0, 10_000)
EFFECTIVE_HEXES = limits.field("effective", "hexes", "within which it opens fire", 0, 10_000)
IS_SHORT = limits.field("is_short", "0 or 1", "1 if a quarter of the reach of sight holds its range", 0, 1)

# --- ground and light ----------------------------------------------------------------------------------------
surfaces = Codes("what a hex is covered by")
OPEN, MARSH, LAKE, RIVER, WOODS, VILLAGE, SEA = surfaces.codes("open | marsh | lake | river | woods | village | sea")

crossings = Codes("what leads over the water of a hex")
NO_CROSSING, FORD, BRIDGE, FERRY, FOOTBRIDGE = crossings.codes("gone | ford | bridge | ferry | foot bridge")
CROSSING_NAMES = crossings.names

roads = Codes("what leads through a hex")
NO_ROAD, TRACK, HIGHWAY, RAILWAY = roads.codes("none | track | highway | railway")

ground_i = Block("i4[field, hex]", "kinds of ground")
SURFACE = ground_i.coded("surface", surfaces, "what covers most of it")
CROSSING = ground_i.coded("crossing", crossings, "what leads over its water")
ROAD = ground_i.coded("road", roads, "what leads through it")

ground_f = Block("f8[field, hex]", "ground")
ELEVATION_M = ground_f.field("elevation", "m", "above the sea, on the average", -500, 9_000)
CREST_M = ground_f.field("crest", "m", "above the sea, where highest", -500, 9_000)
COVER = ground_f.field("cover", "share", "of fire that it stops", 0, 1)
CONCEALMENT = ground_f.field("concealment", "share", "of looks that it stops", 0, 1)

light = Block("f8[field, step]", "light and weather")
VISIBILITY_M = light.field("visibility", "m", "at which a man is made out", 0, 100_000)
DARK = light.field("dark", "0 or 1", "1 by night", 0, 1)
WET = light.field("wet", "share", "how far rain has softened the ground", 0, 1)
DUST = light.field("dust", "share", "of the most dust that vehicles on the move can raise", 0, 1)

# --- plans ---------------------------------------------------------------------------------------------------
rules = Block("i4[rule, field]", "rules of plans, a row a rule")
R_COMMANDER = rules.field("commander", "index", "whose rule it is", 0, "commander")
R_FIRST = rules.field("first", "index", "the first of its conditions", 0, 2_000_000)
R_COUNT = rules.field("count", "conditions", "that it has", 0, 10_000)
R_ORDER = rules.coded("order", orders, "what it orders")
R_PLACE = rules.field("place", "index", "the place that the order speaks of", 0, "place")
R_STAGE = rules.field("stage", "stage", "that it sets, -1 to leave it", -1, 1_000)
R_LEAVE = rules.field("leave", "index", "the leave that it needs, -1 for none", -1, "leave")
R_INITIATIVE = rules.field("initiative", "0 or 1", "1 where each unit reads it for itself", 0, 1)
RULE_FIELDS = len(rules.fields)

condition_kinds = Codes("what a condition asks")
AFTER = condition_kinds.code("after")
BEFORE = condition_kinds.code("before")
IS_DARK = condition_kinds.code("dark")
VISIBILITY_BELOW = condition_kinds.code("visibility_below")
VISIBILITY_ABOVE = condition_kinds.code("visibility_above")
STAGE_IS = condition_kinds.code("stage")
STAGE_AT_LEAST = condition_kinds.code("stage_at_least")
HELD = condition_kinds.code("held")
LOST = condition_kinds.code("lost")
ANY_LOST = condition_kinds.code("any_lost")
ENEMY_NEAR = condition_kinds.code("enemy_near")
NO_ENEMY_NEAR = condition_kinds.code("no_enemy_near")
STRENGTH_BELOW = condition_kinds.code("strength_below")
STRENGTH_ABOVE = condition_kinds.code("strength_above")
ARRIVED_SHARE = condition_kinds.code("arrived")
AT_PLACE = condition_kinds.code("at")
SUPPRESSED_ABOVE = condition_kinds.code("suppressed_above")
VEHICLES_BELOW = condition_kinds.code("vehicles_below")
AMMUNITION_BELOW = condition_kinds.code("ammunition_below")
IS_SPENT = condition_kinds.code("spent")
HAS_STOPPED = condition_kinds.code("stopped")
STOPPED_HOURS = condition_kinds.code("stopped_hours")
LOST_LATELY_ABOVE = condition_kinds.code("lost_lately_above")
NEIGHBOUR_GONE = condition_kinds.code("neighbour_gone")
ODDS_ABOVE = condition_kinds.code("odds_above")
SUPPORTED = condition_kinds.code("supported")

conditions = Block("i4[condition, field]", "conditions of rules, a row a condition")
Q_KIND = conditions.coded("kind", condition_kinds, "what it asks")
Q_A = conditions.field("a", "by kind", "the place, step or stage that it asks about", 0, MOST_STEPS)
Q_B = conditions.field("b", "hexes", "round the place", 0, 10_000)
Q_N = conditions.field("n", "units", "at least so many", 0, 10_000)

drawn_leaves = Block("f8[field, leave]", "leaves that rules need")
V_HOURS = drawn_leaves.field("hours", "h", "until the answer", 0, 8_760)
V_CHANCE = drawn_leaves.field("chance", "share", "of the answers that grant it", 0, 1)
V_INITIATIVE = drawn_leaves.field("initiative", "share", "of those who do not ask", 0, 1)

standings = Codes("how a leave stands")
NOT_ASKED, ASKED, GRANTED, REFUSED, TAKEN = standings.codes("not asked | asked | granted | refused | taken")

leaves = Block("i4[field, leave]", "leaves as they stand")
V_STANDING = leaves.coded("standing", standings, "how it stands")
V_DUE = leaves.field("due", "step", "in which the answer comes", 0, 10 * MOST_STEPS)
V_COMMANDER = leaves.field("commander", "index", "who asked", 0, "commander")
LEAVE_FIELDS = len(leaves.fields)

commanders = Block("i4[field, commander]", "commanders")
C_STAGE = commanders.field("stage", "stage", "of the plan", 0, 1_000)
C_RULE = commanders.field("rule", "index", "the rule in force, -1 for none", -1, "rule", start=-1)
C_SIDE = commanders.field("side", "index", "its side", 0, 1)
C_ORDER = commanders.coded("order", orders, "what it has ordered")
C_PLACE = commanders.field("place", "index", "the place that its order speaks of, -1 for none", -1, "place", start=-1)
C_OUTSIDE = commanders.field("outside", "0 or 1", "1 where an outside player commands", 0, 1)
"""The plan then gives the orders of the beginning only."""
C_INITIATIVE = commanders.field("initiative", "0 or 1", "1 if units read rules of its plan for themselves", 0, 1)
C_HOUR = commanders.field("hour", "h", "the full hour that was counted last", 0, 8_784)
C_MEN = commanders.field("men", "men", "of its units when that hour began", 0, MOST_MEN * 1000)
C_MEN_BEFORE = commanders.field("men_before", "men", "the same of the hour before", 0, MOST_MEN * 1000)
COMMANDER_FIELDS = len(commanders.fields)

ECHELONS = 9
"""Ranks of the order of battle."""
nodes = Block("i4[field, node]", "nodes of the order of battle, formations first and units after them")
N_ABOVE = nodes.field("above", "index", "the node it stands under, -1 at the top", -1, "node")
N_ECHELON = nodes.field("echelon", "rank", "its rank, a column of Orders.delays", 0, ECHELONS - 1)

bodies = Block("i4[field, body]", "who attacks as one, a battalion or less: see command.attacks")
BO_BEGAN = bodies.field("began", "step", "in which the attack under way began, -1 for none", -1, MOST_STEPS, start=-1)
BO_ATTEMPTS = bodies.field("attempts", "attacks", "mounted so far", 0, MOST_STEPS)
BO_MEN = bodies.field("men", "men", "at the beginning of it", 0, MOST_MEN * 100)
BO_GAINED = bodies.field("gained", "step", "in which it last won ground, or nobody fired at it", 0, MOST_STEPS)
BO_NEAREST_M = bodies.field("nearest", "m", "how near its units have come to their goals, on the average", 0, 1e6)
BO_STOPPED = bodies.coded("stopped", endings, "why it stands still, none while it may attack")
BO_STOPPED_AT = bodies.field("stopped_at", "step", "in which it stopped", LONG_AGO, MOST_STEPS, start=LONG_AGO)
BO_NEXT = bodies.field("next", "step", "before which it cannot try again", 0, 10 * MOST_STEPS)
BO_DARK = bodies.field("dark", "0 or 1", "1 if it was dark when it began, or stopped", 0, 1)
BO_HEX = bodies.field("hex", "index", "where its first unit stands", 0, "hex")
BO_FRIENDS = bodies.field("friends", "men", "of its side round its goal when it stopped", 0, MOST_MEN * 1000)
BO_ENEMIES = bodies.field("enemies", "men", "believed there of the other", 0, MOST_MEN * 1000)
BO_SHELLED = bodies.field("shelled", "0 or 1", "1 if guns of its side had somebody there for a target", 0, 1)
BODY_FIELDS = len(bodies.fields)

# --- places --------------------------------------------------------------------------------------------------
places = Block("i4[field, place]", "places")
HOLDER = places.field("holder", "index", "the side that truly holds it, -1 nobody", -1, 1, start=-1)
KNOWN_0 = places.slots("known", 2, "index", "who holds it as far as a side knows, -1 nobody", -1, 1, start=-1)
KNOWN_1 = KNOWN_0 + 1
CROSSING_NOW = places.field("crossing_now", "code", "what stands at a site, -1 elsewhere", -1, FOOTBRIDGE, start=-1)
BUILT = places.field("built", "engineer-seconds", "of building there", 0, MOST_ROUNDS)
MINED = places.field("mined", "engineer-seconds", "of mining there", 0, MOST_ROUNDS)
PLACE_FIELDS = len(places.fields)

sites = Block("i4[field, place]", "places that engineers are sent to")
SITE = sites.field("site", "index", "the first place at the same crossing, -1 for none", -1, "place", start=-1)
SITE_HEX = sites.field("site_hex", "index", "the hex of the crossing, -1 for none", -1, "hex", start=-1)

# --- clocks, ways and depots ---------------------------------------------------------------------------------
clocks = Block("i4[field, unit]", "steps that units remember, and a few things more")
LAST_FIRED = clocks.field("last_fired", "step", "in which it last fired", *WHENEVER, start=LONG_AGO)
NO_ASSAULT_BEFORE = clocks.field("no_assault", "step", "before which it assaults nobody", *WHENEVER, start=LONG_AGO)
ALIGHTS = clocks.field("alights", "step", "in which who is aboard stands outside", *WHENEVER, start=LONG_AGO)
"""LONG_AGO while its carrier goes on."""
OWN_RULE = clocks.field("own_rule", "index", "the rule it follows by itself, -1 for none", -1, "rule", start=-1)
HEADING = clocks.field("heading", "index", "the hex it makes for", LONG_AGO, "hex", start=LONG_AGO)
"""Its metres made good count towards that one."""
ALERT_SINCE = clocks.field("alert_since", "step", "since which it knows of enemies in view", *WHENEVER, start=LONG_AGO)
LAST_ALERT = clocks.field("last_alert", "step", "in which it last did", *WHENEVER, start=LONG_AGO)
REGROUPED = clocks.field("regrouped", "step", "in which it is in order again", *WHENEVER, start=LONG_AGO)
"""After it has taken a hex from the enemy."""
WRECKS_AT = clocks.field("wrecks_at", "index", "the hex of its wrecks whose fate is open, -1", -1, "hex", start=-1)
WRECKS_LOST = clocks.field("wrecks_lost", "vehicles", "of those knocked out, given up with their ground", 0, 100_000)
STOPPED = clocks.field("stopped", "0 or 1", "1 while it stands still on an attack that was broken off", 0, 1)
HELD_BACK = clocks.field("held_back", "0 or 1", "1 while it is the reserve of its body in an attack", 0, 1)
MEN_THEN = clocks.field("men_then", "men", "when its attack began, or it took up its position", 0, MOST_MEN)
LEAVES = clocks.coded("leaves", endings, "why it leaves its position of itself, none while it does not")
PRESSED_SINCE = clocks.field("pressed_since", "step", "of heavy fire with an enemy near", *WHENEVER, start=LONG_AGO)
LOST_SINCE = clocks.field("lost_since", "step", "that the enemy has the place it holds", *WHENEVER, start=LONG_AGO)
ALONE_SINCE = clocks.field("alone_since", "step", "that a neighbour has left", *WHENEVER, start=LONG_AGO)
"""LONG_AGO while it is not so."""
CLOCKS = len(clocks.fields)

aims = Block("i4[field, unit]", "whom a unit fires at, and how things stood when it last looked round for it")
ONE_0 = aims.slots("one", SLOTS, "index", "at whom a slot fires first, -1 for none", -1, "unit", start=-1)
ONE_HEX_0 = aims.slots("one_hex", SLOTS, "index", "the hex in which it fires at him, -1", -1, "hex", start=-1)
ONE_HOW_0 = aims.slots("one_how", SLOTS, "code", "how, see fire.shot", 0, 2)
TWO_0 = aims.slots("two", SLOTS, "index", "at whom second, -1 for none", -1, "unit", start=-1)
TWO_HEX_0 = aims.slots("two_hex", SLOTS, "index", "the hex in which it fires at him, -1", -1, "hex", start=-1)
TWO_HOW_0 = aims.slots("two_how", SLOTS, "code", "how", 0, 2)
LOOKED = aims.field("looked", "step", "in which it looked round", *WHENEVER, start=LONG_AGO)
LOOKED_FROM = aims.field("looked_from", "index", "the hex from which it did, -1", -1, "hex", start=-1)
LOOKED_UNDER = aims.coded("looked_under", orders, "the order that it had")
NEAREST = aims.field("nearest", "packed", "the nearest enemy in view, see knowledge.in_view; -1", -1, inf, start=-1)
NEAREST_READY = aims.field("nearest_ready", "code", "whether he could be fired at, see fire.offers", 0, 4)
REACH = aims.field("reach", "hexes", "of its farthest weapon by order and light, -1: none", -1, 100_000, start=-1)
LIT = aims.field("lit", "hexes", "within which there was light enough to see", -1, 100_000, start=-1)
AIM_FIELDS = len(aims.fields)

missions = Block("i4[field, unit]", "fire missions of batteries, in seconds since the start")
MI_TARGET = missions.field("target", "index", "at whom, -1 while there is none", -1, "unit", start=-1)
MI_HEX = missions.field("hex", "index", "the hex at which it is laid", 0, "hex")
MI_BEGINS_S = missions.field("begins", "s", "when the first round falls", 0, inf)
MI_ENDS_S = missions.field("ends", "s", "when the last round has fallen", 0, inf)
MI_REGISTERED = missions.field("registered", "index", "the hex it fired at last from here, -1", -1, "hex", start=-1)
MI_FROM = missions.field("from", "index", "the hex in which it stands, -1 before the first look", -1, "hex", start=-1)
MI_SINCE = missions.field("since", "step", "since which it stands there", *WHENEVER, start=LONG_AGO)
MISSION_FIELDS = len(missions.fields)

sectors = Block("i4[field, sector]", "where a brigade, a division above none, or a whole side fights")
SE_LAST_FIRE = sectors.field(
    "last_fire", "step", "of the last fire by or at its units", LONG_AGO, MOST_STEPS, start=LONG_AGO
)
SE_FIGHT = sectors.field("fight", "fights", "that have begun in it", 0, MOST_STEPS)

way = Block("f8[field, unit]", "the way of the last step")
THEN_Q = way.field("then_q", "hexes", "axial q of where it stood before it last moved", -10_000, 10_000)
"""Also between centres."""
THEN_R = way.field("then_r", "hexes", "axial r of that", -10_000, 10_000)
MOVING = way.field("moving", "share", "of the step that it was on the move", 0, 1)
WAY_FIELDS = len(way.fields)

carrier = Block("f8[field]", "a kind of carriers of a supply chain")
CA_LEG = carrier.field("leg", "index", "which leg of the chain", 0, 100)
CA_FIT = carrier.field("fit", "carriers", "that run", 0, 100_000)
CA_BROKEN = carrier.field("broken", "carriers", "that do not", 0, 100_000)
CA_TONNES_A_DAY = carrier.field("tonnes_a_day", "t/day", "brought by one that runs", 0, 1e9)
CA_BREAKS = carrier.field("breaks", "0 or 1", "1 if they wear out, as trucks do", 0, 1)
CARRIER_FIELDS = len(carrier.fields)
MOST_CARRIERS = 6

depots = Block("f8[field, side]", "what stands at a side's rear, and the chain from its railhead")
D_DECLARED = depots.field("declared", "0 or 1", "0: the side declares no supply, and has all it asks for", 0, 1)
D_RAILHEAD_T = depots.field("railhead", "t", "at the railhead; no end where none is said", 0, inf)
D_AMMUNITION_T = depots.field("ammunition", "t", "at the depot", 0, 1e9)
D_FOOD_T = depots.field("food", "t", "at the depot", 0, 1e9)
D_BROUGHT_T = depots.field("brought", "t", "to the depot since the start", 0, 1e9)
D_ISSUED_AMMUNITION_T = depots.field("issued_ammunition", "t", "since the start", 0, 1e9)
D_ISSUED_FOOD_T = depots.field("issued_food", "t", "since the start", 0, 1e9)
D_LOST_T = depots.field("lost", "t", "taken by the enemy with the depot", 0, 1e9)
D_FOOD_SHARE = depots.field("food_share", "share", "of each load that is food", 0, 1)
D_WANTED_T = depots.field("wanted", "t", "asked of the depot in one issue", 0, 1e9)
D_MET = depots.field("met", "share", "of that, which it has", 0, 1, start=1)
D_LEGS = depots.field("legs", "legs", "of the chain", 0, 100)
D_CARRIER_0 = depots.repeat("carrier", MOST_CARRIERS, carrier)
DEPOT_FIELDS = len(depots.fields)
