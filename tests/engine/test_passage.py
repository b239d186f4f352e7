"""Fire along the way of a step, in plain Python against sums by hand and by brute force (engine/plain_passage.py)."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import midway
from engine.test_twin import plain
from khasan.compiler import Compiled


@pytest.mark.slow
def test_fire_along_the_way(khanka: Compiled, tmp_path: Path) -> None:
    midway.begin(khanka, 7, 0).write(tmp_path / "passage.before")
    last = plain("tests/engine/plain_passage.py", KHASAN_TWIN=str(tmp_path))
    assert last.startswith("20 passed"), last
