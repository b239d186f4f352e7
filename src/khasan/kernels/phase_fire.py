"""Phases 4 and 5: units share their fire over the enemies they know, and the effects gather.

A weapon fires at its two most promising targets, rounds in proportion to promise. Promise is casualties expected a
round (a vehicle counts as `tank_worth` men), raised at arm's length and less so with range: threat.
"""

from __future__ import annotations

from khasan import arrays as a
from khasan.kernels import armour, blocks, exposure, fire, suppression
from khasan.kernels import parameters as p
from khasan.kernels import tables as t
from khasan.kernels.book import event, loss
from khasan.kernels.command import rounds_left
from khasan.kernels.compiled import phase
from khasan.kernels.hexgrid import distance
from khasan.kernels.phase_spot import present
from khasan.kernels.rng import S_AIMED, S_AREA, S_ARMOUR, binomial, poisson, two_uniforms, uniform

BOMBARD_RADIUS_M = 1500.0
"""How far from the named place a bombardment looks for targets. Definition of the order."""
SPENT = 0.05
"""Share of its loads below which a unit is told of as out of ammunition. Definition."""


@phase
def footprint(target, tables):
    """Square metres over which a unit is spread."""
    return max(
        fire.FOOTPRINT_LEAST_M2,
        tables.unit_reals[t.FRONTAGE_M, target] * tables.unit_reals[t.DEPTH_M, target],
    )


@phase
def exposed(target, area, world, tables, state):
    """Exposure of a unit's men where it stands, or behind the sides of an open vehicle or boat."""
    if not area and tables.unit_reals[t.CREW_EXPOSURE, target] > 0.0:
        return tables.unit_reals[t.CREW_EXPOSURE, target]
    here = state.counts[a.HEX, target]
    side = tables.units[t.SIDE, target]
    works = state.works[here] if state.hex_side[here] == side else tables.parameters[p.REVERSED] * state.works[here]
    return exposure.of_men(
        state.counts[a.MOVED, target],
        works,
        world.ground_f[t.COVER, here],
        area,
        state.counts[a.STATUS, target] == a.BROKEN,
        tables.parameters,
    )


@phase
def a_round(weapon, target, hexes, observed, visibility, world, tables, state, scale):
    """(casualties or vehicles expected a round, kind of effect) before steadiness, quality and parameter."""
    w = tables.weapons
    reach = min(w[t.W_MAX_M, weapon], visibility) if observed else w[t.W_MAX_M, weapon]
    range_m = hexes * scale.hex_m
    if tables.units[t.ARMOURED, target] == 1:
        if w[t.W_PEN_MM, weapon] <= 0.0 or w[t.W_HIT, weapon] <= 0.0:
            if w[t.W_LETHAL_M2, weapon] <= 0.0:
                if tables.unit_reals[t.CREW_EXPOSURE, target] <= 0.0:
                    return 0.0, a.ARMOUR
                hit = fire.mean_hit_probability(hexes, scale.hex_m, reach, w[t.W_HIT, weapon], w[t.W_HALF_M, weapon])
                return hit * exposed(target, False, world, tables, state), a.AIMED
            ground = footprint(target, tables)
            share = fire.share_on_footprint(ground, w[t.W_DISPERSION_M, weapon], observed, tables.parameters)
            stopped = armour.bursts_on_vehicles(
                1.0, state.counts[a.VEHICLES, target], ground, tables.parameters[p.VULNERABLE_AREA]
            )
            return share * stopped / tables.unit_reals[t.HITS_TO_STOP, target], a.ARMOUR
        pierce = armour.pierce_probability(
            armour.penetration(range_m, w[t.W_PEN_MM, weapon], w[t.W_PEN_LOSS, weapon]),
            tables.unit_reals[t.ARMOUR_MM, target],
            tables.parameters[p.PENETRATION_SPREAD],
        )
        hit = fire.mean_hit_probability(hexes, scale.hex_m, reach, w[t.W_HIT, weapon], w[t.W_HALF_M, weapon])
        hidden = state.counts[a.MOVED, target] == 0 and armour.finds_hull_down(tables.units[t.MOBILITY, target])
        hull = tables.parameters[p.HULL_DOWN] if hidden else 1.0
        return hit * pierce * hull / tables.unit_reals[t.HITS_TO_STOP, target], a.ARMOUR
    if w[t.W_LETHAL_M2, weapon] > 0.0:
        ground = footprint(target, tables)
        share = fire.share_on_footprint(ground, w[t.W_DISPERSION_M, weapon], observed, tables.parameters)
        per_round = w[t.W_LETHAL_M2, weapon] * state.counts[a.MEN, target] / ground
        return share * per_round * exposed(target, True, world, tables, state), a.AREA
    hit = fire.mean_hit_probability(hexes, scale.hex_m, reach, w[t.W_HIT, weapon], w[t.W_HALF_M, weapon])
    return hit * exposed(target, False, world, tables, state), a.AIMED


@phase
def may_fire_at(shooter, target, hexes, weapon, step, world, tables, state, scratch, scale, visibility):
    """0 no; 1 by direct fire; 2 over the line of sight, observed; 3 on a place nobody watches."""
    counts, w = state.counts, tables.weapons
    if not present(counts[a.STATUS, target]) or counts[a.CONTACT_AGE, target] >= a.UNSEEN:
        return 0
    side = tables.units[t.SIDE, shooter]
    if scratch.standing[side, counts[a.CONTACT_HEX, target]] > 0:
        return 0  # own men are in the hex it is believed in
    nearest = max(0.0, (hexes - 0.5) * scale.hex_m)
    if nearest > w[t.W_MAX_M, weapon] or (hexes + 0.5) * scale.hex_m < w[t.W_MIN_M, weapon]:
        return 0
    order = counts[a.ORDER, shooter]
    pressing = tables.units[t.ROLE, shooter] == t.GUNS and order != a.HOLD
    if counts[a.CONTACT_AGE, target] == 0:
        here, there = counts[a.HEX, shooter], counts[a.HEX, target]
        direct = (world.bits[here, there >> 3] >> (there & 7)) & 1 == 1 and nearest < visibility
        if direct and (pressing or nearest <= w[t.W_EFFECTIVE_M, weapon]):
            return 1
        answers = tables.units[t.ROLE, shooter] != t.GUNS or pressing or nearest <= tables.parameters[p.SELF_DEFENCE]
        called = (step - counts[a.CONTACT_SINCE, target]) * scale.step_s >= 60.0 * tables.parameters[p.CALL_DELAY]
        return 2 if w[t.W_INDIRECT, weapon] > 0.5 and answers and called else 0
    if order != a.BOMBARD or w[t.W_INDIRECT, weapon] < 0.5:
        return 0
    place = world.place_hex[counts[a.ORDER_PLACE, shooter]]
    close = distance(world.axial, place, counts[a.CONTACT_HEX, target]) * scale.hex_m <= BOMBARD_RADIUS_M
    return 3 if close else 0


@phase
def strike(shooter, slot, weapon, working, target, hexes, how, rounds, step, world, tables, state, scratch, scale, log):
    """The effect of so many rounds on one target, gathered in the buffers."""
    counts, par = state.counts, tables.parameters
    visibility = tables.light[t.VISIBILITY_M, step]
    observed = how != 3
    effect, cause = a_round(weapon, target, hexes, observed, visibility, world, tables, state, scale)
    if how == 3 and counts[a.CONTACT_HEX, target] != counts[a.HEX, target]:
        return  # it has moved away since; the rounds fall on empty ground
    side_hits = scratch.hits
    steadiness = 1.0 - state.reals[a.SUPPRESSION, shooter]
    quality = par[tables.units[t.QUALITY, shooter]]
    parameter = par[p.ANTI_ARMOUR] if cause == a.ARMOUR else par[int(tables.weapons[t.W_GROUP, weapon])]
    expected = rounds * effect * steadiness * quality * parameter
    lethal = tables.weapons[t.W_LETHAL_M2, weapon]
    area = lethal > 0.0
    screen = exposed(target, area, world, tables, state)
    ground = footprint(target, tables)
    share = (
        fire.share_on_footprint(ground, tables.weapons[t.W_DISPERSION_M, weapon], observed, tables.parameters)
        if area
        else 1.0
    )
    if area:
        state.reals[a.NEAR_MISS, target] += suppression.bursts_volume(
            rounds * share, lethal, ground, screen, par[p.BURSTS_WEIGHT]
        )
    else:
        state.reals[a.NEAR_MISS, target] += suppression.bullets_volume(
            rounds, tables.unit_reals[t.FRONTAGE_M, target], screen
        )
    if expected <= 0.0:
        return
    stream = S_AIMED if cause == a.AIMED else (S_AREA if cause == a.AREA else S_ARMOUR)
    u, v = two_uniforms(tables.key, step, stream, slot, tables.hashes[shooter], tables.hashes[target])
    if cause == a.ARMOUR:
        there = counts[a.VEHICLES, target] - side_hits[blocks.BURNT, target] - side_hits[blocks.KNOCKED_OUT, target]
        stopped = poisson(expected, u, there)
        if stopped == 0:
            return
        burnt = binomial(stopped, par[p.BURN_SHARE], v)
        w, x = two_uniforms(tables.key, step, stream, slot + 8, tables.hashes[shooter], tables.hashes[target])
        crew = binomial(int(stopped * tables.unit_reals[t.CREW, target] + 0.5), par[p.CREW_LOSS], w)
        left = counts[a.MEN, target] - side_hits[0, target] - side_hits[1, target] - side_hits[2, target]
        crew = min(crew, max(0, left))
        killed = binomial(crew, par[p.CLOSE_KILLED_SHARE], x)
        side_hits[blocks.BURNT, target] += burnt
        side_hits[blocks.KNOCKED_OUT, target] += stopped - burnt
        side_hits[blocks.KILLED, target] += killed
        side_hits[blocks.WOUNDED, target] += crew - killed
        loss(
            log,
            step,
            cause,
            shooter,
            target,
            weapon,
            stream,
            slot,
            (killed, crew - killed, 0),
            (burnt, stopped - burnt),
            0,
            (
                hexes * scale.hex_m,
                working,
                rounds,
                effect,
                1.0,
                steadiness,
                1.0,
                quality,
                parameter,
                expected,
                u,
            ),
        )
        return
    left = counts[a.MEN, target] - side_hits[0, target] - side_hits[1, target] - side_hits[2, target]
    fallen = poisson(expected, u, max(0, left))
    if fallen == 0:
        return
    killed = binomial(fallen, par[p.KILLED_SHARE], v)
    wrecked = wreck_weapons(shooter, target, slot, fallen, step, tables, state, scratch) if area else 0
    side_hits[blocks.KILLED, target] += killed
    side_hits[blocks.WOUNDED, target] += fallen - killed
    per_round = effect / (screen * share) if screen * share > 0.0 else 0.0
    loss(
        log,
        step,
        cause,
        shooter,
        target,
        weapon,
        stream,
        slot,
        (killed, fallen - killed, 0),
        (0, 0),
        wrecked,
        (
            hexes * scale.hex_m,
            working,
            rounds,
            per_round,
            screen,
            steadiness,
            share,
            quality,
            parameter,
            expected,
            u,
        ),
    )


@phase
def wreck_weapons(shooter, target, slot, fallen, step, tables, state, scratch):
    """Crew-served weapons wrecked by the bursts that felled so many men."""
    men = max(1, state.counts[a.MEN, target])
    wrecked = 0
    for k in range(a.SLOTS):
        weapon = tables.units[t.WEAPON_0 + k, target]
        if weapon < 0 or tables.weapons[t.W_CREW, weapon] < 1.5:
            continue
        have = state.counts[a.COUNT_0 + k, target] - scratch.weapons_hit[k, target]
        u = uniform(tables.key, step, S_AREA, 16 + slot * 8 + k, tables.hashes[shooter], tables.hashes[target])
        gone = binomial(have, min(1.0, tables.parameters[p.GUN_LOSS] * fallen / men), u)
        scratch.weapons_hit[k, target] += gone
        wrecked += gone
    return wrecked


@phase
def supposed_round(weapon, target, observed, tables):
    """Casualties a round that gunners promise themselves of a place nobody watches: a full unit, lying, not dug in."""
    ground = footprint(target, tables)
    share = fire.share_on_footprint(ground, tables.weapons[t.W_DISPERSION_M, weapon], observed, tables.parameters)
    men = tables.unit_reals[t.MEN_0, target]
    return share * tables.weapons[t.W_LETHAL_M2, weapon] * men / ground * tables.parameters[p.LYING_AREA]


@phase
def best_two(shooter, weapon, step, world, tables, state, scratch, scale):
    """The two most promising targets: (unit, hexes, how, promise) twice; unit -1 where there is none."""
    counts = state.counts
    visibility = tables.light[t.VISIBILITY_M, step]
    first = second = -1
    first_hexes = second_hexes = first_how = second_how = 0
    first_promise = second_promise = 0.0
    everywhere = tables.weapons[t.W_INDIRECT, weapon] > 0.5
    side = tables.units[t.SIDE, shooter]
    many = scratch.contacts_n[side] if everywhere else scratch.near_n[shooter]
    for k in range(many):
        target = scratch.contacts[side, k] if everywhere else scratch.near[shooter, k]
        if counts[a.CONTACT_AGE, target] >= a.UNSEEN:
            continue
        hexes = (
            distance(world.axial, counts[a.HEX, shooter], counts[a.CONTACT_HEX, target])
            if everywhere
            else scratch.near_hexes[shooter, k]
        )
        how = may_fire_at(shooter, target, hexes, weapon, step, world, tables, state, scratch, scale, visibility)
        if how == 0:
            continue
        if how == 3:
            effect, cause = supposed_round(weapon, target, how != 3, tables), a.AREA
        else:
            effect, cause = a_round(weapon, target, hexes, how != 3, visibility, world, tables, state, scale)
        promise = effect * (tables.parameters[p.TANK_WORTH] if cause == a.ARMOUR else 1.0)
        promise *= 1.0 + tables.parameters[p.THREAT] / (1.0 + hexes * scale.hex_m / fire.NEAR_M)
        if promise > first_promise:
            second, second_hexes, second_how, second_promise = first, first_hexes, first_how, first_promise
            first, first_hexes, first_how, first_promise = target, hexes, how, promise
        elif promise > second_promise:
            second, second_hexes, second_how, second_promise = target, hexes, how, promise
    return first, first_hexes, first_how, first_promise, second, second_hexes, second_how, second_promise


@phase
def everybody_fires(step, world, tables, state, scratch, scale, log):
    """All units that can fire do; nothing is applied yet."""
    counts = state.counts
    units = counts.shape[1]
    quiet = int(3600.0 / scale.step_s) + 1
    for unit in range(units):
        counts[a.FIRED, unit] = 0
    for unit in range(units):
        if counts[a.STATUS, unit] != a.ACTIVE or counts[a.MEN, unit] <= 0 or scratch.fighting[unit] == 1:
            continue
        if scratch.contacts_n[tables.units[t.SIDE, unit]] == 0:
            continue  # nobody to fire at
        if scratch.near_n[unit] == 0 and tables.units[t.ROLE, unit] == t.ASSAULT:
            continue
        moving = counts[a.MOVED, unit] == 1
        mounted = tables.units[t.ARMOURED, unit] == 1
        if moving and not mounted and tables.units[t.ROLE, unit] != t.ASSAULT:
            continue  # limbered or carried
        before = rounds_left(unit, state.reals, tables.unit_reals)
        fire_of_unit(unit, moving, step, world, tables, state, scratch, scale, log)
        if counts[a.FIRED, unit] == 1:
            if before >= SPENT > rounds_left(unit, state.reals, tables.unit_reals):
                event(log, step, a.OUT_OF_AMMUNITION, unit, -1, -1, 0)
            if step - state.clocks[t.LAST_FIRED, unit] > quiet:
                event(log, step, a.OPENED_FIRE, unit, -1, -1, 0)
            state.clocks[t.LAST_FIRED, unit] = step


@phase
def fire_of_unit(unit, moving, step, world, tables, state, scratch, scale, log):
    """One unit's weapons, slot by slot."""
    counts, reals, par = state.counts, state.reals, tables.parameters
    weapons = tables.units[t.WEAPON_0 : t.WEAPON_0 + a.SLOTS, unit]
    in_order = counts[a.COUNT_0 : a.COUNT_0 + a.SLOTS, unit]
    for slot in range(a.SLOTS):
        weapon = weapons[slot]
        left = reals[a.AMMO_0 + slot, unit]
        if weapon < 0 or in_order[slot] <= 0 or left < 1.0:
            continue
        one, one_hexes, one_how, one_promise, two, two_hexes, two_how, two_promise = best_two(
            unit, weapon, step, world, tables, state, scratch, scale
        )
        if one < 0:
            continue
        if tables.units[t.ARMOURED, unit] == 1:
            running = counts[a.VEHICLES, unit] / max(1.0, tables.unit_reals[t.VEHICLES_0, unit])
            working = in_order[slot] * running
        else:
            working = fire.working_weapons(slot, counts[a.MEN, unit], weapons, in_order, tables.weapons)
        pressure = fire.intensity(one_promise + two_promise, par[p.FIRE_DISCIPLINE], par[p.LEAST_FIRE])
        if moving:
            pressure *= par[p.MOVING_FIRE]
        if one_how == 3:
            pressure = par[p.UNSEEN_FIRE]
        bearing = 1.0 if tables.units[t.ROLE, unit] == t.GUNS else par[p.BEARING]
        rounds = fire.rounds_fired(working, tables.weapons[t.W_RATE, weapon], scale.step_s, bearing, pressure, left)
        if rounds <= 0.0:
            continue
        reals[a.AMMO_0 + slot, unit] = left - rounds
        state.fired[unit] += rounds
        counts[a.FIRED, unit] = 1
        share = one_promise / (one_promise + two_promise)
        strike(
            unit,
            slot,
            weapon,
            working,
            one,
            one_hexes,
            one_how,
            rounds * share,
            step,
            world,
            tables,
            state,
            scratch,
            scale,
            log,
        )
        if two >= 0:
            strike(
                unit,
                slot,
                weapon,
                working,
                two,
                two_hexes,
                two_how,
                rounds * (1.0 - share),
                step,
                world,
                tables,
                state,
                scratch,
                scale,
                log,
            )
