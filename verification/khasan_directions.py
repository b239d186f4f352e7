"""Do eight changes move Lake Khasan the way that was written down before it was first run?

    .venv/bin/python verification/khasan_directions.py [REPLICATIONS]

Same seed and replications for all, so differences are taken replication by replication (common random numbers). A
direction `fails` when the mean difference points the other way by more than twice its standard error (a false alarm in
about one of forty where nothing changes), `holds` when it points the right way by as much, and is `open` between.
The directions are those of docs/validation/khasan.md, predicted anew for the rules as they are.
"""

from __future__ import annotations

import sys

import numpy as np
from numpy.typing import NDArray

import khasan

SEED = 7
HELD = "Japan holds Zaozernaya, 31 July 08:00"
MEASURES = {
    HELD: "holder_zaozernaya_19380731_0800",
    "Soviet casualties": "soviet_casualties",
    "Japanese casualties": "japan_casualties",
    "Soviet casualties, night": "soviet_casualties_night_31jul",
    "Japanese casualties, night": "japan_casualties_night_31jul",
}
MORE, LESS, NO_MORE, NO_LESS = "more", "less", "no more", "no less"
DIRECTIONS = {
    "no-guns": {"Japanese casualties": LESS},
    "no-fog": {HELD: NO_MORE, "Japanese casualties": MORE},
    "half-the-attackers": {HELD: LESS},
    "no-works": {HELD: MORE, "Soviet casualties, night": MORE, "Japanese casualties, night": LESS},
    "full-moon": {HELD: LESS, "Japanese casualties, night": MORE},
    "no-tanks": {HELD: NO_LESS, "Japanese casualties": LESS},
    "double-ammunition": {"Soviet casualties": MORE, "Japanese casualties": MORE},
    "slow-command": {HELD: NO_MORE},
}


def measure(what_if: tuple[str, ...], replications: int) -> dict[str, NDArray[np.float64]]:
    """f8[replications] of each measure; holding counts as 1."""
    outcomes = khasan.run("lake-khasan-1938", seed=SEED, replications=replications, record=0, what_if=what_if).outcomes
    columns = {name: outcomes[column].to_numpy(zero_copy_only=False) for name, column in MEASURES.items()}
    return {n: (v == "japan").astype(float) if n == HELD else v.astype(float) for n, v in columns.items()}


def judge(direction: str, difference: float, error: float) -> str:
    """holds, open or fails."""
    if direction == NO_MORE:
        return "fails" if difference > 2 * error else "holds"
    if direction == NO_LESS:
        return "fails" if difference < -2 * error else "holds"
    signed = difference if direction == MORE else -difference
    return "holds" if signed > 2 * error else "fails" if signed < -2 * error else "open"


def main(replications: int) -> None:
    """Run the base and the eight changes and print the table."""
    base = measure((), replications)
    print(
        f"{replications} replications, seed {SEED}. Base: " + ", ".join(f"{n} {v.mean():.3g}" for n, v in base.items())
    )
    print("| what-if | measure | predicted | difference | standard error | |\n|---|---|---|---|---|---|")
    for what_if, directions in DIRECTIONS.items():
        changed = measure((what_if,), replications)
        for name, direction in directions.items():
            paired = changed[name] - base[name]
            error = float(paired.std(ddof=1) / np.sqrt(replications))
            verdict = judge(direction, float(paired.mean()), error)
            print(f"| {what_if} | {name} | {direction} | {paired.mean():+.3g} | {error:.2g} | {verdict} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 128)
