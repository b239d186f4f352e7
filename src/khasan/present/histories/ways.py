"""Ways between the cards of a run's histories and the replays that show them: files, links, bookmarks."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from khasan.present.histories.section import Links
from khasan.results.histories import Histories, History


def file_of(history: History) -> str:
    """Name of the file that holds a history, after what it is told as; "" for the typical one, which the page holds."""
    first = history.roles[0].id
    return "" if first == "typical" else f"history-{first}.html"


def links_beside(folder: Path, found: Histories, embedded: Iterable[int]) -> Links:
    """How the page of a run opens its histories: those it holds, and those that lie in files beside it."""
    files = {history.number: file_of(history) for history in found.items}
    there = {number: name for number, name in files.items() if name and (folder / name).is_file()}
    return Links(frozenset(embedded), there)


def bookmarks(found: Histories, history: History) -> dict[int, list[tuple[float, str]]]:
    """The turning points of a history for the replay: hours since the start and words, by its number.

    A bookmark stands where the link on the card opens, so that one sees how it begins.
    """
    assert found.courses is not None
    hours = found.courses.hours
    return {history.number: [(float(hours[turn.opens_at]), turn.text) for turn in history.turns]}
