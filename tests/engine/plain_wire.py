"""Run by test_engineers.py with numba switched off: what wire does, by hand.

Not collected by itself: it needs NUMBA_DISABLE_JIT=1.
"""

from __future__ import annotations

from pathlib import Path

import numba
import numpy as np
import pytest

from engine import midway
from engine.waters import ENDS, Country, point, rule, scenario, unit
from khasan import arrays as a
from khasan.kernels.close import fights
from khasan.kernels.fire import offers
from khasan.kernels.movement import moves
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.works import engineers


@pytest.fixture
def now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> midway.Midway:
    """A company behind a full belt of wire on a hill, with engineers elsewhere; a company and tanks come for it."""
    assert numba.config.DISABLE_JIT
    content = scenario(
        [unit("rifles", "w-company", "west"), unit("tanks", "w-tanks", "west"), unit("sappers", "w-sappers", "west")],
        [unit("foe", "e-company", "hill", wire={"value": 1.0, "derived": "a full belt"})],
        {"westerners": [rule({"attack": "hill"})], "foe": [rule({"hold": "hill"})]},
    )
    compiled = Country(tmp_path, [*ENDS, point("hill", 0, 0)], monkeypatch).compiled(content)
    assert compiled.labels.units == ("foe", "rifles", "sappers", "tanks")
    return midway.begin(compiled, 7, 0)


FOE, RIFLES, SAPPERS, TANKS = range(4)


def hill(now: midway.Midway) -> tuple[int, int]:
    """The hex with the wire, and one beside it."""
    here = int(now.state.counts[a.HEX, FOE])
    assert now.state.wire[here] == 1.0
    assert now.state.wire.sum() == 1.0
    return here, int(now.world.neighbours[here, 3])


def test_it_holds_men_up_and_tanks_not(now: midway.Midway) -> None:
    there, here = hill(now)
    par, hex_m = now.tables.parameters, now.scale.hex_m

    def seconds(unit: int) -> float:
        return hex_m / float(moves.speed_of(unit, here, there, 0, now.world, now.tables, now.state, now.scale))

    held_up = {unit: seconds(unit) for unit in (RIFLES, TANKS, FOE)}
    now.state.wire[there] = 0.0
    assert held_up[RIFLES] - seconds(RIFLES) == pytest.approx(60.0 * par[p.WIRE_MINUTES])
    assert held_up[TANKS] == seconds(TANKS)
    assert held_up[FOE] == seconds(FOE)  # its own


def test_it_exposes_and_weakens_who_comes_through(now: midway.Midway) -> None:
    there, here = hill(now)
    par, counts = now.tables.parameters, now.state.counts
    counts[a.MOVED, RIFLES] = 1
    counts[a.HEX, RIFLES] = here
    plain = offers.exposed(RIFLES, False, now.world, now.tables, now.state)
    now.state.clocks[t.HEADING, RIFLES] = there
    in_it = offers.exposed(RIFLES, False, now.world, now.tables, now.state)
    assert in_it == pytest.approx(min(1.0, plain * par[p.WIRE_EXPOSED]))
    counts[a.HEX, RIFLES] = there
    behind = fights.worth_of(RIFLES, 0, now.world, now.tables, now.state, now.scale)
    now.state.wire[there] = 0.0
    free = fights.worth_of(RIFLES, 0, now.world, now.tables, now.state, now.scale)
    assert behind == pytest.approx(free * (1.0 - par[p.WIRE_WORTH]))


def test_engineers_at_rest_lay_it(now: midway.Midway) -> None:
    here = int(now.state.counts[a.HEX, SAPPERS])
    now.state.reals[a.SUPPRESSION, SAPPERS] = 0.5
    hours = float(now.tables.parameters[p.WIRE_HOURS])
    engineers.lay_wire(now.tables, now.state, now.scratch, now.scale._replace(step_s=3600.0 * hours))
    assert now.state.wire[here] == pytest.approx(1.0 - 0.5**0.5)
    now.state.counts[a.MOVED, SAPPERS] = 1
    before = now.state.wire.copy()
    engineers.lay_wire(now.tables, now.state, now.scratch, now.scale)
    assert np.array_equal(before, now.state.wire)


def test_tanks_crush_it(now: midway.Midway) -> None:
    there, here = hill(now)
    counts, scratch = now.state.counts, now.scratch
    counts[a.STATUS, [RIFLES, SAPPERS]] = a.GONE
    scratch.standing[0, counts[a.HEX, TANKS]] -= 1
    counts[a.HEX, TANKS] = here
    scratch.standing[0, here] += 1
    place = int(np.flatnonzero(now.world.place_hex == there)[0])
    hour = now.scale._replace(step_s=3600.0)
    moves.move_unit(TANKS, place, 1, 0, now.world, now.tables, now.state, scratch, hour, now.log)
    assert counts[a.HEX, TANKS] == there
    assert now.state.wire[there] == pytest.approx(1.0 - now.tables.parameters[p.WIRE_CRUSHED])


def test_who_waits_to_assault_closes_up(now: midway.Midway) -> None:
    there, here = hill(now)
    counts, scratch = now.state.counts, now.scratch
    scratch.standing[0, counts[a.HEX, RIFLES]] -= 1
    counts[a.HEX, RIFLES] = here
    scratch.standing[0, here] += 1
    scratch.known[0, there] = 1
    now.state.reals[a.COHESION, RIFLES] = 0.0  # not fit to assault
    place = int(np.flatnonzero(now.world.place_hex == there)[0])
    day = now.scale._replace(step_s=86400.0)
    moves.move_unit(RIFLES, place, 1, 0, now.world, now.tables, now.state, scratch, day, now.log)
    assert counts[a.HEX, RIFLES] == here
    made = now.state.reals[a.PROGRESS_M, RIFLES]
    assert made == pytest.approx(now.scale.hex_m - now.tables.parameters[p.ASSAULT_M])
    moves.head_for(RIFLES, here, now.state)
    assert now.state.reals[a.PROGRESS_M, RIFLES] == 0.0
