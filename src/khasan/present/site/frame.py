"""What all pages of the site share: head, ways to the other parts, foot; and the bar over pages made elsewhere.

Pages lie in folders and lead to each other by relative names of files, so that they work from a disk without a server.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from posixpath import relpath

from markupsafe import Markup

from khasan import __version__
from khasan.present.pages import rendered, style
from khasan.present.story.story_page import COLOURS
from khasan.present.typefaces import faces

HOME, FIGHTS, FRONTIER, RECORD, DOCS = (
    "index.html", "index.html#fights", "frontier/index.html", "record/index.html", "docs/index.html",
)  # fmt: skip
"""The page of each part, from the root of the site."""
PARTS = (
    (HOME, "Start"),
    (FIGHTS, "The fights"),
    (FRONTIER, "The frontier"),
    (RECORD, "The record"),
    (DOCS, "Studies and validation"),
)
STYLE, FACES = "style.css", "typefaces.css"
"""Sheets at the root: of all these pages, and the typefaces, which the pages of runs share with them."""
_BODY = re.compile(r"<body[^>]*>", re.IGNORECASE)
_BAR = "khasan-site-bar"


def page(
    place: str,
    title: str,
    body: str,
    *,
    part: str,
    kind: str = "",
    scripts: Sequence[str] = (),
    sheets: Sequence[str] = (),
) -> str:
    """A page. ``place``: where it lies, from the root; ``part``: the page of the part that it belongs to.

    ``kind``: a class of its body; ``scripts``, ``sheets``: files of the site that it loads, from the root, the
    sheets before the site's own.
    """
    context = {
        "title": title,
        "body": Markup(body),
        "kind": kind,
        "sheets": [link(place, sheet) for sheet in (*sheets, STYLE)],
        "ways": _ways(place, part),
        "scripts": [link(place, script) for script in scripts],
        "version": __version__,
    }
    return rendered("site.html.j2", context)


def link(place: str, target: str) -> str:
    """The way from a page to a file, both named from the root of the site.

    >>> link("record/sources.html", "index.html"), link("record/a.html", "record/b.html#claim")
    ('../index.html', 'b.html#claim')
    """
    path, mark, anchor = target.partition("#")
    folder = place.rpartition("/")[0]
    return relpath(path, folder or ".") + mark + anchor


def site_style() -> str:
    """The style sheet of all these pages: that of all of khasan's, with the stories' and their own."""
    return with_shared_faces(style(COLOURS, "story.css", "site.css"), STYLE)


def with_shared_faces(text: str, place: str) -> str:
    """A page or a sheet that takes the typefaces from the site's one file of them instead of carrying its own.

    >>> with_shared_faces(f"<style>{faces()}p {{}}</style>", "battles/a/report.html")
    '<style>@import url("../../typefaces.css");\\np {}</style>'
    """
    return text.replace(faces(), f'@import url("{link(place, FACES)}");\n', 1)


def with_bar(text: str, place: str, part: str, *, beside: tuple[str, str] | None = None, note: str = "") -> str:
    """A page that was made elsewhere, with the site's ways above it: of what it looks like nothing is known here.

    ``beside``: a page that belongs to it, and the words for it; ``note``: words at its end.

    >>> "The record" in with_bar("<html><body>Run</body></html>", "battles/a/report.html", FIGHTS)
    True
    """
    if _BAR in text:
        return text
    text = with_shared_faces(text, place)
    bar = rendered(
        "site_bar.html.j2",
        {"ways": _ways(place, part), "name": _BAR, "beside": beside and (link(place, beside[0]), beside[1])},
    )
    text = _BODY.sub(lambda found: found[0] + "\n" + bar, text, count=1)
    head, end, tail = text.rpartition("</body>")
    if not note or not end:
        return text
    return head + rendered("site_note.html.j2", {"note": note, "name": _BAR}) + end + tail


def _ways(place: str, part: str) -> list[tuple[str, str, bool]]:
    """(where it leads, its words, is it the part that the page belongs to?) of each part."""
    return [(link(place, target), words, target == part) for target, words in PARTS]
