"""What the replay tells beside the map: what happened to one regiment in one hour is one entry, with a weight.

The weight ranks entries against each other: about the men that it cost, or what it is worth in men. Which of them are
shown is the reader's choice; arrivals stand apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from khasan.compiler import Compiled
from khasan.present.replay.designations import Designations

I8 = NDArray[np.int64]
GROUPS = {
    "ground": "Attacks and ground",
    "losses": "Losses",
    "breaking": "Breaking and rallying",
    "air": "Air, light, weather",
    "supply": "Ammunition and supply",
    "arrivals": "Arrivals",
}
"""Kinds of entry that can be shown or hidden, and what they are called."""
_TAKEN = 400
_NAMED = 3
"""So many regiments of one entry are named; more are counted."""


@dataclass
class _Gathered:
    """Events of one kind, snapshot and formation."""

    kind: str
    snapshot: int
    hour: float
    time: str
    side: int
    place: str
    places: list[str] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    value: int = 0


@dataclass(frozen=True)
class Teller:
    """Tells the events of replications of one scenario. ``seconds`` lie between two snapshots."""

    compiled: Compiled
    called: Designations
    places: Mapping[str, str]
    seconds: float

    def told(
        self, events: Any, lost: I8, light: Sequence[Mapping[str, Any]], seen: Sequence[tuple[int, str]]
    ) -> list[dict[str, Any]]:
        """Entries in order of time: h snapshot, c clock, g group, w weight, t text, s side, u units, n men lost.

        ``events`` are the rows of one replication; ``lost`` i8[T, U] the men lost since the start; ``light`` and
        ``seen`` one entry a snapshot, or none.
        """
        entries = [self._entry(one) for one in self._gathered(events.to_pylist())]
        entries += self._losses(lost)
        entries += self._light(light, seen)
        return sorted(entries, key=lambda entry: (entry["h"], -entry["w"]))

    # -- events ------------------------------------------------------------------------------------------------

    def _gathered(self, rows: Iterable[Mapping[str, Any]]) -> list[_Gathered]:
        labels = self.compiled.labels
        unit_at = {name: number for number, name in enumerate(labels.units)}
        side_at = {name: number for number, name in enumerate(labels.sides)}
        found: dict[tuple[Any, ...], _Gathered] = {}
        for row in rows:
            kind = row["kind"]
            if kind not in _SAID or (kind == "ordered" and row["detail"] != "attack"):
                continue
            unit = unit_at.get(row["unit"], -1)
            side = labels.unit_side[unit] if unit >= 0 else side_at.get(row["side"], -1)
            if kind == "went_without_leave":
                side = self._side_of_commander(row["unit"])
            snapshot = int(np.ceil(row["hour"] * 3600.0 / self.seconds - 1e-9))
            if kind == "took_place" and row["place"] not in self._objectives:
                continue  # places that only plans speak of
            whose = {"took_place": row["time"], "went_without_leave": (row["unit"], row["value"])}.get(
                kind, -1 if kind in _OF_A_SIDE else self._above(unit)
            )
            key = (kind, snapshot, side, whose, row["place"] if kind == "ordered" else "")
            one = found.setdefault(
                key, _Gathered(kind, snapshot, row["hour"], row["time"], side, row["place"] or row["unit"] or "")
            )
            if row["place"] and row["place"] not in one.places:
                one.places.append(row["place"])
            if unit >= 0 and unit not in one.units:
                one.units.append(unit)
            if (other := unit_at.get(row["other"], -1)) >= 0 and other not in one.others:
                one.others.append(other)
            one.value = row["value"] if kind in _NOT_SUMMED else one.value + (row["value"] or 0)
        return list(found.values())

    def _entry(self, one: _Gathered) -> dict[str, Any]:
        group, weight, say = _SAID[one.kind]
        return {
            "h": round(one.hour * 3600.0 / self.seconds, 3),
            "c": clock(one.time, year=False),
            "g": group,
            "w": round(weight(one), 1),
            "t": say(self, one),
            "s": one.side,
            "u": one.units,
        }

    # -- losses, light -----------------------------------------------------------------------------------------

    def _losses(self, lost: I8) -> list[dict[str, Any]]:
        """Men that each regiment lost between two snapshots."""
        entries = []
        labels = self.compiled.labels
        above = np.array([self._above(unit) for unit in range(len(labels.units))])
        sides = np.array(labels.unit_side)
        steps = np.diff(lost, axis=0)
        for formation in np.unique(above).tolist():
            for side in np.unique(sides[above == formation]).tolist():
                units = np.flatnonzero((above == formation) & (sides == side))
                of_all = steps[:, units].sum(axis=1)
                for before in np.flatnonzero(of_all > 0).tolist():
                    men = int(of_all[before])
                    hit = units[steps[before, units] > 0].tolist()
                    text = f"{self.who(hit)} {'loses' if len(hit) == 1 else 'lose'} {men:,} {_men(men)}"
                    entries.append(
                        {
                            "h": before + 1,
                            "c": self._clock(before + 1),
                            "g": "losses",
                            "w": men,
                            "t": text,
                            "s": side,
                            "u": hit,
                            "n": men,
                        }
                    )
        return entries

    def _light(self, light: Sequence[Mapping[str, Any]], seen: Sequence[tuple[int, str]]) -> list[dict[str, Any]]:
        told: list[tuple[int, str]] = []
        for k in range(1, len(light)):
            before, now = light[k - 1]["sky"], light[k]["sky"]
            if now != before and now in ("night", "day"):
                told.append((k, "Night falls" if now == "night" else "Day breaks"))
        for k in range(1, len(seen)):
            (_, before), (sight, now) = seen[k - 1], seen[k]
            if now != before:
                told.append((k, f"{now.capitalize()}: one sees {distance(sight)}" if now else f"The {before} lifts"))
        return [
            {"h": k, "c": self._clock(k), "g": "air", "w": 4, "t": text, "s": -1, "u": []} for k, text in told
        ]

    # -- names -------------------------------------------------------------------------------------------------

    def who(self, units: Sequence[int]) -> str:
        """Units by the regiment or brigade they belong to; a single one by its own name too."""
        labels = self.compiled.labels
        if not units:
            return ""
        formations = list(dict.fromkeys(self._above(unit) for unit in units))
        if len(units) == 1:
            name, above = labels.unit_names[units[0]], self._named(units[0])
            part = self.called.parts[formations[0]] if formations[0] >= 0 else ""
            return name if name == above or (part and part in name) else f"{name} ({above})"
        named = [self._named(next(u for u in units if self._above(u) == formation)) for formation in formations]
        if len(named) > _NAMED:
            return f"{len(units)} units of {len(named)} formations"
        return f"{len(units)} units of {_and([f'the {name}' if name[:1].isdigit() else name for name in named])}"

    def place(self, place: str) -> str:
        """A place by its name."""
        return self.places.get(place, place.replace("-", " "))

    def _named(self, unit: int) -> str:
        above, labels = self._above(unit), self.compiled.labels
        return labels.formation_names[above] if above >= 0 else labels.side_names[labels.unit_side[unit]]

    def _above(self, unit: int) -> int:
        return self.called.regiments[unit] if unit >= 0 else -1

    def _side_of_commander(self, commander: str) -> int:
        resolved, sides = self.compiled.resolved, self.compiled.labels.sides
        known = {one.id: one.side for one in (*resolved.formations, *resolved.units)}
        return sides.index(known[commander]) if commander in known else -1

    @property
    def _objectives(self) -> set[str]:
        return {goal.place for goal in self.compiled.resolved.objectives}

    def _clock(self, snapshot: int) -> str:
        start = self.compiled.resolved.clock.start
        return clock((start + timedelta(seconds=snapshot * self.seconds)).isoformat(), year=False)


def clock(iso: str, *, year: bool = True) -> str:
    """Date and time for reading.

    >>> clock("1938-07-31T03:15:00+09:00"), clock("1938-07-31T03:15:00+09:00", year=False)
    ('31 Jul 1938, 03:15', '31 Jul, 03:15')
    """
    moment = datetime.fromisoformat(iso)
    return f"{moment.day} {moment:%b %Y, %H:%M}" if year else f"{moment.day} {moment:%b, %H:%M}"


def distance(metres: float) -> str:
    """How far one sees, in words.

    >>> distance(450), distance(3480)
    ('450 m', '3.5 km')
    """
    return f"{metres / 1000:.1f} km" if metres >= 1000 else f"{metres:.0f} m"


def _men(count: int) -> str:
    return "man" if count == 1 else "men"


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


Say = Callable[[Teller, _Gathered], str]


def _simple(singular: str, plural: str) -> Say:
    """The units, and a verb that agrees with them."""
    return lambda teller, one: f"{teller.who(one.units)} {singular if len(one.units) == 1 else plural}"


def _with_others(singular: str, plural: str, by: str) -> Say:
    said = _simple(singular, plural)

    def say(teller: Teller, one: _Gathered) -> str:
        return f"{said(teller, one)} {by} {teller.who(one.others)}" if one.others else said(teller, one)

    return say


def _tanks(teller: Teller, one: _Gathered) -> str:
    from khasan.results.vehicles import counted, together

    words = together(teller.compiled.labels.unit_vehicles[unit] for unit in one.units) or "vehicles"
    return f"{_simple('loses', 'lose')(teller, one)} {counted(one.value, words)}"


def _leave(teller: Teller, one: _Gathered) -> str:
    resolved = teller.compiled.resolved
    names = {known.id: known.name for known in (*resolved.formations, *resolved.units)}
    leave = resolved.leaves[one.value]
    return f"{names.get(one.place, one.place)}: decision {leave.act} without asking {leave.authority} for leave"


def _aircraft(verb: str) -> Say:
    def say(teller: Teller, one: _Gathered) -> str:
        over = f" {teller.place(one.place)}" if one.place in teller.places else ""
        side = teller.compiled.labels.side_names[one.side]
        return f"{side}: {one.value:,} aircraft {verb}{over}"

    return say


def _lost_aircraft(teller: Teller, one: _Gathered) -> str:
    side = teller.compiled.labels.side_names[one.side]
    return f"{side}: {one.value:,} aircraft lost"


_OF_A_SIDE = frozenset({"ordered", "air_raid", "turned_back", "aircraft_lost"})
"""Kinds of which all of a side stand in one entry, whatever regiment they are of."""
_NOT_SUMMED = frozenset({"took_place", "went_without_leave"})
_SAID: Mapping[str, tuple[str, Callable[[_Gathered], float], Say]] = {
    "arrived": ("arrivals", lambda one: len(one.units), _simple("arrives", "arrive")),
    "took_place": (
        "ground",
        lambda one: _TAKEN,
        lambda teller, one: (
            f"{teller.compiled.labels.side_names[one.side]} takes {_and([teller.place(place) for place in one.places])}"
        ),
    ),
    "ordered": (
        "ground",
        lambda one: 8.0 * len(one.units),
        lambda teller, one: f"{_simple('is ordered', 'are ordered')(teller, one)} to attack {teller.place(one.place)}",
    ),
    "went_without_leave": ("ground", lambda one: 150.0, _leave),
    "entered_combat": (
        "ground",
        lambda one: 6.0 * len(one.units),
        _with_others("comes to close combat", "come to close combat", "with"),
    ),
    "driven_out": (
        "ground",
        lambda one: 15.0 * len(one.units),
        _with_others("is driven out", "are driven out", "by"),
    ),
    "broke": ("breaking", lambda one: 12.0 * len(one.units), _simple("breaks", "break")),
    "destroyed": ("breaking", lambda one: 40.0 * len(one.units), _simple("is destroyed", "are destroyed")),
    "surrendered": (
        "breaking",
        lambda one: float(one.value),
        lambda teller, one: f"{_simple('loses', 'lose')(teller, one)} {one.value:,} prisoners",
    ),
    "rallied": ("breaking", lambda one: 2.0 * len(one.units), _simple("rallies", "rally")),
    "broke_contact": (
        "breaking",
        lambda one: 3.0 * len(one.units),
        _simple("breaks contact as ordered", "break contact as ordered"),
    ),
    "tanks_lost": ("losses", lambda one: 8.0 * one.value, _tanks),
    "out_of_ammunition": (
        "supply",
        lambda one: 1.0 * len(one.units),
        _simple("runs out of ammunition", "run out of ammunition"),
    ),
    "cut_off": ("supply", lambda one: 6.0 * len(one.units), _simple("is cut off", "are cut off")),
    "supplied_again": (
        "supply",
        lambda one: 3.0 * len(one.units),
        _simple("is supplied again", "are supplied again"),
    ),
    "alighted": ("arrivals", lambda one: 1.0 * len(one.units), _simple("gets off", "get off")),
    "air_raid": ("air", lambda one: 5.0 + 0.4 * one.value, _aircraft("strike")),
    "turned_back": (
        "air",
        lambda one: 5.0 + 0.2 * one.value,
        _aircraft("turn back, the ground hidden, from"),
    ),
    "aircraft_lost": ("air", lambda one: 12.0 * one.value, _lost_aircraft),
}
"""Kind -> its group, its weight, its words. Kinds that stand not here are in ``events.parquet`` only."""
