"""The clash at Lake Khanka with aircraft of both sides over it, made as an author would make it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.edited import edited
from khasan.compiler import Compiled

WHY = {"guess": "made up for tests"}


def aviation(force_id: str, side: str, toe: str, **more: Any) -> list[dict[str, Any]]:
    """A formation with one unit of aircraft, fifty kilometres away."""
    above = {"id": f"{force_id}-group", "name": force_id, "side": side, "echelon": "regiment", "provenance": WHY}
    unit = {"id": force_id, "name": force_id, "toe": toe, "parent": above["id"], "airfield_km": 50, "provenance": WHY}
    return [above, {**unit, **more}]


def plan(force_id: str, *rules: dict[str, Any]) -> dict[str, Any]:
    """Rules for one formation of aircraft."""
    named = [{"name": f"rule {k}", **rule} for k, rule in enumerate(rules)]
    return {"id": f"{force_id}-plan", "title": force_id, "formations": [f"{force_id}-group"], "provenance": WHY,
            "rules": named}  # fmt: skip


def add(flat: dict[str, Any], force_id: str, side: str, toe: str, order: dict[str, str], **more: Any) -> None:
    """Put aircraft and their one order into a scenario."""
    flat["forces"] += aviation(force_id, side, toe, **more)
    flat["plans"].append(plan(force_id, {"do": order}))


def battle_in_the_air(flat: dict[str, Any]) -> None:
    """Bombers, attack aircraft and escorts against a patrol that fighters cover; scouts and guns beside them."""
    add(flat, "bombers", "soviet", "su-sb-squadron", {"strike": "meeting-point"})
    add(flat, "attackers", "soviet", "su-sss-squadron", {"strike": "meeting-point"})
    add(flat, "escorts", "soviet", "su-i16-squadron", {"cover": "meeting-point"})
    add(flat, "interceptors", "japan", "jp-ki27-squadron", {"cover": "meeting-point"})
    add(flat, "scouts", "japan", "jp-ki15-squadron", {"scout": "meeting-point"})
    above = {"id": "flak-group", "name": "flak", "side": "japan", "echelon": "battery", "provenance": WHY}
    guns = {
        "id": "flak",
        "name": "flak",
        "toe": "jp-anti-aircraft-battery",
        "parent": "flak-group",
        "at": "patrol-start",
    }
    flat["forces"] += [above, {**guns, "provenance": WHY}]


def with_aircraft(folder: Path, *changes: Callable[[dict[str, Any]], None]) -> Compiled:
    """The clash so changed, compiled."""

    def change(flat: dict[str, Any]) -> None:
        for one in changes:
            one(flat)

    return edited("lake-khanka-1935", change, folder)
