"""Ten battles made at two scales: do they come to the same?

    python -m verification.battle_scales [--replications N] [--workers N] [--table FILE]

The ten are the first battles since 1900 of the made-up table of the tests (or of FILE) that last a day or less; each is
fought at the scale that the generator chooses and at half its hex and half its step, with the same draws. Exit status 1
if the median casualties of a side differ by more than 25%, or the attacker's chance by more than .1.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from khasan.battles.battle_table import read_battles
from khasan.battles.forecast.fought import Made, endings
from khasan.battles.generator.scale import scale_of
from khasan.battles.generator.words import PLURALS
from khasan.battles.row import BattleRow

TABLE = Path(__file__).parents[1] / "tests" / "battles" / "made_battles.csv"
BATTLES, LONGEST_H = 10, 24.0
CASUALTIES_WITHIN, CHANCE_WITHIN = 0.25, 0.1
SEED = 1
HEAD = (
    "| battle | men | units | hex, m | attacker wins | attackers lost | defenders lost | holds |\n"
    "|---|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True)
class Figures:
    """What a battle comes to at one scale."""

    hex_m: float
    chance: float
    casualties: tuple[float, float]
    """Medians, attacker and defender."""


@dataclass(frozen=True)
class Pair:
    """A battle at both scales."""

    row: BattleRow
    whole: Figures
    half: Figures

    @property
    def holds(self) -> bool:
        """Do the two scales agree?"""
        near = all(abs(change) <= CASUALTIES_WITHIN for change in self.changes)
        return near and abs(self.half.chance - self.whole.chance) <= CHANCE_WITHIN

    @property
    def changes(self) -> list[float]:
        """By what share a side's casualties change from the scale of the generator to half of it."""
        pairs = zip(self.whole.casualties, self.half.casualties, strict=True)
        return [half / max(1.0, whole) - 1.0 for whole, half in pairs]

    def __str__(self) -> str:
        whole, half = self.whole, self.half
        lost = [
            f"{whole.casualties[side]:,.0f}, {half.casualties[side]:,.0f} ({self.changes[side]:+.0%})"
            for side in (0, 1)
        ]
        men = f"{self.row.attacker.strength:,.0f} against {self.row.defender.strength:,.0f}"
        return (
            f"| {self.row.isqno} ({self.row.year}) | {men} | {PLURALS[scale_of(self.row).units.echelon]} "
            f"| {whole.hex_m:g}, {half.hex_m:g} | {whole.chance:.2f}, {half.chance:.2f} | {lost[0]} | {lost[1]} "
            f"| {'yes' if self.holds else 'no'} |"
        )


def chosen(rows: Sequence[BattleRow]) -> list[BattleRow]:
    """The first battles since 1900 that last a day or less."""
    short = [row for row in rows if row.is_primary and (scale_of(row).known_hours or LONGEST_H + 1) <= LONGEST_H]
    return short[:BATTLES]


def figures(row: BattleRow, replications: int, *, halved: bool) -> Figures:
    """A battle fought so often at one of the scales."""
    made = Made.of(row, halved=halved)
    fought = list(endings(made, SEED, replications))
    median = np.median([one.casualties for one in fought], axis=0)
    chance = float(np.mean([one.attacker_wins for one in fought]))
    return Figures(made.battle.scale.hex_m, chance, (float(median[0]), float(median[1])))


def main(arguments: Sequence[str]) -> int:
    """Print a row a battle; 1 if one does not hold."""
    parser = argparse.ArgumentParser(prog="python -m verification.battle_scales", description=__doc__)
    parser.add_argument("--replications", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--table", type=Path, default=TABLE)
    asked = parser.parse_args(arguments)
    rows = chosen(read_battles(asked.table, duration_known=True).rows)
    print(HEAD, flush=True)
    faults = 0
    with ThreadPoolExecutor(asked.workers) as pool:
        both = [
            tuple(pool.submit(figures, row, asked.replications, halved=halved) for halved in (False, True))
            for row in rows
        ]
        for row, (whole, half) in zip(rows, both, strict=True):
            pair = Pair(row, whole.result(), half.result())
            faults += not pair.holds
            print(pair, flush=True)
    print(f"{len(rows) - faults} of {len(rows)} hold at {asked.replications:,} replications")
    return min(1, faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
