"""Forward equations: the chance of a fight of each size by each year, draw by draw, without a single history.

The state is what both sides dare (three levels each), whether a combined fight (by whom its end will favour) or a
greater one binds the forces, and whether the Neutrality Pact stands. A fight of the size asked for takes its share of
the state out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from khasan.frontier.calendar import YEAR_DAYS, Stretch, stretches
from khasan.frontier.declarations import TOP, Choice
from khasan.frontier.ends import CombinedEnds, assumed_ends
from khasan.frontier.fighttable import ENDS
from khasan.frontier.process import FIGHT, Steps, after, climbs, members, returned, steps
from khasan.frontier.setting import Active, Setting
from khasan.frontier.space import Floats, Space
from khasan.frontier.start import Start

LONGEST = 14 / YEAR_DAYS
"""Longest step of the equations, in years."""
IDLE, GREAT = 0, 4
SMALL = slice(1, 4)
"""A combined fight whose end will favour one side, the other, or neither, in the order of `ENDS`."""


@dataclass(frozen=True)
class Solved:
    """Chances draw by draw."""

    days: tuple[date, ...]
    """Last days of the years, and the last day."""
    chance: Floats
    """f8[draws, days]: of at least one fight of the size, out of an incident, by the end of each day."""
    war: Floats
    """f8[draws]: of a war decided in a capital before any fight of the size."""
    pact: Floats
    """f8[draws]: of the Neutrality Pact, and no fight of the size before it."""


def solve(space: Space, x: Floats, setting: Setting, start: Start, last: date, rung: int) -> Solved:
    """The chance of a first fight of ``rung`` or more by the end of each year, from the start to the last day.

    x: f8[draws, parameters]. An episode counts on the day it begins.
    """
    state = _State(space, x, setting, rung)
    state.begin(start)
    days, found = [], []
    choices = {
        event.day: event for event in setting.library.outside if event.choice and event.id not in setting.dropped
    }
    for stretch in stretches(start.day, last, setting.edges()):
        if stretch.first in choices:
            choice = choices[stretch.first].choice
            assert choice is not None
            state.choose(choice)
        state.run(stretch)
        over = stretch.first + timedelta(days=round(stretch.length * YEAR_DAYS))
        if over.month == over.day == 1 or over > last:
            days.append(over - timedelta(days=1))
            found.append(state.taken.copy())
    return Solved(tuple(days), np.stack(found, -1), state.war, state.pact)


class _State:
    def __init__(self, space: Space, x: Floats, setting: Setting, rung: int) -> None:
        self.space, self.x, self.setting, self.rung = space, x, setting, rung
        self.v = np.zeros((len(x), 3, 3, 5, 1))
        """Shares: Japanese level, Soviet level, idle or bound, without or with the pact."""
        self.taken, self.war, self.pact = (np.zeros(len(x)) for _ in range(3))
        self.lengths = [space.value(x, f"length_{size}") / YEAR_DAYS for size in ("combined", "great")]
        self.combined, self.great = CombinedEnds(space, x, setting), assumed_ends(space, x, "great")
        self.signed = [False]
        """Of each place on the last axis, whether the pact stands there."""
        self.cache: dict[object, tuple[Floats, Floats]] = {}

    def begin(self, start: Start) -> None:
        self.v[..., IDLE, 0] = start.daring
        self.signed = [start.pact]
        self.pact = np.full(len(self.x), float(start.pact))
        if start.episode is not None:
            self._go_on(start)

    def _go_on(self, start: Start) -> None:
        """An episode under way climbs as high as it will, on the first day."""
        assert start.episode is not None
        active = self.setting.active(start.day, pact=start.pact)
        sector = start.episode.sector
        one = next((one for one in steps(self.space, self.x, self.setting, active) if sector in one.sectors), None)
        if one is None:  # a sector without a share has no steps of its own
            return
        say = one.say[..., None, None, :]
        mixed = say * one.japan[..., :, None, :] + (1 - say) * one.soviet[..., None, :, :]
        low = np.broadcast_to(one.low[..., None, None, :], (*mixed.shape[:-1], 2))
        climb = np.concatenate([low, mixed], -1)
        reach = np.ones((*mixed.shape[:-1], TOP + 1))
        for rung in range(1, TOP + 1):
            reach[..., rung] = reach[..., rung - 1] * (climb[..., rung - 1] if rung > start.rung else 1.0)
        top = reach.copy()
        top[..., :-1] -= reach[..., 1:]
        idle = self.v[..., IDLE, 0].copy()
        self.v[..., IDLE, 0] = idle * top[..., :FIGHT].sum(-1)
        counted = self.rung if start.rung < self.rung else TOP + 1
        for rung in range(FIGHT, TOP + 1):
            mass = idle * top[..., rung]
            if rung >= counted:
                self.taken += mass.sum((1, 2))
            elif rung == FIGHT:
                self.v[..., SMALL, 0] += mass[..., None] * self._ends_here(start, one)
            elif rung < TOP:  # a war ends it all, though it is no new fight of the size asked for
                self.v[..., GREAT, 0] += mass

    def _ends_here(self, start: Start, one: Steps) -> Floats:
        """f8[draws, J, S, 3]: whom the combined fight favours that an episode under way becomes, or is already."""
        assert start.episode is not None
        ends = self.combined.of([start.episode.sector])[:, :, self.combined.season(start.day.month)]
        japan = np.full((len(self.x), 3, 3), 0.5)  # nobody is known to have raised what stands that high already
        if start.rung < FIGHT:
            by_japan = one.say[..., 1, None, None] * one.japan[..., :, None, 1]
            japan = by_japan / (by_japan + (1 - one.say[..., 1, None, None]) * one.soviet[..., None, :, 1])
        return japan[..., None] * ends[:, None, None, 0] + (1 - japan[..., None]) * ends[:, None, None, 1]

    def choose(self, choice: Choice) -> None:
        """A capital decides: to sign, or to go to war."""
        chance = self.space.value(self.x, choice.chance.id)
        levels = np.broadcast_to(chance[:, None], (len(chance), 3)).copy()
        if choice.if_daring_low is not None:
            gain = self.space.value(self.x, choice.if_daring_low.id)
            odds = np.log(levels[:, 0] / (1 - levels[:, 0])) + gain
            levels[:, 0] = 1 / (1 + np.exp(-odds))
        share = levels[:, :, None, None, None]
        if choice.of == "war":
            self.war += (self.v * share).sum((1, 2, 3, 4))
            self.v = self.v * (1 - share)
        else:
            self.pact = (self.v * share).sum((1, 2, 3, 4))
            self.v = np.concatenate([self.v * (1 - share), self.v * share], -1)
            self.signed = [False, True]

    def rates(self, stretch: Stretch) -> tuple[Floats, Floats]:
        """Episodes a year by highest rung f8[draws, J, S, pact, 8], and ends of combined fights f8[..., pact, 3]."""
        rates, ends = [], []
        for pact in self.signed:
            active = self.setting.active(stretch.first, pact=pact)
            if active.key not in self.cache:
                self.cache[active.key] = self._world(active)
            tops, by_season = self.cache[active.key]
            rates.append(tops)
            ends.append(np.einsum("djsme,m->djse", by_season, self.combined.seasons_in(stretch)))
        year = np.exp(self.space.year_effect(self.x, stretch.year))[:, None, None, None, None]
        return np.stack(rates, 3) * year, np.stack(ends, 3)

    def _world(self, active: Active) -> tuple[Floats, Floats]:
        """Rates f8[draws, J, S, 8], and the ends of combined fights by season f8[draws, J, S, seasons, 3]."""
        classes = members(self.setting, [active])
        found = climbs(self.space, self.x, self.setting, [active], classes)
        rates, ends = 0.0, 0.0
        for number, one in enumerate(classes):
            rates = rates + found.tops[number]
            japan = found.japanese[number][..., FIGHT - 3][..., None, None]
            fights = found.tops[number][..., FIGHT][..., None, None]
            here = self.combined.of(one.sectors)[:, :, None, None]
            ends = ends + fights * (japan * here[:, 0] + (1 - japan) * here[:, 1])
        return np.asarray(rates), np.asarray(ends) / np.maximum(np.sum(ends, -1, keepdims=True), 1e-300)

    def run(self, stretch: Stretch) -> None:
        rates, ends = self.rates(stretch)
        total = np.maximum(rates[..., FIGHT:].sum(-1), 1e-300)
        small = rates[..., FIGHT] / total if self.rung > FIGHT else np.zeros_like(total)
        great = rates[..., FIGHT + 1 : self.rung].sum(-1) / total
        by_end = np.moveaxis(small[..., None] * ends, -1, -2)
        count = max(1, int(np.ceil(stretch.length / LONGEST)))
        step = stretch.length / count
        half = np.exp(-0.5 * step * total)
        leave = [1 - np.exp(-step / length) for length in self.lengths]
        stay = np.exp(-step / np.exp(self.x[..., self.space["calms"]]))
        for _ in range(count):
            self._begin_fights(half, small, great, by_end)
            self._end_fights(leave)
            self.v = returned(self.v, stay)
            self._begin_fights(half, small, great, by_end)

    def _begin_fights(self, half: Floats, small: Floats, great: Floats, by_end: Floats) -> None:
        idle = self.v[..., IDLE, :]
        begun = idle * (1 - half)
        self.taken += (begun * (1 - small - great)).sum((1, 2, 3))
        self.v[..., SMALL, :] += begun[..., None, :] * by_end
        self.v[..., GREAT, :] += begun * great
        self.v[..., IDLE, :] = idle * half

    def _end_fights(self, leave: list[Floats]) -> None:
        for place, favour in enumerate(ENDS, SMALL.start):
            over = self._over(place, leave[0])
            if over is not None:
                self.v[..., IDLE, :] += after(self.space, self.x, over, favour)
        over = self._over(GREAT, leave[1])
        if over is not None:
            for favour, chance in zip(ENDS, self.great.T, strict=True):
                self.v[..., IDLE, :] += after(self.space, self.x, over * chance[:, None, None, None], favour)

    def _over(self, place: int, share: Floats) -> Floats | None:
        """The part of the fights at a place of the state that ends now; None where there are none."""
        bound = self.v[..., place, :]
        if not bound.any():
            return None
        over = bound * share[:, None, None, None]
        self.v[..., place, :] -= over
        return np.asarray(over)
