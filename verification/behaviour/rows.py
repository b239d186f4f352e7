"""The rows of behaviour.yaml: their schema, and how the file is read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from khasan.errors import input_error
from khasan.scenario.loader import Findings, load_written
from khasan.scenario.numbers import Strict

FILE = Path(__file__).parents[1] / "behaviour.yaml"
Family = Literal["endings", "fire", "tanks", "scale"]
FAMILIES: tuple[Family, ...] = ("endings", "fire", "tanks", "scale")
Unit = Literal["%", "min", 1]


class _Interval(Strict):
    """What all rows have: a quantity, its interval and where that comes from."""

    id: str
    quantity: str
    unit: Unit
    low: float
    high: float
    sources: list[str] = Field(min_length=1)
    """Keys of `sources` of the file."""

    @model_validator(mode="after")
    def _in_order(self) -> _Interval:
        if not self.low < self.high:
            raise ValueError("give low < high")
        return self


class Row(_Interval):
    """A row that counts: what comes out of a set-up."""

    family: Family
    setup: str | list[str]
    origin: str = Field(alias="from")
    """Which part of the source gives the interval."""

    @property
    def setups(self) -> list[str]:
        """The set-ups that it speaks of."""
        return [self.setup] if isinstance(self.setup, str) else list(self.setup)


class Wiring(_Interval):
    """A row whose figure enters the model as a parameter: 5 to 95% of draws lie inside, and it does not count."""


class Book(Strict):
    """The whole file."""

    definitions: list[str] = Field(min_length=1)
    conditions: str
    setups: dict[str, str]
    sources: dict[str, str]
    emergent: list[Row] = Field(min_length=1)
    wiring: list[Wiring]
    shown_not_scored: list[str]


def load(path: Path = FILE) -> Book:
    """The rows; InputError with file, line and remedy for whatever is wrong in the file.

    >>> book = load()
    >>> len(book.emergent), book.emergent[0].id, book.emergent[0].low
    (31, 'A-failed', 3.7)
    """
    written = load_written(path, Book)
    book, findings = written.model, Findings(written.node)
    seen: set[str] = set()
    for key, rows in _sections(book):
        for k, row in enumerate(rows):
            if row.id in seen:
                findings.say((key, k, "id"), row.id, "this id is taken: give another")
            seen.add(row.id)
            for n, source in enumerate(row.sources):
                if source not in book.sources:
                    findings.say((key, k, "sources", n), source, "name one of the keys of sources, or add it there")
            for setup in row.setups if isinstance(row, Row) else ():
                if setup not in book.setups:
                    findings.say((key, k, "setup"), setup, f"name one of the set-ups: {', '.join(book.setups)}")
    findings.stop_if_any()
    return book


def _sections(book: Book) -> tuple[tuple[str, Sequence[Row | Wiring]], ...]:
    return ("emergent", book.emergent), ("wiring", book.wiring)


def chosen(book: Book, wanted: Sequence[str]) -> list[Row]:
    """The rows that go by these ids, set-ups or families; all of them if nothing is named. InputError for no such."""
    words = {word for row in book.emergent for word in _names(row)}
    for word in wanted:
        if word not in words:
            raise input_error("--rows", word, f"use one of: {', '.join(sorted(words))}")
    return [row for row in book.emergent if not wanted or _names(row) & set(wanted)]


def _names(row: Row) -> set[str]:
    return {row.id, row.family, *row.setups}
