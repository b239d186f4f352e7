"""A small experiment on the frontier. Nothing in it is a result."""

from __future__ import annotations

from pathlib import Path

DESIGN = """\
format: khasan-experiment/1
id: four-years
title: Four years
question: Does it work?
frontier: {from: "1935-01-01", to: "1938-12-31"}
design: {kind: one-at-a-time}
factors:
  - {id: rate, parameter: division_rate, low: 0.05, high: 0.5, why: made up}
  - {id: daring, parameter: dares_japan}
  - {id: leave, what_if: leave-required}
  - {id: line, choices: [{id: unmarked}, {id: marked, what_ifs: [line-marked]}]}
  - {id: set, assumptions: [sceptical, khasan-below-division]}
  - id: years
    periods: [{id: july, from: "1938-07-06", to: "1938-12-31", given: record}, {id: short, to: "1936-12-31"}]
replications: 12
part: 5
seed: 5
outcomes: [chance_5, {column: first_4, by: "1936-06-30", id: early}, years_to_4, {column: war_by, equals: ladder}]
keep: ["episodes_*", draw]
"""


def written(folder: Path, text: str = DESIGN, name: str = "design.yaml") -> Path:
    """The design as a file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
