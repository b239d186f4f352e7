"""What came of each battle: the outcomes of the same table that the forecast was made from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from khasan.battles.cells import Cells, whole
from khasan.battles.lines import read_lines
from khasan.errors import InputError, Problem

COLUMNS = ("isqno", "wina", "att_casualties", "def_casualties", "group")
NEEDED = (("isqno",), ("wina", "att_casualties", "def_casualties"))
MOST_CASUALTIES = 20e6
_WON = {"1": 1.0, "0": 0.5, "-1": 0.0}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a battle went; None is unknown."""

    won: float | None
    """1 the attacker won, 0 the defender, .5 a draw."""
    casualties: tuple[float | None, float | None]
    """Killed, wounded and missing of the attacker and of the defender."""
    group: str
    """Battles of one group overlap: they are kept together where battles are parted or drawn again."""


def read_outcomes(path: Path) -> tuple[dict[str, Outcome], list[Problem]]:
    """Outcomes by the key of the battle, and cells that are taken as unknown.

    Where two rows have one key the first stands: so it is in the table that is forecast.
    InputError, with one problem, for a file that has none.
    """
    lines = read_lines(path, "a table of battles with their outcomes, CSV", COLUMNS, NEEDED)
    found: dict[str, Outcome] = {}
    problems: list[Problem] = []
    for cells in lines.cells:
        cells.isqno = whole(cells.cells["isqno"])
        if cells.isqno and cells.isqno not in found:
            found[cells.isqno] = _outcome(cells)
            problems += cells.doubts
    if not any(one.won is not None or any(one.casualties) for one in found.values()):
        found_none = "no outcome in any row" if found else "no row with a key"
        raise InputError([Problem(str(path), None, None, "", found_none, "fill in wina or casualties of some battles")])
    return found, problems


def _outcome(cells: Cells) -> Outcome:
    wina = whole(cells.cells.get("wina", ""))
    if wina and wina not in _WON:
        cells.doubt("wina", "use one of: 1 (attacker won), 0 (draw), -1 (attacker lost); it is taken as unknown")
    attacker, defender = (cells.number(f"{side}_casualties", MOST_CASUALTIES) for side in ("att", "def"))
    return Outcome(_WON.get(wina), (attacker, defender), whole(cells.text("group")) or cells.isqno)
