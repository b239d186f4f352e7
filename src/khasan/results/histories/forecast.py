"""What could be foreseen at each look of a replication, from how the replications most alike ended; and its turns.

A turning point is a moment about which that forecast moves by more than chance moves it. docs/model/histories.md
says how often chance alone makes one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from khasan.results.histories.choice import casualty_ratio
from khasan.results.histories.courses import B1, F8, I8, SELDOM, Courses

FEWEST = 1000
"""Replications from which on turning points are looked for: with fewer, chance hides all but the greatest."""
ALIKE = 100
"""The forecast asks so many replications: those most alike."""
BEFORE, AFTER, APART = 2, 6, 9
"""Looks before and after a moment between which the forecast must move, and looks from one turning point to the next:
hours in a long fight, five minutes each in one of a day or less."""
MOST = 4
"""Turning points told of one replication."""
ERRORS = 3.0
"""The forecast must move by so many standard errors."""
LEAST = 13
"""And by so many of the hundred: what is smaller, however certain, decides nothing."""


@dataclass(frozen=True, eq=False)
class Question:
    """What is forecast: does a replication end so? ``ends``: bool[R]."""

    place: int | None
    """Does the first side hold this place at the end? None: does the first side lose fewer men than the second?"""
    ends: B1


@dataclass(frozen=True)
class Turn:
    """The forecast moves at a look, from ``before`` of a hundred to ``after``."""

    look: int
    first: int
    last: int
    """Looks between which it moves."""
    before: int
    after: int


def question(courses: Courses) -> Question | None:
    """What is worth foreseeing: who holds the first place, in the scenario's order, whose end is open.

    Open: it goes either way in more than one replication of twenty. Where no place is, which side loses more men; None
    where that is settled too.
    """
    for place in courses.contested:
        ends = courses.held[:, -1, place] == 0
        if _is_open(ends):
            return Question(place, ends)
    lost = courses.casualties[:, -1]
    fewer = lost[:, 0] < lost[:, 1]
    return Question(None, fewer) if _is_open(fewer) else None


def forecast(courses: Courses, asked: Question, row: int) -> I8:
    """i8[T]: how many of the ``ALIKE`` replications most like this one at each look end as the question asks.

    Most alike: those with the same holder of the place in question, then with the most places held alike, then with the
    nearest ratio of casualties. The replication itself is not asked. Raises ValueError if there are too few.
    """
    if len(courses.numbers) <= ALIKE:
        raise ValueError(f"{len(courses.numbers)} replications are too few to ask {ALIKE}")
    found = np.zeros(len(courses.hours), dtype=np.int64)
    for look in range(len(found)):
        unlike = _unlike(courses, asked, row, look)
        found[look] = int(asked.ends[np.argsort(unlike, kind="stable")[:ALIKE]].sum())
    return found


def _unlike(courses: Courses, asked: Question, row: int, look: int) -> F8:
    """f8[R]: how unlike this one the others are at a look; itself infinitely."""
    held = courses.held[:, look, list(courses.contested)]
    places = (held != held[row]).sum(axis=1).astype(float)
    if asked.place is not None:
        at_issue = courses.held[:, look, asked.place]
        places += (len(courses.contested) + 1) * (at_issue != at_issue[row])
    ratio = casualty_ratio(courses.casualties[:, look])
    away = np.abs(ratio - ratio[row])
    unlike = places + away / (1.0 + away.max())  # places first: the ratios only order those that are equal in them
    unlike[row] = np.inf
    return np.asarray(unlike, dtype=float)


def turning_points(forecasts: Sequence[int] | I8) -> list[Turn]:
    """The moments about which the forecast moves by three errors and more, the greatest first chosen, in order of time.

    ``forecasts``: i8[T], out of ``ALIKE``.

    >>> turning_points([50] * 10 + [90] * 10)
    [Turn(look=8, first=6, last=14, before=50, after=90)]
    >>> turning_points([50] * 10 + [58] * 10)
    []
    """
    looks = np.arange(len(forecasts))
    firsts, lasts = np.maximum(looks - BEFORE, 0), np.minimum(looks + AFTER, len(looks) - 1)
    values = np.asarray(forecasts, dtype=float)
    moved = np.abs(values[lasts] - values[firsts])
    enough = (moved >= ERRORS * _error(values[firsts], values[lasts])) & (moved >= LEAST)
    chosen: list[int] = []
    while enough.any() and len(chosen) < MOST:
        largest = np.flatnonzero(enough & (moved == moved[enough].max()))
        chosen.append(int(largest[len(largest) // 2]))  # a step is as large all about it: its middle
        enough &= np.abs(looks - chosen[-1]) >= APART
    return [
        Turn(look, int(firsts[look]), int(lasts[look]), int(values[firsts[look]]), int(values[lasts[look]]))
        for look in sorted(chosen)
    ]


def _error(*counts: F8) -> F8:
    """Standard error of the difference between two counts out of ``ALIKE``.

    Two of each answer are added, or a count of none would have no error (Agresti and Coull).
    """
    shares = [(count + 2.0) / (ALIKE + 4.0) for count in counts]
    return np.asarray(np.sqrt(sum(ALIKE * share * (1.0 - share) for share in shares)))


def _is_open(ends: B1) -> bool:
    return bool(SELDOM < ends.mean() < 1.0 - SELDOM)
