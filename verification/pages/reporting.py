"""The table of docs/model/reporting.md: every law by which a report counts."""

from __future__ import annotations

import re

from khasan.scenario.reporting_laws import load_reporting

_TABLE = re.compile(r"(<!-- laws -->\n).*?(<!-- end -->)", re.DOTALL)


def brought_up_to_date(page: str) -> str:
    """The page with what stands between ``<!-- laws -->`` and ``<!-- end -->`` written anew."""
    lines = ["| law | unit | median | low | high | what it is | where it comes from |", "|---|---|---|---|---|---|---|"]
    lines += [
        f"| `{law.id}` | {law.unit} | {law.median:g} | {law.low:g} | {law.high:g} | {law.meaning} "
        f"| {law.provenance.kind}: {law.provenance.text} |"
        for law in load_reporting().values()
    ]
    table = "\n".join(lines) + "\n"
    return _TABLE.sub(lambda found: found[1] + table + found[2], page)
