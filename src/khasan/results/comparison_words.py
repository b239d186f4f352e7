"""A comparison in words: sentences that answer, and a table for a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from khasan.results.comparison_model import Line, SideBySide
from khasan.results.means import Mean
from khasan.results.verdict.side_words import with_article


def in_short(found: SideBySide) -> list[str]:
    """What differs from the first run, a sentence or two a run."""
    told = []
    for k, name in enumerate(found.names[1:]):
        losses = [_loss(line, k, found.pairs) for line in _losses(found)]
        where = "" if len(found.names) == 2 else f"{name}: "
        if losses:
            told.append(f"{where}{'; '.join(losses)}.")
        places = [] if found.pairs == 1 else list(_places(found, k))
        if places:
            told.append(f"{where}{'; '.join(places)}." if where else f"{places[0][:1].upper()}{'; '.join(places)[1:]}.")
    if found.pairs == 1:
        told.append("One pair proves nothing: chance alone may do as much as the change. Simulate more with -n.")
    return told


def _losses(found: SideBySide) -> list[Line]:
    """Casualties of whole sides."""
    sums = [line for line in found.lines if line.headline and line.measure.endswith("_casualties")]
    return [line for line in sums if not line.measure.startswith("formation_")]


def _loss(line: Line, k: int, pairs: int) -> str:
    first, other = _alike(line.means[0], line.means[k + 1], line)
    subject, _, quantity = line.label.partition(": ")
    about = "" if pairs == 1 else "about "
    return f"{subject}: {about}{other} {quantity} instead of {first}, {apart(line.differences[k], line)}"


def _alike(one: Mean, other: Mean, line: Line) -> tuple[str, str]:
    """Two means with the digits that the less certain of them bears."""
    width = max(one.half_width, other.half_width)
    return amount(replace(one, half_width=width), line), amount(replace(other, half_width=width), line)


def _places(found: SideBySide, k: int) -> Iterator[str]:
    """Who holds what at the end: the place where that differs most, and how many more there are."""
    ends = [line for line in found.lines if line.measure.startswith("holder_") and line.measure.endswith("_end")]
    clear = [line for line in ends if line.differences[k].clear]
    if ends and not clear:
        yield "no measurable change in who holds the ground at the end"
        return
    if not ends:
        return
    line = max(clear, key=lambda line: abs(line.differences[k].mean))
    first, other = line.means[0], line.means[k + 1]
    held, by, holder = line.label.rpartition(" by ")
    told = f"{held}{by}{with_article(holder)} in {amount(other, line)} of the runs instead of {amount(first, line)}"
    more = len({one.measure for one in clear}) - 1
    also = f"; {more} more {'place differs' if more == 1 else 'places differ'} clearly" if more else ""
    yield f"{told}, {apart(line.differences[k], line)}{also}"


def apart(difference: Mean, line: Line) -> str:
    """A difference in words, with its interval.

    >>> men = Line("x", "Japan: casualties", "men", False, (), (), (), True)
    >>> apart(Mean(100, -421.0, 120.0), men)
    '421 fewer (90% interval 301 to 541 fewer)'
    >>> apart(Mean(100, 35.0, 125.0), men)
    'no measurable difference (+35, 90% interval −90 to +160)'
    >>> apart(Mean(1, 35.0, math.nan), men)
    '35 more'
    """
    scaled, unit = _scaled(difference, line), " points" if line.is_share else ""
    if math.isnan(scaled.mean):
        return "not known"
    more, fewer = ("more", "less") if line.is_share or line.unit in ("h", "t") else ("more", "fewer")
    if math.isnan(scaled.half_width):
        if scaled.mean == 0:
            return "no difference"
        return f"{_digits(abs(scaled.mean), math.nan)}{unit} {more if scaled.mean > 0 else fewer}"
    if not scaled.clear:
        return f"no measurable difference ({signed(difference, line)}, 90% interval {between(difference, line)})"
    size = _digits(abs(scaled.mean), scaled.half_width)
    ends = sorted(abs(end) for end in _ends(scaled, line))
    low, high = (_digits(end, scaled.half_width) for end in ends)
    word = more if scaled.mean > 0 else fewer
    return f"{size}{unit} {word} (90% interval {low} to {high} {word})"


def amount(mean: Mean, line: Line) -> str:
    """A mean as a reader wants it.

    >>> amount(Mean(9, 0.34, 0.1), Line("x", "held", "share", True, (), (), (), True))
    '34%'
    >>> amount(Mean(9, 0.0, 0.01), Line("x", "held", "share", True, (), (), (), True))
    '0%'
    """
    scaled = _scaled(mean, line)
    if math.isnan(scaled.mean):
        return "not known"
    if line.is_share and (scaled.mean in (0.0, 100.0) or 1 <= scaled.mean <= 99):
        return f"{scaled.mean:.0f}%"
    return f"{_digits(scaled.mean, scaled.half_width)}{'%' if line.is_share else ''}"


def signed(difference: Mean, line: Line) -> str:
    """A difference with its sign."""
    scaled = _scaled(difference, line)
    return "not known" if math.isnan(scaled.mean) else _sign(scaled.mean, scaled.half_width)


def between(difference: Mean, line: Line) -> str:
    """The interval of a difference; nothing where there is none."""
    scaled = _scaled(difference, line)
    if math.isnan(scaled.half_width):
        return ""
    low, high = _ends(scaled, line)
    return f"{_sign(low, scaled.half_width)} to {_sign(high, scaled.half_width)}"


def how_compared(found: SideBySide) -> str:
    """How the runs were laid side by side, in a sentence or two."""
    if found.not_paired:
        counts = " and ".join(f"{count:,}" for count in dict.fromkeys(found.counts))
        return (
            f"Not compared pair by pair, because {found.not_paired}. The {counts} replications each had chances of "
            "their "
            "own, so the intervals are wider."
        )
    some = "replication" if found.pairs == 1 else "replications"
    return (
        f"Compared pair by pair over {found.pairs:,} {some}. Both runs of a pair have the same chances, the same map "
        "and "
        "the same guesses, so a difference between them comes from what was changed."
    )


def unit_words(line: Line) -> str:
    """The unit that stands behind a label; nothing where the label tells it.

    >>> unit_words(Line("x", "Japan: casualties", "men", False, (), (), (), True))
    'men'
    """
    return "% of runs" if line.is_share else line.unit if line.unit != "share" else "share of basic loads"


def interval_words(found: SideBySide) -> str:
    """What the intervals are."""
    percent = f"{found.confidence:.0%}"
    return (
        f"Values are averages over the runs. Each difference has a {percent} interval, which narrows as the number of "
        "runs "
        "grows. Differences whose interval leaves out zero are marked; among many measures, chance alone will mark a "
        "few."
    )


def _scaled(mean: Mean, line: Line) -> Mean:
    return mean.times(100.0) if line.is_share else mean


def _ends(scaled: Mean, line: Line) -> tuple[float, float]:
    """Ends of the interval of a difference; shares cannot be more than a hundred points apart."""
    if not line.is_share:
        return scaled.low, scaled.high
    return max(-100.0, scaled.low), min(100.0, scaled.high)


def _digits(value: float, half_width: float) -> str:
    """As many digits as the interval bears: no more than one beyond its first."""
    places = 0
    if math.isnan(half_width):
        places = 0 if value == round(value) or abs(value) >= 100 else 1
    elif 0 < half_width < 10:
        places = min(3, max(0, 1 - math.floor(math.log10(half_width))))
        places = places if half_width < 1 or abs(value) < 100 else 0
    text = f"{value:,.{places}f}"
    return text.replace("-", "−") if text.strip("-0.,") else text.lstrip("-")


def _sign(value: float, half_width: float) -> str:
    text = _digits(value, half_width)
    return text if text.startswith("−") or not text.strip("0.,") else f"+{text}"


def rows_of(found: SideBySide, lines: Sequence[Line]) -> Iterator[tuple[Line, int, bool]]:
    """Each line with each run that is held against the first: (line, number of the run less one, first of its line)."""
    for line in lines:
        for k in range(len(found.names) - 1):
            yield line, k, k == 0
