"""A few replications told in full: which of a run are shown, and where their course was decided."""

from __future__ import annotations

from khasan.results.histories.chosen import FEWEST_RUNS, Histories, History, Role, histories_of, histories_of_run

__all__ = ["FEWEST_RUNS", "Histories", "History", "Role", "histories_of", "histories_of_run"]
