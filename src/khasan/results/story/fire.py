"""What fire cost, apart from assaults: by formation, as long as it went on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from khasan import arrays as a
from khasan.results.story.beat import FIRE, Beat
from khasan.results.story.fights import WORTH_TELLING, Fight
from khasan.results.story.scene import Scene, cost, men_of, vehicles_of
from khasan.results.story_wording import number, opened

CAUSES = {
    a.AIMED: "aimed fire",
    a.AREA: "shelling",
    a.ARMOUR: "anti-tank fire",
    a.CLOSE: "hand-to-hand fighting",
    a.PURSUIT: "pursuers",
    a.CARRIED: "what hit their transport",
    a.BOMBING: "bombs",
    a.STRAFING: "aircraft",
    a.SURRENDER: "captivity",
}
"""What men on the ground are lost to, as a story says it."""


@dataclass(eq=False)
class _Spell:
    first: int
    last: int
    rows: list[np.ndarray]


def fire_beats(scene: Scene, fights: Sequence[Fight]) -> Iterable[Beat]:
    """Losses of formations outside the fights told, if they are worth telling."""
    names = [scene.names.above(unit) for unit in range(len(scene.compiled.labels.units))]
    broke = scene.of(a.BROKE)
    for name, spell in _spells(scene, names, _within(scene, fights)):
        losses = np.array(spell.rows)
        lost = men_of(losses) + vehicles_of(losses)
        if lost < max(1.0, WORTH_TELLING * scene.in_field(spell.first)):
            continue
        units = [unit for unit, called in enumerate(names) if called == name]
        said = cost(scene, losses, units)
        until = f" until {scene.clock(spell.last + 1)}" if _takes_time(scene, spell) else ""
        gave_way = {e.unit for e in broke if e.unit in units and spell.first <= e.step <= spell.last}
        ended = f"; {number(len(gave_way))} of their units broke" if gave_way and len(units) > 1 else ""
        ended = "; they broke" if gave_way and len(units) == 1 else ended
        text = opened(f"{scene.names.named(name)} lost {said} to {_by(losses)}{until}{ended}.")
        yield Beat(spell.first, spell.last, FIRE, text, lost)


def _spells(scene: Scene, names: Sequence[str], told: np.ndarray) -> Iterable[tuple[str, _Spell]]:
    """Losses that no fight tells, by formation, until it is quiet for a while."""
    quiet = max(scene.lull, round(3600 / scene.compiled.step_s))
    running: dict[str, _Spell] = {}
    for row, in_a_fight in zip(scene.ground_losses, told, strict=True):
        if in_a_fight or not (men_of(row[None]) or vehicles_of(row[None])):
            continue
        name, step = names[int(row[a.LO_TARGET])], int(row[a.LO_STEP])
        spell = running.get(name)
        if spell is not None and step - spell.last > quiet:
            yield name, running.pop(name)
            spell = None
        if spell is None:
            spell = running[name] = _Spell(step, step, [])
        spell.last = step
        spell.rows.append(row)
    yield from running.items()


def _within(scene: Scene, fights: Sequence[Fight]) -> np.ndarray:
    """bool[losses]: is it part of a fight that is told?"""
    losses = scene.ground_losses
    told = np.zeros(len(losses), dtype=bool)
    for fight in fights:
        during = (losses[:, a.LO_STEP] >= fight.first) & (losses[:, a.LO_STEP] <= fight.last + 1)
        told |= during & np.isin(losses[:, a.LO_TARGET], [*fight.attackers, *fight.defenders])
    return told


def _takes_time(scene: Scene, spell: _Spell) -> bool:
    return bool((spell.last - spell.first) * scene.compiled.step_s >= 600)


def _by(losses: np.ndarray) -> str:
    """What most of it came from."""
    weight: dict[int, int] = {}
    for row in losses:
        cause = int(row[a.LO_CAUSE])
        weight[cause] = weight.get(cause, 0) + men_of(row[None]) + vehicles_of(row[None])
    chief = max(weight, key=lambda cause: weight[cause])
    others = [cause for cause in weight if cause != chief and weight[cause] * 3 >= weight[chief]]
    second = max(others, key=lambda cause: weight[cause], default=None)
    said = CAUSES.get(chief, "fire")
    return said if second is None else f"{said} and {CAUSES.get(second, 'fire')}"
