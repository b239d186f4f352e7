"""What commanders bear, drawn from the laws of the doctrine: docs/model/engine.md, "Endings" and "Draws"."""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

from khasan.scenario.catalog import read
from khasan.scenario.schema import DoctrineFile
from twin.draws import STREAMS, between, hash_of, philox

CENTRAL_90 = 1.6448536269514722
"""How many widths of a normal law bound its central 90%."""
MOST_SHARE = 0.95
AS_DRAWN = ("mount_hours", "rear_party", "clear_m", "surprise_m", "surprised")
"""Limits that boldness does not touch."""
LESS_FOR_THE_BOLD = ("ammunition", "leave_m", "stand_m")


class Law(NamedTuple):
    """A row of the doctrine."""

    id: str
    median: float
    low: float
    high: float
    share: bool


@cache
def laws() -> tuple[Law, ...]:
    """In the order in which the page has them."""
    file = read("doctrine", "common")
    assert isinstance(file, DoctrineFile)
    return tuple(Law(one.id, one.median, one.low, one.high, one.prior == "logitnormal") for one in file.doctrine)


def normal(key: tuple[int, int], number: int, who: int) -> float:
    """A standard normal deviate of the stream of the doctrine, drawn once a replication."""
    words = philox(key, (0, STREAMS.index("doctrine") << 16 | number, who, 0))
    u, v = between(*words[:2]), between(*words[2:])
    return math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v)


def quantile(law: Law, z: float) -> float:
    """Of a log-normal law, or of a logit-normal one for shares, each half with a width of its own."""

    def stretched(x: float) -> float:
        return math.log(x / (1.0 - x)) if law.share else math.log(x)

    middle = stretched(law.median)
    width = (stretched(law.high) - middle if z > 0.0 else middle - stretched(law.low)) / CENTRAL_90
    x = middle + width * z
    return 1.0 / (1.0 + math.exp(-x)) if law.share else math.exp(x)


def limits(key: tuple[int, int], who: str, body: str, side: int) -> dict[str, float]:
    """What a commander bears by the names of the laws: a unit or a body, by its id, its body's and its side."""
    z = (normal(key, 1000, side) + normal(key, 1001, hash_of(body))) / math.sqrt(2.0)
    found = {}
    for number, law in enumerate(laws()):
        if law.id == "boldness":
            found[law.id] = boldness = quantile(law, z)
            continue
        value = quantile(law, normal(key, number, hash_of(who)))
        if law.id not in AS_DRAWN:
            value = value / boldness if law.id in LESS_FOR_THE_BOLD else value * boldness
        found[law.id] = min(MOST_SHARE, value) if law.share else value
    return found
