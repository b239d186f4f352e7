"""What may be known of a battle before it is fought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

PRIMARY_SINCE = 1900
"""The engine is of the era of rifle and tank: older battles are an extrapolation."""


@dataclass(frozen=True, slots=True)
class SideBefore:
    """One side before the battle. None is unknown; men, guns and tanks are counts, the front is in km."""

    actors: tuple[str, ...]
    force: str
    strength: float
    """Men at the start; see ``strength_may_hold_more``."""
    strength_may_hold_more: bool
    """The only strength given is no initial one: it may include reinforcements, which nobody knows beforehand."""
    cavalry: float | None
    tanks: float | None
    tanks_light: float | None
    tanks_main: float | None
    guns: float | None
    front_km: float | None
    scheme: str | None
    """The word for the first part of its primary scheme, such as ``frontal``. Historians coded it afterwards."""
    scheme_second_arm: str | None
    """The same for the first part of its secondary scheme: a frontal attack with an envelopment beside it."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Terrain in words of ``codes.yaml``; None is unknown, or nothing special."""

    relief: str | None
    cover: str | None
    special: str | None


@dataclass(frozen=True, slots=True)
class Weather:
    """Weather, season and climate at the start, in words of ``codes.yaml``."""

    wetness: str | None
    sky: str | None
    warmth: str | None
    season: str | None
    climate: str | None


@dataclass(frozen=True, slots=True)
class Duration:
    """How long the battle lasted: given only where the question takes it as known."""

    days: float
    """Calendar days from the first to the last, both counted."""
    active_days: float | None
    active_hours: float | None
    end: date | None


@dataclass(frozen=True, slots=True)
class BattleRow:
    """One battle as it stood before it began. Nothing in it tells how it went."""

    isqno: str
    """The key of the row, as the table writes it (12.0 is 12)."""
    line: int
    """Line of the file on which the row ends."""
    name: str
    war: str
    theater: str
    campaign: str
    location: str
    year: int
    start: date | None
    attacker: SideBefore
    defender: SideBefore
    posture: str | None
    """The defender's, in words of ``codes.yaml``."""
    posture_second: str | None
    posture_mix: str | None
    ground: Ground
    ground_second: Ground
    """Of another part of the field."""
    weather: Weather
    surprise: int
    """From 3, complete by the attacker, to -3, complete by the defender; 0 where unknown. Coded afterwards."""
    air_superiority: str | None
    """attacker, neither or defender."""
    duration: Duration | None
    """None where it is not known, or must not be."""

    @property
    def is_primary(self) -> bool:
        """Whether the battle is of the engine's era; an older one is forecast too, as an extrapolation."""
        return self.year >= PRIMARY_SINCE
