"""The colours of the sides on a page: ochre for Japan, violet for the Soviet side, the author's own for all others.

The two differ in lightness, so that they stay apart in grey and for eyes that see few colours; neither means friend.
"""

from __future__ import annotations

import colorsys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from khasan.scenario.resolved import Resolved

JAPAN, SOVIET = "#9a4a00", "#40348c"
_OF: Mapping[str, str] = {
    "japan": JAPAN, "japanese": JAPAN, "manchukuo": JAPAN,
    "soviet": SOVIET, "ussr": SOVIET, "mongolia": SOVIET,
}  # fmt: skip
"""Ids of sides that have a colour of their own on every page."""
ROUND = "japan"
"""The side whose marks have round ends or corners, so that shape tells as much as colour."""
_DARK_INK, _LIGHT_INK = "#1c1b18", "#ffffff"


@dataclass(frozen=True, slots=True)
class Shades:
    """A side's colour as text and lines on light and on dark ground, as a fill on both, and for words on that fill."""

    light: str
    dark: str
    fill_light: str
    fill_dark: str
    on_fill: str


_KNOWN = {
    JAPAN: Shades(JAPAN, "#f2b360", "#e79a3c", "#eca94c", _DARK_INK),
    SOVIET: Shades(SOVIET, "#bdb1fa", "#4b3fa0", "#5b4cc0", _LIGHT_INK),
}

ScenarioT = TypeVar("ScenarioT", bound="Resolved")


def shades(colour: str) -> Shades:
    """The shades of a colour ``#rrggbb``; of one that is not of the palette they are worked out.

    >>> shades(JAPAN).on_fill, shades("#2f5d8a").dark
    ('#1c1b18', '#8fb4d9')
    """
    if colour in _KNOWN:
        return _KNOWN[colour]
    return Shades(colour, lighter(colour), colour, colour, _LIGHT_INK if luminance(colour) < 0.3 else _DARK_INK)


def in_page_colours(scenario: ScenarioT) -> ScenarioT:
    """The scenario with its sides in the colours of the page, if the palette has one for each of them.

    >>> from khasan.scenario.catalog import load_scenario
    >>> [side.colour for side in in_page_colours(load_scenario("lake-khanka-1935")).sides]
    ['#9a4a00', '#40348c']
    """
    colours = [_OF.get(side.id) for side in scenario.sides]
    if None in colours or len(set(colours)) < len(colours):
        return scenario
    pairs = zip(scenario.sides, colours, strict=True)
    return scenario.model_copy(update={"sides": tuple(s.model_copy(update={"colour": c}) for s, c in pairs)})


def round_side(sides: Sequence[str]) -> str:
    """Which of the sides has round marks, by their ids: Japan wherever it stands, else the first.

    >>> round_side(("soviet", "japan")), round_side(("red", "blue"))
    ('japan', 'red')
    """
    return ROUND if ROUND in sides else sides[0]


def lighter(colour: str) -> str:
    """The colour as it stands out on a dark ground.

    >>> lighter("#2b3a8c")
    '#8c98dc'
    """
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, light, strength = colorsys.rgb_to_hls(red, green, blue)
    channels = colorsys.hls_to_rgb(hue, max(light, 0.705), strength)
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in channels)


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` by WCAG: 0 for black, 1 for white.

    >>> luminance("#ffffff"), luminance("#000000")
    (1.0, 0.0)
    """
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast of two colours by WCAG: 1 to 21.

    >>> contrast("#000000", "#ffffff")
    21.0
    """
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)
