"""The words and the weight of each kind of event that the replay tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from khasan.present.replay.naming import Naming, and_
from khasan.results.endings import WORDS
from khasan.results.vehicles import counted, together
from khasan.results.verdict.side_words import with_article

_TAKEN = 400.0
"""Men that a place taken is worth."""


@dataclass
class Gathered:
    """Events of one kind, snapshot and formation."""

    kind: str
    snapshot: int
    hour: float
    time: str
    side: int
    place: str
    places: list[str] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    value: int = 0


Say = Callable[[Naming, Gathered], str]


def _simple(singular: str, plural: str) -> Say:
    """The units, and a verb that agrees with them."""
    return lambda names, one: f"{names.who(one.units)} {singular if len(one.units) == 1 else plural}"


def _with_others(singular: str, plural: str, by: str) -> Say:
    said = _simple(singular, plural)

    def say(names: Naming, one: Gathered) -> str:
        return f"{said(names, one)} {by} {names.who(one.others)}" if one.others else said(names, one)

    return say


def _takes(side: str) -> str:
    """A side that takes something.

    >>> _takes("Soviet Union"), _takes("Mongolia and Soviet Union")
    ('The Soviet Union takes', 'Mongolia and the Soviet Union take')
    """
    told = with_article(side)
    return f"{told[:1].upper()}{told[1:]} {'take' if ' and ' in side else 'takes'}"


def _tanks(names: Naming, one: Gathered) -> str:
    words = together(names.compiled.labels.unit_vehicles[unit] for unit in one.units) or "vehicles"
    return f"{_simple('loses', 'lose')(names, one)} {counted(one.value, words)}"


def _stopped(names: Naming, one: Gathered) -> str:
    before = f" on {names.place(one.place)}" if one.place in names.places else ""
    return f"attack of {names.who(one.units)}{before} broken off: {WORDS[one.value]}"


def _leave(names: Naming, one: Gathered) -> str:
    leave = names.compiled.resolved.leaves[one.value]
    return f"{names.commander(one.place)[0]} decides {leave.act} without asking {leave.authority}"


def _aircraft(verb: str) -> Say:
    def say(names: Naming, one: Gathered) -> str:
        over = f" {names.place(one.place)}" if one.place in names.places else ""
        return f"{names.side(one.side)}: {one.value:,} aircraft {verb}{over}"

    return say


def _lost_aircraft(names: Naming, one: Gathered) -> str:
    return f"{names.side(one.side)}: {one.value:,} aircraft lost"


OF_A_SIDE = frozenset({"ordered", "air_raid", "turned_back", "aircraft_lost"})
"""Kinds of which all of a side stand in one entry, whatever regiment they are of."""
NOT_SUMMED = frozenset({"took_place", "went_without_leave", "attack_stopped", "gave_up_position"})
SAID: Mapping[str, tuple[str, Callable[[Gathered], float], Say]] = {
    "arrived": ("arrivals", lambda one: float(len(one.units)), _simple("arrives", "arrive")),
    "took_place": (
        "ground",
        lambda one: _TAKEN,
        lambda names, one: f"{_takes(names.side(one.side))} {and_(names.place(place) for place in one.places)}",
    ),
    "ordered": (
        "ground",
        lambda one: 8.0 * len(one.units),
        lambda names, one: f"{_simple('is ordered', 'are ordered')(names, one)} to attack {names.place(one.place)}",
    ),
    "went_without_leave": ("ground", lambda one: 150.0, _leave),
    "entered_combat": (
        "ground",
        lambda one: 6.0 * len(one.units),
        _with_others("goes into close combat", "go into close combat", "with"),
    ),
    "driven_out": (
        "ground",
        lambda one: 15.0 * len(one.units),
        _with_others("is driven out", "are driven out", "by"),
    ),
    "broke": ("breaking", lambda one: 12.0 * len(one.units), _simple("breaks", "break")),
    "destroyed": ("breaking", lambda one: 40.0 * len(one.units), _simple("is destroyed", "are destroyed")),
    "surrendered": (
        "breaking",
        lambda one: float(one.value),
        lambda names, one: f"{_simple('loses', 'lose')(names, one)} {one.value:,} prisoners",
    ),
    "rallied": ("breaking", lambda one: 2.0 * len(one.units), _simple("rallies", "rally")),
    "attack_stopped": ("breaking", lambda one: 20.0 * len(one.units), _stopped),
    "gave_up_position": ("breaking", lambda one: 10.0 * len(one.units), _simple("falls back", "fall back")),
    "broke_contact": (
        "breaking",
        lambda one: 3.0 * len(one.units),
        _simple("breaks contact as ordered", "break contact as ordered"),
    ),
    "tanks_lost": ("losses", lambda one: 8.0 * one.value, _tanks),
    "out_of_ammunition": (
        "supply",
        lambda one: float(len(one.units)),
        _simple("runs out of ammunition", "run out of ammunition"),
    ),
    "cut_off": ("supply", lambda one: 6.0 * len(one.units), _simple("is cut off", "are cut off")),
    "supplied_again": (
        "supply",
        lambda one: 3.0 * len(one.units),
        _simple("is supplied again", "are supplied again"),
    ),
    "alighted": ("arrivals", lambda one: float(len(one.units)), _simple("gets off", "get off")),
    "air_raid": ("air", lambda one: 5.0 + 0.4 * one.value, _aircraft("strike")),
    "turned_back": (
        "air",
        lambda one: 5.0 + 0.2 * one.value,
        _aircraft("cannot see the ground and turn back from"),
    ),
    "aircraft_lost": ("air", lambda one: 12.0 * one.value, _lost_aircraft),
}
"""Kind -> its group, its weight, its words. Other kinds are in ``events.parquet`` only."""
