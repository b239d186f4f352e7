"""The report of a run: one HTML file that stands alone, for people.

``page`` turns a run's content into the text of the file; ``content_of`` collects that content from a run folder;
:func:`write_report` does both.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from markupsafe import Markup

from khasan.compiler import Compiled
from khasan.output import write_whole
from khasan.present import sky
from khasan.present.first_screen.battle_map import battle_map, map_key
from khasan.present.first_screen.verdict_figure import figure
from khasan.present.histories import embedded
from khasan.present.pages import rendered, style, template
from khasan.present.replay import replay_data, replay_page
from khasan.present.run_report.behind_the_page import behind_the_page
from khasan.present.run_report.content import Content, content_of
from khasan.present.run_report.evidence import ALL_ROWS
from khasan.present.run_report.hill import held
from khasan.present.run_report.hourly import clock_of
from khasan.present.scenario_page.plan_words import join
from khasan.present.side_colours import in_page_colours
from khasan.present.story import in_short_html, quarrels, story_html
from khasan.results.histories import Histories, histories_of_run
from khasan.results.store import REPORT, RunFolder
from khasan.results.verdict.judgement import judgement
from khasan.results.verdict.side_words import with_article
from khasan.scenario.catalog import status_words
from khasan.scenario.library import Library
from khasan.scenario.stories import story_ids

SHOWN = 5
"""Recorded replications that the replay takes up at most: each brings the map it was fought on."""
_SHEETS = ("comparison.css", "story.css", "histories.css", "battle.css")
_NAMES = 3
"""Other names of the fight that stand under its title."""
_BEYOND_LATIN = 0x370
"""Code of the first letter that is not of the Latin alphabet: fonts for others may be missing."""
_DAYS_OPEN = 3
"""Days of the story that stand unfolded."""
_LONGEST_IN_BAR = 24
"""Letters of a link in the bar at the top."""


def write_report(
    folder: Path | str,
    compiled: Compiled | None = None,
    story: Sequence[tuple[str, str]] | None = None,
    found: Histories | None = None,
) -> Path:
    """Write ``report.html`` into a run folder, over an older one if there is one; the path of the file.

    ``compiled``: the scenario of the run if it is at hand, else it is compiled from the folder. ``story``: that of a
    run of one replication if it is at hand, else that is fought again for it. ``found``: the run's histories if they
    are at hand, else they are chosen and fought again; their pages are linked where they lie in the folder. Raises
    InputError if the folder holds no run, CannotWrite where the system refuses.
    """
    opened = RunFolder.open(folder)
    path = opened.path / REPORT
    remedy = f"The run itself is kept. Make room, then: khasan report {path.parent}"
    content, histories = content_of(path.parent, compiled, story), None
    if content.outcomes.num_rows > 1:
        histories, content = embedded(content, found or histories_of_run(opened, content.compiled), path.parent)
    return write_whole(path, page(content, histories), remedy=remedy)


def page(content: Content, histories: Markup | None = None) -> str:
    """The text of the report; ``histories``: the section of them, if there is one.

    Raises nothing of its own: what a run lacks, its report leaves out.
    """
    content = replace(content, compiled=replace(content.compiled, resolved=in_page_colours(content.compiled.resolved)))
    scenario, manifest = content.compiled.resolved, content.manifest
    count = content.outcomes.num_rows
    ground = Library().map(scenario.map.id)
    hours = _hours(content)
    light = _light(content, hours)
    clock = clock_of(hours, light)
    numbers, symbols = replay_data.symbols(content.compiled)
    told = _told(content, light, numbers) if content.units is not None and content.units.num_rows else None
    drawn = battle_map(scenario)
    context = {
        "title": scenario.title,
        "css": Markup(style([side.colour for side in scenario.sides], *_SHEETS) + replay_page.style()),
        "script": Markup(replay_page.script()),
        "page_script": Markup(template("battle.js")),
        "symbols": Markup(symbols),
        "interrupted": bool(manifest.get("interrupted")),
        "finished": count,
        "asked": manifest.get("replications_asked", count),
        "runs": f"{count:,} run{'' if count == 1 else 's'}",
        "validation": _validation(scenario),
        "map": drawn,
        "map_key": map_key(drawn),
        "map_quality": ground.quality,
        "map_statement": ground.statement,
        **_told_by_the_sources(content),
        "against": _against(content),
        "histories": histories,
        "story": _days(content.story) if count == 1 else [],
        "story_replication": _first(content.outcomes["replication"]),
        "replay": told,
        "hill": held(content, clock, hours),
        **behind_the_page(content, clock, numbers),
        "command": shlex.join(manifest.get("command", ())),
        "provenance_facts": _provenance_facts(manifest, scenario),
        "facts": _facts(content, count),
        "version": manifest.get("khasan", ""),
    }
    context["contents"] = [entry for entry in _contents(context) if _present(entry[0], context)]
    return rendered("report.html.j2", context)


def _contents(context: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        ("happened", "What happened"),
        ("histories", "Simulated histories"),
        ("story", "This run"),
        ("replay", "Replay"),
        ("hill", _short_title(context["hill"]["title"]) if context["hill"] else ""),
        ("evidence", "Evidence"),
    ]


def _short_title(title: str) -> str:
    """The title of the part on the ground as the bar at the top has room for it."""
    return title if len(title) <= _LONGEST_IN_BAR else "The ground"


def _present(part: str, context: Mapping[str, Any]) -> bool:
    return part == "evidence" or bool(context[part])


def _told_by_the_sources(content: Content) -> dict[str, Any]:
    """What the record tells of the fight: its other names, three sentences, the story; none where that is withheld."""
    library = Library()
    incident = content.compiled.resolved.incident
    has_story = _has_story(content)
    names = library.incident(incident).names if incident in library.ids("record") else ()
    return {
        "names": _other_names(names, content.compiled.resolved.title),
        "against_whom": " against ".join(with_article(side.name) for side in content.compiled.resolved.sides),
        "in_short": in_short_html(incident, library) if has_story else None,
        "summary": content.compiled.resolved.summary,
        "happened": story_html(incident, library, _simulated(content)) if has_story else None,
    }


def _has_story(content: Content) -> bool:
    """Is there a story of the fight that may stand beside a run of it?"""
    scenario = content.compiled.resolved
    return scenario.record_outcomes is None and scenario.incident in story_ids()


def _simulated(content: Content) -> tuple[date, date]:
    """First and last day of the fight as it is simulated."""
    clock = content.compiled.resolved.clock
    return clock.start.date(), clock.end.date()


def _other_names(names: Sequence[str], title: str) -> list[str]:
    """Names in Latin letters that the title does not hold already."""
    place = title.partition(",")[0]
    other = [name for name in names if place not in name and all(ord(letter) < _BEYOND_LATIN for letter in name)]
    return other[:_NAMES]


def _against(content: Content) -> Markup | None:
    """The model against the sources; nothing for a run without an after-action report."""
    if content.after is None:
        return None
    judged = judgement(content.compiled, content.after, content.incident, content.baseline)
    rows = ALL_ROWS if content.after.section("record").rows else ""
    found = quarrels(content.compiled.resolved) if _has_story(content) else {}
    return figure(judged, content.sources, all_rows=rows, quarrels=found)


def _told(content: Content, light: Sequence[Mapping[str, Any]], numbers: Mapping[str, int]) -> dict[str, Any]:
    """The replay."""
    labels = content.compiled.labels
    built = replay_data.build(
        content.compiled,
        content.units,
        content.events,
        members=_members(content),
        names=_place_names(content),
        light=light,
        seen=content.seen,
        symbols=[numbers[unit] for unit in labels.units],
        most=SHOWN,
        losses=content.losses,
        bookmarks=content.bookmarks,
    )
    minutes = content.compiled.snapshot_every * content.compiled.step_s / 60.0
    step = "Hour by hour" if minutes >= 60 else f"Every {minutes:.0f} minutes"
    numbered = join([f"{number:,}" for number in built.shown])
    some = f"run{'' if len(built.shown) == 1 else 's'} {numbered} as recorded"
    whose = f"run {numbered}, the typical one" if content.typical else some
    left = built.recorded - len(built.shown)
    also = f" What else was recorded ({left} more) is in units.parquet." if left else ""
    return {
        "data": Markup(built.data),
        "intro": f"{step}, {whose}: what the simulation did, not what happened.{also}",
    }


def _members(content: Content) -> dict[int, int]:
    """The drawn map of each replication."""
    columns = (content.outcomes[name].to_pylist() for name in ("replication", "member"))
    return dict(zip(*columns, strict=True))


def _hours(content: Content) -> list[datetime]:
    """The moments of the snapshots, on the scenario's clock: those of every replication are the same."""
    shots = content.series.num_rows // content.outcomes.num_rows
    return [datetime.fromisoformat(text) for text in content.series["time"].slice(0, shots).to_pylist()]


def _light(content: Content, hours: Sequence[datetime]) -> list[dict[str, Any]]:
    scenario = content.compiled.resolved
    projection = Library().map(scenario.map.id).projection
    return sky.light(hours, projection.lon0, projection.lat0, scenario.clock.moon)


def _place_names(content: Content) -> dict[str, str]:
    scenario = content.compiled.resolved
    names = {feature.id: feature.name for feature in Library().map(scenario.map.id).features if feature.name}
    return names | {goal.place: goal.name for goal in scenario.objectives}


def _facts(content: Content, count: int) -> list[tuple[str, str]]:
    scenario, manifest = content.compiled.resolved, content.manifest
    return [
        ("Scenario", f"{scenario.id} ({status_words(scenario.status, scenario.checked)})"),
        ("Sides", join([side.name for side in scenario.sides])),
        ("From", _moment(scenario.clock.start)),
        ("To", _moment(scenario.clock.end)),
        ("Replications", f"{count:,}"),
        ("Seed", str(manifest.get("seed", ""))),
        ("Step", f"{scenario.clock.step_s:g} s on hexes of {scenario.map.hex_m:g} m"),
        ("Units", f"{len(scenario.units):,}"),
        ("Rule for rival claims", scenario.record_rule),
        ("khasan", str(manifest.get("khasan", ""))),
    ]


def _validation(scenario: Any) -> str:
    if scenario.status == "checked":
        day = date.fromisoformat(scenario.checked)
        return f"A second reader checked its inputs on {day.day} {day:%B %Y}."
    return "No second reader has checked its inputs yet: it is provisional."


def _provenance_facts(manifest: Mapping[str, Any], scenario: Any) -> list[tuple[str, str]]:
    said = {"scenario_digest": "Scenario digest", "numba": "numba", "numpy": "NumPy", "processor": "Processor class"}
    facts = [(name, str(manifest[key])) for key, name in said.items() if manifest.get(key)]
    return [*facts, ("Map digest", scenario.map_digest)]


def _days(story: Iterable[tuple[str, str]]) -> list[tuple[str, list[tuple[str, str]], str, bool]]:
    """The story by day: (day, [(clock, sentence), ...], the day's sum if it is told, unfolded?).

    >>> _days([("1938-07-31T03:15:00+09:00", "Fog."), ("1938-07-31T23:55:00+09:00", "The day's losses: none.")])
    [('31 July 1938', [('03:15', 'Fog.')], "The day's losses: none.", True)]
    """
    days: dict[str, list[tuple[str, str]]] = {}
    for when, text in story:
        moment = datetime.fromisoformat(when)
        days.setdefault(f"{moment.day} {moment:%B %Y}", []).append((f"{moment:%H:%M}", text))
    told = []
    for number, (day, lines) in enumerate(days.items()):
        total = next((text for _, text in lines if text.startswith("The day's losses")), "")
        rest = [(clock, text) for clock, text in lines if text != total]
        told.append((day, rest, total, number < _DAYS_OPEN))
    return told


def _moment(when: datetime) -> str:
    offset = f"{when:%z}"
    return f"{when.day} {when:%B %Y, %H:%M} ({offset[:3]}:{offset[3:]})"


def _first(column: Any) -> int:
    return int(column[0].as_py()) if len(column) else 0
