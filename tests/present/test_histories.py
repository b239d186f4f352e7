"""The cards of histories, on made-up results: what they say, where they lead, that one axis holds them all."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import helpers_results as made_up
from khasan.present.histories import Links, histories_section
from khasan.present.histories.card import axes_of, drawn
from khasan.present.histories.ways import bookmarks, file_of, links_beside
from khasan.present.pages import style
from khasan.results.histories import Histories, histories_of
from khasan.results.histories.told import TurnTold
from khasan.results.outcomes import outcome_row, outcomes_table
from khasan.results.series import series_row, series_table
from khasan.results.store import HISTORY

SCENARIO: Any = made_up.compiled()
TURNS = (
    TurnTold(11, 9, "31 Jul 05:00", "The <b>guards</b> fell back.", 20, 61),
    TurnTold(12, 12, "31 Jul 08:00", "Nothing happened.", 61, 90),
)


def fought(compiled: Any, seed: int, number: int) -> Any:
    return made_up.replication(SCENARIO, number, record=True)


def histories(turns: tuple[TurnTold, ...] = ()) -> Histories:
    reps = [made_up.replication(SCENARIO, k) for k in range(24)]
    series = series_table(SCENARIO, [series_row(SCENARIO, rep) for rep in reps])
    outcomes = outcomes_table(SCENARIO, [outcome_row(SCENARIO, rep, 7) for rep in reps])
    found = histories_of(SCENARIO, 7, series, outcomes, None, fought)
    if not turns:
        return found
    return replace(found, no_turns="", items=tuple(replace(history, turns=turns) for history in found.items))


FOUND = histories()


def test_each_history_has_its_card_with_its_course_and_its_end() -> None:
    page = histories_section(FOUND, SCENARIO)
    assert page.count("<article") == len(FOUND.items)
    assert page.startswith('<section id="histories">')
    for history in FOUND.items:
        assert history.ending in page
        assert history.roles[0].title in page


def test_a_card_leads_to_its_replication_and_each_turn_to_its_look() -> None:
    found = histories(TURNS)
    number = found.items[0].number
    page = histories_section(found, SCENARIO, Links({number}))
    assert f'href="#replay-r{number}-h0"' in page
    assert f'href="#replay-r{number}-h9"' in page
    assert page.count("href=") == 1 + len(TURNS)
    assert "khasan report RUN --histories" in page, "the others cannot be opened, and it says how they can"


def test_turns_are_numbered_and_say_what_was_foreseen_before_and_after() -> None:
    page = histories_section(histories(TURNS), SCENARIO)
    assert "20 → 61 of 100" in page
    assert page.count('class="in-disc"') == 2 * len(FOUND.items)
    assert "&lt;b&gt;guards" in page
    assert "<b>guards" not in page


def test_where_turns_are_not_looked_for_it_says_why() -> None:
    page = histories_section(FOUND, SCENARIO)
    assert "1,000 runs or more" in page
    assert "No turning point" not in page
    assert "No turning point" in histories_section(replace(FOUND, no_turns=""), SCENARIO)


def test_without_histories_the_section_says_why_and_nothing_else() -> None:
    page = histories_section(Histories("None: the comparison is not registered.", 200), SCENARIO)
    assert "the comparison is not registered" in page
    assert "<svg" not in page
    assert "<article" not in page


def test_all_cards_have_one_axis_that_holds_every_curve_and_the_sources() -> None:
    found = replace(FOUND, sources={0: (100.0, 90_000.0)})
    axes = axes_of(SCENARIO, found)
    assert axes.most >= 90_000
    for history in found.items:
        figure = drawn(SCENARIO, found, history, axes)
        for line in figure["lines"]:
            points = np.array([part.split() for part in line["path"][1:].split("L")], dtype=float)
            assert points[:, 0].max() == axes.right
            assert axes.top <= points[:, 1].min() <= points[:, 1].max() <= axes.bottom
        assert figure["lines"][0]["sources"][1] >= axes.top
    assert len({drawn(SCENARIO, found, history, axes)["height"] for history in found.items}) == 1


def test_totals_and_discs_do_not_cover_each_other() -> None:
    found = histories(TURNS)
    axes = axes_of(SCENARIO, found)
    figure = drawn(SCENARIO, found, found.items[0], axes)
    (first, _), (second, _) = figure["discs"]
    assert second - first >= 16.9
    labels = [line["label"] for line in figure["lines"]]
    assert abs(labels[0] - labels[1]) >= 14.9


def test_japan_is_tall_wherever_it_stands() -> None:
    axes = axes_of(SCENARIO, FOUND)
    assert axes.tall == 1
    bars = [bar for strip in drawn(SCENARIO, FOUND, FOUND.items[0], axes)["strips"] for bar in strip["bars"]]
    assert {bar[0]: bar[4] for bar in bars} == {0: 6.0, 1: 14.0}


def test_files_beside_the_page_are_named_and_linked_if_they_are_there(tmp_path: Path) -> None:
    names = {history.number: file_of(history) for history in FOUND.items}
    assert names[FOUND.role("typical").number] == ""
    others = [name for name in names.values() if name]
    assert all(HISTORY.fullmatch(name) for name in others)
    (tmp_path / others[0]).write_text("x", encoding="utf-8")
    links = links_beside(tmp_path, FOUND, [3])
    assert set(links.files.values()) == {others[0]}
    assert links.to(3, 4) == "#replay-r3-h4"


def test_a_bookmark_stands_where_the_link_of_its_turn_opens() -> None:
    found = histories(TURNS)
    assert found.courses is not None
    hours, history = found.courses.hours, found.items[0]
    expected = [(hours[turn.opens_at], turn.text) for turn in TURNS]
    assert bookmarks(found, history) == {history.number: expected}
    assert bookmarks(FOUND, FOUND.items[0]) == {FOUND.items[0].number: []}


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 820, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_text_of_a_card_is_small_or_runs_out_of_it(chromium: Any, tmp_path: Path, width: int, theme: str) -> None:
    page = histories_section(histories(TURNS), SCENARIO)
    sheet = style(["#9a4a00", "#40348c"], "histories.css")
    file = tmp_path / "page.html"
    file.write_text(
        f"<!doctype html><html lang=en><title>x</title><meta name=viewport content='width=device-width'>"
        f"<style>{sheet}</style><main>{page}</main>",
        encoding="utf-8",
    )
    tab = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
    tab.goto(file.as_uri())
    found = tab.evaluate(
        """() => ({
            wide: document.documentElement.scrollWidth,
            sizes: [...document.querySelectorAll('.card text')].map((text) =>
                parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a),
        })"""
    )
    tab.close()
    assert found["wide"] <= width
    assert found["sizes"]
    assert min(found["sizes"]) >= 12


def test_no_address_leads_out_of_the_page() -> None:
    page = histories_section(histories(TURNS), SCENARIO, Links({FOUND.items[0].number}))
    assert not re.search(r"(src|href)=\"(?!#|history-)", page)
