"""Draws made before a replication starts: the parameters from their priors, the numbers from their intervals."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from khasan.kernels.compiled import rule
from khasan.kernels.rng import DRAW_0, S_PARAMETER, S_TABLE, S_WEATHER, STEP_0, normal, two_uniforms, uniform

Z_95 = 1.6448536269514722
"""95th percentile of the standard normal: low and high of a prior bound its central 90%."""


@rule
def triangular(u, low, mode, high):
    """The u-quantile of the triangular law.

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


@njit(cache=True, nogil=True)
def triangular_draws(key, hashes, rows):
    """One draw a row of (low, mode, high)."""
    values = np.empty(rows.shape[0])
    for k in range(rows.shape[0]):
        u = uniform(key, STEP_0, S_TABLE, DRAW_0, hashes[k], np.uint64(0))
        values[k] = triangular(u, rows[k, 0], rows[k, 1], rows[k, 2])
    return values


@njit(cache=True, nogil=True)
def parameter_draws(key, hashes, priors):
    """One log-normal draw a row of (median, low, high); each half has its own width."""
    values = np.empty(priors.shape[0])
    for k in range(priors.shape[0]):
        z = normal(key, STEP_0, S_PARAMETER, DRAW_0, hashes[k], np.uint64(0))
        edge = priors[k, 2] if z > 0.0 else priors[k, 1]
        values[k] = priors[k, 0] * math.exp(abs(z) / Z_95 * math.log(edge / priors[k, 0]))
    return values


@njit(cache=True, nogil=True)
def weather_draws(key, hashes):
    """One uniform a spell of weather: it comes if that lies below its probability."""
    values = np.empty(hashes.shape[0])
    for k in range(hashes.shape[0]):
        values[k] = uniform(key, STEP_0, S_WEATHER, DRAW_0, hashes[k], np.uint64(0))
    return values


@njit(cache=True, nogil=True)
def draw_again(key, step, stream, sub, unit, other):
    """The two uniforms at an address, for who explains a loss."""
    return two_uniforms(key, step, stream, sub, unit, other)
