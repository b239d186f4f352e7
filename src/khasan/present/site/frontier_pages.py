"""The frontier as a whole: map, timeline, every event of the tables in a list."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from khasan.present.pages import rendered
from khasan.present.record_pictures.picture import days_words
from khasan.present.site.entries import PROCESS, Fight
from khasan.present.site.frame import FRONTIER, link, page
from khasan.record.frontier import RUNGS, Event, Frontier, Range

MAP, TIMELINE = "frontier/map.svg", "frontier/timeline.svg"
_SIDES = {
    "": "", "na": "", "none": "", "jp": "Japan", "su": "Soviet Union", "mpr": "Mongolia", "japan": "Japan",
    "manchukuo": "Manchukuo", "ussr": "Soviet Union", "both": "both",
}  # fmt: skip
_PARTIES = {
    "japan": "Japan", "manchukuo": "Manchukuo", "both": "Japan, Manchukuo", "ussr-su": "Soviet Union",
    "mpr-su": "Mongolia", "both-su": "Soviet Union, Mongolia",
}  # fmt: skip
"""The party of an event on either side."""


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
        "place": event.place or sectors.get(event.sector, event.sector),
        "sector": sectors.get(event.sector, event.sector),
        "kind": event.kind.replace("-", " "),
        "rung": event.rung,
        "first": "; ".join(moved),
        "sides": [
            (_PARTIES.get(event.jp_party, "Japan"), side_words(event.men_jp, event.force_jp, event.killed_jp)),
            (
                _PARTIES.get(f"{event.su_party}-su", "Soviet Union"),
                side_words(event.men_su, event.force_su, event.killed_su),
            ),
        ],
        "response": event.response,
        "sources": [(source.key, f"../record/sources.html#{source.key}") for source in event.said.sources],
        "grade": event.said.grade,
        "claims": f"../record/frontier.html#event-{event.id}",
        "story": stories.get(event.fight, ""),
    }


def day_words(event: Event) -> str:
    """The day, or the days between which it lies."""
    days = (event.first, event.last)
    return days_words(days, days)


def range_words(count: Range) -> str:
    """A count as accounts have it.

    >>> [range_words(one) for one in (Range(0, 0), Range(9, 50), Range(80, None))]
    ['0', '9–50', '80 or more']
    """
    if count.high is None:
        return f"{count.low:,} or more"
    return f"{count.low:,}" if count.low == count.high else f"{count.low:,}–{count.high:,}"


def side_words(men: Range | None, force: str, killed: Range | None) -> str:
    """What a side had there and how many it lost, as far as anybody says.

    >>> side_words(Range(3, 3), "crab fishers", Range(0, 2)), side_words(None, "coast patrol", None)
    ('crab fishers (3); 0–2 killed', 'coast patrol')
    >>> side_words(Range(80, None), "", Range(0, 0)), side_words(None, "", Range(0, None))
    ('80 or more men; none killed', 'nothing said')
    """
    told = [force] if force else []
    if men is not None:
        told = [f"{force} ({range_words(men)})" if force else f"{range_words(men)} men"]
    if killed is not None and (killed.low, killed.high) != (0, None):
        told.append("none killed" if killed.high == 0 else f"{range_words(killed)} killed")
    return "; ".join(told) or "nothing said"
