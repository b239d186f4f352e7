"""One replication in words: hour by hour, what mattered."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from khasan import arrays as a
from khasan.arrays import I4, Replication
from khasan.kernels.state import tables as t
from khasan.results.frame import HELD_BY_NOBODY, Frame, frame_of, local_iso
from khasan.results.number_words import what_if_words
from khasan.results.sky_words import light_and_weather
from khasan.results.story_names import Names
from khasan.results.vehicles import counted, of_side

if TYPE_CHECKING:
    from khasan.compiler import Compiled

Entry = tuple[str, str]
"""(local time as ISO 8601, sentence)"""
_Told = tuple[int, int, str]
"""(step, rank among the things of the same step, sentence)"""

WORTH_TELLING = 0.002
"""An hour's casualties are told from this share of the men in the field on (and from one man on): the story of a
fortnight would drown in them otherwise. The day's sum is always told."""


def story(compiled: Compiled, rep: Replication) -> list[Entry]:
    """What mattered in one replication, recorded: ``run_replication(..., record=True)``. In order of time.

    Without a record of events only losses, light and weather are told.
    """
    frame = frame_of(compiled)
    frame.check(rep)
    names = Names(compiled, rep)
    told = [
        *_happenings(compiled, rep, names),
        *light_and_weather(compiled, rep),
        *_losses_by_hour(frame, rep, names),
        *_sums_by_day(compiled, frame, rep),
        (compiled.steps, _LAST + 1, _held_in_the_end(compiled, frame, rep)),
    ]
    told.sort(key=lambda entry: entry[:2])  # stable: what is equal keeps its order
    sentences = _in_full_once([sentence for *_, sentence in told], frame.place_names)
    times = (local_iso(compiled, frame.zone, step) for step, *_ in told)
    return list(zip(times, sentences, strict=True))


def story_text(
    compiled: Compiled, told: Sequence[Entry], width: int | None = None, *, after: Sequence[str] = ()
) -> str:
    """The story for a terminal: a heading a day, a line an entry; ``after`` it, what else there is to say."""
    width = width or min(110, max(60, shutil.get_terminal_size((100, 24)).columns))
    heading = f"{compiled.resolved.title}: one replication, one history among many that could have been."
    zone = f"UTC{compiled.resolved.clock.start:%z}"
    reading = (
        f"Times are local ({zone[:-2]}:{zone[-2:]}). What units of one formation do at one place at about the same "
        "time stands in one line, at the time of the first; small losses are told only in the day's sum."
    )
    question = what_if_words(compiled.resolved.what_ifs)
    lines = [line for said in (heading, question, reading) for line in textwrap.wrap(said, width)]
    day = ""
    for time, sentence in told:
        moment = datetime.fromisoformat(time)
        if (today := f"{moment.day} {moment:%B %Y}") != day:
            lines += ["", today]
            day = today
        lines += textwrap.wrap(sentence, width, initial_indent=f"  {moment:%H:%M}  ", subsequent_indent=" " * 9)
    if after:
        lines += ["", *(line for said in after for line in textwrap.wrap(said, width))]
    return "\n".join(lines)


# -- what happened -------------------------------------------------------------------------------------------


def _happenings(compiled: Compiled, rep: Replication, names: Names) -> Iterable[_Told]:
    """Events of one kind, place and formation within an hour become one sentence, at the time of the first."""
    gathered: dict[tuple[int, int, str, int], list[tuple[int, int]]] = {}
    decided: dict[int, str] = {}
    for step, kind, unit, _, place, value in rep.events.tolist():
        if kind == a.TOOK_PLACE:
            if place in compiled.labels.objectives and step > 0:
                yield step, kind, f"{compiled.labels.side_names[value]} takes {names.place(place)}."
        elif kind in _OF_LEAVE:
            authority, act = names.leave(value)
            who = names.commanders([unit])
            yield step, kind, _OF_LEAVE[kind].format(who=who, authority=authority, act=act)
        elif kind == a.CROSSING_CHANGED:
            yield step, kind, _CROSSINGS[value].format(place=names.place(place))
        elif kind == a.RULE_CHOSEN:
            decision, meant = names.decision(unit, value, place), names.aim(unit, value, place)
            anew, decided[unit] = meant != decided.get(unit), meant
            # a rule that goes on with what was decided before is no news, nor is one of men not there
            if decision and anew and names.has_men(unit, step):
                key = (step // compiled.snapshot_every, kind, decision, -1)
                gathered.setdefault(key, []).append((step, unit))
        elif kind in _SENTENCES:
            where = names.hex(place) if kind in a.AT_A_HEX else ""
            if kind in (a.AIR_RAID, a.TURNED_BACK):
                where = f"at {names.place(place)}"
            where = names.rule(value) if kind == a.OWN_INITIATIVE else where
            how = value if kind == a.BROKE else -1
            count = value if kind in _COUNTED else 1
            key = (step // compiled.snapshot_every, kind, f"{names.above(unit)}|{where}", how)
            gathered.setdefault(key, []).extend([(step, unit)] * count)
    for (_, kind, text, how), happened in gathered.items():
        step = happened[0][0]
        if kind == a.RULE_CHOSEN:
            who = names.commanders([unit for _, unit in happened])
            yield step, kind, f"{who}: {text}."
            continue
        units = list(dict.fromkeys(unit for _, unit in happened))
        where = text.split("|", 1)[1]
        men = int(rep.initial_men[units].sum())
        sentence = _SENTENCES[kind].format(
            who=names.units(units),
            where=f" {where}" if where else "",
            how=_HOW.get(how, ""),
            count=len(happened),
            vehicles=names.vehicles(units, len(happened)),
            men=f"{men:,}",
        )
        yield step, kind, sentence


_OF_LEAVE = {
    a.LEAVE_ASKED: "{who}: {authority} is asked for leave {act}.",
    a.LEAVE_GRANTED: "{who}: {authority} gives leave {act}.",
    a.LEAVE_REFUSED: "{who}: {authority} refuses leave {act}.",
    a.WENT_WITHOUT_LEAVE: "{who}: decision {act} without asking {authority} for leave.",
}
_HOW = {a.ROUTED: "break and run", a.WITHDRAWING: "break and fall back"}
_SENTENCES = {
    a.ARRIVED: "Arrived: {who}, {men} men.",
    a.ENTERED_COMBAT: "{who}: assault{where}.",
    a.DRIVEN_OUT: "{who}: driven back{where}.",
    a.BROKE_CONTACT: "{who}: break contact{where} as ordered.",
    a.SURRENDERED: "{who}: {count} taken prisoner{where}.",
    a.BROKE: "{who}: {how}.",
    a.RALLIED: "{who}: rallied.",
    a.DESTROYED: "{who}: destroyed.",
    a.TANKS_LOST: "{who}: {vehicles} lost.",
    a.OUT_OF_AMMUNITION: "{who}: out of ammunition.",
    a.OWN_INITIATIVE: "{who}: act without orders:{where}.",
    a.ALIGHTED: "{who}: on the ground{where}.",
    a.CUT_OFF: "{who}: cut off from the rear.",
    a.SUPPLIED_AGAIN: "{who}: the way to the rear is open again.",
    a.AIR_RAID: "Air raid{where}: {who}, {count} aircraft.",
    a.TURNED_BACK: "{who}: {count} aircraft turn back{where}, the ground hidden.",
    a.AIRCRAFT_LOST: "{who}: {count} aircraft lost.",
}
_COUNTED = (a.TANKS_LOST, a.AIR_RAID, a.TURNED_BACK, a.AIRCRAFT_LOST, a.SURRENDERED)
"""Events whose value is a number of vehicles."""
_CROSSINGS = {
    t.NO_CROSSING: "The crossing at {place} is gone.",
    t.FOOTBRIDGE: "A foot bridge stands at {place}.",
    t.BRIDGE: "A bridge for wheels and tanks stands at {place}.",
}
_LAST = len(a.EVENT_NAMES)
"""Rank of what is told after all events of its step."""


# -- losses --------------------------------------------------------------------------------------------------


def _losses_by_hour(frame: Frame, rep: Replication, names: Names) -> Iterable[_Told]:
    """By formation, where the hour cost enough to be told."""
    fallen = rep.counts[:, (a.KILLED, a.WOUNDED, a.MISSING)]
    by_hour = np.diff(fallen, axis=0)
    in_field = (rep.counts[:, a.MEN] * (rep.counts[:, a.STATUS] != a.EXPECTED)).sum(axis=1)
    called = [names.above(unit) for unit in range(by_hour.shape[2])]
    for hour, lost in enumerate(by_hour):
        if lost.sum() < max(1.0, WORTH_TELLING * in_field[hour]):
            continue
        by_formation: dict[str, I4] = {}
        for unit in np.flatnonzero(lost.sum(axis=0)).tolist():
            by_formation[called[unit]] = by_formation.get(called[unit], 0) + lost[:, unit]
        parts = [f"{name} {_fallen(count)}" for name, count in by_formation.items()]
        span = "Losses of the hour" if frame.hours[hour + 1] - frame.hours[hour] > 0.5 else "Losses"
        yield int(frame.snapshot_steps[hour + 1]), _LAST, f"{span}: {'; '.join(parts)}."


def _sums_by_day(compiled: Compiled, frame: Frame, rep: Replication) -> Iterable[_Told]:
    """At each midnight the day's losses by side, and at the end those of the whole."""
    rows = (a.KILLED, a.WOUNDED, a.MISSING, a.BURNT, a.KNOCKED_OUT, a.BURNT)
    counted = rep.counts[:, rows].astype(np.float64)
    counted[:, 3:5] *= 1.0 - frame.aircraft
    counted[:, 5] *= frame.aircraft
    sums = np.rint(counted @ frame.groups[:, : len(frame.sides)]).astype(int)
    days = [look for look in frame.looks if look.midnight]
    before = 0
    for look in days:
        lost = sums[look.snapshot] - sums[before]
        before = look.snapshot
        if lost.any():
            # a step before midnight, so that it stands under the day that ends
            yield (
                int(frame.snapshot_steps[look.snapshot]) - 1,
                _LAST + 1,
                f"The day's losses: {_by_side(compiled, lost)}.",
            )
    if sums[-1].any():
        yield compiled.steps, _LAST + 2, f"The end. Losses in all: {_by_side(compiled, sums[-1])}."
    else:
        yield compiled.steps, _LAST + 2, "The end. Nobody was hurt."


def _held_in_the_end(compiled: Compiled, frame: Frame, rep: Replication) -> str:
    """Who holds the reported places when the scenario ends."""
    held: dict[int, list[str]] = {}
    for index, name in zip(compiled.labels.objectives, frame.place_names, strict=True):
        held.setdefault(int(rep.holders[-1, index]), []).append(name)
    holders = (*compiled.labels.side_names, HELD_BY_NOBODY)  # a holder of -1 picks the last
    return "In the end " + "; ".join(f"{holders[k]} holds {', '.join(names)}" for k, names in held.items()) + "."


def _in_full_once(sentences: Sequence[str], places: Sequence[str]) -> list[str]:
    """Places by both their names where they come first, by the first name alone from then on.

    >>> _in_full_once(["Fog on the Hill (Gora).", "Japan takes the Hill (Gora)."], ["the Hill (Gora)"])
    ['Fog on the Hill (Gora).', 'Japan takes the Hill.']
    """
    known: set[str] = set()
    told = []
    for sentence in sentences:
        for name in places:
            if name in sentence:
                first, _, rest = sentence.partition(name)
                kept = name if name not in known else _short(name)
                sentence = first + kept + rest.replace(name, _short(name))
                known.add(name)
        told.append(sentence)
    return told


def _short(name: str) -> str:
    return name.split(" (")[0]


def _by_side(compiled: Compiled, lost: NDArray[np.integer]) -> str:
    parts = []
    for s, name in enumerate(compiled.labels.side_names):
        tanks, aircraft = int(lost[3:5, s].sum()), int(lost[5, s])
        vehicles = f", {counted(tanks, of_side(compiled.labels, s))}" if tanks else ""
        parts.append(f"{name} {_fallen(lost[:3, s])}{vehicles}" + (f", {aircraft} aircraft" if aircraft else ""))
    return "; ".join(parts)


def _fallen(lost: NDArray[np.integer]) -> str:
    """Killed, wounded and missing in words, without those there were none of.

    >>> _fallen(np.array([2, 0, 1])), _fallen(np.array([0, 0, 0]))
    ('2 killed, 1 missing', 'none')
    """
    words = zip(lost.tolist(), ("killed", "wounded", "missing"), strict=True)
    return ", ".join(f"{count:,} {word}" for count, word in words if count) or "none"
