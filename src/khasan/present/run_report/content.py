"""What a report needs, collected from a run folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from khasan.compiler import Compiled
from khasan.compiler.addresses import key_of
from khasan.compiler.light import visibility
from khasan.engine import run_replication
from khasan.engine.setup import draw
from khasan.errors import input_error
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.record import Incident, Source
from khasan.results.aar import after_action
from khasan.results.comparison import Comparison
from khasan.results.record_comparison import Record
from khasan.results.reopen import compiled_of
from khasan.results.store import RunFolder
from khasan.results.story import Entry
from khasan.results.story import story as story_of
from khasan.results.what_if_changes import beside_baseline, what_changes
from khasan.scenario.library import Library


@dataclass(frozen=True)
class Content:
    """Everything a report is made from. Tables are pyarrow's; ``units`` and ``events`` may hold no row."""

    compiled: Compiled
    manifest: Mapping[str, Any]
    series: Any
    outcomes: Any
    units: Any
    events: Any
    after: Any
    """khasan.results.aar.AfterAction"""
    incident: Incident | None
    sources: Mapping[str, Source]
    comparison: Comparison | None = None
    """Of a what-if: against the scenario as it was, if that was fought too."""
    baseline: Any = None
    """Of a what-if: outcomes of the scenario as it was, if that was fought too."""
    story: Sequence[tuple[str, str]] = ()
    """Time (ISO 8601) and text; of the first recorded replication."""
    seen: Mapping[int, Sequence[tuple[int, str]]] = field(default_factory=dict)
    """Visibility in metres each hour and the weather that cuts it ("" for none), by replication."""
    losses: Any = None
    """Every loss of the recorded replications with its factors, if the replay is to say why."""
    bookmarks: Mapping[int, Sequence[tuple[float, str]]] = field(default_factory=dict)
    """Where a replication turned, for the replay: hours since the start and words, by replication."""
    typical: bool = False
    """Is the one replication in ``units`` the typical one of the run?"""


def content_of(path: Path, compiled: Compiled | None = None, story: Sequence[Entry] | None = None) -> Content:
    """Read a run. Raises InputError if the folder holds none, or one whose scenario is damaged.

    ``story``: that of a run of one replication; unless it is given, the replication is fought again for it.
    """
    folder = RunFolder.open(path)
    manifest = folder.manifest
    compiled = compiled or compiled_of(folder)
    outcomes = folder.columns("outcomes")
    if not outcomes.num_rows:
        raise input_error("RUN", path, "its table of outcomes has no rows: run again")
    library = Library()
    incident = _incident(compiled.resolved.incident, library)
    told: Sequence[Entry] = ()
    baseline = folder.baseline()
    found = None if baseline is None else beside_baseline(compiled, manifest, outcomes, baseline)
    if outcomes.num_rows == 1:
        number = outcomes["replication"][0].as_py()
        told = story or story_of(compiled, run_replication(compiled, manifest["seed"], number, record=True))
    return Content(
        compiled=compiled,
        manifest=manifest,
        series=folder.columns("series"),
        outcomes=outcomes,
        units=folder.table("units"),
        events=folder.table("events"),
        losses=folder.table("losses"),
        after=replace(after_action(compiled, outcomes, incident), what_changes=what_changes(found, compiled)),
        comparison=found,
        baseline=baseline,
        incident=Record(compiled, incident).shown,
        sources=library.sources,
        story=told,
        seen={number: seen_in(compiled, manifest["seed"], number) for number in manifest["recorded"]},
    )


def _incident(incident_id: str, library: Library) -> Incident | None:
    return library.incident(incident_id) if incident_id in library.ids("record") else None


def seen_in(compiled: Compiled, seed: int, replication: int) -> list[tuple[int, str]]:
    """Visibility in metres at each snapshot, and the weather that cuts it: drawn again, since no table holds it."""
    drawn = draw(compiled, key_of(seed, replication)).tables
    metres, parameters = drawn.light[t.VISIBILITY_M], drawn.parameters
    daylight, moonlight, _ = compiled.sky
    moon_m = max(parameters[p.MOONLIGHT], parameters[p.DARKNESS])
    clear = visibility(daylight, moonlight, parameters[p.DARKNESS], moon_m, parameters[p.DAYLIGHT_RANGE])
    kinds = {spell.id: spell.kind for spell in compiled.resolved.weather}
    weather = np.full(len(metres), "", dtype=object)
    for spell in compiled.spells:
        during = slice(spell.first, spell.last)
        weather[during] = np.where(metres[during] < clear[during], kinds[spell.id], weather[during])
    steps = np.append(np.arange(0, compiled.steps, compiled.snapshot_every), compiled.steps - 1)
    return [(int(metres[step]), str(weather[step])) for step in steps]
