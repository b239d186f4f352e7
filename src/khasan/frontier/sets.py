"""The draws of each assumption set made whole: the fitted part from the posterior, the rest from the prior."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from khasan.frontier.declarations import Prior
from khasan.frontier.evidence import Fight
from khasan.frontier.fit import evidence_of
from khasan.frontier.frontier_files import FrontierLibrary
from khasan.frontier.posterior import Posterior
from khasan.frontier.record_tables import RecordTables
from khasan.frontier.setting import Setting
from khasan.frontier.space import Floats, Space

SEED = 20
"""Of the draws that the posterior does not hold: the same for everybody, so that answers can be compared."""


@dataclass(frozen=True)
class Draws:
    """Draws under one assumption set, with its world and its coding of the record."""

    id: str
    title: str
    space: Space
    x: Floats
    """f8[draws, parameters]."""
    setting: Setting
    fights: tuple[Fight, ...]


def draws_of(
    library: FrontierLibrary,
    tables: RecordTables,
    posterior: Posterior,
    set_id: str = "base",
    *,
    limit: int | None = None,
    extra: Sequence[Prior] = (),
) -> Draws:
    """Draws from the posterior of a set, at most ``limit`` of them, spread evenly over those kept."""
    kept = posterior.of(library.assumption(set_id).id)
    rows = np.asarray(kept.draws, dtype=np.float64)
    if limit is not None and limit < len(rows):
        rows = rows[np.linspace(0, len(rows) - 1, limit).round().astype(int)]
    drawn = prior_draws(library, tables, set_id, len(rows), extra=extra)
    drawn.space.put(drawn.x, rows, kept.ids)
    return drawn


def prior_draws(
    library: FrontierLibrary, tables: RecordTables, set_id: str, count: int, *, extra: Sequence[Prior] = ()
) -> Draws:
    """Draws from the prior alone of a set: what it says before it has seen the record."""
    assumption = library.assumption(set_id)
    space = Space.of(library, assumption, extra)
    x = space.draw(np.random.default_rng([SEED, count]), count)
    setting = Setting.of(library, assumption)
    return Draws(set_id, assumption.title, space, x, setting, evidence_of(library, tables, assumption).fights)
