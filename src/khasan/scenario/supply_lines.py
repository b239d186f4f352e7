"""A side's supply as an author declares it: from a railhead or landing to the depot at its rear."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from khasan.scenario.numbers import Amount, Line, Provenance, Share, Strict
from khasan.scenario.ranges import Within

Means = Literal["truck", "cart", "pack", "boat", "train"]
MOST_CARRIERS = 6
"""Kinds of carriers in a chain, all legs together."""


class Carriers(Strict):
    """So many carriers of one kind on a leg."""

    means: Means
    """Trucks wear out and are put right (`truck_breakdown`, `truck_repair`); what else carries does not."""
    number: Annotated[Amount, Within("carriers")]
    payload_t: Annotated[Amount, Within("payload")]
    """Tonnes that one carries."""
    kmh: Annotated[Amount, Within("pace")]
    """Pace loaded and empty, halts on the march included."""
    hours_a_day: Annotated[Amount, Within("hours a day")]
    """Hours of a day that one is on the move or being loaded."""
    serviceable: Share
    """Share that runs at the start."""
    provenance: Provenance | None = None


class Leg(Strict):
    """A stretch that everything is carried over before it is loaded anew."""

    name: Line
    distance_km: Annotated[Amount, Within("leg")]
    carriers: list[Carriers] = Field(min_length=1)
    provenance: Provenance | None = None


class Supply(Strict):
    """The chain from railhead or landing to the depot at the side's rear, and what stands at either end."""

    legs: list[Leg] = Field(min_length=1)
    """In order; the chain brings what its weakest leg brings. The last ends at the rear."""
    railhead_t: Annotated[Amount, Within("stock")] | None = None
    """Tonnes at the railhead at the start; more than is asked for if absent."""
    depot_ammunition_t: Annotated[Amount, Within("stock")]
    depot_food_t: Annotated[Amount, Within("stock")]
    """Tonnes at the depot at the start."""
    food_share: Share
    """Share of each load that is food and fodder; the rest is ammunition."""
    provenance: Provenance | None = None

    def carriers(self) -> list[tuple[int, Leg, Carriers]]:
        """(number of the leg, leg, carriers) of all kinds of carriers, leg by leg."""
        return [(k, leg, some) for k, leg in enumerate(self.legs) for some in leg.carriers]
