"""Air raids, bridges, prisoners, men cut off, without rounds or without orders: what is neither fight nor fire."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from khasan import arrays as a
from khasan.kernels.state import tables as t
from khasan.results.story.beat import AIR, OTHER, Beat
from khasan.results.story.fights import Fight
from khasan.results.story.scene import Event, Scene
from khasan.results.story_wording import listed, men, number, opened, times

_CROSSINGS = {
    t.NO_CROSSING: "The crossing at {place} was gone.",
    t.FOOTBRIDGE: "A footbridge stood at {place}.",
    t.BRIDGE: "A bridge for wheels and tanks stood at {place}.",
}

_NAMED = 4


def raids(scene: Scene) -> Iterable[Beat]:
    """Raids on one place in one day are told together; aircraft that turned back and that were lost, by the day."""

    def of_day(event: Event) -> tuple[object, ...]:
        return scene.day_of(event.step), scene.names.above(event.unit), event.place

    for events in _together(scene.of(a.AIR_RAID), of_day):
        who, where = scene.names.named(scene.names.above(events[0].unit)), scene.names.ground(events[0].place)
        flown = sum(event.value for event in events)
        often = f" {times(len(events))} until {scene.clock(events[-1].step)}" if len(events) > 1 else ""
        aircraft = f"with {number(flown)} aircraft" if len(events) == 1 else f"in {number(flown)} sorties"
        text = opened(f"{who} attacked {where}{often} {aircraft}.")
        yield Beat(events[0].step, events[-1].step, AIR, text, place=events[0].place)
    for events in _together(scene.of(a.TURNED_BACK), of_day):
        turned, where = sum(event.value for event in events), scene.names.ground(events[0].place)
        text = f"The ground at {where} was hidden: {number(turned)} aircraft turned back."
        yield Beat(events[0].step, events[-1].step, AIR, text, place=events[0].place)
    for events in _together(scene.of(a.AIRCRAFT_LOST), of_day):
        lost = sum(event.value for event in events)
        text = opened(f"{scene.names.named(scene.names.above(events[0].unit))} lost {number(lost)} aircraft.")
        yield Beat(events[-1].step, events[-1].step, AIR, text)


def crossings(scene: Scene) -> Iterable[Beat]:
    """Bridges that stand, and that are gone."""
    for event in scene.of(a.CROSSING_CHANGED):
        text = _CROSSINGS[event.value].format(place=scene.names.ground(event.place))
        yield Beat(event.step, event.step, OTHER, text, place=event.place)


def mishaps(scene: Scene, fights: Sequence[Fight]) -> Iterable[Beat]:
    """What befell units apart from the fights they were in."""
    fought = [(fight.first, fight.last + scene.lull // 2, {*fight.attackers, *fight.defenders}) for fight in fights]

    def told(event: Event) -> bool:
        return any(first <= event.step <= last and event.unit in units for first, last, units in fought)

    for events in _spells(scene, a.SURRENDERED):
        count = sum(event.value for event in events)
        text = opened(f"{men(count)} of {_who(scene, events)} {'was' if count == 1 else 'were'} taken prisoner.")
        yield Beat(events[0].step, events[-1].step, OTHER, text, count)
    for events in _spells(scene, a.DESTROYED, told, by_side=True):
        yield _beat(events, f"Nothing was left of {scene.names.lost([event.unit for event in events])}.")
    for events in _spells(scene, a.BROKE_CONTACT, told):
        yield _beat(events, opened(f"{_who(scene, events)} broke contact and got away, as ordered."))
    for events in _spells(scene, a.ALIGHTED):
        yield _beat(events, opened(f"{_who(scene, events)} got down{_where(scene, events[0])}."))
    for events in _together(scene.of(a.OWN_INITIATIVE), lambda e: (e.step // scene.compiled.snapshot_every, e.value)):
        acted = f"{_who(scene, events)} acted without orders: {scene.names.rule(events[0].value)}."
        yield _beat(events, opened(acted))
    yield from _cut_off(scene)
    yield from _out_of_ammunition(scene)


def _cut_off(scene: Scene) -> Iterable[Beat]:
    """Formations cut off from their rear for longer than a lull."""
    opened_again: dict[int, list[int]] = {}
    for event in scene.of(a.SUPPLIED_AGAIN):
        opened_again.setdefault(event.unit, []).append(event.step)

    def lasts(event: Event) -> bool:
        ends = [step for step in opened_again.get(event.unit, ()) if step > event.step]
        return (min(ends) if ends else scene.compiled.steps) - event.step > 2 * scene.lull

    for events in _spells(scene, a.CUT_OFF, lambda event: not lasts(event)):
        yield _beat(events, f"The enemy cut off {_who(scene, events)} from the rear.")


def _out_of_ammunition(scene: Scene) -> Iterable[Beat]:
    """Formations, when half of their units have fired off what they had: each once, those of a day together."""
    names = [scene.names.above(unit) for unit in range(len(scene.compiled.labels.units))]
    empty: dict[str, set[int]] = {}
    run_out: list[Event] = []
    for event in scene.of(a.OUT_OF_AMMUNITION):
        name = names[event.unit]
        before = len(empty.setdefault(name, set()))
        empty[name].add(event.unit)
        if before < names.count(name) / 2 <= len(empty[name]):
            run_out.append(event)
    for events in _together(run_out, lambda event: (scene.day_of(event.step), scene.side_of(event.unit))):
        who = [scene.names.named(names[event.unit]) for event in events]
        said = listed(who) if len(who) <= _NAMED else f"{number(len(who)).capitalize()} formations"
        yield _beat(events, opened(f"{said} had fired off most of what they had."))


def _spells(
    scene: Scene, kind: int, left_out: Callable[[Event], bool] = lambda _: False, *, by_side: bool = False
) -> Iterable[list[Event]]:
    """Events of a kind that befell one formation, or one side, until a lull."""
    running: dict[str, list[Event]] = {}
    for event in scene.of(kind):
        if left_out(event):
            continue
        name = scene.side_name(scene.side_of(event.unit)) if by_side else scene.names.above(event.unit)
        if name in running and event.step - running[name][-1].step > scene.lull:
            yield running.pop(name)
        running.setdefault(name, []).append(event)
    yield from running.values()


def _together(events: Sequence[Event], key: Callable[[Event], tuple[object, ...]]) -> Iterable[list[Event]]:
    gathered: dict[tuple[object, ...], list[Event]] = {}
    for event in events:
        gathered.setdefault(key(event), []).append(event)
    return gathered.values()


def _who(scene: Scene, events: Sequence[Event]) -> str:
    return scene.names.party([event.unit for event in events])


def _where(scene: Scene, event: Event) -> str:
    about = scene.names.about(event.place)
    return f" near {scene.names.ground(about)}" if about >= 0 else ""


def _beat(events: Sequence[Event], text: str) -> Beat:
    return Beat(events[0].step, events[-1].step, OTHER, text)
