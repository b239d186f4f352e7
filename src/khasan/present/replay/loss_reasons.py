"""Why the largest losses of a replication happened, packed: the factors and the draw that ``khasan explain`` prints."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from khasan.arrays import CAUSE_NAMES, Labels
from khasan.present.replay.packing import packed_columns, packed_reals
from khasan.present.replay.unit_tables import coded
from khasan.results.explain import CAUSES, MULTIPLIED, UNDRAWN, meaning_of

MOST = 3_000
"""So many losses of a replication are told at most, the largest."""
_A_VEHICLE = 5
"""Men that a vehicle counts for where losses are ranked."""
_COUNTS = ("killed", "wounded", "missing", "vehicles_burnt", "vehicles_knocked_out")
REALS = ("range_m", *MULTIPLIED, "expected", "draw")
_WHOLE_REALS = ("expected", "draw")
"""Kept to seven digits: whether a draw means one man more hangs on them."""
WHOLE = ("snapshot", "step", "event", "cause", "shooter", "target", "weapon", *_COUNTS)


def words() -> dict[str, Any]:
    """What the page needs once: the columns, the causes in words, and what each factor means for each cause."""
    return {
        "whole": WHOLE,
        "reals": REALS,
        "causes": CAUSES,
        "factors": MULTIPLIED,
        "undrawn": [cause in UNDRAWN for cause in range(len(CAUSES))],
        "meanings": [[meaning_of(name, cause) for name in MULTIPLIED] for cause in range(len(CAUSES))],
    }


def reasons(labels: Labels, losses: Any, steps_a_snapshot: int, last: int, most: int = MOST) -> dict[str, Any]:
    """The largest losses of one replication's rows of ``losses.parquet``, in order of time.

    ``last`` is the last snapshot. ``all`` and ``men_all`` tell how many losses and men there were, ``told`` and ``men``
    how many of them the columns hold.
    """
    counts = {name: np.asarray(losses[name].to_numpy(), dtype=np.int64) for name in _COUNTS}
    men = counts["killed"] + counts["wounded"] + counts["missing"]
    size = men + _A_VEHICLE * (counts["vehicles_burnt"] + counts["vehicles_knocked_out"])
    largest = np.argsort(-size, kind="stable")[:most]
    chosen = np.sort(largest[size[largest] > 0])
    step = np.asarray(losses["step"].to_numpy(), dtype=np.int64)
    index = {unit: number for number, unit in enumerate(labels.units)}
    weapons = {weapon: number for number, weapon in enumerate(labels.weapons)}
    whole: dict[str, NDArray[np.int64]] = {
        "snapshot": np.minimum(step // steps_a_snapshot + 1, last),
        "step": step,
        "event": np.asarray(losses["event"].to_numpy(), dtype=np.int64),
        "cause": coded(losses["cause"], {name: number for number, name in enumerate(CAUSE_NAMES)}),
        "shooter": coded(losses["shooter"], index),
        "target": coded(losses["target"], index),
        "weapon": coded(losses["weapon"], weapons),
        **counts,
    }
    reals = {name: np.asarray(losses[name].to_numpy(), dtype=np.float64) for name in REALS}
    return {
        "all": int((size > 0).sum()),
        "told": len(chosen),
        "men_all": int(men.sum()),
        "men": int(men[chosen].sum()),
        "whole": packed_columns({name: whole[name][chosen] for name in WHOLE}),
        "reals": packed_reals({name: reals[name][chosen] for name in REALS}, whole=_WHOLE_REALS),
    }
