"""axe-core on a page: what keeps people out who see little, use no mouse or hear the page read.

The rules come with the package axe-playwright-python; nothing is loaded from the network.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe

EVERYWHERE = [(width, theme) for width in (1440, 820) for theme in ("light", "dark")]
ONCE_EACH = [(1440, "dark"), (820, "light")]
"""Each width and each theme once, for pages that take long."""
SERIOUS = ("serious", "critical")
OPEN_ALL = "document.querySelectorAll('details').forEach((part) => { part.open = true; })"


def serious(tab: Any) -> list[str]:
    """Each serious violation of a page, with the elements that break the rule."""
    found = Axe().run(tab).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found if one["impact"] in SERIOUS]


def everywhere(
    browser: Any, file: Path, use: Callable[[Any], None] | None = None, where: Sequence[tuple[int, str]] = EVERYWHERE
) -> dict[str, list[str]]:
    """Serious violations by width and theme; ``use``: what to do with the page before it is judged, else all is "
    "opened."""
    found = {}
    for width, theme in where:
        tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
        tab.goto(file.as_uri())
        (use or (lambda opened: opened.evaluate(OPEN_ALL)))(tab)
        if faults := serious(tab):
            found[f"{file.name} {width} {theme}"] = faults
        tab.close()
    return found
