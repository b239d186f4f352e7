"""Make the figures of the frontier's study anew: headlines, what-ifs and their picture, by the forward equations.

    python -m verification.frontier_study

And the table of the engine's fights in its validation, which takes no time: ``--fights`` makes that alone. All of it
takes about a minute of one core. The paragraphs are written by hand: read them against the tables afterwards.
"""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path

import numpy as np

from khasan.frontier.answers import PRIORS, Headline, headline
from khasan.frontier.declarations import TOP
from khasan.frontier.fought.kept_fights import Ints
from khasan.frontier.fought.skirmish import SIDES
from khasan.frontier.frontier_files import FrontierLibrary
from khasan.frontier.many_histories import Frontier
from khasan.frontier.process import FIGHT
from khasan.frontier.terminal_words import hundred, points
from khasan.frontier.whatifs import Answered, answer
from khasan.output import write_together
from khasan.present.frontier_report.event_dots import SHORT
from khasan.present.frontier_report.what_if_picture import what_ifs

DOCS = Path(__file__).parents[1] / "docs"
PAGE, PICTURE = DOCS / "studies" / "frontier.md", DOCS / "pictures" / "frontier-what-ifs.svg"
VALIDATION = DOCS / "validation" / "frontier.md"
RECORD = {
    2: "18 events; eleven have a figure for the dead of one side, from none to 9 to 50",
    3: "one event: the column to Halhamiao, and nobody killed on either side",
    4: "three events: 7 to 11, 40 to 156 and 2 to 37 killed",
}
"""Counted by hand in the table of events, without those of Khalkhin Gol."""
MARK = re.compile(r"(<!-- made: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
BY = date(1939, 12, 31)


def headlines_table(found: list[Headline], titles: dict[str, str]) -> str:
    """Each headline as four things."""
    lines = [
        f"| | after the data | before: {' / '.join(PRIORS)} | the record counts | over {len(found[0].sets)} sets |",
        "|---|---|---|---|---|",
    ]
    for one in found:
        least, most = min(one.sets, key=one.sets.__getitem__), max(one.sets, key=one.sets.__getitem__)
        ends = f"{hundred(one.sets[least])} ({titles[least]}) to {hundred(one.sets[most])} ({titles[most]})"
        after = f"{hundred(one.posterior.mean)} ({_interval(one.posterior.quantiles)})"
        before = " / ".join(hundred(spread.mean) for spread in one.priors.values())
        lines.append(f"| {one.words} | {after} | {before} | {one.counted} | {ends} |")
    return "\n".join(lines) + "\n"


def _interval(quantiles: tuple[float, ...]) -> str:
    return f"{hundred(quantiles[0])} to {hundred(quantiles[-1])}"


def what_ifs_table(found: list[Answered]) -> str:
    """Each what-if with its difference and verdict."""
    lines = [
        "| what if | the chance of | as it was | otherwise | difference, points | verdict |",
        "|---|---|---|---|---|---|",
    ]
    for one in found:
        difference = f"{points(one.mean)} ({points(one.low)} to {points(one.high)})"
        lines.append(
            f"| {one.title} | {one.measure} | {hundred(one.with_it)} | {hundred(one.otherwise)} | {difference} "
            f"| {one.verdict} |"
        )
    return "\n".join(lines) + "\n"


def fights_table(library: FrontierLibrary) -> str:
    """The engine's fights by rung, both sides together, beside the record."""
    lines = [
        "| rung | men | killed | nobody killed | who raised it holds the place | the record |",
        "|---|---|---|---|---|---|",
    ]
    for rung, record in RECORD.items():
        ids = {forces.id for forces in library.cells.of_rung(rung)}
        cells = [(cell, rows) for cell, rows in library.fought.fights.items() if cell.forces in ids]
        fights = np.concatenate([rows for _, rows in cells])
        killed = fights[:, 2] + fights[:, 3]
        won = np.concatenate([rows[:, 4] == SIDES.index(cell.raised_by) for cell, rows in cells])
        men, dead = _nine_in_ten(fights[:, 0] + fights[:, 1]), _nine_in_ten(killed)
        words = f"{rung}, {SHORT[rung]}"
        lines.append(f"| {words} | {men} | {dead} | {(killed == 0).mean():.0%} | {won.mean():.0%} | {record} |")
    return "\n".join(lines) + "\n"


def _nine_in_ten(values: Ints) -> str:
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95])
    return f"{middle:,.0f} ({low:,.0f} to {high:,.0f})"


def fill(page: Path, tables: dict[str, str]) -> str:
    """A page with its tables made anew."""
    return MARK.sub(lambda found: f"{found[1]}{tables[found[2]]}{found[3]}", page.read_text("utf-8"))


def made(*, fights_alone: bool = False) -> None:
    """Work all out and write pages and picture."""
    frontier = Frontier()
    write_together({VALIDATION: fill(VALIDATION, {"fights": fights_table(frontier.library)})})
    if fights_alone:
        return
    data = (frontier.library, frontier.tables, frontier.posterior)
    headlines = [headline(*data, rung, BY) for rung in range(FIGHT, TOP + 1)]
    print("headlines")
    answers = []
    for id_ in frontier.library.what_if_ids():
        answers.append(answer(*data, frontier.library.what_if(id_)))
        print(f"{id_}: {points(answers[-1].mean)}, {answers[-1].verdict}")
    titles = {one.id: one.title for one in frontier.library.assumptions.sets}
    tables = {"headlines": headlines_table(headlines, titles), "what-ifs": what_ifs_table(answers)}
    write_together({PAGE: fill(PAGE, tables), PICTURE: what_ifs(answers, alone=True) + "\n"})


if __name__ == "__main__":
    made(fights_alone="--fights" in sys.argv[1:])
