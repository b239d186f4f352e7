"""The report of an experiment: one HTML file that stands alone, and its figures as SVG and PNG."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from khasan.experiment.study.plan import told
from khasan.experiment.study.study import Study
from khasan.output import CannotWrite, write_whole
from khasan.present.pages import rendered, style
from khasan.present.study_report import study_tables as tables
from khasan.present.study_report.drawing import Drawing
from khasan.present.study_report.figures_by_design import drawings_of, record_of
from khasan.present.study_report.study_data import Data

PAGE, FIGURES = "report.html", "figures"


def write_report(study: Study) -> Path:
    """Write ``report.html`` and ``figures/`` of what is finished; the path of the page.

    InputError if nothing is finished, CannotWrite if they cannot be written.
    """
    data = Data(study.plan, study.table)
    drawings = list(drawings_of(data))
    where = study.folder.path
    try:
        for drawing in drawings:
            drawing.write(where / FIGURES)
        return write_whole(where / PAGE, page(study, data, drawings))
    except CannotWrite as error:
        remedy = f"All rows are kept: make room, then khasan experiment report {where}"
        raise CannotWrite(error.what, remedy) from error


def page(study: Study, data: Data, drawings: Sequence[Drawing]) -> str:
    """The text of the report."""
    plan, manifest = study.plan, study.folder.manifest
    design = plan.design
    cost = told(plan)
    record = record_of(data)
    context = {
        "title": design.title,
        "question": design.question,
        "css": Markup(style(plan.subject.colours, "study.css")),
        "unfinished": manifest.get("finished") != data.table.num_rows,
        "rows": data.table.num_rows,
        "failed": data.failed,
        "failures": tables.failures(data),
        "withheld": record.withheld if record is not None else "",
        "on": plan.subject.kind,
        "facts": tables.facts(data, manifest),
        "short": list(tables.short(data)),
        "differences": tables.difference_table(data),
        "sensitivity": tables.sensitivity_tables(data),
        "confidence": f"{data.confidence:.0%}",
        "paired": design.common_random_numbers,
        "figures": [
            {"name": d.name, "title": d.title, "svg": Markup(d.svg_for_page()), "alt": d.alt, "caption": d.caption}
            for d in drawings
        ],
        "factors": tables.factor_table(data, cost),
        "points": tables.point_table(data),
        "points_left": max(0, len(plan.points) - tables.MOST_POINTS),
        "runs": manifest.get("runs", []),
        "command": shlex.join(manifest.get("command", ())),
        "cite": cite(study),
        "provenance": tables.provenance(manifest),
        "design": plan.text,
        "version": manifest.get("khasan", ""),
        "validation": plan.subject.caution,
    }
    return rendered("study.html.j2", context)


def cite(study: Study) -> str:
    """The sentence to cite."""
    manifest = study.folder.manifest
    rows = sum(run["fought"] for run in manifest.get("runs", []))
    digest = manifest["scenario_digest"][:12]
    return (
        f"The khasan contributors: experiment “{manifest['title']}” ({manifest['experiment']}), {manifest['kind']} "
        f"design on {study.plan.subject.kind_words} (digest {digest}), {manifest['points']:,} points, "
        f"{manifest.get('finished') or rows:,} replications, seed {manifest['seed']}, khasan {manifest['khasan']}."
    )
