"""Nothing on a page dangles: every link and picture leads to a file of the repository or to a public address."""

from __future__ import annotations

import ipaddress
import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "changelog.d").glob("*.md")])
_BLOCK = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"(`+)[^`].*?\1", re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
_NAMED = re.compile(r"^\[[^\]]+\]:\s*(\S+)", re.MULTILINE)
_TAG = re.compile(r"<(?:a|img|source)\b[^>]*?\b(?:href|src|srcset)=[\"']([^\"']+)")


def links(text: str) -> list[str]:
    """Where the links, pictures and tags of a page lead, but for those inside code."""
    text = _CODE.sub("", _BLOCK.sub("", text))
    return [found for pattern in (_LINK, _NAMED, _TAG) for found in pattern.findall(text)]


@cache
def headings(page: Path) -> frozenset[str]:
    """The anchors that a page has: of each heading its words in lower case, joined by hyphens."""
    text = re.sub(r"^(```|~~~).*?^\1", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    titles = re.findall(r"^#{1,6} +(.+?)\s*#*$", text, re.MULTILINE)
    plain = [re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).lower() for title in titles]
    return frozenset(re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in plain)


def is_public(host: str | None) -> bool:
    """Is it a host that everybody can reach?"""
    if host is None or "." not in host:
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return not host.endswith((".local", ".internal", ".lan"))


def fault(page: Path, link: str, root: Path = ROOT) -> str:
    """What is wrong with where a link of a page leads; "" if nothing."""
    parts = urlsplit(link)
    if parts.scheme:
        fine = parts.scheme == "mailto" or (parts.scheme == "https" and is_public(parts.hostname))
        return "" if fine else "no public address"
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not target.is_relative_to(root):
        return "outside the repository"
    if not target.exists():
        return "no such file"
    if parts.fragment and target.suffix == ".md" and parts.fragment not in headings(target):
        return "no such heading"
    return ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_and_picture_of_a_page_leads_somewhere(page: Path) -> None:
    at = ROOT / page.name if page.parent.name == "changelog.d" else page  # fragments become one page at the root
    found = {link: fault(at, link) for link in links(page.read_text("utf-8"))}
    assert not {link: wrong for link, wrong in found.items() if wrong}


def test_pages_show_pictures_and_none_lies_about_unused() -> None:
    """What no page shows leaves the repository: the command beside the study makes it again."""
    shown = {(page.parent / link).resolve() for page in PAGES for link in links(page.read_text("utf-8"))}
    kept = {path for path in (ROOT / "docs").rglob("*") if path.suffix in (".html", ".png", ".svg", ".jpg", ".gif")}
    assert kept
    assert not kept - shown


@pytest.mark.parametrize(
    ("link", "wrong"),
    [
        ("b.md", ""), ("b.md#a-b-c", ""), ("folder", ""), ("#here", ""), ("https://example.org/x", ""),
        ("c.md", "no such file"), ("b.md#nowhere", "no such heading"), ("#nowhere", "no such heading"),
        ("../b.md", "outside the repository"), ("folder/../../b.md", "outside the repository"),
        ("https://localhost/x", "no public address"), ("https://10.0.0.1/x", "no public address"),
        ("file:///b.md", "no public address"), ("http://example.org/x", "no public address"),
    ],
)  # fmt: skip
def test_a_link_that_leads_nowhere_is_told(tmp_path: Path, link: str, wrong: str) -> None:
    (tmp_path / "a.md").write_text("# Here\n", "utf-8")
    (tmp_path / "b.md").write_text("## `a`, [b](a.md) c\n", "utf-8")
    (tmp_path / "folder").mkdir()
    assert fault(tmp_path / "a.md", link, tmp_path) == wrong


def test_links_are_found_in_every_form_but_not_in_code() -> None:
    page = '[a](1.md) ![b](2.svg "t") `[c](3.md)` <img src="4.png">\n```\n[d](5.md)\n```\n[e]: 6.md\n'
    assert links(page) == ["1.md", "2.svg", "6.md", "4.png"]
