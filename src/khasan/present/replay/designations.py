"""What stands on a symbol of the replay: short names of units and formations, and the mark of their size."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from khasan.results.frame import line_of
from khasan.scenario.resolved import Resolved

MOST_LETTERS = 10
"""A designation has at most so many letters: what is longer cannot stand on a symbol."""
_MARKS = {
    "section": "••",
    "platoon": "•••",
    "company": "I",
    "battery": "I",
    "squadron": "I",
    "battalion": "II",
    "regiment": "III",
    "brigade": "X",
    "division": "XX",
    "corps": "XXX",
    "army": "XXXX",
    "detachment": "II",
}
_KINDS = {"regiment": "Regt", "brigade": "Bde", "division": "Div", "corps": "Corps", "army": "Army", "battalion": "Bn"}
_REGIMENTS = ("regiment", "brigade", "detachment")
_NUMBERED = re.compile(r"^(\d+)(?:st|nd|rd|th)\b")
_ARMS = {
    "headquarters": "HQ",
    "staff": "HQ",
    "mg": "MG",
    "machine": "MG",
    "anti-tank": "AT",
    "regimental": "Guns",
    "gun": "Gun",
    "guns": "Guns",
    "heavy": "Heavy",
    "tankettes": "Tankettes",
    "engineers": "Eng",
    "engineer": "Eng",
    "artillery": "Art",
    "squadron": "Sqn",
}
"""First words of a name that stand for what the unit is, and what is made of them."""


@dataclass(frozen=True)
class Designations:
    """Short names by index of the labels, and where each unit stands in the order of battle."""

    units: tuple[str, ...]
    unit_marks: tuple[str, ...]
    formations: tuple[str, ...]
    parts: tuple[str, ...]
    """What a formation is called beside another one: the 75 of 74+75."""
    formation_marks: tuple[str, ...]
    regiments: tuple[int, ...]
    """Formation of each unit that is its regiment or brigade, or else the one it stands in; -1 for none."""
    divisions: tuple[int, ...]
    """Formation of each unit that is its division, or else the highest above it; -1 for none."""


def designations(resolved: Resolved, parents: tuple[int, ...], unit_formations: Sequence[int]) -> Designations:
    """Short names for all units and formations of a scenario, in its order.

    ``parents`` i[F] is the formation above each formation and ``unit_formations`` i[U] the formation of each unit,
    both -1 for none, as the labels of a compiled scenario have them.
    """
    echelons = [str(formation.echelon) for formation in resolved.formations]
    shorts = [short(formation.name, formation.echelon) for formation in resolved.formations]
    regiments, divisions = [], []
    for formation in unit_formations:
        line = line_of(parents, formation) if formation >= 0 else []
        # a regiment's "troops" are a formation of its own echelon: the highest of the lowest run is the regiment
        below = [f for f in line if echelons[f] in _REGIMENTS]
        regiments.append(below[-1] if below else formation)
        divisions.append(next((f for f in line if echelons[f] == "division"), line[-1] if line else -1))
    units = [
        unit_short(unit.name, shorts[above] if above >= 0 else "")
        for unit, above in zip(resolved.units, unit_formations, strict=True)
    ]
    marks = [mark(resolved.toes[unit.toe].echelon) for unit in resolved.units]
    return Designations(
        tuple(units),
        tuple(marks),
        tuple(shorts),
        tuple(short(f.name, "" if f.echelon == "regiment" else f.echelon) for f in resolved.formations),
        tuple(map(mark, echelons)),
        tuple(regiments),
        tuple(divisions),
    )


def mark(echelon: str) -> str:
    """The mark above a symbol that tells the size of what it stands for.

    >>> mark("battalion"), mark("division"), mark("elsewhere")
    ('II', 'XX', '')
    """
    return _MARKS.get(echelon, "")


def short(name: str, echelon: str) -> str:
    """A formation's name, short enough for a symbol; without an echelon only what tells it from its sisters.

    >>> short("75th Infantry Regiment", "regiment"), short("75th Infantry Regiment", "")
    ('75 Regt', '75')
    >>> short("III/118", "battalion"), short("Hunchun garrison", "regiment"), short("Staff of the 32nd Division", "")
    ('III/118', 'Hunchun', '32 HQ')
    >>> short("Troops of the 75th", "regiment"), short("Engineers of the 19th Division", "battalion")
    ('75 Regt', '19 Eng')
    """
    numbered = _NUMBERED.match(name)
    if numbered:
        kind = _KINDS.get(echelon, "")
        if kind == "Regt" and "rtillery" in name:
            kind = "Art"
        return cut(f"{numbered[1]} {kind}".strip())
    words = name.replace(",", "").split()
    inside = re.search(r"\b(\d+)(?:st|nd|rd|th)\b", name)
    if inside and not any("/" in word for word in words):
        first = _ARMS.get(words[0].lower(), words[0])
        return cut(f"{inside[1]} {_KINDS.get(echelon, '') if first == 'Troops' else first}".strip())
    return cut(_telling(words))


def unit_short(name: str, above: str) -> str:
    """A unit's name, short enough for a symbol, with the formation it stands in where its own name says nothing.

    >>> unit_short("Company of III/94 2", "III/94"), unit_short("MG company of I/75", "I/75")
    ('2 III/94', 'MG I/75')
    >>> unit_short("Kanda platoon", "Kanda"), unit_short("Rifle section 3", "Soviet")
    ('Kanda', 'Rifle 3')
    >>> unit_short("Headquarters 75 IR", "75"), unit_short("Anti-tank company 75 IR", "75")
    ('HQ 75', 'AT 75')
    """
    words = name.replace(",", "").split()
    number = words[-1] if len(words) > 1 and words[-1].isdigit() else ""
    inside = next((word for word in words if "/" in word), "")
    arm = _ARMS.get(words[0].lower(), "")
    if inside:
        return cut(f"{number or arm or words[0]} {inside}")
    if arm and (digits := next((word for word in words[1:] if word.isdigit()), "")):
        return cut(f"{arm} {digits}")
    if arm and above and not number:
        return cut(f"{arm} {above}")
    return cut(f"{_telling(words[:-1] if number else words)} {number}".strip())


def cut(text: str) -> str:
    """At most so many letters as a symbol holds.

    >>> cut("Kyonghung border company")
    'Kyonghung…'
    """
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1].rstrip() + "…"


def _telling(words: Sequence[str]) -> str:
    """The first word that says more than an article does; the first two if the one is short."""
    words = [word for word in words if word.lower() not in ("the", "a", "on", "of")] or list(words) or [""]
    both = " ".join(words[:2])
    return both if len(words[0]) < 4 and len(both) <= MOST_LETTERS else words[0].removesuffix("'s")
