"""What a day and the whole cost, and who held the ground then."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from khasan import arrays as a
from khasan.results.story.beat import DAY, ENDING, Beat
from khasan.results.story.scene import Scene
from khasan.results.story_wording import all_but, listed, men, side, spelt
from khasan.results.vehicles import counted, of_side

I8 = NDArray[np.int64]
_ROWS = (a.KILLED, a.WOUNDED, a.MISSING, a.BURNT, a.KNOCKED_OUT, a.BURNT)


def sums(scene: Scene) -> Iterable[Beat]:
    """A sentence or two at each midnight on which somebody fell, and at the end."""
    frame, steps = scene.frame, scene.frame.snapshot_steps
    lost = lost_of(scene)
    before = 0
    for look in frame.looks:
        if not look.midnight:
            continue
        of_day = lost[look.snapshot] - lost[before]
        changed = _held(scene, look.snapshot, since=before)
        before = look.snapshot
        if of_day.any():
            ground = f" At midnight {changed}." if changed else ""
            text = f"The day's losses: {toll_of(scene, of_day)}.{ground}"
            # a step before midnight, so that it stands under the day that ends
            yield Beat(int(steps[look.snapshot]) - 1, int(steps[look.snapshot]) - 1, DAY, text)
    held = f" In the end {ending}." if (ending := _held(scene, -1)) else ""
    toll = f"In all {toll_of(scene, lost[-1])}." if lost[-1].any() else "Nobody was hurt."
    yield Beat(scene.compiled.steps, scene.compiled.steps, ENDING, f"The fighting was over.{held} {toll}")


def lost_of(scene: Scene) -> I8:
    """i8[T, 6, S]: killed, wounded, missing, vehicles burnt and knocked out, aircraft lost, since the start."""
    counts = scene.rep.counts[:, _ROWS].astype(np.float64)
    counts[:, 3:5] *= 1.0 - scene.frame.aircraft
    counts[:, 5] *= scene.frame.aircraft
    return np.rint(counts @ scene.frame.groups[:, : len(scene.frame.sides)]).astype(np.int64)


def toll_of(scene: Scene, lost: I8) -> str:
    """What either side lost: "Japan lost 203 men (53 killed), the Soviet Union 690 (181 killed) and 3 tanks".

    ``lost``: i8[6, S].
    """
    told: list[str] = []
    for s, name in enumerate(scene.compiled.labels.side_names):
        fallen, killed = int(lost[:3, s].sum()), int(lost[0, s])
        all_killed = " (killed)" if fallen == 1 else " (all killed)"
        dead = "" if not killed else all_killed if killed == fallen else f" ({killed:,} killed)"
        counted_men = all_but("men" if " men" in " ".join(told) else "", men(fallen))
        parts = [counted_men + dead] if fallen else []
        if tanks := int(lost[3:5, s].sum()):
            parts.append(spelt(counted(tanks, of_side(scene.compiled.labels, s))))
        if aircraft := int(lost[5, s]):
            parts.append(f"{aircraft} aircraft")
        verb = "" if told else " lost"
        told.append(f"{side(name)}{verb} {listed(parts) if parts else 'nobody'}")
    return ", ".join(told)


def _held(scene: Scene, snapshot: int, since: int | None = None) -> str:
    """Who holds which of the reported places, as a clause; ``since``: only of those that have another holder since."""
    held: dict[int, list[str]] = {}
    for place in scene.compiled.labels.objectives:
        holder = int(scene.rep.holders[snapshot, place])
        if holder >= 0 and (since is None or holder != scene.rep.holders[since, place]):
            held.setdefault(holder, []).append(scene.names.ground(place))
    names = [side(name) for name in scene.compiled.labels.side_names]
    return ", ".join(f"{names[holder]} held {listed(places)}" for holder, places in sorted(held.items()))
