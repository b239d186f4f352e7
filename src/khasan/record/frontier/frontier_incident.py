"""The frontier as an incident of the record: its claims, made from its tables, and what must hold between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from khasan.errors import InputError, Problem
from khasan.record.claim import Claim
from khasan.record.claim_reading import read_claim, read_claims
from khasan.record.frontier.claims import claim_rows, series_quantity
from khasan.record.frontier.tables import OURS, Frontier, load_frontier
from khasan.record.incident import Incident
from khasan.record.relations import BY_DEFINITION, Relation
from khasan.record.source import Source
from khasan.record.table import Row

FRONTIER = "frontier"
"""Id of the incident."""


def frontier_incident(
    sources: Mapping[str, Source], folders: Sequence[Path] = (OURS,), over: Sequence[Path] = ()
) -> Incident:
    """The tables of these folders as an incident; ``over``: a reader's own files of claims, laid over it.

    Raises InputError with every bad row.

    >>> from khasan.record import load_sources
    >>> one = frontier_incident(load_sources())
    >>> interval = one.interval("count-japanese-army-disputes-1935-to-1936")
    >>> interval.best, interval.claims[0].source.key
    (328.0, 'KHG-S90')
    """
    frontier = load_frontier(folders, sources)
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    unit_of: dict[str, tuple[str, str]] = {}
    claims: list[Claim] = []
    raw = []
    for said, cells in claim_rows(frontier):
        file, line = (said.file, said.line) if said is not None else (str(OURS), 0)
        claim = read_claim(Row(file, line, cells, problems), sources, seen, unit_of)
        if claim is not None:
            claims.append(claim)
            raw.append(cells)
    claims += _laid_over(over, sources, claims, problems)
    if problems:
        raise InputError(problems)
    return Incident(
        FRONTIER, tuple(claims), sources, relations=tuple(_series(frontier)), files=tuple(over), raw=tuple(raw)
    )


def _laid_over(
    over: Sequence[Path], sources: Mapping[str, Source], ours: Sequence[Claim], problems: list[Problem]
) -> list[Claim]:
    """A reader's claims on the frontier; an id that stands in both is refused."""
    known = {claim.id for claim in ours}
    theirs = read_claims(over, sources, problems)
    for claim in theirs:
        if claim.id in known:
            problems.append(
                Problem(claim.file, claim.line, None, "id", repr(claim.id), "ours has this id; give it its own")
            )
    return theirs


def _series(frontier: Frontier) -> list[Relation]:
    """Figures of one counter for one thing over several periods: they can be laid side by side, and never added up."""
    families: dict[tuple[str, str], dict[str, None]] = {}
    for count in frontier.series:
        who = "" if count.kind.endswith("men-lost") else count.reporter
        families.setdefault((who, count.kind), {})[series_quantity(count)] = None
    found = []
    for (reporter, kind), quantities in families.items():
        first, *rest = quantities
        if rest and kind != "unknown":
            name = f"{reporter}-{kind}".strip("-")
            found.append(Relation(name, "series", first, tuple(rest), BY_DEFINITION, "", "one counter, one thing"))
    return found
