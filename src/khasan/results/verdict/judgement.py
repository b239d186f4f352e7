"""The whole verdict on a run: what can be compared, the words for it, and why not where it cannot."""

from __future__ import annotations

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
        alone = of_the_model(compiled, after, before)
        why = (
            f"The sources are not laid beside this run: {after.withheld}."
            if after.withheld
            else "The record has no figure for what this run counts."
            if incident is not None
            else "The record has no incident for this scenario, so there is nothing to compare it with."
        )
        head = "What the model says, by itself" if runs > 1 else "What happened in this one run"
        return Judgement(head, "", (why, holder) if holder else (why,), "model", alone, names, runs)
    known = {one.measure for one in found}
    more = tuple(one for one in of_the_model(compiled, after, before) if one.measure not in known)
    if runs == 1:
        head, clause = "One run beside the sources", ""
        said = ["A single run cannot show how far the model agrees: a few hundred can.", holder]
    elif compiled.resolved.what_ifs:
        head, clause = f"What if: {name_of(compiled.resolved.what_ifs)}", ""
        first, *rest = after.what_changes
        said = [first.removeprefix(f"{head}. "), *rest, _NO_TEST]
    else:
        head, clause = headline(found), second_clause(found, names)
        said = [counts(found), holder]
    told = tuple(sentence for sentence in said if sentence)
    judged = runs > 1 and not compiled.resolved.what_ifs
    return Judgement(head, clause, told, "both", found, names, runs, judged, more)


def sources_alone(compiled: Compiled, incident: Incident, why: str) -> Judgement:
    """The sources' half without a run, and one sentence why the model's is not there."""
    found = of_the_sources(compiled, incident.under(compiled.resolved.record_rule))
    return Judgement("What the sources say", "", (why,), "sources", found, tuple(compiled.labels.side_names), 0)
