"""Run by test_carriers.py with numba switched off: what a round does to boats, wagons and tanks, by hand.

Not collected by itself: it needs NUMBA_DISABLE_JIT=1, and the folder KHASAN_TWIN with a landing fought compiled.
"""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import numba
import pytest

from engine import midway
from engine.waters import ENDS, LAKE, LINE, Country, rule, scenario, unit
from khasan import arrays as a
from khasan.compiler import Compiled
from khasan.kernels.fire import armour, gunnery, offers, shot
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.state.bundles import TO_BULLETS


@pytest.fixture(autouse=True)
def _really_plain() -> None:
    assert numba.config.DISABLE_JIT


def test_same_bits_as_compiled() -> None:
    folder = Path(os.environ["KHASAN_TWIN"])
    plain = midway.read(folder / "landing.before").run_until(120).outcome()
    assert midway.differing(plain, pickle.loads((folder / "landing.after").read_bytes())) == []


def test_what_a_round_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = scenario(
        [unit("boats", "w-boats", "pier"), unit("train", "w-train", "station"), unit("tanks", "w-tanks", "west")],
        [unit("foe", "e-company", "east"), unit("guns", "e-guns", "east")],
        {"foe": [rule({"hold": "east"})]},
    )
    compiled = Country(tmp_path, ENDS + LAKE + LINE, monkeypatch).compiled(content)
    now = midway.begin(compiled, 7, 0)
    tables, par = now.tables, now.tables.parameters

    def a_round(weapon: str, target: str) -> tuple[float, int]:
        which, whom = compiled.labels.weapons.index(weapon), compiled.labels.units.index(target)
        now.scratch.aim[TO_BULLETS, whom] = offers.exposed(whom, False, now.world, tables, now.state)
        found = offers.a_round(
            which,
            whom,
            shot.Way(2.0, 2.0, 2.0, 0.0, 1.0),
            shot.OBSERVED,
            4000.0,
            tables,
            now.state,
            now.scratch,
            now.scale,
        )
        return float(found[0]), int(found[2])

    def hits(weapon: str) -> float:
        row = tables.weapons[:, compiled.labels.weapons.index(weapon)]
        reach = row[t.W_MAX_M]
        return float(gunnery.mean_hit_probability(2, 250.0, reach, row[t.W_HIT], row[t.W_HALF_M]))

    def pierces(weapon: str, millimetres: float) -> float:
        row = tables.weapons[:, compiled.labels.weapons.index(weapon)]
        at_500 = armour.penetration(500.0, row[t.W_PEN_MM], row[t.W_PEN_LOSS])
        return float(armour.pierce_probability(at_500, millimetres, par[p.PENETRATION_SPREAD]))

    bullets = "mosin-rifle"
    assert a_round(bullets, "boats") == (pytest.approx(hits(bullets) * draw(compiled, now, "boats")), a.AIMED)
    assert a_round(bullets, "train") == (0.0, a.ARMOUR)
    assert a_round(bullets, "tanks") == (0.0, a.ARMOUR)
    gun = "type-94-37mm-at"
    assert a_round(gun, "boats") == (pytest.approx(hits(gun) * pierces(gun, 0.0)), a.ARMOUR)
    stops = float(tables.unit_reals[t.HITS_TO_STOP, compiled.labels.units.index("train")])
    plates = float(tables.unit_reals[t.ARMOUR_MM, compiled.labels.units.index("train")])
    assert stops > 2.0
    assert a_round(gun, "train") == (pytest.approx(hits(gun) * pierces(gun, plates) / stops), a.ARMOUR)
    still = par[p.HULL_DOWN]
    assert a_round(gun, "tanks") == (pytest.approx(hits(gun) * pierces(gun, 15.0) * still), a.ARMOUR)


def draw(compiled: Compiled, now: midway.Midway, target: str) -> float:
    """The exposure of a crew that the replication has drawn."""
    found = float(now.tables.unit_reals[t.CREW_EXPOSURE, compiled.labels.units.index(target)])
    assert 0.3 < found < 0.7
    return found
