"""From the table of outcomes to the after-action report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from khasan.record import GRADED, Incident, rule_of
from khasan.results import number_words
from khasan.results.aar_model import JUDGEMENTS, AfterAction, ClaimLine, Day, Height, Row, Section, SourceLine
from khasan.results.aar_rows import Review
from khasan.results.outcomes import check_measures
from khasan.results.vehicles import of_all

if TYPE_CHECKING:
    import pyarrow as pa

    from khasan.compiler import Compiled
    from khasan.results.arrow import Columns
    from khasan.scenario.resolved import Resolved

__all__ = ["JUDGEMENTS", "AfterAction", "ClaimLine", "Day", "Height", "Row", "Section", "SourceLine", "after_action"]


def after_action(compiled: Compiled, outcomes: pa.Table | Columns, incident: Incident | None) -> AfterAction:
    """The report over all replications of ``outcomes``, beside the incident's record (None: no record).

    Raises InputError if the scenario names a measure that is no column or a quantity that the record lacks, and
    ValueError if there is no replication.

    >>> import khasan                                                                    # doctest: +SKIP
    >>> run = khasan.run("lake-khasan-1938", seed=7, replications=200)                   # doctest: +SKIP
    >>> run.after_action().section("record").rows[0].verdict                             # doctest: +SKIP
    'inside'
    """
    check_measures(compiled)
    if not outcomes.num_rows:
        raise ValueError("no replication to report on")
    review = Review(compiled, outcomes, incident)
    sections = (
        Section("sides", "Losses by side", "", tuple(review.losses_of_sides())),
        Section(
            "formations",
            "Losses by formation",
            "Each formation with everything under it: a regiment's losses count for its division as well.",
            tuple(review.losses_of_formations()),
        ),
        Section(
            "formation_phases",
            "Casualties by formation and phase",
            "Killed, wounded and missing together.",
            tuple(review.casualties_by_phase()),
        ),
        Section(
            "strength",
            "Strength",
            "What had arrived by the end of each phase, as counted on arrival.",
            tuple(review.strength()),
        ),
        Section(
            "ammunition",
            "Ammunition",
            "Rounds of every kind together; and the share of their basic loads that units in the field had left, "
            "averaged over units.",
            tuple(review.ammunition()),
        ),
        Section(
            "endings",
            "Why attacks stopped and positions were given up",
            "Attacks are those of bodies of a battalion or less, positions those of single units. Causes compete: the "
            "first that passes what the commander bears ends it.",
            tuple(review.endings()),
        ),
        Section(
            "taken",
            "When heights were taken",
            "The first time at which a side is seen to hold a place that it did not hold before; the model looks "
            "every hour, or "
            "every five minutes in fights of a day or less. A side that starts on a place has not taken it. Runs in "
            "which it "
            'never does are listed as "never", which counts as later than any time.',
            tuple(review.taken()),
        ),
    )
    known = {row.measure: row for section in sections for row in section.rows}
    record = Section(
        "record",
        "Compared with the sources",
        "Each quantity with the claims of the sources. Claims in brackets are left out of the sources' range: what a "
        "side says of its enemy, low grades of source, guesses. The percentile says how many of a hundred runs stay "
        "below the sources' best value: near 0 or near 100, the model hardly ever reaches it. Wounded, missing, "
        "casualties and vehicles lost are compared as the side's own report would count them; what happened stands "
        "beside it.",
        tuple(review.beside_the_record(known)),
    )
    heights = tuple(review.heights())
    aftermath = tuple(review.record.aftermath())
    cited = [claim for row in record.rows for claim in row.claims]
    cited += [claim for followed in aftermath for claim in followed.claims]
    cited += [claim for height in heights for day in height.days for claim in day.claims]
    return AfterAction(
        scenario=compiled.resolved.id,
        title=compiled.resolved.title,
        incident="" if incident is None else incident.id,
        replications=outcomes.num_rows,
        holders=review.holder_names,
        phases=tuple(window.title for window in review.frame.windows[1:]),
        notes=tuple(_notes(outcomes.num_rows, compiled.resolved, of_all(compiled.labels))),
        sections=(record, *sections),
        heights=heights,
        sources=tuple(_sources(cited, incident)),
        aftermath=aftermath,
        record_rule=compiled.resolved.record_rule,
        withheld=review.record.withheld,
    )


def _notes(replications: int, scenario: Resolved, vehicles: str) -> Iterable[str]:
    if scenario.record_outcomes is not None:
        yield f"What the sources say on these quantities is withheld: {scenario.record_outcomes.withheld}."
    elif scenario.record_rule != GRADED.name:
        rule = rule_of(scenario.record_rule)
        yield f"Rival claims are turned into ranges by the rule {rule.name}: {rule.why}."
    if scenario.what_ifs:
        yield number_words.what_if_words(scenario.what_ifs)
    if replications == 1:
        yield "A single replication: one history of the many that could have been, so no interval can be given."
    else:
        yield (
            f"{replications:,} replications, called runs below. Each figure is the median of the runs, followed in "
            "brackets "
            "by the range that holds nine runs of ten. All of them are values that occurred."
        )
        if replications < 20:
            yield "With fewer than 20 runs, the range is the lowest and the highest value that occurred."
    kinds = " Vehicles are fighting vehicles of every kind." if vehicles == "vehicles" else ""
    yield f"Casualties are killed, wounded and missing.{kinds}"
    yield "Times are local. Daily figures run to midnight, figures for a phase to the last full hour before it ends."


def _sources(cited: Iterable[ClaimLine], incident: Incident | None) -> Iterable[SourceLine]:
    """The sources of these claims, and those that their citations name."""
    if incident is None:
        return
    named = {word.strip("(),;:") for claim in cited for word in (claim.source, *claim.citation.split())}
    for key, source in sorted(incident.sources.items()):
        if key in named:
            yield SourceLine(key, source.title, source.grade)
