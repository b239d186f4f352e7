"""What is too large is refused before anything is laid out for it; what several numbers make together is looked at."""

from __future__ import annotations

import tracemalloc
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from khasan import arrays as a
from khasan.errors import InputError
from khasan.kernels.state import tables as t
from khasan.scenario import sizes
from khasan.scenario.catalog import list_scenarios, load_scenario
from khasan.scenario.library import SHIPPED, Library
from scenario.worlds import WORLD, resolve_text, skirmish, world


def refused(content: dict[str, Any], library: Library | None = None) -> str:
    """What is said of a scenario, which must be refused, with at most 50 MB taken on the way."""
    tracemalloc.start()
    try:
        with pytest.raises(InputError) as error:
            resolve_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), library or world())
        assert tracemalloc.get_traced_memory()[1] < 50e6
    finally:
        tracemalloc.stop()
    assert all(problem.line and problem.column for problem in error.value.problems)
    return str(error.value)


def lasting(**length: float) -> dict[str, Any]:
    """The skirmish, so long; its clock of steps of an hour unless said."""
    content = skirmish() | {"phases": [], "weather": []}
    content["plans"][1]["rules"][:1] = []
    del content["forces"][1]["parts"][0]["parts"][1]["arrives"]
    step_s = int(length.pop("step_s", 3600))
    start = "1938-07-30T20:00:00+09:00"
    end = datetime.fromisoformat(start) + timedelta(**length)
    content["time"] = {"start": start, "end": end.isoformat(), "step_s": step_s}
    return content


def test_sixty_days_are_a_battle_and_more_need_a_word() -> None:
    assert resolve_text(yaml.safe_dump(lasting(days=60)), world()).units
    longer = lasting(days=60, hours=1)
    assert "long: true" in refused(longer)
    longer["time"]["long"] = True
    assert resolve_text(yaml.safe_dump(longer), world()).clock.long is True


def test_so_do_more_steps_than_any_fight_had() -> None:
    assert resolve_text(yaml.safe_dump(lasting(seconds=20_000, step_s=1)), world()).units
    assert "long: true" in refused(lasting(seconds=20_001, step_s=1))


def test_false_is_no_word_for_it() -> None:
    content = lasting(days=61)
    content["time"]["long"] = False
    assert "time.long" in refused(content)


@pytest.mark.parametrize("length", [{"days": 367, "step_s": 21600}, {"seconds": 500_001, "step_s": 1}])
def test_beyond_what_can_be_kept_no_word_helps(length: dict[str, float]) -> None:
    content = lasting(**length)
    content["time"]["long"] = True
    assert "keep it to 366 days and 500,000 steps" in refused(content)


def test_units_times_hours_are_bounded() -> None:
    content = lasting(days=360)
    content["time"]["long"] = True
    companies = [{"id": f"c{k}", "name": "C", "toe": "blue-company", "count": 64} for k in range(5)]
    content["forces"][0]["parts"].extend(companies)
    assert "keep units times hours to 2,500,000" in refused(content)


def test_more_units_than_can_be_laid_out_are_refused_before_they_are() -> None:
    content = skirmish()
    companies = [{"id": f"c{k}", "name": "C", "toe": "blue-company", "count": 64} for k in range(200)]
    content["forces"][0]["parts"].extend(companies)
    assert "keep it to 10,000: put companies into battalions" in refused(content)


def test_more_rules_than_can_be_laid_out_are_refused_before_they_are() -> None:
    content = skirmish()
    content["plans"][0]["formations"] = ["blue-1"]
    content["forces"][0]["parts"][0]["count"] = 64
    content["plans"][0]["rules"] = [{"name": "hold", "do": {"hold": "hill"}} for _ in range(3_200)]
    assert "keep it to 200,000, a plan's rules counted once" in refused(content)


def a_wide_map(folder: Path) -> Library:
    """The made-up world on a map of 100 by 100 km."""
    (folder / "maps").mkdir()
    text = (WORLD / "maps" / "made-up.geojson").read_text("utf-8")
    wide = text.replace("[-2000, -2000, 2000, 2000]", "[-50000, -50000, 50000, 50000]")
    assert wide != text
    (folder / "maps" / "wide.geojson").write_text(wide.replace('"id": "made-up"', '"id": "wide"'), "utf-8")
    return Library((WORLD, folder))


def test_hexes_too_small_for_a_map_are_refused_by_the_schema_and_before_a_map_is_laid_out(tmp_path: Path) -> None:
    content = skirmish()
    content["map"] = {"id": "wide", "hex_m": 25, "members": 1}
    words = refused(content, a_wide_map(tmp_path))
    assert "map.hex_m: got 25 m, 18,475,209 hexes" in words
    assert "on this map of 100 by 100 km give 241 m or more" in words
    with pytest.raises(InputError, match="give 241 m or more"):
        sizes.refuse_hexes((-50e3, -50e3, 50e3, 50e3), 25.0, 1, "file")
    sizes.refuse_hexes((-50e3, -50e3, 50e3, 50e3), 241.0, 1, "file")
    with pytest.raises(InputError, match="let the plans name fewer places"):
        sizes.refuse_hexes((-50e3, -50e3, 50e3, 50e3), 241.0, 600, "file")


def with_strength(strength: Any, **more: Any) -> dict[str, Any]:
    content = skirmish()
    content["forces"][0]["parts"][0] |= {"strength": strength, **more}
    return content


def test_men_written_where_a_share_is_asked_for_are_told_as_a_share() -> None:
    words = refused(with_strength(15))
    assert 'if 15 men are meant, write {value: 0.12, derived: "15 men over 120 of TO&E"}' in words
    assert words.count("got 15 times the 120 men of blue-company") == 1  # once, though it makes two units
    assert "divide them by the men of the TO&E" in refused(with_strength(140))


def test_a_share_of_a_company_may_be_above_one() -> None:
    content = with_strength({"value": 3, "guess": "three in one"})
    assert resolve_text(yaml.safe_dump(content), world()).units


def test_what_strength_makes_of_a_toe_is_looked_at(tmp_path: Path) -> None:
    """Each number is in its range, and what they make together is not."""
    (tmp_path / "toe").mkdir()
    company = (WORLD / "toe" / "blue-company.yaml").read_text("utf-8").replace("{guess:", "{derived:")
    for name, old, new in (
        ("crowd", "men: 120", "men: 15000"),
        ("arsenal", "count: 100", "count: 9000"),
        ("stable", "frontage_m: 200", "horses: 15000\nfrontage_m: 200"),
    ):
        text = company.replace("blue-company", name).replace(old, new)
        (tmp_path / "toe" / f"{name}.yaml").write_text(text, "utf-8")
    library = Library((WORLD, tmp_path))
    for name, found in (
        ("crowd", "got 45,000 men in blue-1-1: 3 times 15,000 of crowd"),
        ("arsenal", "got 27,000 weapons in blue-1-1: 3 times 9,000 of arsenal"),
        ("stable", "got 45,000 horses in blue-1-1"),
    ):
        assert found in refused(with_strength({"value": 3, "derived": "x"}, toe=name), library)


def test_no_unit_fires_more_rounds_than_are_counted(tmp_path: Path) -> None:
    (tmp_path / "weapons").mkdir()
    (tmp_path / "toe").mkdir()
    rifle = yaml.safe_load((WORLD / "weapons" / "rifle.yaml").read_text("utf-8"))
    rifle |= {"id": "hose", "rate_rpm": 20_000, "basic_load": 100_000, "daily_supply": 100_000}
    (tmp_path / "weapons" / "hose.yaml").write_text(yaml.safe_dump(rifle), "utf-8")
    company = yaml.safe_load((WORLD / "toe" / "blue-company.yaml").read_text("utf-8"))
    company |= {"id": "hoses", "weapons": [{"weapon": "hose", "count": 5_000}]}
    (tmp_path / "toe" / "hoses.yaml").write_text(yaml.safe_dump(company), "utf-8")
    content = with_strength({"value": 1, "derived": "x"}, toe="hoses", ammunition={"value": 20, "derived": "x"})
    assert "rounds that blue-1-1 can fire" in refused(content, Library((WORLD, tmp_path)))


def test_sums_over_a_battle_stay_in_their_columns() -> None:
    most = max(sizes.MOST_OF_A_UNIT.values())
    assert most * a.SLOTS * sizes.MOST_UNITS <= 2**31 - 1
    assert sizes.MOST_STEPS < -t.LONG_AGO
    assert sizes.MOST_STEPS < a.UNSEEN
    assert (4 * a.COUNTS + 8 * 4) * sizes.MOST_STATES < 1 << 30


@pytest.mark.parametrize("name", [entry.id for entry in list_scenarios(Library((SHIPPED,)))])
def test_shipped_scenarios_need_no_word_and_have_room(name: str) -> None:
    """A quarter of the ceilings holds each: an ordinary scenario does not meet them."""
    scenario = load_scenario(name, library=Library((SHIPPED,)))
    clock = scenario.clock
    assert clock.long is None
    assert (clock.end - clock.start).days * 2 < sizes.USUAL_DAYS
    assert sizes.steps_of(clock) * 2 < sizes.USUAL_STEPS
    assert len(scenario.units) * 10 < sizes.MOST_UNITS
    window = Library((SHIPPED,)).map(scenario.map.id).window
    assert sizes.hexes_of(window, scenario.map.hex_m) * 4 < sizes.MOST_HEXES
