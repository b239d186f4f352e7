"""The page of a fight from the sources alone: in short, map, what happened, cast. Nothing in it is simulated."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from khasan.present.first_screen.without_a_run import sources_figure
from khasan.present.pages import rendered, template
from khasan.present.site.entries import Fight
from khasan.present.site.frame import FIGHTS, link, page
from khasan.present.story import in_short_html, story_html
from khasan.scenario.library import Library
from khasan.scenario.resolved import Resolved
from khasan.scenario.stories.claim_in_words import GRADES

SHEET, SCRIPT = "figures.css", "figures.js"
"""What the figures of a page of a battle need, from the root of the site."""


def figure_files() -> dict[str, str]:
    """Place -> text of what the figures need."""
    return {SHEET: template("battle.css"), SCRIPT: template("battle.js")}


def fight_page(
    fight: Fight, made: Collection[str], scenarios: Mapping[str, Resolved], library: Library | None = None
) -> str:
    """The page; ``made``: pages of runs that are there.

    Of a fight whose outcome is kept back it has the sources' half of the figure that lays model and sources together.
    """
    figures = [sources_figure(scenarios[one.id], library) for one in fight.battles if one.withheld]
    needs = any(figures)
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
        "figures": [figure for figure in figures if figure],
        "record": link(fight.page, f"record/{fight.id}.html"),
        "grades": GRADES,
    }
    return page(
        fight.page,
        fight.title,
        rendered("site_story.html.j2", context),
        part=FIGHTS,
        scripts=(SCRIPT,) if needs else (),
        sheets=(SHEET,) if needs else (),
    )
