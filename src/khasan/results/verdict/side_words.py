"""What the things and the people of a side are called: "Japanese casualties", "the Soviet Union"."""

from __future__ import annotations

import re

_OF = {"Japan": "Japanese", "Soviet Union": "Soviet", "Mongolia": "Mongolian", "Manchukuo": "Manchukuo"}
_COMMON = frozenset({"lake", "line", "outpost", "place", "post", "sand", "slope", "temple", "terrace", "the", "where"})
"""First words of places that have no name of their own."""


def adjective(side: str) -> str:
    """The word before what a side has or loses; a name that is not known stands as it is.

    >>> adjective("Japan"), adjective("Soviet Union and Mongolia"), adjective("Blue")
    ('Japanese', 'Soviet–Mongolian', 'Blue')
    """
    parts = side.split(" and ")
    return "–".join(_OF[part] for part in parts) if all(part in _OF for part in parts) else side


def with_article(side: str) -> str:
    """The name within a sentence.

    >>> with_article("Mongolia and Soviet Union"), with_article("Japan")
    ('Mongolia and the Soviet Union', 'Japan')
    """
    return re.sub(r"\bSoviet Union\b", "the Soviet Union", side)


def short(place: str) -> str:
    """A place without its other names.

    >>> short("Zaozernaya (Changkufeng)")
    'Zaozernaya'
    """
    return place.partition(" (")[0]


def in_sentence(place: str) -> str:
    """A place within a sentence: without its other names, with an article where it is no proper name.

    >>> in_sentence("Hill 52"), in_sentence("Temple of Halhamiao"), in_sentence("The post"), in_sentence("Fui heights")
    ('Hill 52', 'the temple of Halhamiao', 'the post', 'the Fui heights')
    """
    name = short(place)
    first, space, rest = name.partition(" ")
    if name.endswith((" heights", " outposts")):
        return f"the {name}"
    if first.lower() not in _COMMON or (first == "Lake" and rest[:1].isupper()):
        return name
    return f"the {rest}" if first.lower() == "the" else f"the {first.lower()}{space}{rest}"
