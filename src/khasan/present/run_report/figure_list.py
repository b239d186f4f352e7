"""Which figures a report shows, and what stands under them."""

from __future__ import annotations

from typing import Any

import numpy as np
from markupsafe import Markup

from khasan.present.record_mark import mark_of
from khasan.present.run_report import run_figures
from khasan.present.run_report.hourly import Series
from khasan.present.run_report.run_figures import Clock, Panel
from khasan.present.run_report.spread_statistics import bands, map_share
from khasan.results.columns import identifier

Figure = dict[str, Any]

_LOSSES = (("casualties", "Killed, wounded and missing", "men"), ("killed", "Killed", "men"))
_TANKS = ("tanks_lost", "Fighting vehicles burnt or knocked out", "vehicles")
_PERSON_OF_MEASURE = {"casualties": "casualties", "killed": "killed", "tanks_lost": "fighting vehicles lost"}
_FEW = 60
"""Below so many replications the spread due to the map can hardly be told from chance."""


def over_time(content: Any, clock: Clock) -> list[Figure]:
    """Losses over time, a figure a kind; of a run of more than one replication."""
    series = Series(content.series, content.outcomes.num_rows)
    kinds = [*_LOSSES, _TANKS] if any(_varies(series, side, _TANKS[0]) for side in _sides(content)) else _LOSSES
    return [_losses(content, clock, series, *kind) for kind in kinds]


def _losses(content: Any, clock: Clock, series: Series, measure: str, title: str, unit: str) -> Figure:
    labels, scenario = content.compiled.labels, content.compiled.resolved
    panels = [
        Panel(
            name,
            number,
            series.numbers(f"{identifier(side)}_{measure}"),
            mark_of(content.incident, scenario.measures.get(f"{identifier(side)}_{measure}")),
        )
        for number, (side, name) in enumerate(zip(labels.sides, labels.side_names, strict=True))
    ]
    if measure == _TANKS[0]:
        panels = [panel for panel in panels if panel.values.any() or panel.mark is not None]
    ends = [bands(panel.values[:, -1])[[0, 2, 4]] for panel in panels]
    said = "; ".join(
        f"{panel.title}: median {middle:,.0f}, 90% between {low:,.0f} and {high:,.0f} at the end"
        for panel, (low, middle, high) in zip(panels, ends, strict=True)
    )
    marked = any(panel.mark is not None for panel in panels)
    record = (
        " Right of the last hour the record’s figures for the whole: full diamonds stand by its rule, hollow ones "
        "are set aside, the grey bar is the interval. They are what reports counted, the lines what happened."
        if marked
        else " The sources’ figures are withheld."
        if content.after is not None and content.after.withheld
        else " No source gives a figure to compare these with."
    )
    return {
        "title": f"{title}, over time",
        "svg": Markup(run_figures.losses(f"losses-{measure}", clock, panels, unit)),
        "alt": f"{title} over time by side. {said}.",
        "caption": f"Sum since the start. Line: median of {panels[0].values.shape[0]:,} replications; darker band: "
        f"the middle half of them; lighter band: nine in ten. Grey stripes are nights.{record} {said}.",
    }


def spread_of_maps(content: Any) -> list[Figure]:
    """How much of the spread of a run's measures lies between drawn maps; nothing where that cannot be told."""
    outcomes = content.outcomes
    members = outcomes["member"].to_numpy().astype(np.int64)
    rows = []
    for label, column in _headlines(content):
        share = map_share(outcomes[column].to_numpy(zero_copy_only=False).astype(np.float64), members)
        if share is not None:
            rows.append((label, share))
    if not rows:
        return []
    some = rows[0][1]
    telling = [label for label, share in rows if share.tells]
    few = (
        f" With {some.replications} replications over {some.members} maps this is a coarse estimate; "
        "a few hundred would be needed to call a small share zero."
        if some.replications < _FEW * 4
        else ""
    )
    finding = (
        f"Map variants differ by more than chance for: {', '.join(telling)}."
        if telling
        else "None of them differs between map variants by more than chance."
    )
    return [
        {
            "title": "How much of the uncertainty comes from not knowing the terrain",
            "svg": Markup(run_figures.spread("spread", rows)),
            "alt": "Share of the variance between map variants: "
            + "; ".join(f"{label} {100 * share.share:.0f}%" for label, share in rows)
            + ".",
            "caption": f"Most of the relief is drawn, not surveyed: {some.members} maps share {some.replications} "
            "replications. Bar: share of the variance that lies between maps rather than between replications on one "
            "map (intraclass correlation). Stroke: what chance alone would reach in one case of twenty if the map did "
            f"not matter; a pale bar that ends before it says nothing. {finding}{few}",
        }
    ]


def _headlines(content: Any) -> list[tuple[str, str]]:
    """Label and outcomes column of each measure whose spread is looked into."""
    labels, scenario = content.compiled.labels, content.compiled.resolved
    names = {goal.place: goal.name for goal in scenario.objectives}
    wanted = [
        (f"{name}: {words}", f"{identifier(side)}_{measure}")
        for measure, words in _PERSON_OF_MEASURE.items()
        for side, name in zip(labels.sides, labels.side_names, strict=True)
    ]
    wanted += [
        (f"{names.get(place, place)}: hours held by {name}", f"held_{identifier(place)}_{identifier(side)}")
        for place in (labels.places[index] for index in labels.objectives)
        for side, name in zip(labels.sides[:1], labels.side_names[:1], strict=True)
    ]
    return [(label, column) for label, column in wanted if column in content.outcomes.column_names]


def _sides(content: Any) -> list[str]:
    return [identifier(side) for side in content.compiled.labels.sides]


def _varies(series: Series, side: str, measure: str) -> bool:
    name = f"{side}_{measure}"
    return name in series.names and bool(series.numbers(name).any())
