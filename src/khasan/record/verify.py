"""Find every claim again in its source text, by digest and position: found, moved, missing or no text."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from khasan.record.claim import Claim
from khasan.record.incident import Incident
from khasan.record.source import Source

Status = Literal["found", "moved", "missing", "no text"]


@dataclass(frozen=True, slots=True)
class TextCheck:
    """A source text against its digest; ``actual`` is "" if the file is not there or not UTF-8."""

    source: Source
    path: Path
    actual: str

    @property
    def ok(self) -> bool:
        return self.actual == self.source.sha256

    def __str__(self) -> str:
        if not self.actual:
            return f"{self.source.key}: no readable text at {self.path}"
        if self.ok:
            return f"{self.source.key}: digest agrees"
        return f"{self.source.key}: digest differs: {self.source.sha256} became {self.actual}"


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """Where a claim's anchor stands now: the occurrence nearest to where it should be; None if nowhere."""

    claim: Claim
    status: Status
    position: int | None


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of every claim that has an anchor."""

    texts: tuple[TextCheck, ...]
    claims: tuple[ClaimCheck, ...]

    @property
    def ok(self) -> bool:
        """True if every text agrees with its digest and every claim stands where it should."""
        return all(text.ok for text in self.texts) and all(check.status == "found" for check in self.claims)

    def counts(self) -> dict[Status, int]:
        """Number of claims by status; all four are named."""
        counted = Counter(check.status for check in self.claims)
        statuses: tuple[Status, ...] = ("found", "moved", "missing", "no text")
        return {status: counted[status] for status in statuses}


def verify(incident: Incident, folder: Path) -> Verification:
    """Check the claims of an incident against the source texts of a folder.

    A text whose digest differs is searched all the same, so that a changed edition shows what moved.
    """
    anchored = [claim for claim in incident.claims if claim.anchor]
    checks: dict[str, TextCheck] = {}
    texts: dict[str, str | None] = {}
    for claim in anchored:
        if claim.source.key not in texts:
            path = folder / claim.source.file
            raw, text = _read(path)
            texts[claim.source.key] = text
            actual = hashlib.sha256(raw).hexdigest() if text is not None else ""
            checks[claim.source.key] = TextCheck(claim.source, path, actual)
    found = tuple(_find(claim, texts[claim.source.key]) for claim in anchored)
    return Verification(tuple(checks.values()), found)


def _read(path: Path) -> tuple[bytes, str | None]:
    """Bytes and characters of a file, its line ends untouched so that positions hold everywhere."""
    try:
        raw = path.read_bytes()
        return raw, raw.decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return b"", None


def _find(claim: Claim, text: str | None) -> ClaimCheck:
    if text is None:
        return ClaimCheck(claim, "no text", None)
    expected = claim.position or 0
    if text.startswith(claim.anchor, expected):
        return ClaimCheck(claim, "found", expected)
    # nearest occurrence: the first at or after the old place, or the last one before it
    after = text.find(claim.anchor, expected)
    before = text.rfind(claim.anchor, 0, expected + len(claim.anchor))
    places = [place for place in (before, after) if place >= 0]
    if not places:
        return ClaimCheck(claim, "missing", None)
    return ClaimCheck(claim, "moved", min(places, key=lambda place: abs(place - expected)))
