"""What a row of each table of the frontier is: sector, event, report, count, force, decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day

from khasan.record.frontier.cells import Range, Said


@dataclass(frozen=True, slots=True)
class Sector:
    """A stretch of the frontier: its names, and roughly where it is (None where it is no one place)."""

    id: str
    title: str
    names: tuple[str, ...]
    lat: float | None
    lon: float | None
    radius_km: float | None
    said: Said


@dataclass(frozen=True, slots=True)
class Event:
    """A dated event. Losses are ranges over all accounts, None where no account was seen (never zero).

    ``first``, ``last``: the days that ``date`` can mean. ``rung``: the force used, 0 to 7, and the band it may lie in.
    ``episode``: events of one episode depend on each other. ``fight``: the incident of the record that it is a stage
    of. ``usable``: may count towards a rate. ``settled``: the day on which talks ended its episode.
    """

    id: str
    date: str
    first: Day
    last: Day
    sector: str
    place: str
    kind: str
    jp_party: str
    su_party: str
    first_mover_jp: str
    first_mover_su: str
    men_jp: Range | None
    force_jp: str
    men_su: Range | None
    force_su: str
    killed_jp: Range | None
    wounded_jp: Range | None
    captured_jp: Range | None
    killed_su: Range | None
    wounded_su: Range | None
    captured_su: Range | None
    rung: int
    rung_low: int
    rung_high: int
    protest_by: str
    inquiry_by: str
    inquiry: str
    bodies: str
    settled: Day | None
    response: str
    decided_by: str
    episode: str
    fight: str
    usable: bool
    said: Said


@dataclass(frozen=True, slots=True)
class Report:
    """What one reporter says of one thing about an event: a count, or words. Reports of two sides stay two."""

    id: str
    event: str
    reporter: str
    about: str
    count: Range | None
    text: str
    said: Said


@dataclass(frozen=True, slots=True)
class Count:
    """A figure of one counter's series: an exact sum (``value``), a band, or one bound. Series are never added up.

    ``first``, ``last``: the days from the beginning of ``start`` to the end of ``end``.
    """

    id: str
    start: str
    end: str
    first: Day
    last: Day
    series: str
    reporter: str
    kind: str
    value: int | None
    low: int | None
    high: int | None
    definition: str
    said: Said

    @property
    def days(self) -> int:
        """How many days it covers, both ends included."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Force:
    """What a force had on a day, by whose word (``told_by``); None where it is not said."""

    id: str
    date: str
    first: Day
    last: Day
    force: str
    side: str
    divisions: int | None
    men_low: int | None
    men: int | None
    men_high: int | None
    tanks: int | None
    aircraft: int | None
    told_by: str
    said: Said


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision, who took it, whether leave was asked, and how many days after what it answers (``delay``).

    ``step``: a field command wants ``force``; an upper authority gives its ``answer`` or a ``restraint``; a post or
    army is ``provoked``. ``restraint``: did the field keep it? ``fire``: did the provoked hold it?
    """

    id: str
    date: str
    first: Day
    last: Day
    actor: str
    side: str
    level: str
    decision: str
    alternatives: str
    leave: str
    leave_result: str
    step: str
    restraint: str
    fire: str
    delay: Range | None
    known: str
    outcome: str
    said: Said
