"""The first screen: the figure of model and sources, the map, and where a half of it may not stand."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest

from khasan.ground import ensemble_member, load_map
from khasan.present.first_screen.battle_map import battle_map, map_key, window_about
from khasan.present.first_screen.verdict_figure import figure
from khasan.present.first_screen.without_a_run import sources_figure
from khasan.present.side_colours import JAPAN, SOVIET, contrast, in_page_colours, shades
from khasan.present.story import Quarrel
from khasan.record import load_incident, load_sources
from khasan.results.verdict.judgement import Judgement
from khasan.results.verdict.quantities import Point, Quantity, Simulated, Sourced
from khasan.scenario.catalog import list_scenarios, load_scenario

SOURCES = load_sources()
SCENARIOS = [entry.id for entry in list_scenarios()]
PLOT = re.compile(r'<div class="ruler">(.*?)</div>', re.DOTALL)


def point(value: float, *, counts: bool = True, source: str = "S000") -> Point:
    return Point(value, f"{value:,.0f}", source, f"{source} infobox", "C", of_the_enemy=not counts, counts=counts)


def quantity(model: tuple[float, float, float], *points: Point, low: float = 100, high: float = 100) -> Quantity:
    sources = Sourced(low, high, high, points or (point(high),), "graded")
    return Quantity("m", "casualties", 0, "Japanese casualties", "whole battle", "men", sources, Simulated(*model))


def judged(*some: Quantity, runs: int = 60, **more: Any) -> Judgement:
    return Judgement("Head", "clause", ("Said.",), "both", some, ("Japan", "Soviet Union"), runs, runs > 1, **more)


def drawn(*some: Quantity, **more: Any) -> str:
    return str(figure(judged(*some, **more), SOURCES))


def left(html: str, name: str) -> list[float]:
    """Where marks of a class stand, in per cent."""
    return [float(at) for at in re.findall(rf'class="{name}[^"]*"[^>]*?left:([\d.]+)%', html)]


def test_the_scale_is_logarithmic_about_the_best_value() -> None:
    html = drawn(quantity((50, 200, 800)))
    assert left(html, "dot") == [50.0], "the sources' best value is the middle"
    # the scale ends at 8: twice lies a third of the way out, and 3% stay free at either end
    assert left(html, "median") == [pytest.approx(50 + 47 / 3, abs=0.02)]
    assert left(html, "reach") == [pytest.approx(50 - 47 / 3, abs=0.02)]


def test_the_scale_widens_for_a_median_beyond_it() -> None:
    assert "32×" not in drawn(quantity((100, 799, 800)))
    assert "32×" in drawn(quantity((100, 801, 802)))


def test_what_leaves_the_scale_has_an_arrow() -> None:
    assert 'class="reach "' in drawn(quantity((20, 100, 400)))
    assert 'class="reach left"' in drawn(quantity((1, 100, 400)))
    assert 'class="reach right"' in drawn(quantity((20, 100, 4_000)))
    assert 'class="reach left right"' in drawn(quantity((1, 100, 4_000)))


def test_a_median_of_nothing_is_a_word() -> None:
    html = drawn(quantity((0, 0, 50)))
    assert '<span class="none"' in html
    assert 'class="median"' not in html
    assert "too low" in html
    assert "×</b>" not in html


def test_equal_dots_stack_and_never_move_sideways() -> None:
    some = [point(100, source=key) for key in ("S000", "JAW", "ZHW")] + [point(650, counts=False)]
    html = drawn(quantity((90, 100, 110), *some))
    dots = re.findall(r'class="dot( hollow)?"[^>]*left:([\d.]+)%;margin-top:(-?[\d.]+)px', html)
    assert len({at for hollow, at, _ in dots if not hollow}) == 1
    assert len({up for _, _, up in dots[:3]}) == 3
    assert [bool(hollow) for hollow, _, _ in dots] == [False, False, False, True]


def test_each_dot_says_its_source_and_grade() -> None:
    html = drawn(quantity((90, 100, 110), point(100), point(650, counts=False, source="BORT")))
    labels = re.findall(r'aria-label="([^"]+)" title=', html)
    assert labels[0].endswith(f"100. {SOURCES['S000'].title} (S000 infobox), grade C")
    assert "listed, not counted: a side’s word about its enemy" in labels[1]


def test_a_row_whose_figures_are_disputed_leads_to_the_rival_accounts() -> None:
    one = replace(quantity((90, 100, 110)), measure="japan_killed")
    told = {"japan_killed": Quarrel("told-rivals-3", "How many <died>?")}
    html = str(figure(judged(one, quantity((90, 100, 110))), SOURCES, quarrels=told))
    assert html.count('<a href="#told-rivals-3" title="How many &lt;died&gt;?">disputed</a>') == 1
    assert "disputed" not in drawn(one)


def test_one_source_is_told_from_several() -> None:
    assert ">one source <" in drawn(quantity((90, 100, 110)))
    assert ">sources <" in drawn(quantity((90, 100, 110), point(100), point(100, source="JAW")))


def test_a_single_run_has_neither_interval_nor_verdict() -> None:
    html = drawn(quantity((300, 300, 300)), runs=1)
    assert "too high" not in html.partition("<tbody")[2]
    assert 'class="reach' not in html.partition("<tbody")[2]
    assert "this run <b>300</b>" in html


def test_nothing_but_what_sources_and_runs_say_is_a_number() -> None:
    """Figures on the first screen come from a claim or from a column of outcomes."""
    html = drawn(quantity((123, 456, 789), point(111), point(222, source="SHI"), low=111, high=222))
    body = re.sub(r"<[^>]*>", " ", html[html.index("<tbody") : html.index("</tbody>")])
    numbers = set(re.findall(r"\d[\d,.]*", body))
    assert numbers == {"111", "222", "460", "123", "789", "2.1"}, "range, about the median, its ends, the factor"


def test_most_rows_are_nine_and_it_says_of_how_many() -> None:
    some = [replace(quantity((10, 100 + k, 300)), measure=f"m{k}", what=f"Quantity {k}") for k in range(12)]
    html = drawn(*some)
    assert html.count("<tr role") == 1 + 9
    assert "Nine of the 12, farthest off first: the worst casualties of the whole battle." in html
    assert "of the" not in drawn(*some[:9]).partition("<table")[0]


def test_it_says_how_the_rows_were_chosen() -> None:
    whole = [replace(quantity((10, 101, 300)), measure=kind, kind=kind) for kind in ("casualties", "tanks_lost")]
    phases = [replace(quantity((10, 200 + k, 300)), measure=f"p{k}", when="Day") for k in range(12)]
    others = [replace(quantity((10, 900, 950)), measure=f"o{k}", kind="sorties") for k in range(12)]
    start = "Nine of the 14, farthest off first: casualties and tanks lost of the whole battle; "
    assert f"{start}the worst of its phases." in drawn(*whole, *phases)
    mixed = drawn(*whole, *phases[:3], *others)
    assert "tanks lost of the whole battle; those of its phases; the worst of the other figures." in mixed
    assert "first: the worst casualties of its phases." in drawn(*phases)


def test_a_figure_of_one_end_is_not_a_dot_like_others() -> None:
    html = drawn(quantity((90, 100, 110), point(100), replace(point(24), bound="at least")))
    assert re.findall(r'class="dot([^"]*)"', html) == [" at-least", ""]
    assert "“at least” so many" in html
    assert "“at least” so many" not in drawn(quantity((90, 100, 110)))


def test_the_figure_says_what_agrees_means_only_where_it_judges() -> None:
    assert "<b>Agrees</b>:" in drawn(quantity((90, 100, 110)))
    assert "<b>Agrees</b>:" not in drawn(quantity((90, 100, 110)), runs=1)


def test_what_no_source_speaks_of_is_told_where_there_is_room() -> None:
    more = replace(quantity((1, 20, 60)), what="Soviet wounded", sources=None)
    told = drawn(quantity((90, 100, 110)), unsourced=(more,))
    assert re.search(r"No source has a figure for Soviet wounded \(.*about 20, nine runs in ten 1–60", told)
    many = [replace(quantity((90, 100, 110)), measure=f"m{k}") for k in range(9)]
    assert "No source has a figure" not in drawn(*many, unsourced=(more,))


def test_names_are_text() -> None:
    html = drawn(replace(quantity((90, 100, 110)), what="<b>x</b>"))
    assert "<b>x</b>" not in html


# --- the sources' half ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", ["bain-tsagan-1939", "lake-khasan-1938"])
def test_the_sources_alone_have_no_model(scenario: str) -> None:
    html = str(sources_figure(load_scenario(scenario)))
    assert 'class="dot' in html
    for mark in ('class="median"', 'class="reach', "of-model", "model too"):
        assert mark not in html.partition("<figcaption")[0], mark


def test_why_the_model_s_half_is_missing_is_said_once() -> None:
    scenario = load_scenario("khalkhin-gol-1939-may")
    assert scenario.record_outcomes is not None
    assert str(sources_figure(scenario)).count(scenario.record_outcomes.withheld) == 1


def test_a_scenario_without_comparison_has_no_figure() -> None:
    assert sources_figure(load_scenario("khalkhin-gol-1939-probes")) == ""


def test_every_dot_of_the_sources_is_a_claim() -> None:
    scenario = load_scenario("kanchazu-1937")
    record = load_incident("kanchazu-1937")
    claims = [claim for quantity in scenario.measures.values() for claim in record.by_quantity()[quantity]]
    told = [
        unescape(label) for label in re.findall(r'class="dot[^>]*aria-label="([^"]*)"', str(sources_figure(scenario)))
    ]
    assert len(told) == sum(claim.is_numeric for claim in claims)
    for label in told:
        assert any(f"({claim.citation}), grade {claim.confidence}" in label for claim in claims), label


# --- the map ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_map_is_drawn_with_its_places_inside(scenario: str) -> None:
    resolved = load_scenario(scenario)
    root = ElementTree.fromstring(str(battle_map(resolved)))
    left_, top, width, height = map(float, str(root.get("viewBox")).split())
    assert root.get("role") == "img"
    words = ["".join(text.itertext()) for text in root.iter("text")]
    first = resolved.objectives[0].name
    assert first in words, "the place that matters most has its name"
    for text in root.iter("text"):
        if text.get("class") == "kg-name" and text.get("x"):
            assert left_ <= float(str(text.get("x"))) <= left_ + width
            assert top <= float(str(text.get("y"))) <= top + height


def test_a_place_that_matters_has_a_mark_and_no_height_has_two() -> None:
    assert 'class="kg-place"' in str(battle_map(load_scenario("lake-khanka-1935"))), "where the two sides meet"
    root = ElementTree.fromstring(str(battle_map(load_scenario("lake-khasan-1938"))))
    heights = [path.get("d", "") for path in root.iter("path") if path.get("class") == "kg-spot"]
    assert len(heights) >= 5
    tops = [tuple(map(float, re.findall(r"[\d.]+", path)[2:4])) for path in heights]
    rings = [one for one in root.iter("circle") if one.get("class") == "kg-place"]
    rings_at = [(float(str(one.get("cx"))), float(str(one.get("cy")))) for one in rings]
    assert not [1 for x, y in rings_at for left_, top in tops if abs(x - left_) < 5 and abs(y - top) < 8]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_map_names_the_country_on_either_side(scenario: str) -> None:
    root = ElementTree.fromstring(str(battle_map(load_scenario(scenario))))
    named = {str(text.text).rstrip("←→↑↓ ") for text in root.iter("text") if "land" in str(text.get("class")).split()}
    assert len(named) == 2
    assert "Manchukuo" in named


def test_a_country_stands_beyond_every_line_that_its_rival_claims() -> None:
    """Lake Khasan: Manchukuo between the Tumen and the crest, the Soviet Union east of the maps of 1909 and 1911."""
    member = ensemble_member(load_map("lake-khasan"), 0)
    resolved = load_scenario("lake-khasan-1938")
    root = ElementTree.fromstring(str(battle_map(resolved)))
    window = window_about([member.places[goal.place] for goal in resolved.objectives], load_map("lake-khasan").window)
    scale = 480.0 / (window[2] - window[0])
    at = {
        text.text: (
            window[0] + (float(str(text.get("x"))) - 10) / scale,
            window[3] - (float(str(text.get("y"))) - 10) / scale,
        )
        for text in root.iter("text")
        if "land" in str(text.get("class")).split()
    }

    def east_of(line: str, country: str) -> bool:
        x, y = at[country]
        xy = member.drawn[line].xy
        return bool(x > xy[abs(xy[:, 1] - y).argmin(), 0])

    assert not east_of("claim-soviet", "Manchukuo")
    assert east_of("tumen", "Manchukuo")
    assert east_of("claim-1911", "Soviet Union")


def test_each_hill_has_one_name_and_each_name_one_hill() -> None:
    said = str(battle_map(load_scenario("lake-khasan-1938")))
    assert said.count(">Shachaofeng<") == 1
    assert ">Bezymyannaya<" in said
    assert ">Hill 52 = Machine-gun Hill?<" in said
    assert said.count("Machine-gun Hill") == 1 + 1, "on the map, and in what is read aloud"


def test_the_key_explains_the_marks_that_are_drawn() -> None:
    khasan, khanka = (str(map_key(battle_map(load_scenario(one)))) for one in ("lake-khasan-1938", "lake-khanka-1935"))
    for words in ("height", "where another source puts it", "ferry", "position a guess"):
        assert words in khasan
    assert "bridge" not in khasan
    assert "ferry" not in khanka


def test_border_lines_have_their_names_on_the_map() -> None:
    said = str(battle_map(load_scenario("lake-khasan-1938")))
    for words in ("Soviet claim", "1886, over the crest", "Japanese claim", "east foot of the hill"):
        assert f">{words}<" in said


def test_the_window_holds_the_places_and_stays_on_the_map() -> None:
    whole = load_map("lake-khasan").window
    places = ensemble_member(load_map("lake-khasan"), 0).places
    for some in (["zaozernaya"], ["zaozernaya", "chernaya", "pulemetnaya"], []):
        west, south, east, north = window_about([places[one] for one in some], whole)
        assert whole[0] <= west < east <= whole[2]
        assert whole[1] <= south < north <= whole[3]
        assert all(west < places[one][0] < east and south < places[one][1] < north for one in some)


# --- colours ----------------------------------------------------------------------------------------------------------


def test_text_in_the_colours_of_the_sides_can_be_read() -> None:
    for colour in (JAPAN, SOVIET, "#2f5d8a"):
        found = shades(colour)
        assert contrast(found.light, "#faf8f3") >= 4.5
        assert contrast(found.dark, "#16171a") >= 4.5
        assert contrast(found.on_fill, found.fill_light) >= 4.5
        assert contrast(found.on_fill, found.fill_dark) >= 4.5


def test_sides_without_a_colour_of_the_palette_keep_their_own() -> None:
    scenario = load_scenario("lake-khanka-1935")
    strange = scenario.model_copy(
        update={"sides": (scenario.sides[0], scenario.sides[1].model_copy(update={"id": "blue"}))}
    )
    assert in_page_colours(strange) == strange
    assert [side.colour for side in in_page_colours(scenario).sides] == [JAPAN, SOVIET]
