"""Draws made before a replication starts: the parameters from their priors, the numbers from their intervals."""

from __future__ import annotations

import math

import numpy as np

from khasan.arrays import F8, U8
from khasan.kernels.chance.philox import DRAW_0, S_PARAMETER, S_TABLE, S_WEATHER, STEP_0, normal, two_uniforms, uniform
from khasan.kernels.compiling.decorators import entry, rule

Z_95 = 1.6448536269514722
"""95th percentile of the standard normal: low and high of a prior bound its central 90%."""


@rule
def triangular(u, low, mode, high):
    """The u-quantile of the triangular law.

    Form: Kotz and van Dorp 2004, Beyond Beta, ch. 1: the inverse of the triangular distribution, one root on either
    side of the mode.

    >>> triangular(0.5, 0.0, 1.0, 2.0), triangular(0.3, 4.0, 4.0, 4.0)
    (1.0, 4.0)
    """
    width = high - low
    if width <= 0.0:
        return mode
    turn = (mode - low) / width
    if u < turn:
        return low + math.sqrt(u * width * (mode - low))
    return high - math.sqrt((1.0 - u) * width * (high - mode))


@rule
def prior_quantile(z, median, edge, is_share):
    """The value z standard deviations from the median of a prior whose 5th or 95th percentile, on that side, is `edge`.

    The normal law holds for the logarithm, or for the log-odds of a share, which so stays between 0 and 1.

    Form: ours, because two halves of a normal law, each with its own width, keep median, low and high where they were
    put; the logarithm and the log-odds keep the value in its range.

    >>> round(prior_quantile(1.6448536269514722, 2.0, 3.0, False), 12)
    3.0
    >>> round(prior_quantile(-1.6448536269514722, 0.5, 0.2, True), 12)
    0.2
    """
    widths = abs(z) / Z_95
    if not is_share:
        return median * math.exp(widths * math.log(edge / median))
    odds = median / (1.0 - median) * math.exp(widths * math.log(edge / (1.0 - edge) * (1.0 - median) / median))
    return odds / (1.0 + odds)


def triangular_draws(key: U8, hashes: U8, rows: F8) -> F8:
    """One draw a row of (low, mode, high)."""
    values = np.empty(rows.shape[0])
    draw_triangular(key, hashes, rows, values)
    return values


@entry
def draw_triangular(key, hashes, rows, values):
    """As triangular_draws, into values that are there."""
    for k in range(rows.shape[0]):
        u = uniform(key, STEP_0, S_TABLE, DRAW_0, hashes[k], np.uint64(0))
        values[k] = triangular(u, rows[k, 0], rows[k, 1], rows[k, 2])


def parameter_draws(key: U8, hashes: U8, priors: F8) -> F8:
    """One draw a row of (median, low, high, 1 for logit-normal or 0 for log-normal); each half has its own width."""
    values = np.empty(priors.shape[0])
    draw_parameters(key, hashes, priors, values)
    return values


@entry
def draw_parameters(key, hashes, priors, values):
    """As parameter_draws, into values that are there."""
    for k in range(priors.shape[0]):
        z = normal(key, STEP_0, S_PARAMETER, DRAW_0, hashes[k], np.uint64(0))
        edge = priors[k, 2] if z > 0.0 else priors[k, 1]
        values[k] = prior_quantile(z, priors[k, 0], edge, priors[k, 3] > 0.5)


def weather_draws(key: U8, hashes: U8) -> F8:
    """One uniform a spell of weather: it comes if that lies below its probability."""
    values = np.empty(hashes.shape[0])
    draw_weather(key, hashes, values)
    return values


@entry
def draw_weather(key, hashes, values):
    """As weather_draws, into values that are there."""
    for k in range(hashes.shape[0]):
        values[k] = uniform(key, STEP_0, S_WEATHER, DRAW_0, hashes[k], np.uint64(0))


@entry
def draw_again(key, step, stream, sub, unit, other):
    """The two uniforms at an address, for who explains a loss."""
    return two_uniforms(key, step, stream, sub, unit, other)
