"""What a side's report counts of what happened to it: fewer wounded, missing and vehicles than there were.

The sources of a fight are such reports. A run is laid beside them as it would have been reported; what happened stands
beside that. The laws stand in ``data/reporting/common.yaml``, what they assume in ``docs/model/reporting.md``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from khasan.arrays import F8, U8
from khasan.compiler.addresses import hash_of, key_of
from khasan.errors import input_error, nearest
from khasan.kernels.chance.draws import parameter_draws
from khasan.scenario.reporting_laws import load_reporting
from khasan.scenario.schema import Parameter

LAWS = ("wounded_counted", "wounded_counted_small", "small_clash_men", "missing_counted", "tanks_counted")
"""What the rules below ask for."""


@dataclass(frozen=True)
class Counted:
    """What one side's report counts in one replication: shares, and up to how many men a fight is a small clash."""

    wounded_counted: float
    wounded_counted_small: float
    small_clash_men: float
    missing_counted: float
    tanks_counted: float


@dataclass(frozen=True, eq=False)
class Reporting:
    """The laws, and the sides whose reports go by them."""

    laws: Mapping[str, Parameter]
    sides: tuple[str, ...]

    def drawn(self, seed: int, replication: int) -> list[Counted]:
        """One a side, always the same for a seed and a replication, whatever else is drawn or happens in it."""
        values = parameter_draws(key_of(seed, replication), self._hashes, self._priors).reshape(len(self.sides), -1)
        return [Counted(**dict(zip(LAWS, of_side, strict=True))) for of_side in values.tolist()]

    @cached_property
    def _hashes(self) -> U8:
        names = [f"reporting/{law}/{side}" for side in self.sides for law in LAWS]
        return np.array([hash_of(name) for name in names], dtype=np.uint64)

    @cached_property
    def _priors(self) -> F8:
        rows = [self.laws[name] for name in LAWS]
        one = [[law.median, law.low, law.high, float(law.prior == "logitnormal")] for law in rows]
        return np.array(one * len(self.sides))


def reporting_of(sides: Sequence[str]) -> Reporting:
    """The laws on file, for sides by their ids. InputError if one that the rules ask for is missing or unknown."""
    laws = load_reporting()
    for name in LAWS:
        if name not in laws:
            raise input_error("reporting", name, "a law that the rules ask for is missing: add it", file="reporting")
    for name in laws:
        if name not in LAWS:
            raise input_error("id", name, f"no rule asks for it: {nearest(name, LAWS)}", file="reporting")
    return Reporting(laws, tuple(sides))


def reported(happened: Mapping[str, Any], shares: Counted, *, small: bool) -> dict[str, int]:
    """What a report counts of the losses of one side: wounded, missing, casualties and tanks_lost.

    ``happened``: by the ids of the measures. ``small``: it was a small clash. The dead are counted as they are.

    >>> shares = Counted(0.8, 0.4, 300.0, 0.5, 0.5)
    >>> lost = {"killed": 10, "wounded": 31, "missing": 3}
    >>> lost |= {"tanks_burnt": 2, "tanks_knocked_out": 5, "tanks_abandoned": 1}
    >>> reported(lost, shares, small=False)
    {'wounded': 25, 'missing': 2, 'casualties': 37, 'tanks_lost': 6}
    >>> reported(lost, shares, small=True)["wounded"]
    12
    """
    wounded = _whole(happened["wounded"] * (shares.wounded_counted_small if small else shares.wounded_counted))
    missing = _whole(happened["missing"] * shares.missing_counted)
    mended = _whole(happened["tanks_knocked_out"] * shares.tanks_counted)
    return {
        "wounded": wounded,
        "missing": missing,
        "casualties": happened["killed"] + wounded + missing,
        "tanks_lost": happened["tanks_burnt"] + happened["tanks_abandoned"] + mended,
    }


def is_small(men: Sequence[int], shares: Counted) -> bool:
    """Was it a small clash, to a side with these shares? ``men``: how many each side brought.

    >>> shares = Counted(0.8, 0.4, 300.0, 0.5, 0.5)
    >>> is_small([20, 300], shares), is_small([20, 301], shares)
    (True, False)
    """
    return max(men) <= shares.small_clash_men


def _whole(amount: float) -> int:
    """The nearest whole number, a half upwards."""
    return math.floor(amount + 0.5)
