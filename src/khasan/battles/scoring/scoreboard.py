"""The score: every measure of every model, by family of battles, and ours less each rival's on the same battles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from khasan.battles.scoring import measures
from khasan.battles.scoring.case import ATTACKER, DEFENDER, Case, Said
from khasan.battles.scoring.groups import FAMILIES, OF_ALL_YEARS
from khasan.battles.scoring.measures import Floats
from khasan.battles.scoring.resampling import NOTHING, Estimate, Resampling

MIDDLE = 2
"""Place of the median among the five quantiles."""
FEWEST = 6
"""A group with fewer battles than this is counted and not scored."""
DRAWS = 1000


@dataclass(frozen=True)
class Measure:
    """One line of a score."""

    name: str
    of: str
    """battle, side or exchange: what it is taken of."""
    median: bool
    """Whether its middle is the median; else the mean."""
    better: int
    """-1 the lower, 1 the higher is better; 0 the nearer to ``aim``."""
    items: Callable[[Case, Said], Floats]
    """A value for each battle [battle], or each side [battle, side]; NaN where there is none."""
    aim: float = 0.0
    share: bool = False
    """Told in per cent."""
    factor: bool = False
    """A logarithm: told as a factor where nothing but its sign says what is better."""


def _winner(rule: Callable[[Floats, Floats], Floats]) -> Callable[[Case, Said], Floats]:
    def items(case: Case, said: Said) -> Floats:
        return np.where(case.decided & np.isfinite(said.chance), rule(said.chance, case.won), np.nan)

    return items


def _error(case: Case, said: Said) -> Floats:
    """[battle, side]: log10 of the casualties told to those that there were."""
    return np.asarray(said.quantiles[:, :, MIDDLE] - case.casualties)


def _exchange(case: Case, said: Said) -> Floats:
    """[battle]: log10 of the exchange ratio told, attacker's to defender's casualties, to the one that there was."""
    error = _error(case, said)
    return np.asarray(error[:, ATTACKER] - error[:, DEFENDER])


def _by_side(rule: Callable[[Floats, Floats], Floats]) -> Callable[[Case, Said], Floats]:
    def items(case: Case, said: Said) -> Floats:
        both = [rule(said.quantiles[:, side], case.casualties[:, side]) for side in (ATTACKER, DEFENDER)]
        return np.where(np.isfinite(_error(case, said)), np.column_stack(both), np.nan)

    return items


def _within(error: Floats) -> Floats:
    return np.where(np.isfinite(error), measures.within_factor(error), np.nan)


MEASURES = (
    Measure("log loss", "battle", False, -1, _winner(measures.log_loss)),
    Measure("Brier", "battle", False, -1, _winner(measures.brier)),
    Measure("accuracy", "battle", False, 1, _winner(measures.called_right), share=True),
    Measure("attacker's chance, told less true", "battle", False, 0, _winner(lambda p, won: p - won), share=True),
    Measure("casualties within x2", "side", False, 1, lambda c, s: _within(_error(c, s)), share=True),
    Measure("casualties, median |log10|", "side", True, -1, lambda c, s: np.abs(_error(c, s)), factor=True),
    Measure("casualties, told to true", "side", True, 0, _error, factor=True),
    Measure("attacker's casualties, told to true", "battle", True, 0, lambda c, s: _error(c, s)[:, 0], factor=True),
    Measure("defender's casualties, told to true", "battle", True, 0, lambda c, s: _error(c, s)[:, 1], factor=True),
    Measure("casualties, CRPS on log10", "side", False, -1, _by_side(measures.crps)),
    Measure(
        "casualties, coverage of 50%", "side", False, 0, _by_side(lambda q, y: measures.covered(q, y, 1, 3)), 0.5, True
    ),
    Measure(
        "casualties, coverage of 90%", "side", False, 0, _by_side(lambda q, y: measures.covered(q, y, 0, 4)), 0.9, True
    ),
    Measure("exchange ratio within x2", "exchange", False, 1, lambda c, s: _within(_exchange(c, s)), share=True),
    Measure(
        "exchange ratio, median |log10|", "exchange", True, -1, lambda c, s: np.abs(_exchange(c, s)), factor=True
    ),
    Measure("exchange ratio, told to true", "exchange", True, 0, _exchange, factor=True),
)  # fmt: skip


@dataclass(frozen=True)
class Score:
    """One measure of one group, for all models."""

    measure: Measure
    count: int
    """Battles, sides or exchanges that it is taken of, the same for all models that tell anything."""
    models: Mapping[str, Estimate]
    less: Mapping[str, Estimate]
    """Ours less each rival's, with the interval of the difference."""


@dataclass(frozen=True)
class Group:
    """The scores of one group of a family."""

    family: str
    name: str
    battles: int
    scores: tuple[Score, ...]
    """Empty where there are too few battles."""


def scoreboard(
    case: Case, ours: Said, rivals: Sequence[Said], *, seed: int, draws: int = DRAWS, old: bool = False
) -> list[Group]:
    """Every group of every family. ``old``: the families that tell of the engine's era tell of all years.

    Only battles of which ``ours`` tells something are scored, and every model on the same ones.
    """
    drawn = Resampling(list(case.groups), draws=draws, seed=seed)
    items = [(one, {said.name: one.items(case, said) for said in (ours, *rivals)}) for one in MEASURES]
    told = np.isfinite(ours.chance)
    groups = []
    for family, label in FAMILIES.items():
        every = old or family in OF_ALL_YEARS
        kept = told & np.array([every or row.is_primary for row in case.rows])
        labels = [[label(row, side) for side in (None, ATTACKER, DEFENDER)] for row in case.rows]
        for name in _names(labels, kept):
            masks = np.array([[name in one for one in three] for three in labels]) & kept[:, None]
            battles = int(masks.any(axis=1).sum())
            scores = tuple(_score(one, of, ours.name, masks, drawn) for one, of in items) if battles >= FEWEST else ()
            groups.append(Group(family, name, battles, scores))
    return groups


def _names(labels: list[list[tuple[str, ...]]], kept: NDArray[np.bool_]) -> list[str]:
    """Those that occur, classes from small to large; the engine's own years before the years before them."""
    found = {name for three, one in zip(labels, kept, strict=True) if one for of in three for name in of}
    return sorted(found, key=_order, reverse="all" in found)


def _order(name: str) -> tuple[int, float, str]:
    """Classes from small to large: those under a bound first, those over one last."""
    word, _, rest = name.partition(" ")
    first = {"all": 0, "since": 3, "before": 1, "under": 1, "over": 3}.get(word, 2)
    number = (rest if word in ("since", "before", "under", "over") else name).split(" ")[0].split("-")[0]
    plain = number.replace(",", "").replace(".", "", 1)
    return (first, float(number.replace(",", "")) if plain.isdigit() else 0.0, name)


def _score(
    measure: Measure, items: Mapping[str, Floats], ours: str, masks: NDArray[np.bool_], drawn: Resampling
) -> Score:
    """One measure of one group. ``masks`` [battle; battle, attacker, defender]: which of them are in the group."""
    if measure.of == "side":
        battle = np.repeat(np.arange(len(masks)), 2)
        mask = masks[:, 1:].ravel()
    else:
        battle, mask = np.arange(len(masks)), masks[:, 0]
    flat = {name: values.ravel() for name, values in items.items()}
    mask = mask & np.isfinite(flat[ours])
    speaking = [name for name, values in flat.items() if np.isfinite(values[mask]).all() and mask.any()]
    figures = {name: drawn.draw(flat[name][mask], battle[mask], median=measure.median) for name in speaking}
    return Score(
        measure,
        int(mask.sum()),
        {name: figures[name].estimate() if name in figures else NOTHING for name in flat},
        {name: figures[ours].less(figures[name]) if name in figures else NOTHING for name in flat if name != ours},
    )
