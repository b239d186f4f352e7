"""What the readers of a map share: collecting problems, and numbers with their provenance and interval."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from khasan.errors import Problem
from khasan.ground.model import Range

GUESS_SPREAD = 0.3
"""A guess without bounds is drawn from 30% below to 30% above."""


class Notes:
    """The text of a map file and the problems found in it, so that an author sees all of them at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        self.problems: list[Problem] = []

    def wrong(self, where: str, name: str, value: object, remedy: str) -> None:
        """Note a problem; ``where`` is the id of the feature, whose line is looked up."""
        at = self.text.find(f'"id": "{where}"') if where else -1
        line = self.text.count("\n", 0, at) + 1 if at >= 0 else None
        label = f"{where}.{name}" if where else name
        self.problems.append(Problem(str(self.path), line, None, label, short(value), remedy))

    def provenance(self, where: str, holder: dict[str, Any], name: str = "provenance") -> dict[str, str] | None:
        """The provenance of a mapping: exactly one of source, derived and guess, with its text."""
        found = holder.get("provenance")
        kinds = ({"source"}, {"derived"}, {"guess"})
        if isinstance(found, dict) and set(found) in kinds and all(isinstance(v, str) and v for v in found.values()):
            return found
        remedy = "give exactly one of source (who says so, where), derived (how), guess (why)"
        self.wrong(where, name, found, remedy)
        return None

    def range(self, where: str, name: str, raw: Any, *, guess: bool) -> Range:
        """A bare number, or a mapping with value, low, high; a guess without bounds gets 30% either way."""
        bare = {"value": raw} if number(raw) else raw
        if isinstance(bare, dict) and number(bare.get("value")):
            value = float(bare["value"])
            spread = abs(value) * GUESS_SPREAD if guess or "guess" in bare else 0.0
            low, high = bare.get("low", value - spread), bare.get("high", value + spread)
            if number(low) and number(high) and low <= value <= high:
                return Range(value, float(low), float(high))
        self.wrong(where, name, raw, "give a number, or {value, low, high} with low <= value <= high")
        return Range(0.0, 0.0, 0.0)


def number(value: Any) -> bool:
    """True for a finite number that is not a truth value."""
    return isinstance(value, int | float) and not isinstance(value, bool) and bool(np.isfinite(value))


def numbers(value: Any, count: int) -> bool:
    """True for a list of so many finite numbers."""
    return isinstance(value, list) and len(value) == count and all(number(v) for v in value)


def pair(value: Any) -> tuple[float, float] | None:
    """Two numbers, or None."""
    return (float(value[0]), float(value[1])) if numbers(value, 2) else None


def short(value: object) -> str:
    """A value as JSON, cut to what a message can hold."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else text[:77] + "..."
