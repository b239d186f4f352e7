"""The section of histories of a run's page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from khasan.compiler import Compiled
from khasan.present.histories.card import axes_of, drawn
from khasan.present.pages import fragment
from khasan.results.histories import Histories, History
from khasan.results.histories.forecast import ALIKE
from khasan.results.story_wording import number, side


@dataclass(frozen=True)
class Links:
    """Where a history opens in the replay: in this page if that holds it, else in a file beside it if there is one.

    ``embedded``: numbers of the replications that the page's replay holds; ``files``: names of files, by number.
    """

    embedded: Collection[int] = ()
    files: Mapping[int, str] = field(default_factory=dict)

    def to(self, replication: int, look: int) -> str:
        """The address of a replication at a look; "" where it cannot be opened.

        >>> Links({4}, {9: "history-best-japan.html"}).to(9, 30), Links({4}).to(4, 0), Links({4}).to(5, 0)
        ('history-best-japan.html#replay-r9-h30', '#replay-r4-h0', '')
        """
        if replication in self.embedded:
            return f"#replay-r{replication}-h{look}"
        file = self.files.get(replication, "")
        return f"{file}#replay-r{replication}-h{look}" if file else ""


def histories_section(found: Histories, compiled: Compiled, links: Links | None = None) -> Markup:
    """The histories of a run as one section of its page, its id ``histories``: a card each.

    ``found``: what :func:`khasan.results.histories.histories_of` gave for ``compiled``; ``links``: how each card opens
    the replay, nowhere unless given. Where there are no histories the section says why, in a sentence. The page needs
    the style sheet ``histories.css`` (``style(colours, "histories.css")``); there is no script.
    """
    return fragment("histories.html.j2", _told(found, compiled, links or Links()))


def _told(found: Histories, compiled: Compiled, links: Links) -> dict[str, Any]:
    if not found.items:
        return {"missing": found.missing}
    names = compiled.labels.side_names
    axes = axes_of(compiled, found)
    return {
        "missing": "",
        "heading": f"{number(len(found.items)).capitalize()} simulated histories",
        "runs": f"{found.runs:,}",
        "side_names": names,
        "tall": axes.tall,
        "no_turns": found.no_turns,
        "asked": found.asked,
        "alike": ALIKE,
        "with_strips": bool(axes.places),
        "some_places": _some_places(len(axes.places), found),
        "with_sources": bool(found.sources),
        "unopened": any(not links.to(history.number, 0) for history in found.items),
        "cards": [_card(found, compiled, history, links, axes) for history in found.items],
    }


def _some_places(shown: int, found: Histories) -> str:
    """Of how many places the strips are only some."""
    whole = len(found.courses.contested) if found.courses is not None else 0
    return f"{number(shown)} of the {number(whole)}" if shown < whole else ""


def _card(found: Histories, compiled: Compiled, history: History, links: Links, axes: Any) -> dict[str, Any]:
    assert found.courses is not None
    lost = found.courses.casualties[history.row, -1]
    names = [side(name) for name in compiled.labels.side_names]
    totals = ", ".join(f"{name} {int(count):,}" for name, count in zip(names, lost, strict=True))
    return {
        "title": _title([role.title for role in history.roles]),
        "id": history.roles[0].id,
        "number": f"{history.number:,}",
        "whys": [role.why for role in history.roles],
        "figure": drawn(compiled, found, history, axes),
        "alt": f"Casualties over time in run {history.number:,}; in the end {totals}.",
        "course": history.course,
        "ending": history.ending,
        "link": links.to(history.number, 0),
        "turns": [
            {
                "when": turn.when,
                "text": turn.text,
                "link": links.to(history.number, turn.opens_at),
                "before": turn.before,
                "after": turn.after,
                "from": min(turn.before, turn.after),
                "width": abs(turn.after - turn.before),
            }
            for turn in history.turns
        ],
    }


def _title(titles: list[str]) -> str:
    """One run may be told as several things.

    >>> _title(["The typical run", "Nearest to the sources"])
    'The typical run, nearest to the sources'
    """
    return ", ".join([titles[0], *(title[0].lower() + title[1:] for title in titles[1:])])
