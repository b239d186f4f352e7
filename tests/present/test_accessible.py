"""axe-core finds no serious violation on the pages, light and dark, on a wide screen and on a narrow one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import helpers_study
from helpers_axe import ONCE_EACH, OPEN_ALL, everywhere
from khasan.experiment.study import run_study
from khasan.frontier.many_histories import Asked, Frontier
from khasan.present.frontier_report import frontier_page
from khasan.present.study_report import study_page

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_axe_finds_what_is_wrong(chromium: Any, tmp_path: Path) -> None:
    """So that an empty list of violations means something."""
    file = tmp_path / "bad.html"
    file.write_text('<html><body><img src="x"><p style="color:#ccc;background:#fff">pale</p></body></html>', "utf-8")
    found = everywhere(chromium, file)
    assert len(found) == 4
    assert all({"image-alt", "color-contrast"} <= {one.partition(":")[0] for one in some} for some in found.values())


def test_all_that_is_folded_in_the_page_of_a_battle(chromium: Any, khasan_report: Path) -> None:
    def use(tab: Any) -> None:
        tab.wait_for_selector("#player[data-ready=yes]")
        tab.evaluate(OPEN_ALL)

    assert everywhere(chromium, khasan_report, use, ONCE_EACH) == {}


def test_the_page_of_a_battle_and_its_replay_with_a_unit_a_stack_and_a_reason_open(
    chromium: Any, khasan_report: Path
) -> None:
    def use(tab: Any) -> None:
        tab.wait_for_selector("#player[data-ready=yes]")
        tab.fill("#rp-time", "200")
        tab.locator("#rp-symbols .rp-symbol:has(.rp-behind)").first.dispatch_event("click")
        tab.fill("#rp-unit", "Makhalin")
        tab.keyboard.press("Enter")
        tab.select_option("#rp-stretch", "all")
        tab.locator("#rp-events button", has_text="why?").first.click()
        tab.wait_for_selector("#rp-why:not([hidden])")
        tab.wait_for_timeout(300)  # until what glides has come to rest

    assert everywhere(chromium, khasan_report, use) == {}


def test_the_page_of_a_comparison(chromium: Any, khasan_comparison: Path) -> None:
    assert everywhere(chromium, khasan_comparison) == {}


def test_the_page_of_a_study(chromium: Any, tmp_path: Path) -> None:
    study = run_study(helpers_study.written(tmp_path), tmp_path / "study", workers=1, command=["khasan", "x"])
    assert everywhere(chromium, study_page.write_report(study)) == {}


def test_the_page_of_the_frontier(chromium: Any, tmp_path: Path) -> None:
    frontier = Frontier()
    played = frontier.run(Asked(replications=5, seed=3), tmp_path / "frontier", force=True, command=["khasan", "x"])
    assert everywhere(chromium, frontier_page.write_page(frontier, played)) == {}
