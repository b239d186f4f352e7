"""The site from a disk in a browser: the search knows names of one place in every script, and asks nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from helpers_site import Site
from khasan.present.site.frame import PARTS

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(chromium: Any) -> Iterator[Any]:
    """A tab that fails on any error and on any request beyond the disk."""
    opened = chromium.new_page(viewport={"width": 820, "height": 900})
    trouble: list[str] = []
    opened.on("pageerror", lambda error: trouble.append(str(error)))
    opened.on("console", lambda said: trouble.append(said.text) if said.type == "error" else None)
    opened.on("request", lambda asked: None if asked.url.startswith(("file:", "data:")) else trouble.append(asked.url))
    yield opened
    opened.close()
    assert trouble == []


def found(tab: Any, words: str) -> list[str]:
    """Titles of what is found, in their order."""
    tab.fill("#query", words)
    tab.press("#query", "Enter")
    return [str(text) for text in tab.locator("#results li > a").all_inner_texts()]


def asked(tab: Any, site: Site, hash: str = "") -> Any:
    tab.goto((site.root / "record" / "index.html").as_uri() + hash)
    return tab


@pytest.mark.parametrize(
    "name", ["Zaozernaya", "Заозёрная", "張鼓峰", "张鼓峰", "Changkufeng", "zhang gu feng", "Chōkohō"]
)
def test_a_place_is_found_by_any_of_its_names(tab: Any, site: Site, name: str) -> None:
    titles = found(asked(tab, site), name)
    assert titles[0] == "Zaozyornaya"
    assert len(titles) > 10, "and what claims say of it under its other names"


def test_short_characters_find_what_only_full_ones_name(tab: Any, site: Site) -> None:
    asked(tab, site)
    for full, short in (("諾門罕", "诺门罕"), ("綏芬河", "绥芬河")):
        assert found(tab, full)
        assert found(tab, short) == found(tab, full)


def test_a_claim_is_found_and_leads_to_its_place(tab: Any, site: Site) -> None:
    found(asked(tab, site), "Soviet tanks burnt")
    tab.click("#results li > a >> nth=0")
    tab.wait_for_url("**/record/lake-khasan-1938.html#*")
    assert "Soviet tanks burnt" in tab.inner_text(".quantity:has(li:target) h3")


def test_kind_and_record_narrow_it_and_a_link_brings_it_back(tab: Any, site: Site) -> None:
    asked(tab, site)
    everything = len(found(tab, "Goldman"))
    tab.select_option("#kind", "sources")
    titles = tab.locator("#results li > a").all_inner_texts()
    assert 0 < len(titles) < everything
    assert any("Goldman" in title for title in titles)
    link = tab.url
    assert link.endswith("#q=Goldman&in=sources")
    tab.goto("about:blank")
    tab.goto(link)
    assert tab.locator("#results li > a").all_inner_texts() == titles
    tab.select_option("#kind", "claims")
    tab.select_option("#where", label="Lake Khasan, 29 July–11 August 1938")
    assert tab.locator("#results li").count() > 0
    assert all("Lake Khasan" in text for text in tab.locator("#results li").all_inner_texts())


def test_more_is_shown_when_asked_for(tab: Any, site: Site) -> None:
    first = len(found(asked(tab, site), "Soviet"))
    tab.click("#more")
    assert tab.locator("#results li").count() == 2 * first


def test_what_is_typed_does_no_harm(tab: Any, site: Site) -> None:
    assert found(asked(tab, site), "<img src=x onerror=alert(1)> ([") == []
    assert tab.inner_text("#told") == "0 found"
    assert tab.locator("main img").count() == 0


@pytest.mark.parametrize("width", [360, 820, 1440])
def test_no_page_is_wider_than_the_window(tab: Any, site: Site, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    pages = [target.partition("#")[0] for target, _ in PARTS]
    pages += ["stories/lake-khasan-1938.html", "record/lake-khasan-1938.html", "record/sources.html", "docs/cli.html"]
    for page in dict.fromkeys(pages):
        tab.goto((site.root / page).as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, page
