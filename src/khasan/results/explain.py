"""Why a loss happened: who fired, at what range, the factors multiplied, and the draw that made it so many.

Nothing is looked up: the replication is fought again from the manifest with recording on, and the draw is made
again from its address.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import exp, fsum, lgamma, log, prod
from pathlib import Path
from typing import Any

from khasan import arrays as a
from khasan.arrays import Replication
from khasan.compiler import Compiled
from khasan.engine import redraw, run_replication
from khasan.errors import input_error
from khasan.results.frame import frame_of, local_iso
from khasan.results.reopen import compiled_of
from khasan.results.reopen import differences as _differences
from khasan.results.store import RunFolder
from khasan.results.table_columns import LOSSES

_OTHER_WORDS = {
    a.ARMOUR: "anti-armour fire",
    a.CARRIED: "what befell the carrier",
    a.ANTI_AIRCRAFT: "anti-aircraft fire",
}
CAUSES = tuple(_OTHER_WORDS.get(code, name.replace("_", " ")) for code, name in enumerate(a.CAUSE_NAMES))
"""Causes in words, by their codes."""
MULTIPLIED = (
    "rounds", "effect_per_round", "exposure", "steadiness", "observation", "quality", "parameter", "fight",
    "saturation",
)  # fmt: skip
"""Factors of a loss: their product is what was expected."""
UNDRAWN = (a.PURSUIT, a.CARRIED, a.SURRENDER)
"""Causes whose losses are no Poisson count of the product."""
LOST = tuple((name.replace("_", " "), row) for row, name in enumerate(a.LOSS_NAMES) if row >= a.LO_KILLED)
_MEANINGS = {column.name: column.meaning for column in LOSSES}
_OTHERWISE = {
    ("rounds", a.CLOSE): "man-seconds of fighting by the enemy",
    ("rounds", a.PURSUIT): "men who gave way",
    ("parameter", a.PURSUIT): "share of them lost in pursuit",
    ("rounds", a.SURRENDER): "men, or vehicles, that could not get away",
    ("effect_per_round", a.SURRENDER): "chance that one gives up in the step",
    ("rounds", a.CARRIED): "men aboard",
    ("effect_per_round", a.CARRIED): "share of the carrier's men who fell, or drowned with its boats",
    ("rounds", a.AIMED): "rounds fired",
    ("rounds", a.AREA): "rounds fired",
    ("rounds", a.ARMOUR): "rounds fired",
    ("rounds", a.STRAFING): "rounds fired",
    ("rounds", a.ANTI_AIRCRAFT): "rounds fired while the aircraft were within reach",
    ("rounds", a.BOMBING): "bombs dropped",
    ("rounds", a.AIR_COMBAT): "attacks by single aircraft",
    ("effect_per_round", a.AIR_COMBAT): "worth of the attacker's aircraft over that of the attacked",
    ("effect_per_round", a.ANTI_AIRCRAFT): "chance that one round hits an aircraft",
    ("parameter", a.AIR_COMBAT): "aircraft shot down for each attack by an equal",
}
"""What a factor means for a cause, where that differs."""


@dataclass(frozen=True)
class Factor:
    """One of the numbers multiplied."""

    name: str
    value: float
    meaning: str


@dataclass(frozen=True)
class Why:
    """One loss, taken apart. ``shooter`` and ``weapon`` are None where nobody or nothing in particular did it."""

    scenario: str
    seed: int
    replication: int
    event: int
    step: int
    time: str
    """Local, ISO 8601."""
    cause: str
    shooter: str | None
    shooter_name: str | None
    target: str
    target_name: str
    weapon: str | None
    range_m: float
    weapons: float
    lost: dict[str, int]
    factors: tuple[Factor, ...]
    expected: float
    """Product of the factors: the mean of the loss."""
    stream: int
    sub: int
    draw: float
    """As recorded."""
    redrawn: tuple[float, float]
    """The two uniforms at the draw's address, made again: the first decides how many fall, the second how."""

    @property
    def product(self) -> float:
        """The factors multiplied again here."""
        return prod(factor.value for factor in self.factors)

    @property
    def fallen(self) -> int:
        """What was counted by the draw: vehicles where any were hit, else men."""
        vehicles = sum(self.lost.get(name, 0) for name in ("vehicles burnt", "vehicles knocked out"))
        return vehicles or sum(self.lost.get(name, 0) for name in ("killed", "wounded", "missing"))

    @property
    def span(self) -> tuple[float, float] | None:
        """Between which draws a Poisson count of this mean is just so many; None where it is drawn otherwise.

        A recorded draw above the upper end means that no more were there to be lost.
        """
        if self.cause in [CAUSES[cause] for cause in UNDRAWN]:
            return None
        return poisson_below(self.expected, self.fallen), poisson_below(self.expected, self.fallen + 1)

    @property
    def drawn_again(self) -> bool:
        """Is the recorded draw one of those at its address, to the bit?"""
        return self.draw in self.redrawn

    def to_json(self) -> dict[str, Any]:
        """Everything as plain data."""
        return asdict(self) | {
            "product": self.product,
            "fallen": self.fallen,
            "draws_that_mean_it": self.span,
            "drawn_again": self.drawn_again,
        }


def explain(run: Path | str, replication: int, event: int) -> Why:
    """Why loss number ``event`` of a replication of a run happened.

    Raises InputError if the run, the replication or the loss does not exist.
    """
    folder, compiled, rep = fought_again(run, replication)
    if not 0 <= event < len(rep.losses):
        last = len(rep.losses) - 1
        remedy = f"give 0 to {last}" if last >= 0 else "nobody was lost in this replication"
        raise input_error("--event", event, remedy)
    return why(compiled, rep, folder.manifest["seed"], event)


def why(compiled: Compiled, rep: Replication, seed: int, event: int) -> Why:
    """One loss of a recorded replication, taken apart."""
    labels, entry, factors = compiled.labels, rep.losses[event].tolist(), rep.factors[event].tolist()
    step, shooter, target, weapon = (entry[k] for k in (a.LO_STEP, a.LO_SHOOTER, a.LO_TARGET, a.LO_WEAPON))
    stream, sub = entry[a.LO_STREAM], entry[a.LO_SUB]
    shooter_id = labels.units[shooter] if shooter >= 0 else ""
    u, v = redraw(seed, rep.replication, step, stream, sub, shooter_id, labels.units[target])
    return Why(
        scenario=labels.scenario,
        seed=seed,
        replication=rep.replication,
        event=event,
        step=step,
        time=local_iso(compiled, frame_of(compiled).zone, step),
        cause=CAUSES[entry[a.LO_CAUSE]],
        shooter=shooter_id or None,
        shooter_name=labels.unit_names[shooter] if shooter >= 0 else None,
        target=labels.units[target],
        target_name=labels.unit_names[target],
        weapon=labels.weapon_names[weapon] if weapon >= 0 else None,
        range_m=factors[a.FA_RANGE_M],
        weapons=factors[a.FA_WEAPONS],
        lost={name: entry[row] for name, row in LOST if entry[row]},
        factors=tuple(_factor(name, entry[a.LO_CAUSE], factors) for name in MULTIPLIED),
        expected=factors[a.FA_EXPECTED],
        stream=stream,
        sub=sub,
        draw=factors[a.FA_DRAW],
        redrawn=(u, v),
    )


def poisson_below(mean: float, count: int) -> float:
    """Probability that a Poisson count of this mean is less than ``count``.

    >>> round(poisson_below(0.02, 1), 6), poisson_below(2.0, 0)
    (0.980199, 0.0)
    """
    if mean <= 0:
        return float(count > 0)
    return fsum(exp(-mean + k * log(mean) - lgamma(k + 1)) for k in range(count))


def losses(run: Path | str, replication: int) -> list[dict[str, Any]]:
    """The losses of a replication of a run, each with the number that :func:`explain` takes."""
    _, compiled, rep = fought_again(run, replication)
    labels, zone = compiled.labels, frame_of(compiled).zone
    entries = []
    for event, entry in enumerate(rep.losses.tolist()):
        shooter = entry[a.LO_SHOOTER]
        entries.append(
            {
                "event": event,
                "time": local_iso(compiled, zone, entry[a.LO_STEP]),
                "cause": CAUSES[entry[a.LO_CAUSE]],
                "shooter": labels.unit_names[shooter] if shooter >= 0 else None,
                "target": labels.unit_names[entry[a.LO_TARGET]],
                "lost": {name: entry[row] for name, row in LOST if entry[row]},
            }
        )
    return entries


def differences(run: Path | str) -> list[str]:
    """What is not as it was when the run was made, such as another version of numba; empty if all is."""
    return _differences(RunFolder.open(run))


def fought_again(run: Path | str, replication: int) -> tuple[RunFolder, Compiled, Replication]:
    """The replication fought again with recording on."""
    folder = RunFolder.open(run)
    manifest = folder.manifest
    first, finished = manifest["first_replication"], manifest["replications_finished"]
    if not first <= replication < first + finished:
        remedy = f"the run has {first} to {first + finished - 1}"
        raise input_error("--replication", replication, remedy)
    compiled = compiled_of(folder)
    return folder, compiled, run_replication(compiled, manifest["seed"], replication, record=True)


def meaning_of(factor: str, cause: int) -> str:
    """What one of the factors means for a loss of that cause.

    >>> meaning_of("rounds", a.AIMED), meaning_of("rounds", a.PURSUIT)
    ('rounds fired', 'men who gave way')
    """
    return _OTHERWISE.get((factor, cause), _MEANINGS[factor])


def _factor(name: str, cause: int, factors: Sequence[float]) -> Factor:
    return Factor(name, factors[a.FACTOR_NAMES.index(name)], meaning_of(name, cause))
