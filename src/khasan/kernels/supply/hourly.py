"""What units are issued once an hour, after chains and columns (see :mod:`.columns`): food, and then rounds.

Wants gather before anything is issued, and a depot that has too little gives everybody the same share of what he
asked for, so array order gives nobody more.
"""

from __future__ import annotations

from khasan import arrays as a
from khasan.kernels.compiling.decorators import aside, phase, stage
from khasan.kernels.knowledge.contacts import present
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.supply import logistics
from khasan.kernels.supply.columns import lose_depot, open_ways, run_chain

HOUR_S = 3600.0
"""Columns, chains and rations are reckoned by the hour, or by the step if that is longer. Definition."""


@aside
def steps_an_hour(scale):
    """Steps from one reckoning of columns, chains and rations to the next."""
    return max(1, int(HOUR_S / scale.step_s + 0.5))


@aside
def can_be_supplied(unit, tables, state, scratch):
    """Whether anything that gets through can be handed out: the unit is neither at grips nor under heavy fire."""
    if not present(state.counts[a.STATUS, unit]) or scratch.fighting[unit] == 1:
        return False
    calm = state.reals[a.SUPPRESSION, unit] < tables.parameters[p.SUPPLY_STOPS]
    return calm and state.reals[a.SUPPLY_SHARE, unit] > 0.0


@aside
def food_wanted_kg(unit, hours, tables, state):
    """Food and fodder that a unit lacks and its carriers can fetch within so many hours."""
    counts, reals, par = state.counts, state.reals, tables.parameters
    needed = logistics.needed_kg_a_day(counts[a.MEN, unit], counts[a.HORSES, unit], par)
    lacking = max(0.0, par[p.FOOD_CARRIED_DAYS] - reals[a.FOOD_DAYS, unit]) * needed
    return min(lacking, reals[a.LIFT_KG_H, unit] * hours)


@aside
def share_out(side, stock, issued, state):
    """How much of what was wanted of a depot's stock can be met; what is issued leaves it.

    Form: ours, because who asks for more gets more and nobody is first: the same share of every want.
    """
    depots = state.depots
    wanted = depots[t.D_WANTED_T, side]
    depots[t.D_WANTED_T, side] = 0.0
    depots[t.D_MET, side] = 1.0
    if depots[t.D_DECLARED, side] < 0.5 or wanted <= 0.0:
        return
    given = min(wanted, depots[stock, side])
    depots[stock, side] -= given
    depots[issued, side] += given
    depots[t.D_MET, side] = given / wanted


@aside
def eat(hours, tables, state, scratch):
    """Every unit eats for so many hours of what it carries, and what it lacks comes up."""
    counts, reals, par, depots = state.counts, state.reals, tables.parameters, state.depots
    for unit in range(counts.shape[1]):
        if not present(counts[a.STATUS, unit]):
            continue
        reals[a.FOOD_DAYS, unit], reals[a.HUNGER_DAYS, unit] = logistics.after_eating(
            reals[a.FOOD_DAYS, unit], reals[a.HUNGER_DAYS, unit], hours / 24.0
        )
        if reals[a.HUNGER_DAYS, unit] > 0.0:
            spent = logistics.spent(reals[a.HUNGER_DAYS, unit], par)
            reals[a.FATIGUE, unit] = max(reals[a.FATIGUE, unit], spent)
            reals[a.COHESION, unit] = min(reals[a.COHESION, unit], 1.0 - min(1.0, par[p.HUNGER_WORTH]) * spent)
        side = tables.units[t.SIDE, unit]
        if depots[t.D_DECLARED, side] > 0.5 and can_be_supplied(unit, tables, state, scratch):
            depots[t.D_WANTED_T, side] += food_wanted_kg(unit, hours, tables, state) / 1000.0
    for side in range(2):
        share_out(side, t.D_FOOD_T, t.D_ISSUED_FOOD_T, state)
    for unit in range(counts.shape[1]):
        if not can_be_supplied(unit, tables, state, scratch):
            continue
        side = tables.units[t.SIDE, unit]
        if depots[t.D_DECLARED, side] < 0.5:
            reals[a.FOOD_DAYS, unit] = par[p.FOOD_CARRIED_DAYS]
            continue
        got = food_wanted_kg(unit, hours, tables, state) * depots[t.D_MET, side]
        if got > 0.0:
            needed = logistics.needed_kg_a_day(counts[a.MEN, unit], counts[a.HORSES, unit], par)
            reals[a.FOOD_DAYS, unit] += got / needed
            reals[a.LIFT_KG_H, unit] = max(0.0, reals[a.LIFT_KG_H, unit] - got / hours)


@stage
def supply_by_the_hour(step, world, tables, state, scratch, scale, log):
    """Chains, ways, rations: once an hour."""
    every = steps_an_hour(scale)
    if step % every != 0:
        return
    hours = every * scale.step_s / 3600.0
    for side in range(2):
        if state.depots[t.D_DECLARED, side] > 0.5:
            run_chain(side, hours, tables, state)
            lose_depot(side, world, state, scratch)
    open_ways(step, hours, world, tables, state, scratch, log)
    eat(hours, tables, state, scratch)


@aside
def rounds_due(slot, unit, hours, tables, state):
    """Rounds of one slot after its allotment for so many hours, if all of it came."""
    weapon = tables.units[t.WEAPON_0 + slot, unit]
    rounds, load = state.reals[a.AMMO_0 + slot, unit], tables.unit_reals[t.LOAD_0 + slot, unit]
    if weapon < 0 or rounds >= load:
        return rounds
    working = state.counts[a.COUNT_0 + slot, unit]
    return logistics.after_issue(rounds, working, tables.weapons[t.W_DAILY, weapon], hours, load)


@phase
def is_short(unit, tables, state):
    """Whether a unit lacks a round of any of its loads: most units in most steps do not."""
    short = False
    for slot in range(a.SLOTS):
        short |= state.reals[a.AMMO_0 + slot, unit] < tables.unit_reals[t.LOAD_0 + slot, unit]
    return short


@aside
def share_fetched(unit, hours, tables, state):
    """(kilograms of rounds due to a unit, packed; share of them that its carriers can fetch)."""
    kg = 0.0
    for slot in range(a.SLOTS):
        weapon = tables.units[t.WEAPON_0 + slot, unit]
        if weapon >= 0:
            more = rounds_due(slot, unit, hours, tables, state) - state.reals[a.AMMO_0 + slot, unit]
            kg += more * tables.weapons[t.W_ROUND_KG, weapon] * tables.parameters[p.PACKING]
    fetched = state.reals[a.LIFT_KG_H, unit] * hours
    return kg, (1.0 if kg <= fetched else fetched / kg)


@aside
def issue(unit, share, hours, tables, state):
    """Hand out that share of the rounds due to a unit."""
    reals = state.reals
    for slot in range(a.SLOTS):
        rounds = reals[a.AMMO_0 + slot, unit]
        due = rounds_due(slot, unit, hours, tables, state)
        if due > rounds:
            after = due if share >= 1.0 else rounds + (due - rounds) * share
            reals[a.AMMO_0 + slot, unit] = after
            reals[a.ISSUED, unit] += after - rounds


@stage
def issue_rounds(step, tables, state, scratch, scale):
    """Once an hour the rounds allotted to every weapon in working order, as far as way, carriers and depot allow."""
    every = steps_an_hour(scale)
    if step % every != 0:
        return
    counts, depots = state.counts, state.depots
    hours = every * scale.step_s / 3600.0
    for unit in range(counts.shape[1]):
        scratch.fetched[unit] = 0.0
        if counts[a.STATUS, unit] != a.ACTIVE or not is_short(unit, tables, state):
            continue
        if not can_be_supplied(unit, tables, state, scratch):
            continue
        side = tables.units[t.SIDE, unit]
        scratch.fetched[unit] = 1.0
        if depots[t.D_DECLARED, side] > 0.5:
            kg, fetched = share_fetched(unit, hours, tables, state)
            scratch.fetched[unit] = fetched
            depots[t.D_WANTED_T, side] += kg * fetched / 1000.0
    for side in range(2):
        share_out(side, t.D_AMMUNITION_T, t.D_ISSUED_AMMUNITION_T, state)
    for unit in range(counts.shape[1]):
        if scratch.fetched[unit] > 0.0:
            met = depots[t.D_MET, tables.units[t.SIDE, unit]]
            issue(unit, scratch.fetched[unit] * met, hours, tables, state)
