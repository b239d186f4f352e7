"""Fog and rain of one replication, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from khasan.arrays import Replication

if TYPE_CHECKING:
    from khasan.compiler import Compiled

_FELT = 0.8
"""Weather is told if it cuts the visibility to this share of what it was just before or is just after."""
_CAME = {"fog": "Fog came down", "rain": "Rain set in", "snow": "Snow set in"}
_WENT = {"fog": "The fog lifted", "rain": "The rain stopped", "snow": "The snow stopped"}


def weather_that_came(compiled: Compiled, rep: Replication) -> Iterable[tuple[int, str]]:
    """(step, sentence): each spell of weather that came and was felt, and its end."""
    for spell in compiled.resolved.weather:
        first, last = (_step(compiled, moment) for moment in (spell.start, spell.end))
        if first >= last or not _felt(rep, first, last):
            continue
        came = _CAME.get(spell.kind, f"{spell.kind.replace('_', ' ').capitalize()} set in")
        yield first, f"{came}. Visibility dropped to {_metres(rep, first)}."
        if last < len(rep.visibility_m):
            went = _WENT.get(spell.kind, f"The {spell.kind.replace('_', ' ')} was over")
            yield last, f"{went}. Visibility: {_metres(rep, last)}."


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
    """To two digits, from a kilometre on in kilometres: nobody measures visibility closer.

    >>> [_metres(Replication(*[None] * 11, np.array([1234.0, 87.0, 3500.0]), *[None] * 5), step) for step in range(3)]
    ['1.2 km', '87 m', '3.5 km']
    """
    metres = float(rep.visibility_m[step])
    rounding = 10 ** max(0, int(np.floor(np.log10(max(metres, 1.0)))) - 1)
    rounded = rounding * round(metres / rounding)
    return f"{rounded / 1000:.3g} km" if rounded >= 1000 else f"{rounded} m"
