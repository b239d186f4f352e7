"""Scenarios changed as an author would change them: by their flat form, written to a file and read again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

import khasan
from khasan.compiler import Compiled


def edited(scenario: str, change: Callable[[dict[str, Any]], None], folder: Path) -> Compiled:
    """The compiled scenario after `change` has worked on its flat form."""
    flat = khasan.load_scenario(scenario).flat()
    change(flat)
    path = folder / "edited.yaml"
    path.write_text(yaml.safe_dump(flat, sort_keys=False, allow_unicode=True), "utf-8")
    return khasan.compile_scenario(khasan.load_scenario(path))


def force(flat: dict[str, Any], force_id: str) -> dict[str, Any]:
    """The formation or unit of an id."""
    found: dict[str, Any] = next(part for part in flat["forces"] if part["id"] == force_id)
    return found
