"""One to three changes of a tree, a table or bytes; each told in words, so that a find can be understood."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from typing import Any

from verification.file_fuzz.hostile import ALL, Raw, instead_of

Tree = dict[str, Any] | list[Any]
_RAW = "\ue000{}\ue001"
_IS_RAW = re.compile('"\ue000([0-9]+)\ue001"')
_TWIN = "\ue002"
"""At the end of a key that is to stand twice: JSON libraries write no key twice."""
_NUMBER = re.compile(r"(?<![\w.])-?[0-9]+(?:\.[0-9]+)?(?![\w.])")
_WORD = re.compile(r"[A-Za-z_][\w-]*")


def tree(source: str, dice: random.Random) -> tuple[bytes, str]:
    """A document (as JSON, which YAML readers take too) with one to three changes; what they were."""
    document = {"root": json.loads(source)}
    told = [_change(document, dice) for _ in range(dice.choice((1, 1, 2, 3)))]
    return written(document["root"], dice).encode("utf-8", "surrogatepass"), "; ".join(told)


def written(document: Any, dice: random.Random) -> str:
    """JSON, with raw characters where they are wanted and keys twice where they are."""
    raws: list[str] = []

    def plain(value: Any) -> Any:
        if isinstance(value, Raw):
            raws.append(str(value))
            return _RAW.format(len(raws) - 1)
        if isinstance(value, dict):
            return {key: plain(part) for key, part in value.items()}
        return [plain(part) for part in value] if isinstance(value, list) else value

    indent = dice.choice((None, 1, 2))
    try:
        text = json.dumps(plain(document), ensure_ascii=False, indent=indent)
    except (ValueError, RecursionError):
        return "[" * 10_000
    return _IS_RAW.sub(lambda found: raws[int(found[1])], text).replace(_TWIN, "")


def _places(document: Any) -> list[tuple[Any, Any]]:
    """Every (holder, key or index) of a tree."""
    found: list[tuple[Any, Any]] = []
    left = [document]
    while left:
        holder = left.pop()
        for key, part in holder.items() if isinstance(holder, dict) else enumerate(holder):
            found.append((holder, key))
            if isinstance(part, dict | list):
                left.append(part)
    return found


def _change(document: dict[str, Any], dice: random.Random) -> str:
    places = _places(document)
    holder, key = dice.choice(places)
    value = holder[key]
    what = dice.choice(("replace", "replace", "replace", "delete", "twice", "rename", "swap", "move", "add", "wrap"))
    if what == "delete" and holder is not document:
        del holder[key]
    elif what == "twice" and isinstance(holder, list):
        holder.insert(dice.randrange(len(holder) + 1), value)
    elif what == "twice" and isinstance(key, str) and holder is not document:
        holder[key + _TWIN] = value
    elif what == "rename" and isinstance(key, str) and holder is not document:
        new = instead_of(key, dice)
        holder[str(new)] = holder.pop(key)
    elif what in ("swap", "move"):
        other, at = dice.choice(places)
        if what == "swap" and _holds(other, at):
            holder[key], other[at] = _copy(other[at]), _copy(value)
        elif _holds(other, at):
            other[at] = _copy(value)
    elif what == "add" and isinstance(value, dict):
        value[dice.choice(("x", "id", "factor", "", "value", "provenance", key if isinstance(key, str) else "k"))] = (
            dice.choice(dice.choice(ALL))
        )
    elif what == "add" and isinstance(value, list):
        value.append(dice.choice(dice.choice(ALL)))
    elif what == "wrap":
        holder[key] = dice.choice(([value], {"value": value}, [[value]], {"x": value}))
    else:
        what, holder[key] = "replace", instead_of(value, dice)
    return f"{what} {key!r}"[:60]


def _holds(holder: Any, key: Any) -> bool:
    """Is the place still there, after what was changed before?"""
    return key in holder if isinstance(holder, dict) else key < len(holder)


def _copy(value: Any) -> Any:
    """So that no tree comes to hold itself."""
    if isinstance(value, dict):
        return {key: _copy(part) for key, part in value.items()}
    return [_copy(part) for part in value] if isinstance(value, list) else value


def table(source: str, dice: random.Random) -> tuple[bytes, str]:
    """A CSV with one to three changes of cells, rows or columns."""
    rows = list(csv.reader(io.StringIO(source)))
    told = []
    for _ in range(dice.choice((1, 1, 2, 3))):
        at = dice.randrange(len(rows)) if dice.random() < 0.1 else dice.randrange(1, len(rows)) if rows[1:] else 0
        row = rows[at]
        column = dice.randrange(len(row)) if row else 0
        what = dice.choice(("cell", "cell", "cell", "cell", "drop", "twice", "row", "swap", "column", "from"))
        if what == "drop" and row:
            del row[column]
        elif what == "twice":
            rows.insert(at, list(row))
        elif what == "row" and len(rows) > 2:
            del rows[at]
        elif what == "column" and row:
            row[column], row[dice.randrange(len(row))] = row[dice.randrange(len(row))], row[column]
        elif what == "swap" and row:
            other = dice.choice(rows)
            other[column % max(1, len(other)) :][:1] = [row[column]]
        elif what == "from" and row:
            other = dice.choice(rows)
            row[column] = other[column] if column < len(other) else ""
        elif row:
            what, row[column] = "cell", _cell(row[column], dice)
        told.append(f"{what} {at + 1}:{rows[0][column] if column < len(rows[0]) else column}")
    out = io.StringIO()
    csv.writer(out, lineterminator=dice.choice(("\n", "\n", "\r\n"))).writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass"), "; ".join(told)


def _cell(cell: str, dice: random.Random) -> str:
    try:
        value: Any = float(cell) if "." in cell else int(cell)
    except ValueError:
        value = cell
    new = instead_of(value, dice)
    return str(new)[:40_000]


def raw(source: bytes, dice: random.Random) -> tuple[bytes, str]:
    """Bytes damaged as disks, editors and careless hands damage them."""
    content = bytearray(source)
    told = []
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        at = dice.randrange(len(content) + 1)
        what = dice.choice(list(_BYTES))
        told.append(f"{what} at {at}")
        content = bytearray(_BYTES[what](bytes(content), at, dice))
    return bytes(content), "; ".join(told)


def _line(content: bytes, at: int) -> tuple[int, int]:
    end = content.find(b"\n", at)
    return content.rfind(b"\n", 0, at) + 1, len(content) if end < 0 else end + 1


def _other_word(content: bytes, at: int, dice: random.Random, pattern: re.Pattern[str]) -> bytes:
    text = content.decode("utf-8", "surrogateescape")
    found = pattern.search(text, min(at, len(text))) or pattern.search(text)
    if found is None:
        return content
    value: Any = found[0]
    if pattern is _NUMBER:
        value = float(value) if "." in value else int(value[:300])
    new = str(instead_of(value, dice))
    return (text[: found.start()] + new + text[found.end() :]).encode(
        "utf-8", "surrogatepass" if "\ud800" in new else "surrogateescape"
    )


def _cut(content: bytes, at: int, dice: random.Random) -> bytes:
    return content[:at]


def _flip(content: bytes, at: int, dice: random.Random) -> bytes:
    if not content:
        return content
    at %= len(content)
    return content[:at] + bytes([content[at] ^ (1 << dice.randrange(8))]) + content[at + 1 :]


def _insert(content: bytes, at: int, dice: random.Random) -> bytes:
    what = dice.choice(
        (b"\x00", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\t", b"\n", b"\r", b"\x1b", b"\xef\xbb\xbf",
         b'"', b"'", b"{", b"}", b"[", b"]", b":", b",", b"- ", b"#", b"&a ", b"*a ", b"!", b"|\n", b">\n", b"? ",
         b"---\n", b"...\n", b"\xe2\x80\xae", b"\xc2\x85", b"\\", b"[" * 2_000, b"%")
    )  # fmt: skip
    return content[:at] + what + content[at:]


def _gone(content: bytes, at: int, dice: random.Random) -> bytes:
    return content[:at] + content[at + dice.choice((1, 2, 8, 64, 512)) :]


def _again(content: bytes, at: int, dice: random.Random) -> bytes:
    begin, end = _line(content, at)
    return content[:end] + content[begin:end] + content[end:]


def _without(content: bytes, at: int, dice: random.Random) -> bytes:
    begin, end = _line(content, at)
    return content[:begin] + content[end:]


def _moved(content: bytes, at: int, dice: random.Random) -> bytes:
    begin, end = _line(content, at)
    rest = content[:begin] + content[end:]
    to, _ = _line(rest, dice.randrange(len(rest) + 1))
    return rest[:to] + content[begin:end] + rest[to:]


def _indented(content: bytes, at: int, dice: random.Random) -> bytes:
    begin, _ = _line(content, at)
    if dice.random() < 0.5:
        return content[:begin] + dice.choice((b" ", b"  ", b"\t", b"    ")) + content[begin:]
    return content[:begin] + content[begin:].lstrip(b" ")


_BYTES: dict[str, Any] = {
    "cut": _cut, "flip": _flip, "insert": _insert, "gone": _gone, "line again": _again, "line gone": _without,
    "line moved": _moved, "indent": _indented,
    "number": lambda content, at, dice: _other_word(content, at, dice, _NUMBER),
    "number ": lambda content, at, dice: _other_word(content, at, dice, _NUMBER),
    "word": lambda content, at, dice: _other_word(content, at, dice, _WORD),
    "line ends": lambda content, at, dice: content.replace(b"\n", dice.choice((b"\r\n", b"\r", b"\n\n"))),
    "mark": lambda content, at, dice: dice.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) + content,
    "other code": lambda content, at, dice: content.decode("utf-8", "replace").encode(
        dice.choice(("utf-16", "utf-32", "cp1251", "cp932", "latin-1")), "replace"),
    "nothing": lambda content, at, dice: dice.choice((b"", b"\n", b" ", b"null", b"[]", b"{}", b"0", b'""')),
}  # fmt: skip
