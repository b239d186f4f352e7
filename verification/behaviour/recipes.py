"""How each row is made: which set-ups are fought, what is measured in each, and what is made of the samples."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from khasan.compiler import Compiled
from verification.behaviour import divisions, measures, setups
from verification.behaviour.setups import COARSE, FINE, Attack, Shelling
from verification.behaviour.tables import Fight

Scale = Literal["fine", "coarse"]
SCALES: tuple[Scale, ...] = ("fine", "coarse")
Measure = Callable[[Fight], list[float]]
Kind = Literal["median", "share", "95th percentile", "95th over 5th", "gain", "ratio of medians"]


@dataclass(frozen=True)
class Setup:
    """A set-up as it is fought: at two scales, (metres a hex, seconds a step), either side attacking."""

    build: Callable[[str, float, int], Compiled]
    scales: Mapping[Scale, tuple[float, int]]

    def compiled(self, attackers: str, scale: Scale) -> Compiled:
        """The scenario, compiled."""
        return self.build(attackers, *self.scales[scale])


def _attack(what: Attack) -> Setup:
    return Setup(lambda side, hex_m, step_s: setups.attack(side, hex_m, step_s, what), {"fine": FINE, "coarse": COARSE})


def _battle(what: divisions.Battle, fine: tuple[float, int], coarse: tuple[float, int]) -> Setup:
    return Setup(
        lambda side, hex_m, step_s: divisions.battle(side, hex_m, step_s, what), {"fine": fine, "coarse": coarse}
    )


SETUPS: Mapping[str, Setup] = {
    "A": _attack(Attack()),
    "A1 1:1": _attack(Attack(riflemen=100)),
    "A1 3:1": _attack(Attack(riflemen=300)),
    "A2": _attack(Attack(start_m=setups.NEAR_M)),
    "D": _attack(Attack(hours=2.0, shelling=Shelling(1.0))),
    "D1": _attack(Attack(hours=11.0, shelling=Shelling(10.0))),
    "D2": _attack(Attack(hours=2.0, shelling=Shelling(1.0, assault=False, works=0.0))),
    "E": _attack(Attack(tanks=16)),
    "F": _battle(divisions.F, (100.0, 120), COARSE),
    "G": _battle(divisions.G, COARSE, (500.0, 600)),
}
"""D and its sisters end half an hour or more after the last shell: no row asks what the assault comes to."""


@dataclass(frozen=True)
class Recipe:
    """What a row is made of."""

    kind: Kind
    setup: str
    measure: Measure
    over: str = ""
    """The set-up that a gain or a ratio is taken against."""
    only: Scale | None = None
    conditional: bool = False
    """Only some fights are a case of it, so that more may have to be fought."""


@dataclass(frozen=True)
class NoRule:
    """A row that today's engine cannot give a figure for, and why."""

    why: str


RECIPES: Mapping[str, Recipe | NoRule] = {
    "A-failed": Recipe("median", "A", measures.loss_of_failed_attack, conditional=True),
    "A-succeeded": Recipe("median", "A", measures.loss_of_success, conditional=True),
    "A-both": Recipe("median", "A", measures.loss_of_both),
    "A-both-95": Recipe("95th percentile", "A", measures.loss_of_both),
    "A-both-spread": Recipe("95th over 5th", "A", measures.loss_of_both),
    "A-taken": Recipe("median", "A", measures.loss_where_taken, conditional=True),
    "A-withdrew": Recipe("median", "A", measures.loss_where_withdrew, conditional=True),
    "A-held": Recipe("median", "A", measures.loss_where_held, conditional=True),
    "A-by-losses": Recipe("share", "A", measures.ended_by_losses),
    "A-attempts": Recipe("median", "A", measures.attempts),
    "A1-chance": Recipe("share", "A1 1:1", measures.success),
    "A1-gain": Recipe("gain", "A1 3:1", measures.success, over="A1 1:1"),
    "A2-gain": Recipe("gain", "A2", measures.success, over="A"),
    "A-rifles": Recipe("median", "A", measures.hits_per_rifle),
    "A-machine-guns": Recipe("median", "A", measures.hits_per_machine_gun),
    "A-stop": Recipe("median", "A", measures.minutes_to_stop, only="fine", conditional=True),
    "A-rounds": Recipe("median", "A", measures.rounds_a_casualty),
    "A2-loss": Recipe("ratio of medians", "A2", measures.loss_in_bout, over="A"),
    "D-shells": Recipe("median", "D", measures.shells_a_casualty),
    "D2-shells": Recipe("median", "D2", measures.shells_a_casualty),
    "D-loss": Recipe("median", "D", measures.loss_by_shells),
    "D1-suppression": Recipe("ratio of medians", "D1", measures.suppression_at_assault, over="D"),
    "F-bullets": Recipe("median", "F", measures.share_by_bullets),
    "G-bullets": Recipe("median", "G", measures.share_by_bullets),
    "F-hand": Recipe("median", "F", measures.share_at_close_quarters),
    "G-hand": Recipe("median", "G", measures.share_at_close_quarters),
    "E-tanks": Recipe("median", "E", measures.tanks_lost),
    "E-machine-guns": Recipe("ratio of medians", "E", measures.hits_per_machine_gun, over="A"),
    "F-attacker": Recipe("median", "F", measures.attacker_loss),
    "F-defender": Recipe("median", "F", measures.defender_loss),
    "G-attacker": Recipe("median", "G", measures.attacker_loss),
    "G-defender": Recipe("median", "G", measures.defender_loss),
    "A-over-G": Recipe("ratio of medians", "A", measures.attacker_loss, over="G"),
}
"""A row of behaviour.yaml, by its id, and how it is made."""

AS_SHARES = ("F-bullets", "G-bullets", "F-hand", "G-hand")
"""Medians of shares: the two scales must agree as shares do."""
EXEMPT: tuple[Kind, ...] = ("95th percentile", "95th over 5th")
"""Kinds for which the two scales need not agree."""
