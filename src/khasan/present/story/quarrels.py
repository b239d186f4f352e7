"""Where a page sets rival figures of a quantity side by side: the question to which they are the answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from khasan.scenario.library import Library
from khasan.scenario.resolved import Resolved
from khasan.scenario.stories import load_story


@dataclass(frozen=True, slots=True)
class Quarrel:
    """A question with rival answers, and the id of its place on the page."""

    anchor: str
    question: str


def anchor(number: int) -> str:
    """Id of a question's place on the page, by its number in the story, from 1."""
    return f"told-rivals-{number}"


def quarrels(scenario: Resolved, library: Library | None = None) -> dict[str, Quarrel]:
    """Measure of a scenario -> the question of its story to which rival accounts give different figures of it.

    The scenario's incident must have a story: InputError otherwise.

    >>> from khasan.scenario.catalog import load_scenario
    >>> quarrels(load_scenario("lake-khasan-1938"))["soviet_killed"].question
    'How many Soviet soldiers died?'
    """
    found = _by_quantity(scenario.incident, library)
    return {measure: found[of] for measure, of in scenario.measures.items() if of in found}


def _by_quantity(story_id: str, library: Library | None) -> dict[str, Quarrel]:
    story = load_story(story_id, library)
    questions = [one for _, paragraphs in story.sections() for paragraph in paragraphs for one in paragraph.rivals]
    found: dict[str, Quarrel] = {}
    for number, rivals in enumerate(questions, 1):
        own = [[reference for reference in one.claims if "/" not in reference] for one in rivals.accounts]
        answers = [{claim.quantity for claim in story.of(references)} for references in own]
        for quantity, told in Counter(quantity for answer in answers for quantity in answer).items():
            if told > 1:
                found.setdefault(quantity, Quarrel(anchor(number), rivals.question))
    return found
