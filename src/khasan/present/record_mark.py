"""What a figure shows of the record: its interval, the figures that stand, and the rivals set aside."""

from __future__ import annotations

from dataclasses import dataclass

from khasan.record import Incident


@dataclass(frozen=True)
class Mark:
    """The record's figures for one quantity."""

    low: float
    high: float
    standing: tuple[float, ...]
    aside: tuple[float, ...]


def mark_of(incident: Incident | None, quantity: str | None) -> Mark | None:
    """The record's figures for a quantity; None if it holds none."""
    if incident is None or quantity is None or quantity not in incident.by_quantity():
        return None
    interval = incident.interval(quantity)
    if interval is None:
        return None
    standing, aside = (
        tuple(claim.point for claim in claims if claim.is_numeric) for claims in (interval.claims, interval.aside)
    )
    return Mark(interval.low, interval.high, standing, aside)
