"""What commanders bear: the limits that a replication draws for units and bodies of a fight are those of the page."""

from __future__ import annotations

from functools import cache
from math import isclose

import numpy as np
import pytest

import khasan
from khasan.compiler import Compiled
from khasan.engine.setup import draw
from khasan.kernels.state import doctrine_rows as d
from khasan.kernels.state import tables as t
from khasan.scenario.schema import ECHELON_RANK
from twin.doctrine import MOST_SHARE, laws, limits


@cache
def compiled() -> Compiled:
    return khasan.compile_scenario(khasan.load_scenario("lake-khasan-1938"))


def bodies() -> list[str]:
    """The body of each unit by its id: the highest formation above it that is no more than a battalion, or itself."""
    labels, nodes = compiled().labels, compiled().orders.nodes
    found = []
    for unit, above in zip(labels.units, labels.unit_formation, strict=True):
        name = unit
        while above >= 0 and nodes[t.N_ECHELON, above] <= ECHELON_RANK["battalion"]:
            name, above = labels.formations[above], labels.formation_parent[above]
        found.append(name)
    return found


@pytest.mark.parametrize("key", [(7, 11), (2**32 - 1, 5)])
def test_what_commanders_bear(key: tuple[int, int]) -> None:
    """Of every unit and body of a battle, and of every law."""
    assert [law.id for law in laws()] == list(d.NAMES)
    tables = draw(compiled(), np.array(key, dtype=np.uint64)).tables
    labels, by_unit = compiled().labels, bodies()
    named = sorted(set(by_unit))
    assert len(named) > 5
    assert any(name in labels.units for name in named)
    for k, (unit, body) in enumerate(zip(labels.units, by_unit, strict=True)):
        held(limits(key, unit, body, labels.unit_side[k]), tables.borne[:, k], unit)
    for k, body in enumerate(named):
        side = labels.unit_side[by_unit.index(body)]
        held(limits(key, body, body, side), tables.body_borne[:, k], body)


def held(mine: dict[str, float], theirs: np.ndarray, who: str) -> None:
    for name, number in zip(d.NAMES, theirs.tolist(), strict=True):
        assert isclose(mine[name], number, rel_tol=1e-9), (who, name, mine[name], number)


def test_no_share_is_all() -> None:
    """The boldest of many bears no more than nearly all of his men."""
    drawn = [limits((3, k), "a", "b", 1) for k in range(400)]
    shares = [one[law.id] for one in drawn for law in laws() if law.share]
    assert max(shares) == MOST_SHARE
    assert min(one["boldness"] for one in drawn) < 0.7 < 1.4 < max(one["boldness"] for one in drawn)
