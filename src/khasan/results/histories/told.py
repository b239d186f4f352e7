"""A history in a few sentences: why it was chosen, how it went, what turned it, how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from khasan.arrays import TOOK_PLACE, Replication
from khasan.compiler import Compiled
from khasan.results.frame import frame_of, local_iso
from khasan.results.histories.courses import Courses
from khasan.results.histories.forecast import Turn
from khasan.results.story import Beat, beats
from khasan.results.story.beat import FIGHT, FIRE, GROUND
from khasan.results.story.scene import Scene
from khasan.results.story.sums import lost_of, toll_of
from khasan.results.story.whole import short
from khasan.results.story_wording import all_but, ground, listed, men, number, opened, side, times

_MOST_PLACES = 2
"""Places whose course is told in words."""
_MOST_BEATS = 2
"""Events that name a turning point."""
_NOTHING = "Nothing happened, at an hour at which runs alike until then were decided."


@dataclass(frozen=True)
class TurnTold:
    """A turning point in words."""

    look: int
    """The look at which the forecast moves most."""
    opens_at: int
    """The look at which the replay shows how it begins."""
    when: str
    text: str
    before: int
    """How many of a hundred replications like it ended as the question asks, before it and after it."""
    after: int


def course_told(compiled: Compiled, rep: Replication, courses: Courses, at_issue: int | None) -> str:
    """Who had the chief places when, and what cost most: two or three sentences."""
    scene = Scene(compiled, rep)
    chief = list(courses.contested)
    if at_issue in chief:
        chief.sort(key=lambda place: place != at_issue)
    return " ".join([*_places_told(scene, chief[:_MOST_PLACES]), _costliest(scene)]).strip()


def ending(compiled: Compiled, rep: Replication) -> str:
    """What either side lost in all."""
    scene = Scene(compiled, rep)
    lost = lost_of(scene)[-1]
    return f"{toll_of(scene, lost)}." if lost.any() else "Nobody was hurt."


def turns_told(compiled: Compiled, rep: Replication, turns: Sequence[Turn], at_issue: int | None) -> list[TurnTold]:
    """Each turning point, named after the change of holder it falls together with, else after what cost most then.

    ``at_issue``: number of the place in question among those reported.
    """
    told, every = beats(compiled, rep), compiled.snapshot_every
    place = -1 if at_issue is None else compiled.labels.objectives[at_issue]
    frame = frame_of(compiled)
    found = []
    for turn in turns:
        first, last = (int(frame.snapshot_steps[look]) for look in (turn.first, turn.last))
        named = _named_after([beat for beat in told if beat.step <= last and beat.last >= first], first, last, place)
        ends = (named[0].step, named[-1].last) if named else (int(frame.snapshot_steps[turn.look]),) * 2
        text = " ".join(beat.brief or beat.text for beat in named) or _NOTHING
        for name in frame.place_names:
            text = text.replace(name, short(name))
        opens_at = min(ends[0] // every, len(frame.hours) - 1)
        when = _span(compiled, *ends)
        found.append(TurnTold(turn.look, opens_at, when, text, turn.before, turn.after))
    return found


def _named_after(during: Sequence[Beat], first: int, last: int, at_issue: int) -> list[Beat]:
    """The changes of holder: of the place in question, else of any; without one, what cost most in these steps."""
    changes = [beat for beat in during if beat.took and beat.kind in (FIGHT, GROUND)]
    changes = [beat for beat in changes if beat.place == at_issue] or changes
    if changes:
        return changes[:_MOST_BEATS]

    def cost_then(beat: Beat) -> float:
        """What of its cost falls to these steps, as if it had been spread evenly."""
        inside = min(beat.last, last) - max(beat.step, first) + 1
        return beat.cost * inside / (beat.last - beat.step + 1)

    costly = [beat for beat in during if beat.cost and beat.kind in (FIGHT, FIRE)]
    return [max(costly, key=cost_then)] if costly else []


def _places_told(scene: Scene, objectives: Sequence[int]) -> Iterable[str]:
    """The holders of places, a sentence each; of two that went the same way, one."""
    courses = [_holders(scene, objective) for objective in objectives]
    names = [ground(short(scene.frame.place_names[objective])) for objective in objectives]
    sides = [side(name) for name in scene.compiled.labels.side_names]
    same = len({tuple(holder for _, holder in course) for course in courses}) == 1
    if same and len(courses) == 2 and len(courses[0]) == 1 and courses[0][0][1] >= 0:
        yield opened(f"{sides[courses[0][0][1]]} held {listed(names)} throughout.")
    elif same and len(courses) == 2 and len(courses[0]) == 2:
        taken = [f"{name} {_on(scene, course[1][0])}" for name, course in zip(names, courses, strict=True)]
        yield opened(f"{sides[courses[0][1][1]]} took {listed(taken)}, and kept both.")
    else:
        yield from (_place_told(scene, name, course, sides) for name, course in zip(names, courses, strict=True))


def _holders(scene: Scene, objective: int) -> list[tuple[int, int]]:
    """(step, side that held it from then on) of one place, the start first: -1 for nobody."""
    place = scene.compiled.labels.objectives[objective]
    course = [(0, int(scene.rep.holders[0, place]))]
    for event in scene.of(TOOK_PLACE):
        if event.place == place and event.value != course[-1][1]:
            course = [(0, event.value)] if event.step == 0 else [*course, (event.step, event.value)]
    return course


def _place_told(scene: Scene, name: str, course: Sequence[tuple[int, int]], sides: Sequence[str]) -> str:
    """The holders of one place, in a sentence."""
    (_, first), *changes = course
    if not changes:
        return opened(f"{sides[first]} held {name} throughout.") if first >= 0 else f"Nobody held {name}."
    when, last = changes[-1]
    if len(changes) == 1:
        return opened(f"{sides[last]} took {name} {_on(scene, when)} and kept it.")
    if len(changes) == 2:
        taken, by = changes[0]
        return opened(f"{sides[by]} took {name} {_on(scene, taken)} and lost it again {_on(scene, when)}.")
    return opened(f"{name} changed hands {times(len(changes))}; {sides[last]} took it last, {_on(scene, when)}.")


def _costliest(scene: Scene) -> str:
    """The day that cost most, where there are several; else the dearest fight or fire."""
    lost = lost_of(scene)[:, :3].sum(axis=1)
    if not lost[-1].any():
        return ""
    steps = scene.frame.snapshot_steps
    days = [scene.day_of(max(0, int(step) - 1)) for step in steps]
    if len(set(days)) > 2:
        per_day = {day: lost[max(k for k, one in enumerate(days) if one == day)] for day in dict.fromkeys(days)}
        totals, before = {}, np.zeros_like(lost[0])
        for day, until in per_day.items():
            totals[day], before = until - before, until
        day = max(totals, key=lambda one: int(totals[one].sum()))
        names = [side(name) for name in scene.compiled.labels.side_names]
        first, second = (int(count) for count in totals[day])
        each = f"{names[0]} lost {men(first)}, {names[1]} {all_but(men(first), men(second))}"
        still = any(scene.day_of(event.step) == day for event in scene.of(TOOK_PLACE))
        quiet = "" if still else ", and no place changed hands"
        return f"The costliest day was {_date(day)}: {each}{quiet}."
    told = [beat for beat in beats(scene.compiled, scene.rep) if beat.kind in (FIGHT, FIRE) and beat.cost]
    return max(told, key=lambda beat: beat.cost).text if told else ""


def _on(scene: Scene, step: int) -> str:
    moment = datetime.fromisoformat(local_iso(scene.compiled, scene.frame.zone, step))
    one_day = scene.day_of(0) == scene.day_of(scene.compiled.steps - 1)
    return f"at {moment:%H:%M}" if one_day else f"on {moment.day} {moment:%B} at {moment:%H:%M}"


def _date(day: str) -> str:
    moment = datetime.fromisoformat(day)
    return f"{moment.day} {moment:%B}"


def _span(compiled: Compiled, first: int, last: int) -> str:
    """From when to when: the day once, the second time only if it is another.

    "31 Jul 02:20–07:00", "31 Jul 02:20".
    """
    frame = frame_of(compiled)
    begin, end = (datetime.fromisoformat(local_iso(compiled, frame.zone, step)) for step in (first, last))
    said = f"{begin.day} {begin:%b} {begin:%H:%M}"
    if end == begin:
        return said
    return f"{said}–{end:%H:%M}" if end.date() == begin.date() else f"{said}–{end.day} {end:%b} {end:%H:%M}"


def exchange(own: int, enemy: int) -> str:
    """What a side lost for what the enemy lost.

    >>> exchange(1000, 2700), exchange(300, 100), exchange(0, 3), exchange(0, 0)
    ('lost one man for every 2.7 of the enemy', 'lost 3 men for every one of the enemy', 'lost nobody', 'lost nobody')
    """
    if not own:
        return "lost nobody"
    if not enemy:
        return f"lost {number(own)} {'man' if own == 1 else 'men'} and the enemy nobody"
    if enemy >= own:
        return f"lost one man for every {_factor(enemy / own)} of the enemy"
    return f"lost {_factor(own / enemy)} men for every one of the enemy"


def _factor(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0") if value < 10 else f"{value:,.0f}"
