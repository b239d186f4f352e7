"""The linter's questions about weapons, vehicles, TO&E and parameters."""

from __future__ import annotations

from pydantic import BaseModel

from khasan.errors import Problem
from khasan.scenario.equipment import Toe, Vehicle, Weapon
from khasan.scenario.library import Library
from khasan.scenario.loader import Findings, Written
from khasan.scenario.provenance import check_provenances


def lint_equipment(written: Written[BaseModel], library: Library) -> list[Problem]:
    """Numbers without provenance, unknown sources, guesses in disguise, ids that nothing has, what cannot be so."""
    findings = Findings(written.node)
    check_provenances(written.model, library, findings)
    if isinstance(written.model, Toe):
        _toe(written.model, library, findings)
    elif isinstance(written.model, Vehicle):
        _mounts(written.model, library, findings)
    elif isinstance(written.model, Weapon):
        _weapon(written.model, findings)
    return findings.problems


def _weapon(weapon: Weapon, findings: Findings) -> None:
    far = float(weapon.max_range_m)
    for key in ("min_range_m", "effective_range_m"):
        number = getattr(weapon, key)
        if number is not None and float(number) > far:
            findings.say((key,), float(number), f"keep it to the maximum range, {far:g} m")
    if weapon.indirect and weapon.lethal_area_m2 is None:
        findings.say(("indirect",), True, "a weapon that fires over the line of sight needs lethal_area_m2")


def _mounts(holder: Vehicle | Toe, library: Library, findings: Findings) -> None:
    for index, mounted in enumerate(holder.weapons):
        findings.known(("weapons", index, "weapon"), mounted.weapon, library.ids("weapons"), "id in weapons")


def _toe(toe: Toe, library: Library, findings: Findings) -> None:
    _mounts(toe, library, findings)
    name = toe.vehicle
    if name is None or toe.vehicles is None:
        return
    if not findings.known(("vehicle",), name, library.ids("vehicles"), "id in vehicles"):
        return
    vehicle = findings.take(lambda: library.written("vehicles", name).model)
    if vehicle is None:
        return
    assert isinstance(vehicle, Vehicle)
    crews = float(vehicle.crew) * float(toe.vehicles)
    if crews > toe.men.interval[1]:
        remedy = f"its vehicles alone need {crews:g}: men counts their crews"
        findings.say(("men",), float(toe.men), remedy)
