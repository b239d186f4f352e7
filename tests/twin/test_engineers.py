"""Engineers of the kernels against the twin: whose work goes into which site, and the ways anew."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from khasan import arrays as a
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.works.engineers import engineers_work
from twin import engineers as twin
from twin import moments as h
from twin import plain


def prepared(seed: int) -> plain.Blocks:
    """A river with two sites, seven units about it, and work of every kind begun."""
    b, rng = h.moment(seed, 9, engineering=1, step_s=(300.0, 170.0)[seed % 2], cols=5, rows=5)
    s, ground = b.state, b.world.ground_i
    ground[t.SURFACE] = rng.choice([t.OPEN, t.WOODS, t.MARSH], 25)
    ground[t.ROAD] = rng.choice([t.NO_ROAD, t.TRACK, t.RAILWAY], 25)
    ground[t.SURFACE, 10:15] = t.RIVER
    for site, hex_ in ((1, 11), (3, 13)):
        kind = int(rng.integers(0, 5))
        ground[t.CROSSING, hex_] = kind
        both = [site, site + 1] if site == 3 else [site]
        b.world.sites[t.SITE, both], b.world.sites[t.SITE_HEX, both] = site, hex_
        s.places[t.CROSSING_NOW, both] = kind
        for row, hours in (
            (t.BUILT, rng.choice([0.0, 1.0]) * b.tables.parameters[p.BRIDGE_HOURS]),
            (t.MINED, b.tables.parameters[p.DEMOLITION_HOURS]),
        ):
            s.places[row, site] = int(hours * 3600.0 * 100.0 * rng.choice([0.0, 0.3, 0.995, 0.9999]))
        if rng.random() < 0.4:
            s.places[t.BUILT, site] = int(b.tables.parameters[p.FOOTBRIDGE_HOURS] * 3600.0 * 100.0 * 0.999)
    if seed % 3 == 0:
        b.tables.parameters[[p.BRIDGE_HOURS, p.DEMOLITION_HOURS, p.FOOTBRIDGE_HOURS]] *= 0.02
    b.world = h.with_ways(b.world, [(place, kind) for place in range(5) for kind in (0, 3, 4, 5, 7, 8)])
    b.tables.units[t.ENGINEERS] = rng.random(9) < 0.8
    s.counts[a.HEX] = rng.choice([5, 6, 7, 8, 11, 13, 15, 16, 17, 18, 12], 9)
    s.counts[a.ORDER] = rng.choice([a.BUILD_BRIDGE, a.DEMOLISH, a.BUILD_BRIDGE, a.DEMOLISH, a.HOLD], 9)
    s.counts[a.ORDER_PLACE] = rng.choice([1, 3, 4, 2], 9)
    s.counts[a.MOVED] = rng.random(9) < 0.2
    s.counts[a.STATUS] = rng.choice([a.ACTIVE] * 6 + [a.BROKEN, a.GONE], 9)
    h.ready(b)
    b.scratch.fighting[:] = rng.random(9) < 0.15
    return b


@pytest.mark.parametrize("seed", range(60))
def test_work(seed: int) -> None:
    """What is built and blown, by whom."""
    b = prepared(seed)
    told = plain.read(b)
    changed = twin.engineers_work(told, set(np.flatnonzero(b.scratch.fighting).tolist()))
    before = b.world.across.copy()
    engineers_work(b.step, b.world, b.tables, b.state, b.scratch, b.scale, b.log)
    if not changed:
        assert np.array_equal(before, b.world.across)
    assert np.array_equal(before[[t.WATER, t.RAIL]], b.world.across[[t.WATER, t.RAIL]])  # boats and trains: as before
    found = plain.read(b)
    ways_anew(b, found, changed)
    plain.agree(told, b, ignored=("across",))


def ways_anew(b: plain.Blocks, found: plain.Told, changed: bool) -> None:
    """After a change all seconds across, and the way from each hex to each place, are those of the new map."""
    if not changed:
        return
    medians = SimpleNamespace(**{name: float(b.world.medians[k]) for k, name in enumerate(p.NAMES)})
    for kind in (t.FOOT, t.WHEELED, t.MOTOR, t.TRACKED):
        for here in found.hexes:
            for k, there in enumerate(here.next):
                if there >= 0:
                    mine = twin.seconds_across(found, medians, b.world.kmh.tolist(), kind, here, found.hexes[there])
                    assert plain.same(mine, here.across[kind][k]), (kind, here.index, there, mine, here.across[kind][k])
