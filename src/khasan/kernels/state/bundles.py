"""The few bundles of blocks that the phases pass to one another; each holds arrays only.

U units, H hexes, L places, C commanders, W weapons, S steps, N units of the larger side.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Array = Any


class World(NamedTuple):
    """One drawn map, prepared; never written by a phase, but for crossings and ways where engineers may change them:
    there each replication has a copy of ground_i, across and way."""

    axial: Array  # i4[2, H]
    neighbours: Array  # i4[H, 6], -1 off the map
    ground_i: Array  # i4[3, H]
    ground_f: Array  # f8[4, H]
    lines: Array  # u8[H, 2 reach + 1] lines of sight, a window round each hex (khasan.kernels.knowledge.line_of_sight)
    across: Array  # f8[MOBILITY_CLASSES, H, 6] seconds into each neighbour
    way: Array  # f8[K, H] seconds to a place for a mobility class
    way_of: Array  # i4[L, 7] row of `way`, -1 if not prepared
    place_hex: Array  # i4[L]
    rear: Array  # i4[2] place of each side's rear
    start_hex: Array  # i4[U]
    sites: Array  # i4[2, L] the first place at the same crossing that engineers may change, -1; its hex
    kmh: Array  # f8[MOBILITY_CLASSES, 3] paces of vehicles that ways are found by
    medians: Array  # f8[P] parameters that ways are found by


class Tables(NamedTuple):
    """What a replication has drawn before it starts; never written by a phase."""

    units: Array  # i4[UNIT_COUNTS, U]
    unit_reals: Array  # f8[UNIT_REALS, U]
    weapons: Array  # f8[WEAPON_FIELDS, W]
    weapon_counts: Array  # i4[SLOTS, U] on arrival
    limits: Array  # i4[4, W] hexes within which each weapon serves
    by_range: Array  # f8[1 + W, hexes] what distance does (khasan.kernels.fire.ranges)
    by_distance: Array  # f8[2 W, parts of hexes] chance of a hit and its integral (khasan.kernels.fire.passage)
    parameters: Array  # f8[P]
    light: Array  # f8[4, S]
    hashes: Array  # u8[U]
    key: Array  # u8[2]


class Orders(NamedTuple):
    """Plans compiled to tables, with the delays that a replication has drawn; never written by a phase.

    N nodes: the formations, then the units.
    """

    rules: Array  # i4[rule, RULE_FIELDS]
    rules_of: Array  # i4[C + 1]
    conditions: Array  # i4[condition, 4]
    shares: Array  # f8[condition]
    members: Array  # i4[]
    first: Array  # i4[C + 1]
    nodes: Array  # i4[2, N]
    node_of: Array  # i4[C]
    hashes: Array  # u8[N]
    delays: Array  # f8[2, ECHELONS] minutes of each side
    leaves: Array  # f8[LEAVE_FIELDS, leave]
    leave_hashes: Array  # u8[leave]


class State(NamedTuple):
    """Everything that changes from step to step."""

    counts: Array  # i4[COUNTS, U]
    reals: Array  # f8[REALS, U]
    commanders: Array  # i4[COMMANDER_FIELDS, C]
    leaves: Array  # i4[LEAVE_FIELDS, leave]
    places: Array  # i4[PLACE_FIELDS, L]
    works: Array  # f8[H] 0..1
    wire: Array  # f8[H] 0..1 of a full belt
    hex_side: Array  # i4[H] side that last held the hex alone, -1
    peace: Array  # i4[1] 1 until somebody has an order to fire or attack
    clocks: (
        Array  # i4[CLOCKS, U] step it last fired, before which it will not assault, at which it gets off; its heading
    )
    way: Array  # f8[WAY_FIELDS, U] where it stood before it last moved, and how long it was on the move
    fired: Array  # f8[U] rounds fired
    depots: Array  # f8[DEPOT_FIELDS, 2] stocks and carriers of each side


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
    aim: Array  # f8[4, U] its exposure to bullets and to bursts at rest, and on the move
    offers: Array  # f8[W, U] what a round of a weapon does to a side's k-th contact
    offered: Array  # i4[W] for whose contacts that was worked out in this step: side + 1
    chosen: Array  # i8[KEPT W, 7] who chose targets for a weapon last in this step, and which
    promised: Array  # f8[KEPT W, 2] what they promise
    hexes_to: Array  # i4[U] hexes from who chooses to each contact of his side
    promises: Array  # f8[U to a full BLOCK] what each of them promises one gun; 0 beyond them
    shots: Array  # i4[2 SLOTS U, 7] who fires what at whom
    shot_reals: Array  # f8[2 SLOTS U, 6] how much, and to what effect
    shots_n: Array  # i8[1] how many shots those are
    steadiness: Array  # f8[U] of who fires, over the step, 0..1

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

    on: Array  # i4[1]
    used: Array  # i8[2]
    events: Array  # i4[n, EVENT_FIELDS]
    losses: Array  # i4[n, LOSS_FIELDS]
    factors: Array  # f8[n, FACTORS]


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
SHOOTER, TARGET, SLOT, WEAPON, HEXES, CAUSE, HOW = range(7)
"""Of a row of Scratch.shots."""
WORKING, ROUNDS, EFFECT, SCREEN, SHARE, APART = range(6)
"""Of a row of Scratch.shot_reals: exposure of the target and share of the rounds on it are factors of the effect."""
TO_BULLETS, TO_BURSTS, MOVING_TO_BULLETS, MOVING_TO_BURSTS = range(4)
"""Rows of Scratch.aim."""
