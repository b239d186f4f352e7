"""Boxes on a drawing, for the tests that nothing covers a name."""

from __future__ import annotations

from khasan.ground.labels import Box


def overlap(a: Box, b: Box) -> float:
    """Area that two boxes share, square pixels."""
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    return float(max(wide, 0.0) * max(high, 0.0))
