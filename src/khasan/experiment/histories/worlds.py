"""A world of the frontier as a text that travels, and as the draws, the days and the fights that histories need.

The text says all that tells one world from another: years, assumption set, what-ifs in full. What it does not hold
(priors, posterior, actors, the record) every machine reads for itself; `Frontier.inputs` says whether it is the same.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache

import numpy as np

from khasan.errors import InputError, Problem
from khasan.frontier.answers import solved, start_of
from khasan.frontier.declarations import Prior, WhatIf
from khasan.frontier.episodes import History
from khasan.frontier.fighttable import EngineFights
from khasan.frontier.history import drawn, play
from khasan.frontier.many_histories import Frontier
from khasan.frontier.sets import Draws, draws_of
from khasan.frontier.start import Start

KEPT = 12
"""Worlds kept at once; each has its draws, under a megabyte."""


def world_text(
    frontier: Frontier,
    years: tuple[date, date],
    *,
    given: bool,
    assumptions: str,
    what_ifs: Sequence[WhatIf] = (),
    brought: Sequence[Prior] = (),
) -> str:
    """A world in words. ``brought``: priors of its what-ifs and of other worlds' beside it, so that draws agree."""
    return json.dumps(
        {
            "from": years[0].isoformat(), "to": years[1].isoformat(), "given": given, "assumptions": assumptions,
            "what_ifs": [one.model_dump(mode="json", by_alias=True, exclude_none=True) for one in what_ifs],
            "brought": [one.model_dump(mode="json", exclude_none=True) for one in brought],
            "inputs": frontier.inputs, "posterior": frontier.posterior.digest,
        },
        sort_keys=True, separators=(",", ":"), ensure_ascii=False,
    )  # fmt: skip


@dataclass(frozen=True)
class Moved:
    """A world with some of its numbers fixed."""

    draws: Draws
    rows: tuple[int, ...]
    """The draws that are asked for."""
    start: Start
    """Of these draws alone; those of others are nothing."""


@dataclass(frozen=True)
class LivingWorld:
    """A world that histories can be played in."""

    frontier: Frontier
    draws: Draws
    first: date
    last: date
    given: bool

    @classmethod
    def of(cls, text: str) -> LivingWorld:
        """InputError where this machine's frontier is another than the world was written with."""
        told = json.loads(text)
        frontier = _frontier(told["inputs"])
        what_ifs = [WhatIf.model_validate_json(json.dumps(one)) for one in told["what_ifs"]]
        brought = [Prior.model_validate_json(json.dumps(one)) for one in told["brought"]]
        draws = draws_of(frontier.library, frontier.tables, frontier.posterior, told["assumptions"], extra=brought)
        for one in what_ifs:
            draws = replace(draws, setting=draws.setting.under(one))
        return cls(frontier, draws, date.fromisoformat(told["from"]), date.fromisoformat(told["to"]), told["given"])

    @cached_property
    def table(self) -> EngineFights:
        """What fights cost."""
        return EngineFights(self.frontier.library)

    def moved(self, parameters: Mapping[str, float], addresses: Sequence[tuple[int, int]]) -> Moved:
        """The world with these numbers fixed, ready for the histories of these (seed, number)."""
        draws = self.draws
        if parameters:
            x = draws.x.copy()
            for id_, value in parameters.items():
                x[:, draws.space[id_]] = draws.space.unbounded(id_, value)
            draws = replace(draws, x=x)
        count = len(draws.x)
        rows = sorted({self.draw(seed, number) for seed, number in addresses})
        start = start_of(replace(draws, x=draws.x[rows]), self.first, given=self.given)
        daring = np.zeros((count, *start.daring.shape[1:]))
        daring[rows] = start.daring
        return Moved(draws, tuple(rows), replace(start, daring=daring))

    def draw(self, seed: int, number: int) -> int:
        """Which draw of what nobody knows a history lives under."""
        return drawn(seed, number, len(self.draws.x))

    def history(self, moved: Moved, seed: int, number: int) -> History:
        """One history: where nothing is moved, that of ``khasan frontier run`` with this seed and number."""
        draws = moved.draws
        return play(
            draws.space, draws.x, draws.setting, moved.start, self.last, self.table, seed=seed, replication=number
        )

    def chances(self, moved: Moved, rung: int) -> dict[int, float]:
        """Of each draw asked for, the chance of a fight of a rung or more by the last day, by the forward equations.

        Rounded beyond what the equations are good for, so that it does not hang on which draws were solved together.
        """
        some = replace(moved.draws, x=moved.draws.x[list(moved.rows)])
        found = solved(some, rung, self.first, self.last, given=self.given).chance[:, -1]
        return {row: round(float(chance), 9) for row, chance in zip(moved.rows, found, strict=True)}


class LivingWorlds:
    """The worlds of a worker; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, LivingWorld] = OrderedDict()

    def get(self, text: str) -> LivingWorld:
        """A world, made unless it is kept."""
        with self._lock:
            if text not in self._kept:
                self._kept[text] = LivingWorld.of(text)
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(text)
            return self._kept[text]


@lru_cache(maxsize=2)
def _frontier(inputs: str) -> Frontier:
    """The frontier as this machine has it; InputError where that is not the one asked for."""
    frontier = Frontier()
    mine = frontier.inputs
    if mine != inputs:
        remedy = "the frontier's data or draws differ from those it was begun with: use the same on every machine"
        raise InputError([Problem("frontier", None, None, "inputs", mine[:12], remedy)])
    return frontier
