"""One tree of errors; every message names file, line, field, the value and the remedy.

>>> problem = Problem("forces.yaml", 12, 9, "units[0].strength", "-5", "give a number of men, 0 or more")
>>> print(problem)
forces.yaml:12:9: units[0].strength: got -5; give a number of men, 0 or more
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

GivenT = TypeVar("GivenT")
MadeT = TypeVar("MadeT")

MISSING = "nothing"
"""The value of a problem where nothing was found that should be there."""


def parts_of(value: dict[Any, Any] | list[Any]) -> str:
    """What a file holds in a place where a single value was wanted, or other parts.

    >>> parts_of({"low": 1, "high": 2}), parts_of({}), parts_of(["a"]), parts_of([])
    ('the keys low and high', 'no keys', 'a list of one entry', 'an empty list')
    """
    if isinstance(value, list):
        few = "a list of one entry" if value else "an empty list"
        return f"a list of {len(value)} entries" if len(value) > 1 else few
    keys = [str(key) for key in value]
    if len(keys) > _KEYS_TOLD:
        keys = [*keys[:_KEYS_TOLD], f"{len(value) - _KEYS_TOLD} more"]
    if len(keys) < 2:
        return f"the key {keys[0]}" if keys else "no keys"
    return f"the keys {', '.join(keys[:-1])} and {keys[-1]}"


_KEYS_TOLD = 5
"""Keys that are named; of more only their number."""


class KhasanError(Exception):
    """Root of everything khasan raises on purpose; ``exit_code`` is what the command line returns."""

    exit_code = 1


class RunError(KhasanError):
    """The input was good, but the work could not be finished."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with the input: where it stands, what was found and what to do about it."""

    file: str
    line: int | None
    column: int | None
    field: str
    value: str
    remedy: str

    def __str__(self) -> str:
        place = self.file
        if self.line is not None:
            place += f":{self.line}"
            if self.column is not None:
                place += f":{self.column}"
        field = f" {self.field}:" if self.field else ""
        found = "missing" if self.value == MISSING else f"got {self.value}"
        return f"{place}:{field} {found}; {self.remedy}"


class InputError(KhasanError):
    """Bad input: all problems found, in the order of file and line.

    >>> str(InputError([Problem("a.yaml", 1, 1, "id", "''", "give an id")]))
    "a.yaml:1:1: id: got ''; give an id"
    >>> str(InputError([Problem("a.yaml", 1, 1, "id", MISSING, "give an id")]))
    'a.yaml:1:1: id: missing; give an id'
    """

    exit_code = 2

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = sorted(
            set(problems), key=lambda p: (p.file, p.line or 0, p.column or 0, p.field, p.value, p.remedy)
        )
        super().__init__("\n".join(str(p) for p in self.problems))


def all_of(make: Callable[[GivenT], MadeT], given: Iterable[GivenT]) -> list[MadeT]:
    """What is made of each; InputError with all that is wrong in any.

    >>> all_of(int, ["7", "8"])
    [7, 8]
    """
    made, problems = [], []
    for one in given:
        try:
            made.append(make(one))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return made


def input_error(field: str, value: object, remedy: str, *, file: str = "command line") -> InputError:
    """An InputError with a single problem that stands on no particular line.

    >>> str(input_error("--seed", -1, "give 0 or more"))
    'command line: --seed: got -1; give 0 or more'
    """
    return InputError([Problem(file, None, None, field, str(value), remedy)])


_FEW, _MOST = 3, 12
"""Words that a remedy names: those that may be meant, and those to choose from, the most alike."""
_PART, _LONGEST = 4, 100
"""Letters from which on a word that holds what was written may be meant, and beyond which none is looked for."""


def did_you_mean(wanted: str, known: Iterable[str]) -> str:
    """The known words that may be meant, as a question; nothing if none is near."""
    wanted, words = wanted[:_LONGEST], sorted(set(known))
    close = difflib.get_close_matches(wanted, words, n=_FEW, cutoff=0.6)
    holding = [word for word in words if len(wanted) >= _PART and wanted in word and word not in close]
    return f"did you mean {' or '.join((close + holding)[:_FEW])}?" if close or holding else ""


def nearest(wanted: str, known: Iterable[str]) -> str:
    """A remedy that names the nearest known words, those that hold it among them, or all of them.

    >>> nearest("maxm-1910", ["maxim-1910", "mosin-1891"]), nearest("tokarev", ["dp-27", "tokarev-1930"])
    ('did you mean maxim-1910?', 'did you mean tokarev-1930?')
    >>> nearest("q", ["one", "two"])
    'use one of: one, two'
    """
    words = set(known)
    if not words or (near := did_you_mean(wanted, words)):
        return near if words else "there is none to choose from"
    alike = difflib.get_close_matches(wanted[:_LONGEST], sorted(words), n=_MOST, cutoff=0.0)
    return "use one of: " + ", ".join(sorted(alike)) + (", ..." if len(words) > _MOST else "")
