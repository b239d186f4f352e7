"""The first screen's figure where no run may stand: the sources' half alone, and one sentence why."""

from __future__ import annotations

from markupsafe import Markup

from khasan.compiler import compile_scenario
from khasan.present.first_screen.verdict_figure import figure
from khasan.present.side_colours import in_page_colours
from khasan.present.story import quarrels
from khasan.results.verdict.judgement import sources_alone
from khasan.scenario.library import Library
from khasan.scenario.resolved import Resolved
from khasan.scenario.stories import story_ids

_NO_RUN = "No run stands beside them on this page."


def sources_figure(scenario: Resolved, library: Library | None = None) -> Markup:
    """What the sources say of the quantities that the scenario compares, as HTML; nothing simulated is in it.

    For a page without a run: of a run's own page the sources are kept away as long as the scenario withholds them.
    Nothing for a scenario whose incident the record has not, or that compares nothing. Needs the sheet ``battle.css``.

    >>> from khasan.scenario.catalog import load_scenario
    >>> "figure" in sources_figure(load_scenario("lake-khanka-1935"))
    True
    """
    library = library or Library()
    if scenario.incident not in library.ids("record"):
        return Markup("")
    outcomes = scenario.record_outcomes
    why = _NO_RUN if outcomes is None else f"The model’s results are not shown: {outcomes.withheld}."
    compiled = compile_scenario(in_page_colours(scenario))
    found = sources_alone(compiled, library.incident(scenario.incident), why)
    told = quarrels(scenario, library) if scenario.incident in story_ids(library) else {}
    return figure(found, library.sources, quarrels=told) if found.quantities else Markup("")
