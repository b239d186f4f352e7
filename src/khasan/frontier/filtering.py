"""The record's combined fights as evidence: the likelihood of their days and rungs, and the daring they leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from khasan.frontier.calendar import STEP_OF_1935, Stretch, end_of, stretches
from khasan.frontier.declarations import FIRST_DAY, TOP
from khasan.frontier.evidence import Fight
from khasan.frontier.process import FIGHT, NEUTRAL, Members, after, calm, members, rates_of
from khasan.frontier.setting import Active, Setting
from khasan.frontier.space import Floats, Space

PACT_SIGNED = date(1941, 4, 13)
"""In the record the Neutrality Pact was signed."""
_ONES, _NINE = np.ones(TOP + 1 - FIGHT), np.ones(9)  # a product with ones is quicker than a sum over a short axis


@dataclass(frozen=True)
class Filtered:
    """What a record of fights says of some draws."""

    log: Floats
    """f8[draws]: log likelihood of the fights' days and rungs, and of the quiet between."""
    daring: Floats
    """f8[draws, J, S]: shares of the levels at the end."""
    expected: Floats
    """f8[draws, 2, FIGHT]: episodes expected by highest rung below a combined fight, before 1935 and from then on."""
    bound: int
    """Rung of a fight that lasts beyond the end, else 0."""


def begin(x: Floats) -> Floats:
    """f8[draws, J, S]: both sides neutral."""
    v = np.zeros((len(x), 3, 3))
    v[:, NEUTRAL, NEUTRAL] = 1.0
    return v


def filtered(space: Space, x: Floats, setting: Setting, fights: Sequence[Fight], last: date) -> Filtered:
    """Follow the record from the first day to the last, day of the last included.

    A fight that begins on or before the last day counts; whom its end favours counts only if it ends by then.
    """
    changed = dict(setting.ends)
    known = [fight for fight in fights if fight.first <= last]
    plan = _plan(setting, tuple(fight.first for fight in known), last)
    v, log = begin(x), np.zeros(len(x))
    expected = np.zeros((len(x), 2, FIGHT))
    in_worlds = rates_of(space, x, setting, plan.actives, plan.classes)
    years = {year: np.exp(space.year_effect(x, year))[:, None, None, None] for year in plan.years}
    waiting = list(known)
    free_from, bound = 0.0, 0
    for stretch, world in zip(plan.stretches, plan.worlds, strict=True):
        rates = in_worlds[world] * years[stretch.year]
        while waiting and waiting[0].first <= stretch.first:
            fight = waiting.pop(0)
            v = v * rates[..., fight.rung]
            v, log = _weighed(v, log)
            over = end_of(fight.last)
            if fight.last > last:
                bound, free_from = fight.rung, np.inf
                break
            v = calm(space, x, v, max(0.0, over - stretch.start))
            v = after(space, x, v, changed.get(fight.id, fight.favour))
            free_from = over
        busy = min(max(free_from - stretch.start, 0.0), stretch.length)
        period = int(stretch.first >= STEP_OF_1935)
        share = v.reshape(len(x), 1, 9)
        expected[:, period] += stretch.length * (share @ rates.reshape(len(x), 9, -1)[..., :FIGHT])[:, 0]
        idle = stretch.length - busy
        if idle > 0:
            loss = np.exp(-0.5 * idle * (rates[..., FIGHT:] @ _ONES))
            v = calm(space, x, v * loss, idle) * loss
            v, log = _weighed(v, log)
    return Filtered(log, v, expected, bound)


@dataclass(frozen=True)
class _Plan:
    """The stretches of a record, and the worlds that hold in them: the same for every draw."""

    stretches: tuple[Stretch, ...]
    worlds: tuple[int, ...]
    """Of each stretch, the number of its world."""
    actives: tuple[Active, ...]
    classes: tuple[Members, ...]
    years: tuple[int, ...]


@lru_cache(maxsize=64)
def _plan(setting: Setting, firsts: tuple[date, ...], last: date) -> _Plan:
    """Cut the time at new years, where something changes from outside and where fights begin; name the worlds."""
    cut = stretches(FIRST_DAY, last, [*setting.edges(), *firsts])
    actives = [setting.active(stretch.first, pact=stretch.first >= PACT_SIGNED) for stretch in cut]
    once = {active.key: active for active in actives}
    number = {key: at for at, key in enumerate(once)}
    worlds = tuple(number[active.key] for active in actives)
    different = tuple(once.values())
    years = tuple(sorted({stretch.year for stretch in cut}))
    return _Plan(tuple(cut), worlds, different, members(setting, different), years)


def _weighed(v: Floats, log: Floats) -> tuple[Floats, Floats]:
    total = np.maximum(v.reshape(len(v), 9) @ _NINE, 1e-300)
    return v / total[:, None, None], log + np.log(total)
