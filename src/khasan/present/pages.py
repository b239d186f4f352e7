"""Pages of HTML from templates: every text in them is text, whatever it holds."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from khasan.output import visible
from khasan.present.side_colours import shades
from khasan.present.typefaces import faces

_SCROLLS = 'class="scroll">'
_SCROLLS_BY_KEYS = 'class="scroll" tabindex="0" role="group" aria-label="Table">'
"""What is wider than a narrow page must scroll without a mouse, too."""
_MONTH = rf"(?:{'|'.join(month_name[1:])})\b"
_BETWEEN_DAYS = re.compile(rf"(?<=\d)-(?=\d{{1,2}} {_MONTH})|(?<=\w) - (?=(?:\d{{1,2}} )?{_MONTH})")


def rendered(name: str, context: Mapping[str, Any]) -> str:
    """A template filled in. What is not Markup is escaped; what would steer the reader's eye is spelt out."""
    return visible(_compiled(name).render(context))


def fragment(name: str, context: Mapping[str, Any]) -> Markup:
    """A template filled in, to stand in a page."""
    return Markup(rendered(name, context))


@cache
def _compiled(name: str) -> Any:
    from jinja2 import Environment

    text = template(name).replace(_SCROLLS, _SCROLLS_BY_KEYS)
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["typeset"] = typeset
    return environment.from_string(text)


def typeset(text: str) -> str:
    """A text with the quotation marks and apostrophes of print, and with dashes between days.

    >>> typeset("Sato's men: 'a lesson'")
    'Sato’s men: ‘a lesson’'
    >>> typeset("29 July - 11 August, 2-3 August, brigade 2-1")
    '29 July–11 August, 2–3 August, brigade 2-1'
    """
    text = _BETWEEN_DAYS.sub("–", text).replace("+/-", "±")
    text = re.sub(r"""(^|[\s(\[–])(["'])""", lambda start: start[1] + ("“" if start[2] == '"' else "‘"), text)
    return text.replace('"', "”").replace("'", "’")


@cache
def template(name: str) -> str:
    """A file of the templates."""
    return files("khasan.present").joinpath("templates", name).read_text(encoding="utf-8")


def style(colours: Sequence[str], *more: str) -> str:
    """The style sheet with the typefaces and the colours of the sides; ``more``: sheets added to it."""
    text = "\n".join(template(name) for name in ("report.css", *more))
    text = text.replace("DARK_COLOURS", template("dark_colours.css"))
    for number, colour in enumerate(colours):
        shade = shades(colour)
        for name, value in (
            ("FILL_LIGHT", shade.fill_light),
            ("FILL_DARK", shade.fill_dark),
            ("ON_FILL", shade.on_fill),
            ("LIGHT", shade.light),
            ("DARK", shade.dark),
        ):
            text = text.replace(f"SIDE_{number}_{name}", value)
    return faces() + text
