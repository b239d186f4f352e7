"""Writing events and losses of a recorded replication; a full book counts on, so that the caller can enlarge it."""

from __future__ import annotations

from khasan.kernels.compiled import phase


@phase
def event(log, step, kind, unit, other, place, value):
    """One row of what mattered."""
    if log.on[0] == 0:
        return
    row = log.used[0]
    log.used[0] += 1
    if row < log.events.shape[0]:
        log.events[row, 0] = step
        log.events[row, 1] = kind
        log.events[row, 2] = unit
        log.events[row, 3] = other
        log.events[row, 4] = place
        log.events[row, 5] = value


@phase
def loss(log, step, cause, shooter, target, weapon, stream, sub, fallen, vehicles, weapons_lost, factors):
    """One row of losses with its factors; fallen = (killed, wounded, missing), vehicles = (burnt, knocked out)."""
    if log.on[0] == 0:
        return
    row = log.used[1]
    log.used[1] += 1
    if row < log.losses.shape[0]:
        record = log.losses[row]
        record[0], record[1], record[2], record[3] = step, cause, shooter, target
        record[4], record[5], record[6] = weapon, stream, sub
        record[7], record[8], record[9] = fallen
        record[10], record[11] = vehicles
        record[12] = weapons_lost
        for k in range(len(factors)):
            log.factors[row, k] = factors[k]
