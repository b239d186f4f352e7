"""What the readers of a map share: collecting problems, and numbers with their provenance and interval."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from khasan.errors import InputError, Problem, parts_of
from khasan.ground.json_scanner import Trail
from khasan.ground.json_text import Document
from khasan.ground.model import Range
from khasan.letters import visible

GUESS_SPREAD = 0.3
"""A guess without bounds is drawn from 30% below to 30% above."""

LARGEST = 1e9
"""No number on a map is larger, in whatever unit."""

_STEP = re.compile(r"\[([0-9]+)\]|([^.\[\]]+)")


class Here(NamedTuple):
    """Part of a map: how a message names it ("" for the map itself), and where it stands."""

    label: str
    trail: Trail


WHOLE = Here("", ())


class Notes:
    """A map file as read, and the problems found in it, so that an author sees all of them at once."""

    def __init__(self, path: Path, document: Document) -> None:
        self.path = path
        self.document = document
        self.problems: list[Problem] = []

    def wrong(self, here: Here, name: str, value: object, remedy: str, *, at_key: bool = False) -> None:
        """Note a problem with a part, or what stands nearest to it; ``name`` leads to it, as ``rivals[0].at``."""
        inside: Trail = tuple(int(index) if index else word for index, word in _STEP.findall(name))
        if here.label and inside[:1] != ("geometry",):
            inside = ("properties", *inside)
        line, column = self.document.locate((*here.trail, *inside), at_key=at_key)
        label = f"{here.label}.{name}" if here.label else name
        self.problems.append(Problem(str(self.path), line, column, visible(label)[:200], short(value), remedy))

    def stop_if_any(self) -> None:
        """Raise InputError with all problems, those of the scanner among them, if there are any."""
        if self.problems or self.document.scanned is not None:
            found = [*self.problems, *self.document.scan()[1]]
            if found:
                raise InputError(found)

    def provenance(self, here: Here, holder: Any, name: str = "provenance") -> dict[str, str] | None:
        """The provenance of a mapping: exactly one of source, derived and guess, with its text."""
        found = holder.get("provenance") if isinstance(holder, dict) else None
        kinds = ({"source"}, {"derived"}, {"guess"})
        if isinstance(found, dict) and set(found) in kinds and all(isinstance(v, str) and v for v in found.values()):
            return found
        remedy = "give exactly one of source (who says so, where), derived (how), guess (why)"
        self.wrong(here, name, found, remedy)
        return None

    def range(self, here: Here, name: str, raw: Any, within: tuple[float, float], *, guess: bool) -> Range:
        """A bare number, or a mapping with value, low, high; a guess without bounds gets 30% either way.

        Low and high both lie ``within`` two bounds.
        """
        bare = {"value": raw} if number(raw) else raw
        if isinstance(bare, dict) and number(bare.get("value")):
            value = float(bare["value"])
            spread = abs(value) * GUESS_SPREAD if guess or "guess" in bare else 0.0
            low, high = bare.get("low", value - spread), bare.get("high", value + spread)
            if number(low) and number(high) and low <= value <= high:
                if not within[0] <= low or not high <= within[1]:
                    self.wrong(here, name, [low, value, high], f"keep to {within[0]:,g} to {within[1]:,g}")
                return Range(value, float(low), float(high))
        self.wrong(here, name, raw, "give a number, or {value, low, high} with low <= value <= high")
        return Range(0.0, 0.0, 0.0)

    def number(self, here: Here, name: str, raw: Any, within: tuple[float, float]) -> float:
        """A bare number within two bounds."""
        if number(raw) and within[0] <= raw <= within[1]:
            return float(raw)
        self.wrong(here, name, raw, f"give a number, {within[0]:,g} to {within[1]:,g}")
        return within[0]

    def mapping(self, here: Here, name: str, raw: Any, remedy: str) -> dict[str, Any]:
        """A mapping; an empty one, and a problem, if it is something else."""
        if isinstance(raw, dict):
            return raw
        self.wrong(here, name, raw, remedy)
        return {}

    def rows(self, here: Here, name: str, raw: Any, most: int) -> list[Any]:
        """A list of so many at most; an empty one, and a problem, if it is something else."""
        if isinstance(raw, list) and len(raw) <= most:
            return raw
        self.wrong(
            here, name, f"{len(raw)} of them" if isinstance(raw, list) else raw, f"give a list of {most} at most"
        )
        return []

    def text(self, here: Here, name: str, raw: Any, most: int = 200) -> str:
        """A text with something in it, of so many characters at most."""
        if isinstance(raw, str) and raw.strip() and len(raw) <= most:
            return raw
        self.wrong(here, name, raw, f"give a text of {most} characters at most")
        return ""


def number(value: Any) -> bool:
    """True for a number that is finite, no truth value, and of a size that a map knows."""
    return isinstance(value, int | float) and not isinstance(value, bool) and -LARGEST <= value <= LARGEST


def numbers(value: Any, count: int) -> bool:
    """True for a list of so many finite numbers."""
    return isinstance(value, list) and len(value) == count and all(number(v) for v in value)


def one_of(value: Any, words: Any) -> bool:
    """True for a text that is among these."""
    return isinstance(value, str) and value in words


def short(value: object) -> str:
    """A value as JSON, cut to what a message can hold."""
    if isinstance(value, dict | list) and len(value) > 12:
        return parts_of(value)
    text = visible(json.dumps(_cut(value), ensure_ascii=False, default=str))
    return text if len(text) <= 80 else text[:77] + "..."


def _cut(value: Any, depth: int = 3) -> Any:
    """A value of which nothing is longer or deeper than a message can show."""
    if isinstance(value, str):
        return value[:100]
    if isinstance(value, int) and abs(value) > 10**18:
        return float(value) if abs(value) < 10**300 else "a number of hundreds of digits"
    if isinstance(value, dict):
        return {key: _cut(part, depth - 1) for key, part in value.items()} if depth else "{...}"
    if isinstance(value, list):
        return [_cut(part, depth - 1) for part in value[:12]] if depth else "[...]"
    return value
