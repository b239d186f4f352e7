"""Reads pages of a site: where they lead, which anchors they have, what they load from elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LEADS = {
    "a": "href",
    "link": "href",
    "img": "src",
    "script": "src",
    "iframe": "src",
    "source": "src",
    "object": "data",
}


class Page(HTMLParser):
    """What a page leads to (``leads``: links; ``loads``: pictures, styles, scripts) and its anchors."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.leads: list[str] = []
        self.loads: list[str] = []
        self.anchors: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if told.get("id"):
            self.anchors.append(str(told["id"]))
        where = told.get(_LEADS.get(tag, ""))
        if where:
            (self.leads if tag == "a" else self.loads).append(where)


@dataclass
class Site:
    """All pages of a folder."""

    root: Path
    pages: dict[Path, Page] = field(default_factory=dict)

    @classmethod
    def read(cls, root: Path) -> Site:
        files = sorted(root.rglob("*.html"))
        return cls(root, {file: Page(file.read_text(encoding="utf-8")) for file in files})

    def fault(self, page: Path, where: str) -> str:
        """What is wrong with where a page leads; "" if nothing."""
        parts = urlsplit(where)
        if parts.scheme in ("https", "http", "mailto", "data"):
            return ""
        if parts.scheme or parts.netloc or parts.path.startswith("/"):
            return "no way from a disk"
        target = (page.parent / unquote(parts.path)).resolve() if parts.path else page.resolve()
        if not target.is_relative_to(self.root.resolve()):
            return "outside the site"
        if not target.is_file():
            return "no such file"
        anchor = re.sub(r"^replay-r\d+-h\d+$", "replay", unquote(parts.fragment))  # a moment in the replay
        there = self.pages.get(target)
        if anchor and "=" not in anchor and there is not None and anchor not in there.anchors:
            return "no such anchor"
        return ""

    def faults(self) -> dict[str, str]:
        """ "page -> where it leads": what is wrong, of everything that leads nowhere."""
        return {
            f"{page.relative_to(self.root)} -> {where}": wrong
            for page, told in self.pages.items()
            for where in (*told.leads, *told.loads)
            if (wrong := self.fault(page, where))
        }

    def from_elsewhere(self) -> list[str]:
        """What pages and styles would load from the network."""
        found = [
            where for told in self.pages.values() for where in told.loads if urlsplit(where).scheme in ("http", "https")
        ]
        for file in (*self.root.rglob("*.css"), *self.root.rglob("*.html")):
            found += re.findall(r"(?:@import|url\()\s*['\"]?(https?:[^'\")]+)", file.read_text(encoding="utf-8"))
        return found
