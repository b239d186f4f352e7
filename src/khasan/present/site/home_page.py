"""The way in: what this is, where the fights were, what can be read of each, and where the rest is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from khasan.present.pages import rendered
from khasan.present.site.entries import PROCESS, Fight
from khasan.present.site.frame import DOCS, FRONTIER, HOME, RECORD, page
from khasan.present.site.home_map import Pin, home_map

FIRST = "lake-khasan-1938"
"""The fight that a stranger is led to first."""


def home_page(
    fights: Sequence[Fight], made: Collection[str], *, replications: int, counts: dict[str, int], documents: bool
) -> str:
    """The first page. ``made``: pages of runs that are there; what is not is told, and not linked.

    ``replications``: of every battle, 0 where they differ.
    ``counts``: how many claims, sources, events the record has. ``documents``: are studies and validation in the site?
    """
    pins = [Pin(one.number, one.title, *one.place, f"#fight-{one.number}") for one in fights if one.place]
    context: dict[str, Any] = {
        "fights": [_entry(one, made) for one in fights],
        "first": next((_entry(one, made) for one in fights if one.id == FIRST), None),
        "map": home_map(pins),
        "times": {0: "many times", 1: "once"}.get(replications, f"{replications:,} times"),
        "several": replications != 1,
        "counts": {name: f"{count:,}" for name, count in counts.items()},
        "frontier": FRONTIER,
        "process": PROCESS if PROCESS in made else "",
        "record": RECORD,
        "documents": DOCS if documents else "",
        "tested": any(one.withheld for one in fights),
    }
    return page(HOME, "The Soviet-Japanese border fights, 1932-39", rendered("site_home.html.j2", context), part=HOME)


def _entry(fight: Fight, made: Collection[str]) -> dict[str, Any]:
    shown = [battle for battle in fight.battles if not battle.withheld]
    return {
        "number": fight.number,
        "title": fight.title,
        "days": fight.days,
        "toll": fight.toll,
        "in_short": fight.in_short,
        "story": fight.page,
        "withheld": fight.withheld,
        "runs": [
            {
                "words": "What the simulation says" if len(shown) == 1 else f"Simulated: {battle.title}",
                "page": battle.page if battle.page in made else "",
            }
            for battle in shown
        ],
    }
