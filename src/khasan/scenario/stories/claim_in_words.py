"""A claim as a reader without the tables wants it: what it says, who says it, and how far to trust that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from khasan.record.claim import Claim
from khasan.record.claim_words import said

GRADES = {
    "A": "archive documents or a data set",
    "A/B": "research from archives, or a data set with error bands",
    "B": "a scholarly or specialist work",
    "B-": "a work whose author is partisan, quoted or unknown",
    "C": "an encyclopaedia, or a research note",
    "D": "a newspaper of the day, or an unsigned page",
    "E": "memory or an estimate: a guess",
}
"""What each grade of a claim stands for."""
_NAMES = (
    "soviet", "soviets", "japanese", "mongolian", "mongol", "mongols", "manchukuo", "japan", "mongolia", "tokyo",
    "korea", "kwantung", "azuma", "bain", "tsagan", "barbarossa", "bezymyannaya", "blyukher", "bolshoi",
    "brunders", "buir", "bykov", "changlingtzu", "china", "comintern", "fui", "halhamiao", "holsten", "itagaki",
    "kanchazu", "kanda", "kasai", "khasan", "komatsubara", "litvinov", "lyushkov", "manchuria", "olankhuduk",
    "poland", "remizov", "sakuma", "senda", "seo", "shigemitsu", "stalin", "suetaka", "suifenho", "tauran",
    "tumen", "yangmulinzi", "yasuoka", "yoshimaru", "zaozernaya", "zhukov",
)  # fmt: skip
_PROPER = {name: name.capitalize() for name in _NAMES} | {
    "ussr": "the Soviet Union",
    "afv": "armoured vehicles",
    "litvinovs": "Litvinov's",
}
_TOLD_ALONE = ("event-", "decision-", "aftermath-", "background", "footnote-", "dispute-", "version-", "build-up")
"""Quantities whose text says by itself what it is about."""
_UNITS = ("km", "m", "t")
_MONTHS = {
    "jan": "January", "feb": "February", "mar": "March", "apr": "April", "may": "May", "jun": "June", "jul": "July",
    "aug": "August", "sep": "September", "oct": "October", "nov": "November", "dec": "December", "june": "June",
    "july": "July",
}  # fmt: skip
_DAY = re.compile(r"(\d+)(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)")
_KIND_OF = re.compile(r"^(?:time|aftermath)-(?=.)")
"""What a claim's own words show: that it is an hour, or something that came after."""
_OF_A_DECISION = re.compile(r"decision-d\d+-(leave|delay)")
_ASKED = {"leave": "leave for this decision", "delay": "time that the decision took"}
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class ClaimInWords:
    """One claim, told."""

    says: str
    source: str
    """Title of the source, and where in it."""
    grade: str
    trust: str
    """What the grade stands for, and of whom the claim is."""
    note: str


def in_words(claim: Claim) -> ClaimInWords:
    """A claim in words.

    >>> from khasan.record import load_incident
    >>> (told, *_) = (in_words(c) for c in load_incident("lake-khanka-1935").by_quantity()["soviet-killed"])
    >>> told.says, told.grade
    ('Soviet killed: 1 men', 'C')
    """
    where = _where(claim.where)
    cites = f" (which cites {claim.cites})" if claim.cites else ""
    trust = GRADES[claim.confidence]
    trust += {"own": "; a side about itself", "other": "; a side about its enemy"}.get(claim.stance, "")
    trust += {"derived": "; worked out from its figures"}.get(claim.flag, "")
    return ClaimInWords(_says(claim), f"{claim.source.title}{where}{cites}", claim.confidence, trust, claim.note)


def _where(where: str) -> str:
    """Where in the source; KHN and KHG are the research notes through which it was read."""
    note = re.fullmatch(r"KH[NG] ?(.*)", where)
    if note is None:
        return f", {where}" if where else ""
    return f", read through our research notes ({note[1]})" if note[1] else ", read through our research notes"


def _says(claim: Claim) -> str:
    if claim.kind == "name":
        return f"A name: {claim.text}"
    if claim.kind == "text" and claim.quantity.startswith(_TOLD_ALONE):
        return f"{claim.text[:1].upper()}{claim.text[1:]}"
    what = quantity_in_words(claim.quantity)
    return f"{what[:1].upper()}{what[1:]}: {answer_in_words(claim)}"


def answer_in_words(claim: Claim) -> str:
    """What a claim says, without what it is about.

    >>> from khasan.record import load_incident
    >>> gone = load_incident("lake-khasan-1938").by_quantity()["aftermath-japanese-gone"]
    >>> answer_in_words(gone[0])
    '14 August 1938'
    """
    if claim.kind == "time":
        return _hour(claim)
    return said(claim) if claim.is_numeric else _answer(claim.text) if claim.kind == "outcome" else claim.text


def days_in_text(text: str) -> str:
    """A text whose days are written out.

    >>> days_in_text("1938-08-11~"), days_in_text("tortured to death")
    ('about 11 August 1938', 'tortured to death')
    """
    day = text.removesuffix("~")
    return f"{'about ' if day != text else ''}{_day(day)}" if _ISO.fullmatch(day) else text


def quantity_in_words(quantity: str) -> str:
    """An id as words.

    >>> quantity_in_words("soviet-tanks-lost-2-3aug")
    'Soviet tanks lost 2–3 August'
    >>> quantity_in_words("time-zaozernaya-taken")
    'Zaozernaya taken'
    >>> quantity_in_words("lake-khasan-1938/japanese-casualties")
    'Japanese casualties (Lake Khasan 1938)'
    """
    incident, stroke, quantity = quantity.rpartition("/")
    if stroke:
        fight = " ".join(word.capitalize() for word in incident.split("-"))
        return f"{quantity_in_words(quantity)} ({fight})"
    text = _OF_A_DECISION.sub(lambda match: _ASKED[match[1]], _KIND_OF.sub("", quantity))
    text = re.sub(r"(\d+)-(?=\d+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))", r"\1–", text)
    text = _DAY.sub(lambda match: f"{match[1]} {_MONTHS[match[2]]}", text)
    text = _ISO.sub(lambda match: _day(match[0]), text)
    words = text.replace("-", " ").split()
    if len(words) > 1 and words[-1] in _UNITS:
        words.pop()
    return " ".join(_PROPER.get(word, _MONTHS.get(word, word)) for word in words)


def _hour(claim: Claim) -> str:
    """A time of day on the clock of its source; on which of several, where nobody knows."""
    offsets = [_offset(text) for text in claim.tz.split("/")]
    first = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=claim.lowest) + max(offsets)
    last = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=claim.highest) + min(offsets)
    hours = f"{first:%H:%M}" if first == last else f"{first:%H:%M} to {last:%H:%M}"
    return f"{hours} on {first.day} {first:%B %Y}, {' or '.join(claim.tz.split('/'))}"


def _offset(text: str) -> timedelta:
    hours, minutes = text[1:].split(":")
    return timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if text[0] == "-" else 1)


def _answer(text: str) -> str:
    if _ISO.fullmatch(text):
        return _day(text)
    return _PROPER.get(text, " ".join(_PROPER.get(word, word) for word in text.split("-")))


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {day:%B %Y}"
