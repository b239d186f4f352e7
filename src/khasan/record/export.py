"""The record for other tools: a Frictionless Data Package of CSV, places as GeoJSON, sources as BibTeX and CSL-JSON.

``claims.csv`` has the columns of our own files behind the incident's id, so that a reader can change it and bring it
back (``khasan record import``); ``grade``, ``date_prec`` and what is written as text in ``value``, ``low`` and ``high``
as numbers stand at its end and are derived. Parquet has the same tables. A text that a spreadsheet would
take for a formula has an apostrophe before it; the import takes it away again.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from khasan.errors import input_error
from khasan.output import CannotWrite, csv_cell, make_folder, write_together
from khasan.record.checks import Disagreement
from khasan.record.claim import COLUMNS as CLAIM_COLUMNS
from khasan.record.edtf import span
from khasan.record.frontier import Frontier
from khasan.record.frontier import fields as frontier_fields
from khasan.record.incident import Incident
from khasan.record.incident_summary import Site, sites, toll, when
from khasan.record.library_forms import bibtex, csl_json
from khasan.record.package_schema import FIELDS, datapackage
from khasan.record.parquet_form import parquet
from khasan.record.precision import date_code
from khasan.record.quarrels import told_once
from khasan.record.relations import COLUMNS as RELATION_COLUMNS
from khasan.record.source import CITED, Source
from khasan.record.table import read_table

Cell = str | float | int | bool | None


@dataclass(frozen=True)
class Exported:
    """What was written, in order, and how many rows each table has."""

    folder: Path
    files: tuple[str, ...]
    rows: Mapping[str, int]


def export(
    incidents: Sequence[Incident],
    sources: Mapping[str, Source],
    folder: Path,
    *,
    version: str,
    frontier: Frontier | None = None,
    as_parquet: bool = False,
) -> Exported:
    """Write the package into a folder that is empty or not there yet. InputError if it is neither.

    With ``frontier``: its tables too, row by row; with ``as_parquet``: each table in that form beside its CSV.
    Raises CannotWrite where the system refuses; then no file of it is there.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise input_error("DIR", folder, "name a folder that is empty or does not exist")
    tables: dict[str, Sequence[Sequence[Cell]]] = {
        "incidents": [_incident_row(incident) for incident in incidents],
        "claims": [row for incident in incidents for row in _claim_rows(incident)],
        "sources": [[getattr(source, column) for column in CITED] for _, source in sorted(sources.items())],
        "relations": [row for incident in incidents for row in _relation_rows(incident)],
        "intervals": [row for incident in incidents for row in _interval_rows(incident)],
        "disagreements": [
            row for incident, found in told_once(incidents) for row in _disagreement_rows(incident, found)
        ],
        "places": [row for incident in incidents for row in _place_rows(incident)],
    }
    fields = dict(FIELDS)
    if frontier is not None:
        tables |= frontier_fields.exported(frontier)
        fields |= frontier_fields.FIELDS
    files: dict[str, str | bytes] = {
        f"{name}.csv": _csv([field[0] for field in fields[name]], rows) for name, rows in tables.items()
    }
    if as_parquet:
        typed = {name: [(field[0], field[1]) for field in fields[name]] for name in tables}
        files |= {f"{name}.parquet": parquet(typed[name], rows) for name, rows in tables.items()}
    files["places.geojson"] = _json(geojson(incidents))
    files["sources.bib"] = bibtex(sources.values())
    files["sources.csl.json"] = _json(csl_json(sources.values()))
    written = {name: text.encode() if isinstance(text, str) else text for name, text in files.items()}
    sizes = {name: (len(content), hashlib.sha256(content).hexdigest()) for name, content in written.items()}
    files["datapackage.json"] = _json(datapackage(sizes, version=version, frontier=frontier is not None))
    _put(folder, files)
    return Exported(folder, tuple(files), {name: len(rows) for name, rows in tables.items()})


def _put(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """All files or none, and then no folder that was not there."""
    new = not folder.exists()
    make_folder(folder)
    try:
        write_together({folder / name: text for name, text in files.items()})
    except CannotWrite:
        if new:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


def geojson(incidents: Iterable[Incident]) -> dict[str, Any]:
    """Every place with coordinates as a point, in WGS84; opens in QGIS."""
    features = []
    for incident in incidents:
        for number, site in enumerate(sites(incident)):
            properties = {
                "incident": incident.id,
                "title": incident.title,
                "place": site.place,
                "main": number == 0,
                "names": "; ".join(site.names),
                "radius_m": round(site.radius_m, 1),
                "where_prec": site.code,
                "guessed": site.guessed,
                "sources": "; ".join(site.sources),
            }
            point = {"type": "Point", "coordinates": [round(site.lon, 6), round(site.lat, 6)]}
            features.append(
                {
                    "type": "Feature",
                    "id": f"{incident.id}/{site.place}",
                    "properties": properties,
                    "geometry": point,
                }
            )
    return {"type": "FeatureCollection", "name": "places", "features": features}


def raw_rows(incident: Incident) -> Iterator[dict[str, str]]:
    """The rows of an incident as they are written; they were checked when the incident was read."""
    yield from (dict(cells) for cells in incident.raw)
    for path in incident.files:
        for row in read_table(path, CLAIM_COLUMNS, []):
            yield row.cells


def _claim_rows(incident: Incident) -> Iterator[list[Cell]]:
    for cells, claim in zip(raw_rows(incident), incident.claims, strict=True):
        numbers = [claim.value, claim.low, claim.high] if claim.is_numeric else [None] * 3
        written = [incident.id, *(cells[name] for name in CLAIM_COLUMNS)]
        yield [*written, claim.confidence, _date_prec(claim.date), *numbers]


def _date_prec(date: str) -> int | None:
    return date_code(*span(date)) if date else None


def _incident_row(incident: Incident) -> list[Cell]:
    days, place, losses = when(incident), next(iter(sites(incident)), None), toll(incident)
    dates = [day.isoformat() for day in (*days.start, *days.end)] if days else [None] * 4
    return [
        incident.id,
        incident.title,
        "; ".join(incident.names),
        *dates,
        days.code if days else None,
        days.basis if days else None,
        *_where(place),
        *((losses.low, losses.best, losses.high, "; ".join(losses.sides)) if losses else [None] * 4),
        len(incident.claims),
        len(incident.disagreements()),
    ]


def _where(site: Site | None) -> list[Cell]:
    if site is None:
        return [None] * 4
    return [round(site.lat, 6), round(site.lon, 6), round(site.radius_m, 1), site.code]


def _relation_rows(incident: Incident) -> Iterator[list[Cell]]:
    for relation in incident.relations:
        cells = {**{name: getattr(relation, name, "") for name in RELATION_COLUMNS}, "relation": relation.kind}
        yield [incident.id, *(("; ".join(v) if isinstance(v, tuple) else v) for v in cells.values())]


def _interval_rows(incident: Incident) -> Iterator[list[Cell]]:
    for quantity in incident.by_quantity():
        interval = incident.interval(quantity)
        if interval is not None:
            standing = "; ".join(claim.id for claim in interval.claims)
            ends = (interval.low, interval.best, interval.high)
            yield [incident.id, quantity, interval.chosen, interval.rule, *ends, interval.unit, standing]


def _disagreement_rows(incident: Incident, all_of: Sequence[Disagreement]) -> Iterator[list[Cell]]:
    for number, found in enumerate(all_of, 1):
        spread = None if found.spread == float("inf") else found.spread
        claims = "; ".join(claim.id for claim in found.claims)
        yield [incident.id, number, found.quantity, found.kind, spread, found.note or found.words, claims]


def _place_rows(incident: Incident) -> Iterator[list[Cell]]:
    for site in sites(incident):
        yield [incident.id, site.place, "; ".join(site.names), *_where(site), site.guessed, "; ".join(site.sources)]


def _csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.12g}" if isinstance(value, float) else csv_cell(str(value))


def _json(content: Any) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
