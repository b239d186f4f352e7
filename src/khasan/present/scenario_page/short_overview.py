"""A scenario's overview on a screen or two: its larger formations, titles of plans, weather, what-ifs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from khasan.present.scenario_page.overview_text import Line, moment_words, section, size, wrapped
from khasan.present.scenario_page.plan_words import percent
from khasan.scenario.catalog import status_words

_LARGE = ("army", "corps", "division")
"""Of these the parts are told too; regiments, detachments and what is smaller are told whole."""
_HEAD = (
    *("id", "title", "status", "checked", "record_rule", "record_withheld", "also_called"),
    *("start", "end", "step_s", "map", "what_ifs_applied"),
)
_KEPT = (*_HEAD, "objectives", "weather", "numbers", "what_ifs")


def brief(shown: Mapping[str, Any]) -> dict[str, Any]:
    """The overview without what lies below regiments, and plans without their rules."""
    sides = shown["order_of_battle"]
    side_of = {part_id: side["id"] for side in sides for part_id in _ids(side["parts"])}
    return {
        **{name: shown[name] for name in _KEPT},
        "order_of_battle": [{**side, "parts": [_larger(part) for part in side["parts"]]} for side in sides],
        "plans": _plans(shown["plans"], side_of),
    }


def text(short: Mapping[str, Any], width: int | None = None) -> str:
    """What ``khasan show --brief`` prints; as wide as the terminal unless ``width`` (columns) is given."""
    return wrapped(_lines(short), width)


def _larger(part: Mapping[str, Any]) -> dict[str, Any]:
    names = ("id", "name", "echelon", "commander", "units", "men", "vehicles")
    inner = [part for part in part.get("parts", ()) if "parts" in part] if part["echelon"] in _LARGE else []
    return {**{name: part[name] for name in names}, "parts": [_larger(one) for one in inner]}


def _ids(parts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Formations and units, at any depth."""
    for part in parts:
        yield part["id"]
        yield from _ids(part.get("parts", ()))


def _plans(plans: Sequence[Mapping[str, Any]], side_of: Mapping[str, str]) -> list[dict[str, Any]]:
    """Plans of one side and title together, with all that follow them."""
    followed: dict[tuple[str, str], dict[str, Any]] = {}
    for plan in plans:
        side, title = side_of[plan["formations"][0]["id"]], plan["title"]
        same = followed.setdefault((side, title), {"side": side, "title": title, "ids": [], "formations": []})
        same["ids"].append(plan["id"])
        same["formations"] += plan["formations"]
    return list(followed.values())


def _lines(short: Mapping[str, Any]) -> Iterator[Line]:
    yield f"{short['title']} ({short['id']}, {status_words(short['status'], short['checked'])})", ""
    yield f"{moment_words(short['start'])} to {moment_words(short['end'])}", ""
    if short["what_ifs_applied"]:
        yield "With the what-ifs: " + ", ".join(short["what_ifs_applied"]), "  "
    yield "Places for which the holder is reported: " + ", ".join(goal["name"] for goal in short["objectives"]), "  "
    yield from section("Forces (at the stated strength)")
    for side in short["order_of_battle"]:
        yield f"  {side['name']}: {size(side)}", "      "
        yield from _tree(side["parts"], "    ")
    for side in short["order_of_battle"]:
        plans = [plan for plan in short["plans"] if plan["side"] == side["id"]]
        told = [f"{plan['title']}: {', '.join(who['name'] for who in plan['formations'])}" for plan in plans]
        yield from section(f"Plans of {side['name']}, and who follows them", told)
    weather = [re.sub(r" \([^)]*\)", "", spell["words"]) for spell in short["weather"]]
    yield from section("Weather that may come (middle values)", weather or ["none"])
    if short["what_ifs"]:
        asked = [f"{what['id']}: {what['question'] or what['title']}" for what in short["what_ifs"]]
        yield from section("What-ifs (khasan run --what-if NAME)", asked)
    total = sum(short["numbers"].values())
    kinds = ", ".join(f"{kind} {percent(round(n / total, 2))}" for kind, n in short["numbers"].items())
    yield "", ""
    yield f"Where its {total:,} numbers come from: {kinds}", "  "
    yield f"Units, weapons, rules of the plans, sources: khasan show {short['id']}", "  "


def _tree(parts: Sequence[Mapping[str, Any]], indent: str) -> Iterator[Line]:
    for part in parts:
        yield f"{indent}{part['name']}: {size(part)}", indent + "    "
        yield from _tree(part["parts"], indent + "  ")
