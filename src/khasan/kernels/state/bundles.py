"""The few bundles of blocks that the phases pass to one another; each holds arrays only.

What an array is stands beside it (see :mod:`khasan.declared`): blocks with many fields are declared in khasan.arrays
and khasan.kernels.state.tables, or before the bundle, the others in it.
"""

from __future__ import annotations

from math import inf
from typing import Annotated, Any, NamedTuple

from khasan import arrays as a
from khasan.declared import Block
from khasan.kernels.state import tables as t

Array = Any


class World(NamedTuple):
    """One drawn map, prepared; never written by a phase, but for crossings and ways where engineers may change them:
    there each replication has a copy of ground_i, across and way."""

    axial: Annotated[Array, Block("i4[2, hex]", "axial coordinates q and r", "hexes", -10_000, 10_000)]
    neighbours: Annotated[Array, Block("i4[hex, 6]", "the hexes round it, -1 off the map", "index", -1, "hex")]
    ground_i: Annotated[Array, t.ground_i]
    ground_f: Annotated[Array, t.ground_f]
    lines: Annotated[Array, Block("u8[hex, window]", "lines of sight, see knowledge.line_of_sight", "bits", 0, inf)]
    across: Annotated[Array, Block(f"f8[{t.MOBILITY_CLASSES}, hex, 6]", "time into each neighbour", "s", 0, inf)]
    way: Annotated[Array, Block("f8[way, hex]", "time to a place for a mobility class", "s", 0, inf)]
    way_of: Annotated[Array, Block(f"i4[place, {t.MOBILITY_CLASSES}]", "row of way, -1 if none", "index", -1, "way")]
    place_hex: Annotated[Array, Block("i4[place]", "where it lies", "index", 0, "hex")]
    rear: Annotated[Array, Block("i4[side]", "place of a side's rear", "index", 0, "place")]
    start_hex: Annotated[Array, Block("i4[unit]", "where it comes in", "index", 0, "hex")]
    sites: Annotated[Array, t.sites]
    kmh: Annotated[Array, Block(f"f8[{t.MOBILITY_CLASSES}, 3]", "of vehicles by which ways are found", "km/h", 0, 200)]
    medians: Annotated[Array, Block("f8[parameter]", "parameters by which ways are found", "its own", 0, 1e9)]


class Tables(NamedTuple):
    """What a replication has drawn before it starts; never written by a phase."""

    units: Annotated[Array, t.units]
    unit_reals: Annotated[Array, t.unit_reals]
    weapons: Annotated[Array, t.weapons]
    weapon_counts: Annotated[Array, Block(f"i4[{a.SLOTS}, unit]", "of a slot on arrival", "weapons", 0, a.MOST_WEAPONS)]
    limits: Annotated[Array, t.limits]
    by_range: Annotated[
        Array, Block("f8[1 + weapons, hexes]", "what distance does, see fire.ranges", "share", 0, 1_000)
    ]
    by_distance: Annotated[Array, Block("f8[2 weapons, parts]", "hits, and their integral", "share", 0, inf)]
    parameters: Annotated[Array, Block("f8[parameter]", "the parameters drawn", "its own", 0, inf)]
    light: Annotated[Array, t.light]
    hashes: Annotated[Array, Block("u8[unit]", "hash of its id", "bits", 0, inf)]
    sector_hashes: Annotated[Array, Block("u8[sector]", "hash of the id of its formation or side", "bits", 0, inf)]
    key: Annotated[Array, Block("u8[2]", "of all draws", "bits", 0, inf)]
    borne: Annotated[Array, Block("f8[doctrine, unit]", "what its commander bears", "its own", 0, inf)]
    body_borne: Annotated[Array, Block("f8[doctrine, body]", "what the commander of a body bears", "its own", 0, inf)]


class Orders(NamedTuple):
    """Plans compiled to tables, with the delays that a replication has drawn; never written by a phase.

    Nodes are the formations, then the units; first and rules_of have one row more than there are commanders.
    """

    rules: Annotated[Array, t.rules]
    rules_of: Annotated[Array, Block("i4[bound]", "where the rules of each commander begin", "index", 0, 200_000)]
    conditions: Annotated[Array, t.conditions]
    shares: Annotated[Array, Block("f8[condition]", "the share or metres that it compares with", "by kind", 0, 100_000)]
    members: Annotated[Array, Block("i4[member]", "the units of each commander", "index", 0, 10_000)]
    first: Annotated[Array, Block("i4[bound]", "where the members of each commander begin", "index", 0, 10_000)]
    nodes: Annotated[Array, t.nodes]
    node_of: Annotated[Array, Block("i4[commander]", "where it stands in the order of battle", "index", 0, "node")]
    hashes: Annotated[Array, Block("u8[node]", "hash of its id", "bits", 0, inf)]
    delays: Annotated[Array, Block(f"f8[side, {t.ECHELONS}]", "delay of orders at each echelon", "minutes", 0, 20_160)]
    leaves: Annotated[Array, t.drawn_leaves]
    leave_hashes: Annotated[Array, Block("u8[leave]", "hash of its id", "bits", 0, inf)]
    body_of: Annotated[Array, Block("i4[unit]", "with whom it attacks as one", "index", 0, "body")]
    body_units: Annotated[Array, Block("i4[unit]", "the units, body by body", "index", 0, "unit")]
    body_first: Annotated[Array, Block("i4[body_bound]", "where those of each begin", "index", 0, 10_000)]
    body_node: Annotated[Array, Block("i4[body]", "where it stands in the order of battle", "index", 0, "node")]


class State(NamedTuple):
    """Everything that changes from step to step."""

    counts: Annotated[Array, a.counts]
    reals: Annotated[Array, a.reals]
    commanders: Annotated[Array, t.commanders]
    leaves: Annotated[Array, t.leaves]
    places: Annotated[Array, t.places]
    works: Annotated[Array, Block("f8[hex]", "how well who stands there is dug in", "share", 0, 1)]
    wire: Annotated[Array, Block("f8[hex]", "wire before the works", "share of a belt", 0, 1)]
    hex_side: Annotated[Array, Block("i4[hex]", "side that last held it alone, -1 for none", "index", -1, 1, start=-1)]
    peace: Annotated[Array, Block("i4[1]", "1 until somebody has an order to fire or attack", "0 or 1", 0, 1, start=1)]
    clocks: Annotated[Array, t.clocks]
    way: Annotated[Array, t.way]
    fired: Annotated[Array, Block("f8[unit]", "fired since the start", "rounds", 0, a.MOST_ROUNDS)]
    depots: Annotated[Array, t.depots]
    sectors: Annotated[Array, t.sectors]
    aims: Annotated[Array, t.aims]
    missions: Annotated[Array, t.missions]
    bodies: Annotated[Array, t.bodies]
    stops: Annotated[Array, a.stops]


near_n = Block("i4[field, unit]", "how many enemies are in view")
LISTED = near_n.field("listed", "units", "on the list", 0, 10_000)
IN_SIGHT = near_n.field("in_sight", "units", "those of them in sight", 0, 10_000)


aim = Block("f8[field, unit]", "how exposed contacts are: suppressed as before the step to who chooses, then as in it")
TO_BULLETS = aim.field("to_bullets", "share", "at rest", 0, inf)
TO_BURSTS = aim.field("to_bursts", "share", "at rest", 0, inf)
MOVING_TO_BULLETS = aim.field("moving_to_bullets", "share", "on the move", 0, inf)
MOVING_TO_BURSTS = aim.field("moving_to_bursts", "share", "on the move", 0, inf)
AIMS = len(aim.fields)

KEPT = 8
"""Rows of Scratch.chosen for each weapon, by the last digits of the hex of who chose. Any number chooses alike."""
chosen = Block("i8[kept, field]", "the targets chosen last in this step for a weapon, KEPT rows each")
CHOSE = chosen.field("chose", "number", "who chose, see fire.target_choice; -1 for nobody yet", -2, inf)
ONE_UNIT = chosen.field("one_unit", "index", "whom first, -1 for none", -1, "unit")
ONE_HEXES = chosen.field("one_hexes", "hexes", "to him", 0, 20_000)
ONE_HOW = chosen.field("one_how", "code", "how, see fire.shot", 0, 2)
TWO_UNIT = chosen.field("two_unit", "index", "whom second, -1 for none", -1, "unit")
TWO_HEXES = chosen.field("two_hexes", "hexes", "to him", 0, 20_000)
TWO_HOW = chosen.field("two_how", "code", "how", 0, 2)

MOST_CALLS = 8
"""Targets at most that a battery engages in one step. Guess, 4 to 16: a call and its mission take some six minutes."""
served = Block(
    f"i8[{MOST_CALLS}, field]", "at whom the battery that is looked at fires in this step, one after another"
)
SERVED = served.field("served", "index", "whom", 0, "unit")
SERVED_HOW = served.field("served_how", "code", "how, see fire.shot", 0, 2)

BLOCK = 16
"""So many promises are looked at in one go. Any number chooses alike."""

shots = Block("i4[shot, field]", "who fires what at whom")
SHOOTER = shots.field("shooter", "index", "who", 0, "unit")
TARGET = shots.field("target", "index", "at whom", 0, "unit")
SLOT = shots.field("slot", "index", "of whose weapons", 0, a.SLOTS - 1)
WEAPON = shots.field("weapon", "index", "with what", 0, "weapon")
HEXES = shots.field("hexes", "hexes", "to the target", 0, 20_000)
CAUSE = shots.coded("cause", a.causes, "kind of effect")
HOW = shots.field("how", "code", "how, see fire.shot", 0, 2)
BY_CALL = shots.field("by_call", "0 or 1", "1 where it is part of a battery's mission", 0, 1)
STRUCK = shots.field("struck", "men", "or vehicles drawn, before those are taken off whom two shots struck", 0, inf)

shot_reals = Block("f8[shot, field]", "how much is fired, and to what effect")
WORKING = shot_reals.field("working", "weapons", "that fire", 0, a.MOST_WEAPONS)
ROUNDS = shot_reals.field("rounds", "rounds", "fired", 0, a.MOST_ROUNDS)
EFFECT = shot_reals.field("effect", "men", "felled a round, or vehicles stopped", 0, inf)
SCREEN = shot_reals.field("screen", "share", "exposure of the target, a factor of the effect", 0, inf)
SHARE = shot_reals.field("share", "share", "of the rounds on the target, a factor of the effect", 0, 1)
APART = shot_reals.field("apart", "m", "between them, over the time of fire", 0, inf)
EXPECTED = shot_reals.field("expected", "hits", "all factors in, but for saturation", 0, inf)

hits = Block("i4[field, unit]", "losses of this step")
KILLED = hits.field("killed", "men", "killed", 0, a.MOST_MEN)
WOUNDED = hits.field("wounded", "men", "wounded", 0, a.MOST_MEN)
MISSING = hits.field("missing", "men", "missing", 0, a.MOST_MEN)
BURNT = hits.field("burnt", "vehicles", "lost for good", 0, a.MOST_VEHICLES)
KNOCKED_OUT = hits.field("knocked_out", "vehicles", "that can be put right", 0, a.MOST_VEHICLES)
HORSES = hits.field("horses", "horses", "hit or taken", 0, 20_000)
TRUCKS = hits.field("trucks", "trucks", "hit or taken", 0, 20_000)
CAPTURED = hits.field("captured", "men", "of the missing, prisoners", 0, a.MOST_MEN)
ABANDONED = hits.field("abandoned", "vehicles", "left to the enemy unburnt", 0, a.MOST_VEHICLES)


class Scratch(NamedTuple):
    """Buffers, each with one meaning: effects gather here and apply together, so array order gives nobody the first
    shot. Which stage fills and which reads each of them stands in khasan.kernels.intents, and which of them last from
    step to step.
    """

    # who stands where, and who is known to be where
    standing: Annotated[Array, Block("i4[side, hex]", "units that stand there", "units", 0, 10_000)]
    known: Annotated[Array, Block("i4[side, hex]", "enemy units that the side believes there", "units", 0, 10_000)]
    contacts: Annotated[Array, Block("i4[side, unit]", "enemy units that the side knows of", "index", 0, "unit")]
    contacts_n: Annotated[Array, Block("i4[side]", "how many those are", "units", 0, 10_000)]
    contact_at: Annotated[Array, Block("i4[side, unit]", "hex where each is believed to be", "index", 0, "hex")]
    contact_axial: Annotated[Array, Block("i4[side, 2, unit]", "q and r of that hex", "hexes", -10_000, 10_000)]
    known_q: Annotated[Array, Block("f8[side, unit]", "q of where commanders know each of them", "hexes", -10_000, 1e6)]
    known_r: Annotated[Array, Block("f8[side, unit]", "r of the same", "hexes", -10_000, 1e6)]

    # movement
    goals: Annotated[Array, Block("i4[unit]", "place that it makes for in this step", "index", 0, "place")]
    may_assault: Annotated[Array, Block("i4[unit]", "1 if it may go in where it knows of an enemy", "0 or 1", 0, 1)]
    unsorted_claims: Annotated[Array, Block("f8[unit]", "claims to move first, as units come", "claim", 0, 1)]
    unsorted_movers: Annotated[Array, Block("i4[unit]", "units that make them", "index", 0, "unit")]
    boxes: Annotated[Array, Block("i4[box]", "where each box of claims begins, for sorting them", "index", 0, 10_000)]
    claims: Annotated[Array, Block("f8[unit]", "the claims in their order", "claim", 0, 1)]
    movers: Annotated[Array, Block("i4[unit]", "units that make them", "index", 0, "unit")]
    looked_from: Annotated[Array, Block("i4[unit]", "hex where it last looked round, -1", "index", -1, "hex", start=-1)]
    look_first: Annotated[Array, Block("i4[unit]", "neighbour at which it looks first there", "index", 0, 5)]
    look_turn: Annotated[Array, Block("i4[unit]", "how many further it looks each time: 1 or 5", "neighbours", 0, 5)]

    # who is in view (khasan.kernels.knowledge.in_view) and who is found
    near: Annotated[Array, Block("i4[unit, view]", "enemies in view, see knowledge.in_view", "packed", 0, inf)]
    near_n: Annotated[Array, near_n]
    seen_from: Annotated[Array, Block("i4[unit]", "hex for which its list was made, -1", "index", -1, "hex", start=-1)]
    next_in: Annotated[Array, Block("i4[unit]", "next unit of its side in that hex, -1", "index", -1, "unit", start=-1)]
    first_in: Annotated[Array, Block("i4[side, hex]", "the first unit there, -1", "index", -1, "unit", start=-1)]
    occupied: Annotated[Array, Block("u8[side, row, word]", "a bit a hex, where the side stands", "bits", 0, inf)]
    hidden_within: Annotated[Array, Block("i4[1]", "within which hidden enemies are listed too", "hexes", 0, 10_000)]
    displaced: Annotated[Array, Block("i4[unit]", "who stands elsewhere than its list says", "index", 0, "unit")]
    is_displaced: Annotated[Array, Block("i4[unit]", "1 while it is one of them", "0 or 1", 0, 1)]
    finding: Annotated[Array, Block("f8[distance]", "findings by one watcher, by distance", "a second", 0, inf)]
    alert: Annotated[Array, Block("f8[unit]", "of its attention that a watcher has for watching", "share", 0, 1)]

    # the way of the step
    spot: Annotated[
        Array, Block("f8[2, unit]", "q and r of where it stands, also off centres", "hexes", -10_000, 10_000)
    ]
    moving: Annotated[Array, Block("f8[unit]", "of the step that it was on the move", "share", 0, 1)]
    made: Annotated[Array, Block("f8[unit]", "of its way of the step that fire on it leaves it", "share", 0, 1)]
    under_way: Annotated[
        Array, Block("i4[unit]", "off its centre in the step, rounded up; 0 at rest", "hexes", 0, 10_000)
    ]
    most_under_way: Annotated[Array, Block("i4[1]", "the most of those", "hexes", 0, 10_000)]
    free_from: Annotated[Array, Block("f8[unit]", "of the step, before it is free to fire", "share", 0, 1)]
    free_until: Annotated[Array, Block("f8[unit]", "of the step, before it is at grips", "share", 0, 1)]

    # fire
    lit_within: Annotated[Array, Block("i4[1]", "within which there is light enough to see", "hexes", -1, 100_000)]
    defence_within: Annotated[Array, Block("i4[1]", "within which guns defend themselves", "hexes", 0, 100_000)]
    sized: Annotated[Array, Block("i4[unit]", "1 once it is known how exposed it is in this step", "0 or 1", 0, 1)]
    ground: Annotated[Array, Block("f8[unit]", "that it takes up, once it is sized", "m2", 0, inf)]
    front: Annotated[Array, Block("f8[unit]", "of it", "m", 0, inf)]
    engaged: Annotated[Array, Block("i4[unit]", "2 + whose battery is at it, 0 for nobody's", "number", 0, inf)]
    served: Annotated[Array, served]
    served_share: Annotated[Array, Block(f"f8[{MOST_CALLS}]", "of the step, for which each is", "share", 0, 1)]
    served_n: Annotated[Array, Block("i8[1]", "how many those are", "targets", 0, MOST_CALLS)]
    ready: Annotated[Array, Block("i4[unit]", "whether a contact may be fired at, see fire.offers", "code", 0, 4)]
    aim_up: Annotated[Array, Block(f"f8[{AIMS}, unit]", "rows of aim, with all men up", "share", 0, inf)]
    aim_down: Annotated[Array, Block(f"f8[{AIMS}, unit]", "rows of aim, with all men down", "share", 0, inf)]
    aim: Annotated[Array, aim]
    offers: Annotated[Array, Block("f8[weapon, unit]", "what a round does to a side's k-th contact", "men", 0, inf)]
    offered: Annotated[Array, Block("i4[weapon]", "for whose contacts that was worked out", "side + 1", 0, 2)]
    chosen: Annotated[Array, chosen]
    promised: Annotated[Array, Block("f8[kept, 2]", "what the two targets chosen promise", "men", 0, inf)]
    hexes_to: Annotated[Array, Block("i4[unit]", "from who chooses to each contact of his side", "hexes", 0, 20_000)]
    promises: Annotated[Array, Block("f8[padded]", "what each promises one gun; 0 beyond them", "men", 0, inf)]
    shots: Annotated[Array, shots]
    shot_reals: Annotated[Array, shot_reals]
    shots_n: Annotated[Array, Block("i8[1]", "how many those are", "shots", 0, inf)]
    steadiness: Annotated[Array, Block("f8[unit]", "of who fires, over the step", "share", 0, 1)]
    fight_factor: Annotated[Array, Block("f8[sector]", "how well its units fight in this fight", "1", 0, 100)]
    hits_on_men: Annotated[Array, Block("f8[unit]", "expected on its men by all shots", "hits", 0, inf)]
    hits_on_vehicles: Annotated[Array, Block("f8[unit]", "and on its vehicles", "hits", 0, inf)]
    struck_men: Annotated[Array, Block("i4[unit]", "drawn to fall, some perhaps twice", "men", 0, inf)]
    struck_vehicles: Annotated[Array, Block("i4[unit]", "drawn to be stopped", "vehicles", 0, inf)]

    # in the air
    fliers: Annotated[Array, Block("i4[unit]", "units of aircraft that are based at an airfield", "index", 0, "unit")]
    attacks_on: Annotated[Array, Block("f8[unit]", "by fighters, in a slice of the step", "attacks", 0, inf)]

    # close combat
    fighting: Annotated[Array, Block("i4[unit]", "1 at grips", "0 or 1", 0, 1)]
    men_in: Annotated[Array, Block("i4[side, hex]", "men of the side at grips there", "men", 0, inf)]
    worth: Annotated[Array, Block("f8[side, hex]", "what those are worth", "riflemen", 0, inf)]
    came_in: Annotated[Array, Block("f8[side, hex]", "of the step, before its first came in", "share", 0, 1)]
    met_at: Annotated[Array, Block("f8[hex]", "of the step, before both sides stood there", "share", 0, 1)]
    unit_holds_s: Annotated[Array, Block("f8[unit]", "for which it holds out at grips", "s", 0, inf)]
    side_holds_s: Annotated[Array, Block("f8[side, hex]", "until the last of it there gives way", "s", 0, inf)]
    as_ordered: Annotated[Array, Block("i4[unit]", "1 if it leaves as ordered, 0 if it is thrown out", "0 or 1", 0, 1)]
    opponent: Annotated[Array, Block("i4[unit]", "enemy charged with its losses, -1 for none", "index", -1, "unit")]

    # losses, gathered
    hits: Annotated[Array, hits]
    weapons_hit: Annotated[Array, Block(f"i4[{a.SLOTS}, unit]", "lost in this step", "weapons", 0, a.MOST_WEAPONS)]
    left_map: Annotated[Array, Block("i4[unit]", "1 if it is no more since this step", "0 or 1", 0, 1)]

    # works and supply
    calm_digging: Annotated[Array, Block("f8[hex]", "least suppression of who digs there, 2: nobody", "share", 0, 2)]
    calm_wiring: Annotated[Array, Block("f8[hex]", "the same of who lays wire there", "share", 0, 2)]
    rear_way: Annotated[Array, Block("i4[unit]", "row of World.way to its rear, -1 off the map", "index", -1, "way")]
    fire_on: Annotated[Array, Block("f8[side, hex]", "heaviest suppression of the side's units there", "share", 0, 1)]
    passes: Annotated[Array, Block("f8[hex]", "of supply that gets through, -1 if barred", "share", -1, 1)]
    passed: Annotated[Array, Block("i4[hex]", "step, side and way for which it was found", "number", 0, inf)]
    trail: Annotated[Array, Block("i4[hex]", "hexes of one way to the rear", "index", 0, "hex")]
    fetched: Annotated[Array, Block("f8[unit]", "of the rounds due that can be fetched", "share", 0, 1)]


class Log(NamedTuple):
    """Where a recorded replication writes; `on` holds 1 or 0, `used` rows of events and losses."""

    on: Annotated[Array, Block("i4[1]", "1 if it is written in", "0 or 1", 0, 1)]
    used: Annotated[Array, Block("i8[2]", "written of events and losses, or wanted", "rows", 0, inf)]
    events: Annotated[Array, a.events]
    losses: Annotated[Array, a.losses]
    factors: Annotated[Array, a.factors]


class Scale(NamedTuple):
    """Sizes that every phase needs."""

    step_s: float
    hex_m: float
    stack: int
    reach: int
    digging: int
    carrying: int
    air: int  # units of aircraft
    engineering: int
    wiring: int
