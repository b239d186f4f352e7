"""An experiment laid out in its folder, and whether what takes it up again is what began it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from khasan import __version__
from khasan.errors import InputError, Problem
from khasan.experiment.study.dataset import DESIGN, FORMAT, MANIFEST, PLAN, SCENARIOS, Folder
from khasan.experiment.study.plan import Plan
from khasan.experiment.worker import identity
from khasan.output import CannotWrite


def start(plan: Plan, out: str | Path, *, command: Sequence[str] = (), any_processor: bool = False) -> Folder:
    """Lay an experiment's folder out: design, points, scenarios, and the manifest last. Nothing is fought yet."""
    folder = Folder.create(Path(out))
    try:
        folder.write_text(DESIGN, plan.text)
        for digest, template in plan.templates.items():
            folder.write_text(f"{SCENARIOS}/{digest}.json", template.text + "\n")
        folder.write_json(PLAN, laid_out(plan))
        folder.write_json(MANIFEST, _manifest(plan, command, any_processor))
    except CannotWrite as error:
        raise CannotWrite(error.what, "Nothing was fought yet: make room, then run it again") from error
    return folder


def laid_out(plan: Plan) -> dict[str, Any]:
    """The points as ``plan.json`` has them."""
    points = []
    for point, template in zip(plan.points, plan.of_point, strict=True):
        points.append([point.index, list(point.settings), point.stream, point.first, template])
    factors = [
        {"id": one.id, "law": one.law, "low": one.low, "high": one.high, "labels": one.labels} for one in plan.factors
    ]
    return {"factors": factors, "columns": ["index", "settings", "stream", "first", "scenario"], "points": points}


def _manifest(plan: Plan, command: Sequence[str], any_processor: bool) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "experiment": plan.design.id,
        "title": plan.design.title,
        "scenario": plan.subject.id,
        "scenario_digest": plan.subject.digest,
        **plan.subject.noted,
        "kind": plan.design.design.kind,
        "replications": plan.design.replications,
        "seed": plan.design.seed,
        "part": plan.design.part,
        "points": len(plan.points),
        **identity(),
        "pyarrow": version("pyarrow"),
        "any_processor": any_processor,
        "command": list(command),
        "runs": [],
        "finished": None,
    }


def same_plan(plan: Plan, folder: Folder) -> None:
    """Raises InputError if the data have changed since the experiment was laid out."""
    now = json.loads(json.dumps(laid_out(plan)))
    if folder.plan != now:
        file = str(folder.path / PLAN)
        remedy = f"the scenario's data or the makers of designs have changed (khasan {__version__}): run it anew"
        raise InputError([Problem(file, None, None, "points", "another plan than the design makes now", remedy)])
