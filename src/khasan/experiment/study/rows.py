"""Answers as tables: what a row of an experiment holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from khasan.experiment.study.plan import Plan
from khasan.experiment.study.schema import Outcome
from khasan.experiment.worker import Answer, Task

if TYPE_CHECKING:
    import pyarrow as pa


def schema_of(plan: Plan) -> pa.Schema:
    """The columns: head, a column a factor, outcomes and what else is kept, and derived outcomes as 0 or 1."""
    import pyarrow as pa

    head = [
        ("point", pa.int32()), ("replication", pa.int32()), ("seed", pa.uint64()), ("number", pa.int32()),
        ("member", pa.int32()), ("error", pa.string()),
    ]  # fmt: skip
    factors = [(factor_column(one.id), pa.string() if one.is_choice else pa.float64()) for one in plan.factors]
    words = {"text": pa.string(), "bool": pa.bool_()}
    kept = [
        (column.name, words[column.dtype] if column.dtype in words else getattr(pa, column.dtype)())
        for column in plan.columns
    ]
    names = {name for name, _ in kept}
    derived = [(outcome.name, pa.float64()) for outcome in plan.design.outcomes if outcome.name not in names]
    return pa.schema([*head, *factors, *kept, *derived])


def factor_column(factor_id: str) -> str:
    """Column of a factor's setting.

    >>> factor_column("small-arms")
    'factor_small_arms'
    """
    return f"factor_{factor_id.replace('-', '_')}"


def table_of(plan: Plan, task: Task, answer: Answer) -> pa.Table:
    """The rows of one part, in the order of its jobs."""
    import pyarrow as pa

    schema = schema_of(plan)
    jobs = task.jobs
    made: dict[str, Sequence[Any]] = {
        "point": [job.point for job in jobs],
        "replication": [job.replication for job in jobs],
        "seed": [job.seed for job in jobs],
        "number": [job.number for job in jobs],
        "member": answer.members,
        "error": answer.errors,
    }
    for k, one in enumerate(plan.factors):
        settings = [plan.points[job.point].settings[k] for job in jobs]
        if one.is_choice:
            made[factor_column(one.id)] = [one.word(some) for some in settings]
        elif one.law == "chance":
            made[factor_column(one.id)] = [float(job.number) for job in jobs]
        else:
            made[factor_column(one.id)] = [None if some is None else float(some) for some in settings]
    made.update(answer.rows)
    failed = [error is not None for error in answer.errors]
    for outcome in plan.design.outcomes:
        if outcome.name not in made:
            made[outcome.name] = [
                None if bad else derived(outcome, value)
                for value, bad in zip(answer.rows[outcome.column], failed, strict=True)
            ]
    return pa.table({name: pa.array(made[name], schema.field(name).type) for name in schema.names}, schema)


def derived(outcome: Outcome, value: Any) -> float | None:
    """What an outcome makes of its column's value.

    >>> derived(Outcome(column="taken_x_japan", by_h=6), 5.5), derived(Outcome(column="taken_x_japan", by_h=6), None)
    (1.0, 0.0)
    """
    if outcome.equals is not None:
        return float(value == outcome.equals)
    if outcome.happens:
        return float(value is not None)
    if outcome.by_h is not None:
        return float(value is not None and value <= outcome.by_h)
    if outcome.by is not None:
        return float(value is not None and value <= outcome.by.isoformat())
    if outcome.at_least is not None:
        return float(value is not None and value >= outcome.at_least)
    return None if value is None else float(value)
