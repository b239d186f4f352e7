"""The two typefaces of every page, carried within it: a page looks the same, and fills as many lines, on any machine.

Source Serif 4 for prose, Source Sans 3 for labels, under the SIL Open Font License (``fonts/OFL.txt``); the files are
those of the npm packages ``@fontsource-variable/source-serif-4`` and ``source-sans-3`` 5.3.1, as they come.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from importlib.resources import files

_LATIN = (
    "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,"
    "U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD"
)
_BEYOND = (
    "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,"
    "U+20A0-20AB,U+20AD-20C4,U+2113,U+2C60-2C7F,U+A720-A7FF"
)
_FACES = (
    ("Source Serif 4", "source-serif-4-latin", _LATIN),
    ("Source Serif 4", "source-serif-4-latin-ext", _BEYOND),
    ("Source Sans 3", "source-sans-3-latin", _LATIN),
    ("Source Sans 3", "source-sans-3-latin-ext", _BEYOND),
)
"""Family, file, and the letters that a browser takes it for; accents of transcribed names come from a second file."""


@cache
def faces() -> str:
    """The typefaces as the begin of a style sheet; no page asks for a file.

    >>> faces().count("@font-face"), "url(data:font/woff2;base64," in faces()
    (4, True)
    """
    return "".join(_face(*one) for one in _FACES)


def _face(family: str, file: str, letters: str) -> str:
    data = files("khasan.present").joinpath("fonts", f"{file}-wght-normal.woff2").read_bytes()
    return (
        f'@font-face{{font-family:"{family}";font-style:normal;font-weight:200 900;font-display:swap;'
        f'src:url(data:font/woff2;base64,{b64encode(data).decode("ascii")}) format("woff2");unicode-range:{letters}}}\n'
    )
