"""One row for one quarrel: two checks that find the same thing tell it once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from khasan.record.checks.disagreement import Disagreement

_RIVAL = ("rivals", "mirror")
_KM_PER_DEGREE = 111.2


def one_row_a_quarrel(found: Sequence[Disagreement]) -> tuple[Disagreement, ...]:
    """The same disagreements with a text's quarrel with itself told beside its rivals, and a place told once."""
    return tuple(_places_once(list(_selves_beside_rivals(found))))


def _selves_beside_rivals(found: Sequence[Disagreement]) -> Iterator[Disagreement]:
    """Where all rivals are of one text it is against itself; where it is one voice among others, they say so."""
    selves = [d for d in found if d.kind == "itself"]
    rivals = {d.quantity: d for d in found if d.kind in _RIVAL and not d.note}
    alone = {d.quantity for d in selves if d.quantity in rivals and set(rivals[d.quantity].claims) <= set(d.claims)}
    for one in found:
        if one.kind == "itself" and one.quantity in rivals and one.quantity not in alone:
            continue
        if one.kind in _RIVAL and not one.note and one.quantity in alone:
            continue
        if one.kind in _RIVAL and not one.note:
            notes = "; ".join(d.note for d in selves if d.quantity == one.quantity)
            yield replace(one, note=notes) if notes else one
        else:
            yield one


def _places_once(found: list[Disagreement]) -> Iterator[Disagreement]:
    """Latitude and longitude of one place are one quarrel."""
    across = {d.quantity: d for d in found if d.kind == "rivals" and d.quantity.endswith("-lon")}
    for one in found:
        place = one.quantity[: -len("-lat")]
        if one.kind == "rivals" and one.quantity.endswith("-lat") and f"{place}-lon" in across:
            other = across.pop(f"{place}-lon")
            north = max(c.point for c in one.claims) - min(c.point for c in one.claims)
            east = max(c.point for c in other.claims) - min(c.point for c in other.claims)
            east *= math.cos(math.radians(one.claims[0].point))
            km = _KM_PER_DEGREE * math.hypot(north, east)
            note = f"{place}: points up to {km:.1f} km apart, latitude and longitude together"
            yield replace(one, spread=max(one.spread, other.spread), claims=(*one.claims, *other.claims), note=note)
        elif one.kind == "rivals" and one.quantity.endswith("-lon") and one.quantity not in across:
            continue
        else:
            yield one
