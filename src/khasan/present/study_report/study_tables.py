"""The tables of an experiment's report, and what stands in short above them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from khasan.experiment.study.schema import Outcome, Period
from khasan.present.study_report import sensitivity as sensitivity
from khasan.present.study_report import study_data as stats
from khasan.present.study_report.figures_by_design import FACTORIAL
from khasan.present.study_report.study_data import Data, Difference, label_of
from khasan.present.study_report.study_words import in_unit, index_words, scale_of, title_of, unit_of
from khasan.results.means import Mean, plus_minus

MOST_POINTS = 60
"""Points that the table of what was run takes up."""
MOST_FAILED = 12
MOST_NAMED = 3
"""Settings or factors that are named in short."""
MOST_PAIRS = 10


# -- in short --------------------------------------------------------------------------------------------------


def short(data: Data) -> Iterator[str]:
    """A sentence an outcome."""
    for outcome in data.plan.design.outcomes:
        yield f"{title_of(outcome)}: {_compared(data, outcome) if data.plan.compared else _hanging(data, outcome)}."


def _compared(data: Data, outcome: Outcome) -> str:
    found = stats.differences(data, outcome)
    if not found:
        return "the design has only the baseline"
    base = f"{in_unit(outcome, found[0].baseline)} {unit_of(data, outcome)} in the baseline".replace(" %", "%")
    clear = [one for one in found if one.difference.low > 0 or one.difference.high < 0]
    if not clear:
        widest = max(found, key=lambda one: -1.0 if math.isnan(one.difference.low) else one.difference.half_width)
        least = f"{in_unit(outcome, widest.difference, sign=True)} {unit_of(data, outcome, difference=True)}"
        return f"{base}; no setting differs from it clearly (the least certain: {least})"
    clear.sort(key=lambda one: -abs(one.difference.mean))
    unit = unit_of(data, outcome, difference=True)
    told = [
        f"{in_unit(outcome, one.difference, sign=True)} {unit} with {label_of(data.plan, one.point)}"
        for one in clear[:MOST_NAMED]
    ]
    left = len(clear) - len(told)
    more = f"; clear differences with {left} more {'setting' if left == 1 else 'settings'}" if left else ""
    return f"{base}; {'; '.join(told)}{more}"


def _hanging(data: Data, outcome: Outcome) -> str:
    names = {one.id: one.factor.name for one in data.plan.factors}
    values = data.values(outcome)
    known = values[~np.isnan(values)]
    if not known.size:
        return "not known in any replication"
    if outcome.is_share:
        over = f"over the design {known.mean():.0%} of the replications"
    else:
        low, middle, high = (f"{q:,.4g}" for q in np.quantile(known, [0.05, 0.5, 0.95], method="inverted_cdf"))
        over = f"over the design a median of {middle}, nine in ten from {low} to {high} {unit_of(data, outcome)}"
    found = sensitivity.carried(data, outcome)
    if not found:
        return f"{over}; {sensitivity.why_none(data, outcome)}"
    most = []
    for factor in sensitivity.ranked(found)[:MOST_NAMED]:
        most.append(f"“{names[factor]}” ({_carried(data, outcome, factor, found)})")
    return f"{over}; it depends most on {', '.join(most)}"


def _carried(data: Data, outcome: Outcome, factor: str, found: sensitivity.Carried) -> str:
    value, half = found[factor]
    kind = data.plan.design.design.kind
    if kind in ("sobol", "latin-hypercube"):
        return f"{'total' if kind == 'sobol' else 'first'} effect {index_words(value, half)}"
    told = in_unit(outcome, Mean(0, value, half), sign=kind in FACTORIAL)
    return f"{told} {unit_of(data, outcome, difference=True)}"


# -- differences and what results hang on ----------------------------------------------------------------------


def difference_table(data: Data) -> list[dict[str, Any]]:
    """A row an outcome and point, where there is a baseline."""
    if not data.plan.compared:
        return []
    return [
        _difference_row(data, outcome, one)
        for outcome in data.plan.design.outcomes
        for one in stats.differences(data, outcome)
    ]


def _difference_row(data: Data, outcome: Outcome, one: Difference) -> dict[str, Any]:
    d = one.difference
    return {
        "outcome": title_of(outcome),
        "unit": "%" if outcome.is_share else unit_of(data, outcome),
        "point": label_of(data.plan, one.point),
        "baseline": in_unit(outcome, one.baseline),
        "value": in_unit(outcome, one.value),
        "difference": in_unit(outcome, d, sign=True),
        "higher": "–" if math.isnan(one.higher) else f"{one.higher:.0%}",
        "n": d.n,
        "telling": d.low > 0 or d.high < 0,
    }


_HEADS = {
    "sobol": ("First", "Total"),
    "latin-hypercube": ("First",),
    "morris": ("Size", "Mean", "Spread"),
    "full-factorial": ("From", "To", "Main effect"),
}


def sensitivity_tables(data: Data) -> dict[str, Any] | None:
    """What results hang on: a table an outcome, by the measure that fits the design. None where there is a baseline."""
    kind = data.plan.design.design.kind
    if data.plan.compared:
        return None
    kind = "full-factorial" if kind in FACTORIAL else kind
    names = {one.id: one.factor.name for one in data.plan.factors}
    tables = []
    for outcome in data.plan.design.outcomes:
        unit = "" if kind in ("sobol", "latin-hypercube") else unit_of(data, outcome, difference=True)
        rows = [
            {"factor": names[factor], "cells": cells, "telling": telling}
            for factor, cells, telling in _sensitivity_rows(data, outcome)
        ]
        none = "" if rows else sensitivity.why_none(data, outcome)
        pairs = []
        if kind == "sobol":
            for one in sensitivity.together(data, outcome)[:MOST_PAIRS]:
                first, second = one.factors
                pairs.append((f"{names[first]} with {names[second]}", index_words(one.share, one.half)))
        tables.append({"outcome": title_of(outcome), "unit": unit, "rows": rows, "pairs": pairs, "none": none})
    return {"kind": kind, "heads": _HEADS[kind], "tables": tables}


def _sensitivity_rows(data: Data, outcome: Outcome) -> list[tuple[str, tuple[str, ...], bool]]:
    """Factor, cells, and whether a main effect is clear of zero; what carries most first."""
    kind, scale = data.plan.design.design.kind, scale_of(outcome)
    cells: dict[str, tuple[str, ...]] = {}
    telling: set[str] = set()
    if kind in ("sobol", "latin-hypercube"):
        for index in sensitivity.indices(data, outcome):
            total = () if math.isnan(index.total) else (index_words(index.total, index.total_half),)
            cells[index.factor] = (index_words(index.first, index.first_half), *total)
    elif kind == "morris":
        for effect in sensitivity.morris(data, outcome):
            one = sensitivity.in_scale(effect, scale)
            size = plus_minus(Mean(0, one.size, one.size_half))
            cells[one.factor] = (size, plus_minus(Mean(0, one.mean, math.nan), sign=True), f"{one.spread:,.3g}")
    else:
        for swing in sensitivity.main_effects(data, outcome):
            cells[swing.factor] = (swing.begin, swing.end, in_unit(outcome, swing.effect, sign=True))
            if swing.effect.low > 0 or swing.effect.high < 0:
                telling.add(swing.factor)
    order = sensitivity.ranked(sensitivity.carried(data, outcome))
    return [(factor, cells[factor], factor in telling) for factor in order]


# -- what was run ----------------------------------------------------------------------------------------------


def facts(data: Data, manifest: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the experiment is, in a few words each."""
    plan = data.plan
    until = plan.design.until
    facts = [
        *plan.subject.facts,
        ("Design", plan.design.design.kind),
        ("Points", f"{len(plan.points):,}"),
        ("Replications", f"{data.table.num_rows:,}"),
        ("Failed", f"{data.failed:,}"),
        ("Seed", str(plan.design.seed)),
        ("Common random numbers", "on" if plan.design.common_random_numbers else "off"),
        ("khasan", str(manifest.get("khasan", ""))),
    ]
    return [*facts, ("Broken off at", until.isoformat(sep=" ", timespec="minutes"))] if until else facts


def factor_table(data: Data, cost: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """Name, place, settings and reason of each factor."""
    rows = []
    for one, said in zip(data.plan.factors, cost["factors"], strict=True):
        factor = one.factor
        where = factor.parameter or factor.what_if or ", ".join([factor.path or "", *factor.also]) or "chance"
        if factor.choices:
            where = "; ".join(f"{c.id}: {', '.join(c.what_ifs) or 'as it is'}" for c in factor.choices)
        elif factor.assumptions:
            where = ", ".join(factor.assumptions)
        elif factor.periods:
            where = "; ".join(f"{one.id}: {_years(one)}" for one in factor.periods)
        rows.append((factor.name, where, said["settings"], factor.why or data.plan.subject.why(one.law)))
    return rows


def _years(one: Period) -> str:
    given = ", the record given before" if one.given else ""
    return f"{one.from_} to {one.to}{given}"


def point_table(data: Data) -> list[tuple[int, str, int, int]]:
    """Number, settings, replications and failures of the first points."""
    errors = data.table["error"].to_pylist()
    rows = []
    for point in data.plan.points[:MOST_POINTS]:
        begin, end = data.bounds[point.index], data.bounds[point.index + 1]
        failed = sum(one is not None for one in errors[begin:end])
        rows.append((point.index, label_of(data.plan, point.index), int(end - begin), failed))
    return rows


def failures(data: Data) -> list[str]:
    """The first replications that failed, with what it takes to see them again."""
    if not data.failed:
        return []
    import pyarrow.compute as pc

    bad = data.table.filter(pc.is_valid(data.table["error"])).slice(0, MOST_FAILED)
    rows = zip(*(bad[name].to_pylist() for name in ("point", "seed", "number", "error")), strict=True)
    return [
        f"point {p}, seed {seed}, replication {number} of {data.plan.subject.id}: {error}"
        for p, seed, number, error in rows
    ]


def provenance(manifest: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Digests and versions."""
    said = {
        "scenario_digest": "Scenario digest", "map_digest": "Map digest", "frontier_inputs": "Frontier's data",
        "posterior": "Posterior fitted to", "rules": "Rules digest", "numba": "numba",
        "numpy": "NumPy", "processor": "Processor class",
    }  # fmt: skip
    took_part = sorted({one for run in manifest.get("runs", []) for one in run.get("processors", [])})
    facts = [(name, str(manifest[key])) for key, name in said.items() if manifest.get(key)]
    if len(took_part) > 1:
        facts.append(("Processors that took part", ", ".join(took_part)))
    return facts
