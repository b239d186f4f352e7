"""What the replay tells beside the map: what happened to one regiment in one hour is one entry, with a weight.

The weight ranks entries against each other: about the men that it cost, or what it is worth in men. Which of them are
shown is the reader's choice; arrivals stand apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from khasan.present.replay.event_words import NOT_SUMMED, OF_A_SIDE, SAID, Gathered
from khasan.present.replay.naming import Naming, clock, distance

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


@dataclass(frozen=True)
class Teller:
    """Tells the events of replications of one scenario. ``seconds`` lie between two snapshots."""

    names: Naming
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

    def _gathered(self, rows: Iterable[Mapping[str, Any]]) -> list[Gathered]:
        labels = self.names.compiled.labels
        unit_at = {name: number for number, name in enumerate(labels.units)}
        side_at = {name: number for number, name in enumerate(labels.sides)}
        objectives = {goal.place for goal in self.names.compiled.resolved.objectives}
        found: dict[tuple[Any, ...], Gathered] = {}
        for row in rows:
            kind = row["kind"]
            if kind not in SAID or (kind == "ordered" and row["detail"] != "attack"):
                continue
            if kind == "took_place" and row["place"] not in objectives:
                continue  # places that only plans speak of
            unit = unit_at.get(row["unit"], -1)
            side = labels.unit_side[unit] if unit >= 0 else side_at.get(row["side"], -1)
            if kind == "went_without_leave":
                _, side = self.names.commander(row["unit"])
            snapshot = int(np.ceil(row["hour"] * 3600.0 / self.seconds - 1e-9))
            where = row["place"] or row["unit"] or ""
            fresh = Gathered(kind, snapshot, row["hour"], row["time"], side, where)
            one = found.setdefault((kind, snapshot, side, self._whose(row, unit)), fresh)
            _add(one.places, row["place"])
            _add(one.units, unit if unit >= 0 else None)
            _add(one.others, unit_at.get(row["other"]))
            one.value = row["value"] if kind in NOT_SUMMED else one.value + (row["value"] or 0)
        return list(found.values())

    def _whose(self, row: Mapping[str, Any], unit: int) -> object:
        """What, beside kind, snapshot and side, events of one entry have in common."""
        kind = row["kind"]
        if kind == "took_place":
            return row["time"]
        if kind == "went_without_leave":
            return row["unit"], row["value"]
        if kind in OF_A_SIDE:
            return row["place"] if kind == "ordered" else ""
        return self.names.above(unit)

    def _entry(self, one: Gathered) -> dict[str, Any]:
        group, weight, say = SAID[one.kind]
        return {
            "h": round(one.hour * 3600.0 / self.seconds, 3),
            "c": clock(one.time, year=False),
            "g": group,
            "w": round(weight(one), 1),
            "t": say(self.names, one),
            "s": one.side,
            "u": one.units,
        }

    # -- losses, light -----------------------------------------------------------------------------------------

    def _losses(self, lost: I8) -> list[dict[str, Any]]:
        """Men that each regiment lost between two snapshots."""
        entries = []
        labels = self.names.compiled.labels
        above = np.array([self.names.above(unit) for unit in range(len(labels.units))])
        sides = np.array(labels.unit_side)
        steps = np.diff(lost, axis=0)
        for formation in np.unique(above).tolist():
            for side in np.unique(sides[above == formation]).tolist():
                units = np.flatnonzero((above == formation) & (sides == side))
                of_all = steps[:, units].sum(axis=1)
                for before in np.flatnonzero(of_all > 0).tolist():
                    men = int(of_all[before])
                    hit = units[steps[before, units] > 0].tolist()
                    loses, count = ("loses" if len(hit) == 1 else "lose"), ("man" if men == 1 else "men")
                    text = f"{self.names.who(hit)} {loses} {men:,} {count}"
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
                told.append(
                    (
                        k,
                        f"{now.capitalize()} sets in; visibility drops to {distance(sight)}"
                        if now
                        else f"The {before} clears",
                    )
                )
        return [{"h": k, "c": self._clock(k), "g": "air", "w": 4, "t": text, "s": -1, "u": []} for k, text in told]

    def _clock(self, snapshot: int) -> str:
        start = self.names.compiled.resolved.clock.start
        return clock((start + timedelta(seconds=snapshot * self.seconds)).isoformat(), year=False)


def _add(items: list[Any], item: Any) -> None:
    """Put an item into a list that has it not yet; None is nothing."""
    if item is not None and item not in items:
        items.append(item)
