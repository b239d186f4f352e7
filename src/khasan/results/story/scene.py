"""One replication as the parts of a story see it: its events, its losses, its names, its clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from khasan import arrays as a
from khasan.arrays import Replication
from khasan.results.frame import Frame, frame_of, local_iso
from khasan.results.story_names import Names
from khasan.results.story_wording import men, spelt

if TYPE_CHECKING:
    from khasan.compiler import Compiled

LULL_H, SHORT_LULL_H = 2.0, 1 / 3
"""What is no longer apart belongs together: the second in fights of a day or less, which are looked at more often."""
_MEN = (a.LO_KILLED, a.LO_WOUNDED, a.LO_MISSING)
_VEHICLES = (a.LO_BURNT, a.LO_KNOCKED_OUT, a.LO_ABANDONED)


@dataclass(frozen=True)
class Event:
    """A row of the events."""

    step: int
    kind: int
    unit: int
    other: int
    place: int
    value: int


@dataclass(frozen=True, eq=False)
class Scene:
    """What there is to tell of."""

    compiled: Compiled
    rep: Replication

    @cached_property
    def frame(self) -> Frame:
        """The scenario as its tables see it."""
        return frame_of(self.compiled)

    @cached_property
    def names(self) -> Names:
        """Names of units and places."""
        return Names(self.compiled, self.rep)

    @cached_property
    def events(self) -> list[Event]:
        """In order of time."""
        return [Event(*row) for row in self.rep.events.tolist()]

    @cached_property
    def lull(self) -> int:
        """Steps without news after which something is over."""
        look_s = self.compiled.snapshot_every * self.compiled.step_s
        hours = LULL_H if look_s > 900 else SHORT_LULL_H
        return max(1, round(hours * 3600 / self.compiled.step_s))

    def of(self, *kinds: int) -> list[Event]:
        """The events of these kinds."""
        return [event for event in self.events if event.kind in kinds]

    def dark(self, step: int) -> bool:
        """Is it dark in a step?"""
        return bool(self.compiled.sky[2][min(step, self.compiled.steps - 1)] > 0.5)

    def side_of(self, unit: int) -> int:
        """Side of a unit."""
        return self.compiled.labels.unit_side[unit]

    def side_name(self, side: int) -> str:
        """Name of a side, of -1 nothing."""
        return self.compiled.labels.side_names[side] if side >= 0 else ""

    def in_field(self, step: int) -> int:
        """Men on the field, of both sides, at the look before a step."""
        counts = self.rep.counts[min(step // self.compiled.snapshot_every, len(self.rep.counts) - 1)]
        return int((counts[a.MEN] * (counts[a.STATUS] != a.EXPECTED)).sum())

    def clock(self, step: int) -> str:
        """The hour and minute of a step."""
        return local_iso(self.compiled, self.frame.zone, step)[11:16]

    def day_of(self, step: int) -> str:
        """The date of a step, ISO 8601."""
        return local_iso(self.compiled, self.frame.zone, step)[:10]

    def losses_in(self, first: int, last: int) -> NDArray[np.int32]:
        """The losses of steps ``first`` to ``last``, both counted."""
        steps = self.ground_losses[:, a.LO_STEP]
        return self.ground_losses[(steps >= first) & (steps <= last)]

    @cached_property
    def ground_losses(self) -> NDArray[np.int32]:
        """The losses but for those of aviation, which are told with the raids."""
        aloft = np.array([branch == "aviation" for branch in self.compiled.labels.unit_branch])
        return np.asarray(self.rep.losses[~aloft[self.rep.losses[:, a.LO_TARGET]]])


def men_of(losses: NDArray[np.int32]) -> int:
    """Men killed, wounded or missing in these losses."""
    return int(losses[:, _MEN].sum())


def vehicles_of(losses: NDArray[np.int32]) -> int:
    """Fighting vehicles burnt, knocked out or abandoned in them."""
    return int(losses[:, _VEHICLES].sum())


def cost(scene: Scene, losses: NDArray[np.int32], units: Iterable[int]) -> str:
    """What these units lost, in words; "" for nothing."""
    targets = list(units)
    mine = losses[np.isin(losses[:, a.LO_TARGET], targets)]
    lost, vehicles = men_of(mine), vehicles_of(mine)
    owners = sorted({int(target) for target in mine[mine[:, _VEHICLES].sum(axis=1) > 0][:, a.LO_TARGET]})
    parts = [men(lost)] if lost else []
    if vehicles:
        parts.append(spelt(scene.names.vehicles(owners, vehicles)))
    return " and ".join(parts)
