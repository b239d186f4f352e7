"""Small words of a story: articles, lists, numbers of men and vehicles."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ORDINAL = re.compile(r"^\d+(st|nd|rd|th)\b")
_COMMON = frozenset({
    "aircraft", "anti-aircraft", "anti-tank", "armoured", "artillery", "battalion", "battery", "bombers", "border",
    "cavalry", "central", "column", "company", "composite", "engineers", "fighters", "flame", "further", "garrison",
    "guards", "gun", "guns", "heavy", "infantry", "lake", "larger", "light", "machine-gun", "main", "men",
    "mountain", "northern", "outpost", "party", "patrol", "platoon", "punitive", "rear", "reconnaissance",
    "reinforcement", "reinforcements", "reserve", "rifle", "riflemen", "sapper", "second", "section", "six",
    "southern", "squadron", "staff", "staffs", "tank", "tankette", "tankettes", "tanks", "their", "three", "troop",
    "troops", "twenty", "two",
})  # fmt: skip
"""First words of names that are no names of their own: written small and with the article."""
_NATIONS = frozenset(("Japanese", "Manchukuo", "Mongolian", "Mongols", "Soviet"))
_NOUNS = re.compile(
    r"\b(batter(y|ies)|battalion|body|company|detachment|garrison|group|outpost|party|patrol|platoon|troops)\b"
)
_ONE_OF_SEVERAL = re.compile(r"^(?P<what>\w+(?: \w+)?) (?P<of>(?:of|before) .+) \d+$")


def the(name: str) -> str:
    """A formation or unit in the middle of a sentence.

    >>> the("75th Infantry Regiment"), the("Three boats"), the("I/75"), the("Hunchun garrison"), the("Brunders")
    ('the 75th Infantry Regiment', 'the three boats', 'I/75', 'the Hunchun garrison', 'Brunders')
    >>> the("Shibuya's detachment"), the("Mongols at the well"), the("The hundred men"), the("MG company of I/75")
    ("Shibuya's detachment", 'the Mongols at the well', 'the hundred men', 'the MG company of I/75')
    >>> the("Company of I/75 4"), the("Troop 4"), the("Cutter 72")
    ('a company of I/75', 'troop 4', 'Cutter 72')
    """
    if one := _ONE_OF_SEVERAL.match(name):
        what = one["what"] if one["what"].startswith("MG ") else one["what"][0].lower() + one["what"][1:]
        return f"{'an' if what[0] in 'aeiouM' else 'a'} {what} {one['of']}"
    first, _, rest = name.partition(" ")
    if rest.rpartition(" ")[2].isdecimal():
        return name[0].lower() + name[1:] if first.lower() in _COMMON else name
    if first == "The":
        return f"the{name[3:]}"
    if _ORDINAL.match(name) or first in _NATIONS:
        return f"the {name}"
    if first.lower() in _COMMON and not first[1:].isupper():
        return f"the {name[0].lower()}{name[1:]}"
    if "'s " not in name and _NOUNS.search(name):
        return f"the {name}"
    return name


def ground(name: str) -> str:
    """A place in the middle of a sentence.

    >>> ground("The post"), ground("Place of the meeting"), ground("Zaozernaya"), ground("W foot of the hill")
    ('the post', 'the place of the meeting', 'Zaozernaya', 'the W foot of the hill')
    >>> ground("before the village, N")
    'the ground before the village, N'
    """
    first, _, rest = name.partition(" ")
    if first == "The":
        return f"the{name[3:]}"
    if rest and (first in ("Place", "Line", "Mouth", "Sand") or first.lower() in _COMMON) and "-" not in first:
        return f"the {name[0].lower()}{name[1:]}"
    if rest and (first in _NATIONS or first in ("Temple", "N", "E", "S", "W", "NE", "NW", "SE", "SW")):
        return f"the {name}"
    return f"the ground {name}" if first in ("before", "behind", "between", "above", "below") else name


def side(name: str) -> str:
    """A side in the middle of a sentence.

    >>> side("Mongolia and Soviet Union"), side("Japan")
    ('Mongolia and the Soviet Union', 'Japan')
    """
    return re.sub(r"(?<!the )\bSoviet Union\b", "the Soviet Union", name)


def opened(sentence: str) -> str:
    """With a capital letter.

    >>> opened("the guards fell back.")
    'The guards fell back.'
    """
    return sentence[:1].upper() + sentence[1:]


def listed(parts: Sequence[str]) -> str:
    """Parts as a list in a sentence.

    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def men(count: int) -> str:
    """So many men.

    >>> men(1), men(3), men(1200)
    ('one man', 'three men', '1,200 men')
    """
    return "one man" if count == 1 else f"{number(count)} men"


def times(count: int) -> str:
    """How often.

    >>> [times(count) for count in (1, 2, 3, 11)]
    ['once', 'twice', 'three times', '11 times']
    """
    return {1: "once", 2: "twice"}.get(count, f"{number(count)} times")


def all_but(first: str, rest: str) -> str:
    """What the second of two lost, without the word that the first has said.

    >>> all_but("54 men", "8 men"), all_but("two tanks", "8 men")
    ('8', '8 men')
    """
    return rest.removesuffix(" men") if first.endswith("men") and rest.endswith(" men") else rest


def number(count: int) -> str:
    """Small numbers as words.

    >>> number(4), number(40)
    ('four', '40')
    """
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[count] if 0 <= count < len(words) else f"{count:,}"


def spelt(counted: str) -> str:
    """The number that something begins with, as a word if it is small.

    >>> spelt("4 tanks"), spelt("45 tanks")
    ('four tanks', '45 tanks')
    """
    count, _, what = counted.partition(" ")
    return f"{number(int(count))} {what}"
