"""A story for the terminal, with its claims as numbered notes at the end, and as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from khasan.record.claim_words import wrapped
from khasan.scenario.stories.claim_in_words import in_words
from khasan.scenario.stories.days import days_in_words, days_of
from khasan.scenario.stories.story_file import LANES, SECTIONS, SIDES, Moment, Paragraph, Person
from khasan.scenario.stories.told_story import Story

LEAD = "Told from the sources alone: nothing here is simulated. Numbers in brackets are the claims at the end."
CAST = "Who was there"
DAY_BY_DAY = "Day by day"
NOBODY = "The sources name nobody."


def story_text(story: Story) -> str:
    """The story as lines of at most 110 letters."""
    numbers = {reference: number for number, reference in enumerate(story.claims, 1)}
    lines = [story.title, *wrapped(LEAD, ""), ""]
    for sentence in story.file.in_short:
        lines += wrapped(f"{sentence.text} {_marks(sentence.claims, numbers)}", "")
    if story.file.timeline:
        lines += ["", DAY_BY_DAY.upper(), "", *_timeline(story.file.timeline, numbers)]
    for name, paragraphs in story.file.sections():
        lines += ["", SECTIONS[name].upper()]
        for paragraph in paragraphs:
            lines += ["", *_paragraph(paragraph, numbers)]
        if name == "ground":
            lines += ["", CAST.upper(), "", *_cast(story.file.cast, numbers)]
    lines += ["", "CLAIMS", ""]
    for reference, claim in story.claims.items():
        told = in_words(claim)
        note = f" Note: {told.note}." if told.note else ""
        lines += wrapped(
            f"{numbers[reference]}. {told.says}. {told.source}. Grade {told.grade}: {told.trust}.{note}", "    "
        )
    return "\n".join(lines)


def story_data(story: Story) -> dict[str, Any]:
    """The same for JSON; claims by the reference that statements give."""
    return {
        "id": story.id,
        "title": story.title,
        "in_short": [sentence.model_dump() for sentence in story.file.in_short],
        "timeline": [moment.model_dump() for moment in story.file.timeline],
        "cast": [person.model_dump() for person in story.file.cast],
        "sections": [
            {"name": name, "heading": SECTIONS[name], "paragraphs": [one.model_dump() for one in paragraphs]}
            for name, paragraphs in story.file.sections()
        ],
        "claims": {
            reference: {
                "says": (told := in_words(claim)).says,
                "quantity": claim.quantity,
                "value": claim.value,
                "low": claim.low,
                "high": claim.high,
                "unit": claim.unit,
                "text": claim.text,
                "date": claim.date,
                "source": claim.source.key,
                "title": claim.source.title,
                "where": claim.where,
                "cites": claim.cites,
                "grade": told.grade,
                "stance": claim.stance,
                "note": told.note,
            }
            for reference, claim in story.claims.items()
        },
    }


def _paragraph(paragraph: Paragraph, numbers: dict[str, int]) -> Iterator[str]:
    yield from wrapped(f"{paragraph.text} {_marks(paragraph.claims, numbers)}", "")
    for rivals in paragraph.rivals:
        yield f"  {rivals.question}"
        for account in rivals.accounts:
            yield from wrapped(f"    - {account.says} ({account.by}) {_marks(account.claims, numbers)}", "      ")


def _timeline(moments: Sequence[Moment], numbers: dict[str, int]) -> Iterator[str]:
    for moment in moments:
        day = days_in_words(*days_of(moment.date))
        whose = f"{LANES[moment.lane].lower()}{f', {SIDES[moment.side]}' if moment.side else ''}"
        yield from wrapped(f"{day}: {moment.text} ({whose}) {_marks(moment.claims, numbers)}", "  ")


def _cast(people: Sequence[Person], numbers: dict[str, int]) -> Iterator[str]:
    if not people:
        yield NOBODY
    for person in people:
        who = f"{person.rank} {person.name}" if person.rank else person.name
        did = f"; {person.decided}" if person.decided else ""
        yield from wrapped(f"{who} ({SIDES[person.side]}), {person.office}{did} {_marks(person.claims, numbers)}", "  ")


def _marks(references: Sequence[str], numbers: dict[str, int]) -> str:
    """The numbers of claims, those that follow each other drawn together.

    >>> _marks(["a", "b", "c", "d"], {"a": 1, "b": 2, "c": 3, "d": 7})
    '[1–3, 7]'
    """
    runs: list[list[int]] = []
    for number in sorted(numbers[reference] for reference in references):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return f"[{', '.join(str(run[0]) if len(run) == 1 else f'{run[0]}–{run[-1]}' for run in runs)}]"
