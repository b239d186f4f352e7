"""What the replay in a page plays: places and states at every snapshot, what happened, and why men were lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from khasan.compiler import Compiled
from khasan.output import json_in_page
from khasan.present.replay import loss_reasons
from khasan.present.replay.designations import Designations, designations
from khasan.present.replay.drawn_ground import DrawnGround
from khasan.present.replay.naming import Naming, clock
from khasan.present.replay.packing import deflated
from khasan.present.replay.told_events import GROUPS, Teller
from khasan.present.replay.unit_tables import FIELDS, WORDS, Spots, UnitTables, distinct, of_replication
from khasan.present.side_colours import round_side
from khasan.present.symbols import symbol
from khasan.results.vehicles import one_of, together

F8 = NDArray[np.float64]

BUDGET_BYTES = 1_300_000
"""Recorded replications are taken up in order until what they need reaches this; one always is."""
_FEW = 12
"""A fight of no more units is small enough to show from the first where everybody stands."""
_MAP_PX = 760.0
"""Width of the drawn ground; the page scales it."""
"""The side whose symbols have round ends; where neither is called so, the first has."""


@dataclass(frozen=True)
class Replay:
    """The replay's content as JSON for the page, and which of the ``recorded`` replications it holds."""

    data: str
    shown: tuple[int, ...]
    members: tuple[int, ...]
    recorded: int
    hours: int
    """Snapshots: hours, or steps of five minutes in fights of a day or less."""


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
    losses: Any = None,
    bookmarks: Mapping[int, Sequence[tuple[float, str]]] | None = None,
) -> Replay:
    """The replay of the recorded replications, ``most`` of them.

    ``units``, ``events`` and ``losses`` are the run's tables; without losses no reasons are told. ``members`` is the
    drawn map of each replication; ``names`` place ids -> names; ``light`` one entry a snapshot
    (``khasan.present.sky``); ``seen`` visibility in metres and weather at each snapshot, by replication; ``symbols``
    the number of each unit's APP-6 symbol on the page; ``bookmarks`` (hours since the start, words) by replication.
    """
    recorded = sorted(distinct(units["replication"]))
    resolved, labels = compiled.resolved, compiled.labels
    ground = DrawnGround(resolved.map.id, resolved.map.hex_m, _MAP_PX)
    called = designations(resolved, labels.formation_parent, labels.unit_formation)
    seconds = compiled.snapshot_every * compiled.step_s
    teller = Teller(Naming(compiled, called, names), seconds)
    times = distinct(of_replication(units, recorded[0])["time"])
    spots = Spots()
    entries: list[dict[str, Any]] = []
    size = 0
    for replication in recorded[:most]:
        tables = UnitTables(compiled, of_replication(units, replication), spots)
        member, visibility = members[replication], list(seen.get(replication, ()))
        told = teller.told(of_replication(events, replication), tables.lost(), light, visibility)
        marked = (bookmarks or {}).get(replication, ())
        entry: dict[str, Any] = {
            "replication": replication,
            "member": member,
            "ground": deflated(ground.ground(member).encode()),
            "names": ground.names(member),
            "claims": ground.claims(member),
            "fields": tables.packed(),
            "events": deflated(json_in_page(told).encode()),
            "visibility": visibility,
            "bookmarks": [[round(hour * 3600.0 / seconds, 3), text] for hour, text in marked],
        }
        if losses is not None and losses.num_rows:
            rows = of_replication(losses, replication)
            entry["losses"] = loss_reasons.reasons(labels, rows, compiled.snapshot_every, len(times) - 1)
        size += len(json_in_page(entry))
        if entries and size > BUDGET_BYTES:
            break
        entries.append(entry)
    data = {
        "title": resolved.title,
        "times": [clock(text) for text in times],
        "minutes": seconds / 60.0,
        "stepsASnapshot": compiled.snapshot_every,
        "zone": _zone(compiled),
        "light": list(light),
        "fields": FIELDS,
        "words": WORDS,
        "groups": GROUPS,
        "reasons": loss_reasons.words() if losses is not None else None,
        "weapons": labels.weapon_names,
        "sides": labels.side_names,
        "side_ids": labels.sides,
        "shapes": _shapes(labels.sides),
        "vehicles": [_vehicles_of_side(compiled, side) for side in range(len(labels.sides))],
        "formations": _formations(compiled, called),
        "units": _units(compiled, called, symbols),
        "places": [names.get(place, place) for place in labels.places],
        "where": [[round(value, 1) for value in ground.pixel(*place)] for place in spots.known],
        "map": ground.window(),
        "measure": ground.measure(),
        "hex_m": resolved.map.hex_m,
        "start": ground.closest(
            _fought_over(units), [*ground.places(goal.place for goal in resolved.objectives), *_first_places(units)]
        ),
        "replications": entries,
    }
    return Replay(
        json_in_page(data),
        tuple(entry["replication"] for entry in entries),
        tuple(entry["member"] for entry in entries),
        len(recorded),
        len(times),
    )


def symbols(compiled: Compiled) -> tuple[dict[str, int], str]:
    """Number of each unit's symbol by unit id, and the distinct symbols as SVG to be used by number."""
    resolved = compiled.resolved
    rounded = round_side([side.id for side in resolved.sides])
    numbers: dict[tuple[str, str, bool], int] = {}
    of_unit = {}
    for unit in resolved.units:
        key = (resolved.toes[unit.toe].sidc, resolved.side(unit.side).colour, unit.side == rounded)
        of_unit[unit.id] = numbers.setdefault(key, len(numbers))
    drawn = (
        f'<symbol id="symbol-{number}" viewBox="0 0 200 200">{symbol(sidc, colour, rounded=ends)}</symbol>'
        for (sidc, colour, ends), number in numbers.items()
    )
    return of_unit, "".join(drawn)


def _units(compiled: Compiled, called: Designations, symbols: Sequence[int]) -> list[dict[str, Any]]:
    labels = compiled.labels
    return [
        {
            "id": labels.units[unit],
            "name": labels.unit_names[unit],
            "short": called.units[unit],
            "mark": called.unit_marks[unit],
            "formation": labels.unit_formation[unit],
            "regiment": called.regiments[unit],
            "division": called.divisions[unit],
            "side": labels.unit_side[unit],
            "symbol": symbols[unit],
            "branch": labels.unit_branch[unit],
            "vehicle": one_of(labels.unit_vehicles[unit]),
            "vehicles": labels.unit_vehicles[unit],
            "flies": labels.unit_branch[unit] == "aviation",
        }
        for unit in range(len(labels.units))
    ]


def _formations(compiled: Compiled, called: Designations) -> list[dict[str, Any]]:
    return [
        {"name": name, "short": called.formations[k], "part": called.parts[k], "mark": called.formation_marks[k]}
        for k, name in enumerate(compiled.labels.formation_names)
    ]


def _shapes(sides: Sequence[str]) -> list[str]:
    """Round ends or corners, a side each.

    >>> _shapes(("soviet", "japan")), _shapes(("red", "blue"))
    (['square', 'round'], ['round', 'square'])
    """
    rounded = round_side(sides)
    return ["round" if side == rounded else "square" for side in sides]


def _zone(compiled: Compiled) -> dict[str, Any]:
    """The clock that the times are of, and by how many minutes the clock of a side differs from it.

    A side keeps the clock in which most of its arrivals after the start are written down.
    """
    resolved = compiled.resolved
    start = resolved.clock.start
    own = start.utcoffset() or timedelta()
    others = {}
    for side in resolved.sides:
        arrivals = Counter(u.arrives.utcoffset() for u in resolved.units if u.side == side.id and u.arrives > start)
        kept = arrivals.most_common(1)[0][0] if arrivals else own
        if kept is not None and kept != own:
            others[side.name] = round((kept - own).total_seconds() / 60)
    return {"minutes": round(own.total_seconds() / 60), "others": others}


def _fought_over(units: Any) -> F8:
    """Where units stood that had lost men or that the enemy knew of, f8[n, 2] metres: what to look at first.

    Of a side that had no such unit, where any of its units stood: both sides belong in the picture.
    """
    import pyarrow as pa
    import pyarrow.compute as compute

    units = units.filter(compute.is_valid(units["x_m"]))
    hurt = compute.greater(compute.add(units["killed"], units["wounded"]), 0)
    fighting = units.filter(compute.or_(hurt, units["known_to_enemy"]))
    seen = compute.unique(fighting["side"].cast(pa.string()))
    unseen = compute.invert(compute.is_in(units["side"].cast(pa.string()), value_set=seen))
    chosen = pa.concat_tables([fighting, units.filter(unseen)])
    return np.stack([chosen[name].to_numpy().astype(np.float64) for name in ("x_m", "y_m")], axis=1)


def _first_places(units: Any) -> list[tuple[float, float]]:
    """Where everybody stood at the start of a fight of few units, in metres; nowhere for a battle."""
    import pyarrow.compute as compute

    units = units.filter(compute.is_valid(units["x_m"]))
    if len(compute.unique(units["unit"])) > _FEW:
        return []
    first = units.filter(compute.equal(units["hour"], 0))
    return list(zip(first["x_m"].to_pylist(), first["y_m"].to_pylist(), strict=True))


def _vehicles_of_side(compiled: Compiled, side: int) -> str:
    """What the vehicles of a side are called, "" if it has none; aircraft are counted apart."""
    labels = compiled.labels
    owners = zip(labels.unit_vehicles, labels.unit_side, strict=True)
    return together(word for word, whose in owners if whose == side)
