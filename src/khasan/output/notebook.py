"""Short displays for notebooks: a title, some lines, a table; escaped, in the colours of the page around them."""

from __future__ import annotations

from collections.abc import Sequence

from khasan.output.text import xml_text

_LINE = "color-mix(in srgb, currentColor 25%, transparent)"
_BOX = f"border:1px solid {_LINE};border-radius:6px;padding:.7em 1em;max-width:60em"
_CELL = f"padding:.2em .8em .2em 0;border-top:1px solid {_LINE}"
_TABLE = "border-collapse:collapse;margin-top:.5em;font-variant-numeric:tabular-nums;background:transparent"


def card(title: str, lines: Sequence[str], heads: Sequence[str] = (), rows: Sequence[Sequence[str]] = ()) -> str:
    """HTML of a display. The first column of the table holds words, the others numbers.

    Colours are those of what is around it, so that it reads on light and on dark ground.

    >>> "&lt;b&gt;" in card("A <b> of a title", ["one line"]), "<table" in card("x", [], ["", "men"], [["Japan", "11"]])
    (True, True)
    """
    said = "".join(f'<p style="margin:.3em 0">{xml_text(line)}</p>' for line in lines)
    table = ""
    if rows:
        head = "".join(_cell("th", text, k) for k, text in enumerate(heads))
        body = "".join(f"<tr>{''.join(_cell('td', text, k) for k, text in enumerate(row))}</tr>" for row in rows)
        table = f'<table style="{_TABLE}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return f'<div style="{_BOX}"><strong>{xml_text(title)}</strong>{said}{table}</div>'


def _cell(tag: str, text: str, column: int) -> str:
    align = "left" if column == 0 else "right"
    wrap = "" if column == 0 or tag == "th" else "white-space:nowrap;"
    return f'<{tag} style="text-align:{align};vertical-align:top;{wrap}{_CELL}">{xml_text(text)}</{tag}>'
