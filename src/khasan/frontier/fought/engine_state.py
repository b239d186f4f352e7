"""Of which engine fights are: a digest of the rules and of the data that they read."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

import khasan

MEASURED = 1
"""Raised whenever something else is measured of a fight. The set-ups have digests of their own."""
_CODE = ("kernels", "engine", "compiler", "ground", "arrays.py", "declared.py")
_DATA = ("weapons", "vehicles", "toe", "parameters", "doctrine", "maps")


@functools.cache
def engine_digest() -> str:
    """Sixteen hex digits that change with the rules and with what they read; some hundredths of a second.

    A comment changes it too, so another digest says that fights *may* have changed; the test of the shipped cells
    fights some of them again before it complains.
    """
    root = Path(khasan.__file__).parent
    sha = hashlib.sha256(str(MEASURED).encode())
    for name in (*_CODE, *(f"data/{kind}" for kind in _DATA)):
        place = root / name
        for path in [place] if place.is_file() else sorted(place.rglob("*.*")):
            if path.suffix in (".py", ".yaml", ".geojson"):
                sha.update(path.relative_to(root).as_posix().encode())
                sha.update(path.read_bytes())
    return sha.hexdigest()[:16]
