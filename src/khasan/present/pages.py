"""Pages of HTML from templates: every text in them is text, whatever it holds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from khasan.output import visible


def rendered(name: str, context: Mapping[str, Any]) -> str:
    """A template filled in. What is not Markup is escaped; what would steer the reader's eye is spelt out."""
    from jinja2 import Environment

    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return visible(environment.from_string(template(name)).render(context))


@cache
def template(name: str) -> str:
    """A file of the templates."""
    return files("khasan.present").joinpath("templates", name).read_text(encoding="utf-8")
