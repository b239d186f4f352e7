"""Who decides, and with whose leave: each side's tree, with its cases of the record and what the model draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup, escape

from khasan.ground.svg import element
from khasan.present.frontier_report.whose_decisions import Delays, Shares
from khasan.record.frontier.ladders import Ladder

WIDTH, HEIGHT, HEAD, MARGIN = 470, 368, 26, 34
LINE = 15
"""Pixels from a line of a box to the next."""


@dataclass(frozen=True)
class Box:
    """A place of a tree: its middle, how wide it is, a first line and those under it."""

    x: float
    y: float
    width: float
    lines: tuple[str, ...]
    strong: bool = False

    @property
    def height(self) -> float:
        """Pixels."""
        return 11 + LINE * len(self.lines)


@dataclass(frozen=True)
class Way:
    """From a box to another, with what is said beside it: cases of the record first, then the model."""

    start: Box
    end: Box
    said: tuple[str, ...] = ()
    x: float = 0.0
    """Where the words stand; half way down."""
    anchor: str = "start"
    lower: float = 0.0
    """Pixels by which they stand below it."""


def japanese_tree(steps: dict[str, Ladder], shares: dict[str, Shares], unknown: int) -> Markup:
    """A field command asks or acts; a refusal is kept or not. ``unknown``: cases of which nobody says whether it asked.

    ``steps``: the record's ladders; ``shares``: what the model draws for each, by the ladder's id.
    """
    asked, given, kept = steps["leave-asked"], steps["leave-given"], steps["restraint-kept"]
    wants = Box(235, 30, 250, ("A field command wants force", f"{len(asked.cases)} decisions of the record"))
    asks, acts = Box(110, 132, 120, ("asks for leave",)), Box(372, 132, 120, ("does not ask",))
    leave = Box(62, 236, 100, ("leave is given",))
    refused = Box(212, 236, 130, ("leave is refused", "or the act forbidden"))
    keeps, does = (
        Box(100, 340, 120, ("keeps to it",)),
        Box(352, 340, 190, ("acts, and Tokyo", "learns of it later"), True),
    )
    not_asked = len(asked.cases) - len(asked.taken)
    doubt = (f"{unknown} of them unknown",) if unknown else ()
    ways = [
        Way(wants, asks, (_of(asked), *_model(shares["leave-asked"])), 100, "end"),
        Way(wants, acts, (f"{not_asked} of {len(asked.cases)}", *doubt), 356),
        Way(asks, leave, (_of(given), *_model(shares["leave-given"])), 62, "end"),
        Way(asks, refused, (f"{len(given.cases) - len(given.taken)} of {len(given.cases)}",), 182),
        Way(refused, keeps, (_of(kept), *_model(shares["restraint-kept"])), 128, "end"),
        Way(refused, does, (f"{len(kept.cases) - len(kept.taken)} of {len(kept.cases)}",), 306),
        Way(acts, does),
    ]
    return _drawn("Japan: the man on the spot", "japan", ways, f"asks {_of(asked)}, keeps to a refusal {_of(kept)}")


def soviet_tree(
    steps: dict[str, Ladder], shares: dict[str, Shares], delays: Delays, answers: tuple[int, int]
) -> Markup:
    """A post holds its fire or not; its army asks, and Moscow gives leave or forbids.

    ``delays``: of Moscow in the record; ``answers``: how often Moscow gives leave in the histories, of how many.
    """
    held, corps = steps["fire-held"], steps["rung-5-to-6-episode"]
    provoked = Box(235, 30, 250, ("A post or an army is provoked", f"{len(held.cases)} decisions of the record"))
    holds, fires = Box(110, 132, 160, ("holds or limits its fire",)), Box(364, 132, 140, ("fires or gets help",))
    low, middle, high = (f"{one:g}" for one in np.quantile(delays.days, [0, 0.5, 1]))
    days = f"after {low} to {high} days, half of them within {middle}"
    moscow = Box(235, 236, 280, ("the army asks; Moscow decides", days), True)
    forbids = Box(80, 340, 140, ("forbids more:", "it is obeyed"))
    lets = Box(240, 340, 140, ("lets it grow", "by a step"))
    strikes = Box(400, 340, 130, ("a division's fight", "becomes a corps'"))
    given, all_ = answers
    model = (f"{given / all_ * 100:.0f} in 100", "in the model") if all_ else ()
    refused = (f"{100 - given / all_ * 100:.0f} in 100", "in the model") if all_ else ()
    ways = [
        Way(provoked, holds, (_of(held), *_model(shares["fire-held"])), 100, "end"),
        Way(provoked, fires, (f"{len(held.cases) - len(held.taken)} of {len(held.cases)}",), 350),
        Way(holds, moscow),
        Way(fires, moscow),
        Way(moscow, forbids, refused, 108, "end"),
        Way(moscow, lets, model, 246, lower=12),
        Way(moscow, strikes, (_of(corps),), 392),
    ]
    return _drawn("The Soviet side: Moscow", "soviet", ways, f"fire held {_of(held)}, on to a corps {_of(corps)}")


def _of(step: Ladder) -> str:
    return f"{len(step.taken)} of {len(step.cases)}"


def _model(share: Shares) -> tuple[str, str]:
    return f"model: {share.mean * 100:.0f} in 100", f"({share.low * 100:.0f} to {share.high * 100:.0f})"


def _drawn(title: str, css: str, ways: Sequence[Way], said: str) -> Markup:
    said = escape(f"{title}: {said}")
    svg = [
        f'<svg class="tree {css}" viewBox="{-MARGIN} {-HEAD} {WIDTH + MARGIN} {HEIGHT + HEAD}" role="img" '
        f'aria-label="{said}">'
    ]
    svg.append(element("text", "head", title, x=-MARGIN, y=16 - HEAD))
    for way in ways:
        x1, y1, x2, y2 = way.start.x, way.start.y + way.start.height / 2, way.end.x, way.end.y - way.end.height / 2
        middle = (y1 + y2) / 2
        bend = f"C{x1:.0f} {middle:.0f} {x2:.0f} {middle:.0f} {x2:.0f} {y2:.0f}"
        svg.append(element("path", "way", d=f"M{x1:.0f} {y1:.0f}{bend}"))
    boxes: dict[Box, None] = dict.fromkeys(box for way in ways for box in (way.start, way.end))
    for box in boxes:
        left, top = box.x - box.width / 2, box.y - box.height / 2
        kind = "box strong" if box.strong else "box"
        svg.append(element("rect", kind, x=left, y=top, width=box.width, height=box.height, rx=4))
        for number, line in enumerate(box.lines):
            where = {"x": box.x, "y": top + 16.5 + LINE * number, "text_anchor": "middle"}
            svg.append(element("text", "quiet" if number and box.lines[0][0].isupper() else "name", line, **where))
    for way in ways:
        top = (
            (way.start.y + way.start.height / 2 + way.end.y - way.end.height / 2) / 2
            - (len(way.said) - 1) * 7
            + 4
            + way.lower
        )
        for number, line in enumerate(way.said):
            kind = "halo quiet" if number else "halo cases"
            svg.append(element("text", kind, line, x=way.x, y=top + number * 14, text_anchor=way.anchor))
    return Markup("".join(svg) + "</svg>")
