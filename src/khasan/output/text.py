"""Text made safe for where it goes: one function an outlet. What came from files may hold anything."""

from __future__ import annotations

import json
import re
from html import escape
from typing import Any

_STEERING = re.compile(
    "\r(?!\n)|"  # alone it overwrites the line; with a line end it is one
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks of direction: they show text in another order than it has
    "\u2028\u2029"  # ends of lines to some, and not to others
    "\ud800-\udfff\ufffe\uffff]"  # half characters and none: XML 1.0 and UTF-8 lack them
)
_IN_PAGE = re.compile(f"[<>&]|{_STEERING.pattern}")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_RUNS = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")


class Styled(str):
    """Text for a terminal that was made safe part by part and may hold colours: it is shown as it is.

    Whatever is made of it - joined, cut - is plain text again, and will be escaped.
    """

    __slots__ = ()


def visible(text: str) -> str:
    r"""For a terminal, and wherever else text is only shown: what would steer the reader's eye or screen, spelt out.

    >>> print(visible("Hill\x1b[2J \u202eyllihC"))
    Hill\x1b[2J \u202eyllihC
    """
    return _STEERING.sub(_spelt, text)


def xml_text(text: str) -> str:
    """For HTML and SVG, in elements and in attributes.

    >>> xml_text('<b>"Hill"')
    '&lt;b&gt;&quot;Hill&quot;'
    """
    return escape(visible(text))


def json_text(content: Any, *, ascii_only: bool = False) -> str:
    r"""JSON for people and machines; what would steer a terminal as ``\uXXXX``, which is the same to a machine.

    >>> print(json_text({"hill": "\x9b2J"}))
    {
      "hill": "\u009b2J"
    }
    """
    written = json.dumps(content, indent=2, ensure_ascii=ascii_only, allow_nan=False)
    return _STEERING.sub(_as_json, written)


def json_in_page(content: Any) -> str:
    r"""JSON, packed small, for a script element of a page: no sign in it can end the script or begin a comment.

    >>> print(json_in_page(["<!--<script>"]))
    ["\u003c!--\u003cscript\u003e"]
    """
    return _IN_PAGE.sub(_as_json, json.dumps(_shown(content), ensure_ascii=False, separators=(",", ":")))


def csv_cell(text: str) -> str:
    """For a cell of a table that a spreadsheet may open: an apostrophe before what it would run. Numbers stay numbers.

    `csv_cell_read` takes the apostrophe away again.

    >>> csv_cell("=1+1"), csv_cell("-5"), csv_cell("+09:00"), csv_cell("'=1+1"), csv_cell("'a few'")
    ("'=1+1", '-5', "'+09:00", "''=1+1", "'a few'")
    """
    return f"'{text}" if _RUNS.match(text) and not _NUMBER.fullmatch(text) else text


def csv_cell_read(cell: str) -> str:
    """A cell as it was before `csv_cell`.

    >>> [csv_cell_read(csv_cell(text)) for text in ("=1+1", "-5", "'=1+1", "'a few'")]
    ['=1+1', '-5', "'=1+1", "'a few'"]
    """
    return cell[1:] if cell.startswith("'") and csv_cell(cell[1:]) == cell else cell


def _spelt(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _as_json(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _shown(content: Any) -> Any:
    """The same with every text in it made visible: a page's script takes JSON's escapes back."""
    if isinstance(content, str):
        return visible(content)
    if isinstance(content, dict):
        return {_shown(key): _shown(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_shown(value) for value in content]
    return content
