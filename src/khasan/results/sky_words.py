"""Nightfall, daybreak, fog and rain of one replication, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from khasan.arrays import Replication

if TYPE_CHECKING:
    from khasan.compiler import Compiled

_FELT = 0.8
"""Weather is told if it cuts the visibility to this share of what it was just before or is just after."""


def light_and_weather(compiled: Compiled, rep: Replication) -> Iterable[tuple[int, int, str]]:
    """(step, -1, sentence): each nightfall and daybreak, each spell of weather that came and was felt."""
    dark = compiled.sky[2] > 0.5
    for step in (np.flatnonzero(dark[1:] != dark[:-1]) + 1).tolist():
        yield step, -1, f"{'Night falls' if dark[step] else 'Day breaks'}: men are made out at {_metres(rep, step)}."
    for spell in compiled.resolved.weather:
        first, last = (_step(compiled, moment) for moment in (spell.start, spell.end))
        if first >= last or not _felt(rep, first, last):
            continue
        yield first, -1, f"{spell.kind.capitalize()}: men are made out at {_metres(rep, first)}."
        if last < len(rep.visibility_m):
            yield last, -1, f"The {spell.kind} is over: men are made out at {_metres(rep, last)}."


def _felt(rep: Replication, first: int, last: int) -> bool:
    seen = rep.visibility_m
    before = seen[first - 1] if first > 0 else 0.0
    after = seen[last] if last < len(seen) else 0.0
    return bool(seen[first] < _FELT * before or seen[last - 1] < _FELT * after)


def _step(compiled: Compiled, moment: object) -> int:
    """The first step that begins at or after a moment, within the scenario."""
    seconds = (moment - compiled.start_utc).total_seconds()  # type: ignore[operator]
    return int(np.clip(np.ceil(seconds / compiled.step_s), 0, compiled.steps))


def _metres(rep: Replication, step: int) -> str:
    """To two digits: nobody measures visibility closer.

    >>> _metres(Replication(*[None] * 11, np.array([1234.0, 87.0]), *[None] * 4), 0)
    '1,200 m'
    """
    metres = float(rep.visibility_m[step])
    rounding = 10 ** max(0, int(np.floor(np.log10(max(metres, 1.0)))) - 1)
    return f"{rounding * round(metres / rounding):,} m"
