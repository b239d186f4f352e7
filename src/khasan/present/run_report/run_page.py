"""The report of a run: one HTML file that stands alone, for people.

``page`` turns a run's content into the text of the file; ``content_of`` collects that content from a run folder;
:func:`write_report` does both.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from markupsafe import Markup

from khasan.compiler import Compiled
from khasan.output import write_whole
from khasan.present import comparison_page, sky
from khasan.present.pages import rendered, style
from khasan.present.replay import replay_data, replay_page
from khasan.present.run_report import inputs
from khasan.present.run_report.after_action_tables import parts
from khasan.present.run_report.content import Content, content_of
from khasan.present.run_report.figure_list import charts
from khasan.present.scenario_page.plan_words import join
from khasan.results.compared import name_of
from khasan.results.run_summary import in_short
from khasan.results.store import REPORT, RunFolder
from khasan.scenario.catalog import status_words
from khasan.scenario.library import Library

SHOWN = 5
"""Recorded replications that the replay takes up at most: each brings the map it was fought on."""
_DAYS_OPEN = 3
"""Days of the story that stand unfolded."""


def write_report(
    folder: Path | str, compiled: Compiled | None = None, story: Sequence[tuple[str, str]] | None = None
) -> Path:
    """Write ``report.html`` into a run folder, over an older one if there is one; the path of the file.

    ``compiled``: the scenario of the run if it is at hand, else it is compiled from the folder. ``story``: that of a
    run of one replication if it is at hand, else that is fought again for it. Raises InputError if the folder holds
    no run, CannotWrite where the system refuses.
    """
    path = RunFolder.open(folder).path / REPORT
    remedy = f"The run itself is kept: make room, then khasan report {path.parent}"
    return write_whole(path, page(content_of(path.parent, compiled, story)), remedy=remedy)


def page(content: Content) -> str:
    """The text of the report. Raises nothing of its own: what a run lacks, its report leaves out."""
    scenario, manifest = content.compiled.resolved, content.manifest
    count = content.outcomes.num_rows
    ground = Library().map(scenario.map.id)
    hours = _hours(content)
    light = _light(content, hours)
    numbers, symbols = replay_data.symbols(content.compiled)
    told = _told(content, light, numbers) if content.units is not None and content.units.num_rows else None
    context = {
        "title": scenario.title,
        "summary": scenario.summary,
        "css": Markup(style([side.colour for side in scenario.sides], "comparison.css") + replay_page.style()),
        "script": Markup(replay_page.script()),
        "symbols": Markup(symbols),
        "interrupted": bool(manifest.get("interrupted")),
        "finished": count,
        "asked": manifest.get("replications_asked", count),
        "about": _about(content, count),
        "facts": _facts(content, count),
        "validation": _validation(scenario),
        "map_quality": ground.quality,
        "map_statement": ground.statement,
        "members": scenario.map.members,
        "story": _days(content.story) if count == 1 else [],
        "story_replication": _first(content.outcomes["replication"]),
        "single": count == 1,
        "sections": _parts(content),
        "comparison": comparison_page.folded(content.comparison) if content.comparison else None,
        "short": in_short(content.after) if content.after else [],
        "notes": content.after.notes if content.after else (),
        "figures": charts(content, hours, light) if count > 1 else [],
        "command": shlex.join(manifest.get("command", ())),
        "provenance_facts": _provenance_facts(manifest, scenario),
        "version": manifest.get("khasan", ""),
        "replay": told,
        **inputs.account(scenario, content.incident, content.sources, numbers),
    }
    context["contents"] = [entry for entry in _CONTENTS if _present(entry[0], context)]
    return rendered("report.html.j2", context)


_CONTENTS = (
    ("about", "What this is"),
    ("story", "The story"),
    ("replay", "Replay"),
    ("record", "Beside the record"),
    ("figures", "Figures"),
    ("inputs", "What went in"),
    ("reproduce", "How to get this again"),
)


def _present(part: str, context: Mapping[str, Any]) -> bool:
    return bool(context[part]) if part in ("story", "replay", "figures") else True


def _parts(content: Content) -> list[dict[str, Any]]:
    if content.after is None:
        return []
    titles = {key: source.title for key, source in content.sources.items()}
    return parts(content.after, content.compiled.labels.side_names, titles)


def _told(content: Content, light: Sequence[Mapping[str, Any]], numbers: Mapping[str, int]) -> dict[str, Any]:
    """The replay and its controls."""
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
    )
    some = "replication" if len(built.shown) == 1 else "replications"
    shown = join([str(number) for number in built.shown])
    left = built.recorded - len(built.shown)
    also = f" What else was recorded ({left} more) is in units.parquet." if left else ""
    return {
        "data": Markup(built.data),
        "intro": f"Hour by hour, {some} {shown} as recorded: what the simulation did, not what happened.{also}",
        "choices": [f"{number} (map {member})" for number, member in zip(built.shown, built.members, strict=True)],
        "last": built.hours - 1,
        "units": inputs.options(labels),
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


def _about(content: Content, count: int) -> str:
    scenario = content.compiled.resolved
    often = "once" if count == 1 else f"{count:,} times, each with its own chance, guesses and drawn map"
    changed = f" The question put to it was a what-if: {name_of(scenario.what_ifs)}." if scenario.what_ifs else ""
    return (
        f"A computer simulation fought this battle {often}. Units follow conditional plans and know "
        f"only what their own side knows; nothing is scripted after a unit has arrived.{changed}"
    )


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
        return (
            f"Its inputs were checked by a second reading on {scenario.checked}; what its results have been held "
            "against stands in docs/validation."
        )
    return "The scenario is provisional: its inputs have not been checked by a second reader."


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
