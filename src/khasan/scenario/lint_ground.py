"""The linter's questions about the ground: what stands in the water, on no rails, or comes in where the fighting is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khasan.errors import InputError
from khasan.scenario.checks import Places
from khasan.scenario.equipment import Toe
from khasan.scenario.forces import Entry, OrderOfBattle
from khasan.scenario.library import Library
from khasan.scenario.loader import Findings
from khasan.scenario.schema import Position, Scenario

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from khasan.ground import Ground

ARRIVES_CLEAR_M = 500.0
"""A unit that comes later does not come in nearer than this to a place whose holder is reported."""


def lint_ground(scenario: Scenario, order: OrderOfBattle, library: Library, findings: Findings) -> None:
    """No unit stands where its type cannot, or comes in where the fighting is for."""
    from khasan.ground import ensemble_member, rasterise

    try:
        vector = library.map(scenario.map.id)
        ground = rasterise(ensemble_member(vector, 0), scenario.map.hex_m)
    except InputError as error:
        findings.problems.extend(error.problems)
        return
    places = Places(vector)
    lakes = {feature.id for feature in vector.of_kind("lake")}
    known = [side for side in scenario.sides if side.rear in ground.places]
    rears = {side.id: (side.rear, ground.reached(ground.place_hex(side.rear))) for side in known}
    aims = [places.centres[one.place] for one in scenario.objectives if one.place in places.centres]
    _sites(scenario, ground, findings)
    told: set[tuple[str, str]] = set()
    for entry in order.entries.values():
        if entry.force.toe is None or entry.force.id in order.broken:
            continue
        at, owner = order.inherited(entry, "at")
        if at is None or at.place not in places.centres:
            continue
        if order.inherited(entry, "aboard")[0] is None and places.contains(*places.xy(at)):
            remedy = _stands_wrongly(entry, at, places, lakes, ground, library)
            remedy = remedy or _cut_off(
                entry, at, places, rears.get(order.inherited(entry, "side")[0]), ground, library
            )
            if remedy and (owner.force.id, remedy) not in told:
                told.add((owner.force.id, remedy))
                findings.say((*owner.trail, "at"), at.place, remedy)
        _arrival(scenario, order, entry, at, places, aims, findings)


def _sites(scenario: Scenario, ground: Ground, findings: Findings) -> None:
    """Engineers are sent to a river, and to a crossing that is there or that somebody is to build."""
    from khasan.ground.raster import FORD, NO_CROSSING, RIVER

    built = {rule.do.bridge for plan in scenario.plans for rule in plan.rules if rule.do.bridge}
    river = ground.surface == RIVER
    for p, plan in enumerate(scenario.plans):
        for r, rule in enumerate(plan.rules):
            place = rule.do.bridge or rule.do.demolish
            if place is None or place not in ground.places:
                continue
            trail = ("plans", p, "rules", r, "do", rule.do.kind)
            here = ground.place_hex(place)
            around = [here, *(k for k in ground.grid.neighbours[here].tolist() if k >= 0)]
            if not river[around].any():
                findings.say(trail, place, "no river runs by: name a place within a hex of one")
            elif rule.do.demolish and place not in built:
                kinds = ground.crossing[[k for k in around if river[k]]]
                if not ((kinds != NO_CROSSING) & (kinds != FORD)).any():
                    findings.say(trail, place, "there is no bridge or ferry to blow: name one")


def _stands_wrongly(
    entry: Entry, at: Position, places: Places, lakes: set[str], ground: Ground, library: Library
) -> str:
    """What to do about a unit that cannot stand where it is put; nothing if it can."""
    from khasan.ground.raster import WATER

    x, y = places.xy(at)
    mobility = _mobility(entry.force.toe or "", library)
    if mobility in ("water", "rail"):
        if ground.off_by(x, y, ground.navigable if mobility == "water" else ground.railed) == 0.0:
            return ""
        by = "water" if mobility == "water" else "a railway"
        return f"{entry.force.id} goes by {by}: choose a place on it"
    hexagon = ground.grid.index_of(x, y)
    if at.distance_m == 0:
        wet = at.place in lakes
    else:
        wet = hexagon >= 0 and not ground.passable[hexagon] and ground.surface[hexagon] in WATER
    return "it stands in the water: choose dry ground, a ford, a bridge or a ferry" if wet else ""


def _cut_off(
    entry: Entry, at: Position, places: Places, side: tuple[str, NDArray[np.bool_]] | None, ground: Ground, lib: Library
) -> str:
    """What to do about a unit that no way by land joins with its side's rear; nothing if one does.

    side: its rear, and the hexes that one comes to from there. A unit would start at the nearest of these.
    """
    if side is None or _mobility(entry.force.toe or "", lib) in ("water", "rail", "air", ""):
        return ""
    rear, reached = side
    return no_way(entry.force.id, ground.off_by(*places.xy(at), reached), rear)


def no_way(unit: str, metres: float, rear: str) -> str:
    """The remedy for a unit that would have to start so many metres away; nothing for 0."""
    return (
        f"no way leads from there to its rear {rear}, and {unit} would start {metres:,.0f} m off: "
        "give the map a ford, a bridge or a ferry, or choose another place"
        if metres
        else ""
    )


def _mobility(toe_id: str, library: Library) -> str:
    """How units of a type get about; nothing if the type cannot be read, which is told elsewhere."""
    try:
        toe = library.written("toe", toe_id).model
    except InputError:
        return ""
    return toe.mobility if isinstance(toe, Toe) else ""


def _arrival(
    scenario: Scenario,
    order: OrderOfBattle,
    entry: Entry,
    at: Position,
    places: Places,
    aims: list[tuple[float, float]],
    findings: Findings,
) -> None:
    """After the start nobody is placed by date where the fighting is for: he comes in, and marches."""
    arrives, owner = order.inherited(entry, "arrives")
    if arrives is None or arrives <= scenario.time.start:
        return
    x, y = places.xy(at)
    if any((x - a) ** 2 + (y - b) ** 2 < ARRIVES_CLEAR_M**2 for a, b in aims):
        remedy = f"let it come in {ARRIVES_CLEAR_M:.0f} m or more from every objective and march: nothing is scripted"
        findings.say((*owner.trail, "arrives"), arrives.isoformat(), remedy)
