"""The after-action report as data: what the replications say beside what the sources say."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from khasan.record.verdict import Verdict

Judgement = Verdict | Literal["no claim", "withheld"]
JUDGEMENTS: Mapping[Judgement, str] = {
    "inside": "the median is within the range of the sources, ends included",
    "above": "the median is above that range (for a time: later)",
    "below": "the median is below that range (for a time: earlier)",
    "unclear": "the sources mention it but give no number to compare with",
    "no claim": "no source gives a figure for it",
    "withheld": "the scenario withholds what the sources say until the comparison is registered",
}
"""Every verdict and what it means. The width of the simulated interval does not move it: a vague simulation is not
right for being vague."""


AFTERMATH_TITLE = "What followed, by the sources"
AFTERMATH_NOTE = "What each source says came of it. None of it was simulated."


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One source's word. ``stands``: it is one of those that make the record's interval."""

    source: str
    citation: str
    text: str
    grade: str
    stance: str
    stands: bool


@dataclass(frozen=True, slots=True)
class RecordInterval:
    """Where the record puts a quantity, in its unit (times: Unix seconds), and the rule by which."""

    quantity: str
    low: float
    best: float
    high: float
    unit: str
    why: str
    text: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Median and central 90% interval over the replications, in numbers and in words."""

    median: float
    low5: float
    high95: float
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One measure: median and central 90% interval over the replications, beside the record.

    ``subject`` is a side, formation or height and ``phase`` a phase's title ("" for the whole). Times are Unix
    seconds; infinity is "never". ``share``: replications in which the measure has a value. A measure without
    numbers (who holds a place) has NaN and its answer in ``text``. ``depth``: reporting formations above it.
    ``record_percentile``: where the record's best value lies among the replications, 0 below all of them, 100 above
    all, None where there is nothing to compare; ``record_place`` says it in words. The verdict goes by the median
    alone; this tells how extreme the record is.

    ``median``, ``low5``, ``high95`` and ``text`` are of what happened. ``reported``: the same as the side's own report
    would count it, where that may be less; then it is this that verdict and percentile go by.
    """

    measure: str
    subject: str
    quantity: str
    phase: str
    unit: str
    median: float
    low5: float
    high95: float
    text: str
    share: float
    claims: tuple[ClaimLine, ...]
    record: RecordInterval | None
    verdict: Judgement
    depth: int = 0
    record_percentile: float | None = None
    record_place: str = ""
    reported: Figures | None = None

    @property
    def compared(self) -> Figures:
        """What is laid beside the record: what is reported, where that is not what happened."""
        return self.reported or Figures(self.median, self.low5, self.high95, self.text)

    @property
    def told(self) -> str:
        """What is reported, of what happened; one of the two where they are the same."""
        if self.reported is None or self.reported.text == self.text:
            return self.text
        return f"reported {self.reported.text} of {self.text} that happened"

    @property
    def label(self) -> str:
        """Subject, quantity and phase in one line."""
        phase = f", {self.phase}" if self.phase else ""
        return f"{self.subject}: {self.quantity}{phase}" if self.subject else f"{self.quantity}{phase}"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: what it holds, how to read it, its rows."""

    id: str
    title: str
    note: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """Who holds a height at one moment: share of the replications by holder, and what the record says.

    ``agree``: share of the replications whose holder some source names; None where no source names a side.
    """

    moment: str
    label: str
    shares: tuple[tuple[str, float], ...]
    claims: tuple[ClaimLine, ...]
    agree: float | None


@dataclass(frozen=True, slots=True)
class Height:
    """A place whose holder is reported, day by day."""

    place: str
    name: str
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source that the report names, with its title and grade (A good to E guess)."""

    key: str
    title: str
    grade: str


@dataclass(frozen=True, slots=True)
class Followed:
    """What the record says came after: a question, and each source's answer with its date (EDTF, or "")."""

    question: str
    claims: tuple[ClaimLine, ...]
    dates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AfterAction:
    """The report. ``sections`` are, in order: record, sides, formations, formation_phases, strength, ammunition,
    taken. Built by ``khasan.results.aar.after_action``."""

    scenario: str
    title: str
    incident: str
    replications: int
    holders: tuple[str, ...]
    """Names in the order of ``Day.shares``: the sides, then nobody."""
    phases: tuple[str, ...]
    notes: tuple[str, ...]
    sections: tuple[Section, ...]
    heights: tuple[Height, ...]
    sources: tuple[SourceLine, ...] = ()
    """Those whose claims the report gives, and those that a citation refers to, by key."""
    aftermath: tuple[Followed, ...] = ()
    """What followed, by the record; nothing of it was simulated."""
    record_rule: str = "graded"
    """The rule by which rival claims become the record's interval."""
    withheld: str = ""
    """Why what the record has is not shown; "" if it is."""
    what_changes: tuple[str, ...] = ()
    """Of a what-if: what it changes against the scenario as it was, in sentences."""

    def section(self, section_id: str) -> Section:
        """The section of an id; KeyError if there is none."""
        return {section.id: section for section in self.sections}[section_id]

    def to_json(self) -> dict[str, Any]:
        """What ``json.dumps`` takes; numbers that are none (never, no value) become None, and the text says which."""
        content: dict[str, Any] = without_nan(asdict(self))
        return {"format": "khasan-after-action/1", **content, "verdicts": dict(JUDGEMENTS)}


def without_nan(value: Any) -> Any:
    """What JSON can hold of it: lists for tuples, nothing for what is no number."""
    if isinstance(value, dict):
        return {key: without_nan(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [without_nan(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
