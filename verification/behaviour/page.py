"""The table of rows as text and as a page, the verdict first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, isinf, isnan

from verification.behaviour.judge import Figure, Verdict
from verification.behaviour.recipes import SCALES
from verification.behaviour.rows import FAMILIES, Book, Row
from verification.behaviour.wiring import Wired

SIGNS = {"%": "%", "min": " min", 1: ""}


@dataclass(frozen=True)
class Line:
    """A row and what became of it; no verdict where today's engine has no such rule, and why."""

    row: Row
    verdict: Verdict | None
    why: str = ""

    @property
    def inside(self) -> bool:
        """Does it count as in?"""
        return self.verdict is not None and self.verdict.inside


def number(value: float) -> str:
    """Three figures, or words for what never came.

    >>> number(0.0834), number(61.24), number(1234.0), number(float("inf"))
    ('0.083', '61.2', '1230', 'never')
    """
    if isnan(value):
        return "none"
    if isinf(value):
        return "never"
    if abs(value) >= 100:
        return f"{round(value, -1 if abs(value) >= 1000 else 0):.0f}"
    decimals = 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:.{decimals}f}".rstrip("0").rstrip(".")


def figure_words(one: Figure | None) -> str:
    """A figure with the 95% interval of its error.

    >>> figure_words(Figure(4.4, 4.0, 4.9, 400))
    '4.4 (4–4.9)'
    """
    if one is None or isnan(one.value):
        return "–" if one is None else f"none ({one.cases} cases)"
    if one.low == one.high == one.value:
        return number(one.value)
    return f"{number(one.value)} ({number(one.low)}–{number(one.high)})"


def off_words(verdict: Verdict) -> str:
    """How far out, where it is out."""
    if verdict.inside or not verdict.off:
        return ""
    if not isfinite(verdict.off):
        return "no figure" if verdict.why else "without end"
    return f"{verdict.off:.2g} widths" if verdict.in_widths else f"x {verdict.off:.3g}"


def verdict_words(line: Line) -> str:
    """In or out, and whether the error leaves it open."""
    if line.verdict is None:
        return "out"
    word = "in" if line.inside else "far out" if line.verdict.far else "out"
    return f"{word}, error straddles a bound" if line.verdict.straddles else word


def table(lines: Sequence[Line]) -> list[str]:
    """The rows in Markdown, family by family."""
    found = [
        "| row | family | set-up | quantity | wanted | finer scale | coarser scale | verdict | out by | scales agree |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for line in lines:
        row, verdict = line.row, line.verdict
        wanted = f"{row.low:g}–{row.high:g}{SIGNS[row.unit]}"
        head = f"| {row.id} | {row.family} | {', '.join(row.setups)} | {row.quantity} | {wanted} |"
        if verdict is None:
            found.append(f"{head} – | – | out: {line.why} | | |")
            continue
        values = " | ".join(figure_words(verdict.figures.get(scale)) for scale in SCALES)
        why = f": {verdict.why}" if verdict.why else ""
        agree = {True: "yes", False: "no", None: "–"}[verdict.agree]
        found.append(f"{head} {values} | {verdict_words(line)}{why} | {off_words(verdict)} | {agree} |")
    return found


def wiring_table(rows: Sequence[Wired]) -> list[str]:
    """The wiring rows in Markdown."""
    found = ["| row | quantity | wanted | 5 to 95% of draws | holds |", "|---|---|---|---|---|"]
    for one in rows:
        drawn = one.why or (number(one.low) if one.low == one.high else f"{number(one.low)}–{number(one.high)}")
        wanted = f"{one.row.low:g}–{one.row.high:g}{SIGNS[one.row.unit]}"
        found.append(f"| {one.row.id} | {one.row.quantity} | {wanted} | {drawn} | {'yes' if one.holds else 'no'} |")
    return found


def verdict_of_all(lines: Sequence[Line], wiring: Sequence[Wired]) -> list[str]:
    """How many rows lie inside, family by family."""
    found = ["| family | rows | inside | far out | no such rule yet |", "|---|---|---|---|---|"]
    for family in (*FAMILIES, "all"):
        own = [line for line in lines if family in (line.row.family, "all")]
        if own:
            far = sum(line.verdict is not None and line.verdict.far for line in own)
            lacking = sum(line.verdict is None for line in own)
            found.append(f"| {family} | {len(own)} | {sum(line.inside for line in own)} | {far} | {lacking} |")
    compared = [line.verdict.agree for line in lines if line.verdict is not None and line.verdict.agree is not None]
    if compared:
        found += ["", f"The two scales agree in {sum(compared)} of {len(compared)} rows that they must agree in."]
    if wiring:
        found += ["", f"Wiring: {sum(one.holds for one in wiring)} of {len(wiring)} rows hold."]
    return found


def sources_table(book: Book) -> list[str]:
    """Where the interval of each row comes from, and then the sources in full."""
    found = ["| row | interval from | sources |", "|---|---|---|"]
    found += [f"| {row.id} | {row.origin} | {', '.join(row.sources)} |" for row in book.emergent]
    found += [f"| {row.id} | | {', '.join(row.sources)} |" for row in book.wiring]
    return [*found, "", *(f"- **{key}**: {words}." for key, words in book.sources.items())]


def setups_list(book: Book) -> list[str]:
    """The set-ups and definitions as the file has them."""
    found = [f"{book.conditions}.", "", *(f"- **{key}**: {words}." for key, words in book.setups.items()), ""]
    return [*found, "Definitions:", "", *(f"- {words}." for words in book.definitions)]


def replaced(page: str, name: str, body: Sequence[str], measure: str = "behaviour") -> str:
    """The page with what stands between the marks of that name replaced; ValueError where there are none.

    >>> replaced("a\\n<!-- behaviour: x -->\\nold\\n<!-- end -->\\nb", "x", ["new"])
    'a\\n<!-- behaviour: x -->\\nnew\\n<!-- end -->\\nb'
    """
    mark, end = f"<!-- {measure}: {name} -->\n", "<!-- end -->"
    if mark not in page or end not in page.split(mark, 1)[1]:
        raise ValueError(f"the page has no {mark.strip()} with {end} after it")
    before, rest = page.split(mark, 1)
    return before + mark + "\n".join(body) + "\n" + end + rest.split(end, 1)[1]
