"""The named rules: whom each lets stand, what it falls back on, and that it says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from khasan.errors import InputError
from khasan.record import NAMED, rule_of
from record.made_up import count, incident

ROWS = [
    count("dead", "KRI", 100, stance="own"),
    count("dead", "S000", 130, anchor="long enough", position="0"),
    count("dead", "SPORT", 160),
    count("dead", "ENW", 900, stance="other"),
    count("dead", "EST", 50, flag="guess"),
    count("lost", "SPORT", 7),
]


@pytest.mark.parametrize(
    ("rule", "ends", "circle"),
    [
        ("graded", (100, 130), "graded"),
        ("best-grade", (100, 100), "graded"),
        ("all", (35, 900), "all"),
        ("own-side", (100, 100), "own-side"),
        ("third-party", (130, 130), "third-party"),
        ("seed-only", (130, 130), "seed-only"),
        ("source:ENW", (900, 900), "source:ENW"),
        ("source:SPORT", (160, 160), "source:SPORT"),
    ],
)
def test_each_rule_lets_its_claims_stand(tmp_path: Path, rule: str, ends: tuple[float, float], circle: str) -> None:
    """A guess without a band counts 30% either way: 50 reaches down to 35."""
    interval = incident(tmp_path, ROWS).under(rule).interval("dead")
    assert interval is not None
    assert (interval.low, interval.high, interval.rule, interval.chosen) == (*ends, circle, rule)
    assert len(interval.claims) + len(interval.aside) == 5, "no claim may vanish"


def test_where_the_chosen_voice_is_silent_the_graded_circles_answer_and_say_so(tmp_path: Path) -> None:
    interval = incident(tmp_path, ROWS).under("source:KRI").interval("lost")
    assert interval is not None
    assert (interval.best, interval.rule, interval.chosen) == (7, "press", "source:KRI")
    assert interval.why.startswith("source:KRI has no claim here")


def test_a_rule_nobody_knows_and_a_source_without_a_claim_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="did you mean own-side"):
        rule_of("own-sid")
    with pytest.raises(InputError, match="has no claim of WELL"):
        incident(tmp_path, ROWS).under("source:WELL")


def test_every_named_rule_has_words() -> None:
    assert all(rule.why and rule.circles for rule in NAMED.values())
