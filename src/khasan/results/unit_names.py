"""A unit of a run by its id, or by a part of its name or of the name of the man who leads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khasan.errors import input_error, nearest
from khasan.scenario.named import called

if TYPE_CHECKING:
    from khasan.compiler import Compiled

MOST = 30
"""Units that are named where several may be meant."""


def unit_called(compiled: Compiled, name: str) -> int:
    """Index of the unit that a name means.

    Raises InputError naming every unit that may be meant, if there are several, or the nearest ids if there is none.
    """
    labels = compiled.labels
    if name in labels.units:
        return labels.units.index(name)
    units = {unit.id: unit for unit in compiled.resolved.units}
    found = [
        k
        for k, (unit, unit_name) in enumerate(zip(labels.units, labels.unit_names, strict=True))
        if called(name, (unit, unit_name, units[unit].commander or ""))
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        names = {*labels.units, *labels.unit_names}
        raise input_error("--unit", name, f"no unit has this name: {nearest(name, names)} (khasan show lists them)")
    told = [f"{labels.units[k]} ({labels.unit_names[k]})" for k in found[:MOST]]
    more = f"; and {len(found) - MOST} more" if len(found) > MOST else ""
    raise input_error("--unit", name, f"several units have this name; give the id of one: {'; '.join(told)}{more}")
