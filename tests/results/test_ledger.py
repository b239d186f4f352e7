"""A unit's ledger: all that it lost, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

import khasan
from khasan import arrays as a
from khasan.arrays import Replication
from khasan.compiler import Compiled
from khasan.engine import run_replication
from khasan.results import unit_ledger
from khasan.results.explain import LOST

OF_COUNTS = {
    "killed": a.KILLED, "wounded": a.WOUNDED, "missing": a.MISSING, "vehicles burnt": a.BURNT,
    "vehicles knocked out": a.KNOCKED_OUT, "weapons lost": a.WEAPONS_LOST,
}  # fmt: skip


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    return khasan.compile_scenario(khasan.load_scenario("lake-khasan-1938"))


@pytest.fixture(scope="module")
def fought(compiled: Compiled) -> Replication:
    return run_replication(compiled, 7, 0, record=True)


@pytest.fixture(scope="module")
def books(compiled: Compiled, fought: Replication) -> list[unit_ledger.Ledger]:
    """That of every unit."""
    return [unit_ledger.ledger_of(compiled, fought, 7, unit) for unit in range(len(compiled.labels.units))]


def test_every_loss_is_in_the_ledger_of_who_suffered_it(fought: Replication, books: list[unit_ledger.Ledger]) -> None:
    """Man for man and tank for tank, for every unit of the battle."""
    fallen = 0
    for unit, kept in enumerate(books):
        for what, row in OF_COUNTS.items():
            assert kept.total(what) == fought.counts[-1, row, unit], (kept.unit, what)
        gone = sum(kept.total(what) for what in ("killed", "wounded", "missing"))
        assert kept.men - gone == kept.men_left
        fallen += gone
    assert fallen > 1000


def test_what_one_inflicts_another_suffers(compiled: Compiled, books: list[unit_ledger.Ledger]) -> None:
    """Both columns of the books agree, but for losses that nobody in particular inflicted."""
    for what, _ in LOST:
        inflicted = sum(line.lost.get(what, 0) for kept in books for line in kept.inflicted)
        suffered = sum(line.lost.get(what, 0) for kept in books for line in kept.suffered if line.other is not None)
        assert inflicted == suffered
    worst = max(books, key=lambda kept: kept.men - kept.men_left)
    assert {line.phase for line in worst.suffered} <= {phase.title for phase in compiled.resolved.phases}


def test_a_loss_left_out_is_noticed(compiled: Compiled, fought: Replication) -> None:
    """The mutant of the books: one event dropped, and the sum of some unit is short."""
    event = int(np.argmax(fought.losses[:, a.LO_KILLED]))
    short = fought._replace(losses=np.delete(fought.losses, event, axis=0))
    unit = int(fought.losses[event, a.LO_TARGET])
    kept = unit_ledger.ledger_of(compiled, short, 7, unit)
    assert kept.total("killed") < fought.counts[-1, a.KILLED, unit]


def test_the_text_adds_up_by_phase(compiled: Compiled, fought: Replication) -> None:
    unit = int(np.argmax(fought.initial_men - fought.counts[-1, a.MEN]))
    said = unit_ledger.text(unit_ledger.ledger_of(compiled, fought, 7, unit)).splitlines()
    killed, wounded = fought.counts[-1, a.KILLED, unit], fought.counts[-1, a.WOUNDED, unit]
    assert any(line.startswith(f"Lost: {killed} killed, {wounded} wounded") for line in said)
    assert not any("nan" in line for line in said)
