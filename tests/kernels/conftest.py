"""Hypothesis without a clock: the first call of a rule compiles it, which no deadline foresees."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("compiling", deadline=None, derandomize=True)
settings.load_profile("compiling")
