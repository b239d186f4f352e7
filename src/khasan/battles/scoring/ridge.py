"""Ridge regression: linear in closed form, logistic by Newton's steps; the penalty is chosen inside the fit.

Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 3.4.1 and 4.4.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from khasan.battles.forecast_columns import LEVELS
from khasan.battles.scoring.measures import Floats, log_loss

PENALTIES = (300.0, 100.0, 30.0, 10.0)
_STEPS, _NEAR = 25, 1e-6


def scaler(known: Floats) -> Callable[[Floats], Floats]:
    """Takes away the mean of each column and divides by its spread; a column that never varies becomes 0."""
    mean, spread = known.mean(axis=0), known.std(axis=0)
    by = np.where(spread > 1e-12, spread, np.inf)
    return lambda asked: np.asarray((asked - mean) / by)


def fit_quantiles(known: Floats, value: Floats) -> Callable[[Floats], Floats]:
    """Quantiles [case, level] of a value: the linear ridge, and round it the errors it makes on cases left out.

    The errors are those of leaving out each case in turn, from the diagonal of the hat matrix; they choose the
    penalty too.
    """
    scale = scaler(known)
    x, middle = scale(known), value.mean()
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    turned = u.T @ (value - middle)
    best: tuple[float, Floats, Floats] | None = None
    for penalty in PENALTIES:
        shrunk = s**2 / (s**2 + penalty)
        hat = 1 / len(value) + (u**2 * shrunk).sum(axis=1)
        error = (value - middle - u @ (shrunk * turned)) / np.maximum(1 - hat, 1e-6)
        loss = float(np.mean(error**2))
        if best is None or loss < best[0]:
            best = (loss, error, vt.T @ (s / (s**2 + penalty) * turned))
    assert best is not None
    _, errors, weights = best
    spread = np.quantile(errors, LEVELS)
    return lambda asked: np.asarray((middle + scale(asked) @ weights)[:, None] + spread)


def fit_chance(known: Floats, won: Floats, parts: Sequence[NDArray[np.bool_]]) -> Callable[[Floats], Floats]:
    """The chance of winning [case]: a logistic ridge; the penalty does best on parts left out of its fit."""
    scale = scaler(known)
    x = scale(known)
    losses = np.sum([_left_out(x, won, part) for part in parts], axis=0)
    fitted = newton(x, won, PENALTIES[int(np.argmin(losses))])
    return lambda asked: _chance(scale(asked), fitted)


def _left_out(x: Floats, won: Floats, part: NDArray[np.bool_]) -> Floats:
    """[penalty]: log loss on a part, fitted to the rest; each fit begins where the one before ended."""
    losses = np.zeros(len(PENALTIES))
    if len(set(won[~part])) == 2:
        weights: Floats | None = None
        for k, penalty in enumerate(PENALTIES):
            weights = newton(x[~part], won[~part], penalty, weights)
            losses[k] = log_loss(_chance(x[part], weights), won[part]).sum()
    return losses


def newton(x: Floats, won: Floats, penalty: float, start: Floats | None = None) -> Floats:
    """Weights, the constant first, of the least penalised log loss; the constant is not penalised."""
    design = np.column_stack([np.ones(len(x)), x])
    ridge = np.diag([1e-9, *np.full(x.shape[1], penalty)])
    weights = np.zeros(design.shape[1]) if start is None else start
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (won - chance) - ridge @ weights
        curve = (design.T * (chance * (1 - chance))) @ design + ridge
        step = np.linalg.solve(curve, slope)
        weights = weights + step
        if float(np.abs(step).max()) < _NEAR:
            break
    return weights


def _chance(x: Floats, weights: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-(weights[0] + x @ weights[1:]))))
