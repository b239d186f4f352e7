"""Where histories and forward equations begin: with nothing known before, or with the record as it happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from khasan.frontier.declarations import FIRST_DAY
from khasan.frontier.evidence import Fight
from khasan.frontier.filtering import PACT_SIGNED, begin, filtered
from khasan.frontier.process import FIGHT
from khasan.frontier.setting import Setting
from khasan.frontier.space import Floats, Space


@dataclass(frozen=True)
class Start:
    """The first day, what both sides dare on it, and an episode that is under way."""

    day: date
    daring: Floats
    """f8[draws, J, S]: shares of the levels."""
    episode: Fight | None = None
    rung: int = 0
    """How high that episode stands when the day begins."""
    pact: bool = False
    """Does the Neutrality Pact stand already?"""


def free_start(x: Floats, day: date = FIRST_DAY) -> Start:
    """Both sides neutral, nothing known."""
    return Start(day, begin(x))


def given_start(space: Space, x: Floats, setting: Setting, fights: Sequence[Fight], day: date) -> Start:
    """The record up to the day taken as happened.

    An episode that the record has under way stays open: how high it climbs is part of the question.
    """
    if day <= FIRST_DAY:
        return free_start(x, day)
    past = [fight for fight in fights if fight.last < day]
    under_way = [(fight, fight.rung_on(day)) for fight in fights if fight.first < day <= fight.last]
    last = day - timedelta(days=1)
    daring = filtered(space, x, setting, past, last).daring
    pact = day > PACT_SIGNED
    for fight, rung in under_way:
        if rung is not None:
            return Start(day, daring, fight, rung, pact)
    return Start(day, daring, pact=pact)


def fights_before(fights: Sequence[Fight], day: date) -> list[Fight]:
    """The combined fights of the record that were over before a day."""
    return [fight for fight in fights if fight.last < day and fight.rung >= FIGHT]
