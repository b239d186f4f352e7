"""What the four users come for, each as one visit to the page of Lake Khasan; and the page on paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DAWN = "31 Jul 1938, 05:00"


@pytest.fixture
def visit(chromium: Any, khasan_report: Path, khasan_comparison: Path) -> Iterator[Callable[..., Any]]:
    """Opens a page; fails on any error in it and on any request beyond the disk."""
    pages = {"report": khasan_report, "comparison": khasan_comparison}
    opened: list[Any] = []
    trouble: list[str] = []

    def open_page(name: str = "report", hash: str = "") -> Any:
        tab = chromium.new_page(viewport={"width": 1440, "height": 900})
        opened.append(tab)
        tab.on("pageerror", lambda error: trouble.append(str(error)))
        local = ("file:", "data:", "blob:")
        tab.on("request", lambda asked: None if asked.url.startswith(local) else trouble.append(asked.url))
        tab.goto(pages[name].as_uri() + hash)
        if name == "report":
            tab.wait_for_selector("#player[data-ready=yes]")
        return tab

    yield open_page
    for tab in opened:
        tab.close()
    assert trouble == []


def clock(tab: Any) -> str:
    return str(tab.inner_text("#rp-clock"))


def in_sight(tab: Any, selector: str) -> bool:
    """Does it lie in the window as it stands?"""
    box = tab.locator(selector).first.bounding_box()
    return bool(box) and box["y"] >= 0 and box["y"] + box["height"] <= tab.viewport_size["height"]


def test_a_historian_reads_the_battle_and_opens_a_claim(visit: Callable[..., Any]) -> None:
    tab = visit()
    assert tab.inner_text("h1") == "Lake Khasan, 29 July–11 August 1938"
    for part in (".told-short", ".battle-map", "#against-title", "table.scale tbody tr:nth-child(9)"):
        assert in_sight(tab, part), f"{part} is on the first screen"
    lines = " ".join(tab.locator(".battle-map .line-name").all_text_contents())
    assert "Soviet claim" in lines
    assert "Japanese claim" in lines
    headings = tab.locator("#happened h3").all_inner_texts()
    assert headings == [
        "Background", "Why here", "Who was there", "Who decided what", "The fighting", "How it ended", "Why it matters",
    ]  # fmt: skip
    paragraph = tab.locator(".told-text", has_text="the staff forbade all Japanese aircraft")
    claims = paragraph.locator(".told-claims li")
    assert not claims.first.is_visible()
    paragraph.locator("summary").click()
    assert claims.first.is_visible()
    assert claims.count() > 3
    for said in claims.all_inner_texts():
        assert re.search(r"Grade [A-E]", said), "each claim names its source and its grade"


def test_a_teacher_plays_to_the_dawn_of_31_july(visit: Callable[..., Any]) -> None:
    tab = visit()
    assert clock(tab) == "29 Jul 1938, 12:00"
    assert "Japan time (UTC+9)" in tab.inner_text(".rp-clock")
    tab.select_option("#rp-speed", "8")
    tab.click("#rp-play")
    tab.wait_for_function("document.getElementById('rp-clock').textContent.startsWith('31 Jul')", timeout=20_000)
    tab.click("#rp-play")
    assert tab.inner_text("#rp-play") == "Play"
    step = "#rp-on" if clock(tab) < DAWN else "#rp-back"  # both of one day, so that letters sort as hours do
    for _ in range(24):
        if clock(tab) == DAWN:
            break
        tab.click(step)
    assert clock(tab) == DAWN
    assert tab.inner_text("#rp-sky").startswith(("Day", "Twilight", "Dawn"))
    lost = re.findall(r"lost so far ([\d,]+) men", tab.inner_text("#rp-totals"))
    assert len(lost) == 2
    assert all(int(men.replace(",", "")) > 0 for men in lost), "both sides have paid for the night"
    assert re.search(r"(75th|76th) Infantry Regiment", tab.inner_text("#rp-events")), "who made the assault"
    assert "Japan" in tab.inner_text(".rp-legend")


def test_an_analyst_asks_why_of_a_loss_and_compares_a_what_if(visit: Callable[..., Any]) -> None:
    tab = visit()
    tab.select_option("#rp-stretch", "all")
    tab.locator("#rp-events button", has_text="why?").first.click()
    tab.wait_for_selector("#rp-why:not([hidden])")
    why = tab.inner_text("#rp-why")
    for words in ("Why did", "Expected", "The draw was"):
        assert words in why
    found = re.search(r"The draw was ([\d.]+) of 0 to 1: from ([\d.]+) to ([\d.]+) it means", why)
    assert found is not None
    drawn, low, high = (float(number) for number in found.groups())
    assert low <= drawn <= high, "the draw lies where its outcome does"

    compared = visit("comparison")
    assert "No fog" in compared.inner_text(".lead")
    row = compared.locator("tbody tr", has_text="Japan: casualties").first
    cells = row.locator("td").all_inner_texts()[:3]
    first, second, difference = (float(cell.replace(",", "").replace("−", "-")) for cell in cells)
    assert difference == pytest.approx(second - first, abs=1.01), "as rounded"
    assert " to " in row.locator("td").nth(3).inner_text(), "each difference has its interval"
    assert "does not say what would have happened" in compared.inner_text(".warn")


def test_a_wargamer_follows_a_link_to_hour_place_zoom_and_unit(visit: Callable[..., Any]) -> None:
    tab = visit()
    tab.fill("#rp-time", "210")
    tab.fill("#rp-unit", "Makhalin")
    tab.keyboard.press("Enter")
    for _ in range(4):
        tab.click("#rp-closer")
    tab.click("#rp-copy")
    link = tab.evaluate("location.hash")
    seen = [tab.inner_text(part) for part in ("#rp-clock", "#rp-scale", "#rp-panel h3", "#rp-gathered")]
    other = visit(hash=link)
    other.wait_for_function("Math.abs(document.getElementById('replay').getBoundingClientRect().top) < 80")
    assert [other.inner_text(part) for part in ("#rp-clock", "#rp-scale", "#rp-panel h3", "#rp-gathered")] == seen
    other.click("#rp-copy")
    assert other.evaluate("location.hash") == link, "and the place, to the metre"


def test_the_page_prints(visit: Callable[..., Any], tmp_path: Path) -> None:
    """On paper: the first screen, the story and the histories, without the replay and with what is closed closed."""
    tab = visit()
    tab.emulate_media(media="print")
    assert not tab.is_visible("#replay")
    assert not tab.is_visible("header.top")
    for part in ("#first", "#happened", "#histories", "#hill"):
        assert tab.is_visible(part)
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    paper = tmp_path / "khasan.pdf"
    tab.pdf(path=str(paper), format="A4")
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", paper.read_bytes()))
    assert 3 <= pages <= 12
