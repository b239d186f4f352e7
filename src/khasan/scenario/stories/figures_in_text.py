"""The figures that a text in English has.

A figure is a number in digits or in words from two upwards, a fraction, a day or a month of a year, a year, a time of
day; also within a name, as in 19th Division. The letters and digits of a type (T-26), Roman numerals and words of
order (first, second) are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = {word: number for number, word in enumerate(_SMALL)} | {word: 10 * k for k, word in enumerate(_TENS, 2)}
_LARGE = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}
_VAGUE = ("dozens", "hundreds", "thousands")
_PARTS = {"half": 0.5, "third": 1 / 3, "quarter": 0.25}
NEAR = ("about", "some", "nearly", "almost", "around", "roughly")
MORE, LESS = ("over", "more than"), ("under", "fewer than", "less than")
"""Words of rounding: either way, or to one side."""

_MONTH = "|".join(_MONTHS)
_BETWEEN = r"\s?(?:-|–|,|and|or|to)\s?"
_DAYS = re.compile(rf"\b(\d{{1,2}})(?:{_BETWEEN}(\d{{1,2}}))?(?:{_BETWEEN}(\d{{1,2}}))? ({_MONTH})\b(?: (\d{{4}})\b)?")
_MONTH_ALONE = re.compile(rf"\b({_MONTH})\b(?: (\d{{4}})\b)?")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_CLOCK = re.compile(r"\b([0-2]?\d):([0-5]\d)\b")
_HOURS = {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}
_YEAR = re.compile(r"(?<![\d.,])(?:18|19|20)\d\d(?![,.]?\d)")
_DIGITS = re.compile(r"(?<![A-Za-z\d.,])(?<![A-Za-z]-)\d[\d,]*(?:\.\d+)?")
_WORD = "|".join((*_WORDS, *_LARGE))
_IN_WORDS = re.compile(rf"\b(?:{_WORD})(?:(?:[ -]|(?<=hundred) and )(?:{_WORD}))*\b", re.IGNORECASE)
_HALF_A_DOZEN = re.compile(r"\bhalf a dozen\b", re.IGNORECASE)
_PART = re.compile(r"\b(?:(a|one|two|three)[ -])?(half|thirds?|quarters?)\b( of)?", re.IGNORECASE)
_PLAIN_WORD = re.compile(r"[A-Za-z]+")
_ROUNDING = re.compile(rf"\b({'|'.join((*NEAR, *MORE, *LESS))})(?: an?)?\s*$", re.IGNORECASE)


@dataclass
class Figures:
    """The figures of a text, each kind by itself."""

    numbers: set[float] = field(default_factory=set)
    days: set[tuple[int, int]] = field(default_factory=set)
    """Month and day."""
    months: set[int] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    clocks: set[str] = field(default_factory=set)
    vague: set[str] = field(default_factory=set)
    """Words such as dozens."""
    rounding: dict[float, str] = field(default_factory=dict)
    """The word of rounding before a number."""
    shown: dict[object, str] = field(default_factory=dict)
    """How each stands in the text."""

    def add(self, number: float, shown: str, before: str) -> None:
        """Note a number; nought and one are no figures, as in "one of the hills"."""
        if number in (0.0, 1.0):
            return
        self.numbers.add(number)
        self.shown[number] = shown
        rounded = _ROUNDING.search(before)
        if rounded is not None:
            self.rounding[number] = rounded[1].lower()

    def add_day(self, month: int, day: int, year: int | None, shown: str) -> None:
        """Note a day of a month, with its year if it is said."""
        self.days.add((month, day))
        self.shown[month, day] = shown
        if year is not None:
            self.years.add(year)


def figures_of(text: str) -> Figures:
    """The figures that a text has.

    >>> told = figures_of("On 29 and 30 July 1938, at 05:15, a hundred and sixty men and two T-26 came.")
    >>> sorted(told.numbers), sorted(told.days), told.years, told.clocks
    ([2.0, 160.0], [(7, 29), (7, 30)], {1938}, {'05:15'})
    """
    found = Figures()
    rest = _take_days(text, found)
    for match in _CLOCK.finditer(rest):
        clock = f"{int(match[1]):02d}:{match[2]}"
        found.clocks.add(clock)
        found.shown[clock] = match[0]
    rest = _CLOCK.sub(_blank, rest)
    found.years.update(int(match[0]) for match in _YEAR.finditer(rest))
    rest = _YEAR.sub(_blank, rest)
    for match in _DIGITS.finditer(rest):
        shown = match[0].rstrip(",.")
        found.add(float(shown.replace(",", "")), shown, rest[: match.start()])
    for number, match in _in_words(rest):
        found.add(number, match[0], rest[: match.start()])
    for word in _PLAIN_WORD.findall(rest.lower()):
        if word in _HOURS:
            found.clocks.add(_HOURS[word])
            found.shown[_HOURS[word]] = word
        elif word in _VAGUE:
            found.vague.add(word)
        elif word == "twice":
            found.add(2.0, word, "")
    return found


def _take_days(text: str, found: Figures) -> str:
    """Note days and months with their years; the text with blanks in their place."""
    for year, month, day in _ISO.findall(text):
        found.add_day(int(month), int(day), int(year), f"{year}-{month}-{day}")
    rest = _ISO.sub(_blank, text)
    for match in _DAYS.finditer(rest):
        year = int(match[5]) if match[5] else None
        for day in filter(None, match.groups()[:3]):
            found.add_day(_MONTHS.index(match[4]) + 1, int(day), year, f"{day} {match[4]}")
    rest = _DAYS.sub(_blank, rest)
    for match in _MONTH_ALONE.finditer(rest):
        month = _MONTHS.index(match[1]) + 1
        found.months.add(month)
        found.shown[month] = match[1]
        if match[2]:
            found.years.add(int(match[2]))
    return _MONTH_ALONE.sub(_blank, rest)


def _in_words(text: str) -> Iterator[tuple[float, re.Match[str]]]:
    """Each number in words: a hundred and sixty, twenty-two, half a dozen, two thirds."""
    for match in _HALF_A_DOZEN.finditer(text):
        yield 6.0, match
    rest = _HALF_A_DOZEN.sub(_blank, text)
    for match in _PART.finditer(rest):
        times, part, of = match.groups()
        if part.lower() == "half" or (times and (of or part.lower().endswith("s"))):  # not "a third attack"
            yield _WORDS.get((times or "").lower(), 1) * _PARTS[part.lower().rstrip("s")], match
            rest = rest[: match.start()] + _blank(match) + rest[match.end() :]
    for match in _IN_WORDS.finditer(rest):
        total, part_of = 0, 0
        for word in re.split(r"[ -]+", match[0].lower()):
            if word in _WORDS:
                part_of += _WORDS[word]
            elif word in _LARGE:
                part_of = max(part_of, 1) * _LARGE[word]
                if _LARGE[word] >= 1000:
                    total, part_of = total + part_of, 0
        yield float(total + part_of), match


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
