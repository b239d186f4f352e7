from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pyproj import Proj

from khasan.errors import InputError
from khasan.ground import ensemble_member, load_map, maps, rasterise
from khasan.ground.geojson import MAPS
from khasan.ground.model import Projection

Change = Callable[[dict[str, Any]], object]


def feature(document: dict[str, Any], fid: str) -> dict[str, Any]:
    return next(f for f in document["features"] if f["properties"]["id"] == fid)


def changed(tmp_path: Path, *changes: Change) -> Path:
    document = json.loads((MAPS / "lake-khasan.geojson").read_text())
    for change in changes:
        change(document)
    path = tmp_path / "changed.geojson"
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False))
    return path


@pytest.mark.parametrize("name", maps())
def test_shipped_maps_say_what_they_are_worth_and_where_everything_comes_from(name: str) -> None:
    found = load_map(name)
    assert found.quality == "schematic"
    assert found.statement.startswith("Schematic")
    for f in found.features:
        assert len(f.provenance) == 1
        assert all(len(r.provenance) == 1 for r in f.rivals)
    assert {f.claim for f in found.of_kind("border_line")} == {"soviet", "japanese"}


def test_the_hill_stands_where_its_source_puts_it() -> None:
    found = load_map("lake-khasan")
    lon, lat = found.xy_to_lonlat(*next(f for f in found.features if f.id == "zaozernaya").centre)
    assert (lon, lat) == pytest.approx((130.59534, 42.44611), abs=1e-5)


def test_projection_agrees_with_the_azimuthal_equidistant_one() -> None:
    ours = Projection(130.59534, 42.44611)
    theirs = Proj(proj="aeqd", lon_0=130.59534, lat_0=42.44611, ellps="WGS84")
    for lon in np.linspace(130.5, 130.72, 7):
        for lat in np.linspace(42.38, 42.52, 7):
            assert ours.lonlat_to_xy(lon, lat) == pytest.approx(theirs(lon, lat), abs=0.1)


def test_all_problems_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    def unknown_kind(d: dict[str, Any]) -> None:
        feature(d, "tumen")["properties"]["kind"] = "rivr"

    def no_provenance(d: dict[str, Any]) -> None:
        del feature(d, "hongui")["properties"]["provenance"]

    def off_window(d: dict[str, Any]) -> None:
        feature(d, "fangchuan")["geometry"]["coordinates"] = [131.9, 42.4]

    path = changed(tmp_path, unknown_kind, no_provenance, off_window)
    with pytest.raises(InputError) as caught:
        load_map(path)
    told = {p.field: p for p in caught.value.problems}
    assert told["tumen.kind"].remedy == "did you mean river?"
    assert told["hongui.provenance"].value == "null"
    assert "off the map" in told["fangchuan.geometry.coordinates"].remedy
    lines = path.read_text().splitlines()
    places = {
        "tumen.kind": ('"rivr"', '"tumen"'),
        "hongui.provenance": ("{", '"hongui"'),  # the properties, in which it lacks
        "fangchuan.geometry.coordinates": ("[", '"fangchuan"'),
    }
    for field, (begins, fid) in places.items():
        line, column = told[field].line, told[field].column
        assert line is not None
        assert column is not None
        assert lines[line - 1][column - 1 :].startswith(begins)
        assert f'"id": {fid}' in "".join(lines[line - 25 : line + 3])


def set_property(fid: str, name: str, value: object) -> Change:
    return lambda d: feature(d, fid)["properties"].update({name: value})


def set_shape(fid: str, kind: str, coordinates: object) -> Change:
    return lambda d: feature(d, fid).update(geometry={"type": kind, "coordinates": coordinates})


BOW_TIE = [[[130.60, 42.44], [130.61, 42.45], [130.61, 42.44], [130.60, 42.45], [130.60, 42.44]]]


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        (set_property("tumen", "widht_m", 3), "tumen.widht_m", "did you mean width_m"),
        (set_property("zaozernaya", "tolerance_m", -5), "zaozernaya.tolerance_m", "0 or more"),
        (set_property("zaozernaya", "height_m", {"value": 9, "low": 10, "high": 20}), "zaozernaya.height_m", "low"),
        (set_property("claim-soviet", "claim", "russian"), "claim-soviet.claim", "soviet or japanese"),
        (set_property("ridge-n", "heights_m", [1, 2]), "ridge-n.heights_m", "one height for each"),
        (set_property("ridge-main-n", "pins", {"0": "zaosernaya"}), "ridge-main-n.pins", "did you mean zaozernaya"),
        (set_property("ridge-main-n", "pins", {"9": "zaozernaya"}), "ridge-main-n.pins", "vertices 0 to"),
        (set_property("claim-1911", "pins", {"0": "claim-soviet:99"}), "claim-1911.pins", "vertices 0 to 18"),
        (set_property("chernaya", "id", "hill-52"), "hill-52.id", "taken"),
        (set_property("chernaya", "provenance", {"source": ""}), "chernaya.provenance", "source"),
        (set_property("chernaya", "rivals", [{"prov": 1}]), "chernaya.rivals", "at: [lon, lat] or same_as"),
        (set_shape("lake-zhanggu", "Polygon", BOW_TIE), "lake-zhanggu.geometry", "crosses itself"),
        (set_shape("lake-zhanggu", "Polygon", [[[1, 2], [3, 4]]]), "lake-zhanggu.geometry", "closed ring"),
        (set_shape("tumen", "Point", [130.6, 42.4]), "tumen.geometry.type", "a river is a LineString"),
        (set_shape("tumen", "LineString", [[130.6, None]]), "tumen.geometry", "finite"),
        (lambda d: d.update(quality="good"), "quality", "schematic or surveyed"),
        (lambda d: d.update(window_m=[1, 2, 0, 4]), "window_m", "west, south"),
        (lambda d: d["surfaces"].pop("marsh"), "surfaces.marsh", "cover and concealment"),
        (lambda d: d["constraints"].append({"from": "nowhere"}), "constraints[", "ids of features"),
        (lambda d: d["constraints"][0].update(direction="NNE"), "constraints[0]", "direction is one of"),
    ],
)
def test_each_mistake_is_told(tmp_path: Path, change: Change, field: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        load_map(changed(tmp_path, change))
    assert any(p.field.startswith(field) and says in p.remedy for p in caught.value.problems), str(caught.value)


def test_bad_json_is_told_with_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "bad.geojson"
    path.write_text('{"type": "FeatureCollection",\n "id": }')
    with pytest.raises(InputError) as caught:
        load_map(path)
    assert (caught.value.problems[0].line, caught.value.problems[0].column) == (2, 8)


def test_an_unknown_map_suggests_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean lake-khasan"):
        load_map("lake-kasan")


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        (set_property("tumen", "kind", {"river": 1}), "tumen.kind", "use one of"),
        (set_property("tumen", "kind", None), "tumen.kind", "use one of"),
        (set_property("tumen", "name", ["Tumen"]), "tumen.name", "give a text"),
        (set_property("tumen", "names", ["Tumen"]), "tumen.names", "by language"),
        (set_property("tumen", "names", {"ru": 5}), "tumen.names.ru", "give a text"),
        (set_property("tumen", "width_m", 1e8), "tumen.width_m", "keep to 0 to 50,000"),
        (set_property("tumen", "width_m", 10**400), "tumen.width_m", "give a number"),
        (set_property("zaozernaya", "height_m", 99_000), "zaozernaya.height_m", "keep to -500 to 9,000"),
        (set_property("zaozernaya", "east_deg", 0), "zaozernaya.east_deg", "keep to 0.1 to 89"),
        (set_property("ridge-main-n", "pins", {"\uff10": "zaozernaya"}), "ridge-main-n.pins", "number of a vertex"),
        (set_property("claim-1911", "pins", {"0": "claim-soviet:\uff11"}), "claim-1911.pins.0", "vertices 0 to 18"),
        (set_property("ridge-main-n", "pins", [1]), "ridge-main-n.pins", "give vertices with features"),
        (set_property("tumen", "rivals", [{"same_as": "zaozernaya"}]), "tumen.rivals", "only points"),
        (set_property("chernaya", "rivals", {"at": 1}), "chernaya.rivals", "give a list"),
        (set_property("bezymyannaya", "weight", -1), "bezymyannaya.weight", "give a number"),
        (set_property("hill-52", "label", 0), "hill-52.label", "leave it out"),
        (set_shape("lake-zhanggu", "Polygon", {"a": 1}), "lake-zhanggu.geometry", "one ring"),
        (set_shape("lake-zhanggu", "Polygon", [BOW_TIE[0], BOW_TIE[0]]), "lake-zhanggu.geometry", "no holes"),
        (set_shape("tumen", "LineString", [[130.6, 42.4]] * 1_001), "tumen.geometry", "1000 at most"),
        (set_shape("tumen", "LineString", [[999, 42.4]] * 2), "tumen.geometry.coordinates[0]", "in degrees"),
        (lambda d: feature(d, "tumen").update(geometry=None), "tumen.geometry.type", "a river is a LineString"),
        (lambda d: d.update(features={"a": 1}), "features", "give a list"),
        (lambda d: d.update(surfaces=[1]), "surfaces", "give cover and concealment"),
        (lambda d: d["surfaces"].update(marsh=5), "surfaces.marsh", "give cover"),
        (lambda d: d["surfaces"]["marsh"].update(cover=7), "surfaces.marsh.cover", "keep to 0 to 1"),
        (lambda d: d.update(constraints={"from": 1}), "constraints", "give a list"),
        (lambda d: d["constraints"][0].update({"from": []}), "constraints[0]", "ids of features"),
        (lambda d: d["constraints"][0].update(distance_m=[2, 1]), "constraints[0].distance_m", "[least, most]"),
        (lambda d: d["constraints"][0].update(when=[1]), "constraints[0].when", "number of a position"),
        (lambda d: d["constraints"][0].update(direction_tolerance_deg="45"), "constraints[0].dir", "0 to 180"),
        (lambda d: d.update(origin=[1e300, 2]), "origin", "in degrees"),
        (lambda d: d.update(window_m=[0, 0, 1e7, 1e7]), "window_m", "200,000 metres"),
        (lambda d: d.update(id="a\x1b[2J"), "id", "take the character"),
    ],
)  # fmt: skip
def test_each_trap_is_told_with_line_and_column(tmp_path: Path, change: Change, field: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        load_map(changed(tmp_path, change))
    told = [p for p in caught.value.problems if p.field.startswith(field) and says in p.remedy]
    assert told, str(caught.value)
    assert all(p.line is not None and p.column is not None for p in caught.value.problems)
    assert str(caught.value).isprintable() or "\n" in str(caught.value)


def test_a_height_left_to_a_summit_that_has_none_is_told(tmp_path: Path) -> None:
    path = changed(tmp_path, set_property("ridge-main-n", "pins", {"0": "zaozernaya", "3": "tumangang"}))
    with pytest.raises(InputError, match=r"ridge-main-n.heights_m\[3\]: .*tumangang has none of its own"):
        load_map(path)


def test_hexes_without_end_and_a_map_without_ground_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"hex_m: got 30.0; give 78 to 12000 metres"):
        rasterise(ensemble_member(load_map("khalkhin-gol"), 0), 30.0)

    def flood(d: dict[str, Any]) -> None:
        west, south, east, north = 130.53, 42.40, 130.71, 42.51
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        d["features"] = [
            f for f in d["features"] if f["properties"]["kind"] not in ("ferry", "ford", "bridge", "river")
        ]
        feature(d, "lake-zhanggu").update(geometry={"type": "Polygon", "coordinates": [ring]})
        d["constraints"] = []
        for f in d["features"]:
            f["properties"].pop("follows", None)

    with pytest.raises(InputError, match="leave dry ground"):
        rasterise(ensemble_member(load_map(changed(tmp_path, flood)), 0), 400.0)
