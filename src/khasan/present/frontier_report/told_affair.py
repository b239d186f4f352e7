"""One affair of the record step by step: its events, the decisions of its days, and what happened elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from khasan.frontier.chronicle import INTO, day_words
from khasan.frontier.declarations import Outside, RecordedFight
from khasan.frontier.episodes import History
from khasan.frontier.frontier_files import FrontierLibrary
from khasan.record.frontier import Decision, Event, Frontier, Range, Said
from khasan.record.frontier.claims import KIND_WORDS

TOLD = "lake-khasan-1938"
"""The fight of the record whose way up the page tells."""
BEFORE = timedelta(days=30)
"""For so long before its first event, what happened beyond the frontier belongs to the affair."""
ENOUGH = 20
"""Affairs that a share of the histories must rest on to be told."""
LEVELS = (("jp", "capital"), ("jp", "field"), ("jp", "post"), ("su", "post"), ("su", "field"), ("su", "capital"))
"""Lanes from top to bottom; the staircase stands between the two sides."""
LEAVE = {
    "sought": "leave asked", "not-sought": "leave not asked",
    "own-power": "within its own power", "standing-order": "by standing order",
}  # fmt: skip
RESULT = {
    "given": "and given",
    "refused": "and refused",
    "ignored": "ban ignored",
    "local": "settled on the spot",
    "not-asked": "leave not asked",
}
RESTRAINT = {"broken": "order not kept", "half": "order half kept", "kept": "order kept"}
AGAINST = frozenset({"leave not asked", "ban ignored", "order not kept", "order half kept"})


@dataclass(frozen=True)
class Step:
    """One entry: an event, a decision or something from outside, numbered in order of time."""

    number: int
    first: date
    last: date
    title: str
    text: str
    chips: tuple[str, ...]
    rests_on: str
    """Its sources and grade."""
    lanes: tuple[tuple[str, str], ...] = ()
    """Of a decision: side and level of whoever took it."""
    rung: int | None = None
    """Of an event: the force used."""
    broken: str = ""
    """Of an order that was not kept: in a word."""
    fought: bool = False
    """Did a field command or a post raise the fight by it?"""

    @property
    def days(self) -> str:
        """When, in words."""
        if self.first == self.last:
            return day_words(self.first).rsplit(" ", 1)[0]
        if self.first.month == self.last.month:
            return f"{self.first.day} to {day_words(self.last).rsplit(' ', 1)[0]}"
        return f"{day_words(self.first).rsplit(' ', 1)[0]} to {day_words(self.last).rsplit(' ', 1)[0]}"

    @property
    def side(self) -> str:
        """Colour of its number: of the side that decided, neither for an event or both sides."""
        sides = {side for side, _ in self.lanes}
        return {"jp": "japan", "su": "soviet"}[sides.pop()] if len(sides) == 1 else "nobody"


@dataclass(frozen=True)
class Affair:
    """An affair as the record has it."""

    title: str
    first: date
    last: date
    ended: date | None
    """The day on which talks ended it."""
    steps: tuple[Step, ...]
    lanes: dict[tuple[str, str], str]
    """Who decided on each side and level, by the names of the record."""


def affair(tables: Frontier, library: FrontierLibrary, histories: Sequence[History], told: str = TOLD) -> Affair | None:
    """The affair of one fight of the record; None where the reader's files have no such fight."""
    fight = next((one for one in library.fights if one.id == told), None)
    events = [] if fight is None else [one for one in tables.events if one.episode in (fight.id, *fight.episodes)]
    if fight is None or not events:
        return None
    first, last = min(one.first for one in events), max(one.last for one in events)
    found = [
        *_outside(library.outside, fight, first, last),
        *_events(sorted(events, key=lambda one: one.first), histories),
        *(_decision(one) for one in tables.decisions if first <= one.first and one.last <= last),
    ]
    found.sort(key=lambda one: (one.first, one.last, not one.lanes))
    steps = tuple(_numbered(one, number + 1) for number, one in enumerate(found))
    ended = max((one.settled for one in events if one.settled), default=None)
    lanes: dict[tuple[str, str], str] = {}
    for lane in LEVELS:
        names = [
            one.actor.split(" (")[0] for one in tables.decisions
            if first <= one.first and one.last <= last and (one.side, one.level) == lane
        ]  # fmt: skip
        if names:
            lanes[lane] = ", ".join(dict.fromkeys(names))
    return Affair(fight.title, first, last, ended, steps, lanes)


def _numbered(step: Step, number: int) -> Step:
    return Step(number, **{name: getattr(step, name) for name in Step.__dataclass_fields__ if name != "number"})


def _outside(outside: Sequence[Outside], fight: RecordedFight, first: date, last: date) -> list[Step]:
    """What happened elsewhere and bears on the sector of the fight by name."""
    return [
        Step(0, one.day, one.day, one.title, one.text, ("from outside",), one.provenance.text)
        for one in outside
        if first - BEFORE <= one.day <= last and any(fight.sector in effect.sectors for effect in one.effects)
    ]


def _events(events: Sequence[Event], histories: Sequence[History]) -> list[Step]:
    found, highest = [], 0
    for one in events:
        band = "" if one.rung_low == one.rung_high else f" ({one.rung_low} to {one.rung_high})"
        chips = [f"force {one.rung} of 7{band}"]
        if one.rung > highest:
            chips += _in_histories(highest, one.rung, histories)
        highest = max(highest, one.rung)
        if one.decided_by:
            chips.append(f"decided by: {one.decided_by}")
        title = f"{KIND_WORDS[one.kind]} at {one.place}" if one.place else KIND_WORDS[one.kind]
        text = " ".join(part for part in (_sentence(one.said.note), _dead(one), _sentence(one.response)) if part)
        found.append(
            Step(0, one.first, one.last, _capital(title), text, tuple(chips), _rests_on(one.said), rung=one.rung)
        )
    return found


def _in_histories(old: int, new: int, histories: Sequence[History]) -> list[str]:
    """Of all affairs of the histories that come as far as the old rung, how many come to the new one."""
    rungs = [one.rung for history in histories for one in history.episodes]
    start = max(old, 2)  # below local help histories count episodes and tell none
    reached = sum(rung >= start for rung in rungs)
    if new <= start or reached < ENOUGH:
        return []
    share = sum(rung >= new for rung in rungs) / reached * 100
    words = f"{share:.0f}" if share >= 1 else "under 1"
    return [f"in the histories {words} of 100 affairs that reach {INTO[start]} go on to {INTO[new]}"]


def _dead(event: Event) -> str:
    """Over all accounts; nothing where nobody died or nobody says."""
    sides = ((event.killed_jp, "Japanese"), (event.killed_su, "Soviet"))
    parts = [f"{_range(count)} {side}" for count, side in sides if count and (count.low or count.high != 0)]
    return f"Dead: {', '.join(parts)}." if parts else ""


def _range(count: Range) -> str:
    if count.high is None:
        return f"{count.low} or more"
    return str(count.low) if count.low == count.high else f"{count.low} to {count.high}"


def _decision(one: Decision) -> Step:
    chips = []
    asked, result = LEAVE.get(one.leave, ""), RESULT.get(one.leave_result, "")
    if asked and result.startswith("and "):
        chips.append(f"{asked} {result}")
    else:
        chips += [part for part in (asked, result) if part]
    if one.restraint:
        chips.append(RESTRAINT[one.restraint])
    if one.delay is not None:
        days = _range(one.delay)
        chips.append("the same day" if days == "0" else f"after {days} {'day' if days == '1' else 'days'}")
    told = [part for part in (f"Known: {one.known}." if one.known else "", _sentence(one.outcome)) if part]
    sides = ("jp", "su") if one.side == "both" else (one.side,)
    return Step(
        0, one.first, one.last, f"{one.actor}: {one.decision}", " ".join(told), tuple(chips),
        _rests_on(one.said), tuple((side, one.level) for side in sides),
        broken=RESTRAINT[one.restraint] if one.restraint in ("broken", "half") else "", fought=one.step == "force",
    )  # fmt: skip


def _rests_on(said: Said) -> str:
    return f"{', '.join(source.key for source in said.sources)}; grade {said.grade}"


def _sentence(text: str) -> str:
    return f"{_capital(text)}." if text else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
