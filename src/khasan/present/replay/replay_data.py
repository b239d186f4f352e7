"""What the replay in the report plays: positions and states hour by hour, packed small.

Each field of the recorded units is an ``int16[T, U]`` table, kept as its first hour and hourly differences,
little-endian, deflated and written in base64: most units do nothing in most hours.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from khasan.arrays import ORDER_NAMES, POSTURE_NAMES, STATUS_NAMES
from khasan.compiler import Compiled
from khasan.output import json_in_page
from khasan.present.replay.drawn_ground import DrawnGround
from khasan.present.symbols import symbol
from khasan.results.vehicles import one_of, together

I2 = NDArray[np.int16]
F8 = NDArray[np.float64]

BUDGET_BYTES = 2_000_000
"""Recorded replications are taken up in order until what they need reaches this; one always is."""
_MAP_PX = 760.0
"""Width of the drawn ground; the page scales it."""

FIELDS = (
    "where",
    "men",
    "killed",
    "wounded",
    "missing",
    "vehicles",
    "burnt",
    "knocked_out",
    "suppression",
    "cohesion",
    "ammunition",
    "posture",
    "order",
    "order_place",
    "status",
    "known_to_enemy",
)
_PERCENT = frozenset({"suppression", "cohesion", "ammunition"})
_WORDS: Mapping[str, tuple[str, ...]] = {
    "posture": POSTURE_NAMES,
    "order": ORDER_NAMES,
    "status": STATUS_NAMES,
}
_TOLD = frozenset(
    {
        "arrived",
        "took_place",
        "driven_out",
        "broke_contact",
        "surrendered",
        "broke",
        "rallied",
        "destroyed",
        "tanks_lost",
        "out_of_ammunition",
        "alighted",
        "air_raid",
        "turned_back",
        "aircraft_lost",
    }
)
"""Kinds of event that the list beside the map shows; the rest is in ``events.parquet``."""


@dataclass(frozen=True)
class Replay:
    """The replay's content as JSON for the page, and which of the ``recorded`` replications it holds."""

    data: str
    shown: tuple[int, ...]
    members: tuple[int, ...]
    recorded: int
    hours: int


def build(
    compiled: Compiled,
    units: Any,
    events: Any,
    *,
    members: Mapping[int, int],
    names: Mapping[str, str],
    light: Sequence[Mapping[str, Any]],
    seen: Mapping[int, Sequence[tuple[int, str]]],
    symbols: Sequence[int],
    most: int,
) -> Replay:
    """The replay of the recorded replications, ``most`` of them.

    ``units`` and ``events`` are the run's tables; ``members`` the drawn map of each replication; ``names`` place
    ids -> names; ``light`` one entry an hour (``khasan.present.sky``); ``seen`` visibility in metres and weather
    each hour, by replication; ``symbols`` the number of each unit's symbol on the page.
    """
    recorded = _distinct(units["replication"])
    resolved = compiled.resolved
    ground = DrawnGround(resolved.map.id, resolved.map.hex_m, _MAP_PX)
    places: dict[tuple[float, float], int] = {}
    entries: list[dict[str, Any]] = []
    size = 0
    for replication in recorded[:most]:
        part = units.filter(_equal(units["replication"], replication))
        told = events.filter(_equal(events["replication"], replication))
        member = members[replication]
        entry: dict[str, Any] = {
            "replication": replication,
            "member": member,
            "ground": _deflated(ground.ground(member).encode()),
            "fields": _pack(compiled, part, places),
            "events": _events(compiled, told),
            "visibility": list(seen.get(replication, ())),
        }
        size += len(entry["ground"]) + sum(map(len, entry["fields"].values()))
        if entries and size > BUDGET_BYTES:
            break
        entries.append(entry)
    times = _first_of_each(units.filter(_equal(units["replication"], recorded[0]))["time"])
    labels = compiled.labels
    data = {
        "times": [_clock(text) for text in times],
        "light": list(light),
        "fields": FIELDS,
        "words": _WORDS,
        "sides": labels.side_names,
        "side_ids": labels.sides,
        "vehicles": [_vehicles_of_side(compiled, side) for side in range(len(labels.sides))],
        "units": [
            {
                "name": labels.unit_names[unit],
                "above": labels.formation_names[labels.unit_formation[unit]],
                "side": labels.unit_side[unit],
                "symbol": symbols[unit],
                "vehicle": one_of(labels.unit_vehicles[unit]),
                "vehicles": labels.unit_vehicles[unit],
                "flies": labels.unit_branch[unit] == "aviation",
            }
            for unit in range(len(labels.units))
        ],
        "places": [names.get(place, place) for place in labels.places],
        "where": [[round(value, 1) for value in ground.pixel(*place)] for place in places],
        "map": ground.window(),
        "start": ground.closest(_fought_over(units), ground.places(goal.place for goal in resolved.objectives)),
        "replications": entries,
    }
    return Replay(
        json_in_page(data),
        tuple(entry["replication"] for entry in entries),
        tuple(entry["member"] for entry in entries),
        len(recorded),
        len(times),
    )


def packed(table: I2) -> str:
    """A table int16[T, U] as differences, deflated, in base64."""
    steps = np.diff(table, axis=0, prepend=np.zeros_like(table[:1]))
    return _deflated(steps.astype("<i2").tobytes())


def _deflated(content: bytes) -> str:
    return base64.b64encode(zlib.compress(content, 6)).decode("ascii")


def _pack(compiled: Compiled, part: Any, places: dict[tuple[float, float], int]) -> dict[str, str]:
    shape = (part.num_rows // len(compiled.labels.units), len(compiled.labels.units))
    order = _in_order(compiled, part)
    tables = {field: _table(compiled, part, field)[order].reshape(shape) for field in FIELDS if field != "where"}
    tables["where"] = _where(part, places)[order].reshape(shape)
    return {field: packed(tables[field].astype(np.int16)) for field in FIELDS}


def _in_order(compiled: Compiled, part: Any) -> NDArray[np.int64]:
    """Rows by hour, then by unit as compiled."""
    index = {unit: number for number, unit in enumerate(compiled.labels.units)}
    unit = _coded(part["unit"], index)
    return np.lexsort((unit, part["hour"].to_numpy()))


def _table(compiled: Compiled, part: Any, field: str) -> NDArray[Any]:
    column = part[field]
    if field in _WORDS:
        return _coded(column, {word: number for number, word in enumerate(_WORDS[field])})
    if field == "order_place":
        return _coded(column, {place: number for number, place in enumerate(compiled.labels.places)})
    values = column.to_numpy()
    if field in _PERCENT:
        # steps of 5 are as fine as anybody can see, and pack well
        return np.asarray(5 * np.rint(20 * values.astype(np.float64)))
    return np.asarray(values).astype(np.int64)


def _where(part: Any, places: dict[tuple[float, float], int]) -> NDArray[np.int64]:
    """Index into the distinct positions of the replay, -1 for a unit that has none."""
    x, y = (np.asarray(part[name].to_numpy(), dtype=np.float64) for name in ("x_m", "y_m"))
    on_map = ~np.isnan(x)
    pairs, inverse = np.unique(np.stack([x[on_map], y[on_map]], axis=1), axis=0, return_inverse=True)
    known = np.array([places.setdefault((px, py), len(places)) for px, py in pairs.tolist()], dtype=np.int64)
    where = np.full(len(x), -1, dtype=np.int64)
    if len(known):
        where[on_map] = known[inverse.ravel()]
    return where


def _events(compiled: Compiled, told: Any) -> list[list[Any]]:
    """[hour, kind, unit, other, place, detail, clock] of each event that the list shows; -1 for none."""
    labels = compiled.labels
    unit = {name: number for number, name in enumerate(labels.units)}
    place = {name: number for number, name in enumerate(labels.places)}
    columns = ["hour", "time", "kind", "unit", "other", "place", "detail", "value"]
    return [
        [
            round(row["hour"], 3),
            row["kind"],
            unit.get(row["unit"], -1),
            unit.get(row["other"], -1),
            place.get(row["place"], -1),
            row["value"] if row["detail"] is None else row["detail"],
            _clock(row["time"], year=False),
        ]
        for row in told.select(columns).to_pylist()
        if row["kind"] in _TOLD
    ]


def _fought_over(units: Any) -> F8:
    """Where units stood that had lost men or that the enemy knew of, f8[n, 2] metres: what to look at first."""
    import pyarrow.compute as compute

    hurt = compute.greater(compute.add(units["killed"], units["wounded"]), 0)
    in_contact = compute.or_(hurt, units["known_to_enemy"])
    fighting = units.filter(compute.and_(in_contact, compute.is_valid(units["x_m"])))
    chosen = fighting if fighting.num_rows else units.filter(compute.is_valid(units["x_m"]))
    return np.stack([chosen[name].to_numpy().astype(np.float64) for name in ("x_m", "y_m")], axis=1)


def symbols(compiled: Compiled) -> tuple[dict[str, int], str]:
    """Number of each unit's symbol by unit id, and the distinct symbols as SVG to be used by number."""
    resolved = compiled.resolved
    numbers: dict[tuple[str, str], int] = {}
    of_unit = {}
    for unit in resolved.units:
        key = (resolved.toes[unit.toe].sidc, resolved.side(unit.side).colour)
        of_unit[unit.id] = numbers.setdefault(key, len(numbers))
    drawn = (
        f'<symbol id="symbol-{number}" viewBox="0 0 200 200">{symbol(sidc, colour)}</symbol>'
        for (sidc, colour), number in numbers.items()
    )
    return of_unit, "".join(drawn)


def _vehicles_of_side(compiled: Compiled, side: int) -> str:
    """What the vehicles of a side are called, "" if it has none; aircraft are counted apart."""
    labels = compiled.labels
    owners = zip(labels.unit_vehicles, labels.unit_side, strict=True)
    return together(word for word, whose in owners if whose == side)


def _coded(column: Any, index: Mapping[str, int]) -> NDArray[np.int64]:
    """Words (a dictionary column or plain) as their numbers in ``index``, -1 for none."""
    column = column.combine_chunks()
    column = column if hasattr(column, "dictionary") else column.dictionary_encode()
    numbers = np.array([index.get(word, -1) for word in column.dictionary.to_pylist()] + [-1], dtype=np.int64)
    return np.asarray(numbers[column.indices.fill_null(len(numbers) - 1).to_numpy(zero_copy_only=False)])


def _distinct(column: Any) -> list[int]:
    return sorted(column.unique().to_pylist())


def _equal(column: Any, value: int) -> Any:
    import pyarrow.compute

    return pyarrow.compute.equal(column, value)


def _first_of_each(column: Any) -> list[str]:
    return [str(text) for text in column.unique().to_pylist()]


def _clock(iso: str, *, year: bool = True) -> str:
    """Date and time for reading.

    >>> _clock("1938-07-31T03:15:00+09:00"), _clock("1938-07-31T03:15:00+09:00", year=False)
    ('31 Jul 1938, 03:15', '31 Jul, 03:15')
    """
    moment = datetime.fromisoformat(iso)
    return f"{moment.day} {moment:%b %Y, %H:%M}" if year else f"{moment.day} {moment:%b, %H:%M}"
