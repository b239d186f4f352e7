"""Which characters may stand in a text that khasan reads and shows, and how others are told of.

A control character can drive a terminal, one that turns the direction of writing makes a line read as what it is
not, and half a surrogate pair cannot be written out at all.

>>> unfit("Zaozernaya, 張鼓峰") is None, unfit("a\\x1b[31m")
(True, 'U+001B, a control character')
>>> visible("a\\u202eb")
'a\\\\u202eb'
"""

from __future__ import annotations

import re

_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029"
_DIRECTION = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_REST = "\ufeff\ufffe\uffff\ud800-\udfff"
NEVER = f"[{_CONTROL}{_DIRECTION}{_REST}]"
"""As a regular expression: what no text may hold, be it in one line or in more."""
_IN_LINES = re.compile(NEVER)
_IN_ONE_LINE = re.compile(f"[\t\n{_CONTROL}{_DIRECTION}{_REST}]")


def unfit(text: str, *, lines: bool = False) -> str | None:
    """The first character of a text that must not stand in it, in words; None if all may.

    ``lines``: the text may have more than one line, and tabulators.
    """
    found = (_IN_LINES if lines else _IN_ONE_LINE).search(text)
    if found is None:
        return None
    code = ord(found[0])
    if 0xD800 <= code <= 0xDFFF:
        what = "half of a surrogate pair"
    elif re.match(f"[{_DIRECTION}]", found[0]):
        what = "which turns the direction of writing"
    elif code in (0xFEFF, 0xFFFE, 0xFFFF):
        what = "which is no character of a text"
    else:
        what = "a control character"
    return f"U+{code:04X}, {what}"


def visible(text: str) -> str:
    """A text for a message: whatever does not show, or would do something, written as its code."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
