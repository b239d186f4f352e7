"""How an affair of the record climbed: a staircase of force between the decisions of the two sides."""

from __future__ import annotations

from datetime import date, timedelta

from markupsafe import Markup, escape

from khasan.ground.svg import element
from khasan.present.frontier_report.event_dots import SHORT
from khasan.present.frontier_report.told_affair import Affair, Step

WIDTH, LEFT, RIGHT = 960, 176, 950
LANE, RISE, R = 30.0, 17.0, 8.5
"""Pixels of a lane and of a rung; radius of a number."""
BREAK = 46.0
"""Pixels for what came before the first event."""
LETTERS = 26
"""In a line of a lane's name."""
_SIDES = {"jp": "japan", "su": "soviet"}


def staircase(told: Affair) -> Markup:
    """The picture; each number is an entry of the list that goes with it."""
    return Markup(_Drawing(told).drawn())


class _Drawing:
    def __init__(self, told: Affair) -> None:
        self.told = told
        early = any(step.first < told.first for step in told.steps)
        self.start = LEFT + (BREAK if early else 0)
        self.day = (RIGHT - self.start) / ((told.last - told.first).days + 3)
        self.rungs = max(step.rung or 0 for step in told.steps)
        japan, soviet = ([lane for lane in told.lanes if lane[0] == side] for side in ("jp", "su"))
        top = 30.0
        self.beyond = top + LANE / 2 if any(not step.lanes and step.rung is None for step in told.steps) else 0.0
        top += LANE if self.beyond else 0
        self.lane: dict[tuple[str, str], float] = {}
        for lane in japan:
            self.lane[lane], top = top + LANE / 2, top + LANE + 3
        self.high = top + 20
        self.low = self.high + RISE * self.rungs
        top = self.low + 20
        for lane in soviet:
            self.lane[lane], top = top + LANE / 2, top + LANE + 3
        self.height = top + 2
        self.taken: list[tuple[float, float]] = []

    def x(self, day: date) -> float:
        """The middle of a day; in the break, where the day lies before the first event."""
        if day < self.told.first:
            return LEFT + BREAK / 2 - 4
        return self.start + self.day * ((day - self.told.first).days + 1)

    def y(self, rung: int) -> float:
        """Of a rung of force."""
        return self.low - RISE * rung

    def drawn(self) -> str:
        """The whole."""
        climbed = "; ".join(f"{step.days}: {SHORT[step.rung]}" for step in self.told.steps if step.rung is not None)
        svg = [
            f'<svg class="staircase" viewBox="0 0 {WIDTH} {self.height:.0f}" role="img" '
            f'aria-label="How it climbed. {escape(climbed)}">'
        ]
        svg += self._ground() + self._stairs()
        for step in self.told.steps:
            svg += self._arrows(step)
        for step in self.told.steps:
            svg += self._number(step)
        return "".join(svg) + "</svg>"

    def _ground(self) -> list[str]:
        svg = []
        day = self.told.first
        while day <= self.told.last:
            words = f"{day.day} {day:%b}"
            svg.append(element("line", "grid", x1=self.x(day), x2=self.x(day), y1=26, y2=self.height - 4))
            svg.append(element("text", "quiet", words, x=self.x(day), y=16, text_anchor="middle"))
            day += timedelta(days=5)
        if self.start > LEFT:
            svg.append(element("line", "break", x1=self.start - 4, x2=self.start - 4, y1=22, y2=self.height - 4))
            first = min(step.first for step in self.told.steps)
            svg.append(element("text", "quiet", f"{first.day} {first:%b}", x=self.x(first), y=16, text_anchor="middle"))
        if self.beyond:
            svg.append(
                element("text", "name", "beyond the frontier", x=LEFT - 10, y=self.beyond + 4, text_anchor="end")
            )
        for lane, y in self.lane.items():
            top = y - LANE / 2
            svg.append(element("rect", f"lane {_SIDES[lane[0]]}", x=LEFT, y=top, width=RIGHT - LEFT, height=LANE))
            lines = _lines(self.told.lanes[lane])
            for number, line in enumerate(lines):
                where = y + 4.5 + (number - (len(lines) - 1) / 2) * 13
                svg.append(element("text", f"name {_SIDES[lane[0]]}", line, x=LEFT - 10, y=where, text_anchor="end"))
        for rung in range(self.rungs + 1):
            y = self.y(rung)
            svg.append(element("line", "grid", x1=LEFT, x2=RIGHT, y1=y, y2=y))
            svg.append(element("text", "quiet", SHORT[rung], x=LEFT - 10, y=y + 4, text_anchor="end"))
        return svg

    def _stairs(self) -> list[str]:
        """The most force used so far, until talks end it."""
        highest, parts = 0, [f"M{self.x(self.told.first) - self.day / 2:.1f} {self.y(0):.1f}"]
        for step in self.told.steps:
            if step.rung is not None and step.rung > highest:
                parts.append(f"H{self.x(step.first):.1f}V{self.y(step.rung):.1f}")
                highest = step.rung
        if self.told.ended is not None:
            parts.append(f"H{self.x(self.told.ended):.1f}V{self.y(0):.1f}")
        parts.append(f"H{RIGHT:.1f}")
        return [element("path", "stairs", d="".join(parts))]

    def _stair_on(self, day: date) -> float:
        reached = [step.rung for step in self.told.steps if step.rung is not None and step.first <= day]
        return self.y(max(reached, default=0))

    def _arrows(self, step: Step) -> list[str]:
        """From a command that used force to the staircase; from a capital whose order was not kept, broken off."""
        svg = []
        for lane in step.lanes:
            x, y = self.x(step.first), self.lane[lane]
            down = 1 if lane[0] == "jp" else -1
            if step.fought:
                svg.append(_arrow(x, y + down * R, x, self._stair_on(step.first) - down * 5, "raised"))
            field = (lane[0], "field")
            if step.broken and field in self.lane:
                svg.append(_arrow(x, y + down * R, x + 1.5 * self.day, self.lane[field] - down * 6, "order"))
                svg.append(element("text", "halo quiet", step.broken, x=x + R + 4, y=y + 4))
        return svg

    def _number(self, step: Step) -> list[str]:
        middle = self.x(step.first + (step.last - step.first) / 2)
        places = [(middle, self.lane[lane], _SIDES[lane[0]]) for lane in step.lanes]
        if step.rung is not None:
            places = [(middle, self.y(step.rung), "event")]
        elif not step.lanes:
            places = [(middle, self.beyond, "nobody")]
        svg = []
        for x, y, css in places:
            while any(abs(x - a) < 2 * R - 1 and abs(y - b) < 2 * R - 1 for a, b in self.taken):
                x += R
            self.taken.append((x, y))
            if step.rung is not None and step.last > step.first:
                svg.append(element("line", "span", x1=self.x(step.first), x2=self.x(step.last), y1=y, y2=y))
            title = element("title", "", f"{step.days}: {step.title}")
            svg.append(element("circle", f"badge {css}", cx=x, cy=y, r=R).replace("/>", f">{title}</circle>"))
            svg.append(element("text", f"number {css}", str(step.number), x=x, y=y + 4, text_anchor="middle"))
        return svg


def _arrow(x1: float, y1: float, x2: float, y2: float, css: str) -> str:
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5 or 1.0
    u, v = (x2 - x1) / length, (y2 - y1) / length
    x, y, across, up = x2 - 7 * u, y2 - 7 * v, 3.5 * v, 3.5 * u
    points = f"{x2:.1f},{y2:.1f} {x - across:.1f},{y + up:.1f} {x + across:.1f},{y - up:.1f}"
    return element("line", f"arrow {css}", x1=x1, y1=y1, x2=x, y2=y) + element("polygon", "head", points=points)


def _lines(words: str) -> list[str]:
    """Names in at most two lines, broken at a blank.

    >>> _lines("Japanese platoon leaders and Senda")
    ['Japanese platoon leaders', 'and Senda']
    """
    if len(words) <= LETTERS:
        return [words]
    cut = words.rfind(" ", 0, LETTERS)
    rest = words[cut + 1 :]
    return [words[:cut], rest if len(rest) <= LETTERS else rest[: LETTERS - 1].rstrip() + "…"]
