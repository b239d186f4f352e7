"""Who holds the places of a fight: the share of the runs hour by hour, with what the sources say above it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from khasan.present.pages import fragment
from khasan.present.run_report.hourly import Series
from khasan.present.run_report.run_figures import Clock
from khasan.results.aar_model import AfterAction, Height
from khasan.results.columns import identifier
from khasan.results.number_words import HOLDERS_OF_THE_RECORD
from khasan.results.verdict.holder import farthest_apart
from khasan.results.verdict.side_words import in_sentence, short

F8 = NDArray[np.float64]
Part = dict[str, Any]
_WIDE = 900.0
"""Pixels that the figure has for its time axis on a wide screen: what a letter of a label is reckoned against."""
_LETTER = 6.9
_TURN = 72.0
"""Per cent of the axis beyond which a label stands left of its mark."""


def held(content: Any, clock: Clock, hours: Sequence[datetime]) -> Part | None:
    """Title and figure of the places that change hands; None where there are none."""
    labels, scenario = content.compiled.labels, content.compiled.resolved
    series = Series(content.series, content.outcomes.num_rows)
    names = {goal.place: goal.name for goal in scenario.objectives}
    places = []
    for index in labels.objectives:
        place = labels.places[index]
        shares = series.shares(f"holder_{identifier(place)}", labels.sides)
        places.append((place, names.get(place, place), shares))
    if not any(np.ptp(share) > 0 for _, _, shares in places for share in shares):
        return None
    after: AfterAction | None = content.after
    heights = {height.place: height for height in after.heights} if after is not None else {}
    main = heights.get(places[0][0])
    marks = _marks(main, hours, labels) if main is not None else []
    runs = content.outcomes.num_rows
    title = f"Who holds {in_sentence(places[0][1])}"
    context = {
        "title": title,
        "single": runs == 1,
        "runs": runs,
        "apart": farthest_apart(after, main) if after is not None and main is not None else "",
        "side_names": labels.side_names,
        "marks": marks,
        "lanes": 1 + max((mark["lane"] for mark in marks), default=-1),
        "places": [
            _strip(name, shares, labels.side_names, clock, first=number == 0)
            for number, (_, name, shares) in enumerate(places)
        ],
        "ticks": [
            {"at": round(100 * day / clock.days[-1], 2), "says": says.replace("\n", " ")} for day, says in clock.ticks
        ],
    }
    return {"title": title, "html": fragment("hill.html.j2", context)}


def _strip(name: str, shares: Sequence[F8], side_names: Sequence[str], clock: Clock, *, first: bool) -> Part:
    """One place: an area a side, the first from below and the second from above, and the shares at the end."""
    below, above = shares[0], shares[1] if len(shares) > 1 else np.zeros_like(shares[0])
    ends = [
        {"side": side, "share": f"{share[-1]:.0%}"} for side, share in enumerate(shares[:2]) if round(share[-1], 3) > 0
    ]
    said = "; ".join(f"{who} {share[-1]:.0%}" for who, share in zip(side_names, shares, strict=False))
    return {
        "name": short(name),
        "first": first,
        "paths": [Markup(_area(clock.days, 100 - 100 * below, 100)), Markup(_area(clock.days, 100 * above, 0))],
        "ends": ends[::-1],
        "alt": f"{name}: share of the runs in which each side holds it, over time. At the end: {said}.",
    }


def _area(days: F8, edge: F8, base: int) -> str:
    """A path between a base and an edge that changes in steps, on a square of 1000 by 100."""
    across = 1000 * days / days[-1]
    said, last = f"M0 {base}V{edge[0]:.1f}", f"{edge[0]:.1f}"
    for x, y in zip(across[1:].tolist(), edge[1:].tolist(), strict=True):
        if f"{y:.1f}" != last:
            said += f"H{x:.1f}V{y:.1f}"
            last = f"{y:.1f}"
    return f"{said}H1000V{base}Z"


def _marks(height: Height, hours: Sequence[datetime], labels: Any) -> list[Part]:
    """What the sources say of the place, at its moment: whom, and who says so; in lanes, so that no two meet."""
    whole = (hours[-1] - hours[0]).total_seconds()
    marks: list[Part] = []
    ends: list[float] = []
    for day in height.days:
        answers: dict[str, list[str]] = {}
        for claim in day.claims:
            answers.setdefault(claim.text, [])
            if claim.source not in answers[claim.text]:
                answers[claim.text].append(claim.source)
        at = 100 * (datetime.fromisoformat(day.moment) - hours[0]).total_seconds() / whole
        at = min(max(at, 0.0), 100.0)
        for text, sources in answers.items():
            says = text[:1].upper() + text[1:]
            wide = 100 * (_LETTER * (len(says) + len(", ".join(sources)) + 3) + 24) / _WIDE
            left, right = (at - wide, at + 1) if at > _TURN else (at - 1, at + wide)
            lane = next((k for k, end in enumerate(ends) if end < left), len(ends))
            ends[lane:] = [right] if lane == len(ends) else [right, *ends[lane + 1 :]]
            marks.append(
                {
                    "at": round(at, 2),
                    "lane": lane,
                    "turned": at > _TURN,
                    "side": _side_of(text, labels),
                    "says": says,
                    "sources": ", ".join(sources),
                    "when": day.label.partition(";")[0],
                }
            )
    return marks


def _side_of(word: str, labels: Any) -> int:
    """Index of the side that an answer names; -1 for both, or for words that name none."""
    for number, (side, name) in enumerate(zip(labels.sides, labels.side_names, strict=True)):
        meant = {side, name.lower(), *HOLDERS_OF_THE_RECORD.get(side, ())}
        meant |= set(HOLDERS_OF_THE_RECORD.get("ussr" if side == "soviet" else side, ()))
        if word.lower() in meant:
            return number
    return -1
