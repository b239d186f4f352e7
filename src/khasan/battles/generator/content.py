"""The scenario of a row, as the files of an author would say it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from khasan.battles.generator.assumptions import assumptions, era_of, other_eras
from khasan.battles.generator.layout import Layout, Post, groups_of, layout_of
from khasan.battles.generator.scale import Scale, scale_of
from khasan.battles.generator.tasks import OBJECTIVE, REARS, rules_of, spots_of
from khasan.battles.generator.terrain import Spot, map_of
from khasan.battles.generator.troops import ARMS, brought, troops_of
from khasan.battles.row import BattleRow
from khasan.scenario.numbers import YEARS, Number

MEMBERS = 4
"""Drawn maps that share the replications."""
MONTHS = {"winter": 1, "spring": 4, "summer": 7, "autumn": 10}
HOURS_UTC = {"tropical": 7, "desert": 2}
MADE = {"derived": "made from a row of a table of battles"}
COLOURS = {"attacker": "#b23a2e", "defender": "#2f5d8a"}
AIRFIELD_KM = {"value": 60, "low": 30, "high": 120, "guess": "an hour's flight there and back"}
ABOVE = {
    "platoon": ("company", "battalion"),
    "company": ("battalion", "division"),
    "battalion": ("regiment", "division"),
}
"""By the units' echelon that of the formations that hold three or so of them, and of a side."""
RAIN = {
    "heavy-precipitation": ({"value": 0.9, "low": 0.7, "high": 1, "guess": "coded of the battle as a whole"},
                            {"value": 1500, "low": 800, "high": 3000, "guess": "heavy rain or snow"}),
    "light-precipitation": ({"value": 0.7, "low": 0.4, "high": 1, "guess": "coded of the battle as a whole"},
                            {"value": 4000, "low": 2000, "high": 7000, "guess": "light rain or snow"}),
}  # fmt: skip
"""Of a kind of weather how likely it comes, and how far one sees in it."""


@dataclass(frozen=True)
class Battle:
    """A battle made from a row: the files that say it, by kind and id, and the choices behind them."""

    row: BattleRow
    scale: Scale
    layout: Layout
    id: str
    files: dict[tuple[str, str], dict[str, Any]]
    """Kind (scenarios, maps, toe, weapons, vehicles) and id -> content."""

    @property
    def scenario(self) -> dict[str, Any]:
        """The scenario's file."""
        return self.files["scenarios", self.id]


def battle_of(row: BattleRow, scale: Scale | None = None) -> Battle:
    """Make the battle of a row, at the fitting scale unless another is given."""
    scale = scale or scale_of(row)
    attackers = troops_of(row, "attacker", row.attacker, scale, _squadrons(row, scale, "attacker"))
    defenders = troops_of(row, "defender", row.defender, scale, _squadrons(row, scale, "defender"))
    layout = layout_of(row, scale, attackers, defenders)
    battle_id = f"battle-{_identifier(row.isqno)}"
    start = _start(row)
    prepared = timedelta(hours=assumptions().preparation.hours if _prepares(row, scale) else 0.0)
    clock = {"start": start.isoformat(), "end": (start + prepared + timedelta(hours=scale.hours)).isoformat()}
    until = (start + prepared).isoformat() if prepared else None
    content = {
        "format": "khasan-scenario/1", "id": battle_id, "title": row.name or f"Battle {row.isqno}",
        "summary": _summary(row, scale), "incident": battle_id, "provenance": MADE,
        "time": {**clock, "step_s": scale.step_s, "long": True},
        "map": {"id": battle_id, "hex_m": scale.hex_m, "members": MEMBERS},
        "sides": [_side(row, name) for name in ("attacker", "defender")],
        "weather": _weather(row, clock),
        "objectives": [{"place": OBJECTIVE, "name": "the objective"}],
        "forces": [
            _forces(row, scale, side, posts)
            for side, posts in (("attacker", layout.attackers), ("defender", layout.defenders))
        ],
        "plans": [
            {"id": f"plan-{unit}", "title": f"Orders of {unit}", "formations": [unit], "rules": rules}
            for unit, rules in rules_of(row, scale, layout, until).items()
        ],
    }  # fmt: skip
    spots = [Spot(*one) for one in spots_of(row, scale, layout)]
    files = {("maps", battle_id): map_of(row, battle_id, spots, scale)}
    files |= {("toe", toe["id"]): toe for troops in (attackers, defenders) for toe in troops.toes}
    files |= _of_other_eras(files)
    return Battle(row, scale, layout, battle_id, {("scenarios", battle_id): content, **files})


def _identifier(key: str) -> str:
    """A row's key as part of an id: as it is where it is made of small letters and digits, else by its digest.

    >>> _identifier("412"), _identifier("Nr. 7/b")
    ('412', 'nr-7-b-66b2b8')
    """
    plain = re.sub("[^a-z0-9]+", "-", key.lower()).strip("-")[:40]
    return plain if plain == key else f"{plain}-{hashlib.sha256(key.encode()).hexdigest()[:6]}".strip("-")


def _start(row: BattleRow) -> datetime:
    """Six in the morning of the first day, eight in winter; of the season where no day is given."""
    year = min(YEARS[1], max(YEARS[0], row.year))
    month, day = (
        (row.start.month, min(28, row.start.day)) if row.start else (MONTHS.get(row.weather.season or "", 7), 15)
    )
    offset = HOURS_UTC.get(row.weather.climate or "", 9)
    hour = 8 if month in (11, 12, 1, 2) else 6
    return datetime.fromisoformat(f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:00:00+{offset:02d}:00")


def _prepares(row: BattleRow, scale: Scale) -> bool:
    """Whether the attacker's guns prepare the assault: many of them, of the age, and no surprise wanted."""
    given = assumptions().preparation
    guns = brought(row, row.attacker, scale.sectors).guns
    return row.year >= given.since and row.surprise <= 0 and guns >= given.guns_a_km * scale.front_m / 1000.0


def _squadrons(row: BattleRow, scale: Scale, side: str) -> int:
    """Squadrons of a side in one sector: those of who rules the air, by the men of the larger side."""
    if row.air_superiority != side or era_of(row.year).aircraft is None:
        return 0
    men = max(row.attacker.strength, row.defender.strength) / scale.sectors
    return max(1, round(assumptions().squadrons_per_10000 * men / 10_000))


def _side(row: BattleRow, name: str) -> dict[str, Any]:
    actors = (row.attacker if name == "attacker" else row.defender).actors
    title = f"{name.capitalize()} ({', '.join(actors)})" if actors else name.capitalize()
    command = assumptions().command.model_dump(mode="json", exclude_none=True)
    return {"id": name, "name": title, "colour": COLOURS[name], "rear": REARS[name], "command": command}


def army_of(row: BattleRow, side: str) -> str:
    """Under which army's parameters of quality and surrender a side fights: a slot of its own, equal by default.

    Japan fights under Japan's, its enemy under the other; of two others the attacker has Japan's slot.
    """
    defends = "Japan" in row.defender.actors
    return "japan" if (side == "defender") == defends else "soviet"


def _weather(row: BattleRow, clock: Mapping[str, str]) -> list[dict[str, Any]]:
    sky = row.weather.sky or ""
    sky = "light-precipitation" if row.weather.wetness == "wet" and sky not in RAIN else sky
    if sky in RAIN:
        probability, visibility = RAIN[sky]
        return [{"id": "rain", "kind": "rain", **clock, "probability": probability, "visibility_m": visibility}]
    if row.weather.climate == "desert" and row.weather.wetness == "dry":
        certain = {"value": 1, "derived": "coded dry"}
        far = {"value": 20_000, "low": 10_000, "high": 30_000, "guess": "clear desert air"}
        return [{"id": "dry", "kind": "dry", **clock, "probability": certain, "visibility_m": far}]
    return []


def _forces(row: BattleRow, scale: Scale, side: str, posts: Sequence[Post]) -> dict[str, Any]:
    """A side's order of battle: its arms, each in groups of three or so units."""
    below, top = ABOVE[scale.units.echelon]
    parts = []
    for arm in ARMS:
        for number, group in enumerate(groups_of(posts, arm), 1):
            name = f"{side}-{arm}-group-{number}"
            parts.append(
                {
                    "id": name, "name": f"{arm} {number} of the {side}", "echelon": below,
                    **_strength(scale, arm), **(_dug_in(row) if side == "defender" and arm != "aircraft" else {}),
                    **({"airfield_km": AIRFIELD_KM} if arm == "aircraft" else {}),
                    "parts": [_unit(post, number) for number, post in enumerate(group, 1)],
                }
            )  # fmt: skip
    return {
        "id": side, "name": side.capitalize(), "side": side, "army": army_of(row, side), "echelon": top, "parts": parts,
    }  # fmt: skip


def _unit(post: Post, number: int) -> dict[str, Any]:
    name = post.body.id.replace("-", " ")
    return {"id": post.body.id, "name": name, "toe": post.body.toe, "at": post.spot}


def _strength(scale: Scale, arm: str) -> dict[str, Any]:
    """The share of an arm that fights, which is drawn once a replication for a side."""
    engaged = assumptions().engaged
    of_arm = {"guns": engaged.guns, "tanks": engaged.vehicles, "aircraft": None}
    of_size = getattr(engaged, "large" if scale.size == "army" else scale.size)
    share = of_arm.get(arm, of_size)
    return {"strength": _said(share)} if share is not None else {}


def _dug_in(row: BattleRow) -> dict[str, Any]:
    given, posture = assumptions(), row.posture or "hasty"
    wire = given.wire.get(posture) if row.year >= given.wire_since else None
    return {"works": _said(given.works[posture]), **({"wire": _said(wire)} if wire is not None else {})}


def _said(number: Number) -> dict[str, Any]:
    """A number as an author writes it."""
    return number.model_dump(mode="json", exclude_none=True)


def _of_other_eras(files: Mapping[tuple[str, str], Mapping[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    """The files of weapons and vehicles of other eras that the types need."""
    named = {toe["vehicle"] for (kind, _), toe in files.items() if kind == "toe" and "vehicle" in toe}
    found = {
        ("vehicles", name): other_eras()["vehicles", name]
        for name in sorted(named)
        if ("vehicles", name) in other_eras()
    }
    mounted = [*(toe for (kind, _), toe in files.items() if kind == "toe"), *found.values()]
    weapons = sorted({one["weapon"] for content in mounted for one in content["weapons"]})
    return found | {
        ("weapons", name): other_eras()["weapons", name] for name in weapons if ("weapons", name) in other_eras()
    }


def _summary(row: BattleRow, scale: Scale) -> str:
    men = [f"{one.strength:,.0f}" for one in (row.attacker, row.defender)]
    whole = f"{men[0]} men attack {men[1]} on {scale.sectors * scale.front_m / 1000:,.1f} km. "
    if scale.sectors > 1:
        whole += f"This is one of {scale.sectors} equal sectors of the front, with its share of both sides. "
    return whole + "Made from a row of a table: ground, troops and orders are of the kinds that it names."
