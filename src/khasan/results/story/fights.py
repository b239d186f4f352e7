"""The fights of a replication: who went for which place, how often, what came of it and what it cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from khasan import arrays as a
from khasan.results.story.beat import FIGHT, GROUND, Beat
from khasan.results.story.scene import Event, Scene, cost, men_of, vehicles_of
from khasan.results.story_wording import all_but, listed, number, opened, side, times

WORTH_TELLING = 0.004
"""Of the men in the field: what cost fewer is told in the day's sum only. In a small fight one man is
enough."""
_RUSH_S = 900.0
"""Assaults on a place that begin within so many seconds are one."""
_OF_A_FIGHT = (a.ENTERED_COMBAT, a.DRIVEN_OUT, a.TOOK_PLACE)


@dataclass(eq=False)
class Fight:
    """Close combat about one place, one side attacking, until it stops for a while or the place changes hands."""

    place: int
    """-1 in the open country."""
    attacker: int
    first: int
    last: int
    rushes: list[int] = field(default_factory=list)
    """Steps in which assaults began."""
    attackers: dict[int, None] = field(default_factory=dict)
    defenders: dict[int, None] = field(default_factory=dict)
    taken: int | None = None
    """The step in which the attacker took the place."""


def fights_of(scene: Scene) -> list[Fight]:
    """All fights, in order of their beginning."""
    found: list[Fight] = []
    running: dict[tuple[int, int], Fight] = {}
    rush = max(1, round(_RUSH_S / scene.compiled.step_s))
    for event in scene.of(*_OF_A_FIGHT):
        if event.kind == a.TOOK_PLACE:
            fight = running.get((event.place, event.value))
            if fight and event.step - fight.last <= scene.lull:
                fight.taken, fight.last = event.step, max(fight.last, event.step)
            for key in [
                key for key in running if key[0] == event.place
            ]:  # whoever goes on, goes on about another holder
                del running[key]
            continue
        about = scene.names.about(event.place)
        whose = scene.side_of(event.unit)
        if event.kind == a.DRIVEN_OUT:
            _driven_out(running, about, event, whose)
            continue
        fight = running.get((about, whose))
        if fight is None or event.step - fight.last > scene.lull:
            fight = running[about, whose] = Fight(about, whose, event.step, event.step)
            found.append(fight)
        if not fight.rushes or event.step - fight.rushes[-1] > rush:
            fight.rushes.append(event.step)
        fight.attackers[event.unit] = None
        fight.last = event.step
    for fight in found:
        _find_defenders(scene, fight)
    return found


def _driven_out(running: dict[tuple[int, int], Fight], about: int, event: Event, whose: int) -> None:
    """Whoever is driven out defended, or attacked in vain."""
    for fight in running.values():
        if fight.place != about or event.step - fight.last > 12:
            continue
        if whose != fight.attacker:
            fight.defenders[event.unit] = None
        if whose != fight.attacker or event.unit in fight.attackers:
            fight.last = max(fight.last, event.step)


def _find_defenders(scene: Scene, fight: Fight) -> None:
    """Those who fell to the attackers hand to hand, or the other way round."""
    losses = scene.losses_in(fight.first, fight.last + 1)
    for row in losses[losses[:, a.LO_CAUSE] == a.CLOSE]:
        shooter, target = int(row[a.LO_SHOOTER]), int(row[a.LO_TARGET])
        if shooter in fight.attackers and scene.side_of(target) != fight.attacker:
            fight.defenders[target] = None
        if target in fight.attackers and shooter >= 0 and scene.side_of(shooter) != fight.attacker:
            fight.defenders[shooter] = None


def fight_beats(scene: Scene, fights: Iterable[Fight]) -> Iterable[Beat]:
    """Each fight in a sentence or two, at the time of its first assault."""
    for fight in fights:
        losses = scene.losses_in(fight.first, fight.last + 1)
        involved = losses[np.isin(losses[:, a.LO_TARGET], [*fight.attackers, *fight.defenders])]
        course = _course(scene, fight)
        text = " ".join(filter(None, (course, _toll(scene, fight, losses), _broken(scene, fight))))
        price = men_of(involved) + vehicles_of(involved)
        taken = fight.taken is not None
        yield Beat(fight.first, fight.last, FIGHT, text, price, fight.place, took=taken, brief=course)


def worth_telling(scene: Scene, fights: Iterable[Fight]) -> list[Fight]:
    """The fights that took a place, or cost enough to be told."""
    told = []
    for fight in fights:
        losses = scene.losses_in(fight.first, fight.last + 1)
        involved = losses[np.isin(losses[:, a.LO_TARGET], [*fight.attackers, *fight.defenders])]
        lost = men_of(involved) + vehicles_of(involved)
        if fight.taken is not None or lost >= max(1.0, WORTH_TELLING * scene.in_field(fight.first)):
            told.append(fight)
    return told


def _course(scene: Scene, fight: Fight) -> str:
    who = scene.names.party(list(fight.attackers))
    dark = " in the dark" if scene.dark(fight.rushes[0]) else ""
    if fight.place < 0:
        return opened(f"{who} closed with the enemy in the open{dark}.")
    attacked, rushes = f"{who} attacked {scene.names.ground(fight.place)}{dark}", len(fight.rushes)
    if fight.taken is not None:
        slow = (fight.taken - fight.first) * scene.compiled.step_s >= 600
        by = f" by {scene.clock(fight.taken)}" if slow else ""
        often = "" if rushes == 1 else f" at the {_ORDINALS[rushes]} attempt" if rushes < len(_ORDINALS) else " at last"
        return opened(f"{attacked} and took it{by}{often}.")
    again = f", {times(rushes)} until {scene.clock(fight.last)}," if rushes > 1 else ""
    return opened(f"{attacked}{again} in vain.")


_ORDINALS = ("", "first", "second", "third", "fourth", "fifth")


def _toll(scene: Scene, fight: Fight, losses: np.ndarray) -> str:
    """What either side paid, the defenders by name."""
    attackers, defenders = (cost(scene, losses, units) for units in (fight.attackers, fight.defenders))
    if not fight.defenders:
        return f"It cost them {attackers}." if attackers else ""
    held_by = scene.names.party(list(fight.defenders))
    if not attackers and not defenders:
        return opened(f"{held_by} held.") if fight.taken is None else ""
    if not attackers:
        return opened(f"{held_by} lost {defenders}.")
    lost = f"{held_by} {all_but(attackers, defenders)}" if defenders else f"{held_by} nothing"
    return f"It cost them {attackers}, {lost}."


def _broken(scene: Scene, fight: Fight) -> str:
    """Units in it that broke, or of which nothing is left."""
    during = {
        kind: {e.unit for e in scene.of(kind) if fight.first <= e.step <= fight.last + scene.lull // 2}
        for kind in (a.BROKE, a.DESTROYED)
    }
    said = []
    for units, who in ((fight.attackers, "the attackers"), (fight.defenders, "the defenders")):
        gone = during[a.DESTROYED] & set(units)
        broke = (during[a.BROKE] & set(units)) - gone
        if gone:
            said.append(f"nothing was left of {scene.names.lost(sorted(gone))}")
        if broke and len(broke) == len(units):
            said.append(f"{who} broke")
        elif broke:
            said.append(f"{number(len(broke))} of {who}' units broke")
    return f"{opened(listed(said))}." if said else ""


def ground_beats(scene: Scene, fights: Iterable[Fight]) -> Iterable[Beat]:
    """Reported places that changed hands without an assault."""
    stormed = {(fight.taken, fight.place) for fight in fights}
    for event in scene.of(a.TOOK_PLACE):
        if event.step > 0 and event.place in scene.compiled.labels.objectives:
            if (event.step, event.place) in stormed:
                continue
            who = side(scene.side_name(event.value))
            text = opened(f"{who} occupied {scene.names.ground(event.place)} without a fight.")
            yield Beat(event.step, event.step, GROUND, text, place=event.place, took=True)
