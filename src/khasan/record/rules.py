"""The named rules that make an interval of rival claims; a scenario or a run chooses one, and says which.

A rule is a row of circles: the claims of the first circle that has any number stand, the others stay aside. Every
rule that prefers somebody falls back on the circles of ``graded`` where that one is silent, and the answer names
the circle that was used.

>>> rule_of("source:S000").circles[0].name
'source:S000'
>>> rule_of("own-side").why
"each side's word about itself; graded where a side is silent"
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from khasan.errors import did_you_mean, input_error
from khasan.record.claim import Claim
from khasan.record.source import better


@dataclass(frozen=True, slots=True)
class Circle:
    """Claims that may stand together, and in words who they are."""

    name: str
    why: str
    stands: Callable[[Claim], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """Circles in the order in which they are asked. ``highest_only``: of a circle the best grade alone stands."""

    name: str
    why: str
    circles: tuple[Circle, ...]
    highest_only: bool = False


RULES = {
    "graded": "claims graded C or better, best of the highest grade; the enemy's word and guesses aside",
    "press": "nothing graded C or better: claims graded D (newspapers of the day, unsigned pages)",
    "enemy": "only the other side speaks of this: its claims",
    "guess": "no source speaks of this: guesses only",
}
"""The circles of ``graded``, by name."""

_GRADED = (
    Circle("graded", RULES["graded"], lambda c: c.stance != "other" and better(c.confidence, than="D")),
    Circle("press", RULES["press"], lambda c: c.stance != "other" and not c.is_guess),
    Circle("enemy", RULES["enemy"], lambda c: not c.is_guess),
    Circle("guess", RULES["guess"], lambda c: True),
)
_SOURCE = re.compile(r"source:([A-Z][A-Za-z0-9-]*)")

GRADED = Rule("graded", "claims graded C or better; the enemy's word and guesses aside", _GRADED)
"""The rule unless another is chosen."""


def _first(name: str, why: str, stands: Callable[[Claim], bool], silent: str) -> Rule:
    return Rule(name, f"{why}; {silent}", (Circle(name, why, stands), *_GRADED))


NAMED: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        GRADED,
        Rule("best-grade", "as graded, but of the claims that stand only those of the best grade", _GRADED, True),
        Rule(
            "all",
            "every claim with a number, the enemy's word and guesses too: the widest span",
            (Circle("all", "every claim with a number stands", lambda c: True),),
        ),
        _first(
            "own-side",
            "each side's word about itself",
            lambda c: c.stance == "own" and not c.is_guess,
            "graded where a side is silent",
        ),
        _first(
            "third-party",
            "those who speak of neither side as their own, graded C or better",
            lambda c: c.stance == "third" and better(c.confidence, than="D"),
            "graded where they are silent",
        ),
        _first(
            "seed-only",
            "the source texts at hand, in which claims can be verified",
            lambda c: bool(c.source.sha256),
            "graded where they are silent",
        ),
    )
}
"""Rules by name; ``source:KEY`` is one more for every source."""


def rule_of(name: str) -> Rule:
    """The rule of a name. Raises InputError, naming the nearest, if there is none."""
    if name in NAMED:
        return NAMED[name]
    match = _SOURCE.fullmatch(name)
    if match is not None:
        key = match[1]
        return _first(name, f"the word of {key}", lambda c: c.source.key == key, f"graded where {key} is silent")
    known = f"{', '.join(NAMED)}, or source:KEY for the word of one source"
    raise input_error("record_rule", name, f"{did_you_mean(name, NAMED)} The rules are {known}".lstrip())
