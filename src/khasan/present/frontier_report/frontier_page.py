"""The page of a run of the frontier: one HTML file that stands alone, data and assumption apart."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup

from khasan.frontier.answers import Headline
from khasan.frontier.chronicle import INTO, day_words
from khasan.frontier.declarations import RUNGS, TOP
from khasan.frontier.evidence import count_rows
from khasan.frontier.history_tables import first_of
from khasan.frontier.many_histories import Frontier, Played
from khasan.frontier.process import FIGHT
from khasan.frontier.terminal_words import NOT_TOLD_APART, answered_words, fights_words, headlines_of, hundred
from khasan.output import write_together
from khasan.present.frontier_report.band_of_years import band
from khasan.present.frontier_report.chance_pictures import (
    AT_A_GLANCE,
    Band,
    ChanceRow,
    Told,
    at_a_glance,
    bands,
    sets,
    strip,
)
from khasan.present.frontier_report.deciders import deciders
from khasan.present.frontier_report.event_dots import SHORT
from khasan.present.frontier_report.line_sketch import by_force, numbered, sketch
from khasan.present.frontier_report.size_pictures import Size, sizes
from khasan.present.frontier_report.staircase import staircase
from khasan.present.frontier_report.told_affair import AGAINST, affair
from khasan.present.frontier_report.what_if_picture import WHAT_IFS, what_ifs
from khasan.present.pages import rendered, style

PAGE, PICTURE = "report.html", "headlines.svg"
SERIES = {
    "jp-count-disputes": "Disputes of all kinds, counted by the Japanese army",
    "shootings": "Shootings, counted by the Japanese army",
    "su-count-land": "Land violations, counted by the Soviet side",
    "su-count-fire": "Firing across the line, counted by the Soviet side",
    "su-count-air": "Air intrusions, counted by the Soviet side",
    "su-count-sea": "Entries into waters, counted by the Soviet side",
    "su-count-agents": "Agents put over, counted by the Soviet side",
    "su-count-clashes": "Armed clashes, counted by the Soviet side",
}
_COLOURS = ["#9b2c1f", "#2f5d8a"]
_FIRST_PICTURED = 2
"""The lowest rung whose fights are told one by one."""


def write_page(frontier: Frontier, played: Played) -> Path:
    """Write ``report.html`` beside a run's tables, and its first picture as a file; the page's path. CannotWrite."""
    assert played.folder is not None
    files: dict[Path, str | bytes] = {played.folder / PAGE: page(frontier, played)}
    if played.headlines:
        files[played.folder / PICTURE] = _at_a_glance(played, alone=True) + "\n"
    write_together(files)
    return played.folder / PAGE


def page(frontier: Frontier, played: Played) -> str:
    """The text of the page."""
    asked = played.asked
    library = frontier.library
    parts = numbered(frontier.tables)
    told = [_told(line) for line in played.chronicle.splitlines()]
    told_climb = affair(frontier.tables, library, played.histories)
    given = f", with the record given up to {day_words(asked.first)}" if asked.given else ""
    context = {
        "css": Markup(style(_COLOURS, "frontier.css") + AT_A_GLANCE + WHAT_IFS),
        "short": _short(played),
        "sketch": sketch(parts),
        "by_force": by_force(parts),
        "stretches": parts,
        "events": sum(len(one.events) for one in parts),
        "band": band(frontier.tables, library.outside),
        "glance": _at_a_glance(played) if played.headlines else "",
        "count": len(played.histories),
        "span": f"{day_words(asked.first)} to {day_words(asked.last)}{given}",
        "interrupted": played.interrupted,
        "stale": frontier.stale,
        "fights_stale": library.fought.stale,
        "not_told_apart": NOT_TOLD_APART,
        "deciders": deciders(frontier, played),
        "climb": told_climb,
        "against": AGAINST,
        "stairs": staircase(told_climb) if told_climb is not None else "",
        "other_world": headlines_of(played),
        "headlines": [_headline(frontier, one, played) for one in played.headlines],
        "series": _series(frontier, played),
        "links": _links(frontier, played),
        "sizes": _sizes(played),
        "size_picture": _size_picture(played),
        "fights": fights_words(played),
        "ladders": _ladders(played),
        "sets": _sets(frontier, played.headlines),
        "what_if": answered_words(played.answered).splitlines() if played.answered else [],
        "what_if_picture": what_ifs([played.answered]) if played.answered else "",
        "chronicle": told,
        "turns": [line for line in told if line[2]],
        "replication": asked.first_replication,
        "priors": {one.id: one.title for one in library.assumptions.sets},
        "command": shlex.join(played.manifest["command"]) or "khasan frontier run",
        "manifest": played.manifest,
    }
    return rendered("frontier.html.j2", context)


def _short(played: Played) -> list[str]:
    """What a reader wants first, in three sentences."""
    by = {one.rung: one for one in played.headlines}
    if FIGHT + 1 not in by:
        return []
    one, war = by[FIGHT + 1], by[TOP]
    low, high = hundred(one.posterior.quantiles[0]), hundred(one.posterior.quantiles[-1])
    priors = sorted(spread.mean for spread in one.priors.values())
    least, most = hundred(min(one.sets.values())), hundred(max(one.sets.values()))
    return [
        f"If those years ran again, {hundred(one.posterior.mean)} times in 100 there would be a fight of a division or "
        f"more by {day_words(one.by)}. The data allow anything from {low} to {high}.",
        f"Before seeing the data one would say {hundred(priors[0])} to {hundred(priors[-1])}, depending on one’s view "
        f"of armies. With the data, rival assumptions give {least} to {most}. The record has {one.counted}.",
        f"An incident would grow into a war {hundred(war.posterior.mean)} times in 100. On that the record says only "
        "that none did.",
    ]


def _at_a_glance(played: Played, *, alone: bool = False) -> Markup:
    rows = []
    for one in played.headlines:
        low, high = min(one.sets.values()), max(one.sets.values())
        quantiles = one.posterior.quantiles
        rows.append(
            ChanceRow(
                one.words[0].upper() + one.words[1:], hundred(one.posterior.mean),
                f"{hundred(quantiles[0])} to {hundred(quantiles[-1])}", one.posterior.histogram, quantiles,
                one.posterior.mean, one.priors["base"].histogram, one.counted, list(one.sets.values()),
                f"{hundred(low)} to {hundred(high)}",
            )
        )  # fmt: skip
    said = "; ".join(f"{row.title}: {row.chance} in 100, {row.interval}" for row in rows)
    return at_a_glance(rows, f"Chances by {day_words(played.headlines[0].by)}. {said}", alone=alone)


def _headline(frontier: Frontier, one: Headline, played: Played) -> dict[str, Any]:
    posterior = one.posterior
    interval = f"{hundred(posterior.quantiles[0])} to {hundred(posterior.quantiles[-1])}"
    rows = [Band(day.year, s.quantiles[0], s.mean, s.quantiles[-1]) for day, s in one.years]
    low, high = min(one.sets.values()), max(one.sets.values())
    title = one.words[0].upper() + one.words[1:]
    return {
        "title": f"{title}, by {day_words(one.by)}",
        "chance": hundred(posterior.mean),
        "interval": interval,
        "posterior": strip(
            posterior.histogram, posterior.quantiles, posterior.mean, f"Posterior, {interval} in 100", prior=False
        ),
        "priors": [
            (
                next(entry.title for entry in frontier.library.assumptions.sets if entry.id == name),
                hundred(spread.mean),
                strip(spread.histogram, spread.quantiles, spread.mean, f"Prior {name}", prior=True),
            )
            for name, spread in one.priors.items()
        ],
        "counted": one.counted,
        "sets": sets(
            list(one.sets.values()), one.sets["base"], f"Assumption sets, {hundred(low)} to {hundred(high)} in 100"
        ),
        "range": f"{hundred(low)} to {hundred(high)}",
        "table": f"{hundred(one.on_table)}%",
        "years": bands(rows, [], "Chance by the end of each year", top=1.0),
        "played": hundred(np.mean([first is not None and first <= one.by for first in _firsts(played, one.rung)])),
    }


def _firsts(played: Played, rung: int) -> list[Any]:
    return [first_of(history, rung) for history in played.histories]


def _series(frontier: Frontier, played: Played) -> list[dict[str, Any]]:
    """Each side's simulated counts by year beside its own figures; no two series on one picture."""
    rows = count_rows(frontier.tables.series)
    found = []
    for series, title in SERIES.items():
        years = sorted({year for history in played.histories for name, year in history.counts if name == series})
        band = []
        for year in years:
            counts = [history.counts[series, year] for history in played.histories if (series, year) in history.counts]
            low, middle, high = np.quantile(counts, [0.05, 0.5, 0.95])
            band.append(Band(year, float(low), float(middle), float(high)))
        told = []
        for row in rows:
            if row.id.startswith(series + "-"):
                whole = sum(part for _, part in row.weights)
                high_count = row.low if row.high is None else row.high
                start, end = row.weights[0][0], row.weights[-1][0] + 1
                told.append(Told(start, end, row.low / whole, high_count / whole, row.high is None))
        if band:
            found.append({"title": title, "picture": bands(band, told, title), "rows": len(told)})
    return found


def _links(frontier: Frontier, played: Played) -> list[tuple[str, str, str]]:
    links = played.links()
    total = max(1, sum(links.values()))
    return [
        (
            INTO.get(rung, RUNGS[rung]),
            frontier.library.actors[actor].title if actor != "posts" else "posts",
            f"{count / total:.0%}",
        )
        for (rung, actor), count in links.most_common(6)
    ]


def _sizes(played: Played) -> list[dict[str, str]]:
    """Time to the first fight of each size."""
    found = []
    for rung in range(FIGHT, TOP + 1):
        firsts = [day.toordinal() for day in _firsts(played, rung) if day is not None]
        if not firsts:
            continue
        low, middle, high = (date.fromordinal(int(day)) for day in np.quantile(firsts, [0.05, 0.5, 0.95]))
        found.append(
            {
                "rung": RUNGS[rung],
                "share": f"{len(firsts) / len(played.histories):.0%}",
                "first": f"{day_words(middle)} ({low.year} to {high.year})",
            }
        )
    return found


def _size_picture(played: Played) -> Markup | str:
    """Men and killed by rung, as far as the histories have such fights."""
    rows = []
    for rung in range(_FIRST_PICTURED, TOP + 1):
        told = [one for history in played.histories for one in history.episodes if one.rung == rung]
        fights = [one for one in told if one.cost != "none"]
        if fights:
            men = [one.men_japan + one.men_soviet for one in fights]
            killed = [one.killed_japan + one.killed_soviet for one in fights]
            fought = sum(one.cost == "engine" for one in fights) > len(fights) / 2
            rows.append(Size(SHORT[rung], len(fights), men, killed, fought))
    return sizes(rows) if rows else ""


def _ladders(played: Played) -> list[tuple[str, str]]:
    """How often free histories bring what 1935-39 brought."""

    def share(test: Any) -> str:
        return f"{np.mean([test(history) for history in played.histories]):.0%}"

    def between(history: Any, rung: int) -> int:
        return sum(1935 <= one.first.year <= 1939 and one.rung >= rung for one in history.episodes)

    if played.asked.given or played.asked.last.year < 1939:
        return []
    return [
        ("five combined fights or more in 1935–39", share(lambda history: between(history, 4) >= 5)),
        ("two fights of a division or more in 1935–39", share(lambda history: between(history, 5) >= 2)),
        ("none of a division or more in 1935–39", share(lambda history: between(history, 5) == 0)),
        ("the Neutrality Pact", share(lambda history: history.pact)),
    ]


def _sets(frontier: Frontier, headlines: Sequence[Headline]) -> list[dict[str, Any]]:
    if not headlines:
        return []
    found = []
    for one in frontier.library.assumptions.sets:
        if one.id in headlines[0].sets:
            found.append(
                {
                    "title": one.title,
                    "why": one.why,
                    "means": [hundred(headline.sets[one.id]) for headline in headlines],
                }
            )
    return found


def _told(line: str) -> tuple[str, str, bool]:
    """A line of the chronicle: day, text, whether it is a turn."""
    day, _, text = line.strip().partition("  ")
    turn = text.startswith("TURN. ")
    return day, text.removeprefix("TURN. "), turn
