"""A few replications of a run, each told on a card: a part of the run's page, and pages of their own beside it."""

from __future__ import annotations

from khasan.present.histories.embedding import embedded
from khasan.present.histories.section import Links, histories_section

__all__ = ["Links", "embedded", "histories_section"]
