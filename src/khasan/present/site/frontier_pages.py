"""The frontier as a whole: map, timeline, every event of the tables in a list."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from khasan.present.pages import rendered
from khasan.present.site.entries import PROCESS, Fight
from khasan.present.site.frame import FRONTIER, link, page
from khasan.record.frontier import RUNGS, Event, Frontier, Range

MAP, TIMELINE = "frontier/map.svg", "frontier/timeline.svg"
_SIDES = {
    "": "", "na": "", "none": "", "jp": "Japan", "su": "Soviet Union", "mpr": "Mongolia", "japan": "Japan",
    "manchukuo": "Manchukuo", "ussr": "Soviet Union", "both": "both",
}  # fmt: skip


def frontier_page(frontier: Frontier, fights: Sequence[Fight], made: Collection[str]) -> str:
    """The page. ``made``: pages of runs that are there."""
    stories = {fight.id: link(FRONTIER, fight.page) for fight in fights}
    sectors = {sector.id: sector.title for sector in frontier.sectors}
    years: dict[int, list[dict[str, Any]]] = {}
    for event in sorted(frontier.events, key=lambda one: (one.first, one.last, one.id)):
        years.setdefault(event.first.year, []).append(_event(event, sectors, stories))
    context = {
        "map": link(FRONTIER, MAP),
        "timeline": link(FRONTIER, TIMELINE),
        "process": link(FRONTIER, PROCESS) if PROCESS in made else "",
        "count": len(frontier.events),
        "years": years,
        "rungs": list(enumerate(RUNGS)),
    }
    return page(
        FRONTIER, "The frontier, 1931-45", rendered("site_frontier.html.j2", context), part=FRONTIER, kind="broad"
    )


def _event(event: Event, sectors: Mapping[str, str], stories: Mapping[str, str]) -> dict[str, Any]:
    moved = [
        f"{_SIDES[mover]} by the {who} account"
        for who, mover in (("Japanese", event.first_mover_jp), ("other", event.first_mover_su))
        if _SIDES[mover]
    ]
    return {
        "id": event.id,
        "days": day_words(event),
        "place": event.place,
        "sector": sectors.get(event.sector, event.sector),
        "kind": event.kind.replace("-", " "),
        "rung": event.rung,
        "first": "; ".join(moved),
        "forces": [force_words(event.men_jp, event.force_jp), force_words(event.men_su, event.force_su)],
        "killed": [range_words(event.killed_jp), range_words(event.killed_su)],
        "response": event.response,
        "sources": [(source.key, f"../record/sources.html#{source.key}") for source in event.said.sources],
        "grade": event.said.grade,
        "claims": f"../record/frontier.html#event-{event.id}",
        "story": stories.get(event.fight, ""),
    }


def day_words(event: Event) -> str:
    """The day, or the two between which it lies."""
    first, last = event.first, event.last
    if first == last:
        return f"{first.day} {first:%b %Y}"
    if (first.year, first.month) == (last.year, last.month) and (last - first).days >= 27:
        return f"{first:%b %Y}"
    return f"{first.day} {first:%b %Y} – {last.day} {last:%b %Y}"


def range_words(count: Range | None) -> str:
    """A count as accounts have it; "?" where none was seen.

    >>> [range_words(one) for one in (None, Range(0, 0), Range(9, 50), Range(80, None))]
    ['?', '0', '9–50', '80 or more']
    """
    if count is None:
        return "?"
    if count.high is None:
        return f"{count.low:,} or more"
    return f"{count.low:,}" if count.low == count.high else f"{count.low:,}–{count.high:,}"


def force_words(men: Range | None, force: str) -> str:
    """How many, and what they were, as far as anybody says.

    >>> force_words(Range(3, 3), "crab fishers"), force_words(None, "coast patrol"), force_words(None, "")
    ('3: crab fishers', 'coast patrol', '')
    """
    return ": ".join(part for part in (range_words(men) if men else "", force) if part)
