"""A table of battles forecast: read, fought row by row, and written as a table of forecasts."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from khasan.battles.battle_table import BattleTable, read_battles
from khasan.battles.forecast.finished import SUFFIX, Finished
from khasan.battles.forecast.many_rows import ManyRows
from khasan.battles.forecast_columns import COLUMNS
from khasan.battles.generator.assumptions import FOLDER
from khasan.battles.generator.in_memory import shipped_digest
from khasan.battles.row import BattleRow
from khasan.errors import Problem, input_error
from khasan.experiment.argument_checks import MOST_REPLICATIONS, MOST_SEED, MOST_WORKERS, refuse, whole
from khasan.experiment.backends import Backend, Processes, Threads, cores
from khasan.experiment.fight import Fight
from khasan.experiment.interrupt import RunInterrupted
from khasan.experiment.progress import Progress
from khasan.experiment.worker import identity
from khasan.output.files import write_whole

REPLICATIONS = 30
"""Of each battle, unless asked otherwise: with some 25 ms each a row takes a second."""
MORE_COLUMNS = ("kind", "line", "note")
"""Beside those of every forecast: primary, extrapolation or refused; the line of the table; what is to be said."""
FEW = 3
"""So few battles are fought in this process: others take seconds to start."""


@dataclass(frozen=True)
class Forecasts:
    """A table that was forecast."""

    table: BattleTable
    path: Path
    cells: Mapping[str, Mapping[str, str]]

    @property
    def primary(self) -> int:
        """Battles of the engine's era that were forecast."""
        return sum(row.is_primary for row in self.table.rows if row.isqno in self.cells)

    @property
    def odd_cells(self) -> list[Problem]:
        """Cells that were taken as unknown, or otherwise than they stand."""
        return [one for one in self.table.doubts if not is_of_strength(one)]

    @property
    def may_hold_more(self) -> int:
        """Strengths that may hold reinforcements, which nobody knows beforehand."""
        return sum(map(is_of_strength, self.table.doubts))

    @property
    def refused(self) -> int:
        """Rows that could not be forecast."""
        return self.table.read - len(self.table.rows)


def forecast(
    table: Path,
    out: Path,
    *,
    duration_known: bool,
    seed: int = 0,
    replications: int = REPLICATIONS,
    workers: int | None = None,
    primary_only: bool = False,
    force: bool = False,
    progress: Progress | None = None,
    own: Backend | None = None,
) -> Forecasts:
    """Forecast the battles of a table and write them; the same arguments give the same bytes, whatever the workers.

    What is finished is kept beside ``out``: called again, it goes on. Raises InputError for a table without a usable
    battle, RunInterrupted after Ctrl-C, RunError where it cannot be finished.
    """
    refuse(
        [
            whole("seed", seed, 0, MOST_SEED),
            whole("replications", replications, 1, MOST_REPLICATIONS),
            None if workers is None else whole("workers", workers, 1, MOST_WORKERS),
        ]
    )
    if out.exists() and not force:
        raise input_error("--out", str(out), "it is there already: choose another name, or give --force")
    battles = read_battles(table, duration_known=duration_known)
    rows = [row for row in battles.rows if row.is_primary or not primary_only]
    asked = {
        "table": hashlib.sha256(table.read_bytes()).hexdigest(), "duration_known": duration_known, "seed": seed,
        "replications": replications, "primary_only": primary_only, "assumptions": _digest_of_assumptions(),
        "data": shipped_digest(), **identity(),
    }  # fmt: skip
    finished = Finished(out.with_name(out.name + SUFFIX), asked)
    with closing(own or _hands(workers, len(rows))) as backend:
        course = ManyRows(rows, seed, replications, finished)
        whole_table = Fight(course, progress).go(backend)
    if not whole_table:
        raise RunInterrupted
    write_whole(out, forecast_text(battles, rows, finished.cells))
    finished.done()
    return Forecasts(battles, out, finished.cells)


def forecast_text(table: BattleTable, rows: list[BattleRow], cells: Mapping[str, Mapping[str, str]]) -> str:
    """The table of forecasts: a line for each battle, in the order of the table; who could not be forecast says why."""
    text = io.StringIO()
    writer = csv.DictWriter(text, (*COLUMNS, *MORE_COLUMNS), restval="", lineterminator="\n")
    writer.writeheader()
    told = {row.line: _told(row, cells, table.doubts) for row in rows}
    for problem in table.refused:
        line = told.setdefault(problem.line or 0, {"kind": "refused", "line": str(problem.line or ""), "note": ""})
        reason = f"{problem.field}: {problem.value}: {problem.remedy}" if problem.field else problem.remedy
        line["note"] = "; ".join(filter(None, (line["note"], reason)))
    for number in sorted(told):
        writer.writerow(told[number])
    return text.getvalue()


def _told(row: BattleRow, cells: Mapping[str, Mapping[str, str]], doubts: Sequence[Problem]) -> dict[str, str]:
    kind = "primary" if row.is_primary else "extrapolation"
    notes = [] if row.is_primary else ["older than the engine's era"]
    for name, side in (("attacker", row.attacker), ("defender", row.defender)):
        if side.strength_may_hold_more:
            notes.append(f"the {name}'s strength may include reinforcements")
    for one in doubts:
        if one.line == row.line and not is_of_strength(one):
            notes.append(f"{one.field.rpartition(' ')[2]}: {one.value}: {one.remedy}")
    return {"isqno": row.isqno, **cells[row.isqno], "kind": kind, "line": str(row.line), "note": "; ".join(notes)}


def is_of_strength(doubt: Problem) -> bool:
    """Whether a doubt is of a strength that may hold reinforcements."""
    return doubt.field.endswith("_strength")


def _hands(workers: int | None, rows: int) -> Backend:
    many = min(workers or cores(), max(1, rows))
    return Threads(many) if rows <= FEW or many == 1 else Processes(many)


def _digest_of_assumptions() -> str:
    found = hashlib.sha256()
    for path in sorted(FOLDER.glob("*.yaml")):
        found.update(path.read_bytes())
    return found.hexdigest()
