"""What statistics alone say of the same battles, cross-validated: fitted to nine tenths, asked about the tenth.

They are rivals to be measured against and nothing else: no forecast of khasan is made from them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from khasan.battles.forecast_columns import LEVELS
from khasan.battles.scoring.case import Case, Said, nothing_said
from khasan.battles.scoring.features import features
from khasan.battles.scoring.groups import size_of
from khasan.battles.scoring.measures import Floats
from khasan.battles.scoring.ridge import fit_chance, fit_quantiles

Mask = NDArray[np.bool_]
Fitted = Callable[[Case, Floats, Mask, Mask, Said], None]
ALWAYS, SHARES, RIDGE, RIDGE_NEW_WAR = "always attacker", "loss shares", "ridge", "ridge, new war"
FOLDS = 10
INNER = 3
"""Parts inside a fit, to choose the penalty by."""
FEWEST = 5
"""A cell of the table of loss shares needs so many battles to be used; else its size alone tells."""


def baselines(case: Case, *, seed: int) -> list[Said]:
    """The rivals, in the order of the table."""
    known = features(case.rows)
    by_group = folds(case.groups, seed=seed)
    wars = [row.war or row.isqno for row in case.rows]
    by_war = folds(wars, seed=seed, many=len(set(wars)))
    rivals: list[tuple[str, Fitted, list[Mask]]] = [
        (ALWAYS, always_the_attacker, by_group),
        (SHARES, loss_shares, by_group),
        (RIDGE, ridge, by_group),
        (RIDGE_NEW_WAR, ridge, by_war),
    ]
    told = []
    for name, fitted, parts in rivals:
        said = nothing_said(name, len(case.rows))
        for asked in parts:
            fitted(case, known, ~asked, asked, said)
        told.append(said)
    return told


def folds(groups: Sequence[str], *, seed: int, many: int = FOLDS) -> list[Mask]:
    """Parts of a table, no group in two of them; which group falls where depends on the seed and its name alone."""
    names = sorted(set(groups))
    places = np.random.default_rng(seed).permutation(len(names)) % many
    place = dict(zip(names, places, strict=True))
    each = np.array([place[group] for group in groups], dtype=int)
    return [each == k for k in range(many) if (each == k).any()]


def always_the_attacker(case: Case, known: Floats, seen: Mask, asked: Mask, said: Said) -> None:
    """The attacker wins with the chance that attackers had in the battles seen."""
    won = case.won[seen & case.decided]
    if len(won):
        said.chance[asked] = won.mean()


def loss_shares(case: Case, known: Floats, seen: Mask, asked: Mask, said: Said) -> None:
    """Each side loses the median share of sides of its role, size and posture; the spread is that of all its role."""
    for side in range(2):
        share = case.casualties[:, side] - case.men[:, side]
        usable = seen & np.isfinite(share)
        if not usable.any():
            continue
        median = _median_of_cells(case, share, usable, side)
        spread = np.quantile(share[usable] - median[usable], LEVELS)
        said.quantiles[asked, side] = (case.men[:, side] + median)[asked, None] + spread


def _median_of_cells(case: Case, share: Floats, usable: Mask, side: int) -> Floats:
    """[battle]: the median share of its size and posture, of its size where those are few, of all where these are."""
    strengths = 10 ** case.men[:, side]
    cells = [(size_of(men), row.posture) for men, row in zip(strengths, case.rows, strict=True)]
    held: dict[object, list[float]] = defaultdict(list)
    for k in np.flatnonzero(usable):
        for key in (cells[k], cells[k][0], None):
            held[key].append(share[k])
    medians = {key: float(np.median(values)) for key, values in held.items() if len(values) >= FEWEST or key is None}
    return np.array([next(medians[key] for key in (cell, cell[0], None) if key in medians) for cell in cells])


def ridge(case: Case, known: Floats, seen: Mask, asked: Mask, said: Said) -> None:
    """Winner by a logistic, casualties by a linear ridge on all that the row tells."""
    decided = seen & case.decided
    if len(set(case.won[decided])) == 2:
        groups = [case.groups[k] for k in np.flatnonzero(decided)]
        said.chance[asked] = fit_chance(known[decided], case.won[decided], folds(groups, seed=0, many=INNER))(
            known[asked]
        )
    for side in range(2):
        usable = seen & np.isfinite(case.casualties[:, side])
        if usable.sum() > 1:
            tell = fit_quantiles(known[usable], case.casualties[usable, side])
            said.quantiles[asked, side] = tell(known[asked])
