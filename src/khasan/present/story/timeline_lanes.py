"""What happened on one line of days: decisions above it, deeds below, each label opening its claims.

Labels stand where there is room for them, on up to three levels a lane, and no stem cuts a label. Where a page is too
narrow for that the same list stands in order of time.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from khasan.scenario.stories.days import days_in_words, days_of
from khasan.scenario.stories.story_file import LANES, SIDES, Moment

LEAST = 4
"""Moments that it takes to be worth a picture."""
WIDTH = 1000
"""Pixels that the line of days has on the narrowest page that shows it."""
LEVEL = 74
"""Pixels from one level of labels to the next."""
_LETTER, _BOLD, _LINES, _GAP = 6.5, 7.4, 3, 6
"""Pixels a letter and a bold one, lines a label has below its day, pixels between neighbours."""
_LONG, _CUT = 45, 5
"""Days from which on empty stretches are shortened, and to how many."""
_WORDS = 20.0
"""Per cent of the line that the words on what is simulated need; a narrower band has them beside it."""
_MARGIN = 1.2
"""Per cent of the line before the first day and after the last."""
_OPENS_LEFT = 60
"""Per cent of the line beyond which the claims of a day open to the left, so that they stay on the page."""
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class _Spot:
    """A way to set a label: its level, whether it stands left of its stem, and from where to where it reaches."""

    level: int
    left: bool
    at: float
    begin: float
    end: float

    @property
    def cost(self) -> float:
        return self.level**2 + 0.3 * self.left


def timeline(moments: Sequence[Moment], simulated: Span | None = None) -> dict[str, Any] | None:
    """What the picture holds, with places in per cent of the line of days; None of too few moments.

    ``simulated``: first and last day of what a simulation fights, for a band on the line.
    """
    if len(moments) < LEAST:
        return None
    days = [days_of(moment.date) for moment in moments]
    at = _Places([*days, *([simulated] if simulated else [])])
    said = _said(days)
    spots = _set(moments, days, said, at)
    if spots is None:
        return None
    levels = {lane: 1 + max((s.level for s, m in zip(spots, moments, strict=True) if m.lane == lane), default=-1)
              for lane in LANES}  # fmt: skip
    return {
        "above": levels["decided"] * LEVEL,
        "below": levels["done"] * LEVEL,
        "lanes": LANES,
        "moments": [
            _told(moment, at(span[0]), words, spot)
            for moment, span, words, spot in zip(moments, days, said, spots, strict=True)
        ],
        "keys": _keys(moments),
        "cuts": at.cuts,
        "ticks": at.ticks(),
        "simulated": _band(simulated, at) if simulated else None,
    }


def _band(span: Span, at: _Places) -> dict[str, Any]:
    """Where the stretch that is simulated lies, and where its words have room."""
    left, right = at(span[0]), at(span[1])
    narrow = "before" if left > _OPENS_LEFT else "after"
    return {
        "left": left,
        "width": round(right - left, 2),
        "words": "" if right - left > _WORDS else narrow,
        "days": days_in_words(*span).replace("–", " to "),
    }


def _told(moment: Moment, at: float, days: str, spot: _Spot) -> dict[str, Any]:
    return {
        "days": days,
        "text": moment.text,
        "lane": moment.lane,
        "side": _side(moment),
        "whose": SIDES.get(moment.side or "", ""),
        "at": at,
        "height": (spot.level + 1) * LEVEL,
        "inset": spot.level * LEVEL,
        "left": spot.left,
        "opens_left": at > _OPENS_LEFT,
        "width": round(spot.end - spot.begin),
        "references": moment.claims,
    }


def _side(moment: Moment) -> int:
    return {"japan": 0, "manchukuo": 0, "ussr": 1, "mongolia": 1}.get(moment.side or "", -1)


def _keys(moments: Sequence[Moment]) -> list[dict[str, Any]]:
    """Whose each mark is, in the order of the sides; what is nobody's alone comes last."""
    named = sorted({(_side(moment), SIDES.get(moment.side or "", "")) for moment in moments})
    whose = {side: " and ".join(name for one, name in named if one == side) for side in (0, 1, -1)}
    present = {side for side, _ in named}
    return [{"side": side, "name": whose[side] or "both sides"} for side in (0, 1, -1) if side in present]


class _Places:
    """Where a day stands on the line, in per cent; long empty stretches are shortened."""

    def __init__(self, spans: Sequence[Span]) -> None:
        ends = sorted({end for span in spans for end in span})
        long = (ends[-1] - ends[0]).days > _LONG
        covered = {span[0] + timedelta(days=k) for span in spans for k in range((span[1] - span[0]).days)}
        self._at: dict[date, float] = {ends[0]: 0.0}
        self._cuts: list[float] = []
        before = ends[0]
        for end in ends[1:]:
            gap = (end - before).days
            cut = long and gap > _CUT and before not in covered
            self._at[end] = self._at[before] + (_CUT if cut else gap)
            if cut:
                self._cuts.append(self._at[before] + _CUT / 2)
            before = end
        self._whole = self._at[before] or 1.0

    def __call__(self, day: date) -> float:
        return self._percent(self._at[day])

    @property
    def cuts(self) -> list[float]:
        """Where the line is broken."""
        return [self._percent(cut) for cut in self._cuts]

    def ticks(self) -> list[float]:
        """A tick a day, but for what is cut out."""
        found = [float(k) for k in range(int(self._whole) + 1)]
        return [self._percent(k) for k in found if all(abs(k - cut) >= 1 for cut in self._cuts)]

    def _percent(self, days: float) -> float:
        return round(_MARGIN + (100 - 2 * _MARGIN) * days / self._whole, 2)


def _said(days: Sequence[Span]) -> list[str]:
    """The days in words, with the year where it is another one than before."""
    years = [span[1].year for span in days]
    new = [False, *(before != year for before, year in pairwise(years))]
    return [days_in_words(*span, year=told) for span, told in zip(days, new, strict=True)]


def _set(moments: Sequence[Moment], days: Sequence[Span], said: Sequence[str], at: _Places) -> list[_Spot] | None:
    """A spot for each label, as low as may be; None if there is not room for all."""
    spots: list[_Spot | None] = [None] * len(moments)
    for lane in LANES:
        members = [k for k, moment in enumerate(moments) if moment.lane == lane]
        choices = [list(_choices(moments[k].text, said[k], at(days[k][0]) * WIDTH / 100)) for k in members]
        found = _fitted(choices)
        if found is None:
            return None
        for k, spot in zip(members, found, strict=True):
            spots[k] = spot
    return [spot for spot in spots if spot is not None]


def _choices(text: str, said: str, at: float) -> Iterator[_Spot]:
    width = _width(text, said)
    for level in range(3):
        if at + width <= WIDTH + 20:
            yield _Spot(level, False, at, at, at + width)
        if at - width >= -20:
            yield _Spot(level, True, at, at - width, at)


def _width(text: str, days: str) -> float:
    """Pixels that a label needs so that it has no more lines than it may."""
    longest = max(len(word) for word in text.split())
    letters = next(n for n in range(longest, len(text) + 1) if len(textwrap.wrap(text, n)) <= _LINES)
    return max(_LETTER * letters, _BOLD * len(days)) + 14


def _fitted(choices: Sequence[Sequence[_Spot]]) -> list[_Spot] | None:
    """The cheapest spots that do not meet, by trying."""
    best: list[_Spot] | None = None
    least = float("inf")

    def go_on(taken: list[_Spot], cost: float) -> None:
        nonlocal best, least
        if cost >= least:
            return
        if len(taken) == len(choices):
            best, least = list(taken), cost
            return
        for spot in sorted(choices[len(taken)], key=lambda s: s.cost):
            if not any(_meet(spot, other) for other in taken):
                go_on([*taken, spot], cost + spot.cost)

    go_on([], 0.0)
    return best


def _meet(one: _Spot, other: _Spot) -> bool:
    """Do two labels overlap, or does the stem of one cut the other?"""
    if one.level == other.level:
        return one.begin < other.end + _GAP and other.begin < one.end + _GAP
    low, high = sorted((one, other), key=lambda s: s.level)
    return high.at != low.at and low.begin - _GAP < high.at < low.end + _GAP
