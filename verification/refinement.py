"""Half the step, half the hex: mean losses of stylised fights move by at most 10% and 15%, and less each time.

Before them goes a march under fire, whose losses hardly vary: in it the mutants show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

import khasan
from khasan import arrays as a
from khasan.compiler import Compiled
from khasan.engine import run_replication
from verification.fights import FIGHTS, march, march_losses
from verification.figures import F8, Figure, Size

STEP_BOUND, HEX_BOUND = 0.10, 0.15
STEPS = (600, 300, 150, 75)
HEXES = (500.0, 250.0, 125.0)
FINE_STEP_S = 75
"""The step at which hexes are compared: fine enough to say nothing of its own."""


def losses(fight: Compiled, replications: int) -> F8:
    """f8[2, 2]: mean casualties of each side, and their standard errors."""
    side = np.array(fight.labels.unit_side)
    rows = []
    for k in range(replications):
        last = run_replication(fight, 31, k).counts[-1, a.KILLED : a.MISSING + 1].sum(axis=0)
        rows.append([last[side == 0].sum(), last[side == 1].sum()])
    found = np.array(rows, dtype=np.float64)
    return np.array([found.mean(axis=0), found.std(axis=0, ddof=1) / np.sqrt(replications)])


def moved(what: str, coarse: F8, fine: F8, bound: float) -> list[Figure]:
    """By how much each side's mean losses move, over their mean."""
    found = []
    for side, name in enumerate(("Japanese", "Soviet")):
        shift = fine[0, side] / max(1e-9, coarse[0, side]) - 1.0
        error = float(np.hypot(fine[1, side], coarse[1, side]) / max(1e-9, coarse[0, side]))
        means = f"{coarse[0, side]:.1f} -> {fine[0, side]:.1f}"
        bounds = f"within {bound:.0%}, standard error {error:.1%}"
        found.append(Figure(f"{what}, {name} losses {means}", float(shift), bounds, abs(shift) <= bound))
    return found


def marched(what: str, compiled: Sequence[tuple[str, Compiled]], bound: float, replications: int) -> list[Figure]:
    """By how much each halving moves the losses of the march."""
    means = [(name, losses(one, replications)[:, 1:]) for name, one in compiled]
    right = march_losses()
    found = []
    for name, mean in means:
        shift = float(mean[0, 0] / right - 1.0)
        said = f"march under fire, {what} {name}, losses {mean[0, 0]:.0f} against the integral {right:.0f}"
        found.append(Figure(said, shift, f"within {bound:.0%}", abs(shift) <= bound))
    for (one, coarse), (two, fine) in pairwise(means):
        shift = float(fine[0, 0] / coarse[0, 0] - 1.0)
        said = f"march under fire, {what} {one} -> {two}, losses {coarse[0, 0]:.0f} -> {fine[0, 0]:.0f}"
        found.append(Figure(said, shift, f"within {bound:.0%}", abs(shift) <= bound))
    return found


def of_step(size: Size) -> list[Figure]:
    """Each fight at ever shorter steps on hexes of 250 m."""
    if size == "tiny":  # in plain Python the lines of sight of small hexes take minutes
        return marched("step of", [(f"{s} s", march(s, 500.0)) for s in (600, 300)], STEP_BOUND, 10)
    found = marched("step of", [(f"{s} s", march(s, 250.0)) for s in STEPS], STEP_BOUND, 100)
    if size == "full":
        steps, fights, many = STEPS, tuple(FIGHTS), 600
    else:
        steps, fights, many = (300, 150), ("fire fight",), 60
    for name in fights:
        means = {step_s: losses(FIGHTS[name](step_s, 250.0), many) for step_s in steps}
        for coarse, fine in pairwise(steps):
            what = f"{name}, step {coarse} -> {fine} s"
            found += moved(what, means[coarse], means[fine], STEP_BOUND)
    return found


def of_hex(size: Size) -> list[Figure]:
    """Each fight on ever smaller hexes, by steps of 75 s."""
    if size == "tiny":
        return marched("hex of", [(f"{h:g} m", march(300, h)) for h in (500.0, 250.0)], HEX_BOUND, 10)
    hexes, fights, many = HEXES, tuple(FIGHTS), 600
    found = marched("hex of", [(f"{h:g} m", march(FINE_STEP_S, h)) for h in hexes], HEX_BOUND, 100)
    if size == "quick":
        hexes, fights, many = (250.0, 125.0), ("fire fight",), 60
    for name in fights:
        means = {hex_m: losses(FIGHTS[name](FINE_STEP_S, hex_m), many) for hex_m in hexes}
        for coarse, fine in pairwise(hexes):
            what = f"{name}, hex {coarse:g} -> {fine:g} m"
            found += moved(what, means[coarse], means[fine], HEX_BOUND)
    return found


def khanka(size: Size) -> list[Figure]:
    """The clash at Lake Khanka at half the step and half the hex that it is shipped with; coarser ones for the trend.

    All its maps and the doubt of every number.
    """
    if size != "full":
        return []
    shipped = khasan.load_scenario("lake-khanka-1935")
    many = 1600
    means = {}
    for step_s, hex_m in ((60, 75.0), (30, 75.0), (15, 75.0), (30, 150.0), (30, 37.5)):
        clock = shipped.clock.model_copy(update={"step_s": step_s})
        ground = shipped.map.model_copy(update={"hex_m": hex_m, "members": 1})
        means[step_s, hex_m] = losses(
            khasan.compile_scenario(shipped.model_copy(update={"clock": clock, "map": ground})), many
        )
    found = []
    for coarse, fine, told in (
        ((30, 75.0), (15, 75.0), "step 30 -> 15 s"),
        ((30, 75.0), (30, 37.5), "hex 75 -> 37.5 m"),
        ((60, 75.0), (30, 75.0), "step 60 -> 30 s"),
        ((30, 150.0), (30, 75.0), "hex 150 -> 75 m"),
    ):
        bound = STEP_BOUND if told.startswith("step") else HEX_BOUND
        figures = moved(f"Lake Khanka, {told}", means[coarse], means[fine], bound)
        if coarse != (30, 75.0):  # coarser than shipped: the trend, which is shown and not held to a bound
            figures = [replace(one, bound=f"trend only, {one.bound}", ok=True) for one in figures]
        found += figures
    return found
