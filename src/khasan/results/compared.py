"""What is laid side by side: runs of one scenario with different circumstances, and whether they may be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from khasan.errors import InputError, Problem
from khasan.results.store import RunFolder
from khasan.scenario.library import Library

if TYPE_CHECKING:
    import pyarrow as pa

    from khasan.results.arrow import Columns

AS_IT_WAS = "as it was"
"""What a run without what-ifs is called."""


@dataclass(frozen=True, eq=False)
class Compared:
    """One of the runs compared: its rows, and what the manifest says of where they come from."""

    name: str
    manifest: Mapping[str, Any]
    outcomes: pa.Table | Columns = field(repr=False)
    where: str = ""
    """The run's folder; "" for what was fought on the spot."""

    @property
    def numbers(self) -> list[int]:
        """Numbers of its replications, in the order of the rows."""
        found: list[int] = self.outcomes["replication"].to_pylist()
        return found

    @property
    def what_ifs(self) -> tuple[str, ...]:
        """Ids of the what-ifs applied, in their order."""
        return tuple(self.manifest.get("what_ifs", ()))


def of_folder(path: Path | str) -> Compared:
    """A run folder to compare. InputError if there is no run, or one without rows."""
    folder = RunFolder.open(path)
    outcomes = folder.columns("outcomes")
    if not outcomes.num_rows:
        raise InputError([Problem(str(path), None, None, "", "a run without a replication", "run it again")])
    return Compared(name_of(folder.manifest["what_ifs"]), folder.manifest, outcomes, str(path))


def name_of(what_ifs: Sequence[str]) -> str:
    """What a run is called beside others: the titles of its what-ifs, the ids of those that are not at hand.

    >>> name_of([]), name_of(["no-fog", "of-my-own"])
    ('as it was', 'No fog + of-my-own')
    """
    library = Library()
    return " + ".join(_title(one, library) for one in what_ifs) or AS_IT_WAS


def _title(what_if: str, library: Library) -> str:
    try:
        return str(getattr(library.written("whatifs", what_if).model, "title", what_if))
    except InputError:
        return what_if


def told_apart(runs: Sequence[Compared]) -> list[str]:
    """A name for each: the what-ifs, and what else tells two of the same name apart."""
    names = [run.name for run in runs]
    for tell in (_rule, _seed, _replications, _folder):
        said: dict[str, set[str]] = {}
        for name, run in zip(names, runs, strict=True):
            said.setdefault(name, set()).add(tell(run))
        names = [f"{name}, {tell(run)}" if len(said[name]) > 1 else name for name, run in zip(names, runs, strict=True)]
    return names


def _rule(run: Compared) -> str:
    return f"record rule {run.manifest['record_rule']}"


def _seed(run: Compared) -> str:
    return f"seed {run.manifest['seed']}"


def _replications(run: Compared) -> str:
    numbers = run.numbers
    return f"replications {numbers[0]} to {numbers[-1]}"


def _folder(run: Compared) -> str:
    return run.where


def refuse_strangers(runs: Sequence[Compared]) -> None:
    """Raises InputError with every reason why these cannot be compared.

    They must be of one scenario and fought by the same rules, and no two may be the same replications.
    """
    if len(runs) < 2:
        remedy = "name at least two: runs, or scenarios such as lake-khasan-1938+no-fog"
        raise InputError([_problem("RUNS", f"{len(runs)} run{'s' if len(runs) != 1 else ''}", remedy)])
    first, problems = runs[0], []
    for k, run in enumerate(runs[1:], 1):
        problems += _against(first, run)
        same = next((other for other in runs[:k] if _same_replications(other, run)), None)
        if same is not None:
            remedy = f"these are the same replications as in {_shown(same)}, so nothing can differ: leave one out"
            problems.append(_problem("RUNS", _shown(run), remedy))
    if problems:
        raise InputError(problems)


def _against(first: Compared, run: Compared) -> list[Problem]:
    one, other = first.manifest, run.manifest
    if one["scenario"] != other["scenario"]:
        remedy = f"it is of {other['scenario']}, the first of {one['scenario']}: compare runs of one scenario"
        return [_problem("RUNS", _shown(run), remedy)]
    if one.get("rules") != other.get("rules"):
        remedy = (
            f"it was fought by other rules ({_rules(other)}) than the first ({_rules(one)}): fight the older one again"
        )
        return [_problem("RUNS", _shown(run), remedy)]
    if one.get("map_digest") != other.get("map_digest"):
        remedy = "its map is another version than that of the first: run the older one again"
        return [_problem("RUNS", _shown(run), remedy)]
    return []


def _rules(manifest: Mapping[str, Any]) -> str:
    return f"khasan {manifest.get('khasan')}, rules {str(manifest.get('rules'))[:8]}"


def _same_replications(one: Compared, other: Compared) -> bool:
    alike = all(one.manifest[key] == other.manifest[key] for key in ("scenario_digest", "seed"))
    return alike and not set(one.numbers).isdisjoint(other.numbers)


def _shown(run: Compared) -> str:
    return run.where or run.name


def _problem(field: str, value: str, remedy: str) -> Problem:
    return Problem("command line", None, None, field, value, remedy)
