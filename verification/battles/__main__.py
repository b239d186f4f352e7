"""Forecast, score, look into the worst, write the page."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # matrices so small are slower on many threads

from khasan.battles.battle_table import read_battles
from khasan.battles.forecast.table import REPLICATIONS, forecast
from khasan.battles.scoring.whole import Marks, score_files
from khasan.errors import InputError
from khasan.output import write_whole
from verification.battles.page import filled, lettered
from verification.battles.worst import looks

PAGE = Path(__file__).parents[2] / "docs" / "validation" / "battles.md"
DURATIONS = ("known", "unknown")


def forecasts_of(table: Path, given: Path | None, folder: Path, duration: str, asked: argparse.Namespace) -> Path:
    """The file of forecasts that was given, or one made now and kept; broken off, it is gone on with."""
    if given is not None:
        return given
    folder.mkdir(parents=True, exist_ok=True)
    out = folder / f"{duration}.csv"
    forecast(
        table, out, duration_known=duration == "known", seed=asked.seed, replications=asked.replications,
        workers=asked.workers, force=True,
    )  # fmt: skip
    return out


def main(arguments: list[str]) -> int:
    """The page with its figures made again; 2 without a table."""
    parser = argparse.ArgumentParser(prog="python -m verification.battles", description=__doc__)
    parser.add_argument("--table", type=Path, default=os.environ.get("KHASAN_BATTLES"), help="else KHASAN_BATTLES")
    parser.add_argument("--known", type=Path, help="forecasts made before, with the durations known")
    parser.add_argument("--unknown", type=Path, help="the same with the durations unknown")
    parser.add_argument("--folder", type=Path, default=Path("runs/battles"), help="where forecasts made now are kept")
    parser.add_argument("--replications", type=int, default=REPLICATIONS)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workers", type=int, default=None)
    parser.add_argument("--page", type=Path, default=PAGE)
    asked = parser.parse_args(arguments)
    if asked.table is None:
        print("No table of battles: set KHASAN_BATTLES or give --table (docs/how_to_add/battle_table.md).")
        return 2
    table = Path(asked.table)
    marks: dict[str, Marks] = {}
    try:
        for duration in DURATIONS:
            path = forecasts_of(table, getattr(asked, duration), asked.folder, duration, asked)
            marks[duration] = score_files(table, path, duration_known=duration == "known", seed=asked.seed)
        rows = {row.isqno: row for row in read_battles(table, duration_known=True).rows}
    except InputError as error:
        print(error)
        return error.exit_code
    worst = looks(marks["known"], rows, seed=asked.seed)
    made = filled(asked.page.read_text(encoding="utf-8"), marks, worst, asked.replications, asked.seed)
    write_whole(asked.page, made)
    print(", ".join(f"{letter}: {one.row.name} ({one.row.isqno})" for letter, one in lettered(worst)))
    print(asked.page)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
