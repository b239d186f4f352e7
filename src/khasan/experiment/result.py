"""What a run hands back: its tables, its folder, and the comparison with the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from khasan.arrays import Replication
from khasan.compiler import Compiled
from khasan.experiment.argument_checks import MOST_REPLICATIONS, refuse, whole
from khasan.output.notebook import card
from khasan.results.store import BASELINE, RunFolder, manifest_of

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from khasan.results.aar import AfterAction
    from khasan.results.arrow import Columns
    from khasan.results.comparison import Comparison
    from khasan.results.histories import Histories


@dataclass(frozen=True)
class RunResult:
    """A finished run, or what was finished of it when it was interrupted."""

    compiled: Compiled
    seed: int
    first_replication: int
    asked: int
    finished: int
    folder: Path | None
    """Where its files are; None if it was kept in memory."""
    interrupted: bool = False
    kept: Mapping[str, pa.Table] = field(default_factory=dict, repr=False)

    @property
    def outcomes(self) -> pa.Table:
        """One row per replication, one column per measure (see docs/results.md)."""
        return self.table("outcomes")

    def table(self, name: str) -> pa.Table:
        """A table by name: outcomes, series and, for the recorded replications, units, events and losses.

        Raises KeyError for any other name.
        """
        if name in self.kept:
            return self.kept[name]
        if self.folder is None:
            raise KeyError(name)
        return RunFolder(self.folder).table(name)

    def to_pandas(self, name: str = "outcomes") -> pd.DataFrame:
        """A table as a pandas data frame; needs pandas (``pip install khasan[pandas]``)."""
        return self.table(name).to_pandas()

    @property
    def baseline(self) -> pa.Table | None:
        """Outcomes without the what-if, if they were simulated as well."""
        if self.folder is None:
            return self.kept.get(BASELINE)
        return RunFolder(self.folder).baseline()

    def comparison(self) -> Comparison | None:
        """What the what-if changes; None if the battle was not also simulated without it."""
        return self._comparison

    @cached_property
    def _comparison(self) -> Comparison | None:
        from khasan.results.what_if_changes import beside_baseline

        baseline = self.baseline
        return None if baseline is None else beside_baseline(self.compiled, self.manifest, self._rows, baseline)

    @property
    def manifest(self) -> dict[str, Any]:
        """What the manifest in the run's folder says."""
        if self.folder is not None:
            return RunFolder(self.folder).manifest
        return manifest_of(
            self.compiled, seed=self.seed, first_replication=self.first_replication, asked=self.asked,
            finished=self.finished, record=0, what_ifs=self.compiled.resolved.what_ifs, interrupted=self.interrupted,
        )  # fmt: skip

    @property
    def _rows(self) -> pa.Table | Columns:
        """Outcomes, a column at a time where they are many."""
        return self.outcomes if self.folder is None else RunFolder(self.folder).columns("outcomes")

    def _repr_html_(self) -> str:
        """The run in a notebook: what was fought, and what came of it in short."""
        from khasan.results.run_summary import in_short

        some = "replication" if self.finished == 1 else "replications"
        lines = [f"{self.finished:,} {some}, seed {self.seed}" + (f", in {self.folder}" if self.folder else "")]
        if self.interrupted:
            lines.append(f"Interrupted: {self.asked:,} replications were asked for.")
        return card(self.compiled.resolved.title, [*lines, *in_short(self.after_action())])

    def replication(self, number: int, *, record: bool = False) -> Replication:
        """Simulate any replication again with this run's seed. InputError unless the number is a whole one."""
        from khasan.engine import run_replication

        refuse([whole("replication", number, 0, MOST_REPLICATIONS)])
        return run_replication(self.compiled, self.seed, int(number), record=record)

    def story(self, number: int | None = None) -> list[tuple[str, str]]:
        """What mattered in one replication (by default the run's first), told as a battle: (ISO time, text)."""
        from khasan.results.story import story

        number = self.first_replication if number is None else number
        return list(story(self.compiled, self.replication(number, record=True)))

    def histories(self) -> Histories:
        """The typical history, the best for either side and the nearest to the sources, with their turning points."""
        from khasan.results.histories import histories_of
        from khasan.scenario.library import Library

        incident = Library().incident(self.compiled.resolved.incident)
        return histories_of(self.compiled, self.seed, self.table("series"), self._rows, incident)

    def after_action(self) -> AfterAction:
        """Each quantity as median and 90% interval, with the claims of the record."""
        return self._after_action

    @cached_property
    def _after_action(self) -> AfterAction:
        from khasan.results.aar import after_action
        from khasan.results.what_if_changes import what_changes
        from khasan.scenario.library import Library

        incident = Library().incident(self.compiled.resolved.incident)
        found = after_action(self.compiled, self._rows, incident)
        return replace(found, what_changes=what_changes(self.comparison(), self.compiled))
