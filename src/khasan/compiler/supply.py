"""The declared supply of each side as indices into the numbers that a replication draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from khasan.arrays import F8
from khasan.compiler.uncertain import ABSENT, Uncertain
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.supply import logistics
from khasan.scenario.resolved import Resolved
from khasan.scenario.supply_lines import Supply

_CARRIED = ("number", "payload_t", "kmh", "hours_a_day", "serviceable")


@dataclass(frozen=True)
class Chain:
    """Where the draws of a side's supply go."""

    railhead: int
    """ABSENT if the railhead has all that is asked for."""
    stocks: tuple[int, int, int]
    """Ammunition and food at the depot, share of food."""
    legs: int
    carriers: tuple[tuple[int, int, tuple[int, ...], bool], ...]
    """(leg, its distance, number to serviceable, whether they wear out)"""


def index_supply(resolved: Resolved, numbers: Uncertain) -> tuple[Chain | None, ...]:
    """A chain a side; None for a side that declares none."""
    return tuple(
        None if side.supply is None else _chain(f"sides/{side.id}/supply", side.supply, numbers)
        for side in resolved.sides
    )


def _chain(base: str, declared: Supply, numbers: Uncertain) -> Chain:
    carriers = []
    for k, (leg, stretch, some) in enumerate(declared.carriers()):
        distance = numbers.add(f"{base}/legs/{leg}/distance_km", stretch.distance_km)
        carried = tuple(numbers.add(f"{base}/carriers/{k}/{name}", getattr(some, name)) for name in _CARRIED)
        carriers.append((leg, distance, carried, some.means == "truck"))
    stocks = ("depot_ammunition_t", "depot_food_t", "food_share")
    first, second, third = (numbers.add(f"{base}/{name}", getattr(declared, name)) for name in stocks)
    railhead = numbers.add(f"{base}/railhead_t", declared.railhead_t)
    return Chain(railhead, (first, second, third), len(declared.legs), tuple(carriers))


def depots(chains: tuple[Chain | None, ...], values: F8, parameters: F8) -> F8:
    """f8[DEPOT_FIELDS, sides] before the first step, from the numbers and parameters drawn."""
    found = t.depots.empty(side=len(chains))
    for side, chain in enumerate(chains):
        if chain is None:
            continue
        found[t.D_DECLARED, side] = 1.0
        found[t.D_LEGS, side] = chain.legs
        found[t.D_RAILHEAD_T, side] = np.inf if chain.railhead == ABSENT else values[chain.railhead]
        for row, index in zip((t.D_AMMUNITION_T, t.D_FOOD_T, t.D_FOOD_SHARE), chain.stocks, strict=True):
            found[row, side] = values[index]
        for k, (leg, distance, carried, wears) in enumerate(chain.carriers):
            number, payload, kmh, hours_a_day, serviceable = values[list(carried)]
            days = logistics.trip_days(values[distance], kmh, hours_a_day, parameters[p.HANDLING_HOURS])
            first = t.D_CARRIER_0 + k * t.CARRIER_FIELDS
            found[first + t.CA_LEG, side] = leg
            found[first + t.CA_FIT, side] = number * serviceable
            found[first + t.CA_BROKEN, side] = number * (1.0 - serviceable)
            found[first + t.CA_TONNES_A_DAY, side] = payload / days
            found[first + t.CA_BREAKS, side] = wears
    return found
