"""Declared supply from the file to the outcome, and the phase of supply in plain Python."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from engine import midway
from engine.edited import edited
from engine.test_twin import plain
from khasan import arrays as a
from khasan.compiler import Compiled
from khasan.engine import run_replication
from khasan.errors import InputError
from khasan.kernels.state import tables as t
from khasan.results.outcomes import outcome_row
from scenario.worlds import resolve_text, skirmish, world

MADE_UP = {"derived": "made up for a test, and exact"}
CHAIN: dict[str, Any] = {
    "legs": [
        {
            "name": "road",
            "distance_km": {"value": 40.0, **MADE_UP},
            "carriers": [
                {
                    "means": "truck",
                    "number": {"value": 10.0, **MADE_UP},
                    "payload_t": {"value": 1.5, **MADE_UP},
                    "kmh": {"value": 15.0, **MADE_UP},
                    "hours_a_day": {"value": 10.0, **MADE_UP},
                    "serviceable": {"value": 0.8, **MADE_UP},
                },
            ],
        },
    ],
    "railhead_t": {"value": 3.0, **MADE_UP},
    "depot_ammunition_t": {"value": 0.5, **MADE_UP},
    "depot_food_t": {"value": 0.2, **MADE_UP},
    "food_share": {"value": 0.3, **MADE_UP},
}


def declare(flat: dict[str, Any], **changed: Any) -> None:
    flat["sides"][0]["supply"] = CHAIN | changed


@pytest.fixture(scope="module")
def supplied(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    """The clash at Lake Khanka with a chain behind the Japanese patrol."""
    return edited("lake-khanka-1935", declare, tmp_path_factory.mktemp("supplied"))


def test_stocks_are_accounted_for_to_the_end(supplied: Compiled) -> None:
    for k in range(0, 64, 16):
        one = run_replication(supplied, 7, k)
        d = one.depots[:, 0]
        gone = d[t.D_ISSUED_AMMUNITION_T] + d[t.D_ISSUED_FOOD_T] + d[t.D_LOST_T]
        row = outcome_row(supplied, one, 7)
        start = supplied.numbers.draw(midway.begin(supplied, 7, k).tables.key)
        chain = supplied.chains[0]
        assert chain is not None
        stocks = start[chain.railhead] + start[chain.stocks[0]] + start[chain.stocks[1]]
        left = d[t.D_RAILHEAD_T] + d[t.D_AMMUNITION_T] + d[t.D_FOOD_T]
        assert left + gone == pytest.approx(stocks)
        assert row["japan_tonnes_brought"] == pytest.approx(start[chain.railhead] - d[t.D_RAILHEAD_T])
        assert row["japan_tonnes_issued"] > 0.0
        assert row["soviet_tonnes_issued"] is row["soviet_tonnes_brought"] is row["soviet_tonnes_left"] is None


def test_ten_trucks_bring_what_ten_trucks_bring(supplied: Compiled) -> None:
    """Eight of ten run; out and back 80 km at 15 km/h and the handling drawn, in days of ten hours; 1.5 t each."""
    one = run_replication(supplied, 7, 0)
    handling = one.parameters[supplied.labels.parameters.index("handling_hours")]
    a_day = 8.0 * 1.5 / ((80.0 / 15.0 + handling) / 10.0)
    assert one.depots[t.D_BROUGHT_T, 0] == pytest.approx(a_day * 4.0 / 24.0, rel=0.01)
    first = t.D_CARRIER_0
    assert one.depots[first + t.CA_FIT, 0] + one.depots[first + t.CA_BROKEN, 0] == pytest.approx(10.0)


def test_without_a_chain_nothing_is_weighed(khanka: Compiled) -> None:
    one = run_replication(khanka, 7, 0)
    assert not one.depots[: t.D_MET].any()
    assert (one.counts[-1, a.ROUNDS_ISSUED] > 0).any()


def test_rounds_are_conserved(supplied: Compiled) -> None:
    """Rounds at the start and issued are those fired and left, whatever the chain."""
    now = midway.begin(supplied, 7, 16)
    before = now.state.reals[a.AMMO_0 : a.AMMO_0 + a.SLOTS].sum(axis=0)
    now.run_until(now.steps)
    left = now.state.reals[a.AMMO_0 : a.AMMO_0 + a.SLOTS].sum(axis=0)
    assert now.state.fired.any()
    assert np.allclose(before + now.state.reals[a.ISSUED], left + now.state.fired)


def test_a_round_without_weight_is_told_with_its_remedy() -> None:
    """The weapons of the made-up world have none."""
    content = skirmish()
    content["sides"][0]["supply"] = CHAIN
    with pytest.raises(InputError, match="give the weapon gun its round_kg"):
        resolve_text(yaml.safe_dump(content, allow_unicode=True), world())


def test_an_idle_chain_is_told_with_its_remedy(tmp_path: Path) -> None:
    chain = {**CHAIN["legs"][0], "carriers": [CHAIN["legs"][0]["carriers"][0] | {"kmh": {"value": 0.0, **MADE_UP}}]}
    with pytest.raises(InputError, match=r"give 0\.1 to 200 km/h"):
        edited("lake-khanka-1935", lambda flat: declare(flat, legs=[chain]), tmp_path)
    with pytest.raises(InputError, match="a chain holds 6 kinds"):
        edited("lake-khanka-1935", lambda flat: declare(flat, legs=CHAIN["legs"] * 7), tmp_path)


@pytest.mark.slow
def test_the_phase_in_plain_python(supplied: Compiled, tmp_path: Path) -> None:
    """Conservation under made-up needs, encirclement, night columns, half the step, any order, mutants."""
    midway.begin(supplied, 7, 0).write(tmp_path / "khanka.before")
    last = plain("tests/engine/plain_supply.py", KHASAN_TWIN=str(tmp_path))
    assert re.fullmatch(r"\d+ passed in .*", last), last
