"""What tells how a battle went changes no byte of its forecast."""

from __future__ import annotations

from pathlib import Path

import pytest

from battles.made_rows import FORBIDDEN, OF_TIME, many_rows, shuffled, write_rows
from khasan.battles.forecast.table import forecast

SMALL = {"att_strength": "420", "att_str_initial": "420", "att_str_total": "420", "att_front_km": "0.5",
         "def_strength": "300", "def_str_initial": "300", "def_str_total": "300", "def_front_km": "0.5"}  # fmt: skip


def forecasts(path: Path, rows: list[dict[str, str]], *, known: bool) -> bytes:
    out = path.with_suffix(".out.csv")
    forecast(write_rows(path, rows), out, duration_known=known, seed=3, replications=2, workers=1)
    return out.read_bytes()


@pytest.mark.parametrize("known", [True, False])
def test_shuffled_outcomes_leave_the_same_bytes(tmp_path: Path, known: bool) -> None:
    """And where the duration is known, shuffling its columns does not: the test would see a leak."""
    rows = [row | SMALL for row in many_rows(4, seed=2)]
    first = forecasts(tmp_path / "first.csv", rows, known=known)
    assert first.count(b"\n") == 5
    hidden = FORBIDDEN if known else FORBIDDEN + OF_TIME
    assert forecasts(tmp_path / "other.csv", shuffled(rows, hidden, seed=9), known=known) == first
    seen = forecasts(tmp_path / "seen.csv", shuffled(rows, OF_TIME, seed=9), known=known)
    assert (seen == first) is not known
