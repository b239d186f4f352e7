"""Dots of events: one a row of the record, larger the more force there was, filled where khasan can fight it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from khasan.ground.svg import element
from khasan.record.frontier import Event

SHORT = ("no fire", "fire at a post", "local help", "a column", "combined fight", "a division", "a corps", "war")
"""The rungs of force in two words, from 0 to 7."""


MOST_OFF = 7.0
"""Pixels that a dot may stand off its line, lest it seem to belong to the next."""


def radius(rung: int) -> float:
    """Of a dot."""
    return 2.4 + 0.85 * rung


def dot(x: float, y: float, event: Event) -> str:
    """One event, with its day and place for whoever points at it."""
    words = f"{event.date}, {event.place or event.sector}: {event.kind.replace('-', ' ')}"
    circle = element("circle", "event fought" if event.fight else "event", cx=x, cy=y, r=radius(event.rung))
    return circle.replace("/>", ">" + element("title", "", words) + "</circle>")


def heap(events: Sequence[Event], x: float, y: float, width: float) -> list[str]:
    """Events of one rung side by side about a point, in rows where they are many."""
    if not events:
        return []
    step = 2 * radius(events[0].rung) + 1.2
    room = max(1, int(width // step))
    lines = -(-len(events) // room)
    found: list[str] = []
    for number, event in enumerate(events):
        line, place = divmod(number, room)
        here = min(room, len(events) - line * room)
        found.append(dot(x + (place - (here - 1) / 2) * step, y + (line - (lines - 1) / 2) * step, event))
    return found


def spread(placed: Iterable[tuple[float, Event]], y: float) -> list[str]:
    """Events of one rung along a line of time; those that would lie over each other go up and down by turns."""
    taken: list[tuple[float, float]] = []
    found: list[str] = []
    for x, event in sorted(placed, key=lambda one: one[0]):
        step = 2 * radius(event.rung) + 0.8
        heights = [h for h in (0.0, -step / 2, step / 2, -step, step) if abs(h) <= MOST_OFF]
        free = [
            h for h in heights if all((x - a) ** 2 + (h - b) ** 2 >= (step - 0.8) ** 2 for a, b in taken)
        ]  # fmt: skip
        height = free[0] if free else heights[len(found) % len(heights)]
        taken.append((x, height))
        found.append(dot(x, y + height, event))
    return found
