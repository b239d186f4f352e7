"""Units share their fire over the enemies they know, and the effects gather.

What each enemy offers is in offers, the choice among them in target_choice, what the rounds do in effects;
here is who fires, and how much.
"""

from __future__ import annotations

import numpy as np

from khasan import arrays as a
from khasan.kernels.command.conditions import rounds_left
from khasan.kernels.compiling.decorators import phase, stage
from khasan.kernels.fire import gunnery, passage
from khasan.kernels.fire.effects import aim, draw_struck, expect, strike
from khasan.kernels.fire.fight_factor import note_fights
from khasan.kernels.fire.footprint import front, on_foot
from khasan.kernels.fire.gunnery import standing_to
from khasan.kernels.fire.keeping import looks_round, nobody_in_reach, two_targets
from khasan.kernels.fire.missions import answers_calls, is_threatened, note_engaged, serve, stop
from khasan.kernels.fire.offers import REMEMBERED, a_round, in_dead_ground, lay, put_down, size_up, size_up_men
from khasan.kernels.fire.shot import NOT_LAID, UNWATCHED, Laid, Shot, Target, Way, Weapons
from khasan.kernels.fire.way_of_step import slow_down, stands_to_fire
from khasan.kernels.knowledge.in_view import is_hidden, nearest_in_sight, unit_of
from khasan.kernels.knowledge.line_of_sight import hexes_short_of, hexes_within
from khasan.kernels.morale import cohesion, suppression
from khasan.kernels.movement.hexgrid import distance
from khasan.kernels.state import doctrine_rows as d
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.state.bundles import IN_SIGHT, LISTED, SERVED, SERVED_HOW
from khasan.kernels.state.log import event

QUIET_S = 3600.0
"""Without an enemy for so long a unit is not on its guard; its next shot is told of. Definition."""
IN_THE_MIDDLE = 0.5
"""Share of a step after which its events come, on the average. Definition."""
SPENT = 0.05
"""Share of its loads below which a unit is told of as out of ammunition. Definition."""


@phase
def may_fire(unit, tables, state, scratch):
    """Whether a unit has men free to fire and somebody to fire at."""
    counts, role = state.counts, tables.units[t.ROLE, unit]
    if counts[a.STATUS, unit] != a.ACTIVE or counts[a.MEN, unit] <= 0 or scratch.free_until[unit] <= 0.0:
        return False
    if scratch.contacts_n[tables.units[t.SIDE, unit]] == 0:
        return False
    if role == t.ASSAULT:
        return scratch.near_n[IN_SIGHT, unit] > 0 or fires_when_called(unit, tables)
    return scratch.moving[unit] < 1.0 or not stands_to_fire(unit, tables)


@phase
def fires_when_called(unit, tables):
    """Whether a unit has a weapon for enemies whom only others see."""
    for slot in range(a.SLOTS):
        weapon = tables.units[t.WEAPON_0 + slot, unit]
        if weapon >= 0 and tables.weapons[t.W_INDIRECT, weapon] > 0.5:
            return True
    return False


@phase
def lies_in_wait(unit, tables, state, scratch, scale):
    """Whether a unit is under orders to hold its fire, has not been attacked, and sees no enemy near enough."""
    if state.counts[a.ORDER, unit] != a.AMBUSH:
        return False
    if scratch.fighting[unit] == 1 or state.reals[a.SUPPRESSION, unit] >= cohesion.QUIET_BELOW:
        return False
    for k in range(scratch.near_n[LISTED, unit]):
        key = scratch.near[unit, k]
        target = np.int64(unit_of(key))
        dq = scratch.spot[0, target] - scratch.spot[0, unit]
        dr = scratch.spot[1, target] - scratch.spot[1, unit]
        near = passage.apart(dq, dr) * scale.hex_m <= tables.parameters[p.AMBUSH_RANGE]
        if near and not is_hidden(key) and scratch.ready[target] > REMEMBERED:
            return False
    return True


@phase
def share_in_front(unit, tables, state, scratch, scale):
    """Share of a unit's weapons for which the front of its hex has room beside those of the others of its side there.

    Form: ours, because men who stand behind others cannot fire over them: of the fronts of all who are there as much
    fires as a hex, or the widest of them, is broad.
    """
    here, side = state.counts[a.HEX, unit], tables.units[t.SIDE, unit]
    if scratch.standing[side, here] <= 1 or not on_foot(unit, tables):
        return 1.0
    widest, together = scale.hex_m, 0.0
    other = np.int64(scratch.first_in[side, here])
    while other >= 0:
        if on_foot(other, tables):
            its = front(other, tables, state)
            widest, together = max(widest, its), together + its
        other = np.int64(scratch.next_in[other])
    return min(1.0, widest / together) if together > 0.0 else 1.0


@phase
def readiness(unit, step, world, tables, state, scratch, scale):
    """Share of its fire that a unit gives in a step: little while it stands to after a quiet time, and while it
    regroups where it has thrown the enemy out.

    Form: ours, because men come to their arms one after another: in a straight line over `stand_to`, its mean over
    the step. He who comes into view in a step does so in the middle of it, on the average.
    """
    clocks, par = state.clocks, tables.parameters
    if scratch.near_n[LISTED, unit] == 0:
        return 1.0  # guns alone fire at whom they have not in view, and they await calls
    if step - clocks[t.LAST_ALERT, unit] > quiet_steps(scale):
        clocks[t.ALERT_SINCE, unit] = step
    clocks[t.LAST_ALERT, unit] = step
    share = 1.0
    if awaits_nobody(unit, state):
        since = (step - clocks[t.ALERT_SINCE, unit] - IN_THE_MIDDLE) * scale.step_s
        share = standing_to(since, since + scale.step_s, 60.0 * par[p.STAND_TO])
    if step < clocks[t.REGROUPED, unit]:
        share *= par[p.DISORDERED]
    if state.counts[a.ORDER, unit] == a.WITHDRAW:
        return share * tables.borne[d.REAR_PARTY, unit]
    return share * (1.0 - in_dead_ground(unit, world, tables, state))


@phase
def awaits_nobody(unit, state):
    """Whether an enemy may come as a surprise to a unit: it has no order to fall upon him."""
    order = state.counts[a.ORDER, unit]
    return not (order == a.ATTACK or order == a.PURSUE or order == a.SUPPORT or order == a.BOMBARD)


@phase
def quiet_steps(scale):
    """Steps without an enemy after which men have laid down their arms."""
    return int(QUIET_S / scale.step_s) + 1


@stage
def everybody_fires(step, world, tables, state, scratch, scale, log):
    """All units that can fire choose their targets, then all shots take effect; nothing is applied yet."""
    counts = state.counts
    counts[a.FIRED, :] = 0
    if scratch.contacts_n[0] + scratch.contacts_n[1] == 0:
        return
    visibility = tables.light[t.VISIBILITY_M, step]
    scratch.lit_within[0] = hexes_short_of(visibility, scale.hex_m)
    scratch.defence_within[0] = hexes_within(tables.parameters[p.SELF_DEFENCE], scale.hex_m)
    scratch.shots_n[0] = 0
    size_up(step, world, tables, state, scratch, scale)
    note_engaged(tables, state, scratch)
    for unit in range(counts.shape[1]):
        if may_fire(unit, tables, state, scratch) and not lies_in_wait(unit, tables, state, scratch, scale):
            fire_of_unit(unit, visibility, step, world, tables, state, scratch, scale, log)
    note_fights(step, tables, state, scratch, scale)
    slow_down(tables, state, scratch, scale)
    fade = suppression.fading(scale.step_s, tables.parameters[p.RECOVERY])
    for unit in range(counts.shape[1]):
        scratch.hits_on_men[unit] = scratch.hits_on_vehicles[unit] = 0.0
        scratch.struck_men[unit] = scratch.struck_vehicles[unit] = 0
        if counts[a.FIRED, unit] == 1 or state.reals[a.NEAR_MISS, unit] > 0.0:
            suppressed = mean_suppression(unit, fade, tables, state)
            scratch.steadiness[unit] = 1.0 - suppressed
        if scratch.sized[unit] == 1 and state.reals[a.NEAR_MISS, unit] > 0.0:
            put_down(unit, suppressed, tables, scratch)
    for k in range(scratch.shots_n[0]):
        expect(k, step, tables, state, scratch, scale)
    for k in range(scratch.shots_n[0]):
        draw_struck(k, step, tables, state, scratch)
    for k in range(scratch.shots_n[0]):
        strike(k, step, tables, state, scratch, log)


@phase
def mean_suppression(unit, fade, tables, state):
    """Suppression of a unit over the step, now that all near misses have gathered."""
    rise = tables.parameters[p.SUPPRESSION] * state.reals[a.NEAR_MISS, unit]
    return suppression.mean_under_fire(state.reals[a.SUPPRESSION, unit], rise, fade)


@phase
def fire_of_unit(unit, visibility, step, world, tables, state, scratch, scale, log):
    """One unit's weapons, slot by slot: those of batteries by call, unless they are threatened; all others by sight."""
    counts, reals = state.counts, state.reals
    fit = readiness(unit, step, world, tables, state, scratch, scale)
    anew = looks_round(unit, step, tables, state, scratch, scale)
    if nobody_in_reach(unit, state, scratch) and not answers_by_plan_or_call(unit, tables, state):
        return
    before = rounds_left(unit, reals, tables.unit_reals) if log.on[0] == 1 else 0.0
    fit *= share_in_front(unit, tables, state, scratch, scale)
    by_sight = tables.units[t.ROLE, unit] != t.GUNS or is_threatened(unit, tables, scratch, scale)
    served = False
    for slot in range(a.SLOTS):
        weapon = np.int64(tables.units[t.WEAPON_0 + slot, unit])
        if weapon < 0 or counts[a.COUNT_0 + slot, unit] <= 0 or reals[a.AMMO_0 + slot, unit] < 1.0:
            continue
        if answers_calls(unit, weapon, tables, state):
            if by_sight:
                stop(unit, state)
            else:
                if not served:
                    serve(unit, weapon, step, world, tables, state, scratch, scale)
                served = True
                fire_by_call(unit, slot, weapon, fit, visibility, world, tables, state, scratch, scale)
                continue
        one, two = two_targets(unit, slot, weapon, anew, world, tables, state, scratch, scale, visibility)
        if one.unit >= 0:
            size_up_men(one.unit, world, tables, state, scratch)
            if two.unit >= 0:
                size_up_men(two.unit, world, tables, state, scratch)
            fire_at_two(Weapons(unit, slot, weapon, fit), one, two, visibility, tables, state, scratch, scale)
    if counts[a.FIRED, unit] == 1:
        note_fire(unit, before, step, tables, state, scale, log)


@phase
def answers_by_plan_or_call(unit, tables, state):
    """Whether a unit may fire at enemies whom it has not in view: guns, and whoever bombards a place."""
    return tables.units[t.ROLE, unit] == t.GUNS or state.counts[a.ORDER, unit] == a.BOMBARD


@phase
def fire_at_two(weapons, one, two, visibility, tables, state, scratch, scale):
    """The weapons of a slot fire at two targets, rounds in proportion to promise."""
    unit, slot, weapon, fit = weapons
    par, left = tables.parameters, state.reals[a.AMMO_0 + slot, unit]
    first = lay(unit, weapon, one, visibility, tables, state, scratch, scale)
    second = NOT_LAID
    if two.unit >= 0:
        second = lay(unit, weapon, two, visibility, tables, state, scratch, scale)
    one_time, two_time = first.way.moving + first.way.after, second.way.moving + second.way.after
    time = max(one_time, two_time)
    promised = first.promise + second.promise
    if time <= 0.0 or promised <= 0.0:
        return
    promising = gunnery.intensity(promised / time, par[p.FIRE_DISCIPLINE], par[p.LEAST_FIRE])
    opened = max(within_range(weapon, first, tables, scale), within_range(weapon, second, tables, scale))
    pressure = gunnery.opening(promising, opened, par[p.LEAST_FIRE])
    if one.how == UNWATCHED:
        pressure = par[p.UNSEEN_FIRE]
    pressure *= saved_for_later(unit, slot, tables, state, scratch, scale)
    bearing = 1.0 if tables.units[t.ROLE, unit] == t.GUNS else par[p.BEARING]
    working = working_of(unit, slot, tables, state)
    rate = tables.weapons[t.W_RATE, weapon]
    rounds = gunnery.rounds_fired(working, rate, time * scale.step_s, fit * bearing, pressure, left)
    if rounds <= 0.0:
        return
    state.counts[a.FIRED, unit] = 1
    share = first.promise / promised
    for k in range(2):
        target, laid = (one, first) if k == 0 else (two, second)
        part = rounds * min(share, one_time / time) if k == 0 else rounds * min(1.0 - share, two_time / time)
        if target.unit >= 0 and part > 0.0:
            spend(unit, slot, part, state)
            shot = Shot(unit, slot, weapon, float(working), part)
            aim(shot, target, laid, np.int64(0), tables, state, scratch, scale)


@phase
def within_range(weapon, laid, tables, scale):
    """Share of the time of fire in which the men of two units stand within a weapon's effective range; 0 at nobody."""
    way = laid.way
    time = way.moving + way.after
    if time <= 0.0:
        return 0.0
    inside = 0.0
    if way.moving > 0.0:
        near, _ = gunnery.spread_m(way.near, scale.hex_m)
        _, far = gunnery.spread_m(way.far, scale.hex_m)
        inside += way.moving * passage.share_inside(near, far, tables.weapons[t.W_EFFECTIVE_M, weapon])
    if way.after > 0.0:
        near, far = gunnery.spread_m(way.now, scale.hex_m)
        inside += way.after * passage.share_inside(near, far, tables.weapons[t.W_EFFECTIVE_M, weapon])
    return inside / time


@phase
def saved_for_later(unit, slot, tables, state, scratch, scale):
    """Share of its fire that a slot gives by what it has left: few rounds are kept for who comes near.

    Form: ours, because fire in proportion to what is left runs out never, and is whole while there is enough. Fire by
    plan goes by the plan.
    """
    if state.counts[a.ORDER, unit] == a.BOMBARD:
        return 1.0
    nearest = nearest_in_sight(unit, scratch)
    if nearest >= 0 and nearest * scale.hex_m <= tables.parameters[p.ASSAULT_M]:
        return 1.0
    full = tables.unit_reals[t.LOAD_0 + slot, unit]
    return min(1.0, state.reals[a.AMMO_0 + slot, unit] / (full * tables.parameters[p.SAVES_BELOW]))


@phase
def spend(unit, slot, rounds, state):
    """Take rounds from what a slot has."""
    left = state.reals[a.AMMO_0 + slot, unit]
    state.reals[a.AMMO_0 + slot, unit] = max(0.0, left - rounds)  # parts may round up
    state.fired[unit] += rounds


@phase
def fire_by_call(unit, slot, weapon, fit, visibility, world, tables, state, scratch, scale):
    """The guns of a slot fire at those whom the battery serves in this step, each for its time."""
    for k in range(scratch.served_n[0]):
        target, how = np.int64(scratch.served[k, SERVED]), np.int64(scratch.served[k, SERVED_HOW])
        share, left = scratch.served_share[k], state.reals[a.AMMO_0 + slot, unit]
        if share <= 0.0 or left < 1.0:
            continue
        working = working_of(unit, slot, tables, state)
        pressure = tables.parameters[p.UNSEEN_FIRE] if how == UNWATCHED else 1.0
        pressure *= saved_for_later(unit, slot, tables, state, scratch, scale)
        rate = tables.weapons[t.W_RATE, weapon]
        rounds = gunnery.rounds_fired(working, rate, share * scale.step_s, fit, pressure, left)
        if rounds <= 0.0:
            continue
        state.counts[a.FIRED, unit] = 1
        spend(unit, slot, rounds, state)
        size_up_men(target, world, tables, state, scratch)
        hexes = np.int64(distance(world.axial, state.counts[a.HEX, unit], state.counts[a.CONTACT_HEX, target]))
        apart = float(hexes)
        moving = share * scratch.moving[target]
        way = Way(apart, apart, apart, moving, share - moving)
        effect, screen, cause = a_round(weapon, target, way, how, visibility, tables, state, scratch, scale)
        chosen, laid = Target(target, hexes, how, 0.0), Laid(way, effect, screen, np.int64(cause), 0.0)
        shot = Shot(unit, slot, weapon, float(working), rounds)
        aim(shot, chosen, laid, np.int64(1), tables, state, scratch, scale)


@phase
def working_of(unit, slot, tables, state):
    """Weapons of a slot that fire: those with a crew, or those of the vehicles that run."""
    counts = state.counts
    in_order = counts[a.COUNT_0 : a.COUNT_0 + a.SLOTS, unit]
    if tables.units[t.ARMOURED, unit] == 1:
        running = counts[a.VEHICLES, unit] / max(1.0, tables.unit_reals[t.VEHICLES_0, unit])
        return in_order[slot] * running
    weapons = tables.units[t.WEAPON_0 : t.WEAPON_0 + a.SLOTS, unit]
    return gunnery.working_weapons(slot, counts[a.MEN, unit], weapons, in_order, tables.weapons)


@phase
def note_fire(unit, before, step, tables, state, scale, log):
    """Set the clock of who has fired, and tell who opens fire and who has spent his rounds."""
    if log.on[0] == 1:
        quiet = quiet_steps(scale)
        if before >= SPENT > rounds_left(unit, state.reals, tables.unit_reals):
            event(log, step, a.OUT_OF_AMMUNITION, unit, -1, -1, 0)
        if step - state.clocks[t.LAST_FIRED, unit] > quiet:
            event(log, step, a.OPENED_FIRE, unit, -1, -1, 0)
    state.clocks[t.LAST_FIRED, unit] = step
