"""The documents as pages: studies, validation, the model, how to use it; their links lead on inside the site."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from posixpath import normpath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from khasan.present.pages import rendered, template
from khasan.present.site.frame import DOCS, link, page

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

PARTS = (
    ("studies", "Studies", "What was asked of the model, and what came out."),
    (
        "validation",
        "Validation",
        "What was expected of it before it was run, and where it agrees with the record or fails.",
    ),
    ("model", "The model", "The record, the ground, the forces and the rules, with their equations."),
    ("", "Using it", "Commands, reports, measures, experiments, and how the code is built."),
    ("how_to_add", "How to add", "A weapon, an incident, a what-if, a rule."),
    ("decisions", "Decisions", "Why it is built the way it is."),
)
"""Folder of documents, its heading, and what stands in it."""
_COMMENT = re.compile(r"^<!--.*?-->[ \t]*\n?", re.MULTILINE | re.DOTALL)
_ENDS = (".svg", ".png", ".json", ".yaml", ".ipynb")
"""What documents may show or lead to beside other documents."""


@dataclass(frozen=True)
class Document:
    """A file of Markdown: where it stands below the folder of documents, and its text."""

    path: str
    text: str

    @property
    def place(self) -> str:
        """Its page, from the root of the site."""
        return f"docs/{self.path.removesuffix('.md')}.html"

    @property
    def title(self) -> str:
        """Its first heading, without marks."""
        found = re.search(r"^# +(.+?)\s*$", self.text, re.MULTILINE)
        return plain(found[1]) if found else self.path


@dataclass(frozen=True)
class Documents:
    """All documents of a folder."""

    folder: Path
    all: tuple[Document, ...]

    @classmethod
    def of(cls, folder: Path) -> Documents:
        """Read them."""
        paths = sorted(folder.rglob("*.md"))
        read = (Document(p.relative_to(folder).as_posix(), p.read_text(encoding="utf-8")) for p in paths)
        return cls(folder, tuple(read))

    def pages(self) -> Iterator[tuple[str, str]]:
        """(place, text) of each page, the list of them first."""
        yield DOCS, self._list()
        markdown = _markdown()
        places = {one.path: one.place for one in self.all}
        for one in self.all:
            tokens = markdown.parse(_COMMENT.sub("", one.text))
            _anchors(tokens)
            _led(tokens, one.path, places, self.folder)
            context = {
                "text": markdown.renderer.render(tokens, markdown.options, {}),
                "part": next((title for name, title, _ in PARTS if name == _room(one.path)), ""),
                "list": link(one.place, DOCS),
            }
            yield (
                one.place,
                page(one.place, one.title, rendered("site_doc.html.j2", _safe(context)), part=DOCS, kind="doc"),
            )

    def files(self) -> dict[str, Path]:
        """Place -> file of what the documents show or lead to beside each other."""
        found = {}
        for one in self.all:
            for target in _targets(_markdown().parse(one.text)):
                path = _path(one.path, target)
                if path.endswith(_ENDS) and (self.folder / path).is_file():
                    found[f"docs/{path}"] = self.folder / path
        return found

    def _list(self) -> str:
        parts = []
        for name, title, about in PARTS:
            here = [one for one in self.all if _room(one.path) == name]
            here.sort(key=lambda one: (not one.path.endswith("README.md"), one.path))
            entries = [(one.title, link(DOCS, one.place)) for one in here]
            if entries:
                parts.append({"id": name or "using", "title": title, "about": about, "entries": entries})
        body = rendered("site_docs.html.j2", {"parts": parts})
        return page(DOCS, "Studies and validation", body, part=DOCS)


def _room(path: str) -> str:
    """The part that a document belongs to: the first folder on its way, "" if it lies in none."""
    return path.partition("/")[0] if "/" in path else ""


def slug(heading: str) -> str:
    """The anchor of a heading: its words in small letters, joined by hyphens, as GitHub makes it.

    >>> slug("The way of a shot, from a file to a casualty")
    'the-way-of-a-shot-from-a-file-to-a-casualty'
    """
    return re.sub(r"[^\w\- ]", "", plain(heading).lower().replace("`", "")).replace(" ", "-")


def plain(text: str) -> str:
    """Words without the marks of Markdown.

    >>> plain("`khasan run` and [others](cli.md)")
    'khasan run and others'
    """
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).replace("`", "").replace("**", "")


def _markdown() -> MarkdownIt:
    """CommonMark with tables. HTML in a text is shown as text; addresses that run a script are no links."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    markdown.add_render_rule("table_open", lambda *_: template("site_table.html"))  # scrolls by itself, by keyboard too
    markdown.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return markdown


def _safe(context: dict[str, Any]) -> dict[str, Any]:
    from markupsafe import Markup

    return context | {"text": Markup(context["text"])}


def _anchors(tokens: Sequence[Token]) -> None:
    """Give headings their anchors, each once; and let wide tables scroll."""
    seen: dict[str, int] = {}
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            name = slug(tokens[number + 1].content)
            seen[name] = seen.get(name, -1) + 1
            token.attrSet("id", name if not seen[name] else f"{name}-{seen[name]}")


def _led(tokens: Sequence[Token], path: str, places: dict[str, str], folder: Path) -> None:
    """Lead links to pages of the site; what lies outside it stands as text."""
    for token in _inside(tokens):
        children = token.children or []
        dead: list[bool] = []
        for child in children:
            if child.type == "image":
                child.attrSet("loading", "lazy")
            if child.type == "link_open":
                where = _where(path, str(child.attrGet("href")), places, folder)
                dead.append(where is None)
                if where is None:
                    child.tag = "span"
                    child.attrs = {"class": "nolink", "title": "stands in the sources of khasan, not in this site"}
                else:
                    child.attrSet("href", where)
            elif child.type == "link_close" and dead.pop():
                child.tag = "span"


def _where(path: str, href: str, places: dict[str, str], folder: Path) -> str | None:
    """Where a link leads from a page of the site; None if the site has nothing there."""
    parts = urlsplit(href)
    if parts.scheme or not parts.path:
        return href
    target = _path(path, href)
    anchor = f"#{parts.fragment}" if parts.fragment else ""
    own = f"docs/{path}"
    for one in (target, f"{target}/README.md"):
        if one in places:
            return link(own, places[one] + anchor)
    if any(one.startswith(f"{target}/") for one in places):
        return link(own, f"{DOCS}#{target}")
    return href if target.endswith(_ENDS) and (folder / target).is_file() else None


def _path(path: str, href: str) -> str:
    """Where a link of a document leads, below the folder of documents."""
    return normpath(f"{path.rpartition('/')[0] or '.'}/{unquote(urlsplit(href).path)}")


def _targets(tokens: Sequence[Token]) -> Iterator[str]:
    for token in _inside(tokens):
        for child in token.children or []:
            for name in ("href", "src"):
                if child.attrGet(name):
                    yield str(child.attrGet(name))


def _inside(tokens: Sequence[Token]) -> Iterator[Token]:
    return (token for token in tokens if token.type == "inline")
