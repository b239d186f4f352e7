"""Scenarios that nobody thought of: random orders of battle from the shipped TO&E - on land, on a lake, in the air -,
random ground, random plans, random chains of supply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st

from khasan.compiler import Compiled
from khasan.errors import InputError
from khasan.scenario.catalog import read
from khasan.scenario.equipment import Toe
from khasan.scenario.library import SHIPPED, Library
from verification import made

SIDES = ("japan", "soviet")
ON_LAND = ("foot", "horse", "pack", "wheeled", "motor", "tracked")
ON_WATER, IN_THE_AIR = ("water",), ("air",)
SORTIES = ("strike", "cover", "scout")
HARBOUR = "harbour"
"""The place on a lake where boats lie, on every map."""
ORDERS = ("hold", "move", "attack", "withdraw", "bombard", "support")
PLACES = ("p0", "p1", "p2", "p3", "p4", "p5")
SHELTER = {"open": (0.05, 0.15), "woods": (0.2, 0.6), "marsh": (0.0, 0.4), "relief": (0.2, 0.2)}
Draw = Callable[[st.SearchStrategy[Any]], Any]


def toes_of(side: str, mobilities: tuple[str, ...]) -> list[str]:
    """Shipped types of unit of a side that go in one of these ways."""
    library = Library((SHIPPED,))
    files = ((name, read("toe", name, library)) for name in library.ids("toe"))
    return [name for name, toe in files if isinstance(toe, Toe) and toe.side == side and toe.mobility in mobilities]


TOES = {side: toes_of(side, ON_LAND) for side in SIDES}
BOATS = {side: toes_of(side, ON_WATER) for side in SIDES}
AIRCRAFT = {side: toes_of(side, IN_THE_AIR) for side in SIDES}


@st.composite
def worlds(draw: Draw, half_m: float) -> made.World:
    """Six places, some of them hills, and a few woods, marshes and lakes."""
    at = st.integers(-7, 7).map(lambda k: k * half_m / 10.0)  # inside the window of the largest hexes
    spots = []
    for name in PLACES:
        height = draw(st.none() | st.integers(30, 90).map(float))
        spots.append(made.Spot(name, draw(at), draw(at), height, draw(st.sampled_from((8.0, 15.0, 25.0)))))
    many = draw(st.integers(0, 3))
    kinds = st.sampled_from(("woods", "marsh", "lake"))
    patches = tuple(
        made.Patch(f"q{k}", draw(kinds), draw(at), draw(at), draw(st.sampled_from((0.15, 0.3))) * half_m)
        for k in range(many)
    )
    x, y = draw(at), draw(at)
    lake = made.Patch("lake", "lake", x, y, 0.35 * half_m)
    return made.World((*spots, made.Spot(HARBOUR, x, y)), (*patches, lake), half_m, SHELTER)


@st.composite
def conditions(draw: Draw) -> dict[str, Any]:
    """One condition of a rule, or none."""
    place = st.sampled_from(PLACES)
    share = st.sampled_from((0.3, 0.6, 0.9))
    near = st.fixed_dictionaries({"place": place, "within_m": st.sampled_from((300.0, 900.0))})
    one = st.sampled_from(("nothing", "enemy_near", "no_enemy_near", "strength_below", "held", "lost", "dark", "at"))
    values = {
        "enemy_near": near, "no_enemy_near": near, "strength_below": share, "held": place.map(lambda p: [p]),
        "lost": place.map(lambda p: [p]), "dark": st.booleans(), "at": place,
    }  # fmt: skip
    kind = draw(one)
    return {} if kind == "nothing" else {kind: draw(values[kind])}


@st.composite
def plans(draw: Draw, force: str) -> dict[str, Any]:
    """One to three rules; the last always holds."""
    order = st.sampled_from(ORDERS)
    rules = [{"when": draw(conditions()), "do": {draw(order): draw(st.sampled_from(PLACES))}} for _ in range(2)]
    last = {"do": {draw(st.sampled_from(("attack", "support", "hold"))): draw(st.sampled_from(PLACES))}}
    return made.plan(force, *rules[: draw(st.integers(0, 2))], last)


@st.composite
def formations(draw: Draw, side: str, number: int, most: int) -> dict[str, Any]:
    """One formation of up to so many units."""
    units = []
    for k in range(draw(st.integers(1, most))):
        unit = {
            "id": f"{side}-{number}-{k}", "toe": draw(st.sampled_from(TOES[side])),
            "at": draw(st.sampled_from(PLACES)), "strength": draw(st.sampled_from((0.05, 0.4, 1.0))),
            "works": draw(st.sampled_from((0.0, 0.5, 1.0))), "ammunition": draw(st.sampled_from((0.02, 1.0, 2.0))),
        }  # fmt: skip
        if draw(st.integers(0, 4)) == 0:
            unit["arrives"] = draw(st.sampled_from((5, 20)))  # minutes after the start
        units.append(unit)
    return made.formation(f"{side}-{number}", side, units)


@st.composite
def boats(draw: Draw, side: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A formation of one or two units of boats on the lake, and its plan."""
    force = f"{side}-boats"
    units = [
        {"id": f"{force}-{k}", "toe": draw(st.sampled_from(BOATS[side])), "at": HARBOUR}
        for k in range(draw(st.integers(1, 2)))
    ]
    place = st.sampled_from((HARBOUR, *PLACES))
    first = {"when": draw(conditions()), "do": {draw(st.sampled_from(ORDERS)): draw(place)}}
    last = {"do": {draw(st.sampled_from(("attack", "support", "hold"))): draw(place)}}
    return made.formation(force, side, units), made.plan(force, first, last)


@st.composite
def aircraft(draw: Draw, side: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A formation of one to three units of aircraft, and its plan."""
    force = f"{side}-air"
    units = [
        {"id": f"{force}-{k}", "toe": draw(st.sampled_from(AIRCRAFT[side])), "airfield_km": draw(st.integers(10, 90))}
        for k in range(draw(st.integers(1, 3)))
    ]
    order, place = st.sampled_from(SORTIES), st.sampled_from(PLACES)
    first = {"when": draw(conditions()), "do": {draw(order): draw(place)}}
    return made.formation(force, side, units), made.plan(force, first, {"do": {draw(order): draw(place)}})


@st.composite
def chains(draw: Draw) -> dict[str, Any]:
    """A side's supply: one or two legs of carriers, stocks from nothing to plenty."""

    def number(value: float) -> dict[str, Any]:
        return {"value": value, **made.MADE_UP}

    def carriers() -> dict[str, Any]:
        return {
            "means": draw(st.sampled_from(("truck", "cart", "pack", "boat", "train"))),
            "number": number(draw(st.sampled_from((1, 20, 200)))), "payload_t": number(0.5), "kmh": number(5),
            "hours_a_day": number(12), "serviceable": number(draw(st.sampled_from((0.3, 0.9)))),
        }  # fmt: skip

    tonnes = st.sampled_from((0.0, 0.2, 5.0, 200.0))
    legs = [
        {"name": f"leg {k}", "distance_km": number(draw(st.sampled_from((2, 60)))), "carriers": [carriers()]}
        for k in range(draw(st.integers(1, 2)))
    ]
    return {
        "provenance": made.MADE_UP, "legs": legs, "railhead_t": number(draw(tonnes)),
        "depot_ammunition_t": number(draw(tonnes)), "depot_food_t": number(draw(tonnes)), "food_share": number(0.3),
    }  # fmt: skip


@st.composite
def battles(draw: Draw, steps: int, small: bool = False) -> tuple[Compiled, int]:
    """A compiled scenario of so many steps, and a seed; `small` ones are quick in plain Python."""
    half_m = 1000.0 if small else draw(st.sampled_from((1200.0, 2000.0)))
    hex_m = draw(st.sampled_from((250.0, 500.0) if small else (100.0, 250.0, 500.0)))
    step_s = draw(st.sampled_from((30, 60, 300, 900)))
    world = draw(worlds(half_m))
    hours = max(0.5, steps * step_s / 3600.0)
    start = datetime.fromisoformat("1938-06-21T00:00:00+09:00") + timedelta(hours=draw(st.sampled_from((0, 3, 11, 19))))
    forces, orders = [], []
    for side in SIDES:
        for number in range(draw(st.integers(1, 2))):
            force = draw(formations(side, number, 2 if small else 4))
            for part in force["parts"]:
                if "arrives" in part:
                    part["arrives"] = (start + timedelta(minutes=part["arrives"])).isoformat()
            forces.append(force)
            orders.append(draw(plans(force["id"])))
        for kind, wanted in ((boats, BOATS), (aircraft, AIRCRAFT)):
            if wanted[side] and draw(st.integers(0, 2)) == 0:
                force, orders_of_it = draw(kind(side))
                forces.append(force)
                orders.append(orders_of_it)
    rears = (draw(st.sampled_from(PLACES)), draw(st.sampled_from(PLACES)))
    digging = draw(st.sampled_from(("allowed", "none")))
    supply = {side: draw(chains()) for side in SIDES if draw(st.booleans())}
    content = made.scenario(
        forces, orders, rears, step_s=step_s, hex_m=hex_m, hours=hours, start=start.isoformat(), digging=digging,
        supply=supply,
    )  # fmt: skip
    try:
        compiled = made.compiled(world, content)
    except InputError as error:
        if "no way leads from there" not in str(error):
            raise
        reject()  # somebody was put where water cuts him off, which an author is told
    return compiled, draw(st.integers(0, 1 << 20))
