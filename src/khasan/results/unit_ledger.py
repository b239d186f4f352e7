"""A unit's ledger: where its losses came from, and what it did to others, by phase, weapon and enemy unit.

Made from the losses of a replication fought again with recording on. Its totals are the unit's own counts at the end,
man for man: what fell is in the ledger, and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from khasan import arrays as a
from khasan.arrays import Labels, Replication
from khasan.compiler import Compiled
from khasan.results.explain import CAUSES, LOST, fought_again
from khasan.results.reopen import compiled_of
from khasan.results.store import RunFolder
from khasan.results.unit_names import unit_called

NO_PHASE = "outside the phases"


@dataclass(frozen=True)
class Line:
    """What one enemy unit's weapon did in one phase; nobody in particular where ``other`` is None."""

    phase: str
    cause: str
    other: str | None
    other_name: str | None
    weapon: str | None
    times: int
    """Loss events gathered in this line."""
    lost: dict[str, int]


@dataclass(frozen=True)
class Ledger:
    """One unit in one replication."""

    scenario: str
    seed: int
    replication: int
    unit: str
    unit_name: str
    men: int
    """On arrival."""
    men_left: int
    vehicles: int
    vehicles_left: int
    suffered: tuple[Line, ...]
    """Gravest first within a phase."""
    inflicted: tuple[Line, ...]
    """What the unit did to others; ``other`` is who suffered it."""

    def total(self, what: str) -> int:
        """All that the unit lost of one kind, such as `killed` or `vehicles burnt`."""
        return sum(line.lost.get(what, 0) for line in self.suffered)

    def to_json(self) -> dict[str, Any]:
        """Everything as plain data."""
        return asdict(self)


def ledger(run: Path | str, replication: int, unit: str) -> Ledger:
    """The ledger of a unit in a replication of a run; ``unit``: its id, or a part of its name or its leader's.

    Raises InputError if the run, the replication or the unit does not exist, or if several units are called so.
    """
    which = unit_called(compiled_of(RunFolder.open(run)), unit)
    folder, compiled, rep = fought_again(run, replication)
    return ledger_of(compiled, rep, folder.manifest["seed"], which)


def ledger_of(compiled: Compiled, rep: Replication, seed: int, unit: int) -> Ledger:
    """The ledger of the unit with that index in a recorded replication."""
    labels = compiled.labels
    end = rep.counts[-1, :, unit]
    return Ledger(
        scenario=labels.scenario,
        seed=seed,
        replication=rep.replication,
        unit=labels.units[unit],
        unit_name=labels.unit_names[unit],
        men=int(rep.initial_men[unit]),
        men_left=int(end[a.MEN]),
        vehicles=int(rep.initial_vehicles[unit]),
        vehicles_left=int(end[a.VEHICLES]),
        suffered=_lines(compiled, rep, a.LO_TARGET, a.LO_SHOOTER, unit),
        inflicted=_lines(compiled, rep, a.LO_SHOOTER, a.LO_TARGET, unit),
    )


def phase_titles(compiled: Compiled) -> list[str]:
    """Title of the phase that each step lies in."""
    start, step = compiled.resolved.clock.start, timedelta(seconds=compiled.step_s)
    titles = [NO_PHASE] * compiled.steps
    for phase in compiled.resolved.phases:
        first, end = (max(0, -((start - at) // step)) for at in (phase.start, phase.end))  # steps at or after these
        for k in range(first, min(end, compiled.steps)):
            titles[k] = phase.title
    return titles


def _lines(compiled: Compiled, rep: Replication, whose: int, others: int, unit: int) -> tuple[Line, ...]:
    labels, phases = compiled.labels, phase_titles(compiled)
    found: dict[tuple[str, int, int, int], list[list[int]]] = defaultdict(list)
    for entry in rep.losses[rep.losses[:, whose] == unit].tolist():
        key = (phases[entry[a.LO_STEP]], entry[a.LO_CAUSE], entry[others], entry[a.LO_WEAPON])
        found[key].append([entry[row] for _, row in LOST])
    lines = [_line(labels, key, entries) for key, entries in found.items()]
    order = {title: k for k, title in enumerate(dict.fromkeys(phases))}
    return tuple(sorted(lines, key=lambda line: (order[line.phase], -sum(line.lost.values()))))


def _line(labels: Labels, key: tuple[str, int, int, int], entries: Sequence[Sequence[int]]) -> Line:
    phase, cause, other, weapon = key
    sums = [sum(column) for column in zip(*entries, strict=True)]
    return Line(
        phase=phase,
        cause=CAUSES[cause],
        other=labels.units[other] if other >= 0 else None,
        other_name=labels.unit_names[other] if other >= 0 else None,
        weapon=labels.weapon_names[weapon] if weapon >= 0 else None,
        times=len(entries),
        lost={name: n for (name, _), n in zip(LOST, sums, strict=True) if n},
    )


def text(found: Ledger) -> str:
    """The ledger in words, phase by phase."""
    vehicles = f", vehicles {found.vehicles}, {found.vehicles_left} at the end" if found.vehicles else ""
    lines = [
        f"{found.scenario}, seed {found.seed}, replication {found.replication}",
        f"{found.unit_name} ({found.unit}): {found.men} men, {found.men_left} at the end{vehicles}",
    ]
    lines += _told("Lost", "to", found.suffered)
    lines += _told("Did to others", "of", found.inflicted)
    return "\n".join(lines)


def _told(head: str, to: str, entries: Sequence[Line]) -> list[str]:
    if not entries:
        return ["", f"{head}: nothing"]
    lines = ["", f"{head}: {_words(_sum(entries))}"]
    phase = ""
    for line in entries:
        if line.phase != phase:
            phase = line.phase
            of_phase = [other for other in entries if other.phase == phase]
            lines.append(f"  {phase}: {_words(_sum(of_phase))}")
        armed = f", {line.weapon}" if line.weapon else ""
        often = f", {line.times} times" if line.times > 1 else ""
        whom = line.other_name or "nobody in particular"
        lines.append(f"    {_words(line.lost)} {to} {whom} ({line.cause}{armed}{often})")
    return lines


def _sum(entries: Sequence[Line]) -> dict[str, int]:
    sums = {name: sum(line.lost.get(name, 0) for line in entries) for name, _ in LOST}
    return {name: n for name, n in sums.items() if n}


def _words(lost: Mapping[str, int]) -> str:
    return ", ".join(f"{n} {name}" for name, n in lost.items()) or "nothing"
