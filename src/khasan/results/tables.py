"""The tables of the recorded replications: units hour by hour, what happened, who lost what and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from khasan import arrays as a
from khasan.arrays import Replication
from khasan.kernels.state import tables as t
from khasan.results.arrow import numbers, schema_of, text
from khasan.results.columns import Column
from khasan.results.frame import Frame, frame_of, local_iso
from khasan.results.table_columns import EVENTS, LOSSES, UNITS

if TYPE_CHECKING:
    from khasan.compiler import Compiled
    from khasan.ground.hexgrid import HexGrid

I4 = NDArray[np.int32]
Made = dict[str, pa.Array]


def units_table(compiled: Compiled, reps: Sequence[Replication]) -> pa.Table:
    """``units.parquet``: a row a replication, hour and unit, in that order. See ``columns.UNITS``."""
    return _table(UNITS, compiled, reps, _units)


def events_table(compiled: Compiled, reps: Sequence[Replication]) -> pa.Table:
    """``events.parquet``: what happened in the recorded replications. See ``columns.EVENTS``."""
    return _table(EVENTS, compiled, reps, _events)


def losses_table(compiled: Compiled, reps: Sequence[Replication]) -> pa.Table:
    """``losses.parquet``: every loss of the recorded replications with its factors. See ``columns.LOSSES``."""
    return _table(LOSSES, compiled, reps, _losses)


def _table(
    columns: Sequence[Column],
    compiled: Compiled,
    reps: Sequence[Replication],
    make: Callable[[Compiled, Frame, Replication], Made],
) -> pa.Table:
    schema, frame = schema_of(columns), frame_of(compiled)
    batches = []
    for rep in sorted(reps, key=lambda rep: rep.replication):
        frame.check(rep)
        made = make(compiled, frame, rep)
        batches.append(pa.RecordBatch.from_arrays([made[c.name] for c in columns], schema=schema))
    return pa.Table.from_batches(batches, schema).unify_dictionaries()


# -- units ---------------------------------------------------------------------------------------------------


def _units(compiled: Compiled, frame: Frame, rep: Replication) -> Made:
    labels, counts = compiled.labels, rep.counts
    hours, units = counts.shape[0], counts.shape[2]
    hour, unit = np.repeat(np.arange(hours), units), np.tile(np.arange(units), hours)
    made: Made = {
        "replication": numbers(np.full(hours * units, rep.replication, np.int32)),
        "hour": numbers(frame.hours[hour]),
        "time": text(hour, frame.times),
        "unit": text(unit, labels.units),
        "unit_name": text(unit, labels.unit_names),
        "formation": text(np.asarray(labels.unit_formation)[unit], labels.formations),
        "side": text(np.asarray(labels.unit_side)[unit], labels.sides),
        "status": text(counts[:, a.STATUS].ravel(), a.STATUS_NAMES),
        "posture": text(counts[:, a.POSTURE].ravel(), a.POSTURE_NAMES),
        "order": text(counts[:, a.ORDER].ravel(), a.ORDER_NAMES),
        "order_place": text(counts[:, a.ORDER_PLACE].ravel(), labels.places),
        "known_to_enemy": numbers(counts[:, a.CONTACT_AGE].ravel() < a.UNSEEN),
        "weapons": numbers(counts[:, a.COUNT_0 : a.COUNT_0 + a.SLOTS].sum(axis=1, dtype=np.int32).ravel()),
        "ammunition": numbers(rep.ammunition.astype(np.float32).ravel()),
    }
    plain = {column.name for column in UNITS} - set(made)  # those are fields, and called what fields are
    made |= {name: numbers(counts[:, k].ravel()) for k, name in enumerate(a.COUNT_NAMES) if name in plain}
    reals = rep.reals.astype(np.float32)
    made |= {a.REAL_NAMES[k]: numbers(reals[:, k].ravel()) for k in range(reals.shape[1])}
    made |= _last_seen(compiled, rep)
    aloft = counts[:, a.STATUS] == a.AT_AIRFIELD  # off the map, whatever hex its unit was given
    made.update(_positions(compiled, rep, np.where(aloft, -1, counts[:, a.HEX]).ravel()))
    return made


def _last_seen(compiled: Compiled, rep: Replication) -> Made:
    """Where and how long ago the enemy last saw each unit: what he goes by."""
    grid: HexGrid = compiled.world(rep.member).ground.grid
    age = rep.counts[:, a.CONTACT_AGE].ravel()
    unknown, hexes = age >= a.UNSEEN, rep.counts[:, a.CONTACT_HEX].ravel()
    x, y = grid.centres
    seen = {"seen_x_m": x[hexes], "seen_y_m": y[hexes], "seen_h": age * (compiled.step_s / 3600.0)}
    return {name: numbers(values.astype(np.float32), unknown) for name, values in seen.items()}


def _positions(compiled: Compiled, rep: Replication, hexes: I4) -> Made:
    """Looked up hex by hex; a unit that is nowhere has nothing there."""
    world = compiled.world(rep.member)
    grid: HexGrid = world.ground.grid
    q, r = grid.axial(np.arange(grid.n))
    x, y = grid.centres
    used = np.unique(hexes[hexes >= 0])
    lon, lat = np.zeros(grid.n), np.zeros(grid.n)
    for h in used.tolist():
        lon[h], lat[h] = world.member.map.xy_to_lonlat(float(x[h]), float(y[h]))
    # a hex of -1 picks the last entry: it is masked
    nowhere = hexes < 0
    columns: dict[str, NDArray[np.generic]] = {
        "q": q,
        "r": r,
        "x_m": x.astype(np.float32),
        "y_m": y.astype(np.float32),
        "lon": lon,
        "lat": lat,
    }
    return {name: numbers(values[hexes], nowhere) for name, values in columns.items()}


# -- events and losses ---------------------------------------------------------------------------------------


def _when(compiled: Compiled, frame: Frame, steps: I4) -> Made:
    distinct, which = np.unique(steps, return_inverse=True)
    times = [local_iso(compiled, frame.zone, int(step)) for step in distinct]
    return {
        "step": numbers(steps),
        "hour": numbers(steps * (compiled.step_s / 3600.0)),
        "time": text(which, times),
    }


def _events(compiled: Compiled, frame: Frame, rep: Replication) -> Made:
    labels, entries = compiled.labels, rep.events
    step, kind, unit, other, place, value = (np.ascontiguousarray(column) for column in entries.T)
    of_commander = np.isin(kind, a.OF_COMMANDERS)
    at_hex = np.isin(kind, a.AT_A_HEX)
    # commanders follow the units in one list of names, so that one column holds either
    names = (*labels.units, *labels.commanders)
    sides = np.asarray(labels.unit_side, dtype=np.int32)
    grid: HexGrid = compiled.world(rep.member).ground.grid
    q, r = grid.axial(np.where(at_hex, place, 0))
    return {
        "replication": numbers(np.full(len(entries), rep.replication, np.int32)),
        "entry": numbers(np.arange(len(entries), dtype=np.int32)),
        **_when(compiled, frame, step),
        "kind": text(kind, a.EVENT_NAMES),
        "unit": text(np.where(of_commander, unit + len(labels.units), unit), names),
        "side": text(_sides_of(kind, unit, value, sides), labels.sides),
        "other": text(np.where(of_commander, -1, other), labels.units),
        "place": text(np.where(at_hex, -1, place), labels.places),
        "q": numbers(q, ~at_hex),
        "r": numbers(r, ~at_hex),
        "value": numbers(value),
        "detail": _detail(compiled, kind, value),
    }


def _sides_of(kind: I4, unit: I4, value: I4, sides: I4) -> I4:
    """Side of the unit; of a place taken, the side that took it; -1 for a commander's choice."""
    of_commander = np.isin(kind, a.OF_COMMANDERS)
    whose = np.where(unit >= 0, sides[np.where(of_commander, 0, unit)], -1)
    chosen = [of_commander, kind == a.TOOK_PLACE]
    return np.select(chosen, [-1, value], whose).astype(np.int32)


def _detail(compiled: Compiled, kind: I4, value: I4) -> pa.Array:
    """The value in words, each kind with words of its own."""
    labels = compiled.labels
    words: list[str] = []
    codes = np.full(len(kind), -1, dtype=np.int32)
    meanings = (
        (a.ORDERED, a.ORDER_NAMES),
        (a.RULE_CHOSEN, labels.rules),
        (a.OWN_INITIATIVE, labels.rules),
        *((asked, labels.leaves) for asked in (a.LEAVE_ASKED, a.LEAVE_GRANTED, a.LEAVE_REFUSED, a.WENT_WITHOUT_LEAVE)),
        (a.TOOK_PLACE, labels.sides),
        (a.BROKE, a.POSTURE_NAMES),
        (a.ATTACK_STOPPED, a.ENDING_NAMES),
        (a.GAVE_UP_POSITION, a.ENDING_NAMES),
        (a.CROSSING_CHANGED, t.CROSSING_NAMES),
    )
    for which, named in meanings:
        codes = np.where((kind == which) & (value >= 0), value + len(words), codes)
        words += named
    return text(codes, words)


def _losses(compiled: Compiled, frame: Frame, rep: Replication) -> Made:
    labels, entries = compiled.labels, rep.losses
    sides = np.asarray(labels.unit_side, dtype=np.int32)
    made: Made = {
        "replication": numbers(np.full(len(entries), rep.replication, np.int32)),
        "event": numbers(np.arange(len(entries), dtype=np.int32)),
        **_when(compiled, frame, entries[:, a.LO_STEP]),
        "cause": text(entries[:, a.LO_CAUSE], a.CAUSE_NAMES),
        "shooter": text(entries[:, a.LO_SHOOTER], labels.units),
        "target": text(entries[:, a.LO_TARGET], labels.units),
        "side": text(sides[entries[:, a.LO_TARGET]], labels.sides),
        "weapon": text(entries[:, a.LO_WEAPON], labels.weapons),
    }
    made |= {name: numbers(entries[:, k]) for k, name in enumerate(a.LOSS_NAMES) if name not in made}
    made |= {name: numbers(rep.factors[:, k]) for k, name in enumerate(a.FACTOR_NAMES)}
    return made
