"""What each known enemy offers to fire: whether it may be fired at, and what a round does to it."""

from __future__ import annotations

import numpy as np

from khasan import arrays as a
from khasan.kernels.compiling.decorators import phase
from khasan.kernels.fire import armour, exposure, gunnery, passage, ranges
from khasan.kernels.fire.footprint import footprint, front
from khasan.kernels.fire.shot import OBSERVED, UNWATCHED, Laid, Target, Way
from khasan.kernels.fire.way_of_step import passing, share_on_move
from khasan.kernels.movement.moves import belt_before
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.state.bundles import CHOSE, MOVING_TO_BULLETS, MOVING_TO_BURSTS, TO_BULLETS, TO_BURSTS
from khasan.kernels.works import wire

NOT_AT, REMEMBERED, CLOSING, SEEN, CALLED = range(5)
"""Scratch.ready: not to be fired at; out of sight; come to grips in this step, and fired at on the way; in sight; in
sight for long enough to call for fire on it."""


@phase
def way_to(unit, target, weapon, visibility, tables, state, scratch, scale):
    """The way between a unit and a target that it chose, as far as it is known."""
    if target.unit < 0 or target.how == UNWATCHED:
        return Way(float(target.hexes), float(target.hexes), float(target.hexes), 0.0, 1.0)
    return passing(unit, target.unit, target.hexes, weapon, visibility, tables, state, scratch, scale)


@phase
def earth_of(target, area, tables, state):
    """Share of bursts, or of bullets, that the earth before a unit's men lets through."""
    here = state.counts[a.HEX, target]
    works = state.works[here]
    if works <= 0.0:
        return 1.0
    if state.hex_side[here] != tables.units[t.SIDE, target]:
        works *= tables.parameters[p.REVERSED]
    if area:
        return exposure.past_earth(tables.parameters[p.WORKS_AREA], works, 1.0)
    return exposure.past_earth(tables.parameters[p.WORKS], works, exposure.HOLE)


@phase
def in_dead_ground(unit, world, tables, state):
    """Share of a unit's men out of the enemy's sight: of who looks for it, since he goes back, flees, lies still, or
    holds where he has come to and no place that he was told to."""
    counts = state.counts
    anywhere = counts[a.ORDER, unit] == a.HOLD and counts[a.ORDER_PLACE, unit] < 0
    looks = anywhere or counts[a.ORDER, unit] == a.WITHDRAW or counts[a.STATUS, unit] == a.BROKEN
    if not looks and state.clocks[t.STOPPED, unit] == 0 and state.clocks[t.HELD_BACK, unit] == 0:
        return 0.0
    here = counts[a.HEX, unit]
    rise = max(0.0, world.ground_f[t.CREST_M, here] - world.ground_f[t.ELEVATION_M, here])
    return exposure.dead_ground(rise, tables.parameters)


@phase
def up_and_down(moved, target, area, world, tables, state):
    """(exposure of a unit's men with all of them up, with all down) where it stands, at rest (0) or on the move (1); or
    behind the sides of an open vehicle or boat."""
    if not area and tables.unit_reals[t.CREW_EXPOSURE, target] > 0.0:
        return tables.unit_reals[t.CREW_EXPOSURE, target], tables.unit_reals[t.CREW_EXPOSURE, target]
    cover = world.ground_f[t.COVER, state.counts[a.HEX, target]]
    flees = state.counts[a.STATUS, target] == a.BROKEN
    earth = 1.0 if moved == 1 or flees else earth_of(target, area, tables, state)
    seen = 1.0 - in_dead_ground(target, world, tables, state)
    up = seen * exposure.upright(moved, earth, cover, area, flees, tables.parameters)
    down = seen * exposure.gone_to_ground(moved, earth, cover, area, flees, tables.parameters)
    ahead = state.clocks[t.HEADING, target]
    if moved == 0 or ahead < 0:
        return up, down
    belt = belt_before(target, ahead, tables, state)
    return wire.exposure_in(up, belt, tables.parameters), wire.exposure_in(down, belt, tables.parameters)


@phase
def exposed(target, area, world, tables, state):
    """Exposure of a unit's men over the step, on the move for as long as they were, as suppressed as before it."""
    moving = share_on_move(target, state)
    up = down = 0.0
    if moving < 1.0:
        still_up, still_down = up_and_down(np.int64(0), target, area, world, tables, state)
        up, down = (1.0 - moving) * still_up, (1.0 - moving) * still_down
    if moving > 0.0:
        moving_up, moving_down = up_and_down(np.int64(1), target, area, world, tables, state)
        up, down = up + moving * moving_up, down + moving * moving_down
    suppressed = state.reals[a.SUPPRESSION, target]
    return exposure.under_fire(
        up, down, exposure.flat_for_bursts(suppressed, tables.parameters) if area else suppressed
    )


@phase
def size_up_men(target, world, tables, state, scratch):
    """How exposed a contact is to bullets and bursts, at rest and on the move, up and down: once a step."""
    if scratch.sized[target] == 1:
        return
    scratch.sized[target] = 1
    scratch.ground[target], scratch.front[target] = footprint(target, tables, state), front(target, tables, state)
    for what in (TO_BULLETS, TO_BURSTS):
        bursts = what == TO_BURSTS
        for moved in range(2 if scratch.moving[target] > 0.0 else 1):
            row = MOVING_TO_BULLETS * moved + what
            up, down = up_and_down(moved, target, bursts, world, tables, state)
            scratch.aim_up[row, target], scratch.aim_down[row, target] = up, down
    put_down(target, state.reals[a.SUPPRESSION, target], tables, scratch)


@phase
def put_down(target, suppressed, tables, scratch):
    """The exposure of a contact, so suppressed, to bullets and to bursts."""
    flat = exposure.flat_for_bursts(suppressed, tables.parameters)
    for row in range(scratch.aim.shape[0]):
        down = flat if row in (TO_BURSTS, MOVING_TO_BURSTS) else suppressed
        scratch.aim[row, target] = exposure.under_fire(scratch.aim_up[row, target], scratch.aim_down[row, target], down)


@phase
def size_up(step, world, tables, state, scratch, scale):
    """Whether each contact may be fired at in this step, whoever does."""
    counts = state.counts
    call_delay_s = 60.0 * tables.parameters[p.DELAY_REGISTERED]
    scratch.ready[:] = NOT_AT
    scratch.sized[:] = 0
    scratch.offered[:] = 0  # for nobody's contacts yet
    scratch.chosen[:, CHOSE] = -1
    for side in range(2):
        for k in range(scratch.contacts_n[side]):
            target = np.int64(scratch.contacts[side, k])  # one integer type, one compilation
            at = scratch.contact_at[side, k]
            scratch.contact_axial[side, 0, k] = world.axial[0, at]
            scratch.contact_axial[side, 1, k] = world.axial[1, at]
            seen = counts[a.CONTACT_AGE, target] == 0
            closing = seen and scratch.fighting[target] == 1 and scratch.free_until[target] > 0.0
            if scratch.standing[side, at] > 0 and not closing:
                continue  # own men are in the hex it is believed in
            called = (step - counts[a.CONTACT_SINCE, target]) * scale.step_s >= call_delay_s
            scratch.ready[target] = REMEMBERED if not seen else (CALLED if called else SEEN)
            if closing:
                scratch.ready[target] = CLOSING


@phase
def lowest_ready(weapon, tables):
    """What a contact must be to be fired at in view: shells are not for who is at grips, be it only at the end."""
    return CLOSING if tables.weapons[t.W_INDIRECT, weapon] < 0.5 else SEEN


@phase
def hit_chance(weapon, near, far, how, visibility, tables, scale):
    """Mean chance of a hit a round over the way from `far` to `near` hexes; beyond visibility nobody aims.

    Where visibility cuts the way, it is taken at the two points of Gauss.
    """
    w = tables.weapons
    max_m = w[t.W_MAX_M, weapon]
    if how != OBSERVED or visibility >= min(max_m, gunnery.spread_m(far, scale.hex_m)[1]):
        many = w.shape[1]
        return passage.mean_over(tables.by_distance[weapon], tables.by_distance[many + weapon], near, far)
    if visibility <= gunnery.spread_m(near, scale.hex_m)[0]:
        return 0.0
    one, two = passage.points_between(near, far)
    chance = gunnery.mean_hit_probability(one, scale.hex_m, visibility, w[t.W_HIT, weapon], w[t.W_HALF_M, weapon])
    if two > one:
        other = gunnery.mean_hit_probability(two, scale.hex_m, visibility, w[t.W_HIT, weapon], w[t.W_HALF_M, weapon])
        chance = 0.5 * (chance + other)
    return chance


@phase
def pierced(weapon, target, hexes, tables, scale):
    """Chance that a hit at so many hexes goes through."""
    w = tables.weapons
    return armour.pierce_probability(
        armour.penetration(hexes * scale.hex_m, w[t.W_PEN_MM, weapon], w[t.W_PEN_LOSS, weapon]),
        tables.unit_reals[t.ARMOUR_MM, target],
        tables.parameters[p.PENETRATION_SPREAD],
    )


@phase
def pierced_between(weapon, target, near, far, tables, scale):
    """The same over a way, at the two points of Gauss.

    Form: Gauss 1814: the rule of two points, for a function that is smooth over a step.
    """
    one, two = passage.points_between(near, far)
    chance = pierced(weapon, target, one, tables, scale)
    if two > one:
        chance = 0.5 * (chance + pierced(weapon, target, two, tables, scale))
    return chance


@phase
def on_vehicles(weapon, target, way, how, visibility, tables, state, scratch, scale):
    """Vehicles that a round stops, by a piercing hit, or by its burst among them where it pierces nothing.

    Who moves is not hull down.
    """
    w, par = tables.weapons, tables.parameters
    near, far, now, moving, after = way
    stops = tables.unit_reals[t.HITS_TO_STOP, target]
    if pierces(weapon, tables):
        finds = armour.finds_hull_down(tables.units[t.MOBILITY, target])
        hull = par[p.HULL_DOWN] if finds else 1.0
        effect = 0.0
        if moving > 0.0:
            hit = hit_chance(weapon, near, far, how, visibility, tables, scale)
            through = pierced_between(weapon, target, near, far, tables, scale)
            effect += moving * hit * through * (par[p.MOVING_TARGET] if scratch.moving[target] > 0.0 else hull)
        if after > 0.0:
            hit = hit_chance(weapon, now, now, how, visibility, tables, scale)
            effect += after * hit * pierced(weapon, target, now, tables, scale) * hull
        return effect / (moving + after) / stops
    ground = scratch.ground[target]
    share = gunnery.share_on_footprint(ground, w[t.W_DISPERSION_M, weapon], how == OBSERVED, par)
    stopped = armour.bursts_on_vehicles(1.0, state.counts[a.VEHICLES, target], ground, par[p.VULNERABLE_AREA])
    return share * stopped / stops


@phase
def pierces(weapon, tables):
    """Whether a weapon is one that goes through armour."""
    return tables.weapons[t.W_PEN_MM, weapon] > 0.0 and tables.weapons[t.W_HIT, weapon] > 0.0


@phase
def screen_of(what, target, way, scratch):
    """Exposure to bullets or bursts over the time of fire, on the way and after it."""
    if scratch.moving[target] <= 0.0 or way.moving <= 0.0:
        return scratch.aim[what, target]
    on_the_way = way.moving * scratch.aim[MOVING_TO_BULLETS + what, target]
    return (on_the_way + way.after * scratch.aim[what, target]) / (way.moving + way.after)


@phase
def felled(weapon, target, way, how, visibility, tables, scratch, scale):
    """(chance of a hit, men felled) an aimed round over the time of fire, on the way and after it.

    Form: ours, because fire is spread evenly over its time: the mean of the parts by how long each lasts.
    """
    near, far, now, moving, after = way
    hit, effect = 0.0, 0.0
    if moving > 0.0:
        row = MOVING_TO_BULLETS if scratch.moving[target] > 0.0 else TO_BULLETS
        hit = moving * hit_chance(weapon, near, far, how, visibility, tables, scale)
        effect = hit * scratch.aim[row, target]
    if after > 0.0:
        then = after * hit_chance(weapon, now, now, how, visibility, tables, scale)
        hit += then
        effect += then * scratch.aim[TO_BULLETS, target]
    return hit / (moving + after), effect / (moving + after)


@phase
def metres_behind(target, tables, state, scratch, scale):
    """How far fire that is corrected lags behind a unit on its way, by its pace over the step."""
    hexes = passage.apart(
        scratch.spot[0, target] - state.way[t.THEN_Q, target], scratch.spot[1, target] - state.way[t.THEN_R, target]
    )
    pace = hexes * scale.hex_m / (scratch.moving[target] * scale.step_s)
    return pace * 60.0 * tables.parameters[p.CORRECTION_LAG]


@phase
def ground_hit(weapon, target, how, tables, state, scratch, scale):
    """(share of the rounds on it, square metres, men on them) of the ground at which bursting rounds are aimed.

    A gun that is laid directly fires at one gun or machine gun with its crew, if there is any to be seen; all others at
    the ground of the whole unit, and behind who moves.
    """
    dispersion = tables.weapons[t.W_DISPERSION_M, weapon]
    ground, among = scratch.ground[target], float(state.counts[a.MEN, target])
    if tables.weapons[t.W_INDIRECT, weapon] < 0.5 and how == OBSERVED:
        crew = crew_of_a_nest(target, tables, state)
        if crew > 0.0:
            ground, among = tables.parameters[p.NEST_GROUND], min(crew, among)
    share = gunnery.share_on_footprint(ground, dispersion, how == OBSERVED, tables.parameters)
    if how == OBSERVED and scratch.moving[target] > 0.0 and tables.weapons[t.W_INDIRECT, weapon] > 0.5:
        behind = metres_behind(target, tables, state, scratch, scale)
        share = gunnery.share_behind(share, ground, dispersion, behind, scratch.moving[target])
    return share, ground, among


@phase
def crew_of_a_nest(unit, tables, state):
    """Men to a gun or machine gun of a unit on the ground, the mean of those in order; 0 where it has none."""
    if tables.units[t.ARMOURED, unit] == 1:
        return 0.0
    pieces, crews = 0, 0.0
    for slot in range(a.SLOTS):
        weapon = tables.units[t.WEAPON_0 + slot, unit]
        if weapon >= 0 and tables.weapons[t.W_CREW, weapon] > gunnery.CREWED_ABOVE:
            pieces += state.counts[a.COUNT_0 + slot, unit]
            crews += tables.weapons[t.W_CREW, weapon] * state.counts[a.COUNT_0 + slot, unit]
    return crews / pieces if pieces > 0 else 0.0


@phase
def a_round(weapon, target, way, how, visibility, tables, state, scratch, scale):
    """(casualties or vehicles expected a round, exposure in it, kind of effect) before steadiness, quality, parameter.

    way: with some time to fire in it.
    """
    lethal = tables.weapons[t.W_LETHAL_M2, weapon]
    if tables.units[t.ARMOURED, target] == 1:
        if lethal > 0.0 or pierces(weapon, tables):
            return on_vehicles(weapon, target, way, how, visibility, tables, state, scratch, scale), 1.0, a.ARMOUR
        if tables.unit_reals[t.CREW_EXPOSURE, target] <= 0.0:
            return 0.0, 1.0, a.ARMOUR
    elif lethal > 0.0:
        share, ground, among = ground_hit(weapon, target, how, tables, state, scratch, scale)
        screen = screen_of(TO_BURSTS, target, way, scratch)
        return share * lethal * among / ground * screen, screen, a.AREA
    hit, effect = felled(weapon, target, way, how, visibility, tables, scratch, scale)
    screen = effect / hit if hit > 0.0 else screen_of(TO_BULLETS, target, way, scratch)
    return effect, screen, a.AIMED


@phase
def supposed_round(weapon, target, how, tables, state):
    """Casualties a round that gunners promise themselves of a place nobody watches: a full unit, lying, not dug in."""
    ground = footprint(target, tables, state)
    dispersion = tables.weapons[t.W_DISPERSION_M, weapon]
    share = gunnery.share_on_footprint(ground, dispersion, how == OBSERVED, tables.parameters)
    men = tables.unit_reals[t.MEN_0, target]
    return share * tables.weapons[t.W_LETHAL_M2, weapon] * men / ground * tables.parameters[p.LYING_AREA]


@phase
def worth_of_round(weapon, target, way, how, visibility, tables, state, scratch, scale):
    """What a round does to a target in the eyes of who chooses: men felled, a vehicle counting as so many."""
    if how == UNWATCHED:
        return supposed_round(weapon, target, how, tables, state)
    effect, _, cause = a_round(weapon, target, way, how, visibility, tables, state, scratch, scale)
    return effect * tables.parameters[p.TANK_WORTH] if cause == a.ARMOUR else effect


@phase
def lay(shooter, weapon, target, visibility, tables, state, scratch, scale):
    """A weapon is laid at a target: Laid, with what the rounds of the step are worth to who fires as its promise, a
    round and for as long as he can fire at it, as its distance makes it a threat."""
    way = way_to(shooter, target, weapon, visibility, tables, state, scratch, scale)
    time = way.moving + way.after
    if time <= 0.0:
        return Laid(way, 0.0, 1.0, np.int64(a.AIMED), 0.0)
    effect, screen, cause = a_round(weapon, target.unit, way, target.how, visibility, tables, state, scratch, scale)
    worth = effect * tables.parameters[p.TANK_WORTH] if cause == a.ARMOUR else effect
    if target.how == UNWATCHED:
        worth = supposed_round(weapon, target.unit, target.how, tables, state)
    if way.moving > 0.0 or way.now != target.hexes:  # he may stand beyond the table at the end of the step
        threat = gunnery.threat(mean_m(way, scale), tables.parameters[p.THREAT])
    else:
        threat = tables.by_range[ranges.THREAT_ROW, target.hexes]
    return Laid(way, effect, screen, np.int64(cause), time * worth * threat)


@phase
def promise_of(shooter, weapon, target, hexes, how, visibility, tables, state, scratch, scale):
    """What the rounds of a step at a target are worth to who chooses."""
    return lay(shooter, weapon, Target(target, hexes, how, 0.0), visibility, tables, state, scratch, scale).promise


@phase
def mean_m(way, scale):
    """Mean distance in metres over the time of fire."""
    return scale.hex_m * (0.5 * (way.near + way.far) * way.moving + way.now * way.after) / (way.moving + way.after)
