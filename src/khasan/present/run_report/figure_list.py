"""Which figures a report shows, and what stands under them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from khasan.present.record_mark import mark_of
from khasan.present.run_report import run_figures
from khasan.present.run_report.run_figures import Clock, Panel
from khasan.present.run_report.spread_statistics import bands, map_share
from khasan.present.sky import nights
from khasan.results.columns import identifier

F8 = NDArray[np.float64]
Figure = dict[str, Any]

_LOSSES = (("casualties", "Killed, wounded and missing", "men"), ("killed", "Killed", "men"))
_TANKS = ("tanks_lost", "Fighting vehicles burnt or knocked out", "vehicles")
_PERSON_OF_MEASURE = {"casualties": "casualties", "killed": "killed", "tanks_lost": "fighting vehicles lost"}
_FEW = 60
"""Below so many replications the spread due to the map can hardly be told from chance."""


def charts(content: Any, hours: Sequence[datetime], light: Sequence[Mapping[str, Any]]) -> list[Figure]:
    """The figures of a run of more than one replication, in order."""
    clock = _clock(hours, light)
    count = content.outcomes.num_rows
    series = _Series(content.series, count)
    kinds = [*_LOSSES, _TANKS] if any(_varies(series, side, _TANKS[0]) for side in _sides(content)) else _LOSSES
    drawn = [_losses(content, clock, series, *kind) for kind in kinds]
    drawn += [_ground(content, clock, series)] if content.compiled.labels.objectives else []
    return [*drawn, *_spread(content)]


def _losses(content: Any, clock: Clock, series: _Series, measure: str, title: str, unit: str) -> Figure:
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
        "are set aside, the grey bar is the interval."
        if marked
        else " The record’s figures are withheld."
        if content.after is not None and content.after.withheld
        else " The record gives no figure to lay beside these."
    )
    return {
        "title": f"{title}, over time",
        "svg": Markup(run_figures.losses(f"losses-{measure}", clock, panels, unit)),
        "alt": f"{title} over time by side. {said}.",
        "caption": f"Sum since the start. Line: median of {panels[0].values.shape[0]:,} replications; darker band: "
        f"the middle half of them; lighter band: nine in ten. Grey stripes are nights.{record} {said}.",
    }


def _ground(content: Any, clock: Clock, series: _Series) -> Figure:
    labels, scenario = content.compiled.labels, content.compiled.resolved
    first, second = labels.sides
    names = {goal.place: goal.name for goal in scenario.objectives}
    places = []
    for index in labels.objectives:
        place = labels.places[index]
        shares = series.shares(f"holder_{identifier(place)}", (first, second))
        places.append((names.get(place, place), *shares))
    said = "; ".join(
        f"{name}: {labels.side_names[0]} {100 * one[-1]:.0f}%, {labels.side_names[1]} {100 * two[-1]:.0f}%"
        for name, one, two in places
    )
    return {
        "title": "Who holds the ground, over time",
        "svg": Markup(run_figures.ground("ground", clock, places)),
        "alt": f"Share of replications in which each side holds each place, over time. At the end: {said}.",
        "sides": [
            f"{name} ({where})" for name, where in zip(labels.side_names, ("from below", "from above"), strict=True)
        ],
        "caption": f"Share of the replications; what is left blank, nobody holds. At the end: {said}.",
    }


def _spread(content: Any) -> list[Figure]:
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
        f"The map tells for: {', '.join(telling)}." if telling else "For none of them does the map tell beyond chance."
    )
    return [
        {
            "title": "How much of the spread is our ignorance of the ground",
            "svg": Markup(run_figures.spread("spread", rows)),
            "alt": "Share of variance between drawn maps: "
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


def _varies(series: _Series, side: str, measure: str) -> bool:
    name = f"{side}_{measure}"
    return name in series.names and bool(series.numbers(name).any())


@dataclass(frozen=True)
class _Series:
    """The series as arrays [R, T], a column when it is asked for; rows stand by replication, then by hour."""

    table: Any
    count: int

    @property
    def names(self) -> list[str]:
        return list(self.table.column_names)

    def numbers(self, name: str) -> NDArray[Any]:
        """[R, T], in as little room as its largest number needs."""
        found = np.concatenate([_smallest(np.asarray(piece)) for piece in self._pieces(name)])
        return found.reshape(self.count, -1)

    def shares(self, name: str, words: Sequence[str]) -> list[F8]:
        """f8[T] for each word: the share of the replications that have it then."""
        found = []
        for piece in self._pieces(name):
            known = piece.dictionary.to_pylist()
            number = np.array([words.index(word) if word in words else -1 for word in known] or [-1], dtype=np.int8)
            found.append(number[piece.indices.to_numpy(zero_copy_only=False)])
        held = np.concatenate(found).reshape(self.count, -1)
        return [(held == number).mean(axis=0) for number in range(len(words))]

    def _pieces(self, name: str) -> Iterable[Any]:
        some: Iterable[Any] = self.table.pieces(name) if hasattr(self.table, "pieces") else self.table[name].chunks
        return some


def _smallest(counts: NDArray[Any]) -> NDArray[Any]:
    return counts.astype(np.min_scalar_type(int(counts.max()))) if counts.size and counts.min() >= 0 else counts


def _clock(hours: Sequence[datetime], light: Sequence[Mapping[str, Any]]) -> Clock:
    days = np.array([(hour - hours[0]).total_seconds() / 86400 for hour in hours])
    dark = nights(days.tolist(), [str(hour["sky"]) for hour in light])
    return Clock(days, tuple(_ticks(hours, days)), tuple(dark))


def _ticks(hours: Sequence[datetime], days: F8) -> list[tuple[float, str]]:
    """Midnights where there are several, whole hours else; about seven of them."""
    midnights = [(day, hour) for day, hour in zip(days.tolist(), hours, strict=True) if hour.hour == 0]
    if len(midnights) >= 3:
        step = -(-len(midnights) // 7)
        return [(day, f"{hour.day}\n{hour:%b}") for day, hour in midnights[::step]]
    step = max(1, -(-len(hours) // 7))
    return [(day, f"{hour:%H:%M}") for day, hour in list(zip(days.tolist(), hours, strict=True))[::step]]
