"""Find an incident or a place by any of its names, in any script and transliteration; else claims that speak of it.

>>> from khasan.record import load_incident
>>> [hit.thing for hit in search([load_incident("lake-khasan-1938")], "Zhanggufeng")][:1]
['zaozernaya']
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from khasan.record.incident import Incident

__all__ = ["Hit", "fold", "folding", "search", "skeleton"]

_LATIN = "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya"
_CYRILLIC = {
    letter: latin.strip("-") for letter, latin in zip("абвгдежзийклмнопрстуфхцчшщъыьэюя", _LATIN.split(), strict=True)
}
# full and short forms of the characters in names of this frontier
_FULL = "張門東寧綏興凱長嶺烏蘇島満滿戦戰諾豐龍圖們琿輝爾廟關賽羅貝倫額濟"
_SHORT = "张门东宁绥兴凯长岭乌苏岛满满战战诺丰龙图们珲辉尔庙关赛罗贝伦额济"
_HAN = str.maketrans(_FULL, _SHORT)
_SAME = (("yo", "e"), ("iy", "i"), ("yy", "y"), ("ii", "i"), ("ー", ""))
# Wade-Giles, pinyin, Russian and English spell one sound in many ways: what is left when they are made alike
_SOUNDS = (
    ("shch", "s"), ("tch", "c"), ("kh", "h"), ("zh", "c"), ("ch", "c"), ("dz", "c"), ("ts", "c"), ("tz", "c"),
    ("hs", "s"), ("sh", "s"), ("x", "s"), ("q", "c"), ("j", "c"), ("z", "c"), ("g", "k"), ("b", "p"), ("d", "t"),
    ("w", "u"), ("v", "u"), ("y", "i"),
)  # fmt: skip
_NAMED = re.compile(r"\b[^\W\d_a-zа-яё][\w'-]*")
"""A word that begins with a capital, or is of a script without capitals."""
_EVENTS = ("event-", "clash-", "attack-")
_WIDE = "frontier"
"""The record of the tables, which has names for whole stretches of the frontier."""
_DOUBLED = re.compile(r"(.)\1+")
_NEAR = 0.82
_SHORTEST = 4
"""Fewer letters than this find whole names only: too much sounds like them."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found: ``score`` 1 for its very name, less for part of one, a like sound, a slip of the pen, a claim."""

    incident: str
    title: str
    thing: str
    """The incident's id, the id of a place in it, or the quantity of a claim."""
    kind: str
    names: tuple[str, ...]
    matched: str
    score: float


def fold(text: str) -> str:
    """Small Latin letters (or characters of another script) without marks, spaces and signs, of whatever width.

    >>> fold("сопка Заозёрная"), fold("Zaozyornaya"), fold("Zhānggǔfēng"), fold("張鼓峰"), fold("ﾊｰｻﾝ湖")
    ('sopkazaozernaya', 'zaozernaya', 'zhanggufeng', '张鼓峰', 'ハサン湖')
    """
    text = unicodedata.normalize("NFKC", text).translate(_HAN).casefold().replace("ё", "е")
    latin = "".join(_CYRILLIC.get(letter, letter) for letter in unicodedata.normalize("NFKC", text))
    bare = "".join(c for c in unicodedata.normalize("NFKD", latin) if c.isalnum())
    for one, other in _SAME:
        bare = bare.replace(one, other)
    return bare


def skeleton(folded: str) -> str:
    """What is left when spellings of one sound are made alike.

    >>> skeleton("zhanggufeng") == skeleton("changkufeng"), skeleton("halha") == skeleton("khalkha")
    (True, True)
    """
    for sound, letter in _SOUNDS:
        folded = folded.replace(sound, letter)
    return _DOUBLED.sub(r"\1", folded)


def folding() -> dict[str, object]:
    """The tables that :func:`fold` and :func:`skeleton` go by, for whoever searches in another language.

    >>> sorted(folding())
    ['cyrillic', 'full', 'same', 'short', 'sounds']
    """
    return {"cyrillic": _CYRILLIC, "full": _FULL, "short": _SHORT, "same": _SAME, "sounds": _SOUNDS}


def search(incidents: Iterable[Incident], name: str) -> list[Hit]:
    """All that may be meant, the surest first; empty if nothing is like it.

    If no fight's record has such a name, also the claims in which it stands, as of a place that none of them names.
    """
    wanted = fold(name)
    if not wanted:
        return []
    among = list(incidents)
    hits = [hit for incident in among for hit in _hits(incident, wanted)]
    if all(hit.incident == _WIDE for hit in hits) and len(wanted) >= _SHORTEST:
        words = {fold(word) for word in name.split()} - {""}
        found = {(hit.incident, hit.thing) for hit in hits}
        spoken = (hit for incident in among for hit in _claims(incident, words))
        hits += [hit for hit in spoken if (hit.incident, hit.thing) not in found]
    # what one fight's record calls so goes before what the tables of the whole frontier do
    return sorted(
        hits, key=lambda hit: (-hit.score, hit.kind != "place", hit.incident == _WIDE, hit.incident, hit.thing)
    )


def _hits(incident: Incident, wanted: str) -> Iterator[Hit]:
    own = (incident.id, incident.title, *incident.names)
    things = [(incident.id, "incident", own)]
    for quantity in incident.by_quantity():
        place = quantity.removeprefix("name-")
        if place not in (quantity, "incident"):
            things.append((place, "place", (place, *incident.names_of(place))))
    for thing, kind, names in things:
        score, matched = max(((_score(wanted, fold(name)), name) for name in names), key=lambda pair: pair[0])
        if score > 0:
            shown = tuple(dict.fromkeys(names[2:] if kind == "incident" else names[1:]))
            yield Hit(incident.id, incident.title, thing, kind, shown, matched, score)
            if kind == "place":
                yield from _events_at(incident, thing)


def _events_at(incident: Incident, place: str) -> Iterator[Hit]:
    """Events of which a claim says that they concern the place."""
    for quantity, claims in incident.by_quantity().items():
        if quantity.startswith(_EVENTS):
            texts = [claim.text for claim in claims if place in (part.strip() for part in claim.concerns.split(";"))]
            if texts:
                yield Hit(incident.id, incident.title, quantity, "claim", tuple(texts), place, 0.5)


def _claims(incident: Incident, words: set[str]) -> Iterator[Hit]:
    """Quantities of which a claim has these words for names: with a capital, or in the id of an event."""
    for quantity, claims in incident.by_quantity().items():
        spoken = [claim.text for claim in claims if words.issubset(map(fold, _NAMED.findall(claim.text)))]
        told = any(claim.kind == "text" for claim in claims)  # not how many, or who moved first
        named = told and quantity.startswith(_EVENTS) and words.issubset(quantity.split("-")[1:])
        if spoken or named:
            texts = tuple(dict.fromkeys(spoken or (claim.text for claim in claims if claim.text)))
            yield Hit(incident.id, incident.title, quantity, "claim", texts, spoken[0] if spoken else quantity, 0.5)


def _score(wanted: str, name: str) -> float:
    if wanted == name:
        return 1.0
    sound, other = skeleton(wanted), skeleton(name)
    if sound == other:
        return 0.9
    han = not wanted.isascii()
    if not han and len(wanted) < _SHORTEST:
        return 0.0
    if wanted in name or (len(name) >= _SHORTEST and name in wanted):
        return 0.8
    if not han and len(sound) >= _SHORTEST and (sound in other or (len(other) > _SHORTEST and other in sound)):
        return 0.7
    near = difflib.SequenceMatcher(None, wanted, name).ratio()
    return 0.6 * near if near >= _NEAR else 0.0
