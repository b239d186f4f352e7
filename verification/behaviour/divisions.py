"""The set-ups F and G: several thousand men a side with their guns, over a day.

Companies stand in two lines of battalions: two up and one back, by regiments and, in a division, within each. Each
company of the first line goes for the company opposite and holds what it has taken; the second line passes through to
the company behind it. A division attacks on a part of its front alone, its main effort, and fixes the enemy on the
rest. Guns of both sides support, since on `hold` they fire at what is near alone. Plans know nothing else: when to
stop, to leave and to try again is doctrine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from khasan.compiler import Compiled
from verification import made
from verification.behaviour import forces, setups

LINE_M = 1000.0
"""Between a side's first line and its second."""
GUNS_BACK_M = 2500.0
HOWITZERS = 1 / 3
"""Share of batteries that are of howitzers, as in the divisions of both armies."""
ROUNDS = 60
REGIMENT = 6
"""More battalions than this are more than one regiment."""
WORKS = 0.5


@dataclass(frozen=True)
class Side:
    """Men, guns included, and guns a thousand men."""

    men: int
    guns_per_1000: float

    @property
    def guns(self) -> int:
        """How many guns that makes."""
        return round(self.men * self.guns_per_1000 / 1000)


@dataclass(frozen=True)
class Battle:
    """Two sides on a front."""

    attackers: Side
    defenders: Side
    front_m: float
    half_m: float
    hours: float = 24.0
    main_effort: float = 1.0
    """Share of the front on which the first line attacks; the rest of it fixes the enemy by fire."""


F = Battle(Side(4500, 8), Side(3750, 9), 1100.0, 4500.0)
G = Battle(Side(13_000, 7), Side(6500, 8), 4700.0, 5500.0, main_effort=0.5)


@dataclass(frozen=True)
class Order:
    """The types of one side, and where its companies and batteries stand."""

    types: list[dict[str, Any]]
    weapons: list[dict[str, Any]]
    companies: list[tuple[str, str, float, float]]
    """(unit, type, metres along the front, metres behind the first line)"""
    guns: list[tuple[str, str, float, float]]


def order_of_battle(letter: str, side: str, what: Side, front_m: float) -> Order:
    """A side's companies and batteries: as many battalions as its men make, all of them of one strength.

    >>> order = order_of_battle("a", "soviet", F.attackers, 1100.0)
    >>> sum(type_["men"] for unit in (*order.companies, *order.guns) for type_ in order.types if type_["id"] == unit[1])
    4500
    """
    nation = forces.NATIONS[side]
    own = {forces.toe_of(one).weapons[0].weapon for one in (nation.field_battery, nation.howitzer_battery)}
    rounds = {gun: f"{letter}-{gun}" for gun in sorted(own)}
    weapons = [forces.limited(name, gun, ROUNDS) for gun, name in rounds.items()]
    guns = forces.batteries(side, what.guns, f"{letter}-battery", rounds, howitzers=HOWITZERS)
    foot = what.men - round(sum(type_["men"] for type_ in guns))
    company, support = forces.men_of(nation.rifle_company), forces.men_of(nation.mg_company)
    battalions = max(1, round(foot / (3 * company + support)))
    scale = foot / (battalions * (3 * company + support))
    men = round(company * scale)
    types = [forces.cut(f"{letter}-rifles", nation.rifle_company, men, scale)]
    companies = []
    left = foot - 3 * battalions * men
    for number, (x, back) in enumerate(lines(battalions, front_m)):
        own_front = front_m / first_line(battalions)
        for k in range(3):
            companies.append((f"{letter}-rifles-{number}-{k}", f"{letter}-rifles", x + (k - 1) * own_front / 3, back))
        strength = left // battalions + (number < left % battalions)
        types.append(forces.cut(f"{letter}-guns-{number}", nation.mg_company, strength, scale))
        companies.append((f"{letter}-guns-{number}", f"{letter}-guns-{number}", x, back))
    spread = [(front_m * ((k + 0.5) / len(guns) - 0.5), GUNS_BACK_M) for k in range(len(guns))]
    batteries = [(type_["id"], type_["id"], *where) for type_, where in zip(guns, spread, strict=True)]
    return Order([*types, *guns], weapons, companies, batteries)


def first_line(battalions: int) -> int:
    """How many battalions stand in the first line: two up and one back, in a division of regiments at both echelons.

    >>> first_line(5), first_line(14)
    (3, 6)
    """
    return max(1, round(2 * battalions / 3 if battalions <= REGIMENT else 4 * battalions / 9))


def lines(battalions: int, front_m: float) -> list[tuple[float, float]]:
    """Where battalions stand, metres along the front and behind the first line: two thirds of them in the first.

    >>> lines(3, 1000.0)
    [(-250.0, 0.0), (250.0, 0.0), (0.0, 1000.0)]
    """
    first = first_line(battalions)
    found = []
    for number, back in ((first, 0.0), (battalions - first, LINE_M)):
        found += [(front_m * ((k + 0.5) / number - 0.5), back) for k in range(number)]
    return found


def opposite(at: tuple[float, float], companies: Sequence[tuple[str, str, float, float]], back: float) -> str:
    """The place of the enemy's rifle company nearest to a man's front, of those so far behind their first line."""
    rifles = [one for one in companies if one[3] == back and "rifles" in one[0]]
    return f"at-{min(rifles, key=lambda one: (abs(one[2] - at[0]), one[0]))[0]}"


def battalion_of(name: str) -> str:
    """The battalion of a company, or of a battery.

    >>> battalion_of("a-rifles-2-0"), battalion_of("a-guns-2"), battalion_of("d-battery-3")
    ('a-battalion-2', 'a-battalion-2', 'd-batteries')
    """
    side, kind, number = name.split("-")[:3]
    return f"{side}-batteries" if kind == "battery" else f"{side}-battalion-{number}"


def battle(attackers: str, hex_m: float, step_s: int, what: Battle) -> Compiled:
    """A set-up of several thousand men at one scale, this side attacking."""
    enemy = setups.other(attackers)
    ours = order_of_battle("a", attackers, what.attackers, what.front_m)
    theirs = order_of_battle("d", enemy, what.defenders, what.front_m)
    spots: list[made.Spot] = []
    plans: list[dict[str, Any]] = []
    battalions: dict[str, list[dict[str, Any]]] = {}

    def stand(name: str, type_id: str, x: float, y: float, rules: Sequence[Mapping[str, Any]], **more: Any) -> None:
        spots.append(made.Spot(f"at-{name}", x, y))
        unit = {"id": name, "toe": type_id, "at": f"at-{name}", **more}
        company = made.formation(f"f-{name}", attackers if name.startswith("a-") else enemy, [unit])
        battalions.setdefault(battalion_of(name), []).append(company)
        plans.append(made.plan(f"f-{name}", *rules))

    for name, type_id, y, back in theirs.companies:
        stand(name, type_id, -back, y, [{"do": {"hold": f"at-{name}"}}], works=WORKS)
    for name, type_id, y, back in theirs.guns:
        stand(name, type_id, -back, y, [{"do": {"support": opposite((y, 0), theirs.companies, 0.0)}}], works=WORKS)
    for name, type_id, y, back in ours.companies:
        first, second = (opposite((y, 0), theirs.companies, line) for line in (0.0, LINE_M))
        taken, here = {"held": [first]}, f"at-{name}"
        if back == 0.0 and what.main_effort < 1.0 and abs(y) > what.main_effort * what.front_m / 2:
            rules: list[dict[str, Any]] = [{"do": {"hold": here}}]
        elif back == 0.0:
            rules = [{"when": taken, "do": {"hold": first}}, {"do": {"attack": first}}]
        else:
            rules = [{"when": taken, "do": {"attack": second}}, {"do": {"hold": here}}]
        stand(name, type_id, setups.FAR_M + back, y, rules)
    for name, type_id, y, back in ours.guns:
        rules = [{"do": {"support": opposite((y, 0), theirs.companies, 0.0)}}]
        stand(name, type_id, setups.FAR_M + back, y, rules)
    formations = [
        made.formation(name, attackers if name.startswith("a-") else enemy, parts, echelon="battalion")
        for name, parts in sorted(battalions.items())
    ]
    return setups.built(
        formations, plans, attackers, hex_m, step_s, what.hours, [*ours.types, *theirs.types],
        [*ours.weapons, *theirs.weapons], {}, spots=spots, half_m=what.half_m,
    )  # fmt: skip
