"""One tree of errors; every message names file, line, field, the value and the remedy.

>>> problem = Problem("forces.yaml", 12, 9, "units[0].strength", "-5", "give a number of men, 0 or more")
>>> print(problem)
forces.yaml:12:9: units[0].strength: got -5; give a number of men, 0 or more
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

GivenT = TypeVar("GivenT")
MadeT = TypeVar("MadeT")


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
        return f"{place}:{field} got {self.value}; {self.remedy}"


class InputError(KhasanError):
    """Bad input: all problems found, in the order of file and line.

    >>> str(InputError([Problem("a.yaml", 1, 1, "id", "''", "give an id")]))
    "a.yaml:1:1: id: got ''; give an id"
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
