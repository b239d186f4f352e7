"""The frontier as the subject of an experiment, and the worlds that a design makes of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from khasan.errors import InputError
from khasan.experiment.histories.lives import OUTCOMES, live, packed_world
from khasan.experiment.histories.worlds import LivingWorld, world_text
from khasan.experiment.study.checks import what_ifs_of
from khasan.experiment.study.schema import Design, Factor, OnFrontier
from khasan.experiment.study.subject import Subject
from khasan.experiment.template import Template
from khasan.experiment.worker import Answer, Task
from khasan.frontier.chronicle import day_words
from khasan.frontier.declarations import Prior, WhatIf
from khasan.frontier.many_histories import Frontier
from khasan.frontier.whatifs import brought_by
from khasan.results.columns import Column
from khasan.scenario.loader import Written

_JAPAN, _SOVIET = "#9b2c1f", "#2f5d8a"


@dataclass(frozen=True)
class OfFrontier(Subject):
    """The frontier before a factor is set."""

    world: LivingWorld
    text: str
    """The world as it travels."""
    kind: ClassVar[str] = "frontier"

    @property
    def id(self) -> str:
        """See :class:`Subject`."""
        return "frontier"

    @property
    def title(self) -> str:
        """See :class:`Subject`."""
        given = ", with the record given up to the first day" if self.world.given else ""
        return f"The frontier, {day_words(self.world.first)} to {day_words(self.world.last)}{given}"

    @property
    def kind_words(self) -> str:
        """See :class:`Subject`."""
        return self.title[0].lower() + self.title[1:]

    @property
    def digest(self) -> str:
        """Of the world and of all that it depends on."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def columns(self) -> tuple[Column, ...]:
        """See :class:`Subject`."""
        return OUTCOMES

    def words_in(self, column: str) -> Sequence[str]:
        """Who may have brought a war about."""
        return "ladder", *self.world.frontier.library.actors

    @property
    def caution(self) -> str:
        """See :class:`Subject`."""
        stale = (
            "; the draws were fitted to other data or priors than those that lie here (khasan frontier fit)"
            if self.world.frontier.stale
            else ""
        )
        return f"draws of a model fitted to few events, much of it assumption{stale}"

    @property
    def facts(self) -> list[tuple[str, str]]:
        """See :class:`Subject`."""
        return [("Frontier", self.title), ("Assumption set", self.world.draws.title), ("Inputs", self.caution)]

    @property
    def colours(self) -> list[str]:
        """See :class:`Subject`."""
        return [_JAPAN, _SOVIET]

    @property
    def noted(self) -> dict[str, Any]:
        """See :class:`Subject`."""
        frontier = self.world.frontier
        return {
            "frontier_inputs": frontier.inputs, "posterior": frontier.posterior.digest,
            "posterior_stale": frontier.stale,
        }  # fmt: skip

    def why(self, law: str) -> str:
        """See :class:`Subject`."""
        return {
            "prior": "its prior, with its provenance in data/frontier",
            "posterior": "its draws as fitted, each for itself: what the fit ties together is torn apart here",
            "choice": "a choice",
        }.get(law, "")

    @property
    def is_ready(self) -> bool:
        """Nothing is to be compiled."""
        return True

    def play(self, seed: int) -> None:
        """See :class:`Subject`."""
        self.world.history(self.world.moved({}, [(seed, 0)]), seed, 0)

    @property
    def work(self) -> Callable[[Task], Answer]:
        """See :class:`Subject`."""
        return live

    def pack(self, template: Template, ends: Mapping[str, tuple[float, float]]) -> bytes:
        """See :class:`Subject`."""
        return packed_world(template, ends)


@dataclass
class Worlds:
    """Makes the worlds of one design. InputError where the frontier's own files cannot be read."""

    design: Written[Design]
    frontier: Frontier = field(default_factory=Frontier)

    @property
    def on(self) -> OnFrontier:
        """What the design says of the frontier."""
        assert self.design.model.frontier is not None
        return self.design.model.frontier

    @cached_property
    def what_ifs(self) -> dict[str, WhatIf]:
        """Those that the design names and that can be had."""
        found = {}
        for _, name in what_ifs_of(self.design.model):
            try:
                found[name] = self.frontier.library.what_if(name)
            except InputError:
                continue
        return found

    @cached_property
    def brought(self) -> list[Prior]:
        """Priors of all what-ifs of the design: every world holds them, so that its other draws are the same."""
        return brought_by([self.what_ifs[name] for name in sorted(self.what_ifs)])

    @cached_property
    def base(self) -> OfFrontier:
        """The world before a factor is set."""
        text = self.text({})
        return OfFrontier(LivingWorld.of(text), text)

    def template(self, picked: Mapping[str, int | None], ranges: Mapping[str, tuple[float, float]]) -> Template:
        """The world with these choices made."""
        return Template(self.text(picked), {})

    def text(self, picked: Mapping[str, int | None]) -> str:
        """The same in words."""
        years: tuple[date, date] = self.on.from_, self.on.to
        given, assumptions, names = self.on.given == "record", self.on.assumptions, [*self.design.model.what_ifs]
        for factor in self.design.model.factors:
            choice = picked.get(factor.id)
            if choice is None:
                continue
            names += _chosen(factor, choice)
            if factor.assumptions:
                assumptions = factor.assumptions[choice]
            elif factor.periods:
                period = factor.periods[choice]
                years, given = (period.from_, period.to), period.given == "record"
        what_ifs = [self.what_ifs[name] for name in names]
        return world_text(
            self.frontier, years, given=given, assumptions=assumptions, what_ifs=what_ifs, brought=self.brought
        )


def _chosen(factor: Factor, choice: int) -> list[str]:
    """What-ifs of a setting."""
    if factor.choices:
        return factor.choices[choice].what_ifs
    return [factor.what_if] if factor.what_if is not None and choice == 1 else []
