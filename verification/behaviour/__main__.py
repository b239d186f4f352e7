"""Measure how combat behaves against rows from outside the fights of 1932-39, and print the table.

    python -m verification.behaviour [--rows A1,A2] [--replications 400] [--scale both|fine|coarse] [--workers 2]
                                     [--seed 7] [--write docs/validation/behaviour.md] [--khasan]

--rows takes ids of rows, set-ups or families. With 400 replications and more, set-ups in which a condition is rare are
fought up to 1,600 times. Exit status 0 whatever the table says: it is a measure and no test.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from khasan.errors import InputError, KhasanError, input_error
from verification.behaviour.bursts import khasan_blows
from verification.behaviour.judge import FEWEST, figure, judge
from verification.behaviour.page import Line, replaced, setups_list, sources_table, table, verdict_of_all, wiring_table
from verification.behaviour.play import Fought, needed
from verification.behaviour.recipes import AS_SHARES, RECIPES, SCALES, NoRule, Recipe, Scale
from verification.behaviour.rows import Book, Row, chosen, load
from verification.behaviour.wiring import Wired, wired

REPLICATIONS, MOST = 400, 1600
KHASAN_REPLICATIONS = 100


def measured(
    rows: Sequence[Row], scales: Sequence[Scale], replications: int, seed: int, workers: int
) -> tuple[list[Line], Fought]:
    """Fight what the rows need, and judge each."""
    recipes = {row.id: RECIPES[row.id] for row in rows}
    live = [recipe for recipe in recipes.values() if isinstance(recipe, Recipe)]
    fought = Fought(seed, workers, needed(live))
    each = -(-replications // 2)
    for setup in fought.measures:
        fought.fight(setup, scales, each)
    for recipe in live:
        if recipe.conditional and replications >= REPLICATIONS and _few(fought, recipe, scales):
            fought.fight(recipe.setup, scales, MOST // 2)
    return [_line(row, recipes[row.id], fought, scales) for row in rows], fought


def _at(recipe: Recipe, scales: Sequence[Scale]) -> list[Scale]:
    return [scale for scale in scales if recipe.only in (None, scale)]


def _few(fought: Fought, recipe: Recipe, scales: Sequence[Scale]) -> bool:
    def cases(scale: Scale) -> int:
        return sum(one.size for side in fought.of(recipe, recipe.setup, scale) for one in side)

    return any(cases(scale) < FEWEST for scale in _at(recipe, scales))


def _line(row: Row, recipe: Recipe | NoRule, fought: Fought, scales: Sequence[Scale]) -> Line:
    if isinstance(recipe, NoRule):
        return Line(row, None, recipe.why)
    at = _at(recipe, scales)
    if not at:
        return Line(row, None, "asked for at the other scale alone")
    figures = {
        scale: figure(
            recipe.kind,
            fought.of(recipe, recipe.setup, scale),
            fought.of(recipe, recipe.over, scale) if recipe.over else (),
        )
        for scale in at
    }
    share = row.id in AS_SHARES
    return Line(row, judge(recipe.kind, figures, row.low, row.high, conditional=recipe.conditional, as_share=share))


def wiring(book: Book, fought: Fought) -> list[Wired]:
    """The wiring rows, held against the draws of what was fought; none where nothing was."""
    if not fought.parameters:
        return []
    drawn = dict(zip(fought.names, np.array(fought.parameters).T, strict=True))
    return [wired(row, drawn) for row in book.wiring]


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m verification.behaviour",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rows", default="", help="ids of rows, set-ups or families, with commas between")
    parser.add_argument("--replications", type=int)
    parser.add_argument("--scale", choices=("both", *SCALES), default="both")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--write", type=Path, help="the page to write the table into")
    parser.add_argument("--khasan", action="store_true", help="sudden blows at Lake Khasan in place of the table")
    asked = parser.parse_args(arguments)
    for name in ("replications", "workers"):
        given = getattr(asked, name)
        if given is not None and given < 1:
            raise input_error(f"--{name}", given, "give 1 or more")
    if asked.write and (asked.rows or asked.scale != "both" or asked.khasan):
        raise input_error(
            "--write", asked.write, "leave out --rows, --scale and --khasan: the page has the whole table"
        )
    return asked


def run_words(asked: argparse.Namespace, replications: int, most: int) -> str:
    """Which run the figures are of."""
    options = f" --replications {replications}" if replications != REPLICATIONS else ""
    rare = f", {most:,} where a condition was rare" if most > replications + 1 else ""
    return (
        f"Figures of `python -m verification.behaviour{options}`: {replications} replications a set-up and scale"
        f"{rare}, half with either nation attacking; seed {asked.seed}; {datetime.now(UTC):%Y-%m-%d}."
    )


def _write(path: Path, book: Book, said: str, lines: Sequence[Line], wires: Sequence[Wired]) -> None:
    parts = {
        "verdict": [*verdict_of_all(lines, wires), "", said],
        "table": table(lines),
        "wiring": wiring_table(wires),
        "set-ups": setups_list(book),
        "sources": sources_table(book),
    }
    try:
        page = path.read_text("utf-8")
        for name, body in parts.items():
            page = replaced(page, name, body)
        path.write_text(page, "utf-8")
    except (OSError, ValueError) as error:
        raise input_error("--write", path, f"give a page that can be written: {error}") from error


def main(arguments: Sequence[str]) -> int:
    """Print the table, and write it if asked to."""
    begun = time.process_time()
    asked = _asked(arguments)
    if asked.khasan:
        print("\n".join(khasan_blows(asked.replications or KHASAN_REPLICATIONS, asked.seed)))
        return 0
    book = load()
    rows = chosen(book, [word for word in asked.rows.split(",") if word])
    scales = SCALES if asked.scale == "both" else (asked.scale,)
    replications = asked.replications or REPLICATIONS
    lines, fought = measured(rows, scales, replications, asked.seed, asked.workers)
    wires = wiring(book, fought)
    said = run_words(asked, replications, max((2 * len(one) for one in fought.samples.values()), default=0))
    print("\n".join([*table(lines), "", *wiring_table(wires), "", *verdict_of_all(lines, wires), "", said]))
    print(f"{time.process_time() - begun:.0f} s of processor time", file=sys.stderr)
    if asked.write:
        _write(asked.write, book, said, lines, wires)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
    except KhasanError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
