"""The twin's own random numbers: Philox4x32-10 as it was published, the address of a draw, and the laws of counts.

Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3"; the address stands in
docs/model/engine.md under "Draws". Laws are those of scipy.
"""

from __future__ import annotations

import hashlib
import math

from scipy import stats

STREAMS = (
    "parameter", "table", "weather", "delay", "spot", "aimed", "area", "armour", "close", "yield", "break", "rally",
    "bog", "repair", "stack", "carried", "transport", "sortie", "air_aim", "air_spot", "air_combat", "flak", "bomb",
    "strafe", "way", "leave", "surrender", "withdraw", "stranded", "fight", "call",
    "doctrine",
)  # fmt: skip
"""What draws are for, in the order of their numbers."""
WORD = 0xFFFFFFFF


def philox(key: tuple[int, int], counter: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Ten rounds of Philox4x32."""
    k0, k1 = key
    a, b, c, d = counter
    for _ in range(10):
        left, right = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = (right >> 32) ^ b ^ k0, right & WORD, (left >> 32) ^ d ^ k1, left & WORD
        k0, k1 = (k0 + 0x9E3779B9) & WORD, (k1 + 0xBB67AE85) & WORD
    return a, b, c, d


def hash_of(name: str) -> int:
    """The first four bytes of the SHA-256 of an id, the lowest first; 0 stands for nobody."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "little") if name else 0


class Draws:
    """All draws of one replication.

    >>> Draws((1, 2)).pair(3, "aimed", 0, "a", "b") == Draws((1, 2)).pair(3, "aimed", 0, "b", "a")
    False
    """

    def __init__(self, key: tuple[int, int]) -> None:
        self.key = key

    def pair(self, step: int, stream: str, number: int, unit: str, other: str = "") -> tuple[float, float]:
        """The two uniforms at an address."""
        a, b, c, d = philox(self.key, (step, STREAMS.index(stream) << 16 | number, hash_of(unit), hash_of(other)))
        return between(a, b), between(c, d)

    def one(self, step: int, stream: str, number: int, unit: str, other: str = "") -> float:
        """The first of them."""
        return self.pair(step, stream, number, unit, other)[0]

    def normal(self, step: int, stream: str, number: int, unit: str, other: str = "") -> float:
        """A standard normal deviate, by Box and Muller."""
        u, v = self.pair(step, stream, number, unit, other)
        return math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v)


def edges(step: int, stream: str, unit: str, chance: float, tries: int = 4000) -> list[tuple[int, int]]:
    """Keys whose draw for a unit lies just below a chance and just above it: with them a small error tells.

    Two keys, the nearest of so many on either side.
    """
    drawn = [(Draws((7, k)).one(step, stream, 0, unit), k) for k in range(tries)]
    below, above = [one for one in drawn if one[0] < chance], [one for one in drawn if one[0] >= chance]
    return [(7, k) for _, k in ([max(below)] if below else []) + ([min(above)] if above else [])]


def between(high: int, low: int) -> float:
    """27 bits of one word and 26 of another as a number between 0 and 1: the middle of the interval that they name."""
    return min(((high >> 5 << 26 | low >> 6) + 0.5) / 2.0**53, 1.0 - 2.0**-53)


def poisson(mean: float, u: float, most: int) -> int:
    """The quantile of a Poisson law, never above so many."""
    return min(most, round(float(stats.poisson.ppf(u, mean)))) if mean > 0 else 0


def binomial(trials: int, chance: float, u: float) -> int:
    """The quantile of a binomial law."""
    if trials <= 0 or chance <= 0:
        return 0
    return trials if chance >= 1 else round(float(stats.binom.ppf(u, trials, chance)))
