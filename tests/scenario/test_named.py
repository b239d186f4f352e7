"""Fights, units and men are found by the names that people know them by."""

from __future__ import annotations

import pytest

from khasan.errors import InputError
from khasan.scenario.catalog import load_scenario, scenario_id
from khasan.scenario.library import Library
from khasan.scenario.named import units_called


@pytest.mark.parametrize(
    ("name", "scenario"),
    [
        ("khasan", "lake-khasan-1938"),
        ("Хасан", "lake-khasan-1938"),
        ("張鼓峰", "lake-khasan-1938"),
        ("장고봉", "lake-khasan-1938"),
        ("Zaozernaya", "lake-khasan-1938"),
        ("Makhalin", "lake-khasan-1938"),
        ("kanchatzu", "kanchazu-1937"),
        ("khalkhin gol july", "khalkhin-gol-1939-july"),
        ("bain tsagan", "bain-tsagan-1939"),
        ("tauran", "tauran-1936"),
        ("lake-khanka-1935", "lake-khanka-1935"),
    ],
)
def test_a_name_finds_its_fight(name: str, scenario: str) -> None:
    assert scenario_id(name) == scenario


@pytest.mark.parametrize("name", ["nomonhan", "ノモンハン", "Номонхан"])
def test_a_name_of_several_fights_lists_them_all(name: str) -> None:
    with pytest.raises(InputError) as refused:
        scenario_id(name)
    for part in ("may", "july", "august", "probes"):
        assert f"khalkhin-gol-1939-{part} (Khalkhin Gol" in str(refused.value)
    assert "give the id of one" in str(refused.value)


@pytest.mark.parametrize(("name", "near"), [("lake-kasan-1939", "lake-khasan-1938"), ("tauran-1935", "tauran-1936")])
def test_a_slip_names_the_nearest_and_fights_nothing(name: str, near: str) -> None:
    with pytest.raises(InputError, match=near):
        scenario_id(name)


def test_what_is_no_name_sends_to_the_list() -> None:
    with pytest.raises(InputError, match="khasan list has all of them"):
        scenario_id("Austerlitz")


def test_a_scenario_loads_by_its_name() -> None:
    assert load_scenario("Lake Khanka").id == "lake-khanka-1935"


def test_men_and_units_are_found_in_any_script() -> None:
    for name in ("makhalin", "Махалин"):
        found = {unit.id for unit in units_called(name, Library())}
        assert found == {"bezymyannaya-garrison", "bezymyannaya-group"}
    assert [unit.name for unit in units_called("Suetaka", Library())] == ["19th Division"]
    assert units_called("xx", Library()) == []
