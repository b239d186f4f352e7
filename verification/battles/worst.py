"""A look into the battles that the forecast gets most wrong: what happens in them, told in figures of ours alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log10
from typing import Any

import numpy as np

from khasan.battles.forecast.fought import Made, seed_of
from khasan.battles.row import BattleRow
from khasan.battles.scoring import measures
from khasan.battles.scoring.case import Case, Said
from khasan.battles.scoring.whole import Marks
from khasan.compiler import Compiled
from khasan.engine.battle import run_replication
from khasan.results.tables import events_table, losses_table

WORST, REPLICATIONS = 12, 6
FIRST_H = 2.0
SIDES = ("attacker", "defender")
BY = {
    "aimed_fire": "bullets", "anti_armour_fire": "fire at tanks", "area_fire": "shells",
    "close_combat": "hand to hand", "pursuit": "pursuit", "surrender": "surrender", "bombing": "aircraft",
    "strafing": "aircraft",
}  # fmt: skip
"""What kills; the rest is told as other."""


@dataclass(frozen=True)
class Look:
    """One battle looked into."""

    row: BattleRow
    chance: float
    won: float
    error: tuple[float, float]
    """log10 of casualties told to true, of attacker and defender; NaN unknown."""
    scale: str
    sectors: int
    hours: float
    """Hours that are simulated."""
    lost: tuple[float, float]
    """Share of the men in the sector that either side loses, mean."""
    causes: tuple[Mapping[str, float], Mapping[str, float]]
    """Share of either side's losses by what caused them, the greatest first."""
    early: float
    """Share of all losses in the first two hours."""
    stops: Mapping[str, float]
    """Why attacks stopped, shares, the greatest first."""
    gave_up: Mapping[str, float]
    """Why positions were given up, shares, the greatest first."""


def badness(case: Case, said: Said) -> measures.Floats:
    """[battle]: log loss and CRPS of casualties, each in units of its mean since 1900; -inf where nothing is scored."""
    primary = np.array([row.is_primary for row in case.rows]) & np.isfinite(said.chance)
    decided = np.where(case.decided, case.won, np.nan)
    winner = measures.log_loss(said.chance, decided)
    cost = np.stack([measures.crps(said.quantiles[:, side], case.casualties[:, side]) for side in (0, 1)])
    known = np.isfinite(cost)
    casualties = np.where(known, cost, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    total = sum(np.nan_to_num(part / np.nanmean(part[primary])) for part in (winner, casualties))
    return np.where(primary, total, -np.inf)


def looks(marks: Marks, rows: Mapping[str, BattleRow], *, seed: int) -> list[Look]:
    """The worst battles since 1900, worst first, each fought again a few times with its losses on record."""
    order = np.argsort(-badness(marks.case, marks.ours), kind="stable")[:WORST]
    return [_look(marks, rows[marks.case.rows[k].isqno], int(k), seed) for k in order]


def _look(marks: Marks, row: BattleRow, k: int, seed: int) -> Look:
    made = Made.of(row)
    own = seed_of(row, seed)
    fought = [run_replication(made.compiled, own, number, record=True) for number in range(REPLICATIONS)]
    losses = losses_table(made.compiled, fought).to_pylist()
    events = events_table(made.compiled, fought).to_pylist()
    scale = made.battle.scale
    error = marks.ours.quantiles[k, :, 2] - marks.case.casualties[k]
    return Look(
        row=row,
        chance=float(marks.ours.chance[k]),
        won=float(marks.case.won[k]),
        error=(float(error[0]), float(error[1])),
        scale=f"{scale.units.echelon}, {scale.hex_m:g} m",
        sectors=scale.sectors,
        hours=scale.hours,
        lost=_both(lambda side: _men(losses, side) / _present(made.compiled, fought, side)),
        causes=_both(lambda side: _shares((BY.get(one["cause"], "other"), _fell(one)) for one in _of(losses, side))),
        early=sum(_fell(one) for one in losses if one["hour"] < FIRST_H) / max(1, sum(map(_fell, losses))),
        stops=_shares((one["detail"] or "untold", 1) for one in events if one["kind"] == "attack_stopped"),
        gave_up=_shares((one["detail"] or "untold", 1) for one in events if one["kind"] == "gave_up_position"),
    )


def _both(of_side: Callable[[str], Any]) -> tuple[Any, Any]:
    return of_side(SIDES[0]), of_side(SIDES[1])


def _of(losses: Iterable[Mapping[str, Any]], side: str) -> Iterable[Mapping[str, Any]]:
    return (one for one in losses if one["side"] == side)


def _fell(loss: Mapping[str, Any]) -> int:
    return int(loss["killed"] + loss["wounded"] + loss["missing"])


def _men(losses: Iterable[Mapping[str, Any]], side: str) -> float:
    return float(sum(map(_fell, _of(losses, side))))


def _present(compiled: Compiled, fought: Sequence[Any], side: str) -> float:
    """Men of a side in the sector, over all replications."""
    whose = np.array([unit.startswith(f"{side}-") for unit in compiled.labels.units])
    return max(1.0, float(sum(one.initial_men[whose].sum() for one in fought)))


def _shares(counted: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Words with their share of the whole, the greatest first."""
    count: Counter[str] = Counter()
    for word, many in counted:
        count[word] += many  # type: ignore[assignment]
    total = sum(count.values())
    return {word: many / total for word, many in count.most_common() if total and many}


def in_common(found: Sequence[Look]) -> dict[str, int]:
    """How many of the battles have what the page speaks of."""

    def many(holds: Callable[[Look], bool]) -> int:
        return sum(holds(one) for one in found)

    three = log10(3)
    return {
        "the attacker's chance is far too high": many(lambda one: one.chance - one.won > 0.5),
        "the attacker's chance is far too low": many(lambda one: one.won - one.chance > 0.5),
        "attacker's casualties are three times too high": many(lambda one: one.error[0] > three),
        "attacker's casualties are three times too low": many(lambda one: one.error[0] < -three),
        "defender's casualties are three times too high": many(lambda one: one.error[1] > three),
        "defender's casualties are three times too low": many(lambda one: one.error[1] < -three),
        "half of what is lost is lost in the first two hours": many(lambda one: one.early > 0.5),
        "most of the attacker's losses are by shells": many(lambda one: one.causes[0].get("shells", 0) > 0.5),
        "most of the defender's losses are by shells": many(lambda one: one.causes[1].get("shells", 0) > 0.5),
        "losses are the first cause of stopped attacks": many(lambda one: next(iter(one.stops), "") == "losses"),
        "one sector stands for two and more": many(lambda one: one.sectors > 1),
    }
