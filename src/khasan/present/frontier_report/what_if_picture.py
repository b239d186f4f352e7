"""What-ifs as a picture: the difference each makes, its interval over draws, and the verdict."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from khasan.frontier.terminal_words import points
from khasan.frontier.whatifs import Answered
from khasan.ground.svg import element
from khasan.present.frontier_report.chance_pictures import ALONE

WHAT_IFS = """
.what-ifs text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; fill: var(--ink); }
.what-ifs .quiet { fill: var(--quiet); font-size: 12px; } .what-ifs .title { font-weight: 600; }
.what-ifs .grid { stroke: var(--rule); } .what-ifs .nought { stroke: var(--ink); }
.what-ifs .interval { stroke: var(--inside); stroke-width: 5; opacity: .55; } .what-ifs .mean { fill: var(--inside); }
.what-ifs .put-in .interval { stroke: var(--quiet); } .what-ifs .put-in .mean { fill: var(--quiet); }
"""
WIDTH, LEFT, RIGHT, ROW, HEAD = 960, 280, 730, 46, 34
STEP = 25
"""Points between lines of the scale."""


def what_ifs(answers: Sequence[Answered], *, alone: bool = False) -> Markup:
    """A row each: line: nine draws of ten, dot: the mean; grey where the sign was put in by assumption.

    ``alone``: with colours of its own, for a file that stands for itself.
    """
    low = min([-STEP, *(STEP * (round(one.low * 100) // STEP) for one in answers)])
    high = max([STEP, *(-STEP * (-round(one.high * 100) // STEP) for one in answers)])

    def x(share: float) -> float:
        return LEFT + (RIGHT - LEFT) * (share * 100 - low) / (high - low)

    height = HEAD + ROW * len(answers) + 8
    said = "; ".join(f"{one.title}: {points(one.mean)} points, {one.verdict}" for one in answers)
    svg = [
        f'<svg class="what-ifs" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{escape(said)}">'
    ]
    if alone:
        svg.append(f"<style>{ALONE}{WHAT_IFS}</style>")
    for value in range(low, high + 1, STEP):
        place = x(value / 100)
        svg.append(element("line", "grid" if value else "nought", x1=place, x2=place, y1=HEAD - 8, y2=height - 4))
        words = f"{value:+d} points" if value else "no difference"
        svg.append(element("text", "quiet", words, x=place, y=16, text_anchor="middle"))
    for number, one in enumerate(answers):
        svg += _row(one, HEAD + ROW * number + 16, x(one.low), x(one.mean), x(one.high))
    return Markup("".join(svg) + "</svg>")


def _row(one: Answered, y: float, low: float, mean: float, high: float) -> list[str]:
    interval = f"{points(one.mean)} ({points(one.low)} to {points(one.high)})"
    return [
        f'<g class="{one.verdict.split(" by ")[0].replace(" ", "-")}">',
        element("text", "title", one.title, x=4, y=y + 4),
        element("text", "quiet", f"{one.with_it * 100:.0f} in 100 as it was", x=4, y=y + 21),
        element("line", "interval", x1=low, x2=max(high, low + 2), y1=y, y2=y),
        element("circle", "mean", cx=mean, cy=y, r=5),
        element("text", "", interval, x=RIGHT + 20, y=y + 4),
        element("text", "quiet", one.verdict, x=RIGHT + 20, y=y + 21),
        "</g>",
    ]
