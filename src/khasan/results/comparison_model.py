"""A comparison of runs as data: a line a measure, what was compared and how."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from khasan.results.aar_model import without_nan
from khasan.results.means import Mean

FORMAT = "khasan-comparison/1"


@dataclass(frozen=True, slots=True)
class Line:
    """One measure in every run. ``differences`` are of the second run and the following from the first.

    ``unit`` is that of the means; a share is a number from 0 to 1. ``more`` is the share of the pairs in which the
    run has more than the first, ties by half.
    """

    measure: str
    label: str
    unit: str
    is_share: bool
    means: tuple[Mean, ...]
    differences: tuple[Mean, ...]
    more: tuple[float, ...]
    headline: bool
    """Is it one of those that the scenario names, or that sum up who lost what and who holds what?"""


@dataclass(frozen=True)
class SideBySide:
    """What came out. ``pairs`` is how many replications were compared one by one; 0 if they are not paired."""

    scenario: str
    title: str
    names: tuple[str, ...]
    where: tuple[str, ...]
    """Folder of each run; "" for what was fought on the spot."""
    seeds: tuple[int, ...]
    counts: tuple[int, ...]
    """Replications of each that went in."""
    pairs: int
    not_paired: str
    """Why they are not paired; "" if they are."""
    notes: tuple[str, ...]
    confidence: float
    lines: tuple[Line, ...]
    commands: tuple[tuple[str, ...], ...] = ()
    """Of each run that was there already, how it was made."""
    command: tuple[str, ...] = ()
    """How the comparison was made."""

    @property
    def heading(self) -> str:
        """Which runs are held against which."""
        return f"{', '.join(self.names[1:])} against {self.names[0]}"

    def line(self, measure: str) -> Line:
        """The first line of a measure; KeyError if there is none."""
        return {line.measure: line for line in reversed(self.lines)}[measure]

    def to_json(self) -> dict[str, Any]:
        """What ``json.dumps`` takes; a number that is not known becomes None."""
        content: dict[str, Any] = without_nan(asdict(self))
        return {"format": FORMAT, **content}
