"""Hand-made rows of no battle that was ever fought, and what may and may not be read of them."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Mapping
from pathlib import Path

ROW: Mapping[str, str] = {
    "isqno": "1", "war": "A war", "theater": "", "campaign": "A campaign", "name": "HILL 7", "location": "Nowhere",
    "start": "1938-07-30", "end": "1938-08-01", "duration_days": "3", "active_days": "3", "active_hours": "40.0",
    "year": "1938", "att_actors": "Redland", "def_actors": "Blueland & Greenland", "att_force": "2 DIV",
    "def_force": "5 BDE", "att_str_total": "9000.0", "att_str_initial": "9000.0", "att_strength": "9000.0",
    "att_strength_is_initial": "1", "att_str_code": "1.0", "att_cavalry": "0.0", "att_tanks": "20.0",
    "att_tanks_light": "20.0", "att_tanks_mbt": "0.0", "att_artillery": "48.0", "att_front_km": "4.0",
    "att_pri1": "FF", "att_sec1": "EE", "def_str_total": "4200.0", "def_str_initial": "4200.0",
    "def_strength": "4200.0", "def_strength_is_initial": "1", "def_str_code": "1.0", "def_cavalry": "",
    "def_tanks": "0.0", "def_tanks_light": "0.0", "def_tanks_mbt": "0.0", "def_artillery": "12.0",
    "def_front_km": "4.0", "def_pri1": "DD", "def_sec1": "", "post1": "PD", "post2": "", "postype": "0",
    "terrain1_1": "R", "terrain1_2": "M", "terrain1_3": "", "terrain2_1": "", "terrain2_2": "", "terrain2_3": "",
    "wx1_1": "D", "wx1_2": "S", "wx1_3": "T", "wx1_4": "S", "wx1_5": "T", "surpa": "0", "aeroa": "1.0",
}  # fmt: skip
FORBIDDEN = (
    *(
        f"{side}_{name}"
        for side in ("att", "def")
        for name in (
            "casualties", "str_final", "reinf", "cas_sorties", "lost_tanks", "lost_arty", "lost_aircraft", "reso1",
            "reso2", "reso3", "pri2", "pri3", "sec2", "sec3", "achieve", "loss_frac_per_day",
        )
    ),
    *(f"j_{name}a" for name in ("ce", "lead", "trng", "moral", "logs", "momnt", "intel", "tech", "init")),
    *(
        f"inf_{name}a"
        for name in (
            "qual", "res", "mobil", "air", "fprep", "wx", "terr", "leada", "plan", "surpa", "man", "logsa", "forts",
            "deep",
        )
    ),
    "post_change_front", "post_change_depth", "post_change_time", "wina", "winner", "crit", "advance_km",
    "advance_km_per_day",
)  # fmt: skip
"""What tells how a battle went, or how people judged it afterwards."""
OF_TIME = ("end", "duration_days", "active_days", "active_hours")
"""What tells how long it took: forbidden too where the duration is unknown."""


def many_rows(count: int, seed: int = 1) -> list[dict[str, str]]:
    """Rows that differ, with every forbidden column filled at random."""
    draw = random.Random(seed)
    rows = []
    for number in range(count):
        men = draw.choice([800, 3000, 9000, 20000])
        row = dict(ROW) | {
            "isqno": str(number + 1), "post1": draw.choice(["HD", "PD", "FD", ""]), "surpa": str(draw.randint(-3, 3)),
            "end": f"1938-08-{draw.randint(1, 28):02}", "duration_days": str(draw.randint(1, 20)),
            "active_hours": str(draw.randint(1, 200)), "active_days": str(draw.randint(1, 9)),
            **{f"att_{name}": f"{men}.0" for name in ("strength", "str_initial", "str_total")},
        }  # fmt: skip
        rows.append(row | {name: str(draw.randint(-4, 900)) for name in FORBIDDEN})
    return rows


def shuffled(rows: list[dict[str, str]], columns: Iterable[str], seed: int) -> list[dict[str, str]]:
    """The same rows, with the cells of these columns dealt out anew, column by column."""
    draw = random.Random(seed)
    dealt = [dict(row) for row in rows]
    for column in columns:
        cells = [row[column] for row in rows]
        draw.shuffle(cells)
        for row, cell in zip(dealt, cells, strict=True):
            row[column] = cell
    return dealt


def write_rows(path: Path, rows: list[dict[str, str]]) -> Path:
    """A table of these rows."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path
