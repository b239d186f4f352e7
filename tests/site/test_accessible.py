"""axe-core finds no serious violation on the site: its first page, a story, the record and its search, the frontier."""

from __future__ import annotations

from typing import Any

import pytest

from helpers_axe import everywhere
from helpers_site import Site

pytestmark = pytest.mark.browser
PAGES = (
    "index.html", "stories/lake-khasan-1938.html", "record/index.html", "record/suifenho-1935.html",
    "record/sources.html", "frontier/index.html", "docs/cli.html",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_no_serious_violation(chromium: Any, site: Site, page: str) -> None:
    assert everywhere(chromium, site.root / page) == {}


def test_none_in_what_the_search_finds(chromium: Any, site: Site) -> None:
    def use(tab: Any) -> None:
        tab.fill("#query", "Soviet tanks")
        tab.press("#query", "Enter")
        assert tab.locator("#results li").count() > 5

    assert everywhere(chromium, site.root / "record" / "index.html", use) == {}
