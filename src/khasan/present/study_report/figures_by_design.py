"""Which figures fit an experiment's kind of design, and what goes into them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from khasan.experiment.study.schema import Outcome
from khasan.experiment.study.subject import OfScenario
from khasan.present.record_mark import Mark, mark_of
from khasan.present.study_report import outcome_figures as figures
from khasan.present.study_report import sensitivity as sensitivity
from khasan.present.study_report import sensitivity_figures as hang
from khasan.present.study_report import study_data as stats
from khasan.present.study_report.drawing import Drawing
from khasan.present.study_report.outcome_figures import F8, Differences, Shares, scaled
from khasan.present.study_report.study_data import Data, label_of
from khasan.present.study_report.study_words import scale_of, title_of, unit_of
from khasan.results.means import Mean
from khasan.results.record_comparison import Record
from khasan.scenario.library import Library

MOST_SHOWN = 8
"""Points whose distributions are laid side by side."""
MOST_SETTLING = 6
"""Outcomes that are shown settling."""
FACTORIAL = ("full-factorial", "fractional-factorial")
MEASURE = {
    "sobol": ("Total effects", "total effect", "rows of the design (base)"),
    "latin-hypercube": ("First effects", "first effect", "points of the design"),
    "morris": ("Mean absolute effects", "", "trajectories"),
    "full-factorial": ("Main effects", "", "replications of each point"),
    "fractional-factorial": ("Main effects", "", "replications of each point"),
}
"""Kind -> what its factors carry, the unit if it is not that of the outcome, and what the design grows by."""


def drawings_of(data: Data) -> Iterator[Drawing]:
    """The figures that fit the kind of design."""
    names = {one.id: one.factor.name for one in data.plan.factors}
    yield from _differences(data)
    yield from _effects(data, names)
    for one in data.plan.design.outcomes:
        if not one.is_share:
            yield _distribution(data, one)
    events = [one for one in data.plan.design.outcomes if one.is_share]
    if events:
        yield figures.shares("shares", [_shares(data, one) for one in events], data.confidence)
    yield from _indices(data, names)
    yield from _interactions(data, names)
    yield from _settling(data, names)


def _differences(data: Data) -> Iterator[Drawing]:
    plan = data.plan
    if not plan.compared or len(plan.points) < 2:
        return
    panels = []
    for one in plan.design.outcomes:
        some = [(label_of(plan, d.point), d) for d in stats.differences(data, one)]
        panels.append(figures.of_points(title_of(one), unit_of(data, one, difference=True), some, scale_of(one)))
    title, about = "Differences from the baseline", "Mean difference from the baseline"
    yield from _forests("differences", title, about, panels, data.confidence)


def _effects(data: Data, names: Mapping[str, str]) -> Iterator[Drawing]:
    """Main effects of a factorial design."""
    if data.plan.design.design.kind not in FACTORIAL:
        return
    panels = []
    for one in data.plan.design.outcomes:
        rows = [
            (f"{names[swing.factor]}: {swing.begin} to {swing.end}", scaled(swing.effect, scale_of(one)))
            for swing in sensitivity.main_effects(data, one)
        ]
        panels.append(Differences(title_of(one), unit_of(data, one, difference=True), rows))
    about = "What changes from a factor’s first setting to its last, over all settings of the others,"
    yield from _forests("effects", "Main effects", about, panels, data.confidence)


def _forests(name: str, title: str, about: str, panels: Sequence[Differences], confidence: float) -> Iterator[Drawing]:
    """Nine panels a figure."""
    for k in range(0, len(panels), 9):
        yield figures.forest(f"{name}-{k // 9 + 1}", title, about, panels[k : k + 9], confidence)


def _side_by_side(data: Data, outcome: Outcome) -> tuple[list[tuple[str, F8]], str]:
    """What is laid side by side: the points if they are few, or else the settings of the factor that carries most."""
    plan = data.plan
    if plan.compared or len(plan.points) <= MOST_SHOWN:
        shown = range(min(MOST_SHOWN, len(plan.points)))
        more = (
            f"Of {len(plan.points)} points the first {len(shown)} are shown." if len(plan.points) > len(shown) else ""
        )
        return [(label_of(plan, point), data.of_point(outcome, point)) for point in shown], more
    values = data.values(outcome)
    rows = [("all points of the design", values)]
    chosen = sensitivity.strongest(data, outcome)
    if not chosen or not sensitivity.carried(data, outcome):
        return rows, "Over all points of the design."
    one = plan.factors[chosen[0]]
    groups, labels = stats.grouped(data, chosen[0])
    rows += [(f"{one.factor.name}: {label}", values[groups[data.points] == k]) for k, label in enumerate(labels)]
    return rows, "All points together first, then by the factor that matters most, over all values of the others."


def _distribution(data: Data, outcome: Outcome) -> Drawing:
    rows, said = _side_by_side(data, outcome)
    record = record_of(data)
    hidden = record is not None and record.quantity(outcome.column) is not None and record.withheld
    note = "What the sources say is withheld. " if hidden else ""
    reported = None if record is None else record.reported(outcome.column)
    if reported is not None and _mark(data, outcome) is not None:
        note = f"The runs are counted as they happened, the sources are reports: for those name {reported}. "
    name = f"distribution-{outcome.name}".replace("_", "-")
    return figures.distributions(
        name, title_of(outcome), unit_of(data, outcome), rows, _mark(data, outcome), note + said
    )


def _shares(data: Data, outcome: Outcome) -> Shares:
    rows, _ = _side_by_side(data, outcome)
    return Shares(
        title_of(outcome), [(label, data.mean(outcome, some)) for label, some in rows], _recorded(data, outcome)
    )


def _indices(data: Data, names: Mapping[str, str]) -> Iterator[Drawing]:
    kind, outcomes = data.plan.design.design.kind, data.plan.design.outcomes
    if kind in ("sobol", "latin-hypercube"):
        panels = [(title_of(one), found) for one in outcomes if (found := sensitivity.indices(data, one))]
        if panels:
            yield hang.sobol("indices", panels, names, data.confidence)
    elif kind == "morris":
        effects = []
        for one in outcomes:
            some = [sensitivity.in_scale(effect, scale_of(one)) for effect in sensitivity.morris(data, one)]
            effects.append((title_of(one), unit_of(data, one, difference=True), some))
        yield hang.elementary("effects", effects, names, data.confidence)


def _interactions(data: Data, names: Mapping[str, str]) -> Iterator[Drawing]:
    plan = data.plan
    if plan.compared or len([one for one in plan.factors if one.law != "chance"]) < 2:
        return
    crossings = []
    for one in plan.design.outcomes:
        if sensitivity.carried(data, one):
            first, second = sensitivity.strongest(data, one)[:2]
            found = stats.crossing(data, one, first, second, scale_of(one))
            crossings.append((title_of(one), unit_of(data, one), found))
    if crossings:
        yield hang.interactions("interactions", crossings, names)


def _settling(data: Data, names: Mapping[str, str]) -> Iterator[Drawing]:
    plan = data.plan
    chosen = plan.design.outcomes[:MOST_SETTLING]
    if plan.compared:
        points = stats.telling_points(data, chosen, 4)
        if points and plan.most >= 4:
            curves = [_curves(data, one, points) for one in chosen]
            yield figures.settling("convergence", curves, compared=True)
        return
    what, unit, grows_by = MEASURE[plan.design.design.kind]
    panels = []
    for one in chosen:
        found = sensitivity.settling(data, one)
        scale = 1.0 if unit else scale_of(one)
        if found:
            in_scale = {n: {k: (scale * v, scale * h) for k, (v, h) in some.items()} for n, some in found.items()}
            panels.append((title_of(one), unit or unit_of(data, one, difference=True), in_scale))
    if panels:
        yield hang.settling("convergence", panels, names, what, grows_by)


def _curves(
    data: Data, outcome: Outcome, points: Sequence[int]
) -> tuple[str, str, list[tuple[str, list[int], list[Mean]]]]:
    scale = scale_of(outcome)
    some = [
        (label, counts, [scaled(one, scale) for one in found])
        for label, counts, found in stats.convergence(data, outcome, points)
    ]
    return title_of(outcome), unit_of(data, outcome, difference=True), some


def record_of(data: Data) -> Record | None:
    """What the sources say of the scenario, or why that is withheld; None of the frontier, whose record is fitted."""
    subject = data.plan.subject
    if not isinstance(subject, OfScenario):
        return None
    library, incident = Library(), subject.compiled.resolved.incident
    return Record(subject.compiled, library.incident(incident) if incident in library.ids("record") else None)


def _mark(data: Data, outcome: Outcome) -> Mark | None:
    """What the record has for an outcome; None where it has nothing, or where that is withheld."""
    return None if outcome.is_share else _marked(data, outcome)


def _recorded(data: Data, outcome: Outcome) -> bool | None:
    """Whether a number was reached, by the record; None where it has none, sources part, or it is withheld."""
    mark = _marked(data, outcome)
    if outcome.at_least is None or mark is None:
        return None
    reached = np.array([mark.low, mark.high]) >= outcome.at_least
    return bool(reached[0]) if reached[0] == reached[1] else None


def _marked(data: Data, outcome: Outcome) -> Mark | None:
    record = record_of(data)
    if record is None:
        return None
    return mark_of(record.shown, record.quantity(outcome.column))
