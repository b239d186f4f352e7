"""The whole verdict on a run: what can be compared, the words for it, and why not where it cannot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from khasan.record import Incident
from khasan.results.aar_model import AfterAction
from khasan.results.compared import name_of
from khasan.results.record_comparison import Record
from khasan.results.verdict.headline import counts, headline, second_clause
from khasan.results.verdict.holder import at_the_end
from khasan.results.verdict.quantities import Quantity, of_the_model, of_the_sources, quantities

if TYPE_CHECKING:
    import pyarrow as pa

    from khasan.compiler import Compiled
    from khasan.results.arrow import Columns

_NO_TEST = "The sources tell of the battle as it was: whether a what-if agrees with them is no test of the model."
_ONE_RUN = "A single run cannot show how far the model agrees: a few hundred can."
Halves = Literal["both", "model", "sources"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a page says first of model and sources.

    ``headline`` and ``clause`` make one sentence; ``said`` are the sentences under it. ``halves``: which of the two
    stand in ``quantities``. ``judged``: is the model held against the sources, quantity by quantity? ``unsourced``:
    losses of the sides for which no source has a figure. ``runs``: how many there are, 0 without a run.
    """

    headline: str
    clause: str
    said: tuple[str, ...]
    halves: Halves
    quantities: tuple[Quantity, ...]
    side_names: tuple[str, ...]
    runs: int
    judged: bool = False
    unsourced: tuple[Quantity, ...] = ()


def judgement(
    compiled: Compiled, after: AfterAction, incident: Incident | None, before: pa.Table | Columns | None = None
) -> Judgement:
    """The verdict on a run. ``incident``: its record (None: none); what the scenario withholds is not shown.

    ``before``: outcomes of the same replications without the what-if, for a run of one.
    """
    names = tuple(compiled.labels.side_names)
    runs = after.replications
    shown = Record(compiled, incident).shown
    found = quantities(compiled, after, shown, before)
    holder = at_the_end(after)
    if not any(one.compared for one in found):
        head = "What the model says, by itself" if runs > 1 else "What happened in this one run"
        said = [_why_alone(after, incident), holder]
        if compiled.resolved.what_ifs:
            head, said = _what_if(compiled, after, said)
        alone = of_the_model(compiled, after, before)
        return Judgement(head, "", _told(said), "model", alone, names, runs)
    known = {one.measure for one in found}
    more = tuple(one for one in of_the_model(compiled, after, before) if one.measure not in known)
    clause = ""
    if compiled.resolved.what_ifs:
        head, said = _what_if(compiled, after, [_NO_TEST])
    elif runs == 1:
        head, said = "One run beside the sources", [_ONE_RUN, holder]
    else:
        head, clause, said = headline(found), second_clause(found, names), [counts(found), holder]
    judged = runs > 1 and not compiled.resolved.what_ifs
    return Judgement(head, clause, _told(said), "both", found, names, runs, judged, more)


def _what_if(compiled: Compiled, after: AfterAction, more: list[str]) -> tuple[str, list[str]]:
    """The question as headline, and what it changes before all else."""
    head = f"What if: {name_of(compiled.resolved.what_ifs)}"
    first, *rest = after.what_changes or ("",)
    return head, [first.removeprefix(f"{head}. "), *rest, *more]


def _why_alone(after: AfterAction, incident: Incident | None) -> str:
    if after.withheld:
        return f"The sources are not laid beside this run: {after.withheld}."
    if incident is not None:
        return "The record has no figure for what this run counts."
    return "The record has no incident for this scenario, so there is nothing to compare it with."


def _told(said: Iterable[str]) -> tuple[str, ...]:
    return tuple(sentence for sentence in said if sentence)


def sources_alone(compiled: Compiled, incident: Incident, why: str) -> Judgement:
    """The sources' half without a run, and one sentence why the model's is not there."""
    found = of_the_sources(compiled, incident.under(compiled.resolved.record_rule))
    return Judgement("What the sources say", "", (why,), "sources", found, tuple(compiled.labels.side_names), 0)
