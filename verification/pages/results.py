"""The tables of ``docs/results.md``, written from the definitions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from khasan.results.aar_model import JUDGEMENTS
from khasan.results.columns import LOSSES_COUNTED, Column
from khasan.results.table_columns import TABLES

_PART = re.compile(r"(<!-- (\w+): (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def brought_up_to_date(page: str) -> str:
    """The page with every part between ``<!-- columns: NAME -->`` and ``<!-- end -->`` written anew.

    Raises KeyError for a part that is not known.
    """
    return _PART.sub(lambda found: found[1] + _part(found[2], found[3]) + found[4], page)


def _part(kind: str, name: str) -> str:
    if kind == "columns":
        return _table(("column", "unit", "type", "meaning"), [_of_column(column) for column in TABLES[name]])
    if name == "measures":
        measures = [(f"`{m.id}`", m.unit, m.meaning) for m in LOSSES_COUNTED]
        return _table(("measure", "unit", "meaning"), measures)
    if name == "verdicts":
        return _table(("verdict", "meaning"), [(f"**{word}**", meaning) for word, meaning in JUDGEMENTS.items()])
    raise KeyError(name)


def _of_column(column: Column) -> tuple[str, ...]:
    kind = f"{column.dtype} or nothing" if column.nullable else column.dtype
    return f"`{column.name}`", column.unit or "–", kind, column.meaning


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
