"""What happened, as HTML: paragraphs with their claims one click away, and rivals side by side.

The parts need the style sheet ``story.css``: ``style(colours, "story.css")``. They hold no script.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from khasan import __version__
from khasan.present.pages import fragment, rendered, style
from khasan.present.story.quarrels import anchor
from khasan.present.story.timeline_lanes import Span, timeline
from khasan.scenario.library import Library
from khasan.scenario.stories import Story, load_story
from khasan.scenario.stories.claim_in_words import GRADES, ClaimInWords, in_words
from khasan.scenario.stories.story_file import SIDES, Paragraph
from khasan.scenario.stories.story_words import CAST, NOBODY

COLOURS = ("#9a4a00", "#40348c")
"""Japan and Manchukuo, the Soviet Union and Mongolia."""
_PARAGRAPH, _RIVALS, _ACCOUNT = 60, 110, 95
"""What a paragraph, a question with rival answers and an answer take beside their text, in letters of it."""
_BRIEF = 750
"""Letters up to which a part is brief."""
_BEFORE_CAST, _BOTH = "ground", (0, 1)
"""The part before the cast, and the two sides that it may have."""
_SIDE = {"japan": 0, "manchukuo": 0, "ussr": 1, "mongolia": 1}


def in_short_html(story_id: str, library: Library | None = None) -> Markup:
    """The three sentences for a first screen, each with its claims.

    >>> "<details" in in_short_html("lake-khanka-1935")
    True
    """
    return fragment("story_in_short.html.j2", {"sentences": _sentences(load_story(story_id, library))})


def story_html(story_id: str, library: Library | None = None, simulated: Span | None = None) -> Markup:
    """The story as one section of a page, by the id of its incident or of one of its scenarios.

    ``simulated``: first and last day of what the page simulates, marked on the timeline. Raises InputError if there
    is no such story, or if something is wrong in it.

    >>> story_html("lake-khanka-1935").startswith('<section id="happened"')
    True
    """
    return _story_html(load_story(story_id, library), simulated)


def story_page(story_id: str | Path, library: Library | None = None) -> str:
    """A page of its own, which needs no other file."""
    library = library or Library()
    story = load_story(story_id, library)
    context = {
        "title": story.title,
        "names": library.incident(story.id).names,
        "css": Markup(style(COLOURS, "story.css")),
        "in_short": fragment("story_in_short.html.j2", {"sentences": _sentences(story)}),
        "story": _story_html(story),
        "grades": GRADES,
        "id": story.id,
        "version": __version__,
    }
    return rendered("story_page.html.j2", context)


def _story_html(story: Story, simulated: Span | None = None) -> Markup:
    cast = [side for number in _BOTH if (side := _side(story, number))["people"]]
    parts: list[dict[str, Any]] = []
    quarrel = 0
    for (name, _), (heading, paragraphs) in zip(story.file.sections(), story.sections(), strict=True):
        items = _items([_paragraph(story, one) for one in paragraphs])
        for item in items:
            if "rivals" in item:
                quarrel += 1
                item["anchor"] = anchor(quarrel)
        parts.append({"name": name, "heading": heading, "items": items, "size": sum(one["size"] for one in items)})
        if name == _BEFORE_CAST:
            size = _BRIEF if len(cast) < len(_BOTH) else _BRIEF + 1
            parts.append({"name": "cast", "heading": CAST, "cast": cast, "nobody": NOBODY, "size": size})
    brief = beside([part["size"] <= _BRIEF for part in parts])
    for part, narrow in zip(parts, brief, strict=True):
        part["brief"] = narrow
        part["halves"] = [part["items"]] if narrow and "items" in part else halves(part.get("items", ()))
    return fragment("story.html.j2", {"parts": parts, "timeline": _timeline_html(story, simulated)})


def _timeline_html(story: Story, simulated: Span | None) -> Markup | None:
    found = timeline(story.file.timeline, simulated)
    if found is None:
        return None
    for moment in found["moments"]:
        moment["claims"] = _told(story, moment["references"])
    return fragment("story_timeline.html.j2", found)


def beside(brief: Sequence[bool]) -> list[bool]:
    """Which parts stand two in a row: brief ones that follow each other, in pairs.

    >>> beside([True, True, False, True, False]), beside([True, True, True])
    ([True, True, False, False, False], [True, True, False])
    """
    narrow = [False] * len(brief)
    for number in range(1, len(brief)):
        if brief[number - 1] and brief[number] and not narrow[number - 1]:
            narrow[number - 1] = narrow[number] = True
    return narrow


def _items(paragraphs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Paragraphs and rivals of a part in their order, each with about how high it stands, in letters."""
    items: list[dict[str, Any]] = []
    for number, paragraph in enumerate(paragraphs, 1):
        items.append({"paragraph": paragraph, "number": number, "size": _PARAGRAPH + len(paragraph["text"])})
        for rivals in paragraph["rivals"]:
            items.append({"rivals": rivals, "size": _RIVALS + _ACCOUNT * len(rivals["accounts"])})
    return items


def halves(items: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """What stands in the two columns of a part, in its order, both about as high.

    >>> [len(half) for half in halves([{"size": 60}, {"size": 60}, {"size": 900}])]
    [2, 1]
    """
    sizes = [item["size"] for item in items]
    higher = [max(sum(sizes[:cut]), sum(sizes[cut:])) for cut in range(1, len(sizes) + 1)]
    cut = 1 + higher.index(min(higher)) if higher else 0
    return [list(items[:cut]), list(items[cut:])]


def _sentences(story: Story) -> list[dict[str, Any]]:
    return [{"text": one.text, "claims": _told(story, one.claims)} for one in story.file.in_short]


def _paragraph(story: Story, paragraph: Paragraph) -> dict[str, Any]:
    return {
        "text": paragraph.text,
        "claims": _told(story, paragraph.claims),
        "rivals": [
            {
                "question": rivals.question,
                "accounts": [
                    {"says": one.says, "by": one.by, "claims": _told(story, one.claims)} for one in rivals.accounts
                ],
            }
            for rivals in paragraph.rivals
        ],
    }


def _side(story: Story, number: int) -> dict[str, Any]:
    people = [person for person in story.file.cast if _SIDE[person.side] == number]
    return {
        "number": number,
        "name": " and ".join(dict.fromkeys(SIDES[person.side] for person in people)),
        "people": [
            {
                "name": f"{person.rank} {person.name}" if person.rank else person.name,
                "office": person.office,
                "decided": person.decided,
                "claims": _told(story, person.claims),
            }
            for person in people
        ],
    }


def _told(story: Story, references: Sequence[str]) -> list[ClaimInWords]:
    return [in_words(claim) for claim in story.of(references)]
