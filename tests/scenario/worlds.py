"""A made-up world, complete and tiny: what the tests of scenarios read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from khasan.scenario.library import Library
from khasan.scenario.loader import build
from khasan.scenario.resolve import resolve
from khasan.scenario.resolved import Resolved
from khasan.scenario.schema import Scenario
from khasan.scenario.yaml_reading import parse_nodes

HERE = Path(__file__).parent
WORLD = HERE / "fixtures" / "world"
BROKEN = HERE / "fixtures" / "broken"
"""A folder beside it that holds a TO&E whose weapon does not exist."""
LIKE = HERE / "fixtures" / "like"
"""A folder of TO&E that lead in a circle or too far, or say of a number nothing that others could take."""


def world() -> Library:
    return Library((WORLD,))


def resolve_text(text: str, library: Library) -> Resolved:
    node, problems = parse_nodes(text, "text.yaml")
    return resolve(build(node, Scenario, problems), library)


def resolve_flat(resolved: Resolved, library: Library) -> Resolved:
    return resolve_text(yaml.safe_dump(resolved.flat(), sort_keys=False, allow_unicode=True), library)


def skirmish() -> dict[str, Any]:
    """The scenario of the made-up world as plain values, to be changed and resolved."""
    content: dict[str, Any] = parse_nodes((WORLD / "scenarios" / "skirmish.yaml").read_text("utf-8"), "")[0].plain()
    return content
