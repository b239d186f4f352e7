"""The process: how often episodes begin, and how high they climb, given daring, the day and what is otherwise.

One function, `top_rates`, serves the likelihood, the forward equations and the histories.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from khasan.frontier.declarations import TOP, Effect
from khasan.frontier.frontier_files import Place
from khasan.frontier.setting import Active, Gate, Setting
from khasan.frontier.space import Floats, Space

LEVELS = np.array([-1.0, 0.0, 1.0])
"""Levels of daring: below neutral, neutral, above."""
NEUTRAL = 1
FIGHT = 4
"""Lowest rung that moves daring and binds forces while it lasts."""
RAISED = range(3, TOP + 1)
"""Rungs to which a command raises a fight; below, a post does it, whatever its army dares."""


def base_steps(space: Space, x: Floats) -> Floats:
    """Log-odds of each step to rungs 1..7 at neutral daring. f8[..., 7].

    The way from an episode to a division's fight has the chance division_rate / episodes; the splits divide it.
    """
    episodes = x[..., space["jp_disputes"]] - np.log1p(np.exp(x[..., space["further_incidents"]]))
    way = np.maximum(episodes - x[..., space["division_rate"]], 1e-6)
    weights = np.exp(x[..., space.splits])
    weights = weights / np.maximum(weights.sum(-1, keepdims=True), 1e-300)
    fall = np.maximum(way[..., None] * weights, 1e-9)
    first = -fall - np.log(-np.expm1(-fall))
    return np.concatenate([first, x[..., [space["corps_step"]]], x[..., [space["war_step"]]]], -1)


def episodes_a_year(space: Space, x: Floats, active: Active) -> Floats:
    """Episodes a year in all sectors, without the year's own effect and without effects on single sectors."""
    log = x[..., space["jp_disputes"]] - np.log1p(np.exp(x[..., space["further_incidents"]]))
    if not active.since_1935:
        log = log - x[..., space["behaviour_1935"]]
    for id_ in active.factors:
        log = log + x[..., space[id_]]
    return np.asarray(np.exp(log))


@dataclass(frozen=True)
class Steps:
    """Chances of the steps in a class of sectors. ``share`` f8[...]: of all episodes, before it is normalised."""

    sectors: tuple[str, ...]
    share: Floats
    low: Floats
    """f8[..., 2]: to rungs 1 and 2."""
    japan: Floats
    """f8[..., 3 levels, 5]: to rungs 3..7, where the Japanese side has the say."""
    soviet: Floats
    say: Floats
    """f8[..., 5]: share of steps on which the Japanese side has the say."""


def tree_passes(space: Space, x: Floats) -> Floats:
    """Chance that a Japanese command which wants force acts: not asked, or leave given, or refused and not obeyed."""
    asks, given, obeyed = (space.value(x, id_) for id_ in ("field_asks", "leave_given", "restraint_obeyed"))
    return 1 - asks * (1 - given) * obeyed


def steps(space: Space, x: Floats, setting: Setting, active: Active) -> list[Steps]:
    """The chances by class of sectors: those in which the same effects and gates hold."""
    classes = _classes(setting, active, 0)
    japan, soviet = _commanded(space, x, setting, classes)
    say, low = _say(space, x), _expit(base_steps(space, x)[..., :2])
    return [
        Steps(one.sectors, _share(space, x, one), low, japan[number], soviet[number], say)
        for number, one in enumerate(classes)
    ]


@dataclass(frozen=True)
class Members:
    """Sectors in which the same effects and gates hold, in the world of one of several stretches of time."""

    active: int
    """Number of the stretch's world in its list."""
    sectors: tuple[str, ...]
    share: float
    effects: tuple[Effect, ...]
    gates: tuple[Gate, ...]


def _classes(setting: Setting, active: Active, number: int) -> list[Members]:
    found: dict[tuple[tuple[int, ...], tuple[int, ...]], list[Place]] = {}
    for place in setting.places:
        if place.share > 0:
            here = tuple(n for n, e in enumerate(active.effects) if not e.sectors or place.id in e.sectors)
            gates = tuple(n for n, g in enumerate(setting.gates) if place.id in g.sectors)
            found.setdefault((here, gates), []).append(place)
    return [
        Members(
            number,
            tuple(place.id for place in members),
            sum(place.share for place in members),
            tuple(active.effects[n] for n in here),
            tuple(setting.gates[n] for n in gates),
        )
        for (here, gates), members in found.items()
    ]


def _share(space: Space, x: Floats, one: Members) -> Floats:
    """Of all episodes, before it is normalised: more than the sectors' weight where an event brings incidents there."""
    share = np.full(x.shape[:-1], one.share)
    for effect in one.effects:
        if effect.on == "incidents":
            share = share * np.exp(effect.times * x[..., space[effect.prior.id]])
    return share


def _say(space: Space, x: Floats) -> Floats:
    """f8[..., 5]: share of the steps to rungs 3..7 on which the Japanese side has the say."""
    return np.stack([space.value(x, f"japan_raises_{rung}") for rung in RAISED], -1)


def _commanded(space: Space, x: Floats, setting: Setting, classes: Sequence[Members]) -> tuple[Floats, Floats]:
    """Chances of the steps to rungs 3..7 by either side, f8[classes, ..., 3 levels, 5]: all classes in one go."""
    odds = base_steps(space, x)[..., 2:]
    spread = np.log(space.value(x, "belief_japan")) - space.a[space["belief_japan"]]
    lean = (x[..., space["belief_weight"]] * spread)[..., None]
    found = []
    for side in ("japan", "soviet"):
        move = np.empty((len(classes), *odds.shape))
        move[:] = odds + lean if side == "japan" else odds
        for number, one in enumerate(classes):
            for effect in one.effects:
                if effect.on == "step" and effect.side == side:
                    pull = effect.times * x[..., space[effect.prior.id]]
                    for rung in effect.rungs:
                        if rung in RAISED:
                            move[number, ..., rung - 3] += pull
        level = np.exp(x[..., space[f"dares_{side}"]])[..., None] * LEVELS
        found.append(_expit(move[..., None, :] + level[..., None]))
    if setting.gates:
        passes, given = tree_passes(space, x), space.value(x, "leave_given")
        for number, one in enumerate(classes):
            for gate in one.gates:
                _through(found[0][number], gate, passes, given)
    return found[0], found[1]


def _through(chance: Floats, gate: Gate, passes: Floats, given: Floats) -> None:
    """The chance of a Japanese step once the tree of leave is another: the wish stays, the way to the act changes."""
    for rung in gate.rungs & set(RAISED):
        wish = np.minimum(1.0, chance[..., rung - 3] / passes[..., None])
        chance[..., rung - 3] = wish * given[..., None] if gate.kind == "required" else wish


def top_rates(space: Space, x: Floats, setting: Setting, active: Active) -> Floats:
    """Episodes a year by their highest rung, f8[..., Japanese level, Soviet level, 8], before the year's effect."""
    return rates_of(space, x, setting, [active], members(setting, [active]))[0]


def members(setting: Setting, actives: Sequence[Active]) -> tuple[Members, ...]:
    """The classes of sectors in several worlds."""
    return tuple(one for number, active in enumerate(actives) for one in _classes(setting, active, number))


@dataclass(frozen=True)
class Climbs:
    """How episodes climb in each class of sectors."""

    tops: Floats
    """f8[classes, ..., J, S, 8]: episodes a year by their highest rung."""
    japanese: Floats
    """f8[classes, ..., J, S, 5]: of the steps taken to rungs 3..7, the share that the Japanese side took."""


def climbs(space: Space, x: Floats, setting: Setting, actives: Sequence[Active], classes: Sequence[Members]) -> Climbs:
    """All classes in one go, before the year's effect."""
    japan, soviet = _commanded(space, x, setting, classes)
    say = _say(space, x)[..., None, None, :]
    by_japan = say * japan[..., :, None, :]
    mixed = by_japan + (1 - say) * soviet[..., None, :, :]
    low = _expit(base_steps(space, x)[..., :2])[..., None, None, :]
    begun = [episodes_a_year(space, x, active) for active in actives]
    climb = np.empty((*mixed.shape[:-1], TOP + 1))
    climb[..., 0] = np.stack([_share(space, x, one) * begun[one.active] for one in classes])[..., None, None]
    for rung in range(TOP):
        climb[..., rung + 1] = climb[..., rung] * (low[..., rung] if rung < 2 else mixed[..., rung - 2])
    climb[..., :-1] -= climb[..., 1:]
    return Climbs(climb, by_japan / np.maximum(mixed, 1e-300))


def rates_of(
    space: Space, x: Floats, setting: Setting, actives: Sequence[Active], classes: Sequence[Members]
) -> list[Floats]:
    """`top_rates` in several worlds at once, with their classes; quicker than one after the other."""
    tops = climbs(space, x, setting, actives, classes).tops
    found: dict[int, Floats] = {}
    for number, one in enumerate(classes):
        before = found.get(one.active)
        found[one.active] = tops[number] if before is None else before + tops[number]
    return [found[number] for number in range(len(actives))]


def calm(space: Space, x: Floats, v: Floats, years: float | Floats) -> Floats:
    """Daring after some years without a fight: each side comes back to neutral by itself. v: f8[..., J, S, (more)]."""
    stay = np.exp(-np.asarray(years) / np.exp(x[..., space["calms"]]))
    return returned(v, stay)


def returned(v: Floats, stay: Floats) -> Floats:
    """Shares of the levels f8[draws, J, S, (more)] once one off neutral is kept with the chance ``stay`` f8[draws]."""
    keep = stay.reshape(stay.shape + (1,) * (v.ndim - 2))
    w = np.empty_like(v)
    w[:, 0], w[:, 2] = v[:, 0] * keep, v[:, 2] * keep
    w[:, 1] = v[:, 1] + (v[:, 0] - w[:, 0]) + (v[:, 2] - w[:, 2])
    u = np.empty_like(v)
    u[:, :, 0], u[:, :, 2] = w[:, :, 0] * keep, w[:, :, 2] * keep
    u[:, :, 1] = w[:, :, 1] + (w[:, :, 0] - u[:, :, 0]) + (w[:, :, 2] - u[:, :, 2])
    return u


def after(space: Space, x: Floats, v: Floats, favour: str) -> Floats:
    """Shares of the levels after a fight that ended in a side's favour. v: f8[draws, J, S, (more)]."""
    if favour == "neither":
        return v
    up, down = (1, 2) if favour == "japan" else (2, 1)
    v = _moved(v, up, space.value(x, "rises"), 1)
    return _moved(v, down, space.value(x, "falls"), -1)


def _moved(v: Floats, axis: int, chance: Floats, by: int) -> Floats:
    """A level up or down with a chance; at the end of the scale it stays."""
    v = np.moveaxis(v, axis, -1)
    share = chance.reshape(chance.shape + (1,) * (v.ndim - 1 - chance.ndim))
    a, b, c = v[..., 0], v[..., 1], v[..., 2]
    if by > 0:
        v = np.stack([a * (1 - share), b * (1 - share) + a * share, c + b * share], -1)
    else:
        v = np.stack([a + b * share, b * (1 - share) + c * share, c * (1 - share)], -1)
    return np.moveaxis(v, -1, axis)


def _expit(z: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(z, -40.0, 40.0))))
