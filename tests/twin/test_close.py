"""Close combat: the kernels and the twin agree on what units are worth, who falls, flees, gives himself up."""

from __future__ import annotations

import copy

import pytest

from khasan import arrays as a
from twin import close
from twin.fights import Wishes, melee
from twin.harness import Kernel, agree, still

TOLD: list[tuple[int, ...]] = []
HAPPENED: list[dict[str, float]] = []
"""Events and losses of all fights of this file."""


def play(seed: int, wishes: Wishes) -> None:
    """Close combat by both, compared after each of its stages."""
    kernel = Kernel(melee(seed, wishes)).run("look_around", "mark_known", "meet")
    twin = copy.deepcopy(kernel.start)
    fought = close.melees(twin)
    for stage, phase in (
        ("fight", close.fight), ("yield_ground", close.yield_ground), ("lay_down_arms", close.lay_down_arms)
    ):  # fmt: skip
        phase(twin, fought)
        agree(still(twin), kernel.run(stage).fight())
    TOLD.extend(twin.events)
    HAPPENED.extend(twin.losses)


@pytest.mark.parametrize("seed", range(60))
def test_at_grips(seed: int) -> None:
    """Units of every arm, order and army."""
    play(seed, Wishes(orders=True, grips=True, wire=seed % 3 == 0, broken=seed % 4 == 0))


def test_enough_happens() -> None:
    """Run after the others: men and vehicles fell, units were thrown out, withdrew and were shut in."""
    if len(HAPPENED) < 100:
        for seed in range(40):
            play(seed, Wishes(orders=True, grips=True))
    assert {event[1] for event in TOLD} >= {a.DRIVEN_OUT, a.BROKE_CONTACT, a.SURRENDERED}
    assert {row["cause"] for row in HAPPENED} == {a.CLOSE, a.PURSUIT, a.SURRENDER}
    for name in ("killed", "wounded", "missing", "captured", "vehicles_burnt", "vehicles_abandoned", "weapons_lost"):
        assert sum(row[name] for row in HAPPENED) > 0, name
