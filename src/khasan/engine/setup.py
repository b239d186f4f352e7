"""The start of a replication: its draws made, its tables filled, its state laid out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from khasan import arrays as a
from khasan.arrays import F8, I4, U8
from khasan.compiler.compile import Compiled
from khasan.compiler.light import visibility, wetness
from khasan.compiler.orders import drawn_delays
from khasan.compiler.supply import depots as first_depots
from khasan.compiler.whole import whole
from khasan.declared import empty, sizes_of
from khasan.kernels.chance.draws import parameter_draws, weather_draws
from khasan.kernels.command.doctrine import draw_limits
from khasan.kernels.fire.ranges import prepare_ranges
from khasan.kernels.state import bundles
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t

FIRST_ROWS = 60_000
"""Rows of a recording before it is enlarged."""


class Drawn(NamedTuple):
    """What a replication draws before it starts."""

    tables: bundles.Tables
    orders: bundles.Orders
    works: F8
    """f8[U]: how well each unit is dug in on arrival."""
    ammunition: F8
    """f8[U]: basic loads that it carries."""
    depots: F8
    """What stands in the books of each side's supply."""


def draw(compiled: Compiled, key: U8) -> Drawn:
    """All that is drawn once a replication."""
    values = compiled.numbers.draw(key)
    tables = _tables(compiled, key, values)
    return Drawn(
        tables=tables,
        orders=compiled.orders._replace(delays=drawn_delays(compiled.delays, values), leaves=values[compiled.leaves]),
        works=values[compiled.forces.works],
        ammunition=values[compiled.forces.ammunition],
        depots=first_depots(compiled.chains, values, tables.parameters),
    )


def _tables(compiled: Compiled, key: U8, values: F8) -> bundles.Tables:
    parameters = parameter_draws(key, compiled.prior_hashes, compiled.priors)
    forces = compiled.forces
    weapons = forces.weapons_drawn(values)
    strength = values[forces.strength]
    reals = forces.units_drawn(values)
    armoured = forces.units[t.ARMOURED] == 1
    vehicles = np.where(armoured, np.rint(reals[t.VEHICLES_0] * strength), 0.0)
    share = np.where(armoured, vehicles, strength)
    counts = whole(np.rint(values[forces.weapon_counts] * share), "weapons of a unit", file=compiled.resolved.id)
    for row in (t.MEN_0, t.HORSES_0, t.TRUCKS_0):
        reals[row] = np.rint(reals[row] * strength)
    reals[t.VEHICLES_0] = vehicles
    reals[t.HITS_TO_STOP] = np.maximum(1.0, reals[t.HITS_TO_STOP])
    slot = forces.units[t.WEAPON_0 : t.WEAPON_0 + a.SLOTS]
    loads = np.where(slot >= 0, weapons[t.W_LOAD][slot], 0.0)
    reals[t.LOAD_0 : t.LOAD_0 + a.SLOTS] = counts * loads * np.maximum(1.0, values[forces.ammunition])
    orders = compiled.orders
    of_body, first_in_body = orders.hashes[orders.body_node], orders.body_units[orders.body_first[:-1]]
    limits, by_range, by_distance = prepare_ranges(weapons, parameters, compiled.scale.hex_m, compiled.scale.reach)
    return bundles.Tables(
        units=forces.units,
        unit_reals=reals,
        weapons=weapons,
        weapon_counts=counts,
        limits=limits,
        by_range=by_range,
        by_distance=by_distance,
        parameters=parameters,
        light=_light(compiled, key, values, parameters),
        hashes=forces.hashes,
        sector_hashes=forces.sector_hashes,
        key=key,
        borne=_limits(compiled, key, forces.hashes, forces.units[t.SIDE], of_body[orders.body_of]),
        body_borne=_limits(compiled, key, of_body, forces.units[t.SIDE, first_in_body], of_body),
    )


def _limits(compiled: Compiled, key: U8, hashes: U8, sides: I4, commanders: U8) -> F8:
    """f8[law, whose]: what the commanders of units or bodies bear."""
    values = np.empty((compiled.laws.shape[0], hashes.size))
    draw_limits(key, compiled.laws, hashes, sides, commanders, values)
    return values


def _light(compiled: Compiled, key: U8, values: F8, parameters: F8) -> F8:
    """f8[4, S]: visibility in metres under the weather drawn, whether it is dark, how wet the ground is, the dust."""
    daylight, moonlight, dark = compiled.sky
    metres = visibility(
        daylight, moonlight, parameters[p.DARKNESS], max(parameters[p.MOONLIGHT], parameters[p.DARKNESS]),
        parameters[p.DAYLIGHT_RANGE],
    )  # fmt: skip
    raining, dry = np.zeros(compiled.steps, dtype=bool), np.zeros(compiled.steps, dtype=bool)
    comes = weather_draws(key, np.array([spell.hash for spell in compiled.spells], dtype=np.uint64))
    for spell, draw in zip(compiled.spells, comes, strict=True):
        if draw < values[spell.probability]:
            during = slice(spell.first, spell.last)
            metres[during] = np.minimum(metres[during], max(10.0, values[spell.visibility]))
            raining[during] |= spell.kind == "rain"
            dry[during] |= spell.kind == "dry"
    wet = wetness(raining, compiled.step_s / 3600.0, parameters[p.SOAKING_HOURS], parameters[p.DRYING_HOURS])
    dust = np.where(dry, daylight * (1.0 - wet), 0.0)
    light = t.light.empty(step=compiled.steps)
    light[t.VISIBILITY_M], light[t.DARK], light[t.WET], light[t.DUST] = metres, dark, wet, dust
    return light


def first_state(drawn: Drawn, world: bundles.World) -> bundles.State:
    """The state before the first step."""
    tables, orders = drawn.tables, drawn.orders
    sizes = sizes_of(tables, orders, world)
    state: bundles.State = empty(bundles.State, **sizes)
    counts, reals = state.counts, state.reals
    counts[a.MEN] = whole(tables.unit_reals[t.MEN_0], "men of a unit")
    counts[a.VEHICLES] = whole(tables.unit_reals[t.VEHICLES_0], "vehicles of a unit")
    counts[a.COUNT_0 : a.COUNT_0 + a.SLOTS] = tables.weapon_counts
    counts[a.HORSES] = whole(tables.unit_reals[t.HORSES_0], "horses of a unit")
    counts[a.TRUCKS] = whole(tables.unit_reals[t.TRUCKS_0], "trucks of a unit")
    counts[a.HEX] = world.start_hex
    state.clocks[t.MEN_THEN] = counts[a.MEN]
    loads = tables.unit_reals[t.LOAD_0 : t.LOAD_0 + a.SLOTS]
    reals[a.AMMO_0 : a.AMMO_0 + a.SLOTS] = loads * np.minimum(1.0, drawn.ammunition)
    reals[a.FOOD_DAYS] = tables.parameters[p.FOOD_CARRIED_DAYS]
    there = (tables.units[t.ARRIVES] == 0) & (counts[a.MEN] > 0)
    counts[a.STATUS] = np.where(there, a.ACTIVE, np.where(counts[a.MEN] > 0, a.EXPECTED, a.GONE))
    carrier = tables.units[t.CARRIER]
    there &= (carrier < 0) | ~there[carrier]
    aboard = (counts[a.STATUS] == a.ACTIVE) & ~there
    counts[a.STATUS, aboard] = a.ABOARD
    counts[a.HEX, aboard] = world.start_hex[carrier[aboard]]
    counts[a.STATUS, there & (tables.units[t.ROLE] == t.AIRCRAFT)] = a.AT_AIRFIELD
    for unit in np.flatnonzero(counts[a.STATUS] == a.ACTIVE):
        here = world.start_hex[unit]
        state.works[here] = max(state.works[here], drawn.works[unit])
        state.wire[here] = max(state.wire[here], tables.unit_reals[t.WIRE, unit])
        state.hex_side[here] = tables.units[t.SIDE, unit]
    state.places[t.HOLDER] = state.hex_side[world.place_hex]
    for side in range(sizes["side"]):
        state.places[t.KNOWN_0 + side] = state.places[t.HOLDER]  # both knew who stood where before the first shot
    sites = world.sites[t.SITE] >= 0
    state.places[t.CROSSING_NOW, sites] = world.ground_i[t.CROSSING, world.sites[t.SITE_HEX, sites]]
    of = orders.rules[:, t.R_COMMANDER]
    state.commanders[t.C_INITIATIVE, of[orders.rules[:, t.R_INITIATIVE] == 1]] = 1
    state.commanders[t.C_SIDE] = tables.units[t.SIDE, orders.members[orders.first[:-1]]]
    return state._replace(depots=drawn.depots)


def scratch_for(
    world: bundles.World, scale: bundles.Scale, tables: bundles.Tables, state: bundles.State
) -> bundles.Scratch:
    """Empty buffers; `standing` counts who is on the map at the start."""
    units, hexes, weapons = tables.hashes.size, world.neighbours.shape[0], tables.weapons.shape[1]
    rows = int(world.axial[1, -1]) + 1
    standing = np.zeros((2, hexes), dtype=np.int32)
    there = state.counts[a.STATUS] == a.ACTIVE
    np.add.at(standing, (tables.units[t.SIDE][there], state.counts[a.HEX][there]), 1)
    scratch: bundles.Scratch = empty(
        bundles.Scratch, side=2, unit=units, hex=hexes, weapon=weapons, kept=bundles.KEPT * weapons, box=units + 1,
        view=most_in_view(scale, standing, tables), row=rows, word=hexes // rows // 64 + 3, distance=scale.reach + 1,
        padded=-(-units // bundles.BLOCK) * bundles.BLOCK, shot=bundles.MOST_CALLS * a.SLOTS * units,
        sector=tables.sector_hashes.size,
    )  # fmt: skip
    short = (tables.limits[t.IS_SHORT] == 1) & (tables.weapons[t.W_INDIRECT] > 0.5)
    scratch.hidden_within[0] = tables.limits[t.MOST_HEXES][short].max(initial=0)
    return scratch._replace(standing=standing)


def most_in_view(scale: bundles.Scale, standing: I4, tables: bundles.Tables) -> int:
    """Enemies that a unit can have in view: those of a side, or as many as find room within the reach of sight.

    standing: i4[2, H] at the start, when more may stand in a hex than move into it later.
    """
    hexes = 3 * scale.reach * (scale.reach + 1) + 1
    in_a_hex = max(scale.stack, int(standing.max()))
    of_a_side = int(np.bincount(tables.units[t.SIDE], minlength=2).max())
    return max(1, min(hexes * in_a_hex, of_a_side))


def empty_log(on: bool, rows: int) -> bundles.Log:
    """A book of so many rows, or one that nothing is written in."""
    rows = rows if on else 1
    log: bundles.Log = empty(bundles.Log, event=rows, loss=rows)
    log.on[0] = int(on)
    return log
