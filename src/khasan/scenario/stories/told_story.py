"""A story read from its file, with the claims that each of its statements rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from khasan.errors import nearest
from khasan.record.claim import Claim
from khasan.scenario.library import Library
from khasan.scenario.loader import Findings, load_written
from khasan.scenario.nodes import Trail
from khasan.scenario.stories.days import days_in_words, days_of
from khasan.scenario.stories.prose_figures import unsupported
from khasan.scenario.stories.story_file import SECTIONS, Paragraph, StoryFile

KIND = "stories"
FRAMES = ("frontier", "border-conflicts", "incident-counts", "khalkhin-gol-1939", "neutrality-pact", "aid-to-china")
"""Records that frame the fights: a story may rest on their claims too, written ``RECORD/id``."""


@dataclass(frozen=True)
class Story:
    """What happened in one fight, by the record."""

    title: str
    file: StoryFile
    claims: Mapping[str, Claim]
    """Every claim that the story rests on, by its reference, in the order in which they are first named."""

    @property
    def id(self) -> str:
        return self.file.id

    def of(self, references: Sequence[str]) -> list[Claim]:
        """The claims of references."""
        return [self.claims[reference] for reference in references]

    def sections(self) -> Iterator[tuple[str, list[Paragraph]]]:
        """Heading and paragraphs of each part, in their order."""
        for name, paragraphs in self.file.sections():
            yield SECTIONS[name], paragraphs


def story_ids(library: Library | None = None) -> list[str]:
    """Incidents that have a story, in order of the alphabet.

    >>> "lake-khasan-1938" in story_ids()
    True
    """
    return (library or Library()).ids(KIND)


def load_story(id_or_path: str | Path, library: Library | None = None) -> Story:
    """The story of a fight, by the id of its incident or of one of its scenarios, or from a file.

    InputError with everything that is wrong in it: a key that is not known, a claim that the record has not, a figure
    that no claim of its paragraph has.

    >>> load_story("lake-khanka-1935").title
    'Lake Khanka, June 1935'
    """
    library = library or Library()
    path = _path_of(id_or_path, library)
    written = load_written(path, StoryFile)
    story, findings = written.model, Findings(written.node)
    if story.id != path.stem:
        findings.say(("id",), story.id, f"give the id that the file is named after: {path.stem}")
    if story.id not in library.ids("record"):
        findings.say(("id",), story.id, nearest(story.id, library.ids("record")))
    findings.stop_if_any()
    claims: dict[str, Claim] = {}
    records: dict[str, dict[str, Claim]] = {}
    for trail, text, references in statements(story):
        known = []
        for number, reference in enumerate(references):
            claim = _claim(story.id, reference, library, records)
            if claim is None:
                findings.say((*trail, "claims", number), reference, _remedy(story.id, reference, records))
            else:
                claims.setdefault(reference, claim)
                known.append(claim)
        if len(known) < len(references):
            continue
        for key, words in text.items():
            _hold(findings, (*trail, key), words, known)
    _hold_days(findings, story, claims)
    for trail, words, references in questions(story):
        _hold(findings, trail, words, [claims[one] for one in references if one in claims])
    findings.stop_if_any()
    return Story(library.incident(story.id).title, story, claims)


def _hold(findings: Findings, trail: Trail, words: str, claims: Sequence[Claim]) -> None:
    """Hold the figures of a text to the claims that it rests on."""
    for figure in unsupported(words, claims):
        findings.say(
            trail, figure, "name the claim that has this figure, or leave the figure out: no claim named here has it"
        )


def _hold_days(findings: Findings, story: StoryFile, claims: Mapping[str, Claim]) -> None:
    """Hold each day of the timeline to the claims of its moment, and the moments to the order of time."""
    before = date.min
    for number, moment in enumerate(story.timeline):
        trail: Trail = ("timeline", number, "date")
        try:
            first, last = days_of(moment.date)
        except ValueError:
            findings.say(trail, moment.date, "give a day or an interval of days: 1938-07-31, 1938-08-02/1938-08-03")
            continue
        if first < before:
            findings.say(trail, moment.date, "put the timeline in the order of time")
        before = max(before, first)
        known = [claims[one] for one in moment.claims if one in claims]
        _hold(findings, trail, days_in_words(first, last, year=True), known)


def statements(story: StoryFile) -> Iterator[tuple[Trail, dict[str, str], list[str]]]:
    """Every statement: where it stands, its texts by key, and the references it gives."""
    for number, sentence in enumerate(story.in_short):
        yield ("in_short", number), {"text": sentence.text}, sentence.claims
    for number, moment in enumerate(story.timeline):
        yield ("timeline", number), {"text": moment.text}, moment.claims
    for number, person in enumerate(story.cast):
        words = {key: text for key in ("rank", "office", "decided") if (text := getattr(person, key))}
        yield ("cast", number), words, person.claims
    for name, paragraphs in story.sections():
        for number, paragraph in enumerate(paragraphs):
            yield (name, number), {"text": paragraph.text}, paragraph.claims
            for which, rivals in enumerate(paragraph.rivals):
                for place, account in enumerate(rivals.accounts):
                    trail = (name, number, "rivals", which, "accounts", place)
                    yield trail, {"says": account.says, "by": account.by}, account.claims


def questions(story: StoryFile) -> Iterator[tuple[Trail, str, list[str]]]:
    """Every question on which sources part: where it stands, and all that its paragraph and its accounts refer to."""
    for name, paragraphs in story.sections():
        for number, paragraph in enumerate(paragraphs):
            for which, rivals in enumerate(paragraph.rivals):
                named = [reference for account in rivals.accounts for reference in account.claims]
                yield (name, number, "rivals", which, "question"), rivals.question, [*paragraph.claims, *named]


def _path_of(id_or_path: str | Path, library: Library) -> Path:
    text = str(id_or_path)
    if isinstance(id_or_path, Path) or text.endswith((".yaml", ".yml")):
        return Path(text)
    if text not in library.ids(KIND) and text in library.ids("scenarios"):
        from khasan.scenario.schema import Scenario

        scenario = library.written("scenarios", text).model
        assert isinstance(scenario, Scenario)
        text = scenario.incident
    return library.find(KIND, text)


def _claim(own: str, reference: str, library: Library, records: dict[str, dict[str, Claim]]) -> Claim | None:
    record, _, claim_id = reference.rpartition("/")
    if record and record not in FRAMES:
        return None
    record = record or own
    if record not in records:
        records[record] = {claim.id: claim for claim in library.incident(record).claims}
    return records[record].get(claim_id)


def _remedy(own: str, reference: str, records: Mapping[str, Mapping[str, Claim]]) -> str:
    record, _, claim_id = reference.rpartition("/")
    if record and record not in FRAMES:
        return f"name a claim of {own}, or one of a record that frames the fights: {', '.join(FRAMES)}"
    return f"no such claim in {record or own}: {nearest(claim_id, records[record or own])}"
