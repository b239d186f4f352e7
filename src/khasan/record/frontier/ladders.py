"""Ladders: of N cases that could go further, which M did. Computed from events and decisions, never typed in.

Remembered incidents only: clashes and fights are far over-represented among them, so that every share is an upper bound
for a step upwards. Events of one episode depend on each other: ``unit`` says what was counted.

>>> from khasan.record.frontier import load_frontier
>>> rungs = [one for one in ladders(load_frontier()) if one.unit == "episode" and one.id.startswith("rung-")]
>>> [(len(one.cases), len(one.taken)) for one in rungs]
[(51, 41), (41, 18), (18, 6), (6, 5), (5, 2), (2, 2)]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from khasan.record.frontier.columns import RUNGS, TOP_RUNG
from khasan.record.frontier.kinds import Decision, Event
from khasan.record.frontier.tables import Frontier

CaseT = TypeVar("CaseT", Event, Decision)

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


def _of(name: str, words: str, cases: Sequence[CaseT], took: Callable[[CaseT], bool], unit: str = "event") -> Ladder:
    """A step of events or of decisions, and which of the cases took it."""
    return _step(name, words, unit, [one.id for one in cases], [one.id for one in cases if took(one)])


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
    given_back = "bodies in the other side's hands -> given back"
    return [
        _of("protest", "incident -> protest by either side", told, lambda event: event.protest_by != "none"),
        _of("inquiry-asked", "protest -> joint inquiry asked for", protested, lambda event: bool(event.inquiry_by)),
        _of("inquiry-held", "joint inquiry asked for -> held", asked, lambda event: event.inquiry == "held"),
        _of("bodies", given_back, bodies, lambda event: event.bodies == "returned"),
        _of(
            "each-names-the-other", "both accounts known -> each names the other as first",
            both, lambda event: event.first_mover_jp != "jp" and event.first_mover_su == "jp",
        ),
    ]  # fmt: skip


def _names(mover: str) -> bool:
    return mover in ("jp", "su", "mpr")


def _fire(events: Sequence[Event]) -> list[Ladder]:
    """Dead where posts fire, by the lowest counts; and aircraft fired on."""
    fired = [e for e in events if e.rung in (1, 2) and e.kind in ("shooting", "armed-clash", "shipping")]
    dead = [
        (e.id, e.killed_jp.low + e.killed_su.low) for e in fired if e.killed_jp is not None and e.killed_su is not None
    ]
    air = [event for event in events if event.sector == "air" and event.kind in ("air-intrusion", "shooting")]
    words = "fire at rung 1 or 2 -> somebody dead, by the lowest counts"
    return [
        _step("dead", words, "event", [id_ for id_, _ in dead], [id_ for id_, count in dead if count]),
        _of("air-fired-on", "aircraft across -> fired on", air, lambda event: event.kind == "shooting"),
    ]


def _decisions(decisions: Sequence[Decision]) -> list[Ladder]:
    japanese = [one for one in decisions if one.side == "jp"]
    field = [one for one in japanese if one.step == "force"]
    restrained = [one for one in japanese if one.restraint]
    asked = [one for one in japanese if one.step in ("force", "answer") and one.leave == "sought"]
    provoked = [one for one in decisions if one.side == "su" and one.step == "provoked"]
    wants = "a Japanese field command wants force -> asks upwards"
    keeps = "Tokyo restrains -> the field keeps to it"
    asks = "a Japanese command asks for force -> leave is given"
    holds = "a Soviet post or army is provoked -> holds or limits its fire"
    return [
        _of("leave-asked", wants, field, lambda one: one.leave == "sought", "decision"),
        _of("restraint-kept", keeps, restrained, lambda one: one.restraint == "kept", "decision"),
        _of("leave-given", asks, asked, lambda one: one.leave_result == "given", "decision"),
        _of("fire-held", holds, provoked, lambda one: one.fire == "held", "decision"),
    ]


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
