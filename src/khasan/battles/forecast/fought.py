"""One battle fought many times: who held the objective when it ended, and what either side lost.

The engine fights one sector. What it does not know is drawn here, once a replication, from the generator's own laws:
how long the battle lasted where nobody says, how much of a long front was fought over, how losses go on after the
longest time that is simulated, how far what was written down later is out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, log
from statistics import NormalDist

import numpy as np

from khasan import arrays as a
from khasan.arrays import F8
from khasan.battles.generator.assumptions import assumptions
from khasan.battles.generator.content import Battle, battle_of
from khasan.battles.generator.in_memory import compiled
from khasan.battles.row import BattleRow
from khasan.compiler import Compiled
from khasan.engine import Battle as Course
from khasan.engine import begin
from khasan.engine.battle import fight_on
from khasan.kernels.state import tables as t
from khasan.scenario.schema import Parameter

HIGH_90 = NormalDist().inv_cdf(0.95)
"""Standard deviations from the median of a normal law to the end of its central 90%."""
ATTACKER, DEFENDER = 0, 1
"""Sides in the order of the scenario."""


@dataclass(frozen=True)
class Ending:
    """How one replication ended: 1 if the attacker holds the objective, 0 if the defender does, .5 if both are there.

    Casualties are those of the whole battle as they would be recorded: killed, wounded and missing.
    """

    attacker_wins: float
    casualties: tuple[float, float]
    hours: float


@dataclass(frozen=True)
class Made:
    """A battle and its scenario as the engine fights it."""

    battle: Battle
    compiled: Compiled

    @classmethod
    def of(cls, row: BattleRow, *, halved: bool = False) -> Made:
        """The battle of a row; halved: at half the hex and half the step."""
        battle = battle_of(row)
        battle = battle_of(row, battle.scale.halved()) if halved else battle
        return cls(battle, compiled(battle))


def endings(made: Made, seed: int, replications: int) -> Iterator[Ending]:
    """So many replications of a battle. The same seed and row, the same endings."""
    own = seed_of(made.battle.row, seed)
    for replication in range(replications):
        yield ending(made, own, replication)


def ending(made: Made, seed: int, replication: int) -> Ending:
    """Fight one replication to the end that is drawn for it; seed: the battle's own (`seed_of`)."""
    scale = made.battle.scale
    draws = _draws(seed, replication)
    hours = scale.known_hours
    if hours is None:
        hours = max(1.0, drawn(assumptions().law(f"hours_{scale.size}"), draws[0]))
    active = drawn(assumptions().law("sectors_active"), draws[1]) if scale.sectors > 1 else 1.0
    later = max(1.0, hours / scale.hours) ** drawn(assumptions().law("later_days"), draws[2])
    recorded = [drawn(assumptions().law("recorded"), z) for z in draws[3:]]
    course = begin(made.compiled, seed, replication)
    spared_s = max(0.0, scale.hours - hours) * 3600.0
    fight_on(course, max(1, made.compiled.steps - round(spared_s / made.compiled.step_s)))
    whole = max(1.0, active * scale.sectors) * later
    row = made.battle.row
    lost = _lost(course)
    return Ending(
        attacker_wins=_won(course),
        casualties=(
            min(row.attacker.strength, whole * lost[ATTACKER] * recorded[ATTACKER]),
            min(row.defender.strength, whole * lost[DEFENDER] * recorded[DEFENDER]),
        ),
        hours=hours,
    )


def seed_of(row: BattleRow, seed: int) -> int:
    """The seed of a battle of a table: battles of one table do not share their draws."""
    return int.from_bytes(hashlib.sha256(f"battles {seed} {row.isqno}".encode()).digest()[:6], "little")


def drawn(law: Parameter, z: float) -> float:
    """A law's value at a standard normal deviate, each half of it with its own width, as the engine draws parameters.

    >>> law = assumptions().law("hours_small")
    >>> [round(drawn(law, z), 1) for z in (-HIGH_90, 0.0, HIGH_90)]
    [2.0, 5.0, 15.0]
    """
    share = law.prior == "logitnormal"
    low, middle, high = (log(v / (1.0 - v)) if share else log(v) for v in (law.low, law.median, law.high))
    width = (high - middle if z > 0 else middle - low) / HIGH_90
    value = exp(middle + z * width)
    return value / (1.0 + value) if share else value


def _draws(seed: int, replication: int) -> F8:
    """f8[5], standard normal deviates at the address of a replication: three of the battle, one of each side."""
    key = int.from_bytes(hashlib.sha256(f"battles/draws {seed} {replication}".encode()).digest()[:16], "little")
    return np.random.Generator(np.random.Philox(key=key)).standard_normal(5)


def _won(course: Course) -> float:
    """Who holds the objective; a half while both stand there and it is not decided."""
    objective = course.compiled.labels.objectives[0]
    if (course.scratch.standing[:, course.world.place_hex[objective]] > 0).all():
        return 0.5
    holder = int(course.state.places[t.HOLDER, objective])
    return {ATTACKER: 1.0, DEFENDER: 0.0}.get(holder, 0.5)


def _lost(course: Course) -> tuple[float, float]:
    """Men killed, wounded and missing in the sector, of either side."""
    lost = course.state.counts[[a.KILLED, a.WOUNDED, a.MISSING]].sum(axis=0)
    by_side = np.bincount(course.tables.units[t.SIDE], weights=lost, minlength=2)
    return float(by_side[ATTACKER]), float(by_side[DEFENDER])
