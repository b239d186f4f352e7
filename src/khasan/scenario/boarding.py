"""Who may be aboard whom: what must hold between units and those that carry them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from khasan.errors import nearest
from khasan.scenario.equipment import Toe
from khasan.scenario.loader import Findings
from khasan.scenario.nodes import Trail
from khasan.scenario.resolved import Unit


def check_aboard(
    units: Sequence[Unit], toes: Mapping[str, Toe], trails: Mapping[str, Trail], findings: Findings
) -> None:
    """A carrier is a unit of the same side that carries men, is carried by nobody and has room for all aboard."""
    by_id = {unit.id: unit for unit in units}
    carrying = {unit.id for unit in units if toes[unit.toe].carries_men is not None}
    aboard: dict[str, float] = {}
    for unit in units:
        if unit.aboard is None:
            continue
        trail = (*trails[unit.id], "aboard")
        carrier = by_id.get(unit.aboard)
        if carrier is None:
            findings.say(trail, unit.aboard, f"unknown unit: {nearest(unit.aboard, carrying)}")
        elif carrier.side != unit.side:
            findings.say(trail, unit.aboard, "it is of the other side: name a carrier of its own")
        elif carrier.id == unit.id or carrier.aboard is not None:
            findings.say(trail, unit.aboard, "a carrier is itself aboard nobody: name a train, a boat or trucks")
        elif carrier.id not in carrying:
            remedy = f"its type {carrier.toe} takes nobody aboard: give that carries_men, or name another unit"
            findings.say(trail, unit.aboard, remedy)
        else:
            aboard[carrier.id] = aboard.get(carrier.id, 0.0) + float(toes[unit.toe].men) * float(unit.strength)
            room = float(toes[carrier.toe].carries_men or 0.0)
            if aboard[carrier.id] > room:
                remedy = f"{carrier.id} has room for {room:g} men, with this one {aboard[carrier.id]:g} are aboard"
                findings.say(trail, unit.id, remedy)
