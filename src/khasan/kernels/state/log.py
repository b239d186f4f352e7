"""Writing events and losses of a recorded replication; a full book counts on, so that the caller can enlarge it."""

from __future__ import annotations

from khasan import arrays as a
from khasan.kernels.compiling.decorators import phase


@phase
def event(log, step, kind, unit, other, place, value):
    """One row of what mattered."""
    if log.on[0] == 0:
        return
    row = log.used[0]
    log.used[0] += 1
    if row < log.events.shape[0]:
        log.events[row, a.EV_STEP] = step
        log.events[row, a.EV_KIND] = kind
        log.events[row, a.EV_UNIT] = unit
        log.events[row, a.EV_OTHER] = other
        log.events[row, a.EV_PLACE] = place
        log.events[row, a.EV_VALUE] = value


@phase
def open_loss(log, step, cause, shooter, target, stream, sub, draw):
    """A new row of losses for the caller to complete: its index, or -1 if nothing is recorded or the book is full.

    Nobody lost so far, no weapon; factors are 1 but range and weapons, which are 0. The draw is that of the count.
    """
    if log.on[0] == 0:
        return -1
    row = log.used[1]
    log.used[1] += 1
    if row >= log.losses.shape[0]:
        return -1
    losses, factors = log.losses[row], log.factors[row]
    losses[:] = 0
    losses[a.LO_STEP], losses[a.LO_CAUSE] = step, cause
    losses[a.LO_SHOOTER], losses[a.LO_TARGET], losses[a.LO_WEAPON] = shooter, target, -1
    losses[a.LO_STREAM], losses[a.LO_SUB] = stream, sub
    factors[:] = 1.0
    factors[a.FA_RANGE_M] = factors[a.FA_WEAPONS] = 0.0
    factors[a.FA_DRAW] = draw
    return row
