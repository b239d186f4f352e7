"""One replication as one row: what each side lost in each phase, who held which height at which midnight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from khasan.arrays import (
    ABANDONED,
    AT_AIRFIELD,
    BURNT,
    CAPTURED,
    EXPECTED,
    GONE,
    HORSES_LOST,
    HOURS_CUT_OFF,
    KILLED,
    KNOCKED_OUT,
    MISSING,
    REPAIRED,
    ROUNDS_FIRED,
    ROUNDS_ISSUED,
    SORTIES,
    STATUS,
    TRUCKS_LOST,
    WEAPONS_LOST,
    WOUNDED,
    Replication,
)
from khasan.errors import InputError, Problem, nearest
from khasan.kernels.state import tables as t
from khasan.results.columns import LOSS_IDS, Column, identifier
from khasan.results.endings import endings
from khasan.results.frame import F8, HELD_BY_NOBODY, Frame, frame_of
from khasan.results.reporting import is_small, reported

if TYPE_CHECKING:
    import pyarrow as pa

    from khasan.compiler import Compiled

Row = dict[str, Any]

_COUNTED = (
    KILLED, WOUNDED, MISSING, CAPTURED, BURNT, KNOCKED_OUT, ABANDONED, REPAIRED, WEAPONS_LOST, ROUNDS_FIRED,
    HORSES_LOST, TRUCKS_LOST, ROUNDS_ISSUED, HOURS_CUT_OFF, SORTIES,
)  # fmt: skip
_AIR_BURNT, _AIR_DAMAGED = -1, -2
"""Rows of their own for BURNT and KNOCKED_OUT of aviation, which the rows of those names leave out."""
_ROWS = (*_COUNTED, _AIR_BURNT, _AIR_DAMAGED)
_SUMS: Mapping[str, tuple[int, ...]] = {
    "killed": (KILLED,),
    "wounded": (WOUNDED,),
    "missing": (MISSING,),
    "captured": (CAPTURED,),
    "casualties": (KILLED, WOUNDED, MISSING),
    "tanks_burnt": (BURNT,),
    "tanks_knocked_out": (KNOCKED_OUT,),
    "tanks_abandoned": (ABANDONED,),
    "tanks_repaired": (REPAIRED,),
    "tanks_lost": (BURNT, KNOCKED_OUT, ABANDONED),
    "aircraft_lost": (_AIR_BURNT,),
    "aircraft_damaged": (_AIR_DAMAGED,),
    "sorties": (SORTIES,),
    "guns_lost": (WEAPONS_LOST,),
    "rounds_fired": (ROUNDS_FIRED,),
    "horses_lost": (HORSES_LOST,),
    "trucks_lost": (TRUCKS_LOST,),
    "rounds_issued": (ROUNDS_ISSUED,),
    "hours_cut_off": (HOURS_CUT_OFF,),
}
_MIXING = np.array([[float(row in _SUMS[loss]) for row in _ROWS] for loss in LOSS_IDS])
"""f8[losses, counted]: which counts each measure adds up."""
_WEAPONS_ROW = _COUNTED.index(WEAPONS_LOST)
_VEHICLE_ROWS = [_COUNTED.index(row) for row in (BURNT, KNOCKED_OUT, REPAIRED)]
_CASUALTIES = LOSS_IDS.index("casualties")


def outcome_columns(compiled: Compiled) -> tuple[Column, ...]:
    """The columns of ``outcomes.parquet`` for this scenario, in order."""
    return frame_of(compiled).outcome_columns


def outcome_row(compiled: Compiled, rep: Replication, seed: int) -> Row:
    """The measures of effectiveness of one replication, in the order of ``outcome_columns``.

    ``seed``: that of the run, by which it is drawn what each side's report counts.
    Plain Python numbers and strings; None where a measure has no value (never taken, nobody in the field).
    Raises ValueError if the replication is not one of this scenario.
    """
    frame = frame_of(compiled)
    frame.check(rep)
    row: Row = {"replication": rep.replication, "member": rep.member}
    drawn = zip(compiled.labels.parameters, rep.parameters.tolist(), strict=True)
    row.update({f"param_{identifier(parameter)}": value for parameter, value in drawn})
    row.update(_losses(compiled, frame, rep))
    row.update(_arrivals(frame, rep))
    row.update(_reports(frame, row, seed))
    row.update(_ammunition(frame, rep))
    row.update(_supply(frame, rep))
    row.update(endings(frame, rep))
    row.update(_places(compiled, frame, rep))
    return {column.name: row[column.name] for column in frame.outcome_columns}


def outcomes_table(compiled: Compiled, rows: Sequence[Row]) -> pa.Table:
    """``outcomes.parquet`` from the rows of ``outcome_row``, in order of the replications' numbers."""
    from khasan.results.arrow import table_of_rows

    ordered = sorted(rows, key=lambda row: row["replication"])
    return table_of_rows(outcome_columns(compiled), ordered)


def check_measures(compiled: Compiled) -> None:
    """Raises InputError naming every measure of the scenario that is no column of its outcomes."""
    names = {column.name for column in outcome_columns(compiled)}
    problems = [
        Problem(
            compiled.resolved.id, None, None, "measures", measure, f"{nearest(measure, names)} (see docs/results.md)"
        )
        for measure in compiled.resolved.measures
        if measure not in names
    ]
    if problems:
        raise InputError(problems)


def _losses(compiled: Compiled, frame: Frame, rep: Replication) -> Row:
    """Counts are cumulative, so a phase's losses are the difference between its two ends."""
    ends = sorted({snapshot for window in frame.windows for snapshot in (window.first, window.last)})
    counted = rep.counts[np.array(ends)[:, None], np.array(_COUNTED)[None, :], :].astype(np.float64)
    counted[:, _WEAPONS_ROW, :] *= frame.guns
    of_aircraft = counted[:, [_COUNTED.index(row) for row in (BURNT, KNOCKED_OUT)], :] * frame.aircraft
    counted[:, _VEHICLE_ROWS, :] *= 1.0 - frame.aircraft
    counted = np.concatenate([counted, of_aircraft], axis=1)
    totals = _MIXING @ (counted @ frame.groups)  # f8[ends, losses, groups]; whole numbers, so exact
    row: Row = {}
    for window in frame.windows:
        lost = np.rint(totals[ends.index(window.last)] - totals[ends.index(window.first)]).astype(np.int64)
        suffix = f"_{window.id}" if window.id else ""
        for loss, by_group in zip(LOSS_IDS, lost.tolist(), strict=True):
            for side, value in zip(frame.sides, by_group, strict=False):
                row[f"{identifier(side)}_{loss}{suffix}"] = value
        formations = lost[:, len(frame.sides) :].tolist()
        for k, formation in enumerate(frame.formations):
            name = f"formation_{identifier(compiled.labels.formations[formation])}"
            if window.id:
                row[f"{name}_casualties{suffix}"] = formations[_CASUALTIES][k]
            else:
                row.update({f"{name}_{loss}": formations[m][k] for m, loss in enumerate(LOSS_IDS)})
    return row


def _arrivals(frame: Frame, rep: Replication) -> Row:
    row: Row = {}
    vehicles = rep.initial_vehicles
    strength = np.stack([rep.initial_men, vehicles * (1.0 - frame.aircraft), vehicles * frame.aircraft])
    for window in frame.windows:
        arrived = rep.counts[window.last, STATUS, :] != EXPECTED
        totals = np.rint((strength * arrived) @ frame.groups[:, : len(frame.sides)]).astype(np.int64).tolist()
        suffix = f"_{window.id}" if window.id else ""
        for s, side in enumerate(frame.sides):
            row[f"{identifier(side)}_men_arrived{suffix}"] = totals[0][s]
            row[f"{identifier(side)}_tanks_arrived{suffix}"] = totals[1][s]
            row[f"{identifier(side)}_aircraft_arrived{suffix}"] = totals[2][s]
    return row


def _reports(frame: Frame, row: Row, seed: int) -> Row:
    """What each side's report would count of its losses, by window."""
    sides = [identifier(side) for side in frame.sides]
    men = [row[f"{side}_men_arrived"] for side in sides]
    found: Row = {}
    for side, shares in zip(sides, frame.reporting.drawn(seed, row["replication"]), strict=True):
        for window in frame.windows:
            suffix = f"_{window.id}" if window.id else ""
            happened = {loss: row[f"{side}_{loss}{suffix}"] for loss in LOSS_IDS}
            counted = reported(happened, shares, small=is_small(men, shares))
            found.update({f"{side}_reported_{measure}{suffix}": value for measure, value in counted.items()})
    return found


def _ammunition(frame: Frame, rep: Replication) -> Row:
    shares = ammunition_by_side(frame, rep)
    row: Row = {}
    for s, side in enumerate(frame.sides):
        for window in frame.windows:
            name = f"{identifier(side)}_ammunition" + (f"_{window.id}" if window.id else "")
            row[name] = _number(shares[window.last, s])
        known = shares[:, s][~np.isnan(shares[:, s])]
        row[f"{identifier(side)}_ammunition_lowest"] = float(known.min()) if known.size else None
    return row


def _supply(frame: Frame, rep: Replication) -> Row:
    """Tonnes through each side's depot; None where no supply is declared."""
    row: Row = {}
    for side, depot in zip(frame.sides, rep.depots.T.tolist(), strict=True):
        declared = depot[t.D_DECLARED] > 0.5
        found = {
            "brought": depot[t.D_BROUGHT_T],
            "issued": depot[t.D_ISSUED_AMMUNITION_T] + depot[t.D_ISSUED_FOOD_T],
            "left": depot[t.D_AMMUNITION_T] + depot[t.D_FOOD_T],
        }
        row.update({f"{identifier(side)}_tonnes_{k}": value if declared else None for k, value in found.items()})
    return row


def ammunition_by_side(frame: Frame, rep: Replication) -> F8:
    """f8[T, S]: share of basic loads left, averaged over the units in the field then; NaN if there is none."""
    status = rep.counts[:, STATUS, :]
    present = (status != EXPECTED) & (status != GONE) & (status != AT_AIRFIELD)
    shares = np.full((len(frame.hours), len(frame.sides)), np.nan)
    for s in range(len(frame.sides)):
        mine = np.flatnonzero(frame.groups[:, s])
        here = present[:, mine]
        count = here.sum(axis=1)
        # a plain sum adds in one fixed order; a threaded product of inexact numbers need not
        left = (rep.ammunition[:, mine] * here).sum(axis=1)
        np.divide(left, count, out=shares[:, s], where=count > 0)
    return shares


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _places(compiled: Compiled, frame: Frame, rep: Replication) -> Row:
    """Holders at each look; when each side came to hold a place that it did not hold the hour before."""
    row: Row = {}
    holders = (*frame.sides, HELD_BY_NOBODY)  # a holder of -1 picks the last
    lengths = np.diff(frame.hours, append=frame.hours[-1])
    for place, index in zip(frame.places, compiled.labels.objectives, strict=True):
        held = rep.holders[:, index]
        name = identifier(place)
        row[f"holder_{name}_end"] = holders[held[-1]]
        for look in frame.looks:
            row[f"holder_{name}_{look.id}"] = holders[held[look.snapshot]]
        for s, side in enumerate(frame.sides):
            mine = held == s
            taken = np.flatnonzero(mine[1:] & ~mine[:-1])
            row[f"taken_{name}_{identifier(side)}"] = float(frame.hours[taken[0] + 1]) if taken.size else None
            row[f"held_{name}_{identifier(side)}"] = float(lengths[mine].sum())
    return row
