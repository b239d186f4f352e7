"""A claim: what one source says about one quantity, and where it says so.

Numbers keep the source's own band: ``value`` alone, ``low`` and ``high`` alone ("7,000-7,300"), all three
("1,100, -25%"), or one end ("up to 150"). Times of day are given on the source's own clock and kept as
Unix seconds, so that two clocks can be compared; where nobody knows which clock, the band covers both.
"""

from __future__ import annotations

from dataclasses import dataclass

from khasan.record.source import Source, better

COLUMNS = (
    "id", "quantity", "stance", "concerns", "kind", "value", "low", "high", "unit", "text", "date", "tz",
    "source", "where", "anchor", "position", "cites", "flag", "confidence", "formula", "note",
)  # fmt: skip

NUMERIC_KINDS = ("count", "measure", "ratio", "time")
KINDS = (*NUMERIC_KINDS, "outcome", "text", "name")
STANCES = ("own", "other", "third")
FLAGS = ("", "derived", "guess")
GUESS_SPREAD = 0.30


@dataclass(frozen=True, slots=True)
class Claim:
    """One row of an incident's record.

    ``kind``: count (things), measure (with a unit), ratio, time (Unix seconds), outcome (one of a few
    comparable words), text (free), name. ``stance``: own (a side about itself), other (a side about its
    enemy), third (neither, or later scholarship). ``position`` counts characters from 0 in the decoded text.
    """

    id: str
    quantity: str
    stance: str
    concerns: str
    kind: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    text: str
    date: str
    tz: str
    source: Source
    where: str
    anchor: str
    position: int | None
    cites: str
    flag: str
    confidence: str
    formula: str
    note: str
    line: int
    file: str = ""

    @property
    def is_numeric(self) -> bool:
        return self.kind in NUMERIC_KINDS

    @property
    def point(self) -> float:
        """The claim as one number: its value, else the middle of its band, else the end it gives."""
        if self.value is not None:
            return self.value
        ends = [end for end in (self.low, self.high) if end is not None]
        if not ends:
            raise ValueError(f"claim {self.id} holds no number")
        return sum(ends) / len(ends)

    @property
    def is_one_sided(self) -> bool:
        """True for "15,000 or more" and "up to 150": one end and no value."""
        return self.value is None and (self.low is None) != (self.high is None)

    @property
    def lowest(self) -> float:
        return self.point - self._spread if self.low is None else self.low

    @property
    def highest(self) -> float:
        return self.point + self._spread if self.high is None else self.high

    @property
    def _spread(self) -> float:
        """A guess that states no band of its own is uncertain by ``GUESS_SPREAD`` either way."""
        guessed = self.is_guess and self.kind in ("count", "measure") and not self.is_one_sided
        return GUESS_SPREAD * abs(self.point) if guessed else 0.0

    @property
    def is_guess(self) -> bool:
        return self.confidence == "E"

    @property
    def citation(self) -> str:
        """Short reference for tables, such as ``S000 infobox [1] (cites Coox p. 135)``."""
        text = " ".join(part for part in (self.source.key, self.where) if part)
        return f"{text} (cites {self.cites})" if self.cites else text


def effective_confidence(source: Source, flag: str, stated: str) -> str:
    """Grade of a claim: the source's, unless stated worse; a guess is always E.

    >>> from khasan.record.source import load_sources
    >>> effective_confidence(load_sources()["KRI"], "", "")
    'A/B'
    >>> effective_confidence(load_sources()["KRI"], "guess", "")
    'E'
    """
    if flag == "guess" or source.is_guess:
        return "E"
    return stated if stated and better(source.grade, than=stated) else source.grade
