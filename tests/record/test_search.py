"""A thing is found by every name it has, in whatever script or transliteration; and a stranger is not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from khasan.record import Shelf
from khasan.record.card import sites, toll, when
from khasan.record.search import search
from khasan.record.table import DATA
from record.made_up import count, incident, outcome

ALL = Shelf((DATA,)).incidents()


@pytest.mark.parametrize(
    "name",
    [
        "Zaozyornaya", "zaozernaya", "ZAOZËRNAYA", "Заозёрная", "заозерная", "сопка Заозёрная", "Changkufeng",
        "Chang-ku-feng", "Zhanggufeng", "Zhānggǔfēng", "張鼓峰", "张鼓峰", "Chokoho", "Chōkohō",
    ],
)  # fmt: skip
def test_the_hill_by_each_of_its_names(name: str) -> None:
    hits = search(ALL, name)
    assert (hits[0].incident, hits[0].thing) == ("lake-khasan-1938", "zaozernaya")


@pytest.mark.parametrize("name", ["Khasan", "Хасан", "張鼓峰事件", "Changkufeng Incident", "Lake Khasan"])
def test_the_incident_by_each_of_its_names(name: str) -> None:
    assert "lake-khasan-1938" in [hit.thing for hit in search(ALL, name)]


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


def test_what_nobody_dates_or_counts_is_not_made_up(tmp_path: Path) -> None:
    one = incident(tmp_path, [outcome("who", "KRI", "japan")])
    assert (when(one), sites(one), toll(one)) == (None, (), None)
