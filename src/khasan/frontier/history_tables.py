"""Histories as tables: one row an outcome, an episode, a decision, an answer, a report, a state, a count."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import pyarrow.parquet as pq

from khasan.frontier.calendar import YEAR_DAYS
from khasan.frontier.declarations import SIDES, TOP
from khasan.frontier.episodes import History, Report
from khasan.frontier.process import FIGHT
from khasan.results.arrow import table_of_rows
from khasan.results.columns import Column

REPLICATION = Column("replication", "1", "number of the history", "int32")
DAY = Column("day", "date", "day, as 1938-07-31", "text")
_EPISODE = Column("episode", "1", "number of the episode in its history, -1 for none", "int32")
COLUMNS: dict[str, tuple[Column, ...]] = {
    "outcomes": (
        REPLICATION,
        Column("draw", "1", "which draw of the posterior the history lives under", "int32"),
        *(
            Column(f"first_{rung}", "date", f"first day of the first episode of rung {rung} or more", "text", True)
            for rung in range(FIGHT, TOP + 1)
        ),
        *(
            Column(f"years_to_{rung}", "year", f"from the first day of the history to first_{rung}", "float64", True)
            for rung in range(FIGHT, TOP + 1)
        ),
        *(
            Column(f"episodes_{rung}", "1", f"episodes whose highest rung was {rung}", "int32")
            for rung in range(TOP + 1)
        ),
        Column("war", "date", "day on which war came", "text", True),
        Column("war_by", "1", "ladder, or the actor that decided it", "text", True),
        Column("pact", "1", "whether the Neutrality Pact was signed", "bool"),
        Column("killed_japan", "men", "Japanese side, killed in all episodes with local help or more", "int64"),
        Column("killed_soviet", "men", "Soviet side, killed in all episodes with local help or more", "int64"),
    ),
    "fights": (
        REPLICATION, _EPISODE,
        Column("first", "date", "first day", "text"),
        Column("last", "date", "last day", "text"),
        Column("sector", "1", "where", "text"),
        Column("rung", "1", "highest rung", "int32"),
        Column("favour", "1", "side that the end favoured", "text", True),
        Column("decided_at", "1", "rung of the least likely step it took", "int32"),
        Column("chance_there", "1", "chance of that step", "float64", True),
        Column("stopped_by", "1", "actor who would not raise it further", "text", True),
        Column("men_japan", "men", "Japanese side, engaged", "int32"),
        Column("men_soviet", "men", "Soviet side, engaged", "int32"),
        Column("killed_japan", "men", "Japanese side, killed", "int32"),
        Column("killed_soviet", "men", "Soviet side, killed", "int32"),
        Column("raised_by", "1", "side that raised the fight to its highest rung", "text", True),
        Column("hours", "hour", "from the first shot to the last, where the engine fought it", "float64", True),
        Column("cost", "1", "where men, killed and end are from: engine, assumed, or none (no fight)", "text"),
    ),
    "decisions": (
        REPLICATION, DAY, _EPISODE,
        Column("rung", "1", "rung to which the fight was raised, or would have been", "int32"),
        Column("actor", "1", "who decided", "text"),
        Column("act", "1", "what", "text"),
        Column("leave", "1", "none needed, not asked, given, refused", "text"),
        Column("heard", "1", "of a refusal: obeyed or ignored", "text", True),
        Column("delay_days", "day", "days from the cause", "float64"),
    ),
    "answers": (
        REPLICATION, DAY, _EPISODE,
        Column("kind", "1", "what followed", "text"),
        Column("actor", "1", "by whom", "text"),
    ),
    "incidents": (
        REPLICATION, DAY,
        Column("side", "1", "side that reports it: the two sides' reports of one event stay two rows", "text"),
        Column("kind", "1", "kind, in that side's words", "text"),
        Column("sector", "1", "where, under the set of weights of the run", "text"),
        _EPISODE,
        Column("own_killed", "men", "own dead", "int32"),
        Column("enemy_claimed", "men", "enemy dead, as claimed", "int32"),
    ),
    "states": (
        REPLICATION, DAY,
        Column("japan_daring", "1", "-1 below neutral, 0, 1 above, from this day on", "int32"),
        Column("soviet_daring", "1", "as japan_daring", "int32"),
        Column("bound", "1", "sector of a combined fight that is under way", "text", True),
        Column("pact", "1", "whether the Neutrality Pact stands", "bool"),
    ),
    "counts": (
        REPLICATION,
        Column("year", "1", "calendar year", "int32"),
        Column("series", "1", "series of the record that is counted alike", "text"),
        Column("count", "1", "what that side would have published", "int32"),
    ),
}  # fmt: skip


def parquet(name: str, rows: Sequence[dict[str, Any]]) -> bytes:
    """A table as Parquet: the same rows give the same bytes."""
    stream = io.BytesIO()
    table = table_of_rows(COLUMNS[name], rows)
    pq.write_table(table, stream, compression="zstd", compression_level=1, version="2.6", write_statistics=False)
    return stream.getvalue()


def outcome_row(history: History) -> dict[str, Any]:
    """One history in a row."""
    days = {rung: first_of(history, rung) for rung in range(FIGHT, TOP + 1)}
    firsts = {f"first_{rung}": iso(day) for rung, day in days.items()}
    years = {
        f"years_to_{rung}": None if day is None else (day - history.first).days / YEAR_DAYS
        for rung, day in days.items()
    }
    by_rung = history.by_rung.items()
    highest = {
        f"episodes_{rung}": sum(count for (_, height), count in by_rung if height == rung) for rung in range(TOP + 1)
    }
    killed = {f"killed_{side}": sum(getattr(one, f"killed_{side}") for one in history.episodes) for side in SIDES}
    return _row("outcomes", history, **firsts, **years, **highest, **killed)


def first_of(history: History, rung: int) -> date | None:
    """First day of the first episode that rose to a rung or more in this history, not before it."""
    return min((one.first for one in history.episodes if one.began_at < rung <= one.rung), default=None)


def rows_of(history: History, dated: Sequence[Report] | None) -> dict[str, list[dict[str, Any]]]:
    """All rows of a history by table. ``dated``: the counted incidents, where the history is kept in full."""
    number = {"replication": history.replication}
    reports = sorted([*history.reports, *(dated or [])], key=lambda one: (one.day, one.side, one.kind, one.episode))
    fights = []
    for one in history.episodes:
        chance = one.chances[one.decided_at - 1] if one.decided_at else None
        fights.append(_row("fights", one, **number, episode=one.number, chance_there=chance))
    return {
        "outcomes": [outcome_row(history)],
        "fights": fights,
        "decisions": [_row("decisions", one, **number, delay_days=one.delay) for one in history.decisions],
        "answers": [_row("answers", one, **number) for one in history.answers],
        "incidents": [_row("incidents", one, **number) for one in reports],
        "states": [
            _row("states", one, **number, japan_daring=one.japan, soviet_daring=one.soviet) for one in history.states
        ],
        "counts": [
            number | {"year": year, "series": series, "count": count}
            for (series, year), count in history.counts.items()
        ],
    }


def _row(table: str, one: object, **said: Any) -> dict[str, Any]:
    """A row of a table: a column that is not said is the field of its name, nothing where that is an empty word."""
    for column in COLUMNS[table]:
        if column.name not in said:
            value = getattr(one, column.name)
            said[column.name] = iso(value) if isinstance(value, date) else value
            if column.nullable and value == "":
                said[column.name] = None
    return said


def iso(day: date | None) -> str | None:
    """A day as text, nothing for none."""
    return None if day is None else day.isoformat()
