"""What the commands on experiments say."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from khasan.cli.progress_bar import clock, in_words

_ROWS = 200
"""Rows of an answer that are printed."""


def plan_words(cost: Mapping[str, Any], points: Sequence[Mapping[str, Any]]) -> str:
    """A dry run."""
    least, most = cost["replications_least"], cost["replications_most"]
    often = f"{most:,}" if least == most else f"{least:,} to {most:,}"
    lines = [
        f"{cost['title']}: {cost['question']}",
        f"{cost['kind']} design on {_on(cost)}, seed {cost['seed']}, common random numbers "
        f"{'on' if cost['common_random_numbers'] else 'off'}",
        "",
        *(f"  {one['id']:24} {one['settings']:40} {one['what']}" for one in cost["factors"]),
        "",
        "outcomes: " + ", ".join(cost["outcomes"]),
        f"{cost['points']:,} points, {often} replications (budget {cost['budget']:,}), {cost['parts']:,} parts, "
        f"{cost['scenarios']:,} {'worlds' if cost['on'] == 'frontier' else 'scenarios to compile'}",
        _expected(cost),
        "",
        "first points:",
        *(_point(one) for one in points),
    ]
    return "\n".join(lines)


def _on(cost: Mapping[str, Any]) -> str:
    return "the frontier" if cost["on"] == "frontier" else str(cost["scenario"])


def _expected(cost: Mapping[str, Any]) -> str:
    if cost["expected_s"] is None:
        return "expected time: not known, the model is not compiled on this machine yet (khasan warmup does that)"
    return (
        f"expected time: {clock(cost['expected_s'])} on {cost['workers']} cores like this one, at "
        f"{cost['seconds_a_replication']:.3g} s a replication (measured on one; others may take much longer)"
    )


def _point(one: Mapping[str, Any]) -> str:
    return f"  {one['point']:5}  " + ", ".join(f"{k} {v}" for k, v in one.items() if k != "point")


def status_words(told: Mapping[str, Any]) -> str:
    """How far it has come."""
    asked = "" if told["replications_asked"] is None else f" of {told['replications_asked']:,}"
    state = (
        "finished"
        if told["finished"]
        else f"running now: {told['written_by']}"
        if told["written_by"]
        else "not finished"
    )
    lines = [
        f"{told['title']} ({told['kind']} on {told['scenario']}, {told['points']:,} points): {state}",
        f"{told['replications_done']:,}{asked} replications done, {told['failed']:,} failed",
    ]
    if told["torn_parts"]:
        lines.append(f"{told['torn_parts']} damaged parts, which khasan experiment resume simulates again")
    for one in told["runs"]:
        rate = one["fought"] / max(one["seconds"], 1e-9)
        lines.append(
            f"  {one['ended']}: {one['fought']:,} on {one['backend']} x {one['workers']} in {clock(one['seconds'])}, "
            f"{in_words(rate)}"
        )
    if not told["finished"] and not told["written_by"]:
        lines.append(f"continue with: khasan experiment resume {shlex.quote(str(told['folder']))}")
    return "\n".join(lines)


def done_words(told: Mapping[str, Any]) -> str:
    """The end of a run."""
    failed = f"; {told['failed']:,} failed (see the column error)" if told["failed"] else ""
    done, points = told["replications_done"], told["points"]
    return f"{told['title']}: {done:,} replications of {points:,} points{failed}\n{told['folder']}"


def table_words(table: Any) -> str:
    """A table for reading: columns in line, numbers short."""
    rows = [[_cell(value) for value in row.values()] for row in table.slice(0, _ROWS).to_pylist()]
    cells = [list(table.column_names), *rows]
    widths = [max(len(row[k]) for row in cells) for k in range(len(table.column_names))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    if table.num_rows > _ROWS:
        lines.append(f"... {table.num_rows - _ROWS:,} more rows: --json prints them all")
    return "\n".join(lines)


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.6g}" if isinstance(value, float) else str(value)
