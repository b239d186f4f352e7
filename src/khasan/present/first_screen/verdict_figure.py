"""The model against the sources as one figure: each quantity on one scale, value over the sources' best value."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from khasan.present.pages import fragment
from khasan.present.story import Quarrel
from khasan.record import Source
from khasan.results.number_words import amount
from khasan.results.story_wording import listed
from khasan.results.verdict.factors import times, which_way
from khasan.results.verdict.judgement import Judgement
from khasan.results.verdict.quantities import HEADLINES, Quantity, chosen, circle

Part = dict[str, Any]
_NO_QUARRELS: Mapping[str, Quarrel] = {}
MOST, MOST_ALONE = 9, 12
"""Rows of the figure, and of one that shows a single half; the rest stands in the table of all comparisons."""
_NUMBERS = ("", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
_FEW = 6
"""With no more rows than these there is room for what the sources say nothing of."""
_ENDS = (8.0, 32.0)
"""Factors at which the scale may end: the smallest that holds every median, else the last."""
_EDGE = 3.0
"""Per cent of the width that stay free at either end, for arrows and for "none"."""
_STACK, _TALL = 6.5, 14.0
"""Pixels between dots of one value, which stack, and of the tallest stack: more dots than fit stand closer."""
_LEAST = 1.4
"""Per cent of the width that a range has at least, so that it can be seen about a dot."""
_NEAR = 1.6
"""Per cent of the width within which dots would cover each other."""


def figure(
    judged: Judgement,
    sources: Mapping[str, Source],
    *,
    all_rows: str = "",
    quarrels: Mapping[str, Quarrel] = _NO_QUARRELS,
) -> Markup:
    """The figure with headline and key, as HTML.

    ``all_rows``: id of the table that holds every comparison. ``quarrels``: measure -> where on the page its rival
    figures stand side by side.
    """
    compared = [one for one in judged.quantities if one.compared]
    if judged.halves == "both":
        rows = chosen(judged.quantities, MOST)
    else:
        rows = list(judged.quantities[:MOST_ALONE])
    end = _end(rows)
    drawn_rows = [_row(one, end, judged, sources, rows) | {"quarrel": quarrels.get(one.measure)} for one in rows]
    bars = [row["model"]["bar"] for row in drawn_rows if row["model"]]
    context = {
        "headline": judged.headline,
        "clause": judged.clause,
        "said": judged.said,
        "halves": judged.halves,
        "some": _some(rows, compared) if judged.halves == "both" else _first_of(len(rows), len(judged.quantities)),
        "all_rows": all_rows,
        "ticks": _ticks(end),
        "rows": drawn_rows,
        "leaves": any(bar and bar["leaves"] for bar in bars),
        "single": judged.runs == 1,
        "judged": judged.judged,
        "unsourced": [_in_words(one, judged) for one in judged.unsourced] if len(rows) <= _FEW else [],
        "hollow": any(not p.counts for one in rows if one.sources for p in one.sources.points),
        "bounds": any(p.bound for one in rows if one.sources and one.unit != "time" for p in one.sources.points),
        "before": any(one.model is not None and one.model.before is not None for one in rows),
    }
    return fragment("verdict_figure.html.j2", context)


def _in_words(one: Quantity, judged: Judgement) -> Part:
    """A quantity without a figure in the sources, for a line under the figure."""
    assert one.model is not None
    exact = judged.runs == 1
    ends = "" if exact else _range(one.model.low, one.model.high, one.unit)
    return {"what": one.what, "text": _median(one.model.median, exact=exact), "ends": ends}


def _first_of(shown: int, known: int) -> str:
    """How many of the quantities stand in the figure; "" where all do."""
    if shown == known or not shown:
        return ""
    number = _NUMBERS[shown] if shown < len(_NUMBERS) else f"{shown}"
    return f"{number} of the {known}:"


def _some(rows: Sequence[Quantity], compared: Sequence[Quantity]) -> str:
    """Which of the quantities stand in the figure, how they were chosen, and in which order; "" where all do."""
    some = _first_of(len(rows), len(compared)).removesuffix(":")
    if not some:
        return ""
    shown, known = (Counter(map(circle, quantities)) for quantities in (rows, compared))
    losses = listed([words for kind, words in HEADLINES.items() if any(one.kind == kind for one in rows)] or [""])
    parts = []
    if shown[0]:
        parts.append(f"{'the worst ' if shown[0] < known[0] else ''}{losses} of the whole battle")
    if shown[1]:
        worst = shown[1] < known[1]
        those = f"{'the worst ' if worst else ''}{losses}" if not shown[0] else "the worst" if worst else "those"
        parts.append(f"{those} of its phases")
    if shown[2]:
        parts.append(f"{'the worst' if shown[2] < known[2] else 'all'} of the other figures")
    return f"{some}, farthest off first: {'; '.join(parts)}."


def _end(rows: Sequence[Quantity]) -> float:
    """The factor at which the scale ends."""
    found = [
        max(ratio, 1 / ratio)
        for one in rows
        if one.sources is not None and one.unit != "time"
        for value in ([one.model.median] if one.model is not None else []) + [p.value for p in one.sources.points]
        if (ratio := value / _reference(one)) > 0
    ]
    return next((end for end in _ENDS if max(found, default=1.0) <= end), _ENDS[-1])


def _reference(one: Quantity) -> float:
    """What the scale calls "same": the sources' best value, or the upper end of their range where that is nothing."""
    return 1.0 if one.sources is None else one.sources.best or one.sources.high or 1.0


def _at(value: float, one: Quantity, end: float) -> float:
    """Per cent from the left; beyond the scale at its edge."""
    ratio = value / _reference(one)
    if ratio <= 0:
        return _EDGE / 2
    share = 0.5 + math.log(ratio) / math.log(end) / 2
    return round(_EDGE + (100 - 2 * _EDGE) * min(max(share, 0.0), 1.0), 2)


def _ticks(end: float) -> list[Part]:
    halves = round(math.log2(end))
    ticks = []
    for power in range(-halves, halves + 1):
        said = {0: "1", -1: "½", -2: "¼"}.get(power, f"1/{2**-power}" if power < 0 else f"{2**power}×")
        share = 0.5 + power / halves / 2
        named = halves <= 3 or abs(power) != halves - 1  # the long names at the ends need its room
        ticks.append(
            {"at": round(_EDGE + (100 - 2 * _EDGE) * share, 2), "says": said if named else "", "same": power == 0}
        )
    return ticks


def _row(one: Quantity, end: float, judged: Judgement, sources: Mapping[str, Source], rows: Sequence[Quantity]) -> Part:
    phased = any(not other.of_the_whole for other in rows)
    scaled = one.unit != "time" and one.sources is not None and one.sources.high > 0
    row: Part = {
        "side": one.side,
        "what": one.what[:1].upper() + one.what[1:],
        "when": one.when if phased else "",
        "scaled": scaled,
        "sources": None,
        "model": None,
        "verdict": "",
        "factor": "",
        "agrees": False,
    }
    if one.sources is not None:
        row["sources"] = {
            "text": _range(one.sources.low, one.sources.high, one.unit),
            "one": one.sources.from_one,
            "why": one.sources.why,
            "band": _band(one, end) if scaled else None,
            "dots": _dots(one, end, sources) if one.unit != "time" else [],
        }
    if one.model is not None:
        row["model"] = {
            "text": _median(one.model.median, exact=judged.runs == 1),
            "ends": "" if judged.runs == 1 else _range(one.model.low, one.model.high, one.unit),
            "of": _happened(one, exact=judged.runs == 1),
            "bar": _model_bar(one, end, rows, judged),
        }
    if one.compared and judged.judged:
        row["factor"], row["verdict"] = times(one.factor), which_way(one.factor, one.unit)
        row["agrees"] = one.factor == 1
    return row


def _median(value: float, *, exact: bool) -> str:
    if value == 0:
        return "none"
    return f"{'' if exact else 'about '}{rounded(value, exact=exact)}"


def _happened(one: Quantity, *, exact: bool) -> str:
    """What happened, where a report would count less; "" where it reads the same."""
    if one.model is None or one.model.happened is None:
        return ""
    reported, happened = (_median(value, exact=exact) for value in (one.model.median, one.model.happened))
    return "" if reported == happened else happened


def rounded(value: float, *, exact: bool = False) -> str:
    """A median as "about" may stand before it: two digits that count, whole numbers below a hundred.

    >>> rounded(4416), rounded(34), rounded(0.25), rounded(1136), rounded(684), rounded(684, exact=True)
    ('4,400', '34', '0.25', '1,100', '680', '684')
    """
    if exact or value < 100:
        return amount(value)
    return f"{round(value, 1 - math.floor(math.log10(value))):,.0f}"


def _range(low: float, high: float, unit: str) -> str:
    if unit == "time":
        return ""
    return amount(low) if low == high else f"{amount(low)}–{amount(high)}"


def _band(one: Quantity, end: float) -> Part:
    assert one.sources is not None
    left, right = _at(one.sources.low, one, end), _at(one.sources.high, one, end)
    short = max(_LEAST - (right - left), 0.0) / 2
    return {"left": round(left - short, 2), "width": round(right - left + 2 * short, 2)}


def _dots(one: Quantity, end: float, sources: Mapping[str, Source]) -> list[Part]:
    """A dot a figure; those that would cover each other stack, never sideways."""
    assert one.sources is not None
    dots: list[Part] = []
    stacks: list[int] = []
    spots: list[float] = []
    for point in sorted(one.sources.points, key=lambda p: (p.value, not p.counts)):
        at = _at(point.value, one, end)
        near = next((k for k, spot in enumerate(spots) if abs(spot - at) < _NEAR), None)
        if near is None:
            spots.append(at)
            near = len(spots) - 1
        stacks.append(near)
        title = sources[point.source].title if point.source in sources else point.source
        aside = "" if point.counts else "; listed, not counted: a side’s word about its enemy" * point.of_the_enemy
        if not point.counts and not point.of_the_enemy:
            aside = "; listed, not counted"
        if point.counts and point.bound:
            aside = f"; {point.bound} so many"
        dots.append(
            {
                "at": at,
                "counts": point.counts,
                "bound": point.bound.replace(" ", "-"),
                "says": f"{one.what}, {one.when}: {point.text}. {title} ({point.citation}), grade {point.grade}{aside}",
            }
        )
    return [dot | {"up": up} for dot, up in zip(dots, _heights(stacks), strict=True)]


def _heights(stacks: Sequence[int]) -> list[float]:
    """Pixels by which each dot stands below the middle of its stack; ``stacks``: the stack that each belongs to.

    >>> _heights([0, 1, 0, 0])
    [-6.5, 0.0, 0.0, 6.5]
    """
    known, placed = Counter(stacks), Counter[int]()
    found = []
    for stack in stacks:
        step = min(_STACK, _TALL / max(known[stack] - 1, 1))
        found.append(round(step * (placed[stack] - (known[stack] - 1) / 2), 1))
        placed[stack] += 1
    return found


def _model_bar(one: Quantity, end: float, rows: Sequence[Quantity], judged: Judgement) -> Part | None:
    """Where interval and median stand: on the common scale, or without sources on a scale of the figure's own."""
    assert one.model is not None
    model = one.model
    if one.sources is None:
        most = max((r.model.high for r in rows if r.model is not None and r.unit == one.unit), default=0.0)
        share = (100 - 2 * _EDGE) / most if most else 0.0
        low, middle, high = (round(_EDGE + share * value, 2) for value in (model.low, model.median, model.high))
        width = round(high - low, 2)
        return {"left": low, "width": width, "median": middle, "none": False, "leaves": "", "before": None}
    if one.unit == "time" or one.sources.high <= 0:
        return None
    low, high = _at(model.low, one, end), _at(model.high, one, end)
    edges = _EDGE, 100 - _EDGE
    least, most = (value / _reference(one) for value in (model.low, model.high))
    leaves = ("left " if least < 1 / end else "") + ("right" if most > end else "")
    return {
        "left": max(low, edges[0] if model.high > 0 else 0.0),
        "width": round(max(high - max(low, edges[0]), 0.0), 2) if judged.runs > 1 and model.high > 0 else 0.0,
        "median": _at(model.median, one, end),
        "none": model.median == 0,
        "leaves": leaves.strip(),
        "before": None if not model.before else _at(model.before, one, end),
    }
