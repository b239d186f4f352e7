"""What may stand in a story's file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from khasan.scenario.numbers import Identifier, Line, Strict

FORMAT = "khasan-story/1"
SECTIONS = {
    "background": "Background",
    "ground": "Why here",
    "decisions": "Who decided what",
    "course": "The fighting",
    "ending": "How it ended",
    "meaning": "Why it matters",
}
"""The parts of a story in their order, each with its heading."""
LANES = {"decided": "Decided", "done": "On the ground"}
"""The lanes of a timeline, each with its heading."""
SIDES = {"japan": "Japan", "manchukuo": "Manchukuo", "ussr": "Soviet Union", "mongolia": "Mongolia"}

Prose = Annotated[str, Field(min_length=1, max_length=1500)]
References = Annotated[list[Line], Field(min_length=1)]
"""Ids of claims: `id` of the fight's own record, `RECORD/id` of a record that frames the fights."""


class Cited(Strict):
    """A statement and the claims that it rests on."""

    text: Prose
    claims: References


class Account(Strict):
    """One of several answers that exclude each other: what it says, and whose it is."""

    says: Prose
    by: Line
    claims: References


class Rivals(Strict):
    """A question on which the sources part."""

    question: Line
    accounts: Annotated[list[Account], Field(min_length=2)]


class Paragraph(Cited):
    """A paragraph of a section; rivals stand beside it."""

    rivals: Annotated[list[Rivals], Field(default_factory=list)]


class Person(Strict):
    """Somebody of the cast. `decided`: what he decided or did, in a few words."""

    name: Line
    rank: Line | None = None
    side: Literal["japan", "manchukuo", "ussr", "mongolia"]
    office: Line
    decided: Line | None = None
    claims: References


class Moment(Cited):
    """Something on a day of its own, for the timeline: somebody decided something, or something was done."""

    date: Line
    """A day or an interval of days, as EDTF: 1938-07-31, 1938-08-02/1938-08-03."""
    lane: Literal["decided", "done"]
    side: Literal["japan", "manchukuo", "ussr", "mongolia"] | None = None
    """Whose it was; left out where it was everybody's."""


Paragraphs = Annotated[list[Paragraph], Field(min_length=1)]


class StoryFile(Strict):
    """A story as an author writes it."""

    format: Literal["khasan-story/1"]
    id: Identifier
    """Id of the incident: the file is named after it."""
    in_short: Annotated[list[Cited], Field(min_length=3, max_length=3)]
    """Three sentences: what it was about, what happened, how it ended."""
    cast: Annotated[list[Person], Field(default_factory=list)]
    """Empty where the sources name nobody."""
    timeline: Annotated[list[Moment], Field(default_factory=list)]
    """In the order of time; empty where the sources date too little."""
    background: Paragraphs
    ground: Paragraphs
    decisions: Paragraphs
    course: Paragraphs
    ending: Paragraphs
    meaning: Paragraphs

    def sections(self) -> Iterator[tuple[str, list[Paragraph]]]:
        """Each part's name and its paragraphs, in their order."""
        for name in SECTIONS:
            yield name, getattr(self, name)
