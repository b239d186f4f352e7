"""Make the figures of docs/studies/frontier.md anew: headlines, what-ifs and their picture, by the forward equations.

    python -m verification.frontier_study

Some minutes of one core. The paragraphs are written by hand: read them against the tables afterwards.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from khasan.frontier.answers import PRIORS, Headline, headline
from khasan.frontier.declarations import TOP
from khasan.frontier.many_histories import Frontier
from khasan.frontier.process import FIGHT
from khasan.frontier.terminal_words import hundred, points
from khasan.frontier.whatifs import Answered, answer
from khasan.output import write_together
from khasan.present.frontier_report.what_if_picture import what_ifs

DOCS = Path(__file__).parents[1] / "docs"
PAGE, PICTURE = DOCS / "studies" / "frontier.md", DOCS / "pictures" / "frontier-what-ifs.svg"
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


def made() -> None:
    """Work all out and write page and picture."""
    frontier = Frontier()
    data = (frontier.library, frontier.tables, frontier.posterior)
    headlines = [headline(*data, rung, BY) for rung in range(FIGHT, TOP + 1)]
    print("headlines")
    answers = []
    for id_ in frontier.library.what_if_ids():
        answers.append(answer(*data, frontier.library.what_if(id_)))
        print(f"{id_}: {points(answers[-1].mean)}, {answers[-1].verdict}")
    titles = {one.id: one.title for one in frontier.library.assumptions.sets}
    tables = {"headlines": headlines_table(headlines, titles), "what-ifs": what_ifs_table(answers)}
    text = MARK.sub(lambda found: f"{found[1]}{tables[found[2]]}{found[3]}", PAGE.read_text("utf-8"))
    write_together({PAGE: text, PICTURE: what_ifs(answers, alone=True) + "\n"})


if __name__ == "__main__":
    made()
