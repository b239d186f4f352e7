"""Ladders: of N cases that could go further, which M did. Computed from events and decisions, never typed in.

Remembered incidents only: clashes and fights are far over-represented among them, so that every share is an upper bound
for a step upwards. Events of one episode depend on each other: ``unit`` says what was counted.

>>> from khasan.record.frontier import load_frontier
>>> rungs = [one for one in ladders(load_frontier()) if one.unit == "episode" and one.id.startswith("rung-")]
>>> [(len(one.cases), len(one.taken)) for one in rungs]
[(51, 41), (41, 18), (18, 6), (6, 5), (5, 2), (2, 2)]
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from khasan.record.frontier.columns import RUNGS, TOP_RUNG
from khasan.record.frontier.kinds import Decision, Event
from khasan.record.frontier.tables import Frontier

SETTLED_WITHIN = 60
"""Days from the first event of an episode."""
COMBINED = 4
"""The rung of a combined fight."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """A step: ``cases`` that could take it, and those that did (``taken``), by their ids."""

    id: str
    words: str
    unit: str
    cases: tuple[str, ...]
    taken: tuple[str, ...]


def ladders(frontier: Frontier) -> tuple[Ladder, ...]:
    """Every ladder, in a fixed order."""
    climbing = [event for event in frontier.events if climbs(event)]
    episodes = {name: found for name, found in _episodes(frontier).items() if found}
    return (
        *_rungs("event", [(event.id, event.rung) for event in climbing]),
        *_rungs("episode", [(name, max(event.rung for event in found)) for name, found in sorted(episodes.items())]),
        *_answers(climbing),
        *_fire(climbing),
        *_decisions(frontier.decisions),
        _settled(episodes),
    )


def climbs(event: Event) -> bool:
    """Could it have gone further? Not a spy's journey, a rumour, one side alone, or the war of August 1945."""
    return event.kind != "spy" and event.jp_party != "none" and event.said.flag != "rumour" and event.rung < TOP_RUNG


def _episodes(frontier: Frontier) -> dict[str, list[Event]]:
    return {name: [event for event in events if climbs(event)] for name, events in frontier.episodes().items()}


def _step(name: str, words: str, unit: str, cases: Iterable[str], taken: Iterable[str]) -> Ladder:
    reached = set(taken)
    every = tuple(cases)
    return Ladder(name, words, unit, every, tuple(case for case in every if case in reached))


def _rungs(unit: str, reached: Sequence[tuple[str, int]]) -> list[Ladder]:
    return [
        _step(
            f"rung-{rung}-to-{rung + 1}-{unit}",
            f"{RUNGS[rung]} -> {RUNGS[rung + 1]}",
            unit,
            [name for name, highest in reached if highest >= rung],
            [name for name, highest in reached if highest > rung],
        )
        for rung in range(TOP_RUNG - 1)
    ]


def _answers(events: Sequence[Event]) -> list[Ladder]:
    """Protest, inquiry, bodies, and whom each account names; where nothing is said the event is no case."""
    told = [event for event in events if event.protest_by]
    protested = [event for event in told if event.protest_by != "none"]
    asked = [event for event in protested if event.inquiry_by]
    bodies = [event for event in events if event.bodies]
    both = [event for event in events if _names(event.first_mover_jp) and _names(event.first_mover_su)]
    return [
        _step("protest", "incident -> protest by either side", "event", _ids(told), _ids(protested)),
        _step("inquiry-asked", "protest -> joint inquiry asked for", "event", _ids(protested), _ids(asked)),
        _step(
            "inquiry-held", "joint inquiry asked for -> held", "event",
            _ids(asked), _ids(event for event in asked if event.inquiry == "held"),
        ),
        _step(
            "bodies", "bodies in the other side's hands -> given back", "event",
            _ids(bodies), _ids(event for event in bodies if event.bodies == "returned"),
        ),
        _step(
            "each-names-the-other", "both accounts known -> each names the other as first", "event",
            _ids(both), _ids(event for event in both if event.first_mover_jp != "jp" and event.first_mover_su == "jp"),
        ),
    ]  # fmt: skip


def _names(mover: str) -> bool:
    return mover in ("jp", "su", "mpr")


def _fire(events: Sequence[Event]) -> list[Ladder]:
    """Dead where posts fire, by the lowest counts; and aircraft fired on."""
    known = [
        event
        for event in events
        if event.rung in (1, 2)
        and event.kind in ("shooting", "armed-clash", "shipping")
        and event.killed_jp is not None
        and event.killed_su is not None
    ]
    air = [event for event in events if event.sector == "air" and event.kind in ("air-intrusion", "shooting")]
    dead = [
        e.id for e in known if e.killed_jp is not None and e.killed_su is not None and e.killed_jp.low + e.killed_su.low
    ]
    return [
        _step("dead", "fire at rung 1 or 2 -> somebody dead, by the lowest counts", "event", _ids(known), dead),
        _step(
            "air-fired-on",
            "aircraft across -> fired on",
            "event",
            _ids(air),
            _ids(e for e in air if e.kind == "shooting"),
        ),
    ]


def _decisions(decisions: Sequence[Decision]) -> list[Ladder]:
    field = [one for one in decisions if one.side == "jp" and one.step == "force"]
    restrained = [one for one in decisions if one.side == "jp" and one.restraint]
    asked = [one for one in decisions if one.side == "jp" and one.step in ("force", "answer") and one.leave == "sought"]
    provoked = [one for one in decisions if one.side == "su" and one.step == "provoked"]
    return [
        _step(
            "leave-asked", "a Japanese field command wants force -> asks upwards", "decision",
            _ids(field), _ids(one for one in field if one.leave == "sought"),
        ),
        _step(
            "restraint-kept", "Tokyo restrains -> the field keeps to it", "decision",
            _ids(restrained), _ids(one for one in restrained if one.restraint == "kept"),
        ),
        _step(
            "leave-given", "a Japanese command asks for force -> leave is given", "decision",
            _ids(asked), _ids(one for one in asked if one.leave_result == "given"),
        ),
        _step(
            "fire-held", "a Soviet post or army is provoked -> holds or limits its fire", "decision",
            _ids(provoked), _ids(one for one in provoked if one.fire == "held"),
        ),
    ]  # fmt: skip


def _settled(episodes: dict[str, list[Event]]) -> Ladder:
    fights = {name: found for name, found in episodes.items() if max(event.rung for event in found) >= COMBINED}
    soon = [
        name
        for name, found in fights.items()
        for event in found
        if event.settled and (event.settled - min(one.first for one in found)).days <= SETTLED_WITHIN
    ]
    words = f"a combined fight or more -> settled by talks within {SETTLED_WITHIN} days"
    return _step("settled", words, "episode", fights, soon)


def _ids(found: Iterable[Event] | Iterable[Decision]) -> tuple[str, ...]:
    return tuple(one.id for one in found)
