"""Pages of HTML from templates: every text in them is text, whatever it holds."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from khasan.output import visible


def rendered(name: str, context: Mapping[str, Any]) -> str:
    """A template filled in. What is not Markup is escaped; what would steer the reader's eye is spelt out."""
    return visible(_compiled(name).render(context))


def fragment(name: str, context: Mapping[str, Any]) -> Markup:
    """A template filled in, to stand in a page."""
    return Markup(rendered(name, context))


@cache
def _compiled(name: str) -> Any:
    from jinja2 import Environment

    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(template(name))


@cache
def template(name: str) -> str:
    """A file of the templates."""
    return files("khasan.present").joinpath("templates", name).read_text(encoding="utf-8")


def style(colours: Sequence[str], *more: str) -> str:
    """The style sheet with the colours of the sides, on light and on dark ground; ``more``: sheets added to it."""
    text = "\n".join(template(name) for name in ("report.css", *more))
    for number, colour in enumerate(colours):
        text = text.replace(f"SIDE_{number}_LIGHT", colour).replace(f"SIDE_{number}_DARK", lighter(colour))
    return text


def lighter(colour: str) -> str:
    """The colour as it stands out on a dark ground.

    >>> lighter("#2b3a8c")
    '#8c98dc'
    """
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, light, strength = colorsys.rgb_to_hls(red, green, blue)
    channels = colorsys.hls_to_rgb(hue, max(light, 0.705), strength)
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in channels)
