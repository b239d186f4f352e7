"""A reader's own claims, checked and laid over ours: what is added, what we have already, what conflicts.

Takes what ``khasan record export`` writes (a folder with ``claims.csv``, ``sources.csv``, ``relations.csv``), or one
CSV of claims: with the incident in its first column, or named after it. Nothing is written if anything is wrong.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from khasan.errors import InputError, Problem, input_error
from khasan.output import csv_cell_read, make_folder, write_together
from khasan.record import relations, source
from khasan.record.claim import COLUMNS
from khasan.record.claim_reading import read_claim
from khasan.record.export import raw_rows
from khasan.record.incident import RELATIONS, dangling_ratios
from khasan.record.record_folders import RecordFolders
from khasan.record.table import Row, read_table
from khasan.record.table import header as header_of

DERIVED = ("grade", "date_prec", "value_number", "low_number", "high_number")
_FORMER = DERIVED[:2]
"""What packages had at the end of a row before numbers stood there as numbers."""
"""Columns at the end of an exported table of claims that are computed again, not read."""
LONGEST_ID = 100
"""An incident's id names its file."""
OWN_SOURCES = "imported.csv"
_WRITABLE = "Nothing is taken in: make room, or make your own folder (KHASAN_PATH) writable"
_INCIDENT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

Status = Literal["added", "unchanged", "conflicting", "kept both"]
Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one row. ``fields``: of a conflict, each column with our cell and theirs."""

    table: str
    incident: str
    id: str
    status: Status
    fields: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    kept_as: str = ""


@dataclass(frozen=True, slots=True)
class Intake:
    """All rows, in the order of the files, and the files that were written."""

    rows: tuple[Taken, ...]
    files: tuple[Path, ...]

    def of(self, status: Status) -> list[Taken]:
        """Rows with this fate."""
        return [row for row in self.rows if row.status == status]


def take_in(path: Path, records: RecordFolders, home: Path | None, *, keep_both: bool = False) -> Intake:
    """Check a reader's rows and write those that are new below ``home`` (None: only check and report).

    A row that says something else under an id of ours conflicts: ours stays, and theirs is left out, or with
    ``keep_both`` gets the next free id. Raises InputError with all that is wrong, and then nothing is written.
    """
    return _Taking(path, records, keep_both=keep_both).finish(home)


class _Taking:
    def __init__(self, path: Path, records: RecordFolders, *, keep_both: bool) -> None:
        self.records = records
        self.keep_both = keep_both
        self.problems: list[Problem] = []
        self.taken: list[Taken] = []
        self.new: dict[tuple[str, str], list[Cells]] = {}
        """Table and incident -> rows to write."""
        self.known = dict(records.sources)
        folder = path if path.is_dir() else None
        claims = path / "claims.csv" if folder else path
        if not claims.is_file():
            remedy = "give a CSV of claims, or a folder as `khasan record export` makes it"
            raise input_error("DIR_OR_FILE", claims, remedy)
        if folder and (folder / "sources.csv").is_file():
            self._sources(folder / "sources.csv")
        self._claims(claims)
        if folder and (folder / "relations.csv").is_file() and not self.problems:
            self._relations(folder / "relations.csv")
        if self.problems:
            raise InputError(self.problems)

    # -- sources ---------------------------------------------------------------------------------------------

    def _sources(self, path: Path) -> None:
        rows = _given(path, source.form_of(path), self.problems)
        seen: dict[str, int] = {}
        for row in rows:
            source.check(row)
            if row["key"] in seen:
                row.complain("key", f"line {seen[row['key']]} has this key; give each source its own")
            seen.setdefault(row["key"], row.line)
            ours = self.known.get(row["key"])
            if ours is None:
                self._add("sources", "", row["key"], row.cells)
            else:
                cells = {column: str(getattr(ours, column)) for column in row.cells}
                # a source is named by claims: ours stays ours, whatever is done about claims
                self._compare("sources", "", row["key"], cells, row.cells)
        if not self.problems:
            added = self.new.get(("sources", ""), [])
            self.known |= {cells["key"]: source.Source(**cells) for cells in added}

    # -- claims ----------------------------------------------------------------------------------------------

    def _claims(self, path: Path) -> None:
        header = header_of(path)
        columns = next((form for form in _FORMS if form == header), COLUMNS)
        groups: dict[str, list[Row]] = {}
        for row in _given(path, columns, self.problems):
            incident = row["incident"] if "incident" in row.cells else path.stem
            if _INCIDENT.fullmatch(incident) is None or len(incident) > LONGEST_ID:
                remedy = "name the incident: small letters and digits with hyphens (in a column, or as the file's name)"
                self.problems.append(Problem(str(path), row.line, None, "incident", repr(incident), remedy))
            groups.setdefault(incident, []).append(row)
        for incident, rows in groups.items():
            self._of_incident(incident, rows)

    def _of_incident(self, incident: str, rows: Sequence[Row]) -> None:
        known = self.records.incident(incident) if incident in self.records.ids() else None
        ours = {cells["id"]: cells for cells in raw_rows(known)} if known else {}
        unit_of = {claim.quantity: (claim.kind, claim.unit) for claim in known.claims} if known else {}
        seen: dict[str, str] = {}
        claims = list(known.claims) if known else []
        for row in rows:
            claim = read_claim(row, self.known, seen, unit_of)
            cells = {column: row[column] for column in COLUMNS}
            if claim is None:
                continue
            if row["id"] not in ours:
                claims.append(claim)
                self._add("claims", incident, row["id"], cells)
            elif not self._compare("claims", incident, row["id"], ours[row["id"]], cells) and self.keep_both:
                self._beside(incident, cells, ours)
        if not self.problems:
            self.problems += dangling_ratios(claims)

    def _beside(self, incident: str, cells: Cells, ours: dict[str, Cells]) -> None:
        """Theirs beside ours, under the next free id."""
        stem = re.sub(r"\.[0-9]+\Z", "", cells["id"])
        taken = {*ours, *(new["id"] for new in self.new.get(("claims", incident), []))}
        number = next(n for n in range(2, len(taken) + 3) if f"{stem}.{n}" not in taken)
        free = f"{stem}.{number}"
        self.taken[-1] = replace(self.taken[-1], status="kept both", kept_as=free)
        self.new.setdefault(("claims", incident), []).append({**cells, "id": free})

    # -- relations -------------------------------------------------------------------------------------------

    def _relations(self, path: Path) -> None:
        seen: dict[str, dict[str, int]] = {}
        for row in _given(path, ("incident", *relations.COLUMNS), self.problems):
            incident = row["incident"]
            known = self.records.incident(incident) if incident in self.records.ids() else None
            kinds = {claim.quantity: (claim.kind, claim.unit) for claim in known.claims} if known else {}
            kinds |= {new["quantity"]: (new["kind"], new["unit"]) for new in self.new.get(("claims", incident), [])}
            kinds |= self._kinds_abroad(row["parts"])
            read = relations.read_relation(row, kinds, self.known, seen.setdefault(incident, {}))
            cells = {column: row[column] for column in relations.COLUMNS} | {"parts": "; ".join(read.parts)}
            ours = {one.id: one for one in known.relations} if known else {}
            if read.id not in ours:
                self._add("relations", incident, read.id, cells)
            else:
                one = ours[read.id]
                told = {"id": one.id, "relation": one.kind, "quantity": one.quantity, "parts": "; ".join(one.parts)}
                self._compare(
                    "relations",
                    incident,
                    read.id,
                    told | {"source": one.source, "where": one.where, "note": one.note},
                    cells,
                )

    def _kinds_abroad(self, parts: str) -> dict[str, tuple[str, str]]:
        """Kind and unit of the parts that stand in other records, theirs or ours."""
        found = {}
        for name in relations.parts_of(parts):
            other, stroke, quantity = name.partition(relations.ABROAD)
            ours = self.records.incident(other).by_quantity() if stroke and other in self.records.ids() else {}
            new = [row for row in self.new.get(("claims", other), []) if row["quantity"] == quantity]
            if quantity in ours:
                found[name] = (ours[quantity][0].kind, ours[quantity][0].unit)
            elif new:
                found[name] = (new[0]["kind"], new[0]["unit"])
        return found

    # -- what becomes of a row -------------------------------------------------------------------------------

    def _add(self, table: str, incident: str, row_id: str, cells: Cells) -> None:
        self.taken.append(Taken(table, incident, row_id, "added"))
        self.new.setdefault((table, incident), []).append(cells)

    def _compare(self, table: str, incident: str, row_id: str, ours: Cells, theirs: Cells) -> bool:
        """Is it the row that we have?"""
        fields = {name: (ours[name], theirs[name]) for name in theirs if ours[name] != theirs[name]}
        self.taken.append(Taken(table, incident, row_id, "conflicting" if fields else "unchanged", fields))
        return not fields

    def finish(self, home: Path | None) -> Intake:
        """Write what is new, if anywhere: all of it or nothing. Raises CannotWrite."""
        contents: dict[Path, str] = {}
        for (table, incident), rows in self.new.items() if home else ():
            assert home is not None
            columns: Sequence[str]
            if table == "sources":
                target, columns = home / "sources" / OWN_SOURCES, source.CITED
            elif table == "relations":
                target, columns = home / "record" / RELATIONS / f"{incident}.csv", relations.COLUMNS
            else:
                target, columns = home / "record" / f"{incident}.csv", COLUMNS
            contents[target] = _longer(target, columns, rows)
        for folder in {target.parent for target in contents}:
            make_folder(folder, remedy=_WRITABLE)
        write_together(contents, remedy=_WRITABLE)
        return Intake(tuple(self.taken), tuple(contents))


_FORMS = tuple((*before, *COLUMNS, *behind) for behind in ((), _FORMER, DERIVED) for before in ((), ("incident",)))


def _given(path: Path, columns: Sequence[str], problems: list[Problem]) -> list[Row]:
    """Rows that a reader brings, without the apostrophes that the export put before what a spreadsheet would run."""
    rows = read_table(path, columns, problems)
    return [replace(row, cells={name: csv_cell_read(cell) for name, cell in row.cells.items()}) for row in rows]


def _longer(path: Path, columns: Sequence[str], rows: Sequence[Cells]) -> str:
    """What a file holds, with these rows at its end."""
    problems: list[Problem] = []
    form = source.form_of(path) if columns == source.CITED else columns
    before = [row.cells for row in read_table(path, form, problems)] if path.is_file() else []
    if problems:
        raise InputError(problems)
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows([*before, *rows])
    return out.getvalue()
