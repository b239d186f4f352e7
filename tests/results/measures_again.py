"""Every measure of a replication a second time, from the tables it leaves and the words of docs/results.md.

Plain Python over plain rows: slow, and nothing of khasan.results is used but the table of units, whose columns have a
test of their own beside this. What no table holds (sorties, parameters, depots) comes from the recorded replication.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import yaml

import khasan
from khasan import arrays as a
from khasan.arrays import Replication
from khasan.compiler import Compiled
from khasan.compiler.addresses import hash_of, key_of
from khasan.kernels.chance import philox
from khasan.kernels.state import tables as t
from khasan.results.tables import units_table

Cells = dict[str, Any]
MEN = ("killed", "wounded", "missing")
GUNS = ("artillery", "infantry_gun", "anti_tank")
REPORTING = ("regiment", "brigade", "division", "corps", "army")
SEED = 7
"""Of every replication that is looked at again."""
REPORTING_LAWS = Path(khasan.__file__).parent / "data" / "reporting" / "common.yaml"
IN_THE_FIELD = ("active", "broken", "aboard")
"""A unit that has come and is not gone."""


def column(text: str) -> str:
    return text.replace("-", "_")


@dataclass
class Again:
    """One replication of a scenario, looked at again."""

    compiled: Compiled
    rep: Replication
    holders: dict[str, list[str | None]]
    """Who holds each objective at each look."""

    # -- the scenario ----------------------------------------------------------------------------------------------

    @cached_property
    def resolved(self) -> Any:
        return self.compiled.resolved

    @cached_property
    def start(self) -> datetime:
        start: datetime = self.resolved.clock.start
        return start

    @cached_property
    def end(self) -> datetime:
        """The end of the last whole step."""
        step = timedelta(seconds=self.resolved.clock.step_s)
        return self.start + step * ((self.resolved.clock.end - self.start) // step)

    @cached_property
    def looks(self) -> list[datetime]:
        """Once an hour, every five minutes in fights of a day or less, each in whole steps; and at the end."""
        step_s = self.resolved.clock.step_s
        apart_s = 3600.0 if self.end - self.start > timedelta(days=1) else 300.0
        apart = timedelta(seconds=max(1, round(apart_s / step_s)) * step_s)
        found, now = [], self.start
        while now < self.end:
            found.append(now)
            now += apart
        return [*found, self.end]

    def look_at(self, moment: datetime) -> int:
        """The last look not later than a moment."""
        return max([k for k, look in enumerate(self.looks) if look <= moment], default=0)

    def hours(self, look: int) -> float:
        return (self.looks[look] - self.start).total_seconds() / 3600.0

    @cached_property
    def moments(self) -> list[datetime]:
        """Midnights on the clock of the start, ends of phases and the end of all."""
        found = {self.end}
        midnight = datetime.combine(self.start.date(), time(0), self.start.tzinfo)
        while midnight <= self.end:
            if midnight > self.start:
                found.add(midnight)
            midnight += timedelta(days=1)
        found |= {phase.end for phase in self.resolved.phases if self.start < phase.end <= self.end}
        return sorted(moment.astimezone(self.start.tzinfo) for moment in found)

    @cached_property
    def windows(self) -> dict[str, tuple[int, int]]:
        """The whole and the phases: suffix of the column -> first and last look."""
        found = {"": (0, len(self.looks) - 1)}
        for phase in self.resolved.phases:
            found[f"_{column(phase.id)}"] = self.look_at(phase.start), self.look_at(phase.end)
        return found

    @cached_property
    def groups(self) -> dict[str, list[str]]:
        """Whose losses are counted together: column prefix -> ids of units."""
        above = {formation.id: formation.parent for formation in self.resolved.formations}
        found: dict[str, list[str]] = {column(side.id): [] for side in self.resolved.sides}
        for formation in self.resolved.formations:
            if formation.parent is None or formation.echelon in REPORTING:
                found[f"formation_{column(formation.id)}"] = []
        for unit in self.resolved.units:
            found[column(unit.side)].append(unit.id)
            here = unit.formation
            while here is not None:
                if f"formation_{column(here)}" in found:
                    found[f"formation_{column(here)}"].append(unit.id)
                here = above[here]
        return found

    @cached_property
    def branch(self) -> dict[str, str]:
        return {unit.id: self.resolved.toes[unit.toe].branch for unit in self.resolved.units}

    # -- the tables ------------------------------------------------------------------------------------------------

    @cached_property
    def rows(self) -> dict[tuple[int, str], Cells]:
        """Row of the table of units at a look, by its hour."""
        at = {round(self.hours(k), 6): k for k in range(len(self.looks))}
        table = units_table(self.compiled, [self.rep]).to_pylist()
        return {(at[round(row["hour"], 6)], row["unit"]): row for row in table}

    def counted(self, look: int, unit: str) -> Cells:
        """What a unit has lost since the start, by measure."""
        row = self.rows[look, unit]
        flies, guns = self.branch[unit] == "aviation", self.branch[unit] in GUNS
        found = {name: row[name] for name in (*MEN, "captured", "rounds_fired", "rounds_issued", "hours_cut_off")}
        found |= {name: row[name] for name in ("horses_lost", "trucks_lost")}
        found["casualties"] = sum(row[name] for name in MEN)
        wrecks = ("burnt", "knocked_out", "abandoned", "repaired")
        found |= {f"tanks_{name}": 0 if flies else row[name] for name in wrecks}
        found["tanks_lost"] = sum(found[f"tanks_{name}"] for name in wrecks[:3])
        found["aircraft_lost"] = row["burnt"] if flies else 0
        found["aircraft_damaged"] = row["knocked_out"] if flies else 0
        found["guns_lost"] = row["weapons_lost"] if guns else 0
        found["sorties"] = int(self.rep.counts[look, a.SORTIES, self.compiled.labels.units.index(unit)])
        return found

    # -- the columns -----------------------------------------------------------------------------------------------

    def columns(self) -> Cells:
        """Every column of outcomes.parquet with its value."""
        names = self.compiled.labels.parameters
        found: Cells = {"replication": self.rep.replication, "member": self.rep.replication % self.resolved.map.members}
        found |= {f"param_{name}": float(self.rep.parameters[k]) for k, name in enumerate(names)}
        found |= self._losses() | self._arrivals()
        return found | self._reports(found) | self._ammunition() | self._supply() | self._places()

    def _losses(self) -> Cells:
        found: Cells = {}
        for group, units in self.groups.items():
            for suffix, (first, last) in self.windows.items():
                sums: dict[str, int] = {}
                for unit in units:
                    before, after = self.counted(first, unit), self.counted(last, unit)
                    for name in after:
                        sums[name] = sums.get(name, 0) + after[name] - before[name]
                if group.startswith("formation_") and suffix:
                    sums = {"casualties": sums["casualties"]}
                found |= {f"{group}_{name}{suffix}": value for name, value in sums.items()}
        return found

    def _arrivals(self) -> Cells:
        found: Cells = {}
        for side, suffix in itertools.product(self.resolved.sides, self.windows):
            men = tanks = aircraft = 0
            for unit in self.groups[column(side.id)]:
                if self.rows[self.windows[suffix][1], unit]["status"] == "expected":
                    continue
                k = self.compiled.labels.units.index(unit)
                men += int(self.rep.initial_men[k])
                if self.branch[unit] == "aviation":
                    aircraft += int(self.rep.initial_vehicles[k])
                else:
                    tanks += int(self.rep.initial_vehicles[k])
            for name, value in (("men", men), ("tanks", tanks), ("aircraft", aircraft)):
                found[f"{column(side.id)}_{name}_arrived{suffix}"] = value
        return found

    def drawn(self, law: str, side: str) -> float:
        """What a side's report goes by in this replication: two half normal laws, of a logarithm or of log-odds."""
        rows = {row["id"]: row for row in yaml.safe_load(REPORTING_LAWS.read_text("utf-8"))["reporting"]}
        row, name = rows[law], np.uint64(hash_of(f"reporting/{law}/{side}"))
        key = key_of(SEED, self.rep.replication)
        z = float(philox.normal(key, philox.STEP_0, philox.S_PARAMETER, philox.DRAW_0, name, np.uint64(0)))
        logit: Callable[[float], float] = lambda p: math.log(p / (1 - p))  # noqa: E731
        scale = logit if row.get("prior") == "logitnormal" else math.log
        middle, edge = scale(row["median"]), scale(row["high"] if z > 0 else row["low"])
        value = middle + abs(z) / 1.6448536269514722 * (edge - middle)
        return 1 / (1 + math.exp(-value)) if scale is logit else math.exp(value)

    def _reports(self, happened: Cells) -> Cells:
        found: Cells = {}
        most = max(happened[f"{column(side.id)}_men_arrived"] for side in self.resolved.sides)
        for side in self.resolved.sides:
            small = most <= self.drawn("small_clash_men", side.id)
            wounded_law = "wounded_counted_small" if small else "wounded_counted"
            for suffix in self.windows:

                def of(what: str, law: str = "", suffix: str = suffix, side: Any = side) -> int:
                    many = happened[f"{column(side.id)}_{what}{suffix}"]
                    return many if not law else int(many * self.drawn(law, side.id) + 0.5)

                wounded, missing = of("wounded", wounded_law), of("missing", "missing_counted")
                wrecks = of("tanks_burnt") + of("tanks_abandoned") + of("tanks_knocked_out", "tanks_counted")
                counts = {"wounded": wounded, "missing": missing, "tanks_lost": wrecks}
                counts["casualties"] = of("killed") + wounded + missing
                found |= {f"{column(side.id)}_reported_{what}{suffix}": many for what, many in counts.items()}
        return found

    def ammunition_at(self, side: str, look: int) -> float | None:
        shares = [
            row["ammunition"]
            for row in (self.rows[look, unit] for unit in self.groups[column(side)])
            if row["status"] in IN_THE_FIELD
        ]
        return math.fsum(shares) / len(shares) if shares else None

    def _ammunition(self) -> Cells:
        found: Cells = {}
        for side in self.resolved.sides:
            for suffix, (_, last) in self.windows.items():
                found[f"{column(side.id)}_ammunition{suffix}"] = self.ammunition_at(side.id, last)
            all_hours = [self.ammunition_at(side.id, look) for look in range(len(self.looks))]
            known = [share for share in all_hours if share is not None]
            found[f"{column(side.id)}_ammunition_lowest"] = min(known) if known else None
        return found

    def _supply(self) -> Cells:
        found: Cells = {}
        for k, side in enumerate(self.resolved.sides):
            for what, first in (("attacks_stopped", a.ATTACKS_BY_0), ("positions_given_up", a.POSITIONS_BY_0)):
                name, together = f"{column(side.id)}_{what}", 0
                for number, cause in enumerate(a.ENDING_NAMES[1:], start=1):
                    found[f"{name}_{cause.replace(' ', '_')}"] = many = int(self.rep.stops[first + number, k])
                    together += many
                found[name] = together
            depot = self.rep.depots[:, k]
            issued = depot[t.D_ISSUED_AMMUNITION_T] + depot[t.D_ISSUED_FOOD_T]
            left = depot[t.D_AMMUNITION_T] + depot[t.D_FOOD_T]
            for name, tonnes in (("brought", depot[t.D_BROUGHT_T]), ("issued", issued), ("left", left)):
                found[f"{column(side.id)}_tonnes_{name}"] = None if side.supply is None else float(tonnes)
        return found

    def _places(self) -> Cells:
        found: Cells = {}
        for objective in self.resolved.objectives:
            place, held = column(objective.place), self.holders[objective.place]
            found[f"holder_{place}_end"] = held[-1] or "nobody"
            for moment in self.moments:
                found[f"holder_{place}_{moment:%Y%m%d_%H%M}"] = held[self.look_at(moment)] or "nobody"
            for side in self.resolved.sides:
                taken = [k for k in range(1, len(held)) if held[k] == side.id != held[k - 1]]
                found[f"taken_{place}_{column(side.id)}"] = self.hours(taken[0]) if taken else None
                spans = [self.hours(k + 1) - self.hours(k) for k in range(len(held) - 1) if held[k] == side.id]
                found[f"held_{place}_{column(side.id)}"] = math.fsum(spans)
        return found


def holders_by_snapshots(compiled: Compiled, rep: Replication) -> dict[str, list[str | None]]:
    """Who holds each objective at each look, as the replication has it."""
    labels = compiled.labels
    return {
        place: [labels.sides[k] if k >= 0 else None for k in rep.holders[:, labels.places.index(place)]]
        for place in (objective.place for objective in compiled.resolved.objectives)
    }


def holders_by_events(compiled: Compiled, rep: Replication) -> dict[str, list[str | None]]:
    """The same from the events: whoever took a place last before the look; before that, whoever held it at first."""
    labels = compiled.labels
    found: dict[str, list[str | None]] = {}
    for place, held in holders_by_snapshots(compiled, rep).items():
        taken = [
            (int(event[a.EV_STEP]), labels.sides[event[a.EV_VALUE]])
            for event in rep.events
            if event[a.EV_KIND] == a.TOOK_PLACE and labels.places[event[a.EV_PLACE]] == place
        ]
        found[place] = [
            next((side for when, side in reversed(taken) if when < step), held[0]) for step in rep.snapshot_steps
        ]
    return found
