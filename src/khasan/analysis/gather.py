"""What a report needs, collected from a run folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from khasan.analysis.report import Content
from khasan.compiler import Compiled
from khasan.compiler.addresses import key_of
from khasan.engine import run_replication
from khasan.engine.setup import draw_tables
from khasan.kernels import tables as t
from khasan.record import Incident, incident_ids, load_incident, load_sources
from khasan.results.aar import after_action
from khasan.results.reopen import compiled_of
from khasan.results.store import RunFolder


def gather(path: Path, compiled: Compiled | None = None) -> Content:
    """Read a run. Raises InputError if the folder holds none, or one whose scenario is damaged.

    The story of a run of one replication is told from that replication, which is fought again for it.
    """
    folder = RunFolder.open(path)
    manifest = folder.manifest
    compiled = compiled or compiled_of(folder)
    outcomes = folder.table("outcomes")
    incident = _incident(compiled.resolved.incident)
    told: Sequence[tuple[str, str]] = ()
    if outcomes.num_rows == 1:
        number = outcomes["replication"][0].as_py()
        from khasan.results.story import story

        told = story(compiled, run_replication(compiled, manifest["seed"], number, record=True))
    return Content(
        compiled=compiled,
        manifest=manifest,
        series=folder.table("series"),
        outcomes=outcomes,
        units=folder.table("units"),
        events=folder.table("events"),
        after=after_action(compiled, outcomes, incident),
        incident=incident,
        sources=load_sources(),
        story=told,
        seen={number: _seen(compiled, manifest["seed"], number) for number in manifest["recorded"]},
    )


def _incident(incident_id: str) -> Incident | None:
    return load_incident(incident_id) if incident_id in incident_ids() else None


def _seen(compiled: Compiled, seed: int, replication: int) -> list[int]:
    """Visibility in metres at each snapshot: drawn again, since no table holds it."""
    metres = draw_tables(compiled, key_of(seed, replication))[0].light[t.VISIBILITY_M]
    steps: Any = np.append(np.arange(0, compiled.steps, compiled.snapshot_every), compiled.steps - 1)
    return [int(metre) for metre in metres[steps]]
