"""Running replications: the only caller of the kernels."""

from __future__ import annotations

from khasan.engine.redraw import redraw
from khasan.engine.run import run_replication

__all__ = ["redraw", "run_replication"]
