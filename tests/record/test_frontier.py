"""The tables of the frontier: read whole, sourced, laddered, told as claims, and laid over by a reader's own rows."""

from __future__ import annotations

import csv
import shutil
from dataclasses import fields
from pathlib import Path

import pytest

from khasan.cli import main
from khasan.record import load_sources
from khasan.record.frontier import OURS, TABLES, Frontier, load_frontier
from khasan.record.frontier.frontier_incident import frontier_incident
from khasan.record.frontier.ladders import ladders
from khasan.record.search import search

SOURCES = load_sources()
FRONTIER = load_frontier()
INCIDENT = frontier_incident(SOURCES)

TABULATED = {
    "rung-0-to-1-event": (93, 70), "rung-1-to-2-event": (70, 30), "rung-2-to-3-event": (30, 12),
    "rung-3-to-4-event": (12, 10), "rung-4-to-5-event": (10, 6), "rung-5-to-6-event": (6, 2),
    "rung-0-to-1-episode": (51, 41), "rung-1-to-2-episode": (41, 18), "rung-2-to-3-episode": (18, 6),
    "rung-3-to-4-episode": (6, 5), "rung-4-to-5-episode": (5, 2), "rung-5-to-6-episode": (2, 2),
    "protest": (46, 44), "inquiry-asked": (44, 4), "inquiry-held": (4, 0), "bodies": (7, 3),
    "each-names-the-other": (34, 34), "dead": (15, 9), "air-fired-on": (8, 1), "leave-asked": (13, 2),
    "restraint-kept": (4, 1), "leave-given": (3, 1), "fire-held": (5, 3), "settled": (5, 2),
}  # fmt: skip
"""N cases and M taken as they were tabulated by hand when the data were gathered."""


def rows_of(name: str, folder: Path = OURS) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write(folder: Path, name: str, *rows: dict[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, TABLES[name], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return folder


def changed(folder: Path, name: str, row_id: str, **cells: str) -> Path:
    """Our tables with a row changed, in a folder of their own."""
    shutil.copytree(OURS, folder)
    rows = rows_of(name)
    assert row_id in {row["id"] for row in rows}
    return write(folder, name, *[row | cells if row["id"] == row_id else row for row in rows])


def all_said(frontier: Frontier = FRONTIER):
    tables = (frontier.events, frontier.reports, frontier.series, frontier.forces, frontier.decisions, frontier.sectors)
    return [one.said for table in tables for one in table]


def test_there_is_what_was_gathered() -> None:
    assert (len(FRONTIER.events), len(FRONTIER.decisions), len(FRONTIER.forces)) == (100, 71, 50)
    assert sum(event.usable for event in FRONTIER.events) == 89
    assert {event.date[:4] for event in FRONTIER.events} >= {str(year) for year in range(1932, 1942)} | {"1945"}


def test_every_row_has_sources_that_can_be_cited() -> None:
    """Author and year, or a note that nobody recorded them; and how much was read."""
    for said in all_said():
        assert said.sources, f"{said.file}:{said.line}"
    own = {row["key"] for row in csv.DictReader((OURS.parents[1] / "sources" / "frontier.csv").open(encoding="utf-8"))}
    for source in FRONTIER.sources():
        assert source.title
        assert source.seen
        if source.key in own:
            assert source.author or "not recorded" in source.note, source.key


def test_memory_and_estimate_are_flagged_as_guesses_and_graded_last() -> None:
    memory = [said for said in all_said() if all(source.is_guess for source in said.sources)]
    assert len(memory) > 20
    assert {(said.flag, said.grade) for said in memory} == {("guess", "D")}


def test_khalkhin_gol_is_one_episode_with_its_stages_named() -> None:
    stages = FRONTIER.episodes()["khalkhin-gol-1939"]
    assert {event.fight.rpartition("-")[2] for event in stages} == {"may", "july", "august"}


def test_stages_name_incidents_that_the_record_has() -> None:
    known = {path.stem for path in (OURS.parents[1] / "record").glob("*.csv")}
    assert {event.fight for event in FRONTIER.events} - {""} <= known


def test_ladders_are_computed_and_agree_with_those_tabulated() -> None:
    computed = {one.id: (len(one.cases), len(one.taken)) for one in ladders(FRONTIER)}
    parted = {name: (computed.get(name), told) for name, told in TABULATED.items() if computed.get(name) != told}
    assert parted == {}, "computed and tabulated part here"
    assert set(computed) == set(TABULATED)


def test_a_ladder_follows_its_events(tmp_path: Path) -> None:
    """One more column that becomes a combined fight is one more of both."""
    folder = changed(tmp_path / "tables", "events", "wire-1939-10", rung="4", rung_low="3", rung_high="5")
    computed = {one.id: (len(one.cases), len(one.taken)) for one in ladders(load_frontier((folder,)))}
    (cases, taken), (same, more) = TABULATED["rung-3-to-4-episode"], TABULATED["rung-0-to-1-episode"]
    assert computed["rung-3-to-4-episode"] == (cases + 1, taken + 1)
    assert computed["rung-0-to-1-episode"] == (same, more + 1)
    folder = changed(tmp_path / "leave", "decisions", "d43", leave="sought")
    taken = {one.id: len(one.taken) for one in ladders(load_frontier((folder,)))}
    assert taken["leave-asked"] == TABULATED["leave-asked"][1] + 1


def test_every_row_is_a_claim() -> None:
    quantities = INCIDENT.by_quantity()
    for event in FRONTIER.events:
        assert f"event-{event.id}" in quantities
        assert quantities[f"event-{event.id}-rung"][0].value == event.rung
    (night_attack,), (leave,) = quantities["decision-d43"], quantities["decision-d43-leave"]
    assert night_attack.note.startswith("other courses open: withdraw. Known then: the Emperor had refused. Outcome: ")
    assert leave.note == "the need for leave was ignored"
    for decision in FRONTIER.decisions:
        assert quantities[f"decision-{decision.id}"][0].date == decision.date
    counted = [claim for claim in INCIDENT.claims if claim.quantity.startswith("count-")]
    assert len(counted) == len(FRONTIER.series)


def test_no_claim_rests_on_a_seed_without_its_words_or_on_an_opening() -> None:
    for claim in INCIDENT.claims:
        assert not claim.source.sha256, claim.id
        assert claim.source.seen not in ("abstract", "opening"), claim.id
        assert claim.source.seen != "no" or claim.confidence == "E", claim.id


def test_reports_of_two_sides_stay_two() -> None:
    dead = INCIDENT.by_quantity()["event-grodekovo-1936-01-30-killed-japanese"]
    assert [(claim.stance, claim.cites, claim.point) for claim in dead] == [
        ("own", "Japanese report", 9.0),
        ("other", "Soviet report", 31.0),
        ("other", "Soviet report", 50.0),
    ]
    accounts = INCIDENT.by_quantity()["event-dongan-1939-05-27-account"]
    assert [claim.cites for claim in accounts] == ["Japanese report", "Soviet report"]
    movers = INCIDENT.by_quantity()["event-dongan-1939-05-27-first-mover"]
    assert [claim.text for claim in movers] == ["ussr", "japan"]


def test_series_are_laid_side_by_side_and_never_added() -> None:
    assert {relation.kind for relation in INCIDENT.relations} == {"series"}
    for relation in INCIDENT.relations:
        concerned = {
            claim.concerns for name in (relation.quantity, *relation.parts) for claim in INCIDENT.by_quantity()[name]
        }
        thing = {concern.split("; ")[1] for concern in concerned}
        assert len(thing) == 1, relation.id
        assert len(concerned) == 1 or thing == {"mongolian-men-lost"}, "one counter each"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Posyet", "event-khasan-1938-07-29"), ("Grodekovo", "event-grodekovo-1939-03-05"),
        ("Argun", "event-kailastui-1939-01-31"), ("長鼓峰", "event-khasan-1938-07-31"),
        ("Посьет", "event-khasan-1938-07-15"), ("Slavyanka", "event-slavyanka-air-1933"),
        ("Sakhalin", "event-sakhalin-1940"), ("Manchukuo", "event-kailastui-1939-01-31"),
        ("ノモンハン", "event-nomonhan-scare-1940"),
    ],
)  # fmt: skip
def test_events_are_found_by_stretch_place_and_party(name: str, found: str) -> None:
    assert found in {hit.thing for hit in search([INCIDENT], name)}


def test_a_readers_row_is_laid_over_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    row = next(row for row in rows_of("events") if row["id"] == "khanka-1939-02-14")
    mine = row | {
        "id": "khanka-1939-11-30",
        "date": "1939-11-30",
        "place": "Nowhere-by-the-Lake",
        "sources": "SHI118",
        "grade": "B",
    }
    write(tmp_path / "frontier" / "record", "events", mine)
    monkeypatch.setenv("KHASAN_PATH", str(tmp_path))
    assert main(["record", "search", "Nowhere-by-the-Lake"]) == 0
    assert "event-khanka-1939-11-30" in capsys.readouterr().out
    assert main(["record", "show", "frontier", "-q", "khanka-1939-11"]) == 0
    assert "SHI118" in capsys.readouterr().out
    assert main(["record", "timeline", "--out", str(tmp_path / "t.svg")]) == 0
    assert f"{len(FRONTIER.events) + 1} events" in capsys.readouterr().out


def test_a_readers_row_with_an_id_of_ours_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    write(tmp_path / "frontier" / "record", "events", rows_of("events")[0])
    monkeypatch.setenv("KHASAN_PATH", str(tmp_path))
    picture = tmp_path / "t.svg"
    assert main(["record", "timeline", "--out", str(picture)]) == 2
    told = capsys.readouterr().err
    assert "events.csv:2: id: got 'clash-1932-first'; line 2 of events.csv has this id" in told
    assert not picture.exists()


def test_what_is_exported_can_be_read_as_tables_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setenv("KHASAN_PATH", str(tmp_path / "nobody"))
    assert main(["record", "export", str(tmp_path / "package"), "frontier"]) == 0
    folder = tmp_path / "again"
    folder.mkdir()
    for name in TABLES:
        shutil.copy(tmp_path / "package" / f"frontier-{name}.csv", folder / f"{name}.csv")
    again = load_frontier((folder,), SOURCES)
    for table in ("events", "reports", "series", "forces", "decisions", "sectors"):
        ours, theirs = getattr(FRONTIER, table), getattr(again, table)
        for one, other in zip(ours, theirs, strict=True):
            for field in fields(one):
                if field.name != "said":
                    assert getattr(one, field.name) == getattr(other, field.name), (table, one.id, field.name)
            assert (one.said.sources, one.said.grade, one.said.flag, one.said.note) == (
                other.said.sources, other.said.grade, other.said.flag, other.said.note,
            )  # fmt: skip
    bib = (tmp_path / "package" / "sources.bib").read_text(encoding="utf-8")
    assert "author = {Goldman, Stuart D.}" in bib
    assert "date = {2012}" in bib
    capsys.readouterr()
    assert main(["record", "import", str(tmp_path / "package"), "--dry-run"]) == 0
    assert "unchanged" in capsys.readouterr().out
