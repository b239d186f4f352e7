"""Who holds a place as far as each side knows: own men stand there, and no enemy with them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from khasan.kernels.state import bundles
from khasan.kernels.state import tables as t
from khasan.kernels.works import upkeep

NOBODY, OURS, THEIRS = -1, 0, 1


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "event", lambda *_: None)


def watched(own: int, enemies: int, believed: int, holder: int = NOBODY) -> tuple[int, int]:
    """(true holder, holder as side 0 knows) of a place after a step; so many of each stand there or are known there."""
    blank: dict[str, Any] = dict.fromkeys(bundles.State._fields)
    places = np.full((t.PLACE_FIELDS, 1), holder, dtype=np.int32)
    state = bundles.State(**blank | {"places": places})
    scratch = bundles.Scratch(
        **dict.fromkeys(bundles.Scratch._fields)
        | {"standing": np.array([[own], [enemies]]), "known": np.array([[believed], [own]])}
    )
    world = bundles.World(**dict.fromkeys(bundles.World._fields) | {"place_hex": np.zeros(1, dtype=np.int32)})
    function: Any = upkeep.watch_places
    getattr(function, "py_func", function)(0, world, None, state, scratch, None)
    return int(places[t.HOLDER, 0]), int(places[t.KNOWN_0, 0])


@pytest.mark.parametrize(
    ("own", "enemies", "believed", "holder", "expected"),
    [
        (1, 0, 0, NOBODY, (OURS, OURS)),
        (1, 1, 1, THEIRS, (THEIRS, THEIRS)),
        (1, 1, 0, THEIRS, (THEIRS, THEIRS)),  # went in, and found an enemy there of whom nobody knew
        (1, 2, 0, NOBODY, (NOBODY, NOBODY)),
        (2, 1, 0, OURS, (OURS, OURS)),  # theirs came in and did not drive ours out yet
        (0, 1, 1, OURS, (THEIRS, THEIRS)),
        (0, 1, 0, OURS, (THEIRS, OURS)),  # nobody there to see it: the side still believes that it is its own
        (0, 0, 0, OURS, (OURS, OURS)),
    ],
)
def test_a_place_is_held_where_own_men_stand_alone(
    own: int, enemies: int, believed: int, holder: int, expected: tuple[int, int]
) -> None:
    assert watched(own, enemies, believed, holder) == expected
