"""The columns of the tables beside the outcomes, each defined once: series, units, events, losses."""

from __future__ import annotations

from collections.abc import Mapping

from khasan.results.columns import OUTCOMES, ROW, Column

_HOUR = Column("hour", "h", "hours since the start of the scenario", "float64")
_TIME = Column("time", "", "local date and time with the offset from UTC (ISO 8601)", "text")
_STEP = Column("step", "steps", "number of the step, counted from 0", "int32")

SERIES = (
    *ROW,
    _HOUR,
    _TIME,
    Column("{side}_killed", "men", "men killed since the start", "int32"),
    Column("{side}_casualties", "men", "killed + wounded + missing since the start", "int32"),
    Column(
        "{side}_tanks_lost", "vehicles", "fighting vehicles burnt, knocked out or abandoned since the start", "int32"
    ),
    Column("holder_{place}", "side", "who holds the place then: the id of a side, or nobody", "text"),
)

UNITS = (
    ROW[0],
    _HOUR,
    _TIME,
    Column("unit", "", "id of the unit", "text"),
    Column("unit_name", "", "name of the unit", "text"),
    Column("formation", "", "id of the formation it stands in; nothing if in none", "text", True),
    Column("side", "", "id of its side", "text"),
    Column(
        "status",
        "",
        "expected (not yet arrived), active, broken (until it rallies), aboard (another unit), gone, or airfield "
        "(aviation, off the map)",
        "text",
    ),
    Column("q", "hexes", "axial coordinate q of its hex; nothing while it has no place on the map", "int32", True),
    Column("r", "hexes", "axial coordinate r of its hex; nothing while it has no place on the map", "int32", True),
    Column("x_m", "m", "centre of its hex, metres east of the map's origin; nothing where q is", "float32", True),
    Column("y_m", "m", "centre of its hex, metres north of the map's origin; nothing where q is", "float32", True),
    Column("lon", "degrees", "centre of its hex, longitude east (WGS84); nothing where q is", "float64", True),
    Column("lat", "degrees", "centre of its hex, latitude north (WGS84); nothing where q is", "float64", True),
    Column("men", "men", "men present and fit", "int32"),
    Column("killed", "men", "men killed since the start", "int32"),
    Column("wounded", "men", "men wounded since the start", "int32"),
    Column("missing", "men", "men missing since the start", "int32"),
    Column("captured", "men", "those of the missing who are prisoners", "int32"),
    Column("vehicles", "vehicles", "fighting vehicles in working order", "int32"),
    Column("burnt", "vehicles", "fighting vehicles burnt out since the start", "int32"),
    Column("knocked_out", "vehicles", "fighting vehicles ever knocked out and recoverable", "int32"),
    Column("abandoned", "vehicles", "fighting vehicles left to the enemy unburnt since the start", "int32"),
    Column("repaired", "vehicles", "knocked-out fighting vehicles that came back since the start", "int32"),
    Column("bogged", "vehicles", "fighting vehicles stuck in marsh now", "int32"),
    Column("weapons", "weapons", "weapons in working order, all kinds", "int32"),
    Column("weapons_lost", "weapons", "weapons lost since the start", "int32"),
    Column("rounds_fired", "rounds", "rounds fired since the start", "int32"),
    Column("horses", "horses", "horses left", "int32"),
    Column("trucks", "trucks", "trucks and tractors left", "int32"),
    Column("horses_lost", "horses", "horses lost since the start", "int32"),
    Column("trucks_lost", "trucks", "trucks and tractors lost since the start", "int32"),
    Column("rounds_issued", "rounds", "rounds issued to it since the start", "int32"),
    Column("hours_cut_off", "h", "hours since the start in which the enemy barred its way to the rear", "int32"),
    Column("ammunition", "share", "share of its basic loads left, weapon by weapon averaged", "float32"),
    Column("suppression", "0..1", "how far fire keeps it from acting; passes", "float32"),
    Column("cohesion", "0..1", "how far it holds together", "float32"),
    Column("fatigue", "0..1", "how tired it is", "float32"),
    Column("posture", "", "moving, deployed, hasty, prepared, fortified, withdrawing or routed", "text"),
    Column(
        "order",
        "",
        "order it follows: none, hold, move, attack, withdraw, bombard, support, strike, cover, scout, bridge, "
        "demolish, pursue or ambush",
        "text",
    ),
    Column("order_place", "", "place the order names; nothing without one", "text", True),
    Column("known_to_enemy", "", "does the enemy know of it: seen and not forgotten", "bool"),
    Column("seen_x_m", "m", "where the enemy last saw it, as x_m; nothing while unknown to it", "float32", True),
    Column("seen_y_m", "m", "where the enemy last saw it, as y_m; nothing while unknown to it", "float32", True),
    Column("seen_h", "h", "hours since then; nothing while unknown to it", "float32", True),
)

EVENTS = (
    ROW[0],
    Column("entry", "", "number of the entry within its replication, counted from 0", "int32"),
    _STEP,
    _HOUR,
    _TIME,
    Column("kind", "", "what happened (see below)", "text"),
    Column(
        "unit",
        "",
        "id of the unit it happened to; for rule_chosen and leave, of the commander; nothing for took_place and "
        "crossing_changed",
        "text",
        True,
    ),
    Column(
        "side", "", "id of its side; for took_place, of the side that took it; nothing for a commander's", "text", True
    ),
    Column("other", "", "id of the enemy unit concerned (alighted: of the carrier); nothing without one", "text", True),
    Column("place", "", "id of the place concerned; nothing without one", "text", True),
    Column(
        "q",
        "hexes",
        "axial coordinate q of the hex fought over (see the kinds below); else nothing",
        "int32",
        True,
    ),
    Column(
        "r",
        "hexes",
        "axial coordinate r of the hex fought over (see the kinds below); else nothing",
        "int32",
        True,
    ),
    Column("value", "", "the kind's number as the engine wrote it", "int32"),
    Column(
        "detail",
        "",
        "that number in words: the order given, the rule chosen, the side that took the place, the posture after "
        "breaking, the crossing that stands now, why an attack stopped or a position was given up; nothing for "
        "other kinds",
        "text",
        True,
    ),
)

LOSSES = (
    ROW[0],
    Column("event", "", "number of the loss within its replication: the E of `khasan explain --event E`", "int32"),
    _STEP,
    _HOUR,
    _TIME,
    Column(
        "cause",
        "",
        "aimed_fire, area_fire, anti_armour_fire, close_combat, pursuit, carried (men aboard what is hit), surrender, "
        "bombing, strafing, anti_aircraft or air_combat",
        "text",
    ),
    Column("shooter", "", "id of the unit that caused the loss; nothing if nobody in particular", "text", True),
    Column("target", "", "id of the unit that suffered it", "text"),
    Column("side", "", "id of the side that suffered it", "text"),
    Column("weapon", "", "id of the weapon; nothing in close combat, pursuit, surrender and aboard", "text", True),
    Column("killed", "men", "men killed by it", "int32"),
    Column("wounded", "men", "men wounded by it", "int32"),
    Column("missing", "men", "men missing by it", "int32"),
    Column("captured", "men", "those of the missing whom it made prisoners", "int32"),
    Column("vehicles_burnt", "vehicles", "fighting vehicles burnt out by it", "int32"),
    Column("vehicles_knocked_out", "vehicles", "fighting vehicles knocked out by it, recoverable", "int32"),
    Column("vehicles_abandoned", "vehicles", "fighting vehicles left to the enemy unburnt", "int32"),
    Column("weapons_lost", "weapons", "weapons lost by it", "int32"),
    Column("horses_lost", "horses", "horses lost by it", "int32"),
    Column("trucks_lost", "trucks", "trucks and tractors lost by it", "int32"),
    Column("range_m", "m", "range between shooter and target", "float64"),
    Column("weapons", "weapons", "weapons that fired; 0 in close combat", "float64"),
    Column(
        "rounds",
        "rounds",
        "rounds fired or bombs dropped (close combat: man-seconds of fighting; air combat: attacks)",
        "float64",
    ),
    Column(
        "effect_per_round", "men or vehicles a round", "expected effect of one round on an exposed target", "float64"
    ),
    Column("exposure", "factor", "what posture, works, cover and density leave exposed", "float64"),
    Column("steadiness", "factor", "what suppression leaves of the shooter's fire", "float64"),
    Column("observation", "factor", "what light, weather and line of sight leave of it", "float64"),
    Column("quality", "factor", "quality term of the shooter", "float64"),
    Column("parameter", "factor", "global effectiveness parameter of the weapon's group", "float64"),
    Column("fight", "factor", "how well the shooter's side fights in this fight, aimed fire only", "float64"),
    Column(
        "saturation", "factor", "share of the step's hits on the target that find somebody not hit already", "float64"
    ),
    Column("expected", "men or vehicles", "the product of rounds and all the factors after it", "float64"),
    Column("draw", "0..1", "the uniform number the loss was made from", "float64"),
    Column("stream", "", "stream of the draw: part of its address", "int32"),
    Column("sub", "", "place within the stream: part of its address", "int32"),
)

TABLES: Mapping[str, tuple[Column, ...]] = {
    "outcomes": OUTCOMES,
    "series": SERIES,
    "units": UNITS,
    "events": EVENTS,
    "losses": LOSSES,
}
"""File name without ``.parquet`` -> its columns."""
