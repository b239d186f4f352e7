"""The replay's own part of a page: its script, joined from small files, and its style sheet."""

from __future__ import annotations

import json
from functools import cache

from khasan.present.pages import template

PARTS = (
    "state.js",
    "unpack.js",
    "gather.js",
    "placing.js",
    "words.js",
    "glyphs.js",
    "draw_symbols.js",
    "board.js",
    "dock.js",
    "unit_panel.js",
    "event_list.js",
    "why.js",
    "time_bar.js",
    "link.js",
    "start.js",
)
"""Files of ``templates/replay``, in their order: one scope holds them all, and what runs at once stands last."""


@cache
def script() -> str:
    """The whole script, for a page that has an element ``player`` and the data in ``replay-data``."""
    shell = json.dumps(template("replay/player.html")).replace("</", "<\\/")
    parts = "\n".join(template(f"replay/{name}") for name in PARTS)
    return f'"use strict";\n(async () => {{\nconst SHELL = {shell};\n{parts}\n}})();\n'


def style() -> str:
    """The style sheet of the replay, which touches nothing outside it."""
    return template("replay/replay.css")
