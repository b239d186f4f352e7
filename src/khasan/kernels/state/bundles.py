"""The few bundles of blocks that the phases pass to one another; each holds arrays only.

What an array is stands beside it (see :mod:`khasan.declared`): blocks with many fields are declared in khasan.arrays
and khasan.kernels.state.tables, the others here.

U units, H hexes, W weapons, N units of the larger side.
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


class Scratch(NamedTuple):
    """Buffers, each with one meaning: effects gather here and apply together, so array order gives nobody the first
    shot. Which stage fills and which reads each of them stands in khasan.kernels.intents, and which of them last from
    step to step.
    """

    # who stands where, and who is known to be where
    standing: Array  # i4[2, H] units of each side
    known: Array  # i4[2, H] enemy units that side s believes there
    contacts: Array  # i4[2, U] enemy units that side s knows of
    contacts_n: Array  # i4[2] how many those are
    contact_at: Array  # i4[2, U] hex in which side s believes each of them
    contact_axial: Array  # i4[2, 2, U] q and r of that hex

    # movement
    goals: Array  # i4[U] place that a unit makes for in this step
    may_assault: Array  # i4[U] 1 if it may go into a hex where it knows of an enemy
    unsorted_claims: Array  # f8[U] claims to move first, from 0 to 1, as units come
    unsorted_movers: Array  # i4[U] units that make them
    boxes: Array  # i4[U + 1] where each box of claims begins, for sorting them
    claims: Array  # f8[U] the claims in their order
    movers: Array  # i4[U] units that make them
    looked_from: Array  # i4[U] hex from which a unit last looked round for its next, -1
    look_first: Array  # i4[U] neighbour, 0..5, at which it looks first there
    look_turn: Array  # i4[U] and how many further it looks each time: 1 or 5

    # who is in view (khasan.kernels.knowledge.in_view) and who is found
    near: Array  # i4[U, N] enemies in view, packed and sorted
    near_n: Array  # i4[2, U] how many: all on the list, those in sight
    seen_from: Array  # i4[U] hex for which a unit's list was made, -1
    next_in: Array  # i4[U] next unit of its side in that hex, -1
    first_in: Array  # i4[2, H] first unit of each side in a hex, -1
    occupied: Array  # u8[2, rows, words] a bit a hex where a side stands
    hidden_within: Array  # i4[1] hexes within which hidden enemies are listed too
    displaced: Array  # i4[U] units that stand elsewhere than when their list was made
    is_displaced: Array  # i4[U] 1 while a unit is one of them
    finding: Array  # f8[reach + 1] findings a second by one watcher, by hexes of distance
    alert: Array  # f8[U] share of its attention that a watcher has for watching

    # the way of the step
    spot: Array  # f8[2, U] where a unit stands, in axial coordinates also between centres
    moving: Array  # f8[U] share of the step that it was on the move
    made: Array  # f8[U] share of its way of the step that fire on it leaves it
    under_way: Array  # i4[U] hexes, rounded up, that it was off its hex in the step; 0 for who stands at its centre
    most_under_way: Array  # i4[1] the most of those
    free_from: Array  # f8[U] share of the step after which it is free to fire: 0 but for who is left when a fight ends
    free_until: Array  # f8[U] share of the step after which it is at grips, 1 if it is not

    # fire
    lit_within: Array  # i4[1] hexes within which there is light enough to see
    defence_within: Array  # i4[1] hexes within which guns that hold defend themselves
    ready: Array  # i4[U] whether a contact may be fired at in this step
    aim_up: Array  # f8[4, U] its exposure to bullets and to bursts at rest, and on the move, with all men up
    aim_down: Array  # f8[4, U] the same with all men down
    aim: Array  # f8[4, U] the same as suppressed as it is: before the step for who chooses, over it for who is hit
    offers: Array  # f8[W, U] what a round of a weapon does to a side's k-th contact
    offered: Array  # i4[W] for whose contacts that was worked out in this step: side + 1
    chosen: Array  # i8[KEPT W, 7] who chose targets for a weapon last in this step, and which
    promised: Array  # f8[KEPT W, 2] what they promise
    hexes_to: Array  # i4[U] hexes from who chooses to each contact of his side
    promises: Array  # f8[U to a full BLOCK] what each of them promises one gun; 0 beyond them
    shots: Array  # i4[2 SLOTS U, 8] who fires what at whom
    shot_reals: Array  # f8[2 SLOTS U, 7] how much, and to what effect
    shots_n: Array  # i8[1] how many shots those are
    steadiness: Array  # f8[U] of who fires, over the step, 0..1
    fight_factor: Array  # f8[sector] how well those of a sector in which there is fire fight in this fight
    hits_on_men: Array  # f8[U] hits expected on the men of a unit by all shots
    hits_on_vehicles: Array  # f8[U] and on its vehicles
    struck_men: Array  # i4[U] men drawn to fall, shot by shot, some perhaps twice
    struck_vehicles: Array  # i4[U] vehicles drawn to be stopped

    # in the air
    fliers: Array  # i4[U] units of aircraft that are based at an airfield
    attacks_on: Array  # f8[U] attacks by fighters on the aircraft of one of them in a slice of the step

    # close combat
    fighting: Array  # i4[U] 1 at grips
    men_in: Array  # i4[2, H] men of each side at grips in a hex
    worth: Array  # f8[2, H] riflemen that those are worth
    came_in: Array  # f8[2, H] share of the step after which the first of each side at grips there had come in
    met_at: Array  # f8[H] share of the step after which both sides stood there, where they do
    unit_holds_s: Array  # f8[U] seconds for which a unit at grips holds out
    side_holds_s: Array  # f8[2, H] seconds until the last of a side's units at grips in a hex gives way
    as_ordered: Array  # i4[U] 1 if a unit that leaves its enemy does so as ordered, 0 if it is thrown out
    opponent: Array  # i4[U] enemy unit to which the losses of one that leaves or surrenders are laid

    # losses, gathered
    hits: Array  # i4[9, U] killed, wounded, missing, burnt, knocked out, horses, trucks, captured, abandoned
    weapons_hit: Array  # i4[SLOTS, U]
    left_map: Array  # i4[U] 1 if a unit is no more since this step

    # works and supply
    calm_digging: Array  # f8[H] least suppression of who digs there
    calm_wiring: Array  # f8[H] least suppression of the engineers who lay wire there
    rear_way: Array  # i4[U] row of World.way by which a unit is supplied, -1 for who is not on the map
    fire_on: Array  # f8[2, H] heaviest suppression of a side's units there
    passes: Array  # f8[H] how much of the supply gets through to a hex, 0..1, -1 where every way is barred
    passed: Array  # i4[H] a number for the step, the side and the way for which that was found
    trail: Array  # i4[H] hexes of one way to the rear
    fetched: Array  # f8[U] share of the rounds due to a unit that its carriers can fetch, 0 if none are


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


KILLED, WOUNDED, MISSING, BURNT, KNOCKED_OUT, HORSES, TRUCKS, CAPTURED, ABANDONED = range(9)
"""Rows of Scratch.hits."""

LISTED, IN_SIGHT = range(2)
"""Rows of Scratch.near_n."""
KEPT = 8
"""Rows of Scratch.chosen for each weapon, by the last digits of the hex of who chose. Any number chooses alike."""
BLOCK = 16
"""So many promises are looked at in one go. Any number chooses alike."""
SHOOTER, TARGET, SLOT, WEAPON, HEXES, CAUSE, HOW, STRUCK = range(8)
"""Of a row of Scratch.shots; STRUCK: men or vehicles drawn, before those whom two shots struck are taken off."""
WORKING, ROUNDS, EFFECT, SCREEN, SHARE, APART, EXPECTED = range(7)
"""Of a row of Scratch.shot_reals: exposure of the target and share of the rounds on it are factors of the effect;
EXPECTED: hits, by steadiness, quality and parameter too, before saturation."""
TO_BULLETS, TO_BURSTS, MOVING_TO_BULLETS, MOVING_TO_BURSTS = range(4)
"""Rows of Scratch.aim."""
