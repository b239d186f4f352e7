from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pyproj import Proj

from khasan.errors import InputError
from khasan.ground import load_map, maps
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
    lon, lat = found.xy_to_lonlat(*found.feature("zaozernaya").centre)
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
    for field in ("tumen.kind", "hongui.provenance", "fangchuan.geometry.coordinates"):
        line = told[field].line
        assert line is not None
        assert f'"id": "{field.split(".")[0]}"' in lines[line - 1]


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
