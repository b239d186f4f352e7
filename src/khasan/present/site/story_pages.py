"""The page of a fight from the sources alone: in short, map, what happened, cast. Nothing in it is simulated."""

from __future__ import annotations

from collections.abc import Collection

from khasan.present.pages import rendered
from khasan.present.site.entries import Fight
from khasan.present.site.frame import FIGHTS, link, page
from khasan.present.story import in_short_html, story_html
from khasan.scenario.library import Library
from khasan.scenario.stories.claim_in_words import GRADES


def fight_page(fight: Fight, made: Collection[str], library: Library | None = None) -> str:
    """The page; ``made``: pages of runs that are there."""
    shown = [battle for battle in fight.battles if not battle.withheld]
    context = {
        "title": fight.title,
        "names": fight.names,
        "days": fight.days,
        "toll": fight.toll,
        "in_short": in_short_html(fight.id, library),
        "story": story_html(fight.id, library),
        "maps": [(battle.title, link(fight.page, battle.map)) for battle in fight.battles],
        "runs": [
            {
                "words": "What the simulation says" if len(shown) == 1 else f"Simulated: {battle.title}",
                "page": link(fight.page, battle.page) if battle.page in made else "",
            }
            for battle in shown
        ],
        "withheld": fight.withheld,
        "record": link(fight.page, f"record/{fight.id}.html"),
        "grades": GRADES,
    }
    return page(fight.page, fight.title, rendered("site_story.html.j2", context), part=FIGHTS)
