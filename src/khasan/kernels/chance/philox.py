"""Counter-based random numbers: Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").

A draw has an address: (key made from seed and replication; step, stream, sub, unit, other). Nothing else decides
it, so a draw does not depend on how many others were made, by whom or in which order.
"""

from __future__ import annotations

import math

import numpy as np

from khasan.kernels.compiling.decorators import rule

# One stream a purpose; `sub` numbers the draws of one purpose.
(
    S_PARAMETER, S_TABLE, S_WEATHER, S_DELAY, S_SPOT, S_AIMED, S_AREA, S_ARMOUR, S_CLOSE, S_YIELD, S_BREAK, S_RALLY,
    S_BOG, S_REPAIR, S_STACK, S_CARRIED, S_TRANSPORT, S_SORTIE, S_AIR_AIM, S_AIR_SPOT, S_AIR_COMBAT, S_FLAK, S_BOMB,
    S_STRAFE, S_WAY, S_LEAVE, S_SURRENDER, S_WITHDRAW, S_STRANDED, S_FIGHT, S_CALL,
    S_DOCTRINE,
) = (np.int64(k) for k in range(32))  # fmt: skip
# np.int64, not int: numba would compile every caller anew for each literal int.
DRAW_0, DRAW_1, DRAW_2 = (np.int64(k) for k in range(3))
STEP_0 = np.int64(0)
NO_OTHER = np.uint64(0)
"""The hash of the other unit in a draw that concerns one alone."""

_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)
_TO_UNIT = 1.0 / 9007199254740992.0  # 2**-53
_BELOW_ONE = 1.0 - _TO_UNIT  # the largest double below 1
_LEAST_LOG = -700.0  # exp of less nears the smallest double
_TAIL_SD = (
    20.0  # beyond so many standard deviations lies less than exp(-100) of a law: a draw tells no more than 2**-53
)


@rule
def philox(key0, key1, c0, c1, c2, c3):
    """Ten rounds of Philox4x32; six 32-bit words in uint64 in, four out.

    Form: Salmon, Moraes, Dror and Shaw 2011, Parallel random numbers: as easy as 1, 2, 3 (SC11): Philox4x32-10.

    >>> [hex(int(w)) for w in philox(*(np.uint64(0),) * 6)]
    ['0x6627e8d5', '0xe169c58d', '0xbc57ac4c', '0x9b00dbd8']
    """
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        c0 = (p1 >> _32) ^ c1 ^ key0
        c1 = p1 & _LOW
        c2 = (p0 >> _32) ^ c3 ^ key1
        c3 = p0 & _LOW
        key0 = (key0 + _W0) & _LOW
        key1 = (key1 + _W1) & _LOW
    return c0, c1, c2, c3


@rule
def below_one(word):
    """A 53-bit word as a number in (0, 1): the half is lost in rounding above 2**52, where the last would give 1.

    Form: ours, because a half added keeps 0 out and a least upper end keeps 1 out, so that logarithms of u and of 1 - u
    exist.
    """
    return min((word + 0.5) * _TO_UNIT, _BELOW_ONE)


@rule
def two_uniforms(key, step, stream, sub, unit, other):
    """Two independent uniforms in (0, 1) at one address.

    key: uint64[2] of 32-bit words; step, stream, sub: small integers; unit, other: uint64 hashes (32 bits used).

    Form: Salmon and others 2011: the address is the counter. Matsumoto and Nishimura 2002, mt19937ar.c, genrand_res53:
    two words make 53 bits.
    """
    c1 = np.uint64((stream << 16) | (sub & 0xFFFF))
    w0, w1, w2, w3 = philox(key[0], key[1], np.uint64(step), c1, unit & _LOW, other & _LOW)
    first = (w0 >> np.uint64(5)) * np.uint64(67108864) + (w1 >> np.uint64(6))
    second = (w2 >> np.uint64(5)) * np.uint64(67108864) + (w3 >> np.uint64(6))
    return below_one(float(first)), below_one(float(second))


@rule
def uniform(key, step, stream, sub, unit, other):
    """One uniform in (0, 1).

    Form: Salmon and others 2011: the first of the two at an address.
    """
    return two_uniforms(key, step, stream, sub, unit, other)[0]


@rule
def normal(key, step, stream, sub, unit, other):
    """A standard normal deviate.

    Form: Box and Muller 1958, A note on the generation of random normal deviates: the cosine of the pair.
    """
    u, v = two_uniforms(key, step, stream, sub, unit, other)
    return math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v)


@rule
def poisson(mean, u, limit):
    """The u-quantile of a Poisson law, never above limit.

    Form: Devroye 1986, Non-Uniform Random Variate Generation, ch. X: inversion by sequential search.

    >>> poisson(0.01, 0.5, 10), poisson(2.0, 0.5, 10), poisson(2.0, 0.999, 3)
    (0, 2, 3)
    >>> poisson(2000.0, 0.5, 9000), poisson(2000.0, 0.5, 90)
    (2000, 90)
    """
    if mean <= 0.0 or limit <= 0:
        return 0
    if u <= 1.0 - mean:
        return 0  # as exp(-mean) is no less: most draws end here, without it
    if mean > -_LEAST_LOG:
        return poisson_of_many(mean, u, limit)
    term = math.exp(-mean)
    total = term
    count = 0
    while u > total and count < limit:
        count += 1
        term *= mean / count
        total += term
    return count


@rule
def poisson_of_many(mean, u, limit):
    """As poisson, for a mean of which exp(-mean) is no double: the recurrence begins where the law's mass begins.

    One draw still, and the quantile of the law itself, no normal in its place. Its sums are right to about
    1e-16 x mean x log(mean), by the rounding of the first term. Steps go with the root of the mean.

    Form: ours, because inversion begun below the mass keeps one draw and the law itself: what is left out is less than
    a draw can tell.
    """
    reach = _TAIL_SD * math.sqrt(mean)
    count = max(0, int(mean - reach))
    if count >= limit:
        return limit
    most = min(limit, int(mean + reach))
    term = math.exp(count * math.log(mean) - mean - math.lgamma(count + 1.0))
    total = term
    while u > total and count < most:
        count += 1
        term *= mean / count
        total += term
    return count


@rule
def binomial(trials, chance, u):
    """The u-quantile of a binomial law.

    Form: Kachitvichyanukul and Schmeiser 1988, Binomial random variate generation: algorithm BINV, on the smaller of
    chance and 1 - chance.

    >>> binomial(10, 0.0, 0.9), binomial(10, 1.0, 0.1), binomial(10, 0.5, 0.5)
    (0, 10, 5)
    """
    if trials <= 0 or chance <= 0.0:
        return 0
    if chance >= 1.0:
        return trials
    if chance > 0.5:
        return trials - binomial_small(trials, 1.0 - chance, 1.0 - u)
    return binomial_small(trials, chance, u)


@rule
def binomial_small(trials, chance, u):
    """As binomial, for a chance of at most one half.

    Form: Kachitvichyanukul and Schmeiser 1988: the recurrence of BINV. That it may begin below the mass is ours, as in
    poisson_of_many.
    """
    if u <= 1.0 - trials * chance:
        return 0  # as (1 - chance)^trials is no less: without the logarithm
    odds = chance / (1.0 - chance)
    log_none = trials * math.log1p(-chance)
    count = 0
    if log_none > _LEAST_LOG:
        term = math.exp(log_none)
    else:  # nobody at all is too unlikely for a double: begin where the law's mass begins
        mean = trials * chance
        count = max(0, int(mean - _TAIL_SD * math.sqrt(mean * (1.0 - chance))))
        ways = math.lgamma(trials + 1.0) - math.lgamma(count + 1.0) - math.lgamma(trials - count + 1.0)
        term = math.exp(ways + count * math.log(odds) + log_none)
    total = term
    while u > total and count < trials:
        term *= odds * (trials - count) / (count + 1)
        count += 1
        total += term
    return count
