"""What a number is worth once its inputs are looked at: derived from a guess is a guess.

A derived number names what it comes from: the keys of sources in its text, and in ``inputs`` other numbers of the
library (``toe/jp-rifle-company.men``, ``vehicles/t-26.crew``, ``toe/jp-mg-company.weapons.type-92-hmg``), further keys
of sources, ``definition`` where it follows from what the thing is, and ``guess`` for a figure that nobody gave.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pydantic import BaseModel

from khasan.errors import InputError, nearest
from khasan.record.source import Source
from khasan.scenario.equipment import Mounted
from khasan.scenario.forces import FULL_STRENGTH, NEAR_FIELD, NO_WORKS, ONE_LOAD
from khasan.scenario.library import Library
from khasan.scenario.numbers import Kind, Number, Provenance

DEFINITION, GUESS = "definition", "guess"
DEFAULTS = frozenset(number.why for number in (FULL_STRENGTH, NO_WORKS, ONE_LOAD, NEAR_FIELD))
"""What is said of a number that nobody wrote."""
FROM_FILES = ("weapons", "vehicles", "toe")
"""Kinds of files whose numbers an input may name."""
_GUESSED = re.compile(
    r"\bguess\w*|\bunverified\b|\b(from|by) memory\b|\bassum(ed|es|ption)\b|\bnot seen\b"
    r"|\bno \w+ for this \w+ was seen\b|\bestimat\w+|\b(is|are|was|were) taken\b|\btaken (as|to|from memory)\b",
    re.IGNORECASE,
)
_KEY = re.compile(r"[A-Z][A-Za-z0-9-]*")
_PATH = re.compile(r"(?P<kind>[a-z]+)/(?P<file>[a-z0-9-]+)\.(?P<field>[a-z_0-9.-]+)")


class NoInput(ValueError):
    """An input that names nothing; says what to write instead."""


class Circle(ValueError):
    """Numbers that are derived from each other; says which."""


def words_of_a_guess(text: str) -> str | None:
    """The first words by which a text calls what it says a guess; None if it does not.

    >>> words_of_a_guess("8 guns x 3; the 3 are a guess")
    'guess'
    >>> words_of_a_guess("8 guns (KHG-S39) / 2 battalions") is None
    True
    """
    found = _GUESSED.search(text)
    return None if found is None else found[0]


def keys_in(text: str, sources: Mapping[str, Source]) -> list[str]:
    """Keys of known sources that stand in a text, in their order."""
    return [word.rstrip("-") for word in _KEY.findall(text) if word.rstrip("-") in sources]


class Standing:
    """Answers what numbers are worth by a library's files and sources."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def of(self, number: Number, above: Sequence[str] = ()) -> Kind:
        """The kind of a number, a guess if anything it is derived from is one.

        Raises NoInput where an input names nothing, Circle where the number is derived from itself; ``above`` are the
        inputs that led here.
        """
        if number.kind != "derived":
            return number.kind
        kinds = [self.input(name, above) for name in self.inputs(number)]
        guessed = number.why not in DEFAULTS and words_of_a_guess(number.why)
        return "guess" if GUESS in kinds or guessed else "derived"

    def of_provenance(self, provenance: Provenance | None) -> Kind:
        """The kind of what a mapping says of all below it."""
        if provenance is None:
            return "bare"
        guessed = provenance.kind == "derived" and words_of_a_guess(provenance.text)
        return "guess" if guessed else provenance.kind

    def counted(self, number: Number) -> Kind:
        """As ``of``, for counting: what rests on nothing that there is, or on itself, is a guess."""
        try:
            return self.of(number)
        except (NoInput, Circle):
            return "guess"

    def inputs(self, number: Number) -> list[str]:
        """All that a derived number names: what it lists, and the sources in its text.

        What a question stipulates, and what is meant where a unit says nothing, follows from the question or the form.
        """
        text = number.derived or ""
        given = [DEFINITION] if text in DEFAULTS or text.startswith("what-if ") else []
        return [*given, *(number.inputs or ()), *keys_in(text, self.library.sources)]

    def input(self, name: str, above: Sequence[str] = ()) -> Kind:
        """What one input is worth. Raises NoInput or Circle."""
        if name == DEFINITION:
            return "derived"
        if name == GUESS:
            return "guess"
        key = name.split()[0] if name.split() else ""
        if key in self.library.sources:
            return "guess" if self.library.sources[key].is_guess else "source"
        if name in above:
            ring = [*above[above.index(name) :], name]
            raise Circle(" from ".join(ring))
        return self.of(self.number_at(name), (*above, name))

    def number_at(self, path: str) -> Number:
        """The number of a file that an input names. Raises NoInput."""
        match = _PATH.fullmatch(path)
        if match is None or match["kind"] not in FROM_FILES:
            known = [DEFINITION, GUESS, *self.library.sources]
            raise NoInput(f"name a source, {DEFINITION}, {GUESS}, or a number as toe/ID.men: {nearest(path, known)}")
        try:
            found: object = self.library.written(match["kind"], match["file"]).model
        except InputError as error:
            raise NoInput(error.problems[0].remedy) from None
        for word in match["field"].split("."):
            found = _part(found, word)
        if isinstance(found, Mounted):
            found = found.count
        if not isinstance(found, Number):
            raise NoInput(f"{match['file']} has no number there: name one of its fields, or weapons.ID")
        return found


def _part(found: object, word: str) -> object:
    if isinstance(found, list):
        return next((one for one in found if getattr(one, "weapon", None) == word), None)
    return getattr(found, word, None) if isinstance(found, BaseModel) else None
