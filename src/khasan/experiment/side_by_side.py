"""Runs side by side: the Python face of ``khasan compare``. What is not a run yet is fought on the spot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from khasan.compiler import Compiled, compile_scenario
from khasan.errors import InputError, all_of, input_error
from khasan.experiment import run as fights
from khasan.experiment.progress import Progress
from khasan.experiment.result import RunResult
from khasan.results.compared import Compared, name_of, of_folder, refuse_strangers
from khasan.results.comparison import Comparison, check_measures, compare_runs
from khasan.results.reopen import compiled_of
from khasan.results.store import MANIFEST, RunFolder, manifest_of
from khasan.scenario.catalog import is_path, load_scenario

REPLICATIONS = 100
"""Of each scenario that is fought on the spot, unless said or a run beside it has another number."""


@dataclass(frozen=True)
class Wanted:
    """One of what is to be compared: a folder of a run, or a scenario with what-ifs to fight."""

    text: str
    folder: Path | None
    scenario: str = ""
    what_ifs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Terms:
    """How scenarios are fought on the spot: by default as the first run beside them was, so that all go in pairs."""

    seed: int
    first: int
    replications: int
    record_rule: str | None


def compare(
    *runs: RunResult | str | Path,
    seed: int | None = None,
    replications: int | None = None,
    measures: Sequence[str] = (),
    every: bool = False,
    paired: bool = True,
    workers: int | None = None,
    command: Sequence[str] = (),
    progress: Progress | None = None,
) -> Comparison:
    """Compare the first run with each of the others.

    ``runs``: results of ``khasan.run``, folders of runs, or ``SCENARIO`` and ``SCENARIO+WHATIF`` (``+WHATIF`` alone
    belongs to the scenario before it), which are simulated now with ``seed`` and ``replications``: by default those
    of the first run given, else 0 and 100. ``measures``: more columns of the outcomes to compare, by name or pattern;
    ``every``: all of them. ``paired``: compare in pairs where seed and numbers agree. ``command``: shown on the page.
    Raises InputError before anything is simulated, RunInterrupted after Ctrl-C.

    >>> import khasan
    >>> found = khasan.compare("lake-khanka-1935", "+lake-khanka-1935-patrol-attacks", replications=3)
    >>> found.pairs, [name for name in found.names]
    (3, ['as it was', 'The patrol attacks'])
    """
    wanted = wanted_of([run for run in runs if not isinstance(run, RunResult)])
    ready = [run if isinstance(run, RunResult) else wanted.pop(0) for run in runs]
    if len(ready) < 2:
        remedy = "name at least two: runs, or scenarios such as lake-khasan-1938+no-fog"
        raise input_error("RUNS", f"{len(ready)} run{'s' if len(ready) != 1 else ''}", remedy)
    terms = terms_of(ready, seed, replications)
    opened = all_of(lambda one: _opened(one, terms), ready)
    first = opened[0]
    compiled = first if isinstance(first, Compiled) else _compiled_of(first)
    check_measures(compiled, measures)
    refuse_strangers([_to_be(one, terms) if isinstance(one, Compiled) else _side(one) for one in opened])
    new = [one.text for one in ready if isinstance(one, Wanted) and one.folder is None]
    if new:
        fights.check_arguments(terms.seed, terms.replications, terms.first, workers, 0)
    if new and progress is not None:
        each = f"{terms.replications:,} replications each with seed {terms.seed}"
        progress.told(f"to be fought, {each}: {', '.join(new)}")
    sides = []
    for one in opened:
        if isinstance(one, Compiled):
            one = fights.run(
                one, seed=terms.seed, first_replication=terms.first, replications=terms.replications, record=0,
                workers=workers, progress=progress,
            )  # fmt: skip
        sides.append(_side(one))
    return compare_runs(compiled, sides, measures=measures, every=every, paired=paired, command=command)


def wanted_of(texts: Sequence[str | Path]) -> list[Wanted]:
    """What each word means. InputError with every one that means nothing, or that fights the same as another."""
    scenario, wanted, problems = "", [], []
    for text in texts:
        try:
            one = _meant(text, scenario)
            scenario = one.scenario or scenario
            wanted.append(one)
        except InputError as error:
            problems += error.problems
    for k, one in enumerate(wanted):
        if one in wanted[:k] or any(_same(one, other) for other in wanted[:k]):
            problems += input_error("RUNS", one.text, "it is named twice: leave one out").problems
    if problems:
        raise InputError(problems)
    return wanted


def _meant(text: str | Path, before: str) -> Wanted:
    if isinstance(text, Path) or Path(text).is_dir():
        return Wanted(str(text), Path(text))
    scenario, *what_ifs = text.split("+")
    if not all(what_ifs):
        raise input_error("RUNS", text, "a plus stands before the name of a what-if: lake-khasan-1938+no-fog")
    if not what_ifs and is_path(text) and not text.endswith((".yaml", ".yml")):
        return Wanted(text, Path(text))  # the folder that is not there is told of by its name
    if not scenario and not before:
        remedy = f"name the scenario first: lake-khasan-1938{text}, or a scenario before it"
        raise input_error("RUNS", text, remedy)
    return Wanted(text, None, scenario or before, tuple(what_ifs))


def _same(one: Wanted, other: Wanted) -> bool:
    if one.folder is not None and other.folder is not None:
        return one.folder.resolve() == other.folder.resolve()
    return one.folder is other.folder and (one.scenario, one.what_ifs) == (other.scenario, other.what_ifs)


def terms_of(ready: Sequence[RunResult | Wanted], seed: int | None, replications: int | None) -> Terms:
    """How to fight what is not fought yet: as was said, else as the first run beside it was."""
    like: dict[str, Any] = next(
        _manifests(ready), {"seed": 0, "first_replication": 0, "replications_finished": REPLICATIONS}
    )
    count = like["replications_finished"] if replications is None else replications
    own_seed = like["seed"] if seed is None else seed
    first = like["first_replication"] if own_seed == like["seed"] else 0
    return Terms(own_seed, first, count, like.get("record_rule"))


def _manifests(ready: Sequence[RunResult | Wanted]) -> Iterator[dict[str, Any]]:
    for one in ready:
        if isinstance(one, RunResult):
            yield one.manifest
        elif one.folder is not None and (one.folder / MANIFEST).is_file():
            yield RunFolder.open(one.folder).manifest


def _opened(one: RunResult | Wanted, terms: Terms) -> RunResult | Compared | Compiled:
    """What can be had without fighting: the run itself, or the scenario to fight."""
    if isinstance(one, RunResult):
        return one
    if one.folder is not None:
        return of_folder(one.folder)
    return compile_scenario(load_scenario(one.scenario, one.what_ifs, record_rule=terms.record_rule))


def _compiled_of(one: RunResult | Compared) -> Compiled:
    return one.compiled if isinstance(one, RunResult) else compiled_of(RunFolder(Path(one.where)))


def _to_be(compiled: Compiled, terms: Terms) -> Compared:
    """A run that is not fought yet, as far as it is known: enough to refuse it in time."""
    count = max(0, int(terms.replications))
    manifest = manifest_of(
        compiled, seed=terms.seed, first_replication=terms.first, asked=count, finished=count, record=0,
        what_ifs=compiled.resolved.what_ifs,
    )  # fmt: skip
    numbers = pa.table({"replication": range(terms.first, terms.first + count)})
    return Compared(name_of(compiled.resolved.what_ifs), manifest, numbers)


def _side(one: RunResult | Compared) -> Compared:
    if isinstance(one, Compared):
        return one
    where = str(one.folder) if one.folder else ""
    outcomes = RunFolder(one.folder).columns("outcomes") if one.folder else one.outcomes
    return Compared(name_of(one.compiled.resolved.what_ifs), one.manifest, outcomes, where)
