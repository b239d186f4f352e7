"""Attacks that were broken off and positions that were given up, with the cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from khasan import arrays as a
from khasan.results.story.beat import OTHER, Beat
from khasan.results.story.scene import Event, Scene
from khasan.results.story_wording import opened

_WHY: Mapping[int, str] = {
    a.BY_FLANK: "with the enemy on the flank",
    a.BY_NEIGHBOUR: "since the neighbours had gone",
    a.BY_KEY_GROUND: "since the place they were to hold was lost",
    a.BY_SURPRISE: "taken by surprise",
    a.BY_LIGHT: "as the light changed",
    a.BY_NO_RESERVE: "with nobody left to put in",
    a.BY_AMMUNITION: "for want of rounds",
    a.BY_FIRE: "under fire that did not lift",
    a.BY_LOSSES: "for their losses",
}
"""Causes worth telling; what orders end is told with the orders."""


def stops(scene: Scene) -> Iterable[Beat]:
    """What one formation broke off before one place, or gave up, until a lull: one sentence, with the chief cause."""
    for events in _spells(scene, a.ATTACK_STOPPED):
        place = scene.names.ground(events[0].place)
        told = f"The attack of {_who(scene, events)} on {place} was broken off, {_chief(events)}."
        yield Beat(events[0].step, events[-1].step, OTHER, told, place=events[0].place)
    for events in _spells(scene, a.GAVE_UP_POSITION):
        party = scene.names.party(sorted({event.unit for event in events}))
        yield Beat(events[0].step, events[-1].step, OTHER, opened(f"{party} fell back, {_chief(events)}."))


def _who(scene: Scene, events: Sequence[Event]) -> str:
    return scene.names.named(scene.names.above(events[0].unit))


def _chief(events: Sequence[Event]) -> str:
    return _WHY[Counter(event.value for event in events).most_common(1)[0][0]]


def _spells(scene: Scene, kind: int) -> Iterable[list[Event]]:
    """Events of a kind, but for those that orders made, by formation and place until a lull."""
    running: dict[tuple[str, int], list[Event]] = {}
    for event in scene.of(kind):
        if event.value not in _WHY or (kind == a.ATTACK_STOPPED and event.place < 0):
            continue
        key = (scene.names.above(event.unit), event.place if kind == a.ATTACK_STOPPED else -1)
        if key in running and event.step - running[key][-1].step > scene.lull:
            yield running.pop(key)
        running.setdefault(key, []).append(event)
    yield from running.values()
