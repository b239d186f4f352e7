"""Goes through JSON once, within bounds; knows where every value begins, and what is wrong with it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from json import JSONDecodeError, JSONDecoder
from typing import Any

from khasan.errors import InputError, Problem
from khasan.letters import unfit, visible

MAX_DEPTH = 64
MAX_VALUES = 200_000
MAX_TEXT = 20_000
MAX_DIGITS = 39
"""As of the YAML reader."""

Trail = tuple[str | int, ...]

_GAP = r"[ \t\r\n]*"
_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"
_TOKEN = re.compile(
    rf'{_GAP}(?:(?P<sign>[{{}}\[\],:])|"(?P<text>[^"\\\x00-\x1f]*)"|(?P<number>{_NUMBER})|(?P<word>true|false|null)'
    rf'|(?P<escaped>")|(?P<nothing>-?(?:NaN|Infinity)))'
)
_SPACE = re.compile(_GAP)
_LIBRARY = JSONDecoder()
_WORDS = {"true": True, "false": False, "null": None}


@dataclass(slots=True)
class Place:
    """Where a value begins in the text, and where its parts do."""

    at: int
    parts: dict[str | int, Place] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    """Of a mapping: where each key stands."""

    def find(self, trail: Trail, *, at_key: bool = False) -> int:
        """Beginning of the deepest part of a trail that was written; of its last key itself if that is wanted."""
        here = self
        for number, step in enumerate(trail):
            if at_key and number == len(trail) - 1 and step in here.keys:
                return here.keys[str(step)]
            below = here.parts.get(step)
            if below is None:
                break
            here = below
        return here.at


class Scanner:
    """Goes through a text once; a value is read by the method that knows its kind, never deeper than allowed."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.at = 0
        self.count = 0
        self.depth = 0
        self.trail: list[str | int] = []
        self.problems: list[Problem] = []

    def whole(self) -> tuple[Any, Place]:
        """The one value of the text, and where it stands."""
        content, place = self._value()
        end = self._skip()
        if end < len(self.text):
            raise self._fatal(end, repr(self.text[end : end + 12]), "end the file after its one value")
        return content, place

    # -- values ------------------------------------------------------------------------------------------------

    def _value(self) -> tuple[Any, Place]:
        self.count += 1
        token = _TOKEN.match(self.text, self.at)
        kind = token.lastgroup if token is not None else None
        if token is None or kind is None:
            raise self._unexpected("write a value: a text in double quotes, a number, true, false, null, [ or {")
        begins = token.start(kind)
        if self.count > MAX_VALUES:
            raise self._fatal(begins, "too many values", f"keep a file to {MAX_VALUES} values")
        self.at = token.end()
        if kind == "number":
            return self._number(begins, token["number"]), Place(begins)
        if kind in ("text", "escaped"):
            return self._text(begins - (kind == "text"), token["text"]), Place(begins - (kind == "text"))
        if kind == "sign":
            if token["sign"] == "{":
                return self._mapping(begins)
            if token["sign"] == "[":
                return self._list(begins)
            self.at = begins
            raise self._unexpected("write a value before it")
        if kind == "word":
            return _WORDS[token["word"]], Place(begins)
        self._note(begins, token["nothing"], "give a finite number, or leave the key out")
        return math.nan, Place(begins)

    def _mapping(self, begins: int) -> tuple[dict[str, Any], Place]:
        content: dict[str, Any] = {}
        place = Place(begins)
        self._deeper(begins)
        while not (not content and self._takes("}")):
            key_at, key = self._key()
            if not self._takes(":"):
                raise self._unexpected('write ":" after the key')
            self.trail.append(key)
            again = key in content
            if again:
                line = line_and_column(self.text, place.keys[key])[0]
                self._note(key_at, "the key again", f"give the key once: it stands already in line {line}")
            value, part = self._value()
            self.trail.pop()
            if not again:
                content[key], place.parts[key], place.keys[key] = value, part, key_at
            if self._ends("}"):
                break
        self.depth -= 1
        return content, place

    def _list(self, begins: int) -> tuple[list[Any], Place]:
        content: list[Any] = []
        place = Place(begins)
        self._deeper(begins)
        while not (not content and self._takes("]")):
            self.trail.append(len(content))
            value, place.parts[len(content)] = self._value()
            self.trail.pop()
            content.append(value)
            if self._ends("]"):
                break
        self.depth -= 1
        return content, place

    def _key(self) -> tuple[int, str]:
        token = _TOKEN.match(self.text, self.at)
        kind = token.lastgroup if token is not None else None
        if token is None or kind not in ("text", "escaped"):
            raise self._unexpected("write a key in double quotes")
        begins = token.start(kind) - (kind == "text")
        self.at = token.end()
        return begins, self._text(begins, token["text"])

    def _text(self, begins: int, read: str | None) -> str:
        """A text whose quote stands at a place; ``read`` if no escape stands in it."""
        plain = read or ""
        if read is None:
            try:
                plain, self.at = _LIBRARY.raw_decode(self.text, begins)
            except JSONDecodeError as error:
                raise self._fatal(error.pos, error.msg.removesuffix(" at"), "mend the text in quotes") from error
        if len(plain) > MAX_TEXT:
            raise self._fatal(begins, f"a text of {len(plain)} characters", f"keep to {MAX_TEXT}")
        found = unfit(plain)
        if found is not None:
            self._note(begins, found, "take the character out of the text")
        return plain

    def _number(self, begins: int, written: str) -> int | float:
        if "." in written or "e" in written or "E" in written:
            number = float(written)
            if math.isfinite(number):
                return number
        elif len(written) <= MAX_DIGITS:
            return int(written)
        shown = written if len(written) <= 40 else f"{written[:37]}..."
        self._note(begins, shown, "give a number that a measure on a map can have")
        return math.nan

    # -- signs -------------------------------------------------------------------------------------------------

    def _skip(self) -> int:
        found = _SPACE.match(self.text, self.at)
        return found.end() if found is not None else self.at

    def _takes(self, sign: str) -> bool:
        """Step over a sign if it comes next."""
        at = self._skip()
        if not self.text.startswith(sign, at):
            return False
        self.at = at + 1
        return True

    def _ends(self, sign: str) -> bool:
        """Is this the end of a mapping or list? Else a comma parts it from what follows."""
        if self._takes(sign):
            return True
        if not self._takes(","):
            raise self._unexpected(f'write "," before the next value, or "{sign}" at the end')
        return False

    def _deeper(self, begins: int) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self._fatal(begins, "too deep a nesting", f"keep to {MAX_DEPTH} levels")

    # -- what is wrong -------------------------------------------------------------------------------------------

    def _problem(self, at: int, value: str, remedy: str) -> Problem:
        line, column = line_and_column(self.text, at)
        return Problem(self.file, line, column, dotted(tuple(self.trail)), visible(value), remedy)

    def _note(self, at: int, value: str, remedy: str) -> None:
        self.problems.append(self._problem(at, value, remedy))

    def _fatal(self, at: int, value: str, remedy: str) -> InputError:
        return InputError([*self.problems, self._problem(at, value, remedy)])

    def _unexpected(self, remedy: str) -> InputError:
        at = self._skip()
        found = repr(self.text[at : at + 12]) if at < len(self.text) else "the end of the file"
        return self._fatal(at, found, remedy)


def line_and_column(text: str, at: int) -> tuple[int, int]:
    """Line and column, both from 1, of a character of a text."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def dotted(trail: Trail) -> str:
    """Path in an author's words.

    >>> dotted(("features", 3, "geometry"))
    'features[3].geometry'
    """
    said = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in trail[:12])
    return visible(said.removeprefix("."))[:200]
