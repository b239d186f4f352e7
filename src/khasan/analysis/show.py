"""A scenario for reading: order of battle, plans with their conditions, weather, sources, what-ifs.

:func:`overview` gathers it as plain data (which is also what ``--json`` prints), :func:`text` writes it out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from khasan.analysis.words import Names, amount, moment, percent, plan_lines
from khasan.record import Incident, Source
from khasan.scenario.numbers import Number
from khasan.scenario.resolved import Formation, Resolved, Unit
from khasan.scenario.schema import Position, WhatIf


def overview(
    scenario: Resolved,
    *,
    incident: Incident | None = None,
    sources: Mapping[str, Source] | None = None,
    what_ifs: Iterable[WhatIf] = (),
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
        "numbers": dict(sorted(Counter(number.kind for number in numbers_of(scenario)).items())),
        "sources": _sources(scenario, incident, sources or {}),
        "what_ifs": [{"id": w.id, "title": w.title, "question": w.question} for w in what_ifs],
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
        f"probability {amount(spell.probability)}, one sees {amount(spell.visibility_m)} m",
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
            "id": formation.id,
            "name": formation.name,
            "echelon": formation.echelon,
            "commander": formation.commander,
            "plan": formation.plan,
            "note": formation.note,
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
        "weapons": [
            {"id": mounted.weapon, "name": scenario.weapons[mounted.weapon].name, "count": float(mounted.count)}
            for mounted in toe.weapons
        ],
        "strength": amount(unit.strength),
        "works": amount(unit.works),
        "ammunition": amount(unit.ammunition),
        "arrives": unit.arrives.isoformat(),
        "at_start": unit.arrives <= scenario.clock.start,
        "at": position_words(unit.at, places),
        "words": "",
    }


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
    names = {item.id: item.name for item in (*scenario.formations, *scenario.units)}
    return {
        "id": plan.id,
        "title": plan.title,
        "formations": [{"id": who, "name": names.get(who, who)} for who in plan.formations],
        "words": plan_lines(plan, places),
        "rules": [rule.model_dump(mode="json", exclude_defaults=True) for rule in plan.rules],
    }


def _sources(
    scenario: Resolved, incident: Incident | None, known: Mapping[str, Source]
) -> list[dict[str, Any]]:
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


def text(shown: Mapping[str, Any]) -> str:
    """The overview written out."""
    return "\n".join(_sections(shown))


def _sections(shown: Mapping[str, Any]) -> Iterator[str]:
    yield f"{shown['title']} ({shown['id']}, {shown['status']})"
    if shown["also_called"]:
        yield "Also: " + ", ".join(shown["also_called"])
    yield shown["summary"]
    yield f"{_moment(shown['start'])} to {_moment(shown['end'])}, in steps of {shown['step_s']} s"
    where = shown["map"]
    yield f"Map {where['id']}, hexes of {where['hex_m']:g} m, {where['members']} drawn maps"
    if shown["what_ifs_applied"]:
        yield "With the what-ifs: " + ", ".join(shown["what_ifs_applied"])
    yield from _section("Phases", [f"{p['title']}: {_moment(p['start'])} to {_moment(p['end'])}" for p in shown["phases"]])
    yield from _section("Places whose holder is reported", [goal["name"] for goal in shown["objectives"]])
    yield "\nOrder of battle (men: TO&E times the strength stated; each replication draws its own)"
    for side in shown["order_of_battle"]:
        yield f"{side['name']}: {_size(side)}"
        yield from _tree(side["parts"], "")
    for plan in shown["plans"]:
        who = ", ".join(formation["name"] for formation in plan["formations"])
        yield f"\nPlan {plan['id']}: {plan['title']} ({who}); the first rule that holds gives the order"
        yield from (f"  {line}" for line in plan["words"])
    yield from _section("Weather that may come", [spell["words"] for spell in shown["weather"]] or ["none"])
    yield from _section("Sources", [_source_line(source) for source in shown["sources"]])
    total = sum(shown["numbers"].values())
    if total:
        shares = (f"{kind} {count} ({percent(round(100 * count / total) / 100)})" for kind, count in shown["numbers"].items())
        yield f"\nNumbers by provenance: {', '.join(shares)}"
    what_ifs = [f"{what['id']}: {what['title']}. {what['question']}" for what in shown["what_ifs"]]
    yield from _section("What-ifs (khasan run --what-if NAME)", what_ifs)


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"\n{title}"
        yield from (f"  {line}" for line in lines)


def _tree(parts: Sequence[Mapping[str, Any]], indent: str) -> Iterator[str]:
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        yield f"{indent}{'└─ ' if last else '├─ '}{_line(part)}"
        yield from _tree(part.get("parts", ()), indent + ("   " if last else "│  "))


def _line(part: Mapping[str, Any]) -> str:
    told = [_size(part)]
    if part["commander"]:
        told.append(part["commander"])
    if "type" in part:
        told = [part["type"], *told]
        told += [f"{weapon['count']:g} x {weapon['name']}" for weapon in part["weapons"]]
        told.append(part["at"] if part["at_start"] else f"{part['at']}, arrives {_moment(part['arrives'])}")
        told += [f"{name} {part[name]}" for name in ("strength", "works", "ammunition") if part[name] not in ("0", "1")]
    if part["plan"]:
        told.append(f"plan {part['plan']}")
    return f"{part['name']} ({part['echelon']}): {'; '.join(told)}"


def _size(part: Mapping[str, Any]) -> str:
    units = f"{part['units']} units, " if part["units"] > 1 else ""
    vehicles = f", {part['vehicles']} {part.get('vehicle') or 'vehicles'}" if part["vehicles"] else ""
    return f"{units}{part['men']} men{vehicles}"


def _source_line(source: Mapping[str, Any]) -> str:
    title = source["title"] or "not in the list of sources"
    grade = f", grade {source['grade']}" if source["grade"] else ""
    return f"{source['key']}: {title}{grade}; {source['numbers']} numbers, {source['claims']} claims"


def _moment(iso: str) -> str:
    from datetime import datetime

    return moment(datetime.fromisoformat(iso))
