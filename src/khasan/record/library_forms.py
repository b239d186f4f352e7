"""Sources in the forms that reference managers read: BibTeX and CSL-JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from khasan.output import visible
from khasan.record.source import Source

_BIBTEX = {
    "thesis": "phdthesis",
    "article": "article",
    "book": "book",
    "web": "online",
    "seed": "online",
    "dataset": "dataset",
    "encyclopaedia": "inreference",
}
_CSL = {
    "thesis": "thesis",
    "article": "article-journal",
    "book": "book",
    "web": "webpage",
    "seed": "webpage",
    "dataset": "dataset",
    "encyclopaedia": "entry-encyclopedia",
    "newspaper": "article-newspaper",
    "archive": "document",
}
_ESCAPED = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_ESCAPED |= {sign: f"\\{sign}" for sign in "#$%&_"}
_ADDRESS = re.compile(r"https?://[^\s;,]+")


def bibtex(sources: Iterable[Source]) -> str:
    r"""One entry a source, by key; what nobody recorded (authors apart from titles, years) is not made up.

    >>> from khasan.record import load_sources
    >>> print(bibtex([load_sources()["CDB90"]]))
    @dataset{CDB90,
      author = {{US Army Concepts Analysis Agency}},
      title = {{US Army CAA Data Base of Battles 1990, engagements 256 to 260}},
      date = {1990},
      langid = {en},
      howpublished = {https://github.com/jrnold/CDB90 at e0b35ec},
      url = {https://github.com/jrnold/CDB90},
      note = {grade A/B; seen: extract; carries error bands},
    }
    <BLANKLINE>
    """
    return "\n".join(_entry(source) for source in sorted(sources, key=lambda source: source.key))


def csl_json(sources: Iterable[Source]) -> list[dict[str, Any]]:
    """One item a source, by key."""
    return [_item(source) for source in sorted(sources, key=lambda source: source.key)]


def _entry(source: Source) -> str:
    fields = {
        "author": _author(source.author),
        "title": f"{{{_safe(source.title)}}}",
        "date": source.year,
        "langid": source.language,
        "howpublished": _safe(source.where),
    }
    address = _ADDRESS.search(source.where)
    if address is not None:
        fields["url"] = address[0]
    fields["note"] = _safe(_note(source))
    lines = [f"  {name} = {{{text}}}," for name, text in fields.items() if text]
    return "\n".join([f"@{_BIBTEX.get(source.kind, 'misc')}{{{source.key},", *lines, "}\n"])


def _author(author: str) -> str:
    """A body, or a name of one word, is kept together."""
    return _safe(author) if "," in author or not author else f"{{{_safe(author)}}}"


def _name(name: str) -> dict[str, str]:
    family, _, given = name.partition(", ")
    return {"family": family, "given": given} if given else {"literal": name}


def _issued(day: str) -> dict[str, Any]:
    return {"date-parts": [[int(part) for part in day.split("-")]]}


def _item(source: Source) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": source.key,
        "type": _CSL.get(source.kind, "document"),
        "title": source.title,
        "note": _note(source),
    }
    if source.author:
        item["author"] = (
            [_name(name) for name in source.author.split(" and ")]
            if "," in source.author
            else [{"literal": source.author}]
        )
    if source.year:
        item["issued"] = _issued(source.year)
    if source.language:
        item["language"] = source.language
    if source.where:
        item["source"] = source.where
    address = _ADDRESS.search(source.where)
    if address is not None:
        item["URL"] = address[0]
    return item


def _note(source: Source) -> str:
    return "; ".join(part for part in (f"grade {source.grade}", f"seen: {source.seen}", source.note) if part)


def _safe(text: str) -> str:
    return "".join(_ESCAPED.get(sign, sign) for sign in visible(text))
