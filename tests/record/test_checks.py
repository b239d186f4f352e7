"""Disagreements are found by arithmetic, not listed."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from khasan.record import incident_ids, load_incident

KHASAN = load_incident("lake-khasan-1938")


def test_known_disputes_are_found_and_ranked() -> None:
    found = {d.quantity: d for d in KHASAN.disagreements() if d.kind in ("rivals", "mirror", "itself")}
    disputed = """
        soviet-strength soviet-killed soviet-tanks-lost who-asked-for-peace counter-attacks-repulsed
        japanese-tanks-present holder-zaozernaya-1938-08-11 weather-1938-08-02 zaozernaya-height
        japan-challenged-again line-crossed-by
    """
    assert set(disputed.split()) <= set(found)
    assert found["soviet-killed"].spread == pytest.approx(717 / 236 - 1)
    assert found["who-asked-for-peace"].spread == 1
    assert math.isinf(found["japanese-aircraft"].spread), "some against none"
    assert "soviet-missing" not in found, "two sources that agree are no dispute"
    assert "article-point-lat" not in found, "rounding of a coordinate is no dispute"
    assert all(wide.spread >= narrow.spread for wide, narrow in pairwise(KHASAN.disagreements()))


def test_nearly_three_times_does_not_follow_from_the_figures() -> None:
    (check,) = KHASAN.ratios()
    assert (check.claim.id, check.numerator) == ("casualty-ratio@S004", "soviet-casualties")
    within = dict(check.by_source)
    assert within["S000"] == pytest.approx(3544 / 1439)
    assert within["CDB90"] == pytest.approx(4750 / 1319)
    assert within["BORT"] == pytest.approx(3712 / 3150)
    assert not check.follows
    assert check.excess == pytest.approx(3 / (3544 / 1319) - 1)
    assert "casualty-ratio" in [d.quantity for d in KHASAN.disagreements() if d.kind == "ratio"]


def test_outcomes_keep_every_answer_with_its_voices() -> None:
    answers = KHASAN.outcomes("who-asked-for-peace")
    assert list(answers) == ["japan-ambassador-in-moscow", "japan-prime-minister-via-united-states"]
    assert [claim.source.key for claim in answers["japan-ambassador-in-moscow"]] == ["S004", "KAS"]


def test_who_held_the_hill_at_the_end_follows_the_words_of_each_source() -> None:
    answers = KHASAN.outcomes("holder-zaozernaya-1938-08-11")
    voices = {answer: [claim.source.key for claim in claims] for answer, claims in answers.items()}
    assert voices == {"mixed": ["VOR"], "ussr": ["S000", "S004"]}
    (s004,) = (claim for claim in answers["ussr"] if claim.source.key == "S004")
    assert s004.anchor == "the Soviets re-occupied the area"


def test_nothing_that_a_source_is_said_to_imply_goes_unread() -> None:
    """Each such claim was read again: what follows from the words stands, our own inference is flagged as a guess."""
    for incident in incident_ids():
        for claim in load_incident(incident).claims:
            assert not claim.note.startswith("implied"), claim.id
            assert claim.is_guess or not claim.note.startswith("our inference"), claim.id


def test_names_in_all_transliterations() -> None:
    assert {"Changkufeng Incident", "張鼓峰事件", "Chōkohō Jiken"} <= set(KHASAN.names)
    assert {"Zaozyornaya", "Changkufeng"} <= set(KHASAN.names_of("zaozernaya"))
    assert KHASAN.names_of("nowhere") == ()


def test_khanka_keeps_ten_beside_eleven() -> None:
    khanka = load_incident("lake-khanka-1935")
    assert [d.quantity for d in khanka.disagreements()] == ["japanese-patrol-strength"]
