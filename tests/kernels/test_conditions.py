"""What conditions of plans come to, against units counted by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from khasan import arrays as a
from khasan.kernels.command import conditions
from khasan.kernels.state import bundles
from khasan.kernels.state import tables as t


def share(vehicles: list[int], arrived_with: list[int], status: list[int]) -> float:
    """Share of vehicles left of one formation of such units."""
    n = len(vehicles)
    counts = np.zeros((a.COUNTS, n), dtype=np.int32)
    counts[a.VEHICLES], counts[a.STATUS] = vehicles, status
    reals = np.zeros((t.UNIT_REALS, n))
    reals[t.VEHICLES_0] = arrived_with
    tables = bundles.Tables(**dict.fromkeys(bundles.Tables._fields) | {"unit_reals": reals})
    state = bundles.State(**dict.fromkeys(bundles.State._fields) | {"counts": counts})
    orders = bundles.Orders(**dict.fromkeys(bundles.Orders._fields) | {"members": np.arange(n)})
    function: Any = conditions.share_of_vehicles
    return float(getattr(function, "py_func", function)(0, n, tables, orders, state))


def test_vehicles_left_are_those_in_working_order_of_those_that_came() -> None:
    assert share([5, 10], [10, 10], [a.ACTIVE, a.ACTIVE]) == 0.75
    assert share([5, 10], [10, 10], [a.ACTIVE, a.EXPECTED]) == 0.5
    assert share([0, 6], [10, 10], [a.GONE, a.BROKEN]) == 0.3


def test_infantry_has_no_vehicles_to_lose() -> None:
    assert share([0], [0], [a.ACTIVE]) == 1.0
    assert share([0, 3], [0, 12], [a.ACTIVE, a.ACTIVE]) == 0.25
