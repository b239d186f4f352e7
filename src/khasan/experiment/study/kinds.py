"""Kinds of designs: which keys each takes, and how large it is."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from khasan.scenario.numbers import Strict

Kind = Literal[
    "full-factorial", "fractional-factorial", "latin-hypercube", "sobol", "morris", "one-at-a-time", "paired"
]
_TAKES: dict[str, dict[str, bool]] = {
    "full-factorial": {"levels": False},
    "fractional-factorial": {},
    "latin-hypercube": {"points": True},
    "sobol": {"base": True, "second_order": False},
    "morris": {"trajectories": True, "levels": False},
    "one-at-a-time": {"levels": False},
    "paired": {"levels": False},
}
"""Kind -> the keys that it takes; True where it cannot do without."""
PAIRED_KINDS = ("one-at-a-time", "paired")
"""Kinds whose first point is the baseline that the others are held against."""


class Kinded(Strict):
    """Which design, and how large."""

    kind: Kind
    levels: int | None = Field(default=None, ge=2, le=100)
    """Settings of a factor with a range: 2 (its ends) unless said; 4 in a Morris design."""
    points: int | None = Field(default=None, ge=2, le=1_000_000)
    """Of a Latin hypercube."""
    base: int | None = Field(default=None, ge=2, le=1 << 20)
    """Of a Sobol' design: a power of two. The points are base x (factors + 2), or with second_order 2 x factors + 2."""
    second_order: bool | None = None
    trajectories: int | None = Field(default=None, ge=2, le=10_000)
    """Of a Morris design: each has one point more than there are factors."""

    @model_validator(mode="after")
    def _fitting_keys(self) -> Kinded:
        takes = _TAKES[self.kind]
        given = {name for name in ("levels", "points", "base", "second_order", "trajectories") if getattr(self, name)}
        if wrong := sorted(given - takes.keys()):
            raise ValueError(f"a design of kind {self.kind} takes no {', '.join(wrong)}: leave it out")
        if lacking := [name for name, needed in takes.items() if needed and name not in given]:
            raise ValueError(f"a design of kind {self.kind} needs {', '.join(lacking)}")
        if self.base is not None and self.base & (self.base - 1):
            raise ValueError(
                f"base must be a power of two: {1 << self.base.bit_length() - 1} or {1 << self.base.bit_length()}"
            )
        return self
