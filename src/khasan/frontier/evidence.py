"""What the fit takes from the record: count rows, remembered episodes by rung, combined fights with their days."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from khasan.frontier.calendar import STEP_OF_1935
from khasan.frontier.declarations import TOP, AssumptionSet, Recode, RecordedFight
from khasan.frontier.process import FIGHT
from khasan.frontier.space import FIT_END
from khasan.record.frontier import Count, Event, Frontier

FIRE = ("shooting", "armed-clash", "mass-fight")
RATES = {
    "jp-count-disputes": "jp_disputes", "shootings": "shootings", "su-count-land": "su_land",
    "su-count-fire": "su_fire", "su-count-air": "su_air", "su-count-sea": "su_sea", "su-count-agents": "su_agents",
    "su-count-clashes": "su_clashes",
}  # fmt: skip
"""Series of the record that are fitted, and the rate each counts."""
EARLY_LADDER = "ladder-1932-34"


@dataclass(frozen=True)
class CountRow:
    """One figure of one side's series, as it was published: an exact sum, a band, or no more than a lower bound."""

    id: str
    rate: str
    weights: tuple[tuple[int, float], ...]
    """Years, and the part of each that the row covers."""
    low: int
    high: int | None

    @property
    def japanese(self) -> bool:
        """Did the Japanese army count?"""
        return self.rate in ("jp_disputes", "shootings")


@dataclass(frozen=True)
class Episode:
    """A remembered episode: its days, its highest rung, whether shots fell, where."""

    id: str
    first: date
    last: date
    rung: int
    fire: bool
    sector: str


@dataclass(frozen=True)
class Fight:
    """A combined fight of the record as the likelihood takes it."""

    id: str
    first: date
    last: date
    rung: int
    favour: str
    sector: str
    climb: tuple[tuple[date, int], ...] = ()
    """Days on which it rose, and the rungs: from the events of the record."""

    def rung_on(self, day: date) -> int | None:
        """How high it stood when a day began; None where it had not begun."""
        if day <= self.first:
            return None
        return max((rung for since, rung in self.climb if since < day), default=0)

    def reached(self, rung: int) -> date | None:
        """The day on which it rose so high, its first where the record dates no rise; None if it never did."""
        if rung > self.rung:
            return None
        return min((since for since, height in self.climb if height >= rung), default=self.first)


@dataclass(frozen=True)
class Evidence:
    """All that is fitted."""

    rows: tuple[CountRow, ...]
    ladder: NDArray[np.int64]
    """i8[2, 4]: remembered episodes below a combined fight, by period and rung; -1 where not used."""
    fights: tuple[Fight, ...]


def covered(count: Count) -> tuple[date, date]:
    """First and last day of a published figure.

    Of an uncertain last month (``1938-08~``) half is taken; a last day (1 August 1935) is the one on which counting
    stopped: the source has 212 days.
    """
    if len(count.end) == len("1935-08-01"):
        return count.first, count.last - timedelta(days=1)
    if len(count.end) == len("1938-08~") and count.end.endswith("~"):
        return count.first, count.last.replace(day=15)
    return count.first, count.last


def year_weights(first: date, last: date) -> tuple[tuple[int, float], ...]:
    """The part of each year that a period covers.

    >>> year_weights(date(1934, 7, 2), date(1935, 12, 31))
    ((1934, 0.501...), (1935, 1.0))
    """
    found = []
    for year in range(first.year, last.year + 1):
        a, b = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
        found.append((year, min(1.0, ((b - a).days + 1) / (366.0 if isleap(year) else 365.0))))
    return tuple(found)


def count_rows(series: Sequence[Count]) -> list[CountRow]:
    """The figures that are fitted: known series, no guess (grade D), no second copy of one count."""
    found = []
    for count in series:
        if count.series not in RATES or count.said.grade == "D":
            continue
        first, last = covered(count)
        high: int | None
        if count.value is not None:
            low = count.value if count.low is None else count.low
            # a band is taken without its upper end, as the next one would begin there
            high = count.value if count.high is None else count.high - 1
            years = [(first, last)]
        elif count.low is not None:
            low, high = count.low + 1, None
            years = [(date(y, 1, 1), date(y, 12, 31)) for y in range(first.year, last.year + 1)]
        else:
            continue
        for a, b in years:
            name = f"{count.series}-{a.year}" + (f"-{b.year}" if b.year != a.year else "")
            found.append(CountRow(name, RATES[count.series], year_weights(a, b), low, high))
    return found


def episodes(events: Sequence[Event], fights: Sequence[RecordedFight]) -> list[Episode]:
    """Remembered episodes from the events, those of one fight together as the fights' file has them."""
    one_of = {name: fight.id for fight in fights for name in fight.episodes}
    grouped: dict[str, list[Event]] = {}
    for event in events:
        grouped.setdefault(one_of.get(event.episode, event.episode), []).append(event)
    found = []
    for id_, members in grouped.items():
        if not any(event.usable for event in members):
            continue
        fire = any(event.kind in FIRE or (event.kind == "shipping" and event.rung > 0) for event in members)
        first, last = min(event.first for event in members), max(event.last for event in members)
        rung = max(event.rung for event in members)
        found.append(Episode(id_, first, last, rung, fire, members[0].sector))
    return sorted(found, key=lambda one: (one.first, one.id))


def evidence(record: Frontier, fights: Sequence[RecordedFight], assumption: AssumptionSet | None = None) -> Evidence:
    """What is fitted under an assumption set: rows left out, episodes coded otherwise."""
    left_out = set(assumption.leave_out) if assumption else set()
    rows = tuple(row for row in count_rows(record.series) if row.id not in left_out)
    remembered = {one.id: one for one in episodes(record.events, fights)}
    combined = {fight.id: _fight(fight, record.events) for fight in fights}
    for recode in assumption.recode if assumption else []:
        _recode(remembered, combined, recode)
    ladder = np.zeros((2, FIGHT), dtype=np.int64)
    for one in remembered.values():
        if one.id in combined or one.first > FIT_END or one.rung >= FIGHT:
            continue
        if one.rung == 1 and not one.fire:
            continue  # seizures and abductions are no part of the 108 shootings, to which rung 1 is tied
        ladder[int(one.first >= STEP_OF_1935), one.rung] += 1
    if EARLY_LADDER in left_out:
        ladder[0] = -1
    return Evidence(rows, ladder, tuple(sorted(combined.values(), key=lambda fight: (fight.first, fight.id))))


def _fight(fight: RecordedFight, events: Sequence[Event]) -> Fight:
    stages = sorted((event.first, event.rung) for event in events if event.episode in fight.episodes)
    climb: list[tuple[date, int]] = []
    for day, rung in stages:
        if not climb or rung > climb[-1][1]:
            climb.append((max(day, fight.first), rung))
    return Fight(fight.id, fight.first, fight.last, fight.rung, fight.favour, fight.sector, tuple(climb))


def _recode(remembered: dict[str, Episode], combined: dict[str, Fight], recode: Recode) -> None:
    """Code one episode, or all, by other rungs. Rung 7 stays for a war."""
    episode, into = recode.episode, recode.into
    if recode.all_by is not None:
        for one in list(remembered.values()):
            height = combined[one.id].rung if one.id in combined else one.rung
            _put(remembered, combined, one.id, min(max(height + recode.all_by, 0), TOP - 1))
    elif recode.rung is not None and episode is not None:
        _put(remembered, combined, episode, recode.rung)
    elif episode is not None:
        whole = combined.pop(episode)
        days = (whole.last - whole.first).days // len(into)
        for number, height in enumerate(into):
            first = whole.first + timedelta(days=number * days + bool(number))
            final = number == len(into) - 1
            last = whole.last if final else whole.first + timedelta(days=(number + 1) * days)
            name = episode if final else f"{episode}-{number + 1}"  # what-ifs speak of its end by the whole's name
            combined[name] = Fight(name, first, last, height, whole.favour if final else "neither", whole.sector)
        remembered.pop(episode, None)


def _put(remembered: dict[str, Episode], combined: dict[str, Fight], id_: str, rung: int) -> None:
    one = remembered.get(id_)
    fight = combined.pop(id_, None)
    if one is not None:
        remembered[id_] = replace(one, rung=rung)
    if rung >= FIGHT:
        if fight is not None:
            combined[id_] = replace(fight, rung=rung)
        elif one is not None:
            combined[id_] = Fight(id_, one.first, one.last, rung, "neither", one.sector)
