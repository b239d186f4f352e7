"""What stands where something else was meant: numbers, texts, dates and shapes that have broken programs."""

from __future__ import annotations

import random
from typing import Any


class Raw(str):
    """Characters that stand in the file as they are, without quotes."""

    __slots__ = ()


NUMBERS: tuple[Any, ...] = (
    0, 1, -1, 2, -0.0, 0.5, 1e-9, 1e-300, 5e-324, 1e5, 1e9, 1e18, 1e30, 1e308, -1e308, 2**31 - 1, 2**31, 2**32,
    2**53 + 1, 2**63, -(2**63), 2**64, 10**40, True, False, None, Raw("NaN"), Raw(".nan"), Raw(".inf"), Raw("-.inf"),
    Raw("1e999"), Raw("Infinity"), Raw("9" * 400), Raw("9" * 5_000), Raw("0x1f"), Raw("1_000"), Raw("007"), Raw("+5"),
    Raw("5."), Raw(".5"), Raw("1e5"), Raw("12:30"), Raw("１２"), Raw("٣"), "12", "1e3", "１２",
)  # fmt: skip
TEXTS: tuple[Any, ...] = (
    "", " ", "\t", "x", "null", "~", "yes", "-", ".", "..", "/", "\\", "../../../etc/passwd", "/dev/zero", "a" * 300,
    "a" * 30_000, "\x00", "a\x00b", "\x1b[2J\x1b]0;x\x07", "a\u202eb", "\u2066a\u2069", "a\u2028b", "\ufeffa", "\x85",
    "\x9b31m", "<!--<script>alert(1)</script>", "</script><svg/onload=x>", "=1+1", "@SUM(1)", "%s%n%x", "{0.__class__}",
    "${x}", "$(x)", "'; DROP TABLE x; --", "\U0001f4a5" * 5, "e\u0301", "\u0130", "ß", "ﬁ", "張鼓峰", "Заозёрная",
    "İstanbul", "\n", "a\nb", "a\r\nb", "'", '"', "`", "#", "# no", "a: b", "- a", "[", "]", "{", "}", "&a", "*a", "!a",
    "!!python/object/apply:os.system [x]",
    Raw("!!python/object/apply:os.system ['true']"), Raw("*none"), Raw("&a [*a]"),
    Raw('"\\ud800"'), Raw('"\\udc00\\ud800"'), Raw('"\\x1b"'), Raw("!!binary aGFsbG8="), Raw("!!float 5"),
    Raw("<<: {}"),
    Raw("? x"), Raw("%YAML 1.1"), Raw("\t"), Raw("@"), Raw("`"), Raw("---"), Raw("\u00a0"),
)  # fmt: skip
DATES: tuple[Any, ...] = (
    "1938-07-31", "1938-02-30", "1938-13-01", "0000-01-01", "0001-01-01T00:00:00+09:00", "9999-12-31T23:59:59+09:00",
    "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "1938-07-31T02:00:00", "1938-07-31T24:00:00+09:00",
    "1938-07-31T02:00:00+99:99", "1938-07-31T02:00:00Z", "1938-07-31T02:00:00.123456789+09:00", "1938-W31-7",
    "1938-07-31T02:00:60+09:00", "１９３８-07-31", "1938-07-31\n", "1938-07-31T02:00:00+09:00\n",
    "1945-08-09T00:00:00+09:00",
    "1938-07-31T02:00:00+23:59", "1938-07-31T02:00:00+00:00:30", "-1938-07-31", "19380731T020000+0900", "1935-24",
    "193X", "1935-XX-31", "1938/1937", "../1938", "1938-08-02/1938-08-03~", "12:30", "1e5", 1938, Raw("1938-07-31"),
)  # fmt: skip
_NESTED: Any = "x"
for _ in range(70):
    _NESTED = [_NESTED]
SHAPES: tuple[Any, ...] = (
    {}, [], [[]], [None], {"": None}, {"value": 1}, {"value": {"value": 1}}, {"value": 1, "low": 2, "high": 0},
    {"value": 1, "guess": "why"}, {"value": 1e30, "guess": "why"}, {"record": "x"}, {"guess": ""},
    {"x": {"y": {"z": [1]}}},
    [1, "x", None, {}], [0] * 2_000, {f"k{k}": k for k in range(500)}, _NESTED, Raw("[" * 80 + "]" * 80),
    Raw("[" * 5_000), Raw("{" * 5_000), Raw('{"a":' * 200 + "1" + "}" * 200), Raw("[&b [1], *b, *b, *b]"),
    Raw("{1: 2}"),
    Raw("{[a]: b}"), Raw('{"a": 1, "a": 2}'),
)  # fmt: skip
ALL = (NUMBERS, TEXTS, DATES, SHAPES)
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def instead_of(value: Any, dice: random.Random) -> Any:
    """Something that somebody could put in the place of a value; most often of the same kind."""
    if dice.random() < 0.25:
        return dice.choice(dice.choice(ALL))
    if isinstance(value, bool) or value is None:
        return dice.choice(dice.choice(ALL))
    if isinstance(value, int | float):
        changed = (-value, value * 10, value * 1e6, value / 1e6, value + 1, value - 1, value + 0.5, str(value))
        return dice.choice(changed) if dice.random() < 0.5 else dice.choice(NUMBERS)
    if isinstance(value, str):
        if value[:2] in ("19", "18") and dice.random() < 0.7:
            return dice.choice(DATES)
        return _rewritten(value, dice) if dice.random() < 0.5 else dice.choice(TEXTS)
    return dice.choice(SHAPES) if dice.random() < 0.7 else dice.choice(dice.choice(ALL))


def _rewritten(text: str, dice: random.Random) -> str:
    """A slip of the pen, of the keyboard, or of a program."""
    at = dice.randrange(len(text) + 1)
    return dice.choice(
        (
            text.upper(), text.title(), text[:at], text[at:], text * 2, text[::-1], f" {text}", f"{text} ", f"{text}\n",
            text[:at] + dice.choice("x-_ .:\u200b\u00ad\u0301é\x07") + text[at:], text[:at] + text[at + 1 :],
            text.translate(_FULL_WIDTH), text.replace("-", "_"), text.replace("-", "\u2010"), f"'{text}'",
        )
    )  # fmt: skip
