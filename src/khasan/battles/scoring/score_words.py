"""A score in words and tables, for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite
from typing import Any

from rich.console import Group as Parts
from rich.console import RenderableType
from rich.text import Text

from khasan.battles.scoring.baselines import RIDGE, SHARES
from khasan.battles.scoring.groups import OF_ALL_YEARS
from khasan.battles.scoring.resampling import Estimate
from khasan.battles.scoring.scoreboard import FEWEST, Group, Measure, Score
from khasan.battles.scoring.whole import OURS, Marks
from khasan.results.terminal_tables import Wide

DASH = "-"
ABOUT = (
    "Winners are scored over decisive battles; draws are left out. Casualties are scored side by side on log10, where "
    "fewer than one man counts as one. Beside khasan stand four ways of statistics alone, cross-validated on the same "
    "table: always the attacker, with the chance that attackers have; the median loss share of sides of the same "
    "role, size and posture; a ridge regression on all that the row tells; and the same for a war of which it saw "
    "nothing. In brackets: 90% intervals from drawing groups of battles again, the same for all models. A star: the "
    "interval of the difference leaves out 0."
)
_SHORT = {
    "accuracy": "winner called",
    "log loss": "log loss",
    "attacker's chance, told less true": "chance told less true",
    "casualties within x2": "casualties within x2",
    "casualties, told to true": "casualties told to true",
    "attacker's casualties, told to true": "attacker's",
    "defender's casualties, told to true": "defender's",
    "casualties, coverage of 90%": "inside 90%",
}
"""Measures of the short table of a family, with their headings."""
_RIVALS = (("log loss", RIDGE), ("casualties within x2", SHARES), ("casualties within x2", RIDGE))
"""Of these the short table also tells the difference to a rival."""


def score_text(marks: Marks, family: str | None) -> RenderableType:
    """The headline and short tables of all families; or, for one family, every measure of every group."""
    told = [group for group in marks.groups if family in (None, group.family)]
    counts = ", ".join(f"{count} {name}" for name, count in marks.counts.items())
    parts: list[RenderableType] = [Text(f"Battles: {counts}."), Text(ABOUT)]
    if family is None:
        parts += _whole(told[0])
    for name in dict.fromkeys(group.family for group in told):
        groups = [group for group in told if group.family == name]
        years = "" if name in OF_ALL_YEARS or marks.old else ", since 1900"
        if family is None:
            parts += [Text(), _short(f"By {name}{years}", groups)]
            few = ", ".join(f"{group.name} ({group.battles})" for group in groups if not group.scores)
            parts += [Text(f"Too few to score: {few}.")] if few else []
        else:
            parts += [part for group in groups for part in _whole(group)]
    return Parts(*parts)


def _whole(group: Group) -> list[RenderableType]:
    """Every measure of a group: all models, then ours less each rival."""
    if not group.scores:
        return [Text(), Text(f"{group.name}: {group.battles} battles, fewer than {FEWEST}: not scored.")]
    models = list(group.scores[0].models)
    values = [
        (s.measure.name, [str(s.count), *(in_words(s.measure, s.models[m]) for m in models)]) for s in group.scores
    ]
    ranked = [score for score in group.scores if score.measure.better]
    less = [(s.measure.name, [difference(s.measure, s.less[m]) for m in models[1:]]) for s in ranked]
    return [
        Text(),
        Wide(f"{group.name}: {group.battles} battles", ["of", *models], values),
        Text(),
        Wide(f"{OURS} less each", models[1:], less),
    ]


def _short(heading: str, groups: Sequence[Group]) -> Wide:
    """A line a group, without columns that tell nothing of this family."""
    columns = ["battles", *_SHORT.values(), *(f"{name}: less {rival}" for name, rival in _RIVALS)]
    lines = [(group.name, [str(group.battles), *_short_cells(group)]) for group in groups if group.scores]
    telling = [k for k in range(len(columns)) if any(cells[k] != DASH for _, cells in lines)]
    return Wide(heading, [columns[k] for k in telling], [(name, [cells[k] for k in telling]) for name, cells in lines])


def _short_cells(group: Group) -> Iterable[str]:
    scores = {score.measure.name: score for score in group.scores}
    for name in _SHORT:
        yield _value(scores[name].measure, scores[name].models[OURS].value)
    for name, rival in _RIVALS:
        yield difference(scores[name].measure, scores[name].less[rival])


def in_words(measure: Measure, estimate: Estimate) -> str:
    """A figure with its interval, in the unit of its measure.

    >>> from khasan.battles.scoring.scoreboard import MEASURES
    >>> accuracy = next(one for one in MEASURES if one.name == "accuracy")
    >>> in_words(accuracy, Estimate(0.7, 0.65, 0.75))
    '70% (65 to 75)'
    """
    if not isfinite(estimate.value):
        return DASH
    low, high = (_value(measure, end).removesuffix("%").removeprefix("x") for end in estimate[1:])
    return f"{_value(measure, estimate.value)} ({low} to {high})"


def _value(measure: Measure, value: float) -> str:
    if not isfinite(value):
        return DASH
    if measure.share:
        return f"{100 * value:+.0f}%" if measure.aim == 0 and measure.better == 0 else f"{100 * value:.0f}%"
    if measure.factor and measure.better == 0:
        return f"x{10**value:.2g}"
    return f"{value:.3f}"


def difference(measure: Measure, estimate: Estimate) -> str:
    """Ours less a rival's, with the interval of the difference; a star where it leaves out 0."""
    if not isfinite(estimate.value):
        return DASH
    by, form = (100, "+.0f") if measure.share else (1, "+.3f")
    value, low, high = (f"{by * one:{form}}" for one in estimate)
    star = "*" if estimate.low > 0 or estimate.high < 0 else ""
    return f"{value}{star} ({low} to {high})"


def score_payload(marks: Marks) -> dict[str, Any]:
    """The whole score as JSON has it: every family, group, measure and model."""
    return {
        "counts": dict(marks.counts),
        "groups": [
            {
                "family": group.family,
                "name": group.name,
                "battles": group.battles,
                "scores": {score.measure.name: _payload(score) for score in group.scores},
            }
            for group in marks.groups
        ],
    }


def _payload(score: Score) -> dict[str, Any]:
    return {
        "of": score.measure.of,
        "count": score.count,
        "models": {name: one._asdict() for name, one in score.models.items() if isfinite(one.value)},
        "less": {name: one._asdict() for name, one in score.less.items() if isfinite(one.value)},
    }
