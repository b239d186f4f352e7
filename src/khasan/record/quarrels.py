"""Where sources part over several records: what two records have of one quarrel is told once."""

from __future__ import annotations

from collections.abc import Iterable

from khasan.record.checks import Disagreement
from khasan.record.incident import Incident


def told_once(incidents: Iterable[Incident]) -> list[tuple[Incident, tuple[Disagreement, ...]]]:
    """The disagreements of each incident, less those that one before it has with the same voices and answers.

    The length of a road to the front stands in the record of each fight that was supplied by it; who differs over it,
    and by how much, is one quarrel.
    """
    told: set[tuple[str, frozenset[tuple[str, str, float | None]]]] = set()
    found = []
    for incident in incidents:
        new = []
        for one in incident.disagreements():
            key = (one.kind, frozenset((c.source.key, c.text, c.point if c.is_numeric else None) for c in one.claims))
            if key not in told:
                told.add(key)
                new.append(one)
        found.append((incident, tuple(new)))
    return found
