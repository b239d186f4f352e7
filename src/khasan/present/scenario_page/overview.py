"""A scenario for reading: order of battle, plans with their conditions, weather, sources, what-ifs.

:func:`overview` gathers it as plain data, which is also what ``--json`` prints; ``show_text`` writes it out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from khasan.present.scenario_page.plan_words import Names, amount, moment, plan_lines
from khasan.record import Incident, Source
from khasan.scenario.catalog import ListEntry
from khasan.scenario.equipment import Toe
from khasan.scenario.numbers import Number
from khasan.scenario.provenance import provenance_shares
from khasan.scenario.resolved import Formation, Resolved, Unit
from khasan.scenario.schema import Position


def overview(
    scenario: Resolved,
    *,
    incident: Incident | None = None,
    sources: Mapping[str, Source] | None = None,
    what_ifs: Iterable[ListEntry] = (),
    places: Names | None = None,
) -> dict[str, Any]:
    """Everything that ``khasan show`` says, as data that JSON can hold.

    ``incident`` and ``sources`` come from the record, ``places`` gives the names of the map's places.
    """
    places = places or {}
    return {
        "id": scenario.id,
        "title": scenario.title,
        "status": scenario.status,
        "checked": scenario.checked,
        "record_rule": scenario.record_rule,
        "record_withheld": scenario.record_outcomes.withheld if scenario.record_outcomes else None,
        "summary": scenario.summary,
        "also_called": list(incident.names) if incident else [],
        "start": scenario.clock.start.isoformat(),
        "end": scenario.clock.end.isoformat(),
        "step_s": scenario.clock.step_s,
        "moon": scenario.clock.moon,
        "map": {"id": scenario.map.id, "hex_m": scenario.map.hex_m, "members": scenario.map.members},
        "what_ifs_applied": list(scenario.what_ifs),
        "phases": [_timed(phase) for phase in scenario.phases],
        "objectives": [{"place": goal.place, "name": goal.name} for goal in scenario.objectives],
        "order_of_battle": [_side_tree(scenario, side.id, places) for side in scenario.sides],
        "plans": [_plan(scenario, index, places) for index in range(len(scenario.plans))],
        "weather": [_weather(spell) for spell in scenario.weather],
        "numbers": {kind: count for kind, count in provenance_shares(scenario)["all"].items() if count},
        "sources": _sources(scenario, incident, sources or {}),
        "what_ifs": [{"id": entry.id, "title": entry.title, "question": entry.question} for entry in what_ifs],
    }


def numbers_of(model: Any) -> Iterator[Number]:
    """Every number of a scenario, at any depth.

    >>> from khasan.scenario.plans import Condition
    >>> list(numbers_of(Condition()))
    []
    """
    if isinstance(model, Number):
        yield model
    elif isinstance(model, BaseModel):
        for _, value in model:
            yield from numbers_of(value)
    elif isinstance(model, Mapping):
        for value in model.values():
            yield from numbers_of(value)
    elif isinstance(model, list | tuple):
        for value in model:
            yield from numbers_of(value)


def _timed(item: Any) -> dict[str, Any]:
    return {
        "id": item.id,
        "title": item.title,
        "start": item.start.isoformat(),
        "end": item.end.isoformat(),
    }


def _weather(spell: Any) -> dict[str, Any]:
    return {
        "id": spell.id,
        "kind": spell.kind,
        "start": spell.start.isoformat(),
        "end": spell.end.isoformat(),
        "words": f"{spell.kind}, {moment(spell.start)} to {moment(spell.end)}: "
        f"probability {amount(spell.probability)}, visibility {amount(spell.visibility_m)} m",
    }


def _side_tree(scenario: Resolved, side: str, places: Names) -> dict[str, Any]:
    children: dict[str | None, list[Formation]] = {}
    for formation in scenario.formations:
        if formation.side == side:
            children.setdefault(formation.parent, []).append(formation)
    units: dict[str, list[Unit]] = {}
    for unit in scenario.units:
        units.setdefault(unit.formation, []).append(unit)

    def branch(formation: Formation) -> dict[str, Any]:
        parts = [branch(child) for child in children.get(formation.id, ())]
        parts += [_unit(scenario, unit, places) for unit in units.get(formation.id, ())]
        return {
            **{key: getattr(formation, key) for key in ("id", "name", "echelon", "commander", "plan", "note")},
            **_totals(parts),
            "parts": parts,
        }

    parts = [branch(formation) for formation in children.get(None, ())]
    return {"id": side, "name": scenario.side(side).name, **_totals(parts), "parts": parts}


def _totals(parts: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    return {name: sum(part[name] for part in parts) for name in ("units", "men", "vehicles")}


def _unit(scenario: Resolved, unit: Unit, places: Names) -> dict[str, Any]:
    toe = scenario.toes[unit.toe]
    strength = float(unit.strength)
    return {
        "id": unit.id,
        "name": unit.name,
        "echelon": toe.echelon,
        "branch": toe.branch,
        "type": toe.name,
        "commander": unit.commander,
        "plan": unit.plan,
        "note": unit.note,
        "units": 1,
        "men": round(float(toe.men) * strength),
        "vehicles": round(float(toe.vehicles) * strength) if toe.vehicles is not None else 0,
        "vehicle": scenario.vehicles[toe.vehicle].name if toe.vehicle else None,
        "weapons": _weapons(scenario, toe, strength),
        "strength": amount(unit.strength),
        "works": amount(unit.works),
        "ammunition": amount(unit.ammunition),
        "arrives": unit.arrives.isoformat(),
        "at_start": unit.arrives <= scenario.clock.start,
        "at": f"airfield, {amount(unit.airfield_km)} km away" if unit.airfield_km else position_words(unit.at, places),
    }


def _weapons(scenario: Resolved, toe: Toe, strength: float) -> list[dict[str, Any]]:
    """Weapons at the strength stated; those of a unit with vehicles are the vehicles'."""
    mounted, share = toe.weapons, strength
    if toe.vehicle is not None and toe.vehicles is not None:
        mounted, share = scenario.vehicles[toe.vehicle].weapons, float(round(float(toe.vehicles) * strength))
    return [
        {"id": one.weapon, "name": scenario.weapons[one.weapon].name, "count": round(float(one.count) * share)}
        for one in mounted
    ]


def position_words(position: Position, places: Names) -> str:
    """Where a unit is put.

    >>> position_words(Position(place="hill", bearing_deg=90, distance_m=400), {"hill": "Hill 52"})
    '400 m from Hill 52, bearing 90 deg'
    """
    name = places.get(position.place, position.place)
    if position.distance_m == 0:
        return name
    return f"{position.distance_m:g} m from {name}, bearing {position.bearing_deg:g} deg"


def _plan(scenario: Resolved, index: int, places: Names) -> dict[str, Any]:
    plan = scenario.plans[index]
    names = {formation.id: formation.name for formation in scenario.formations}
    names |= {unit.id: unit.name for unit in scenario.units}
    return {
        "id": plan.id,
        "title": plan.title,
        "formations": [{"id": who, "name": names.get(who, who)} for who in plan.formations],
        "words": plan_lines(plan, places),
        "rules": [rule.model_dump(mode="json", exclude_defaults=True) for rule in plan.rules],
    }


def _sources(scenario: Resolved, incident: Incident | None, known: Mapping[str, Source]) -> list[dict[str, Any]]:
    """Sources cited by the scenario's numbers and by the incident's claims, most cited first."""
    numbers = Counter(source_key(n.source) for n in numbers_of(scenario) if n.source is not None)
    claims = Counter(claim.source.key for claim in incident.claims) if incident else Counter[str]()
    keys = sorted({*numbers, *claims}, key=lambda key: (-numbers[key] - claims[key], key))
    return [
        {
            "key": key,
            "title": known[key].title if key in known else None,
            "grade": known[key].grade if key in known else None,
            "numbers": numbers[key],
            "claims": claims[key],
        }
        for key in keys
    ]


def source_key(reference: str) -> str:
    """Key of the source in a reference: what stands before the place in it.

    >>> source_key("KHG 2.1 S59"), source_key("S000, infobox")
    ('KHG', 'S000')
    """
    return reference.replace(",", " ").split()[0].rstrip(":;") if reference.strip() else reference
