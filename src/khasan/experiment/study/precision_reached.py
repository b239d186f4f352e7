"""How well the outcome is known that a precision is asked of, while the rows come in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from khasan.arrays import F8
from khasan.experiment.study.plan import Plan
from khasan.experiment.study.precision import not_yet
from khasan.results.means import difference_of, mean_of, share_of

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass
class PrecisionReached:
    """Values of the outcome that the precision is asked of, by point; flat memory: a number a replication."""

    plan: Plan
    values: dict[int, dict[int, float]] = field(default_factory=dict)

    def add(self, table: pa.Table) -> None:
        """Take up a part."""
        if self.plan.design.precision is None:
            return
        column = table[self.plan.design.precision.outcome].to_pylist()
        keys = zip(table["point"].to_pylist(), table["replication"].to_pylist(), column, strict=True)
        for point, replication, value in keys:
            self.values.setdefault(point, {})[replication] = np.nan if value is None else float(value)

    def arrays(self) -> dict[int, F8]:
        """f8[replications] of each point, in their order."""
        return {
            point: np.array([found[r] for r in sorted(found)], dtype=np.float64)
            for point, found in sorted(self.values.items())
        }

    @property
    def is_share(self) -> bool:
        """Is it a share that is asked for?"""
        precision = self.plan.design.precision
        return precision is not None and any(
            one.is_share for one in self.plan.design.outcomes if one.name == precision.outcome
        )

    def open_points(self) -> set[int]:
        """Points that are not yet known well enough."""
        precision = self.plan.design.precision
        assert precision is not None
        return not_yet(
            self.arrays(), precision.half_width, precision.confidence, against=self.plan.compared,
            paired=self.plan.design.common_random_numbers, share=self.is_share,
        )  # fmt: skip

    def widest(self) -> float | None:
        """The widest half-width now; None if none is asked for or nothing is known."""
        precision = self.plan.design.precision
        if precision is None:
            return None
        found = self.arrays()
        reached = []
        for point, values in found.items():
            if self.plan.compared and point:
                shared = self.plan.design.common_random_numbers
                reached.append(difference_of(values, found[0], precision.confidence, paired=shared).half_width)
            elif not self.plan.compared:
                reached.append((share_of if self.is_share else mean_of)(values, precision.confidence).half_width)
        known = [one for one in reached if not np.isnan(one)]
        return max(known) if known else None
