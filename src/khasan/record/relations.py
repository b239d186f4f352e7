"""What must hold between quantities of an incident: parts of a whole, an order in time, two accounts of one thing.

``data/record/relations/INCIDENT.csv``, one row a relation:

- ``sum``: the quantity is the sum of its parts (casualties: killed, wounded, missing); a part may stand in another
  record, ``INCIDENT/QUANTITY``, so that the totals of a war can be asked of its fights;
- ``before``: the quantity comes before each of the others, or at the same time;
- ``mirror``: the quantity and the other are two accounts of one thing, each told of the other side; or the quantity
  is a number that each side has, and the other says of which side it is told (whose 300 metres?);
- ``series``: the quantity and the others are figures of one counter for one thing, each over its own period.

``source`` says who has it so, or is ``definition`` where it follows from the words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from khasan.errors import Problem, nearest
from khasan.record.claim import NUMERIC_KINDS, Claim
from khasan.record.source import Source
from khasan.record.table import Row, read_table

COLUMNS = ("id", "relation", "quantity", "parts", "source", "where", "note")
KINDS = ("sum", "before", "mirror", "series")
BY_DEFINITION = "definition"
_SUMMED = ("count", "measure")
ABROAD = "/"
"""Between an incident and a quantity of it: a part that stands in another record (tauran-1936/soviet-killed)."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One row: ``kind`` between ``quantity`` and ``parts``, and who has it so."""

    id: str
    kind: str
    quantity: str
    parts: tuple[str, ...]
    source: str
    where: str
    note: str


Elsewhere = Callable[[str], Sequence[Claim]]
"""From ``INCIDENT/QUANTITY`` the claims on it; none if there are none."""


def read_relations(
    path: Path,
    claims: Sequence[Claim],
    sources: Mapping[str, Source],
    problems: list[Problem],
    elsewhere: Elsewhere = lambda _: (),
) -> tuple[Relation, ...]:
    """The relations of a file; none if there is no such file. Faults are appended to ``problems``."""
    if not path.is_file():
        return ()
    kinds = {claim.quantity: (claim.kind, claim.unit) for claim in claims}
    seen: dict[str, int] = {}
    found = []
    for row in read_table(path, COLUMNS, problems):
        abroad = {name: elsewhere(name) for name in parts_of(row["parts"]) if ABROAD in name}
        known = {name: (of[0].kind, of[0].unit) for name, of in abroad.items() if of}
        found.append(read_relation(row, {**kinds, **known}, sources, seen))
    return tuple(found)


def parts_of(cell: str) -> tuple[str, ...]:
    """The quantities that a cell names."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def read_relation(
    row: Row, kinds: Mapping[str, tuple[str, str]], sources: Mapping[str, Source], seen: dict[str, int]
) -> Relation:
    """One row; what is wrong with it goes among its problems. ``kinds``: of quantities, with their units."""
    parts = parts_of(row["parts"])
    if not row["id"] or row["id"] in seen:
        row.complain("id", f"line {seen[row['id']]} has this id; give each its own" if row["id"] else "give an id")
    seen.setdefault(row["id"], row.line)
    _check(row, parts, kinds, sources)
    return Relation(row["id"], row["relation"], row["quantity"], parts, row["source"], row["where"], row["note"])


def _check(
    row: Row, parts: tuple[str, ...], kinds: Mapping[str, tuple[str, str]], sources: Mapping[str, Source]
) -> None:
    if row["relation"] not in KINDS:
        row.complain("relation", f"use one of: {', '.join(KINDS)}")
    if row["source"] != BY_DEFINITION and row["source"] not in sources:
        row.complain("source", f"name a source of data/sources, or {BY_DEFINITION} where it follows from the words")
    fewest = 2 if row["relation"] == "sum" else 1
    if len(parts) < fewest:
        row.complain("parts", f"name {'two or more quantities' if fewest > 1 else 'a quantity'}, parted by ;")
    for column, names in (("quantity", (row["quantity"],)), ("parts", parts)):
        for name in names:
            if name not in kinds:
                row.complain(column, f"no claim has the quantity {name!r}: {nearest(name, kinds)}")
            elif row["relation"] == "sum" and kinds[name][0] not in _SUMMED:
                row.complain(column, f"{name} is a {kinds[name][0]}: only counts and measures add up")
    if row["relation"] == "sum":
        units = {kinds[name] for name in (row["quantity"], *parts) if name in kinds and kinds[name][0] in _SUMMED}
        if len(units) > 1:
            row.complain("parts", f"all must be counted alike: {', '.join(sorted(' in '.join(u) for u in units))}")
    pair = (row["quantity"], *parts[:1])
    if row["relation"] == "mirror" and [kinds.get(name, ("",))[0] in NUMERIC_KINDS for name in pair] == [False, True]:
        row.complain("parts", "name the number first, and then the question which side it is told of")
