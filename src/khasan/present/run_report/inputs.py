"""What went into a run, for its report: order of battle, provenance of the numbers, what is guess."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from khasan.present.pages import fragment
from khasan.present.scenario_page.overview import numbers_of, overview
from khasan.record import Incident, Source
from khasan.scenario.provenance import provenance_shares
from khasan.scenario.resolved import Resolved

KINDS = {
    "source": "source",
    "derived": "derived",
    "record": "the record",
    "guess": "guess",
    "bare": "no provenance",
}
"""Provenance of a number -> what the report calls it, in its order."""

_AREAS = {
    "forces": "Units: presence and place, strength, works, ammunition",
    "toe": "Tables of organisation",
    "weapons": "Weapons",
    "vehicles": "Vehicles",
    "command": "Delays of command",
    "weather": "Weather",
    "plans": "Rules of the plans",
    "parameters": "Global parameters",
    "map": "Places and lines of the map",
}
"""Groups of ``provenance_shares`` -> what the report calls them; the same count as the command line's."""
_GUESSED = ("units", "toes", "weapons", "vehicles", "sides", "weather", "plans")
"""Parts of a scenario whose guesses are listed."""
_MOST_GUESSES = 40


def account(
    scenario: Resolved, incident: Incident | None, sources: Mapping[str, Source], symbols: Mapping[str, int]
) -> dict[str, Any]:
    """What the page says of the inputs. ``symbols``: unit id -> number of its symbol on the page."""
    shown = overview(scenario, incident=incident, sources=sources)
    rows = _by_area(scenario)
    total = Counter[str]()
    for _, counts in rows:
        total.update(counts)
    kinds = [kind for kind in KINDS if total[kind]]
    count = sum(total.values())
    shares = {kind: 100 * total[kind] / count for kind in kinds}
    guesses = _guesses(scenario)
    return {
        "order_of_battle": [_side(side, symbols) for side in shown["order_of_battle"]],
        "weather": [spell["words"] for spell in shown["weather"]],
        "numbers_total": f"{count:,}",
        "provenance": [{"kind": kind, "name": KINDS[kind], "percent": round(shares[kind], 2)} for kind in kinds],
        "provenance_words": _shares_in_words(shares),
        "provenance_rows": [
            {"name": name, "counts": [counts[kind] for kind in kinds]}
            for name, counts in [*rows, ("All", total)]
            if sum(counts.values())
        ],
        "parameters": [_parameter(p) for p in scenario.parameters],
        "guesses": guesses[:_MOST_GUESSES],
        "guesses_total": sum(number for number, _ in guesses),
        "sources": shown["sources"],
    }


def plain(number: float, digits: int = 3) -> str:
    """A number for reading: as many digits as tell something, thousands kept apart.

    >>> plain(1234.5678), plain(0.012345), plain(12.0)
    ('1,235', '0.0123', '12')
    """
    if abs(number) >= 10 ** (digits - 1):
        return f"{number:,.0f}"
    return f"{number:.{digits}g}"


def _by_area(scenario: Resolved) -> list[tuple[str, Counter[str]]]:
    """What is only the default (full strength, one load, no works) is no number that anybody gave."""
    shares = provenance_shares(scenario)
    return [(name, Counter[str](shares[area])) for area, name in _AREAS.items()]


def _guesses(scenario: Resolved) -> list[tuple[int, str]]:
    numbers = (number for area in _GUESSED for number in numbers_of(getattr(scenario, area)))
    reasons = Counter(number.why for number in numbers if number.kind == "guess")
    return sorted(((count, why) for why, count in reasons.items()), key=lambda pair: (-pair[0], pair[1]))


def _shares_in_words(shares: Mapping[str, float]) -> str:
    said = {
        "source": "stand in a source",
        "derived": "follow from sourced numbers by a stated formula",
        "record": "are the sources' own range",
        "guess": "are guesses, each with its reason",
        "bare": "have no provenance yet",
    }
    parts = [f"{share:.0f}% {said[kind]}" for kind, share in shares.items()]
    return f"{', '.join(parts)}."


def _parameter(parameter: Any) -> dict[str, str]:
    origin = parameter.provenance
    return {
        "name": parameter.id.replace("_", " "),
        "median": plain(parameter.median),
        "interval": f"{plain(parameter.low)} to {plain(parameter.high)}",
        "meaning": parameter.meaning,
        "origin": f"{KINDS[origin.kind]}: {origin.text}",
    }


def _side(side: Mapping[str, Any], symbols: Mapping[str, int]) -> dict[str, Any]:
    parts = [_sized(part) for part in side["parts"]]
    tree = fragment("order_of_battle.html.j2", {"parts": parts, "symbols": symbols})
    return {"name": side["name"], "size": _size(side), "tree": tree}


def _sized(part: Mapping[str, Any]) -> dict[str, Any]:
    """A part of the order of battle with its size in words, and with what is told of it if it is a unit."""
    if "parts" in part:
        return {**part, "size": _size(part), "parts": [_sized(inner) for inner in part["parts"]]}
    arms = ", ".join(f"{weapon['count']:g} {weapon['name']}" for weapon in part["weapons"])
    told = [part["type"], _size(part), *([arms] if arms else [])]
    if not part["at_start"]:
        told.append(f"arrives {part['arrives'][:16].replace('T', ' ')}")
    return {**part, "told": "; ".join(told)}


def _size(part: Mapping[str, Any]) -> str:
    units = f"{part['units']} units, " if part["units"] > 1 else ""
    vehicles = f", {part['vehicles']:,} vehicles" if part["vehicles"] else ""
    return f"{units}{part['men']:,} men{vehicles}"
