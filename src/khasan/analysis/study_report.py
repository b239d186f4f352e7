"""The report of an experiment: one HTML file that stands alone, and its figures as SVG and PNG."""

from __future__ import annotations

import math
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from khasan.analysis import report as of_runs
from khasan.analysis import study_figures as figures
from khasan.analysis import study_stats as stats
from khasan.analysis.charts import mark_of
from khasan.analysis.figures import Mark
from khasan.analysis.study_canvas import Drawing
from khasan.analysis.study_stats import Data, Difference, label_of
from khasan.experiment.study.plan import told
from khasan.experiment.study.precision import Mean
from khasan.experiment.study.schema import Outcome
from khasan.experiment.study.study import Study
from khasan.results.beside import Record
from khasan.results.outcomes import outcome_columns
from khasan.scenario.catalog import status_words
from khasan.scenario.library import Library

PAGE, FIGURES = "report.html", "figures"
MOST_POINTS = 60
"""Points that the table of what was run takes up."""
MOST_SHOWN = 8
"""Points whose distributions are laid side by side."""
MOST_FAILED = 12


def write_report(study: Study) -> Path:
    """Write ``report.html`` and ``figures/`` of what is finished; the path of the page. InputError if nothing is."""
    data = Data(study.plan, study.table)
    drawings = list(drawings_of(data))
    for drawing in drawings:
        drawing.write(study.folder.path / FIGURES)
    return study.folder.write_text(PAGE, page(study, data, drawings))


def page(study: Study, data: Data, drawings: Sequence[Drawing]) -> str:
    """The text of the report."""
    from jinja2 import Environment

    plan, manifest = study.plan, study.folder.manifest
    scenario, design = plan.base.resolved, plan.design
    cost = told(plan)
    withheld = _record(data).withheld
    context = {
        "title": design.title,
        "question": design.question,
        "css": Markup(of_runs.style([side.colour for side in scenario.sides]) + _COLOURS),
        "unfinished": manifest.get("finished") != data.table.num_rows,
        "rows": data.table.num_rows,
        "failed": data.failed,
        "failures": _failures(data, scenario.id),
        "withheld": withheld,
        "facts": _facts(data, manifest),
        "short": list(_short(data)),
        "differences": _difference_table(data) if plan.compared else [],
        "indices": _index_table(data),
        "confidence": f"{data.confidence:.0%}",
        "paired": design.common_random_numbers,
        "figures": [
            {"name": d.name, "title": d.title, "svg": Markup(d.svg_for_page()), "alt": d.alt, "caption": d.caption}
            for d in drawings
        ],
        "factors": _factor_table(data, cost),
        "points": _point_table(data),
        "points_left": max(0, len(plan.points) - MOST_POINTS),
        "runs": manifest.get("runs", []),
        "command": shlex.join(manifest.get("command", ())),
        "cite": cite(study),
        "provenance": _provenance(manifest, scenario),
        "design": plan.text,
        "version": manifest.get("khasan", ""),
        "validation": status_words(scenario.status, scenario.checked),
    }
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(of_runs.template("study.html.j2")).render(context)


_COLOURS = """
:root { --series-0: #2f5d8a; --series-1: #b23a2e; --series-2: #3f7d4e; --series-3: #7a5195; }
@media screen and (prefers-color-scheme: dark) {
  :root { --series-0: #7fb2e5; --series-1: #f0968a; --series-2: #7cc895; --series-3: #c9a3e0; }
}
"""


def cite(study: Study) -> str:
    """The sentence to cite."""
    manifest = study.folder.manifest
    rows = sum(run["fought"] for run in manifest.get("runs", []))
    digest = manifest["scenario_digest"][:12]
    return (
        f"The khasan contributors: experiment “{manifest['title']}” ({manifest['experiment']}), {manifest['kind']} "
        f"design on scenario {manifest['scenario']} (digest {digest}), {manifest['points']:,} points, "
        f"{manifest.get('finished') or rows:,} replications, seed {manifest['seed']}, khasan {manifest['khasan']}."
    )


# -- figures ---------------------------------------------------------------------------------------------------


def drawings_of(data: Data) -> Iterator[Drawing]:
    """The figures that fit the kind of design."""
    plan = data.plan
    names = {one.id: one.factor.name for one in plan.factors}
    numbers = [one for one in plan.design.outcomes if not one.is_share]
    events = [one for one in plan.design.outcomes if one.is_share]
    shown = range(min(MOST_SHOWN, len(plan.points))) if plan.compared or len(plan.points) <= MOST_SHOWN else ()
    if plan.compared and len(plan.points) > 1:
        panels = [
            (_title(data, one), _unit(data, one), [(label_of(plan, d.point), d) for d in stats.differences(data, one)])
            for one in plan.design.outcomes
        ]
        for k in range(0, len(panels), 9):
            yield figures.forest(f"differences-{k // 9 + 1}", panels[k : k + 9], data.confidence)
    for one in numbers:
        yield _distribution(data, one, shown)
    if events:
        rows = []
        for one in events:
            if shown:
                some = [(label_of(plan, p), data.mean(one, data.of_point(one, p))) for p in shown]
            else:
                some = [("all points", data.mean(one, data.values(one)))]
            rows.append((_title(data, one), some))
        yield figures.shares("shares", rows, data.confidence)
    yield from _sensitivity(data, names)
    yield from _settling(data, names)


def _distribution(data: Data, outcome: Outcome, shown: Sequence[int]) -> Drawing:
    plan = data.plan
    if shown:
        rows = [(label_of(plan, point), data.of_point(outcome, point)) for point in shown]
    else:
        rows = [("all points of the design", data.values(outcome))]
    mark = _mark(data, outcome)
    measured = outcome.column in plan.base.resolved.measures
    withheld = " What the record has is withheld." if measured and _record(data).withheld else ""
    more = (
        f" Of {len(plan.points)} points the first {len(shown)} are shown."
        if shown and len(plan.points) > len(shown)
        else ""
    )
    return figures.distributions(
        f"distribution-{outcome.name}".replace("_", "-"), _title(data, outcome), _unit(data, outcome), rows, mark,
        (withheld + more).strip(),
    )  # fmt: skip


def _sensitivity(data: Data, names: Mapping[str, str]) -> Iterator[Drawing]:
    plan, kind = data.plan, data.plan.design.design.kind
    if kind in ("sobol", "latin-hypercube"):
        panels = [(_title(data, one), found) for one in plan.design.outcomes if (found := stats.indices(data, one))]
        if panels:
            yield figures.sobol("indices", panels, names, data.confidence)
    elif kind == "morris":
        effects = [(_title(data, one), _unit(data, one), stats.morris(data, one)) for one in plan.design.outcomes]
        yield figures.elementary("effects", effects, names)
    if plan.compared or len([one for one in plan.factors if one.law != "chance"]) < 2:
        return
    crossings = []
    for one in plan.design.outcomes:
        ranked = stats.ranking(data, one)
        if ranked:
            first, second = stats.strongest(data, one, ranked)
            crossings.append((_title(data, one), _unit(data, one), stats.crossing(data, one, first, second)))
    if crossings:
        yield figures.interactions("interactions", crossings, names)


def _settling(data: Data, names: Mapping[str, str]) -> Iterator[Drawing]:
    plan = data.plan
    chosen = plan.design.outcomes[:6]
    if plan.design.design.kind == "sobol":
        panels = [(_title(data, one), found) for one in chosen if (found := stats.index_convergence(data, one))]
        if panels:
            yield figures.index_settling("convergence", panels, names)
    elif plan.most >= 4 and (plan.compared or len(plan.points) <= 6):
        curves = [(_title(data, one), _unit(data, one), stats.convergence(data, one)) for one in chosen]
        yield figures.settling("convergence", curves, compared=plan.compared)


def _record(data: Data) -> Record:
    scenario = data.plan.base.resolved
    library = Library()
    known = scenario.incident in library.ids("record")
    return Record(data.plan.base, library.incident(scenario.incident) if known else None)


def _mark(data: Data, outcome: Outcome) -> Mark | None:
    """What the record has for an outcome; None where it has nothing, or where that is withheld."""
    if outcome.is_share:
        return None
    return mark_of(_record(data).shown, data.plan.base.resolved.measures.get(outcome.column))


# -- words and tables ------------------------------------------------------------------------------------------


def _title(data: Data, outcome: Outcome) -> str:
    return outcome.title or outcome.name.replace("_", " ")


def _unit(data: Data, outcome: Outcome) -> str:
    if outcome.is_share:
        return "share of the replications"
    columns = {column.name: column.unit for column in outcome_columns(data.plan.base)}
    return columns.get(outcome.column, "") or outcome.column


def _facts(data: Data, manifest: Mapping[str, Any]) -> list[tuple[str, str]]:
    plan = data.plan
    scenario = plan.base.resolved
    until = plan.design.until
    facts = [
        ("Scenario", f"{scenario.title} ({scenario.id})"),
        ("Inputs", status_words(scenario.status, scenario.checked)),
        ("Design", plan.design.design.kind),
        ("Points", f"{len(plan.points):,}"),
        ("Replications", f"{data.table.num_rows:,}"),
        ("Failed", f"{data.failed:,}"),
        ("Seed", str(plan.design.seed)),
        ("Common random numbers", "on" if plan.design.common_random_numbers else "off"),
        ("khasan", str(manifest.get("khasan", ""))),
    ]
    return [*facts, ("Broken off at", until.isoformat(sep=" ", timespec="minutes"))] if until else facts


def _short(data: Data) -> Iterator[str]:
    plan = data.plan
    names = {one.id: one.factor.name for one in plan.factors}
    for outcome in plan.design.outcomes:
        title = _title(data, outcome)
        if plan.compared:
            for one in stats.differences(data, outcome)[:4]:
                d = one.difference
                clear = "" if d.low > 0 or d.high < 0 else " – the interval holds zero"
                who = label_of(plan, one.point)
                base = _value(outcome, one.baseline)
                yield f"{title}, {who}: {_signed(outcome, d)} against the baseline’s {base}{clear}."
        else:
            ranked = sorted(stats.ranking(data, outcome).items(), key=lambda item: -item[1])[:3]
            if not ranked:
                yield f"{title}: the same in nearly every replication; there is nothing to explain."
                continue
            most = ", ".join(f"{names[factor]} ({value:.2g})" for factor, value in ranked)
            mean = data.mean(outcome, data.values(outcome))
            yield f"{title}: {_value(outcome, mean)} over the design; most goes with {most}."


def _difference_table(data: Data) -> list[dict[str, Any]]:
    rows = []
    for outcome in data.plan.design.outcomes:
        for one in stats.differences(data, outcome):
            rows.append(_difference_row(data, outcome, one))
    return rows


def _difference_row(data: Data, outcome: Outcome, one: Difference) -> dict[str, Any]:
    d = one.difference
    return {
        "outcome": _title(data, outcome),
        "unit": _unit(data, outcome),
        "point": label_of(data.plan, one.point),
        "baseline": _value(outcome, one.baseline),
        "value": _value(outcome, one.value),
        "difference": _signed(outcome, d),
        "higher": "" if math.isnan(one.higher) or outcome.is_share else f"{one.higher:.0%}",
        "n": d.n,
        "telling": d.low > 0 or d.high < 0,
    }


def _index_table(data: Data) -> list[dict[str, Any]]:
    plan = data.plan
    if plan.design.design.kind not in ("sobol", "latin-hypercube"):
        return []
    names = {one.id: one.factor.name for one in plan.factors}
    tables = []
    for outcome in plan.design.outcomes:
        found = stats.indices(data, outcome)
        rows = [
            (
                names[one.factor],
                f"{one.first:.2f} ± {one.first_half:.2f}",
                "–" if math.isnan(one.total) else f"{one.total:.2f} ± {one.total_half:.2f}",
            )
            for one in sorted(found, key=lambda i: -(i.first if math.isnan(i.total) else i.total))
        ]
        tables.append({"outcome": _title(data, outcome), "rows": rows})
    return tables


def _factor_table(data: Data, cost: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    rows = []
    for one, said in zip(data.plan.factors, cost["factors"], strict=True):
        factor = one.factor
        where = factor.parameter or factor.what_if or ", ".join([factor.path or "", *factor.also]) or "chance"
        if factor.choices:
            where = "; ".join(f"{c.id}: {', '.join(c.what_ifs) or 'as it is'}" for c in factor.choices)
        rows.append((factor.name, where, said["settings"], factor.why or _WHY.get(one.law, "")))
    return rows


_WHY = {
    "prior": "the prior of the parameter, with its provenance in data/parameters/global.yaml",
    "triangular": "the interval of the scenario file, with its provenance there",
    "choice": "a choice",
    "chance": "",
}


def _point_table(data: Data) -> list[tuple[int, str, int, int]]:
    errors = data.table["error"].to_pylist()
    rows = []
    for point in data.plan.points[:MOST_POINTS]:
        begin, end = data.bounds[point.index], data.bounds[point.index + 1]
        failed = sum(one is not None for one in errors[begin:end])
        rows.append((point.index, label_of(data.plan, point.index), int(end - begin), failed))
    return rows


def _failures(data: Data, scenario: str) -> list[str]:
    if not data.failed:
        return []
    import pyarrow.compute as pc

    bad = data.table.filter(pc.is_valid(data.table["error"])).slice(0, MOST_FAILED)
    rows = zip(*(bad[name].to_pylist() for name in ("point", "seed", "number", "error")), strict=True)
    return [f"point {p}, seed {seed}, replication {number} of {scenario}: {error}" for p, seed, number, error in rows]


def _provenance(manifest: Mapping[str, Any], scenario: Any) -> list[tuple[str, str]]:
    said = {
        "scenario_digest": "Scenario digest", "map_digest": "Map digest", "rules": "Rules digest", "numba": "numba",
        "numpy": "NumPy", "processor": "Processor class",
    }  # fmt: skip
    took_part = sorted({one for run in manifest.get("runs", []) for one in run.get("processors", [])})
    facts = [(name, str(manifest[key])) for key, name in said.items() if manifest.get(key)]
    if len(took_part) > 1:
        facts.append(("Processors that took part", ", ".join(took_part)))
    return facts


def _value(outcome: Outcome, mean: Mean) -> str:
    if outcome.is_share:
        return f"{mean.mean:.0%}" if not math.isnan(mean.mean) else "nothing"
    return figures.plus_minus(mean)


def _signed(outcome: Outcome, mean: Mean) -> str:
    if outcome.is_share:
        points = Mean(mean.n, 100 * mean.mean, 100 * mean.half_width)
        return f"{figures.plus_minus(points, sign=True)} percentage points"
    return figures.plus_minus(mean, sign=True)
