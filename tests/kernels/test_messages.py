"""Orders on their way down the formation tree, against trees worked by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from kernels.grids import parameters
from khasan import arrays as a
from khasan.compiler.addresses import hash_of, key_of
from khasan.kernels.chance import philox
from khasan.kernels.command import messages
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.state.bundles import Orders, Scale, State, Tables

KEY = key_of(7, 0)
STEP = 12
MINUTES = [3.0, 5.0, 10.0, 20.0, 40.0, 60.0, 90.0, 90.0, 90.0]
"""By echelon: section, platoon, company, battalion, regiment, brigade, division, ..."""
# id -> (above, echelon): a division, its regiment, two battalions of it, companies, and a battery of the division
TREE: dict[str, tuple[str | None, int]] = {
    "division": (None, 6), "regiment": ("division", 4), "first": ("regiment", 3), "second": ("regiment", 3),
    "1": ("first", 2), "2": ("first", 2), "3": ("second", 2), "battery": ("division", 2),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """What walks over blocks can be called from Python as plain Python only."""
    for name in ("minutes_down", "send"):
        kernel = getattr(messages, name)
        monkeypatch.setattr(messages, name, getattr(kernel, "py_func", kernel))


class Tree:
    """The blocks that hold a tree; formations come before units, else in the order given."""

    def __init__(self, tree: dict[str, tuple[str | None, int]], minutes: list[float], **changed: float) -> None:
        above = {parent for parent, _ in tree.values()}
        self.units = [name for name in tree if name not in above]
        self.ids = [name for name in tree if name in above] + self.units
        rows = [[self.ids.index(parent) if (parent := tree[name][0]) else -1, tree[name][1]] for name in self.ids]
        blank: dict[str, Any] = dict.fromkeys(Orders._fields)
        self.orders = Orders(
            **blank | {
                "nodes": np.array(rows, dtype=np.int32).T.copy(),
                "hashes": np.array([hash_of(name) for name in self.ids], dtype=np.uint64),
                "delays": np.array([minutes, minutes]),
            }
        )  # fmt: skip
        blank = dict.fromkeys(Tables._fields)
        units = np.zeros((t.UNIT_COUNTS, len(self.units)), dtype=np.int32)
        values = parameters(command_delay=1.0, **{"delay_spread": 0.5, **changed})
        self.tables = Tables(**blank | {"units": units, "parameters": values, "key": KEY})

    def minutes(self, unit: str, giver: str = "division") -> float:
        node = np.int64(self.ids.index(giver))
        return float(messages.minutes_down(self.units.index(unit), node, STEP, self.tables, self.orders))

    def send(self, unit: str, step_s: float) -> int:
        """The step at which an order takes effect."""
        counts = np.zeros((a.COUNTS, len(self.units)), dtype=np.int32)
        blank: dict[str, Any] = dict.fromkeys(State._fields)
        scale = Scale(*[step_s] * len(Scale._fields))
        at = self.units.index(unit)
        messages.send(at, 0, a.HOLD, 3, STEP, self.tables, self.orders, State(**blank | {"counts": counts}), scale)
        assert counts[[a.NEXT_ORDER, a.NEXT_PLACE], at].tolist() == [a.HOLD, 3]
        return int(counts[a.NEXT_STEP, at])


def late(node: str, giver: str = "division", spread: float = 0.5) -> float:
    z = philox.normal(KEY, STEP, philox.S_DELAY, philox.DRAW_0, np.uint64(hash_of(node)), np.uint64(hash_of(giver)))
    return math.exp(spread * z)


def test_without_spread_the_links_add_up_to_the_givers_delay() -> None:
    tree = Tree(TREE, MINUTES, delay_spread=0.0)
    assert [tree.minutes(unit) for unit in tree.units] == [90.0] * 4
    assert tree.minutes("1", "regiment") == 40.0
    assert tree.minutes("1", "first") == 20.0
    assert tree.minutes("1", "1") == 10.0
    assert (
        Tree(
            TREE,
            MINUTES,
            delay_spread=0.0,
        ).minutes("3")
        == 90.0
    )


def test_each_link_takes_its_own_time() -> None:
    """Division to regiment 90 - 40, to the battalion 40 - 20, to the company the 20 that are left."""
    tree = Tree(TREE, MINUTES)
    way = 50.0 * late("regiment") + 20.0 * late("first")
    assert tree.minutes("1") == pytest.approx(way + 20.0 * late("1"))
    assert tree.minutes("2") == pytest.approx(way + 20.0 * late("2"))
    assert tree.minutes("3") == pytest.approx(50.0 * late("regiment") + 20.0 * late("second") + 20.0 * late("3"))
    assert tree.minutes("battery") == pytest.approx(90.0 * late("battery"))
    assert tree.minutes("1", "first") == pytest.approx(20.0 * late("1", "first"))
    assert len({tree.minutes(unit) for unit in tree.units}) == 4  # they move off at different times


def test_the_factor_multiplies_every_link() -> None:
    one, two = Tree(TREE, MINUTES), Tree(TREE, MINUTES)
    two.tables.parameters[p.COMMAND_DELAY] = 2.0
    assert two.minutes("3") == pytest.approx(2.0 * one.minutes("3"))


def test_without_delays_all_move_in_the_next_step() -> None:
    tree = Tree(TREE, [0.0] * t.ECHELONS)
    assert {tree.send(unit, 300.0) for unit in tree.units} == {STEP + 1}


def test_an_order_takes_effect_in_whole_steps() -> None:
    tree = Tree(TREE, MINUTES, delay_spread=0.0)
    assert tree.send("1", 300.0) == STEP + 18
    assert tree.send("1", 301.0) == STEP + 18
    assert tree.send("1", 299.0) == STEP + 19


def test_the_order_of_the_file_does_not_matter() -> None:
    other = Tree(dict(reversed(TREE.items())), MINUTES)
    tree = Tree(TREE, MINUTES)
    assert tree.ids != other.ids
    assert all(tree.minutes(unit) == other.minutes(unit) for unit in tree.units)


def test_a_lower_formation_that_is_slower_than_the_one_above_counts_whole() -> None:
    """A detachment of regimental troops under a battalion's name: its link takes no time, the last all of its own."""
    odd = {"battalion": (None, 3), "troops": ("battalion", 4), "guns": ("troops", 2)}
    assert Tree(odd, MINUTES, delay_spread=0.0).minutes("guns", "battalion") == 40.0
