"""The manifest of a run or an experiment as it is read back: of the form that is known, each key as it must be."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from khasan.errors import InputError, Problem

Keys = Mapping[str, Callable[[Any], bool]]
"""What is asked of a manifest, and what it must be."""


def is_count(value: Any) -> bool:
    """A whole number that 64 bits hold.

    >>> is_count(7), is_count(True), is_count(-1)
    (True, False, False)
    """
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**64


def is_text(value: Any) -> bool:
    """Words."""
    return isinstance(value, str)


def read_json(path: Path, missing: InputError, remedy: str) -> dict[str, Any]:
    """A mapping from a file; ``missing`` is raised where it cannot be read, InputError with the remedy if damaged."""
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise missing from error
    except (ValueError, RecursionError) as error:
        raise InputError([Problem(str(path), None, None, "", "damaged JSON", remedy)]) from error
    return read if isinstance(read, dict) else {}


def check_manifest(told: Mapping[str, Any], file: Path, form: str, keys: Keys, remedy: str) -> None:
    """InputError if a manifest is of another form than is known, or naming the keys that are damaged."""
    if told.get("format") != form:
        raise InputError([_wrong(told, file, "format", f"expected {form}")])
    damaged = [name for name, is_right in keys.items() if name not in told or not is_right(told[name])]
    if damaged:
        raise InputError([_wrong(told, file, name, remedy) for name in damaged])


def _wrong(told: Mapping[str, Any], file: Path, name: str, remedy: str) -> Problem:
    return Problem(str(file), None, None, name, repr(told.get(name))[:60], remedy)
