"""Everything behind the page of a run: the closed lines of evidence and appendix, in their order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from khasan.present import comparison_page
from khasan.present.run_report import inputs
from khasan.present.run_report.after_action_tables import Part, parts
from khasan.present.run_report.content import Content
from khasan.present.run_report.evidence import (
    all_runs,
    disagreements,
    every_claim,
    grades,
    line,
    of_the_tables,
    what_drives,
)
from khasan.present.run_report.figure_list import over_time, spread_of_maps
from khasan.present.run_report.run_figures import Clock
from khasan.record.claim_words import some

_GUESSES = "Model parameters that no source settles, with the range each is drawn from, and the scenario’s own guesses"


def behind_the_page(content: Content, clock: Clock, numbers: Mapping[str, int]) -> dict[str, Any]:
    """``evidence`` and ``appendix``: closed lines, each with what is inside; and what their templates need beside.

    ``numbers``: unit id -> number of its symbol on the page.
    """
    account = inputs.account(content.compiled.resolved, content.incident, content.sources, numbers)
    return {
        **account,
        "how_fought": _how_fought(content),
        "evidence": _evidence(content, clock, account),
        "appendix": _appendix(content, account),
        "notes": content.after.notes if content.after else (),
    }


def _how_fought(content: Content) -> str:
    count = content.outcomes.num_rows
    often = "once" if count == 1 else f"{count:,} times, each time with its own chances, guesses and map variant"
    return (
        f"A computer simulated this battle {often}. Units follow conditional plans and know only what their "
        "own side knows; nothing is scripted after a unit has arrived."
    )


def _evidence(content: Content, clock: Clock, account: Mapping[str, Any]) -> list[Part]:
    tables = of_the_tables(_parts(content))
    first = [one for one in tables if one["id"] in ("comparisons", "holders")]
    evidence = [*first]
    if content.comparison is not None:
        says = "Every measure with and without it, run by run, with the interval of the difference"
        rows = some(len(content.comparison.lines), "measure")
        table = comparison_page.folded(content.comparison)
        evidence.insert(
            0, line("what-if", "What the what-if changes, measure by measure", says, rows, "html", html=table)
        )
    if content.outcomes.num_rows > 1:
        says = "Losses hour by hour: the middle run, the middle half, nine runs in ten"
        charts = over_time(content, clock)
        number = some(len(charts), "chart")
        evidence.append(line("over-time", "Losses over time", says, number, "charts", charts=charts))
    evidence += [one for one in tables if one not in first]
    if content.incident is not None:
        evidence += [one for one in (disagreements(content.incident), every_claim(content.incident)) if one]
    says = "Full titles and grades, and how many numbers and claims rest on each source"
    evidence.append(line("sources", "The sources", says, grades(account["sources"], content.sources), "sources"))
    return evidence


def _appendix(content: Content, account: Mapping[str, Any]) -> list[Part]:
    scenario, seed = content.compiled.resolved, content.manifest.get("seed", "")
    guessed = some(account["guesses_total"] + len(account["parameters"]), "number")
    came_from = f"Order of battle, weather, and where the numbers come from: {account['provenance_words']}"
    appendix = [
        line("inputs", "What went in", came_from, some(len(scenario.units), "unit"), "inputs"),
        line("guesses", "What is a guess", _GUESSES, guessed, "guesses"),
    ]
    appendix += [one for one in (what_drives(content),) if one]
    maps = spread_of_maps(content) if content.outcomes.num_rows > 1 else []
    if maps:
        says = "How much of the uncertainty comes from not knowing the terrain"
        name = f"The {scenario.map.members} maps"
        appendix.append(line("maps", name, says, some(len(maps), "chart"), "charts", charts=maps))
    appendix.append(all_runs(content))
    says = f"The command, seed {seed}, fingerprints of scenario and map, version {content.manifest.get('khasan', '')}"
    appendix.append(line("reproduce", "Get this page again", says, "one command", "again"))
    words = "Casualties, broken, destroyed, vehicles lost, works, contact, how sources are named"
    appendix.append(line("words", "Words", words, "glossary", "words"))
    return appendix


def _parts(content: Content) -> list[Part]:
    if content.after is None:
        return []
    titles = {key: source.title for key, source in content.sources.items()}
    return parts(content.after, content.compiled.labels.side_names, titles)
