"""A small experiment on the smallest scenario. Nothing in it is a result."""

from __future__ import annotations

from pathlib import Path

DESIGN = """\
format: khasan-experiment/1
id: six-horsemen
title: Six horsemen
question: Does it work?
scenario: lake-khanka-1935
design: {kind: one-at-a-time}
factors:
  - {id: rifles, parameter: small_arms}
  - {id: rounds, path: forces.japanese-patrol.ammunition, low: 0.2, high: 1.5, why: made up}
  - {id: step, path: time.step_s, values: [30, 60]}
replications: 40
part: 10
seed: 5
outcomes: [soviet_casualties, {column: soviet_killed, at_least: 1, id: any_killed}, japan_casualties]
"""


def written(folder: Path, text: str = DESIGN, name: str = "design.yaml") -> Path:
    """The design as a file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
