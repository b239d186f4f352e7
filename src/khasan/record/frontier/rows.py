"""One row of each table of the frontier, read and checked: events, reports, series, forces, decisions, sectors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from khasan.record.frontier.cells import Range, bounds, choice, days, identifier, said, whole
from khasan.record.frontier.columns import (
    COUNTED,
    DECISION_TEXTS,
    DECISION_WORDS,
    EVENT_TEXTS,
    EVENT_WORDS,
    LOSSES,
    REPORTERS,
    RUNGS,
    SIDES,
    TOLD,
    TOP_RUNG,
)
from khasan.record.frontier.kinds import Count, Decision, Event, Force, Report, Sector
from khasan.record.source import Source
from khasan.record.table import Row

Known = Mapping[str, Source]


def read_sector(row: Row, seen: dict[str, str], sources: Known) -> Sector:
    """One row of sectors.csv; what is wrong goes among its problems."""
    lat, lon, radius = _degrees(row, "lat", 90.0), _degrees(row, "lon", 180.0), _degrees(row, "radius_km", 5000.0)
    if len({lat is None, lon is None, radius is None}) > 1:
        row.complain("lat", "give lat, lon and radius_km together, or none of them")
    names = tuple(part.strip() for part in row["names"].split(";") if part.strip())
    return Sector(identifier(row, seen), row["title"], names, lat, lon, radius, said(row, sources))


def _degrees(row: Row, column: str, most: float) -> float | None:
    if not row[column]:
        return None
    try:
        number = float(row[column])
    except ValueError:
        number = float("nan")
    if not -most <= number <= most:
        row.complain(column, f"give a number up to {most:g}")
        return None
    return number


def read_event(row: Row, seen: dict[str, str], sources: Known, sectors: Mapping[str, Sector]) -> Event | None:
    """One row of events.csv; None where its day or its rung cannot be read."""
    one = identifier(row, seen)
    when = days(row, "date")
    if not row["date"]:
        row.complain("date", "give an EDTF date, as 1938-07-31, 1936-01 or 1940~")
    rungs = [_rung(row, column) for column in ("rung_low", "rung", "rung_high")]
    if None not in rungs and rungs != sorted(rungs, key=lambda rung: rung or 0):
        row.complain("rung", f"must lie in its band (rung_low {row['rung_low']}, rung_high {row['rung_high']})")
    if bool(row["inquiry_by"]) != bool(row["inquiry"]):
        row.complain("inquiry", "say who asked for an inquiry and what came of it, or neither")
    if not row["episode"]:
        row.complain("episode", "name the episode that it is part of; an event by itself is one: its own id")
    settled = days(row, "settled")
    words = {"sector": choice(row, "sector", sectors)}
    words |= {column: choice(row, column, allowed) for column, allowed in EVENT_WORDS.items()}
    counts = {column: bounds(row, column) for column in ("men_jp", "men_su", *LOSSES)}
    text = {name: row[name] for name in EVENT_TEXTS}
    who = said(row, sources)
    low, rung, high = rungs
    if when is None or low is None or rung is None or high is None:
        return None
    cells: dict[str, Any] = {**text, **words, **counts}
    cells |= {"usable": cells["usable"] == "yes", "settled": settled[0] if settled else None}
    return Event(id=one, first=when[0], last=when[1], rung=rung, rung_low=low, rung_high=high, said=who, **cells)


def _rung(row: Row, column: str) -> int | None:
    rung = whole(row, column, TOP_RUNG)
    if not row[column]:
        row.complain(column, f"give a rung from 0 ({RUNGS[0]}) to {TOP_RUNG} ({RUNGS[-1]})")
    return rung


def read_report(row: Row, seen: dict[str, str], sources: Known, events: Mapping[str, Event]) -> Report:
    """One row of reports.csv."""
    about = choice(row, "about", (*COUNTED, *TOLD))
    count = bounds(row, "count")
    if about in COUNTED and not row["count"]:
        row.complain("count", "say how many")
    if about in TOLD and not row["text"]:
        row.complain("text", "say what is told")
    if row["event"] not in events:
        row.complain("event", "name an event of events.csv")
    elif about in LOSSES and count is not None:
        _within(row, count, getattr(events[row["event"]], about))
    return Report(
        identifier(row, seen), row["event"], choice(row, "reporter", REPORTERS), about, count, row["text"],
        said(row, sources),
    )  # fmt: skip


def _within(row: Row, count: Range, over_all: Range | None) -> None:
    """The event's range is over all accounts, so it holds each of them."""
    high = None if over_all is None else over_all.high
    fits = over_all is not None and over_all.low <= count.low and (high is None or (count.high or count.low) <= high)
    if not fits:
        row.complain("count", f"the event has {over_all or 'no range'} over all accounts: widen it to hold this one")


def read_count(row: Row, seen: dict[str, str], sources: Known) -> Count | None:
    """One row of series.csv."""
    one, first, last = identifier(row, seen), days(row, "start"), days(row, "end")
    for column in ("start", "end"):
        if not row[column]:
            row.complain(column, "give an EDTF date, as 1935, 1935-08 or 1935-08-01")
    value, low, high = (whole(row, column) for column in ("value", "low", "high"))
    if not any(row[column] for column in ("value", "low", "high")):
        row.complain("value", "give a value, a low or a high")
    given = [number for number in (low, value, high) if number is not None]
    if given != sorted(given):
        row.complain("low", f"must be low <= value <= high (value {row['value']}, high {row['high']})")
    for column in ("series", "reporter", "kind"):
        if not row[column]:
            row.complain(column, "say it in a word: series of different counters are never added up")
    who = said(row, sources)
    if first is None or last is None:
        return None
    if last[1] < first[0]:
        row.complain("end", f"it ends before it begins ({row['start']})")
    return Count(
        one, row["start"], row["end"], first[0], last[1], row["series"], row["reporter"], row["kind"], value, low, high,
        row["definition"], who,
    )  # fmt: skip


def read_force(row: Row, seen: dict[str, str], sources: Known) -> Force | None:
    """One row of forces.csv."""
    one, when = identifier(row, seen), _dated(row)
    numbers: dict[str, Any] = {
        name: whole(row, name) for name in ("divisions", "men_low", "men", "men_high", "tanks", "aircraft")
    }
    if not any(row[name] for name in numbers):
        row.complain("men", "give divisions, men, tanks or aircraft")
    given = [numbers[name] for name in ("men_low", "men", "men_high") if numbers[name] is not None]
    if given != sorted(given, key=lambda number: number or 0):
        row.complain("men_low", f"must be men_low <= men <= men_high (men {row['men']}, men_high {row['men_high']})")
    side, told_by = choice(row, "side", SIDES), choice(row, "told_by", REPORTERS)
    if not row["force"]:
        row.complain("force", "name the force, as kwantung-army")
    who = said(row, sources)
    if when is None:
        return None
    return Force(one, row["date"], *when, row["force"], side, **numbers, told_by=told_by, said=who)


def read_decision(row: Row, seen: dict[str, str], sources: Known) -> Decision | None:
    """One row of decisions.csv."""
    one, when = identifier(row, seen), _dated(row)
    for column in ("actor", "decision"):
        if not row[column]:
            row.complain(column, "say who decided, and what")
    words = {column: choice(row, column, allowed) for column, allowed in DECISION_WORDS.items()}
    if row["fire"] and row["step"] != "provoked":
        row.complain("fire", "only a post or army that is provoked holds or opens fire: set step to provoked")
    text = {name: row[name] for name in DECISION_TEXTS}
    delay, who = bounds(row, "delay"), said(row, sources)
    if when is None:
        return None
    cells: dict[str, Any] = {**text, **words}
    return Decision(id=one, first=when[0], last=when[1], delay=delay, said=who, **cells)


def _dated(row: Row) -> tuple[date, date] | None:
    """The days of a row that must have a date."""
    if not row["date"]:
        row.complain("date", "give an EDTF date, as 1938-07-31 or 1936")
    return days(row, "date")
