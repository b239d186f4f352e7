"""Fire opens at a weapon's range, and corrected fire lags behind who moves, hand-worked."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from kernels.plainly import all_plain
from khasan import arrays as a
from khasan.kernels.fire import gunnery, offers, shooting
from khasan.kernels.fire.shot import OBSERVED, UNWATCHED, Laid, Way
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t

HEX = SimpleNamespace(hex_m=200.0, step_s=60.0)


# --- effective range -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("promising", "within", "found"),
    [(0.8, 1.0, 0.8), (0.8, 0.0, 0.05), (0.8, 0.25, 0.2375), (0.03, 0.0, 0.03), (0.03, 1.0, 0.03)],
)
def test_beyond_range_no_more_than_harassing_fire_is_given(promising: float, within: float, found: float) -> None:
    assert gunnery.opening(promising, within, 0.05) == pytest.approx(found)


@pytest.mark.parametrize(
    ("way", "share"),
    [
        (Way(3.0, 3.0, 3.0, 0.0, 1.0), 1.0),  # 500 to 700 m
        (Way(4.0, 4.0, 4.0, 0.0, 1.0), 0.25),  # 700 to 900 m
        (Way(5.0, 5.0, 5.0, 0.0, 1.0), 0.0),
        (Way(3.0, 5.0, 3.0, 1.0, 0.0), 5 / 12),  # on the way from 1,000 to 600 m: 500 to 1,100
        (Way(3.0, 5.0, 4.0, 0.6, 0.2), (0.6 * 5 / 12 + 0.2 / 4) / 0.8),  # and then stands at 800 m
        (Way(3.0, 3.0, 3.0, 0.0, 0.0), 0.0),  # at nobody
    ],
)
def test_share_of_the_time_within_effective_range(way: Way, share: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """A weapon tabled for 750 m, though it carries to 2,000."""
    all_plain(monkeypatch)
    weapons = np.zeros((t.WEAPON_FIELDS, 1))
    weapons[t.W_EFFECTIVE_M], weapons[t.W_MAX_M] = 750.0, 2000.0
    laid = Laid(way, 1.0, 1.0, np.int64(a.AIMED), 1.0)
    found = shooting.within_range(0, laid, SimpleNamespace(weapons=weapons), HEX)
    assert found == pytest.approx(share)


# --- the lag of corrections --------------------------------------------------------------------------------------
def test_share_behind_by_hand() -> None:
    # Ground and dispersion of 10,000 m2 in all: 100 m behind, exp(-pi) of them find who moves all the time.
    radius = math.sqrt(4000.0 * math.log(2.0) / math.pi)
    assert gunnery.share_behind(0.6, 6000.0, radius, 100.0, 1.0) == pytest.approx(0.6 * math.exp(-math.pi))
    assert gunnery.share_behind(0.6, 6000.0, radius, 100.0, 0.5) == pytest.approx(0.3 + 0.3 * math.exp(-math.pi))
    assert gunnery.share_behind(0.6, 6000.0, radius, 0.0, 1.0) == 0.6
    assert gunnery.share_behind(0.6, 6000.0, radius, 100.0, 0.0) == 0.6


def test_a_little_is_left_of_who_is_far_ahead() -> None:
    """So that his share still tells by how much more of it there is once fire has slowed him."""
    assert gunnery.share_behind(0.6, 2500.0, 30.0, 250.0, 1.0) > 0.0


@pytest.mark.parametrize(
    ("indirect", "how", "moving", "behind_m"),
    [
        (1.0, OBSERVED, 0.5, 120.0),  # 40 m in half a minute, for a minute and a half
        (0.0, OBSERVED, 0.5, 0.0),  # who lays on what he sees leads
        (1.0, UNWATCHED, 0.5, 0.0),  # nobody corrects
        (1.0, OBSERVED, 0.0, 0.0),
    ],
)
def test_who_is_left_behind_by_how_much(
    indirect: float, how: int, moving: float, behind_m: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_plain(monkeypatch)
    weapons, parameters = np.zeros((t.WEAPON_FIELDS, 1)), np.ones(len(p.NAMES))
    weapons[t.W_INDIRECT], weapons[t.W_DISPERSION_M] = indirect, 50.0
    parameters[p.CORRECTION_LAG], parameters[p.UNOBSERVED_SPREAD] = 1.5, 1.0
    units = np.zeros((t.UNIT_COUNTS, 1), np.int32)
    units[t.WEAPON_0 : t.WEAPON_0 + a.SLOTS] = -1  # no gun to lay at
    state = SimpleNamespace(counts=np.full((a.COUNTS, 1), 100, np.int32), way=np.zeros((t.WAY_FIELDS, 1)))
    scratch = SimpleNamespace(ground=np.array([9000.0]), moving=np.array([moving]), spot=np.array([[0.2], [0.0]]))
    tables = SimpleNamespace(weapons=weapons, parameters=parameters, units=units)
    share, ground, men = offers.ground_hit(0, 0, how, tables, state, scratch, HEX)
    area = 9000.0 + math.pi / math.log(2.0) * 50.0**2
    left = 1.0 - moving * (1.0 - math.exp(-math.pi * behind_m**2 / area))
    assert (share, ground, men) == pytest.approx((9000.0 / area * left, 9000.0, 100.0))
