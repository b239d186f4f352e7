"""The after-action report as tables for the page."""

from __future__ import annotations

from typing import Any

from khasan.record import Incident


def sections(after: Any, incident: Incident | None, *, single: bool) -> list[dict[str, Any]]:
    """Placeholder until the after-action report stands."""
    return []
