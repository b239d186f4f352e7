"""What is exported is what there is, in forms that other tools read; and it comes back unchanged."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from khasan.errors import InputError
from khasan.record.export import export
from khasan.record.intake import take_in
from khasan.record.library_forms import bibtex, csl_json
from khasan.record.package_schema import FIELDS, KEYS
from khasan.record.precision import DATE_CODES, PLACE_CODES
from khasan.record.record_folders import RecordFolders
from khasan.record.table import DATA

OURS = RecordFolders((DATA,))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported") / "record"
    export(OURS.incidents(), OURS.sources, folder, version="1.2.3")
    return folder


@pytest.fixture(scope="module")
def descriptor(package: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    return content


def rows(package: Path, name: str) -> list[dict[str, str]]:
    with (package / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_descriptor_is_a_data_package(package: Path, descriptor: dict[str, Any]) -> None:
    """By the Data Package specification: a name, resources with a name, a path that stays inside, a true digest."""
    assert re.fullmatch(r"[a-z0-9._-]+", descriptor["name"])
    assert descriptor["licenses"][0]["name"] == "CC-BY-4.0"
    names = [resource["name"] for resource in descriptor["resources"]]
    assert len(set(names)) == len(names)
    listed = set()
    for resource in descriptor["resources"]:
        assert re.fullmatch(r"[a-z0-9._-]+", resource["name"])
        path = Path(resource["path"])
        assert not path.is_absolute()
        assert ".." not in path.parts
        content = (package / path).read_bytes()
        assert (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}") == (resource["bytes"], resource["hash"])
        listed.add(path.name)
    assert listed | {"datapackage.json"} == {file.name for file in package.iterdir()}


def test_every_table_is_as_its_schema_says(package: Path, descriptor: dict[str, Any]) -> None:
    """Header, types, constraints, primary and foreign keys, checked cell by cell."""
    tables = {r["name"]: r for r in descriptor["resources"] if r["profile"] == "tabular-data-resource"}
    assert set(tables) == set(FIELDS) == set(KEYS)
    for name, resource in tables.items():
        schema, content = resource["schema"], rows(package, name)
        header = (package / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
        assert header == [field["name"] for field in schema["fields"]]
        for field in schema["fields"]:
            for row in content:
                _fits(row[field["name"]], field, f"{name}: {row}")
        key = schema["primaryKey"]
        assert len({tuple(row[column] for column in key) for row in content}) == len(content)
        for foreign in schema.get("foreignKeys", ()):
            there = {row[foreign["reference"]["fields"]] for row in rows(package, foreign["reference"]["resource"])}
            assert {row[foreign["fields"]] for row in content} <= there


def _fits(cell: str, field: dict[str, Any], where: str) -> None:
    bounds = field.get("constraints", {})
    if not cell:
        assert not bounds.get("required"), where
        return
    value: Any = cell
    if field["type"] in ("number", "integer"):
        value = (float if field["type"] == "number" else int)(cell)
        assert bounds.get("minimum", value) <= value <= bounds.get("maximum", value), where
    if field["type"] == "boolean":
        assert cell in ("true", "false"), where
    if field["type"] == "date":
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell), where
    if "enum" in bounds:
        assert value in bounds["enum"], where
    assert len(cell) <= bounds.get("maxLength", len(cell)), where


def test_frictionless_agrees(package: Path) -> None:
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")
    report = frictionless.validate(str(package / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldNumber", "type"])


def test_no_claim_and_no_anchor_is_lost(package: Path) -> None:
    told = {(row["incident"], row["id"]): row for row in rows(package, "claims")}
    claims = [(one.id, claim) for one in OURS.incidents() for claim in one.claims]
    assert len(told) == len(claims)
    for incident, claim in claims:
        row = told[incident, claim.id]
        assert (row["anchor"], row["grade"]) == (claim.anchor, claim.confidence)
        assert row["position"] == ("" if claim.position is None else str(claim.position))


def test_precision_codes_are_derived(package: Path) -> None:
    at = {row["id"]: row for row in rows(package, "incidents")}
    khanka = at["lake-khanka-1935"]
    assert (khanka["date_prec"], khanka["where_prec"]) == ("1", "3"), "a day is claimed; the place within 30 km"
    claims = {row["id"]: row["date_prec"] for row in rows(package, "claims")}
    assert claims["event-clash@S004"] == "4", "the month of June"
    assert claims["event-clash@JAW"] == "1"
    assert {int(row["date_prec"]) for row in rows(package, "claims") if row["date_prec"]} <= set(DATE_CODES)
    assert {int(row["where_prec"]) for row in rows(package, "places")} <= set(PLACE_CODES)


def test_places_are_geojson(package: Path) -> None:
    """RFC 7946: longitude before latitude, in degrees; one feature a place of the table."""
    collection = json.loads((package / "places.geojson").read_text(encoding="utf-8"))
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    places = {(row["incident"], row["place"]): row for row in rows(package, "places")}
    assert len(collection["features"]) == len(places)
    for feature in collection["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        row = places[feature["properties"]["incident"], feature["properties"]["place"]]
        assert feature["geometry"]["type"] == "Point"
        assert (lon, lat) == (float(row["lon"]), float(row["lat"]))
        assert 110 < lon < 145 > lat > 40


def test_sources_are_bibtex_and_csl(package: Path) -> None:
    entries = re.findall(r"^@(\w+)\{([\w-]+),$", (package / "sources.bib").read_text(encoding="utf-8"), re.MULTILINE)
    assert [key for _, key in entries] == sorted(OURS.sources)
    bib = (package / "sources.bib").read_text(encoding="utf-8")
    assert bib.count("{") - bib.count("\\{") == bib.count("}") - bib.count("\\}")
    items = json.loads((package / "sources.csl.json").read_text(encoding="utf-8"))
    assert [item["id"] for item in items] == sorted(OURS.sources)
    assert all(item["title"] and item["type"] for item in items)


def test_what_is_exported_comes_back_unchanged(package: Path, tmp_path: Path) -> None:
    intake = take_in(package, OURS, tmp_path / "home")
    assert {row.status for row in intake.rows} == {"unchanged"}
    assert len(intake.rows) == sum(len(rows(package, name)) for name in ("claims", "sources", "relations"))
    assert intake.files == ()
    assert not (tmp_path / "home").exists()


def test_a_folder_that_holds_something_is_left_alone(package: Path) -> None:
    with pytest.raises(InputError, match="empty or does not exist"):
        export(OURS.incidents(), OURS.sources, package, version="1.2.3")


def test_numbers_of_claims_are_numbers(package: Path) -> None:
    told = {(row["incident"], row["id"]): row for row in rows(package, "claims")}
    for incident in OURS.incidents():
        for claim in incident.claims:
            row = told[incident.id, claim.id]
            for column, number in (("value", claim.value), ("low", claim.low), ("high", claim.high)):
                given = row[f"{column}_number"]
                assert (float(given) if given else None) == (pytest.approx(number) if number is not None else None)


def test_tables_as_parquet_have_the_types_of_the_schema_and_the_rows_of_the_csv(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    export(OURS.incidents(), OURS.sources, tmp_path / "record", version="1.2.3", as_parquet=True)
    described = json.loads((tmp_path / "record" / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert {f"{name}.parquet" for name in FIELDS} <= {resource["path"] for resource in described}
    arrow = {"number": "double", "integer": "int64", "boolean": "bool", "date": "date32[day]", "string": "string"}
    for name, fields in FIELDS.items():
        table = pq.read_table(tmp_path / "record" / f"{name}.parquet")
        assert [(f.name, str(f.type)) for f in table.schema] == [(field[0], arrow[field[1]]) for field in fields]
        assert table.num_rows == len(rows(tmp_path / "record", name))
    claims = pq.read_table(tmp_path / "record" / "claims.parquet").to_pylist()
    (dead,) = [row for row in claims if (row["incident"], row["id"]) == ("lake-khasan-1938", "soviet-killed@S000")]
    assert (dead["value_number"], dead["anchor"][:1] != "'") == (717.0, True)


def test_authors_and_years_stand_in_what_reference_managers_read() -> None:
    items = {item["id"]: item for item in csl_json(OURS.sources.values())}
    assert items["GOLD"]["author"] == [{"family": "Goldman", "given": "Stuart D."}]
    assert items["GOLD"]["issued"] == {"date-parts": [[2012]]}
    assert [author["family"] for author in items["GSHHG"]["author"]] == ["Wessel", "Smith"]
    assert items["CDB90"]["author"] == [{"literal": "US Army Concepts Analysis Agency"}]
    assert "author = {Wessel, Paul and Smith, Walter H. F.}" in bibtex([OURS.sources["GSHHG"]])
    published = [one for one in OURS.sources.values() if one.kind not in ("memory", "computed", "note")]
    assert sum(bool(one.author) for one in published) > len(published) / 2
    assert "author" not in items["TUZI"], "what nobody recorded is not made up"
