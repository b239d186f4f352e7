"""What must hold of every replication, and that each check would notice if it did not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine import invariants
from engine.conftest import Fought
from khasan import arrays as a
from khasan.arrays import Replication


@pytest.mark.parametrize("check", invariants.CHECKS, ids=lambda check: check.__name__)
def test_holds(check: Callable[..., list[str]], fought: Fought) -> None:
    for one in fought.replications:
        assert check(fought.compiled, one) == [], f"replication {one.replication}"


def test_draws_can_be_drawn_again(fought: Fought) -> None:
    assert sum(len(one.losses) for one in fought.replications) > 5
    for one in fought.replications:
        assert invariants.draws_can_be_drawn_again(fought.compiled, one, fought.seed) == []


def test_every_kind_of_loss_occurred(fought: Fought) -> None:
    """In the battle; or the checks of losses would show little."""
    if fought.compiled.labels.scenario != "lake-khasan-1938":
        return
    # nobody is aboard another here, and raids are few: test_carriers.py, test_air.py
    elsewhere = {a.CARRIED, a.BOMBING, a.STRAFING, a.ANTI_AIRCRAFT, a.AIR_COMBAT}
    causes = {int(cause) for one in fought.replications for cause in one.losses[:, a.LO_CAUSE]}
    assert causes >= set(range(len(a.CAUSE_NAMES))) - elsewhere


def copy_of(battle: Fought) -> Replication:
    one = battle.replications[0]
    return one._replace(
        **{name: value.copy() for name, value in one._asdict().items() if isinstance(value, np.ndarray)}
    )


def late(one: Replication) -> tuple[int, int]:
    """A snapshot, and a unit that stands on the map then."""
    row = one.counts.shape[0] // 2
    return row, int(np.flatnonzero(one.counts[row, a.STATUS] == a.ACTIVE)[0])


def add(field: int, by: int) -> Callable[[Replication], None]:
    def tamper(one: Replication) -> None:
        row, unit = late(one)
        one.counts[row, field, unit] += by

    return tamper


def into_water(one: Replication) -> None:
    row, unit = late(one)
    one.counts[row, a.HEX, unit] = -2  # replaced by the test: a hex of the lake


def all_in_one_hex(one: Replication) -> None:
    there = one.counts[5, a.STATUS] == a.ACTIVE
    one.counts[5, a.HEX, there] = one.counts[5, a.HEX, np.flatnonzero(there)[0]]


def set_real(value: float) -> Callable[[Replication], None]:
    def tamper(one: Replication) -> None:
        one.reals[3, 1, 7] = value

    return tamper


def ammunition(one: Replication) -> None:
    one.ammunition[3, 7] = 1.01


def forget_a_loss(one: Replication) -> None:
    one.losses[len(one.losses) // 2, a.LO_KILLED : a.LO_WEAPONS + 1] = 0


def rise_again(one: Replication) -> None:
    one.counts[3, a.STATUS, 0], one.counts[4, a.STATUS, 0] = a.GONE, a.ACTIVE


def factor(one: Replication) -> None:
    one.factors[-1, a.FA_STEADINESS] *= 1.0 + 1e-8


MUTANTS = [
    (invariants.men_are_conserved, add(a.KILLED, 1)),
    (invariants.men_are_conserved, add(a.MEN, -1)),
    (invariants.prisoners_are_missing, add(a.CAPTURED, 10_000)),
    (invariants.vehicles_are_conserved, add(a.REPAIRED, 1)),
    (invariants.vehicles_are_conserved, add(a.ABANDONED, 1)),
    (invariants.vehicles_are_conserved, add(a.BOGGED, 1)),
    (invariants.weapons_are_conserved, add(a.COUNT_0, 1)),
    (invariants.nothing_is_negative, add(a.MEN, -10_000)),
    (invariants.nothing_is_negative, add(a.REPAIRED, 1000)),
    (invariants.totals_only_grow, add(a.WOUNDED, 10_000)),
    (invariants.totals_only_grow, rise_again),
    (invariants.units_stand_on_passable_ground, add(a.HEX, 1 << 20)),
    (invariants.units_stand_on_passable_ground, into_water),
    (invariants.hexes_are_not_crowded, all_in_one_hex),
    (invariants.shares_are_shares, set_real(-1e-9)),
    (invariants.shares_are_shares, set_real(1.0 + 1e-9)),
    (invariants.shares_are_shares, set_real(float("nan"))),
    (invariants.shares_are_shares, ammunition),
    (invariants.losses_add_up, forget_a_loss),
    (invariants.expected_is_the_product, factor),
]


@pytest.mark.parametrize(
    ("check", "tamper"), MUTANTS, ids=[f"{check.__name__}-{k}" for k, (check, _) in enumerate(MUTANTS)]
)
def test_notices(check: Callable[..., list[str]], tamper: Callable[[Replication], None], battle: Fought) -> None:
    one = copy_of(battle)
    assert check(battle.compiled, one) == []
    tamper(one)
    if tamper is into_water:
        world = battle.compiled.world(one.member).arrays
        one.counts[one.counts == -2] = np.flatnonzero(world.ground_i[0] == invariants.t.LAKE)[0]
    assert check(battle.compiled, one) != []


def test_notices_a_wrong_draw(battle: Fought) -> None:
    one = copy_of(battle)
    one = one._replace(losses=one.losses[:20], factors=one.factors[:20])
    one.factors[3, a.FA_DRAW] += 1e-12
    assert invariants.draws_can_be_drawn_again(battle.compiled, one, battle.seed) == ["draw of row 3"]
    fire = next(row for row in range(4, 20) if one.losses[row, a.LO_CAUSE] in (a.AIMED, a.AREA))
    one.factors[fire, a.FA_EXPECTED] = 1e-9
    assert f"fallen of row {fire}" in invariants.draws_can_be_drawn_again(battle.compiled, one, battle.seed)
    assert len(invariants.draws_can_be_drawn_again(battle.compiled, one, battle.seed + 1)) >= 20
