"""Who came, who set out for where and by whose leave, who went back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from khasan import arrays as a
from khasan.results.story.beat import ARRIVAL, DECISION, OPENING, OTHER, Beat
from khasan.results.story.fights import Fight
from khasan.results.story.scene import Event, Scene
from khasan.results.story_wording import listed, men, number, opened, side

_MOST_NAMED = 3
_VERBS = {"attack": ("went", "for"), "pursue": ("went after the enemy", "towards"), "withdraw": ("fell back", "to")}
_NO_PLACES = re.compile(r"rall|gather|assembl|^[a-z]")
"""Names of places that only say what is done there, or where they lie: "Soviet rally", "behind the outpost"."""
_LEAVE = {
    a.LEAVE_ASKED: "{who} asked {authority} for leave {act}.",
    a.LEAVE_GRANTED: "{authority} gave {who} leave {act}.",
    a.LEAVE_REFUSED: "{authority} refused {who} leave {act}.",
    a.WENT_WITHOUT_LEAVE: "{who} decided {act} without asking {authority}.",
}


def opening(scene: Scene) -> Iterable[Beat]:
    """Who stands on the field at the start, and who holds what."""
    counts, labels = scene.rep.counts[0], scene.compiled.labels
    here = (counts[a.STATUS] != a.EXPECTED) & (counts[a.STATUS] != a.AT_AIRFIELD)
    by_side = [int((counts[a.MEN] * here * scene.frame.groups[:, s]).sum()) for s in range(len(labels.sides))]
    forces = [(side(name), count) for name, count in zip(labels.side_names, by_side, strict=True) if count]
    if not forces:
        return
    held: dict[int, list[str]] = {}
    for place in labels.objectives:
        held.setdefault(int(scene.rep.holders[0, place]), []).append(scene.names.ground(place))
    holders = [
        f"{opened(side(labels.side_names[s]))} held {listed(names)}." for s, names in sorted(held.items()) if s >= 0
    ]
    yield Beat(0, 0, OPENING, " ".join([f"At the start {_had(forces)} on the field.", *holders]))


def _had(forces: Sequence[tuple[str, int]]) -> str:
    (first, count), *rest = forces
    return listed([f"{first} had {men(count)}", *(f"{name} {number(count)}" for name, count in rest)])


def arrivals(scene: Scene) -> Iterable[Beat]:
    """Who came, by side, those of one spell together."""
    spells: list[list[Event]] = []
    running: dict[int, list[Event]] = {}
    for event in scene.of(a.ARRIVED):
        if event.step == 0 or scene.compiled.labels.unit_branch[event.unit] == "aviation":
            continue
        whose = scene.side_of(event.unit)
        spell = running.get(whose)
        if spell is None or event.step - spell[-1].step > scene.lull:
            spell = running[whose] = []
            spells.append(spell)
        spell.append(event)
    for spell in spells:
        by_formation: dict[str, int] = {}
        for event in spell:
            name = scene.names.above(event.unit)
            by_formation[name] = by_formation.get(name, 0) + int(scene.rep.initial_men[event.unit])
        total = sum(by_formation.values())
        largest = sorted(by_formation, key=lambda name: -by_formation[name])[:_MOST_NAMED]
        rest = total - sum(by_formation[name] for name in largest)
        parts = [f"{scene.names.named(name)} ({by_formation[name]:,})" for name in largest] + (
            [f"others ({rest:,})"] if rest else []
        )
        who = opened(side(scene.side_name(scene.side_of(spell[0].unit))))
        if len(by_formation) == 1:
            text = opened(f"{scene.names.named(largest[0])} came up with {men(total)}.")
        else:
            text = f"{who} brought up {men(total)}: {listed(parts)}."
        yield Beat(spell[0].step, spell[-1].step, ARRIVAL, text)


def decisions(scene: Scene, fights: Sequence[Fight]) -> Iterable[Beat]:
    """Who set out to attack or went back, and by whose leave. What a fight tells at once is not told before it."""
    defied = {event.unit: event for event in scene.of(a.WENT_WITHOUT_LEAVE)}
    decided: dict[int, tuple[str, int]] = {}
    gathered: dict[tuple[int, str, str, int], list[Event]] = {}
    for event in scene.of(a.RULE_CHOSEN):
        order = scene.names.decision(event.unit, event.value)
        if not order or event.place < 0:
            continue
        anew, decided[event.unit] = decided.get(event.unit) != (order, event.place), (order, event.place)
        # a rule that goes on with what was decided before is no news, nor is one of men not there
        if not anew or not scene.names.has_men(event.unit, event.step):
            continue
        free = event.unit in defied and defied[event.unit].step == event.step
        if not free and _told_by_a_fight(scene, event, order, fights):
            continue
        leave = scene.names.leave(defied[event.unit].value)[0] if free else ""
        key = (event.step // scene.compiled.snapshot_every, order, leave, event.place)
        gathered.setdefault(key, []).append(event)
    for (_, order, authority, place), events in gathered.items():
        commander, who = scene.names.sent([event.unit for event in events])
        where, dark = (
            f" {_VERBS[order][1]} {scene.names.ground(place)}",
            " in the dark" if scene.dark(events[0].step) else "",
        )
        without = f" without asking {authority}" if authority else ""
        why = f" (the plan: {scene.names.rule(events[0].value)})" if order == "withdraw" else ""
        where = "" if order == "withdraw" and _NO_PLACES.search(scene.names.place(place)) else where
        whose = f"{commander}'s {listed(who).removeprefix('the ')}" if commander and order == "attack" else listed(who)
        text = f"{whose} {_VERBS[order][0]}{where}{why or dark}{without}."
        yield Beat(events[0].step, events[-1].step, DECISION, opened(text), place=place)


def _told_by_a_fight(scene: Scene, event: Event, order: str, fights: Sequence[Fight]) -> bool:
    """Do men of this commander fight about that place within the lull that follows, or have just lost it?"""
    units = set(scene.names.commanded(event.unit))
    if order == "withdraw":
        return any(
            fight.taken is not None and 0 <= event.step - fight.taken <= scene.lull and units & set(fight.defenders)
            for fight in fights
        )
    return any(
        fight.place == event.place and 0 <= fight.first - event.step <= scene.lull and units & set(fight.attackers)
        for fight in fights
    )


def leaves(scene: Scene) -> Iterable[Beat]:
    """Leave asked for, given and refused, and done without where no attack tells of it."""
    attacks = {
        (event.unit, event.step)
        for event in scene.of(a.RULE_CHOSEN)
        if event.place >= 0 and scene.names.decision(event.unit, event.value)
    }
    gathered: dict[tuple[int, int, int], list[Event]] = {}
    for event in scene.of(*_LEAVE):
        if event.kind == a.WENT_WITHOUT_LEAVE and (event.unit, event.step) in attacks:
            continue
        key = (event.step // scene.compiled.snapshot_every, event.kind, event.value)
        gathered.setdefault(key, []).append(event)
    for (_, kind, leave), events in gathered.items():
        authority, act = scene.names.leave(leave)
        commander, who = scene.names.sent([event.unit for event in events])
        text = _LEAVE[kind].format(who=commander or listed(who), authority=authority, act=act)
        yield Beat(events[0].step, events[-1].step, OTHER, opened(text))
