"""Room for what a battle may hold."""

from __future__ import annotations

import numpy as np
import pytest

from khasan.compiler import Compiled
from khasan.engine.battle import begin
from khasan.engine.setup import most_in_view
from khasan.kernels.state import tables as t


@pytest.mark.parametrize(
    ("reach", "stack", "most_at_the_start", "of_a_side", "room"),
    [
        (1, 4, 3, 50, 28),  # seven hexes of four
        (1, 4, 6, 50, 42),  # of six, which stood there at the start
        (1, 4, 3, 20, 20),  # no more than there are
        (20, 4, 1, 250, 250),
    ],
)
def test_there_is_room_for_all_that_can_be_in_view(
    khanka: Compiled, reach: int, stack: int, most_at_the_start: int, of_a_side: int, room: int
) -> None:
    tables = begin(khanka, 7, 0).tables
    units = np.zeros((tables.units.shape[0], of_a_side + 3), dtype=np.int32)
    units[t.SIDE, of_a_side:] = 1
    standing = np.array([[0, most_at_the_start], [1, 0]], dtype=np.int32)
    scale = khanka.scale._replace(reach=reach, stack=stack)
    assert most_in_view(scale, standing, tables._replace(units=units)) == room
