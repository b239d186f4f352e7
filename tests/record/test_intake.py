"""A reader's own claims: added, unchanged, conflicting; nothing is dropped silently, and ours is never changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from khasan.errors import InputError
from khasan.record import RecordFolders
from khasan.record.claim import COLUMNS
from khasan.record.export import raw_rows
from khasan.record.intake import take_in
from khasan.record.source import COLUMNS as SOURCE_COLUMNS
from khasan.record.table import DATA
from record.made_up import count, write

OURS = RecordFolders((DATA,))
KHANKA = {row["id"]: row for row in raw_rows(OURS.incident("lake-khanka-1935"))}
NEW = count("soviet-killed", "MINE", 2)
MINE = {"key": "MINE", "title": "My own find", "kind": "archive", "grade": "A", "seen": "whole"}


def bring(folder: Path, *rows: dict[str, str], sources: tuple[dict[str, str], ...] = (MINE,)) -> Path:
    write(folder / "claims.csv", ("incident", *COLUMNS), [{"incident": "lake-khanka-1935", **row} for row in rows])
    write(folder / "sources.csv", SOURCE_COLUMNS, sources)
    return folder


def test_new_claims_are_laid_over_ours_and_count_at_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    intake = take_in(bring(tmp_path / "mine", NEW, KHANKA["soviet-killed@S004"]), OURS, home)
    assert [(row.table, row.id, row.status) for row in intake.rows] == [
        ("sources", "MINE", "added"),
        ("claims", "soviet-killed@MINE", "added"),
        ("claims", "soviet-killed@S004", "unchanged"),
    ]
    mine = RecordFolders((DATA, home)).incident("lake-khanka-1935")
    ours = OURS.incident("lake-khanka-1935")
    assert len(mine.claims) == len(ours.claims) + 1
    interval = mine.interval("soviet-killed")
    assert interval is not None
    assert (interval.low, interval.best, interval.high) == (1, 2, 2)
    assert "soviet-killed" in [d.quantity for d in mine.disagreements()]
    again = take_in(bring(tmp_path / "mine", NEW), RecordFolders((DATA, home)), home)
    assert {row.status for row in again.rows} == {"unchanged"}


def test_a_conflict_is_told_cell_by_cell_and_ours_stays(tmp_path: Path) -> None:
    theirs = {**KHANKA["soviet-killed@S004"], "value": "3"}
    intake = take_in(bring(tmp_path / "mine", theirs, sources=()), OURS, tmp_path / "home")
    (row,) = intake.rows
    assert (row.status, dict(row.fields)) == ("conflicting", {"value": ("1", "3")})
    assert intake.files == ()


def test_a_conflict_may_stand_beside_ours(tmp_path: Path) -> None:
    home = tmp_path / "home"
    theirs = {**KHANKA["soviet-killed@S004"], "value": "3"}
    intake = take_in(bring(tmp_path / "mine", theirs, sources=()), OURS, home, keep_both=True)
    assert [(row.status, row.kept_as) for row in intake.rows] == [("kept both", "soviet-killed@S004.2")]
    claims = RecordFolders((DATA, home)).incident("lake-khanka-1935").by_quantity()["soviet-killed"]
    assert [claim.value for claim in claims if claim.source.key == "S004"] == [1, 3]


def test_our_source_is_not_graded_anew_by_a_reader(tmp_path: Path) -> None:
    ours = {column: str(getattr(OURS.sources["JAW"], column)) for column in SOURCE_COLUMNS}
    intake = take_in(bring(tmp_path / "mine", NEW, sources=(MINE, {**ours, "grade": "A"})), OURS, tmp_path / "home")
    assert [row.id for row in intake.of("conflicting")] == ["JAW"]
    assert RecordFolders((DATA, tmp_path / "home")).sources["JAW"].grade == "C"


def test_an_incident_of_one_s_own(tmp_path: Path) -> None:
    path = write(tmp_path / "my-affray-1936.csv", COLUMNS, [count("dead", "KRI", 4)])
    take_in(path, OURS, tmp_path / "home")
    assert RecordFolders((DATA, tmp_path / "home")).incident("my-affray-1936").interval("dead") is not None


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (count("soviet-killed", "NOBODY", 2), "source"),
        (count("soviet-killed", "MINE", 2, unit="horses"), "unit"),
        (count("soviet-killed", "MINE", 2, date="1935-13"), "date"),
        (count("times", "MINE", 2, kind="ratio", unit="", concerns="a / b"), "concerns"),
    ],
)
def test_one_bad_row_and_nothing_is_written(tmp_path: Path, row: dict[str, str], field: str) -> None:
    with pytest.raises(InputError) as refused:
        take_in(bring(tmp_path / "mine", NEW, row), OURS, tmp_path / "home")
    assert (3, field) in [(problem.line, problem.field) for problem in refused.value.problems]
    assert not (tmp_path / "home").exists()


def test_what_is_no_table_of_claims_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="give a CSV of claims"):
        take_in(tmp_path, OURS, tmp_path / "home")
    odd = tmp_path / "odd.csv"
    odd.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="write the header as"):
        take_in(odd, OURS, tmp_path / "home")
    bad_name = write(tmp_path / "My Claims.csv", COLUMNS, [count("dead", "KRI", 4)])
    with pytest.raises(InputError, match="name the incident"):
        take_in(bad_name, OURS, tmp_path / "home")


def test_a_hand_written_file_that_repeats_our_id_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "record" / "lake-khanka-1935.csv", COLUMNS, [KHANKA["soviet-killed@S004"]])
    with pytest.raises(InputError, match=r"lake-khanka-1935\.csv:2: id"):
        RecordFolders((DATA, tmp_path)).incident("lake-khanka-1935")
