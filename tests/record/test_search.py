"""A thing is found by every name it has, in whatever script or transliteration; and a stranger is not."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

import pytest

from khasan.record import RecordFolders, load_incident
from khasan.record.incident_summary import sites, toll, when
from khasan.record.search import fold, search
from khasan.record.table import DATA
from record.made_up import count, incident, outcome

ALL = RecordFolders((DATA,)).incidents()


@pytest.mark.parametrize(
    "name",
    [
        "Zaozyornaya", "zaozernaya", "ZAOZËRNAYA", "Заозёрная", "заозерная", "сопка Заозёрная", "Changkufeng",
        "Chang-ku-feng", "Zhanggufeng", "Zhānggǔfēng", "張鼓峰", "张鼓峰", "Chokoho", "Chōkohō", "長鼓峰", "장고봉",
        unicodedata.normalize("NFD", "장고봉"), "ＣＨＡＮＧＫＵＦＥＮＧ",
    ],
)  # fmt: skip
def test_the_hill_by_each_of_its_names(name: str) -> None:
    hits = search(ALL, name)
    assert (hits[0].incident, hits[0].thing) == ("lake-khasan-1938", "zaozernaya")


@pytest.mark.parametrize(
    "name",
    [
        "Khasan", "Хасан", "張鼓峰事件", "Changkufeng Incident", "Lake Khasan", "ハサン湖", "ハーサン湖", "ﾊｻﾝ湖",
        "하산호",
        "Ｋｈａｓａｎ", "장고봉 사건",
    ],
)  # fmt: skip
def test_the_incident_by_each_of_its_names(name: str) -> None:
    assert "lake-khasan-1938" in [hit.thing for hit in search(ALL, name)]


def test_a_character_is_the_same_by_each_of_its_codes() -> None:
    assert fold("\uf9c4門") == fold("龍門") == fold("龙门"), "a twin kept for old character sets"
    assert fold("Ｋｈａｓａｎ") == fold("khasan")
    assert fold(unicodedata.normalize("NFD", "ハバロフスク")) == fold("ハバロフスク") == fold("ﾊﾊﾞﾛﾌｽｸ")


@pytest.mark.parametrize("name", ["ノモンハン", "ﾉﾓﾝﾊﾝ", "ノモンハン事件", "ハルハ河", "Nomonhan"])
def test_nomonhan_in_its_own_letters(name: str) -> None:
    assert "khalkhin-gol-1939" in [hit.incident for hit in search(ALL, name) if hit.score >= 0.8]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Posyet", {("lake-khasan-1938", "border-detachment"), ("lake-khasan-1938", "event-message-from")}),
        ("grodekovo", {("incident-counts", "event-grodekovo-mar-1939"), ("suifenho-1935", "perhaps-kotelnikov")}),
        ("Kotelnikov", {("suifenho-1935", "perhaps-kotelnikov")}),
    ],
)
def test_a_place_that_only_claims_speak_of(name: str, found: set[tuple[str, str]]) -> None:
    hits = search(ALL, name)
    assert {hit.kind for hit in hits if hit.incident != "frontier"} == {"claim"}
    assert found <= {(hit.incident, hit.thing) for hit in hits}
    assert all(hit.names for hit in hits)


@pytest.mark.parametrize("name", ["captain", "the", "killed", "was"])
def test_a_word_that_names_nothing_finds_no_claims(name: str) -> None:
    assert [hit for hit in search(ALL, name) if hit.kind == "claim"] == []


@pytest.mark.parametrize("name", ["Waterloo", "Port Arthur", "旅順", "Порт-Артур", "", "?!", "zz"])
def test_a_stranger_is_not_found(name: str) -> None:
    assert search(ALL, name) == []


def test_when_where_and_how_many(tmp_path: Path) -> None:
    rows = [
        outcome("battle-start", "KRI", "day", date="1938-07-29"),
        outcome("battle-start", "SHI", "day", date="1938-07-30"),
        outcome("battle-end", "KRI", "month", date="1938-08"),
        count("place-lat", "KRI", 42.5, kind="measure", unit="deg", low="42.4", high="42.6"),
        count("place-lon", "KRI", 130.5, kind="measure", unit="deg"),
        count("japanese-killed", "KRI", 5),
        count("japanese-wounded", "KRI", 6),
        count("soviet-casualties", "KRI", 20),
        count("soviet-killed", "KRI", 7),
    ]
    one = incident(tmp_path, rows)
    days = when(one)
    assert days is not None
    assert (days.start, days.end) == ((date(1938, 7, 29), date(1938, 7, 30)), (date(1938, 8, 1), date(1938, 8, 31)))
    assert (days.code, days.stated) == (2, True)
    (site,) = sites(one)
    assert site.radius_m == pytest.approx(0.1 * 111_195)
    assert (site.code, site.guessed) == (2, False)
    losses = toll(one)
    assert losses is not None
    assert losses.best == 31, "the parts of one side, the whole of the other; its dead are in it"


def counted(folder: Path, **losses: tuple[int, str]) -> tuple[float, tuple[str, ...]]:
    """Casualties and sides of an incident of such counts: quantity, with _ for -, to men and whom they concern."""
    rows = [count(name.replace("_", "-"), "KRI", men, concerns=who) for name, (men, who) in losses.items()]
    found = toll(incident(folder, rows))
    assert found is not None
    return found.best, found.sides


def test_a_count_of_two_armies_together_stands_for_them_if_it_tells_more(tmp_path: Path) -> None:
    apart = {"japanese_killed": (2, "japan"), "manchukuo_killed": (4, "manchukuo"), "soviet_killed": (3, "ussr")}
    both = "japan; manchukuo"
    every = ("japanese", "manchukuo", "soviet")
    assert counted(tmp_path, **apart, guards_casualties=(11, both)) == (14, every)
    assert counted(tmp_path, **apart, guards_killed=(6, both), guards_wounded=(5, both)) == (14, every)
    assert counted(tmp_path, guards_killed=(6, both)) == (6, ("japanese", "manchukuo")), "nobody counts them apart"
    # not: what tells of the dead alone, as they do; of fewer men; of one army; of somebody who is no army
    assert counted(tmp_path, **apart, guards_killed=(8, both))[0] == 9
    assert counted(tmp_path, **apart, column_casualties=(5, both))[0] == 9
    assert counted(tmp_path, **apart, guards_casualties=(11, "japan"))[0] == 9
    assert counted(tmp_path, **apart, guards_casualties=(11, "japan; 3-tank-regiment"))[0] == 9


def test_of_two_such_counts_none_is_counted_twice(tmp_path: Path) -> None:
    losses = {"guards_casualties": (11, "japan; manchukuo"), "men_casualties": (20, "manchukuo; mongolia")}
    assert counted(tmp_path, **losses, japanese_killed=(2, "japan")) == (22, ("japanese", "manchukuo", "mongolian"))


def test_suifenho_1935_had_eleven() -> None:
    """2 Japanese and 4 Manchukuoans killed, "another 5 were wounded", of which nation is not said."""
    found = toll(load_incident("suifenho-1935"))
    assert found is not None
    assert (found.low, found.best, found.high, found.sides) == (11, 11, 11, ("japanese", "manchukuo"))


def test_what_nobody_dates_or_counts_is_not_made_up(tmp_path: Path) -> None:
    one = incident(tmp_path, [outcome("who", "KRI", "japan")])
    assert (when(one), sites(one), toll(one)) == (None, (), None)
