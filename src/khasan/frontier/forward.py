"""Forward equations: the chance of a fight of each size by each year, draw by draw, without a single history.

The state is what both sides dare (three levels each), whether a combined fight or a greater one binds the forces, and
whether the Neutrality Pact stands. A fight of the size asked for takes its share of the state out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from khasan.frontier.calendar import YEAR_DAYS, Stretch, stretches
from khasan.frontier.declarations import TOP, Choice
from khasan.frontier.process import FIGHT, after, returned, steps, top_rates
from khasan.frontier.setting import Setting
from khasan.frontier.space import Floats, Space
from khasan.frontier.start import Start

LONGEST = 14 / YEAR_DAYS
"""Longest step of the equations, in years."""
IDLE, SMALL, GREAT = range(3)


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
        self.v = np.zeros((len(x), 3, 3, 3, 1))
        """Shares: Japanese level, Soviet level, idle or bound, without or with the pact."""
        self.taken, self.war, self.pact = (np.zeros(len(x)) for _ in range(3))
        self.lengths = [space.value(x, f"length_{size}") / YEAR_DAYS for size in ("combined", "great")]
        self.ends = [self._ends(size) for size in ("combined", "great")]
        self.signed = [False]
        """Of each place on the last axis, whether the pact stands there."""
        self.cache: dict[object, Floats] = {}

    def _ends(self, size: str) -> dict[str, Floats]:
        """Chances of the three ends of a fight."""
        open_ = self.space.value(self.x, f"{size}_undecided")
        japan = (1 - open_) * self.space.value(self.x, f"{size}_japan")
        return {"japan": japan, "soviet": 1 - open_ - japan}

    def begin(self, start: Start) -> None:
        self.v[..., IDLE, 0] = start.daring
        self.signed = [start.pact]
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
            elif rung < TOP:  # a war ends it all, though it is no new fight of the size asked for
                self.v[..., SMALL if rung == FIGHT else GREAT, 0] += mass

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

    def rates(self, stretch: Stretch) -> Floats:
        """f8[draws, J, S, pact, 8] a year."""
        both = []
        for pact in self.signed:
            active = self.setting.active(stretch.first, pact=pact)
            if active.key not in self.cache:
                self.cache[active.key] = top_rates(self.space, self.x, self.setting, active)
            both.append(self.cache[active.key])
        return np.asarray(
            np.stack(both, 3) * np.exp(self.space.year_effect(self.x, stretch.year))[:, None, None, None, None]
        )

    def run(self, stretch: Stretch) -> None:
        rates = self.rates(stretch)
        total = np.maximum(rates[..., FIGHT:].sum(-1), 1e-300)
        small = rates[..., FIGHT] / total if self.rung > FIGHT else np.zeros_like(total)
        great = rates[..., FIGHT + 1 : self.rung].sum(-1) / total
        count = max(1, int(np.ceil(stretch.length / LONGEST)))
        step = stretch.length / count
        half = np.exp(-0.5 * step * total)
        leave = [1 - np.exp(-step / length) for length in self.lengths]
        stay = np.exp(-step / np.exp(self.x[..., self.space["calms"]]))
        for _ in range(count):
            self._begin_fights(half, small, great)
            self._end_fights(leave)
            self.v = returned(self.v, stay)
            self._begin_fights(half, small, great)

    def _begin_fights(self, half: Floats, small: Floats, great: Floats) -> None:
        idle = self.v[..., IDLE, :]
        begun = idle * (1 - half)
        self.taken += (begun * (1 - small - great)).sum((1, 2, 3))
        self.v[..., SMALL, :] += begun * small
        self.v[..., GREAT, :] += begun * great
        self.v[..., IDLE, :] = idle * half

    def _end_fights(self, leave: list[Floats]) -> None:
        for size, share, ends in zip((SMALL, GREAT), leave, self.ends, strict=True):
            if self.rung <= FIGHT + size - 1 and not self.v[..., size, :].any():
                continue
            over = self.v[..., size, :] * share[:, None, None, None]
            self.v[..., size, :] -= over
            for favour, chance in ends.items():
                part = over * chance[:, None, None, None]
                over_rest = after(self.space, self.x, part, favour)
                self.v[..., IDLE, :] += over_rest
            self.v[..., IDLE, :] += over * (1 - ends["japan"] - ends["soviet"])[:, None, None, None]
