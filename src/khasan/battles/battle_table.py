"""A table of battles, read for what may be known before each: any CSV with the codebook's columns.

Only columns on the list below are looked at, by name, in any order; columns that tell how a battle went are not, and
with the duration unknown not those either that tell how long it took. A battle that cannot be forecast is refused
with the reason, an odd cell is taken as unknown and named. Nothing is dropped in silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from khasan.battles.cells import Cells, plain_number, whole
from khasan.battles.lines import read_lines
from khasan.battles.row import BattleRow, Duration, Ground, SideBefore, Weather
from khasan.errors import Problem

KEY, YEAR = "isqno", "year"
NAMES = ("name", "war", "theater", "campaign", "location")
OF_SIDE = (
    "actors", "force", "strength", "strength_is_initial", "str_initial", "str_total", "str_code", "cavalry", "tanks",
    "tanks_light", "tanks_mbt", "artillery", "front_km", "pri1", "sec1",
)  # fmt: skip
OF_FIELD = (
    "start", "post1", "post2", "postype", "terrain1_1", "terrain1_2", "terrain1_3", "terrain2_1", "terrain2_2",
    "terrain2_3", "wx1_1", "wx1_2", "wx1_3", "wx1_4", "wx1_5", "surpa", "aeroa",
)  # fmt: skip
OF_DURATION = ("end", "duration_days", "active_days", "active_hours")
"""Read only where the duration is taken as known."""
BEFORE = (KEY, YEAR, *NAMES, *OF_FIELD, *(f"{side}_{name}" for side in ("att", "def") for name in OF_SIDE))
"""Every column that is ever read with the duration unknown."""
STRENGTHS = ("strength", "str_initial", "str_total")
NEEDED = ((KEY,), (YEAR, "start"), *(tuple(f"{side}_{name}" for name in STRENGTHS) for side in ("att", "def")))
"""Of each of these at least one column must be there, or no battle can be forecast."""
MOST_MEN, MOST_GUNS, MOST_KM, MOST_DAYS = 20e6, 1e6, 5_000.0, 3_660.0
YEARS = (1400, 2100)


@dataclass(frozen=True)
class BattleTable:
    """What a file holds: battles that can be forecast, and what is to be said of the rest."""

    file: str
    rows: tuple[BattleRow, ...]
    """In the order of the file."""
    refused: tuple[Problem, ...]
    """Why other rows cannot be forecast; a row may have several reasons."""
    doubts: tuple[Problem, ...]
    """Cells taken as unknown, and strengths that may hold reinforcements."""
    absent: tuple[str, ...]
    """Columns that the file has not; what they would tell is unknown in every row."""
    read: int
    """Rows in all, without the header."""


def read_battles(path: Path, *, duration_known: bool) -> BattleTable:
    """Read what may be known beforehand. InputError, with one problem, for a file without one usable battle."""
    columns = BEFORE + (OF_DURATION if duration_known else ())
    lines = read_lines(path, "a table of battles, CSV", columns, NEEDED)
    rows: list[BattleRow] = []
    refused, doubts = list(lines.refused), []
    seen: dict[str, int] = {}
    for cells in lines.cells:
        row = _battle(cells, seen, duration_known=duration_known)
        refused += cells.faults
        doubts += cells.doubts
        if row is not None:
            rows.append(row)
    if not rows:
        raise lines.unusable(refused, "forecast")
    return BattleTable(str(path), tuple(rows), tuple(refused), tuple(doubts), lines.absent, lines.read)


def _battle(cells: Cells, seen: dict[str, int], *, duration_known: bool) -> BattleRow | None:
    """One battle; None, and the reasons among the faults of its cells, if it cannot be forecast."""
    cells.isqno = whole(cells.text(KEY))
    if not cells.isqno:
        cells.fault(KEY, "give each battle a number or a name of its own")
    elif cells.isqno in seen:
        cells.fault(KEY, f"line {seen[cells.isqno]} has it already; give each battle its own")
    seen.setdefault(cells.isqno, cells.line)
    start = cells.day("start")
    year = _year(cells, start.year if start else None)
    attacker, defender = _side(cells, "att"), _side(cells, "def")
    if cells.faults or year is None or attacker is None or defender is None:
        return None
    words = {column: cells.word(column) for column in OF_FIELD[1:]}
    name, war, theater, campaign, location = (cells.text(column) for column in NAMES)
    ground, ground_second = (Ground(*(words[f"terrain{part}_{k}"] for k in (1, 2, 3))) for part in (1, 2))
    return BattleRow(
        cells.isqno, cells.line, name, war, theater, campaign, location, year, start, attacker, defender,
        words["post1"], words["post2"], words["postype"],
        ground, ground_second, Weather(*(words[f"wx1_{k}"] for k in (1, 2, 3, 4, 5))),
        int(words["surpa"] or 0), words["aeroa"],
        _duration(cells, start) if duration_known else None,
    )  # fmt: skip


def _year(cells: Cells, of_start: int | None) -> int | None:
    cell = whole(cells.cells.get(YEAR, ""))
    if not cell and of_start is not None:
        return of_start
    number = plain_number(cell)
    if number is None or number != int(number) or not YEARS[0] <= number <= YEARS[1]:
        cells.fault(YEAR, f"give a year from {YEARS[0]} to {YEARS[1]}, in digits")
        return None
    if of_start is not None and of_start != number:
        cells.doubt("start", f"give a day in {number:.0f}; the year is taken from its own column")
    return int(number)


def _side(cells: Cells, side: str) -> SideBefore | None:
    """What is known of one side; None, with a fault, without a strength."""
    strength = _strength(cells, side)
    if strength is None:
        return None
    men, is_initial = strength
    cavalry = cells.number(f"{side}_cavalry", MOST_MEN)
    if cavalry is not None and cavalry > men:
        cells.doubt(f"{side}_cavalry", f"give no more horsemen than the side has men, {men:g}; all are taken as such")
        cavalry = men
    tanks, light, main, guns = (
        cells.number(f"{side}_{name}", MOST_GUNS) for name in ("tanks", "tanks_light", "tanks_mbt", "artillery")
    )
    front = cells.number(f"{side}_front_km", MOST_KM, least=0.001)
    if not is_initial:
        kind = cells.word(f"{side}_str_code")
        held = "includes reinforcements" if kind == "with-reinforcements" else "may include reinforcements"
        remedy = f"give {side}_str_initial if it is known: this strength {held}, which nobody knows beforehand"
        cells.doubt(f"{side}_strength", remedy, f"{men:g} men")
    return SideBefore(
        tuple(one for one in (part.strip() for part in cells.text(f"{side}_actors").split("&")) if one),
        cells.text(f"{side}_force"), men, not is_initial, cavalry, tanks, light, main, guns, front,
        cells.word(f"{side}_pri1"), cells.word(f"{side}_sec1"),
    )  # fmt: skip


def _strength(cells: Cells, side: str) -> tuple[float, bool] | None:
    """Men, and whether they are those at the start: the initial strength if it is known, else what there is."""
    column = next((f"{side}_{name}" for name in STRENGTHS if cells.cells.get(f"{side}_{name}")), f"{side}_strength")
    men = plain_number(cells.cells.get(column, ""))
    if men is None or not 1 <= men <= MOST_MEN:
        cells.fault(column, f"give the men of the side, 1 to {MOST_MEN:,.0f}, as a plain number")
        return None
    initial = plain_number(cells.cells.get(f"{side}_str_initial", ""))
    told = whole(cells.cells.get(f"{side}_strength_is_initial", ""))
    kind = whole(cells.cells.get(f"{side}_str_code", ""))
    if column.endswith("_str_initial") or told == "1" or initial == men:
        return men, True
    return men, told != "0" and kind == "1"


def _duration(cells: Cells, start: date | None) -> Duration | None:
    """How long it took, in days; from the two dates where only they are given."""
    days = cells.number("duration_days", MOST_DAYS, least=0.01)
    active_days = cells.number("active_days", MOST_DAYS)
    hours = cells.number("active_hours", MOST_DAYS * 24, least=0.01)
    end = cells.day("end")
    if start and end and end < start:
        cells.doubt("end", "give a day on or after the start; it is taken as unknown")
        end = None
    if days is None and start and end:
        days = (end - start).days + 1.0
    if days is None:
        cells.doubt("duration_days", "give the days it took, or forecast with --duration unknown; it is drawn")
        return None
    return Duration(days, active_days, hours, end)
