"""Nothing that the seed texts tell as a fact is missing from the record, as far as a machine can tell.

A piece is a sentence, or a line where there are no sentences (infobox, notes). It states a fact if it holds a digit
or, beyond its first word, a word with a capital. Each such piece must be touched by the anchor of some claim. This
proves that nobody skipped a sentence; it does not prove that every fact of a touched sentence has its claim.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from khasan.record import incident_ids, load_incident, load_sources

# (source, start of the piece): why it needs no claim
EXEMPT = {
    ("S000", 23): "the title again",
    ("S000", 45): "the title again",
    ("S000", 107): "name of a picture's file",
    ("S000", 7073): "number of a book",
    ("S000", 7207): "who copied the text, and when",
    ("S000", 8897): "points to another article",
    ("S000", 9302): "a snippet cut off before it says anything",
    ("S000", 9594): "a snippet cut off before it says anything",
    ("S000", 10012): "a button of the page",
    ("S004", 4631): "heading",
    ("S004", 7462): "heading",
    ("S004", 12307): "heading",
    ("S004", 13529): "heading",
    ("S004", 19184): "who copied the text",
}

Ranges = Sequence[tuple[int, int]]

_LIST_MARK = re.compile(r"\s*(?:\d+\.\s+(?:\^\s*)?|•\s*)")
# a full stop ends a sentence unless a capital or "Co" stands before it: G.S. Lyushkov, Stuart D. Goldman, Co. Ltd
_STOP = re.compile(r"(?<=[^A-Z\s][.!?])(?<!Co\.)(?:[\"”])?(?:\[[^\]]{1,20}\])*\s*(?=[A-Z“\"])")


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each piece."""
    offset = 0
    for line in text.splitlines(keepends=True):
        mark = _LIST_MARK.match(line)
        start = mark.end() if mark else len(line) - len(line.lstrip())
        ends = [stop.end() for stop in _STOP.finditer(line, start)]
        for begin, end in zip([start, *ends], [*ends, len(line)], strict=True):
            if line[begin:end].strip():
                yield offset + begin, offset + begin + len(line[begin:end].rstrip())
        offset += len(line)


def states_a_fact(piece: str) -> bool:
    words = re.findall(r"\w+", piece)
    return any(c.isdigit() for c in piece) or any(word[0].isupper() for word in words[1:])


def facts(text: str) -> list[tuple[int, int]]:
    """The pieces that state a fact."""
    return [(start, end) for start, end in pieces(text) if states_a_fact(text[start:end])]


def untouched(text: str, anchors: Ranges) -> list[int]:
    """Starts of the pieces that state a fact and that no anchor touches."""
    return [s for s, e in facts(text) if not any(at < e and s < stop for at, stop in anchors)]


def loose_figures(text: str, anchors: Ranges, exempt: Sequence[int] = ()) -> list[int]:
    """Starts of the figures that stand in no anchor, but in pieces that start in ``exempt``; calls of notes, as [12],
    are no figures."""
    return [
        start + figure.start()
        for start, end in facts(text)
        if start not in exempt
        for figure in re.finditer(r"(?<![\[\d])\d+(?!\d*\])", text[start:end])
        if not any(at <= start + figure.start() < stop for at, stop in anchors)
    ]


def anchors_by_source() -> Mapping[str, Ranges]:
    found: dict[str, list[tuple[int, int]]] = {}
    for incident_id in incident_ids():
        for claim in load_incident(incident_id).claims:
            if claim.position is not None:
                place = (claim.position, claim.position + len(claim.anchor))
                found.setdefault(claim.source.key, []).append(place)
    return found


def test_pieces_end_where_sentences_do() -> None:
    text = "  3. ^ One, p. 5.\nG.S. Who came.[12] Then he went on 3 May.The End.\nno names here\n"
    assert [text[start:end] for start, end in pieces(text)] == [
        "One, p. 5.",
        "G.S. Who came.[12]",
        "Then he went on 3 May.",
        "The End.",
        "no names here",
    ]
    assert [states_a_fact(text[start:end]) for start, end in pieces(text)] == [True, True, True, True, False]
    spoken = text.index("One"), text.index("One") + 8
    assert untouched(text, [spoken]) == [text.index("G.S."), text.index("Then"), text.index("The End")]
    assert loose_figures(text, [spoken]) == [text.index("5."), text.index("3 May")]
    assert loose_figures(text, [spoken], [text.index("Then")]) == [text.index("5.")]


@pytest.fixture(params=["S000", "S004"])
def seed(request: pytest.FixtureRequest) -> tuple[str, str]:
    folder = os.environ.get("KHASAN_SEEDS")
    if not folder:
        pytest.skip("KHASAN_SEEDS does not name the folder of the source texts")
    path = Path(folder) / load_sources()[request.param].file
    return request.param, path.read_bytes().decode("utf-8")


@pytest.mark.seeds
def test_every_piece_that_states_a_fact_is_touched_by_a_claim(seed: tuple[str, str]) -> None:
    key, text = seed
    missing = untouched(text, anchors_by_source()[key])
    exempt = [start for source, start in EXEMPT if source == key]
    assert [(start, text[start : start + 60]) for start in missing if start not in exempt] == []
    assert [start for start in exempt if start not in missing] == [], "an exemption that nothing needs: delete it"


@pytest.mark.seeds
def test_every_figure_stands_in_an_anchor(seed: tuple[str, str]) -> None:
    key, text = seed
    exempt = [start for source, start in EXEMPT if source == key]
    loose = loose_figures(text, anchors_by_source()[key], exempt)
    assert [(start, text[start - 20 : start + 20]) for start in loose] == []
