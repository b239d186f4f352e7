"""Free texts on one quantity: figures of one thing that differ, and directions from one place that do.

What a text means cannot be compared by a rule; what it counts and whither it points can.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from khasan.record.checks.disagreement import Disagreement
from khasan.record.checks.spread import SAME_FIGURE, factor, of_one_time
from khasan.record.claim import Claim

_FIGURE = re.compile(r"(?<![\w.,-])([0-9][0-9,]*(?:\.[0-9]+)?)\s+((?:[a-z]+ ){0,1}[a-z]{3,})")
"""A figure and the word or two behind it: "20 men", "40 entrenched soldiers" (entrenched soldiers)."""
_BEARING = re.compile(
    r"\b(N|NE|E|SE|S|SW|W|NW|(?:north|south)(?:-?(?:east|west))?|east|west)"
    r" of (?:the )?([A-Z][\w'-]*(?: [A-Z][\w'-]*)?|\w+)"
)
_WORDS = {"north": "N", "south": "S", "east": "E", "west": "W"}
_COMPASS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
_NO_THING = {"the", "and", "with", "from", "hours"}
"""Words behind a number that say nothing of what is counted."""
_TURN = 2
"""Eighths of the compass by which two directions may differ and still be one told loosely."""


def texts_that_differ(by_quantity: Mapping[str, Sequence[Claim]]) -> Iterator[Disagreement]:
    """Quantities on which two texts, of two sources, count or place one thing differently."""
    for quantity, claims in by_quantity.items():
        texts = [claim for claim in claims if claim.kind == "text"]
        said: dict[str, tuple[float, list[Claim]]] = {}
        for one, other in combinations(texts, 2):
            if one.source.key == other.source.key or not of_one_time(one, other):
                continue
            for apart, words in (*_figures_apart(one, other), *_bearings_apart(one, other)):
                widest, who = said.get(words, (0.0, []))
                said[words] = max(widest, apart), [*who, *(c for c in (one, other) if c not in who)]
        if said:
            voices = tuple(dict.fromkeys(claim for _, who in said.values() for claim in who))
            yield Disagreement(quantity, "texts", max(a for a, _ in said.values()), voices, note="; ".join(said))


def _figures_apart(one: Claim, other: Claim) -> Iterator[tuple[float, str]]:
    mine, theirs = figures(one.text), figures(other.text)
    for thing in [thing for thing in mine if thing in theirs]:
        low, high = sorted((mine[thing], theirs[thing]))
        if high > low * (1 + SAME_FIGURE):
            told = f"{one.source.key} {mine[thing]:g}, {other.source.key} {theirs[thing]:g}"
            yield factor(low, high), f"{thing}: {told}"


def figures(text: str) -> dict[str, float]:
    """What a text counts, by the one or two words behind the figure, where it counts it once.

    >>> figures("04:00: two boats land 20 men, 8 km on; 5 June")
    {'men': 20.0}
    """
    found: dict[str, list[float]] = {}
    for number, words in _FIGURE.findall(text):
        for thing in words.split():
            if thing not in _NO_THING:
                found.setdefault(thing, []).append(float(number.replace(",", "")))
    return {thing: numbers[0] for thing, numbers in found.items() if len(set(numbers)) == 1}


def _bearings_apart(one: Claim, other: Claim) -> Iterator[tuple[float, str]]:
    mine, theirs = bearings(one.text), bearings(other.text)
    for place in [place for place in mine if place in theirs]:
        turn = min(_eighths(a, b) for a in mine[place] for b in theirs[place])
        if turn >= _TURN:
            told = f"{one.source.key} {' or '.join(mine[place])}, {other.source.key} {' or '.join(theirs[place])}"
            yield float(turn), f"direction from {place}: {told}"


def bearings(text: str) -> dict[str, tuple[str, ...]]:
    """In which direction from which place a text puts something.

    >>> bearings("NE of Buir Lake"), bearings("on the approach from the south-east")
    ({'Buir Lake': ('NE',)}, {})
    """
    found: dict[str, list[str]] = {}
    for way, place in _BEARING.findall(text):
        short = "".join(_WORDS[word] for word in re.findall("north|south|east|west", way)) or way
        found.setdefault(place, []).append(short)
    return {place: tuple(dict.fromkeys(ways)) for place, ways in found.items()}


def _eighths(one: str, other: str) -> int:
    turn = abs(_COMPASS.index(one) - _COMPASS.index(other))
    return min(turn, len(_COMPASS) - turn)
