"""What tells how a battle went changes no byte of its forecast."""

from __future__ import annotations

from pathlib import Path

import pytest

from battles.made_rows import FORBIDDEN, OF_TIME, many_rows, write_rows
from khasan.battles.forecast.table import forecast

SMALL = {
    "active_hours": "2.0", "duration_days": "1", "att_strength": "420", "att_str_initial": "420",
    "att_str_total": "420", "att_front_km": "0.5", "def_strength": "300", "def_str_initial": "300",
    "def_str_total": "300", "def_front_km": "0.5",
}  # fmt: skip
"""A short fight of few."""


def forecasts(path: Path, rows: list[dict[str, str]], *, known: bool) -> bytes:
    out = path.with_suffix(".out.csv")
    forecast(write_rows(path, rows), out, duration_known=known, seed=3, replications=1, workers=1)
    return out.read_bytes()


@pytest.mark.parametrize("known", [True, False])
def test_other_outcomes_leave_the_same_bytes(tmp_path: Path, known: bool) -> None:
    """And where the duration is known, another one does not: the test would see a leak."""
    rows = [row | SMALL for row in many_rows(2, seed=2)]
    first = forecasts(tmp_path / "first.csv", rows, known=known)
    assert first.count(b"\n") == 3
    hidden = FORBIDDEN if known else FORBIDDEN + OF_TIME
    other = [row | {name: rows[1 - k][name] for name in hidden} for k, row in enumerate(rows)]
    assert all(one != two for one, two in zip(rows, other, strict=True))
    assert forecasts(tmp_path / "other.csv", other, known=known) == first
    longer = [row | {"active_hours": "9.0", "duration_days": "2"} for row in rows]
    assert (forecasts(tmp_path / "longer.csv", longer, known=known) == first) is not known
