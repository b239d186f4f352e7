"""A made battle in words: what the row says, what was made of it, who is there, and what each is told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from khasan.battles.generator.assumptions import era_of
from khasan.battles.generator.content import Battle
from khasan.battles.generator.layout import Post, schemes_of
from khasan.battles.generator.tasks import objective_of
from khasan.battles.row import BattleRow, SideBefore

ARM_NAMES = {
    "rifles": "infantry", "guns": "artillery", "tanks": "tanks", "riders": "horsemen", "aircraft": "aircraft",
}  # fmt: skip
PLURALS = {"platoon": "platoons", "company": "companies", "battalion": "battalions"}
LINE_NAMES = {
    "first": "first line", "second": "second line", "flank": "beyond the flank", "guns": "behind the lines",
    "airfield": "at an airfield",
}  # fmt: skip


def battle_words(battle: Battle) -> str:
    """The whole of it, a paragraph a part."""
    parts = [_title(battle.row), _row(battle.row), _scale(battle)]
    for side, posts in (("attacker", battle.layout.attackers), ("defender", battle.layout.defenders)):
        parts.append([f"{side.capitalize()}: who is there", *_order_of_battle(battle, posts)])
        parts.append([f"{side.capitalize()}: orders", *_orders(battle, posts)])
    return "\n\n".join("\n".join(lines) for lines in parts)


def _title(row: BattleRow) -> list[str]:
    head = f"{row.name or 'Battle ' + row.isqno}, {row.start or row.year} ({row.isqno}, line {row.line})"
    return (
        [head] if row.is_primary else [head, "Older than 1900: the engine is of a later era, this is an extrapolation."]
    )


def _row(row: BattleRow) -> list[str]:
    weather = [one for one in (row.weather.wetness, row.weather.sky, row.weather.season, row.weather.climate) if one]
    ground = [one for one in (row.ground.relief, row.ground.cover, row.ground.special) if one]
    lasted = "not known" if row.duration is None else _many(row.duration.days, "day")
    if row.duration is not None and row.duration.active_hours is not None:
        lasted += f", {row.duration.active_hours:g} hours of fighting"
    surprise = f"{row.surprise:+d}" if row.surprise else "none"
    return [
        "What the row says",
        f"  attacker: {_side(row.attacker)}",
        f"  defender: {_side(row.defender)}",
        f"  posture {row.posture or 'unknown'}; scheme {', '.join(schemes_of(row))} against "
        f"{row.defender.scheme or 'unknown'}; surprise {surprise}; air superiority {row.air_superiority or 'unknown'}",
        f"  ground {', '.join(ground) or 'unknown'}; weather {', '.join(weather) or 'unknown'}; duration {lasted}",
    ]


def _side(side: SideBefore) -> str:
    counted = (("guns", side.guns), ("tanks", side.tanks), ("horsemen", side.cavalry))
    arms = ", ".join(f"{many:,.0f} {name}" for name, many in counted if many is not None)
    front = f", on {side.front_km:g} km" if side.front_km else ""
    return f"{' and '.join(side.actors) or 'unknown'}, {side.strength:,.0f} men{', ' + arms if arms else ''}{front}"


def _scale(battle: Battle) -> list[str]:
    scale, row = battle.scale, battle.row
    sector = f"one of {scale.sectors} equal sectors, " if scale.sectors > 1 else ""
    kind = f"units of about {scale.units.unit_men:g} men ({PLURALS[scale.units.echelon]})"
    return [
        "What is made of it",
        f"  {sector}{scale.front_m / 1000:.1f} km of front; {kind}",
        f"  hexes of {scale.hex_m:g} m, steps of {scale.step_s / 60:g} min; {_length(battle)}",
        f"  generic TO&E of the era {era_of(row.year).id}; the attacker wins if at the end he holds the objective, in "
        f"the middle of the defenders' {'second' if objective_of(battle.layout).x < 0 else 'only'} line",
    ]


def _length(battle: Battle) -> str:
    scale = battle.scale
    if scale.known_hours is None:
        return f"each run draws how long it is fought, {scale.hours:g} hours at most"
    if scale.known_hours > scale.hours:
        return f"fought for the first {scale.hours:g} of {scale.known_hours:g} hours"
    return f"fought for {scale.hours:g} hours, as long as it lasted"


def _order_of_battle(battle: Battle, posts: Sequence[Post]) -> Iterator[str]:
    """A line for each arm and line: units, men, vehicles and weapons at full strength."""
    toes = {name: content for (kind, name), content in battle.files.items() if kind == "toe"}
    for (line, arm), same in _by(posts, lambda post: (post.line, post.body.arm)).items():
        men: float = 0
        weapons: Counter[str] = Counter()
        for post in same:
            toe = toes[post.body.toe]
            men += toe["men"]["value"]
            weapons.update({one["weapon"]: one["count"]["value"] for one in toe["weapons"]})
            if "vehicle" in toe:
                weapons[toe["vehicle"]] += toe["vehicles"]["value"]
        armed = ", ".join(f"{many:g} {name}" for name, many in weapons.items())
        yield f"  {LINE_NAMES[line]}: {ARM_NAMES[arm]}, {_many(len(same), 'unit')}, {men:,.0f} men; {armed}"


def _orders(battle: Battle, posts: Sequence[Post]) -> Iterator[str]:
    """Who has the same rules but for the places, told once."""
    rules = {plan["formations"][0]: plan["rules"] for plan in battle.scenario["plans"]}

    def key(post: Post) -> tuple[str, str, str]:
        return post.line, post.body.arm, "; ".join(_rule(rule) for rule in rules[post.body.id])

    for (line, arm, told), same in _by(posts, key).items():
        yield f"  {ARM_NAMES[arm]}, {LINE_NAMES[line]}, {_many(len(same), 'unit')}: {told}"


def _rule(rule: Mapping[str, Any]) -> str:
    when = rule.get("when", {})
    said = []
    if "before" in when:
        said.append(f"before {when['before'][11:16]}")
    if "held" in when:
        said.append(
            "once the objective is held" if when["held"] == ["objective"] else "once the place opposite is held"
        )
    if "lost" in when:
        said.append("when the place before them is lost")
    if "enemy_near" in when:
        said.append(f"when the enemy is within {when['enemy_near']['within_m']:g} m")
    if "stage_at_least" in when:
        said.append("having done so")
    return f"{' and '.join(said)}, {rule['name']}" if said else str(rule["name"])


def _by(posts: Sequence[Post], key: Any) -> dict[Any, list[Post]]:
    found: dict[Any, list[Post]] = defaultdict(list)
    for post in posts:
        found[key(post)].append(post)
    return found


def _many(number: float, what: str) -> str:
    return f"{number:g} {what}{'' if number == 1 else 's'}"
