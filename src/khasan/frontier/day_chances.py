"""One draw's world: the chances that an episode meets on a day, by sector, worked out once a stretch of time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from khasan.frontier.calendar import Stretch
from khasan.frontier.declarations import SIDES
from khasan.frontier.process import Steps, episodes_a_year, steps
from khasan.frontier.setting import Setting
from khasan.frontier.space import Floats, Space
from khasan.frontier.start import Start


@dataclass(frozen=True)
class Weather:
    """What holds in a stretch: episodes a year, sectors with their shares, the chances of steps in each."""

    a_year: float
    sectors: tuple[str, ...]
    shares: Floats
    steps: dict[str, Steps]
    """By sector; arrays as `process.Steps` has them, for one draw."""


class World:
    """Everything that one history reads, under one vector f8[parameters]."""

    def __init__(self, space: Space, x: Floats, setting: Setting) -> None:
        self.space, self.setting = space, setting
        self.x = x[None, :]
        self._numbers: dict[str, float] = {}
        self._weather: dict[object, tuple[float, Weather]] = {}

    def value(self, id_: str) -> float:
        """A number in its own unit."""
        if id_ not in self._numbers:
            self._numbers[id_] = float(self.space.value(self.x, id_)[0])
        return self._numbers[id_]

    def year_factor(self, year: int) -> float:
        """By how much a year multiplies every rate of incidents."""
        return float(np.exp(self.space.year_effect(self.x, year)[0]))

    def weather(self, stretch: Stretch, *, pact: bool) -> Weather:
        """What holds in a stretch of time."""
        active = self.setting.active(stretch.first, pact=pact)
        if active.key not in self._weather:
            classes = steps(self.space, self.x, self.setting, active)
            base = float(episodes_a_year(self.space, self.x, active)[0])
            inside = {place.id: place.share for place in self.setting.places}
            sectors, shares, of = [], [], {}
            for one in classes:
                own = sum(inside[id_] for id_ in one.sectors)
                for id_ in one.sectors:
                    sectors.append(id_)
                    shares.append(float(one.share[0]) * inside[id_] / own)
                    of[id_] = one
            total = sum(shares)
            weather = Weather(base * total, tuple(sectors), np.array(shares) / total, of)
            self._weather[active.key] = (base, weather)
        weather = self._weather[active.key][1]
        return Weather(weather.a_year * self.year_factor(stretch.year), weather.sectors, weather.shares, weather.steps)


class Daring:
    """What both sides dare, as a history goes on."""

    def __init__(self, world: World, start: Start, draw: int, rng: np.random.Generator) -> None:
        shares = start.daring[draw].reshape(9)
        chosen = int(rng.choice(9, p=shares / shares.sum()))
        self.levels = [chosen // 3, chosen % 3]
        """Japanese and Soviet level, 0 to 2; 1 is neutral."""
        self.world, self.rng = world, rng
        self.moment = 0.0

    def until(self, moment: float) -> bool:
        """Let time go by: whoever is off neutral may have come back. Did a level change?"""
        stay = np.exp(-max(0.0, moment - self.moment) / self.world.value("calms"))
        self.moment = max(moment, self.moment)
        before = list(self.levels)
        for side in range(2):
            if self.levels[side] != 1 and self.rng.random() > stay:
                self.levels[side] = 1
        return self.levels != before

    def after(self, favour: str) -> None:
        """A fight ended in a side's favour."""
        if favour == "neither":
            return
        winner = SIDES.index(favour)
        if self.rng.random() < self.world.value("rises"):
            self.levels[winner] = min(2, self.levels[winner] + 1)
        if self.rng.random() < self.world.value("falls"):
            self.levels[1 - winner] = max(0, self.levels[1 - winner] - 1)
