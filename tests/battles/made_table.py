"""A table of battles of known truth: nobody fought them, a seed and a few lines of law did.

    python -m battles.made_table      (in tests/) writes made_battles.csv again

Who wins and what it costs follow the laws below, and nothing else in the row matters. So a forecaster who knows the
laws is the best that there can be, and what he scores is known too.
"""

from __future__ import annotations

import csv
import math
import random
from pathlib import Path
from typing import NamedTuple

PATH = Path(__file__).with_name("made_battles.csv")
COUNT, SEED = 240, 1932
SPREAD = 0.30
"""Standard deviation of log10 casualties about their law."""
NORMAL = (-1.6448536, -0.6744898, 0.0, 0.6744898, 1.6448536)
"""Quantiles of the standard normal distribution at 5, 25, 50, 75 and 95%."""
POSTURES = {"HD": 1.2, "PD": 0.0, "FD": -1.2}
"""What the defender's posture adds to the attacker's log odds."""
NATIONS = ("Redland", "Blueland", "Greenland", "Greyland")


class Truth(NamedTuple):
    """What the laws say of a row."""

    chance: float
    """That the attacker wins."""
    casualties: tuple[float, float]
    """Medians of the attacker's and of the defender's."""


def truth(row: dict[str, str]) -> Truth:
    """The laws: odds, posture and surprise for the winner; size and posture for the share of men lost."""
    attackers, defenders = float(row["att_strength"]), float(row["def_strength"])
    odds = 2.5 * math.log(attackers / defenders) + POSTURES[row["post1"]] + 1.0 * float(row["surpa"])
    small = [10 ** (-0.8 - 0.25 * math.log10(men / 1000)) for men in (attackers, defenders)]
    dug = {"HD": 0.8, "PD": 1.0, "FD": 1.3}[row["post1"]]
    return Truth(1 / (1 + math.exp(-odds)), (attackers * small[0] * dug, defenders * small[1] / dug))


def make_rows() -> list[dict[str, str]]:
    """The rows of the table."""
    draw = random.Random(SEED)
    return [_row(number, draw) for number in range(1, COUNT + 1)]


def _row(number: int, draw: random.Random) -> dict[str, str]:
    attackers = round(10 ** draw.uniform(2.9, 5.0))
    defenders = max(300, round(attackers / 10 ** draw.gauss(0.15, 0.25)))
    year, war = draw.choice([(1870, "War A"), (1905, "War B"), (1916, "War C"), (1943, "War D"), (1950, "War E")])
    sides = draw.sample(NATIONS, 2)
    row = {
        "isqno": str(number), "war": war, "campaign": f"Campaign {number % 7}", "name": f"HILL {number}",
        "location": "Nowhere", "start": f"{year}-06-{1 + number % 28:02}", "end": f"{year}-06-28",
        "duration_days": str(draw.randint(1, 6)), "active_hours": str(draw.randint(4, 60)), "year": str(year),
        "att_actors": sides[0], "def_actors": sides[1], "att_strength": f"{attackers}.0",
        "att_strength_is_initial": "1", "att_tanks": str(draw.choice([0, 0, 20]) if year > 1915 else 0),
        "att_artillery": str(round(attackers * draw.uniform(0.002, 0.008))), "att_front_km": f"{attackers / 2500:.1f}",
        "att_pri1": draw.choice(["FF", "FF", "EE"]), "def_strength": f"{defenders}.0", "def_strength_is_initial": "1",
        "def_tanks": "0", "def_artillery": str(round(defenders * draw.uniform(0.002, 0.008))),
        "def_front_km": f"{attackers / 2500:.1f}", "def_pri1": "DD", "post1": draw.choice(["HD", "PD", "FD"]),
        "terrain1_1": draw.choice("GRF"), "terrain1_2": draw.choice("WMB"), "wx1_1": draw.choice("DW"),
        "wx1_4": "S", "wx1_5": "T", "surpa": str(draw.choice([0, 0, 0, 1, 2])), "aeroa": str(draw.choice([-1, 0, 1])),
        "group": str(number - number % 2),
    }  # fmt: skip
    return row | _outcome(row, draw)


def _outcome(row: dict[str, str], draw: random.Random) -> dict[str, str]:
    chance, casualties = truth(row)
    won = 1 if draw.random() < chance else -1
    lost = [round(median * 10 ** draw.gauss(0, SPREAD)) for median in casualties]
    wina = "0" if draw.random() < 0.05 else str(won)
    return {"att_casualties": f"{lost[0]}.0", "def_casualties": f"{lost[1]}.0", "wina": wina}


def best_forecast(row: dict[str, str]) -> list[str]:
    """The line of a file of forecasts by who knows the laws."""
    known = truth(row)
    quantiles = [median * 10 ** (SPREAD * z) for median in known.casualties for z in NORMAL]
    return [row["isqno"], f"{known.chance:.4f}", *(f"{men:.2f}" for men in quantiles)]


def write_table(path: Path) -> Path:
    """The table as a file."""
    rows = make_rows()
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


if __name__ == "__main__":
    write_table(PATH)
