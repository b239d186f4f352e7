"""Running replications, whole or in pieces, alone or with an outside player: the only caller of the kernels."""

from __future__ import annotations

from khasan.engine.battle import Battle, begin, outcome, run_replication
from khasan.engine.outside import Stop, advance, give
from khasan.engine.redraw import redraw
from khasan.engine.save import branch, load, save
from khasan.engine.side_view import Contact, OwnUnit, View, view

__all__ = [
    "Battle",
    "Contact",
    "OwnUnit",
    "Stop",
    "View",
    "advance",
    "begin",
    "branch",
    "give",
    "load",
    "outcome",
    "redraw",
    "run_replication",
    "save",
    "view",
]
