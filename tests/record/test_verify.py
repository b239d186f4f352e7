"""Claims are found again in their texts, and a text that changed does not pass."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
from pathlib import Path

import pytest

from khasan.record import Incident, Source, incident_ids, load_incident, load_sources, verify
from khasan.record.claim import Claim

TEXT = "Überschrift\r\nOn 31 July 12 men fell.\nLater 12 men fell again, or so it is said.\n"


@pytest.fixture
def seeds() -> Path:
    folder = os.environ.get("KHASAN_SEEDS")
    if not folder:
        pytest.skip("KHASAN_SEEDS does not name the folder of the source texts")
    return Path(folder)


def made_up(folder: Path, anchor: str, position: int, text: str = TEXT) -> Incident:
    """An incident of one claim on a text of our own; the digest is that of TEXT, whatever is written."""
    (folder / "text.txt").write_bytes(text.encode())
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    source = Source("X", "Made up", "seed", "C", "whole", "en", "", "text.txt", digest, "", "")
    claim = Claim(
        "fell@X", "fell", "third", "", "count", 12.0, None, None, "men", "", "", "", source, "", anchor,
        position, "", "", "C", "", "", 2,
    )  # fmt: skip
    return Incident("made-up", (claim,), {"X": source})


def test_a_claim_in_its_place_is_found(tmp_path: Path) -> None:
    result = verify(made_up(tmp_path, "12 men fell", TEXT.index("12 men fell")), tmp_path)
    assert result.ok
    assert result.counts() == {"found": 1, "moved": 0, "missing": 0, "no text": 0}


def test_the_broken_twin_is_rejected(tmp_path: Path) -> None:
    """One character of the text is another: the digest differs and the anchor is gone."""
    twin = TEXT.replace("12 men", "13 men")
    result = verify(made_up(tmp_path, "12 men fell", TEXT.index("12 men fell"), twin), tmp_path)
    assert not result.ok
    assert result.counts()["missing"] == 1
    assert "digest differs" in str(result.texts[0])
    assert hashlib.sha256(twin.encode()).hexdigest() in str(result.texts[0])


def test_a_longer_text_shows_where_the_claim_moved(tmp_path: Path) -> None:
    place = TEXT.index("12 men fell")
    result = verify(made_up(tmp_path, "12 men fell", place, "New: " + TEXT), tmp_path)
    assert (result.claims[0].status, result.claims[0].position) == ("moved", place + 5)
    assert not result.ok


def test_a_wrong_position_is_moved_to_the_nearest_occurrence(tmp_path: Path) -> None:
    second = TEXT.rindex("12 men fell")
    result = verify(made_up(tmp_path, "12 men fell", second + 2), tmp_path)
    assert (result.claims[0].status, result.claims[0].position) == ("moved", second)
    assert all(text.ok for text in result.texts), "the text itself is unchanged"
    assert not result.ok


def test_an_edit_elsewhere_is_still_no_pass(tmp_path: Path) -> None:
    result = verify(made_up(tmp_path, "12 men fell", TEXT.index("12 men fell"), TEXT + "!"), tmp_path)
    assert result.claims[0].status == "found"
    assert not result.ok


def test_absent_and_unreadable_texts_are_named(tmp_path: Path) -> None:
    incident = made_up(tmp_path, "12 men fell", TEXT.index("12 men fell"))
    (tmp_path / "text.txt").write_bytes(b"\xff\xfe")
    unreadable = verify(incident, tmp_path)
    absent = verify(incident, tmp_path / "elsewhere")
    for result in (unreadable, absent):
        assert not result.ok
        assert result.counts()["no text"] == 1
        assert "no readable text" in str(result.texts[0])


@pytest.mark.seeds
@pytest.mark.parametrize("incident_id", incident_ids())
def test_every_seed_claim_stands_where_it_says(incident_id: str, seeds: Path) -> None:
    incident = load_incident(incident_id)
    result = verify(incident, seeds)
    astray = [(check.claim.id, check.status) for check in result.claims if check.status != "found"]
    assert not astray
    assert all(text.ok for text in result.texts)
    assert len(result.claims) == sum(bool(claim.anchor) for claim in incident.claims)  # of other sources, none


@pytest.mark.seeds
def test_most_incidents_rest_on_the_seeds(seeds: Path) -> None:
    """So that the test before this one has something to look for."""
    looked_for = [len(verify(load_incident(incident_id), seeds).claims) for incident_id in incident_ids()]
    assert sorted(looked_for)[len(looked_for) // 2] > 10


@pytest.mark.seeds
def test_a_changed_seed_does_not_pass(seeds: Path, tmp_path: Path) -> None:
    for source in load_sources().values():
        if source.file:
            text = (seeds / source.file).read_text(encoding="utf-8")
            (tmp_path / source.file).write_text(text.replace("717 killed", "718 killed"), encoding="utf-8")
    result = verify(load_incident("lake-khasan-1938"), tmp_path)
    assert not result.ok
    assert "soviet-killed@S000" in [c.claim.id for c in result.claims if c.status == "missing"]


def test_numbers_of_seed_claims_stand_in_their_anchors() -> None:
    """A mistyped value cannot hide behind a true anchor; words for numbers are listed with the word."""
    words = {
        ("lake-khasan-1938", "casualty-ratio@S004"): "three times",
        ("lake-khasan-1938", "soviet-tanks-lost@S004"): "dozens",
        ("lake-khasan-1938", "soviet-occupation-days@S000"): "two weeks",
        ("lake-khanka-1935", "soviet-killed@S004"): "one",
        ("lake-khanka-1935", "soviet-horses-captured@S004"): "two",
        ("incident-counts", "further-violations@S004"): "Hundreds",
        ("neutrality-pact", "months-from-denunciation-to-war@S004"): "Four months",
        ("neutrality-pact", "hours-from-declaration-to-attack@S004"): "one hour",
        ("changlingtzu-1936", "japanese-patrol-strength@S004"): "ten men",
        ("changlingtzu-1936", "japanese-first-casualties@S004"): "several",
        ("changlingtzu-1936", "japanese-killed@S004"): "two",
        ("changlingtzu-1936", "aftermath-bodies@S004"): "two",
        ("changlingtzu-1936", "dead-of-both-sides@S004"): "two",
        ("suifenho-1936", "japanese-killed@S004"): "three",
        ("suifenho-1936", "dead-of-both-sides@S004"): "three",
        ("kanchazu-1937", "japanese-guns@S004"): "two",
        ("kanchazu-1937", "soviet-boats@S004"): "Three",
        ("kanchazu-1937", "soviet-boats-sunk@S004"): "the lead gunboat",
        ("kanchazu-1937", "soviet-boats-sunk@S004.2"): "ships",
        ("kanchazu-1937", "soviet-boats-crippled@S004"): "the second",
        ("kanchazu-1937", "soviet-boats-driven-off@S004"): "the third",
        ("kanchazu-1937", "japanese-casualties@S004"): "no casualties",
        ("halhamiao-1935", "mongolian-strength@S004"): "Several dozen",
        ("halhamiao-1935", "mongolian-casualties@S004"): "no casualties",
        ("halhamiao-1935", "mongolian-killed@S004"): "no casualties",
        ("halhamiao-1935", "mongolian-wounded@S004"): "no casualties",
        ("halhamiao-1935", "expedition-cavalry-companies@S004"): "Two",
        ("halhamiao-1935", "expedition-machine-gun-companies@S004"): "a machine gun company",
        ("halhamiao-1935", "expedition-tankette-platoons@S004"): "a tankette platoon",
        ("halhamiao-1935", "aftermath-occupation-weeks@S004"): "three weeks",
        ("buir-lake-1935", "brunders-day-attempts@S004"): "three times",
        ("buir-lake-1935", "brunders-night-attempts@S004"): "again at a night",
        ("buir-lake-1935", "japanese-trucks-january@S004"): "three trucks",
        ("buir-lake-1935", "mongolian-casualties-january@S004"): "a few",
        ("buir-lake-1935", "japanese-side-casualties-january@S004"): "a few",
        ("tauran-1936", "mongolian-armoured-cars@S004"): "a handful",
        ("tauran-1936", "mongolian-aircraft@S004"): "a handful",
        ("tauran-1936", "mongolian-aircraft-lost@S004"): "three",
        ("tauran-1936", "mongolian-aircraft-shot-down@S004"): "three",
        ("tauran-1936", "japanese-sorties@S004"): "dozens",
    }
    checked = 0
    for incident_id in incident_ids():
        for claim in load_incident(incident_id).claims:
            if claim.source.kind != "seed" or not claim.is_numeric or claim.flag == "derived":
                continue
            checked += 1
            word = words.get((incident_id, claim.id))
            if word is not None:
                assert word in claim.anchor
                continue
            for number in (claim.low, claim.value, claim.high):
                assert number is None or _stands_in(number, claim.anchor), claim.id
    assert checked > 20
    mutant = dataclasses.replace(load_incident("lake-khasan-1938").by_quantity()["soviet-killed"][0], value=771.0)
    assert mutant.value is not None
    assert not _stands_in(mutant.value, mutant.anchor)


def _stands_in(number: float, anchor: str) -> bool:
    figures = [figure.replace(",", "") for figure in re.findall(r"\d[\d,]*(?:\.\d+)?", anchor)]
    return any(float(figure) == number for figure in figures)
