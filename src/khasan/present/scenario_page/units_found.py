"""Units and formations of a scenario's overview that a name means: who they are, whose, where, how many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from khasan.present.scenario_page.overview_text import moment_words, size
from khasan.scenario.named import called


def found_in(shown: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """Parts of the order of battle whose id, name or leader this is, or a part of it, with what stands above each."""
    return [
        {**{key: value for key, value in part.items() if key != "parts"}, "within": list(above)}
        for side in shown["order_of_battle"]
        for part, above in _parts(side["parts"], (side["name"],))
        if called(name, (part["id"], part["name"], part.get("commander") or ""))
    ]


def _parts(parts: Sequence[Mapping[str, Any]], above: tuple[str, ...]) -> Iterator[tuple[Mapping[str, Any], Any]]:
    for part in parts:
        yield part, above
        yield from _parts(part.get("parts", ()), (*above, part["name"]))


def text(found: Sequence[Mapping[str, Any]]) -> str:
    """Each in a line or two."""
    lines = []
    for part in found:
        led = f", led by {part['commander']}" if part.get("commander") else ""
        lines.append(f"{part['name']} ({part['id']}): {part['echelon']}, {size(part)}{led}")
        lines.append(f"  in {', '.join(reversed(part['within']))}")
        if part.get("at"):
            when = "at the start" if part["at_start"] else f"from {moment_words(part['arrives'])}"
            lines.append(f"  {part['at']}, {when}")
    return "\n".join(lines)
